// The slow paths of handlers: noinline, so that handlers stay leaf-like. Those that answer Outcome may push a frame instead of
// running Python code: Pushed means thread.frame is the new one.
#pragma once

#include "runtime/native.h"
#include "runtime/objects/functions.h"
#include "vm/interpreter/caches.h"
#include "vm/interpreter/dispatch.h"
#include "vm/interpreter/frames.h"

namespace krait::core {

#define SLOW __attribute__((noinline))

// What a native call gave, put where the op wants it.
inline Outcome stored(Frame* frame, uint8_t destination, Result<Value> result) {
    if (result.failed()) return Outcome::Failed;
    frame->registers()[destination] = result.value();
    return Outcome::Stored;
}

// Binary operators and comparisons with a Python-defined method as first candidate push its frame; else the whole protocol runs natively.
SLOW Outcome slow_binary(Thread& thread, Frame* frame, BinaryOp op, Value left, Value right, uint8_t destination);
SLOW Outcome slow_inplace(Thread& thread, Frame* frame, BinaryOp op, Value left, Value right, uint8_t destination);
SLOW Outcome slow_contains(Thread& thread, Frame* frame, Value container, Value item, uint8_t destination, bool negate);
SLOW Outcome slow_compare(Thread& thread, Frame* frame, CompareOp op, Value left, Value right, uint8_t destination);
// A comparison under a jump: Jump or Next when it was decided at once.
SLOW Outcome slow_compare_jump(Thread& thread, Frame* frame, CompareOp op, Value left, Value right, bool sense);
SLOW Outcome slow_truth_jump(Thread& thread, Frame* frame, Value value, bool sense);
SLOW Outcome slow_truth(Thread& thread, Frame* frame, Value value, uint8_t destination, bool negate);

SLOW Outcome slow_load_global(Thread& thread, Frame* frame, const uint32_t* pc, uint8_t destination);
SLOW Outcome slow_load_name(Thread& thread, Frame* frame, const uint32_t* pc, uint8_t destination);
SLOW Result<void> slow_store_name(Thread& thread, Frame* frame, const uint32_t* pc, Value value);
SLOW Result<void> slow_store_global(Thread& thread, Frame* frame, const uint32_t* pc, Value value);
SLOW Outcome slow_load_attr(Thread& thread, Frame* frame, const uint32_t* pc, Value object, uint8_t destination);
SLOW Outcome slow_store_attr(Thread& thread, Frame* frame, const uint32_t* pc, Value object, Value value);
SLOW Outcome slow_load_method(Thread& thread, Frame* frame, const uint32_t* pc, Value object, uint8_t destination);
// The same when the site's entry says what the class has: what is left is to ask the object, or to call.
SLOW Outcome slow_load_attr_known(Thread& thread, Frame* frame, const uint32_t* pc, const AttributeEntry* entry,
                                  Value object, uint8_t destination);
SLOW Outcome slow_store_attr_known(Thread& thread, Frame* frame, const uint32_t* pc, const AttributeEntry* entry,
                                   Value object, Value value);
SLOW Outcome slow_load_method_known(Thread& thread, Frame* frame, const uint32_t* pc, const AttributeEntry* entry,
                                    Value object, uint8_t destination);
SLOW Outcome slow_load_item(Thread& thread, Frame* frame, Value object, Value key, uint8_t destination);
SLOW Outcome slow_store_item(Thread& thread, Frame* frame, Value object, Value key, Value value);
SLOW Outcome slow_for_next(Thread& thread, Frame* frame, Value iterator, uint8_t destination);
// Marks what a for-loop made of a list, tuple or range as its own: with the GIL off it is stepped without a lock.
inline void own_iterator(Value source, Value iterator) {
    if (source.is<List>() && iterator.is<ListIterator>()) iterator.to<ListIterator>()->owned = true;
    if (source.is<Tuple>() && iterator.is<TupleIterator>()) iterator.to<TupleIterator>()->owned = true;
    if (source.is<Range>() && iterator.is<RangeIterator>()) iterator.to<RangeIterator>()->owned = true;
}
// With the GIL off, under the object's lock: true if the object had that shape and the store is done.
SLOW bool store_slot_locked(Thread& thread, Value object, const AttributeEntry* entry, Value value);
SLOW bool store_existing_slot_locked(Thread& thread, Value object, uint32_t shape_id, uint32_t offset, Value value);
SLOW bool store_item_locked(Thread& thread, List* list, int64_t index, Value value);
// Any call: pushes frames for Python functions, bound methods, classes with a Python __init__, objects with a Python __call__.
SLOW Outcome slow_call(Thread& thread, Frame* frame, Value callee, const CallArguments& arguments, uint8_t destination);
// Native functions whose arguments need binding, or that have not been called before. The receiver of a method is checked.
SLOW Outcome slow_call_native(Thread& thread, Frame* frame, NativeFunction* function, const CallArguments& arguments,
                              uint8_t destination);
SLOW Result<Value> slow_call_descriptor(Thread& thread, MethodDescriptor* descriptor, Value self,
                                        const CallArguments& arguments);
SLOW Outcome slow_call_ex(Thread& thread, Frame* frame, Value* window, uint8_t destination);
SLOW Outcome slow_send(Thread& thread, Frame* frame, const uint32_t* pc, Value delegate, Value sent,
                       uint8_t destination);

SLOW Result<void> delete_name(Thread& thread, Frame* frame, Str* name);
SLOW Result<void> store_name(Thread& thread, Frame* frame, Str* name, Value value);
SLOW Result<Value> load_from_mapping(Thread& thread, Frame* frame, Value mapping, Str* name);  // Unbound if absent
SLOW Result<Value> frame_locals_snapshot(Thread& thread, Frame* frame);  // locals() of a function: a new dict (PEP 667)
SLOW Result<Value> frame_namespace(Thread& thread, Frame* frame);
SLOW Failure raise_unbound_local(Thread& thread, Str* name);
SLOW Failure raise_unbound_free(Thread& thread, Str* name);
SLOW Failure raise_name_error(Thread& thread, Str* name);
SLOW bool match_length(Thread& thread, Value subject, int64_t* length);
SLOW Result<Value> load_global_or_builtin(Thread& thread, Frame* frame, Str* name);
SLOW Result<Value> load_builtin(Thread& thread, Frame* frame, Str* name);  // NameError if absent
SLOW Result<Value> load_super_attribute(Thread& thread, const Value* window, Str* name);
SLOW Result<void> load_super_method(Thread& thread, const Value* window, Str* name, Value* out);
SLOW Failure raise_recursion(Thread& thread);
SLOW Value exception_traceback(Value exception);
SLOW Result<void> load_special(Thread& thread, Value object, int which, Value* out);
SLOW Result<void> unpack_sequence(Thread& thread, Value source, uint32_t count, Value* out);
SLOW Result<void> unpack_starred(Thread& thread, Value source, uint32_t before, uint32_t after, Value* out);
SLOW Result<Value> build_set(Thread& thread, const Value* items, uint32_t count);
SLOW Result<Value> build_dict(Thread& thread, const Value* items, uint32_t pairs);
SLOW Result<Value> copy_constant(Thread& thread, Value constant);
SLOW Result<Value> join_strings(Thread& thread, const Value* items, uint32_t count);
SLOW Result<void> extend_list_for_star(Thread& thread, Value list, Value iterable);
SLOW Result<void> update_dict_for_display(Thread& thread, Value dict, Value mapping);
SLOW Result<void> merge_dict_for_call(Thread& thread, Value dict, Value mapping, Value callee);
SLOW Result<Value> convert_value(Thread& thread, Value value, int conversion);
SLOW Result<Value> build_function(Thread& thread, Frame* frame, Code* code, const Value* window, unsigned flags);
SLOW Result<void> raise_from_op(Thread& thread, Frame* frame, Value exception, Value cause, bool has_cause);
SLOW Result<void> raise_again(Thread& thread, Frame* frame);
SLOW Result<Value> import_name(Thread& thread, Frame* frame, Str* name, Value fromlist, Value level);
SLOW Result<Value> import_from(Thread& thread, Value module, Str* name);
SLOW Result<void> import_star(Thread& thread, Frame* frame, Value module);
SLOW Result<Value> match_keys(Thread& thread, Value subject, Value keys);
SLOW Result<Value> match_class(Thread& thread, Value subject, Value cls, uint32_t positional, Value names);
SLOW Result<Value> run_intrinsic(Thread& thread, Frame* frame, Intrinsic which, Value operand);
SLOW Result<Value> run_intrinsic2(Thread& thread, Frame* frame, Intrinsic which, Value left, Value right);
SLOW Result<Value> get_awaitable(Thread& thread, Value value, int context);
SLOW Result<Value> get_yield_from_iter(Thread& thread, Frame* frame, Value value);
SLOW Result<Value> get_async_iterator(Thread& thread, Value value);
SLOW Result<Value> get_async_next(Thread& thread, Value value);
SLOW Result<Value> make_template_object(Thread& thread, Value strings, Value interpolations);
SLOW Result<Value> make_interpolation_object(Thread& thread, const Value* window, int conversion);

}  // namespace krait::core

// The functions that stand in the slots of Python classes. See wrappers.h.
#pragma once

#include "runtime/names.h"
#include "runtime/native.h"
#include "runtime/objects/wrappers.h"

namespace krait::core::dispatch {

Result<Value> binary(Thread& thread, BinaryOp op, BinarySlot self_slot, Value left, Value right);
Result<Value> inplace(Thread& thread, BinaryOp op, Value left, Value right);
template <BinaryOp kOp>
Result<Value> binary_slot(Thread& thread, Value left, Value right) {
    return binary(thread, kOp, binary_slot<kOp>, left, right);
}
template <BinaryOp kOp>
Result<Value> inplace_slot(Thread& thread, Value left, Value right) {
    return inplace(thread, kOp, left, right);
}
// A dunder of no argument, or of one.
template <Field<Str*> Names::* kName>
Result<Value> unary_slot(Thread& thread, Value self) {
    return call_dunder_py(thread, self, (thread.interpreter->names->*kName).get_relaxed(), {});
}
template <Field<Str*> Names::* kName>
Result<Value> one_argument_slot(Thread& thread, Value self, Value argument) {
    return call_dunder_py(thread, self, (thread.interpreter->names->*kName).get_relaxed(), {&argument, 1});
}
Result<Value> power(Thread& thread, Value base, Value exponent, Value modulus);
Result<Value> compare(Thread& thread, Value left, Value right, CompareOp op);
Result<int64_t> hash(Thread& thread, Value self);
Result<bool> truth(Thread& thread, Value self);
Result<int64_t> length(Thread& thread, Value self);
Result<void> set_item(Thread& thread, Value self, Value key, Value value);
Result<bool> contains(Thread& thread, Value self, Value item);
Result<Value> iterate(Thread& thread, Value self);
Result<Value> next(Thread& thread, Value self);
Result<Value> get_attribute(Thread& thread, Value self, Str* name);
Result<void> set_attribute(Thread& thread, Value self, Str* name, Value value);
Result<Value> get(Thread& thread, Value self, Value instance, Value owner);
Result<void> set(Thread& thread, Value self, Value instance, Value value);
Result<Value> call(Thread& thread, Value self, const CallArguments& arguments);
Result<Value> construct(Thread& thread, Type* type, const CallArguments& arguments);
Result<void> initialize(Thread& thread, Value self, const CallArguments& arguments);
Result<void> get_buffer(Thread& thread, Value self, BufferView& view);
void release_buffer(Thread& thread, Value self, BufferView& view);
Result<void> finalize(Thread& thread, Value self);

}  // namespace krait::core::dispatch

// Layouts of small types of the object model: mappingproxy, weak references, GenericAlias and Union, SimpleNamespace, the old
// sequence iterator. Behaviour is in the .cpp file of each name.
#pragma once

#include <span>

#include "runtime/native.h"
#include "runtime/objects/type.h"

namespace krait::core {

class MappingProxy : public Object {
public:
    Field<Value> mapping;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(MappingProxy, MappingProxy);
Value make_mapping_proxy(Thread& thread, Value mapping);

// ---- weak references (weakref.cpp) ----
class WeakReference : public Object {  // ReferenceType and the proxies
public:
    // The object, or nothing when it is gone. Marks it for a running collection.
    Value target() const { return Value::from_bits(__atomic_load_n(&target_, __ATOMIC_ACQUIRE)); }
    uint64_t target_;  // not traced; cleared by the collector
    Field<Value> callback;
    int64_t hash_;
    bool hashed_;
    bool pending_;  // the target died and the callback is queued
    static const TypeSpec spec;
    static const TypeSpec proxy_spec;
    static const TypeSpec callable_proxy_spec;
};
KRAIT_LAYOUT(WeakReference, WeakReference);
// weakref.ref(target, callback): the shared one when there is no callback. TypeError if the type has no weak references.
Result<WeakReference*> make_weak_reference(Thread& thread, Type* type, Value target, Value callback);
Result<Value> make_weak_proxy(Thread& thread, Value target, Value callback);
Result<void> run_weak_callback_py(Thread& thread,
                                  WeakReference* reference);  // at an event point, from the finalizer queue
int64_t weak_reference_count(Thread& thread, Value target);
Result<Value> weak_references_of(Thread& thread, Value target);  // a list

// ---- list[int], int | str (generic_alias.cpp, union.cpp) ----
class GenericAlias : public Object {
public:
    Field<Value> origin;
    Field<Tuple*> args;
    Field<Value> parameters;  // nothing: not computed
    bool starred;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(GenericAlias, NativeInstance);
Value make_generic_alias(Thread& thread, Value origin, Value item);  // origin[item]
class Union : public Object {
public:
    Field<Tuple*> args;
    Field<Value> parameters;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Union, NativeInstance);
// NotImplemented when an operand is no type; the operand itself when all are the same.
Result<Value> make_union_py(Thread& thread, Value left, Value right);
// The binary `|` slot of type, GenericAlias, TypeVar, ...
Result<Value> union_or_py(Thread& thread, Value left, Value right);

class SimpleNamespace : public Object {
public:
    static const TypeSpec spec;
};
KRAIT_LAYOUT(SimpleNamespace, NativeInstance);

// iter(x) of an object with __getitem__ only; iter(callable, sentinel).
class SequenceIterator : public Object {
public:
    Field<Value> sequence;  // nothing: exhausted
    int64_t index;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(SequenceIterator, NativeInstance);
Value make_sequence_iterator(Thread& thread, Value sequence);
class CallableIterator : public Object {
public:
    Field<Value> callable;  // nothing: exhausted
    Field<Value> sentinel;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(CallableIterator, NativeInstance);
Value make_callable_iterator(Thread& thread, Value callable, Value sentinel);

// ---- struct sequences: os.stat_result, time.struct_time, sys.flags (struct_sequence.cpp) ----
struct StructSequenceField {
    const char* name;  // null: an unnamed item
    const char* doc;
};
struct StructSequenceSpec {
    const char* name;  // dotted
    const char* doc;
    std::initializer_list<StructSequenceField> fields;
    size_t visible;  // how many of the fields are items of the tuple; the rest are attributes only
    bool instantiable = true;
};
// Made once for each call: keep it (state_slot). A subclass of tuple.
Type* make_struct_sequence_type(Thread& thread, const StructSequenceSpec& spec);
// values: one for each field (nothing: None).
Value make_struct_sequence(Thread& thread, Type* type, std::span<const Value> values);

}  // namespace krait::core

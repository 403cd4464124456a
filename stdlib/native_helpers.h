// What many native modules need: tracing by a list of members, the usual slots, short forms of allocation.
#pragma once

#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/str.h"
#include "runtime/objects/type.h"
#include "runtime/operations.h"
#include "runtime/threads/byte_lock.h"

namespace krait::core {

// A trace function from the fields that refer to something: trace_members<Deque, &Deque::blocks, &Deque::limit>.
template <typename T, auto... Members>
void trace_members(Cell* cell, Tracer& tracer) {
    auto* self = static_cast<T*>(cell);
    (tracer.visit(self->*Members), ...);
}

inline Result<Value> iterator_self(Thread&, Value self) { return self; }

template <typename T>
T* allocate_as(Thread& thread, Type* type) {
    return static_cast<T*>(allocate_instance(thread, type));
}

// The object as a T if its type is that table's or a subclass of it; else null.
template <typename T>
T* native_cast(Thread& thread, Value value, const TypeSpec& spec) {
    if (!value.is_cell() || value.cell()->layout() != Layout::NativeInstance) return nullptr;
    return is_instance(thread, value, native_type(thread, spec)) ? value.to<T>() : nullptr;
}

// Constructors that take no keywords, unless a subclass takes some in its own __init__.
inline Result<void> refuse_keywords(Thread& thread, Type* type, const char* name, const CallArguments& arguments) {
    if (!arguments.names || arguments.keyword_count() == 0) return {};
    Type* object = thread.interpreter->type(BuiltinType::Object);
    if (type->lookup(thread, KRAIT_NAME(dunder_init)) == object->lookup(thread, KRAIT_NAME(dunder_init)))
        return raise(thread, Exc::TypeError, "{}() takes no keyword arguments", name);
    return {};
}

// __class_getitem__ = classmethod(GenericAlias)
#define CLASS_GETITEM(CLASS)                                                                              \
    CLASS_METHOD(CLASS, __class_getitem__, "__class_getitem__(cls, object, /)", "See PEP 585") {          \
        return make_generic_alias(thread, Value(self), args[0]);                                          \
    }

}  // namespace krait::core

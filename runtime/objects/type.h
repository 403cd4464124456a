// class type. Language Reference 3.3.3 (customizing class creation), 3.3.2.4 (slots), 3.2.
//
//  1. Slots are inherited at creation: after it, type->slots holds what an instance's operations do, without a walk of the MRO.
//     A class with __add__ in its own or an inherited namespace gets the slot that calls it (slot_dispatch.h). Setting a
//     dunder on a class updates its slots and its subclasses'.
//  2. `version` changes whenever the type or a base changes; 0 is never valid. Attribute caches hold (shape) for instance
//     slots and (version) for class attributes.
//  3. Built-in types' namespaces are filled on first look-up (materialize), from their TypeSpec.
//  4. lookup() goes through the interpreter's method cache (version, name) -> value.
#pragma once

#include "runtime/native.h"
#include "runtime/objects/shape.h"

namespace krait::core {

class Dict;
class Str;
class Tuple;

class Type : public Object {
public:
    Slots slots;
    Field<Str*> name;  // __name__
    Field<Str*> qualname;
    Field<Value> module;  // __module__ of native types (heap types keep it in the namespace)
    Field<Type*> base;    // __base__: the one whose layout it extends
    Field<Tuple*> bases;
    Field<Tuple*> mro;
    Field<Dict*> dict;          // the namespace; use own_dict() so that it is materialized
    Field<Cell*> subclasses;    // weak ValueArray of Types
    Field<Shape*> root_shape;   // of new instances
    Field<Shape*> dict_shape;   // of instances in dictionary mode; made on demand
    Field<Cell*> native_extra;  // what native layouts keep with a class (abc registry, struct sequences, enum tables)
    std::atomic<uint64_t> version;
    uint32_t flags;
    uint32_t basic_size;         // bytes of an instance without items and attributes
    uint32_t native_size;        // of these, the native fixed part; then come the __slots__, one Field<Value> each
    uint32_t attributes_offset;  // of the `extra` word; 0: instances have no attributes; kBehindItems
    uint32_t weaklist_offset;    // reserved
    uint32_t shape_count;        // shapes made for this class
    uint16_t inline_capacity;    // of instances made from now on
    Layout instance_layout;
    Layout native_base;    // the native layout its instances begin with (List for a subclass of list); Instance if none
    const TypeSpec* spec;  // of the type itself or, in heap types, of the nearest native base
    TraceFunction trace;   // fixed part of NativeInstance layouts, including inherited ones
    uint32_t index;        // BuiltinType + 1 of built-ins, else 0

    // Instances of a subclass of int, tuple or bytes: the attributes lie behind the items, so each object has its own offset.
    static constexpr uint32_t kBehindItems = 1;

    bool has(uint32_t flag) const { return flags & flag; }
    std::string_view name_view() const;  // UTF-8; for messages (ASCII names without a copy, others as "?")

    // The attribute in the MRO, or nothing. Does not bind, does not raise.
    Value lookup(Thread& thread, Str* name);
    Value lookup_uncached(Thread& thread, Str* name, Type** where = nullptr);
    Dict* own_dict(Thread& thread);
    bool is_subtype_of(const Type* other) const;  // by MRO
    // After any change of the namespace or the bases: bumps versions down the tree and recomputes slots for `name` (null: all).
    void changed(Thread& thread, Str* name);

    static const TypeSpec spec_table;
};
KRAIT_LAYOUT(Type, Type);

// ---- making types ----
Type* make_native_type(Thread& thread, const TypeSpec& spec, BuiltinType index);  // at start-up
// The type of a spec of stdlib/: made once for each interpreter.
Type* native_type(Thread& thread, const TypeSpec& spec);
Result<Type*> make_class_py(Thread& thread, Type* metaclass, Str* name, Tuple* bases, Dict* namespace_,
                            const CallArguments* keywords);
Result<Type*> best_metaclass(Thread& thread, Type* metaclass, Tuple* bases);

// ---- instances ----
// A zeroed instance of `type`, attributes Unbound-free (empty), finalizer registered. The fixed part is the caller's to fill.
Object* allocate_instance(Thread& thread, Type* type);
// As above, for types whose items lie inline behind the fixed part (int's limbs, tuple's items, bytes): `extra` bytes of
// them. The caller stores the item count at once: it says where the attributes begin.
Result<Object*> allocate_instance_sized(Thread& thread, Type* type, size_t extra);
template <typename T>
T* allocate_native(Thread& thread, const TypeSpec& spec) {
    return static_cast<T*>(allocate_instance(thread, native_type(thread, spec)));
}
template <typename T>
T* allocate_builtin(Thread& thread, BuiltinType type) {  // no attributes; fixed size
    return allocate<T>(thread, shape_of(type));
}

inline bool is_instance(Thread& thread, Value value, const Type* type) {  // real type, no __instancecheck__
    Type* actual = type_of(thread, value);
    return actual == type || actual->is_subtype_of(type);
}
inline bool is_instance(Thread& thread, Value value, BuiltinType type) {
    return is_instance(thread, value, thread.interpreter->type(type));
}
// A T or an instance of a subclass of it (same C++ layout); else null.
template <typename T>
T* as_kind(Thread& thread, Value value) {
    if (!value.is_cell()) return nullptr;
    if (value.cell()->layout() == LayoutOf<T>::value) return value.to<T>();
    if constexpr (LayoutOf<T>::value == Layout::NativeInstance) return nullptr;
    if (value.cell()->layout() != Layout::NativeInstance) return nullptr;
    return type_of(thread, value)->native_base == LayoutOf<T>::value ? value.to<T>() : nullptr;
}

// ---- attributes of instances by shape (attributes.cpp) ----
// The slot's address, or null when overflow room is not there yet.
Field<Value>* instance_slot(Object* object, const Type* type, const Shape* shape, uint32_t slot);
Value get_instance_attribute(Thread& thread, Value object, Str* name);  // nothing if absent
Result<void> set_instance_attribute(Thread& thread, Object* object, Str* name,
                                    Value value);  // value nothing: delete; false-y failure AttributeError
// The object's __dict__, made on demand: from then on the attributes live there (dictionary mode, shape.h). Null: it has none.
Dict* instance_dict(Thread& thread, Object* object);
Result<void> set_instance_dict(Thread& thread, Object* object, Dict* dict);

// ---- attribute protocol ----
Result<Value> generic_get_attribute_py(Thread& thread, Value object, Str* name);
Result<void> generic_set_attribute_py(Thread& thread, Value object, Str* name, Value value);
// Unbound, and no exception made, when the attribute is missing.
Result<Value> generic_find_attribute_py(Thread& thread, Value object, Str* name);

}  // namespace krait::core

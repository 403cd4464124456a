// What the files about classes share: type.cpp, type_new.cpp, mro.cpp, type_layout.cpp, type_attributes.cpp, object.cpp.
#pragma once

#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/type.h"

namespace krait::core {

std::string_view signature_name(const char* signature);
Value make_getset(Thread& thread, Type* owner, const GetSetSpec& spec);
extern const GetSetSpec kDictProperty;  // __dict__ and __weakref__ of instances
extern const GetSetSpec kWeakrefProperty;

Type* allocate_type(Thread& thread, Type* metaclass);
void finish_layout(Thread& thread, Type* type, uint32_t shape_id);
void add_subclass(Thread& thread, Type* base, Type* type);
void remove_subclass(Thread& thread, Type* base, Type* type);
template <typename Body>
void for_each_subclass(Type* type, Body&& body) {
    auto* array = static_cast<ValueArray*>(type->subclasses.get());
    for (size_t i = 0; array && i < array->capacity_; ++i) {
        Value item = array->items_[i].get();
        if (item.is_nothing()) continue;
        if (item.is<WeakReference>()) item = item.to<WeakReference>()->target();
        if (!item.is_nothing()) body(item.to<Type>(), array->items_[i]);
    }
}

void join_exception_group(Thread& thread);

// C3 (mro.cpp). The second form asks the metaclass's mro() if it has its own.
Result<Tuple*> linearize(Thread& thread, Type* type);
bool has_own_mro(Thread& thread, Type* type);  // its metaclass has an mro() of its own
Result<Tuple*> compute_mro_py(Thread& thread, Type* type);
// Which base's layout a class of these bases extends; TypeErrors for bases that cannot be (type_layout.cpp).
Result<Type*> best_base(Thread& thread, Tuple* bases);
// The class on which `type`'s layout was last extended.
Type* solid_base(Type* type);
bool same_layout(Type* a, Type* b);
Result<void> set_class(Thread& thread, Value object, Value cls);  // object.__class__ = cls
Result<void> set_bases(Thread& thread, Type* type, Value bases);  // cls.__bases__ = bases
Result<Value> object_construct(Thread& thread, Type* type, const CallArguments& arguments);
Result<void> object_initialize(Thread& thread, Value self, const CallArguments& arguments);
Result<Value> type_get_attribute(Thread& thread, Value self, Str* name);
Result<void> type_set_attribute(Thread& thread, Value self, Str* name, Value value);
Result<Value> type_construct(Thread& thread, Type* metaclass, const CallArguments& arguments);
extern const GetSetSpec* const kTypeProperties[];

}  // namespace krait::core

// Attributes of instances: slots by shape, overflow chunks, dictionary mode; and the generic attribute protocol
// (Language Reference 3.3.2).
//
// A write allocates what it needs first (the next shape, the overflow chunk), then takes the object's lock, checks that the
// shape is still the one it looked at, stores, and publishes the new shape. A reader needs no lock (shape.h, rule 5).
#include "runtime/objects/attributes.h"
#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/object_lock.h"
#include "runtime/objects/relaxed.h"
#include "runtime/objects/small_array.h"
#include "runtime/operations.h"

namespace krait::core {

namespace {

constexpr uint16_t kMaxCapacity = Shape::kMaxInline;

Field<InstanceExtra*>* extra_word(Object* object, const Type* type) {
    return reinterpret_cast<Field<InstanceExtra*>*>(reinterpret_cast<char*>(object) +
                                                    attributes_offset_in(object, type));
}

InstanceExtra* ensure_extra(Thread& thread, Object* object, const Type* type) {
    auto* word = extra_word(object, type);
    if (InstanceExtra* extra = word->get()) return extra;
    auto* made = allocate<InstanceExtra>(thread, internal_shape::kInternal);
    InstanceExtra* expected = nullptr;
    return word->compare_exchange(object, expected, made) ? made : expected;
}

// The overflow chunk that holds `slot`.
OverflowChunk* ensure_chunk(Thread& thread, Object* object, const Type* type, uint32_t index) {
    InstanceExtra* extra = ensure_extra(thread, object, type);
    for (;;) {
        auto* directory = static_cast<ValueArray*>(extra->directory.get());
        if (!directory || directory->capacity_ <= index) {
            auto* bigger = make_small_array(thread, index + 1 < 4 ? 4 : (index + 1) * 2);
            for (size_t i = 0; directory && i < directory->capacity_; ++i)
                bigger->items_[i].set(bigger, directory->items_[i].get());
            Cell* expected = directory;
            extra->directory.compare_exchange(extra, expected, static_cast<Cell*>(bigger));
            continue;
        }
        Value known = directory->items_[index].get();
        if (!known.is_nothing()) return known.to<OverflowChunk>();
        auto* chunk = allocate<OverflowChunk>(thread, internal_shape::kInternal);
        Value expected = Value::nothing();
        directory->items_[index].compare_exchange(directory, expected, Value(chunk));
        // A directory replaced meanwhile may have been copied without this chunk: look again.
    }
}

// The cell that a slot's field lies in: the barrier's owner.
Cell* slot_owner(Object* object, const Type* type, const Shape* shape, uint32_t slot) {
    if (slot < shape->inline_capacity()) return object;
    auto* directory = static_cast<ValueArray*>(extra_word(object, type)->get()->directory.get());
    return directory->items_[(slot - shape->inline_capacity()) / InstanceExtra::kChunkSlots].get().cell();
}

// A class whose objects outgrow their inline room gives the next ones more.
void learn_capacity(Thread& thread, Type* type, const Shape* shape) {
    uint16_t capacity = shape->inline_capacity();
    if (load_relaxed(type->inline_capacity) != capacity || capacity >= kMaxCapacity || !type->has(type_flag::kHeapType))
        return;
    if (load_relaxed(type->shape_count) > 512) return;
    uint16_t larger = static_cast<uint16_t>(capacity < 8 ? capacity + 4 : capacity * 2);
    if (larger > kMaxCapacity) larger = kMaxCapacity;
    Shape* root = make_root_shape(thread, type, larger, ShapeKind::Slots);
    type->root_shape.set(type, root);
    store_relaxed(type->inline_capacity, larger);
}

Shape* dict_shape_of(Thread& thread, Type* type) {
    if (Shape* shape = type->dict_shape.get()) return shape;
    Shape* made = make_root_shape(thread, type, 0, ShapeKind::Dictionary);
    Shape* expected = nullptr;
    return type->dict_shape.compare_exchange(type, expected, made) ? made : expected;
}

Dict* dict_of_slots(Thread& thread, Object* object, const Type* type, const Shape* shape) {
    Dict* dict = make_dict(thread);
    for (uint32_t slot = 0; slot < shape->slot_count(); ++slot) {
        Value value = instance_slot(object, type, shape, slot)->get();
        if (value.is_nothing() || value.is_unbound()) continue;
        // Names are interned strings and the heap has room for small tables: this does not fail.
        (void)dict_set_str(thread, dict, shape->name_at(slot), value).failed();
    }
    return dict;
}

bool same_as_slots(Thread& thread, Object* object, const Type* type, const Shape* shape, Dict* dict) {
    for (uint32_t slot = 0; slot < shape->slot_count(); ++slot) {
        Value value = instance_slot(object, type, shape, slot)->get();
        if (value.is_unbound()) value = Value::nothing();
        if (!(dict_get_str(thread, dict, shape->name_at(slot)) == value)) return false;
    }
    return true;
}

// The object's attributes live in `given`, or in a dict with what its slots hold, from here on.
void enter_dict_mode(Thread& thread, Object* object, Type* type, Dict* given) {
    Shape* target = dict_shape_of(thread, type);
    InstanceExtra* extra = ensure_extra(thread, object, type);
    for (;;) {
        Shape* shape = shape_of(thread, Value(object));
        if (shape->dict_mode() && !given) return;
        Dict* dict = given ? given : dict_of_slots(thread, object, type, shape);
        ObjectLock lock(thread, object);
        if (shape_of(thread, Value(object)) != shape) continue;
        if (!given && !thread.gil_on && !same_as_slots(thread, object, type, shape, dict)) continue;
        extra->dict.set(extra, dict);
        object->shape_.store(target->id(), std::memory_order_release);
        write_barrier(object);
        return;
    }
}

Failure no_attribute(Thread& thread, Object* object, Type* type, Str* name) {
    return raise_attribute(thread, Value(object), name, "'{}' object has no attribute '{}'", type, name);
}

}  // namespace

uint32_t attributes_offset_in(const Object* object, const Type* type) {
    if (type->attributes_offset != Type::kBehindItems) return type->attributes_offset;
    return item_end(object, type);
}

Field<Value>* instance_slot(Object* object, const Type* type, const Shape* shape, uint32_t slot) {
    auto* word = extra_word(object, type);
    if (slot < shape->inline_capacity()) return reinterpret_cast<Field<Value>*>(word + 1) + slot;
    InstanceExtra* extra = word->get();
    if (!extra) return nullptr;
    auto* directory = static_cast<ValueArray*>(extra->directory.get());
    uint32_t index = (slot - shape->inline_capacity()) / InstanceExtra::kChunkSlots;
    if (!directory || index >= directory->capacity_) return nullptr;
    Value chunk = directory->items_[index].get();
    if (chunk.is_nothing()) return nullptr;
    return &chunk.to<OverflowChunk>()->slots[(slot - shape->inline_capacity()) % InstanceExtra::kChunkSlots];
}

Value get_instance_attribute(Thread& thread, Value object, Str* name) {
    if (!object.is_cell()) return Value::nothing();
    Shape* shape = shape_of(thread, object);
    Type* type = shape->type();
    auto* cell = static_cast<Object*>(object.cell());
    if (!type->attributes_offset) {
        if (type->native_base == Layout::Module) {
            Dict* dict = object.to<Module>()->dict.get();
            return dict ? dict_get_str(thread, dict, name) : Value::nothing();
        }
        return Value::nothing();
    }
    if (shape->dict_mode()) {
        InstanceExtra* extra = extra_word(cell, type)->get();
        Dict* dict = extra ? extra->dict.get() : nullptr;
        return dict ? dict_get_str(thread, dict, name) : Value::nothing();
    }
    uint32_t slot = shape->find(name);
    if (slot == Shape::kNoSlot) return Value::nothing();
    Field<Value>* field = instance_slot(cell, type, shape, slot);
    Value value = field ? field->get() : Value::nothing();
    return value.is_unbound() ? Value::nothing() : value;
}

Result<void> set_instance_attribute(Thread& thread, Object* object, Str* name, Value value) {
    for (;;) {
        Shape* shape = shape_of(thread, Value(object));
        Type* type = shape->type();
        if (!type->attributes_offset || shape->dict_mode()) {
            Dict* dict = instance_dict(thread, object);
            if (!dict) return no_attribute(thread, object, type, name);
            if (!value.is_nothing()) return dict_set_str(thread, dict, name, value);
            if (!dict_delete_str(thread, dict, name)) return no_attribute(thread, object, type, name);
            return {};
        }
        uint32_t slot = shape->find(name);
        if (slot != Shape::kNoSlot) {
            bool came_back = false;
            {
                ObjectLock lock(thread, object);
                if (object->shape_id() != shape->id()) continue;
                Field<Value>* field = instance_slot(object, type, shape, slot);
                if (!field->get().is_unbound()) {
                    field->set(slot_owner(object, type, shape, slot), value.is_nothing() ? Value::unbound() : value);
                    return {};
                }
                came_back = !value.is_nothing();
            }
            if (!came_back) return no_attribute(thread, object, type, name);
            enter_dict_mode(thread, object, type, nullptr);
            continue;
        }
        if (value.is_nothing()) return no_attribute(thread, object, type, name);
        Shape* next = shape->with(thread, name);
        if (!next) {
            enter_dict_mode(thread, object, type, nullptr);
            continue;
        }
        slot = next->slot_count() - 1;
        if (slot >= next->inline_capacity()) {
            ensure_chunk(thread, object, type, (slot - next->inline_capacity()) / InstanceExtra::kChunkSlots);
            learn_capacity(thread, type, shape);
        }
        ObjectLock lock(thread, object);
        if (object->shape_id() != shape->id()) continue;
        instance_slot(object, type, next, slot)->set(slot_owner(object, type, next, slot), value);
        object->shape_.store(next->id(), std::memory_order_release);
        return {};
    }
}

Dict* instance_dict(Thread& thread, Object* object) {
    Type* type = type_of(thread, Value(object));
    if (type->native_base == Layout::Module) {
        auto* module = static_cast<Module*>(object);
        if (!module->dict.get()) {
            Dict* expected = nullptr;
            module->dict.compare_exchange(module, expected, make_dict(thread));
        }
        return module->dict.get();
    }
    if (!type->attributes_offset) return nullptr;
    enter_dict_mode(thread, object, type, nullptr);
    InstanceExtra* extra = extra_word(object, type)->get();
    return extra->dict.get();
}

Result<void> set_instance_dict(Thread& thread, Object* object, Dict* dict) {
    Type* type = type_of(thread, Value(object));
    if (!type->attributes_offset) return raise(thread, Exc::AttributeError, "This object has no __dict__");
    enter_dict_mode(thread, object, type, dict);
    return {};
}

// `__class__` assignment between classes whose instances lie alike (type_layout.cpp has checked it).
void set_instance_class(Thread& thread, Object* object, Type* type) {
    if (type->attributes_offset) {
        instance_dict(thread, object);
        object->shape_.store(dict_shape_of(thread, type)->id(), std::memory_order_release);
    } else {
        object->shape_.store(type->root_shape.get()->id(), std::memory_order_release);
    }
    write_barrier(object);
}

void visit_instance_attributes(const Type* type, const Shape* shape, Object* object, Tracer& tracer) {
    if (!type->attributes_offset) return;
    auto* word = extra_word(object, type);
    tracer.visit(*word);
    tracer.visit_range(reinterpret_cast<Field<Value>*>(word + 1), shape->inline_capacity());
}

// ---- the generic protocol ----

namespace {

enum class Missing { Raise, Unbound };

Result<Value> generic_lookup(Thread& thread, Value object, Str* name, Missing missing) {
    Type* type = type_of(thread, object);
    Value descriptor = type->lookup(thread, name);
    Type* descriptor_type = nullptr;
    if (!descriptor.is_nothing()) {
        descriptor_type = type_of(thread, descriptor);
        if (descriptor_type->slots.get && descriptor_type->slots.set)
            return descriptor_type->slots.get(thread, descriptor, object, Value(type));
    }
    Value value = get_instance_attribute(thread, object, name);
    if (!value.is_nothing()) return value;
    if (descriptor_type) {
        if (descriptor_type->slots.get) return descriptor_type->slots.get(thread, descriptor, object, Value(type));
        return descriptor;
    }
    if (missing == Missing::Unbound) return Value::unbound();
    return raise_attribute(thread, object, name, "'{}' object has no attribute '{}'", type, name);
}

}  // namespace

Result<Value> generic_get_attribute_py(Thread& thread, Value object, Str* name) {
    return generic_lookup(thread, object, name, Missing::Raise);
}

// A getter may raise AttributeError itself: that is a missing attribute too.
Result<Value> generic_find_attribute_py(Thread& thread, Value object, Str* name) {
    Result<Value> found = generic_lookup(thread, object, name, Missing::Unbound);
    if (found.failed() && clear_pending_if(thread, Exc::AttributeError)) return Value::unbound();
    return found;
}

Result<void> generic_set_attribute_py(Thread& thread, Value object, Str* name, Value value) {
    Type* type = type_of(thread, object);
    Value descriptor = type->lookup(thread, name);
    if (!descriptor.is_nothing()) {
        Type* descriptor_type = type_of(thread, descriptor);
        if (descriptor_type->slots.set) return descriptor_type->slots.set(thread, descriptor, object, value);
    }
    if (object.is_cell() && (type->attributes_offset || type->native_base == Layout::Module))
        return set_instance_attribute(thread, static_cast<Object*>(object.cell()), name, value);
    if (!descriptor.is_nothing())
        return raise_attribute(thread, object, name, "'{}' object attribute '{}' is read-only", type, name);
    if (type->slots.set_attribute == nullptr || type->slots.set_attribute == generic_set_attribute_py)
        return raise_attribute(thread, object, name,
                               "'{}' object has no attribute '{}' and no __dict__ for setting new attributes", type,
                               name);
    return raise_attribute(thread, object, name, "'{}' object has no attribute '{}'", type, name);
}

}  // namespace krait::core

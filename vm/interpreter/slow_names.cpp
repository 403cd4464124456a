// Slow paths of names and attributes, and what they teach the caches.
#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/object_parts.h"
#include "runtime/operations.h"
#include "runtime/threads/byte_lock.h"
#include "vm/interpreter/caches.h"
#include "vm/interpreter/frames.h"
#include "vm/interpreter/slow.h"

namespace krait::core {

static Failure raise_naming(Thread& thread, Exc exception, std::string_view message, Str* name) {
    (void)raise(thread, exception, message, name);
    if (!thread.terminating) {
        auto* error = static_cast<NameError*>(thread.pending.to<BaseException>());
        error->name.set(error, Value(name));
    }
    return kFailure;
}
Failure raise_name_error(Thread& thread, Str* name) {
    return raise_naming(thread, Exc::NameError, "name '{}' is not defined", name);
}
// Without the name, so that no traceback suggests another.
Failure raise_unbound_local(Thread& thread, Str* name) {
    return raise(thread, Exc::UnboundLocalError,
                 "cannot access local variable '{}' where it is not associated with a value", name);
}
Failure raise_unbound_free(Thread& thread, Str* name) {
    return raise_naming(thread, Exc::NameError,
                        "cannot access free variable '{}' where it is not associated with a value in enclosing scope",
                        name);
}
Failure raise_recursion(Thread& thread) {
    return raise(thread, Exc::RecursionError, "maximum recursion depth exceeded");
}

Result<Value> load_from_mapping(Thread& thread, Frame* frame, Value mapping, Str* name) {
    if (mapping.is<Dict>()) {
        Value value = dict_get_str(thread, mapping.to<Dict>(), name);
        return value.is_nothing() ? Value::unbound() : value;
    }
    Result<Value> value = get_item_py(thread, mapping, Value(name));
    if (!value.failed()) return value;
    if (thread.terminating || !pending_matches(thread, Exc::KeyError)) return kFailure;
    take_pending(thread);
    return Value::unbound();
}

Result<Value> load_builtin(Thread& thread, Frame* frame, Str* name) {
    Value builtins(frame->function->builtins.get_relaxed());
    Value value = TRY(load_from_mapping(thread, frame, builtins, name));
    if (!value.is_unbound()) return value;
    Value named = dict_get_str(thread, frame->globals(), thread.interpreter->names->dunder_builtins.get_relaxed());
    if (builtins.is<Dict>() && !builtins.to<Dict>()->size() && !named.is_nothing() && !named.is<Module>() &&
        !as_kind<Dict>(thread, named))
        return raise(thread, Exc::TypeError, "'{}' object is not subscriptable", type_name(thread, named));
    if (name == thread.interpreter->names->dunder_build_class.get_relaxed()) {
        (void)raise(thread, Exc::NameError, "__build_class__ not found");
        return kFailure;
    }
    return raise_name_error(thread, name);
}

// The globals may be an instance of a subclass of dict, whose own __getitem__ or __missing__ counts.
Result<Value> load_global_or_builtin(Thread& thread, Frame* frame, Str* name) {
    Value value = TRY(load_from_mapping(thread, frame, Value(frame->globals()), name));
    return value.is_unbound() ? load_builtin(thread, frame, name) : value;
}

static Str* site_name(Frame* frame, const uint32_t* pc) {
    return (*frame->code->names.get_relaxed())[frame->code->site_names[pc[0]]].to<Str>();
}

Outcome slow_load_global(Thread& thread, Frame* frame, const uint32_t* pc, uint8_t destination) {
    CacheSite& site = frame->code->caches[pc[0]];
    Str* name = site_name(frame, pc);
    Result<Value> value = load_global_or_builtin(thread, frame, name);
    if (value.failed()) return Outcome::Failed;
    frame->registers()[destination] = value.value();
    // A subclass of dict may have a __missing__ of its own.
    if (Value(frame->globals()).is<Dict>())
        specialize_load_global(thread, frame, pc, site, name, SpecializedOp::load_global_module,
                               SpecializedOp::load_global_builtin);
    return Outcome::Stored;
}

Result<void> slow_store_global(Thread& thread, Frame* frame, const uint32_t* pc, Value value) {
    Str* name = site_name(frame, pc);
    TRY(dict_set_str(thread, frame->globals(), name, value));
    if (thread.gil_on)
        specialize_store_global(thread, frame, pc, frame->code->caches[pc[0]], name,
                                SpecializedOp::store_global_module);
    return {};
}

// ---- names of class bodies, modules and exec ----

Result<Value> frame_namespace(Thread& thread, Frame* frame) {
    if (frame->flags & frame_flag::kNamespace) return frame->namespace_;
    if (frame->code->flags & code_flag::kOptimized) return frame_locals_snapshot(thread, frame);
    return Value(frame->globals());
}

Outcome slow_load_name(Thread& thread, Frame* frame, const uint32_t* pc, uint8_t destination) {
    Str* name = site_name(frame, pc);
    bool globals_only = !(frame->flags & frame_flag::kNamespace) && Value(frame->globals()).is<Dict>();
    Value value = Value::unbound();
    if (frame->flags & frame_flag::kNamespace) {
        Result<Value> found = load_from_mapping(thread, frame, frame->namespace_, name);
        if (found.failed()) return Outcome::Failed;
        value = found.value();
    }
    if (value.is_unbound()) {
        Result<Value> global = load_global_or_builtin(thread, frame, name);
        if (global.failed()) return Outcome::Failed;
        value = global.value();
    }
    frame->registers()[destination] = value;
    if (globals_only)
        specialize_load_global(thread, frame, pc, frame->code->caches[pc[0]], name, SpecializedOp::load_name_module,
                               SpecializedOp::load_name_builtin);
    return Outcome::Stored;
}

Result<void> slow_store_name(Thread& thread, Frame* frame, const uint32_t* pc, Value value) {
    Str* name = site_name(frame, pc);
    TRY(store_name(thread, frame, name, value));
    if (thread.gil_on && !(frame->flags & frame_flag::kNamespace) && !(frame->code->flags & code_flag::kOptimized))
        specialize_store_global(thread, frame, pc, frame->code->caches[pc[0]], name, SpecializedOp::store_name_module);
    return {};
}

Result<void> store_name(Thread& thread, Frame* frame, Str* name, Value value) {
    Value target = TRY(frame_namespace(thread, frame));
    if (target.is<Dict>()) return dict_set_str(thread, target.to<Dict>(), name, value);
    return set_item_py(thread, target, Value(name), value);
}

Result<void> delete_name(Thread& thread, Frame* frame, Str* name) {
    Value target = TRY(frame_namespace(thread, frame));
    if (target.is<Dict>()) {
        if (dict_delete_str(thread, target.to<Dict>(), name)) return {};
        return raise_name_error(thread, name);
    }
    Result<void> deleted = delete_item_py(thread, target, Value(name));
    if (!deleted.failed() || thread.terminating || !pending_matches(thread, Exc::KeyError)) return deleted;
    take_pending(thread);
    return raise_name_error(thread, name);
}

// ---- attributes ----

Outcome slow_load_attr(Thread& thread, Frame* frame, const uint32_t* pc, Value object, uint8_t destination) {
    Str* name = site_name(frame, pc);
    specialize_load_attr(thread, frame->code, pc, frame->code->caches[pc[0]], object, name);
    if (object.is_cell() && object.cell()->layout() == Layout::Instance) {
        Type* type = type_of(thread, object);
        if (type->has(type_flag::kGenericGetAttribute)) {
            Value found = type->lookup(thread, name);
            if (found.is<Property>() && found.to<Property>()->getter.get().is<Function>()) {
                CallArguments arguments{&object, 1, nullptr};
                return push_call(thread, found.to<Property>()->getter.get().to<Function>(), arguments,
                                 ReturnAction::Store, destination)
                           ? Outcome::Pushed
                           : Outcome::Failed;
            }
        }
    }
    Result<Value> value = get_attribute_py(thread, object, name);
    if (value.failed()) return Outcome::Failed;
    frame->registers()[destination] = value.value();
    return Outcome::Stored;
}

Outcome slow_store_attr(Thread& thread, Frame* frame, const uint32_t* pc, Value object, Value value) {
    Str* name = site_name(frame, pc);
    uint32_t shape_before = object.is_cell() ? object.cell()->shape_id() : 0;
    if (set_attribute_py(thread, object, name, value).failed()) return Outcome::Failed;
    specialize_store_attr(thread, frame->code, pc, frame->code->caches[pc[0]], object, name, shape_before);
    return Outcome::Stored;
}

// With the GIL off a store takes the object's lock: another thread may be giving it another shape.
bool store_existing_slot_locked(Thread& thread, Value object, uint32_t shape_id, uint32_t offset, Value value) {
    Cell* cell = object.cell();
    ByteLockGuard guard(thread, cell);
    auto* slot = reinterpret_cast<Field<Value>*>(reinterpret_cast<char*>(cell) + offset);
    if (cell->shape_id() != shape_id || slot->get_relaxed().is_unbound()) return false;
    slot->set(cell, value);
    return true;
}
bool store_slot_locked(Thread& thread, Value object, const AttributeEntry* entry, Value value) {
    if (entry->type.get_relaxed()->version.load(std::memory_order_acquire) != entry->version) return false;
    if (entry->kind == AttributeEntry::Kind::Slot)
        return store_existing_slot_locked(thread, object, entry->shape_id, entry->offset, value);
    Cell* cell = object.cell();
    ByteLockGuard guard(thread, cell);
    if (entry->kind != AttributeEntry::Kind::AddSlot || cell->shape_id() != entry->shape_id) return false;
    reinterpret_cast<Field<Value>*>(reinterpret_cast<char*>(cell) + entry->offset)->set(cell, value);
    cell->shape_.store(entry->new_shape_id, std::memory_order_release);
    return true;
}

Outcome slow_load_method(Thread& thread, Frame* frame, const uint32_t* pc, Value object, uint8_t destination) {
    Str* name = site_name(frame, pc);
    specialize_load_method(thread, frame->code, pc, frame->code->caches[pc[0]], object, name);
    Value* r = frame->registers();
    Type* type = type_of(thread, object);
    if (type->has(type_flag::kGenericGetAttribute)) {
        Value found = type->lookup(thread, name);
        if (!found.is_nothing() && found.is_cell() && type_of(thread, found)->has(type_flag::kMethodDescriptor) &&
            get_instance_attribute(thread, object, name).is_nothing()) {
            r[destination] = found;
            r[destination + 1] = object;
            return Outcome::Stored;
        }
    }
    Result<Value> value = get_attribute_py(thread, object, name);
    if (value.failed()) return Outcome::Failed;
    r[destination] = value.value();
    r[destination + 1] = Value::nothing();
    return Outcome::Stored;
}

// ---- attributes of which an entry says what the class has ----

using EntryKind = AttributeEntry::Kind;

// A call may run Python code that changes the site: what is needed is read from the entry first.
Outcome slow_load_attr_known(Thread& thread, Frame* frame, const uint32_t* pc, const AttributeEntry* entry,
                             Value object, uint8_t destination) {
    EntryKind kind = entry->kind;
    Value value = entry->value.get_relaxed();
    if (kind == EntryKind::Indirect) {
        Value own = get_instance_attribute(thread, object, site_name(frame, pc));
        if (!own.is_nothing()) {
            frame->registers()[destination] = own;
            return Outcome::Stored;
        }
        kind = entry->behind;
    }
    switch (kind) {
    case EntryKind::Value: frame->registers()[destination] = value; return Outcome::Stored;
    case EntryKind::Property: {
        CallArguments arguments{&object, 1, nullptr};
        Frame* pushed = push_call(thread, value.to<Function>(), arguments, ReturnAction::Store, destination);
        return pushed ? Outcome::Pushed : Outcome::Failed;
    }
    case EntryKind::Descriptor:
        if (auto* getter = type_of(thread, value)->slots.get)
            return stored(frame, destination, getter(thread, value, object, Value(type_of(thread, object))));
        break;
    default: break;
    }
    return slow_load_attr(thread, frame, pc, object, destination);
}

Outcome slow_store_attr_known(Thread& thread, Frame* frame, const uint32_t* pc, const AttributeEntry* entry,
                              Value object, Value value) {
    switch (entry->kind) {
    case EntryKind::Slot:
    case EntryKind::AddSlot:  // the GIL is off
        if (store_slot_locked(thread, object, entry, value)) return Outcome::Stored;
        break;
    case EntryKind::Indirect:
        return set_instance_attribute(thread, static_cast<Object*>(object.cell()), site_name(frame, pc), value).failed()
                   ? Outcome::Failed
                   : Outcome::Stored;
    case EntryKind::Property: {
        Value window[] = {object, value};
        Frame* pushed = push_call(thread, entry->value.get_relaxed().to<Function>(), CallArguments{window, 2, nullptr},
                                  ReturnAction::Discard, 0);
        return pushed ? Outcome::Pushed : Outcome::Failed;
    }
    case EntryKind::Descriptor: {
        Value descriptor = entry->value.get_relaxed();
        if (auto* setter = type_of(thread, descriptor)->slots.set)
            return setter(thread, descriptor, object, value).failed() ? Outcome::Failed : Outcome::Stored;
        break;
    }
    default: break;
    }
    return slow_store_attr(thread, frame, pc, object, value);
}

Outcome slow_load_method_known(Thread& thread, Frame* frame, const uint32_t* pc, const AttributeEntry* entry,
                               Value object, uint8_t destination) {
    Value* r = frame->registers();
    EntryKind kind = entry->kind;
    Value value = entry->value.get_relaxed(), self = Value::nothing();
    if (kind == EntryKind::Indirect) {
        kind = entry->behind;
        Value own = get_instance_attribute(thread, object, site_name(frame, pc));
        if (!own.is_nothing()) {
            value = own;
            kind = EntryKind::Value;
        }
    }
    switch (kind) {
    case EntryKind::Value: break;
    case EntryKind::Method: self = object; break;
    case EntryKind::ClassMethod: self = Value(entry->type.get_relaxed()); break;
    case EntryKind::Descriptor: {
        auto* getter = type_of(thread, value)->slots.get;
        if (!getter) return slow_load_method(thread, frame, pc, object, destination);
        value = getter(thread, value, object, Value(type_of(thread, object))).take();
        if (value.is_nothing()) return Outcome::Failed;
        break;
    }
    default: return slow_load_method(thread, frame, pc, object, destination);
    }
    r[destination] = value;
    r[destination + 1] = self;
    return Outcome::Stored;
}

// super(class, self).name without making the super object, when `super` is the built-in one.
Result<Value> load_super_attribute(Thread& thread, const Value* window, Str* name) {
    Value arguments[] = {window[1], window[2]};
    Value object = TRY(call_py(thread, window[0], std::span<const Value>(arguments, 2)));
    return get_attribute_py(thread, object, name);
}

Result<void> load_super_method(Thread& thread, const Value* window, Str* name, Value* out) {
    Type* super_type = thread.interpreter->type(BuiltinType::Super);
    if (window[0] == Value(super_type) && window[1].is<Type>() && window[2].is_cell() && !window[2].is<Type>()) {
        Type* cls = window[1].to<Type>();
        Type* self_type = type_of(thread, window[2]);
        Tuple* mro = self_type->mro.get();
        size_t i = 0;
        while (i < mro->size() && !((*mro)[i] == Value(cls))) ++i;
        for (++i; i < mro->size(); ++i) {
            if (!(*mro)[i].is<Type>()) break;
            Value found = dict_get_str(thread, (*mro)[i].to<Type>()->own_dict(thread), name);
            if (found.is_nothing()) continue;
            if (!found.is_cell() || !type_of(thread, found)->has(type_flag::kMethodDescriptor)) break;
            out[0] = found;
            out[1] = window[2];
            return {};
        }
    }
    out[0] = TRY(load_super_attribute(thread, window, name));
    out[1] = Value::nothing();
    return {};
}

Result<void> load_special(Thread& thread, Value object, int which, Value* out) {
    Names* names = thread.interpreter->names;
    Str* name = which == 0   ? names->dunder_enter.get_relaxed()
                : which == 1 ? names->dunder_exit.get_relaxed()
                : which == 2 ? names->dunder_aenter.get_relaxed()
                             : names->dunder_aexit.get_relaxed();
    Type* type = type_of(thread, object);
    Value found = type->lookup(thread, name);
    if (found.is_nothing()) {
        bool async = which >= 2;
        bool other =
            !type->lookup(thread, async ? names->dunder_enter.get_relaxed() : names->dunder_aenter.get_relaxed())
                 .is_nothing() &&
            !type->lookup(thread, async ? names->dunder_exit.get_relaxed() : names->dunder_aexit.get_relaxed())
                 .is_nothing();
        // One of two is missing: it is named. Where both are, it is the last that was looked for.
        const char* missed = which == 0   ? " (missed __enter__ method)"
                             : which == 1 ? " (missed __exit__ method)"
                             : which == 2 ? " (missed __aenter__ method)"
                                          : " (missed __aexit__ method)";
        const char* protocol = async ? "asynchronous context manager" : "context manager";
        const char* hint =
            !other  ? ""
            : async ? " but it supports the context manager protocol. Did you mean to use 'with'?"
                    : " but it supports the asynchronous context manager protocol. Did you mean to use 'async with'?";
        return raise(thread, Exc::TypeError, "'{}' object does not support the {} protocol{}{}",
                     full_type_name(thread, type), protocol, missed, hint);
    }
    if (found.is_cell() && type_of(thread, found)->has(type_flag::kMethodDescriptor)) {
        out[0] = found;
        out[1] = object;
        return {};
    }
    bool bound = false;
    out[0] = TRY(lookup_special_py(thread, object, name, &bound));
    out[1] = Value::nothing();
    return {};
}

}  // namespace krait::core

// How instances of related classes lie in memory: which bases go together, and assignment to __class__ and __bases__.
#include <optional>

#include "runtime/names.h"
#include "runtime/objects/attributes.h"
#include "runtime/objects/type_parts.h"
#include "runtime/objects/wrappers.h"
#include "runtime/operations.h"
#include "runtime/threads/registry.h"
#include "runtime/vm_hooks.h"

namespace krait::core {

Type* solid_base(Type* type) {
    Type* base = type->base.get();
    if (!base) return type;
    bool own_slots = type->basic_size != base->basic_size;
    bool own_native = type->native_base != base->native_base ||
                      (!type->has(type_flag::kHeapType) && type->native_size != base->native_size);
    return own_slots || own_native ? type : solid_base(base);
}

Result<Type*> best_base(Thread& thread, Tuple* bases) {
    Type* best = nullptr;
    Type* winner = nullptr;
    for (Value each : bases->span()) {
        auto* base = each.as_if<Type>();
        if (!base) return raise(thread, Exc::TypeError, "bases must be types");
        if (!base->mro.get()) return raise(thread, Exc::TypeError, "Cannot extend an incomplete type '{}'", base);
        if (!base->has(type_flag::kSubclassable | type_flag::kHeapType))
            return raise(thread, Exc::TypeError, "type '{}' is not an acceptable base type",
                         base->spec ? base->spec->name : "object");
        Type* candidate = solid_base(base);
        if (!winner || (candidate != winner && candidate->is_subtype_of(winner))) {
            winner = candidate;
            best = base;
        } else if (!winner->is_subtype_of(candidate)) {
            return raise(thread, Exc::TypeError, "multiple bases have instance lay-out conflict");
        }
    }
    return best;
}

bool same_layout(Type* a, Type* b) {
    return a->basic_size == b->basic_size && a->native_size == b->native_size &&
           a->attributes_offset == b->attributes_offset && a->native_base == b->native_base &&
           a->instance_layout == b->instance_layout;
}

// The __slots__ that both add to one base, name by name.
static bool same_slots(Thread& thread, Type* a, Type* b) {
    {
        while (a->base.get() && a->basic_size == a->base.get()->basic_size) a = a->base.get();
        while (b->base.get() && b->basic_size == b->base.get()->basic_size) b = b->base.get();
        if (a == b) return true;
        if (!a->has(type_flag::kHeapType) || !b->has(type_flag::kHeapType)) return false;
        size_t position = 0;
        Value key, value;
        while (dict_next(a->own_dict(thread), &position, &key, &value)) {
            auto* member = value.as_if<MemberDescriptor>();
            if (!member || member->owner.get() != a) continue;
            Value other = dict_get_str(thread, b->own_dict(thread), member->name.get());
            auto* twin = other.is_nothing() ? nullptr : other.as_if<MemberDescriptor>();
            if (!twin || twin->offset != member->offset) return false;
        }
        return a->base.get() == b->base.get();
    }
}

Result<void> set_class(Thread& thread, Value object, Value cls) {
    if (cls.is_nothing()) return raise(thread, Exc::TypeError, "can't delete __class__ attribute");
    auto* type = cls.as_if<Type>();
    if (!type)
        return raise(thread, Exc::TypeError, "__class__ must be set to a class, not '{}' object", type_of(thread, cls));
    Type* old = type_of(thread, object);
    if (old == type) return {};
    Type* module = thread.interpreter->type(BuiltinType::Module);
    bool modules = old->is_subtype_of(module) && type->is_subtype_of(module);
    if (!modules && (!old->has(type_flag::kHeapType) || !type->has(type_flag::kHeapType)))
        return raise(thread, Exc::TypeError,
                     "__class__ assignment only supported for mutable types or ModuleType subclasses");
    bool same_weakref = old->has(type_flag::kHasWeakref) == type->has(type_flag::kHasWeakref);
    if (!(same_layout(old, type) && same_weakref) && !(modules && old->basic_size == type->basic_size))
        return raise(thread, Exc::TypeError, "__class__ assignment: '{}' object layout differs from '{}'", type, old);
    if (!modules && !same_slots(thread, old, type))
        return raise(thread, Exc::TypeError, "__class__ assignment: '{}' object layout differs from '{}'", type, old);
    auto* cell = static_cast<Object*>(object.cell());
    if (auto* itself = object.as_if<Type>()) {
        itself->shape_.store(type->root_shape.get()->id(), std::memory_order_release);
        write_barrier(itself);
        itself->changed(thread, nullptr);
        return {};
    }
    set_instance_class(thread, cell, type);
    // The object may be an attribute of a class: caches took it for what its old class made of it.
    const VmHooks* vm = thread.interpreter->vm;
    bool binds_alike = old->slots.get == type->slots.get && old->slots.set == type->slots.set;
    if (!binds_alike && vm && vm->reset_caches) vm->reset_caches(thread);
    return {};
}

// ---- __bases__ ----

static Result<void> recompute_down(Thread& thread, Type* type) {
    type->mro.set(type, TRY(compute_mro_py(thread, type)));
    Result<void> done;
    for_each_subclass(type, [&](Type* each, Field<Value>&) {
        if (!done.failed()) done = recompute_down(thread, each);
    });
    return done;
}

static bool asks_for_mro(Thread& thread, Type* type) {
    bool found = has_own_mro(thread, type);
    for_each_subclass(type, [&](Type* each, Field<Value>&) { found = found || asks_for_mro(thread, each); });
    return found;
}

// Through the chain of bases as well: where mro() assigns __bases__ again, that chain is newer than the mro.
static bool inherits_from(const Type* type, const Type* other) {
    for (const Type* at = type; at; at = at->base.get()) {
        if (at == other) return true;
    }
    return type->is_subtype_of(other);
}

Result<void> set_bases(Thread& thread, Type* type, Value value) {
    auto* bases = value.is_nothing() ? nullptr : value.as_if<Tuple>();
    if (!type->has(type_flag::kHeapType))
        return raise(thread, Exc::TypeError, "cannot set '__bases__' attribute of immutable type '{}'", type);
    if (!bases)
        return raise(thread, Exc::TypeError, "can only assign tuple to {}.__bases__, not {}", type,
                     value.is_nothing() ? std::string_view("None") : type_of(thread, value)->name_view());
    if (bases->size() == 0)
        return raise(thread, Exc::TypeError, "can only assign non-empty tuple to {}.__bases__, not ()", type);
    for (Value each : bases->span()) {
        auto* base = each.as_if<Type>();
        if (!base)
            return raise(thread, Exc::TypeError, "{}.__bases__ must be tuple of classes, not '{}'", type,
                         type_of(thread, each));
        if (inherits_from(base, type))
            return raise(thread, Exc::TypeError, "a __bases__ item causes an inheritance cycle");
    }
    Type* base = TRY(best_base(thread, bases));
    Type* old_base = type->base.get();
    bool fits = base->native_size == old_base->native_size && base->native_base == old_base->native_base &&
                base->basic_size == old_base->basic_size && (!base->attributes_offset || type->attributes_offset) &&
                solid_base(base) == solid_base(old_base);
    if (base == thread.interpreter->type(BuiltinType::Object) && old_base->has(type_flag::kHeapType))
        fits = fits && true;
    if (old_base == thread.interpreter->type(BuiltinType::Object) && base->has(type_flag::kHeapType)) fits = false;
    if (!fits)
        return raise(thread, Exc::TypeError, "__bases__ assignment: '{}' deallocator differs from '{}'", base,
                     old_base);

    // Bases, order and those of all subclasses change at once, but where Python code says what the order is.
    std::optional<OthersStandStill> change;
    if (!asks_for_mro(thread, type)) change.emplace(thread, *thread.interpreter->threads);
    for (Value each : bases->span()) {
        if (inherits_from(each.to<Type>(), type))  // by what another thread did meanwhile
            return raise(thread, Exc::TypeError, "a __bases__ item causes an inheritance cycle");
    }
    Tuple* old_bases = type->bases.get();
    Tuple* old_mro = type->mro.get();
    type->bases.set(type, bases);
    type->base.set(type, base);
    Result<void> done = recompute_down(thread, type);
    bool superseded = type->bases.get() != bases;  // mro() assigned __bases__ again
    if (done.failed()) {
        if (superseded) return kFailure;
        Value pending = take_pending(thread);
        type->bases.set(type, old_bases);
        type->base.set(type, old_base);
        type->mro.set(type, old_mro);
        for_each_subclass(type, [&](Type* each, Field<Value>&) { (void)recompute_down(thread, each).failed(); });
        thread.pending = pending;
        return kFailure;
    }
    for (Value each : old_bases->span()) remove_subclass(thread, each.to<Type>(), type);
    if (!superseded) {
        for (Value each : bases->span()) add_subclass(thread, each.to<Type>(), type);
    }
    type->changed(thread, nullptr);
    return {};
}

}  // namespace krait::core

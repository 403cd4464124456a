// Slots of Python classes: each function here is put in a slot when a class defines the dunder in Python (wrappers.h, rule 2).
#include "runtime/objects/slot_dispatch.h"

#include "runtime/objects/call_found.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/wrappers.h"
#include "runtime/operations.h"

namespace krait::core {

Result<Value> call_dunder_py(Thread& thread, Value object, Str* name, std::span<const Value> arguments) {
    Type* type = type_of(thread, object);
    Value found = type->lookup(thread, name);
    if (found.is_nothing()) return raise(thread, Exc::AttributeError, "{}", name);
    TRY(thread.check_stack());
    return call_found_py(thread, found, object, type, arguments);
}

namespace dispatch {

using NameMember = Field<Str*> Names::*;

Str* named(Thread& thread, NameMember member) { return (thread.interpreter->names->*member).get_relaxed(); }

// ---- numbers ----

struct BinaryNames {
    NameMember forward, reflected, inplace;
};
constexpr BinaryNames kBinaryNames[kBinaryOps] = {
    {&Names::dunder_add, &Names::dunder_radd, &Names::dunder_iadd},
    {&Names::dunder_sub, &Names::dunder_rsub, &Names::dunder_isub},
    {&Names::dunder_mul, &Names::dunder_rmul, &Names::dunder_imul},
    {&Names::dunder_matmul, &Names::dunder_rmatmul, &Names::dunder_imatmul},
    {&Names::dunder_truediv, &Names::dunder_rtruediv, &Names::dunder_itruediv},
    {&Names::dunder_floordiv, &Names::dunder_rfloordiv, &Names::dunder_ifloordiv},
    {&Names::dunder_mod, &Names::dunder_rmod, &Names::dunder_imod},
    {&Names::dunder_divmod, &Names::dunder_rdivmod, &Names::dunder_divmod},
    {&Names::dunder_pow, &Names::dunder_rpow, &Names::dunder_ipow},
    {&Names::dunder_lshift, &Names::dunder_rlshift, &Names::dunder_ilshift},
    {&Names::dunder_rshift, &Names::dunder_rrshift, &Names::dunder_irshift},
    {&Names::dunder_and, &Names::dunder_rand, &Names::dunder_iand},
    {&Names::dunder_xor, &Names::dunder_rxor, &Names::dunder_ixor},
    {&Names::dunder_or, &Names::dunder_ror, &Names::dunder_ior},
};

static Result<Value> call_if_found(Thread& thread, Value self, Str* name, std::span<const Value> arguments) {
    Type* type = type_of(thread, self);
    Value found = type->lookup(thread, name);
    if (found.is_nothing()) return Value::not_implemented();
    TRY(thread.check_stack());
    return call_found_py(thread, found, self, type, arguments);
}

// Reference 3.3.8: the right operand's reflected method comes first if its type is a subclass that provides another one.
Result<Value> binary(Thread& thread, BinaryOp op, BinarySlot self_slot, Value left, Value right) {
    const BinaryNames& names = kBinaryNames[static_cast<int>(op)];
    Type* left_type = type_of(thread, left);
    Type* right_type = type_of(thread, right);
    int index = static_cast<int>(op);
    bool try_right = left_type != right_type && right_type->slots.binary[index] == self_slot;
    Str* reflected = named(thread, names.reflected);
    if (left_type->slots.binary[index] == self_slot) {
        if (try_right && right_type->is_subtype_of(left_type)) {
            Value mine = right_type->lookup(thread, reflected);
            if (!mine.is_nothing() && !(mine == left_type->lookup(thread, reflected))) {
                Value result = TRY(call_if_found(thread, right, reflected, {&left, 1}));
                if (!result.is_not_implemented()) return result;
                try_right = false;
            }
        }
        Value result = TRY(call_if_found(thread, left, named(thread, names.forward), {&right, 1}));
        if (!result.is_not_implemented() || left_type == right_type) return result;
    }
    if (try_right) return call_if_found(thread, right, reflected, {&left, 1});
    return Value::not_implemented();
}

Result<Value> inplace(Thread& thread, BinaryOp op, Value left, Value right) {
    return call_if_found(thread, left, named(thread, kBinaryNames[static_cast<int>(op)].inplace), {&right, 1});
}

Result<Value> power(Thread& thread, Value base, Value exponent, Value modulus) {
    Value arguments[] = {exponent, modulus};
    Type* type = type_of(thread, base);
    if (type->slots.power == power) {
        Value result = TRY(call_if_found(thread, base, KRAIT_NAME(dunder_pow), arguments));
        if (!result.is_not_implemented()) return result;
    }
    Type* other = type_of(thread, exponent);
    if (other != type && other->slots.power == power) {
        Value reflected[] = {base, modulus};
        return call_if_found(thread, exponent, KRAIT_NAME(dunder_rpow), reflected);
    }
    return Value::not_implemented();
}

Result<Value> compare(Thread& thread, Value left, Value right, CompareOp op) {
    constexpr NameMember kNames[] = {&Names::dunder_lt, &Names::dunder_le, &Names::dunder_eq,
                                     &Names::dunder_ne, &Names::dunder_gt, &Names::dunder_ge};
    Str* name = named(thread, kNames[static_cast<int>(op)]);
    Type* type = type_of(thread, left);
    Value found = type->lookup(thread, name);
    if (found.is_nothing()) return Value::not_implemented();
    TRY(thread.check_stack());
    auto* getter = type_of(thread, found)->slots.get;
    if (!getter || type_of(thread, found)->has(type_flag::kMethodDescriptor))
        return call_found_py(thread, found, left, type, {&right, 1});
    // A method that cannot be got is as good as none.
    Result<Value> bound = getter(thread, found, left, Value(type));
    if (bound.failed()) {
        if (thread.terminating) return kFailure;
        take_pending(thread);
        return Value::not_implemented();
    }
    return call_py(thread, bound.value(), right);
}

Result<int64_t> hash(Thread& thread, Value self) {
    Value found = type_of(thread, self)->lookup(thread, KRAIT_NAME(dunder_hash));
    if (found.is_nothing() || found.is_none()) return hash_not_implemented(thread, self);
    Value result = TRY(call_dunder_py(thread, self, KRAIT_NAME(dunder_hash), {}));
    if (!is_int(thread, result)) return raise(thread, Exc::TypeError, "__hash__ method should return an integer");
    int overflow = 0;
    int64_t number = int_to_int64(result, &overflow);
    if (overflow) number = int_hash(result);
    return number == -1 ? -2 : number;
}

Result<bool> truth(Thread& thread, Value self) {
    Value result = TRY(call_dunder_py(thread, self, KRAIT_NAME(dunder_bool), {}));
    if (!result.is_bool())
        return raise(thread, Exc::TypeError, "__bool__ should return bool, returned {}", type_of(thread, result));
    return result.is_true();
}

Result<int64_t> length(Thread& thread, Value self) {
    Value result = TRY(call_dunder_py(thread, self, KRAIT_NAME(dunder_len), {}));
    result = TRY(index_py(thread, result));
    if (int_sign(result) < 0) return raise(thread, Exc::ValueError, "__len__() should return >= 0");
    int overflow = 0;
    int64_t number = int_to_int64(result, &overflow);
    if (overflow) return raise(thread, Exc::OverflowError, "cannot fit 'int' into an index-sized integer");
    return number;
}

// ---- containers and iteration ----

Result<void> set_item(Thread& thread, Value self, Value key, Value value) {
    if (value.is_nothing()) {
        TRY(call_dunder_py(thread, self, KRAIT_NAME(dunder_delitem), {&key, 1}));
    } else {
        // A class may define one of the two names only: the other is still the native base's.
        Value found = type_of(thread, self)->lookup(thread, KRAIT_NAME(dunder_setitem));
        if (auto* wrapper = found.as_if<WrapperDescriptor>();
            wrapper && wrapper->spec_->offset == offsetof(Slots, set_item) && !is_dispatch(wrapper->function))
            return reinterpret_cast<decltype(Slots::set_item)>(wrapper->function)(thread, self, key, value);
        Value arguments[] = {key, value};
        TRY(call_dunder_py(thread, self, KRAIT_NAME(dunder_setitem), arguments));
    }
    return {};
}

Result<bool> contains(Thread& thread, Value self, Value item) {
    Type* type = type_of(thread, self);
    if (type->lookup(thread, KRAIT_NAME(dunder_contains)).is_none())
        return raise(thread, Exc::TypeError, "'{}' object is not a container", type);
    Value result = TRY(call_dunder_py(thread, self, KRAIT_NAME(dunder_contains), {&item, 1}));
    return truth_py(thread, result);
}

Result<Value> iterate(Thread& thread, Value self) {
    Type* type = type_of(thread, self);
    if (type->lookup(thread, KRAIT_NAME(dunder_iter)).is_none())
        return raise(thread, Exc::TypeError, "'{}' object is not iterable", type);
    return call_dunder_py(thread, self, KRAIT_NAME(dunder_iter), {});
}

Result<Value> next(Thread& thread, Value self) { return call_dunder_py(thread, self, KRAIT_NAME(dunder_next), {}); }

// ---- attributes and descriptors ----

Result<Value> get_attribute(Thread& thread, Value self, Str* name) {
    Type* type = type_of(thread, self);
    Value hook = type->lookup(thread, KRAIT_NAME(dunder_getattr));
    Value getter = type->lookup(thread, KRAIT_NAME(dunder_getattribute));
    auto* wrapper = getter.is_nothing() ? nullptr : getter.as_if<WrapperDescriptor>();
    bool generic = wrapper && wrapper->function == reinterpret_cast<void*>(generic_get_attribute_py);
    Value argument(name);
    if (hook.is_nothing()) {
        if (generic) return generic_get_attribute_py(thread, self, name);
        return call_dunder_py(thread, self, KRAIT_NAME(dunder_getattribute), {&argument, 1});
    }
    if (generic) {
        Value found = TRY(generic_find_attribute_py(thread, self, name));
        if (!found.is_unbound()) return found;
    } else {
        Result<Value> found = call_dunder_py(thread, self, KRAIT_NAME(dunder_getattribute), {&argument, 1});
        if (!found.failed() || !clear_pending_if(thread, Exc::AttributeError)) return found;
    }
    TRY(thread.check_stack());
    return call_found_py(thread, hook, self, type, {&argument, 1});
}

Result<void> set_attribute(Thread& thread, Value self, Str* name, Value value) {
    Value arguments[] = {Value(name), value};
    if (value.is_nothing()) TRY(call_dunder_py(thread, self, KRAIT_NAME(dunder_delattr), {arguments, 1}));
    else TRY(call_dunder_py(thread, self, KRAIT_NAME(dunder_setattr), arguments));
    return {};
}

Result<Value> get(Thread& thread, Value self, Value instance, Value owner) {
    Type* type = type_of(thread, self);
    Value found = type->lookup(thread, KRAIT_NAME(dunder_get));
    if (found.is_nothing()) return self;
    Value arguments[] = {instance.is_nothing() ? Value::none() : instance, owner.is_nothing() ? Value::none() : owner};
    return call_dunder_py(thread, self, KRAIT_NAME(dunder_get), arguments);
}

Result<void> set(Thread& thread, Value self, Value instance, Value value) {
    Value arguments[] = {instance, value};
    if (value.is_nothing()) TRY(call_dunder_py(thread, self, KRAIT_NAME(dunder_delete), {arguments, 1}));
    else TRY(call_dunder_py(thread, self, KRAIT_NAME(dunder_set), arguments));
    return {};
}

// ---- calls and construction ----

Result<Value> call(Thread& thread, Value self, const CallArguments& arguments) {
    Type* type = type_of(thread, self);
    Value found = type->lookup(thread, KRAIT_NAME(dunder_call));
    if (found.is_nothing()) return raise(thread, Exc::AttributeError, "__call__");
    TRY(thread.check_stack());
    if (type_of(thread, found)->has(type_flag::kMethodDescriptor))
        return call_with_self_py(thread, found, self, arguments);
    if (auto* getter = type_of(thread, found)->slots.get) found = TRY(getter(thread, found, self, Value(type)));
    return call_py(thread, found, arguments);
}

// __new__ is a static method: it gets the class as its first argument.
Result<Value> construct(Thread& thread, Type* type, const CallArguments& arguments) {
    Value found = type->lookup(thread, KRAIT_NAME(dunder_new));
    if (found.is_nothing()) return raise(thread, Exc::AttributeError, "__new__");
    if (auto* getter = type_of(thread, found)->slots.get)
        found = TRY(getter(thread, found, Value::nothing(), Value(type)));
    TRY(thread.check_stack());
    return call_with_self_py(thread, found, Value(type), arguments);
}

Result<void> initialize(Thread& thread, Value self, const CallArguments& arguments) {
    Type* type = type_of(thread, self);
    Value found = type->lookup(thread, KRAIT_NAME(dunder_init));
    if (found.is_nothing()) return raise(thread, Exc::AttributeError, "__init__");
    TRY(thread.check_stack());
    Value result;
    if (type_of(thread, found)->has(type_flag::kMethodDescriptor)) {
        result = TRY(call_with_self_py(thread, found, self, arguments));
    } else {
        if (auto* getter = type_of(thread, found)->slots.get) found = TRY(getter(thread, found, self, Value(type)));
        result = TRY(call_py(thread, found, arguments));
    }
    if (!result.is_none())
        return raise(thread, Exc::TypeError, "__init__() should return None, not '{}'", type_of(thread, result));
    return {};
}

Result<void> finalize(Thread& thread, Value self) {
    TRY(call_dunder_py(thread, self, KRAIT_NAME(dunder_del), {}));
    return {};
}

}  // namespace dispatch
}  // namespace krait::core

// class bool: the two values True and False, which are ints (Library Reference, "Boolean Type").
#include "runtime/objects/functions.h"
#include "runtime/objects/int_parts.h"
#include "runtime/objects/number_parts.h"
#include "runtime/objects/str.h"
#include "runtime/operations.h"

namespace krait::core {

namespace {

Result<Value> bool_repr(Thread& thread, Value self) { return Value(intern(thread, self.is_true() ? "True" : "False")); }

// & | ^ of two bools is a bool.
template <BinaryOp op>
Result<Value> bool_operator(Thread& thread, Value left, Value right) {
    if (!is_any_int(thread, left) || !is_any_int(thread, right)) return Value::not_implemented();
    Value result = TRY(int_binary(thread, op, left, right));
    return left.is_bool() && right.is_bool() ? Value::boolean(int_sign(result) != 0) : result;
}

Result<Value> bool_invert(Thread& thread, Value self) {
    TRY(warn_py(thread, Exc::DeprecationWarning,
                "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This returns the "
                "bitwise inversion "
                "of the underlying int object and is usually not what you expect from negating a bool. Use the 'not' "
                "operator for "
                "boolean negation or ~int(x) if you really want the bitwise inversion of the underlying int."));
    return int_invert(thread, self);
}

Result<Value> bool_construct(Thread& thread, Type*, const CallArguments& arguments) {
    if (arguments.names && arguments.keyword_count())
        return raise(thread, Exc::TypeError, "bool() takes no keyword arguments");
    if (arguments.positional > 1)
        return raise(thread, Exc::TypeError, "bool expected at most 1 argument, got {}", arguments.positional);
    if (arguments.positional == 0) return Value::false_();
    return Value::boolean(TRY(truth_py(thread, arguments[0])));
}

constexpr Slots bool_slots() {
    Slots slots;
    slots.repr = bool_repr;
    set_binary(slots, BinaryOp::And, bool_operator<BinaryOp::And>);
    set_binary(slots, BinaryOp::Or, bool_operator<BinaryOp::Or>);
    set_binary(slots, BinaryOp::Xor, bool_operator<BinaryOp::Xor>);
    set_unary(slots, UnaryOp::Invert, bool_invert);
    slots.construct = bool_construct;
    return slots;
}

}  // namespace

const TypeSpec Int::bool_spec = {
    .name = "bool",
    .doc = "The truth of a value: True or False, the only two instances.",
    .base = BuiltinType::Int,
    .layout = Layout::Int,
    .flags = type_flag::kMatchSelf,
    .slots = bool_slots(),
    .signature = "bool(object=False, /)",
};

}  // namespace krait::core

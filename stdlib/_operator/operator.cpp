// The functions of _operator.
#include "stdlib/_operator/operator.h"
#include "runtime/objects/bytes_parts.h"

namespace krait::core {

namespace {

FUNCTION(operators, lt, "lt(a, b, /)", "Same as a < b.") { return compare_py(thread, CompareOp::Lt, args[0], args[1]); }
FUNCTION(operators, le, "le(a, b, /)", "Same as a <= b.") {
    return compare_py(thread, CompareOp::Le, args[0], args[1]);
}
FUNCTION(operators, eq, "eq(a, b, /)", "Same as a == b.") {
    return compare_py(thread, CompareOp::Eq, args[0], args[1]);
}
FUNCTION(operators, ne, "ne(a, b, /)", "Same as a != b.") {
    return compare_py(thread, CompareOp::Ne, args[0], args[1]);
}
FUNCTION(operators, ge, "ge(a, b, /)", "Same as a >= b.") {
    return compare_py(thread, CompareOp::Ge, args[0], args[1]);
}
FUNCTION(operators, gt, "gt(a, b, /)", "Same as a > b.") { return compare_py(thread, CompareOp::Gt, args[0], args[1]); }
FUNCTION(operators, add, "add(a, b, /)", "Same as a + b.") {
    return binary_py(thread, BinaryOp::Add, args[0], args[1]);
}
FUNCTION(operators, sub, "sub(a, b, /)", "Same as a - b.") {
    return binary_py(thread, BinaryOp::Sub, args[0], args[1]);
}
FUNCTION(operators, mul, "mul(a, b, /)", "Same as a * b.") {
    return binary_py(thread, BinaryOp::Mul, args[0], args[1]);
}
FUNCTION(operators, matmul, "matmul(a, b, /)", "Same as a @ b.") {
    return binary_py(thread, BinaryOp::MatMul, args[0], args[1]);
}
FUNCTION(operators, floordiv, "floordiv(a, b, /)", "Same as a // b.") {
    return binary_py(thread, BinaryOp::FloorDiv, args[0], args[1]);
}
FUNCTION(operators, truediv, "truediv(a, b, /)", "Same as a / b.") {
    return binary_py(thread, BinaryOp::TrueDiv, args[0], args[1]);
}
FUNCTION(operators, mod, "mod(a, b, /)", "Same as a % b.") {
    return binary_py(thread, BinaryOp::Mod, args[0], args[1]);
}
FUNCTION(operators, lshift, "lshift(a, b, /)", "Same as a << b.") {
    return binary_py(thread, BinaryOp::LShift, args[0], args[1]);
}
FUNCTION(operators, rshift, "rshift(a, b, /)", "Same as a >> b.") {
    return binary_py(thread, BinaryOp::RShift, args[0], args[1]);
}
FUNCTION(operators, and_, "and_(a, b, /)", "Same as a & b.") {
    return binary_py(thread, BinaryOp::And, args[0], args[1]);
}
FUNCTION(operators, xor, "xor(a, b, /)", "Same as a ^ b.") {
    return binary_py(thread, BinaryOp::Xor, args[0], args[1]);
}
FUNCTION(operators, or_, "or_(a, b, /)", "Same as a | b.") { return binary_py(thread, BinaryOp::Or, args[0], args[1]); }
FUNCTION(operators, pow, "pow(a, b, /)", "Same as a ** b.") {
    return binary_py(thread, BinaryOp::Pow, args[0], args[1]);
}
FUNCTION(operators, iadd, "iadd(a, b, /)", "Same as a += b.") {
    return inplace_py(thread, BinaryOp::Add, args[0], args[1]);
}
FUNCTION(operators, isub, "isub(a, b, /)", "Same as a -= b.") {
    return inplace_py(thread, BinaryOp::Sub, args[0], args[1]);
}
FUNCTION(operators, imul, "imul(a, b, /)", "Same as a *= b.") {
    return inplace_py(thread, BinaryOp::Mul, args[0], args[1]);
}
FUNCTION(operators, imatmul, "imatmul(a, b, /)", "Same as a @= b.") {
    return inplace_py(thread, BinaryOp::MatMul, args[0], args[1]);
}
FUNCTION(operators, ifloordiv, "ifloordiv(a, b, /)", "Same as a //= b.") {
    return inplace_py(thread, BinaryOp::FloorDiv, args[0], args[1]);
}
FUNCTION(operators, itruediv, "itruediv(a, b, /)", "Same as a /= b.") {
    return inplace_py(thread, BinaryOp::TrueDiv, args[0], args[1]);
}
FUNCTION(operators, imod, "imod(a, b, /)", "Same as a %= b.") {
    return inplace_py(thread, BinaryOp::Mod, args[0], args[1]);
}
FUNCTION(operators, ilshift, "ilshift(a, b, /)", "Same as a <<= b.") {
    return inplace_py(thread, BinaryOp::LShift, args[0], args[1]);
}
FUNCTION(operators, irshift, "irshift(a, b, /)", "Same as a >>= b.") {
    return inplace_py(thread, BinaryOp::RShift, args[0], args[1]);
}
FUNCTION(operators, iand, "iand(a, b, /)", "Same as a &= b.") {
    return inplace_py(thread, BinaryOp::And, args[0], args[1]);
}
FUNCTION(operators, ixor, "ixor(a, b, /)", "Same as a ^= b.") {
    return inplace_py(thread, BinaryOp::Xor, args[0], args[1]);
}
FUNCTION(operators, ior, "ior(a, b, /)", "Same as a |= b.") {
    return inplace_py(thread, BinaryOp::Or, args[0], args[1]);
}
FUNCTION(operators, ipow, "ipow(a, b, /)", "Same as a **= b.") {
    return inplace_py(thread, BinaryOp::Pow, args[0], args[1]);
}
FUNCTION(operators, neg, "neg(a, /)", "Same as -a.") { return unary_py(thread, UnaryOp::Neg, args[0]); }
FUNCTION(operators, pos, "pos(a, /)", "Same as +a.") { return unary_py(thread, UnaryOp::Pos, args[0]); }
FUNCTION(operators, invert, "invert(a, /)", "Same as ~a.") { return unary_py(thread, UnaryOp::Invert, args[0]); }
FUNCTION(operators, inv, "inv(a, /)", "Same as ~a.") { return unary_py(thread, UnaryOp::Invert, args[0]); }
FUNCTION(operators, abs, "abs(a, /)", "Same as abs(a).") { return unary_py(thread, UnaryOp::Abs, args[0]); }
FUNCTION(operators, not_, "not_(a, /)", "Same as not a.") { return Value::boolean(!TRY(truth_py(thread, args[0]))); }
FUNCTION(operators, truth, "truth(a, /)", "Return True if a is true, False otherwise.") {
    return Value::boolean(TRY(truth_py(thread, args[0])));
}
FUNCTION(operators, is_, "is_(a, b, /)", "Same as a is b.") { return Value::boolean(args[0] == args[1]); }
FUNCTION(operators, is_not, "is_not(a, b, /)", "Same as a is not b.") { return Value::boolean(!(args[0] == args[1])); }
FUNCTION(operators, is_none, "is_none(a, /)", "Same as a is None.") { return Value::boolean(args[0].is_none()); }
FUNCTION(operators, is_not_none, "is_not_none(a, /)", "Same as a is not None.") {
    return Value::boolean(!args[0].is_none());
}
FUNCTION(operators, index, "index(a, /)", "Same as a.__index__()") { return index_py(thread, args[0]); }
FUNCTION(operators, contains, "contains(a, b, /)", "Same as b in a (note reversed operands).") {
    return Value::boolean(TRY(contains_py(thread, args[0], args[1])));
}
FUNCTION(operators, getitem, "getitem(a, b, /)", "Same as a[b].") { return get_item_py(thread, args[0], args[1]); }
FUNCTION(operators, setitem, "setitem(a, b, c, /)", "Same as a[b] = c.") {
    TRY(set_item_py(thread, args[0], args[1], args[2]));
    return none();
}
FUNCTION(operators, delitem, "delitem(a, b, /)", "Same as del a[b].") {
    TRY(delete_item_py(thread, args[0], args[1]));
    return none();
}

bool is_sequence(Thread& thread, Value value) {
    const Slots& slots = type_of(thread, value)->slots;
    return slots.get_item && !is_instance(thread, value, BuiltinType::Dict);
}
Result<Value> concatenate(Thread& thread, Value a, Value b, bool in_place) {
    const Slots& slots = type_of(thread, a)->slots;
    if (in_place && slots.inplace_concat) return slots.inplace_concat(thread, a, b);
    if (slots.concat) return slots.concat(thread, a, b);
    if (!is_sequence(thread, a))
        return raise(thread, Exc::TypeError, "'{}' object can't be concatenated", type_of(thread, a));
    return in_place ? inplace_py(thread, BinaryOp::Add, a, b) : binary_py(thread, BinaryOp::Add, a, b);
}
FUNCTION(operators, concat, "concat(a, b, /)", "Same as a + b, for a and b sequences.") {
    return concatenate(thread, args[0], args[1], false);
}
FUNCTION(operators, iconcat, "iconcat(a, b, /)", "Same as a += b, for a and b sequences.") {
    return concatenate(thread, args[0], args[1], true);
}

// The elements of a that equal b: how many, or where the first is.
Result<int64_t> search(Thread& thread, Value a, Value b, bool count_all) {
    int64_t index = 0, count = 0;
    bool found = false;
    Type* type = type_of(thread, a);
    if (!type->slots.iterate && !type->slots.get_item)
        return raise(thread, Exc::TypeError, "'{}' object is not iterable", type);
    TRY(for_each_py(thread, a, [&](Value item) -> Result<bool> {
        if (TRY(equal_py(thread, item, b))) {
            ++count;
            found = true;
            return count_all;
        }
        ++index;
        return true;
    }));
    if (count_all) return count;
    if (!found) return raise(thread, Exc::ValueError, "sequence.index(x): x not in sequence");
    return index;
}
FUNCTION(operators, countOf, "countOf(a, b, /)", "Return the number of items in a which are, or which equal, b.") {
    return make_int(thread, TRY(search(thread, args[0], args[1], true)));
}
FUNCTION(operators, indexOf, "indexOf(a, b, /)", "Return the first index of b in a.") {
    return make_int(thread, TRY(search(thread, args[0], args[1], false)));
}
FUNCTION(operators, length_hint, "length_hint(obj, default=0, /)",
         "Return an estimate of the number of items in obj.\n\nThis is useful for presizing containers when building "
         "from an iterable."
         "\n\nIf the object supports len(), the result will be exact.\nOtherwise, it may over- or under-estimate by an "
         "arbitrary amount.") {
    if (!is_int(thread, args[1]))
        return raise(thread, Exc::TypeError, "'{}' object cannot be interpreted as an integer",
                     type_of(thread, args[1]));
    return make_int(thread, TRY(length_hint_py(thread, args[0], TRY(index_int64_py(thread, args[1])))));
}
RAW_FUNCTION(operators, call, "call(obj, /, *args, **kwargs)", "Same as obj(*args, **kwargs).") {
    if (arguments.positional < 1) return raise(thread, Exc::TypeError, "call expected at least 1 argument, got 0");
    return call_py(thread, arguments[0],
                   CallArguments{arguments.values + 1, arguments.positional - 1, arguments.names});
}
// The time depends on the length of b alone.
bool same_bytes(std::string_view a, std::string_view b) {
    volatile unsigned char difference = a.size() == b.size() ? 0 : 1;
    std::string_view left = a.size() == b.size() ? a : b;
    for (size_t i = 0; i < b.size(); ++i)
        difference = static_cast<unsigned char>(
            difference | (static_cast<unsigned char>(left[i]) ^ static_cast<unsigned char>(b[i])));
    return difference == 0;
}
FUNCTION(
    operators, _compare_digest, "_compare_digest(a, b, /)",
    "Return 'a == b'.\n\nThis function uses an approach designed to prevent\ntiming analysis, making it appropriate "
    "for "
    "cryptography.\n\na and b must both be of the same type: either str (ASCII only),\nor any bytes-like object.") {
    Str *left = as_kind<Str>(thread, args[0]), *right = as_kind<Str>(thread, args[1]);
    if (left && right) {
        if (!left->is_ascii() || !right->is_ascii())
            return raise(thread, Exc::TypeError, "comparing strings with non-ASCII characters is not supported");
        TRY(left->data(thread));
        TRY(right->data(thread));
        return Value::boolean(same_bytes(left->ascii_view(), right->ascii_view()));
    }
    BytesArgument a(thread), b(thread);
    if (!has_buffer(thread, args[0]) || !has_buffer(thread, args[1]))
        return raise(thread, Exc::TypeError, "unsupported operand types(s) or combination of types: '{}' and '{}'",
                     type_of(thread, args[0]), type_of(thread, args[1]));
    TRY(a.open_py(args[0]));
    TRY(b.open_py(args[1]));
    return Value::boolean(same_bytes(a.bytes(), b.bytes()));
}

}  // namespace

extern const ModuleSpec kOperatorModule;
const ModuleSpec kOperatorModule = {
    .name = "_operator",
    .doc = "Operator interface.\n\nThis module exports a set of functions implemented in C corresponding\nto the "
           "intrinsic operators of "
           "Python.  For example, operator.add(x, y)\nis equivalent to the expression x+y.",
    .functions = {&operators_lt,
                  &operators_le,
                  &operators_eq,
                  &operators_ne,
                  &operators_ge,
                  &operators_gt,
                  &operators_add,
                  &operators_sub,
                  &operators_mul,
                  &operators_matmul,
                  &operators_floordiv,
                  &operators_truediv,
                  &operators_mod,
                  &operators_lshift,
                  &operators_rshift,
                  &operators_and_,
                  &operators_xor,
                  &operators_or_,
                  &operators_pow,
                  &operators_iadd,
                  &operators_isub,
                  &operators_imul,
                  &operators_imatmul,
                  &operators_ifloordiv,
                  &operators_itruediv,
                  &operators_imod,
                  &operators_ilshift,
                  &operators_irshift,
                  &operators_iand,
                  &operators_ixor,
                  &operators_ior,
                  &operators_ipow,
                  &operators_neg,
                  &operators_pos,
                  &operators_invert,
                  &operators_inv,
                  &operators_abs,
                  &operators_not_,
                  &operators_truth,
                  &operators_is_,
                  &operators_is_not,
                  &operators_is_none,
                  &operators_is_not_none,
                  &operators_index,
                  &operators_contains,
                  &operators_getitem,
                  &operators_setitem,
                  &operators_delitem,
                  &operators_concat,
                  &operators_iconcat,
                  &operators_countOf,
                  &operators_indexOf,
                  &operators_length_hint,
                  &operators_call,
                  &operators__compare_digest},
    .types = {&operators::kItemGetter, &operators::kAttrGetter, &operators::kMethodCaller},
};

}  // namespace krait::core

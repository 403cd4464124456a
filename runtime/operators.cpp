// Binary, unary and comparison operators on any values (Language Reference 3.3.8 and 6).
#include "runtime/names.h"
#include "runtime/objects/numbers.h"
#include "runtime/operations.h"

namespace krait::core {

namespace {

constexpr const char* kSymbols[kBinaryOps] = {"+",        "-",           "*",  "@",  "/", "//", "%",
                                              "divmod()", "** or pow()", "<<", ">>", "&", "^",  "|"};
constexpr const char* kInplaceSymbols[kBinaryOps] = {
    "+=", "-=", "*=", "@=", "/=", "//=", "%=", "divmod()", "**=", "<<=", ">>=", "&=", "^=", "|="};
constexpr const char* kCompareSymbols[] = {"<", "<=", "==", "!=", ">", ">="};

Failure unsupported(Thread& thread, const char* symbol, Value left, Value right) {
    return raise(thread, Exc::TypeError, "unsupported operand type(s) for {}: '{}' and '{}'", symbol,
                 type_of(thread, left), type_of(thread, right));
}

// The left operand's slot, then the right's; the right's first when its type is a subclass of the left's with another slot.
Result<Value> try_binary(Thread& thread, int index, Value left, Value right) {
    Type* left_type = type_of(thread, left);
    Type* right_type = type_of(thread, right);
    TRY(thread.check_stack());
    BinarySlot left_slot = left_type->slots.binary[index];
    BinarySlot right_slot = left_type == right_type ? nullptr : right_type->slots.binary[index];
    if (right_slot == left_slot) right_slot = nullptr;
    if (left_slot) {
        if (right_slot && right_type->is_subtype_of(left_type)) {
            Value result = TRY(right_slot(thread, left, right));
            if (!result.is_not_implemented()) return result;
            right_slot = nullptr;
        }
        Value result = TRY(left_slot(thread, left, right));
        if (!result.is_not_implemented()) return result;
    }
    if (right_slot) return right_slot(thread, left, right);
    return Value::not_implemented();
}

// A sequence times an int, from either side.
Result<Value> repeat(Thread& thread, Result<Value> (*slot)(Thread&, Value, Value), Value sequence, Value count) {
    if (!type_of(thread, count)->slots.index)
        return raise(thread, Exc::TypeError, "can't multiply sequence by non-int of type '{}'", type_of(thread, count));
    return slot(thread, sequence, count);
}

// Concatenation and repetition come after the numeric slots.
Result<Value> try_sequence(Thread& thread, BinaryOp op, Value left, Value right) {
    const Slots& slots = type_of(thread, left)->slots;
    if (op == BinaryOp::Add && slots.concat) return slots.concat(thread, left, right);
    if (op == BinaryOp::Mul) {
        if (slots.repeat) return repeat(thread, slots.repeat, left, right);
        const Slots& right_slots = type_of(thread, right)->slots;
        if (right_slots.repeat) return repeat(thread, right_slots.repeat, right, left);
    }
    return Value::not_implemented();
}

}  // namespace

Result<Value> binary_py(Thread& thread, BinaryOp op, Value left, Value right) {
    Value result = TRY(try_binary(thread, static_cast<int>(op), left, right));
    if (result.is_not_implemented()) result = TRY(try_sequence(thread, op, left, right));
    if (!result.is_not_implemented()) return result;
    return unsupported(thread, kSymbols[static_cast<int>(op)], left, right);
}

Result<Value> inplace_py(Thread& thread, BinaryOp op, Value left, Value right) {
    const Slots& slots = type_of(thread, left)->slots;
    int index = static_cast<int>(op);
    if (BinarySlot slot = slots.inplace[index]) {
        Value result = TRY(slot(thread, left, right));
        if (!result.is_not_implemented()) return result;
    }
    Value result = TRY(try_binary(thread, index, left, right));
    if (!result.is_not_implemented()) return result;
    if (op == BinaryOp::Add && slots.inplace_concat) return slots.inplace_concat(thread, left, right);
    if (op == BinaryOp::Mul && slots.inplace_repeat) return repeat(thread, slots.inplace_repeat, left, right);
    result = TRY(try_sequence(thread, op, left, right));
    if (!result.is_not_implemented()) return result;
    return unsupported(thread, kInplaceSymbols[index], left, right);
}

Result<Value> power_py(Thread& thread, Value base, Value exponent, Value modulus) {
    if (modulus.is_nothing() || modulus.is_none()) return binary_py(thread, BinaryOp::Pow, base, exponent);
    using Slot = Result<Value> (*)(Thread&, Value, Value, Value);
    Type* types[] = {type_of(thread, base), type_of(thread, exponent), type_of(thread, modulus)};
    Slot tried[3] = {};
    // The exponent's class goes first if it is a subclass of the base's.
    if (types[1] != types[0] && types[1]->slots.power && types[1]->slots.power != types[0]->slots.power &&
        types[1]->is_subtype_of(types[0]))
        std::swap(types[0], types[1]);
    for (int i = 0; i < 3; ++i) {
        Slot slot = types[i]->slots.power;
        if (!slot || slot == tried[0] || slot == tried[1]) continue;
        tried[i] = slot;
        Value result = TRY(slot(thread, base, exponent, modulus));
        if (!result.is_not_implemented()) return result;
    }
    return raise(thread, Exc::TypeError, "unsupported operand type(s) for ** or pow(): '{}', '{}', '{}'",
                 type_of(thread, base), type_of(thread, exponent), type_of(thread, modulus));
}

Result<Value> unary_py(Thread& thread, UnaryOp op, Value operand) {
    constexpr const char* kNames[] = {"unary -", "unary +", "unary ~", "abs()"};
    Type* type = type_of(thread, operand);
    if (UnarySlot slot = type->slots.unary[static_cast<int>(op)]) return slot(thread, operand);
    return raise(thread, Exc::TypeError, "bad operand type for {}: '{}'", kNames[static_cast<int>(op)], type);
}

// ---- comparison: Reference 3.3.1. There are no swapped-argument versions; < and > reflect each other ----

Result<Value> compare_py(Thread& thread, CompareOp op, Value left, Value right) {
    constexpr CompareOp kSwapped[] = {CompareOp::Gt, CompareOp::Ge, CompareOp::Eq,
                                      CompareOp::Ne, CompareOp::Lt, CompareOp::Le};
    TRY(thread.check_stack());
    Type* left_type = type_of(thread, left);
    Type* right_type = type_of(thread, right);
    CompareOp swapped = kSwapped[static_cast<int>(op)];
    bool right_tried = false;
    if (left_type != right_type && right_type->slots.compare && right_type->is_subtype_of(left_type)) {
        right_tried = true;
        Value result = TRY(right_type->slots.compare(thread, right, left, swapped));
        if (!result.is_not_implemented()) return result;
    }
    if (left_type->slots.compare) {
        Value result = TRY(left_type->slots.compare(thread, left, right, op));
        if (!result.is_not_implemented()) return result;
    }
    if (!right_tried && right_type->slots.compare) {
        Value result = TRY(right_type->slots.compare(thread, right, left, swapped));
        if (!result.is_not_implemented()) return result;
    }
    if (op == CompareOp::Eq) return Value::boolean(left == right);
    if (op == CompareOp::Ne) return Value::boolean(!(left == right));
    return raise(thread, Exc::TypeError, "'{}' not supported between instances of '{}' and '{}'",
                 kCompareSymbols[static_cast<int>(op)], left_type, right_type);
}

Result<bool> compare_bool_py(Thread& thread, CompareOp op, Value left, Value right) {
    if (left == right) {
        if (op == CompareOp::Eq) return true;
        if (op == CompareOp::Ne) return false;
    }
    if (both_small(left, right)) {
        int64_t a = left.as_small(), b = right.as_small();
        switch (op) {
        case CompareOp::Lt: return a < b;
        case CompareOp::Le: return a <= b;
        case CompareOp::Eq: return a == b;
        case CompareOp::Ne: return a != b;
        case CompareOp::Gt: return a > b;
        case CompareOp::Ge: return a >= b;
        }
    }
    return truth_py(thread, TRY(compare_py(thread, op, left, right)));
}

Result<bool> equal_py(Thread& thread, Value left, Value right) {
    return compare_bool_py(thread, CompareOp::Eq, left, right);
}

Result<bool> truth_py(Thread& thread, Value value) {
    if (value.is_bool()) return value.is_true();
    if (value.is_none()) return false;
    if (value.is_small()) return value.as_small() != 0;
    const Slots& slots = type_of(thread, value)->slots;
    TRY(thread.check_stack());
    if (slots.truth) return slots.truth(thread, value);
    if (slots.length) return TRY(slots.length(thread, value))
    != 0;
    return true;
}

Result<int64_t> hash_py(Thread& thread, Value value) {
    Type* type = type_of(thread, value);
    TRY(thread.check_stack());
    if (type->slots.hash) return type->slots.hash(thread, value);
    return raise(thread, Exc::TypeError, "unhashable type: '{}'", type);
}

}  // namespace krait::core

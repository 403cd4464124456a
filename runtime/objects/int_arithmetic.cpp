// Operators on two ints of any size. Small ones are done here; the kernel in runtime/primitives/numeric does the rest.
#include <cmath>

#include "runtime/errors.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/float_parts.h"
#include "runtime/objects/int_parts.h"

namespace krait::core {

namespace {

Failure division_by_zero(Thread& thread) { return raise(thread, Exc::ZeroDivisionError, "division by zero"); }

// ---- small operands ----

int64_t floor_quotient(int64_t a, int64_t b) {
    int64_t quotient = a / b;
    return quotient - (a % b != 0 && (a < 0) != (b < 0));
}
int64_t floor_remainder(int64_t a, int64_t b) {
    int64_t remainder = a % b;
    return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
}

Result<Value> multiply_small(Thread& thread, int64_t a, int64_t b) {
    int64_t product;
    if (!__builtin_mul_overflow(a, b, &product)) return make_int(thread, product);
    __int128 wide = static_cast<__int128>(a) * b;
    bool negative = wide < 0;
    auto magnitude = static_cast<unsigned __int128>(negative ? -wide : wide);
    uint64_t limbs[] = {static_cast<uint64_t>(magnitude), static_cast<uint64_t>(magnitude >> 64)};
    return make_int_from_limbs(thread, limbs, 2, negative);
}

// Both below 2**53 are doubles exactly, and so one division rounds once.
bool divides_exactly_rounded(int64_t a, int64_t b) {
    constexpr int64_t kLimit = int64_t{1} << 53;
    return a >= -kLimit && a <= kLimit && b >= -kLimit && b <= kLimit;
}

// ---- any operands ----

Result<Value> floor_divide(Thread& thread, BigView a, BigView b) {
    if (b.is_zero()) return division_by_zero(thread);
    return build_int(thread, quotient_bound(a, b),
                     [&](uint64_t* out) { return floor_divmod(out, nullptr, a, b, int_poll(thread)).quotient; });
}

Result<Value> modulo(Thread& thread, BigView a, BigView b) {
    if (b.is_zero()) return division_by_zero(thread);
    return build_int(thread, remainder_bound(b), [&](uint64_t* out) {
        BigDivision division = floor_divmod(nullptr, out, a, b, int_poll(thread));
        division.remainder.status = division.status();
        return division.remainder;
    });
}

Result<Value> divide_with_remainder(Thread& thread, Value left, Value right) {
    auto a = small_of(left), b = small_of(right);
    if (a && b) {
        if (*b == 0) return division_by_zero(thread);
        return Value(
            make_tuple(thread, {make_int(thread, floor_quotient(*a, *b)), make_int(thread, floor_remainder(*a, *b))}));
    }
    IntView dividend(left), divisor(right);
    if (divisor.view().is_zero()) return division_by_zero(thread);
    size_t bound = remainder_bound(divisor);
    Int* remainder_cell = TRY(allocate_int(thread, bound));
    BigSize remainder_size;
    Value quotient = TRY(build_int(thread, quotient_bound(dividend, divisor), [&](uint64_t* out) {
        BigDivision division = floor_divmod(out, remainder_cell->limbs_, dividend, divisor, int_poll(thread));
        remainder_size = division.remainder;
        return division.quotient;
    }));
    Value remainder = TRY(settle_int(thread, remainder_cell, bound, remainder_size));
    return Value(make_tuple(thread, {quotient, remainder}));
}

Result<Value> true_quotient(Thread& thread, Value left, Value right) {
    if (int_sign(right) == 0) return division_by_zero(thread);
    auto a = small_of(left), b = small_of(right);
    if (a && b && divides_exactly_rounded(*a, *b))
        return make_float(thread, static_cast<double>(*a) / static_cast<double>(*b));
    DoubleResult result = true_divide(IntView(left), IntView(right), int_poll(thread));
    switch (result.status) {
    case DoubleStatus::kOk: return make_float(thread, result.value);
    case DoubleStatus::kOverflow:
        return raise(thread, Exc::OverflowError, "integer division result too large for a float");
    case DoubleStatus::kNoMemory: return raise(thread, Exc::MemoryError, "");
    case DoubleStatus::kStopped: break;
    }
    return kFailure;
}

// An int that is not negative as an exponent or a shift count, if it is as small as small ints are. An instance of a
// subclass of int is a cell whatever its number.
static std::optional<uint64_t> count_of(Value integer) {
    if (auto small = small_of(integer)) return static_cast<uint64_t>(*small);
    IntView number(integer);
    BigView view = number;
    if (view.is_zero()) return 0;
    if (view.size > 1 || view.limbs[0] > static_cast<uint64_t>(Value::kSmallMax)) return std::nullopt;
    return view.limbs[0];
}

Result<Value> power(Thread& thread, Value base, Value exponent) {
    if (int_sign(exponent) < 0)
        return float_power(thread, TRY(int_to_double(thread, base)), TRY(int_to_double(thread, exponent)));
    IntView view(base);
    auto times = count_of(exponent);
    if (!times) {
        // 0, 1 and -1 to any power; others do not fit.
        if (view.view().is_zero()) return Value::small(0);
        if (view.view().size == 1 && view.view().limbs[0] == 1)
            return Value::small(view.view().negative && test_bit(IntView(exponent).view().magnitude(), 0) ? -1 : 1);
        return too_many_digits(thread);
    }
    auto small = small_of(base);
    if (small && *times <= 62) {
        int64_t result = 1, square = *small;
        bool fits = true;
        for (uint64_t rest = *times; fits;) {
            if (rest & 1) fits = !__builtin_mul_overflow(result, square, &result);
            if ((rest >>= 1) == 0) break;
            fits = fits && !__builtin_mul_overflow(square, square, &square);
        }
        if (fits) return make_int(thread, result);
    }
    return build_int(thread, pow_bound(view, *times),
                     [&](uint64_t* out) { return pow(out, view, *times, int_poll(thread)); });
}

Result<Value> shift(Thread& thread, BinaryOp op, Value left, Value right) {
    if (int_sign(right) < 0) return raise(thread, Exc::ValueError, "negative shift count");
    auto bits = count_of(right);
    IntView view(left);
    if (op == BinaryOp::LShift) {
        if (view.view().is_zero()) return Value::small(0);
        auto small = small_of(left);
        if (small && bits && *bits < 62 && *small >> (62 - *bits) == *small >> 63) return Value::small(*small << *bits);
        // The bound itself is not to overflow.
        if (!bits || *bits / 64 > kMaxLimbs) return too_many_digits(thread);
        return build_int(thread, shift_left_bound(view, *bits),
                         [&](uint64_t* out) { return shift_left(out, view, *bits); });
    }
    if (!bits || *bits / 64 > view.view().size) return Value::small(int_sign(left) < 0 ? -1 : 0);
    if (auto small = small_of(left)) return Value::small(*small >> (*bits > 63 ? 63 : *bits));
    return build_int(thread, shift_right_bound(view, *bits),
                     [&](uint64_t* out) { return shift_right(out, view, *bits); });
}

Result<Value> bitwise(Thread& thread, BinaryOp op, BigView a, BigView b) {
    return build_int(thread, bitwise_bound(a, b), [&](uint64_t* out) {
        if (op == BinaryOp::And) return bit_and(out, a, b);
        return op == BinaryOp::Or ? bit_or(out, a, b) : bit_xor(out, a, b);
    });
}

}  // namespace

Result<Value> int_binary(Thread& thread, BinaryOp op, Value left, Value right) {
    auto a = small_of(left), b = small_of(right);
    bool small = a && b;
    IntView x(left), y(right);
    switch (op) {
    case BinaryOp::Add:
        if (small) return make_int(thread, *a + *b);
        return build_int(thread, add_bound(x, y), [&](uint64_t* out) { return add(out, x, y); });
    case BinaryOp::Sub:
        if (small) return make_int(thread, *a - *b);
        return build_int(thread, add_bound(x, y), [&](uint64_t* out) { return sub(out, x, y); });
    case BinaryOp::Mul:
        if (small) return multiply_small(thread, *a, *b);
        return build_int(thread, mul_bound(x, y), [&](uint64_t* out) { return mul(out, x, y, int_poll(thread)); });
    case BinaryOp::FloorDiv:
        if (small && *b != 0) return make_int(thread, floor_quotient(*a, *b));
        return floor_divide(thread, x, y);
    case BinaryOp::Mod:
        if (small && *b != 0) return make_int(thread, floor_remainder(*a, *b));
        return modulo(thread, x, y);
    case BinaryOp::DivMod: return divide_with_remainder(thread, left, right);
    case BinaryOp::TrueDiv: return true_quotient(thread, left, right);
    case BinaryOp::Pow: return power(thread, left, right);
    case BinaryOp::LShift:
    case BinaryOp::RShift: return shift(thread, op, left, right);
    case BinaryOp::And:
        if (small) return Value::small(*a & *b);
        return bitwise(thread, op, x, y);
    case BinaryOp::Or:
        if (small) return Value::small(*a | *b);
        return bitwise(thread, op, x, y);
    case BinaryOp::Xor:
        if (small) return Value::small(*a ^ *b);
        return bitwise(thread, op, x, y);
    case BinaryOp::MatMul: break;
    }
    return Value::not_implemented();
}

Result<Value> int_negate(Thread& thread, Value integer) {
    if (auto small = small_of(integer)) return make_int(thread, -*small);
    return int_of_view(thread, IntView(integer).view().negated());
}

Result<Value> int_invert(Thread& thread, Value integer) {
    if (auto small = small_of(integer)) return Value::small(~*small);
    IntView view(integer);
    return build_int(thread, invert_bound(view), [&](uint64_t* out) { return invert(out, view); });
}

Result<Value> int_absolute(Thread& thread, Value integer) {
    return int_sign(integer) < 0 ? int_negate(thread, integer) : exact_int(thread, integer);
}

Result<Value> int_power_modulo(Thread& thread, Value base, Value exponent, Value modulus) {
    IntView modulus_view(modulus);
    if (modulus_view.view().is_zero()) return raise(thread, Exc::ValueError, "pow() 3rd argument cannot be 0");
    Value positive_exponent = exponent;
    if (int_sign(exponent) < 0) {
        // pow(base, -n, m) is the inverse of base to the power n.
        bool invertible = false;
        IntView base_view(base);
        base = TRY(build_int(thread, powmod_bound(modulus_view), [&](uint64_t* out) {
            BigInverse inverse = inverse_modulo(out, base_view, modulus_view, int_poll(thread));
            invertible = inverse.invertible;
            return inverse.result;
        }));
        if (!invertible) return raise(thread, Exc::ValueError, "base is not invertible for the given modulus");
        positive_exponent = TRY(int_negate(thread, exponent));
    }
    IntView base_view(base), exponent_view(positive_exponent);
    return build_int(thread, powmod_bound(modulus_view), [&](uint64_t* out) {
        return powmod(out, base_view, exponent_view, modulus_view, int_poll(thread));
    });
}

}  // namespace krait::core

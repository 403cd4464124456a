// math: functions of ints of any size, and rounding to ints.
#include <cmath>

#include "runtime/call.h"
#include "runtime/names.h"
#include "runtime/objects/float_parts.h"
#include "runtime/objects/int_parts.h"
#include "runtime/operations.h"
#include "stdlib/math/math_parts.h"

namespace krait::core {

#define MATH_RAW(NAME, SIGNATURE, DOC)                                                                        \
    static Result<Value> math_##NAME(Thread& thread, Value self, const CallArguments& arguments);             \
    const NativeSpec kMath_##NAME = {SIGNATURE, DOC, nullptr, math_##NAME, NativeKind::Function};             \
    static Result<Value> math_##NAME(Thread& thread, [[maybe_unused]] Value self, const CallArguments& arguments)

// ---- rounding ----

static Result<Value> round_by(Thread& thread, Value x, const char* dunder, double (*function)(double)) {
    if (is_float(x)) return int_from_double(thread, function(float_of(x)));
    bool found;
    Result<Value> result = call_special_py(thread, x, intern(thread, dunder), {}, &found);
    if (found) return result;
    if (!function) return raise(thread, Exc::TypeError, "type {} doesn't define __trunc__ method", type_of(thread, x));
    return int_from_double(thread, function(TRY(to_double_py(thread, x))));
}
MATH(ceil, "ceil(x, /)", "The least int that is not less than x.") {
    return round_by(thread, args[0], "__ceil__", std::ceil);
}
MATH(floor, "floor(x, /)", "The largest int that is not more than x.") {
    return round_by(thread, args[0], "__floor__", std::floor);
}
MATH(trunc, "trunc(x, /)", "x without its fractional part.") {
    if (is_float(args[0])) return int_from_double(thread, float_of(args[0]));
    return round_by(thread, args[0], "__trunc__", nullptr);
}

// ---- divisors ----

static Result<Value> greatest_divisor(Thread& thread, Value a, Value b) {
    IntView x(a), y(b);
    return build_int(thread, gcd_bound(x, y), [&](uint64_t* out) { return gcd(out, x, y, int_poll(thread)); });
}
static Result<void> no_keywords(Thread& thread, const CallArguments& arguments, const char* name) {
    if (!arguments.names || !arguments.keyword_count()) return {};
    return raise(thread, Exc::TypeError, "math.{}() takes no keyword arguments", name);
}
MATH_RAW(gcd, "gcd(*integers)", "The greatest common divisor.") {
    TRY(no_keywords(thread, arguments, "gcd"));
    Value result = Value::small(0);
    for (uint32_t i = 0; i < arguments.positional; ++i)
        result = TRY(greatest_divisor(thread, result, TRY(index_py(thread, arguments[i]))));
    return result;
}
MATH_RAW(lcm, "lcm(*integers)", "The least common multiple.") {
    TRY(no_keywords(thread, arguments, "lcm"));
    Value result = Value::small(1);
    for (uint32_t i = 0; i < arguments.positional; ++i) {
        Value next = TRY(index_py(thread, arguments[i]));
        if (int_sign(result) == 0) continue;  // zero it stays, but each argument is checked
        if (int_sign(next) == 0) {
            result = Value::small(0);
            continue;
        }
        Value divisor = TRY(greatest_divisor(thread, result, next));
        Value reduced = TRY(int_binary(thread, BinaryOp::FloorDiv, result, divisor));
        result = TRY(int_absolute(thread, TRY(int_binary(thread, BinaryOp::Mul, reduced, next))));
    }
    return result;
}

MATH(isqrt, "isqrt(n, /)", "The whole part of the square root of a nonnegative int.") {
    Value n = TRY(index_py(thread, args[0]));
    if (int_sign(n) < 0) return raise(thread, Exc::ValueError, "isqrt() argument must be nonnegative");
    IntView view(n);
    return build_int(thread, isqrt_bound(view), [&](uint64_t* out) { return isqrt(out, view, int_poll(thread)); });
}

// ---- products of ranges ----

// first * (first+1) * ... * (first+count-1), by halves so that factors are of like size. first may be big.
static Result<Value> rising_product(Thread& thread, Value first, int64_t count) {
    TRY(thread.poll());
    if (count == 0) return Value::small(1);
    if (count <= 8) {
        Value result = first, factor = first;
        while (--count) {
            factor = TRY(int_binary(thread, BinaryOp::Add, factor, Value::small(1)));
            result = TRY(int_binary(thread, BinaryOp::Mul, result, factor));
        }
        return result;
    }
    int64_t half = count / 2;
    Value low = TRY(rising_product(thread, first, half));
    Value middle = TRY(int_binary(thread, BinaryOp::Add, first, Value::small(half)));
    return int_binary(thread, BinaryOp::Mul, low, TRY(rising_product(thread, middle, count - half)));
}

MATH(factorial, "factorial(n, /)", "n! for a nonnegative int.") {
    Value n = TRY(index_py(thread, args[0]));
    if (int_sign(n) < 0) return raise(thread, Exc::ValueError, "factorial() not defined for negative values");
    auto count = small_of(n);
    if (!count) return raise(thread, Exc::OverflowError, "factorial() argument should not exceed {}", INT64_MAX);
    return rising_product(thread, Value::small(1), *count);
}

// n * (n-1) * ... : k factors.
static Result<Value> falling_product(Thread& thread, Value n, int64_t k) {
    Value first = TRY(int_binary(thread, BinaryOp::Sub, n, Value::small(k - 1)));
    return rising_product(thread, first, k);
}
static Result<void> check_choice(Thread& thread, Value n, Value k) {
    if (int_sign(n) < 0) return raise(thread, Exc::ValueError, "n must be a non-negative integer");
    if (int_sign(k) < 0) return raise(thread, Exc::ValueError, "k must be a non-negative integer");
    return {};
}
MATH(perm, "perm(n, k=None, /)", "In how many ways k of n items can be chosen in order.") {
    if (args[1].is_none()) return math_factorial(thread, self, args);
    Value n = TRY(index_py(thread, args[0]))
    , k = TRY(index_py(thread, args[1]));
    TRY(check_choice(thread, n, k));
    if (int_compare(n, k) < 0) return Value::small(0);
    auto count = small_of(k);
    if (!count) return raise(thread, Exc::OverflowError, "k must not exceed {}", INT64_MAX);
    return falling_product(thread, n, *count);
}
MATH(comb, "comb(n, k, /)", "In how many ways k of n items can be chosen, without order.") {
    Value n = TRY(index_py(thread, args[0]))
    , k = TRY(index_py(thread, args[1]));
    TRY(check_choice(thread, n, k));
    if (int_compare(n, k) < 0) return Value::small(0);
    Value rest = TRY(int_binary(thread, BinaryOp::Sub, n, k));
    if (int_compare(rest, k) < 0) k = rest;
    auto count = small_of(k);
    if (!count) return raise(thread, Exc::OverflowError, "min(n - k, k) must not exceed {}", INT64_MAX);
    Value ordered = TRY(falling_product(thread, n, *count));
    return int_binary(thread, BinaryOp::FloorDiv, ordered, TRY(rising_product(thread, Value::small(1), *count)));
}

}  // namespace krait::core

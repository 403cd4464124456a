// math: functions of one or a few doubles. The C library computes; here are Python's conversions and errors: a nan or an
// infinity that comes out of finite input is ValueError or OverflowError.
#include <algorithm>
#include <cmath>
#include <limits>

#include "runtime/objects/containers.h"
#include "runtime/objects/float_parts.h"
#include "runtime/objects/int_parts.h"
#include "runtime/operations.h"
#include "runtime/primitives/format/float_text.h"
#include "stdlib/math/math_parts.h"

namespace krait::core {

namespace {

Failure domain_error(Thread& thread) { return raise(thread, Exc::ValueError, "math domain error"); }
Failure range_error(Thread& thread) { return raise(thread, Exc::OverflowError, "math range error"); }

// f(x). `expected`: what the message says of an input outside of the domain.
Result<Value> apply(Thread& thread, double (*function)(double), Value argument, const char* expected) {
    double x = TRY(to_double_py(thread, argument));
    double result = function(x);
    if (std::isnan(result) && !std::isnan(x)) {
        if (!expected) return domain_error(thread);
        return raise(thread, Exc::ValueError, expected, float_repr(x));
    }
    if (std::isinf(result) && std::isfinite(x)) return range_error(thread);
    return make_float(thread, result);
}

}  // namespace

#define PLAIN(NAME, DOC) \
    MATH(NAME, #NAME "(x, /)", DOC) { return apply(thread, std::NAME, args[0], nullptr); }
#define IN_DOMAIN(NAME, EXPECTED, DOC) \
    MATH(NAME, #NAME "(x, /)", DOC) { return apply(thread, std::NAME, args[0], EXPECTED); }

constexpr const char* kFinite = "expected a finite input, got {}";
constexpr const char* kUnit = "expected a number in range from -1 up to 1, got {}";

IN_DOMAIN(acos, kUnit, "The arc cosine in radians, from 0 to pi.")
IN_DOMAIN(asin, kUnit, "The arc sine in radians, from -pi/2 to pi/2.")
IN_DOMAIN(acosh, "expected argument value not less than 1, got {}", "The inverse hyperbolic cosine.")
PLAIN(asinh, "The inverse hyperbolic sine.")
PLAIN(atan, "The arc tangent in radians, from -pi/2 to pi/2.")
PLAIN(cbrt, "The cube root.")
IN_DOMAIN(cos, kFinite, "The cosine of x radians.")
IN_DOMAIN(sin, kFinite, "The sine of x radians.")
IN_DOMAIN(tan, kFinite, "The tangent of x radians.")
PLAIN(cosh, "The hyperbolic cosine.")
PLAIN(sinh, "The hyperbolic sine.")
PLAIN(tanh, "The hyperbolic tangent.")
PLAIN(erf, "The error function.")
PLAIN(erfc, "The complementary error function, 1 - erf(x).")
PLAIN(exp, "e raised to the power of x.")
PLAIN(exp2, "2 raised to the power of x.")
PLAIN(expm1, "exp(x) - 1, precise for small x.")
PLAIN(fabs, "The absolute value, as a float.")
IN_DOMAIN(sqrt, "expected a nonnegative input, got {}", "The square root.")

MATH(atanh, "atanh(x, /)", "The inverse hyperbolic tangent.") {
    double x = TRY(to_double_py(thread, args[0]));
    if (std::fabs(x) >= 1)
        return raise(thread, Exc::ValueError, "expected a number between -1 and 1, got {}", float_repr(x));
    return make_float(thread, std::atanh(x));
}
MATH(log1p, "log1p(x, /)", "The natural logarithm of 1 + x, precise for small x.") {
    double x = TRY(to_double_py(thread, args[0]));
    if (x <= -1) return raise(thread, Exc::ValueError, "expected argument value > -1, got {}", float_repr(x));
    return make_float(thread, std::log1p(x));
}
static bool is_pole(double x) { return std::isinf(x) ? x < 0 : x <= 0 && x == std::floor(x); }
MATH(gamma, "gamma(x, /)", "The Gamma function.") {
    double x = TRY(to_double_py(thread, args[0]));
    if (is_pole(x))
        return raise(thread, Exc::ValueError, "expected a noninteger or positive integer, got {}", float_repr(x));
    double result = std::tgamma(x);
    if (x == std::floor(x) && x >= 1 && x <= 23) {  // factorials are exact
        result = 1;
        for (int i = 2; i < x; ++i) result *= i;
    }
    if (std::isinf(result) && std::isfinite(x)) return range_error(thread);
    return make_float(thread, result);
}
MATH(lgamma, "lgamma(x, /)", "The natural logarithm of the absolute value of the Gamma function.") {
    double x = TRY(to_double_py(thread, args[0]));
    if (is_pole(x) && std::isfinite(x))
        return raise(thread, Exc::ValueError, "expected a noninteger or positive integer, got {}", float_repr(x));
    int sign;
    double result = std::isinf(x) ? HUGE_VAL : ::lgamma_r(x, &sign);
    if (std::isinf(result) && std::isfinite(x)) return range_error(thread);
    return make_float(thread, result);
}

// ---- two and more arguments ----

MATH(atan2, "atan2(y, x, /)", "The arc tangent of y/x in radians, in the quadrant that both signs say.") {
    double y = TRY(to_double_py(thread, args[0]))
    , x = TRY(to_double_py(thread, args[1]));
    return make_float(thread, std::atan2(y, x));
}
MATH(copysign, "copysign(x, y, /)", "A float with the magnitude of x and the sign of y.") {
    double x = TRY(to_double_py(thread, args[0]))
    , y = TRY(to_double_py(thread, args[1]));
    return make_float(thread, std::copysign(x, y));
}
MATH(fmod, "fmod(x, y, /)", "The remainder of x/y as C computes it: with the sign of x.") {
    double x = TRY(to_double_py(thread, args[0]))
    , y = TRY(to_double_py(thread, args[1]));
    double result = std::fmod(x, y);
    if (std::isnan(result) && !std::isnan(x) && !std::isnan(y)) return domain_error(thread);
    return make_float(thread, result);
}
MATH(remainder, "remainder(x, y, /)", "The difference of x and the closest multiple of y, as IEEE 754 says.") {
    double x = TRY(to_double_py(thread, args[0]))
    , y = TRY(to_double_py(thread, args[1]));
    double result = std::remainder(x, y);
    if (std::isnan(result) && !std::isnan(x) && !std::isnan(y)) return domain_error(thread);
    return make_float(thread, result);
}
MATH(pow, "pow(x, y, /)", "x raised to the power of y, as floats.") {
    double x = TRY(to_double_py(thread, args[0]))
    , y = TRY(to_double_py(thread, args[1]));
    double result = std::pow(x, y);
    if (std::isfinite(x) && std::isfinite(y) && !std::isfinite(result)) {
        if (std::isnan(result) || x == 0.0) return domain_error(thread);
        return range_error(thread);
    }
    return make_float(thread, result);
}
MATH(fma, "fma(x, y, z, /)", "x*y + z, rounded once.") {
    double x = TRY(to_double_py(thread, args[0]))
    , y = TRY(to_double_py(thread, args[1]))
    , z = TRY(to_double_py(thread, args[2]));
    double result = std::fma(x, y, z);
    if (std::isnan(result) && !std::isnan(x) && !std::isnan(y) && !std::isnan(z))
        return raise(thread, Exc::ValueError, "invalid operation in fma");
    if (std::isinf(result) && std::isfinite(x) && std::isfinite(y) && std::isfinite(z))
        return raise(thread, Exc::OverflowError, "overflow in fma");
    return make_float(thread, result);
}
MATH(degrees, "degrees(x, /)", "x radians in degrees.") {
    return make_float(thread, TRY(to_double_py(thread, args[0])) * (180.0 / M_PI));
}
MATH(radians, "radians(x, /)", "x degrees in radians.") {
    return make_float(thread, TRY(to_double_py(thread, args[0])) * (M_PI / 180.0));
}

// ---- parts of a float ----

MATH(frexp, "frexp(x, /)", "The pair (m, e) with x == m * 2**e and 0.5 <= abs(m) < 1.") {
    double x = TRY(to_double_py(thread, args[0]));
    int exponent = 0;
    double mantissa = std::isfinite(x) ? std::frexp(x, &exponent) : x;
    return Value(make_tuple(thread, {make_float(thread, mantissa), Value::small(exponent)}));
}
MATH(ldexp, "ldexp(x, i, /)", "x * 2**i.") {
    double x = TRY(to_double_py(thread, args[0]));
    if (!is_any_int(thread, args[1]))
        return raise(thread, Exc::TypeError, "Expected an int as second argument to ldexp.");
    int64_t exponent = TRY(index_int64_py(thread, args[1], OutOfRange::Clamp));
    int clamped = static_cast<int>(std::clamp<int64_t>(exponent, -100000, 100000));
    double result = std::ldexp(x, clamped);
    if (std::isinf(result) && std::isfinite(x)) return range_error(thread);
    return make_float(thread, result);
}
MATH(modf, "modf(x, /)", "The fractional and the whole part of x, both floats with its sign.") {
    double x = TRY(to_double_py(thread, args[0]))
    , whole;
    double fraction = std::modf(x, &whole);
    return Value(make_tuple(thread, {make_float(thread, fraction), make_float(thread, whole)}));
}
MATH(isfinite, "isfinite(x, /)", "Neither an infinity nor a nan?") {
    return Value::boolean(std::isfinite(TRY(to_double_py(thread, args[0]))));
}
MATH(isinf, "isinf(x, /)", "A positive or negative infinity?") {
    return Value::boolean(std::isinf(TRY(to_double_py(thread, args[0]))));
}
MATH(isnan, "isnan(x, /)", "Not a number?") { return Value::boolean(std::isnan(TRY(to_double_py(thread, args[0])))); }
MATH(isclose, "isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)",
     "Are the two close by a relative or an absolute tolerance?") {
    double a = TRY(to_double_py(thread, args[0]))
    , b = TRY(to_double_py(thread, args[1]));
    double relative = TRY(to_double_py(thread, args[2]))
    , absolute = TRY(to_double_py(thread, args[3]));
    if (relative < 0 || absolute < 0) return raise(thread, Exc::ValueError, "tolerances must be non-negative");
    if (a == b) return Value::true_();
    if (std::isinf(a) || std::isinf(b)) return Value::false_();
    double difference = std::fabs(b - a);
    return Value::boolean(difference <= std::fabs(relative * b) || difference <= std::fabs(relative * a) ||
                          difference <= absolute);
}
MATH(ulp, "ulp(x, /)", "The value of the least significant bit of x.") {
    double x = std::fabs(TRY(to_double_py(thread, args[0])));
    if (!std::isfinite(x)) return make_float(thread, x);
    double next = std::nextafter(x, HUGE_VAL);
    return make_float(thread, std::isinf(next) ? x - std::nextafter(x, 0.0) : next - x);
}
MATH(nextafter, "nextafter(x, y, /, *, steps=None)",
     "The float that is `steps` (one) floats after x on the way to y.") {
    double x = TRY(to_double_py(thread, args[0]))
    , y = TRY(to_double_py(thread, args[1]));
    if (args[2].is_none()) return make_float(thread, std::nextafter(x, y));
    Value steps = TRY(index_py(thread, args[2]));
    if (int_sign(steps) < 0) return raise(thread, Exc::ValueError, "steps must be a non-negative integer");
    if (std::isnan(x)) return make_float(thread, x);
    if (std::isnan(y)) return make_float(thread, y);
    auto small = small_of(steps);
    uint64_t count = small ? static_cast<uint64_t>(*small) : UINT64_MAX;
    // Doubles in order, as integers.
    auto rank = [](double v) {
        auto bits = std::bit_cast<int64_t>(v);
        return bits < 0 ? INT64_MIN - bits : bits;
    };
    int64_t from = rank(x), to = rank(y);
    uint64_t distance = from < to ? static_cast<uint64_t>(to) - static_cast<uint64_t>(from)
                                  : static_cast<uint64_t>(from) - static_cast<uint64_t>(to);
    if (count == 0) return make_float(thread, x);
    if (count >= distance) return make_float(thread, y);
    int64_t at = from < to ? from + static_cast<int64_t>(count) : from - static_cast<int64_t>(count);
    double result = std::bit_cast<double>(at < 0 ? INT64_MIN - at : at);
    return make_float(thread, at == 0 && std::signbit(x) ? -0.0 : result);
}

// ---- logarithms: of ints of any size ----

static Result<double> logarithm(Thread& thread, Value argument, double (*function)(double)) {
    if (is_any_int(thread, argument)) {
        if (int_sign(argument) <= 0) return raise(thread, Exc::ValueError, "expected a positive input");
        DoubleResult number = to_double(IntView(argument));
        if (number.status == DoubleStatus::kOk) return function(number.value);
        uint64_t exponent;
        double mantissa = to_mantissa_exponent(IntView(argument), &exponent);
        return function(mantissa) + function(2.0) * static_cast<double>(exponent);
    }
    double x = TRY(to_double_py(thread, argument));
    if (x <= 0) return raise(thread, Exc::ValueError, "expected a positive input, got {}", float_repr(x));
    return function(x);
}
MATH(log, "log(x, base=?, /)", "The natural logarithm of x, or the one to the given base.") {
    double numerator = TRY(logarithm(thread, args[0], std::log));
    if (args[1].is_nothing()) return make_float(thread, numerator);
    double denominator = TRY(logarithm(thread, args[1], std::log));
    if (denominator == 0.0) return raise(thread, Exc::ZeroDivisionError, "division by zero");
    return make_float(thread, numerator / denominator);
}
MATH(log2, "log2(x, /)", "The logarithm to the base 2.") {
    return make_float(thread, TRY(logarithm(thread, args[0], std::log2)));
}
MATH(log10, "log10(x, /)", "The logarithm to the base 10.") {
    return make_float(thread, TRY(logarithm(thread, args[0], std::log10)));
}

}  // namespace krait::core

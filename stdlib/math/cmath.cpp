// The module cmath (Library Reference). The C library computes, with the branch cuts and special values of Annex G; a result
// that is invalid for input without a nan is ValueError, one out of range OverflowError.
#include <cmath>
#include <complex>
#include <limits>

#include "runtime/objects/complex_parts.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/operations.h"

namespace krait::core {

namespace {

using C = std::complex<double>;

Result<C> complex_argument(Thread& thread, Value value) {
    ComplexNumber number = TRY(to_complex_py(thread, value));
    return C(number.real, number.imag);
}
bool has_nan(C z) { return std::isnan(z.real()) || std::isnan(z.imag()); }
bool is_finite(C z) { return std::isfinite(z.real()) && std::isfinite(z.imag()); }
bool has_infinity(C z) { return std::isinf(z.real()) || std::isinf(z.imag()); }

Result<Value> checked(Thread& thread, C result, C input) {
    if (has_nan(result) && !has_nan(input)) return raise(thread, Exc::ValueError, "math domain error");
    if (has_infinity(result) && is_finite(input)) return raise(thread, Exc::OverflowError, "math range error");
    return make_complex(thread, result.real(), result.imag());
}
Result<Value> unchecked(Thread& thread, C result) { return make_complex(thread, result.real(), result.imag()); }

// sqrt and log of the extremes go through the C library unharmed; these never raise but at poles.
Result<Value> log_of(Thread& thread, C z, double divisor) {
    if (z == C(0.0, 0.0)) return raise(thread, Exc::ValueError, "math domain error");
    C result = std::log(z);
    return make_complex(thread, result.real() / divisor, result.imag() / divisor);
}

}  // namespace

#define CHECKED(NAME, DOC) \
    FUNCTION(cmath, NAME, #NAME "(z, /)", DOC) { \
        C z = TRY(complex_argument(thread, args[0])); \
        return checked(thread, std::NAME(z), z); \
    }
#define UNCHECKED(NAME, DOC) \
    FUNCTION(cmath, NAME, #NAME "(z, /)", DOC) { return unchecked(thread, std::NAME(TRY(complex_argument(thread, args[0])))); }

CHECKED(cos, "The cosine.")
CHECKED(cosh, "The hyperbolic cosine.")
CHECKED(exp, "e raised to the power of z.")
CHECKED(sin, "The sine.")
CHECKED(sinh, "The hyperbolic sine.")
CHECKED(tan, "The tangent.")
CHECKED(tanh, "The hyperbolic tangent.")
UNCHECKED(acos, "The arc cosine.")
UNCHECKED(acosh, "The inverse hyperbolic cosine.")
UNCHECKED(asin, "The arc sine.")
UNCHECKED(asinh, "The inverse hyperbolic sine.")
UNCHECKED(sqrt, "The square root.")

FUNCTION(cmath, atan, "atan(z, /)", "The arc tangent.") {
    C z = TRY(complex_argument(thread, args[0]));
    if (z.real() == 0.0 && std::fabs(z.imag()) == 1.0) return raise(thread, Exc::ValueError, "math domain error");
    return unchecked(thread, std::atan(z));
}
FUNCTION(cmath, atanh, "atanh(z, /)", "The inverse hyperbolic tangent.") {
    C z = TRY(complex_argument(thread, args[0]));
    if (z.imag() == 0.0 && std::fabs(z.real()) == 1.0) return raise(thread, Exc::ValueError, "math domain error");
    return unchecked(thread, std::atanh(z));
}
FUNCTION(cmath, log, "log(z, base=?, /)", "The logarithm: the natural one, or the one to the given base.") {
    Value result = TRY(log_of(thread, TRY(complex_argument(thread, args[0])), 1.0));
    if (args[1].is_nothing()) return result;
    Value base = TRY(log_of(thread, TRY(complex_argument(thread, args[1])), 1.0));
    return binary_py(thread, BinaryOp::TrueDiv, result, base);
}
FUNCTION(cmath, log10, "log10(z, /)", "The logarithm to the base 10.") {
    C z = TRY(complex_argument(thread, args[0]));
    if (z.imag() == 0.0 && z.real() > 0.0) return make_complex(thread, std::log10(z.real()), z.imag());
    return log_of(thread, z, M_LN10);
}
FUNCTION(cmath, phase, "phase(z, /)", "The angle of z in polar coordinates.") {
    C z = TRY(complex_argument(thread, args[0]));
    return make_float(thread, std::atan2(z.imag(), z.real()));
}
FUNCTION(cmath, polar, "polar(z, /)", "The pair of length and angle.") {
    C z = TRY(complex_argument(thread, args[0]));
    double length = std::hypot(z.real(), z.imag());
    if (std::isinf(length) && is_finite(z)) return raise(thread, Exc::OverflowError, "math range error");
    return Value(make_tuple(thread, {make_float(thread, length), make_float(thread, std::atan2(z.imag(), z.real()))}));
}
FUNCTION(cmath, rect, "rect(r, phi, /)", "The number with length r and angle phi.") {
    double r = TRY(to_double_py(thread, args[0]))
    , phi = TRY(to_double_py(thread, args[1]));
    if (std::isinf(phi) && r != 0.0 && !std::isnan(r)) return raise(thread, Exc::ValueError, "math domain error");
    if (r == 0.0 && !std::isfinite(phi)) return make_complex(thread, 0.0, 0.0);
    // An angle of zero keeps the imaginary part a zero, for infinite lengths too.
    if (phi == 0.0)
        return make_complex(thread, r,
                            r == 0.0 || std::isinf(r) ? std::copysign(0.0, r * std::copysign(1.0, phi)) : r * phi);
    return make_complex(thread, r * std::cos(phi), r * std::sin(phi));
}
FUNCTION(cmath, isfinite, "isfinite(z, /)", "Are both parts finite?") {
    return Value::boolean(is_finite(TRY(complex_argument(thread, args[0]))));
}
FUNCTION(cmath, isinf, "isinf(z, /)", "Is a part infinite?") {
    return Value::boolean(has_infinity(TRY(complex_argument(thread, args[0]))));
}
FUNCTION(cmath, isnan, "isnan(z, /)", "Is a part not a number?") {
    return Value::boolean(has_nan(TRY(complex_argument(thread, args[0]))));
}
FUNCTION(cmath, isclose, "isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)",
         "Are the two close by a relative or an absolute tolerance?") {
    C a = TRY(complex_argument(thread, args[0]))
    , b = TRY(complex_argument(thread, args[1]));
    double relative = TRY(to_double_py(thread, args[2]))
    , absolute = TRY(to_double_py(thread, args[3]));
    if (relative < 0 || absolute < 0) return raise(thread, Exc::ValueError, "tolerances must be non-negative");
    if (a == b) return Value::true_();
    if (has_infinity(a) || has_infinity(b)) return Value::false_();
    double difference = std::abs(a - b);
    return Value::boolean(difference <= relative * std::abs(b) || difference <= relative * std::abs(a) ||
                          difference <= absolute);
}

static Result<void> add_constants(Thread& thread, Module* module) {
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    TRY(module_add(thread, module, "pi", make_float(thread, M_PI)));
    TRY(module_add(thread, module, "e", make_float(thread, M_E)));
    TRY(module_add(thread, module, "tau", make_float(thread, 2 * M_PI)));
    TRY(module_add(thread, module, "inf", make_float(thread, HUGE_VAL)));
    TRY(module_add(thread, module, "infj", make_complex(thread, 0.0, HUGE_VAL)));
    TRY(module_add(thread, module, "nan", make_float(thread, kNan)));
    return module_add(thread, module, "nanj", make_complex(thread, 0.0, kNan));
}

extern const ModuleSpec kCmathModule;
const ModuleSpec kCmathModule = {
    .name = "cmath",
    .doc = "Mathematical functions of complex numbers.",
    .functions = {&cmath_acos,  &cmath_acosh, &cmath_asin,  &cmath_asinh,   &cmath_atan,     &cmath_atanh,
                  &cmath_cos,   &cmath_cosh,  &cmath_exp,   &cmath_isclose, &cmath_isfinite, &cmath_isinf,
                  &cmath_isnan, &cmath_log,   &cmath_log10, &cmath_phase,   &cmath_polar,    &cmath_rect,
                  &cmath_sin,   &cmath_sinh,  &cmath_sqrt,  &cmath_tan,     &cmath_tanh},
    .execute = add_constants,
};

}  // namespace krait::core

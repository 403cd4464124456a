// Products, quotients and powers of complex numbers. Infinities that the plain formulas turn into a pair of nans are recovered
// as the C standard's Annex G shows.
#include "runtime/objects/complex_parts.h"

#include <cmath>

#include "runtime/errors.h"
#include "runtime/objects/float_parts.h"

namespace krait::core {

namespace {

double one_if_infinite(double x) { return std::copysign(std::isinf(x) ? 1.0 : 0.0, x); }
double zero_if_nan(double x) { return std::isnan(x) ? std::copysign(0.0, x) : x; }
bool has_infinity(ComplexNumber a) { return std::isinf(a.real) || std::isinf(a.imag); }
bool is_finite(ComplexNumber a) { return std::isfinite(a.real) && std::isfinite(a.imag); }
ComplexNumber ones_if_infinite(ComplexNumber a) { return {one_if_infinite(a.real), one_if_infinite(a.imag)}; }
ComplexNumber zeros_if_nan(ComplexNumber a) { return {zero_if_nan(a.real), zero_if_nan(a.imag)}; }
bool both_nan(ComplexNumber a) { return std::isnan(a.real) && std::isnan(a.imag); }

ComplexNumber recover_quotient(ComplexNumber plain, ComplexNumber a, ComplexNumber b) {
    if (!both_nan(plain)) return plain;
    if (has_infinity(a) && is_finite(b)) {
        ComplexNumber x = ones_if_infinite(a);
        return {HUGE_VAL * (x.real * b.real + x.imag * b.imag), HUGE_VAL * (x.imag * b.real - x.real * b.imag)};
    }
    if (has_infinity(b) && is_finite(a)) {
        ComplexNumber y = ones_if_infinite(b);
        return {0.0 * (a.real * y.real + a.imag * y.imag), 0.0 * (a.imag * y.real - a.real * y.imag)};
    }
    return plain;
}

// By squaring: exact for whole parts that fit.
ComplexNumber whole_power(ComplexNumber base, long exponent) {
    ComplexNumber result{1.0, 0.0};
    for (;; base = complex_product(base, base)) {
        if (exponent & 1) result = complex_product(result, base);
        if ((exponent >>= 1) == 0) return result;
    }
}

ComplexNumber general_power(ComplexNumber base, ComplexNumber exponent) {
    double length = std::hypot(base.real, base.imag);
    double angle = std::atan2(base.imag, base.real);
    double radius = std::pow(length, exponent.real);
    double phase = angle * exponent.real;
    if (exponent.imag != 0.0) {
        radius *= std::exp(-angle * exponent.imag);
        phase += exponent.imag * std::log(length);
    }
    return {radius * std::cos(phase), radius * std::sin(phase)};
}

}  // namespace

ComplexNumber complex_product(ComplexNumber a, ComplexNumber b) {
    double ac = a.real * b.real, bd = a.imag * b.imag, ad = a.real * b.imag, bc = a.imag * b.real;
    ComplexNumber plain{ac - bd, ad + bc};
    if (!both_nan(plain)) return plain;
    bool again = false;
    if (has_infinity(a)) {
        a = ones_if_infinite(a);
        b = zeros_if_nan(b);
        again = true;
    }
    if (has_infinity(b)) {
        b = ones_if_infinite(b);
        a = zeros_if_nan(a);
        again = true;
    }
    if (!again && (std::isinf(ac) || std::isinf(bd) || std::isinf(ad) || std::isinf(bc))) {
        a = zeros_if_nan(a);
        b = zeros_if_nan(b);
        again = true;
    }
    if (!again) return plain;
    return {HUGE_VAL * (a.real * b.real - a.imag * b.imag), HUGE_VAL * (a.real * b.imag + a.imag * b.real)};
}

// Scaled by the divisor's larger part (Smith 1962), so that no square overflows.
ComplexNumber complex_quotient(ComplexNumber a, ComplexNumber b) {
    ComplexNumber plain{NAN, NAN};
    if (std::fabs(b.real) >= std::fabs(b.imag)) {
        double ratio = b.imag / b.real, scale = b.real + b.imag * ratio;
        plain = {(a.real + a.imag * ratio) / scale, (a.imag - a.real * ratio) / scale};
    } else if (std::fabs(b.imag) >= std::fabs(b.real)) {
        double ratio = b.real / b.imag, scale = b.real * ratio + b.imag;
        plain = {(a.real * ratio + a.imag) / scale, (a.imag * ratio - a.real) / scale};
    }
    return recover_quotient(plain, a, b);
}

ComplexNumber real_by_complex(double a, ComplexNumber b) {
    ComplexNumber plain{NAN, NAN};
    if (std::fabs(b.real) >= std::fabs(b.imag)) {
        double ratio = b.imag / b.real, scale = b.real + b.imag * ratio;
        plain = {a / scale, (-a * ratio) / scale};
    } else if (std::fabs(b.imag) >= std::fabs(b.real)) {
        double ratio = b.real / b.imag, scale = b.real * ratio + b.imag;
        plain = {(a * ratio) / scale, -a / scale};
    }
    if (!both_nan(plain)) return plain;
    if (std::isinf(a) && is_finite(b)) {
        double x = one_if_infinite(a);
        return {HUGE_VAL * (x * b.real), HUGE_VAL * (-x * b.imag)};
    }
    if (has_infinity(b) && std::isfinite(a)) {
        ComplexNumber y = ones_if_infinite(b);
        return {0.0 * (a * y.real), 0.0 * (-a * y.imag)};
    }
    return plain;
}

Result<Value> complex_power(Thread& thread, double real, double imag, double exponent_real, double exponent_imag) {
    constexpr double kLargestWhole = 100.0;  // above, squaring loses more than the general formula
    ComplexNumber base{real, imag}, exponent{exponent_real, exponent_imag};
    if (is_zero(exponent)) return make_complex(thread, 1.0, 0.0);
    if (is_zero(base)) {
        if (exponent.imag != 0.0 || exponent.real < 0.0)
            return raise(thread, Exc::ZeroDivisionError, "zero to a negative or complex power");
        return make_complex(thread, 0.0, 0.0);
    }
    ComplexNumber result;
    if (exponent.imag == 0.0 && std::fabs(exponent.real) <= kLargestWhole &&
        exponent.real == std::floor(exponent.real)) {
        long times = static_cast<long>(exponent.real);
        result = times > 0 ? whole_power(base, times) : complex_quotient({1.0, 0.0}, whole_power(base, -times));
    } else {
        result = general_power(base, exponent);
    }
    if (has_infinity(result)) return raise(thread, Exc::OverflowError, "complex exponentiation");
    return make_complex(thread, result.real, result.imag);
}

Value make_complex(Thread& thread, double real, double imag) {
    Complex* cell = allocate<Complex>(thread, shape_of(BuiltinType::Complex));
    cell->real = real;
    cell->imag = imag;
    return cell;
}

}  // namespace krait::core

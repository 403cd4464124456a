// Complex arithmetic on pairs of doubles, for complex.cpp and cmath.
#pragma once

#include "runtime/objects/numbers.h"

namespace krait::core {

struct ComplexNumber {
    double real = 0, imag = 0;
};

ComplexNumber complex_product(ComplexNumber a, ComplexNumber b);
// The divisor is not zero.
ComplexNumber complex_quotient(ComplexNumber a, ComplexNumber b);
ComplexNumber real_by_complex(double a, ComplexNumber b);
// Any number: by __complex__, __float__ or __index__.
Result<ComplexNumber> to_complex_py(Thread& thread, Value value);
inline bool is_zero(ComplexNumber a) { return a.real == 0.0 && a.imag == 0.0; }

}  // namespace krait::core

// What the files of the module math share.
#pragma once

#include "runtime/native.h"
#include "runtime/objects/numbers.h"

namespace krait::core {

// The tables of each file: a module lists them all.
#define MATH_ELEMENTARY(X) \
    X(acos) X(acosh) X(asin) X(asinh) X(atan) X(atan2) X(atanh) X(cbrt) X(copysign) X(cos) X(cosh) X(degrees) X(erf) X(erfc) \
    X(exp) X(exp2) X(expm1) X(fabs) X(fma) X(fmod) X(frexp) X(gamma) X(isclose) X(isfinite) X(isinf) X(isnan) X(ldexp) \
    X(lgamma) X(log) X(log10) X(log1p) X(log2) X(modf) X(nextafter) X(pow) X(radians) X(remainder) X(sin) X(sinh) X(sqrt) \
    X(tan) X(tanh) X(ulp)
#define MATH_INTEGERS(X) X(ceil) X(comb) X(factorial) X(floor) X(gcd) X(isqrt) X(lcm) X(perm) X(trunc)
#define MATH_SUMS(X) X(dist) X(fsum) X(hypot) X(prod) X(sumprod)
#define MATH_DECLARE(NAME) extern const NativeSpec kMath_##NAME;
MATH_ELEMENTARY(MATH_DECLARE)
MATH_INTEGERS(MATH_DECLARE)
MATH_SUMS(MATH_DECLARE)

// MATH(name, signature, doc) { ... thread, args ... }: defines kMath_name.
#define MATH(NAME, SIGNATURE, DOC)                                                                \
    static Result<Value> math_##NAME(Thread& thread, Value self, const Value* args);              \
    const NativeSpec kMath_##NAME = {SIGNATURE, DOC, math_##NAME, nullptr, NativeKind::Function}; \
    static Result<Value> math_##NAME([[maybe_unused]] Thread& thread, [[maybe_unused]] Value self, const Value* args)

}  // namespace krait::core

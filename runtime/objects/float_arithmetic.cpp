// Doubles as values, and float's arithmetic (Language Reference 6.5 to 6.7).
#include <cerrno>
#include <cmath>
#include <cstring>

#include "runtime/call.h"
#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/objects/float_parts.h"
#include "runtime/objects/str.h"
#include "runtime/primitives/hash/numeric_hash.h"

namespace krait::core {

static Float* new_float(Thread& thread, double number) {
    Float* cell = allocate<Float>(thread, shape_of(BuiltinType::Float));
    cell->number = number;
    return cell;
}

// A nan is its own object each time it is made, so that a set can hold two; inf and -0.0 are one object for each interpreter.
Value make_float_slow(Thread& thread, double number) {
    if (Value::fits_immediate(number)) return Value::immediate(number);
    Interpreter& interpreter = *thread.interpreter;
    Field<Object*>* shared = number == 0.0        ? &interpreter.negative_zero
                             : std::isinf(number) ? number > 0 ? &interpreter.infinity : &interpreter.negative_infinity
                                                  : nullptr;
    if (!shared) return new_float(thread, number);
    if (Object* found = shared->get()) return found;
    // Two threads may make it at once: the first one's stays. Root fields need no barrier; the owner is the new cell itself.
    Float* made = new_float(thread, number);
    Object* expected = nullptr;
    return shared->compare_exchange(made, expected, made) ? Value(made) : Value(expected);
}

int64_t float_hash(Value self, double number) {
    if (!std::isnan(number)) return hash_double(number);
    int64_t hash = static_cast<int64_t>(std::rotr(self.bits(), 4));  // by identity
    return hash == -1 ? -2 : hash;
}

// Reference 6.7: x == (x // y) * y + x % y, and the remainder has the divisor's sign.
double float_modulo(double dividend, double divisor) {
    double remainder = std::fmod(dividend, divisor);
    if (remainder == 0.0) return std::copysign(0.0, divisor);
    return (remainder < 0) != (divisor < 0) ? remainder + divisor : remainder;
}

double float_floor_divide(double dividend, double divisor) {
    double remainder = std::fmod(dividend, divisor);
    double quotient = (dividend - remainder) / divisor;  // close to a whole number
    if (remainder != 0.0 && (remainder < 0) != (divisor < 0)) quotient -= 1.0;
    if (quotient == 0.0) return std::copysign(0.0, dividend / divisor);
    double whole = std::floor(quotient);
    return quotient - whole > 0.5 ? whole + 1.0 : whole;
}

Failure raise_range_error(Thread& thread) {
    Value arguments[] = {Value::small(ERANGE), make_ascii(thread, std::strerror(ERANGE))};
    Value error = TRY(call_py(thread, thread.interpreter->type(Exc::OverflowError), std::span<const Value>(arguments)));
    return raise_instance(thread, error);
}

// C's pow() knows the rules for nan and infinities; Python adds errors and the complex result.
Result<Value> float_power(Thread& thread, double base, double exponent) {
    if (exponent == 0.0 || base == 1.0) return make_float(thread, 1.0);
    if (!std::isfinite(base) || !std::isfinite(exponent)) return make_float(thread, std::pow(base, exponent));
    if (base == 0.0 && exponent < 0.0) return raise(thread, Exc::ZeroDivisionError, "zero to a negative power");
    if (base < 0.0 && exponent != std::floor(exponent)) return complex_power(thread, base, 0.0, exponent, 0.0);
    double result = std::pow(base, exponent);
    if (std::isinf(result)) return raise_range_error(thread);
    return make_float(thread, result);
}

}  // namespace krait::core

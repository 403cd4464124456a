// What float.cpp, complex.cpp and the modules of mathematics share.
#pragma once

#include <optional>
#include <string_view>

#include "runtime/objects/numbers.h"
#include "runtime/objects/type.h"
#include "runtime/primitives/format/format_spec.h"

namespace krait::core {

class Str;

// base ** exponent by float's rules; complex when the base is negative and the exponent no whole number.
Result<Value> float_power(Thread& thread, double base, double exponent);
double float_floor_divide(double dividend, double divisor);  // divisor not zero
double float_modulo(double dividend, double divisor);
// float or a subclass of it.
inline std::optional<double> float_value(Thread& thread, Value value) {
    if (is_float(value)) return float_of(value);
    if (Float* number = as_kind<Float>(thread, value)) return number->number;
    return std::nullopt;
}
// (errno, strerror): what float's arithmetic raises when the C library reports a range error.
Failure raise_range_error(Thread& thread);

// The complex power by the general formula.
Result<Value> complex_power(Thread& thread, double real, double imag, double exponent_real, double exponent_imag);

// __format__ of numbers: the spec as text, and the answer as a str.
Result<Value> formatted_text(Thread& thread, const FormattedText& text);
Failure raise_format_error(Thread& thread, const FormatStatus& status);
// Parses `spec_value`, which must be a str, for a number type. Empty text: nothing in the result.
Result<bool> read_format_spec(Thread& thread, Value spec_value, char default_type, std::string_view type_name,
                              FormatSpec* spec);

}  // namespace krait::core

// Doubles as text: repr, and the conversions e, f, g, r with any precision.
#pragma once

#include <cstdint>
#include <string>

namespace krait {

struct FloatFormat {
    char type = 'r';            // e f g r, or E F G for capitals
    int precision = 6;          // ignored by r
    bool alternate = false;     // always a decimal point; g keeps trailing zeros
    bool add_dot_zero = false;  // r and g: a whole number ends in .0
    bool no_negative_zero = false;
};

std::string format_double(double value, const FloatFormat& format);

std::string float_repr(double value);
std::string complex_repr(double real, double imaginary);

// float.hex()
std::string float_hex(double value);

}  // namespace krait

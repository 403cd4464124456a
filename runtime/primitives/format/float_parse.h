// Text to float and complex, by the rules of float(), complex() and float.fromhex().
//
// The caller has mapped decimal digits and blanks that are not ASCII to ASCII, and anything else to '?'.
#pragma once

#include <string_view>

namespace krait {

enum class ParseStatus { kOk, kMalformed, kTooLarge };

// Blanks around and underscores between digits are allowed. Never kTooLarge: that is inf.
ParseStatus parse_float(std::string_view text, double* value);

ParseStatus parse_complex(std::string_view text, double* real, double* imaginary);

// kMalformed: "invalid hexadecimal floating-point string"; kTooLarge: "hexadecimal value too large to represent as a float".
ParseStatus parse_float_hex(std::string_view text, double* value);

// A decimal number, inf or nan at the start of `text`, no blanks or underscores: its length, or 0.
size_t scan_float(std::string_view text, double* value);

}  // namespace krait

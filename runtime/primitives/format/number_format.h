// Numbers by a format specification: sign, prefix, grouping, zero padding, alignment.
#pragma once

#include <string_view>

#include "runtime/primitives/format/format_spec.h"

namespace krait {

// Which base an int's digits must be made in: 2, 8, 10 or 16; or what else to do with it.
enum class IntegerFormat : uint8_t { kDecimal, kBinary, kOctal, kHexadecimal, kCharacter, kAsFloat };
// Checks an int's spec (precision, z, unknown codes) and says what it asks for.
FormatStatus check_integer_spec(const FormatSpec& spec, std::string_view type_name, IntegerFormat* format);
inline int base_of(IntegerFormat format) {
    return format == IntegerFormat::kBinary        ? 2
           : format == IntegerFormat::kOctal       ? 8
           : format == IntegerFormat::kHexadecimal ? 16
                                                   : 10;
}

// `digits` in lower case, no sign. The spec has passed check_integer_spec.
FormattedText format_integer(const FormatSpec& spec, bool negative, std::string_view digits);

FormatStatus format_float(const FormatSpec& spec, double value, std::string_view type_name, FormattedText* out);
FormatStatus format_complex(const FormatSpec& spec, double real, double imaginary, std::string_view type_name,
                            FormattedText* out);

}  // namespace krait

// The format specification mini-language: [[fill]align][sign][z][#][0][width][grouping][.precision[grouping]][type].
// (Library Reference, "Format Specification Mini-Language".) One parser for int, float, complex and str.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/primitives/unicode/text_view.h"

namespace krait {

enum class FormatExtra : uint8_t { kNone, kAlternate };

struct FormatSpec {
    uint32_t fill = ' ';
    char align = '<';  // < > = ^
    char sign = 0;     // 0, '+', '-' or ' '
    bool no_negative_zero = false;
    bool alternate = false;
    char grouping = 0;           // 0, ',' or '_'
    char fraction_grouping = 0;  // 0, ',' or '_'
    uint8_t group_size = 3;      // 4 for b, o, x, X with '_'
    int64_t width = -1;
    int64_t precision = -1;
    uint32_t type = 0;  // a code point; the default type if none was given

    // Types that make an int be formatted as a float.
    bool is_float_type() const {
        return type == 'e' || type == 'E' || type == 'f' || type == 'F' || type == 'g' || type == 'G' || type == '%';
    }
};

enum class FormatError : uint8_t { kNone, kValueError, kOverflowError };

// A status with its message (UTF-8), as CPython words it.
struct FormatStatus {
    FormatError error = FormatError::kNone;
    std::string message;
    bool ok() const { return error == FormatError::kNone; }
    static FormatStatus value_error(std::string text) { return {FormatError::kValueError, std::move(text)}; }
};

// Defaults: type 'd' and align '>' for int, 0 and '>' for float and complex, 's' and '<' for str.
// `type_name` is that of the object, for messages.
FormatStatus parse_format_spec(TextView text, FormatSpec* spec, char default_type, char default_align,
                               std::string_view type_name);

// "Unknown format code 'x' for object of type 'str'".
FormatStatus unknown_format_code(uint32_t code, std::string_view type_name);

// A formatted number: text[0..split), fill * left, text[split..), fill * right. The fill may be any code point, the text
// is ASCII. split is 0 unless the alignment is '=', which fills between sign and digits.
struct FormattedText {
    std::string text;
    uint32_t fill = ' ';
    size_t split = 0;
    size_t left = 0;
    size_t right = 0;
    size_t length() const { return left + text.size() + right; }
};

// How a body of `length` code points is padded to the width. ('=' counts as '>'.)
struct Padding {
    size_t left = 0;
    size_t right = 0;
};
Padding padding_for(const FormatSpec& spec, size_t length);

// format(str): checks the spec; *take is how many code points to use.
FormatStatus check_string_spec(const FormatSpec& spec, size_t length, size_t* take);

}  // namespace krait

// printf-style formatting ('...' % values): the parser of conversion specifiers, and the layout of numbers.
// (Library Reference, "printf-style String Formatting".)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/primitives/format/format_spec.h"
#include "runtime/primitives/unicode/text_view.h"

namespace krait {

struct PercentSpec {
    bool has_key = false;
    TextSpan key;                          // between the parentheses
    bool left = false;                     // -
    bool plus = false;                     // +
    bool blank = false;                    // space
    bool alternate = false;                // #
    bool zero = false;                     // 0
    bool width_from_argument = false;      // '*': the caller sets width; a negative one also sets left
    bool precision_from_argument = false;  // '*': the caller sets precision; a negative one counts as 0
    int64_t width = -1;
    int64_t precision = -1;
    uint32_t conversion = 0;  // not checked: "unsupported format character 'y' (0x79) at index 1" is the caller's
    size_t conversion_position = 0;
    bool is_plain_percent = false;  // exactly "%%": takes no argument
};

// Walks a template. Each step answers literal text, then perhaps a specifier.
class PercentParser {
public:
    explicit PercentParser(TextView text) : text_(text) {}

    enum class Step { kEnd, kLiteral, kSpec, kError };
    // kLiteral: literal() is the text. kSpec: spec() is set. kError: error() is a ValueError's message; what was read of
    // the specifier before it stands in spec(), since a '*' fetches its argument first.
    Step next();
    TextSpan literal() const { return literal_; }
    PercentSpec& spec() { return spec_; }
    const char* error() const { return error_; }

private:
    Step fail(const char* message) {
        error_ = message;
        return Step::kError;
    }
    Step read_spec();
    bool read_number(int64_t* value, int64_t limit);
    bool at_end() const { return position_ >= text_.length; }

    TextView text_;
    size_t position_ = 0;
    TextSpan literal_;
    PercentSpec spec_;
    const char* error_ = nullptr;
};

// %d %i %u %o %x %X of digits in lower case without sign; e f g E F G of a double; text already made for s r a c.
FormattedText format_percent_integer(const PercentSpec& spec, bool negative, std::string_view digits);
FormattedText format_percent_float(const PercentSpec& spec, double value);
Padding padding_for(const PercentSpec& spec, size_t length);

}  // namespace krait

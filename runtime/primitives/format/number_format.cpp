#include "runtime/primitives/format/number_format.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "runtime/primitives/format/float_text.h"

namespace krait {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void to_upper(std::string& text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
}

// Nothing is put into the number's text or before it: it is only padded.
bool is_plain(const FormatSpec& spec) {
    return !spec.grouping && !spec.fraction_grouping && spec.align != '=' && spec.sign != '+' && spec.sign != ' ';
}

// A number taken apart: what is grouped and zero-padded, what stands before and after.
struct NumberParts {
    bool negative = false;
    std::string prefix;
    std::string_view whole;
    std::string fraction;   // with its point, grouped
    std::string_view rest;  // exponent, percent sign, or inf and nan
};

// Appends the digits with zeros before them up to `minimum` characters, a separator between groups from the right. A
// separator is never the first character, so it may be one longer than asked.
void append_grouped(std::string& text, std::string_view digits, char separator, size_t group, size_t minimum) {
    auto length_of = [&](size_t count) { return count + (count - 1) / group; };
    size_t count = digits.size();
    if (length_of(count) < minimum) {
        count = (minimum / (group + 1)) * group + minimum % (group + 1);
        if (minimum % (group + 1) == 0) ++count;
    }
    size_t start = text.size();
    text.resize(start + length_of(count), '0');
    char* at = text.data() + text.size();
    const char* digit = digits.data() + digits.size();
    for (size_t left = count;;) {
        size_t taken = std::min({left, group, static_cast<size_t>(digit - digits.data())});
        at -= std::min(left, group);
        if (taken) std::copy(digit - taken, digit, at + (std::min(left, group) - taken));
        digit -= taken;
        left -= std::min(left, group);
        if (left == 0) break;
        *--at = separator;
    }
}

FormattedText assemble(const FormatSpec& spec, const NumberParts& parts) {
    std::string head;
    bool grouped = spec.grouping != 0;
    if (parts.negative) head = "-";
    else if (spec.sign == '+' || spec.sign == ' ') head = spec.sign;
    head += parts.prefix;
    size_t fixed = head.size() + parts.fraction.size() + parts.rest.size();
    auto width = static_cast<size_t>(std::max<int64_t>(spec.width, 0));
    // Zeros that '=' puts between sign and digits are digits: they are grouped too. Not grouped, they are a fill as any.
    size_t minimum = grouped && spec.fill == '0' && spec.align == '=' && width > fixed ? width - fixed : 0;
    FormattedText result;
    result.fill = spec.fill;
    if (spec.align == '=') result.split = head.size();
    result.text = std::move(head);
    if (!grouped) result.text += parts.whole;
    else if (!parts.whole.empty()) append_grouped(result.text, parts.whole, spec.grouping, spec.group_size, minimum);
    result.text += parts.fraction;
    result.text += parts.rest;
    return result;
}

// Fraction digits are grouped from the point on: 567.567,890 (3.14).
std::string group_fraction(std::string_view digits, char separator) {
    std::string text = ".";
    for (size_t i = 0; i < digits.size(); ++i) {
        if (separator && i && i % 3 == 0) text += separator;
        text += digits[i];
    }
    return text;
}

NumberParts take_apart(std::string_view text, char fraction_grouping) {
    NumberParts parts;
    if (!text.empty() && text[0] == '-') {
        parts.negative = true;
        text.remove_prefix(1);
    }
    size_t i = 0;
    while (i < text.size() && is_digit(text[i])) ++i;
    parts.whole = text.substr(0, i);
    if (i < text.size() && text[i] == '.') {
        size_t start = ++i;
        while (i < text.size() && is_digit(text[i])) ++i;
        parts.fraction = group_fraction(text.substr(start, i - start), fraction_grouping);
    }
    parts.rest = text.substr(i);
    return parts;
}

FormatStatus float_type(const FormatSpec& spec, FloatFormat* format, double* value) {
    if (spec.precision > std::numeric_limits<int>::max()) return FormatStatus::value_error("precision too big");
    uint32_t type = spec.type;
    format->alternate = spec.alternate;
    format->no_negative_zero = spec.no_negative_zero;
    int fallback = 6;
    if (type == 0) {
        type = 'r';
        fallback = 0;
        format->add_dot_zero = true;
    } else if (type == 'n') type = 'g';
    else if (type == '%') {
        type = 'f';
        *value *= 100;
    }
    format->precision = spec.precision < 0 ? fallback : static_cast<int>(spec.precision);
    if (spec.precision >= 0 && type == 'r') type = 'g';
    format->type = static_cast<char>(type);
    return {};
}

void pad(const FormatSpec& spec, FormattedText* text) {
    Padding padding = padding_for(spec, text->text.size());
    text->left = padding.left;
    text->right = padding.right;
}

}  // namespace

FormatStatus check_integer_spec(const FormatSpec& spec, std::string_view type_name, IntegerFormat* format) {
    if (spec.is_float_type()) {
        *format = IntegerFormat::kAsFloat;
        return {};
    }
    switch (spec.type) {
    case 'd':
    case 'n': *format = IntegerFormat::kDecimal; break;
    case 'b': *format = IntegerFormat::kBinary; break;
    case 'o': *format = IntegerFormat::kOctal; break;
    case 'x':
    case 'X': *format = IntegerFormat::kHexadecimal; break;
    case 'c': *format = IntegerFormat::kCharacter; break;
    default: return unknown_format_code(spec.type, type_name);
    }
    if (spec.precision >= 0) return FormatStatus::value_error("Precision not allowed in integer format specifier");
    if (spec.no_negative_zero)
        return FormatStatus::value_error("Negative zero coercion (z) not allowed in integer format specifier");
    if (*format == IntegerFormat::kCharacter) {
        if (spec.sign) return FormatStatus::value_error("Sign not allowed with integer format specifier 'c'");
        if (spec.alternate)
            return FormatStatus::value_error("Alternate form (#) not allowed with integer format specifier 'c'");
    }
    return {};
}

FormattedText format_integer(const FormatSpec& spec, bool negative, std::string_view digits) {
    if (is_plain(spec) && !spec.alternate && spec.type != 'X') {
        FormattedText text;
        if (negative) text.text = '-';
        text.text += digits;
        text.fill = spec.fill;
        pad(spec, &text);
        return text;
    }
    NumberParts parts;
    parts.negative = negative;
    std::string upper;
    if (spec.type == 'X') {
        upper = digits;
        to_upper(upper);
        digits = upper;
    }
    parts.whole = digits;
    if (spec.alternate && spec.type != 'd' && spec.type != 'n') parts.prefix = {'0', static_cast<char>(spec.type)};
    FormattedText text = assemble(spec, parts);
    pad(spec, &text);
    return text;
}

FormatStatus format_float(const FormatSpec& spec, double value, std::string_view type_name, FormattedText* out) {
    if (!spec.is_float_type() && spec.type != 0 && spec.type != 'n') return unknown_format_code(spec.type, type_name);
    FloatFormat format;
    FormatStatus status = float_type(spec, &format, &value);
    if (!status.ok()) return status;
    std::string text = format_double(value, format);
    if (spec.type == '%') text += '%';
    if (is_plain(spec)) {
        out->text = std::move(text);
        out->fill = spec.fill;
        pad(spec, out);
        return {};
    }
    *out = assemble(spec, take_apart(text, spec.fraction_grouping));
    pad(spec, out);
    return {};
}

FormatStatus format_complex(const FormatSpec& spec, double real, double imaginary, std::string_view type_name,
                            FormattedText* out) {
    if ((!spec.is_float_type() && spec.type != 0 && spec.type != 'n') || spec.type == '%')
        return unknown_format_code(spec.type, type_name);
    if (spec.fill == '0') return FormatStatus::value_error("Zero padding is not allowed in complex format specifier");
    if (spec.align == '=')
        return FormatStatus::value_error("'=' alignment flag is not allowed in complex format specifier");
    FormatSpec part = spec;
    part.width = -1;
    FloatFormat format;
    double unused = 0;
    FormatStatus status = float_type(spec, &format, &unused);
    if (!status.ok()) return status;
    // Without a type the result looks like the repr: whole parts without .0, parentheses, a zero real part left out.
    bool like_repr = spec.type == 0;
    format.add_dot_zero = false;
    bool skip_real = like_repr && real == 0 && !std::signbit(real);
    std::string text;
    if (!skip_real) {
        std::string shown = format_double(real, format);
        text = assemble(part, take_apart(shown, spec.fraction_grouping)).text;
        part.sign = '+';
    }
    std::string shown = format_double(imaginary, format);
    text += assemble(part, take_apart(shown, spec.fraction_grouping)).text + 'j';
    if (like_repr && !skip_real) text = '(' + text + ')';
    out->text = std::move(text);
    out->fill = spec.fill;
    pad(spec, out);
    return {};
}

}  // namespace krait

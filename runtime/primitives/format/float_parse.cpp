#include "runtime/primitives/format/float_parse.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

namespace krait {

namespace {

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

bool starts_with_word(std::string_view text, std::string_view word) {
    if (text.size() < word.size()) return false;
    for (size_t i = 0; i < word.size(); ++i)
        if ((text[i] | 0x20) != word[i]) return false;
    return true;
}

size_t scan_special(std::string_view text, double* value) {
    if (starts_with_word(text, "inf")) {
        *value = std::numeric_limits<double>::infinity();
        return starts_with_word(text, "infinity") ? 8 : 3;
    }
    if (starts_with_word(text, "nan")) {
        *value = std::numeric_limits<double>::quiet_NaN();
        return 3;
    }
    return 0;
}

// from_chars says "out of range" for both ends: the position of the first digit that counts, with the exponent, tells.
double out_of_range(std::string_view number) {
    size_t mark = number.find_first_of("eE");
    std::string_view mantissa = number.substr(0, mark);
    if (mantissa.find_first_of("123456789") == std::string_view::npos) return 0.0;
    long long exponent = 0;
    if (mark != std::string_view::npos) {
        std::string_view digits = number.substr(mark + 1);
        bool negative = digits[0] == '-';
        if (negative || digits[0] == '+') digits.remove_prefix(1);
        auto result = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
        if (result.ec != std::errc{}) exponent = std::numeric_limits<long long>::max() / 4;
        if (negative) exponent = -exponent;
    }
    size_t point = std::min(mantissa.find('.'), mantissa.size());
    size_t first = mantissa.find_first_of("123456789");
    auto place = static_cast<long long>(point) - static_cast<long long>(first);
    return exponent + place > 0 ? std::numeric_limits<double>::infinity() : 0.0;
}

// Underscores between digits are dropped; anywhere else they are an error.
bool without_underscores(std::string_view text, std::string* out) {
    char previous = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '_') {
            if (!is_digit(previous) || i + 1 == text.size() || !is_digit(text[i + 1])) return false;
        } else out->push_back(text[i]);
        previous = text[i];
    }
    return true;
}

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    c = static_cast<char>(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

size_t scan_float(std::string_view text, double* value) {
    size_t i = 0;
    bool negative = false;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) negative = text[i++] == '-';
    size_t start = i;
    if (size_t special = scan_special(text.substr(i), value)) {
        if (negative) *value = -*value;
        return i + special;
    }
    size_t digits = 0;
    for (; i < text.size() && is_digit(text[i]); ++i) ++digits;
    if (i < text.size() && text[i] == '.')
        for (++i; i < text.size() && is_digit(text[i]); ++i) ++digits;
    if (digits == 0) return 0;
    if (i < text.size() && (text[i] | 0x20) == 'e') {
        size_t mark = i + 1;
        if (mark < text.size() && (text[mark] == '+' || text[mark] == '-')) ++mark;
        if (mark < text.size() && is_digit(text[mark]))
            for (i = mark; i < text.size() && is_digit(text[i]);) ++i;
    }
    std::string_view number = text.substr(start, i - start);
    auto result = std::from_chars(number.data(), number.data() + number.size(), *value);
    if (result.ec == std::errc::result_out_of_range) *value = out_of_range(number);
    if (negative) *value = -*value;
    return i;
}

ParseStatus parse_float(std::string_view text, double* value) {
    text = trimmed(text);
    std::string plain;
    if (text.find('_') != std::string_view::npos) {
        if (!without_underscores(text, &plain)) return ParseStatus::kMalformed;
        text = plain;
    }
    size_t length = scan_float(text, value);
    return length && length == text.size() ? ParseStatus::kOk : ParseStatus::kMalformed;
}

ParseStatus parse_complex(std::string_view text, double* real, double* imaginary) {
    text = trimmed(text);
    std::string plain;
    if (text.find('_') != std::string_view::npos) {
        if (!without_underscores(text, &plain)) return ParseStatus::kMalformed;
        text = plain;
    }
    if (text.size() >= 2 && text.front() == '(' && text.back() == ')') text = trimmed(text.substr(1, text.size() - 2));
    *real = *imaginary = 0;
    auto is_unit = [](std::string_view rest) { return rest == "j" || rest == "J"; };
    // The coefficient of j may be a bare sign or nothing.
    auto scan_coefficient = [](std::string_view part, double* value) -> size_t {
        if (size_t length = scan_float(part, value)) return length;
        size_t sign = !part.empty() && (part[0] == '+' || part[0] == '-');
        *value = sign && part[0] == '-' ? -1.0 : 1.0;
        return sign;
    };
    double first;
    size_t length = scan_coefficient(text, &first);
    std::string_view rest = text.substr(length);
    if (is_unit(rest)) {
        *imaginary = first;
        return ParseStatus::kOk;
    }
    if (!scan_float(text, &first)) return ParseStatus::kMalformed;
    *real = first;
    if (rest.empty()) return ParseStatus::kOk;
    if (rest[0] != '+' && rest[0] != '-') return ParseStatus::kMalformed;
    length = scan_coefficient(rest, imaginary);
    return is_unit(rest.substr(length)) ? ParseStatus::kOk : ParseStatus::kMalformed;
}

ParseStatus parse_float_hex(std::string_view text, double* value) {
    text = trimmed(text);
    bool negative = false;
    if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
        negative = text[0] == '-';
        text.remove_prefix(1);
    }
    auto signed_value = [&](double magnitude) { return negative ? -magnitude : magnitude; };
    if (size_t special = scan_special(text, value)) {
        *value = signed_value(*value);
        return special == text.size() ? ParseStatus::kOk : ParseStatus::kMalformed;
    }
    if (text.size() >= 2 && text[0] == '0' && (text[1] | 0x20) == 'x') text.remove_prefix(2);
    // The mantissa's first 15 digits exactly, whether anything but zeros follows, and the weight of its last bit.
    uint64_t mantissa = 0;
    bool sticky = false, point = false;
    size_t digits = 0, i = 0;
    long long exponent = 0;
    for (; i < text.size(); ++i) {
        if (text[i] == '.' && !point) {
            point = true;
            continue;
        }
        int digit = hex_value(text[i]);
        if (digit < 0) break;
        ++digits;
        if (mantissa >> 56 == 0) {
            mantissa = mantissa << 4 | static_cast<unsigned>(digit);
            if (point) exponent -= 4;
        } else {
            sticky |= digit != 0;
            if (!point) exponent += 4;
        }
    }
    if (digits == 0) return ParseStatus::kMalformed;
    if (i < text.size() && (text[i] | 0x20) == 'p') {
        std::string_view power = text.substr(i + 1);
        bool minus = !power.empty() && power[0] == '-';
        if (minus || (!power.empty() && power[0] == '+')) power.remove_prefix(1);
        if (power.empty() || !std::all_of(power.begin(), power.end(), is_digit)) return ParseStatus::kMalformed;
        long long given = 0;
        if (std::from_chars(power.data(), power.data() + power.size(), given).ec != std::errc{})
            given = std::numeric_limits<long long>::max() / 4;
        given = std::min(given, std::numeric_limits<long long>::max() / 4);
        exponent += minus ? -given : given;
        i = text.size();
    }
    if (i != text.size()) return ParseStatus::kMalformed;
    if (mantissa == 0) {
        *value = signed_value(0.0);
        return ParseStatus::kOk;
    }
    int length = 64 - __builtin_clzll(mantissa);
    long long top = exponent + length;  // the value lies in [2**(top-1), 2**top)
    if (top > 1024) return ParseStatus::kTooLarge;
    if (top < -1075) {
        *value = signed_value(0.0);
        return ParseStatus::kOk;
    }
    // Round to the unit of the result: 53 bits, never below 2**-1074.
    long long drop = std::max<long long>(length - 53, -1074 - exponent);
    if (drop > 0) {
        uint64_t unit = drop < 64 ? uint64_t{1} << drop : 0;
        uint64_t rest = unit ? mantissa & (unit - 1) : mantissa;
        uint64_t half = uint64_t{1} << (drop - 1);
        mantissa -= rest;
        if (rest > half || (rest == half && (sticky || (mantissa & unit)))) mantissa += unit;
    }
    double magnitude = std::ldexp(static_cast<double>(mantissa), static_cast<int>(exponent));
    if (std::isinf(magnitude)) return ParseStatus::kTooLarge;
    *value = signed_value(magnitude);
    return ParseStatus::kOk;
}

}  // namespace krait

#include "runtime/primitives/format/float_text.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace krait {

namespace {

// No double has more digits than this after the point, or significant ones: what is asked beyond is zeros.
constexpr int kMostFraction = 1074;
constexpr int kMostSignificant = 767;

// value = 0.digits * 10**point
struct Decimal {
    std::string digits;
    int point;
};

Decimal read_scientific(const char* first, const char* last) {
    const char* exponent = std::find(first, last, 'e');
    Decimal decimal;
    decimal.digits.reserve(static_cast<size_t>(exponent - first));
    decimal.digits.assign(first, 1);
    if (exponent - first > 2) decimal.digits.append(first + 2, exponent);  // behind the point
    const char* number = exponent + 1;
    if (*number == '+') ++number;
    int value = 0;
    std::from_chars(number, last, value);
    decimal.point = value + 1;
    return decimal;
}

Decimal shortest(double magnitude) {
    char buffer[64];
    auto end = std::to_chars(buffer, buffer + sizeof buffer, magnitude, std::chars_format::scientific).ptr;
    return read_scientific(buffer, end);
}

// Exactly `count` significant digits.
Decimal significant(double magnitude, int count) {
    char buffer[kMostSignificant + 32];
    auto end = std::to_chars(buffer, buffer + sizeof buffer, magnitude, std::chars_format::scientific,
                             std::min(count, kMostSignificant) - 1)
                   .ptr;
    Decimal decimal = read_scientific(buffer, end);
    if (decimal.digits.size() < static_cast<size_t>(count))
        decimal.digits.append(static_cast<size_t>(count) - decimal.digits.size(), '0');
    return decimal;
}

std::string fixed(double magnitude, int precision, bool alternate) {
    char buffer[kMostFraction + 400];
    auto end = std::to_chars(buffer, buffer + sizeof buffer, magnitude, std::chars_format::fixed,
                             std::min(precision, kMostFraction))
                   .ptr;
    std::string text(buffer, end);
    if (precision > kMostFraction) text.append(static_cast<size_t>(precision - kMostFraction), '0');
    if (precision == 0 && alternate) text += '.';
    return text;
}

void append_exponent(std::string& text, int exponent) {
    text += 'e';
    text += exponent < 0 ? '-' : '+';
    if (std::abs(exponent) < 10) text += '0';
    char buffer[8];
    text.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, std::abs(exponent)).ptr);
}

std::string with_exponent(const Decimal& decimal, bool alternate) {
    std::string text(1, decimal.digits[0]);
    if (decimal.digits.size() > 1 || alternate) text += '.';
    text.append(decimal.digits, 1);
    append_exponent(text, decimal.digits == "0" ? 0 : decimal.point - 1);
    return text;
}

std::string without_exponent(const Decimal& decimal, bool alternate, bool dot_zero) {
    std::string text;
    auto size = static_cast<int>(decimal.digits.size());
    text.reserve(static_cast<size_t>(size + std::abs(decimal.point)) + 3);
    if (decimal.point <= 0) {
        text = "0.";
        text.append(static_cast<size_t>(-decimal.point), '0').append(decimal.digits);
    } else if (decimal.point >= size) {
        text.append(decimal.digits).append(static_cast<size_t>(decimal.point - size), '0');
        if (dot_zero) text += ".0";
        else if (alternate) text += '.';
    } else {
        auto whole = static_cast<size_t>(decimal.point);
        text.append(decimal.digits, 0, whole).append(1, '.').append(decimal.digits, whole);
    }
    return text;
}

std::string format_magnitude(double magnitude, const FloatFormat& format, char type) {
    if (type == 'f') return fixed(magnitude, format.precision, format.alternate);
    if (type == 'e') {
        Decimal decimal = significant(magnitude, format.precision + 1);
        return with_exponent(decimal, format.alternate);
    }
    if (type == 'r') {
        Decimal decimal = shortest(magnitude);
        if (decimal.point <= -4 || decimal.point > 16) return with_exponent(decimal, format.alternate);
        return without_exponent(decimal, format.alternate, format.add_dot_zero);
    }
    int precision = std::max(format.precision, 1);
    Decimal decimal = significant(magnitude, precision);
    if (magnitude == 0) decimal.point = 1;
    bool exponent = decimal.point <= -4 || decimal.point > precision - (format.add_dot_zero ? 1 : 0);
    if (!format.alternate) {
        size_t last = decimal.digits.find_last_not_of('0');
        decimal.digits.resize(last == std::string::npos ? 1 : last + 1);
    }
    return exponent ? with_exponent(decimal, format.alternate)
                    : without_exponent(decimal, format.alternate, format.add_dot_zero);
}

}  // namespace

std::string format_double(double value, const FloatFormat& format) {
    bool upper = format.type >= 'A' && format.type <= 'Z';
    auto type = static_cast<char>(format.type | 0x20);
    std::string text;
    if (std::isnan(value)) text = "nan";
    else if (std::isinf(value)) text = value < 0 ? "-inf" : "inf";
    else {
        text = format_magnitude(std::fabs(value), format, type);
        auto shows_zero = [&] {
            return text.substr(0, text.find('e')).find_first_of("123456789") == std::string::npos;
        };
        if (std::signbit(value) && !(format.no_negative_zero && shows_zero())) text.insert(0, 1, '-');
    }
    if (upper)
        for (char& c : text)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return text;
}

std::string float_repr(double value) { return format_double(value, {.type = 'r', .add_dot_zero = true}); }

std::string complex_repr(double real, double imaginary) {
    FloatFormat plain{.type = 'r'};
    std::string second = format_double(imaginary, plain);
    if (real == 0 && !std::signbit(real)) return second + 'j';
    std::string text = '(' + format_double(real, plain);
    if (second[0] != '-') text += '+';
    return text + second + "j)";
}

std::string float_hex(double value) {
    if (!std::isfinite(value)) return float_repr(value);
    std::string text = std::signbit(value) ? "-0x" : "0x";
    if (value == 0) return text + "0.0p+0";
    auto bits = std::bit_cast<uint64_t>(value);
    auto exponent = static_cast<int>(bits >> 52 & 0x7ff);
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%d.%013llxp%+d", exponent ? 1 : 0,
                  static_cast<unsigned long long>(bits & ((uint64_t{1} << 52) - 1)),
                  exponent ? exponent - 1023 : -1022);
    return text + buffer;
}

}  // namespace krait

// int to text and back. The limit of sys.set_int_max_str_digits guards bases that are no powers of two, whose conversion is
// more than linear (Library Reference, "Integer string conversion length limitation").
#include <charconv>
#include <string>

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/objects/int_parts.h"
#include "runtime/objects/str.h"
#include "runtime/operations.h"
#include "runtime/primitives/unicode/character.h"
#include "runtime/primitives/unicode/text_view.h"

namespace krait::core {

namespace {

bool is_power_of_two(int base) { return (base & (base - 1)) == 0; }
uint32_t digit_limit(Thread& thread) { return thread.interpreter->options.int_max_str_digits; }

// Digits of a small int, without allocation.
std::string_view small_digits(int64_t number, int base, char* buffer, size_t size) {
    char* end = buffer + size;
    // By ten, which compilers divide by with a product.
    if (base == 10) return {buffer, static_cast<size_t>(std::to_chars(buffer, end, number).ptr - buffer)};
    char* at = end;
    uint64_t rest = number < 0 ? 0 - static_cast<uint64_t>(number) : static_cast<uint64_t>(number);
    do {
        *--at = "0123456789abcdefghijklmnopqrstuvwxyz"[rest % static_cast<uint64_t>(base)];
        rest /= static_cast<uint64_t>(base);
    } while (rest);
    if (number < 0) *--at = '-';
    return {at, static_cast<size_t>(end - at)};
}

Failure raise_digit_limit(Thread& thread) {
    return raise(thread, Exc::ValueError,
                 "Exceeds the limit ({} digits) for integer string conversion; use sys.set_int_max_str_digits() to "
                 "increase the limit",
                 digit_limit(thread));
}

Result<Value> parse_ascii(Thread& thread, std::string_view text, int base, bool* valid) {
    IntegerText scanned = scan_integer(text, base);
    *valid = scanned.valid;
    if (!scanned.valid) return Value::none();
    uint32_t limit = digit_limit(thread);
    if (limit && !is_power_of_two(scanned.base) && scanned.digit_count > limit)
        return raise(thread, Exc::ValueError,
                     "Exceeds the limit ({} digits) for integer string conversion: value has {} digits; use "
                     "sys.set_int_max_str_digits() to increase the limit",
                     limit, scanned.digit_count);
    return build_int(thread, from_digits_bound(scanned.digit_count, scanned.base),
                     [&](uint64_t* out) { return from_digits(out, scanned, int_poll(thread)); });
}

// The message shows at most 200 characters of the repr.
Failure raise_invalid_literal(Thread& thread, int base, Value original) {
    std::string shown = str_utf8_lossy(TRY(repr_py(thread, original)));
    size_t characters = 0, end = 0;
    for (; end < shown.size(); ++end) {
        bool starts = (shown[end] & 0xc0) != 0x80;
        if (starts && ++characters > 200) break;
    }
    shown.resize(end);
    return raise(thread, Exc::ValueError, "invalid literal for int() with base {}: {}", base, shown);
}

}  // namespace

Result<std::string> int_digits(Thread& thread, Value integer, int base) {
    char buffer[72];
    if (auto small = small_of(integer)) return std::string(small_digits(*small, base, buffer, sizeof buffer));
    IntView view(integer);
    uint32_t limit = digit_limit(thread);
    bool limited = limit && !is_power_of_two(base);
    // Refuses what is too long for certain before the work, and the rest by its real length.
    if (limited && decimal_digit_bounds(view).at_least > limit) return raise_digit_limit(thread);
    std::string text;
    text.resize(to_text_bound(view, base));
    TextSize size = to_text(text.data(), view, base, int_poll(thread));
    if (!size.ok()) return big_failure(thread, size.status);
    text.resize(size.size);
    if (limited && text.size() - (text[0] == '-') > limit) return raise_digit_limit(thread);
    return text;
}

Result<Str*> int_to_str(Thread& thread, Value integer, int base) {
    char buffer[72];
    if (auto small = small_of(integer)) return make_ascii(thread, small_digits(*small, base, buffer, sizeof buffer));
    return make_str(thread, std::string_view(TRY(int_digits(thread, integer, base))));
}

Result<Value> int_from_text(Thread& thread, std::string_view text, int base) {
    bool valid;
    Value result = TRY(parse_ascii(thread, text, base, &valid));
    if (valid) return result;
    return raise_invalid_literal(thread, base, TRY(make_str(thread, text)));
}

Result<std::string> ascii_number_text(Thread& thread, Str* string) {
    const void* data = TRY(string->data(thread));
    TextView text(data, string->length(), static_cast<uint8_t>(string->kind()));
    std::string ascii;
    ascii.resize(text.length);
    for (size_t i = 0; i < text.length; ++i) {
        uint32_t code = text[i];
        if (code < 0x80) {
            // The blanks of str.isspace() include four separators that C does not count.
            ascii[i] = code >= 0x1c && code <= 0x1f ? ' ' : static_cast<char>(code);
            continue;
        }
        int digit = unicode::decimal_value(code);
        ascii[i] = digit >= 0 ? static_cast<char>('0' + digit) : unicode::is_space(code) ? ' ' : '?';
    }
    return ascii;
}

Result<Value> int_from_ascii_py(Thread& thread, std::string_view text, int base, Value original) {
    bool valid;
    Value result = TRY(parse_ascii(thread, text, base, &valid));
    if (valid) return result;
    return raise_invalid_literal(thread, base, original);
}

Result<Value> int_from_str_py(Thread& thread, Str* text, int base, Value original) {
    if (text->is_ascii()) {
        TRY(text->data(thread));
        bool blank = false;  // the separators of isspace() are rare
        for (char c : text->ascii_view()) blank |= c >= 0x1c && c <= 0x1f;
        if (!blank) return int_from_ascii_py(thread, text->ascii_view(), base, original);
    }
    return int_from_ascii_py(thread, TRY(ascii_number_text(thread, text)), base, original);
}

}  // namespace krait::core

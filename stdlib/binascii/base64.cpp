// Base64 and uuencoding. RFC 4648 section 4.
#include "runtime/bulk.h"
#include "runtime/objects/bytes_parts.h"
#include "stdlib/binascii/binascii.h"

namespace krait::core {

namespace {

constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint8_t kNoDigit = 64;
constexpr auto kDigits = [] {
    std::array<uint8_t, 256> table{};
    table.fill(kNoDigit);
    for (uint8_t i = 0; i < 64; ++i) table[static_cast<uint8_t>(kAlphabet[i])] = i;
    return table;
}();

FUNCTION(binascii, b2a_base64, "b2a_base64(data, /, *, newline=True)", "Base64-code line of data.") {
    BytesArgument view(thread);
    TRY(view.open_py(args[0]));
    bool newline = TRY(truth_py(thread, args[1]));
    std::string_view data = view.bytes();
    Bytes* made = TRY(make_bytes_buffer(thread, (data.size() + 2) / 3 * 4 + newline));
    char* out = made->data_;
    for (size_t i = 0; i < data.size(); i += 3) {
        if (i % (3 * kBulkSlice) == 3 * (kBulkSlice - 1) && stop_asked(thread)) return raise_stopped(thread);
        size_t given = std::min<size_t>(3, data.size() - i);
        uint32_t group = 0;
        for (size_t k = 0; k < 3; ++k) group = group << 8 | (k < given ? static_cast<uint8_t>(data[i + k]) : 0);
        for (size_t k = 0; k < 4; ++k) *out++ = k <= given ? kAlphabet[group >> (18 - 6 * k) & 63] : '=';
    }
    if (newline) *out = '\n';
    return Value(made);
}

FUNCTION(binascii, a2b_base64, "a2b_base64(data, /, *, strict_mode=False)",
         "Decode a line of base64 data.\n\n  strict_mode\n    When set to True, bytes that are not in the base64 "
         "standard are not allowed.\n"
         "    The same applies to excess data after padding (= / ==).") {
    AsciiArgument argument(thread);
    std::string_view data = TRY(argument.open_py(args[0]));
    bool strict = TRY(truth_py(thread, args[1]));
    auto fail = [&](const char* message) { return raise_native(thread, kBinasciiErrorSpec, "{}", message); };
    if (strict && !data.empty() && data[0] == '=') return fail("Leading padding not allowed");
    std::string out;
    out.reserve(data.size() / 4 * 3 + 3);
    unsigned place = 0, pads = 0;  // in the group of four
    uint32_t carried = 0;
    for (size_t i = 0; i < data.size(); ++i) {
        if (i % kBulkSlice == kBulkSlice - 1 && stop_asked(thread)) return raise_stopped(thread);
        auto c = static_cast<uint8_t>(data[i]);
        if (c == '=') {
            ++pads;
            if (place >= 2 && place + pads >= 4) {
                // The padding ends the data: what follows is ignored, or refused.
                if (strict && i + 1 < data.size()) return fail("Excess data after padding");
                return Value(TRY(make_bytes(thread, out)));
            }
            if (strict && place == 0) return fail(i > 0 ? "Excess padding not allowed" : "Leading padding not allowed");
            continue;
        }
        uint8_t digit = kDigits[c];
        if (digit == kNoDigit) {
            if (strict) return fail("Only base64 data is allowed");
            continue;
        }
        if (strict && pads) return fail("Discontinuous padding not allowed");
        pads = 0;
        carried = carried << 6 | digit;
        if (place > 0) out += static_cast<char>(carried >> (6 - 2 * place));
        place = (place + 1) % 4;
        carried &= place == 0 ? 0 : 0x3f;
    }
    if (place == 1) {
        return raise_native(
            thread, kBinasciiErrorSpec,
            "Invalid base64-encoded string: number of data characters ({}) cannot be 1 more than a multiple of 4",
            out.size() / 3 * 4 + 1);
    }
    if (place != 0) return fail("Incorrect padding");
    return Value(TRY(make_bytes(thread, out)));
}

// ---- uuencode ----

FUNCTION(binascii, b2a_uu, "b2a_uu(data, /, *, backtick=False)", "Uuencode line of data.") {
    BytesArgument view(thread);
    TRY(view.open_py(args[0]));
    bool backtick = TRY(truth_py(thread, args[1]));
    std::string_view data = view.bytes();
    constexpr size_t kLongestLine = 45;
    if (data.size() > kLongestLine) return raise_native(thread, kBinasciiErrorSpec, "At most 45 bytes at once");
    auto digit = [&](uint32_t bits) { return bits == 0 && backtick ? '`' : static_cast<char>(' ' + bits); };
    std::string out(1, digit(static_cast<uint32_t>(data.size())));
    for (size_t i = 0; i < data.size(); i += 3) {
        uint32_t group = 0;
        for (size_t k = 0; k < 3; ++k)
            group = group << 8 | (i + k < data.size() ? static_cast<uint8_t>(data[i + k]) : 0);
        for (int shift = 18; shift >= 0; shift -= 6) out += digit(group >> shift & 63);
    }
    return Value(TRY(make_bytes(thread, out + '\n')));
}

FUNCTION(binascii, a2b_uu, "a2b_uu(data, /)", "Decode a line of uuencoded data.") {
    AsciiArgument argument(thread);
    std::string_view data = TRY(argument.open_py(args[0]));
    size_t length = ((data.empty() ? 0 : static_cast<uint8_t>(data[0])) - ' ') & 63;
    std::string out;
    uint32_t carried = 0;
    size_t i = 1, bits = 0;
    while (out.size() < length) {
        // A line that was cut short counts as filled with blanks.
        uint32_t digit = 0;
        if (i < data.size()) {
            auto c = static_cast<uint8_t>(data[i]);
            if (c != '\n' && c != '\r') {
                if (c < ' ' || c > ' ' + 64) return raise_native(thread, kBinasciiErrorSpec, "Illegal char");
                digit = (c - ' ') & 63;
            }
        }
        ++i;
        carried = carried << 6 | digit;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>(carried >> bits);
            carried &= (1u << bits) - 1;
        }
    }
    for (; i < data.size(); ++i) {
        char c = data[i];
        if (c != ' ' && c != '`' && c != '\n' && c != '\r')
            return raise_native(thread, kBinasciiErrorSpec, "Trailing garbage");
    }
    return Value(TRY(make_bytes(thread, out)));
}

}  // namespace

std::span<const NativeSpec* const> base64_functions() {
    static constexpr const NativeSpec* kFunctions[] = {&binascii_b2a_base64, &binascii_a2b_base64, &binascii_b2a_uu,
                                                       &binascii_a2b_uu};
    return kFunctions;
}

}  // namespace krait::core

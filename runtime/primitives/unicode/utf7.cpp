// UTF-7 (RFC 2152): runs of UTF-16 in modified base64 between '+' and '-'.
#include <string_view>

#include "runtime/primitives/unicode/codecs.h"

namespace krait::unicode {

namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int base64_value(uint32_t c) {
    if (c >= 'A' && c <= 'Z') return static_cast<int>(c - 'A');
    if (c >= 'a' && c <= 'z') return static_cast<int>(c - 'a') + 26;
    if (c >= '0' && c <= '9') return static_cast<int>(c - '0') + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

// Sets D and O of the RFC and white space stand for themselves.
bool is_direct(uint32_t c) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') return true;
    return c > ' ' && c < 0x7f && c != '+' && c != '\\' && c != '~';
}

bool is_high(uint32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low(uint32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

// Collects base64 digits into UTF-16 units and those into code points.
struct ShiftSequence {
    uint32_t bits = 0;
    unsigned count = 0;
    uint32_t high = 0;

    void add(int digit, std::u32string& out) {
        bits = bits << 6 | static_cast<uint32_t>(digit);
        count += 6;
        if (count < 16) return;
        count -= 16;
        uint32_t unit = bits >> count & 0xffff;
        bits &= (1u << count) - 1;
        if (high && is_low(unit)) {
            out += static_cast<char32_t>(0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
            high = 0;
            return;
        }
        flush(out);
        if (is_high(unit)) high = unit;
        else out += static_cast<char32_t>(unit);
    }
    // A high surrogate with no low one stays as it is.
    void flush(std::u32string& out) {
        if (high) out += static_cast<char32_t>(high);
        high = 0;
    }
    const char* wrong_end() const {
        if (count >= 6) return "partial character in shift sequence";
        return bits != 0 ? "non-zero padding bits in shift sequence" : nullptr;
    }
};

}  // namespace

CodecResult decode_utf7(Bytes bytes, size_t from, Final final, std::u32string& out) {
    auto error = [](size_t start, size_t end, const char* reason) { return CodecResult{start, reason, start, end}; };
    for (size_t i = from; i < bytes.size();) {
        if (bytes[i] > 0x7f) return error(i, i + 1, "unexpected special character");
        if (bytes[i] != '+') {
            out += static_cast<char32_t>(bytes[i++]);
            continue;
        }
        size_t start = i++;
        if (i < bytes.size() && bytes[i] == '-') {
            out += U'+';
            ++i;
            continue;
        }
        if (i < bytes.size() && base64_value(bytes[i]) < 0) return error(start, i + 1, "ill-formed sequence");
        ShiftSequence shift;
        size_t length_before = out.size();
        while (i < bytes.size() && base64_value(bytes[i]) >= 0) shift.add(base64_value(bytes[i++]), out);
        if (i == bytes.size()) {
            if (final == Final::kNo) {
                // The whole sequence is read again with what follows.
                out.resize(length_before);
                return {start};
            }
            if (shift.high || shift.wrong_end()) return error(start, i, "unterminated shift sequence");
            break;
        }
        if (const char* reason = shift.wrong_end()) return error(start, i + 1, reason);
        if (bytes[i] <= 0x7f) shift.flush(out);
        if (bytes[i] == '-') ++i;
    }
    return {bytes.size()};
}

void encode_utf7(TextView text, std::string& out) {
    bool shifted = false;
    uint32_t bits = 0;
    unsigned count = 0;
    auto add_unit = [&](uint32_t unit) {
        bits = (bits & 0x3f) << 16 | unit;
        for (count += 16; count >= 6; count -= 6) out += kAlphabet[bits >> (count - 6) & 0x3f];
    };
    auto end_shift = [&] {
        if (count) out += kAlphabet[bits << (6 - count) & 0x3f];
        count = 0;
        shifted = false;
    };
    for (size_t i = 0; i < text.length; ++i) {
        uint32_t code = text[i];
        if (is_direct(code)) {
            if (shifted) {
                end_shift();
                if (base64_value(code) >= 0 || code == '-') out += '-';
            }
            out += static_cast<char>(code);
            continue;
        }
        if (!shifted && code == '+') {
            out += "+-";
            continue;
        }
        if (!shifted) out += '+';
        shifted = true;
        if (code >= 0x10000) {
            add_unit(0xd800 + ((code - 0x10000) >> 10));
            add_unit(0xdc00 + ((code - 0x10000) & 0x3ff));
        } else add_unit(code);
    }
    if (shifted) {
        end_shift();
        out += '-';
    }
}

}  // namespace krait::unicode

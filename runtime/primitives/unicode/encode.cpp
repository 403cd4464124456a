#include "runtime/primitives/unicode/codecs.h"

namespace krait::unicode {

namespace {

bool is_surrogate(uint32_t code) { return code >= 0xd800 && code <= 0xdfff; }

void append_unit(std::string& out, uint32_t unit, unsigned size, Endian endian) {
    for (unsigned i = 0; i < size; ++i)
        out += static_cast<char>(unit >> (8 * (endian == Endian::kLittle ? i : size - 1 - i)));
}

// CPython's UTF-16 and UTF-32 encoders report one code point at a time, the others a whole run.
enum class Extent { kOne, kRun };

// Encodes until the first code point that cannot be.
template <typename IsBad, typename Append>
CodecResult encode_each(TextView text, size_t from, const char* reason, Extent extent, IsBad is_bad, Append append) {
    for (size_t i = from; i < text.length; ++i) {
        uint32_t code = text[i];
        if (!is_bad(code)) {
            append(code);
            continue;
        }
        size_t end = i + 1;
        while (extent == Extent::kRun && end < text.length && is_bad(text[end])) ++end;
        return {i, reason, i, end};
    }
    return {text.length};
}

constexpr const char* kSurrogates = "surrogates not allowed";

}  // namespace

void append_utf8(std::string& out, uint32_t c) {
    if (c < 0x80) out += static_cast<char>(c);
    else if (c < 0x800) out += {static_cast<char>(0xc0 | c >> 6), static_cast<char>(0x80 | (c & 0x3f))};
    else if (c < 0x10000)
        out += {static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3f)),
                static_cast<char>(0x80 | (c & 0x3f))};
    else
        out += {static_cast<char>(0xf0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 0x3f)),
                static_cast<char>(0x80 | (c >> 6 & 0x3f)), static_cast<char>(0x80 | (c & 0x3f))};
}

size_t utf8_length(TextView text) {
    size_t length = 0;
    auto count = [&](auto* codes) {
        for (size_t i = 0; i < text.length; ++i) {
            uint32_t c = codes[i];
            length += 1u + (c >= 0x80) + (c >= 0x800) + (c >= 0x10000);
        }
    };
    if (text.kind == 1) count(static_cast<const uint8_t*>(text.data));
    else if (text.kind == 2) count(static_cast<const uint16_t*>(text.data));
    else count(static_cast<const uint32_t*>(text.data));
    return length;
}

CodecResult encode_utf8(TextView text, size_t from, std::string& out) {
    if (text.kind == 1 && is_ascii(static_cast<const char*>(text.data) + from, text.length - from)) {
        out.append(static_cast<const char*>(text.data) + from, text.length - from);
        return {text.length};
    }
    return encode_each(text, from, kSurrogates, Extent::kRun, is_surrogate,
                       [&](uint32_t code) { append_utf8(out, code); });
}

CodecResult encode_utf16(TextView text, size_t from, Endian endian, std::string& out) {
    return encode_each(text, from, kSurrogates, Extent::kOne, is_surrogate, [&](uint32_t code) {
        if (code < 0x10000) return append_unit(out, code, 2, endian);
        append_unit(out, 0xd800 + ((code - 0x10000) >> 10), 2, endian);
        append_unit(out, 0xdc00 + ((code - 0x10000) & 0x3ff), 2, endian);
    });
}

CodecResult encode_utf32(TextView text, size_t from, Endian endian, std::string& out) {
    return encode_each(text, from, kSurrogates, Extent::kOne, is_surrogate,
                       [&](uint32_t code) { append_unit(out, code, 4, endian); });
}

CodecResult encode_ascii(TextView text, size_t from, std::string& out) {
    return encode_each(
        text, from, "ordinal not in range(128)", Extent::kRun, [](uint32_t c) { return c > 0x7f; },
        [&](uint32_t c) { out += static_cast<char>(c); });
}

CodecResult encode_latin1(TextView text, size_t from, std::string& out) {
    return encode_each(
        text, from, "ordinal not in range(256)", Extent::kRun, [](uint32_t c) { return c > 0xff; },
        [&](uint32_t c) { out += static_cast<char>(c); });
}

}  // namespace krait::unicode

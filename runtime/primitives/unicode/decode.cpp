#include <algorithm>
#include <cstring>

#include "runtime/primitives/unicode/codecs.h"

namespace krait::unicode {

namespace {

constexpr const char* kInvalidStart = "invalid start byte";
constexpr const char* kInvalidContinuation = "invalid continuation byte";
constexpr const char* kUnexpectedEnd = "unexpected end of data";
constexpr const char* kTruncated = "truncated data";

CodecResult error(size_t start, size_t end, const char* reason) { return {start, reason, start, end}; }

// One sequence at `data`, which is not ASCII. Length 0: `result` tells why (no reason: cut off by the end).
struct Utf8Sequence {
    unsigned length;
    uint32_t code;
    const char* reason;
    unsigned bad;  // length of the error
};

Utf8Sequence read_sequence(const uint8_t* data, size_t left) {
    uint8_t lead = data[0];
    if (lead < 0xc2 || lead > 0xf4) return {0, 0, kInvalidStart, 1};
    unsigned length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    // The second byte's range excludes overlong forms, surrogates and what is above 10FFFF.
    uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    uint32_t code = lead & (0x7fu >> length);
    for (unsigned i = 1; i < length; ++i) {
        if (i >= left) return {0, 0, nullptr, static_cast<unsigned>(left)};
        if (data[i] < low || data[i] > high) return {0, 0, kInvalidContinuation, i};
        low = 0x80;
        high = 0xbf;
        code = code << 6 | (data[i] & 0x3f);
    }
    return {length, code, nullptr, 0};
}

template <typename OnAscii, typename OnCode>
CodecResult walk_utf8(Bytes bytes, size_t from, Final final, OnAscii on_ascii, OnCode on_code) {
    size_t i = from;
    while (i < bytes.size()) {
        if (bytes[i] < 0x80) {
            size_t run = ascii_prefix(bytes.data() + i, bytes.size() - i);
            on_ascii(bytes.data() + i, run);
            i += run;
            continue;
        }
        Utf8Sequence sequence = read_sequence(bytes.data() + i, bytes.size() - i);
        if (sequence.length == 0) {
            // An encoded surrogate may still be completed, for the surrogatepass handler.
            bool cut_surrogate =
                bytes.size() - i == 2 && bytes[i] == 0xed && bytes[i + 1] >= 0xa0 && bytes[i + 1] <= 0xbf;
            if (sequence.reason && cut_surrogate && final == Final::kNo) return {i};
            if (sequence.reason) return error(i, i + sequence.bad, sequence.reason);
            if (final == Final::kYes) return error(i, bytes.size(), kUnexpectedEnd);
            return {i};
        }
        on_code(sequence.code);
        i += sequence.length;
    }
    return {i};
}

template <typename T>
void fill_utf8(T* out, Bytes valid) {
    walk_utf8(
        valid, 0, Final::kYes,
        [&](const uint8_t* run, size_t size) {
            if constexpr (sizeof(T) == 1) std::memcpy(out, run, size);
            else
                for (size_t i = 0; i < size; ++i) out[i] = run[i];
            out += size;
        },
        [&](uint32_t code) { *out++ = static_cast<T>(code); });
}

uint32_t read_unit(const uint8_t* data, unsigned size, Endian endian) {
    uint32_t unit = 0;
    for (unsigned i = 0; i < size; ++i)
        unit |= uint32_t{data[i]} << (8 * (endian == Endian::kLittle ? i : size - 1 - i));
    return unit;
}

}  // namespace

size_t ascii_prefix(const void* data, size_t size) {
    if (size == 0) return 0;  // data may be null
    auto bytes = static_cast<const uint8_t*>(data);
    size_t i = 0;
    // 32 bytes at a time: the compiler makes vector code of it.
    for (; i + 32 <= size; i += 32) {
        uint64_t words[4];
        std::memcpy(words, bytes + i, 32);
        if ((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080u) break;
    }
    while (i < size && bytes[i] < 0x80) ++i;
    return i;
}

uint32_t max_code(TextView text) {
    if (text.kind == 1) return is_ascii(text.data, text.length) ? 0x7f : 0xff;
    // Free of branches and as wide as the codes, for vector code.
    auto scan = [&](auto* codes) -> uint32_t {
        std::remove_cvref_t<decltype(*codes)> all = 0;
        for (size_t i = 0; i < text.length; ++i) all |= codes[i];
        return all;
    };
    uint32_t all =
        text.kind == 2 ? scan(static_cast<const uint16_t*>(text.data)) : scan(static_cast<const uint32_t*>(text.data));
    return all < 0x80 ? 0x7f : all < 0x100 ? 0xff : all < 0x10000 ? 0xffff : 0x10ffff;
}

void copy_text(void* out, uint8_t kind, TextView text) {
    if (kind == text.kind) {
        if (text.length) std::memcpy(out, text.data, text.length * kind);
        return;
    }
    auto copy = [&](auto* target, auto* source) {
        for (size_t i = 0; i < text.length; ++i)
            target[i] = static_cast<std::remove_reference_t<decltype(*target)>>(source[i]);
    };
    auto from = [&](auto* target) {
        if (text.kind == 1) copy(target, static_cast<const uint8_t*>(text.data));
        else if (text.kind == 2) copy(target, static_cast<const uint16_t*>(text.data));
        else copy(target, static_cast<const uint32_t*>(text.data));
    };
    if (kind == 1) from(static_cast<uint8_t*>(out));
    else if (kind == 2) from(static_cast<uint16_t*>(out));
    else from(static_cast<uint32_t*>(out));
}

Utf8Scan scan_utf8(Bytes bytes, size_t from, Final final) {
    Utf8Scan scan;
    uint32_t all = 0x7f;
    scan.result = walk_utf8(
        bytes, from, final, [&](const uint8_t*, size_t size) { scan.length += size; },
        [&](uint32_t code) {
            ++scan.length;
            all |= code;
        });
    scan.max = all < 0x80 ? 0x7f : all < 0x100 ? 0xff : all < 0x10000 ? 0xffff : 0x10ffff;
    return scan;
}

void decode_utf8_into(void* out, uint8_t kind, Bytes valid) {
    if (kind == 1) fill_utf8(static_cast<uint8_t*>(out), valid);
    else if (kind == 2) fill_utf8(static_cast<uint16_t*>(out), valid);
    else fill_utf8(static_cast<uint32_t*>(out), valid);
}

CodecResult decode_utf8(Bytes bytes, size_t from, Final final, std::u32string& out) {
    return walk_utf8(
        bytes, from, final, [&](const uint8_t* run, size_t size) { out.append(run, run + size); },
        [&](uint32_t code) { out += static_cast<char32_t>(code); });
}

CodecResult decode_utf16(Bytes bytes, size_t from, Endian endian, Final final, std::u32string& out) {
    size_t i = from;
    for (; i + 2 <= bytes.size(); i += 2) {
        uint32_t unit = read_unit(bytes.data() + i, 2, endian);
        if (unit < 0xd800 || unit > 0xdfff) {
            out += static_cast<char32_t>(unit);
            continue;
        }
        if (unit >= 0xdc00) return error(i, i + 2, "illegal encoding");
        if (i + 4 > bytes.size()) {
            if (final == Final::kNo) return {i};
            return error(i, bytes.size(), kUnexpectedEnd);
        }
        uint32_t second = read_unit(bytes.data() + i + 2, 2, endian);
        if (second < 0xdc00 || second > 0xdfff) return error(i, i + 2, "illegal UTF-16 surrogate");
        out += static_cast<char32_t>(0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00));
        i += 2;
    }
    if (i < bytes.size() && final == Final::kYes) return error(i, bytes.size(), kTruncated);
    return {i};
}

CodecResult decode_utf32(Bytes bytes, size_t from, Endian endian, Final final, std::u32string& out) {
    size_t i = from;
    for (; i + 4 <= bytes.size(); i += 4) {
        uint32_t code = read_unit(bytes.data() + i, 4, endian);
        if (code >= 0xd800 && code <= 0xdfff)
            return error(i, i + 4, "code point in surrogate code point range(0xd800, 0xe000)");
        if (code > 0x10ffff) return error(i, i + 4, "code point not in range(0x110000)");
        out += static_cast<char32_t>(code);
    }
    if (i < bytes.size() && final == Final::kYes) return error(i, bytes.size(), kTruncated);
    return {i};
}

CodecResult decode_ascii(Bytes bytes, size_t from, std::u32string& out) {
    size_t run = ascii_prefix(bytes.data() + from, bytes.size() - from);
    out.append(bytes.begin() + static_cast<ptrdiff_t>(from), bytes.begin() + static_cast<ptrdiff_t>(from + run));
    if (from + run == bytes.size()) return {bytes.size()};
    return error(from + run, from + run + 1, "ordinal not in range(128)");
}

}  // namespace krait::unicode

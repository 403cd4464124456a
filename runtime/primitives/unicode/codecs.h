// Kernels of the built-in codecs: bytes to code points and back.
//
// A call works from `from` until the end or the first error, appends to `out`, and says where it stopped. Positions and
// reasons of errors are those of UnicodeDecodeError and UnicodeEncodeError. After an error the caller's handler says
// where to go on. With Final::kNo an unfinished sequence at the end is not an error: `position` stands before it, and
// the bytes from there on are the state of an incremental decoder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "runtime/primitives/unicode/text_view.h"

namespace krait::unicode {

enum class Final : uint8_t { kNo, kYes };
enum class Endian : uint8_t { kLittle, kBig };

struct CodecResult {
    size_t position = 0;           // what is before it was converted
    const char* reason = nullptr;  // null: no error
    size_t error_start = 0, error_end = 0;
    bool ok() const { return reason == nullptr; }
};

using Bytes = std::span<const uint8_t>;

// --- Scanning
size_t ascii_prefix(const void* data, size_t size);  // how many bytes from the start are below 0x80
inline bool is_ascii(const void* data, size_t size) { return ascii_prefix(data, size) == size; }
uint32_t max_code(TextView text);  // an upper bound good enough to choose the kind: 0x7f, 0xff, 0xffff or 0x10ffff
inline uint8_t kind_for(uint32_t max) { return max < 0x100 ? 1 : max < 0x10000 ? 2 : 4; }
// Copies code points into a buffer of `kind` bytes each, which holds them all.
void copy_text(void* out, uint8_t kind, TextView text);

// --- Decoding
// One pass over UTF-8: how far it is valid, and what a str for that part needs. decode_utf8_into() then fills it.
struct Utf8Scan {
    CodecResult result;
    size_t length = 0;    // code points before result.position
    uint32_t max = 0x7f;  // as max_code()
};
Utf8Scan scan_utf8(Bytes bytes, size_t from, Final final);
void decode_utf8_into(void* out, uint8_t kind, Bytes valid);

CodecResult decode_utf8(Bytes bytes, size_t from, Final final, std::u32string& out);
CodecResult decode_utf16(Bytes bytes, size_t from, Endian endian, Final final, std::u32string& out);
CodecResult decode_utf32(Bytes bytes, size_t from, Endian endian, Final final, std::u32string& out);
CodecResult decode_ascii(Bytes bytes, size_t from, std::u32string& out);
CodecResult decode_utf7(Bytes bytes, size_t from, Final final, std::u32string& out);

// --- Encoding
size_t utf8_length(TextView text);  // surrogates count three
CodecResult encode_utf8(TextView text, size_t from, std::string& out);
CodecResult encode_utf16(TextView text, size_t from, Endian endian, std::string& out);
CodecResult encode_utf32(TextView text, size_t from, Endian endian, std::string& out);
CodecResult encode_ascii(TextView text, size_t from, std::string& out);
CodecResult encode_latin1(TextView text, size_t from, std::string& out);
void encode_utf7(TextView text, std::string& out);  // encodes anything

// One code point as UTF-8, surrogates too (surrogatepass).
void append_utf8(std::string& out, uint32_t code);

}  // namespace krait::unicode

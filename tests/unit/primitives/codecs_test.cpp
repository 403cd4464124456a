#include <cstdio>
#include <sstream>

#include "data_file.h"
#include "runtime/primitives/unicode/codecs.h"

using namespace krait;
using namespace krait::unicode;

namespace {

std::string from_hex(const std::string& hex) {
    std::string bytes;
    for (size_t i = 0; i < hex.size(); i += 2) bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return bytes;
}

std::string to_hex(const std::string& bytes) {
    std::string text;
    for (char c : bytes) {
        char buffer[4];
        std::snprintf(buffer, sizeof buffer, "%02x", static_cast<unsigned char>(c));
        text += buffer;
    }
    return text;
}

std::string codes(std::u32string_view text) {
    std::string shown;
    for (char32_t c : text) {
        char buffer[16];
        std::snprintf(buffer, sizeof buffer, "%s%x", shown.empty() ? "" : " ", static_cast<unsigned>(c));
        shown += buffer;
    }
    return shown;
}

std::u32string parse_codes(const std::string& text) {
    std::istringstream stream(text);
    std::u32string result;
    unsigned code;
    while (stream >> std::hex >> code) result += static_cast<char32_t>(code);
    return result;
}

CodecResult decode(const std::string& codec, Bytes bytes, size_t from, Final final, std::u32string& out) {
    Endian endian = codec.ends_with("be") ? Endian::kBig : Endian::kLittle;
    if (codec == "utf-8") return decode_utf8(bytes, from, final, out);
    if (codec == "ascii") return decode_ascii(bytes, from, out);
    if (codec == "utf-7") return decode_utf7(bytes, from, final, out);
    if (codec.starts_with("utf-16")) return decode_utf16(bytes, from, endian, final, out);
    REQUIRE(codec.starts_with("utf-32"));
    return decode_utf32(bytes, from, endian, final, out);
}

CodecResult encode(const std::string& codec, TextView text, size_t from, std::string& out) {
    Endian endian = codec.ends_with("be") ? Endian::kBig : Endian::kLittle;
    if (codec == "utf-8") return encode_utf8(text, from, out);
    if (codec == "ascii") return encode_ascii(text, from, out);
    if (codec == "utf-7") {
        encode_utf7(text, out);
        return {text.length};
    }
    if (codec == "latin-1") return encode_latin1(text, from, out);
    if (codec.starts_with("utf-16")) return encode_utf16(text, from, endian, out);
    REQUIRE(codec.starts_with("utf-32"));
    return encode_utf32(text, from, endian, out);
}

// Runs to the end, noting errors and going on after each.
template <typename Step>
std::string drive(Step step, size_t* position) {
    std::string errors;
    for (*position = 0;;) {
        CodecResult result = step(*position);
        *position = result.position;
        if (result.ok()) return errors;
        if (!errors.empty()) errors += ";";
        errors += std::to_string(result.error_start) + "-" + std::to_string(result.error_end) + ":" + result.reason;
        *position = result.error_end;
    }
}

}  // namespace

TEST_CASE("codecs convert and complain as CPython's") {
    for (auto& row : test::read_rows("codecs.txt")) {
        CAPTURE(row[0]);
        CAPTURE(row[1]);
        CAPTURE(row[2]);
        size_t position;
        if (row[0] == "decode") {
            std::string data = from_hex(row[2]);
            Bytes bytes(reinterpret_cast<const uint8_t*>(data.data()), data.size());
            std::u32string text, partial;
            CHECK(drive([&](size_t from) { return decode(row[1], bytes, from, Final::kYes, text); }, &position) ==
                  row[4]);
            CHECK(codes(text) == row[3]);
            if (!row[5].empty()) {
                drive([&](size_t from) { return decode(row[1], bytes, from, Final::kNo, partial); }, &position);
                CHECK(std::to_string(position) == row[5]);
            }
            if (row[1] == "utf-8" && row[4].empty()) {
                Utf8Scan scan = scan_utf8(bytes, 0, Final::kYes);
                CHECK(scan.length == text.size());
                CHECK(scan.max == max_code(TextView(std::u32string_view(text))));
                std::vector<uint8_t> narrow(scan.length * 4);
                uint8_t kind = kind_for(scan.max);
                decode_utf8_into(narrow.data(), kind, bytes);
                TextView view(narrow.data(), scan.length, kind);
                std::u32string wide(view.length, 0);
                copy_text(wide.data(), 4, view);
                CHECK(wide == text);
                CHECK(utf8_length(view) == bytes.size());
            }
        } else {
            std::u32string text = parse_codes(row[2]);
            TextView view{std::u32string_view(text)};
            std::string data;
            CHECK(drive([&](size_t from) { return encode(row[1], view, from, data); }, &position) == row[4]);
            CHECK(to_hex(data) == row[3]);
        }
    }
}

TEST_CASE("a byte above 0x7f is found wherever it stands") {
    for (size_t size : {1, 8, 31, 32, 33, 100})
        for (size_t at = 0; at < size; ++at) {
            std::string text(size, 'x');
            text[at] = static_cast<char>(0x80);
            CHECK(ascii_prefix(text.data(), size) == at);
        }
}

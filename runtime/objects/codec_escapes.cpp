// unicode_escape, raw_unicode_escape and charmap.
#include "runtime/objects/codec_handling.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/numbers.h"
#include "runtime/operations.h"
#include "runtime/primitives/unicode/names.h"

namespace krait::core {

namespace {

void append_hex(std::string& out, uint32_t code, int digits) {
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) out += "0123456789abcdef"[code >> shift & 15];
}
int hex_digit(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

// One escape of `digits` hexadecimal digits from `at` on: how many digits stand there, and their value.
int read_hex(std::string_view bytes, size_t at, int digits, uint32_t* code) {
    *code = 0;
    int count = 0;
    while (count < digits && at + static_cast<size_t>(count) < bytes.size()) {
        int digit = hex_digit(bytes[at + static_cast<size_t>(count)]);
        if (digit < 0) break;
        *code = *code * 16 + static_cast<uint32_t>(digit);
        ++count;
    }
    return count;
}

using unicode::Final;

Result<Str*> finish(Thread& thread, const std::u32string& out, size_t at, size_t* consumed) {
    if (consumed) *consumed = at;
    return make_str(thread, out);
}

}  // namespace

Result<Bytes*> encode_unicode_escape(Thread& thread, Str* string) {
    TextView text = TRY(text_of(thread, string));
    std::string out;
    for (size_t i = 0; i < text.length; ++i) {
        uint32_t code = text[i];
        if (code == '\\') out += "\\\\";
        else if (code == '\t') out += "\\t";
        else if (code == '\n') out += "\\n";
        else if (code == '\r') out += "\\r";
        else if (code >= 0x20 && code < 0x7f) out += static_cast<char>(code);
        else if (code < 0x100) append_hex(out += "\\x", code, 2);
        else if (code < 0x10000) append_hex(out += "\\u", code, 4);
        else append_hex(out += "\\U", code, 8);
    }
    return make_bytes(thread, out);
}

Result<Bytes*> encode_raw_unicode_escape(Thread& thread, Str* string) {
    TextView text = TRY(text_of(thread, string));
    std::string out;
    for (size_t i = 0; i < text.length; ++i) {
        uint32_t code = text[i];
        if (code < 0x100) out += static_cast<char>(code);
        else if (code < 0x10000) append_hex(out += "\\u", code, 4);
        else append_hex(out += "\\U", code, 8);
    }
    return make_bytes(thread, out);
}

Result<Str*> decode_unicode_escape_py(Thread& thread, std::string_view bytes, std::string_view errors, Final final,
                                      size_t* consumed) {
    std::u32string out;
    size_t at = 0;
    while (at < bytes.size()) {
        char c = bytes[at];
        if (c != '\\') {
            out.push_back(static_cast<uint8_t>(c));
            ++at;
            continue;
        }
        size_t start = at;
        const char* reason = nullptr;
        size_t end = at + 1;
        if (at + 1 >= bytes.size()) {
            if (final == Final::kNo) return finish(thread, out, start, consumed);
            reason = "\\ at end of string";
        } else {
            char kind = bytes[at + 1];
            at += 2;
            end = at;
            int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
            constexpr std::string_view kSimple = "\\\\''\"\"b\bf\ft\tn\nr\rv\va\a";
            size_t simple = std::string_view::npos;
            for (size_t i = 0; i < kSimple.size(); i += 2) {
                if (kSimple[i] == kind) simple = i;
            }
            if (digits) {
                uint32_t code;
                int count = read_hex(bytes, at, digits, &code);
                end = at + static_cast<size_t>(count);
                if (count < digits) {
                    if (final == Final::kNo && end == bytes.size()) return finish(thread, out, start, consumed);
                    reason = kind == 'x'   ? "truncated \\xXX escape"
                             : kind == 'u' ? "truncated \\uXXXX escape"
                                           : "truncated \\UXXXXXXXX escape";
                } else if (code > 0x10ffff) {
                    reason = "illegal Unicode character";
                } else {
                    out.push_back(code);
                    at = end;
                }
            } else if (kind == 'N') {
                size_t close = bytes.find('}', at);
                bool open = at < bytes.size() && bytes[at] == '{';
                if (final == Final::kNo && (at == bytes.size() || (open && close == std::string_view::npos)))
                    return finish(thread, out, start, consumed);
                if (open && close != std::string_view::npos && close > at + 1) {
                    uint32_t codes[4];
                    size_t count = unicode::lookup_name(bytes.substr(at + 1, close - at - 1),
                                                        unicode::NameKind::kCharacters, codes);
                    end = close + 1;
                    if (count == 1) {
                        out.push_back(codes[0]);
                        at = end;
                    } else {
                        reason = "unknown Unicode character name";
                    }
                } else {
                    if (open) end = close == std::string_view::npos ? bytes.size() : close + 1;
                    reason = "malformed \\N character escape";
                }
            } else if (kind == '\n') {
                // A line goes on.
            } else if (simple != std::string_view::npos) {
                out.push_back(static_cast<uint8_t>(kSimple[simple + 1]));
            } else if (kind >= '0' && kind <= '7') {
                uint32_t code = static_cast<uint32_t>(kind - '0');
                for (int i = 0; i < 2 && at < bytes.size() && bytes[at] >= '0' && bytes[at] <= '7'; ++i)
                    code = code * 8 + static_cast<uint32_t>(bytes[at++] - '0');
                out.push_back(code);
            } else {
                out.push_back('\\');
                out.push_back(static_cast<uint8_t>(kind));
            }
        }
        if (reason) TRY(handle_decode_error_py(thread, bytes, "unicodeescape", errors, start, end, reason, out, &at));
    }
    return finish(thread, out, at, consumed);
}

Result<Str*> decode_raw_unicode_escape_py(Thread& thread, std::string_view bytes, std::string_view errors, Final final,
                                          size_t* consumed) {
    std::u32string out;
    size_t at = 0;
    while (at < bytes.size()) {
        char c = bytes[at];
        if (c != '\\') {
            out.push_back(static_cast<uint8_t>(c));
            ++at;
            continue;
        }
        if (at + 1 >= bytes.size()) {
            if (final == Final::kNo) return finish(thread, out, at, consumed);
            out.push_back('\\');
            ++at;
            continue;
        }
        char kind = bytes[at + 1];
        if (kind != 'u' && kind != 'U') {
            out.push_back('\\');
            out.push_back(static_cast<uint8_t>(kind));
            at += 2;
            continue;
        }
        int digits = kind == 'u' ? 4 : 8;
        uint32_t code;
        int count = read_hex(bytes, at + 2, digits, &code);
        size_t end = at + 2 + static_cast<size_t>(count);
        const char* reason = nullptr;
        if (count < digits) {
            if (final == Final::kNo && end == bytes.size()) return finish(thread, out, at, consumed);
            reason = kind == 'u' ? "truncated \\uXXXX escape" : "truncated \\UXXXXXXXX escape";
        } else if (code > 0x10ffff) {
            reason = "\\Uxxxxxxxx out of range";
        } else {
            out.push_back(code);
            at = end;
        }
        if (reason) TRY(handle_decode_error_py(thread, bytes, "rawunicodeescape", errors, at, end, reason, out, &at));
    }
    return finish(thread, out, at, consumed);
}

// ---- charmap ----
namespace {

// mapping[code], or Unbound when it has none (LookupError).
Result<Value> look_up_py(Thread& thread, Value mapping, uint32_t code) {
    if (auto* dict = mapping.as_if<Dict>()) return dict_get_py(thread, dict, Value::small(code));
    auto found = get_item_py(thread, mapping, Value::small(code));
    if (!found.failed()) return found;
    if (!clear_pending_if(thread, Exc::LookupError)) return kFailure;
    return Value::unbound();
}

// The bytes of one character: false when the mapping has none.
Result<bool> map_code_py(Thread& thread, Value mapping, uint32_t code, std::string& out) {
    Value to = TRY(look_up_py(thread, mapping, code));
    if (to.is_unbound() || to.is_none()) return false;
    if (is_int(thread, to)) {
        int64_t byte = TRY(index_int64_py(thread, to, OutOfRange::Clamp));
        if (byte < 0 || byte > 255) return raise(thread, Exc::TypeError, "character mapping must be in range(256)");
        out += static_cast<char>(byte);
        return true;
    }
    auto* bytes = as_kind<Bytes>(thread, to);
    if (!bytes)
        return raise(thread, Exc::TypeError, "character mapping must return integer, bytes or None, not {}",
                     type_name(thread, to));
    out += bytes->view();
    return true;
}

}  // namespace

Result<Bytes*> encode_charmap_py(Thread& thread, Str* string, std::string_view errors, Value mapping) {
    if (mapping.is_nothing() || mapping.is_none()) return encode_with_py(thread, string, Codec::Latin1, errors);
    TextView text = TRY(text_of(thread, string));
    std::string out;
    EncodeReplacement replacement;
    for (size_t at = 0; at < text.length;) {
        if (TRY(map_code_py(thread, mapping, text[at], out))) {
            ++at;
            continue;
        }
        size_t end = at + 1;
        std::string ignored;
        while (end < text.length && !TRY(map_code_py(thread, mapping, text[end], ignored))) ++end;
        constexpr const char* kReason = "character maps to <undefined>";
        TRY(handle_encode_error_py(thread, string, "charmap", errors, at, end, kReason, &replacement));
        out += replacement.bytes;
        for (char32_t code : replacement.text) {
            if (!TRY(map_code_py(thread, mapping, code, out)))
                return raise_encode_error(thread, "charmap", string, at, end, kReason);
        }
        at = replacement.resume;
    }
    return make_bytes(thread, out);
}

Result<Str*> decode_charmap_py(Thread& thread, std::string_view bytes, std::string_view errors, Value mapping) {
    if (mapping.is_nothing() || mapping.is_none()) return decode_with_py(thread, bytes, Codec::Latin1, errors);
    std::u32string out;
    auto* table = as_kind<Str>(thread, mapping);
    TextView codes;
    if (table) codes = TRY(text_of(thread, table));
    for (size_t at = 0; at < bytes.size();) {
        auto byte = static_cast<uint8_t>(bytes[at]);
        bool mapped = false;
        if (table) {
            mapped = byte < codes.length && codes[byte] != 0xfffe;
            if (mapped) out.push_back(codes[byte]);
        } else {
            Value to = TRY(look_up_py(thread, mapping, byte));
            if (!to.is_unbound() && !to.is_none()) {
                if (is_int(thread, to)) {
                    int64_t code = TRY(index_int64_py(thread, to, OutOfRange::Clamp));
                    if (code < 0 || code > 0x10ffff)
                        return raise(thread, Exc::TypeError, "character mapping must be in range(0x110000)");
                    mapped = code != 0xfffe;
                    if (mapped) out.push_back(static_cast<char32_t>(code));
                } else if (auto* text = as_kind<Str>(thread, to)) {
                    TextView part = TRY(text_of(thread, text));
                    mapped = !(part.length == 1 && part[0] == 0xfffe);
                    for (size_t i = 0; mapped && i < part.length; ++i) out.push_back(part[i]);
                } else {
                    return raise(thread, Exc::TypeError, "character mapping must return integer, None or str");
                }
            }
        }
        if (mapped) ++at;
        else
            TRY(handle_decode_error_py(thread, bytes, "charmap", errors, at, at + 1, "character maps to <undefined>",
                                       out, &at));
    }
    return make_str(thread, out);
}

}  // namespace krait::core

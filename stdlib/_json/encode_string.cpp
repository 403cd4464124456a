// Strings as JSON text.
#include <array>

#include "stdlib/_json/json.h"

namespace krait::core::json {

namespace {

constexpr uint64_t kOnes = 0x0101010101010101, kHighs = 0x8080808080808080;

// Of eight bytes: is one a control character, a quote, a backslash, DEL or not ASCII?
bool some_special(uint64_t word) {
    auto has_zero = [](uint64_t w) { return (w - kOnes) & ~w & kHighs; };
    uint64_t control = (word - kOnes * 0x20) & ~word;
    uint64_t found = control | has_zero(word ^ (kOnes * '"')) | has_zero(word ^ (kOnes * '\\')) |
                     has_zero(word ^ (kOnes * 0x7f)) | word;
    return found & kHighs;
}
constexpr std::array<bool, 256> make_plain() {
    std::array<bool, 256> plain{};
    for (int c = 0x20; c < 0x7f; ++c) plain[static_cast<size_t>(c)] = c != '"' && c != '\\';
    return plain;
}
constexpr std::array<bool, 256> kPlain = make_plain();

// How many bytes from the start need no escape and are ASCII.
size_t plain_prefix(const uint8_t* text, size_t length) {
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
        uint64_t word;
        memcpy(&word, text + i, 8);
        if (some_special(word)) break;
    }
    while (i < length && kPlain[text[i]]) ++i;
    return i;
}

void add_unicode_escape(std::string& out, uint32_t unit) {
    constexpr char kDigits[] = "0123456789abcdef";
    char text[] = {
        '\\', 'u', kDigits[unit >> 12 & 15], kDigits[unit >> 8 & 15], kDigits[unit >> 4 & 15], kDigits[unit & 15]};
    out.append(text, sizeof text);
}
void add_escape(std::string& out, uint32_t code) {
    switch (code) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
    }
    if (code < 0x10000) return add_unicode_escape(out, code);
    code -= 0x10000;
    add_unicode_escape(out, 0xd800 | code >> 10);
    add_unicode_escape(out, 0xdc00 | (code & 0x3ff));
}
bool needs_escape(uint32_t code) { return code < 0x20 || code == '"' || code == '\\'; }

Failure raise_no_string(Thread& thread, Value value) {
    return raise(thread, Exc::TypeError, "first argument must be a string, not {}", type_name(thread, value));
}

FUNCTION(json, encode_basestring, "encode_basestring(string, /)",
         "encode_basestring(string) -> string\n\nReturn a JSON representation of a Python string") {
    Str* string = as_kind<Str>(thread, args[0]);
    if (!string) return raise_no_string(thread, args[0]);
    Output output(thread);
    TRY(output.quoted(thread, string));
    return Value(TRY(output.finish(thread)));
}
FUNCTION(json, encode_basestring_ascii, "encode_basestring_ascii(string, /)",
         "encode_basestring_ascii(string) -> string\n\nReturn an ASCII-only JSON representation of a Python string") {
    Str* string = as_kind<Str>(thread, args[0]);
    if (!string) return raise_no_string(thread, args[0]);
    Output output(thread);
    TRY(output.quoted_ascii(thread, string));
    return Value(TRY(output.finish(thread)));
}

}  // namespace

const NativeSpec kEncodeString = json_encode_basestring;
const NativeSpec kEncodeAscii = json_encode_basestring_ascii;

Result<void> Output::add(Str* string) {
    const void* data = TRY(string->data(thread_));
    if (string->is_ascii()) {
        ascii({static_cast<const char*>(data), string->length()});
        return {};
    }
    flush();
    return builder_.add(string);
}

Result<void> Output::quoted_ascii(Thread& thread, Str* string) {
    TextView text = TRY(text_of(thread, string));
    ascii_ += '"';
    if (text.kind == 1) {
        auto* bytes = static_cast<const uint8_t*>(text.data);
        for (size_t i = 0;;) {
            size_t run = plain_prefix(bytes + i, text.length - i);
            ascii_.append(reinterpret_cast<const char*>(bytes + i), run);
            i += run;
            if (i >= text.length) break;
            add_escape(ascii_, bytes[i++]);
            if (ascii_.size() >= kFlushAt) flush();
        }
    } else {
        for (size_t i = 0; i < text.length; ++i) {
            uint32_t code = text[i];
            if (code < 0x7f && !needs_escape(code)) ascii_ += static_cast<char>(code);
            else add_escape(ascii_, code);
            if (ascii_.size() >= kFlushAt) {
                flush();
                TRY(thread.poll());
            }
        }
    }
    ascii("\"");
    return {};
}

Result<void> Output::quoted(Thread& thread, Str* string) {
    TextView text = TRY(text_of(thread, string));
    ascii_ += '"';
    size_t start = 0;
    auto add_run = [&](size_t end) -> Result<void> {
        if (start == end) return {};
        if (string->is_ascii()) {
            ascii({static_cast<const char*>(text.data) + start, end - start});
            return {};
        }
        flush();
        return builder_.add_range(string, start, end);
    };
    for (size_t i = 0; i < text.length; ++i) {
        if (text.kind == 1 && string->is_ascii()) {
            i += plain_prefix(static_cast<const uint8_t*>(text.data) + i, text.length - i);
            if (i >= text.length) break;
        }
        uint32_t code = text[i];
        if (!needs_escape(code)) continue;
        TRY(add_run(i));
        add_escape(ascii_, code);
        start = i + 1;
    }
    TRY(add_run(text.length));
    ascii("\"");
    return {};
}

Result<Str*> Output::finish(Thread& thread) {
    if (!flushed_) return make_str_of(thread, TextView(std::string_view(ascii_)), 0x7f);
    flush();
    return builder_.finish();
}

}  // namespace krait::core::json

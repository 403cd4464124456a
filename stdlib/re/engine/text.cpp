#include "stdlib/re/engine/text.h"

#include <cstdio>

namespace krait::regex {

void append_utf8(std::string& out, uint32_t c) {
    auto put = [&](uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | c >> 6);
        put(0x80 | (c & 63));
    } else if (c < 0x10000) {
        put(0xE0 | c >> 12);
        put(0x80 | (c >> 6 & 63));
        put(0x80 | (c & 63));
    } else {
        put(0xF0 | c >> 18);
        put(0x80 | (c >> 12 & 63));
        put(0x80 | (c >> 6 & 63));
        put(0x80 | (c & 63));
    }
}

std::string to_utf8(std::u32string_view text) {
    std::string result;
    for (char32_t c : text) append_utf8(result, c);
    return result;
}

std::string python_repr(std::u32string_view text, const UnicodeProperties& properties) {
    bool single = text.find(U'\'') != text.npos, twice = text.find(U'"') != text.npos;
    char quote = single && !twice ? '"' : '\'';
    std::string result(1, quote);
    for (uint32_t c : text) {
        char buffer[16];
        if (c == '\\' || c == static_cast<uint32_t>(quote)) {
            result += '\\';
            result += static_cast<char>(c);
        } else if (c == '\n') {
            result += "\\n";
        } else if (c == '\r') {
            result += "\\r";
        } else if (c == '\t') {
            result += "\\t";
        } else if (c < 0x7F ? c >= 0x20 : properties.is_printable(c)) {
            append_utf8(result, c);
        } else {
            std::snprintf(buffer, sizeof buffer, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
            result += buffer;
        }
    }
    result += quote;
    return result;
}

bool is_identifier(std::u32string_view name, const UnicodeProperties& properties) {
    if (name.empty()) return false;
    for (size_t i = 0; i < name.size(); ++i) {
        uint32_t c = name[i];
        bool fits;
        if (c < 0x80) {
            fits = is_ascii_letter(c) || c == '_' || (i > 0 && is_ascii_digit(c));
        } else {
            fits = i == 0 ? properties.is_identifier_start(c) : properties.is_identifier_continue(c);
        }
        if (!fits) return false;
    }
    return true;
}

bool parse_group_number(std::u32string_view digits, uint64_t& number) {
    if (digits.empty()) return false;
    number = 0;
    for (uint32_t c : digits) {
        if (!is_ascii_digit(c)) return false;
        if (number < uint64_t{1} << 50) number = number * 10 + (c - '0');
    }
    return true;
}

std::string canonical_number(std::u32string_view digits) {
    size_t start = digits.find_first_not_of(U'0');
    return start == digits.npos ? "0" : to_utf8(digits.substr(start));
}

CompileError make_error(const RegexText& text, std::string message, int64_t position) {
    CompileError error{.message = std::move(message), .position = position, .line = 1, .column = position + 1};
    for (size_t i = 0; i < text.length; ++i) {
        if (text.at(i) != '\n') continue;
        error.many_lines = true;
        if (static_cast<int64_t>(i) < position) {
            ++error.line;
            error.column = position - static_cast<int64_t>(i);
        }
    }
    return error;
}

}  // namespace krait::regex

// Small helpers on text: UTF-8 and repr() of names, for messages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "stdlib/re/engine/compile_error.h"
#include "stdlib/re/engine/regex_text.h"
#include "stdlib/re/engine/unicode_sets.h"

namespace krait::regex {

void append_utf8(std::string& out, uint32_t code_point);
std::string to_utf8(std::u32string_view text);
std::string python_repr(std::u32string_view text, const UnicodeProperties& properties);
bool is_identifier(std::u32string_view name, const UnicodeProperties& properties);

inline bool is_ascii_digit(uint32_t c) { return c - '0' < 10; }
inline bool is_octal_digit(uint32_t c) { return c - '0' < 8; }
inline bool is_hex_digit(uint32_t c) { return is_ascii_digit(c) || (c | 32) - 'a' < 6; }
inline bool is_ascii_letter(uint32_t c) { return (c | 32) - 'a' < 26; }

// "+12" -> nothing; only ASCII digits. Saturates far above any group number.
bool parse_group_number(std::u32string_view digits, uint64_t& number);
// The digits without leading zeros, as str(int(digits)).
std::string canonical_number(std::u32string_view digits);

CompileError make_error(const RegexText& text, std::string message, int64_t position);

}  // namespace krait::regex

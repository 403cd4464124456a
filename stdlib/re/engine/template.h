// The replacement text of sub() and expand(): literal pieces and groups. And which characters re.escape() escapes.
#pragma once

#include <string>
#include <vector>

#include "stdlib/re/engine/regex.h"

namespace krait::regex {

struct TemplatePiece {
    std::u32string text;
    int64_t group = -1;  // -1: the text
};

// Errors as CPython's: PatternError, or IndexError for an unknown name.
Result<std::vector<TemplatePiece>> parse_template(RegexText text, const Regex& regex,
                                                  const UnicodeProperties& properties, CompileError& error);

inline bool needs_escape(uint32_t c) {
    constexpr std::u32string_view kSpecial = U"\t\n\v\f\r #$&()*+-.?[\\]^{|}~";
    return c < 128 && kSpecial.find(static_cast<char32_t>(c)) != kSpecial.npos;
}

}  // namespace krait::regex

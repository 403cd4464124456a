// Tokens: what the lexer hands to the parser. A token holds no text, only where it stands in the source.
#pragma once

#include <cstdint>
#include <string_view>

namespace krait {

enum class TokenKind : uint8_t {
#define TOKEN(Kind, text) Kind,
#include "lexer/token.def"
};

std::string_view token_text(TokenKind kind);

// The keyword spelt `text`, or Name.
TokenKind keyword_kind(std::string_view text);

struct Token {
    TokenKind kind;
    uint8_t level;   // parentheses open after this token (at most 200)
    uint32_t start;  // byte offsets in SourceText::text
    uint32_t end;
    uint32_t line;  // counted from 1
    uint32_t end_line;
};

}  // namespace krait

// Source text made ready for the lexer: UTF-8, lines ended by '\n' alone, no byte order mark.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lexer/syntax_error.h"

namespace krait {

// Decodes bytes of a named encoding to UTF-8 (WTF-8 where it yields surrogates). On failure it fills `message`.
using SourceDecoder =
    std::function<bool(std::string_view encoding, std::string_view bytes, std::string* utf8, std::string* message)>;

enum class SourceKind : uint8_t {
    Bytes,  // a byte order mark or a declaration tells the encoding (Lexical analysis, "Encoding declarations")
    Text,   // already UTF-8 (or WTF-8): a declaration means nothing
};

class SourceText {
public:
    Result<void> load(std::string_view bytes, SourceKind kind, const SourceDecoder& decoder, SyntaxError* error);

    std::string_view text() const { return text_; }
    // The name in the encoding declaration, normalised ("utf-8", "iso-8859-1"); "utf-8" where there is none.
    std::string_view encoding() const { return encoding_; }
    uint32_t line_count() const { return static_cast<uint32_t>(line_starts_.size()); }
    uint32_t line_start(uint32_t line) const;
    std::string_view line(uint32_t line) const;  // with its '\n'
    uint32_t column(uint32_t line, uint32_t offset) const { return offset - line_start(line); }
    // Characters in the line before a byte offset.
    uint32_t character_column(uint32_t line, uint32_t offset) const;

private:
    void normalize_newlines(std::string_view bytes);

    std::string text_;
    std::string encoding_ = "utf-8";
    std::vector<uint32_t> line_starts_;
};

// The offset of the first byte that is no valid UTF-8, or npos.
size_t find_invalid_utf8(std::string_view bytes, SourceKind kind);

}  // namespace krait

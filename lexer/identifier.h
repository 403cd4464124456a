// Which characters an identifier may hold (Lexical analysis, "Names": XID_Start and XID_Continue after NFKC).
#pragma once

#include <cstdint>
#include <string_view>

namespace krait {

struct CodePointRange {
    uint32_t first;
    uint32_t last;
};

// For code points from U+0080 on.
bool is_identifier_start(uint32_t code_point);
bool is_identifier_continue(uint32_t code_point);
bool is_printable(uint32_t code_point);

// Decodes one code point of valid UTF-8 (or WTF-8) at text[at] and moves `at` past it.
uint32_t next_code_point(std::string_view text, size_t& at);

// Writes a code point as UTF-8, a surrogate by three bytes; returns the number of bytes (1 to 4).
int encode_code_point(uint32_t code_point, char* out);

}  // namespace krait

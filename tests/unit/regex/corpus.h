// Reading of data/corpus.txt (its format is told in make_corpus.py), and texts in each width.
#pragma once

#include <string>
#include <vector>

#include "stdlib/re/engine/regex_text.h"

namespace krait::regex {

std::u32string unquote(const std::string& field);
std::vector<std::string> fields_of(const std::string& line);

// A text stored with `kind` bytes for a code point; 0: the fewest.
class StoredText {
public:
    explicit StoredText(std::u32string text, int kind = 0, bool is_bytes = false);
    explicit StoredText(const char* text)
        : StoredText(std::u32string(text, text + std::char_traits<char>::length(text))) {}
    explicit StoredText(const char32_t* text, int kind = 0) : StoredText(std::u32string(text), kind) {}
    operator RegexText() const { return {bytes_.data(), length_, kind_, ascii_, is_bytes_}; }
    static int least_kind(const std::u32string& text);

private:
    std::string bytes_;
    size_t length_;
    int kind_;
    bool ascii_ = true;
    bool is_bytes_;
};

}  // namespace krait::regex

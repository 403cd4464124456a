// Numbers, strings and the text of f- and t-strings.
#include "lexer/identifier.h"
#include "lexer/lexer.h"

namespace krait {

namespace {
constexpr size_t kMaxOpenStrings = 150;
constexpr uint16_t kMaxNestedFields = 3;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_radix_digit(char c, int radix) {
    if (radix == 16) return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
    return c >= '0' && c < '0' + radix;
}
}  // namespace

// After a number may stand a keyword that begins with a letter (`1if x else y`), which is deprecated; no other name.
Result<void> Lexer::end_number(const char* name) {
    std::string_view rest = text_.substr(cursor_);
    for (std::string_view keyword : {"and", "else", "for", "if", "in", "is", "not", "or"}) {
        if (!rest.starts_with(keyword)) continue;
        ++cursor_;
        auto warned = warn(std::string("invalid ") + name + " literal", cursor_ - 1);
        --cursor_;
        return warned;
    }
    if (rest.empty()) return ok();
    char c = rest[0];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || is_digit(c);
    if (static_cast<uint8_t>(c) >= 0x80) {
        size_t i = 0;
        uint32_t code_point = next_code_point(rest, i);
        letter = is_identifier_continue(code_point);
    }
    if (letter) return fail_here(std::string("invalid ") + name + " literal");
    return ok();
}

// Decimal digits with single underscores between them, from *at on.
Result<void> Lexer::lex_digits(uint32_t* at_offset, const char* name) {
    for (;;) {
        while (is_digit(at(*at_offset))) ++*at_offset;
        if (at(*at_offset) != '_') return ok();
        ++*at_offset;
        if (!is_digit(at(*at_offset))) {
            cursor_ = *at_offset;
            return fail_here(std::string("invalid ") + name + " literal");
        }
    }
}

Result<void> Lexer::lex_radix(int radix, const char* name) {
    uint32_t start = cursor_;
    cursor_ += 2;
    do {
        if (at(cursor_) == '_') ++cursor_;
        if (!is_radix_digit(at(cursor_), radix)) {
            if (radix != 16 && is_digit(at(cursor_))) {
                ++cursor_;
                return fail_here(std::string("invalid digit '") + at(cursor_ - 1) + "' in " + name + " literal");
            }
            return fail_here(std::string("invalid ") + name + " literal");
        }
        while (is_radix_digit(at(cursor_), radix)) ++cursor_;
    } while (at(cursor_) == '_');
    if (radix != 16 && is_digit(at(cursor_))) {
        ++cursor_;
        return fail_here(std::string("invalid digit '") + at(cursor_ - 1) + "' in " + name + " literal");
    }
    TRY(end_number(name));
    push(TokenKind::Number, start);
    return ok();
}

Result<void> Lexer::lex_number() {
    uint32_t start = cursor_;
    if (at(start) == '0') {
        switch (at(start + 1) | 0x20) {
        case 'x': return lex_radix(16, "hexadecimal");
        case 'o': return lex_radix(8, "octal");
        case 'b': return lex_radix(2, "binary");
        default: break;
        }
    }
    const char* name = "decimal";
    uint32_t end = start;
    bool integer = true;
    if (is_digit(at(end))) TRY(lex_digits(&end, name));
    uint32_t whole_end = end;
    if (at(end) == '.') {
        integer = false;
        ++end;
        if (is_digit(at(end))) TRY(lex_digits(&end, name));
    }
    if ((at(end) | 0x20) == 'e') {
        uint32_t exponent = end + 1;
        bool sign = at(exponent) == '+' || at(exponent) == '-';
        if (sign) ++exponent;
        if (is_digit(at(exponent))) {
            integer = false;
            end = exponent;
            TRY(lex_digits(&end, name));
        } else if (sign) {
            cursor_ = exponent;
            return fail_here("invalid decimal literal");
        }
    }
    cursor_ = end;
    if ((at(end) | 0x20) == 'j') {
        integer = false;
        ++cursor_;
        name = "imaginary";
    }
    if (integer && at(start) == '0') {
        uint32_t zeros = start;
        while (at(zeros) == '0' || at(zeros) == '_') ++zeros;
        if (zeros < whole_end)
            return fail_range("leading zeros in decimal integer literals are not permitted; "
                              "use an 0o prefix for octal integers",
                              start, zeros);
    }
    TRY(end_number(name));
    if (integer && options_.max_int_digits && whole_end - start > options_.max_int_digits)
        TRY(check_int_digits(start, whole_end));
    push(TokenKind::Number, start);
    return ok();
}

// Converting a decimal number takes quadratic time: as int() does, the length is limited.
Result<void> Lexer::check_int_digits(uint32_t start, uint32_t end) {
    uint32_t digits = 0;
    bool zero = true;
    for (uint32_t i = start; i < end; ++i) {
        digits += at(i) != '_';
        zero &= at(i) == '0' || at(i) == '_';
    }
    if (zero || digits <= options_.max_int_digits) return ok();
    fail_at("Exceeds the limit (" + std::to_string(options_.max_int_digits) +
                " digits) for integer string conversion: value has " + std::to_string(digits) +
                " digits; use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge "
                "integer literals to avoid decimal conversion limits.",
            line_, start, 0);
    error_.offset = error_.end_offset = 0;
    return kFailure;
}

Result<void> Lexer::lex_string(uint32_t start, std::string_view prefix) {
    char quote = at(cursor_);
    bool triple = at(cursor_ + 1) == quote && at(cursor_ + 2) == quote;
    uint32_t start_line = line_;
    bool is_format = false, is_template = false, raw = false;
    for (char c : prefix) {
        is_format |= (c | 0x20) == 'f';
        is_template |= (c | 0x20) == 't';
        raw |= (c | 0x20) == 'r';
    }
    cursor_ += triple ? 3 : 1;
    if (is_format || is_template) {
        if (strings_.size() + 1 >= kMaxOpenStrings) return fail_here("too many nested f-strings or t-strings");
        strings_.push_back(
            {quote, triple, raw, is_template, false, 0, static_cast<uint32_t>(parentheses_.size()), start, line_});
        push(is_template ? TokenKind::TStringStart : TokenKind::FStringStart, start);
        return ok();
    }
    bool quote_escaped = false;
    for (;;) {
        char c = at(cursor_);
        bool ended = at_end() || (c == '\n' && !triple);
        if (ended) {
            if (in_field() && strings_.back().quote == quote && strings_.back().triple == triple) {
                line_ = start_line;
                cursor_ = start + 1;
                return fail_here(std::string(strings_.back().is_template ? "t" : "f") + "-string: expecting '}'");
            }
            uint32_t last = at_end() && line_ > 1 && text_.ends_with('\n') ? line_ - 1 : line_;
            std::string detected = " (detected at line " + std::to_string(last) + ")";
            ended_too_early_ = triple || at_end();
            std::string message =
                triple          ? "unterminated triple-quoted string literal" + detected
                : quote_escaped ? "unterminated string literal" + detected + "; perhaps you escaped the end quote?"
                                : "unterminated string literal" + detected;
            fail_at(std::move(message), start_line, start, 0);
            error_.end_offset = error_.offset;
            return kFailure;
        }
        ++cursor_;
        if (c == quote) {
            if (!triple) break;
            if (at(cursor_) == quote && at(cursor_ + 1) == quote) {
                cursor_ += 2;
                break;
            }
        } else if (c == '\n') {
            ++line_;
        } else if (c == '\\') {
            if (at(cursor_) == quote) quote_escaped = true;
            if (at(cursor_) == '\n') ++line_;
            if (!at_end()) ++cursor_;
        }
    }
    push(TokenKind::String, start, start_line);
    return ok();
}

// Text of an f- or t-string up to the next replacement field, the end of the field (in a format specification) or the
// closing quote. `{{` and `}}` stay in the token, the parser reads them as one brace.
Result<void> Lexer::lex_string_text() {
    OpenString& string = strings_.back();
    const std::string letter = string.is_template ? "t" : "f";
    uint32_t start = cursor_, start_line = line_;
    auto emit = [&] {
        if (cursor_ > start) push(TokenKind::FStringMiddle, start, start_line);
    };
    for (;;) {
        char c = at(cursor_);
        bool closes = c == string.quote && (!string.triple || (at(cursor_ + 1) == c && at(cursor_ + 2) == c));
        if (at_end() || (c == '\n' && !string.triple)) {
            if (string.in_format_spec && !string.triple) {
                ++cursor_;
                auto offset = static_cast<int32_t>(source_.character_column(line_, cursor_ - 1)) + 1;
                if (c == '\n' || tokens_.back().kind == TokenKind::Colon || start < cursor_ - 1) {
                    fail_at(letter + "-string: newlines are not allowed in format specifiers for single quoted " +
                                letter + "-strings",
                            line_, start, 0);
                    error_.offset = error_.end_offset = offset;
                    return kFailure;
                }
            }
            uint32_t last = at_end() && line_ > 1 && text_.ends_with('\n') ? line_ - 1 : line_;
            ended_too_early_ = string.triple;
            fail_at("unterminated " + std::string(string.triple ? "triple-quoted " : "") + letter +
                        "-string literal (detected at line " + std::to_string(last) + ")",
                    string.line, string.start, 0);
            error_.end_offset = error_.offset;
            return kFailure;
        }
        if (closes) {
            // Within a format specification the quote ends the string too: the parser misses the brace.
            emit();
            uint32_t quote_start = cursor_;
            cursor_ += string.triple ? 3 : 1;
            while (parentheses_.size() > string.level_outside) parentheses_.pop_back();
            strings_.pop_back();
            push(TokenKind::FStringEnd, quote_start);
            return ok();
        }
        if (c == '{') {
            if (!string.in_format_spec && at(cursor_ + 1) == '{') {
                cursor_ += 2;
                continue;
            }
            emit();
            if (string.fields >= kMaxNestedFields) return fail_here(letter + "-string: expressions nested too deeply");
            ++string.fields;
            string.in_format_spec = false;
            return open_parenthesis('{');
        }
        if (c == '}') {
            if (string.in_format_spec) {
                emit();
                string.in_format_spec = false;
                return close_parenthesis('}');
            }
            if (at(cursor_ + 1) == '}') {
                cursor_ += 2;
                continue;
            }
            ++cursor_;
            return fail_here(letter + "-string: single '}' is not allowed");
        }
        ++cursor_;
        if (c == '\n') {
            ++line_;
        } else if (c == '\\') {
            char escaped = at(cursor_);
            if (escaped == '{' || escaped == '}') continue;
            // \N{NAME} is one escape, its braces open no field.
            if (!string.raw && escaped == 'N' && at(cursor_ + 1) == '{') {
                size_t end = std::min(text_.find_first_of("}\n\"'", cursor_ + 2), text_.size());
                cursor_ = static_cast<uint32_t>(end) + (end < text_.size() && text_[end] == '}' ? 1 : 0);
                continue;
            }
            if (escaped == '\n') ++line_;
            if (!at_end()) ++cursor_;
        }
    }
}

}  // namespace krait

#include "lexer/lexer.h"

#include <cstring>

#include "lexer/identifier.h"

namespace krait {

namespace {
constexpr size_t kMaxIndents = 100;
constexpr size_t kMaxParentheses = 200;

bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<uint8_t>(c) >= 0x80;
}
bool is_name_continue(char c) { return is_name_start(c) || (c >= '0' && c <= '9'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
}  // namespace

Failure Lexer::fail_at(std::string message, uint32_t line, uint32_t start, int32_t end_offset) {
    error_.message = std::move(message);
    error_.line = error_.end_line = static_cast<int32_t>(line);
    error_.offset = static_cast<int32_t>(source_.character_column(line, start)) + 1;
    error_.end_offset = end_offset;
    // CPython's tokenizer cuts the line at its end; what its parser places (see keep_line_end) has the line end.
    std::string_view whole = source_.line(line);
    if (whole.ends_with('\n')) whole.remove_suffix(1);
    error_.text = whole;
    overrides_grammar_ = strings_.empty();
    cursor_ = std::min<uint32_t>(cursor_, static_cast<uint32_t>(text_.size()));
    push(TokenKind::Error, cursor_);
    return kFailure;
}

Failure Lexer::fail_here(std::string message) {
    fail_at(std::move(message), line_, cursor_, 0);
    error_.end_offset = --error_.offset;
    return kFailure;
}

Failure Lexer::fail_range(std::string message, uint32_t start, uint32_t end) {
    return fail_at(std::move(message), line_, start, static_cast<int32_t>(source_.character_column(line_, end)) + 1);
}

Failure Lexer::fail_indentation(SyntaxErrorKind kind, std::string message, int32_t offset, int32_t end_offset) {
    fail_at(std::move(message), line_, cursor_, end_offset);
    error_.kind = kind;
    overrides_grammar_ = false;
    error_.offset = offset;
    keep_line_end();
    return kFailure;
}

void Lexer::keep_line_end() {
    error_.text = source_.line(static_cast<uint32_t>(error_.line));
    if (!error_.text.ends_with('\n')) error_.text += '\n';
}

Result<void> Lexer::warn(std::string_view message, uint32_t start) {
    if (!options_.warn) return ok();
    Span where{{line_, source_.column(line_, start)}, {line_, source_.column(line_, cursor_)}};
    if (!options_.warn(message, where)) return fail_range(std::string(message), start, cursor_);
    return ok();
}

Result<void> Lexer::run() {
    tokens_.reserve(text_.size() / 4 + 8);
    for (uint32_t work = 1; !at_end(); ++work) {
        if ((work & 4095) == 0 && options_.go_on && !options_.go_on()) return fail_at("stopped", line_, cursor_, 0);
        if (in_string_text()) {
            TRY(lex_string_text());
        } else {
            if (at_line_start_) {
                TRY(lex_line_start());
                if (at_end()) break;
            }
            TRY(lex_token());
        }
    }
    return finish();
}

Result<void> Lexer::finish() {
    if (in_string_text()) {
        // The text ended in an open string; lex_string_text reports it.
        TRY(lex_string_text());
    }
    if (!parentheses_.empty()) {
        ended_in_parenthesis_ = true;
        const Parenthesis& open = parentheses_.back();
        fail_at(std::string("'") + open.character + "' was never closed", open.line, open.offset, 0);
        if (open.line >= source_.line_count()) keep_line_end();
        return kFailure;
    }
    bool interactive = options_.end == TextEnd::Interactive;
    bool had_tokens = !tokens_.empty();
    bool ended_line = at_line_start_ && (!interactive || text_.ends_with('\n') || !had_tokens);
    if (!ended_line) push(TokenKind::Newline, cursor_);
    if (interactive && !ended_line && !options_.imply_dedent) indents_.resize(1);
    bool closed_block = indents_.size() > 1;
    for (; indents_.size() > 1; indents_.pop_back()) push(TokenKind::Dedent, cursor_);
    if (interactive && (ended_line ? had_tokens : closed_block)) push(TokenKind::Newline, cursor_);
    push(TokenKind::EndMarker, cursor_);
    return ok();
}

// Measures the indentation of a line, skips lines that hold nothing, and emits Indent and Dedent.
Result<void> Lexer::lex_line_start() {
    at_line_start_ = false;
    uint32_t column = 0, alternative = 0;
    bool continued = false;
    for (;;) {
        char c = at(cursor_);
        if (c == ' ') {
            ++column, ++alternative, ++cursor_;
        } else if (c == '\t') {
            column = (column / 8 + 1) * 8, ++alternative, ++cursor_;
        } else if (c == '\f') {
            column = alternative = 0, ++cursor_;
        } else if (c == '\\' && at(cursor_ + 1) == '\n') {
            // The indentation is that of the first physical line, unless it has none.
            if (cursor_ + 2 >= text_.size()) break;
            cursor_ += 2, ++line_;
            if (!continued && column > 0) {
                while (at(cursor_) == ' ' || at(cursor_) == '\t' || at(cursor_) == '\f') ++cursor_;
                if (at(cursor_) != '\\') break;
            }
            continued = continued || column > 0;
        } else {
            break;
        }
    }
    if (at_end()) {
        at_line_start_ = true;
        return ok();
    }
    char c = at(cursor_);
    if (c == '#' || c == '\n') return ok();
    if (column == indents_.back().column) {
        if (alternative != indents_.back().alternative)
            return fail_indentation(SyntaxErrorKind::TabError, "inconsistent use of tabs and spaces in indentation", 1,
                                    0);
        return ok();
    }
    if (column > indents_.back().column) {
        if (indents_.size() >= kMaxIndents)
            return fail_indentation(SyntaxErrorKind::IndentationError, "too many levels of indentation", 1, 0);
        if (alternative <= indents_.back().alternative)
            return fail_indentation(SyntaxErrorKind::TabError, "inconsistent use of tabs and spaces in indentation", 1,
                                    0);
        indents_.push_back({column, alternative});
        push(TokenKind::Indent, cursor_);
        return ok();
    }
    size_t level = indents_.size() - 1;
    while (column < indents_[level].column) --level;
    if (column != indents_[level].column) {
        auto width = static_cast<int32_t>(source_.character_column(line_, source_.line_start(line_ + 1)));
        return fail_indentation(SyntaxErrorKind::IndentationError,
                                "unindent does not match any outer indentation level",
                                width + (text_.ends_with('\n') || line_ < source_.line_count() ? 0 : 1), -1);
    }
    if (alternative != indents_[level].alternative)
        return fail_indentation(SyntaxErrorKind::TabError, "inconsistent use of tabs and spaces in indentation", 1, 0);
    while (indents_.size() > level + 1) {
        indents_.pop_back();
        push(TokenKind::Dedent, cursor_);
    }
    return ok();
}

Result<void> Lexer::lex_token() {
    char c = at(cursor_);
    while (c == ' ' || c == '\t' || c == '\f') c = at(++cursor_);
    if (at_end()) return ok();
    if (is_name_start(c)) return lex_name_or_string();
    uint32_t start = cursor_;
    switch (c) {
    case '\n': {
        ++cursor_;
        bool nothing_on_line = tokens_.empty() || tokens_.back().kind == TokenKind::Newline ||
                               tokens_.back().kind == TokenKind::Indent || tokens_.back().kind == TokenKind::Dedent ||
                               tokens_.back().kind == TokenKind::BlankNewline;
        if (!nothing_on_line && tokens_.back().kind == TokenKind::Comment) {
            size_t before = tokens_.size() - 1;
            nothing_on_line = before == 0 || tokens_[before - 1].kind == TokenKind::Newline ||
                              tokens_[before - 1].kind == TokenKind::BlankNewline ||
                              tokens_[before - 1].kind == TokenKind::Dedent;
        }
        if (!parentheses_.empty() || nothing_on_line) {
            if (options_.trivia == Trivia::Keep) push(TokenKind::BlankNewline, start);
        } else {
            // A comment before the line end belongs to the token, as in CPython.
            push(TokenKind::Newline, comment_end_ == start && start > 0 ? comment_start_ : start);
        }
        if (parentheses_.empty()) at_line_start_ = true;
        ++line_;
        return ok();
    }
    case '#': {
        size_t end = text_.find('\n', cursor_);
        cursor_ = static_cast<uint32_t>(end == text_.npos ? text_.size() : end);
        comment_start_ = start;
        comment_end_ = cursor_;
        if (options_.type_comments && !in_field() && lex_type_comment(start)) return ok();
        if (in_field()) field_comments_.push_back({start, cursor_});
        if (options_.trivia == Trivia::Keep) push(TokenKind::Comment, start);
        if (at_end() && parentheses_.empty() && (tokens_.empty() || tokens_.back().kind == TokenKind::Newline))
            at_line_start_ = true;
        return ok();
    }
    case '\\':
        if (at(cursor_ + 1) != '\n' && cursor_ + 1 < text_.size()) {
            ++cursor_;
            fail_at("unexpected character after line continuation character", line_, cursor_, 0);
            keep_line_end();
            overrides_grammar_ = false;
            return kFailure;
        }
        if (cursor_ + 2 >= text_.size()) {
            ended_too_early_ = true;
            ++cursor_;
            if (!parentheses_.empty()) return cursor_ = static_cast<uint32_t>(text_.size()), ok();
            auto offset = static_cast<int32_t>(source_.character_column(line_, cursor_)) + 1;
            fail_at("unexpected EOF while parsing", line_, cursor_, -1);
            error_.offset = offset;
            keep_line_end();
            overrides_grammar_ = false;
            return kFailure;
        }
        cursor_ += 2;
        ++line_;
        return ok();
    case '"':
    case '\'': return lex_string(start, {});
    case '.':
        if (is_digit(at(cursor_ + 1))) return lex_number();
        break;
    default:
        if (is_digit(c)) return lex_number();
    }
    return lex_operator();
}

// The comment from `start` to the cursor, if it is a type comment: a token of its own.
bool Lexer::lex_type_comment(uint32_t start) {
    auto skip_blanks = [&](uint32_t at) {
        while (at < cursor_ && (text_[at] == ' ' || text_[at] == '\t')) ++at;
        return at;
    };
    uint32_t at = skip_blanks(start + 1);
    if (!text_.substr(at, cursor_ - at).starts_with("type:")) return false;
    uint32_t text = skip_blanks(at + 5);
    std::string_view rest = text_.substr(text, cursor_ - text);
    if (rest.starts_with("ignore")) {
        char after = rest.size() > 6 ? rest[6] : ' ';
        if (after == '_' || (!is_name_start(after) && !is_digit(after))) {
            type_ignores_.push_back({line_, {text + 6, cursor_}});
            return false;
        }
    }
    push(TokenKind::TypeComment, text);
    return true;
}

Result<void> Lexer::lex_name_or_string() {
    uint32_t start = cursor_;
    bool ascii = true;
    char c = at(cursor_);
    while (is_name_continue(c)) {
        ascii = ascii && static_cast<uint8_t>(c) < 0x80;
        c = at(++cursor_);
    }
    std::string_view name = text_.substr(start, cursor_ - start);
    if ((c == '"' || c == '\'') && name.size() <= 4) {
        bool b = false, u = false, r = false, f = false, t = false, is_prefix = true;
        for (char letter : name) {
            bool* seen = nullptr;
            switch (letter | 0x20) {
            case 'b': seen = &b; break;
            case 'u': seen = &u; break;
            case 'r': seen = &r; break;
            case 'f': seen = &f; break;
            case 't': seen = &t; break;
            default: break;
            }
            if (!seen || *seen) {
                is_prefix = false;
                break;
            }
            *seen = true;
        }
        if (is_prefix) {
            auto clash = [&](char first, char second) {
                return fail_range(std::string("'") + first + "' and '" + second + "' prefixes are incompatible", start,
                                  cursor_);
            };
            if (u && b) return clash('u', 'b');
            if (u && r) return clash('u', 'r');
            if (u && f) return clash('u', 'f');
            if (u && t) return clash('u', 't');
            if (b && f) return clash('b', 'f');
            if (b && t) return clash('b', 't');
            if (f && t) return clash('f', 't');
            return lex_string(start, name);
        }
    }
    if (ascii) {
        push(keyword_kind(name), start);
        return ok();
    }
    for (size_t i = 0; i < name.size();) {
        size_t character = i;
        uint32_t code_point = next_code_point(name, i);
        bool valid = code_point < 0x80 ||
                     (character == 0 ? is_identifier_start(code_point) : is_identifier_continue(code_point));
        if (valid) continue;
        cursor_ = start + static_cast<uint32_t>(i);
        char number[16];
        snprintf(number, sizeof number, "U+%04X", code_point);
        if (!is_printable(code_point)) return fail_here(std::string("invalid non-printable character ") + number);
        return fail_here("invalid character '" + std::string(name.substr(character, i - character)) + "' (" + number +
                         ")");
    }
    push(TokenKind::Name, start);
    return ok();
}

Result<void> Lexer::lex_operator() {
    uint32_t start = cursor_;
    char c = at(cursor_), next = at(cursor_ + 1), third = at(cursor_ + 2);
    using enum TokenKind;
    auto emit = [&](TokenKind kind, uint32_t length) -> Result<void> {
        cursor_ += length;
        push(kind, start);
        return ok();
    };
    auto with_equal = [&](TokenKind plain, TokenKind equal) { return next == '=' ? emit(equal, 2) : emit(plain, 1); };
    auto doubled = [&](TokenKind plain, TokenKind equal, TokenKind twice, TokenKind twice_equal) {
        if (next == c) return third == '=' ? emit(twice_equal, 3) : emit(twice, 2);
        return with_equal(plain, equal);
    };
    switch (c) {
    case '(':
    case '[':
    case '{': return open_parenthesis(c);
    case ')':
    case ']':
    case '}': return close_parenthesis(c);
    case ':':
        if (at_field_level()) {
            cursor_ += 1;
            push(Colon, start);
            strings_.back().in_format_spec = true;
            return ok();
        }
        return with_equal(Colon, ColonEqual);
    case ',': return emit(Comma, 1);
    case ';': return emit(Semicolon, 1);
    case '~': return emit(Tilde, 1);
    case '.': return next == '.' && third == '.' ? emit(Ellipsis, 3) : emit(Dot, 1);
    case '+': return with_equal(Plus, PlusEqual);
    case '-': return next == '>' ? emit(Arrow, 2) : with_equal(Minus, MinusEqual);
    case '*': return doubled(Star, StarEqual, DoubleStar, DoubleStarEqual);
    case '/': return doubled(Slash, SlashEqual, DoubleSlash, DoubleSlashEqual);
    case '<': return next == '>' ? emit(LessGreater, 2) : doubled(Less, LessEqual, LeftShift, LeftShiftEqual);
    case '>': return doubled(Greater, GreaterEqual, RightShift, RightShiftEqual);
    case '|': return with_equal(Bar, BarEqual);
    case '&': return with_equal(Ampersand, AmpersandEqual);
    case '^': return with_equal(Caret, CaretEqual);
    case '%': return with_equal(Percent, PercentEqual);
    case '@': return with_equal(At, AtEqual);
    case '=': return with_equal(Equal, EqualEqual);
    case '!': return with_equal(Exclamation, NotEqual);
    default: return lex_other_character();
    }
}

Result<void> Lexer::open_parenthesis(char c) {
    uint32_t start = cursor_;
    if (parentheses_.size() >= kMaxParentheses) {
        ++cursor_;
        return fail_here("too many nested parentheses");
    }
    ++cursor_;
    parentheses_.push_back({c, line_, start});
    push(c == '(' ? TokenKind::LeftParen : c == '[' ? TokenKind::LeftBracket : TokenKind::LeftBrace, start);
    return ok();
}

Result<void> Lexer::close_parenthesis(char c) {
    uint32_t start = cursor_++;
    if (at_field_level() && c != '}')
        return fail_here(std::string(strings_.back().is_template ? "t" : "f") + "-string: unmatched '" + c + "'");
    if (parentheses_.empty()) return fail_here(std::string("unmatched '") + c + "'");
    const Parenthesis& open = parentheses_.back();
    bool matches = (open.character == '(' && c == ')') || (open.character == '[' && c == ']') ||
                   (open.character == '{' && c == '}');
    if (!matches) {
        std::string message =
            std::string("closing parenthesis '") + c + "' does not match opening parenthesis '" + open.character + "'";
        if (open.line != line_) message += " on line " + std::to_string(open.line);
        return fail_here(message);
    }
    if (at_field_level()) {
        OpenString& string = strings_.back();
        --string.fields;
        string.in_format_spec = string.fields > 0;
    }
    parentheses_.pop_back();
    push(c == ')' ? TokenKind::RightParen : c == ']' ? TokenKind::RightBracket : TokenKind::RightBrace, start);
    return ok();
}

Result<void> Lexer::lex_other_character() {
    uint32_t start = cursor_++;
    auto c = static_cast<uint8_t>(at(start));
    if (c < 0x20 || c == 0x7F) {
        char number[16];
        snprintf(number, sizeof number, "U+%04X", c);
        return fail_here(std::string("invalid non-printable character ") + number);
    }
    push(TokenKind::Unknown, start);
    return ok();
}

}  // namespace krait

// The lexer: source text to an array of tokens (Lexical analysis; PEP 701 and 750 for f- and t-strings).
//
// 1. The whole text is lexed before it is parsed, because CPython reports a lexical error anywhere in the file before any
//    error of grammar. The array ends with EndMarker, or with Error when error() tells what is wrong.
// 2. A token is offsets and a kind: its text is read from the source where somebody wants it.
// 3. f-strings need no help from the parser: a stack of open strings tells whether the next character is text, the
//    expression of a replacement field, or its format specification.
// 4. At the end of the text with a parenthesis open the array ends with Error, and unclosed() names the parenthesis: the
//    parser decides whether its own error comes first.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/source.h"
#include "lexer/source_text.h"
#include "lexer/token.h"

namespace krait {

using WarningCallback = std::function<bool(std::string_view message, Span where)>;

enum class Trivia : uint8_t { Drop, Keep };
// How the text ends: Implicit adds the missing last newline; Interactive ends a statement as the REPL does, where a
// compound statement needs a line end of its own after its block.
enum class TextEnd : uint8_t { Implicit, Interactive };

struct LexerOptions {
    Trivia trivia = Trivia::Drop;
    TextEnd end = TextEnd::Implicit;
    bool imply_dedent = true;     // Interactive: blocks open where the text ends without a line end are closed
    bool type_comments = false;   // PEP 484: `# type:` is a token, `# type: ignore` is remembered
    WarningCallback warn;         // a SyntaxWarning; false makes it an error
    std::function<bool()> go_on;  // asked once in a while; false ends it
    uint32_t max_int_digits = 0;  // of a decimal literal; 0: any number
};

class Lexer {
public:
    Lexer(const SourceText& source, const LexerOptions& options, std::vector<Token>& tokens)
        : source_(source), text_(source.text()), options_(options), tokens_(tokens) {}

    // Fills the array; fails where it ends with Error.
    Result<void> run();

    const SyntaxError& error() const { return error_; }
    struct Parenthesis {
        char character;
        uint32_t line;
        uint32_t offset;
    };
    // The innermost parenthesis open at the end of the text, when that is what stopped the lexer.
    const Parenthesis* unclosed() const { return ended_in_parenthesis_ ? &parentheses_.back() : nullptr; }
    // The text ended within a triple-quoted string or after a backslash: more lines could mend it.
    bool ended_too_early() const { return ended_too_early_ || ended_in_parenthesis_; }
    // Whether the error is told rather than an error of grammar before it. CPython's way: those found outside f-strings.
    bool overrides_grammar() const { return overrides_grammar_; }
    // Comments inside the replacement fields of f-strings, which are no part of the text of an expression.
    struct Range {
        uint32_t start;
        uint32_t end;
    };
    const std::vector<Range>& field_comments() const { return field_comments_; }
    // `# type: ignore` comments: where, and what follows the word.
    struct TypeIgnore {
        uint32_t line;
        Range tag;
    };
    const std::vector<TypeIgnore>& type_ignores() const { return type_ignores_; }

private:
    struct OpenString {
        char quote;
        bool triple;
        bool raw;
        bool is_template;
        bool in_format_spec;
        uint16_t fields;         // nested replacement fields open in this string
        uint32_t level_outside;  // parentheses open where the string began
        uint32_t start;
        uint32_t line;
    };

    Result<void> lex_line_start();
    Result<void> lex_token();
    bool lex_type_comment(uint32_t start);
    Result<void> lex_string_text();
    Result<void> lex_name_or_string();
    Result<void> lex_string(uint32_t start, std::string_view prefix);
    Result<void> lex_number();
    Result<void> check_int_digits(uint32_t start, uint32_t end);
    Result<void> lex_radix(int radix, const char* name);
    Result<void> lex_digits(uint32_t* at, const char* name);
    Result<void> end_number(const char* name);
    Result<void> lex_operator();
    Result<void> open_parenthesis(char character);
    Result<void> close_parenthesis(char character);
    Result<void> lex_other_character();
    Result<void> finish();

    char at(uint32_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }
    bool at_end() const { return cursor_ >= text_.size(); }
    bool in_field() const { return !strings_.empty(); }
    // Directly within the braces of the innermost open string's field, in no parentheses of the expression.
    bool at_field_level() const {
        return in_field() && parentheses_.size() == strings_.back().level_outside + strings_.back().fields;
    }
    bool in_string_text() const {
        if (strings_.empty()) return false;
        const OpenString& string = strings_.back();
        return string.in_format_spec || string.fields == 0;
    }
    void push(TokenKind kind, uint32_t start) { push(kind, start, line_); }
    void push(TokenKind kind, uint32_t start, uint32_t start_line) {
        tokens_.push_back({kind, static_cast<uint8_t>(parentheses_.size()), start, cursor_, start_line, line_});
    }
    // An error at the last character before the cursor, as most of CPython's tokenizer errors are placed.
    Failure fail_here(std::string message);
    Failure fail_at(std::string message, uint32_t line, uint32_t start, int32_t end_offset);
    Failure fail_range(std::string message, uint32_t start, uint32_t end);
    Failure fail_indentation(SyntaxErrorKind kind, std::string message, int32_t offset, int32_t end_offset);
    // The error's text is the whole line with its end, a made-up one if the source has none.
    void keep_line_end();
    Result<void> warn(std::string_view message, uint32_t start);

    const SourceText& source_;
    std::string_view text_;
    const LexerOptions& options_;
    std::vector<Token>& tokens_;
    uint32_t cursor_ = 0;
    uint32_t line_ = 1;
    uint32_t comment_start_ = 0;  // the last comment read
    uint32_t comment_end_ = 0;
    bool at_line_start_ = true;
    bool ended_in_parenthesis_ = false;
    bool ended_too_early_ = false;
    bool overrides_grammar_ = false;
    struct Indent {
        uint32_t column;       // a tab moves to the next multiple of 8
        uint32_t alternative;  // a tab counts one: both must agree on which line is deeper
    };
    std::vector<Indent> indents_{{0, 0}};
    std::vector<Parenthesis> parentheses_;
    std::vector<OpenString> strings_;
    std::vector<Range> field_comments_;
    std::vector<TypeIgnore> type_ignores_;
    SyntaxError error_;
};

}  // namespace krait

// The cursor under the parser; see parser.h.
#pragma once

#include <string>

#include "stdlib/re/engine/text.h"

namespace krait::regex {

struct Token {
    uint32_t first = 0;
    uint32_t second = 0;
    int length = 0;  // 0: the end; 2: a backslash and `second`

    bool is_end() const { return length == 0; }
    bool is(uint32_t c) const { return length == 1 && first == c; }
    bool is_escape() const { return length == 2; }
    std::u32string text() const {
        std::u32string result;
        if (length > 0) result += static_cast<char32_t>(first);
        if (length > 1) result += static_cast<char32_t>(second);
        return result;
    }
};

class Tokenizer {
public:
    Tokenizer(RegexText text, CompileError& error) : text_(text), error_(error) { advance(); }

    const Token& next() const { return next_; }
    bool failed() const { return failed_; }
    // Where the next token starts.
    size_t tell() const { return index_ - static_cast<size_t>(next_.length); }

    Token get() {
        Token result = next_;
        advance();
        return result;
    }
    bool match(uint32_t c) {
        if (!next_.is(c)) return false;
        advance();
        return true;
    }
    void seek(size_t index) {
        index_ = index;
        advance();
    }
    // Up to `count` characters for which `predicate` holds.
    std::u32string take_while(int count, bool (*predicate)(uint32_t)) {
        std::u32string result;
        while (count-- > 0 && next_.length == 1 && predicate(next_.first)) result += static_cast<char32_t>(get().first);
        return result;
    }
    // The name before `terminator`, which is consumed; `what` is for the message.
    Result<std::u32string> take_name(char terminator, const char* what) {
        std::u32string result;
        for (;;) {
            Token token = get();
            if (failed_) return kFailure;
            if (token.is_end()) {
                if (result.empty()) return fail(std::string("missing ") + what);
                return fail(std::string("missing ") + terminator + ", unterminated name", result.size());
            }
            if (token.is(static_cast<uint32_t>(terminator))) {
                if (result.empty()) return fail(std::string("missing ") + what, 1);
                return result;
            }
            result += token.text();
        }
    }

    // An error `back` characters before the cursor.
    Failure fail(std::string message, size_t back = 0) { return fail_at(std::move(message), tell() - back); }
    Failure fail_at(std::string message, size_t position) {
        return fail_with(make_error(text_, std::move(message), static_cast<int64_t>(position)));
    }
    Failure fail_with(CompileError error) {
        if (!failed_) error_ = std::move(error);
        failed_ = true;
        next_ = {};
        index_ = text_.length;
        return kFailure;
    }

private:
    void advance() {
        next_ = {};
        if (failed_ || index_ >= text_.length) return;
        uint32_t c = text_.at(index_);
        if (c != '\\') {
            next_ = {c, 0, 1};
        } else if (index_ + 1 < text_.length) {
            next_ = {c, text_.at(index_ + 1), 2};
        } else {
            fail_at("bad escape (end of pattern)", index_);
            return;
        }
        index_ += static_cast<size_t>(next_.length);
    }

    RegexText text_;
    CompileError& error_;
    size_t index_ = 0;
    Token next_;
    bool failed_ = false;
};

}  // namespace krait::regex

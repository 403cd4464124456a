// What the passes of the compiler report: the first error wins and sticks, and what is made after it is thrown away.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include "base/source.h"
#include "parser/ast.h"

namespace krait::core {

class Diagnostics {
public:
    enum class Kind : uint8_t {
        None,
        Syntax,
        TooComplex,
        Warning,
        Stopped
    };  // Warning: the filter made one an error of its own kind. Stopped: an exception is pending

    // go_on: asked while a long tree is worked through.
    Diagnostics(char* stack_limit, std::function<bool(std::string_view, Span)> warn, std::function<bool()> go_on = {})
        : stack_limit_(stack_limit), warn_(std::move(warn)), go_on_(std::move(go_on)) {}

    bool failed() const { return kind_ != Kind::None; }
    Kind kind() const { return kind_; }
    const std::string& message() const { return message_; }
    Span where() const { return where_; }

    void error(Span where, std::string message) {
        if (failed()) return;
        kind_ = Kind::Syntax;
        where_ = where;
        message_ = std::move(message);
    }
    void error(const ast::Node* node, std::string message) { error(node->span, std::move(message)); }
    void too_complex() {
        if (!failed()) kind_ = Kind::TooComplex;
    }
    // SyntaxWarning. Once for a place: finally bodies are compiled several times.
    void warn(Span where, std::string_view message) {
        if (failed() || !warn_ || !warned_.insert({where.start.line, where.start.column, std::string(message)}).second)
            return;
        if (!warn_(message, where)) kind_ = Kind::Warning;
    }
    // Room for one more level of recursion?
    bool enter() {
        if (static_cast<char*>(__builtin_frame_address(0)) < stack_limit_) too_complex();
        if ((++work_ & 1023) == 0 && go_on_ && !failed() && !go_on_()) kind_ = Kind::Stopped;
        return !failed();
    }

private:
    Kind kind_ = Kind::None;
    std::string message_;
    Span where_;
    char* stack_limit_;
    std::function<bool(std::string_view, Span)> warn_;
    std::function<bool()> go_on_;
    uint32_t work_ = 0;
    std::set<std::tuple<uint32_t, uint32_t, std::string>> warned_;
};

}  // namespace krait::core

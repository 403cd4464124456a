// Why a pattern or a template was refused: the parts of Python's re.PatternError, or which other exception it is.
#pragma once

#include <cstdint>
#include <string>

namespace krait::regex {

enum class ErrorKind : uint8_t {
    kPatternError,
    kValueError,
    kIndexError,
    kOverflowError,
    kRecursionError,
    kAborted,  // a hook said so; its exception is pending
};

struct CompileError {
    ErrorKind kind = ErrorKind::kPatternError;
    std::string message;    // UTF-8; a lone surrogate is encoded as it is ("surrogatepass")
    int64_t position = -1;  // -1: none
    int64_t line = 0;
    int64_t column = 0;
    bool many_lines = false;

    // str(error): with " at position 3 (line 1, column 4)", the parenthesis only if the pattern has several lines.
    std::string text() const {
        if (position < 0) return message;
        std::string result = message + " at position " + std::to_string(position);
        if (many_lines) result += " (line " + std::to_string(line) + ", column " + std::to_string(column) + ")";
        return result;
    }
};

}  // namespace krait::regex

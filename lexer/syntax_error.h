// What is wrong with a source text, in the terms of Python's SyntaxError.
#pragma once

#include <cstdint>
#include <string>

namespace krait {

enum class SyntaxErrorKind : uint8_t {
    SyntaxError,
    IndentationError,
    TabError,
    IncompleteInput,  // more lines may make it right; only where the caller asks to be told
    TooComplex,       // nesting beyond the limits: MemoryError in Python
    OutOfMemory,      // the arena grew beyond ParseOptions::memory_limit
};

// The attributes lineno, offset, end_lineno and end_offset have CPython's meaning and values: offsets count characters
// from 1, and an end_offset of 0 or -1 says that no end is known. `line` is 0 where no position is known at all.
struct SyntaxError {
    SyntaxErrorKind kind = SyntaxErrorKind::SyntaxError;
    std::string message;
    int32_t line = 0;
    int32_t offset = 0;
    int32_t end_line = 0;
    int32_t end_offset = 0;
    // Where the last `if`, loop, `with`, `try`, `match` or class began that was read to its end: a mistyped keyword is looked
    // for after it (the attribute _metadata). Line 0: there was none.
    int32_t statement_line = 0;
    int32_t statement_column = 0;
    std::string text;  // the source line, for the attribute `text`; empty where `line` is 0
};

}  // namespace krait

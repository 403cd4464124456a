// A text stream that hands what is written to a function of the host's, and asks it for lines.
#pragma once

#include "runtime/native.h"

namespace krait::core {

struct HostStreamFunctions {
    void* data = nullptr;
    void (*write)(void* data, std::string_view utf8) = nullptr;
    void (*flush)(void* data) = nullptr;
    // A line with its newline, or false at the end of input.
    bool (*read_line)(void* data, std::string* line) = nullptr;
    int descriptor = -1;  // for fileno() and isatty(); -1: none
};

// `functions` must live as long as the interpreter. name: "<stdout>".
Result<Value> make_host_stream(Thread& thread, const HostStreamFunctions* functions, std::string_view name,
                               std::string_view mode);

}  // namespace krait::core

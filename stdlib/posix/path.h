// File names as arguments: str, bytes, os.PathLike, and where a function allows it a descriptor or None.
#pragma once

#include <string>

#include "runtime/errors.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/str.h"

namespace krait::core {

namespace path_kind {
inline constexpr unsigned kDescriptor = 1;  // an int is one
inline constexpr unsigned kNone = 2;        // None is the current directory
inline constexpr unsigned kNoNul = 4;       // "embedded null byte" without the function's name
}  // namespace path_kind

struct PathArgument {
    std::string text;  // as the system wants it
    int fd = -1;
    bool has_fd = false;
    bool is_bytes = false;
    bool is_none = false;
    Value object;  // as given, for errors: what __fspath__ returned
    const char* c_str() const { return text.c_str(); }
};

// The name "function" is for messages; `argument` is the parameter's.
Result<void> path_argument_py(Thread& thread, Value value, const char* function, PathArgument* path, unsigned kinds = 0,
                              const char* argument = "path");
// os.fspath(): a str or bytes.
Result<Value> fspath_py(Thread& thread, Value value);
// os.fsdecode, os.fsencode: UTF-8 with surrogateescape.
Result<Str*> decode_path(Thread& thread, std::string_view bytes);
Result<Bytes*> encode_path(Thread& thread, Str* text);
// A str or bytes argument of a system call (an environment variable, a host name) without NUL.
Result<std::string> system_text_py(Thread& thread, Value value);
// An int argument that fits into C's int: OverflowError else.
Result<int> int_argument_py(Thread& thread, Value value);
// A file descriptor: an int or an object with fileno().
Result<int> descriptor_argument_py(Thread& thread, Value value);

}  // namespace krait::core

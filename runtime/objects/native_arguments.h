// Arguments of constructors, whose messages are those of CPython's simplest functions.
#pragma once

#include "runtime/call.h"
#include "runtime/errors.h"

namespace krait::core {

inline Result<void> no_keywords(Thread& thread, const char* name, const CallArguments& arguments) {
    if (arguments.names && arguments.keyword_count() > 0)
        return raise(thread, Exc::TypeError, "{}() takes no keyword arguments", name);
    return {};
}
inline Result<void> between(Thread& thread, const char* name, const CallArguments& arguments, uint32_t least,
                            uint32_t most) {
    uint32_t given = arguments.positional;
    const char* words = least == most ? "" : given < least ? "at least " : "at most ";
    uint32_t bound = given < least ? least : most;
    if (given >= least && given <= most) return {};
    return raise(thread, Exc::TypeError, "{} expected {}{} argument{}, got {}", name, words, bound,
                 bound == 1 ? "" : "s", given);
}

}  // namespace krait::core

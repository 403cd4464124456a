// The flags of Python's re module, with its numbers.
#pragma once

#include <cstdint>

namespace krait::regex {

enum Flag : uint32_t {
    kIgnoreCase = 2,
    kLocale = 4,
    kMultiline = 8,
    kDotAll = 16,
    kUnicode = 32,
    kVerbose = 64,
    kDebug = 128,
    kAscii = 256,
};
inline constexpr uint32_t kTypeFlags = kAscii | kLocale | kUnicode;

}  // namespace krait::regex

// What the regular-expression engine knows of a Python str or bytes: code points of one width, read in place.
#pragma once

#include <cstddef>
#include <cstdint>

namespace krait::regex {

struct RegexText {
    const void* data = nullptr;
    size_t length = 0;  // in code points (bytes for a bytes object)
    int kind = 1;       // 1, 2 or 4 bytes for each
    bool ascii = true;  // every code point is below 128
    bool is_bytes = false;

    uint32_t at(size_t index) const {
        if (kind == 1) return static_cast<const uint8_t*>(data)[index];
        if (kind == 2) return static_cast<const uint16_t*>(data)[index];
        return static_cast<const uint32_t*>(data)[index];
    }
    RegexText first(size_t count) const { return {data, count, kind, ascii, is_bytes}; }
};

}  // namespace krait::regex

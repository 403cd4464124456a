// What the characters of a flattened rope lie in (str_concat.cpp). The room behind what is used belongs to the first rope that
// has the text as its left half and is looked into: it takes the room by moving `used`, and shares the buffer.
#pragma once

#include <atomic>

#include "runtime/object.h"

namespace krait::core {

struct RopeBuffer : Cell {
    std::atomic<size_t> used;  // bytes
    size_t capacity;
    char* bytes() { return reinterpret_cast<char*>(this + 1); }
    static RopeBuffer* of(const void* bytes) { return static_cast<RopeBuffer*>(const_cast<void*>(bytes)) - 1; }
};

}  // namespace krait::core

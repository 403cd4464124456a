// What the characters of a flattened rope lie in (str_concat.cpp). The room behind what is used belongs to the first rope that
// has the text as its left half and is looked into: it takes the room by moving `used`, and shares the buffer.
#pragma once

#include <atomic>

#include "runtime/object.h"

namespace krait::core {

struct RopeBuffer : Cell {
    std::atomic<size_t> used;  // bytes
    size_t capacity;
    // So that the text begins where that of a flat str does in its cell (Str::kHead): a copy between the two then never reads what lies a
    // few bytes behind its last store but for a multiple of 4096, which processors take for the same place and wait.
    size_t unused;
    char* bytes() { return reinterpret_cast<char*>(this + 1); }
    static RopeBuffer* of(const void* bytes) { return static_cast<RopeBuffer*>(const_cast<void*>(bytes)) - 1; }
};

}  // namespace krait::core

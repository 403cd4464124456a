// Positions in source text. Lines count from 1, columns from 0 in bytes of UTF-8.
#pragma once

#include <cstdint>

namespace krait {

struct Position {
    uint32_t line = 0;
    uint32_t column = 0;
    friend bool operator==(const Position&, const Position&) = default;
};

// Half-open: `end` is the position after the last byte.
struct Span {
    Position start;
    Position end;
    friend bool operator==(const Span&, const Span&) = default;
};

}  // namespace krait

// A borrowed run of code points stored in 1, 2 or 4 bytes each: how primitives see a str.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace krait {

struct TextView {
    const void* data = nullptr;
    size_t length = 0;  // in code points
    uint8_t kind = 1;   // bytes per code point: 1, 2 or 4

    TextView() = default;
    TextView(const void* data, size_t length, uint8_t kind) : data(data), length(length), kind(kind) {}
    explicit TextView(std::string_view latin1) : data(latin1.data()), length(latin1.size()), kind(1) {}
    explicit TextView(std::u32string_view text) : data(text.data()), length(text.size()), kind(4) {}

    uint32_t operator[](size_t i) const {
        if (kind == 1) return static_cast<const uint8_t*>(data)[i];
        if (kind == 2) return static_cast<const uint16_t*>(data)[i];
        return static_cast<const uint32_t*>(data)[i];
    }
    TextView slice(size_t start, size_t end) const {
        return {static_cast<const char*>(data) + start * kind, end - start, kind};
    }
};

// A half-open range of positions in a TextView.
struct TextSpan {
    size_t start = 0;
    size_t end = 0;
    bool empty() const { return start == end; }
};

}  // namespace krait

#include "lexer/identifier.h"

#include <algorithm>
#include <iterator>

#include "lexer/identifier_tables.h"

namespace krait {

namespace {
template <size_t N>
bool in_ranges(const CodePointRange (&ranges)[N], uint32_t code_point) {
    auto after = std::upper_bound(std::begin(ranges), std::end(ranges), code_point,
                                  [](uint32_t value, const CodePointRange& range) { return value < range.first; });
    return after != std::begin(ranges) && code_point <= std::prev(after)->last;
}
}  // namespace

bool is_identifier_start(uint32_t code_point) { return in_ranges(kXidStart, code_point); }
bool is_identifier_continue(uint32_t code_point) { return in_ranges(kXidContinue, code_point); }
bool is_printable(uint32_t code_point) { return !in_ranges(kNonPrintable, code_point); }

uint32_t next_code_point(std::string_view text, size_t& at) {
    auto byte = [&](size_t i) { return i < text.size() ? static_cast<uint8_t>(text[i]) : 0x80u; };
    uint32_t first = byte(at);
    if (first < 0x80) return at += 1, first;
    if (first < 0xE0) return at += 2, (first & 0x1F) << 6 | (byte(at - 1) & 0x3F);
    if (first < 0xF0) return at += 3, (first & 0x0F) << 12 | (byte(at - 2) & 0x3F) << 6 | (byte(at - 1) & 0x3F);
    at += 4;
    return (first & 0x07) << 18 | (byte(at - 3) & 0x3F) << 12 | (byte(at - 2) & 0x3F) << 6 | (byte(at - 1) & 0x3F);
}

int encode_code_point(uint32_t code_point, char* out) {
    auto put = [&](int i, uint32_t value) { out[i] = static_cast<char>(value); };
    if (code_point < 0x80) return put(0, code_point), 1;
    if (code_point < 0x800) return put(0, 0xC0 | code_point >> 6), put(1, 0x80 | (code_point & 0x3F)), 2;
    if (code_point < 0x10000) {
        put(0, 0xE0 | code_point >> 12), put(1, 0x80 | (code_point >> 6 & 0x3F)), put(2, 0x80 | (code_point & 0x3F));
        return 3;
    }
    put(0, 0xF0 | code_point >> 18), put(1, 0x80 | (code_point >> 12 & 0x3F));
    put(2, 0x80 | (code_point >> 6 & 0x3F)), put(3, 0x80 | (code_point & 0x3F));
    return 4;
}

}  // namespace krait

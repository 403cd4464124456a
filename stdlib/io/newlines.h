// Newlines of text streams: translating them while decoding, and finding the ends of lines.
#pragma once

#include "stdlib/io/stream.h"

namespace krait::core {

// What a universal-newlines decoder remembers between its inputs. A '\r' at the end of one may be half of "\r\n".
struct NewlineState {
    static constexpr uint8_t kCr = 1, kLf = 2, kCrLf = 4;
    bool translate = false;
    bool pending_cr = false;
    uint8_t seen = 0;
};
enum class MoreInput { Comes, Ends };
Result<Str*> decode_newlines(Thread& thread, NewlineState& state, Str* text, MoreInput more);
Value newlines_seen(Thread& thread, uint8_t seen);  // None, a str or a tuple of them

// How lines end: newline= of the constructors.
struct LineEnds {
    bool universal = true;  // \n, \r and \r\n
    bool translate = true;  // to \n, so that only \n is looked for
    std::string_view own;   // otherwise exactly this
};
inline constexpr size_t kNoLineEnd = SIZE_MAX;
// Behind the first end of line in [from, to), or kNoLineEnd.
size_t find_line_end(const Str* flat, size_t from, size_t to, const LineEnds& ends);
// ValueError for anything but None, '', '\n', '\r', '\r\n'. The text lives as long as the process.
Result<std::string_view> newline_argument(Thread& thread, Value newline);

}  // namespace krait::core

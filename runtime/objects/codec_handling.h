// How a codec deals with what it cannot convert: one place for the built-in handlers and the registered ones.
#pragma once

#include <string>

#include "runtime/objects/text.h"
#include "runtime/objects/text_codecs.h"

namespace krait::core {

// What to put in place of text[start, end), and where to go on: either bytes as they are, or text for the codec to encode.
struct EncodeReplacement {
    std::string bytes;
    std::u32string text;
    bool is_text = false;
    size_t resume = 0;
};
Result<void> handle_encode_error_py(Thread& thread, Str* text, const char* encoding, std::string_view errors,
                                    size_t start, size_t end, const char* reason, EncodeReplacement* replacement);
// Appends the replacement of bytes[start, end) to `out` and sets *resume.
Result<void> handle_decode_error_py(Thread& thread, std::string_view bytes, const char* encoding,
                                    std::string_view errors, size_t start, size_t end, const char* reason,
                                    std::u32string& out, size_t* resume);

}  // namespace krait::core

// The module _json: the scanner and the encoder of json. Library Reference: json; RFC 8259.
//
//  1. The scanner is compiled for each width of text, and recurses for each container: check_stack() bounds the depth.
//  2. The encoder writes to an Output, which keeps ASCII apart until something else comes: most documents are ASCII alone.
#pragma once

#include <string>

#include "runtime/objects/text.h"
#include "stdlib/native_helpers.h"

namespace krait::core::json {

extern const TypeSpec kScanner;                        // scanner.cpp
extern const NativeSpec kScanString, kSkipWhitespace;  // scanner.cpp
extern const TypeSpec kEncoder;                        // encoder.cpp
extern const NativeSpec kEncodeString, kEncodeAscii;   // encode_string.cpp

// JSONDecodeError(message, document, position)
Failure raise_decode_error(Thread& thread, const char* message, Str* document, size_t position);

// The text that an encoder has written so far. Lives on a native stack, as the StrBuilder in it.
class Output {
public:
    explicit Output(Thread& thread) : thread_(thread), builder_(thread) {}
    void ascii(std::string_view text) {
        ascii_ += text;
        if (ascii_.size() >= kFlushAt) flush();
    }
    void character(char c) { ascii_ += c; }
    Result<void> add(Str* string);
    // As a JSON string, quotes included.
    Result<void> quoted_ascii(Thread& thread, Str* string);
    Result<void> quoted(Thread& thread, Str* string);
    Result<Str*> finish(Thread& thread);

private:
    static constexpr size_t kFlushAt = 64 * 1024;
    void flush() {
        builder_.add_ascii(ascii_);
        ascii_.clear();
        flushed_ = true;
    }
    Thread& thread_;
    std::string ascii_;
    StrBuilder builder_;
    bool flushed_ = false;
};

}  // namespace krait::core::json

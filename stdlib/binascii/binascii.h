// The module binascii: what its files share.
#pragma once

#include <string>

#include "stdlib/native_errors.h"
#include "stdlib/native_helpers.h"

namespace krait::core {

extern const TypeSpec kBinasciiErrorSpec, kBinasciiIncompleteSpec;

std::span<const NativeSpec* const> base64_functions();
std::span<const NativeSpec* const> quoted_functions();

// ASCII text or any buffer: what the a2b functions take.
class AsciiArgument {
public:
    explicit AsciiArgument(Thread& thread) : thread_(thread), view_(thread) {}
    Result<std::string_view> open_py(Value value) {
        if (auto* text = as_kind<Str>(thread_, value)) {
            const void* data = TRY(text->data(thread_));
            if (!text->is_ascii())
                return raise(thread_, Exc::ValueError, "string argument should contain only ASCII characters");
            return std::string_view(static_cast<const char*>(data), text->length());
        }
        if (!has_buffer(thread_, value)) {
            return raise(thread_, Exc::TypeError, "argument should be bytes, buffer or ASCII string, not '{}'",
                         type_name(thread_, value));
        }
        TRY(view_.open_py(value));
        return view_.bytes();
    }

private:
    Thread& thread_;
    ByteView view_;
};

}  // namespace krait::core

// The data argument of the hash functions.
#pragma once

#include "stdlib/native_helpers.h"

namespace krait::core {

inline Result<void> open_hashed_py(Thread& thread, ByteView& view, Value data) {
    if (as_kind<Str>(thread, data)) return raise(thread, Exc::TypeError, "Strings must be encoded before hashing");
    if (!has_buffer(thread, data)) return raise(thread, Exc::TypeError, "object supporting the buffer API required");
    return view.open_py(data);
}
// data=, or the older string=.
inline Result<void> data_argument(Thread& thread, Value data, Value string, Value* chosen) {
    if (!data.is_nothing() && !string.is_nothing()) {
        return raise(thread, Exc::TypeError, "'data' and 'string' are mutually exclusive and support for 'string' keyword parameter is slated for "
                                             "removal in a future version.");
    }
    *chosen = data.is_nothing() ? string : data;  // nothing: none was given
    return {};
}
inline Result<Value> hex_of(Thread& thread, std::string_view bytes) {
    std::string digits;
    for (char c : bytes) {
        constexpr char kHex[] = "0123456789abcdef";
        digits += kHex[static_cast<uint8_t>(c) >> 4];
        digits += kHex[static_cast<uint8_t>(c) & 15];
    }
    return Value(TRY(make_str(thread, digits)));
}

}  // namespace krait::core

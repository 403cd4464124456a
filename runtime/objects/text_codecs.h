// The codecs of str.encode and bytes.decode, with error handlers (Library Reference, codecs "Error Handlers").
//
// A codec is known by its canonical number; other names go through codecs.lookup(), which is imported when first asked for.
#pragma once

#include <string_view>

#include "runtime/objects/bytes.h"
#include "runtime/objects/str.h"
#include "runtime/primitives/unicode/codecs.h"

namespace krait::core {

enum class Codec : uint8_t {
    Unknown,
    Utf8,
    Ascii,
    Latin1,
    Utf16,  // with a byte order mark
    Utf16Le,
    Utf16Be,
    Utf32,
    Utf32Le,
    Utf32Be,
    Utf7,
};
// "UTF8", "utf_8", "U8" ... -> Codec. The names that str.encode knows without a look-up.
Codec find_codec(std::string_view name);
const char* codec_name(Codec codec);  // as in error messages: "utf-8", "latin-1", ...

// str.encode / bytes.decode for any encoding name, through the codecs machinery if need be.
Result<Bytes*> encode_text_py(Thread& thread, Str* text, std::string_view encoding, std::string_view errors);
Result<Str*> decode_text_py(Thread& thread, std::string_view bytes, std::string_view encoding, std::string_view errors,
                            Value source = Value::nothing());

// A known codec. The handler may be Python code.
Result<Bytes*> encode_with_py(Thread& thread, Str* text, Codec codec, std::string_view errors);
// *consumed: how much was decoded, with Final::kNo. `source` is the object whose bytes they are, if there is one.
Result<Str*> decode_with_py(Thread& thread, std::string_view bytes, Codec codec, std::string_view errors,
                            unicode::Final final = unicode::Final::kYes, size_t* consumed = nullptr);
// UTF-16 and UTF-32 with a byte order mark: byte_order is -1 little, 0 from the mark, 1 big; it is set to what was found.
Result<Str*> decode_utf16_py(Thread& thread, std::string_view bytes, std::string_view errors, int* byte_order,
                             unicode::Final final, size_t* consumed);
Result<Str*> decode_utf32_py(Thread& thread, std::string_view bytes, std::string_view errors, int* byte_order,
                             unicode::Final final, size_t* consumed);
// unicode_escape and raw_unicode_escape.
Result<Bytes*> encode_unicode_escape(Thread& thread, Str* text);
Result<Bytes*> encode_raw_unicode_escape(Thread& thread, Str* text);
Result<Str*> decode_unicode_escape_py(Thread& thread, std::string_view bytes, std::string_view errors,
                                      unicode::Final final = unicode::Final::kYes, size_t* consumed = nullptr);
Result<Str*> decode_raw_unicode_escape_py(Thread& thread, std::string_view bytes, std::string_view errors,
                                          unicode::Final final = unicode::Final::kYes, size_t* consumed = nullptr);
// charmap: the mapping is a dict (byte -> int, str or None) or, for decoding, a str of 256; nothing: Latin-1.
Result<Bytes*> encode_charmap_py(Thread& thread, Str* text, std::string_view errors, Value mapping);
Result<Str*> decode_charmap_py(Thread& thread, std::string_view bytes, std::string_view errors, Value mapping);

// ---- error handlers ----
// The interpreter's state slot with the registered handlers, a dict (stdlib/state_slots.h counts up from 0).
inline constexpr int kErrorHandlersSlot = 63;
// codecs.register_error and lookup_error. The built-in names are found too.
Result<void> register_error_handler(Thread& thread, Str* name, Value handler);
Result<Value> lookup_error_handler_py(Thread& thread, std::string_view name);

Failure raise_encode_error(Thread& thread, std::string_view encoding, Str* object, size_t start, size_t end,
                           std::string_view reason);
Failure raise_decode_error(Thread& thread, std::string_view encoding, std::string_view object, size_t start, size_t end,
                           std::string_view reason);

}  // namespace krait::core

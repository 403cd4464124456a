#include "runtime/objects/text_codecs.h"

#include "runtime/objects/bytes_builder.h"
#include "runtime/objects/bytes_parts.h"
#include "runtime/objects/codec_handling.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/numbers.h"
#include "runtime/operations.h"
#include "runtime/vm_hooks.h"

namespace krait::core {

namespace {

using unicode::CodecResult;
using unicode::Endian;
using unicode::Final;

constexpr size_t kEncodedPiece = size_t{1} << 17;  // characters
constexpr size_t kDecodedPiece = size_t{1} << 18;  // bytes

unicode::Bytes bytes_of(std::string_view bytes) {
    return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
}

struct CodecName {
    const char* name;  // lower case, '-' and ' ' as '_'
    Codec codec;
};
constexpr CodecName kNames[] = {
    {"utf_8", Codec::Utf8},        {"utf8", Codec::Utf8},         {"u8", Codec::Utf8},
    {"utf", Codec::Utf8},          {"cp65001", Codec::Utf8},      {"ascii", Codec::Ascii},
    {"us_ascii", Codec::Ascii},    {"646", Codec::Ascii},         {"latin_1", Codec::Latin1},
    {"latin1", Codec::Latin1},     {"iso_8859_1", Codec::Latin1}, {"iso8859_1", Codec::Latin1},
    {"8859", Codec::Latin1},       {"cp819", Codec::Latin1},      {"l1", Codec::Latin1},
    {"latin", Codec::Latin1},      {"utf_16", Codec::Utf16},      {"utf16", Codec::Utf16},
    {"u16", Codec::Utf16},         {"utf_16_le", Codec::Utf16Le}, {"utf_16le", Codec::Utf16Le},
    {"utf_16_be", Codec::Utf16Be}, {"utf_16be", Codec::Utf16Be},  {"utf_32", Codec::Utf32},
    {"utf32", Codec::Utf32},       {"u32", Codec::Utf32},         {"utf_32_le", Codec::Utf32Le},
    {"utf_32le", Codec::Utf32Le},  {"utf_32_be", Codec::Utf32Be}, {"utf_32be", Codec::Utf32Be},
    {"utf_7", Codec::Utf7},        {"utf7", Codec::Utf7},         {"u7", Codec::Utf7},
};

CodecResult encode_step(TextView text, size_t from, Codec codec, std::string& out) {
    switch (codec) {
    case Codec::Ascii: return unicode::encode_ascii(text, from, out);
    case Codec::Latin1: return unicode::encode_latin1(text, from, out);
    case Codec::Utf16:
    case Codec::Utf16Le: return unicode::encode_utf16(text, from, Endian::kLittle, out);
    case Codec::Utf16Be: return unicode::encode_utf16(text, from, Endian::kBig, out);
    case Codec::Utf32:
    case Codec::Utf32Le: return unicode::encode_utf32(text, from, Endian::kLittle, out);
    case Codec::Utf32Be: return unicode::encode_utf32(text, from, Endian::kBig, out);
    case Codec::Utf7: {
        unicode::encode_utf7(text.slice(from, text.length), out);
        CodecResult result;
        result.position = text.length;
        return result;
    }
    default: return unicode::encode_utf8(text, from, out);
    }
}

CodecResult decode_step(unicode::Bytes bytes, size_t from, Codec codec, Final final, std::u32string& out) {
    switch (codec) {
    case Codec::Ascii: return unicode::decode_ascii(bytes, from, out);
    case Codec::Utf16:
    case Codec::Utf16Le: return unicode::decode_utf16(bytes, from, Endian::kLittle, final, out);
    case Codec::Utf16Be: return unicode::decode_utf16(bytes, from, Endian::kBig, final, out);
    case Codec::Utf32:
    case Codec::Utf32Le: return unicode::decode_utf32(bytes, from, Endian::kLittle, final, out);
    case Codec::Utf32Be: return unicode::decode_utf32(bytes, from, Endian::kBig, final, out);
    case Codec::Utf7: return unicode::decode_utf7(bytes, from, final, out);
    default: return unicode::decode_utf8(bytes, from, final, out);
    }
}

// The units of a replacement's bytes must be whole ones.
size_t unit_of(Codec codec) {
    switch (codec) {
    case Codec::Utf16:
    case Codec::Utf16Le:
    case Codec::Utf16Be: return 2;
    case Codec::Utf32:
    case Codec::Utf32Le:
    case Codec::Utf32Be: return 4;
    default: return 1;
    }
}

Result<Str*> decode_marked(Thread& thread, std::string_view bytes, std::string_view errors, int* order, Final final,
                           size_t* consumed, Codec little, Codec big, size_t unit) {
    size_t skip = 0;
    if (*order == 0 && bytes.size() >= unit) {
        constexpr std::string_view kLittle("\xff\xfe\0\0", 4), kBig("\0\0\xfe\xff", 4);
        if (bytes.substr(0, unit) == kLittle.substr(0, unit)) {
            *order = -1;
            skip = unit;
        } else if (bytes.substr(0, unit) == kBig.substr(4 - unit)) {
            *order = 1;
            skip = unit;
        }
    }
    Codec codec = *order == 1 ? big : little;
    // Positions of errors count from the mark, so the mark is decoded too, and cut off.
    if (!skip) return decode_with_py(thread, bytes, codec, errors, final, consumed);
    Str* text = TRY(decode_with_py(thread, bytes, codec, errors, final, consumed));
    return str_slice(thread, text, 1, text->length_);
}

// In pieces that end between two characters. False: the thread is to stop.
bool fill_from_utf8(const Thread& thread, Str* string, unicode::Bytes valid) {
    auto kind = static_cast<uint8_t>(string->kind());
    auto* out = string->inline_data();
    for (;;) {
        size_t size = std::min(valid.size(), kBulkSlice);
        while (size < valid.size() && (valid[size] & 0xc0) == 0x80) --size;
        unicode::Bytes piece = valid.first(size);
        unicode::decode_utf8_into(out, kind, piece);
        valid = valid.subspan(size);
        if (valid.empty()) return true;
        if (stop_asked(thread)) return false;
        auto begins = [](uint8_t byte) { return (byte & 0xc0) != 0x80; };
        out += static_cast<size_t>(std::count_if(piece.begin(), piece.end(), begins)) * kind;
    }
}

// codecs.lookup(name): a CodecInfo, or LookupError.
Result<Value> lookup_codec_py(Thread& thread, std::string_view name) {
    const VmHooks* vm = thread.interpreter->vm;
    if (!vm || !vm->import_module_py) return raise(thread, Exc::LookupError, "unknown encoding: {}", name);
    Value module = TRY(vm->import_module_py(thread, intern(thread, "codecs")));
    Value lookup = TRY(get_attribute_py(thread, module, "lookup"));
    return call_py(thread, lookup, Value(TRY(make_str(thread, name))));
}

Result<Value> call_codec_py(Thread& thread, std::string_view encoding, std::string_view errors, Value input,
                            const char* direction) {
    if (encoding.find('\0') != std::string_view::npos) return raise(thread, Exc::ValueError, "embedded null character");
    Value info = TRY(lookup_codec_py(thread, encoding));
    Value is_text = TRY(find_attribute_py(thread, info, "_is_text_encoding"));
    if (!is_text.is_unbound() && !TRY(truth_py(thread, is_text)))
        return raise(thread, Exc::LookupError,
                     "'{}' is not a text encoding; use codecs.{}() to handle arbitrary codecs", encoding, direction);
    // What a search function answered may be a plain tuple: (encode, decode, ...).
    auto* plain = info.as_if<Tuple>();
    Value function = plain && plain->size() == 4 ? (*plain)[std::string_view(direction) == "encode" ? 0 : 1]
                                                 : TRY(get_attribute_py(thread, info, direction));
    Value handler(TRY(make_str(thread, errors.empty() ? "strict" : errors)));
    Value answer = TRY(call_py(thread, function, input, handler));
    auto* pair = answer.as_if<Tuple>();
    if (!pair || pair->size() != 2)
        return raise(thread, Exc::TypeError, "{}r must return a tuple (object, integer)",
                     std::string_view(direction) == "encode" ? "encode" : "decode");
    return (*pair)[0];
}

}  // namespace

Codec find_codec(std::string_view name) {
    if (name == "utf-8" || name.empty()) return Codec::Utf8;
    char lower[16];
    if (name.size() >= sizeof lower) return Codec::Unknown;
    for (size_t i = 0; i < name.size(); ++i) {
        char c = name[i];
        lower[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c == '-' || c == ' ' ? '_' : c;
    }
    std::string_view normal(lower, name.size());
    for (const CodecName& known : kNames) {
        if (normal == known.name) return known.codec;
    }
    return Codec::Unknown;
}

const char* codec_name(Codec codec) {
    switch (codec) {
    case Codec::Ascii: return "ascii";
    case Codec::Latin1: return "latin-1";
    case Codec::Utf16: return "utf-16";
    case Codec::Utf16Le: return "utf-16-le";
    case Codec::Utf16Be: return "utf-16-be";
    case Codec::Utf32: return "utf-32";
    case Codec::Utf32Le: return "utf-32-le";
    case Codec::Utf32Be: return "utf-32-be";
    case Codec::Utf7: return "utf7";
    default: return "utf-8";
    }
}

Result<Bytes*> encode_with_py(Thread& thread, Str* string, Codec codec, std::string_view errors) {
    TextView text = TRY(text_of(thread, string));
    bool is_same = codec == Codec::Utf8 || codec == Codec::Ascii || codec == Codec::Latin1;
    if (is_same && (string->is_ascii() || (codec == Codec::Latin1 && text.kind == 1)))
        return make_bytes(thread, std::string_view(static_cast<const char*>(text.data), text.length));
    BytesBuilder whole(thread);
    std::string out;
    size_t piece = codec == Codec::Utf7 ? text.length : kEncodedPiece;  // UTF-7 has a state
    if (codec == Codec::Utf8) out.reserve(unicode::utf8_length(text.slice(0, std::min(piece, text.length))));
    if (codec == Codec::Utf16) out.assign("\xff\xfe", 2);
    if (codec == Codec::Utf32) out.assign("\xff\xfe\0\0", 4);
    size_t at = 0;
    EncodeReplacement replacement;
    for (;;) {
        size_t end = std::min(text.length, at + piece);
        CodecResult result = encode_step(text.slice(0, end), at, codec, out);
        if (text.length > piece) {
            TRY(whole.add(out));
            out.clear();
            if (result.ok() && end < text.length) {
                if (stop_asked(thread)) return raise_stopped(thread);
                at = end;
                continue;
            }
        }
        if (result.ok()) break;
        TRY(thread.poll());
        // What cannot be encoded may go on behind the piece.
        std::string nothing;
        if (result.error_end == end) result = encode_step(text, result.error_start, codec, nothing);
        TRY(handle_encode_error_py(thread, string, codec_name(codec), errors, result.error_start, result.error_end,
                                   result.reason, &replacement));
        if (replacement.is_text) {
            CodecResult again = encode_step(TextView(replacement.text), 0, codec, out);
            if (!again.ok())
                return raise_encode_error(thread, codec_name(codec), string, result.error_start, result.error_end,
                                          result.reason);
        } else {
            if (replacement.bytes.size() % unit_of(codec))
                return raise_encode_error(thread, codec_name(codec), string, result.error_start, result.error_end,
                                          result.reason);
            out += replacement.bytes;
        }
        at = replacement.resume;
    }
    if (whole.size() == 0) return make_bytes(thread, out);
    TRY(whole.add(out));
    return whole.finish();
}

Result<Str*> decode_with_py(Thread& thread, std::string_view data, Codec codec, std::string_view errors, Final final,
                            size_t* consumed) {
    unicode::Bytes bytes = bytes_of(data);
    if (consumed) *consumed = data.size();
    if (codec == Codec::Latin1) return make_str(thread, TextView(data));
    if (codec == Codec::Ascii || codec == Codec::Utf8) {
        if (unicode::is_ascii(data.data(), data.size())) return make_str_of(thread, TextView(data), 0x7f);
    }
    if (codec == Codec::Utf16 || codec == Codec::Utf32) {
        int order = 0;
        return codec == Codec::Utf16 ? decode_utf16_py(thread, data, errors, &order, final, consumed)
                                     : decode_utf32_py(thread, data, errors, &order, final, consumed);
    }
    if (codec == Codec::Utf8) {
        unicode::Utf8Scan scan = unicode::scan_utf8(bytes, 0, final);
        if (scan.result.ok()) {
            if (consumed) *consumed = scan.result.position;
            if (scan.length > 1) {
                Str* string = TRY(make_str_buffer(thread, scan.length, scan.max));
                if (!fill_from_utf8(thread, string, bytes.first(scan.result.position))) return raise_stopped(thread);
                return string;
            }
            return make_str(thread, data.substr(0, scan.result.position));
        }
    }
    // In pieces: a character that a piece cuts is left to the next.
    StrBuilder whole(thread);
    std::u32string out;
    const size_t piece = codec == Codec::Utf7 ? data.size() : kDecodedPiece;  // UTF-7 has a state
    size_t at = 0;
    for (;;) {
        if (out.size() >= kDecodedPiece / 4 && codec != Codec::Utf7) {
            if (stop_asked(thread)) return raise_stopped(thread);
            TRY(whole.add(TRY(make_str(thread, out))));
            out.clear();
        }
        bool last = data.size() - at <= piece;
        CodecResult result =
            decode_step(last ? bytes : bytes.first(at + piece), at, codec, last ? final : Final::kNo, out);
        if (result.ok()) {
            at = result.position;
            if (!last) continue;
            if (consumed) *consumed = at;
            break;
        }
        TRY(thread.poll());
        TRY(handle_decode_error_py(thread, data, codec_name(codec), errors, result.error_start, result.error_end,
                                   result.reason, out, &at));
    }
    if (whole.length() == 0) return make_str(thread, out);
    TRY(whole.add(TRY(make_str(thread, out))));
    return whole.finish();
}

Result<Str*> decode_utf16_py(Thread& thread, std::string_view bytes, std::string_view errors, int* order, Final final,
                             size_t* consumed) {
    return decode_marked(thread, bytes, errors, order, final, consumed, Codec::Utf16Le, Codec::Utf16Be, 2);
}
Result<Str*> decode_utf32_py(Thread& thread, std::string_view bytes, std::string_view errors, int* order, Final final,
                             size_t* consumed) {
    return decode_marked(thread, bytes, errors, order, final, consumed, Codec::Utf32Le, Codec::Utf32Be, 4);
}

Result<Str*> decode_utf8(Thread& thread, std::string_view bytes, std::string_view errors) {
    return decode_with_py(thread, bytes, Codec::Utf8, errors);
}

Result<Bytes*> encode_text_py(Thread& thread, Str* text, std::string_view encoding, std::string_view errors) {
    Codec codec = find_codec(encoding);
    if (codec != Codec::Unknown) return encode_with_py(thread, text, codec, errors);
    Value answer = TRY(call_codec_py(thread, encoding, errors, Value(text), "encode"));
    if (auto* bytes = as_kind<Bytes>(thread, answer)) return bytes;
    if (auto* array = as_kind<Bytearray>(thread, answer))
        return make_bytes(thread, TRY(bytearray_bytes(thread, array)));
    return raise(thread, Exc::TypeError,
                 "'{}' encoder returned '{}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types",
                 encoding, type_name(thread, answer));
}

Result<Str*> decode_text_py(Thread& thread, std::string_view bytes, std::string_view encoding, std::string_view errors,
                            Value source) {
    Codec codec = find_codec(encoding);
    if (codec != Codec::Unknown) return decode_with_py(thread, bytes, codec, errors);
    if (source.is_nothing()) source = Value(TRY(make_bytes(thread, bytes)));
    Value answer = TRY(call_codec_py(thread, encoding, errors, source, "decode"));
    if (auto* text = as_kind<Str>(thread, answer)) return text;
    return raise(thread, Exc::TypeError,
                 "'{}' decoder returned '{}' instead of 'str'; use codecs.decode() to decode to arbitrary types",
                 encoding, type_name(thread, answer));
}

}  // namespace krait::core

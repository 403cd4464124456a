// The native module _codecs: the registry of codecs, and the built-in codecs as functions. Library Reference, codecs.
//
// The state is a tuple: the list of search functions, and a dict of what lookups found by normalized name.
#include <cctype>

#include "runtime/objects/codec_handling.h"
#include "runtime/objects/text_codecs.h"
#include "runtime/vm_hooks.h"
#include "stdlib/codecs/error_handlers.h"
#include "stdlib/native_helpers.h"
#include "stdlib/state_slots.h"

namespace krait::core {

extern const ModuleSpec kCodecsModule;

namespace {

// ---- the registry ----

Tuple* state(Thread& thread) {
    Field<Value>& slot = thread.interpreter->state_slot(state_slot::kCodecsState);
    if (Value known = slot.get(); !known.is_nothing()) return known.to<Tuple>();
    Value fresh(make_tuple(thread, {Value(make_list(thread)), Value(make_dict(thread))}));
    Value expected;
    // Roots need no barrier; of two threads one wins.
    return slot.compare_exchange(fresh.cell(), expected, fresh) ? fresh.to<Tuple>() : expected.to<Tuple>();
}
List* searches(Thread& thread) { return (*state(thread))[0].to<List>(); }
Dict* found_codecs(Thread& thread) { return (*state(thread))[1].to<Dict>(); }

// The package registers its search function when it is imported.
Result<void> import_encodings_py(Thread& thread) {
    if (!searches(thread)->size()) TRY(thread.interpreter->vm->import_module_py(thread, intern(thread, "encodings")));
    return {};
}

// As search functions get it: lower case, each run of what is neither a letter, a digit nor a dot one '_' between them.
std::string normalized(std::string_view name) {
    std::string result;
    bool gap = false;
    for (char c : name) {
        auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80) continue;
        if (!std::isalnum(byte) && c != '.') {
            gap = true;
            continue;
        }
        if (gap && !result.empty()) result += '_';
        gap = false;
        result += static_cast<char>(std::tolower(byte));
    }
    return result;
}

Result<Value> lookup_py(Thread& thread, Str* name) {
    std::string_view text = TRY(str_utf8(thread, name));
    if (text.find('\0') != text.npos) return raise(thread, Exc::ValueError, "embedded null character");
    Str* key = intern(thread, normalized(text));
    Value known = dict_get_str(thread, found_codecs(thread), key);
    if (!known.is_nothing()) return known;
    TRY(import_encodings_py(thread));
    List* functions = searches(thread);
    for (size_t i = 0; i < functions->size(); ++i) {
        Value info = TRY(call_py(thread, functions->get(i), Value(key)));
        if (info.is_none()) continue;
        auto* parts = as_kind<Tuple>(thread, info);
        if (!parts || parts->size() != 4)
            return raise(thread, Exc::TypeError, "codec search functions must return 4-tuples");
        TRY(dict_set_str(thread, found_codecs(thread), key, info));
        return info;
    }
    return raise(thread, Exc::LookupError, "unknown encoding: {}", name);
}

FUNCTION(codecs, register_, "register(search_function, /)", "Register a codec search function.") {
    if (!is_callable(thread, args[0])) return raise(thread, Exc::TypeError, "argument must be callable");
    TRY(import_encodings_py(thread));  // its function is the first
    TRY(list_append(thread, searches(thread), args[0]));
    return none();
}
FUNCTION(codecs, unregister, "unregister(search_function, /)",
         "Unregister a codec search function and clear the registry's cache.") {
    List* functions = searches(thread);
    for (size_t i = 0; i < functions->size(); ++i) {
        if (functions->get(i) != args[0]) continue;
        dict_clear(thread, found_codecs(thread));
        return call_method_py(thread, Value(functions), KRAIT_NAME(pop),
                              std::initializer_list<Value>{Value::small(static_cast<int64_t>(i))});
    }
    return none();
}
Result<Str*> text_argument(Thread& thread, Value value, const char* function, const char* what) {
    if (auto* text = as_kind<Str>(thread, value)) return text;
    return raise(thread, Exc::TypeError, "{}() argument {}must be str, not {}", function, what,
                 type_name(thread, value));
}
FUNCTION(codecs, lookup, "lookup(encoding, /)",
         "Looks up a codec tuple in the Python codec registry and returns a CodecInfo object.") {
    return lookup_py(thread, TRY(text_argument(thread, args[0], "lookup", "")));
}

Result<Value> run_codec_py(Thread& thread, const Value* args, size_t part, const char* function) {
    Str* encoding = TRY(text_argument(thread, args[1], function, "'encoding' "));
    TRY(text_argument(thread, args[2], function, "'errors' "));
    Value info = TRY(lookup_py(thread, encoding));
    Result<Value> answer = call_py(thread, (*as_kind<Tuple>(thread, info))[part], args[0], args[2]);
    if (answer.failed()) {
        if (thread.terminating) return kFailure;
        Value error = thread.pending;
        thread.pending = Value::nothing();
        Value note(
            TRY(make_str(thread, format_text("{} with '{}' codec failed", part ? "decoding" : "encoding", encoding))));
        if (call_method_py(thread, error, intern(thread, "add_note"), std::span<const Value>(&note, 1)).failed())
            take_pending(thread);
        return raise_instance(thread, error);
    }
    auto* pair = as_kind<Tuple>(thread, answer.value());
    if (!pair || pair->size() != 2)
        return raise(thread, Exc::TypeError, "{}r must return a tuple (object, integer)", function);
    return (*pair)[0];
}
FUNCTION(codecs, encode, "encode(obj, encoding='utf-8', errors='strict')",
         "Encodes obj using the codec registered for encoding.") {
    return run_codec_py(thread, args, 0, "encode");
}
FUNCTION(codecs, decode, "decode(obj, encoding='utf-8', errors='strict')",
         "Decodes obj using the codec registered for encoding.") {
    return run_codec_py(thread, args, 1, "decode");
}
FUNCTION(codecs, register_error, "register_error(errors, handler, /)",
         "Register the specified error handler under the name errors.") {
    Str* name = TRY(text_argument(thread, args[0], "register_error", "1 "));
    if (!is_callable(thread, args[1])) return raise(thread, Exc::TypeError, "handler must be callable");
    TRY(register_error_handler(thread, intern(thread, name), args[1]));
    return none();
}
FUNCTION(codecs, lookup_error, "lookup_error(name, /)",
         "Return the error handler for the specified error handling name.") {
    Str* name = TRY(text_argument(thread, args[0], "lookup_error", ""));
    return find_error_handler_py(thread, TRY(str_utf8(thread, name)));
}

// ---- the codecs ----

Result<std::string_view> errors_argument(Thread& thread, Value value, const char* function) {
    if (value.is_none()) return std::string_view("strict");
    if (auto* text = as_kind<Str>(thread, value)) return str_utf8(thread, text);
    return raise(thread, Exc::TypeError, "{}() argument 2 must be str or None, not {}", function,
                 type_name(thread, value));
}
Result<Value> pair(Thread& thread, Value value, size_t count) {
    return Value(make_tuple(thread, {value, make_int(thread, static_cast<int64_t>(count))}));
}
// What is decoded: bytes-like, or an ASCII str for the escape codecs.
class Input {
public:
    explicit Input(Thread& thread) : thread_(thread), view_(thread) {}
    Result<void> open_py(Value value) {
        if (auto* plain = value.as_if<Bytes>()) {
            bytes = plain->view();
            return {};
        }
        TRY(view_.open_py(value));
        bytes = view_.bytes();
        return {};
    }
    Result<void> open_text_py(Value value) {
        auto* text = as_kind<Str>(thread_, value);
        if (!text) return open_py(value);
        bytes = TRY(str_utf8(thread_, text));
        return {};
    }
    std::string_view bytes;

private:
    Thread& thread_;
    ByteView view_;
};

Result<Value> encode_as(Thread& thread, const Value* args, Codec codec, const char* function) {
    Str* text = TRY(text_argument(thread, args[0], function, "1 "));
    return pair(thread,
                Value(TRY(encode_with_py(thread, text, codec, TRY(errors_argument(thread, args[1], function))))),
                text->length());
}
Result<Value> decode_as(Thread& thread, const Value* args, Codec codec, const char* function, bool final) {
    Input input(thread);
    TRY(input.open_py(args[0]));
    size_t consumed = input.bytes.size();
    Str* text = TRY(decode_with_py(thread, input.bytes, codec, TRY(errors_argument(thread, args[1], function)),
                                   final ? unicode::Final::kYes : unicode::Final::kNo, &consumed));
    return pair(thread, Value(text), consumed);
}
#define CODEC(NAME, CODE)                                                                                                     \
    FUNCTION(codecs, NAME##_encode, #NAME "_encode(str, errors=None, /)", nullptr) {                                          \
        return encode_as(thread, args, CODE, #NAME "_encode");                                                                \
    }                                                                                                                         \
    FUNCTION(codecs, NAME##_decode, #NAME "_decode(data, errors=None, final=False, /)", nullptr) {                            \
        return decode_as(thread, args, CODE, #NAME "_decode", TRY(truth_py(thread, args[2])));                                \
    }
CODEC(utf_8, Codec::Utf8)
CODEC(utf_7, Codec::Utf7)
CODEC(utf_16_le, Codec::Utf16Le)
CODEC(utf_16_be, Codec::Utf16Be)
CODEC(utf_32_le, Codec::Utf32Le)
CODEC(utf_32_be, Codec::Utf32Be)
#define WHOLE_CODEC(NAME, CODE)                                                                                                       \
    FUNCTION(codecs, NAME##_encode, #NAME "_encode(str, errors=None, /)", nullptr) { return encode_as(thread, args, CODE, #NAME "_encode"); } \
    FUNCTION(codecs, NAME##_decode, #NAME "_decode(data, errors=None, /)", nullptr) { return decode_as(thread, args, CODE, #NAME "_decode", true); }
WHOLE_CODEC(ascii, Codec::Ascii)
WHOLE_CODEC(latin_1, Codec::Latin1)

// byteorder: -1 little, 0 with a mark, 1 big.
Result<Value> encode_ordered(Thread& thread, const Value* args, Codec marked, Codec little, Codec big,
                             const char* function) {
    int64_t order = TRY(index_int64_py(thread, args[2]));
    return encode_as(thread, args, order == 0 ? marked : order < 0 ? little : big, function);
}
using OrderedDecode = Result<Str*> (*)(Thread&, std::string_view, std::string_view, int*, unicode::Final, size_t*);
enum class WithOrder { No, Yes };
Result<Value> decode_ordered(Thread& thread, const Value* args, OrderedDecode decode, const char* function,
                             Value order_value, Value final, WithOrder with) {
    Input input(thread);
    TRY(input.open_py(args[0]));
    int order = static_cast<int>(TRY(index_int64_py(thread, order_value)));
    bool ends = TRY(truth_py(thread, final));
    size_t consumed = input.bytes.size();
    Str* text = TRY(decode(thread, input.bytes, TRY(errors_argument(thread, args[1], function)), &order,
                           ends ? unicode::Final::kYes : unicode::Final::kNo, &consumed));
    if (with == WithOrder::No) return pair(thread, Value(text), consumed);
    return Value(
        make_tuple(thread, {Value(text), make_int(thread, static_cast<int64_t>(consumed)), Value::small(order)}));
}
#define MARKED_CODEC(NUMBER)                                                                                                                   \
    FUNCTION(codecs, utf_##NUMBER##_encode, "utf_" #NUMBER "_encode(str, errors=None, byteorder=0, /)", nullptr) {                             \
        return encode_ordered(thread, args, Codec::Utf##NUMBER, Codec::Utf##NUMBER##Le, Codec::Utf##NUMBER##Be, "utf_" #NUMBER "_encode");     \
    }                                                                                                                                          \
    FUNCTION(codecs, utf_##NUMBER##_decode, "utf_" #NUMBER "_decode(data, errors=None, final=False, /)", nullptr) {                            \
        return decode_ordered(thread, args, decode_utf##NUMBER##_py, "utf_" #NUMBER "_decode", Value::small(0), args[2], WithOrder::No);       \
    }                                                                                                                                          \
    FUNCTION(codecs, utf_##NUMBER##_ex_decode, "utf_" #NUMBER "_ex_decode(data, errors=None, byteorder=0, final=False, /)", nullptr) {         \
        return decode_ordered(thread, args, decode_utf##NUMBER##_py, "utf_" #NUMBER "_ex_decode", args[2], args[3], WithOrder::Yes);           \
    }
MARKED_CODEC(16)
MARKED_CODEC(32)

FUNCTION(codecs, unicode_escape_encode, "unicode_escape_encode(str, errors=None, /)", nullptr) {
    Str* text = TRY(text_argument(thread, args[0], "unicode_escape_encode", "1 "));
    return pair(thread, Value(TRY(encode_unicode_escape(thread, text))), text->length());
}
FUNCTION(codecs, raw_unicode_escape_encode, "raw_unicode_escape_encode(str, errors=None, /)", nullptr) {
    Str* text = TRY(text_argument(thread, args[0], "raw_unicode_escape_encode", "1 "));
    return pair(thread, Value(TRY(encode_raw_unicode_escape(thread, text))), text->length());
}
using EscapeDecode = Result<Str*> (*)(Thread&, std::string_view, std::string_view, unicode::Final, size_t*);
Result<Value> decode_escape(Thread& thread, const Value* args, EscapeDecode decode, const char* function) {
    Input input(thread);
    TRY(input.open_text_py(args[0]));
    bool final = TRY(truth_py(thread, args[2]));
    size_t consumed = input.bytes.size();
    Str* text = TRY(decode(thread, input.bytes, TRY(errors_argument(thread, args[1], function)),
                           final ? unicode::Final::kYes : unicode::Final::kNo, &consumed));
    return pair(thread, Value(text), consumed);
}
FUNCTION(codecs, unicode_escape_decode, "unicode_escape_decode(data, errors=None, final=True, /)", nullptr) {
    return decode_escape(thread, args, decode_unicode_escape_py, "unicode_escape_decode");
}
FUNCTION(codecs, raw_unicode_escape_decode, "raw_unicode_escape_decode(data, errors=None, final=True, /)", nullptr) {
    return decode_escape(thread, args, decode_raw_unicode_escape_py, "raw_unicode_escape_decode");
}
FUNCTION(codecs, readbuffer_encode, "readbuffer_encode(data, errors=None, /)", nullptr) {
    Input input(thread);
    TRY(input.open_text_py(args[0]));
    return pair(thread, Value(TRY(make_bytes(thread, input.bytes))), input.bytes.size());
}

// ---- bytes escapes: what stands between the quotes of a bytes literal ----

FUNCTION(codecs, escape_encode, "escape_encode(data, errors=None, /)", nullptr) {
    auto* bytes = as_kind<Bytes>(thread, args[0]);
    if (!bytes)
        return raise(thread, Exc::TypeError, "escape_encode() argument 1 must be bytes, not {}",
                     type_name(thread, args[0]));
    std::string out;
    for (char c : bytes->view()) {
        auto byte = static_cast<unsigned char>(c);
        if (c == '\'' || c == '\\') (out += '\\') += c;
        else if (c == '\t') out += "\\t";
        else if (c == '\n') out += "\\n";
        else if (c == '\r') out += "\\r";
        else if (byte < ' ' || byte >= 0x7f) {
            constexpr const char* kDigits = "0123456789abcdef";
            ((out += "\\x") += kDigits[byte >> 4]) += kDigits[byte & 15];
        } else out += c;
    }
    return pair(thread, Value(TRY(make_bytes(thread, out))), bytes->size());
}
int hex_digit(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}
FUNCTION(codecs, escape_decode, "escape_decode(data, errors=None, /)", nullptr) {
    Input input(thread);
    TRY(input.open_text_py(args[0]));
    std::string_view errors = TRY(errors_argument(thread, args[1], "escape_decode"))
    , text = input.bytes;
    std::string out;
    for (size_t i = 0; i < text.size();) {
        if (text[i] != '\\') {
            out += text[i++];
            continue;
        }
        if (++i >= text.size()) return raise(thread, Exc::ValueError, "Trailing \\ in string");
        char c = text[i++];
        constexpr std::string_view kLetters = "\\'\"bfnrtva", kBytes = "\\'\"\b\f\n\r\t\v\a";
        if (c == '\n') continue;
        if (size_t at = kLetters.find(c); at != kLetters.npos) {
            out += kBytes[at];
        } else if (c >= '0' && c <= '7') {
            int value = c - '0';
            for (int more = 0; more < 2 && i < text.size() && text[i] >= '0' && text[i] <= '7'; ++more)
                value = value * 8 + (text[i++] - '0');
            if (value > 255)
                TRY(warn_py(
                    thread, Exc::DeprecationWarning,
                    format_text(
                        "\"\\{}\" is an invalid octal escape sequence. Such sequences will not work in the future. ",
                        text.substr(i - 3, 3))));
            out += static_cast<char>(value);
        } else if (c == 'x') {
            int high = i < text.size() ? hex_digit(text[i]) : -1,
                low = i + 1 < text.size() ? hex_digit(text[i + 1]) : -1;
            if (high >= 0 && low >= 0) {
                out += static_cast<char>(high * 16 + low);
                i += 2;
                continue;
            }
            if (errors == "strict") return raise(thread, Exc::ValueError, "invalid \\x escape at position {}", i - 2);
            if (errors == "replace") out += '?';
            else if (errors != "ignore")
                return raise(thread, Exc::ValueError, "decoding error; unknown error handling code: {}", errors);
            if (high >= 0) ++i;
        } else {
            TRY(warn_py(
                thread, Exc::DeprecationWarning,
                format_text("\"\\{}\" is an invalid escape sequence. Such sequences will not work in the future. ",
                            std::string_view(&c, 1))));
            (out += '\\') += c;
        }
    }
    return pair(thread, Value(TRY(make_bytes(thread, out))), text.size());
}

// ---- charmap ----

FUNCTION(codecs, charmap_encode, "charmap_encode(str, errors=None, mapping=None, /)", nullptr) {
    Str* text = TRY(text_argument(thread, args[0], "charmap_encode", "1 "));
    Value mapping = args[2].is_none() ? Value::nothing() : args[2];
    return pair(
        thread,
        Value(TRY(encode_charmap_py(thread, text, TRY(errors_argument(thread, args[1], "charmap_encode")), mapping))),
        text->length());
}
FUNCTION(codecs, charmap_decode, "charmap_decode(data, errors=None, mapping=None, /)", nullptr) {
    Input input(thread);
    TRY(input.open_py(args[0]));
    Value mapping = args[2].is_none() ? Value::nothing() : args[2];
    Str* text =
        TRY(decode_charmap_py(thread, input.bytes, TRY(errors_argument(thread, args[1], "charmap_decode")), mapping));
    return pair(thread, Value(text), input.bytes.size());
}
// A decoding table the other way round: U+FFFE stands for what is not mapped.
FUNCTION(codecs, charmap_build, "charmap_build(map, /)", nullptr) {
    Str* map = TRY(text_argument(thread, args[0], "charmap_build", ""));
    const void* data = TRY(map->data(thread));
    Dict* dict = make_dict(thread);
    for (size_t i = 0; i < map->length() && i < 256; ++i) {
        uint32_t code = Str::at(data, map->kind(), i);
        if (code != 0xfffe) TRY(dict_set_py(thread, dict, Value::small(code), Value::small(static_cast<int64_t>(i))));
    }
    return Value(dict);
}

}  // namespace

const ModuleSpec kCodecsModule = {
    .name = "_codecs",
    .functions = {&codecs_register_,
                  &codecs_unregister,
                  &codecs_lookup,
                  &codecs_encode,
                  &codecs_decode,
                  &codecs_register_error,
                  &codecs_lookup_error,
                  &codecs_utf_8_encode,
                  &codecs_utf_8_decode,
                  &codecs_utf_7_encode,
                  &codecs_utf_7_decode,
                  &codecs_utf_16_encode,
                  &codecs_utf_16_decode,
                  &codecs_utf_16_ex_decode,
                  &codecs_utf_16_le_encode,
                  &codecs_utf_16_le_decode,
                  &codecs_utf_16_be_encode,
                  &codecs_utf_16_be_decode,
                  &codecs_utf_32_encode,
                  &codecs_utf_32_decode,
                  &codecs_utf_32_ex_decode,
                  &codecs_utf_32_le_encode,
                  &codecs_utf_32_le_decode,
                  &codecs_utf_32_be_encode,
                  &codecs_utf_32_be_decode,
                  &codecs_ascii_encode,
                  &codecs_ascii_decode,
                  &codecs_latin_1_encode,
                  &codecs_latin_1_decode,
                  &codecs_unicode_escape_encode,
                  &codecs_unicode_escape_decode,
                  &codecs_raw_unicode_escape_encode,
                  &codecs_raw_unicode_escape_decode,
                  &codecs_readbuffer_encode,
                  &codecs_escape_encode,
                  &codecs_escape_decode,
                  &codecs_charmap_encode,
                  &codecs_charmap_decode,
                  &codecs_charmap_build},
};

}  // namespace krait::core

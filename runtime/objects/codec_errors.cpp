// UnicodeEncodeError, UnicodeDecodeError and the handlers that deal with them.
#include "runtime/objects/codec_handling.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/numbers.h"
#include "runtime/operations.h"
#include "runtime/primitives/unicode/character.h"
#include "runtime/primitives/unicode/names.h"

namespace krait::core {

namespace {

Result<Value> make_encode_error(Thread& thread, std::string_view encoding, Str* object, size_t start, size_t end,
                                std::string_view reason) {
    Str* name = TRY(make_str(thread, encoding));
    Str* why = TRY(make_str(thread, reason));
    const Value args[] = {Value(name), Value(object), make_int(thread, static_cast<int64_t>(start)),
                          make_int(thread, static_cast<int64_t>(end)), Value(why)};
    return Value(TRY(make_exception_py(thread, thread.interpreter->type(Exc::UnicodeEncodeError), args)));
}
Result<Value> make_decode_error(Thread& thread, std::string_view encoding, std::string_view object, size_t start,
                                size_t end, std::string_view reason) {
    Str* name = TRY(make_str(thread, encoding));
    Str* why = TRY(make_str(thread, reason));
    Bytes* bytes = TRY(make_bytes(thread, object));
    const Value args[] = {Value(name), Value(bytes), make_int(thread, static_cast<int64_t>(start)),
                          make_int(thread, static_cast<int64_t>(end)), Value(why)};
    return Value(TRY(make_exception_py(thread, thread.interpreter->type(Exc::UnicodeDecodeError), args)));
}

void append_hex(std::string& out, uint32_t code, int digits) {
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) out += "0123456789abcdef"[code >> shift & 15];
}
void append_escape(std::string& out, uint32_t code) {
    if (code < 0x100) append_hex(out += "\\x", code, 2);
    else if (code < 0x10000) append_hex(out += "\\u", code, 4);
    else append_hex(out += "\\U", code, 8);
}

// The code unit at `at` that the encoding's surrogatepass handler knows, as the number it stands for; or -1.
int64_t surrogate_at(std::string_view bytes, size_t at, std::string_view encoding, size_t* size) {
    auto byte = [&](size_t i) -> uint32_t { return static_cast<uint8_t>(bytes[at + i]); };
    int64_t code = -1;
    if (encoding == "utf-8") {
        *size = 3;
        if (at + 3 > bytes.size() || byte(0) != 0xed || (byte(1) & 0xe0) != 0xa0 || (byte(2) & 0xc0) != 0x80) return -1;
        code = 0xd000 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
    } else if (encoding.starts_with("utf-16")) {
        *size = 2;
        if (at + 2 > bytes.size()) return -1;
        code = encoding == "utf-16-be" ? byte(0) << 8 | byte(1) : byte(1) << 8 | byte(0);
    } else if (encoding.starts_with("utf-32")) {
        *size = 4;
        if (at + 4 > bytes.size()) return -1;
        code = encoding == "utf-32-be" ? byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3)
                                       : byte(3) << 24 | byte(2) << 16 | byte(1) << 8 | byte(0);
    }
    return code >= 0xd800 && code <= 0xdfff ? code : -1;
}
bool append_surrogate(std::string& out, uint32_t code, std::string_view encoding) {
    auto low = static_cast<char>(code & 0xff), high = static_cast<char>(code >> 8);
    if (encoding == "utf-8") unicode::append_utf8(out, code);
    else if (encoding == "utf-16-be") out += {high, low};
    else if (encoding.starts_with("utf-16")) out += {low, high};
    else if (encoding == "utf-32-be") out += {'\0', '\0', high, low};
    else if (encoding.starts_with("utf-32")) out += {low, high, '\0', '\0'};
    else return false;
    return true;
}

Result<Dict*> handlers(Thread& thread) {
    Field<Value>& slot = thread.interpreter->state_slot(kErrorHandlersSlot);
    Value known = slot.get();
    if (!known.is_nothing()) return known.to<Dict>();
    slot.set_immediate(Value(make_dict(thread)));
    return slot.get().to<Dict>();
}

// The (replacement, position) that a registered handler answered, checked.
Result<Value> call_handler_py(Thread& thread, std::string_view errors, Value exception, size_t length,
                              const char* message, bool allow_bytes, size_t* resume) {
    Value handler = TRY(lookup_error_handler_py(thread, errors));
    Value answer = TRY(call_py(thread, handler, exception));
    auto* pair = answer.as_if<Tuple>();
    if (!pair || pair->size() != 2) return raise(thread, Exc::TypeError, "{}", message);
    Value text = (*pair)[0];
    bool right = as_kind<Str>(thread, text) || (allow_bytes && as_kind<Bytes>(thread, text));
    if (!right || !is_int(thread, (*pair)[1])) return raise(thread, Exc::TypeError, "{}", message);
    int64_t position = TRY(index_int64_py(thread, (*pair)[1]));
    int64_t at = position < 0 ? position + static_cast<int64_t>(length) : position;
    if (at < 0 || at > static_cast<int64_t>(length))
        return raise(thread, Exc::IndexError, "position {} from error handler out of bounds", position);
    *resume = static_cast<size_t>(at);
    return text;
}

}  // namespace

Failure raise_encode_error(Thread& thread, std::string_view encoding, Str* object, size_t start, size_t end,
                           std::string_view reason) {
    return raise_instance(thread, TRY(make_encode_error(thread, encoding, object, start, end, reason)));
}
Failure raise_decode_error(Thread& thread, std::string_view encoding, std::string_view object, size_t start, size_t end,
                           std::string_view reason) {
    return raise_instance(thread, TRY(make_decode_error(thread, encoding, object, start, end, reason)));
}

Result<void> register_error_handler(Thread& thread, Str* name, Value handler) {
    return dict_set_str(thread, TRY(handlers(thread)), intern(thread, name), handler);
}

Result<Value> lookup_error_handler_py(Thread& thread, std::string_view name) {
    Str* key = intern(thread, name);
    Value found = dict_get_str(thread, TRY(handlers(thread)), key);
    if (found.is_nothing()) return raise(thread, Exc::LookupError, "unknown error handler name '{}'", name);
    return found;
}

Result<void> handle_encode_error_py(Thread& thread, Str* string, const char* encoding, std::string_view errors,
                                    size_t start, size_t end, const char* reason, EncodeReplacement* to) {
    TextView text = TRY(text_of(thread, string));
    to->bytes.clear();
    to->text.clear();
    to->is_text = false;
    to->resume = end;
    auto as_text = [&](const std::string& ascii) {
        to->is_text = true;
        to->text.append(ascii.begin(), ascii.end());
    };
    if (errors.empty() || errors == "strict") return raise_encode_error(thread, encoding, string, start, end, reason);
    if (errors == "ignore") return {};
    if (errors == "replace") {
        as_text(std::string(end - start, '?'));
        return {};
    }
    if (errors == "xmlcharrefreplace" || errors == "backslashreplace" || errors == "namereplace") {
        std::string out;
        for (size_t i = start; i < end; ++i) {
            if (errors[0] == 'x') {
                out += "&#" + std::to_string(text[i]) + ";";
                continue;
            }
            std::string name = errors[0] == 'n' ? unicode::name_of(text[i]) : std::string();
            if (!name.empty()) out += "\\N{" + name + "}";
            else append_escape(out, text[i]);
        }
        as_text(out);
        return {};
    }
    if (errors == "surrogateescape" || errors == "surrogatepass") {
        bool escape = errors == "surrogateescape";
        for (size_t i = start; i < end; ++i) {
            uint32_t code = text[i];
            if (escape && code >= 0xdc80 && code <= 0xdcff) to->bytes += static_cast<char>(code - 0xdc00);
            else if (escape || !unicode::is_surrogate(code) || !append_surrogate(to->bytes, code, encoding))
                return raise_encode_error(thread, encoding, string, escape ? i : start, end, reason);
        }
        return {};
    }
    Value exception = TRY(make_encode_error(thread, encoding, string, start, end, reason));
    Value answer = TRY(call_handler_py(thread, errors, exception, text.length,
                                       "encoding error handler must return (str/bytes, int) tuple", true, &to->resume));
    if (auto* bytes = as_kind<Bytes>(thread, answer)) {
        to->bytes.assign(bytes->view());
        return {};
    }
    TextView replaced = TRY(text_of(thread, answer.to<Str>()));
    to->is_text = true;
    for (size_t i = 0; i < replaced.length; ++i) to->text.push_back(replaced[i]);
    return {};
}

Result<void> handle_decode_error_py(Thread& thread, std::string_view bytes, const char* encoding,
                                    std::string_view errors, size_t start, size_t end, const char* reason,
                                    std::u32string& out, size_t* resume) {
    *resume = end;
    if (errors.empty() || errors == "strict") return raise_decode_error(thread, encoding, bytes, start, end, reason);
    if (errors == "ignore") return {};
    if (errors == "replace") {
        out.push_back(0xfffd);
        return {};
    }
    if (errors == "backslashreplace") {
        std::string text;
        for (size_t i = start; i < end; ++i) append_hex(text += "\\x", static_cast<uint8_t>(bytes[i]), 2);
        out.append(text.begin(), text.end());
        return {};
    }
    if (errors == "surrogateescape") {
        size_t at = start;
        while (at < end && at < start + 4 && static_cast<uint8_t>(bytes[at]) >= 0x80)
            out.push_back(0xdc00 + static_cast<uint8_t>(bytes[at++]));
        if (at == start) return raise_decode_error(thread, encoding, bytes, start, end, reason);
        *resume = at;
        return {};
    }
    if (errors == "surrogatepass") {
        size_t size = 0;
        int64_t code = surrogate_at(bytes, start, encoding, &size);
        if (code < 0) return raise_decode_error(thread, encoding, bytes, start, end, reason);
        out.push_back(static_cast<char32_t>(code));
        *resume = start + size;
        return {};
    }
    if (errors == "xmlcharrefreplace" || errors == "namereplace")
        return raise(thread, Exc::TypeError, "don't know how to handle UnicodeDecodeError in error callback");
    Value exception = TRY(make_decode_error(thread, encoding, bytes, start, end, reason));
    Value answer = TRY(call_handler_py(thread, errors, exception, bytes.size(),
                                       "decoding error handler must return (str, int) tuple", false, resume));
    TextView replaced = TRY(text_of(thread, answer.to<Str>()));
    for (size_t i = 0; i < replaced.length; ++i) out.push_back(replaced[i]);
    return {};
}

}  // namespace krait::core

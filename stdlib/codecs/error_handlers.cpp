// Library Reference, codecs "Error Handlers". What to do is decided by the same code that the codecs use (codec_handling.h);
// these functions take the exception apart and put the answer together.
#include "stdlib/codecs/error_handlers.h"

#include "runtime/objects/codec_handling.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/text_codecs.h"
#include "stdlib/native_helpers.h"

namespace krait::core {

namespace {

struct Span {
    size_t start, end;
};
Result<Span> span_of(Thread& thread, UnicodeError* error, size_t length) {
    int64_t start = TRY(index_int64_py(thread, error->start.get()))
    , end = TRY(index_int64_py(thread, error->end.get()));
    auto last = static_cast<int64_t>(length);
    start = std::clamp<int64_t>(start, 0, std::max<int64_t>(last - 1, 0));
    end = std::clamp<int64_t>(end, std::min<int64_t>(1, last), last);
    return Span{static_cast<size_t>(std::min(start, end)), static_cast<size_t>(end)};
}
std::string text_field(Value value) { return value.is<Str>() ? str_utf8_lossy(value.to<Str>()) : std::string(); }

Failure refuse(Thread& thread, Value exception) {
    return raise(thread, Exc::TypeError, "don't know how to handle {} in error callback", type_name(thread, exception));
}

Result<Value> answer(Thread& thread, Value replacement, size_t resume) {
    return Value(make_tuple(thread, {replacement, Value::small(static_cast<int64_t>(resume))}));
}

Result<Value> handle_py(Thread& thread, Value exception, const char* errors) {
    std::string_view name(errors);
    if (name == "strict") {
        if (!as_exception(thread, exception))
            return raise(thread, Exc::TypeError, "codec must pass exception instance");
        return raise_instance(thread, exception);
    }
    bool encode = is_instance(thread, exception, BuiltinType::UnicodeEncodeError);
    bool translate = is_instance(thread, exception, BuiltinType::UnicodeTranslateError);
    if (!encode && !translate && !is_instance(thread, exception, BuiltinType::UnicodeDecodeError))
        return refuse(thread, exception);
    auto* error = exception.to<UnicodeError>();
    std::string encoding = text_field(error->encoding.get()), reason = text_field(error->reason.get());
    if (encode || translate) {
        auto* text = as_kind<Str>(thread, error->object.get());
        if (!text) return raise(thread, Exc::TypeError, "object attribute must be unicode");
        Span span = TRY(span_of(thread, error, text->length()));
        if (translate) {
            if (name == "namereplace" || name == "xmlcharrefreplace" || name.starts_with("surrogate"))
                return refuse(thread, exception);
            if (name == "replace") {
                StrBuilder builder(thread);
                for (size_t i = span.start; i < span.end; ++i) builder.add_char(0xfffd);
                return answer(thread, Value(TRY(builder.finish())), span.end);
            }
        }
        EncodeReplacement replacement;
        Result<void> handled = handle_encode_error_py(thread, text, encoding.c_str(), name, span.start, span.end,
                                                      reason.c_str(), &replacement);
        if (handled.failed()) {
            if (thread.terminating || !pending_matches(thread, Exc::UnicodeEncodeError)) return kFailure;
            take_pending(thread);
            return raise_instance(thread, exception);
        }
        if (!replacement.is_text && !replacement.bytes.empty())
            return answer(thread, Value(TRY(make_bytes(thread, replacement.bytes))), replacement.resume);
        return answer(thread, Value(TRY(make_str(thread, std::u32string_view(replacement.text)))), replacement.resume);
    }
    {
        auto* bytes = as_kind<Bytes>(thread, error->object.get());
        if (!bytes) return raise(thread, Exc::TypeError, "object attribute must be bytes");
        Span span = TRY(span_of(thread, error, bytes->size()));
        std::u32string out;
        size_t resume = span.end;
        Result<void> handled = handle_decode_error_py(thread, bytes->view(), encoding.c_str(), name, span.start,
                                                      span.end, reason.c_str(), out, &resume);
        if (handled.failed()) {
            if (thread.terminating || !pending_matches(thread, Exc::UnicodeDecodeError)) return kFailure;
            take_pending(thread);
            return raise_instance(thread, exception);
        }
        return answer(thread, Value(TRY(make_str(thread, std::u32string_view(out)))), resume);
    }
}

#define HANDLER(NAME, ERRORS, DOC) \
    FUNCTION(handlers, NAME, #NAME "(exception, /)", DOC) { return handle_py(thread, args[0], ERRORS); }
HANDLER(strict_errors, "strict",
        "Implements the 'strict' error handling, which raises a UnicodeError on coding errors.")
HANDLER(ignore_errors, "ignore", "Implements the 'ignore' error handling, which ignores malformed data and continues.")
HANDLER(replace_errors, "replace",
        "Implements the 'replace' error handling, which replaces malformed data with a replacement marker.")
HANDLER(xmlcharrefreplace_errors, "xmlcharrefreplace", "Implements the 'xmlcharrefreplace' error handling.")
HANDLER(backslashreplace_errors, "backslashreplace", "Implements the 'backslashreplace' error handling.")
HANDLER(namereplace_errors, "namereplace", "Implements the 'namereplace' error handling.")
HANDLER(surrogateescape, "surrogateescape", nullptr)
HANDLER(surrogatepass, "surrogatepass", nullptr)

struct Builtin {
    const char* name;
    const NativeSpec* function;
};
constexpr Builtin kBuiltins[] = {{"strict", &handlers_strict_errors},
                                 {"ignore", &handlers_ignore_errors},
                                 {"replace", &handlers_replace_errors},
                                 {"xmlcharrefreplace", &handlers_xmlcharrefreplace_errors},
                                 {"backslashreplace", &handlers_backslashreplace_errors},
                                 {"namereplace", &handlers_namereplace_errors},
                                 {"surrogateescape", &handlers_surrogateescape},
                                 {"surrogatepass", &handlers_surrogatepass}};

}  // namespace

Result<Value> find_error_handler_py(Thread& thread, std::string_view name) {
    Result<Value> known = lookup_error_handler_py(thread, name);
    if (!known.failed()) return known;
    for (const Builtin& builtin : kBuiltins) {
        if (name != builtin.name) continue;
        if (!clear_pending_if(thread, Exc::LookupError)) return kFailure;
        Value function =
            make_native_function(thread, *builtin.function, Value::nothing(), Value(intern(thread, "codecs")));
        TRY(register_error_handler(thread, intern(thread, name), function));
        return function;
    }
    return kFailure;
}

}  // namespace krait::core

#include "stdlib/posix/path.h"

#include <climits>

#include "runtime/names.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/text_codecs.h"
#include "runtime/objects/type.h"
#include "runtime/operations.h"

namespace krait::core {

Result<Str*> decode_path(Thread& thread, std::string_view bytes) {
    return decode_utf8(thread, bytes, "surrogateescape");
}
Result<Bytes*> encode_path(Thread& thread, Str* text) {
    return encode_with_py(thread, text, Codec::Utf8, "surrogateescape");
}

Result<Value> fspath_py(Thread& thread, Value value) {
    if (as_kind<Str>(thread, value) || as_kind<Bytes>(thread, value)) return value;
    bool found = !type_of(thread, value)->lookup(thread, KRAIT_NAME(dunder_fspath)).is_nothing();
    if (!found)
        return raise(thread, Exc::TypeError, "expected str, bytes or os.PathLike object, not {}",
                     short_type_name(type_of(thread, value)));
    Value result = TRY(call_special_py(thread, value, KRAIT_NAME(dunder_fspath), {}, &found));
    if (as_kind<Str>(thread, result) || as_kind<Bytes>(thread, result)) return result;
    return raise(thread, Exc::TypeError, "expected {}.__fspath__() to return str or bytes, not {}",
                 type_name(thread, value), type_name(thread, result));
}

Result<int> int_argument_py(Thread& thread, Value value) {
    Value index = TRY(index_py(thread, value));
    int overflow = 0;
    int64_t number = int_to_int64(index, &overflow);
    if (overflow || number > INT_MAX || number < INT_MIN) {
        if (overflow > 0 || (!overflow && number > 0))
            return raise(thread, Exc::OverflowError, "Python int too large to convert to C int");
        return raise(thread, Exc::OverflowError, "Python int too small to convert to C int");
    }
    return static_cast<int>(number);
}

Result<int> descriptor_argument_py(Thread& thread, Value value) {
    if (!is_int(thread, value)) {
        Value method = TRY(find_attribute_py(thread, value, KRAIT_NAME(fileno)));
        if (method.is_unbound())
            return raise(thread, Exc::TypeError, "argument must be an int, or have a fileno() method.");
        value = TRY(call_py(thread, method));
        if (!is_int(thread, value)) return raise(thread, Exc::TypeError, "fileno() returned a non-integer");
    } else if (value.is_bool()) {
        TRY(warn_py(thread, Exc::RuntimeWarning, "bool is used as a file descriptor"));
    }
    int fd = TRY(int_argument_py(thread, value));
    if (fd < 0) return raise(thread, Exc::ValueError, "file descriptor cannot be a negative integer ({})", fd);
    return fd;
}

Result<void> path_argument_py(Thread& thread, Value value, const char* function, PathArgument* path, unsigned kinds,
                              const char* argument) {
    path->object = value;
    if (value.is_none() && (kinds & path_kind::kNone)) {
        path->text = ".";
        path->is_none = true;
        return {};
    }
    Value text = value;
    if (!as_kind<Str>(thread, value) && !as_kind<Bytes>(thread, value)) {
        bool found = false;
        if (kinds & path_kind::kDescriptor) {
            found = is_int(thread, value);
            if (!found) found = !type_of(thread, value)->lookup(thread, KRAIT_NAME(dunder_index)).is_nothing();
        }
        if (found) {
            if (value.is_bool()) TRY(warn_py(thread, Exc::RuntimeWarning, "bool is used as a file descriptor"));
            path->fd = TRY(int_argument_py(thread, value));
            path->has_fd = true;
            return {};
        }
        found = !type_of(thread, value)->lookup(thread, KRAIT_NAME(dunder_fspath)).is_nothing();
        if (!found) {
            const char* wanted = kinds == 0                         ? "string, bytes or os.PathLike"
                                 : (kinds & 3) == 3                 ? "string, bytes, os.PathLike, integer or None"
                                 : (kinds & path_kind::kDescriptor) ? "string, bytes, os.PathLike or integer"
                                 : (kinds & path_kind::kNone)       ? "string, bytes, os.PathLike or None"
                                                                    : "string, bytes or os.PathLike";
            return raise(thread, Exc::TypeError, "{}: {} should be {}, not {}", function, argument, wanted,
                         type_name(thread, value));
        }
        Value result = TRY(call_special_py(thread, value, KRAIT_NAME(dunder_fspath), {}, &found));
        if (!as_kind<Str>(thread, result) && !as_kind<Bytes>(thread, result))
            return raise(thread, Exc::TypeError, "expected {}.__fspath__() to return str or bytes, not {}",
                         type_name(thread, value), type_name(thread, result));
        text = result;
    }
    if (auto* string = as_kind<Str>(thread, text)) {
        path->text = TRY(encode_path(thread, string))
        ->view();
    } else {
        path->text = text.to<Bytes>()->view();
        path->is_bytes = true;
    }
    if (path->text.find('\0') != std::string::npos) {
        if (kinds & path_kind::kNoNul) return raise(thread, Exc::ValueError, "embedded null byte");
        return raise(thread, Exc::ValueError, "{}: embedded null character in {}", function, argument);
    }
    return {};
}

Result<std::string> system_text_py(Thread& thread, Value value) {
    Value text = TRY(fspath_py(thread, value));
    std::string result;
    if (auto* string = as_kind<Str>(thread, text)) result = TRY(encode_path(thread, string))
    ->view();
    else result = text.to<Bytes>()->view();
    if (result.find('\0') != std::string::npos) return raise(thread, Exc::ValueError, "embedded null byte");
    return result;
}

}  // namespace krait::core

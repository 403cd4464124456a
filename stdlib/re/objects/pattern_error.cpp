// re.PatternError, and how the engine's errors become exceptions.
#include "runtime/names.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/exception_parts.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/operations.h"
#include "stdlib/re/engine/compile_error.h"
#include "stdlib/re/objects/re_objects.h"

namespace krait::core {

namespace {

Result<void> pattern_error_initialize(Thread& thread, Value self, const CallArguments& arguments) {
    Value bound[3];
    TRY(bind_arguments(thread, "PatternError.__init__(msg, pattern=None, pos=None)", arguments, bound));
    Value message = bound[0], pattern = bound[1], position = bound[2], line = none(), column = none();
    if (!pattern.is_none() && !position.is_none()) {
        std::string_view kNewline("\n");
        bool is_str = as_kind<Str>(thread, pattern) != nullptr;
        Value newline = is_str ? Value(intern(thread, kNewline)) : Value(TRY(make_bytes(thread, kNewline)));
        Value from_start[] = {newline, Value::small(0), position};
        line =
            TRY(binary_py(thread, BinaryOp::Add,
                          TRY(call_method_py(thread, pattern, intern(thread, "count"), from_start)), Value::small(1)));
        column = TRY(binary_py(thread, BinaryOp::Sub, position,
                               TRY(call_method_py(thread, pattern, intern(thread, "rfind"), from_start))));
        Str* place = TRY(str_py(thread, position));
        if (TRY(contains_py(thread, pattern, newline))) {
            message = TRY(format_str(thread, "{} at position {} (line {}, column {})", TRY(str_py(thread, message)),
                                     place, TRY(str_py(thread, line)), TRY(str_py(thread, column))));
        } else {
            message = TRY(format_str(thread, "{} at position {}", TRY(str_py(thread, message)), place));
        }
    }
    TRY(set_attribute_py(thread, self, "msg", bound[0]));
    TRY(set_attribute_py(thread, self, "pattern", pattern));
    TRY(set_attribute_py(thread, self, "pos", position));
    TRY(set_attribute_py(thread, self, "lineno", line));
    TRY(set_attribute_py(thread, self, "colno", column));
    return set_exception_args(thread, self, {.values = &message, .positional = 1});
}

}  // namespace

const TypeSpec kPatternErrorSpec = {
    .name = "re.PatternError",
    .doc =
        "Exception raised for invalid regular expressions.\n\nAttributes:\n\n    msg: The unformatted error message\n"
        "    pattern: The regular expression pattern\n    pos: The index in the pattern where compilation failed (may "
        "be None)\n"
        "    lineno: The line corresponding to pos (may be None)\n    colno: The column corresponding to pos (may be "
        "None)\n",
    .base = BuiltinType::Exception,
    .flags = type_flag::kSubclassable | type_flag::kHasDict,
    .slots = {.construct = exception_construct, .initialize = pattern_error_initialize},
    .signature = "PatternError(msg, pattern=None, pos=None)",
};

Failure raise_compile_error_py(Thread& thread, const regex::CompileError& error, Value pattern) {
    switch (error.kind) {
    case regex::ErrorKind::kAborted: return kFailure;
    case regex::ErrorKind::kValueError: return raise(thread, Exc::ValueError, "{}", error.message);
    case regex::ErrorKind::kIndexError: return raise(thread, Exc::IndexError, "{}", error.message);
    case regex::ErrorKind::kOverflowError: return raise(thread, Exc::OverflowError, "{}", error.message);
    case regex::ErrorKind::kRecursionError: return raise(thread, Exc::RecursionError, "{}", error.message);
    case regex::ErrorKind::kPatternError: break;
    }
    Value message(TRY(make_str(thread, error.message)));
    Value position = error.position < 0 ? none() : Value::small(error.position);
    return raise_instance(
        thread, TRY(call_py(thread, Value(native_type(thread, kPatternErrorSpec)), message, pattern, position)));
}

}  // namespace krait::core

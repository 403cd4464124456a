// print, input, open, breakpoint: what goes through sys and io. Library Reference: Built-in Functions.
#include <unistd.h>

#include <string>

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/operations.h"
#include "stdlib/builtins/builtins.h"
#include "vm/import/import.h"

namespace krait::core {

static Result<Value> sys_stream(Thread& thread, Str* name) {
    Module* sys = thread.interpreter->sys_module.get();
    Value stream = sys ? dict_get_str(thread, sys->dict.get(), name) : Value::nothing();
    if (stream.is_nothing()) return raise(thread, Exc::RuntimeError, "lost sys.{}", name);
    return stream;
}

FUNCTION(builtins, print, "print(*args, sep=' ', end='\\n', file=None, flush=False)",
         "Prints the values to a stream, or to sys.stdout by default.") {
    Tuple* values = args[0].to<Tuple>();
    Value separator = args[1], end = args[2], file = args[3];
    if (file.is_none()) {
        file = TRY(sys_stream(thread, KRAIT_NAME(stdout)));
        if (file.is_none()) return none();
    }
    if (!separator.is_none() && !as_kind<Str>(thread, separator))
        return raise(thread, Exc::TypeError, "sep must be None or a string, not {}", type_name(thread, separator));
    if (!end.is_none() && !as_kind<Str>(thread, end))
        return raise(thread, Exc::TypeError, "end must be None or a string, not {}", type_name(thread, end));
    Value write = TRY(get_attribute_py(thread, file, KRAIT_NAME(write)));
    for (size_t i = 0; i < values->size(); ++i) {
        if (i) TRY(call_py(thread, write, separator.is_none() ? Value(make_char(thread, ' ')) : separator));
        TRY(call_py(thread, write, Value(TRY(str_py(thread, (*values)[i])))));
    }
    TRY(call_py(thread, write, end.is_none() ? Value(make_char(thread, '\n')) : end));
    if (TRY(truth_py(thread, args[4]))) TRY(call_method_py(thread, file, KRAIT_NAME(flush)));
    return none();
}

// Is the stream the process's own terminal? A stream without fileno() is not.
static Result<bool> is_terminal(Thread& thread, Value stream, int descriptor) {
    Result<Value> number = call_method_py(thread, stream, intern(thread, "fileno"));
    if (number.failed()) {
        if (thread.terminating) return kFailure;
        thread.pending = Value::nothing();
        return false;
    }
    return number.value().is_small() && number.value().as_small() == descriptor && isatty(descriptor);
}

FUNCTION(builtins, input, "input(prompt='', /)",
         "Read a string from standard input. The trailing newline is stripped.") {
    Value in = TRY(sys_stream(thread, KRAIT_NAME(stdin)));
    Value out = TRY(sys_stream(thread, KRAIT_NAME(stdout)));
    if (in.is_none()) return raise(thread, Exc::RuntimeError, "lost sys.stdin");
    if (out.is_none()) return raise(thread, Exc::RuntimeError, "lost sys.stdout");
    Str* prompt = TRY(str_py(thread, args[0]));
    // With readline imported a line from the terminal can be edited.
    Value editor = dict_get_str(thread, thread.interpreter->modules.get(), intern(thread, "readline"));
    if (!editor.is_nothing() && !editor.is_none() && TRY(is_terminal(thread, in, 0)) &&
        TRY(is_terminal(thread, out, 1))) {
        Value read = TRY(find_attribute_py(thread, editor, "_read_line"));
        if (!read.is_unbound()) {
            TRY(call_method_py(thread, out, KRAIT_NAME(flush)));
            return call_py(thread, read, Value(prompt));
        }
    }
    if (prompt->length()) {
        Value text(prompt);
        TRY(call_method_py(thread, out, KRAIT_NAME(write), std::span<const Value>(&text, 1)));
    }
    // A stream of the program's may have no flush().
    if (call_method_py(thread, out, KRAIT_NAME(flush)).failed() && !clear_pending_if(thread, Exc::Exception))
        return kFailure;
    Value line = TRY(call_method_py(thread, in, KRAIT_NAME(readline)));
    if (!line.is<Str>()) return raise(thread, Exc::TypeError, "object.readline() returned non-string");
    size_t length = line.to<Str>()->length();
    if (length == 0) return raise(thread, Exc::EOFError, "EOF when reading a line");
    const void* data = TRY(line.to<Str>()->data(thread));
    if (Str::at(data, line.to<Str>()->kind(), length - 1) == '\n') --length;
    return Value(TRY(str_slice(thread, line.to<Str>(), 0, length)));
}

RAW_FUNCTION(builtins, open,
             "open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)",
             "Open file and return a stream.  Raise OSError upon failure.") {
    Value io = TRY(import_module_py(thread, intern(thread, "_io")));
    return call_py(thread, TRY(get_attribute_py(thread, io, "open")), arguments);
}
RAW_FUNCTION(builtins, breakpoint, "breakpoint(*args, **kws)", "Call sys.breakpointhook(*args, **kws).") {
    Value hook = TRY(sys_stream(thread, intern(thread, "breakpointhook")));
    return call_py(thread, hook, arguments);
}

std::initializer_list<const NativeSpec*> output_functions() {
    static constexpr std::initializer_list<const NativeSpec*> kFunctions = {&builtins_print, &builtins_input,
                                                                            &builtins_open, &builtins_breakpoint};
    return kFunctions;
}

}  // namespace krait::core

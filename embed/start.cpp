#include "embed/start.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "runtime/errors.h"
#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/operations.h"
#include "runtime/threads/events.h"
#include "stdlib/builtins/builtins.h"
#include "stdlib/io/io.h"
#include "stdlib/modules.h"
#include "vm/import/import.h"
#include "vm/objects/frame.h"
#include "vm/vm.h"

namespace krait::core {

namespace {

// The process's own streams without io, for a library built without _io and for hosts that ask for nothing.
void write_descriptor(void* data, std::string_view text) {
    int descriptor = static_cast<int>(reinterpret_cast<intptr_t>(data));
    while (!text.empty()) {
        ssize_t count = write(descriptor, text.data(), text.size());
        if (count <= 0) return;
        text.remove_prefix(static_cast<size_t>(count));
    }
}
bool read_descriptor_line(void*, std::string* line) {
    line->clear();
    char c;
    while (read(0, &c, 1) == 1) {
        line->push_back(c);
        if (c == '\n') break;
    }
    return !line->empty();
}
const HostStreamFunctions kPlainIn = {nullptr, nullptr, nullptr, read_descriptor_line, 0};
const HostStreamFunctions kPlainOut = {reinterpret_cast<void*>(1), write_descriptor, nullptr, nullptr, 1};
const HostStreamFunctions kPlainErr = {reinterpret_cast<void*>(2), write_descriptor, nullptr, nullptr, 2};

// The locale that says nothing about its encoding: undecodable input shall come out as it went in (PEP 538, 540).
bool is_plain_locale() {
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const char* value = std::getenv(name);
        if (value && *value) return !std::strcmp(value, "C") || !std::strcmp(value, "POSIX");
    }
    return true;
}

Result<Value> open_standard(Thread& thread, Value io, int descriptor, const char* name, const SysOptions& options) {
    bool reading = descriptor == 0;
    bool unbuffered = options.unbuffered && !reading;
    Value raw = TRY(call_py(thread, TRY(get_attribute_py(thread, io, "FileIO")), Value::small(descriptor),
                            Value(make_ascii(thread, reading ? "r" : "w")), Value::false_()));
    TRY(set_attribute_py(thread, raw, "name", Value(make_ascii(thread, name))));
    Value buffered = raw;
    if (!unbuffered)
        buffered =
            TRY(call_py(thread, TRY(get_attribute_py(thread, io, reading ? "BufferedReader" : "BufferedWriter")), raw));
    const char* errors =
        options.io_errors.empty() ? (is_plain_locale() ? "surrogateescape" : "strict") : options.io_errors.c_str();
    Value arguments[] = {
        buffered,
        Value(TRY(str_from_os(thread, options.io_encoding.empty() ? std::string("utf-8") : options.io_encoding))),
        Value(TRY(str_from_os(thread, descriptor == 2 ? "backslashreplace" : errors))),
        reading ? Value::none() : Value(make_ascii(thread, "\n")),
        Value::boolean(!unbuffered && (descriptor == 2 || isatty(descriptor))),
        Value::boolean(unbuffered)
    };
    Value text =
        TRY(call_py(thread, TRY(get_attribute_py(thread, io, "TextIOWrapper")), std::span<const Value>(arguments, 6)));
    TRY(set_attribute_py(thread, text, "mode", Value(make_ascii(thread, reading ? "r" : "w"))));
    return text;
}

Result<void> set_stream(Thread& thread, const char* name, const char* shown, const HostStreamFunctions* host,
                        const HostStreamFunctions* plain, const SysOptions& options) {
    Value stream;
    if (host) {
        stream = TRY(make_host_stream(thread, host, shown, plain->read_line ? "r" : "w"));
    } else if (fcntl(plain->descriptor, F_GETFD) < 0) {
        stream = Value::none();  // closed before the program began
    } else {
        Result<Value> io = import_module_py(thread, intern(thread, "_io"));
        if (io.failed()) {
            if (!clear_pending_if(thread, Exc::ModuleNotFoundError)) return kFailure;
            stream = TRY(make_host_stream(thread, plain, shown, plain->read_line ? "r" : "w"));
        } else {
            stream = TRY(open_standard(thread, io.value(), plain->descriptor, shown, options));
        }
    }
    TRY(sys_set(thread, name, stream));
    return sys_set(thread, std::string("__") + name + "__", stream);
}

Result<void> start(Thread& thread, const StartOptions& options) {
    TRY(init_builtins(thread));
    TRY(init_sys(thread, options.sys));
    if (!options.sys.safe_path && !options.sys.path.empty())
        TRY(sys_set(thread, "_program_folder", Value(TRY(str_from_os(thread, options.sys.path[0])))));
    if (!options.sys.path.empty())
        TRY(sys_set(thread, "_library_after", Value(TRY(str_from_os(thread, options.sys.path.back())))));
    if (options.sys.import_time || options.sys.verbose) {
        Value kinds = Value::small((options.sys.import_time ? 1 : 0) | (options.sys.verbose ? 2 : 0));
        Value log[] = {kinds, Value::small(0), Value::small(0)};
        TRY(sys_set(thread, "_import_log", Value(TRY(make_list_from(thread, std::span<const Value>(log, 3))))));
        if (options.sys.import_time) std::fprintf(stderr, "import time: self [us] | cumulative | imported package\n");
    }
    for (Module* module : {thread.interpreter->builtins_module.get(), thread.interpreter->sys_module.get()}) {
        Value name = dict_get_str(thread, module->dict.get(), KRAIT_NAME(dunder_name));
        Value spec = TRY(make_module_spec(thread, name.to<Str>(), Value::nothing(),
                                          Value(make_ascii(thread, "built-in")), Value::none(), Value::false_()));
        TRY(module_add(thread, module, "__spec__", spec));
    }
    TRY(set_stream(thread, "stdin", "<stdin>", options.in, &kPlainIn, options.sys));
    TRY(set_stream(thread, "stdout", "<stdout>", options.out, &kPlainOut, options.sys));
    return set_stream(thread, "stderr", "<stderr>", options.err, &kPlainErr, options.sys);
}

// Without the traceback module: type and message alone.
void print_plainly(Thread& thread, Value exception) {
    std::string text = std::string(type_of(thread, exception)->name_view());
    Result<Str*> message = str_py(thread, exception);
    if (!message.failed() && message.value()->length()) text += ": " + str_utf8_lossy(message.value());
    thread.pending = Value::nothing();
    for (Value entry = exception.to<BaseException>()->traceback.get(); entry.is<Traceback>();
         entry = entry.to<Traceback>()->next.get()) {
        Value frame = entry.to<Traceback>()->frame.get();
        if (!frame.is<FrameObject>()) continue;
        Code* code = frame.to<FrameObject>()->code.get();
        std::fprintf(stderr, "  File \"%s\", line %d, in %s\n", str_utf8_lossy(code->filename.get()).c_str(),
                     line_of_word(code, entry.to<Traceback>()->lasti / 4),
                     str_utf8_lossy(code->qualname.get()).c_str());
    }
    std::fprintf(stderr, "%s\n", text.c_str());
}

int exit_status(Thread& thread, Value exception) {
    Value code = static_cast<SystemExit*>(exception.to<BaseException>())->code.get();
    if (code.is_nothing() || code.is_none()) return 0;
    if (is_int(thread, code)) {
        int overflow = 0;
        int64_t status = int_to_int64(code, &overflow);
        return overflow ? 255 : static_cast<int>(status & 0xff);
    }
    Result<Str*> text = str_py(thread, code);
    std::string shown = text.failed() ? std::string() : str_utf8_lossy(text.value());
    thread.pending = Value::nothing();
    Value err = sys_get(thread, "stderr");
    if (!err.is_nothing() && !err.is_none()) {
        Result<Str*> line = make_str(thread, shown + "\n");
        Value value = line.failed() ? Value::none() : Value(line.value());
        (void)call_method_py(thread, err, KRAIT_NAME(write), std::span<const Value>(&value, 1)).failed();
        thread.pending = Value::nothing();
    }
    return 1;
}

}  // namespace

Thread* start_interpreter(const StartOptions& options, std::string* problem) {
    Thread* thread = nullptr;
    Interpreter* interpreter = Interpreter::create(options.interpreter, &thread);
    interpreter->optimize_level = options.sys.optimize;
    interpreter->module_provider = options.provider ? options.provider : &kLibraryModules;
    thread->recursion_limit = options.interpreter.recursion_limit;
    init_vm(*thread);
    if (!start(*thread, options).failed()) return thread;
    Value exception = thread->pending;
    thread->pending = Value::nothing();
    if (problem) {
        *problem = "the interpreter could not start";
        if (exception.is_cell()) {
            print_plainly(*thread, exception);
            *problem += ": " + std::string(type_of(*thread, exception)->name_view());
        }
    }
    Interpreter::destroy(*thread);
    return nullptr;
}

// Through the traceback module; plainly if that fails. Nothing where sys.stderr is None.
static void print_exception_py(Thread& thread, Value exception) {
    Value err = sys_get(thread, "stderr");
    if (err.is_none()) return;
    auto print = [&]() -> Result<void> {
        Value module = TRY(import_module_py(thread, intern(thread, "traceback")));
        TRY(call_py(thread, TRY(get_attribute_py(thread, module, "_print_exception_bltin")), exception));
        return {};
    };
    if (!print().failed()) return;
    if (!thread.terminating) thread.pending = Value::nothing();
    print_plainly(thread, exception);
}

static void write_error_py(Thread& thread, const char* text) {
    Value err = sys_get(thread, "stderr");
    if (err.is_nothing() || err.is_none()) return;
    Value value(make_ascii(thread, text));
    if (call_method_py(thread, err, KRAIT_NAME(write), std::span<const Value>(&value, 1)).failed() &&
        !thread.terminating)
        thread.pending = Value::nothing();
}

int report_uncaught_py(Thread& thread, OnSystemExit on_system_exit) {
    if (thread.terminating) {
        clear_termination(thread);
        std::fprintf(stderr, "terminated\n");
        return 1;
    }
    Value exception = take_pending(thread);
    bool exits = on_system_exit == OnSystemExit::Exit;
    if (exits && is_instance(thread, exception, BuiltinType::SystemExit)) return exit_status(thread, exception);
    (void)sys_set(thread, "last_exc", exception);
    (void)sys_set(thread, "last_value", exception);
    (void)sys_set(thread, "last_type", Value(type_of(thread, exception)));
    Value traceback = exception.to<BaseException>()->traceback.get();
    if (traceback.is_nothing()) traceback = Value::none();
    (void)sys_set(thread, "last_traceback", traceback);
    Value hook = sys_get(thread, "excepthook");
    if (hook.is_nothing()) {
        write_error_py(thread, "sys.excepthook is missing\n");
        print_exception_py(thread, exception);
    } else if (call_py(thread, hook, Value(type_of(thread, exception)), exception, traceback).failed() &&
               !thread.terminating) {
        Value second = take_pending(thread);
        if (exits && is_instance(thread, second, BuiltinType::SystemExit)) return exit_status(thread, second);
        write_error_py(thread, "Error in sys.excepthook:\n");
        print_exception_py(thread, second);
        write_error_py(thread, "\nOriginal exception was:\n");
        print_exception_py(thread, exception);
    }
    return is_instance(thread, exception, BuiltinType::KeyboardInterrupt) ? kInterruptedStatus : 1;
}

// Data model 3.3.1: __del__ of what is alive at the end, and the finally blocks of generators, while all modules are still whole. One
// that hangs is stopped, and with it the rest.
static void finalize_all_py(Thread& thread) {
    constexpr int64_t kTime = 10'000'000'000;  // ns
    constexpr int kRounds = 3;                 // finalizers make new objects that have finalizers
    if (thread.terminating || !set_budget(*thread.interpreter, kTime, 0)) return;
    for (int round = 0; round < kRounds && !thread.terminating; ++round) {
        thread.heap().finalize_all();
        if (!(thread.poll_word.load(std::memory_order_relaxed) & poll::kFinalizers)) break;
        if (poll_event_py(thread).failed() && !thread.terminating) report_unraisable_py(thread, Value::none());
    }
    clear_budget(*thread.interpreter);
    if (!thread.terminating) return;
    clear_termination(thread);
    while (thread.heap().next_finalizer()) {}
    std::fprintf(stderr, "krait: stopped a finalizer that took longer than %d seconds at exit\n",
                 static_cast<int>(kTime / 1'000'000'000));
}

int shut_down_py(Thread& thread) {
    int status = 0;
    auto call_in = [&](const char* module_name, const char* function) {
        Value module = dict_get_str(thread, thread.interpreter->modules.get(), intern(thread, module_name));
        if (module.is_nothing()) return;
        Result<Value> found = find_attribute_py(thread, module, function);
        if (!found.failed() && !found.value().is_unbound() && call_py(thread, found.value()).failed() &&
            !thread.terminating) {
            report_unraisable_py(thread, found.value());
        }
        if (!thread.terminating) thread.pending = Value::nothing();
    };
    call_in("threading", "_shutdown");
    call_in("atexit", "_run_exitfuncs");
    finalize_all_py(thread);
    // What cannot be written is a failure of the command; on standard error nobody could be told of it.
    for (const char* name : {"stdout", "stderr"}) {
        Value stream = sys_get(thread, name);
        if (stream.is_nothing() || stream.is_none()) continue;
        Result<Value> closed = find_attribute_py(thread, stream, "closed");
        if (closed.failed()) {
            if (!thread.terminating) thread.pending = Value::nothing();
        } else if (!closed.value().is_unbound() && closed.value().is_true()) {
            continue;
        }
        if (call_method_py(thread, stream, KRAIT_NAME(flush)).failed()) {
            status = kFlushFailedStatus;
            if (thread.terminating) continue;
            if (name[3] == 'o')
                report_unraisable_py(thread, Value::nothing(), "Exception ignored while flushing sys.stdout");
            else thread.pending = Value::nothing();
        }
    }
    flush_open_streams_py(thread);
    return status;
}

}  // namespace krait::core

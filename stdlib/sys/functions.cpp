// The functions of sys. Library Reference: sys.
#include <dlfcn.h>

#include "runtime/errors.h"
#include "runtime/heap/heap.h"
#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/intern.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/small_types.h"
#include "runtime/operations.h"
#include "runtime/threads/registry.h"
#include "stdlib/sys/sys.h"
#include "vm/import/import.h"
#include "vm/interpreter/frames.h"
#include "vm/interpreter/tracing.h"
#include "vm/objects/generator_parts.h"

namespace krait::core {

FUNCTION(sys, exit, "exit(status=None, /)", "Exit the interpreter by raising SystemExit(status).") {
    if (args[0].is_none()) return raise_plain(thread, Exc::SystemExit, {});
    if (args[0].is<Tuple>()) return raise_plain(thread, Exc::SystemExit, args[0].to<Tuple>()->span());
    return raise_plain(thread, Exc::SystemExit, std::span<const Value>(args, 1));
}
FUNCTION(sys, getrecursionlimit, "getrecursionlimit()", "Return the current value of the recursion limit.") {
    return Value::small(thread.recursion_limit);
}
FUNCTION(sys, setrecursionlimit, "setrecursionlimit(limit, /)",
         "Set the maximum depth of the Python interpreter stack.") {
    int64_t limit = TRY(index_int64_py(thread, args[0]));
    if (limit < 1) return raise(thread, Exc::ValueError, "recursion limit must be greater or equal than 1");
    if (limit > INT32_MAX) return raise(thread, Exc::OverflowError, "Python int too large to convert to C int");
    if (thread.recursion_depth >= static_cast<uint32_t>(limit)) {
        return raise(thread, Exc::RecursionError,
                     "cannot set the recursion limit to {} at the recursion depth {}: the limit is too low", limit,
                     thread.recursion_depth);
    }
    thread.recursion_limit = static_cast<uint32_t>(limit);
    thread.interpreter->options.recursion_limit = thread.recursion_limit;
    return none();
}
FUNCTION(sys, _getframe, "_getframe(depth=0, /)", "Return a frame object from the call stack.") {
    int64_t depth = TRY(index_int64_py(thread, args[0]));
    Frame* frame = thread.frame;
    for (; frame && depth > 0; --depth) frame = frame->caller;
    if (!frame) return raise(thread, Exc::ValueError, "call stack is not deep enough");
    return Value(frame_object(thread, frame));
}
FUNCTION(sys, _getframemodulename, "_getframemodulename(depth=0)",
         "Return the name of the module for a calling frame.") {
    int64_t depth = TRY(index_int64_py(thread, args[0]));
    Frame* frame = thread.frame;
    for (; frame && depth > 0; --depth) frame = frame->caller;
    return frame ? frame->function->module.get() : Value::none();
}
// ---- what other threads are doing ----

namespace {

class StoppedWorld {
public:
    explicit StoppedWorld(Thread& thread) : thread_(thread) {
        KRAIT_SAVE_CONTEXT(thread.state->registers, thread.state->stack_pointer);
        threads().stop_world(thread_);
    }
    ~StoppedWorld() { threads().resume_world(thread_); }
    StoppedWorld(const StoppedWorld&) = delete;
    StoppedWorld& operator=(const StoppedWorld&) = delete;
    ThreadRegistry& threads() { return *thread_.interpreter->threads; }

private:
    Thread& thread_;
};

// A frame as it is now, and those below it, apart from their activations: those go on and end while somebody looks.
Result<FrameObject*> copy_frames(Thread& thread, Frame* frame) {
    FrameObject *first = nullptr, *above = nullptr;
    for (; frame; frame = frame->caller) {
        FrameObject* own = std::exchange(frame->object, nullptr);
        FrameObject* copy = frame_object(thread, frame);
        frame->object = own;
        copy->frame = nullptr;
        const uint32_t* words = frame->code->words;
        bool started = frame->pc > words && frame->pc <= words + frame->code->word_count;
        copy->last_word = started ? static_cast<uint32_t>(frame->pc - 1 - words) : 0;
        const uint32_t registers = frame->code->register_count, count = registers + frame->code->far_count;
        Tuple* values = TRY(make_tuple_sized(thread, count));
        for (uint32_t i = 0; i < count; ++i) {
            bool named = i < frame->code->local_count || i >= registers;
            values->items_[i].set(values, named ? frame->registers()[i] : Value::nothing());
        }
        copy->values.set(copy, values);
        if (above) above->back.set(above, copy);
        else first = copy;
        above = copy;
    }
    return first;
}

}  // namespace

FUNCTION(sys, _current_frames, "_current_frames()",
         "Return a dict mapping each thread's thread id to its current stack frame.\n\nThe frames of other threads are "
         "copies of this moment.") {
    Dict* frames = make_dict(thread);
    StoppedWorld world(thread);
    Result<void> result;
    world.threads().for_each([&](Thread& other) {
        if (result.failed() || !other.frame) return;
        Result<FrameObject*> frame =
            &other == &thread ? frame_object(thread, other.frame) : copy_frames(thread, other.frame);
        if (frame.failed()) result = kFailure;
        else result = dict_set_py(thread, frames, make_int_unsigned(thread, other.state->ident), Value(frame.value()));
    });
    TRY(result);
    return Value(frames);
}
FUNCTION(sys, _current_exceptions, "_current_exceptions()",
         "Return a dict mapping each thread's identifier to its current raised exception.") {
    Dict* exceptions = make_dict(thread);
    StoppedWorld world(thread);
    Result<void> result;
    world.threads().for_each([&](Thread& other) {
        if (result.failed() || !other.frame) return;
        result = dict_set_py(thread, exceptions, make_int_unsigned(thread, other.state->ident),
                             handled_exception(other.frame));
    });
    TRY(result);
    return Value(exceptions);
}

FUNCTION(sys, exception, "exception()", "Return the current exception.") { return handled_exception(thread.frame); }
FUNCTION(sys, exc_info, "exc_info()", "Return current exception information: (type, value, traceback).") {
    Value handled = handled_exception(thread.frame);
    if (handled.is_none()) return Value(make_tuple(thread, {handled, handled, handled}));
    Value traceback = handled.to<BaseException>()->traceback.get();
    return Value(make_tuple(
        thread, {Value(type_of(thread, handled)), handled, traceback.is_nothing() ? Value::none() : traceback}));
}
FUNCTION(sys, intern, "intern(string, /)", "Intern the given string.") {
    if (!args[0].is<Str>()) return raise(thread, Exc::TypeError, "can't intern {}", type_name(thread, args[0]));
    TRY(args[0].to<Str>()->data(thread));
    return Value(intern(thread, args[0].to<Str>()));
}
FUNCTION(sys, _is_interned, "_is_interned(string, /)", "Return True if the given string is interned.") {
    if (!args[0].is<Str>())
        return raise(thread, Exc::TypeError, "_is_interned() argument must be str, not {}", type_name(thread, args[0]));
    return Value::boolean(args[0].to<Str>()->is_interned());
}
FUNCTION(sys, _is_gil_enabled, "_is_gil_enabled()", "Return True if the GIL is currently enabled.") {
    return Value::boolean(thread.gil_on);
}
FUNCTION(sys, set_gil_enabled, "set_gil_enabled(flag, /)",
         "Switch the global interpreter lock on or off while the program runs.") {
    thread.interpreter->threads->set_gil_mode(thread, TRY(truth_py(thread, args[0])) ? GilMode::On : GilMode::Off);
    return none();
}
FUNCTION(sys, getswitchinterval, "getswitchinterval()", "Return the current thread switch interval, in seconds.") {
    return make_float(thread, static_cast<double>(thread.interpreter->threads->switch_interval()) * 1e-9);
}
FUNCTION(sys, setswitchinterval, "setswitchinterval(interval, /)",
         "Set the ideal thread switching delay, in seconds.") {
    double seconds = TRY(to_double_py(thread, args[0]));
    if (!(seconds > 0)) return raise(thread, Exc::ValueError, "switch interval must be strictly positive");
    // Longer than a process lives is for ever.
    thread.interpreter->threads->set_switch_interval(static_cast<int64_t>(std::min(seconds, 1e9) * 1e9));
    return none();
}
FUNCTION(sys, getdefaultencoding, "getdefaultencoding()",
         "Return the current default encoding used by the Unicode implementation.") {
    return Value(make_ascii(thread, "utf-8"));
}
FUNCTION(sys, getfilesystemencoding, "getfilesystemencoding()",
         "Return the encoding used to convert Unicode filenames to OS filenames.") {
    return Value(make_ascii(thread, "utf-8"));
}
FUNCTION(sys, getfilesystemencodeerrors, "getfilesystemencodeerrors()",
         "Return the error mode used for Unicode to OS filename conversion.") {
    return Value(make_ascii(thread, "surrogateescape"));
}
FUNCTION(sys, is_finalizing, "is_finalizing()", "Return True if Python is exiting.") { return Value::false_(); }
FUNCTION(sys, is_stack_trampoline_active, "is_stack_trampoline_active()", "Return False: there are no trampolines.") {
    return Value::false_();
}
FUNCTION(sys, activate_stack_trampoline, "activate_stack_trampoline(backend, /)",
         "Raise ValueError: there are no trampolines.") {
    return raise(thread, Exc::ValueError, "perf trampoline not available");
}
FUNCTION(sys, deactivate_stack_trampoline, "deactivate_stack_trampoline()", "Does nothing: there are no trampolines.") {
    return none();
}
FUNCTION(sys, is_remote_debug_enabled, "is_remote_debug_enabled()",
         "Return False: no other process can run code in this one.") {
    return Value::false_();
}
FUNCTION(sys, remote_exec, "remote_exec(pid, script)", "Raise NotImplementedError: there is no remote debugging.") {
    return raise(thread, Exc::NotImplementedError, "sys.remote_exec: Krait has no remote debugging");
}
FUNCTION(sys, getunicodeinternedsize, "getunicodeinternedsize(*, _only_immortal=False)",
         "Return the number of elements of the unicode interned dictionary.") {
    if (TRY(truth_py(thread, args[0]))) return Value::small(0);
    return Value::small(static_cast<int64_t>(intern_table(thread).size()));
}
FUNCTION(sys, getdlopenflags, "getdlopenflags()", "Return the flags for dlopen() calls, which no module needs.") {
    Value flags =
        dict_get_str(thread, thread.interpreter->sys_module.get()->dict.get(), intern(thread, "_dlopen_flags"));
    return flags.is_nothing() ? Value::small(2) : flags;
}
FUNCTION(sys, setdlopenflags, "setdlopenflags(flags, /)", "Set the flags for dlopen() calls, which no module needs.") {
    Value flags = Value::small(TRY(index_int64_py(thread, args[0])));
    TRY(module_add(thread, thread.interpreter->sys_module.get(), "_dlopen_flags", flags));
    return none();
}
FUNCTION(sys, get_int_max_str_digits, "get_int_max_str_digits()",
         "Return the maximum string digits limit for non-binary int<->str conversions.") {
    return Value::small(thread.interpreter->options.int_max_str_digits);
}
FUNCTION(sys, set_int_max_str_digits, "set_int_max_str_digits(maxdigits)",
         "Set the maximum string digits limit for non-binary int<->str conversions.") {
    int64_t digits = TRY(index_int64_py(thread, args[0]));
    if (digits != 0 && (digits < 640 || digits > INT32_MAX))
        return raise(thread, Exc::ValueError, "maxdigits must be 0 or larger than 640");
    thread.interpreter->options.int_max_str_digits = static_cast<uint32_t>(digits);
    return none();
}
FUNCTION(sys, getsizeof, "getsizeof(object, default=?, /)", "Return the size of object in bytes.") {
    bool found = false;
    Value size = TRY(call_special_py(thread, args[0], KRAIT_NAME(dunder_sizeof), {}, &found));
    if (!found)
        return args[1].is_nothing()
                   ? raise(thread, Exc::TypeError, "Type {} doesn't define __sizeof__", type_name(thread, args[0]))
                   : Result<Value>(args[1]);
    return size;
}
FUNCTION(sys, getrefcount, "getrefcount(object, /)", "Return a constant: there are no reference counts.") {
    return Value::small(1);
}
// What the stream's encoding has no bytes for is written as escape sequences.
static Result<void> write_escaped_py(Thread& thread, Value out, Value text) {
    Value encoding = TRY(get_attribute_py(thread, out, "encoding"));
    Value how[] = {encoding, Value(make_ascii(thread, "backslashreplace"))};
    Value bytes = TRY(call_method_py(thread, text, intern(thread, "encode"), std::span<const Value>(how, 2)));
    Value buffer = TRY(find_attribute_py(thread, out, "buffer"));
    if (!buffer.is_unbound()) {
        TRY(call_method_py(thread, out, KRAIT_NAME(flush)));
        TRY(call_method_py(thread, buffer, KRAIT_NAME(write), std::span<const Value>(&bytes, 1)));
        return {};
    }
    Value back[] = {encoding, Value(make_ascii(thread, "strict"))};
    Value shown = TRY(call_method_py(thread, bytes, intern(thread, "decode"), std::span<const Value>(back, 2)));
    TRY(call_method_py(thread, out, KRAIT_NAME(write), std::span<const Value>(&shown, 1)));
    return {};
}

FUNCTION(sys, displayhook, "displayhook(object, /)", "Print an object to sys.stdout and also save it in builtins._") {
    if (args[0].is_none()) return none();
    Dict* builtins = thread.interpreter->builtins.get();
    TRY(dict_set_str(thread, builtins, "_", Value::none()));
    Value out = sys_get(thread, "stdout");
    if (out.is_nothing() || out.is_none()) return raise(thread, Exc::RuntimeError, "lost sys.stdout");
    Value text(TRY(repr_py(thread, args[0])));
    if (call_method_py(thread, out, KRAIT_NAME(write), std::span<const Value>(&text, 1)).failed()) {
        if (!clear_pending_if(thread, Exc::UnicodeEncodeError)) return kFailure;
        TRY(write_escaped_py(thread, out, text));
    }
    Value newline(make_char(thread, '\n'));
    TRY(call_method_py(thread, out, KRAIT_NAME(write), std::span<const Value>(&newline, 1)));
    TRY(dict_set_str(thread, builtins, "_", args[0]));
    return none();
}
FUNCTION(sys, excepthook, "excepthook(exctype, value, traceback, /)",
         "Handle an exception by displaying it with a traceback on sys.stderr.") {
    Value err = sys_get(thread, "stderr");
    if (err.is_nothing() || err.is_none()) return none();
    Value module = TRY(import_module_py(thread, intern(thread, "traceback")));
    Value print = TRY(get_attribute_py(thread, module, "_display_exception"));
    return call_py(thread, print, args[0], args[1], args[2]);
}
FUNCTION(sys, unraisablehook, "unraisablehook(unraisable, /)", "Handle an unraisable exception.") {
    Value err = sys_get(thread, "stderr");
    if (err.is_nothing() || err.is_none()) return none();
    auto write = [&](Str* text) -> Result<void> {
        Value value(text);
        TRY(call_method_py(thread, err, KRAIT_NAME(write), std::span<const Value>(&value, 1)));
        return {};
    };
    Value message = TRY(find_attribute_py(thread, args[0], "err_msg"));
    Value object = TRY(find_attribute_py(thread, args[0], "object"));
    std::string head = message.is<Str>() ? str_utf8_lossy(message.to<Str>()) : "Exception ignored in";
    bool has_object = !object.is_unbound() && !object.is_none();
    if (has_object) head += ": " + str_utf8_lossy(TRY(repr_py(thread, object)));
    else if (message.is<Str>()) head += ":";
    if (has_object || message.is<Str>()) TRY(write(TRY(make_str(thread, head + "\n"))));
    Value module = TRY(import_module_py(thread, intern(thread, "traceback")));
    Value print = TRY(get_attribute_py(thread, module, "_print_unraisable"));
    Value type = TRY(get_attribute_py(thread, args[0], "exc_type"));
    Value value = TRY(get_attribute_py(thread, args[0], "exc_value"));
    Value traceback = TRY(get_attribute_py(thread, args[0], "exc_traceback"));
    TRY(call_py(thread, print, type, value, traceback));
    return none();
}
FUNCTION(sys, audit, "audit(event, /, *args)", "Pass the event to the audit hooks.") {
    Value hooks = sys_get(thread, "_audit_hooks");
    if (!hooks.is<List>()) return none();
    return for_each_py(
               thread, hooks,
               [&](Value hook) -> Result<bool> {
                   TRY(call_py(thread, hook, args[0], args[1]));
                   return true;
               }).failed()
               ? Result<Value>(kFailure)
               : none();
}
FUNCTION(sys, addaudithook, "addaudithook(hook)", "Add a new audit hook callback.") {
    Value hooks = sys_get(thread, "_audit_hooks");
    if (!hooks.is<List>()) {
        hooks = Value(make_list(thread));
        TRY(sys_set(thread, "_audit_hooks", hooks));
    }
    TRY(list_append(thread, hooks.to<List>(), args[0]));
    return none();
}
// Raw, so that the loop takes its slow path and looks again which table of handlers it goes by (vm/interpreter/tracing.h).
constexpr const char* kSetTraceSignature = "settrace(function, /)";
constexpr const char* kSetProfileSignature = "setprofile(function, /)";
RAW_FUNCTION(sys, settrace, kSetTraceSignature,
             "Set the function that is called at each line, call, return and exception of this thread, or None.") {
    Value function;
    TRY(bind_arguments(thread, kSetTraceSignature, arguments, &function));
    set_trace_function(thread, function);
    return none();
}
FUNCTION(sys, gettrace, "gettrace()", "Return the function that settrace() set.") { return trace_function_of(thread); }
RAW_FUNCTION(sys, setprofile, kSetProfileSignature,
             "Set the function that is called at each call and return of this thread, or None.") {
    Value function;
    TRY(bind_arguments(thread, kSetProfileSignature, arguments, &function));
    set_profile_function(thread, function);
    return none();
}
FUNCTION(sys, getprofile, "getprofile()", "Return the function that setprofile() set.") {
    return profile_function_of(thread);
}
FUNCTION(sys, _settraceallthreads, "_settraceallthreads(function, /)", "settrace() in all running threads.") {
    set_trace_function_everywhere(thread, args[0]);
    return none();
}
FUNCTION(sys, _setprofileallthreads, "_setprofileallthreads(function, /)", "setprofile() in all running threads.") {
    set_profile_function_everywhere(thread, args[0]);
    return none();
}
FUNCTION(sys, call_tracing, "call_tracing(func, args, /)", "Call func(*args), while tracing is enabled.") {
    if (!args[1].is<Tuple>())
        return raise(thread, Exc::TypeError, "call_tracing() argument 2 must be tuple, not {}",
                     type_name(thread, args[1]));
    return call_traced_py(thread, args[0], args[1].to<Tuple>());
}
FUNCTION(sys, _clear_type_cache, "_clear_type_cache()", "Does nothing: the cache holds types weakly.") {
    return none();
}
FUNCTION(sys, _clear_internal_caches, "_clear_internal_caches()", "Does nothing: caches hold their contents weakly.") {
    return none();
}
FUNCTION(sys, getallocatedblocks, "getallocatedblocks()",
         "Return 0: the heap is not made of blocks that are counted.") {
    return Value::small(0);
}
// PEP 553: $PYTHONBREAKPOINT names the function that breakpoint() calls, 0 none, nothing pdb.set_trace.
RAW_FUNCTION(sys, breakpointhook, "breakpointhook(*args, **kws)", "The function called by the breakpoint() built-in.") {
    const char* chosen = std::getenv("PYTHONBREAKPOINT");
    std::string path = chosen && *chosen ? chosen : "pdb.set_trace";
    if (path == "0") return none();
    size_t dot = path.rfind('.');
    std::string module = dot == path.npos ? "builtins" : path.substr(0, dot);
    std::string name = dot == path.npos ? path : path.substr(dot + 1);
    Result<Value> found = module.empty() ? Result<Value>(kFailure) : import_module_py(thread, intern(thread, module));
    if (!found.failed()) {
        Value function = TRY(find_attribute_py(thread, found.value(), name));
        if (!function.is_unbound()) return call_py(thread, function, arguments);
    } else if (!module.empty() && !clear_pending_if(thread, Exc::ImportError)) {
        return kFailure;
    }
    TRY(warn_py(thread, Exc::RuntimeWarning, "Ignoring unimportable $PYTHONBREAKPOINT: \"" + path + "\""));
    return none();
}
// PEP 525. The result type has no home of its own but the module.
static Value asyncgen_hooks_type(Thread& thread) {
    Value type = sys_get(thread, "_asyncgen_hooks_type");
    if (!type.is_nothing()) return type;
    static constexpr StructSequenceSpec kSpec = {
        "asyncgen_hooks", nullptr, {{"firstiter", nullptr}, {"finalizer", nullptr}}, 2, false};
    type = Value(make_struct_sequence_type(thread, kSpec));
    (void)sys_set(thread, "_asyncgen_hooks_type", type);
    return type;
}
FUNCTION(sys, get_asyncgen_hooks, "get_asyncgen_hooks()", "Return the installed asynchronous generators hooks.") {
    Value hooks[] = {thread.async_first_iteration, thread.async_finalizer};
    return make_struct_sequence(thread, asyncgen_hooks_type(thread).to<Type>(), hooks);
}
FUNCTION(sys, set_asyncgen_hooks, "set_asyncgen_hooks(firstiter=?, finalizer=?)",
         "Set a finalizer for async generators objects.") {
    const char* const names[] = {"firstiter", "finalizer"};
    for (int i = 1; i >= 0; --i) {
        if (args[i].is_nothing() || args[i].is_none() || is_callable(thread, args[i])) continue;
        return raise(thread, Exc::TypeError, "callable {} expected, got {}", names[i], type_name(thread, args[i]));
    }
    if (!args[0].is_nothing()) thread.async_first_iteration = args[0].is_none() ? Value::nothing() : args[0];
    if (!args[1].is_nothing()) thread.async_finalizer = args[1].is_none() ? Value::nothing() : args[1];
    return none();
}
FUNCTION(sys, get_coroutine_origin_tracking_depth, "get_coroutine_origin_tracking_depth()",
         "Check status of origin tracking for coroutine objects.") {
    Value depth = thread.interpreter->state_slot(kOriginDepthSlot).get();
    return depth.is_nothing() ? Value::small(0) : depth;
}
FUNCTION(sys, set_coroutine_origin_tracking_depth, "set_coroutine_origin_tracking_depth(depth)",
         "Enable or disable origin tracking for coroutine objects.") {
    int64_t depth = TRY(index_int64_py(thread, args[0]));
    if (depth < 0) return raise(thread, Exc::ValueError, "depth must be >= 0");
    thread.interpreter->state_slot(kOriginDepthSlot).set_immediate(Value::small(std::min<int64_t>(depth, INT32_MAX)));
    return none();
}

std::initializer_list<const NativeSpec*> sys_functions() {
    static constexpr std::initializer_list<const NativeSpec*> kFunctions = {&sys_exit,
                                                                            &sys_breakpointhook,
                                                                            &sys_getrecursionlimit,
                                                                            &sys_setrecursionlimit,
                                                                            &sys__getframe,
                                                                            &sys__getframemodulename,
                                                                            &sys__current_frames,
                                                                            &sys__current_exceptions,
                                                                            &sys_exception,
                                                                            &sys_exc_info,
                                                                            &sys_intern,
                                                                            &sys__is_interned,
                                                                            &sys__is_gil_enabled,
                                                                            &sys_set_gil_enabled,
                                                                            &sys_getswitchinterval,
                                                                            &sys_setswitchinterval,
                                                                            &sys_getdefaultencoding,
                                                                            &sys_getfilesystemencoding,
                                                                            &sys_getfilesystemencodeerrors,
                                                                            &sys_is_finalizing,
                                                                            &sys_is_stack_trampoline_active,
                                                                            &sys_activate_stack_trampoline,
                                                                            &sys_deactivate_stack_trampoline,
                                                                            &sys_is_remote_debug_enabled,
                                                                            &sys_remote_exec,
                                                                            &sys_getdlopenflags,
                                                                            &sys_getunicodeinternedsize,
                                                                            &sys_setdlopenflags,
                                                                            &sys_get_int_max_str_digits,
                                                                            &sys_set_int_max_str_digits,
                                                                            &sys_getsizeof,
                                                                            &sys_getrefcount,
                                                                            &sys_displayhook,
                                                                            &sys_excepthook,
                                                                            &sys_unraisablehook,
                                                                            &sys_audit,
                                                                            &sys_addaudithook,
                                                                            &sys_settrace,
                                                                            &sys__settraceallthreads,
                                                                            &sys__setprofileallthreads,
                                                                            &sys_gettrace,
                                                                            &sys_setprofile,
                                                                            &sys_getprofile,
                                                                            &sys_call_tracing,
                                                                            &sys__clear_type_cache,
                                                                            &sys__clear_internal_caches,
                                                                            &sys_getallocatedblocks,
                                                                            &sys_get_asyncgen_hooks,
                                                                            &sys_set_asyncgen_hooks,
                                                                            &sys_get_coroutine_origin_tracking_depth,
                                                                            &sys_set_coroutine_origin_tracking_depth};
    return kFunctions;
}

}  // namespace krait::core

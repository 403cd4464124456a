// Starting and joining threads, and the module's table.
#include <pthread.h>
#include <unistd.h>

#include "runtime/signals.h"
#include "runtime/threads/events.h"
#include "stdlib/_thread/thread_module.h"
#include "stdlib/state_slots.h"

namespace krait::core {

using namespace threading;

namespace {

// A thread that can be joined. `done` is 0 until it has run to its end; who waits, waits for the word, and then until a thread of
// ours has left: it is not counted any more when join() returns. Between the two it runs nothing of the program's.
class ThreadHandle : public Object {
public:
    std::atomic<uint64_t> ident;
    std::atomic<uint32_t> done;
    std::atomic<bool> started;
    std::atomic<bool> spawned;  // by start_joinable_thread()
};

Result<Value> construct_handle(Thread& thread, Type* type, const CallArguments& arguments) {
    TRY(bind_arguments(thread, "_ThreadHandle()", arguments, nullptr));
    return Value(allocate_instance(thread, type));
}
Result<Value> repr_handle(Thread& thread, Value object) {
    return format_str(thread, "<_thread._ThreadHandle object: ident={}>", object.to<ThreadHandle>()->ident.load());
}
void set_done(Interpreter& interpreter, ThreadHandle* handle) {
    handle->done.store(1, std::memory_order_release);
    wake_address(interpreter, &handle->done);
}
METHOD(ThreadHandle, join, "join(self, timeout=None, /)", "") {
    Deadline deadline = TRY(deadline_of_py(thread, args[0]));
    if (!self->started) return raise(thread, Exc::RuntimeError, "thread not started");
    if (self->ident == thread.state->ident && !self->done)
        return raise(thread, Exc::RuntimeError, "Cannot join current thread");
    while (!self->done.load(std::memory_order_acquire)) {
        WaitOutcome outcome = TRY(wait(thread, WaitTarget::address(&self->done, 0), deadline));
        if (outcome == WaitOutcome::TimedOut) return none();
    }
    if (self->spawned) TRY(join_thread(thread, self->ident, deadline));
    return none();
}
METHOD(ThreadHandle, is_done, "is_done(self, /)", "") {
    return Value::boolean(self->done.load(std::memory_order_acquire));
}
METHOD(ThreadHandle, _set_done, "_set_done(self, /)", "") {
    if (!self->started) return raise(thread, Exc::RuntimeError, "thread not started");
    set_done(*thread.interpreter, self);
    return none();
}
GETTER(ThreadHandle, ident, nullptr) { return make_int_unsigned(thread, self.to<ThreadHandle>()->ident); }

// ---- starting ----
class CallBody : public ThreadBody {
public:
    CallBody(Thread& thread, Value function, Value args, Value keywords, Value handle)
        : function_(thread, function), args_(thread, args), keywords_(thread, keywords), handle_(thread, handle) {}
    void run(Thread& thread) override {
        Value handle = handle_.get();
        if (!handle.is_none()) handle.to<ThreadHandle>()->ident = thread.state->ident;
        Value keywords = keywords_.get();
        Value function = function_.get();
        Result<Value> result =
            call_with_py(thread, function, args_.get().to<Tuple>(), keywords.is_none() ? nullptr : keywords.to<Dict>());
        if (result.failed()) {
            if (is_terminating(thread)) clear_termination(thread);
            else if (!clear_pending_if(thread, Exc::SystemExit))
                report_unraisable_py(thread, function, "Exception ignored in thread started by");
        }
        thread.context = Value::nothing();
        if (!handle.is_none()) set_done(*thread.interpreter, handle.to<ThreadHandle>());
    }

private:
    Root function_, args_, keywords_, handle_;
};

// The stack size of new threads is the interpreter's.
size_t wanted_stack(Thread& thread) {
    Value size = thread.interpreter->state_slot(state_slot::kThreadModule).get();
    return size.is_small() ? static_cast<size_t>(size.as_small()) : 0;
}
enum class Daemon { No, Yes };
Result<uint64_t> start(Thread& thread, Value function, Value args, Value keywords, Value handle, Daemon daemon) {
    SpawnOptions options;
    options.stack_size = wanted_stack(thread);
    options.daemon = daemon == Daemon::Yes;
    return spawn_thread(thread, options, std::make_unique<CallBody>(thread, function, args, keywords, handle));
}

Result<Value> start_new(Thread& thread, const Value* args) {
    if (!is_callable(thread, args[0])) return raise(thread, Exc::TypeError, "first arg must be callable");
    Tuple* positional = as_kind<Tuple>(thread, args[1]);
    if (!positional) return raise(thread, Exc::TypeError, "2nd arg must be a tuple");
    if (!args[2].is_nothing() && !as_kind<Dict>(thread, args[2]))
        return raise(thread, Exc::TypeError, "optional 3rd arg must be a dictionary");
    Value keywords = args[2].is_nothing() ? none() : args[2];
    return make_int_unsigned(thread, TRY(start(thread, args[0], args[1], keywords, none(), Daemon::Yes)));
}
constexpr const char* kStartDoc = "Start a new thread and return its identifier.\n\nThe thread will call the function "
                                  "with positional arguments from the\ntuple args "
                                  "and keyword arguments taken from the optional dictionary\nkwargs.  The thread exits "
                                  "when the function returns; the return\nvalue is "
                                  "ignored.  The thread will also exit when the function raises\nan unhandled "
                                  "exception; a stack trace will be printed unless the\n"
                                  "exception is SystemExit.";
FUNCTION(thread_, start_new_thread, "start_new_thread(function, args, kwargs=?, /)", kStartDoc) {
    return start_new(thread, args);
}
FUNCTION(thread_, start_new, "start_new(function, args, kwargs=?, /)", "An obsolete synonym of start_new_thread().") {
    return start_new(thread, args);
}
FUNCTION(thread_, start_joinable_thread, "start_joinable_thread(function, handle=None, daemon=True)",
         "*For internal use only*: start a new thread.\n\nLike start_new_thread(), this starts a new thread calling "
         "the given function.\n"
         "Unlike start_new_thread(), this returns a handle object with methods to join\nor detach the given thread.") {
    if (!is_callable(thread, args[0])) return raise(thread, Exc::TypeError, "thread function must be callable");
    Value handle_value = args[1];
    if (handle_value.is_none()) handle_value = Value(allocate_instance(thread, native_type(thread, kThreadHandle)));
    auto* handle = native_cast<ThreadHandle>(thread, handle_value, kThreadHandle);
    if (!handle) return raise(thread, Exc::TypeError, "'handle' must be a _ThreadHandle");
    bool daemon = TRY(truth_py(thread, args[2]));
    if (handle->started.exchange(true)) return raise(thread, Exc::RuntimeError, "thread already started");
    Value empty(thread.interpreter->empty_tuple.get());
    handle->spawned = true;
    Result<uint64_t> ident = start(thread, args[0], empty, none(), handle_value, daemon ? Daemon::Yes : Daemon::No);
    if (ident.failed()) {
        handle->started = handle->spawned = false;
        return kFailure;
    }
    handle->ident = ident.value();
    return handle_value;
}
FUNCTION(thread_, _make_thread_handle, "_make_thread_handle(ident, /)",
         "Internal only. Make a thread handle for threads not spawned by the _thread or threading module.") {
    int64_t ident = TRY(index_int64_py(thread, args[0]));
    auto* handle = static_cast<ThreadHandle*>(allocate_instance(thread, native_type(thread, kThreadHandle)));
    handle->ident = static_cast<uint64_t>(ident);
    handle->started = true;
    return Value(handle);
}

// ---- the rest ----
Result<Value> new_lock(Thread& thread) { return Value(allocate_instance(thread, native_type(thread, kLock))); }
FUNCTION(thread_, allocate_lock, "allocate_lock()",
         "Create a new lock object. See help(type(threading.Lock())) for\ninformation about locks.") {
    return new_lock(thread);
}
FUNCTION(thread_, allocate, "allocate()", "An obsolete synonym of allocate_lock().") { return new_lock(thread); }
FUNCTION(thread_, exit, "exit()",
         "This is synonymous to ``raise SystemExit''.  It will cause the current\nthread to exit silently unless the "
         "exception is caught.") {
    return raise_plain(thread, Exc::SystemExit, {});
}
FUNCTION(thread_, exit_thread, "exit_thread()", "An obsolete synonym of exit().") {
    return raise_plain(thread, Exc::SystemExit, {});
}
FUNCTION(thread_, get_ident, "get_ident()",
         "Return a non-zero integer that uniquely identifies the current thread\namongst other threads that exist "
         "simultaneously.") {
    return make_int_unsigned(thread, thread.state->ident);
}
FUNCTION(thread_, get_native_id, "get_native_id()",
         "Return a non-negative integer identifying the thread as reported\nby the OS (kernel).") {
    return make_int(thread, static_cast<int64_t>(gettid()));
}
FUNCTION(thread_, _get_main_thread_ident, "_get_main_thread_ident()",
         "Internal only. Return a non-zero integer that uniquely identifies the main thread of the main interpreter.") {
    Thread* main = thread.interpreter->threads->main_thread();
    return make_int_unsigned(thread, main ? main->state->ident : thread.state->ident);
}
FUNCTION(thread_, _is_main_interpreter, "_is_main_interpreter()",
         "Return True if the current interpreter is the main Python interpreter.") {
    return Value::true_();
}
FUNCTION(thread_, daemon_threads_allowed, "daemon_threads_allowed()",
         "Return True if daemon threads are allowed in the current interpreter, and False otherwise.") {
    return Value::true_();
}
FUNCTION(thread_, _count, "_count()",
         "Return the number of currently running Python threads, excluding the main thread.") {
    return make_int(thread, static_cast<int64_t>(thread.interpreter->threads->count()) - 1);
}
FUNCTION(thread_, _shutdown, "_shutdown()",
         "Wait for all non-daemon threads (other than the calling thread) to stop.") {
    TRY(join_all_threads(thread));
    return none();
}
FUNCTION(thread_, interrupt_main, "interrupt_main(signum=2, /)",
         "Simulate the arrival of the given signal in the main thread,\nwhere the corresponding signal handler will be "
         "executed.") {
    int64_t number = TRY(index_int64_py(thread, args[0]));
    if (number < 1 || number > 64) return raise(thread, Exc::ValueError, "signal number out of range");
    struct sigaction now = {};
    ::sigaction(static_cast<int>(number), nullptr, &now);
    // Without a handler of Python's nothing happens; but a host's interpreter that owns no signals can be interrupted.
    if (now.sa_handler == count_signal) count_signal(static_cast<int>(number));
    else if (number == SIGINT && thread.interpreter->state_slot(state_slot::kSignalHandlers).get().is_nothing())
        interrupt_main(*thread.interpreter);
    TRY(thread.poll());
    return none();
}
FUNCTION(thread_, stack_size, "stack_size(size=0, /)",
         "Return the thread stack size used when creating new threads.  The\noptional size argument specifies the "
         "stack size (in bytes) to "
         "be used\nfor subsequent new threads.") {
    int64_t size = TRY(index_int64_py(thread, args[0]));
    if (size < 0) return raise(thread, Exc::ValueError, "size must be 0 or a positive value");
    if (size != 0 && size < 32 * 1024) return raise(thread, Exc::ValueError, "size not valid: {} bytes", size);
    size_t old = wanted_stack(thread);
    thread.interpreter->state_slot(state_slot::kThreadModule).set_immediate(Value::small(size));
    return make_int_unsigned(thread, old);
}
FUNCTION(thread_, set_name, "set_name(name)", "Set the name of the current thread.") {
    Str* name = as_kind<Str>(thread, args[0]);
    if (!name)
        return raise(thread, Exc::TypeError, "set_name() argument 'name' must be str, not {}",
                     type_of(thread, args[0]));
    std::string text = str_utf8_lossy(name);
    pthread_setname_np(pthread_self(), text.substr(0, 15).c_str());
    return none();
}

Result<void> execute_thread(Thread& thread, Module* module) {
    TRY(module_add(thread, module, "LockType", Value(native_type(thread, kLock))));
    TRY(module_add(thread, module, "error", Value(thread.interpreter->type(Exc::RuntimeError))));
    return module_add(thread, module, "TIMEOUT_MAX", make_float(thread, kTimeoutMax));
}

}  // namespace

const TypeSpec threading::kThreadHandle = {
    .name = "_thread._ThreadHandle",
    .size = sizeof(ThreadHandle),
    .flags = type_flag::kHasWeakref,
    .slots = {.repr = repr_handle, .construct = construct_handle},
    .methods = {&ThreadHandle_join, &ThreadHandle_is_done, &ThreadHandle__set_done},
    .properties = {&ThreadHandle_get_ident},
};

extern const ModuleSpec kThreadModule;
const ModuleSpec kThreadModule = {
    .name = "_thread",
    .doc = "This module provides primitive operations to write multi-threaded programs.\nThe 'threading' module "
           "provides a more convenient "
           "interface.",
    .functions = {&thread__start_new_thread, &thread__start_new, &thread__start_joinable_thread,
                  &thread___make_thread_handle, &thread__allocate_lock, &thread__allocate, &thread__exit,
                  &thread__exit_thread, &thread__get_ident, &thread__get_native_id, &thread___get_main_thread_ident,
                  &thread___is_main_interpreter, &thread__daemon_threads_allowed, &thread___count, &thread___shutdown,
                  &thread__interrupt_main, &thread__stack_size, &thread__set_name},
    .types = {&kLock, &kRLock, &kLocal, &kThreadHandle},
    .execute = execute_thread,
};

}  // namespace krait::core

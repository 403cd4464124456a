// The module faulthandler: tracebacks when the process crashes, on a signal, or after a time.
//
// Signals and the watchdog are the process's, so there is one state for all interpreters: the one that enabled a thing last is
// the one that is dumped. Files that are in use are kept alive by the interpreter's state slot.
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <unistd.h>

#include "runtime/process.h"
#include "stdlib/faulthandler/dump.h"
#include "stdlib/native_helpers.h"
#include "stdlib/posix/path.h"
#include "stdlib/state_slots.h"

namespace krait::core {

namespace {

using faults::dump_tracebacks;
using faults::Threads;
using faults::write_text;

struct Fault {
    int signal;
    const char* name;
    struct sigaction before;
};
struct Registered {
    std::atomic<Interpreter*> interpreter{nullptr};  // null: not registered
    int fd;
    Threads which;
    bool chain;
    struct sigaction before;
};
struct ProcessState {
    std::atomic<Interpreter*> fatal{nullptr};  // null: not enabled
    int fatal_fd = 2;
    Threads fatal_which = Threads::All;
    Fault faults[5] = {{SIGBUS, "Bus error", {}},
                       {SIGILL, "Illegal instruction", {}},
                       {SIGFPE, "Floating-point exception", {}},
                       {SIGABRT, "Aborted", {}},
                       {SIGSEGV, "Segmentation fault", {}}};
    char* alternate_stack = nullptr;
    Registered registered[NSIG];
};
ProcessState& process_state() {
    static ProcessState state;
    return state;
}

// ---- the file ----

// What keeps the file of `use` ("fatal", "later", a signal's number) alive.
Result<void> keep_file(Thread& thread, Value use, Value file) {
    Field<Value>& slot = thread.interpreter->state_slot(state_slot::kFaultState);
    if (!slot.get().is<Dict>()) slot.set_immediate(Value(make_dict(thread)));
    return dict_set_py(thread, slot.get().to<Dict>(), use, file);
}
// The descriptor of a file argument; nothing: sys.stderr. *keep is the object to be kept.
Result<int> file_argument_py(Thread& thread, Value file, Value* keep) {
    if (file.is_nothing() || file.is_none()) {
        file = TRY(find_attribute_py(thread, Value(thread.interpreter->sys_module.get()), "stderr"));
        if (file.is_unbound()) return raise(thread, Exc::RuntimeError, "unable to get sys.stderr");
        if (file.is_none()) return raise(thread, Exc::RuntimeError, "sys.stderr is None");
    }
    *keep = none();
    if (is_int(thread, file)) {
        int fd = TRY(int_argument_py(thread, file));
        if (fd < 0) return raise(thread, Exc::ValueError, "file is not a valid file descripter");
        return fd;
    }
    *keep = file;
    Value number = TRY(call_method_py(thread, file, intern(thread, "fileno")));
    int64_t fd = is_int(thread, number) ? TRY(index_int64_py(thread, number, OutOfRange::Clamp)) : -1;
    if (fd < 0 || fd > INT32_MAX)
        return raise(thread, Exc::RuntimeError, "file.fileno() is not a valid file descriptor");
    if (call_method_py(thread, file, intern(thread, "flush")).failed()) {
        if (is_terminating(thread)) return kFailure;
        take_pending(thread);
    }
    return static_cast<int>(fd);
}
Result<Threads> which_py(Thread& thread, Value all) {
    return TRY(truth_py(thread, all))
    ? Threads::All : Threads::Current;
}

FUNCTION(faulthandler, dump_traceback, "dump_traceback(file=?, all_threads=True)",
         "Dump the traceback of the current thread, or of all threads if all_threads is True, into file.") {
    Value keep;
    int fd = TRY(file_argument_py(thread, args[0], &keep));
    dump_tracebacks(fd, *thread.interpreter, pthread_self(), TRY(which_py(thread, args[1])));
    return none();
}

// ---- crashes ----

void fatal_error(int number) {
    ProcessState& state = process_state();
    int error = errno;
    Interpreter* interpreter = state.fatal.exchange(nullptr);
    const char* name = "unknown signal";
    for (Fault& fault : state.faults) {
        if (fault.signal == number) name = fault.name;
        ::sigaction(fault.signal, &fault.before, nullptr);
    }
    if (interpreter) {
        write_text(state.fatal_fd, "Fatal Python error: ");
        write_text(state.fatal_fd, name);
        write_text(state.fatal_fd, "\n\n");
        dump_tracebacks(state.fatal_fd, *interpreter, pthread_self(), state.fatal_which);
    }
    errno = error;
    // A fault comes again when the instruction is repeated; what somebody sent has to be sent again.
    ::raise(number);
}
constexpr size_t kAlternateStack = 64 * 1024;

void disable_fatal() {
    ProcessState& state = process_state();
    if (!state.fatal.exchange(nullptr)) return;
    for (Fault& fault : state.faults) ::sigaction(fault.signal, &fault.before, nullptr);
}
FUNCTION(faulthandler, enable, "enable(file=?, all_threads=True)", "Enable the fault handler.") {
    Value keep;
    int fd = TRY(file_argument_py(thread, args[0], &keep));
    Threads which = TRY(which_py(thread, args[1]));
    TRY(keep_file(thread, Value(intern(thread, "fatal")), keep));
    ProcessState& state = process_state();
    state.fatal_fd = fd;
    state.fatal_which = which;
    if (state.fatal.exchange(thread.interpreter)) return none();
    if (!state.alternate_stack) {  // for stack overflows, in this thread
        state.alternate_stack = static_cast<char*>(malloc(kAlternateStack));
        stack_t stack{};
        stack.ss_sp = state.alternate_stack;
        stack.ss_size = kAlternateStack;
        if (state.alternate_stack) ::sigaltstack(&stack, nullptr);
    }
    for (Fault& fault : state.faults) {
        struct sigaction action = {};
        action.sa_handler = fatal_error;
        action.sa_flags = SA_NODEFER | SA_ONSTACK;
        if (::sigaction(fault.signal, &action, &fault.before) < 0) return raise_errno(thread, errno);
    }
    return none();
}
FUNCTION(faulthandler, disable, "disable()", "Disable the fault handler.") {
    bool enabled = process_state().fatal.load() != nullptr;
    disable_fatal();
    TRY(keep_file(thread, Value(intern(thread, "fatal")), none()));
    return Value::boolean(enabled);
}
FUNCTION(faulthandler, is_enabled, "is_enabled()", "Check if the handler is enabled.") {
    return Value::boolean(process_state().fatal.load() != nullptr);
}

// ---- after a time ----

// The watchdog thread sleeps until its time or until it is told otherwise. It is no thread of Python's.
class Watchdog {
public:
    void start(Interpreter& interpreter, int fd, int64_t nanoseconds, bool repeat, bool exit, std::string header) {
        cancel();
        std::scoped_lock lock(mutex_);
        uint64_t turn = ++turn_;
        std::thread([this, turn, &interpreter, fd, nanoseconds, repeat, exit, header = std::move(header)] {
            sigset_t all;
            sigfillset(&all);
            pthread_sigmask(SIG_SETMASK, &all, nullptr);
            std::unique_lock held(mutex_);
            do {
                auto end = std::chrono::steady_clock::now() + std::chrono::nanoseconds(nanoseconds);
                changed_.wait_until(held, end, [&] { return turn_ != turn; });
                if (turn_ != turn || !interpreter_lives(&interpreter)) return;
                write_text(fd, header.c_str());
                dump_tracebacks(fd, interpreter, pthread_t{}, Threads::All);
                if (exit) ::_exit(1);
            } while (repeat);
        }).detach();
    }
    // Once this returns it writes nothing more.
    void cancel() {
        std::scoped_lock lock(mutex_);
        ++turn_;
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    uint64_t turn_ = 0;
};
Watchdog& watchdog() {
    static auto* dog = new Watchdog;  // a thread may still sleep on it when the process exits
    return *dog;
}

FUNCTION(faulthandler, dump_traceback_later, "dump_traceback_later(timeout, repeat=False, file=?, exit=False)",
         "Dump the traceback of all threads in timeout seconds, or each timeout seconds if repeat is True. If exit is "
         "True, call _exit(1) which is not safe.") {
    double seconds = TRY(to_double_py(thread, args[0]));
    if (!(seconds > 0)) return raise(thread, Exc::ValueError, "timeout must be greater than 0");
    if (seconds > 9e9) return raise(thread, Exc::OverflowError, "timeout value is too large");
    bool repeat = TRY(truth_py(thread, args[1]))
    , exit = TRY(truth_py(thread, args[3]));
    Value keep;
    int fd = TRY(file_argument_py(thread, args[2], &keep));
    TRY(keep_file(thread, Value(intern(thread, "later")), keep));
    auto microseconds = static_cast<long long>(seconds * 1e6);
    long long whole = microseconds / 1'000'000;
    char header[80];
    int size =
        snprintf(header, sizeof header, "Timeout (%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60, whole % 60);
    if (microseconds % 1'000'000)
        size += snprintf(header + size, sizeof header - static_cast<size_t>(size), ".%06lld", microseconds % 1'000'000);
    snprintf(header + size, sizeof header - static_cast<size_t>(size), ")!\n");
    watchdog().start(*thread.interpreter, fd, static_cast<int64_t>(seconds * 1e9), repeat, exit, header);
    return none();
}
FUNCTION(faulthandler, cancel_dump_traceback_later, "cancel_dump_traceback_later()",
         "Cancel the previous call to dump_traceback_later().") {
    watchdog().cancel();
    TRY(keep_file(thread, Value(intern(thread, "later")), none()));
    return none();
}

// ---- on a signal ----

void dump_on_signal(int number) {
    Registered& entry = process_state().registered[number];
    int error = errno;
    if (Interpreter* interpreter = entry.interpreter.load()) {
        dump_tracebacks(entry.fd, *interpreter, pthread_self(), entry.which);
        if (entry.chain) {
            struct sigaction mine;
            ::sigaction(number, &entry.before, &mine);
            ::raise(number);
            ::sigaction(number, &mine, nullptr);
        }
    }
    errno = error;
}
Result<int> signal_argument_py(Thread& thread, Value value) {
    int number = TRY(int_argument_py(thread, value));
    for (const Fault& fault : process_state().faults) {
        if (fault.signal == number)
            return raise(thread, Exc::RuntimeError, "signal {} cannot be registered, use enable() instead", number);
    }
    if (number < 1 || number >= NSIG) return raise(thread, Exc::ValueError, "signal number out of range");
    return number;
}
bool unregister_signal(int number) {
    Registered& entry = process_state().registered[number];
    if (!entry.interpreter.load()) return false;
    ::sigaction(number, &entry.before, nullptr);
    entry.interpreter = nullptr;
    return true;
}
FUNCTION(faulthandler, register, "register(signum, file=?, all_threads=True, chain=False)",
         "Register a handler for the signal 'signum': dump the traceback of the current thread, or of all threads if "
         "all_threads is True, into file.") {
    int number = TRY(signal_argument_py(thread, args[0]));
    Value keep;
    int fd = TRY(file_argument_py(thread, args[1], &keep));
    Threads which = TRY(which_py(thread, args[2]));
    bool chain = TRY(truth_py(thread, args[3]));
    TRY(keep_file(thread, Value::small(number), keep));
    Registered& entry = process_state().registered[number];
    entry.fd = fd;
    entry.which = which;
    entry.chain = chain;
    if (!entry.interpreter.exchange(thread.interpreter)) {
        struct sigaction action = {};
        action.sa_handler = dump_on_signal;
        action.sa_flags = SA_RESTART | (chain ? SA_NODEFER : 0);
        if (::sigaction(number, &action, &entry.before) < 0) {
            entry.interpreter = nullptr;
            return raise_errno(thread, errno);
        }
    }
    return none();
}
FUNCTION(faulthandler, unregister, "unregister(signum, /)",
         "Unregister the handler of the signal 'signum' registered by register().") {
    int number = TRY(signal_argument_py(thread, args[0]));
    bool was = unregister_signal(number);
    if (was) TRY(keep_file(thread, Value::small(number), none()));
    return Value::boolean(was);
}

// ---- to try it ----

FUNCTION(faulthandler, _sigsegv, "_sigsegv(release_gil=False, /)", "Raise a SIGSEGV signal.") {
    ::raise(SIGSEGV);
    return none();
}
FUNCTION(faulthandler, _read_null, "_read_null()", "Read from NULL, raise a SIGSEGV signal.") {
    const volatile int* nowhere = nullptr;
    asm volatile("" : "+r"(nowhere));  // the compiler does not know what it is
    return Value::small(*nowhere);
}
FUNCTION(faulthandler, _sigabrt, "_sigabrt()", "Raise a SIGABRT signal.") { abort(); }
FUNCTION(faulthandler, _sigfpe, "_sigfpe()", "Raise a SIGFPE signal.") {
    ::raise(SIGFPE);
    return none();
}

// What an interpreter that is gone had asked for is off.
void forget_interpreter(Cell* cell) {
    auto* owner = *reinterpret_cast<Interpreter**>(static_cast<Bytes*>(cell)->data_);
    ProcessState& state = process_state();
    if (state.fatal.load() == owner) disable_fatal();
    watchdog().cancel();
    for (int number = 1; number < NSIG; ++number) {
        if (state.registered[number].interpreter.load() == owner) unregister_signal(number);
    }
}
Result<void> execute_faulthandler(Thread& thread, Module* module) {
    Bytes* guard = TRY(make_bytes_buffer(thread, sizeof(Interpreter*)));
    *reinterpret_cast<Interpreter**>(guard->data_) = thread.interpreter;
    thread.heap().register_native(guard, forget_interpreter);
    TRY(keep_file(thread, Value(intern(thread, "guard")), Value(guard)));
    return {};
}

}  // namespace

extern const ModuleSpec kFaulthandlerModule;
const ModuleSpec kFaulthandlerModule = {
    .name = "faulthandler",
    .doc = "faulthandler module.",
    .functions = {&faulthandler_dump_traceback, &faulthandler_enable, &faulthandler_disable, &faulthandler_is_enabled,
                  &faulthandler_dump_traceback_later, &faulthandler_cancel_dump_traceback_later, &faulthandler_register,
                  &faulthandler_unregister, &faulthandler__sigsegv, &faulthandler__read_null, &faulthandler__sigabrt,
                  &faulthandler__sigfpe},
    .execute = execute_faulthandler,
};

}  // namespace krait::core

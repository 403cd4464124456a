// The native module _signal; stdlib/python/signal.py is the signal module over it. Library Reference, signal.
#include "runtime/signals.h"

#include <cerrno>
#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <optional>

#include "runtime/threads/events.h"
#include "runtime/threads/registry.h"
#include "runtime/threads/wait.h"
#include "runtime/vm_hooks.h"
#include "stdlib/int_constants.h"
#include "stdlib/native_helpers.h"
#include "stdlib/posix/path.h"
#include "stdlib/state_slots.h"

namespace krait::core {

extern const ModuleSpec kSignalModule;

namespace {

// A list: at each signal's number its handler: SIG_DFL 0, SIG_IGN 1, a callable, or None when it was not set from Python; then
// default_int_handler and the ItimerError class.
constexpr size_t kDefaultIntHandler = kSignalCount, kItimerError = kSignalCount + 1, kStateSize = kSignalCount + 2;
Tuple* state(Thread& thread) { return thread.interpreter->state_slot(state_slot::kSignalHandlers).get().to<Tuple>(); }

Result<void> run_handler_py(Thread& thread, int number) {
    Value handler = (*state(thread))[static_cast<size_t>(number)];
    if (handler.is_small() || handler.is_none() || handler.is_nothing()) return {};
    Value frame = thread.interpreter->vm && thread.interpreter->vm->current_frame
                      ? thread.interpreter->vm->current_frame(thread)
                      : none();
    TRY(call_py(thread, handler, Value::small(number), frame));
    return {};
}

Result<int> signal_number_py(Thread& thread, Value value) {
    int number = TRY(int_argument_py(thread, value));
    if (number < 1 || number >= kSignalCount) return raise(thread, Exc::ValueError, "signal number out of range");
    return number;
}
Result<void> check_main(Thread& thread, const char* what) {
    if (thread.state->is_main) return {};
    return raise(thread, Exc::ValueError, "{} only works in main thread of the main interpreter", what);
}
// What has arrived meanwhile is handled before a function returns.
Result<Value> after(Thread& thread, Value result) {
    TRY(thread.poll());
    return result;
}

FUNCTION(signals, signal, "signal(signalnum, handler, /)", "Set the action for the given signal.") {
    int number = TRY(int_argument_py(thread, args[0]));
    TRY(check_main(thread, "signal"));
    if (number < 1 || number >= kSignalCount) return raise(thread, Exc::ValueError, "signal number out of range");
    Value handler = args[1];
    void (*action)(int) = count_signal;
    if (is_int(thread, handler)) {
        int64_t which = TRY(index_int64_py(thread, handler, OutOfRange::Clamp));
        if (which != 0 && which != 1)
            return raise(thread, Exc::TypeError,
                         "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object");
        action = which ? SIG_IGN : SIG_DFL;
        handler = Value::small(which);
    } else if (!is_callable(thread, handler)) {
        return raise(thread, Exc::TypeError,
                     "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object");
    }
    TRY(thread.poll());  // what arrived under the old handler
    own_signals(thread, run_handler_py);
    struct sigaction wanted;
    memset(&wanted, 0, sizeof wanted);
    wanted.sa_handler = action;
    sigemptyset(&wanted.sa_mask);
    Value before = (*state(thread))[static_cast<size_t>(number)];
    if (action == count_signal) state(thread)->items_[number].set(state(thread), handler);
    if (::sigaction(number, &wanted, nullptr) < 0) {
        int error = errno;
        state(thread)->items_[number].set(state(thread), before);
        return raise_errno(thread, error);
    }
    state(thread)->items_[number].set(state(thread), handler);
    return before;
}
FUNCTION(signals, getsignal, "getsignal(signalnum, /)", "Return the current action for the given signal.") {
    return (*state(thread))[static_cast<size_t>(TRY(signal_number_py(thread, args[0])))];
}
FUNCTION(signals, default_int_handler, "default_int_handler(signalnum, frame, /)",
         "The default handler for SIGINT installed by Python.") {
    return raise(thread, Exc::KeyboardInterrupt, "");
}
FUNCTION(signals, raise_signal, "raise_signal(signalnum, /)", "Send a signal to the executing process.") {
    if (::raise(TRY(int_argument_py(thread, args[0]))) != 0) return raise_errno(thread, errno);
    return after(thread, none());
}
FUNCTION(signals, strsignal, "strsignal(signalnum, /)", "Return the system description of the given signal.") {
    int number = TRY(signal_number_py(thread, args[0]));
    const char* text = ::strsignal(number);
    if (!text || std::string_view(text).starts_with("Unknown signal")) return none();
    return Value(TRY(make_str(thread, text)));
}
FUNCTION(signals, siginterrupt, "siginterrupt(signalnum, flag, /)", "Change system call restart behaviour.") {
    int number = TRY(signal_number_py(thread, args[0]))
    , flag = TRY(int_argument_py(thread, args[1]));
    struct sigaction now;
    if (::sigaction(number, nullptr, &now) < 0) return raise_errno(thread, errno);
    now.sa_flags = flag ? now.sa_flags & ~SA_RESTART : now.sa_flags | SA_RESTART;
    if (::sigaction(number, &now, nullptr) < 0) return raise_errno(thread, errno);
    return none();
}
FUNCTION(signals, set_wakeup_fd, "set_wakeup_fd(fd, /, *, warn_on_full_buffer=True)",
         "Sets the fd to be written to (with the signal number) when a signal comes in.") {
    int fd = TRY(int_argument_py(thread, args[0]));
    bool warn = TRY(truth_py(thread, args[1]));
    TRY(check_main(thread, "set_wakeup_fd"));
    if (fd >= 0) {
        int flags = ::fcntl(fd, F_GETFL);
        if (flags < 0) return raise_errno(thread, errno);
        if (!(flags & O_NONBLOCK)) return raise(thread, Exc::ValueError, "the fd {} must be in non-blocking mode", fd);
    }
    return Value::small(set_signal_wakeup(fd < 0 ? -1 : fd, warn));
}
FUNCTION(signals, pause, "pause()", "Wait until a signal arrives.") {
    // A sleep that a signal's wake ends: the handlers have run, or the signal was ignored.
    uint32_t seen = thread.state->wake.sequence();
    while (thread.state->wake.sequence() == seen) TRY(wait(thread, WaitTarget::nothing(), deadline_in(20'000'000)));
    return after(thread, none());
}
FUNCTION(signals, alarm, "alarm(seconds, /)", "Arrange for SIGALRM to arrive after the given number of seconds.") {
    return make_int(thread, ::alarm(static_cast<unsigned>(TRY(int_argument_py(thread, args[0])))));
}
Result<timeval> interval_py(Thread& thread, Value value) {
    double seconds = TRY(to_double_py(thread, value));
    timeval time;
    time.tv_sec = static_cast<time_t>(std::floor(seconds));
    time.tv_usec = static_cast<suseconds_t>(std::ceil((seconds - std::floor(seconds)) * 1e6));
    if (time.tv_usec >= 1'000'000) {
        ++time.tv_sec;
        time.tv_usec = 0;
    }
    return time;
}
Value interval_pair(Thread& thread, const itimerval& timer) {
    auto seconds = [&](const timeval& t) {
        return make_float(thread, static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6);
    };
    return Value(make_tuple(thread, {seconds(timer.it_value), seconds(timer.it_interval)}));
}
Failure raise_timer(Thread& thread, int error) {
    Value arguments[] = { Value::small(error), Value(TRY(make_str(thread, strerror(error)))) };
    Value exception = TRY(call_py(thread, (*state(thread))[kItimerError], std::span<const Value>(arguments, 2)));
    return raise_instance(thread, exception);
}
FUNCTION(signals, setitimer, "setitimer(which, seconds, interval=0.0, /)",
         "Sets given itimer (one of ITIMER_REAL, ITIMER_VIRTUAL or ITIMER_PROF).") {
    itimerval fresh, old;
    fresh.it_value = TRY(interval_py(thread, args[1]));
    fresh.it_interval = TRY(interval_py(thread, args[2]));
    if (::setitimer(static_cast<__itimer_which>(TRY(int_argument_py(thread, args[0]))), &fresh, &old) < 0)
        return raise_timer(thread, errno);
    return interval_pair(thread, old);
}
FUNCTION(signals, getitimer, "getitimer(which, /)", "Returns current value of given itimer.") {
    itimerval now;
    if (::getitimer(static_cast<__itimer_which>(TRY(int_argument_py(thread, args[0]))), &now) < 0)
        return raise_timer(thread, errno);
    return interval_pair(thread, now);
}

// ---- sets of signals ----

Result<sigset_t> signal_set_py(Thread& thread, Value value) {
    sigset_t set;
    sigemptyset(&set);
    TRY(for_each_py(thread, value, [&](Value item) -> Result<bool> {
        int number = TRY(int_argument_py(thread, item));
        if (number < 1 || number >= kSignalCount)
            return raise(thread, Exc::ValueError, "signal number {} out of range [1; {}]", number, kSignalCount - 1);
        sigaddset(&set, number);
        return true;
    }));
    return set;
}
Result<Value> make_signal_set(Thread& thread, const sigset_t& set) {
    Set* result = make_set(thread);
    for (int number = 1; number < kSignalCount; ++number) {
        if (sigismember(&set, number) == 1) TRY(set_add_py(thread, result, Value::small(number)));
    }
    return Value(result);
}
FUNCTION(signals, pthread_sigmask, "pthread_sigmask(how, mask, /)",
         "Fetch and/or change the signal mask of the calling thread.") {
    int how = TRY(int_argument_py(thread, args[0]));
    sigset_t set = TRY(signal_set_py(thread, args[1]))
    , old;
    if (int error = ::pthread_sigmask(how, &set, &old)) return raise_errno(thread, error);
    TRY(thread.poll());
    return make_signal_set(thread, old);
}
FUNCTION(signals, sigpending, "sigpending()", "Examine pending signals.") {
    sigset_t set;
    if (::sigpending(&set) < 0) return raise_errno(thread, errno);
    return make_signal_set(thread, set);
}
FUNCTION(signals, valid_signals, "valid_signals()", "Return a set of valid signal numbers on this platform.") {
    sigset_t set;
    sigfillset(&set);
    return make_signal_set(thread, set);
}
FUNCTION(signals, pthread_kill, "pthread_kill(thread_id, signalnum, /)", "Send a signal to a thread.") {
    auto ident = static_cast<uint64_t>(TRY(index_int64_py(thread, args[0])));
    int number = TRY(int_argument_py(thread, args[1]));
    Thread* wanted = thread.interpreter->threads->find(ident);
    if (!wanted) return raise_errno(thread, ESRCH);
    if (::syscall(SYS_tgkill, ::getpid(), static_cast<pid_t>(wanted->state->native_id), number) < 0)
        return raise_errno(thread, errno);
    return after(thread, none());
}
FUNCTION(signals, sigwait, "sigwait(sigset, /)", "Wait for a signal.") {
    sigset_t set = TRY(signal_set_py(thread, args[0]));
    for (;;) {
        timespec at_once{0, 0};
        int number = ::sigtimedwait(&set, nullptr, &at_once);  // lint: blocking: at once
        if (number > 0) return Value::small(number);
        if (errno != EAGAIN && errno != EINTR) return raise_errno(thread, errno);
        TRY(wait(thread, WaitTarget::nothing(), deadline_in(5'000'000)));
    }
}

constexpr StructSequenceSpec kSignalInfo = {
    .name = "signal.struct_siginfo",
    .doc = "struct_siginfo: Result from sigwaitinfo or sigtimedwait.",
    .fields = {{"si_signo", "signal number"},
               {"si_code", "signal code"},
               {"si_errno", "errno associated with this signal"},
               {"si_pid", "sending process ID"},
               {"si_uid", "real user ID of sending process"},
               {"si_status", "exit value or signal"},
               {"si_band", "band event for SIGPOLL"}},
    .visible = 7,
};
// None at the deadline. Signals that are handled meanwhile do not end the wait (PEP 475).
Result<Value> wait_for_signal_py(Thread& thread, Value signals, std::optional<int64_t> nanoseconds) {
    sigset_t set = TRY(signal_set_py(thread, signals));
    constexpr int64_t kStep = 5'000'000;
    for (int64_t waited = 0;; waited += kStep) {
        timespec at_once{0, 0};
        siginfo_t info;
        int number = ::sigtimedwait(&set, &info, &at_once);  // lint: blocking: at once
        if (number > 0) {
            Value fields[] = {Value::small(info.si_signo),   Value::small(info.si_code),
                              Value::small(info.si_errno),   Value::small(info.si_pid),
                              make_int(thread, info.si_uid), Value::small(info.si_status),
                              make_int(thread, info.si_band)};
            Value module = TRY(thread.interpreter->vm->import_module_py(thread, intern(thread, "_signal")));
            Value type = TRY(get_attribute_py(thread, module, "struct_siginfo"));
            return make_struct_sequence(thread, type.to<Type>(), fields);
        }
        if (errno != EAGAIN && errno != EINTR) return raise_errno(thread, errno);
        if (nanoseconds && waited >= *nanoseconds) return none();
        int64_t step = nanoseconds ? std::min(kStep, *nanoseconds - waited) : kStep;
        TRY(wait(thread, WaitTarget::nothing(), deadline_in(step)));
    }
}
FUNCTION(signals, sigwaitinfo, "sigwaitinfo(sigset, /)",
         "Wait synchronously until one of the signals in *sigset* is delivered.") {
    return wait_for_signal_py(thread, args[0], {});
}
FUNCTION(signals, sigtimedwait, "sigtimedwait(sigset, timeout, /)", "Like sigwaitinfo(), but with a timeout.") {
    double seconds = TRY(to_double_py(thread, args[1]));
    if (seconds < 0) return raise(thread, Exc::ValueError, "timeout must be non-negative");
    return wait_for_signal_py(thread, args[0], seconds > 9e9 ? INT64_MAX : static_cast<int64_t>(seconds * 1e9));
}
FUNCTION(signals, pidfd_send_signal, "pidfd_send_signal(pidfd, signalnum, siginfo=None, flags=0, /)",
         "Send a signal to a process referred to by a pid file descriptor.") {
    int fd = TRY(int_argument_py(thread, args[0]))
    , number = TRY(int_argument_py(thread, args[1]));
    if (!args[2].is_none()) return raise(thread, Exc::TypeError, "siginfo must be None");
    if (::syscall(SYS_pidfd_send_signal, fd, number, nullptr, TRY(int_argument_py(thread, args[3]))) < 0)
        return raise_errno(thread, errno);
    return after(thread, none());
}

#define S(NAME) {#NAME, NAME}
constexpr IntConstant kConstants[] = {
    S(SIGABRT),
    S(SIGALRM),
    S(SIGBUS),
    S(SIGCHLD),
    {"SIGCLD", SIGCHLD},
    S(SIGCONT),
    S(SIGFPE),
    S(SIGHUP),
    S(SIGILL),
    S(SIGINT),
    S(SIGIO),
    {"SIGIOT", SIGABRT},
    S(SIGKILL),
    S(SIGPIPE),
    S(SIGPOLL),
    S(SIGPROF),
    S(SIGPWR),
    S(SIGQUIT),
    S(SIGSEGV),
    {"SIGSTKFLT", 16},
    S(SIGSTOP),
    S(SIGSYS),
    S(SIGTERM),
    S(SIGTRAP),
    S(SIGTSTP),
    S(SIGTTIN),
    S(SIGTTOU),
    S(SIGURG),
    S(SIGUSR1),
    S(SIGUSR2),
    S(SIGVTALRM),
    S(SIGWINCH),
    S(SIGXCPU),
    S(SIGXFSZ),
    S(SIG_BLOCK),
    S(SIG_UNBLOCK),
    S(SIG_SETMASK),
    {"SIG_DFL", 0},
    {"SIG_IGN", 1},
    {"NSIG", NSIG},
    {"ITIMER_REAL", 0},
    {"ITIMER_VIRTUAL", 1},
    {"ITIMER_PROF", 2},
};

Result<void> execute_signal(Thread& thread, Module* module) {
    TRY(add_constants(thread, module, kConstants));
    TRY(module_add(thread, module, "SIGRTMIN", Value::small(SIGRTMIN)));
    TRY(module_add(thread, module, "SIGRTMAX", Value::small(SIGRTMAX)));
    Value interrupt =
        make_native_function(thread, signals_default_int_handler, Value(module), Value(intern(thread, "_signal")));
    TRY(module_add(thread, module, "default_int_handler", interrupt));
    Dict* namespace_ = make_dict(thread);
    TRY(dict_set_str(thread, namespace_, "__module__", Value(intern(thread, "signal"))));
    Type* error =
        TRY(make_class_py(thread, thread.interpreter->type(BuiltinType::Type), intern(thread, "itimer_error"),
                          make_tuple(thread, {Value(thread.interpreter->type(Exc::OSError))}), namespace_, nullptr));
    TRY(module_add(thread, module, "ItimerError", Value(error)));
    TRY(module_add(thread, module, "struct_siginfo", Value(make_struct_sequence_type(thread, kSignalInfo))));
    Tuple* table = TRY(make_tuple_sized(thread, kStateSize));
    for (int number = 1; number < kSignalCount; ++number) {
        struct sigaction now;
        if (::sigaction(number, nullptr, &now) < 0) continue;
        Value known = now.sa_handler == SIG_DFL   ? Value::small(0)
                      : now.sa_handler == SIG_IGN ? Value::small(1)
                                                  : none();
        if (number == SIGINT && now.sa_handler == count_signal) known = interrupt;
        table->items_[number].set(table, known);
    }
    table->items_[kDefaultIntHandler].set(table, interrupt);
    table->items_[kItimerError].set(table, Value(error));
    thread.interpreter->state_slot(state_slot::kSignalHandlers).set_immediate(Value(table));
    return {};
}

}  // namespace

const ModuleSpec kSignalModule = {
    .name = "_signal",
    .doc = "This module provides mechanisms to use signal handlers in Python.",
    .functions = {&signals_signal, &signals_getsignal, &signals_raise_signal, &signals_strsignal, &signals_siginterrupt,
                  &signals_set_wakeup_fd, &signals_pause, &signals_alarm, &signals_setitimer, &signals_getitimer,
                  &signals_pthread_sigmask, &signals_sigpending, &signals_valid_signals, &signals_pthread_kill,
                  &signals_sigwait, &signals_sigwaitinfo, &signals_sigtimedwait, &signals_pidfd_send_signal},
    .execute = execute_signal,
};

}  // namespace krait::core

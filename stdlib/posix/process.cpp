// Processes: who we are, fork, exec, wait, signals to others.
#include <cerrno>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>
#include <vector>

#include "runtime/process.h"
#include "runtime/threads/wait.h"
#include "runtime/vm_hooks.h"
#include "stdlib/posix/posix.h"

extern char** environ;

namespace krait::core {

namespace {

#define ASK(NAME, DOC) \
    FUNCTION(posix, NAME, #NAME "()", DOC) { return make_int(thread, static_cast<int64_t>(::NAME())); }
ASK(getpid, "Return the current process id.")
ASK(getppid, "Return the parent's process id.")
ASK(getuid, "Return the current process's user id.")
ASK(geteuid, "Return the current process's effective user id.")
ASK(getgid, "Return the current process's group id.")
ASK(getegid, "Return the current process's effective group id.")
ASK(getpgrp, "Return the current process group id.")

#define SET(NAME, PARAMETERS, CALL, DOC)                   \
    FUNCTION(posix, NAME, #NAME PARAMETERS, DOC) {         \
        if ((CALL) < 0) return raise_errno(thread, errno); \
        return none();                                     \
    }
#define INT(INDEX) TRY(int_argument_py(thread, args[INDEX]))
#define ID(INDEX) static_cast<uid_t>(TRY(index_int64_py(thread, args[INDEX])))
SET(setuid, "(uid, /)", ::setuid(ID(0)), "Set the current process's user id.")
SET(setgid, "(gid, /)", ::setgid(ID(0)), "Set the current process's group id.")
SET(seteuid, "(euid, /)", ::seteuid(ID(0)), "Set the current process's effective user id.")
SET(setegid, "(egid, /)", ::setegid(ID(0)), "Set the current process's effective group id.")
SET(setreuid, "(ruid, euid, /)", ::setreuid(ID(0), ID(1)), "Set the current process's real and effective user ids.")
SET(setregid, "(rgid, egid, /)", ::setregid(ID(0), ID(1)), "Set the current process's real and effective group ids.")
SET(setpgrp, "()", ::setpgrp(), "Make the current process the leader of its process group.")
SET(setpgid, "(pid, pgrp, /)", ::setpgid(INT(0), INT(1)), "Call the system call setpgid(pid, pgrp).")
SET(setsid, "()", ::setsid(), "Call the system call setsid().")
FUNCTION(posix, kill, "kill(pid, signal, /)", "Kill a process with a signal.") {
    int64_t pid = TRY(index_int64_py(thread, args[0]))
    , number = TRY(index_int64_py(thread, args[1]));
    if (::kill(static_cast<pid_t>(pid), static_cast<int>(number)) != 0) return raise_errno(thread, errno);
    // A signal to this process has arrived: its handler runs before the next statement.
    TRY(thread.interpreter->vm->run_signals_py(thread));
    return none();
}
SET(killpg, "(pgid, signal, /)", ::killpg(INT(0), INT(1)), "Kill a process group with a signal.")
SET(tcsetpgrp, "(fd, pgid, /)", ::tcsetpgrp(INT(0), INT(1)),
    "Set the process group associated with the terminal specified by fd.")
SET(setpriority, "(which, who, priority)",
    ::setpriority(static_cast<__priority_which>(INT(0)), static_cast<id_t>(INT(1)), INT(2)),
    "Set program scheduling priority.")
FUNCTION(posix, getpgid, "getpgid(pid)", "Call the system call getpgid(), and return the result.") {
    int group = ::getpgid(INT(0));
    if (group < 0) return raise_errno(thread, errno);
    return Value::small(group);
}
FUNCTION(posix, getsid, "getsid(pid, /)", "Call the system call getsid(pid) and return the result.") {
    int session = ::getsid(INT(0));
    if (session < 0) return raise_errno(thread, errno);
    return Value::small(session);
}
FUNCTION(posix, tcgetpgrp, "tcgetpgrp(fd, /)",
         "Return the process group associated with the terminal specified by fd.") {
    int group = ::tcgetpgrp(INT(0));
    if (group < 0) return raise_errno(thread, errno);
    return Value::small(group);
}
FUNCTION(posix, getpriority, "getpriority(which, who)", "Return program scheduling priority.") {
    errno = 0;
    int priority = ::getpriority(static_cast<__priority_which>(INT(0)), static_cast<id_t>(INT(1)));
    if (errno) return raise_errno(thread, errno);
    return Value::small(priority);
}
FUNCTION(posix, nice, "nice(increment, /)", "Add increment to the priority of process and return the new priority.") {
    errno = 0;
    int priority = ::nice(INT(0));
    if (priority == -1 && errno) return raise_errno(thread, errno);
    return Value::small(priority);
}
FUNCTION(posix, openpty, "openpty()", "Open a pseudo-terminal: (master descriptor, slave descriptor).") {
    int master, slave;
    if (::openpty(&master, &slave, nullptr, nullptr, nullptr) < 0) return raise_errno(thread, errno);
    ::fcntl(master, F_SETFD, FD_CLOEXEC);
    ::fcntl(slave, F_SETFD, FD_CLOEXEC);
    return Value(make_tuple(thread, {Value::small(master), Value::small(slave)}));
}
FUNCTION(posix, getgroups, "getgroups()", "Return list of supplemental group IDs for the process.") {
    int count = ::getgroups(0, nullptr);
    if (count < 0) return raise_errno(thread, errno);
    std::vector<gid_t> groups(static_cast<size_t>(count));
    count = ::getgroups(count, groups.data());
    if (count < 0) return raise_errno(thread, errno);
    List* list = make_list(thread);
    for (int i = 0; i < count; ++i) TRY(list_append(thread, list, make_int(thread, groups[static_cast<size_t>(i)])));
    return Value(list);
}
FUNCTION(posix, getresuid, "getresuid()",
         "Return a tuple of the current process's real, effective, and saved user ids.") {
    uid_t real, effective, saved;
    if (::getresuid(&real, &effective, &saved) < 0) return raise_errno(thread, errno);
    return Value(make_tuple(thread, {make_int(thread, real), make_int(thread, effective), make_int(thread, saved)}));
}
FUNCTION(posix, getresgid, "getresgid()",
         "Return a tuple of the current process's real, effective, and saved group ids.") {
    gid_t real, effective, saved;
    if (::getresgid(&real, &effective, &saved) < 0) return raise_errno(thread, errno);
    return Value(make_tuple(thread, {make_int(thread, real), make_int(thread, effective), make_int(thread, saved)}));
}
FUNCTION(posix, getlogin, "getlogin()", "Return the actual login name.") {
    char name[256];
    if (int error = ::getlogin_r(name, sizeof name)) return raise_errno(thread, error);
    return Value(TRY(decode_path(thread, name)));
}
FUNCTION(posix, umask, "umask(mask, /)", "Set the current numeric umask and return the previous umask.") {
    return Value::small(::umask(static_cast<mode_t>(INT(0))));
}
FUNCTION(posix, _exit, "_exit(status)", "Exit to the system with specified status, without normal exit processing.") {
    ::_exit(INT(0));
}
FUNCTION(posix, abort, "abort()", "Abort the interpreter immediately.") { ::abort(); }
FUNCTION(posix, times, "times()", "Return a collection containing process timing information.") {
    tms times;
    clock_t elapsed = ::times(&times);
    double ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    auto seconds = [&](clock_t t) { return make_float(thread, static_cast<double>(t) / ticks); };
    Value values[] = {seconds(times.tms_utime), seconds(times.tms_stime), seconds(times.tms_cutime),
                      seconds(times.tms_cstime), seconds(elapsed)};
    return make_struct_sequence(thread, posix_type(thread, PosixState::TimesResult), values);
}

// ---- fork ----

Result<void> run_hooks_py(Thread& thread, PosixState which, bool reversed) {
    auto* hooks = posix_state(thread, which).to<List>();
    size_t count = hooks->size();
    for (size_t i = 0; i < count; ++i) {
        Value hook = hooks->get(reversed ? count - 1 - i : i);
        if (hook.is_nothing()) continue;
        if (call_py(thread, hook).failed()) {
            if (thread.terminating) return kFailure;
            report_unraisable_py(thread, hook);
        }
    }
    return {};
}
FUNCTION(posix, register_at_fork, "register_at_fork(*, before=None, after_in_child=None, after_in_parent=None)",
         "Register functions to be called when forking.") {
    if (args[0].is_none() && args[1].is_none() && args[2].is_none())
        return raise(thread, Exc::TypeError, "At least one argument is required.");
    constexpr PosixState kWhich[] = {PosixState::ForkBefore, PosixState::ForkChild, PosixState::ForkParent};
    constexpr const char* kNames[] = {"before", "after_in_child", "after_in_parent"};
    for (int i = 0; i < 3; ++i) {
        if (!args[i].is_none() && !is_callable(thread, args[i]))
            return raise(thread, Exc::TypeError, "'{}' must be callable, not {}", kNames[i],
                         type_name(thread, args[i]));
    }
    for (int i = 0; i < 3; ++i) {
        if (!args[i].is_none()) TRY(list_append(thread, posix_state(thread, kWhich[i]).to<List>(), args[i]));
    }
    return none();
}
FUNCTION(posix, fork, "fork()", "Fork a child process.") {
    TRY(run_hooks_py(thread, PosixState::ForkBefore, true));
    int child = fork_process(thread);
    int error = errno;
    TRY(run_hooks_py(thread, child == 0 ? PosixState::ForkChild : PosixState::ForkParent, false));
    if (child < 0) return raise_errno(thread, error);
    return Value::small(child);
}

// ---- waiting: a pidfd tells when there is something to collect, so an interrupt ends the wait ----

Result<int64_t> wait_py(Thread& thread, int pid, int* status, int options, rusage* usage, int* error) {
    for (;;) {
        int64_t result = ::wait4(pid, status, options | WNOHANG, usage);  // lint: blocking: WNOHANG
        *error = errno;
        if (result != 0 || (options & WNOHANG)) {
            if (result < 0 && *error == EINTR) {
                TRY(thread.poll());
                continue;
            }
            return result;
        }
        int fd =
            pid > 0 && !(options & (WUNTRACED | WCONTINUED)) ? static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)) : -1;
        if (fd >= 0) {
            Result<WaitOutcome> outcome = wait(thread, WaitTarget::process(fd));
            ::close(fd);
            TRY(outcome);
        } else {  // any child, or a group: asked again and again
            TRY(wait(thread, WaitTarget::nothing(), deadline_in(2'000'000)));
        }
    }
}
FUNCTION(posix, waitpid, "waitpid(pid, options, /)", "Wait for completion of a given child process.") {
    int status = 0, error = 0;
    int64_t pid = TRY(wait_py(thread, INT(0), &status, INT(1), nullptr, &error));
    if (pid < 0) return raise_errno(thread, error);
    return Value(make_tuple(thread, {Value::small(pid), Value::small(status)}));
}
FUNCTION(posix, wait, "wait()", "Wait for completion of a child process.") {
    int status = 0, error = 0;
    int64_t pid = TRY(wait_py(thread, -1, &status, 0, nullptr, &error));
    if (pid < 0) return raise_errno(thread, error);
    return Value(make_tuple(thread, {Value::small(pid), Value::small(status)}));
}
// (pid, status, resource.struct_rusage)
Result<Value> wait_with_usage_py(Thread& thread, int pid, int options) {
    int status = 0, error = 0;
    rusage usage{};
    int64_t child = TRY(wait_py(thread, pid, &status, options, &usage, &error));
    if (child < 0) return raise_errno(thread, error);
    Value module = TRY(thread.interpreter->vm->import_module_py(thread, intern(thread, "resource")));
    auto seconds = [&](const timeval& time) {
        return make_float(thread, static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec));
    };
    List* fields = make_list(thread);
    for (const timeval* time : {&usage.ru_utime, &usage.ru_stime}) TRY(list_append(thread, fields, seconds(*time)));
    for (long number : {usage.ru_maxrss, usage.ru_ixrss, usage.ru_idrss, usage.ru_isrss, usage.ru_minflt,
                        usage.ru_majflt, usage.ru_nswap, usage.ru_inblock, usage.ru_oublock, usage.ru_msgsnd,
                        usage.ru_msgrcv, usage.ru_nsignals, usage.ru_nvcsw, usage.ru_nivcsw})
        TRY(list_append(thread, fields, make_int(thread, number)));
    Value used =
        TRY(call_method_py(thread, module, intern(thread, "struct_rusage"), std::array<Value, 1>{Value(fields)}));
    return Value(make_tuple(thread, {Value::small(child), Value::small(status), used}));
}
FUNCTION(posix, wait3, "wait3(options)", "Wait for completion of a child process: (pid, status, rusage).") {
    return wait_with_usage_py(thread, -1, INT(0));
}
FUNCTION(posix, wait4, "wait4(pid, options)",
         "Wait for completion of a specific child process: (pid, status, rusage).") {
    return wait_with_usage_py(thread, INT(0), INT(1));
}
FUNCTION(posix, waitid, "waitid(idtype, id, options, /)",
         "Returns the result of waiting for a process or processes; None if there is none yet.") {
    auto kind = static_cast<idtype_t>(INT(0));
    auto id = static_cast<id_t>(INT(1));
    int options = INT(2);
    siginfo_t info;
    for (;;) {
        info.si_pid = 0;
        int result = ::waitid(kind, id, &info, options | WNOHANG);  // lint: blocking: WNOHANG
        if (result < 0 && errno != EINTR) return raise_errno(thread, errno);
        if (result == 0 && (info.si_pid || options & WNOHANG)) break;
        TRY(wait(thread, WaitTarget::nothing(), deadline_in(2'000'000)));
    }
    if (info.si_pid == 0) return none();
    Value values[] = {Value::small(info.si_pid), make_int(thread, info.si_uid), Value::small(info.si_signo),
                      Value::small(info.si_status), Value::small(info.si_code)};
    return make_struct_sequence(thread, posix_type(thread, PosixState::WaitidResult), values);
}
// As system(3): the child has the usual SIGINT and SIGQUIT, this process goes on handling its own.
FUNCTION(posix, system, "system(command)", "Execute the command in a subshell.") {
    PathArgument command;
    TRY(path_argument_py(thread, args[0], "system", &command, 0, "command"));
    std::string shell = "sh", option = "-c";
    char* words[] = {shell.data(), option.data(), command.text.data(), nullptr};
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t set;
    sigemptyset(&set);
    posix_spawnattr_setsigmask(&attributes, &set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGQUIT);
    posix_spawnattr_setsigdefault(&attributes, &set);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    pid_t child = 0;
    int error = ::posix_spawn(&child, "/bin/sh", nullptr, &attributes, words, ::environ);
    posix_spawnattr_destroy(&attributes);
    if (error) return raise_errno(thread, error);
    int status = 0;
    if (TRY(wait_py(thread, child, &status, 0, nullptr, &error)) < 0) return raise_errno(thread, error);
    return Value::small(status);
}
FUNCTION(posix, forkpty, "forkpty()",
         "Fork a new process with a new pseudo-terminal as controlling tty: (pid, master descriptor).") {
    int master, slave;
    if (::openpty(&master, &slave, nullptr, nullptr, nullptr) < 0) return raise_errno(thread, errno);
    ::fcntl(master, F_SETFD, FD_CLOEXEC);
    TRY(run_hooks_py(thread, PosixState::ForkBefore, true));
    int child = fork_process(thread);
    int error = errno;
    if (child == 0) {
        ::close(master);
        ::login_tty(slave);
    } else {
        ::close(slave);
        if (child < 0) ::close(master);
    }
    TRY(run_hooks_py(thread, child == 0 ? PosixState::ForkChild : PosixState::ForkParent, false));
    if (child < 0) return raise_errno(thread, error);
    return Value(make_tuple(thread, {Value::small(child), Value::small(child == 0 ? -1 : master)}));
}
FUNCTION(posix, pidfd_open, "pidfd_open(pid, flags=0)", "Return a file descriptor referring to the process pid.") {
    auto fd = static_cast<int>(::syscall(SYS_pidfd_open, INT(0), static_cast<unsigned>(INT(1))));
    if (fd < 0) return raise_errno(thread, errno);
    return Value::small(fd);
}
FUNCTION(posix, waitstatus_to_exitcode, "waitstatus_to_exitcode(status)", "Convert a wait status to an exit code.") {
    int status = INT(0);
    if (WIFEXITED(status)) return Value::small(WEXITSTATUS(status));
    if (WIFSIGNALED(status)) return Value::small(-WTERMSIG(status));
    if (WIFSTOPPED(status))
        return raise(thread, Exc::ValueError, "process stopped by delivery of signal {}", WSTOPSIG(status));
    return raise(thread, Exc::ValueError, "invalid wait status: {}", status);
}
#define STATUS(NAME, RESULT)                                                     \
    FUNCTION(posix, NAME, #NAME "(status)", nullptr) {                           \
        int status = INT(0);                                                     \
        return RESULT(NAME(status));                                             \
    }
STATUS(WIFEXITED, Value::boolean)
STATUS(WIFSIGNALED, Value::boolean)
STATUS(WIFSTOPPED, Value::boolean)
STATUS(WIFCONTINUED, Value::boolean)
STATUS(WCOREDUMP, Value::boolean)
STATUS(WEXITSTATUS, Value::small)
STATUS(WTERMSIG, Value::small)
STATUS(WSTOPSIG, Value::small)

// ---- exec and spawn ----

class StringVector {
public:
    void add(std::string text) { texts_.push_back(std::move(text)); }
    char** pointers() {
        pointers_.clear();
        for (std::string& text : texts_) pointers_.push_back(text.data());
        pointers_.push_back(nullptr);
        return pointers_.data();
    }
    bool empty() const { return texts_.empty(); }
    const std::string& first() const { return texts_[0]; }

private:
    std::vector<std::string> texts_;
    std::vector<char*> pointers_;
};
Result<void> arguments_of(Thread& thread, const char* function, Value value, StringVector& out) {
    if (!as_kind<Tuple>(thread, value) && !as_kind<List>(thread, value))
        return raise(thread, Exc::TypeError, "{}() arg 2 must be a tuple or list", function);
    TRY(for_each_py(thread, value, [&](Value item) -> Result<bool> {
        out.add(TRY(system_text_py(thread, item)));
        return true;
    }));
    if (out.empty()) return raise(thread, Exc::ValueError, "{}() arg 2 must not be empty", function);
    if (out.first().empty())
        return raise(thread, Exc::ValueError, "{}() arg 2 first element cannot be empty", function);
    return {};
}
Result<void> environment_of(Thread& thread, Value value, StringVector& out) {
    Value keys = TRY(call_method_py(thread, value, KRAIT_NAME(keys)));
    return for_each_py(thread, keys, [&](Value key) -> Result<bool> {
        std::string name = TRY(system_text_py(thread, key));
        if (name.empty() || name.find('=', 1) != std::string::npos)
            return raise(thread, Exc::ValueError, "illegal environment variable name");
        out.add(name + "=" + TRY(system_text_py(thread, TRY(get_item_py(thread, value, key)))));
        return true;
    });
}
FUNCTION(posix, execv, "execv(path, argv, /)",
         "Execute an executable path with arguments, replacing current process.") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "execv", &path));
    StringVector arguments;
    TRY(arguments_of(thread, "execv", args[1], arguments));
    ::execv(path.c_str(), arguments.pointers());
    return raise_path_error(thread, errno, path);
}
FUNCTION(posix, execve, "execve(path, argv, env)",
         "Execute an executable path with arguments, replacing current process.") {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], "execve", &path, path_kind::kDescriptor));
    StringVector arguments, environment;
    TRY(arguments_of(thread, "execve", args[1], arguments));
    TRY(environment_of(thread, args[2], environment));
    if (path.has_fd) ::fexecve(path.fd, arguments.pointers(), environment.pointers());
    else ::execve(path.c_str(), arguments.pointers(), environment.pointers());
    return raise_path_error(thread, errno, path);
}

Result<void> add_file_actions(Thread& thread, Value value, posix_spawn_file_actions_t* actions) {
    if (value.is_nothing() || value.is_none()) return {};
    return for_each_py(thread, value, [&](Value item) -> Result<bool> {
        auto* action = as_kind<Tuple>(thread, item);
        if (!action || !action->size())
            return raise(thread, Exc::TypeError, "Each file_actions element must be a non-empty tuple");
        int kind = TRY(int_argument_py(thread, (*action)[0]));
        auto number = [&](size_t i) -> Result<int> {
            if (i >= action->size()) return raise(thread, Exc::TypeError, "A file_actions element is too short");
            return int_argument_py(thread, (*action)[i]);
        };
        int error = 0;
        if (kind == 0 && action->size() == 5) {
            error = posix_spawn_file_actions_addopen(actions, TRY(number(1)),
                                                     TRY(system_text_py(thread, (*action)[2])).c_str(), TRY(number(3)),
                                                     static_cast<mode_t>(TRY(number(4))));
        } else if (kind == 1) {
            error = posix_spawn_file_actions_addclose(actions, TRY(number(1)));
        } else if (kind == 2) {
            error = posix_spawn_file_actions_adddup2(actions, TRY(number(1)), TRY(number(2)));
        } else {
            return raise(thread, Exc::TypeError, "Unknown file_actions identifier");
        }
        if (error) return raise_errno(thread, error);
        return true;
    });
}
Result<void> add_signals(Thread& thread, Value value, sigset_t* set) {
    sigemptyset(set);
    return for_each_py(thread, value, [&](Value item) -> Result<bool> {
        int number = TRY(int_argument_py(thread, item));
        if (number <= 0 || number >= NSIG)
            return raise(thread, Exc::ValueError, "signal number {} out of range [1; {}]", number, NSIG - 1);
        sigaddset(set, number);
        return true;
    });
}
Result<Value> spawn_py(Thread& thread, const char* function, const Value* args, bool search) {
    PathArgument path;
    TRY(path_argument_py(thread, args[0], function, &path));
    StringVector arguments, environment;
    TRY(arguments_of(thread, function, args[1], arguments));
    bool own_environment = !args[2].is_none();
    if (own_environment) TRY(environment_of(thread, args[2], environment));
    struct Plan {
        Plan() {
            posix_spawn_file_actions_init(&actions);
            posix_spawnattr_init(&attributes);
        }
        ~Plan() {
            posix_spawn_file_actions_destroy(&actions);
            posix_spawnattr_destroy(&attributes);
        }
        posix_spawn_file_actions_t actions;
        posix_spawnattr_t attributes;
    } plan;
    TRY(add_file_actions(thread, args[3], &plan.actions));
    int flags = 0;
    if (!args[4].is_nothing() && !args[4].is_none()) {
        posix_spawnattr_setpgroup(&plan.attributes, INT(4));
        flags |= POSIX_SPAWN_SETPGROUP;
    }
    if (TRY(truth_py(thread, args[5]))) flags |= POSIX_SPAWN_RESETIDS;
    if (TRY(truth_py(thread, args[6]))) flags |= POSIX_SPAWN_SETSID;
    sigset_t set;
    if (!args[7].is_nothing()) {
        TRY(add_signals(thread, args[7], &set));
        posix_spawnattr_setsigmask(&plan.attributes, &set);
        flags |= POSIX_SPAWN_SETSIGMASK;
    }
    if (!args[8].is_nothing()) {
        TRY(add_signals(thread, args[8], &set));
        posix_spawnattr_setsigdefault(&plan.attributes, &set);
        flags |= POSIX_SPAWN_SETSIGDEF;
    }
    if (!args[9].is_nothing() && !args[9].is_none())
        return raise(thread, Exc::NotImplementedError, "{}: the parameter 'scheduler' is not supported", function);
    posix_spawnattr_setflags(&plan.attributes, static_cast<short>(flags));
    pid_t child = 0;
    char** env = own_environment ? environment.pointers() : ::environ;
    int error = (search ? ::posix_spawnp : ::posix_spawn)(&child, path.c_str(), &plan.actions, &plan.attributes,
                                                          arguments.pointers(), env);
    if (error) return raise_path_error(thread, error, path);
    return Value::small(child);
}
FUNCTION(posix, posix_spawn,
         "posix_spawn(path, argv, env, /, *, file_actions=(), setpgroup=None, resetids=False, setsid=False, "
         "setsigmask=?, setsigdef=?, scheduler=?)",
         "Execute the program specified by path in a new process.") {
    return spawn_py(thread, "posix_spawn", args, false);
}
FUNCTION(posix, posix_spawnp,
         "posix_spawnp(path, argv, env, /, *, file_actions=(), setpgroup=None, resetids=False, setsid=False, "
         "setsigmask=?, setsigdef=?, scheduler=?)",
         "Execute the program specified by path, searched along PATH, in a new process.") {
    return spawn_py(thread, "posix_spawnp", args, true);
}

// ---- scheduling ----

FUNCTION(posix, sched_yield, "sched_yield()", "Voluntarily relinquish the CPU.") {
    Detached detached(thread);
    ::sched_yield();
    return none();
}
FUNCTION(posix, sched_getaffinity, "sched_getaffinity(pid, /)",
         "Return the affinity of the process identified by pid (or the current process if zero).") {
    cpu_set_t cpus;
    if (::sched_getaffinity(INT(0), sizeof cpus, &cpus) < 0) return raise_errno(thread, errno);
    Set* set = make_set(thread);
    for (int i = 0; i < CPU_SETSIZE; ++i) {
        if (CPU_ISSET(i, &cpus)) TRY(set_add_py(thread, set, Value::small(i)));
    }
    return Value(set);
}
FUNCTION(posix, sched_setaffinity, "sched_setaffinity(pid, mask, /)",
         "Set the CPU affinity of the process identified by pid to mask.") {
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    TRY(for_each_py(thread, args[1], [&](Value item) -> Result<bool> {
        int cpu = TRY(int_argument_py(thread, item));
        if (cpu < 0) return raise(thread, Exc::ValueError, "negative CPU number");
        if (cpu >= CPU_SETSIZE) return raise(thread, Exc::OverflowError, "CPU number too large");
        CPU_SET(cpu, &cpus);
        return true;
    }));
    if (::sched_setaffinity(INT(0), sizeof cpus, &cpus) < 0) return raise_errno(thread, errno);
    return none();
}

}  // namespace

const FunctionTable kProcessFunctions = {&posix_getpid,
                                         &posix_wait3,
                                         &posix_wait4,
                                         &posix_waitid,
                                         &posix_system,
                                         &posix_forkpty,
                                         &posix_openpty,
                                         &posix_getppid,
                                         &posix_getuid,
                                         &posix_geteuid,
                                         &posix_getgid,
                                         &posix_getegid,
                                         &posix_getpgrp,
                                         &posix_setuid,
                                         &posix_setgid,
                                         &posix_seteuid,
                                         &posix_setegid,
                                         &posix_setreuid,
                                         &posix_setregid,
                                         &posix_setpgrp,
                                         &posix_setpgid,
                                         &posix_setsid,
                                         &posix_kill,
                                         &posix_killpg,
                                         &posix_tcsetpgrp,
                                         &posix_tcgetpgrp,
                                         &posix_setpriority,
                                         &posix_getpriority,
                                         &posix_getpgid,
                                         &posix_getsid,
                                         &posix_nice,
                                         &posix_getgroups,
                                         &posix_getresuid,
                                         &posix_getresgid,
                                         &posix_getlogin,
                                         &posix_umask,
                                         &posix__exit,
                                         &posix_abort,
                                         &posix_times,
                                         &posix_register_at_fork,
                                         &posix_fork,
                                         &posix_waitpid,
                                         &posix_wait,
                                         &posix_pidfd_open,
                                         &posix_waitstatus_to_exitcode,
                                         &posix_WIFEXITED,
                                         &posix_WIFSIGNALED,
                                         &posix_WIFSTOPPED,
                                         &posix_WIFCONTINUED,
                                         &posix_WCOREDUMP,
                                         &posix_WEXITSTATUS,
                                         &posix_WTERMSIG,
                                         &posix_WSTOPSIG,
                                         &posix_execv,
                                         &posix_execve,
                                         &posix_posix_spawn,
                                         &posix_posix_spawnp,
                                         &posix_sched_yield,
                                         &posix_sched_getaffinity,
                                         &posix_sched_setaffinity};

}  // namespace krait::core

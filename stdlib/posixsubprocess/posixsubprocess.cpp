// The native module _posixsubprocess: fork_exec(), what subprocess.Popen starts a program with.
//
// Everything the child needs is made before the fork: between it and exec only system calls run. What fails there goes to the
// parent through the error pipe as "OSError:<errno in hex>:<where>".
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include "runtime/process.h"
#include "stdlib/native_helpers.h"
#include "stdlib/posix/path.h"

extern char** environ;

namespace krait::core {

extern const ModuleSpec kPosixSubprocessModule;

namespace {

struct Strings {
    std::vector<std::string> texts;
    std::vector<char*> pointers;
    Result<void> fill_py(Thread& thread, Value iterable) {
        TRY(for_each_py(thread, iterable, [&](Value item) -> Result<bool> {
            texts.push_back(TRY(system_text_py(thread, item)));
            return true;
        }));
        for (std::string& text : texts) pointers.push_back(text.data());
        pointers.push_back(nullptr);
        return {};
    }
};

struct Plan {
    Strings arguments, executables, environment;
    bool own_environment = false, close_fds = false, restore_signals = false, new_session = false;
    std::vector<int> keep;
    std::string directory;
    int p2c_read, p2c_write, c2p_read, c2p_write, error_read, error_write, report_read, report_write;
    pid_t group = -1;
    int64_t uid = -1, gid = -1;
    int umask = -1;
    bool set_groups = false;
    std::vector<gid_t> groups;
};

// ---- in the child ----

bool move_to(int fd, int wanted) {
    if (fd < 0) return true;
    if (fd == wanted) return ::fcntl(fd, F_SETFD, 0) == 0;
    return ::dup2(fd, wanted) >= 0;
}
bool prepare(Plan& plan) {
    for (int fd : plan.keep) {
        if (fd != plan.report_write && ::fcntl(fd, F_SETFD, 0) < 0) return false;
    }
    for (int fd : {plan.p2c_write, plan.c2p_read, plan.error_read, plan.report_read}) {
        if (fd >= 0 && ::close(fd) < 0) return false;
    }
    // Not to be overwritten by the first dup2.
    if (plan.c2p_write == 0 && (plan.c2p_write = ::fcntl(0, F_DUPFD_CLOEXEC, 3)) < 0) return false;
    if ((plan.error_write == 0 || plan.error_write == 1) &&
        (plan.error_write = ::fcntl(plan.error_write, F_DUPFD_CLOEXEC, 3)) < 0)
        return false;
    if (!move_to(plan.p2c_read, 0) || !move_to(plan.c2p_write, 1) || !move_to(plan.error_write, 2)) return false;
    if (!plan.directory.empty() && ::chdir(plan.directory.c_str()) < 0) return false;
    if (plan.umask >= 0) ::umask(static_cast<mode_t>(plan.umask));
    if (plan.restore_signals) {
        ::signal(SIGPIPE, SIG_DFL);
        ::signal(SIGXFSZ, SIG_DFL);
    }
    if (plan.new_session && ::setsid() < 0) return false;
    if (plan.group >= 0 && ::setpgid(0, plan.group) < 0) return false;
    if (plan.set_groups && ::setgroups(plan.groups.size(), plan.groups.data()) < 0) return false;
    if (plan.gid >= 0 && ::setregid(static_cast<gid_t>(plan.gid), static_cast<gid_t>(plan.gid)) < 0) return false;
    return plan.uid < 0 || ::setreuid(static_cast<uid_t>(plan.uid), static_cast<uid_t>(plan.uid)) == 0;
}
void report(const Plan& plan, int error, const char* where) {
    char text[64];
    int length = snprintf(text, sizeof text, "OSError:%X:%s", static_cast<unsigned>(error), where);
    [[maybe_unused]] ssize_t written =
        ::write(plan.report_write, text, static_cast<size_t>(length));  // lint: blocking: in the child of a fork
}
void close_others(const Plan& plan) {
    int next = 3;  // plan.keep is sorted
    for (int fd : plan.keep) {
        if (fd < next) continue;
        if (fd > next) ::close_range(static_cast<unsigned>(next), static_cast<unsigned>(fd) - 1, 0);
        next = fd + 1;
    }
    ::close_range(static_cast<unsigned>(next), ~0u, 0);
}
[[noreturn]] void run_program(Plan& plan) {
    if (plan.close_fds) close_others(plan);
    int error = 0;
    for (char* program : plan.executables.pointers) {
        if (!program) break;
        ::execve(program, plan.arguments.pointers.data(),
                 plan.own_environment ? plan.environment.pointers.data() : ::environ);
        if (errno != ENOENT && errno != ENOTDIR && !error) error = errno;
    }
    report(plan, error ? error : errno, "");
    ::_exit(255);
}

FUNCTION(subprocess, fork_exec,
         "fork_exec(args, executable_list, close_fds, pass_fds, cwd, env, p2cread, p2cwrite, c2pread, c2pwrite, "
         "errread, errwrite, errpipe_read, "
         "errpipe_write, restore_signals, call_setsid, pgid_to_set, gid, extra_groups, uid, child_umask, preexec_fn, "
         "allow_vfork=True, /)",
         "Spawn a fresh new child process.") {
    Plan plan;
    TRY(plan.arguments.fill_py(thread, args[0]));
    TRY(plan.executables.fill_py(thread, args[1]));
    plan.close_fds = TRY(truth_py(thread, args[2]));
    TRY(for_each_py(thread, args[3], [&](Value item) -> Result<bool> {
        plan.keep.push_back(TRY(int_argument_py(thread, item)));
        return true;
    }));
    if (!args[4].is_none()) plan.directory = TRY(system_text_py(thread, args[4]));
    plan.own_environment = !args[5].is_none();
    if (plan.own_environment) TRY(plan.environment.fill_py(thread, args[5]));
    int* descriptors[] = {&plan.p2c_read,   &plan.p2c_write,   &plan.c2p_read,    &plan.c2p_write,
                          &plan.error_read, &plan.error_write, &plan.report_read, &plan.report_write};
    for (size_t i = 0; i < 8; ++i) *descriptors[i] = TRY(int_argument_py(thread, args[6 + i]));
    plan.restore_signals = TRY(truth_py(thread, args[14]));
    plan.new_session = TRY(truth_py(thread, args[15]));
    plan.group = TRY(int_argument_py(thread, args[16]));
    if (!args[17].is_none()) plan.gid = TRY(index_int64_py(thread, args[17]));
    plan.set_groups = !args[18].is_none();
    if (plan.set_groups) {
        TRY(for_each_py(thread, args[18], [&](Value item) -> Result<bool> {
            plan.groups.push_back(static_cast<gid_t>(TRY(index_int64_py(thread, item))));
            return true;
        }));
    }
    if (!args[19].is_none()) plan.uid = TRY(index_int64_py(thread, args[19]));
    plan.umask = TRY(int_argument_py(thread, args[20]));
    if (plan.close_fds && plan.report_write < 3) return raise(thread, Exc::ValueError, "errpipe_write must be >= 3");
    Value preexec = args[21];
    // Python code in the child needs the interpreter to be put in order there.
    pid_t child = preexec.is_none() ? ::fork() : fork_process(thread);
    if (child < 0) return raise_errno(thread, errno);
    if (child > 0) return Value::small(child);
    if (!prepare(plan)) {
        report(plan, errno, "noexec");
        ::_exit(255);
    }
    if (!preexec.is_none() && call_py(thread, preexec).failed()) {
        constexpr std::string_view kText = "SubprocessError:0:Exception occurred in preexec_fn.";
        [[maybe_unused]] ssize_t written =
            ::write(plan.report_write, kText.data(), kText.size());  // lint: blocking: in the child of a fork
        ::_exit(255);
    }
    run_program(plan);
}

}  // namespace

const ModuleSpec kPosixSubprocessModule = {
    .name = "_posixsubprocess",
    .doc = "A POSIX helper for the subprocess module.",
    .functions = {&subprocess_fork_exec},
};

}  // namespace krait::core

// A module that touches the system has a capability that all of its functions need, but for those listed with another one or
// with none. So a function that is added to such a module later is refused until somebody decides otherwise.
#include "embed/allow.h"

#include "runtime/allow.h"
#include "runtime/objects/signature.h"
#include "stdlib/native_helpers.h"

namespace krait::core {

namespace {

using namespace allow;

struct Exception {
    uint32_t capability;  // 0: free
    std::string_view names;
};
struct Rule {
    std::string_view module;
    uint32_t capability;
    std::initializer_list<Exception> exceptions;
};

constexpr std::string_view kFreeOfPosix =
    " fspath strerror major minor makedev cpu_count urandom getrandom getpid getppid times sched_yield register_at_fork"
    " waitstatus_to_exitcode WIFEXITED WEXITSTATUS WIFSIGNALED WTERMSIG WIFSTOPPED WSTOPSIG WIFCONTINUED WCOREDUMP"
    " isatty get_terminal_size uname sysconf confstr getloadavg _path_normpath _path_splitroot_ex _path_splitroot"
    " _have_functions _supports_virtual_terminal ";
constexpr std::string_view kEnvironmentOfPosix = " putenv unsetenv clearenv _create_environ getcwd getcwdb chdir "
                                                 "fchdir chroot umask getlogin getuid geteuid getgid getegid"
                                                 " getgroups getresuid getresgid getgrouplist ctermid ";
constexpr std::string_view kProcessesOfPosix =
    " kill killpg getpgid getpgrp getsid setsid setpgid setpgrp tcgetpgrp tcsetpgrp getpriority setpriority nice "
    "setuid setgid"
    " seteuid setegid setreuid setregid setresuid setresgid setgroups initgroups _exit abort fork forkpty vfork "
    "waitpid wait"
    " wait3 wait4 waitid pidfd_open execv execve fexecve posix_spawn posix_spawnp system sched_getaffinity"
    " sched_setaffinity sched_setscheduler sched_getscheduler sched_getparam sched_setparam sched_rr_get_interval"
    " sched_get_priority_min sched_get_priority_max unshare setns login_tty openpty ";
constexpr std::string_view kFreeOfSocket = " htons ntohs htonl ntohl inet_aton inet_ntoa inet_pton inet_ntop "
                                           "getdefaulttimeout setdefaulttimeout CMSG_LEN CMSG_SPACE ";
constexpr std::string_view kFreeOfSignal =
    " getsignal default_int_handler strsignal valid_signals sigpending getitimer ";

const Rule kRules[] = {
    {"posix", kFiles, {{0, kFreeOfPosix}, {kEnvironment, kEnvironmentOfPosix}, {kProcesses, kProcessesOfPosix}}},
    {"_posixsubprocess", kProcesses, {}},
    {"_signal", kProcesses, {{0, kFreeOfSignal}}},
    {"_socket", kNetwork, {{0, kFreeOfSocket}}},
    {"_ssl", kNetwork, {}},
    {"fcntl", kFiles, {}},
    {"mmap", kFiles, {}},
    {"termios", kFiles, {}},
    {"_sqlite3", kFiles, {}},
    {"_dbm", kFiles, {}},
    {"_gdbm", kFiles, {}},
    {"resource", kProcesses, {{0, " getrusage getpagesize "}}},
    {"syslog", kProcesses, {}},
    {"pwd", kEnvironment, {}},
    {"grp", kEnvironment, {}},
    {"spwd", kEnvironment, {}},
    {"_locale", kEnvironment, {{0, " localeconv strcoll strxfrm nl_langinfo getencoding "}}},
    {"_posixshmem", kFiles, {}},
    {"_multiprocessing", kProcesses, {}},
    {"_ctypes", kForeign, {}},
    {"faulthandler", kFiles, {}},
};
// Types that are a way to the system by themselves.
struct TypeRule {
    std::string_view module, type;
    uint32_t capability;
};
constexpr TypeRule kTypeRules[] = {{"_socket", "socket", kNetwork},
                                   {"_socket", "SocketType", kNetwork},
                                   {"mmap", "mmap", kFiles},
                                   {"_multiprocessing", "SemLock", kProcesses}};

#define REFUSE(NAME, CAPABILITY)                                                              \
    RAW_FUNCTION(refused, NAME, #NAME "(*args, **kwargs)", "The host does not allow this.") { \
        return raise_not_allowed(thread, CAPABILITY);                                         \
    }
REFUSE(files, kFiles)
REFUSE(network, kNetwork)
REFUSE(processes, kProcesses)
REFUSE(environment, kEnvironment)
REFUSE(foreign, kForeign)
#undef REFUSE
template <uint32_t kCapability>
Result<Value> refuse_construction(Thread& thread, Type*, const CallArguments&) {
    return raise_not_allowed(thread, kCapability);
}
template <uint32_t kCapability>
Result<void> refuse_initialization(Thread& thread, Value, const CallArguments&) {
    return raise_not_allowed(thread, kCapability);
}

const NativeSpec& refusal(uint32_t capability) {
    switch (capability) {
    case kFiles: return refused_files;
    case kNetwork: return refused_network;
    case kProcesses: return refused_processes;
    case kEnvironment: return refused_environment;
    default: return refused_foreign;
    }
}

uint32_t capability_of(const Rule& rule, std::string_view name) {
    std::string word = " " + std::string(name) + " ";
    for (const Exception& each : rule.exceptions)
        if (each.names.find(word) != std::string_view::npos) return each.capability;
    return rule.capability;
}

}  // namespace

void restrict_module(Thread& thread, Module* module) {
    if (thread.interpreter->options.allow == kAll || !module->spec_) return;
    Dict* names = module->dict.get();
    Value own_name = dict_get_str(thread, names, KRAIT_NAME(dunder_name));
    for (const Rule& rule : kRules) {
        if (rule.module != module->spec_->name) continue;
        size_t position = 0;
        Value key, each;
        // Setting the value of a key that is there leaves the table as it is.
        while (dict_next(names, &position, &key, &each)) {
            if (!each.is<NativeFunction>() || !key.is<Str>() || each.to<NativeFunction>()->self.get() != Value(module))
                continue;
            uint32_t needed = capability_of(rule, str_utf8_lossy(key.to<Str>()));
            if (is_allowed(thread, needed)) continue;
            Value refused = make_native_function(thread, refusal(needed), Value(module), own_name);
            (void)dict_set_str(thread, names, key.to<Str>(), refused).failed();
        }
    }
    for (const TypeRule& rule : kTypeRules) {
        if (rule.module != module->spec_->name || is_allowed(thread, rule.capability)) continue;
        Value found = dict_get_str(thread, names, intern(thread, rule.type));
        if (!found.is<Type>()) continue;
        bool network = rule.capability == kNetwork;
        found.to<Type>()->slots.construct = network ? refuse_construction<kNetwork> : refuse_construction<kFiles>;
        found.to<Type>()->slots.initialize = network ? refuse_initialization<kNetwork> : refuse_initialization<kFiles>;
    }
    if (!is_allowed(thread, kEnvironment) && std::string_view(module->spec_->name) == "posix")
        dict_delete_str(thread, names, intern(thread, "environ"));
}

void restrict_loaded_modules(Thread& thread) {
    Dict* modules = thread.interpreter->modules.get();
    size_t position = 0;
    Value key, each;
    while (dict_next(modules, &position, &key, &each))
        if (each.is<Module>()) restrict_module(thread, each.to<Module>());
}

}  // namespace krait::core

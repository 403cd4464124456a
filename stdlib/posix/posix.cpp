#include "stdlib/posix/posix.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "stdlib/int_constants.h"
#include "stdlib/state_slots.h"

namespace krait::core {

Result<void> add_configuration_names(Thread& thread, Module* module);

Value posix_state(Thread& thread, PosixState which) {
    return (*thread.interpreter->state_slot(state_slot::kPosixState).get().to<Tuple>())[static_cast<size_t>(which)];
}

namespace {

constexpr StructSequenceSpec kStatResult = {
    .name = "os.stat_result",
    .doc = "stat_result: Result from stat, fstat, or lstat.",
    .fields = {{"st_mode", "protection bits"},
               {"st_ino", "inode"},
               {"st_dev", "device"},
               {"st_nlink", "number of hard links"},
               {"st_uid", "user ID of owner"},
               {"st_gid", "group ID of owner"},
               {"st_size", "total size, in bytes"},
               {nullptr, "integer time of last access"},
               {nullptr, "integer time of last modification"},
               {nullptr, "integer time of last change"},
               {"st_atime", "time of last access"},
               {"st_mtime", "time of last modification"},
               {"st_ctime", "time of last change"},
               {"st_atime_ns", "time of last access in nanoseconds"},
               {"st_mtime_ns", "time of last modification in nanoseconds"},
               {"st_ctime_ns", "time of last change in nanoseconds"},
               {"st_blksize", "blocksize for filesystem I/O"},
               {"st_blocks", "number of blocks allocated"},
               {"st_rdev", "device type (if inode device)"}},
    .visible = 10,
};
constexpr StructSequenceSpec kStatvfsResult = {
    .name = "os.statvfs_result",
    .doc = "statvfs_result: Result from statvfs or fstatvfs.",
    .fields = {{"f_bsize", nullptr},
               {"f_frsize", nullptr},
               {"f_blocks", nullptr},
               {"f_bfree", nullptr},
               {"f_bavail", nullptr},
               {"f_files", nullptr},
               {"f_ffree", nullptr},
               {"f_favail", nullptr},
               {"f_flag", nullptr},
               {"f_namemax", nullptr},
               {"f_fsid", nullptr}},
    .visible = 10,
};
constexpr StructSequenceSpec kTerminalSize = {
    .name = "os.terminal_size",
    .doc = "A tuple of (columns, lines) for holding terminal window size",
    .fields = {{"columns", "width of the terminal window in characters"},
               {"lines", "height of the terminal window in characters"}},
    .visible = 2,
};
constexpr StructSequenceSpec kTimesResult = {
    .name = "posix.times_result",
    .doc = "times_result: Result from os.times().",
    .fields = {{"user", "user time"},
               {"system", "system time"},
               {"children_user", "user time of children"},
               {"children_system", "system time of children"},
               {"elapsed", "elapsed time since an arbitrary point in the past"}},
    .visible = 5,
};
constexpr StructSequenceSpec kUnameResult = {
    .name = "posix.uname_result",
    .doc = "uname_result: Result from os.uname().",
    .fields = {{"sysname", "operating system name"},
               {"nodename", "name of machine on network (implementation-defined)"},
               {"release", "operating system release"},
               {"version", "operating system version"},
               {"machine", "hardware identifier"}},
    .visible = 5,
};
constexpr StructSequenceSpec kSchedParam = {
    .name = "posix.sched_param",
    .doc = "sched_param: the scheduling parameters.",
    .fields = {{"sched_priority", "the scheduling priority"}},
    .visible = 1,
};

constexpr StructSequenceSpec kWaitidResult = {
    .name = "posix.waitid_result",
    .doc = "waitid_result: Result from waitid.",
    .fields =
        {{"si_pid", nullptr}, {"si_uid", nullptr}, {"si_signo", nullptr}, {"si_status", nullptr}, {"si_code", nullptr}},
    .visible = 5,
};

#define C(NAME) {#NAME, static_cast<int64_t>(NAME)}
constexpr IntConstant kConstants[] = {
    C(F_OK),
    C(R_OK),
    C(W_OK),
    C(X_OK),
    C(O_RDONLY),
    C(O_WRONLY),
    C(O_RDWR),
    C(O_CREAT),
    C(O_EXCL),
    C(O_TRUNC),
    C(O_APPEND),
    C(O_NONBLOCK),
    C(O_NDELAY),
    C(O_SYNC),
    C(O_DSYNC),
    C(O_RSYNC),
    C(O_NOCTTY),
    C(O_CLOEXEC),
    C(O_DIRECTORY),
    C(O_NOFOLLOW),
    C(O_PATH),
    C(O_TMPFILE),
    C(O_NOATIME),
    C(O_DIRECT),
    C(O_LARGEFILE),
    C(O_ASYNC),
    C(O_ACCMODE),
    C(WNOHANG),
    C(WUNTRACED),
    C(WCONTINUED),
    C(WEXITED),
    C(WSTOPPED),
    C(WNOWAIT),
    C(P_ALL),
    C(P_PID),
    C(P_PGID),
    C(CLD_EXITED),
    C(CLD_KILLED),
    C(CLD_DUMPED),
    C(CLD_TRAPPED),
    C(CLD_STOPPED),
    C(CLD_CONTINUED),
    C(EX_OK),
    C(EX_USAGE),
    C(EX_DATAERR),
    C(EX_NOINPUT),
    C(EX_NOUSER),
    C(EX_NOHOST),
    C(EX_UNAVAILABLE),
    C(EX_SOFTWARE),
    C(EX_OSERR),
    C(EX_OSFILE),
    C(EX_CANTCREAT),
    C(EX_IOERR),
    C(EX_TEMPFAIL),
    C(EX_PROTOCOL),
    C(EX_NOPERM),
    C(EX_CONFIG),
    C(PRIO_PROCESS),
    C(PRIO_PGRP),
    C(PRIO_USER),
    C(SEEK_DATA),
    C(SEEK_HOLE),
    C(F_LOCK),
    C(F_TLOCK),
    C(F_ULOCK),
    C(F_TEST),
    C(SCHED_OTHER),
    C(SCHED_FIFO),
    C(SCHED_RR),
    C(SCHED_BATCH),
    C(SCHED_IDLE),
    C(ST_RDONLY),
    C(ST_NOSUID),
    C(ST_NODEV),
    C(ST_NOEXEC),
    {"TMP_MAX", 238328},
    {"NGROUPS_MAX", 65536},
    {"GRND_NONBLOCK", 1},
    {"GRND_RANDOM", 2},
    {"PIDFD_NONBLOCK", O_NONBLOCK},
    {"P_PIDFD", 3},
    {"POSIX_SPAWN_OPEN", 0},
    {"POSIX_SPAWN_CLOSE", 1},
    {"POSIX_SPAWN_DUP2", 2},
    {"RTLD_LAZY", 1},
    {"RTLD_NOW", 2},
    {"RTLD_GLOBAL", 256},
    {"RTLD_LOCAL", 0},
    {"RTLD_NODELETE", 4096},
    {"RTLD_NOLOAD", 4},
    {"RTLD_DEEPBIND", 8},
};

Result<void> execute_posix(Thread& thread, Module* module) {
    Tuple* state = TRY(make_tuple_sized(thread, static_cast<size_t>(PosixState::Count)));
    auto keep = [&](PosixState which, Value value) { state->items_[static_cast<size_t>(which)].set(state, value); };
    struct Sequence {
        PosixState which;
        const char* name;
        const StructSequenceSpec* spec;
    };
    const Sequence sequences[] = {{PosixState::StatResult, "stat_result", &kStatResult},
                                  {PosixState::StatvfsResult, "statvfs_result", &kStatvfsResult},
                                  {PosixState::TerminalSize, "terminal_size", &kTerminalSize},
                                  {PosixState::TimesResult, "times_result", &kTimesResult},
                                  {PosixState::UnameResult, "uname_result", &kUnameResult},
                                  {PosixState::SchedParam, "sched_param", &kSchedParam},
                                  {PosixState::WaitidResult, "waitid_result", &kWaitidResult}};
    for (const Sequence& sequence : sequences) {
        Value type(make_struct_sequence_type(thread, *sequence.spec));
        keep(sequence.which, type);
        TRY(module_add(thread, module, sequence.name, type));
    }
    for (PosixState which : {PosixState::ForkBefore, PosixState::ForkParent, PosixState::ForkChild})
        keep(which, Value(make_list(thread)));
    thread.interpreter->state_slot(state_slot::kPosixState).set_immediate(Value(state));
    for (FunctionTable table : {kDescriptorFunctions, kFileSystemFunctions, kStatFunctions, kProcessFunctions,
                                kSystemFunctions, kPathFunctions, kScandirFunctions, kLinuxFunctions}) {
        for (const NativeSpec* function : table) {
            std::string_view signature(function->signature);
            Value name(intern(thread, "posix"));
            TRY(module_add(thread, module, signature.substr(0, signature.find('(')),
                           make_native_function(thread, *function, Value(module), name)));
        }
    }
    TRY(add_constants(thread, module, kConstants));
    TRY(add_constants(thread, module, linux_constants()));
    TRY(add_configuration_names(thread, module));
    TRY(module_add(thread, module, "error", Value(thread.interpreter->type(Exc::OSError))));
    TRY(module_add(thread, module, "environ", Value(TRY(make_environ(thread)))));
    Value functions[] = {Value(intern(thread, "HAVE_FACCESSAT")), Value(intern(thread, "HAVE_FCHDIR")),
                         Value(intern(thread, "HAVE_FCHMOD")),    Value(intern(thread, "HAVE_FCHMODAT")),
                         Value(intern(thread, "HAVE_FCHOWN")),    Value(intern(thread, "HAVE_FCHOWNAT")),
                         Value(intern(thread, "HAVE_FDOPENDIR")), Value(intern(thread, "HAVE_FEXECVE")),
                         Value(intern(thread, "HAVE_FPATHCONF")), Value(intern(thread, "HAVE_FSTATAT")),
                         Value(intern(thread, "HAVE_FSTATVFS")),  Value(intern(thread, "HAVE_FTRUNCATE")),
                         Value(intern(thread, "HAVE_FUTIMENS")),  Value(intern(thread, "HAVE_LINKAT")),
                         Value(intern(thread, "HAVE_LSTAT")),     Value(intern(thread, "HAVE_MKDIRAT")),
                         Value(intern(thread, "HAVE_MKFIFOAT")),  Value(intern(thread, "HAVE_MKNODAT")),
                         Value(intern(thread, "HAVE_OPENAT")),    Value(intern(thread, "HAVE_READLINKAT")),
                         Value(intern(thread, "HAVE_RENAMEAT")),  Value(intern(thread, "HAVE_SYMLINKAT")),
                         Value(intern(thread, "HAVE_UNLINKAT")),  Value(intern(thread, "HAVE_UTIMENSAT"))};
    return module_add(thread, module, "_have_functions", Value(TRY(make_list_from(thread, functions))));
}

}  // namespace

const ModuleSpec kPosixModule = {
    .name = "posix",
    .doc = "This module provides access to operating system functionality that is standardized by the C Standard and "
           "the POSIX standard.",
    .types = {&kDirEntrySpec},
    .execute = execute_posix,
};

}  // namespace krait::core

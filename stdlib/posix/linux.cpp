// What only some programs ask of the system: vectors of buffers, extended attributes, scheduling, event and timer descriptors,
// pseudo-terminals, groups. Each function is its system call.
#include <cerrno>
#include <fcntl.h>
#include <grp.h>
#include <pty.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <utmp.h>
#include <vector>

#include "stdlib/posix/posix.h"

namespace krait::core {

namespace {

#define INT(INDEX) TRY(int_argument_py(thread, args[INDEX]))
#define LONG(INDEX) TRY(index_int64_py(thread, args[INDEX]))
#define ID(INDEX) static_cast<uid_t>(TRY(index_int64_py(thread, args[INDEX])))
#define NOTHING(NAME, PARAMETERS, CALL, DOC)               \
    FUNCTION(posix, NAME, #NAME PARAMETERS, DOC) {         \
        if ((CALL) < 0) return raise_errno(thread, errno); \
        return none();                                     \
    }
#define NUMBER(NAME, PARAMETERS, CALL, DOC)              \
    FUNCTION(posix, NAME, #NAME PARAMETERS, DOC) {       \
        auto number = static_cast<int64_t>(CALL);        \
        if (number < 0) return raise_errno(thread, errno); \
        return Value::small(number);                     \
    }

// ---- vectors of buffers ----

// A sequence of buffers, held for one call.
class Buffers {
public:
    explicit Buffers(Thread& thread) : thread_(thread) {}
    Result<void> open_py(Value sequence, const char* function, uint32_t flags) {
        items_ = TRY(make_list_from_py(thread_, sequence));
        if (items_->size() > IOV_MAX_) return raise_errno(thread_, EINVAL);
        views_.reserve(items_->size());
        for (size_t i = 0; i < items_->size(); ++i) {
            views_.push_back(std::make_unique<ByteView>(thread_));
            TRY(views_.back()->open_py(items_->get(i), flags));
            parts_.push_back({views_.back()->data(), views_.back()->size()});
        }
        return {};
    }
    const iovec* data() const { return parts_.data(); }
    int size() const { return static_cast<int>(parts_.size()); }

private:
    static constexpr size_t IOV_MAX_ = 1024;
    Thread& thread_;
    List* items_ = nullptr;
    std::vector<std::unique_ptr<ByteView>> views_;  // lint: cells: each buffer's exporter is in items_
    std::vector<iovec> parts_;
};
template <typename Call>
Result<Value> transfer_py(Thread& thread, Value sequence, const char* function, uint32_t flags, Call&& call) {
    Buffers buffers(thread);
    TRY(buffers.open_py(sequence, function, flags));
    int error = 0;
    int64_t count = TRY(system_call_py(thread, &error, [&] { return call(buffers.data(), buffers.size()); }));
    if (count < 0) return raise_errno(thread, error);
    return Value::small(count);
}
FUNCTION(posix, readv, "readv(fd, buffers, /)", "Read from a file descriptor fd into an iterable of buffers.") {
    int fd = INT(0);
    return transfer_py(thread, args[1], "readv", buffer_flag::kWritable, [&](const iovec* parts, int count) {
        return ::readv(fd, parts, count);  // lint: blocking: detached
    });
}
FUNCTION(posix, writev, "writev(fd, buffers, /)",
         "Iterate over buffers, and write the contents of each to a file descriptor.") {
    int fd = INT(0);
    return transfer_py(thread, args[1], "writev", 0, [&](const iovec* parts, int count) {
        return ::writev(fd, parts, count);  // lint: blocking: detached
    });
}
FUNCTION(posix, preadv, "preadv(fd, buffers, offset, flags=0, /)",
         "Reads from a file descriptor into a number of mutable bytes-like objects.") {
    int fd = INT(0), flags = INT(3);
    int64_t offset = LONG(2);
    return transfer_py(thread, args[1], "preadv", buffer_flag::kWritable, [&](const iovec* parts, int count) {
        return ::preadv2(fd, parts, count, offset, flags);  // lint: blocking: detached
    });
}
FUNCTION(posix, pwritev, "pwritev(fd, buffers, offset, flags=0, /)",
         "Writes the contents of bytes-like objects to a file descriptor at a given offset.") {
    int fd = INT(0), flags = INT(3);
    int64_t offset = LONG(2);
    return transfer_py(thread, args[1], "pwritev", 0, [&](const iovec* parts, int count) {
        return ::pwritev2(fd, parts, count, offset, flags);  // lint: blocking: detached
    });
}
FUNCTION(posix, posix_fadvise, "posix_fadvise(fd, offset, length, advice, /)",
         "Announce an intention to access data in a specific pattern.") {
    if (int error = ::posix_fadvise(INT(0), LONG(1), LONG(2), INT(3))) return raise_errno(thread, error);
    return none();
}

// ---- extended attributes ----

struct AttributeCall {
    PathArgument path;
    std::string name;
    bool follow = true;
};
Result<void> attribute_arguments_py(Thread& thread, const char* function, Value path, Value name, Value follow,
                                    AttributeCall* call) {
    TRY(path_argument_py(thread, path, function, &call->path, path_kind::kDescriptor | path_kind::kNone));
    if (call->path.is_none) call->path.text = ".";
    if (!name.is_nothing()) call->name = TRY(system_text_py(thread, TRY(fspath_py(thread, name))));
    call->follow = TRY(truth_py(thread, follow));
    if (call->path.has_fd && !call->follow)
        return raise(thread, Exc::ValueError, "{}: cannot use fd and follow_symlinks together", function);
    return {};
}
// With room for what it holds, which may grow meanwhile.
template <typename Call>
Result<std::string> attribute_data_py(Thread& thread, const AttributeCall& request, Call&& call) {
    std::string room(256, '\0');
    for (;;) {
        int error = 0;
        int64_t size = TRY(system_call_py(thread, &error, [&] { return call(room.data(), room.size()); }));
        if (size >= 0) return room.substr(0, static_cast<size_t>(size));
        if (error != ERANGE || room.size() >= 65536) return raise_path_error(thread, error, request.path);
        room.resize(65536);
    }
}
FUNCTION(posix, getxattr, "getxattr(path, attribute, *, follow_symlinks=True)",
         "Return the value of extended attribute attribute on path.") {
    AttributeCall call;
    TRY(attribute_arguments_py(thread, "getxattr", args[0], args[1], args[2], &call));
    std::string data = TRY(attribute_data_py(thread, call, [&](char* room, size_t size) {
        if (call.path.has_fd) return ::fgetxattr(call.path.fd, call.name.c_str(), room, size);
        return (call.follow ? ::getxattr : ::lgetxattr)(call.path.c_str(), call.name.c_str(), room, size);
    }));
    return Value(TRY(make_bytes(thread, data)));
}
FUNCTION(posix, listxattr, "listxattr(path=None, *, follow_symlinks=True)",
         "Return a list of extended attributes on path.") {
    AttributeCall call;
    TRY(attribute_arguments_py(thread, "listxattr", args[0], Value::nothing(), args[1], &call));
    std::string data = TRY(attribute_data_py(thread, call, [&](char* room, size_t size) {
        if (call.path.has_fd) return ::flistxattr(call.path.fd, room, size);
        return (call.follow ? ::listxattr : ::llistxattr)(call.path.c_str(), room, size);
    }));
    List* names = make_list(thread);
    for (size_t start = 0; start < data.size();) {
        size_t end = data.find('\0', start);
        TRY(list_append(thread, names, Value(TRY(decode_path(thread, data.substr(start, end - start))))));
        start = end + 1;
    }
    return Value(names);
}
FUNCTION(posix, setxattr, "setxattr(path, attribute, value, flags=0, *, follow_symlinks=True)",
         "Set extended attribute attribute on path to value.") {
    AttributeCall call;
    TRY(attribute_arguments_py(thread, "setxattr", args[0], args[1], args[4], &call));
    ByteView value(thread);
    TRY(value.open_py(args[2]));
    int flags = INT(3), error = 0;
    int64_t done = TRY(system_call_py(thread, &error, [&] {
        if (call.path.has_fd) return ::fsetxattr(call.path.fd, call.name.c_str(), value.data(), value.size(), flags);
        return (call.follow ? ::setxattr : ::lsetxattr)(call.path.c_str(), call.name.c_str(), value.data(),
                                                        value.size(), flags);
    }));
    if (done < 0) return raise_path_error(thread, error, call.path);
    return none();
}
FUNCTION(posix, removexattr, "removexattr(path, attribute, *, follow_symlinks=True)",
         "Remove extended attribute attribute on path.") {
    AttributeCall call;
    TRY(attribute_arguments_py(thread, "removexattr", args[0], args[1], args[2], &call));
    int error = 0;
    int64_t done = TRY(system_call_py(thread, &error, [&] {
        if (call.path.has_fd) return ::fremovexattr(call.path.fd, call.name.c_str());
        return (call.follow ? ::removexattr : ::lremovexattr)(call.path.c_str(), call.name.c_str());
    }));
    if (done < 0) return raise_path_error(thread, error, call.path);
    return none();
}

// ---- scheduling ----

Result<int> priority_of(Thread& thread, Value param) {
    if (type_of(thread, param) != posix_type(thread, PosixState::SchedParam))
        return raise(thread, Exc::TypeError, "must have a sched_param object");
    return int_argument_py(thread, TRY(get_attribute_py(thread, param, "sched_priority")));
}
NUMBER(sched_get_priority_max, "(policy)", ::sched_get_priority_max(INT(0)),
       "Get the maximum scheduling priority for policy.")
NUMBER(sched_get_priority_min, "(policy)", ::sched_get_priority_min(INT(0)),
       "Get the minimum scheduling priority for policy.")
NUMBER(sched_getscheduler, "(pid, /)", ::sched_getscheduler(INT(0)),
       "Get the scheduling policy for the process identified by pid.")
FUNCTION(posix, sched_getparam, "sched_getparam(pid, /)",
         "Returns scheduling parameters for the process identified by pid.") {
    sched_param param;
    if (::sched_getparam(INT(0), &param) < 0) return raise_errno(thread, errno);
    Value values[] = {Value::small(param.sched_priority)};
    return make_struct_sequence(thread, posix_type(thread, PosixState::SchedParam), values);
}
FUNCTION(posix, sched_setparam, "sched_setparam(pid, param, /)",
         "Set scheduling parameters for the process identified by pid.") {
    sched_param param { TRY(priority_of(thread, args[1])) };
    if (::sched_setparam(INT(0), &param) < 0) return raise_errno(thread, errno);
    return none();
}
FUNCTION(posix, sched_setscheduler, "sched_setscheduler(pid, policy, param, /)",
         "Set the scheduling policy for the process identified by pid.") {
    sched_param param { TRY(priority_of(thread, args[2])) };
    if (::sched_setscheduler(INT(0), INT(1), &param) < 0) return raise_errno(thread, errno);
    return none();
}
FUNCTION(posix, sched_rr_get_interval, "sched_rr_get_interval(pid, /)",
         "Return the round-robin quantum for the process identified by pid, in seconds.") {
    timespec interval;
    if (::sched_rr_get_interval(INT(0), &interval) < 0) return raise_errno(thread, errno);
    return make_float(thread, static_cast<double>(interval.tv_sec) + 1e-9 * static_cast<double>(interval.tv_nsec));
}
NOTHING(unshare, "(flags)", ::unshare(INT(0)), "Disassociate parts of a process (or thread) execution context.")
NOTHING(setns, "(fd, nstype=0)", ::setns(TRY(descriptor_argument_py(thread, args[0])), INT(1)),
        "Move the calling thread into different namespaces.")

// ---- descriptors of events, times and memory ----

NUMBER(eventfd, "(initval, flags=524288)", ::eventfd(static_cast<unsigned>(LONG(0)), INT(1)),
       "Creates and returns an event notification file descriptor.")
FUNCTION(posix, eventfd_read, "eventfd_read(fd)", "Read eventfd value.") {
    int fd = INT(0), error = 0;
    eventfd_t value;
    int64_t count = TRY(read_descriptor_py(thread, fd, &value, sizeof value, &error));
    if (count < 0) return raise_errno(thread, error);
    return make_int_unsigned(thread, value);
}
FUNCTION(posix, eventfd_write, "eventfd_write(fd, value)", "Write eventfd value.") {
    int fd = INT(0), error = 0;
    auto value = static_cast<eventfd_t>(LONG(1));
    int64_t count = TRY(write_descriptor_py(thread, fd, &value, sizeof value, &error));
    if (count < 0) return raise_errno(thread, error);
    return none();
}
FUNCTION(posix, memfd_create, "memfd_create(name, flags=1)", "Create an anonymous file in memory.") {
    std::string name = TRY(system_text_py(thread, TRY(fspath_py(thread, args[0]))));
    int fd = ::memfd_create(name.c_str(), static_cast<unsigned>(INT(1)));
    if (fd < 0) return raise_errno(thread, errno);
    return Value::small(fd);
}
constexpr int64_t kBillion = 1'000'000'000;
NUMBER(timerfd_create, "(clockid, /, *, flags=524288)", ::timerfd_create(INT(0), INT(1)),
       "Create and return a timer file descriptor.")
timespec timespec_of(int64_t nanoseconds) { return {nanoseconds / kBillion, nanoseconds % kBillion}; }
int64_t nanoseconds_of(const timespec& time) { return time.tv_sec * kBillion + time.tv_nsec; }
Result<Value> timer_result(Thread& thread, const itimerspec& timer, bool exact) {
    auto value = [&](const timespec& time) {
        int64_t nanoseconds = nanoseconds_of(time);
        return exact ? make_int(thread, nanoseconds) : make_float(thread, static_cast<double>(nanoseconds) * 1e-9);
    };
    Value next = value(timer.it_value);
    return Value(make_tuple(thread, {next, value(timer.it_interval)}));
}
Result<int64_t> timer_argument_py(Thread& thread, Value value, bool exact) {
    if (exact) return index_int64_py(thread, value);
    double seconds = TRY(to_double_py(thread, value));
    if (!(seconds > -9e9 && seconds < 9e9))
        return raise(thread, Exc::OverflowError, "timestamp out of range for platform time_t");
    return static_cast<int64_t>(seconds * 1e9);
}
Result<Value> set_timer_py(Thread& thread, const Value* args, bool exact) {
    itimerspec timer, old;
    timer.it_value = timespec_of(TRY(timer_argument_py(thread, args[2], exact)));
    timer.it_interval = timespec_of(TRY(timer_argument_py(thread, args[3], exact)));
    if (::timerfd_settime(INT(0), INT(1), &timer, &old) < 0) return raise_errno(thread, errno);
    return timer_result(thread, old, exact);
}
Result<Value> get_timer_py(Thread& thread, const Value* args, bool exact) {
    itimerspec timer;
    if (::timerfd_gettime(INT(0), &timer) < 0) return raise_errno(thread, errno);
    return timer_result(thread, timer, exact);
}
FUNCTION(posix, timerfd_settime, "timerfd_settime(fd, /, *, flags=0, initial=0.0, interval=0.0)",
         "Alter a timer file descriptor's internal timer in seconds.") {
    return set_timer_py(thread, args, false);
}
FUNCTION(posix, timerfd_settime_ns, "timerfd_settime_ns(fd, /, *, flags=0, initial=0, interval=0)",
         "Alter a timer file descriptor's internal timer in nanoseconds.") {
    return set_timer_py(thread, args, true);
}
FUNCTION(posix, timerfd_gettime, "timerfd_gettime(fd, /)",
         "Return a tuple of a timer file descriptor's (interval, next expiration) in float seconds.") {
    return get_timer_py(thread, args, false);
}
FUNCTION(posix, timerfd_gettime_ns, "timerfd_gettime_ns(fd, /)",
         "Return a tuple of a timer file descriptor's (interval, next expiration) in nanoseconds.") {
    return get_timer_py(thread, args, true);
}
FUNCTION(posix, splice, "splice(src, dst, count, offset_src=None, offset_dst=None, flags=0)",
         "Transfer count bytes from one pipe to a descriptor or vice versa.") {
    int source = INT(0), target = INT(1), error = 0;
    int64_t count = LONG(2);
    if (count < 0) return raise(thread, Exc::ValueError, "count cannot be negative");
    loff_t from = args[3].is_none() ? 0 : LONG(3), to = args[4].is_none() ? 0 : LONG(4);
    bool has_from = !args[3].is_none(), has_to = !args[4].is_none();
    auto flags = static_cast<unsigned>(INT(5));
    int64_t moved = TRY(system_call_py(thread, &error, [&] {
        return ::splice(source, has_from ? &from : nullptr, target, has_to ? &to : nullptr, static_cast<size_t>(count),
                        flags);
    }));
    if (moved < 0) return raise_errno(thread, error);
    return Value::small(moved);
}

// ---- terminals ----

FUNCTION(posix, ctermid, "ctermid()", "Return the name of the controlling terminal for this process.") {
    return Value(make_ascii(thread, "/dev/tty"));
}
FUNCTION(posix, device_encoding, "device_encoding(fd)",
         "Return a string describing the encoding of a terminal's file descriptor.") {
    if (!::isatty(INT(0))) return none();
    return Value(make_ascii(thread, "utf-8"));
}
NUMBER(posix_openpt, "(oflag, /)", ::posix_openpt(INT(0) | O_CLOEXEC),
       "Open and return a file descriptor for a master pseudo-terminal device.")
NOTHING(grantpt, "(fd, /)", ::grantpt(INT(0)), "Grant access to the slave pseudo-terminal device.")
NOTHING(unlockpt, "(fd, /)", ::unlockpt(INT(0)), "Unlock a pseudo-terminal master/slave pair.")
NOTHING(login_tty, "(fd, /)", ::login_tty(INT(0)),
        "Prepare the tty of which fd is a file descriptor for a new login session.")
FUNCTION(posix, ptsname, "ptsname(fd, /)", "Return the name of the slave pseudo-terminal device.") {
    char name[128];
    if (int error = ::ptsname_r(INT(0), name, sizeof name)) return raise_errno(thread, error);
    return Value(TRY(decode_path(thread, name)));
}

// ---- groups and ids ----

FUNCTION(posix, getgrouplist, "getgrouplist(user, group, /)", "Returns a list of groups to which a user belongs.") {
    std::string user = TRY(system_text_py(thread, args[0]));
    std::vector<gid_t> groups(65536);
    int count = static_cast<int>(groups.size());
    if (::getgrouplist(user.c_str(), ID(1), groups.data(), &count) < 0) return raise_errno(thread, ERANGE);
    List* list = make_list(thread);
    for (int i = 0; i < count; ++i) TRY(list_append(thread, list, make_int(thread, groups[static_cast<size_t>(i)])));
    return Value(list);
}
NOTHING(initgroups, "(username, gid, /)", ::initgroups(TRY(system_text_py(thread, args[0])).c_str(), ID(1)),
        "Initialize the group access list.")
FUNCTION(posix, setgroups, "setgroups(groups, /)", "Set the groups of the current process to list.") {
    std::vector<gid_t> groups;
    TRY(for_each_py(thread, args[0], [&](Value item) -> Result<bool> {
        groups.push_back(static_cast<gid_t>(TRY(index_int64_py(thread, item))));
        return true;
    }));
    if (::setgroups(groups.size(), groups.data()) < 0) return raise_errno(thread, errno);
    return none();
}
NOTHING(setresuid, "(ruid, euid, suid, /)", ::setresuid(ID(0), ID(1), ID(2)),
        "Set the current process's real, effective, and saved user ids.")
NOTHING(setresgid, "(rgid, egid, sgid, /)", ::setresgid(ID(0), ID(1), ID(2)),
        "Set the current process's real, effective, and saved group ids.")

}  // namespace

const FunctionTable kLinuxFunctions = {&posix_readv,
                                       &posix_writev,
                                       &posix_preadv,
                                       &posix_pwritev,
                                       &posix_posix_fadvise,
                                       &posix_getxattr,
                                       &posix_listxattr,
                                       &posix_setxattr,
                                       &posix_removexattr,
                                       &posix_sched_get_priority_max,
                                       &posix_sched_get_priority_min,
                                       &posix_sched_getscheduler,
                                       &posix_sched_getparam,
                                       &posix_sched_setparam,
                                       &posix_sched_setscheduler,
                                       &posix_sched_rr_get_interval,
                                       &posix_unshare,
                                       &posix_setns,
                                       &posix_eventfd,
                                       &posix_eventfd_read,
                                       &posix_eventfd_write,
                                       &posix_memfd_create,
                                       &posix_timerfd_create,
                                       &posix_timerfd_settime,
                                       &posix_timerfd_settime_ns,
                                       &posix_timerfd_gettime,
                                       &posix_timerfd_gettime_ns,
                                       &posix_splice,
                                       &posix_ctermid,
                                       &posix_device_encoding,
                                       &posix_posix_openpt,
                                       &posix_grantpt,
                                       &posix_unlockpt,
                                       &posix_login_tty,
                                       &posix_ptsname,
                                       &posix_getgrouplist,
                                       &posix_initgroups,
                                       &posix_setgroups,
                                       &posix_setresuid,
                                       &posix_setresgid};

#define C(NAME) {#NAME, static_cast<int64_t>(NAME)}
const std::span<const IntConstant> linux_constants() {
    static constexpr IntConstant kConstants[] = {C(CLONE_FILES),
                                                 C(CLONE_FS),
                                                 C(CLONE_NEWCGROUP),
                                                 C(CLONE_NEWIPC),
                                                 C(CLONE_NEWNET),
                                                 C(CLONE_NEWNS),
                                                 C(CLONE_NEWPID),
                                                 C(CLONE_NEWUSER),
                                                 C(CLONE_NEWUTS),
                                                 C(CLONE_SIGHAND),
                                                 C(CLONE_SYSVSEM),
                                                 C(CLONE_THREAD),
                                                 C(CLONE_VM),
                                                 {"CLONE_NEWTIME", 0x80},
                                                 C(EFD_CLOEXEC),
                                                 C(EFD_NONBLOCK),
                                                 C(EFD_SEMAPHORE),
                                                 C(MFD_ALLOW_SEALING),
                                                 C(MFD_CLOEXEC),
                                                 C(MFD_HUGETLB),
                                                 {"MFD_HUGE_SHIFT", 26},
                                                 {"MFD_HUGE_MASK", 63},
                                                 {"MFD_HUGE_64KB", 16 << 26},
                                                 {"MFD_HUGE_512KB", 19 << 26},
                                                 {"MFD_HUGE_1MB", 20 << 26},
                                                 {"MFD_HUGE_2MB", 21 << 26},
                                                 {"MFD_HUGE_8MB", 23 << 26},
                                                 {"MFD_HUGE_16MB", 24 << 26},
                                                 {"MFD_HUGE_32MB", 25 << 26},
                                                 {"MFD_HUGE_256MB", 28 << 26},
                                                 {"MFD_HUGE_512MB", 29 << 26},
                                                 {"MFD_HUGE_1GB", 30 << 26},
                                                 {"MFD_HUGE_2GB", int64_t{31} << 26},
                                                 {"MFD_HUGE_16GB", int64_t{34} << 26},
                                                 C(O_FSYNC),
                                                 {"SPLICE_F_MOVE", 1},
                                                 {"SPLICE_F_NONBLOCK", 2},
                                                 {"SPLICE_F_MORE", 4},
                                                 C(TFD_CLOEXEC),
                                                 C(TFD_NONBLOCK),
                                                 C(TFD_TIMER_ABSTIME),
                                                 {"TFD_TIMER_CANCEL_ON_SET", 2},
                                                 C(XATTR_CREATE),
                                                 C(XATTR_REPLACE),
                                                 {"XATTR_SIZE_MAX", 65536},
                                                 C(POSIX_FADV_DONTNEED),
                                                 C(POSIX_FADV_NOREUSE),
                                                 C(POSIX_FADV_NORMAL),
                                                 C(POSIX_FADV_RANDOM),
                                                 C(POSIX_FADV_SEQUENTIAL),
                                                 C(POSIX_FADV_WILLNEED),
                                                 C(RWF_APPEND),
                                                 C(RWF_DSYNC),
                                                 C(RWF_HIPRI),
                                                 C(RWF_NOWAIT),
                                                 C(RWF_SYNC),
                                                 {"SCHED_RESET_ON_FORK", 0x40000000},
                                                 {"SCHED_DEADLINE", 6},
                                                 {"SCHED_NORMAL", 0},
                                                 {"ST_APPEND", 256},
                                                 {"ST_MANDLOCK", 64},
                                                 {"ST_NOATIME", 1024},
                                                 {"ST_NODIRATIME", 2048},
                                                 {"ST_RELATIME", 4096},
                                                 {"ST_SYNCHRONOUS", 16},
                                                 {"ST_WRITE", 128},
                                                 {"POSIX_SPAWN_CLOSEFROM", 3}};
    return kConstants;
}

}  // namespace krait::core

// The native module fcntl: control of descriptors, and locks on files.
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "runtime/threads/wait.h"
#include "stdlib/int_constants.h"
#include "stdlib/native_helpers.h"
#include "stdlib/posix/descriptor.h"
#include "stdlib/posix/path.h"

namespace krait::core {

namespace {

// A long argument, of which the system takes the bits.
Result<long> word_argument_py(Thread& thread, Value value, const char* function) {
    if (!is_int(thread, value) && !type_of(thread, value)->slots.index)
        return raise(thread, Exc::TypeError, "{}() argument 3 must be int, bytes-like object or str, not {}", function,
                     type_name(thread, value));
    return static_cast<long>(TRY(index_int64_py(thread, value)));
}
constexpr size_t kMostBytes = 1024;

// The bytes of a str or bytes-like argument. False: it is neither.
Result<bool> bytes_argument_py(Thread& thread, Value value, std::string* bytes) {
    if (auto* text = as_kind<Str>(thread, value)) {
        *bytes = TRY(str_utf8(thread, text));
        return true;
    }
    if (!has_buffer(thread, value)) return false;
    ByteView view(thread);
    TRY(view.open_py(value));
    *bytes = view.bytes();
    return true;
}

FUNCTION(fcntl, fcntl, "fcntl(fd, cmd, arg=0, /)",
         "Perform the operation `cmd` on file descriptor fd. With a bytes argument the result is what the system left "
         "there.") {
    int fd = TRY(descriptor_argument_py(thread, args[0]))
    , command = TRY(int_argument_py(thread, args[1]))
    , error = 0;
    std::string bytes;
    if (TRY(bytes_argument_py(thread, args[2], &bytes))) {
        if (bytes.size() > kMostBytes) return raise(thread, Exc::ValueError, "fcntl argument 3 is too long");
        size_t size = bytes.size();
        bytes.resize(kMostBytes);
        int64_t result = TRY(system_call_py(thread, &error, [&] { return ::fcntl(fd, command, bytes.data()); }));
        if (result < 0) return raise_errno(thread, error);
        return Value(TRY(make_bytes(thread, std::string_view(bytes.data(), size))));
    }
    long word = TRY(word_argument_py(thread, args[2], "fcntl"));
    int64_t result = TRY(system_call_py(thread, &error, [&] { return ::fcntl(fd, command, word); }));
    if (result < 0) return raise_errno(thread, error);
    return make_int(thread, result);
}

FUNCTION(fcntl, ioctl, "ioctl(fd, request, arg=0, mutate_flag=True, /)",
         "Perform the operation request on file descriptor fd. A writable buffer is changed in place.") {
    int fd = TRY(descriptor_argument_py(thread, args[0]))
    , error = 0;
    auto request = static_cast<unsigned long>(TRY(index_int64_py(thread, args[1])));
    if (!as_kind<Str>(thread, args[2]) && has_buffer(thread, args[2])) {
        ByteView view(thread);
        bool mutates = TRY(truth_py(thread, args[3]));
        TRY(view.open_py(args[2]));
        if (mutates && !view.view().read_only) {
            // The system may write more than there is room for here, so a small one goes by way of a larger.
            char room[kMostBytes] = {};
            bool small = view.size() <= kMostBytes;
            if (small) memcpy(room, view.data(), view.size());
            int64_t result =
                TRY(system_call_py(thread, &error, [&] { return ::ioctl(fd, request, small ? room : view.data()); }));
            if (small) memcpy(view.data(), room, view.size());
            if (result < 0) return raise_errno(thread, error);
            return make_int(thread, result);
        }
    }
    std::string bytes;
    if (TRY(bytes_argument_py(thread, args[2], &bytes))) {
        if (bytes.size() > kMostBytes) return raise(thread, Exc::ValueError, "ioctl argument 3 is too long");
        size_t size = bytes.size();
        bytes.resize(kMostBytes);
        int64_t result = TRY(system_call_py(thread, &error, [&] { return ::ioctl(fd, request, bytes.data()); }));
        if (result < 0) return raise_errno(thread, error);
        return Value(TRY(make_bytes(thread, std::string_view(bytes.data(), size))));
    }
    long word = TRY(word_argument_py(thread, args[2], "ioctl"));
    int64_t result = TRY(system_call_py(thread, &error, [&] { return ::ioctl(fd, request, word); }));
    if (result < 0) return raise_errno(thread, error);
    return make_int(thread, result);
}

// A lock that has to be waited for: tried without waiting, with growing pauses in between, so that the wait can be ended. The
// system has no descriptor that tells of a lock's release, and a helper thread that waits in its place could not be stopped.
template <typename Try>
Result<Value> wait_for_lock_py(Thread& thread, bool may_wait, Try&& try_lock) {
    for (int64_t pause = 100'000;;) {
        int error = try_lock() < 0 ? errno : 0;
        if (!error) return none();
        if (error == EINTR) {
            TRY(thread.poll());
            continue;
        }
        if (!may_wait || (error != EAGAIN && error != EACCES)) return raise_errno(thread, error);
        TRY(wait(thread, WaitTarget::nothing(), deadline_in(pause)));
        pause = std::min<int64_t>(pause * 2, 20'000'000);
    }
}
FUNCTION(fcntl, flock, "flock(fd, operation, /)", "Perform the lock operation on file descriptor fd.") {
    int fd = TRY(descriptor_argument_py(thread, args[0]))
    , operation = TRY(int_argument_py(thread, args[1]));
    return wait_for_lock_py(thread, !(operation & LOCK_NB), [&] {
        return ::flock(fd, operation | LOCK_NB);  // lint: blocking: LOCK_NB
    });
}
FUNCTION(fcntl, lockf, "lockf(fd, cmd, len=0, start=0, whence=0, /)",
         "A wrapper around the fcntl() locking calls: LOCK_SH, LOCK_EX or LOCK_UN, with LOCK_NB.") {
    int fd = TRY(descriptor_argument_py(thread, args[0]))
    , command = TRY(int_argument_py(thread, args[1]));
    struct flock range{};
    if (command == LOCK_UN) range.l_type = F_UNLCK;
    else if (command & LOCK_SH) range.l_type = F_RDLCK;
    else if (command & LOCK_EX) range.l_type = F_WRLCK;
    else return raise(thread, Exc::ValueError, "unrecognized lockf argument");
    range.l_len = TRY(index_int64_py(thread, args[2]));
    range.l_start = TRY(index_int64_py(thread, args[3]));
    range.l_whence = static_cast<short>(TRY(int_argument_py(thread, args[4])));
    return wait_for_lock_py(thread, !(command & LOCK_NB), [&] { return ::fcntl(fd, F_SETLK, &range); });
}

#define C(NAME) {#NAME, static_cast<int64_t>(NAME)}
constexpr IntConstant kConstants[] = {
    C(LOCK_SH),
    C(LOCK_EX),
    C(LOCK_NB),
    C(LOCK_UN),
    C(LOCK_MAND),
    C(LOCK_READ),
    C(LOCK_WRITE),
    C(LOCK_RW),
    C(F_DUPFD),
    C(F_DUPFD_CLOEXEC),
    C(F_GETFD),
    C(F_SETFD),
    C(F_GETFL),
    C(F_SETFL),
    C(F_GETLK),
    C(F_SETLK),
    C(F_SETLKW),
    C(F_GETOWN),
    C(F_SETOWN),
    C(F_GETSIG),
    C(F_SETSIG),
    C(F_RDLCK),
    C(F_WRLCK),
    C(F_UNLCK),
    C(F_EXLCK),
    C(F_SHLCK),
    C(F_GETLK64),
    C(F_SETLK64),
    C(F_SETLKW64),
    C(F_OFD_GETLK),
    C(F_OFD_SETLK),
    C(F_OFD_SETLKW),
    C(F_SETLEASE),
    C(F_GETLEASE),
    C(F_NOTIFY),
    C(F_SETPIPE_SZ),
    C(F_GETPIPE_SZ),
    C(F_ADD_SEALS),
    C(F_GET_SEALS),
    C(F_SEAL_SEAL),
    C(F_SEAL_SHRINK),
    C(F_SEAL_GROW),
    C(F_SEAL_WRITE),
    C(FD_CLOEXEC),
    C(FASYNC),
    C(DN_ACCESS),
    C(DN_MODIFY),
    C(DN_CREATE),
    C(DN_DELETE),
    C(DN_RENAME),
    C(DN_ATTRIB),
    C(DN_MULTISHOT),
    {"FICLONE", 0x40049409},
    {"FICLONERANGE", 0x4020940d},
    C(F_OWNER_TID),
    C(F_OWNER_PID),
    C(F_OWNER_PGRP),
    C(F_GETOWN_EX),
    C(F_SETOWN_EX),
    C(F_GET_RW_HINT),
    C(F_SET_RW_HINT),
    C(F_GET_FILE_RW_HINT),
    C(F_SET_FILE_RW_HINT),
};
#undef C

Result<void> execute_fcntl(Thread& thread, Module* module) { return add_constants(thread, module, kConstants); }

}  // namespace

extern const ModuleSpec kFcntlModule;
const ModuleSpec kFcntlModule = {
    .name = "fcntl",
    .doc = "This module performs file control and I/O control on file descriptors.",
    .functions = {&fcntl_fcntl, &fcntl_ioctl, &fcntl_flock, &fcntl_lockf},
    .execute = execute_fcntl,
};

}  // namespace krait::core

#include "stdlib/posix/descriptor.h"

#include <algorithm>
#include <climits>
#include <fcntl.h>
#include <memory>
#include <string>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "runtime/allow.h"
#include "runtime/heap/heap.h"
#include "runtime/threads/events.h"
#include "runtime/threads/wait.h"

namespace krait::core {

namespace {

constexpr size_t kMostAtOnce = 0x7ffff000;  // what Linux transfers in one call

// The system or the file cannot do RWF_NOWAIT, or it would have blocked.
bool must_wait(int error) {
    return error == EAGAIN || error == EOPNOTSUPP || error == ENOSYS || error == EINVAL || error == ESPIPE;
}

bool is_regular(int fd) {
    struct stat status;
    return fstat(fd, &status) == 0 && !S_ISFIFO(status.st_mode) && !S_ISSOCK(status.st_mode) &&
           !S_ISCHR(status.st_mode);
}

}  // namespace

bool is_nonblocking(int fd) {
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && (flags & O_NONBLOCK);
}

Result<int64_t> read_descriptor_py(Thread& thread, int fd, void* data, size_t size, int* error) {
    size = std::min(size, kMostAtOnce);
    for (;;) {
        iovec part{data, size};
        int64_t count = preadv2(fd, &part, 1, -1, RWF_NOWAIT);
        *error = errno;
        if (count >= 0) return count;
        if (must_wait(*error)) {
            if (!is_nonblocking(fd)) TRY(wait(thread, WaitTarget::readable(fd)));
            Detached detached(thread);
            count = ::read(fd, data, size);  // lint: blocking: it was ready, or must not block
            *error = errno;
        }
        if (count >= 0 || *error != EINTR) return count;
        TRY(thread.poll());
    }
}

Result<int64_t> write_descriptor_py(Thread& thread, int fd, const void* data, size_t size, int* error) {
    size = std::min(size, kMostAtOnce);
    auto* from = static_cast<const char*>(data);
    size_t done = 0;
    for (;;) {
        iovec part{const_cast<char*>(from) + done, size - done};
        int64_t count = pwritev2(fd, &part, 1, -1, RWF_NOWAIT);
        *error = errno;
        bool may_block = true;
        if (count < 0 && must_wait(*error)) {
            size_t most = size - done;
            if (is_nonblocking(fd)) may_block = false;
            else if (!is_regular(fd)) {
                TRY(wait(thread, WaitTarget::writable(fd)));
                most = std::min<size_t>(most, PIPE_BUF);  // what a descriptor that is ready takes without blocking
            }
            Detached detached(thread);
            count = ::write(fd, from + done, most);  // lint: blocking: as for read
            *error = errno;
        } else if (count >= 0 && done + static_cast<size_t>(count) < size) {
            may_block = !is_nonblocking(fd);
        }
        if (count < 0) {
            if (*error == EINTR) {
                TRY(thread.poll());
                continue;
            }
            return done ? static_cast<int64_t>(done) : -1;
        }
        done += static_cast<size_t>(count);
        if (done >= size || !may_block || count == 0) return static_cast<int64_t>(done);
    }
}

int close_descriptor(Thread& thread, int fd) {
    Detached detached(thread);
    if (::close(fd) == 0 || errno == EINTR) return 0;
    return errno;
}

namespace {

class OpenErrand : public Errand {
public:
    OpenErrand(int directory, const char* path, int flags, unsigned mode)
        : directory_(directory), path_(path), flags_(flags), mode_(mode) {}
    ~OpenErrand() override {
        if (!taken && result >= 0) ::close(result);
    }
    void run() override {
        result = ::openat(directory_, path_.c_str(), flags_, mode_);
        error = errno;
    }
    int result = -1, error = 0;
    bool taken = false;

private:
    int directory_;
    std::string path_;
    int flags_;
    unsigned mode_;
};

bool may_block_forever(int directory, const char* path, int flags) {
    struct stat status;
    return !(flags & (O_NONBLOCK | O_PATH)) && fstatat(directory, path, &status, 0) == 0 && S_ISFIFO(status.st_mode);
}

}  // namespace

Result<int64_t> open_descriptor_py(Thread& thread, int directory, const char* path, int flags, unsigned mode,
                                   int* error) {
    TRY(require_allowed(thread, allow::kFiles));
    flags |= O_CLOEXEC;
    for (int attempt = 0;; ++attempt) {
        int64_t fd;
        if (may_block_forever(directory, path, flags)) {
            auto errand = std::make_shared<OpenErrand>(directory, path, flags, mode);
            TRY(run_abandonable(thread, errand));
            fd = errand->result;
            *error = errand->error;
            errand->taken = true;
        } else {
            fd = TRY(system_call_py(thread, error, [&] { return ::openat(directory, path, flags, mode); }));
        }
        if (fd >= 0 || attempt || (*error != EMFILE && *error != ENFILE)) return fd;
        thread.heap().collect(thread, Collection::Full);
        TRY(poll_event_py(thread));
    }
}

}  // namespace krait::core

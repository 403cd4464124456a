#include "stdlib/select/ready.h"

#include <cerrno>
#include <cmath>
#include <map>
#include <sys/epoll.h>
#include <unistd.h>

#include "runtime/threads/wait.h"
#include "stdlib/native_helpers.h"

namespace krait::core::select {

namespace {

class EpollDescriptor {
public:
    EpollDescriptor() : fd_(epoll_create1(EPOLL_CLOEXEC)) {}
    ~EpollDescriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    EpollDescriptor(const EpollDescriptor&) = delete;
    EpollDescriptor& operator=(const EpollDescriptor&) = delete;
    // One descriptor may be watched twice, for different events. False: errno.
    bool watch(const std::vector<pollfd>& watched) {
        std::map<int, uint32_t> events;
        for (const pollfd& one : watched) {
            if (one.fd >= 0) events[one.fd] |= static_cast<uint16_t>(one.events);
        }
        for (auto [fd, mask] : events) {
            epoll_event event{mask, {.fd = fd}};
            if (epoll_ctl(fd_, EPOLL_CTL_ADD, fd, &event) < 0 && errno != EPERM && errno != EBADF) return false;
        }
        return true;
    }
    int fd() const { return fd_; }

private:
    int fd_;
};

}  // namespace

Result<int> wait_for_any_py(Thread& thread, std::vector<pollfd>& watched, Deadline deadline) {
    for (;;) {
        int ready = ::poll(watched.data(), watched.size(), 0);  // lint: blocking: a timeout of 0
        if (ready > 0) return ready;
        if (ready < 0 && errno != EINTR) return raise_errno(thread, errno);
        if (deadline != kForever && monotonic_now() >= deadline) return 0;
        EpollDescriptor all;
        if (all.fd() < 0 || !all.watch(watched)) return raise_errno(thread, errno);
        TRY(wait(thread, WaitTarget::readable(all.fd()), deadline));
    }
}

Result<Deadline> deadline_py(Thread& thread, Value timeout, double unit, Negative negative) {
    if (timeout.is_none()) return kForever;
    if (!is_float(timeout) && !type_of(thread, timeout)->slots.index)
        return raise(thread, Exc::TypeError, "timeout must be a real number or None");
    double count = TRY(to_double_py(thread, timeout));
    if (std::isnan(count)) return raise(thread, Exc::ValueError, "Invalid value NaN (not a number)");
    if (count < 0) {
        if (negative == Negative::Forever) return kForever;
        return raise(thread, Exc::ValueError, "timeout must be non-negative");
    }
    double nanoseconds = std::ceil(count * unit);
    if (nanoseconds >= 9.2233720368547758e18) return raise(thread, Exc::OverflowError, "timeout is too large");
    return deadline_in(static_cast<int64_t>(nanoseconds));
}

}  // namespace krait::core::select

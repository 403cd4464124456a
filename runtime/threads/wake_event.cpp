#include "runtime/threads/wake_event.h"

#include <cerrno>
#include <climits>
#include <ctime>
#include <linux/futex.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace krait::core {

namespace {

timespec to_timespec(int64_t nanoseconds) {
    return {static_cast<time_t>(nanoseconds / 1'000'000'000), static_cast<long>(nanoseconds % 1'000'000'000)};
}

}  // namespace

Deadline monotonic_now() {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * int64_t{1'000'000'000} + now.tv_nsec;
}

Deadline deadline_in(int64_t nanoseconds) {
    if (nanoseconds < 0) nanoseconds = 0;
    Deadline result;
    return __builtin_add_overflow(monotonic_now(), nanoseconds, &result) ? kForever : result;
}

WakeEvent::~WakeEvent() {
    int descriptor = eventfd_.load(std::memory_order_relaxed);
    if (descriptor >= 0) close(descriptor);
}

void WakeEvent::wake() {
    sequence_.fetch_add(1, std::memory_order_seq_cst);
    syscall(SYS_futex, &sequence_, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
    int descriptor = eventfd_.load(std::memory_order_seq_cst);
    if (descriptor >= 0) {
        uint64_t one = 1;
        [[maybe_unused]] ssize_t written = write(descriptor, &one, sizeof one);
    }
}

bool WakeEvent::sleep(uint32_t seen, Deadline deadline) {
    while (sequence_.load(std::memory_order_acquire) == seen) {
        timespec at;
        if (deadline != kForever) at = to_timespec(deadline);
        // FUTEX_WAIT_BITSET takes an absolute monotonic time.
        long result = syscall(SYS_futex, &sequence_, FUTEX_WAIT_BITSET_PRIVATE, seen,
                              deadline == kForever ? nullptr : &at, nullptr, FUTEX_BITSET_MATCH_ANY);
        if (result != 0 && errno == ETIMEDOUT) return sequence_.load(std::memory_order_acquire) != seen;
    }
    return true;
}

int WakeEvent::sleep_on(uint32_t seen, int descriptor, short events, Deadline deadline) {
    int wake = eventfd_.load(std::memory_order_relaxed);
    if (wake < 0) {
        wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (wake >= 0) eventfd_.store(wake, std::memory_order_seq_cst);
    }
    for (;;) {
        if (sequence_.load(std::memory_order_seq_cst) != seen) return 0;
        pollfd watched[2] = {{descriptor, events, 0}, {wake, POLLIN, 0}};
        timespec left;
        timespec* timeout = nullptr;
        // Out of descriptors: look at the counter every 10 ms instead.
        int64_t longest = wake >= 0 ? INT64_MAX : 10'000'000;
        if (deadline != kForever || longest != INT64_MAX) {
            int64_t rest = deadline == kForever ? INT64_MAX : deadline - monotonic_now();
            left = to_timespec(rest < 0 ? 0 : rest < longest ? rest : longest);
            timeout = &left;
        }
        int ready = ppoll(watched, wake >= 0 ? 2 : 1, timeout, nullptr);
        if (ready > 0 && watched[1].revents) {
            uint64_t count;
            [[maybe_unused]] ssize_t drained = read(wake, &count, sizeof count);
        }
        if (ready > 0 && watched[0].revents) return watched[0].revents;
        if (deadline != kForever && monotonic_now() >= deadline) return 0;
        if (ready < 0 && errno != EINTR) return POLLNVAL;
    }
}

}  // namespace krait::core

// One thread's wake event: a counter that goes up at each wake, slept on with a futex, or, when the thread also waits for a
// descriptor, with an eventfd beside it in poll(). A sleeper reads the counter, checks why it would sleep, and sleeps only
// while the counter is unchanged; so no wake is lost.
#pragma once

#include <atomic>
#include <cstdint>

namespace krait::core {

// Monotonic time in nanoseconds. kForever: no deadline.
using Deadline = int64_t;
inline constexpr Deadline kForever = INT64_MAX;
Deadline monotonic_now();
Deadline deadline_in(int64_t nanoseconds);  // saturates; negative is now

class WakeEvent {
public:
    ~WakeEvent();
    uint32_t sequence() const { return sequence_.load(std::memory_order_acquire); }
    // From any thread.
    void wake();
    // Sleeps until a wake after `seen` was read. False: the deadline has passed.
    bool sleep(uint32_t seen, Deadline deadline);
    // As sleep(), or until the descriptor has one of the events of poll(2). Returns its revents, 0 for a wake or the deadline.
    int sleep_on(uint32_t seen, int descriptor, short events, Deadline deadline);

private:
    std::atomic<uint32_t> sequence_{0};
    std::atomic<int> eventfd_{-1};
};

}  // namespace krait::core

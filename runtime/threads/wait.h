// The one way to block. wait() detaches the thread, sleeps until the target is ready, the deadline has passed or the thread's
// wake event fires, and attaches again. An interrupt, a termination or a signal handler that raises makes it fail; a handler
// that returns does not end the wait (PEP 475). So nothing that blocks needs to know about Ctrl-C or shutdown.
#pragma once

#include <memory>
#include <mutex>
#include <poll.h>

#include "runtime/threads/attach.h"

namespace krait::core {

class WaitTarget {
public:
    // Until the descriptor has one of the events of poll(2). The caller then uses it without blocking.
    static WaitTarget descriptor(int fd, short events) { return {fd, events, nullptr, 0}; }
    static WaitTarget readable(int fd) { return descriptor(fd, POLLIN); }
    static WaitTarget writable(int fd) { return descriptor(fd, POLLOUT); }
    // Until the process of a pidfd has ended.
    static WaitTarget process(int pidfd) { return descriptor(pidfd, POLLIN); }
    // While *word == expected, until wake_address(). May lie in a cell that the caller holds.
    static WaitTarget address(const std::atomic<uint32_t>* word, uint32_t expected) { return {-1, 0, word, expected}; }
    // Only the deadline: a sleep.
    static WaitTarget nothing() { return {-1, 0, nullptr, 0}; }

    int fd;
    short events;
    const std::atomic<uint32_t>* word;
    uint32_t expected;
};

enum class WaitOutcome { Ready, TimedOut };

// Event point. The thread may hold no byte lock.
Result<WaitOutcome> wait(Thread& thread, const WaitTarget& target, Deadline deadline = kForever);
// Wakes up to `count` threads that wait for the address. From any thread.
size_t wake_address(Interpreter& interpreter, const std::atomic<uint32_t>* word, size_t count = SIZE_MAX);

// A mutex for Python's locks. Any thread may unlock it. Lives in a cell or outside.
class ParkingMutex {
public:
    bool try_lock() {
        uint32_t free = 0;
        return word_.compare_exchange_strong(free, 1, std::memory_order_acquire, std::memory_order_relaxed);
    }
    // True: locked. False: the deadline passed. Fails as wait() does.
    Result<bool> lock(Thread& thread, Deadline deadline = kForever);
    // False: it was not locked.
    bool unlock(Interpreter& interpreter);
    bool is_locked() const { return word_.load(std::memory_order_relaxed) != 0; }
    // In the child of a fork.
    void reset() { word_.store(0, std::memory_order_relaxed); }

private:
    std::atomic<uint32_t> word_{0};  // as a byte lock's: 0 free, 1 locked, 2 locked and somebody may wait
};

// What cannot be polled (getaddrinfo, open of a FIFO, flock), to be run on a helper thread. It owns all that it touches: its
// arguments are members, and so are its results, which the caller reads when it is done. Nothing of the heap.
class Errand {
public:
    virtual ~Errand() = default;
    virtual void run() = 0;

private:
    friend void* run_errand(void* data);
    friend Result<void> run_abandonable(Thread& thread, const std::shared_ptr<Errand>& errand);
    std::atomic<uint32_t> done_{0};
    std::mutex mutex_;
    Interpreter* interpreter_ = nullptr;  // null once abandoned
};
// Waits for it as wait() does. If that fails the errand is abandoned: it runs to its end and is deleted then.
Result<void> run_abandonable(Thread& thread, const std::shared_ptr<Errand>& errand);

}  // namespace krait::core

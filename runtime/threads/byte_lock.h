// The lock in an object's header, for writers.
//
//  1. With the GIL on it is skipped, by one branch: a locked region holds no safepoint, so nobody else runs in it anyway.
//  2. The guard remembers whether it locked, so the mode may flip while a thread waits: no locked region spans a flip.
//  3. In a locked region: no allocation, no Python code, no poll, no blocking. Allocate before it and check again inside.
//     Builds with assertions count guards and stop at a safepoint inside of one.
//  4. 0 free, 1 locked, 2 locked and somebody may be parked. Waiting counts as detached; the lock is only ever taken attached.
//  5. Only the owner makes it 0, so unlocking is a load and a store, no atomic exchange: half the cost of a region. A waiter that
//     says 2 just between the two is not woken; who parks looks again after kParkedAtMost by itself.
#pragma once

#include <cassert>
#include <functional>

#include "runtime/threads/attach.h"

namespace krait::core {

void lock_byte_slow(Thread& thread, std::atomic<uint8_t>& byte);
void unlock_byte_slow(Thread& thread, std::atomic<uint8_t>& byte);

inline bool try_lock_byte(std::atomic<uint8_t>& byte) {
    uint8_t free = 0;
    return byte.compare_exchange_strong(free, 1, std::memory_order_acquire, std::memory_order_relaxed);
}
inline void unlock_byte(Thread& thread, std::atomic<uint8_t>& byte) {
    if (byte.load(std::memory_order_relaxed) == 1) [[likely]]
        byte.store(0, std::memory_order_release);
    else unlock_byte_slow(thread, byte);
}

inline void count_guard([[maybe_unused]] Thread& thread, [[maybe_unused]] int change) {
#ifndef NDEBUG
    thread.state->guards += change;
#endif
}
inline void assert_no_guard([[maybe_unused]] Thread& thread) {
#ifndef NDEBUG
    assert(thread.state->guards == 0 && "a safepoint inside of a locked region");
#endif
}

class ByteLockGuard {
public:
    // Collection point, if it has to wait.
    ByteLockGuard(Thread& thread, Cell* cell) : thread_(thread), cell_(nullptr) {
        if (!thread.gil_on) [[unlikely]]
            lock(cell);
        count_guard(thread, 1);
    }
    ~ByteLockGuard() {
        count_guard(thread_, -1);
        if (cell_) [[unlikely]]
            unlock();
    }
    ByteLockGuard(const ByteLockGuard&) = delete;
    ByteLockGuard& operator=(const ByteLockGuard&) = delete;

private:
    void lock(Cell* cell) {
        if (!try_lock_byte(cell->lock_)) lock_byte_slow(thread_, cell->lock_);
        cell_ = cell;
    }
    void unlock() { unlock_byte(thread_, cell_->lock_); }
    Thread& thread_;
    Cell* cell_;
};

// Two objects, in address order; the same one twice is locked once.
class ByteLockPairGuard {
public:
    ByteLockPairGuard(Thread& thread, Cell* a, Cell* b) : thread_(thread) {
        if (!thread.gil_on) [[unlikely]]
            lock(a, b);
        count_guard(thread, 1);
    }
    ~ByteLockPairGuard() {
        count_guard(thread_, -1);
        if (first_) [[unlikely]]
            unlock();
    }
    ByteLockPairGuard(const ByteLockPairGuard&) = delete;
    ByteLockPairGuard& operator=(const ByteLockPairGuard&) = delete;

private:
    void lock(Cell* a, Cell* b);
    void unlock();
    Thread& thread_;
    Cell* first_ = nullptr;
    Cell* second_ = nullptr;
};

}  // namespace krait::core

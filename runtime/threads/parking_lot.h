// Where threads sleep that wait for an address: a byte lock, a mutex, a condition. Nothing is kept at the address but the
// waiter's own protocol; queues stand here, hashed by address, first in first out.
//
// A sleeper is never attached. It gives its thread's WakeEvent, so an interrupt ends the sleep like an unpark does.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>

#include "runtime/threads/wake_event.h"

namespace krait::core {

class ParkingLot {
public:
    struct Waiter {
        const void* address;
        WakeEvent* event;
        Waiter* next = nullptr;
        Waiter* previous = nullptr;
        bool queued = false;
        std::atomic<bool> unparked{false};
    };

    // Queues the waiter if `still_wanted(data)` holds, asked under the queue's lock. False: it does not hold.
    bool enqueue(Waiter& waiter, bool (*still_wanted)(void* data), void* data);
    // Takes the waiter out. True: it had been unparked.
    bool dequeue(Waiter& waiter);
    // Wakes up to `count` waiters of the address; returns how many. `update(data, more)` runs under the queue's lock, more: others
    // still wait.
    size_t unpark(const void* address, size_t count, void (*update)(void* data, bool more) = nullptr,
                  void* data = nullptr);

private:
    struct Bucket {
        std::mutex mutex;
        Waiter* first = nullptr;
        Waiter* last = nullptr;
    };
    static constexpr size_t kBuckets = 64;
    Bucket& bucket_of(const void* address) {
        return buckets_[(reinterpret_cast<uintptr_t>(address) * 0x9E3779B97F4A7C15u) >> 58];
    }
    static void unlink(Bucket& bucket, Waiter& waiter);
    Bucket buckets_[kBuckets];
};

}  // namespace krait::core

#include "runtime/threads/parking_lot.h"

namespace krait::core {

void ParkingLot::unlink(Bucket& bucket, Waiter& waiter) {
    (waiter.previous ? waiter.previous->next : bucket.first) = waiter.next;
    (waiter.next ? waiter.next->previous : bucket.last) = waiter.previous;
    waiter.next = waiter.previous = nullptr;
    waiter.queued = false;
}

bool ParkingLot::enqueue(Waiter& waiter, bool (*still_wanted)(void* data), void* data) {
    Bucket& bucket = bucket_of(waiter.address);
    std::lock_guard lock(bucket.mutex);
    if (!still_wanted(data)) return false;
    waiter.unparked.store(false, std::memory_order_relaxed);
    waiter.previous = bucket.last;
    waiter.next = nullptr;
    (bucket.last ? bucket.last->next : bucket.first) = &waiter;
    bucket.last = &waiter;
    waiter.queued = true;
    return true;
}

bool ParkingLot::dequeue(Waiter& waiter) {
    Bucket& bucket = bucket_of(waiter.address);
    std::lock_guard lock(bucket.mutex);
    if (waiter.queued) unlink(bucket, waiter);
    return waiter.unparked.load(std::memory_order_relaxed);
}

size_t ParkingLot::unpark(const void* address, size_t count, void (*update)(void* data, bool more), void* data) {
    Bucket& bucket = bucket_of(address);
    std::lock_guard lock(bucket.mutex);
    size_t woken = 0;
    bool more = false;
    for (Waiter *waiter = bucket.first, *next; waiter; waiter = next) {
        next = waiter->next;
        if (waiter->address != address) continue;
        if (woken == count) {
            more = true;
            break;
        }
        unlink(bucket, *waiter);
        waiter->unparked.store(true, std::memory_order_release);
        waiter->event->wake();  // under the lock: dequeue() waits for it, so the waiter outlives this
        ++woken;
    }
    if (update) update(data, more);
    return woken;
}

}  // namespace krait::core

#include "runtime/threads/byte_lock.h"

#include "runtime/interpreter.h"
#include "runtime/threads/registry.h"
#include "runtime/threads/spin.h"

namespace krait::core {

namespace {

constexpr int kSpins = 60;
constexpr int64_t kParkedAtMost = 1'000'000;  // nanoseconds: rule 5

}  // namespace

void lock_byte_slow(Thread& thread, std::atomic<uint8_t>& byte) {
    for (int i = 0; i < kSpins; ++i) {
        pause_briefly();
        if (byte.load(std::memory_order_relaxed) == 0 && try_lock_byte(byte)) return;
    }
    ParkingLot& lot = thread.interpreter->threads->parking_lot();
    // From here on the lock is taken as 2: others may be parked, which unlock finds out.
    while (byte.exchange(2, std::memory_order_acquire) != 0) {
        ParkingLot::Waiter waiter{&byte, &thread.state->wake};
        uint32_t seen = thread.state->wake.sequence();
        auto still_locked = [](void* data) {
            return static_cast<std::atomic<uint8_t>*>(data)->load(std::memory_order_relaxed) == 2;
        };
        if (!lot.enqueue(waiter, still_locked, &byte)) continue;
        detach(thread);
        thread.state->wake.sleep(seen, deadline_in(kParkedAtMost));
        lot.dequeue(waiter);
        attach(thread);
    }
}

void unlock_byte_slow(Thread& thread, std::atomic<uint8_t>& byte) {
    byte.store(0, std::memory_order_release);
    thread.interpreter->threads->parking_lot().unpark(&byte, 1);
}

void ByteLockPairGuard::lock(Cell* a, Cell* b) {
    if (std::less<>()(b, a)) std::swap(a, b);
    // Holding the first while parked for the second would stop the collector's world with a lock held: try, else start again.
    for (;;) {
        if (!try_lock_byte(a->lock_)) lock_byte_slow(thread_, a->lock_);
        first_ = a;
        if (a == b) return;
        for (int i = 0; i < kSpins; ++i) {
            if (try_lock_byte(b->lock_)) {
                second_ = b;
                return;
            }
            pause_briefly();
        }
        unlock();
        lock_byte_slow(thread_, b->lock_);  // waits for it, then both in order again
        unlock_byte(thread_, b->lock_);
    }
}

void ByteLockPairGuard::unlock() {
    for (Cell** cell : {&second_, &first_}) {
        if (!*cell) continue;
        unlock_byte(thread_, (*cell)->lock_);
        *cell = nullptr;
    }
}

}  // namespace krait::core

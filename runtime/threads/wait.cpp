#include "runtime/threads/wait.h"

#include <pthread.h>

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/threads/byte_lock.h"
#include "runtime/threads/events.h"
#include "runtime/threads/registry.h"

namespace krait::core {

Result<WaitOutcome> wait(Thread& thread, const WaitTarget& target, Deadline deadline) {
    assert_no_guard(thread);
    Thread::State& state = *thread.state;
    ParkingLot& lot = thread.interpreter->threads->parking_lot();
    for (;;) {
        uint32_t seen = state.wake.sequence();
        if (thread.poll_word.load(std::memory_order_seq_cst) & kEndsWait) TRY(thread.poll_slow());
        if (target.fd >= 0) {
            detach(thread);
            int ready = state.wake.sleep_on(seen, target.fd, target.events, deadline);
            attach(thread);
            if (ready) return WaitOutcome::Ready;
        } else if (target.word) {
            ParkingLot::Waiter waiter{target.word, &state.wake};
            auto unchanged = [](void* data) {
                auto& target = *static_cast<const WaitTarget*>(data);
                return target.word->load(std::memory_order_seq_cst) == target.expected;
            };
            if (!lot.enqueue(waiter, unchanged, const_cast<WaitTarget*>(&target))) return WaitOutcome::Ready;
            detach(thread);
            state.wake.sleep(seen, deadline);
            bool unparked = lot.dequeue(waiter);
            attach(thread);
            if (unparked) return WaitOutcome::Ready;
        } else {
            detach(thread);
            state.wake.sleep(seen, deadline);
            attach(thread);
        }
        if (deadline != kForever && monotonic_now() >= deadline) {
            if (thread.poll_word.load(std::memory_order_seq_cst) & kEndsWait) TRY(thread.poll_slow());
            return WaitOutcome::TimedOut;
        }
    }
}

size_t wake_address(Interpreter& interpreter, const std::atomic<uint32_t>* word, size_t count) {
    return interpreter.threads->parking_lot().unpark(word, count);
}

Result<bool> ParkingMutex::lock(Thread& thread, Deadline deadline) {
    if (try_lock()) return true;
    while (word_.exchange(2, std::memory_order_acquire) != 0) {
        WaitOutcome outcome = TRY(wait(thread, WaitTarget::address(&word_, 2), deadline));
        if (outcome == WaitOutcome::TimedOut) return word_.exchange(2, std::memory_order_acquire) == 0;
    }
    return true;
}

bool ParkingMutex::unlock(Interpreter& interpreter) {
    uint32_t was = word_.exchange(0, std::memory_order_release);
    if (was == 2) wake_address(interpreter, &word_, 1);
    return was != 0;
}

// The helper's share of the errand is `data`.
void* run_errand(void* data) {
    std::unique_ptr<std::shared_ptr<Errand>> share(static_cast<std::shared_ptr<Errand>*>(data));
    Errand& errand = **share;
    errand.run();
    std::lock_guard lock(errand.mutex_);
    errand.done_.store(1, std::memory_order_seq_cst);
    if (errand.interpreter_) wake_address(*errand.interpreter_, &errand.done_);
    return nullptr;
}

Result<void> run_abandonable(Thread& thread, const std::shared_ptr<Errand>& errand) {
    errand->interpreter_ = thread.interpreter;
    auto* share = new std::shared_ptr<Errand>(errand);
    pthread_t helper;
    if (pthread_create(&helper, nullptr, run_errand, share) != 0) {
        delete share;
        return raise(thread, Exc::RuntimeError, "can't start new thread");
    }
    pthread_detach(helper);
    Result<void> result;
    while (!errand->done_.load(std::memory_order_acquire)) {
        if (!wait(thread, WaitTarget::address(&errand->done_, 0)).failed()) continue;
        result = kFailure;
        break;
    }
    std::lock_guard lock(errand->mutex_);
    errand->interpreter_ = nullptr;
    return result;
}

}  // namespace krait::core

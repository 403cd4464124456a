#include "runtime/threads/wait.h"

#include <mutex>
#include <system_error>
#include <thread>

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

namespace {

// Shared by the caller and the helper, whichever is last.
struct Errand {
    std::function<void()> work;
    std::atomic<uint32_t> done{0};
    std::mutex mutex;
    Interpreter* interpreter;  // null once abandoned
};

}  // namespace

Result<void> run_abandonable(Thread& thread, std::function<void()> work) {
    auto errand = std::make_shared<Errand>();
    errand->work = std::move(work);
    errand->interpreter = thread.interpreter;
    auto run = [errand] {
        errand->work();
        std::lock_guard lock(errand->mutex);
        errand->done.store(1, std::memory_order_seq_cst);
        if (errand->interpreter) wake_address(*errand->interpreter, &errand->done);
    };
    try {
        std::thread(run).detach();
    } catch (const std::system_error&) {
        return raise(thread, Exc::RuntimeError, "can't start new thread");
    }
    Result<void> result;
    while (!errand->done.load(std::memory_order_acquire)) {
        if (!wait(thread, WaitTarget::address(&errand->done, 0)).failed()) continue;
        result = kFailure;
        break;
    }
    std::lock_guard lock(errand->mutex);
    errand->interpreter = nullptr;
    return result;
}

}  // namespace krait::core

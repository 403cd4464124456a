#include "runtime/threads/registry.h"

#include <chrono>
#include <cstdio>
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/process.h"
#include "runtime/threads/byte_lock.h"
#include "runtime/threads/spin.h"

namespace krait::core {

namespace {

// Left for the frames that report an overflow, and for native code between two checks.
constexpr size_t kStackReserve = 192 * 1024;

// Rule 5, in nanoseconds. A young collection is over in a few tenths of a millisecond.
constexpr int64_t kSpinUntilStopped = 50'000;
constexpr int64_t kSpinUntilResumed = 400'000;

int usable_processors() {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

// For locks that are held for a few instructions.
void lock_spinning(std::unique_lock<std::mutex>& lock) {
    for (int i = 0; i < 100; ++i) {
        if (lock.try_lock()) return;
        pause_briefly();
    }
    lock.lock();
}

}  // namespace

ThreadRegistry::ThreadRegistry(Interpreter& interpreter, GilMode mode)
    : interpreter_(interpreter), processors_(usable_processors()), gil_(mode == GilMode::On),
      gil_was_off_(mode == GilMode::Off) {}

ThreadRegistry::~ThreadRegistry() {
    join_finished();
    while (first_) {
        Thread* thread = first_;
        unlink(*thread);
        delete thread->state;
        delete thread;
    }
}

void ThreadRegistry::link(Thread& thread) {
    thread.gil_on = gil_;
    if (doomed_) thread.poll_word.fetch_or(poll::kTerminate);
    if (interpreter_.budget_steps.load(std::memory_order_relaxed) > 0) thread.poll_word.fetch_or(poll::kBudget);
    thread.state->ident = next_ident_++;
    thread.state->next = first_;
    if (first_) first_->state->previous = &thread;
    first_ = &thread;
    ++count_;
    if (!main_) {
        main_ = &thread;
        thread.state->is_main = true;
    }
}

void ThreadRegistry::unlink(Thread& thread) {
    Thread::State& state = *thread.state;
    (state.previous ? state.previous->state->next : first_) = state.next;
    if (state.next) state.next->state->previous = state.previous;
    if (main_ == &thread) main_ = nullptr;
    --count_;
}

Thread* ThreadRegistry::make(StackScan scan) {
    auto* thread = new Thread;
    thread->state = new Thread::State;
    Thread::State& state = *thread->state;
    StackBounds bounds = current_stack_bounds();
    size_t reserve = std::min(kStackReserve, static_cast<size_t>(bounds.base - bounds.lowest) / 4);
    thread->stack_limit = bounds.lowest + reserve;
    thread->interpreter = &interpreter_;
    thread->heap_ = interpreter_.heap;
    thread->recursion_limit = interpreter_.options.recursion_limit;
    state.handle = pthread_self();
    state.native_id = static_cast<uint64_t>(syscall(SYS_gettid));
    state.whole.top = bounds.base;
    // Nothing below has been saved yet: an empty segment until the first detach.
    state.stack_pointer = bounds.base;
    if (scan == StackScan::WholeStack) state.segment = &state.whole;
    return thread;
}

Thread* ThreadRegistry::create(StackScan scan) {
    Thread* thread = make(scan);
    std::unique_lock lock(mutex_);
    resumed_.wait(lock, [&] { return stopper_ == nullptr; });
    link(*thread);
    return thread;
}

Thread* ThreadRegistry::create_spawned(SpawnKind kind) {
    Thread* thread = make(StackScan::WholeStack);
    thread->state->spawned = true;
    thread->state->daemon = kind == SpawnKind::Daemon;
    std::unique_lock lock(mutex_);
    resumed_.wait(lock, [&] { return stopper_ == nullptr; });
    link(*thread);
    return thread;
}

void ThreadRegistry::destroy(Thread& thread) {
    {
        std::unique_lock lock(mutex_);
        resumed_.wait(lock, [&] { return stopper_ == nullptr; });
        unlink(thread);
        if (thread.state->spawned) finished_.push_back(thread.state->handle);
        departures_.fetch_add(1, std::memory_order_seq_cst);
        parking_lot_.unpark(&departures_, SIZE_MAX);
        left_.notify_all();
    }
    delete thread.state;
    delete &thread;
}

void ThreadRegistry::join_finished() {
    std::vector<pthread_t> finished;
    {
        std::lock_guard lock(mutex_);
        finished.swap(finished_);
    }
    for (pthread_t handle : finished) pthread_join(handle, nullptr);
}

// ---- attaching ----

void ThreadRegistry::attach(Thread& thread) {
    if (!gil_.load(std::memory_order_acquire)) {
        AttachState expected = AttachState::Detached;
        if (thread.state->attach.compare_exchange_strong(expected, AttachState::Attached, std::memory_order_seq_cst)) {
            if (!gil_.load(std::memory_order_acquire)) return;
            // The mode was flipped in between: back, and in line.
            std::lock_guard lock(mutex_);
            thread.state->attach.store(AttachState::Detached, std::memory_order_seq_cst);
            stopped_.notify_all();
        }
    }
    std::unique_lock lock(mutex_);
    attach_locked(lock, thread);
}

void ThreadRegistry::attach_locked(std::unique_lock<std::mutex>& lock, Thread& thread) {
    Thread::State& state = *thread.state;
    int64_t blocked_since = 0;
    for (;;) {
        if (stopper_.load() != nullptr) {
            resumed_.wait(lock, [&] { return stopper_.load() == nullptr; });
            continue;
        }
        if (!gil_.load(std::memory_order_relaxed)) {
            dequeue(thread);
            break;
        }
        if (holder_ == &thread) break;  // handed to us, and we are out of the queue
        if (!holder_ && !queue_first_) {
            holder_ = &thread;
            ++turns_;
            break;
        }
        enqueue(thread);
        int64_t interval = switch_interval();
        // Rule 3: back from a short block; the thread hardly used its last turn.
        if (blocked_since == 0) {
            blocked_since = 1;
            if (thread.state->short_turn) interval /= 16;
        }
        uint64_t turn = turns_;
        auto outcome = state.turn.wait_for(lock, std::chrono::nanoseconds(interval));
        if (outcome == std::cv_status::timeout && holder_ && holder_ != &thread && turn == turns_)
            holder_->poll_word.fetch_or(poll::kGilRequest, std::memory_order_relaxed);
    }
    if (gil_.load(std::memory_order_relaxed)) turn_began_ = monotonic_now();
    state.attach.store(AttachState::Attached, std::memory_order_seq_cst);
}

void ThreadRegistry::enqueue(Thread& thread) {
    Thread::State& state = *thread.state;
    if (state.queued) return;
    state.queued = true;
    state.queue_next = nullptr;
    (queue_last_ ? queue_last_->state->queue_next : queue_first_) = &thread;
    queue_last_ = &thread;
}

void ThreadRegistry::dequeue(Thread& thread) {
    if (!thread.state->queued) return;
    thread.state->queued = false;
    Thread* before = nullptr;
    for (Thread* it = queue_first_; it; before = it, it = it->state->queue_next) {
        if (it != &thread) continue;
        (before ? before->state->queue_next : queue_first_) = thread.state->queue_next;
        if (queue_last_ == &thread) queue_last_ = before;
        break;
    }
}

// The first of the queue holds the GIL from now on, though it has yet to wake up.
void ThreadRegistry::release_gil_locked() {
    if (holder_) {
        holder_->poll_word.fetch_and(~poll::kGilRequest, std::memory_order_relaxed);
        holder_->state->short_turn = monotonic_now() - turn_began_ < switch_interval() / 16;
    }
    holder_ = queue_first_;
    if (!holder_) return;
    ++turns_;
    turn_began_ = monotonic_now();
    dequeue(*holder_);
    holder_->state->turn.notify_one();
}

void ThreadRegistry::detach(Thread& thread) {
    if (!thread.gil_on) {
        thread.state->attach.store(AttachState::Detached, std::memory_order_seq_cst);
        if (thread.poll_word.load(std::memory_order_seq_cst) & poll::kStopTheWorld) {
            std::lock_guard lock(mutex_);
            stopped_.notify_all();
        }
        return;
    }
    std::lock_guard lock(mutex_);
    thread.state->attach.store(AttachState::Detached, std::memory_order_seq_cst);
    if (holder_ == &thread) release_gil_locked();
    if (stopper_.load()) stopped_.notify_all();
}

// Called with the context saved. Waits until the thread has had its turn behind those that queue.
void ThreadRegistry::hand_over(Thread& thread) {
    std::unique_lock lock(mutex_);
    thread.poll_word.fetch_and(~poll::kGilRequest, std::memory_order_relaxed);
    if (!gil_ || holder_ != &thread || !queue_first_) return;
    thread.state->attach.store(AttachState::Detached, std::memory_order_seq_cst);
    release_gil_locked();
    attach_locked(lock, thread);
}

// ---- stop-the-world ----

void ThreadRegistry::park_locked(std::unique_lock<std::mutex>& lock, Thread& thread) {
    if (stopper_.load() == nullptr || stopper_.load() == &thread) return;
    thread.state->attach.store(AttachState::Parked, std::memory_order_seq_cst);
    stopped_.notify_all();
    auto resumed = [this] { return stopper_.load() == nullptr; };
    spin(lock, kSpinUntilResumed, resumed);
    resumed_.wait(lock, resumed);
    thread.state->attach.store(AttachState::Detached, std::memory_order_seq_cst);
    attach_locked(lock, thread);
}

void ThreadRegistry::park(Thread& thread) {
    std::unique_lock lock(mutex_, std::defer_lock);
    lock_spinning(lock);
    park_locked(lock, thread);
}

// Rule 5. Without the lock; it is held again at the end, whether `reached` or not.
template <typename F>
void ThreadRegistry::spin(std::unique_lock<std::mutex>& lock, int64_t at_most, F&& reached) {
    if (spinning_.fetch_add(1, std::memory_order_relaxed) < processors_ - 1) {
        lock.unlock();
        int64_t until = monotonic_now() + at_most;
        for (int i = 1; !reached() && (i % 32 || monotonic_now() < until); ++i) pause_briefly();
        lock_spinning(lock);
    }
    spinning_.fetch_sub(1, std::memory_order_relaxed);
}

// Needs no lock: while somebody stops the world, no thread comes or leaves.
bool ThreadRegistry::others_stand_still() {
    bool all = true;
    for_each([&](Thread& other) {
        if (&other != stopper_.load()) all &= other.state->attach.load() != AttachState::Attached;
    });
    return all;
}

// One pass: is everybody else stopped?
bool ThreadRegistry::stop_others() {
    bool all = true;
    for_each([&](Thread& other) {
        if (&other == stopper_.load()) return;
        AttachState state = AttachState::Detached;
        if (!other.state->attach.compare_exchange_strong(state, AttachState::Stopped, std::memory_order_seq_cst) &&
            state == AttachState::Attached)
            all = false;
    });
    return all;
}

void ThreadRegistry::stop_world(Thread& thread) {
    std::unique_lock lock(mutex_);
    if (stopper_.load() == &thread) {
        ++stop_depth_;
        return;
    }
    while (stopper_.load() != nullptr) park_locked(lock, thread);
    stopper_.store(&thread);
    stop_depth_ = 1;
    for_each([&](Thread& other) {
        if (&other != &thread) other.poll_word.fetch_or(poll::kStopTheWorld, std::memory_order_seq_cst);
    });
    if (!others_stand_still()) spin(lock, kSpinUntilStopped, [this] { return others_stand_still(); });
#ifdef NDEBUG
    stopped_.wait(lock, [&] { return stop_others(); });
#else
    // A host thread that stays attached without a call, or a native loop without polls.
    while (!stopped_.wait_for(lock, std::chrono::seconds(5), [&] { return stop_others(); })) {
        for_each([&](Thread& other) {
            if (other.state->attach.load() == AttachState::Attached && &other != &thread)
                fprintf(stderr, "krait: thread %llu has reached no safepoint for 5 s\n",
                        static_cast<unsigned long long>(other.state->ident));
        });
    }
#endif
}

void ThreadRegistry::resume_world(Thread& thread) {
    std::lock_guard lock(mutex_);
    if (--stop_depth_ > 0) return;
    for_each([&](Thread& other) {
        other.poll_word.fetch_and(~poll::kStopTheWorld, std::memory_order_relaxed);
        AttachState state = AttachState::Stopped;
        other.state->attach.compare_exchange_strong(state, AttachState::Detached, std::memory_order_seq_cst);
    });
    stopper_.store(nullptr);
    resumed_.notify_all();
}

void ThreadRegistry::set_gil_mode(Thread& thread, GilMode mode) {
    KRAIT_SAVE_CONTEXT(thread.state->registers, thread.state->stack_pointer);
    stop_world(thread);
    {
        std::lock_guard lock(mutex_);
        gil_.store(mode == GilMode::On, std::memory_order_release);
        if (mode == GilMode::Off) gil_was_off_.store(true, std::memory_order_relaxed);
        holder_ = mode == GilMode::On ? &thread : nullptr;
        turn_began_ = monotonic_now();
        for_each([&](Thread& other) {
            other.gil_on = mode == GilMode::On;
            other.poll_word.fetch_and(~poll::kGilRequest, std::memory_order_relaxed);
            other.state->turn.notify_all();
        });
        if (mode == GilMode::Off)
            while (queue_first_) dequeue(*queue_first_);
    }
    resume_world(thread);
}

// ---- finding and waking ----

Thread* ThreadRegistry::current() {
    std::lock_guard lock(mutex_);
    for (Thread* thread = first_; thread; thread = thread->state->next)
        if (pthread_equal(thread->state->handle, pthread_self())) return thread;
    return nullptr;
}

Thread* ThreadRegistry::find(uint64_t ident) {
    std::lock_guard lock(mutex_);
    for (Thread* thread = first_; thread; thread = thread->state->next)
        if (thread->state->ident == ident) return thread;
    return nullptr;
}

size_t ThreadRegistry::count() {
    std::lock_guard lock(mutex_);
    return count_;
}

void ThreadRegistry::request(Thread& thread, uint32_t bits) {
    thread.poll_word.fetch_or(bits, std::memory_order_seq_cst);
    thread.state->wake.wake();
}

bool ThreadRegistry::request(uint64_t ident, uint32_t bits) {
    std::lock_guard lock(mutex_);
    bool found = false;
    for_each([&](Thread& thread) {
        if (thread.state->ident != ident) return;
        request(thread, bits);
        found = true;
    });
    return found;
}

void ThreadRegistry::doom() {
    std::lock_guard lock(mutex_);
    doomed_ = true;
    for_each([](Thread& thread) { request(thread, poll::kTerminate); });
}

void ThreadRegistry::pardon() {
    std::lock_guard lock(mutex_);
    doomed_ = false;
    for_each([](Thread& thread) { thread.poll_word.fetch_and(~(poll::kTerminate | poll::kBudget)); });
}

void ThreadRegistry::request_all(uint32_t bits) {
    std::lock_guard lock(mutex_);
    for_each([&](Thread& thread) { request(thread, bits); });
}

bool ThreadRegistry::terminate_others(Thread& thread, Deadline deadline) {
    krait::core::detach(thread);
    bool alone;
    {
        std::unique_lock lock(mutex_);
        doomed_ = true;
        for (;;) {
            for_each([&](Thread& other) {
                if (&other != &thread && other.state->spawned) request(other, poll::kTerminate);
            });
            size_t spawned = 0;
            for_each([&](Thread& other) { spawned += &other != &thread && other.state->spawned; });
            alone = spawned == 0;
            if (alone || monotonic_now() >= deadline) break;
            left_.wait_for(lock, std::chrono::milliseconds(20));
        }
    }
    krait::core::attach(thread);
    return alone;
}

void ThreadRegistry::after_fork_in_child(Thread& thread) {
    // The mutex and the condition variables may have been in use by threads that are gone.
    new (&mutex_) std::mutex;
    new (&stopped_) std::condition_variable;
    new (&resumed_) std::condition_variable;
    new (&left_) std::condition_variable;
    new (&parking_lot_) ParkingLot;
    new (&thread.state->turn) std::condition_variable;
    while (first_ && (first_ != &thread || thread.state->next)) {
        Thread* other = first_ != &thread ? first_ : thread.state->next;
        unlink(*other);  // leaked: its stack is gone, and others may still point to it
    }
    main_ = &thread;
    thread.state->is_main = true;
    thread.state->queued = false;
    queue_first_ = queue_last_ = nullptr;
    holder_ = gil_ ? &thread : nullptr;
    stopper_.store(nullptr);
    stop_depth_ = 0;
    spinning_.store(0);
    finished_.clear();
    thread.state->native_id = static_cast<uint64_t>(syscall(SYS_gettid));
}

// ---- the free functions of attach.h ----

void detach_saved(Thread& thread) { thread.interpreter->threads->detach(thread); }
void attach(Thread& thread) { thread.interpreter->threads->attach(thread); }
bool is_attached(const Thread& thread) {
    return thread.state->attach.load(std::memory_order_relaxed) == AttachState::Attached;
}

HostEntry::~HostEntry() {
    thread_.state->segment = segment_.previous;
    detach(thread_);
}

Result<void> Thread::stack_overflow() { return raise(*this, Exc::RecursionError, "maximum recursion depth exceeded"); }

void Thread::park() {
    assert_no_guard(*this);
    KRAIT_SAVE_CONTEXT(state->registers, state->stack_pointer);
    interpreter->threads->park(*this);
}

}  // namespace krait::core

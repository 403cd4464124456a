// The threads of one interpreter: attaching, the GIL, and stop-the-world.
//
//  1. State changes take the registry's lock, but for one fast path: with the GIL off, Detached <-> Attached is one atomic
//     exchange. A stopper turns Detached into Stopped the same way, so a thread cannot attach while the world stands still.
//  2. Whoever detaches with kStopTheWorld set in its poll word tells the stopper. The stopper sets the bit before it looks at
//     the state, the thread changes the state before it looks at the bit: one of them sees the other.
//  3. The GIL is `holder_`. Waiters queue; who releases hands it to the first of the queue directly, so a thread that asks again
//     at once waits its turn. A waiter that has waited for the switch interval asks the holder to hand over at its next event
//     point. One that comes back from a short block asks much sooner, so an I/O thread does not wait a whole interval behind a
//     computing one for each call.
//  4. stop_world() is for attached threads; it waits as a parked thread while another one stops the world.
//  5. Who waits for the world to stand still, or for it to go on, spins first: both take less than the system needs to put a thread to
//     sleep and to wake it. Fewer spin than there are processors, so that the thread they wait for has one.
#pragma once

#include <condition_variable>
#include <mutex>
#include <vector>

#include "runtime/threads/attach.h"
#include "runtime/threads/parking_lot.h"

namespace krait::core {

enum class GilMode : bool { Off, On };

class ThreadRegistry {
public:
    ThreadRegistry(Interpreter& interpreter, GilMode mode);
    ~ThreadRegistry();
    ThreadRegistry(const ThreadRegistry&) = delete;
    ThreadRegistry& operator=(const ThreadRegistry&) = delete;

    // A Thread for the calling OS thread, detached. WholeStack: scanned up to its base; FromEntry: see HostEntry.
    enum class StackScan { WholeStack, FromEntry };
    Thread* create(StackScan scan);
    // For spawn_thread: counted at shutdown, its OS thread joined.
    enum class SpawnKind { Joined, Daemon };
    Thread* create_spawned(SpawnKind kind);
    // The thread is detached, and its stack holds nothing any more.
    void destroy(Thread& thread);

    void attach(Thread& thread);
    void detach(Thread& thread);  // context already saved
    void park(Thread& thread);
    void hand_over(Thread& thread);

    // While the world is stopped only the caller runs Python or touches the heap. Nests.
    void stop_world(Thread& thread);
    void resume_world(Thread& thread);
    bool world_is_stopped() const { return stopper_.load(std::memory_order_relaxed) != nullptr; }

    GilMode gil_mode() const { return gil_.load(std::memory_order_acquire) ? GilMode::On : GilMode::Off; }
    void set_gil_mode(Thread& thread, GilMode mode);
    // Whether threads have ever run, or may have, without the GIL. What reads for longer than to the next safepoint asks this,
    // not the mode of the moment.
    bool gil_was_off() const { return gil_was_off_.load(std::memory_order_relaxed); }
    void set_switch_interval(int64_t nanoseconds) { switch_interval_.store(nanoseconds, std::memory_order_relaxed); }
    int64_t switch_interval() const { return switch_interval_.load(std::memory_order_relaxed); }

    // With the world stopped, or for tests.
    template <typename F>
    void for_each(F&& visit) {
        for (Thread* thread = first_; thread; thread = thread->state->next) visit(*thread);
    }
    // Under the registry's lock.
    template <typename F>
    void for_each_locked(F&& visit) {
        std::lock_guard lock(mutex_);
        for_each(visit);
    }
    // The Thread of the calling OS thread, or null.
    Thread* current();
    Thread* find(uint64_t ident);
    // Goes up each time a thread leaves, and wakes who waits for the address.
    const std::atomic<uint32_t>& departures() const { return departures_; }
    // Joins the OS threads that have left.
    void join_finished();
    size_t count();
    Thread* main_thread() const { return main_; }

    // Sets poll bits and ends a wait. From any thread, attached or not. By ident: false if the thread has left. By reference:
    // the caller knows that it cannot leave (itself, or under the registry's lock).
    bool request(uint64_t ident, uint32_t bits);
    static void request(Thread& thread, uint32_t bits);
    void request_all(uint32_t bits);
    // All threads terminate, also those that come later, until told otherwise.
    void doom();
    void pardon();

    // Waits until only the calling thread (attached) is left. Others are asked to terminate first. False: the deadline passed.
    bool terminate_others(Thread& thread, Deadline deadline);

    // In the child of a fork: the calling, attached thread is the only one.
    void after_fork_in_child(Thread& thread);

    ParkingLot& parking_lot() { return parking_lot_; }
    Interpreter& interpreter() { return interpreter_; }

private:
    void attach_locked(std::unique_lock<std::mutex>& lock, Thread& thread);
    void release_gil_locked();
    void dequeue(Thread& thread);
    void enqueue(Thread& thread);
    void park_locked(std::unique_lock<std::mutex>& lock, Thread& thread);
    bool stop_others();
    bool others_stand_still();
    template <typename F>
    void spin(std::unique_lock<std::mutex>& lock, int64_t at_most, F&& reached);
    Thread* make(StackScan scan);
    void link(Thread& thread);
    void unlink(Thread& thread);

    Interpreter& interpreter_;
    ParkingLot parking_lot_;
    std::mutex mutex_;
    std::condition_variable stopped_;  // some thread detached or parked
    std::condition_variable resumed_;
    std::condition_variable left_;  // some thread was destroyed
    std::atomic<Thread*> stopper_{nullptr};
    int stop_depth_ = 0;
    const int processors_;
    std::atomic<int> spinning_{0};
    std::atomic<bool> gil_;
    std::atomic<bool> gil_was_off_;
    Thread* holder_ = nullptr;
    uint64_t turns_ = 0;  // how often the GIL changed hands
    int64_t turn_began_ = 0;
    Thread* queue_first_ = nullptr;
    Thread* queue_last_ = nullptr;
    std::atomic<int64_t> switch_interval_{5'000'000};
    Thread* first_ = nullptr;
    Thread* main_ = nullptr;
    size_t count_ = 0;
    uint64_t next_ident_ = 1;
    bool doomed_ = false;
    std::atomic<uint32_t> departures_{0};
    std::vector<pthread_t> finished_;  // spawned and gone, to be joined
};

// With the GIL off the other threads stand still in its scope: for what is read without a lock and changes seldom, but in several
// fields. No Python code runs in it.
class OthersStandStill {
public:
    OthersStandStill(Thread& thread, ThreadRegistry& threads)
        : thread_(thread), threads_(thread.gil_on ? nullptr : &threads) {
        if (!threads_) return;
        KRAIT_SAVE_CONTEXT(thread.state->registers, thread.state->stack_pointer);
        threads_->stop_world(thread);
    }
    ~OthersStandStill() {
        if (threads_) threads_->resume_world(thread_);
    }
    OthersStandStill(const OthersStandStill&) = delete;
    OthersStandStill& operator=(const OthersStandStill&) = delete;

private:
    Thread& thread_;
    ThreadRegistry* threads_;
};

}  // namespace krait::core

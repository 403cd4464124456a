#include "runtime/process.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <pthread.h>
#include <unistd.h>
#include <vector>

#include "runtime/interpreter.h"
#include "runtime/threads/registry.h"

namespace krait::core {

namespace {

struct Timer {
    uint64_t number;
    Deadline deadline;
    Interpreter* interpreter;
    TimerFunction fire;
    void* data;
};

// The one place for state of the process. Never destroyed: threads may outlive main().
struct Process {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<Interpreter*> interpreters;
    std::vector<Timer> timers;
    uint64_t next_timer = 1;
    bool timer_thread = false;
};

Process& process() {
    static Process* the_process = new Process;
    return *the_process;
}

void* run_timers(void*) {
    Process& state = process();
    std::unique_lock lock(state.mutex);
    for (;;) {
        Deadline now = monotonic_now(), next = kForever;
        for (size_t i = 0; i < state.timers.size();) {
            Timer timer = state.timers[i];
            if (timer.deadline > now) {
                next = std::min(next, timer.deadline);
                ++i;
                continue;
            }
            state.timers.erase(state.timers.begin() + static_cast<ptrdiff_t>(i));
            timer.fire(*timer.interpreter, timer.data);
        }
        if (next == kForever) state.changed.wait(lock);
        else state.changed.wait_for(lock, std::chrono::nanoseconds(next - now));
    }
}

}  // namespace

StackBounds current_stack_bounds() {
    // pthread_getattr_np reads /proc for the main thread.
    thread_local StackBounds bounds = [] {
        pthread_attr_t attributes;
        void* lowest = nullptr;
        size_t size = 0;
        pthread_getattr_np(pthread_self(), &attributes);
        pthread_attr_getstack(&attributes, &lowest, &size);
        pthread_attr_destroy(&attributes);
        return StackBounds{static_cast<char*>(lowest), static_cast<char*>(lowest) + size};
    }();
    return bounds;
}

void register_interpreter(Interpreter& interpreter) {
    Process& state = process();
    std::lock_guard lock(state.mutex);
    state.interpreters.push_back(&interpreter);
}

void unregister_interpreter(Interpreter& interpreter) {
    Process& state = process();
    std::lock_guard lock(state.mutex);
    std::erase(state.interpreters, &interpreter);
    std::erase_if(state.timers, [&](const Timer& timer) { return timer.interpreter == &interpreter; });
}

bool interpreter_lives(const Interpreter* interpreter) {
    Process& state = process();
    std::lock_guard lock(state.mutex);
    return std::find(state.interpreters.begin(), state.interpreters.end(), interpreter) != state.interpreters.end();
}

uint64_t start_timer(Interpreter& interpreter, Deadline deadline, TimerFunction fire, void* data) {
    Process& state = process();
    std::lock_guard lock(state.mutex);
    if (!state.timer_thread) {
        pthread_t timers;
        if (pthread_create(&timers, nullptr, run_timers, nullptr) != 0) return 0;
        pthread_detach(timers);
        state.timer_thread = true;
    }
    uint64_t number = state.next_timer++;
    state.timers.push_back({number, deadline, &interpreter, fire, data});
    state.changed.notify_all();
    return number;
}

void cancel_timer(uint64_t timer) {
    Process& state = process();
    std::lock_guard lock(state.mutex);
    std::erase_if(state.timers, [&](const Timer& each) { return each.number == timer; });
}

int fork_process(Thread& thread) {
    ThreadRegistry& threads = *thread.interpreter->threads;
    Process& state = process();
    KRAIT_SAVE_CONTEXT(thread.state->registers, thread.state->stack_pointer);
    threads.stop_world(thread);
    state.mutex.lock();
    int child = fork();
    int error = errno;
    if (child == 0) {
        new (&state.mutex) std::mutex;
        new (&state.changed) std::condition_variable;
        state.interpreters.assign(1, thread.interpreter);
        state.timers.clear();
        state.timer_thread = false;
        threads.after_fork_in_child(thread);
        return 0;
    }
    state.mutex.unlock();
    threads.resume_world(thread);
    errno = error;
    return child;
}

}  // namespace krait::core

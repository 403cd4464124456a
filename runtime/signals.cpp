#include "runtime/signals.h"

#include <atomic>
#include <cerrno>
#include <unistd.h>

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/threads/attach.h"
#include "runtime/threads/registry.h"

namespace krait::core {

namespace {

// What a C signal handler may touch: lock-free atomics alone. A process has one set of signals, hence one of this.
struct Arrivals {
    std::atomic<Interpreter*> owner{nullptr};
    std::atomic<Thread*> main{nullptr};
    std::atomic<SignalRunner> runner{nullptr};
    std::atomic<bool> any{false};
    std::atomic<bool> arrived[kSignalCount] = {};
    std::atomic<int> wakeup_fd{-1};
};
constinit Arrivals arrivals;

}  // namespace

void own_signals(Thread& thread, SignalRunner runner) {
    arrivals.runner.store(runner);
    arrivals.main.store(thread.interpreter->threads->main_thread());
    arrivals.owner.store(thread.interpreter);
}
void catch_interrupts(Thread& thread) {
    struct sigaction now = {};
    if (::sigaction(SIGINT, nullptr, &now) < 0 || now.sa_handler != SIG_DFL) return;  // nohup and the like
    own_signals(thread, [](Thread& main, int number) -> Result<void> {
        if (number == SIGINT) return raise(main, Exc::KeyboardInterrupt, "");
        return {};
    });
    now = {};
    now.sa_handler = count_signal;
    ::sigaction(SIGINT, &now, nullptr);
}
void disown_signals(Interpreter& interpreter) {
    if (arrivals.owner.load() != &interpreter) return;
    arrivals.main.store(nullptr);
    arrivals.owner.store(nullptr);
}

void count_signal(int number) {
    int error = errno;
    arrivals.arrived[number].store(true, std::memory_order_relaxed);
    arrivals.any.store(true, std::memory_order_release);
    if (Thread* main = arrivals.main.load(std::memory_order_acquire)) {
        main->poll_word.fetch_or(poll::kSignals, std::memory_order_seq_cst);
        main->state->wake.wake();
    }
    if (int fd = arrivals.wakeup_fd.load(std::memory_order_relaxed); fd >= 0) {
        auto byte = static_cast<unsigned char>(number);
        [[maybe_unused]] ssize_t written = ::write(fd, &byte, 1);
    }
    errno = error;
}

int set_signal_wakeup(int fd, bool) { return arrivals.wakeup_fd.exchange(fd); }

Result<void> run_signals_py(Thread& thread) {
    if (arrivals.owner.load() != thread.interpreter || arrivals.main.load() != &thread) return {};
    if (!arrivals.any.exchange(false)) return {};
    SignalRunner runner = arrivals.runner.load();
    for (int number = 1; number < kSignalCount; ++number) {
        if (!arrivals.arrived[number].exchange(false)) continue;
        if (!runner || !runner(thread, number).failed()) continue;
        // The others stay for the next event point.
        arrivals.any.store(true);
        thread.poll_word.fetch_or(poll::kSignals, std::memory_order_seq_cst);
        return kFailure;
    }
    return {};
}

}  // namespace krait::core

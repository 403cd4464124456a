// Signals of the process, as one interpreter serves them.
//
//  1. A signal is the process's, so one interpreter at a time is its owner: the one whose program set a handler last (or asked
//     for SIGINT at its start). The C handler counts the signal, sets kSignals in the main thread's poll word, wakes it, and
//     writes to the wakeup descriptor; nothing else is safe there.
//  2. Handlers run at event points of the main thread: run_signals_py, VmHooks::run_signals_py. What they are is a list in the
//     interpreter's state slot that stdlib/signal keeps; the hook to call one is set by it.
#pragma once

#include <csignal>

#include "runtime/threads/thread.h"

namespace krait::core {

inline constexpr int kSignalCount = NSIG;

// Calls the program's handler of one signal, set by stdlib/signal when it is imported.
using SignalRunner = Result<void> (*)(Thread& thread, int number);

// Makes the interpreter of the thread the one that signals go to.
void own_signals(Thread& thread, SignalRunner runner);
// For a command of its own: SIGINT raises KeyboardInterrupt, as long as the program sets nothing else.
void catch_interrupts(Thread& thread);
void disown_signals(Interpreter& interpreter);
// What signal(2) is set to: our counting handler.
void count_signal(int number);
// The descriptor that each signal's number is written to, or -1. Returns the one before.
int set_signal_wakeup(int fd, bool warn_on_full_buffer);

// Runs the handlers of all signals that arrived. Main thread only; others pass the bit on.
Result<void> run_signals_py(Thread& thread);

}  // namespace krait::core

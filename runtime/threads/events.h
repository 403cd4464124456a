// Event points: what a thread does when its poll word is not zero. Thread::poll() comes here, and the VM at back-edges and calls.
//
// Order: the world, termination, the GIL, then what raises, then what runs Python code. Finalizers run at the VM's event
// points only (poll_event_py): a native loop that polls must not find its objects changed by a __del__.
#pragma once

#include "runtime/threads/thread.h"

namespace krait::core {

namespace poll {
inline constexpr uint32_t kTrace =
    1024;  // the loop is to look again which of its tables it goes by (vm/interpreter/tracing.h)
}  // namespace poll

// The poll bits that end a wait: something is to be raised or run.
inline constexpr uint32_t kEndsWait =
    poll::kInterrupt | poll::kTerminate | poll::kSignals | poll::kAsyncException | poll::kMemoryError;

// The VM's event point: as Thread::poll_slow(), and runs finalizers through VmHooks::run_pending_py.
Result<void> poll_event_py(Thread& thread);

// Raises the interpreter's MemoryError instance, made at start-up.
Failure raise_memory_error(Thread& thread);
// The failure that no except of the program sees. `pending` holds nothing then.
Failure raise_terminated(Thread& thread);
// A termination has been dealt with at the outermost entry: the thread may run again.
void clear_termination(Thread& thread);

// ---- requests, from any thread. By ident, since the thread may be leaving; false: it has left ----
bool interrupt(Interpreter& interpreter, uint64_t ident);  // KeyboardInterrupt within 50 ms, also in a wait
bool terminate(Interpreter& interpreter, uint64_t ident);  // unwinds with Terminated
void interrupt_main(Interpreter& interpreter);             // the interpreter's main thread
void terminate_interpreter(Interpreter& interpreter);      // all of its threads, also those to come

// A budget for all of the interpreter's threads: wall time and steps (polls), 0 for no bound. When it is spent every thread
// terminates, at once on each entry, until clear_budget. False: the system gives no thread to watch the time.
[[nodiscard]] bool set_budget(Interpreter& interpreter, int64_t nanoseconds, uint64_t steps);
void clear_budget(Interpreter& interpreter);

}  // namespace krait::core

// Threads that the program starts, and joining them.
#pragma once

#include <functional>

#include "runtime/threads/wait.h"

namespace krait::core {

struct SpawnOptions {
    size_t stack_size = 0;  // 0: the system's default
    bool daemon = false;    // shutdown does not wait for it: it is terminated
};

// Starts a thread that runs `body` attached; returns its ident. Captures hold Roots, never cells. Fails with RuntimeError.
// What `body` leaves pending is dropped: reporting it is the body's business.
Result<uint64_t> spawn_thread(Thread& thread, const SpawnOptions& options, std::function<void(Thread&)> body);
// Waits until the thread with this ident is gone. False: the deadline passed.
Result<bool> join_thread(Thread& thread, uint64_t ident, Deadline deadline = kForever);
// Waits for all non-daemon threads that spawn_thread made: the start of shutdown.
Result<void> join_all_threads(Thread& thread);

}  // namespace krait::core

// Threads that the program starts, and joining them.
#pragma once

#include <memory>

#include "runtime/threads/wait.h"

namespace krait::core {

struct SpawnOptions {
    size_t stack_size = 0;  // 0: the system's default
    bool daemon = false;    // shutdown does not wait for it: it is terminated
};

// What a thread runs. Its members hold Roots, never cells; it is deleted on the new thread, attached.
class ThreadBody {
public:
    virtual ~ThreadBody() = default;
    // What is left pending is dropped: reporting it is the body's business.
    virtual void run(Thread& thread) = 0;
};

// Starts a thread that runs `body` attached; returns its ident. Fails with RuntimeError.
Result<uint64_t> spawn_thread(Thread& thread, const SpawnOptions& options, std::unique_ptr<ThreadBody> body);
// Waits until the thread with this ident is gone. False: the deadline passed.
Result<bool> join_thread(Thread& thread, uint64_t ident, Deadline deadline = kForever);
// Waits for all non-daemon threads that spawn_thread made: the start of shutdown.
Result<void> join_all_threads(Thread& thread);

}  // namespace krait::core

// The module _thread. Library Reference: _thread; what threading.py lists at its head.
#pragma once

#include "runtime/threads/registry.h"
#include "runtime/threads/spawn.h"
#include "runtime/threads/wait.h"
#include "stdlib/native_helpers.h"

namespace krait::core::threading {

extern const TypeSpec kLock, kRLock;  // locks.cpp
extern const TypeSpec kLocal;         // local.cpp
extern const TypeSpec kThreadHandle;  // handles.cpp

// The arguments of acquire(blocking=True, timeout=-1): when to give up; 0 is at once.
Result<Deadline> acquire_deadline_py(Thread& thread, Value blocking, Value timeout);
// Seconds to a deadline; None and (if allowed) negative ones are for ever.
Result<Deadline> deadline_of_py(Thread& thread, Value timeout);

// The largest timeout in seconds.
inline constexpr double kTimeoutMax = 9223372036.0;

}  // namespace krait::core::threading

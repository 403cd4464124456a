// Waiting for several descriptors at once, as select(2), poll(2) and epoll_wait(2) do.
//
// poll() is asked without waiting; when nothing is ready, the descriptors are put into an epoll of their own, and the thread
// waits until that is readable. So a wait for many descriptors is a wait() like any other: Ctrl-C and shutdown end it. What an
// epoll refuses (a regular file, a closed descriptor) never gets that far, because poll() calls it ready.
#pragma once

#include <poll.h>
#include <vector>

#include "runtime/errors.h"
#include "runtime/threads/wake_event.h"

namespace krait::core::select {

// How many of the descriptors have revents; 0 at the deadline.
Result<int> wait_for_any_py(Thread& thread, std::vector<pollfd>& watched, Deadline deadline);
// A timeout in units of so many nanoseconds, rounded up; None and, where asked for, negative ones are forever.
enum class Negative { Forever, Refuse };
Result<Deadline> deadline_py(Thread& thread, Value timeout, double unit, Negative negative);

}  // namespace krait::core::select

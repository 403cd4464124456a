// Reading and writing descriptors without blocking anybody but the caller.
//
//  1. First a try that cannot block (RWF_NOWAIT). Where that is not possible: wait() until the descriptor is ready, then the
//     call, detached. A descriptor in non-blocking mode is simply asked; EAGAIN is the caller's to report.
//  2. EINTR runs the signal handlers and goes on (PEP 475).
//  3. A write to a blocking descriptor writes everything, as write(2) does.
#pragma once

#include <cerrno>
#include <cstddef>

#include "runtime/errors.h"
#include "runtime/threads/attach.h"

namespace krait::core {

// Bytes read or written, or -1 with *error an errno. Fails only when an exception is pending (an interrupt).
Result<int64_t> read_descriptor_py(Thread& thread, int fd, void* data, size_t size, int* error);
Result<int64_t> write_descriptor_py(Thread& thread, int fd, const void* data, size_t size, int* error);
bool is_nonblocking(int fd);

// close(2) of a descriptor: 0 or an errno. EINTR is no error: the descriptor is gone.
int close_descriptor(Thread& thread, int fd);

// open(2), not inheritable (PEP 446). FIFOs are opened on a helper thread; without a free descriptor the heap is collected, since
// forgotten files may be the reason. The descriptor, or -1 with *error.
Result<int64_t> open_descriptor_py(Thread& thread, int directory, const char* path, int flags, unsigned mode,
                                   int* error);

// A short system call that may touch a disk: detached, and again after EINTR. call() returns -1 with errno.
template <typename Call>
Result<int64_t> system_call_py(Thread& thread, int* error, Call&& call) {
    for (;;) {
        int64_t result;
        {
            Detached detached(thread);
            errno = 0;
            result = static_cast<int64_t>(call());
            *error = errno;
        }
        if (result >= 0 || *error != EINTR) return result;
        TRY(thread.poll());
    }
}

}  // namespace krait::core

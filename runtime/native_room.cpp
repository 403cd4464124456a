#include "runtime/native_room.h"

#include <new>

#include "runtime/heap/heap.h"
#include "runtime/threads/events.h"

namespace krait::core {

Result<void> check_native_room(Thread& thread, size_t bytes) {
    constexpr size_t kAlwaysThere = size_t{1} << 20;
    if (bytes <= kAlwaysThere) return {};
    if (bytes > PTRDIFF_MAX || !thread.heap().may_commit(thread, bytes)) return raise_memory_error(thread);
    // An allocation that is not written to costs a mapping and no memory.
    void* probe = ::operator new(bytes, std::nothrow);
    if (!probe) return raise_memory_error(thread);
    ::operator delete(probe);
    return {};
}

}  // namespace krait::core

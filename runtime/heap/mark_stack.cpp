#include "runtime/heap/mark_stack.h"

#include <sys/mman.h>

namespace krait::core {

MarkStack::~MarkStack() {
    if (entries_) munmap(entries_, capacity_ * sizeof(uintptr_t));
}

bool MarkStack::grow() {
    size_t capacity = capacity_ ? capacity_ * 2 : kFirstCapacity;
    if (capacity > largest_) capacity = largest_;
    if (capacity <= capacity_) return false;
    size_t bytes = capacity * sizeof(uintptr_t);
    void* memory = entries_ ? mremap(entries_, capacity_ * sizeof(uintptr_t), bytes, MREMAP_MAYMOVE)
                            : mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return false;
    entries_ = static_cast<uintptr_t*>(memory);
    capacity_ = capacity;
    return true;
}

void MarkStack::release() {
    if (capacity_ <= kFirstCapacity) return;
    size_t kept = kFirstCapacity * sizeof(uintptr_t);
    madvise(reinterpret_cast<char*>(entries_) + kept, capacity_ * sizeof(uintptr_t) - kept, MADV_DONTNEED);
}

}  // namespace krait::core

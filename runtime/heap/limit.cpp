// When to collect, and the memory limit.
//
//  1. Small allocations do not fail. One that would pass the limit collects fully; if that does not help, kMemoryError is set
//     and the reserve above the limit serves until the next event point, where MemoryError is raised, once.
//  2. Raising it opens the grant (1/16 of the limit, at least 256 KiB), in which the handler works. A collection that ends
//     under the limit closes the grant and arms the error again; so does using the grant up.
//  3. With the reserve above the grant gone too the thread is terminated.
//  4. allocate_large fails there and then.
#include <algorithm>

#include "runtime/heap/heap.h"
#include "runtime/interpreter.h"
#include "runtime/threads/events.h"
#include "runtime/threads/registry.h"

namespace krait::core {

namespace {

constexpr uint64_t kLeastGrant = 256 * 1024;
constexpr int64_t kExternalTrigger = 32 * 1024 * 1024;

uint64_t share_of(uint64_t limit) { return std::max(limit / 16, kLeastGrant); }

}  // namespace

bool Heap::collection_due() const {
#ifdef KRAIT_GC_STRESS
    if (held_.load(std::memory_order_relaxed)) return false;
    return stress_count_.fetch_add(1, std::memory_order_relaxed) % stress_period_ == stress_period_ - 1;
#else
    return allocated_.load(std::memory_order_relaxed) >= young_trigger_;
#endif
}

void Heap::set_memory_limit(uint64_t limit) {
    memory_limit_ = limit;
    grant_ = 0;
}

bool Heap::fits(uint64_t bytes) const { return memory_limit_ == 0 || committed() + bytes <= memory_limit_ + grant_; }

bool Heap::may_commit(Thread& thread, uint64_t bytes) {
    if (fits(bytes)) return true;
    // A collection can only free what is there.
    if (bytes <= memory_limit_ + grant_ && allocated_.load(std::memory_order_relaxed) > 0)
        collect(thread, Collection::Full);
    return fits(bytes);
}

void Heap::ensure_commit(Thread& thread, uint64_t bytes) {
    if (fits(bytes)) return;
    uint64_t reserve = share_of(memory_limit_);
    // Not again for each block of the reserve.
    if (!memory_error_due_.load(std::memory_order_relaxed)) {
        collect(thread, Collection::Full);
        if (fits(bytes)) return;
        memory_error_due_.store(true, std::memory_order_relaxed);
        thread.poll_word.fetch_or(poll::kMemoryError, std::memory_order_relaxed);
    }
    if (committed() + bytes > memory_limit_ + grant_ + reserve)
        thread.poll_word.fetch_or(poll::kTerminate, std::memory_order_relaxed);
}

void Heap::memory_error_raised() {
    memory_error_due_.store(false, std::memory_order_relaxed);
    if (memory_limit_ == 0) return;
    uint64_t used = committed();
    grant_ = (used > memory_limit_ ? used - memory_limit_ : 0) + share_of(memory_limit_);
    grant_ = std::min(grant_, 4 * share_of(memory_limit_));
}

void Heap::report_external(Thread& thread, int64_t bytes) {
    external_.fetch_add(bytes, std::memory_order_relaxed);
    committed_.fetch_add(static_cast<uint64_t>(bytes), std::memory_order_relaxed);
    if (bytes <= 0) return;
    if (external_since_.fetch_add(bytes, std::memory_order_relaxed) + bytes >= kExternalTrigger)
        thread.poll_word.fetch_or(poll::kCollect, std::memory_order_relaxed);
}

}  // namespace krait::core

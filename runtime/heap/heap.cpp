#include "runtime/heap/heap.h"

#include <cstdlib>
#include <cstring>
#include <sys/mman.h>

#include "runtime/heap/annotations.h"
#include "runtime/heap/block_map.h"
#include "runtime/heap/collector.h"
#include "runtime/heap/roots.h"
#include "runtime/interpreter.h"
#include "runtime/threads/registry.h"

namespace krait::core {

namespace {

constexpr uint64_t kFirstYoungTrigger = 4 * 1024 * 1024;
constexpr uint64_t kFirstTriggerCeiling = 16 * 1024 * 1024;
constexpr uint64_t kFirstFullTrigger = 32 * 1024 * 1024;
constexpr size_t kChunkBytes = 32 * kBlockSize;

}  // namespace

Heap::Heap(Interpreter& interpreter, uint64_t memory_limit)
    : interpreter_(interpreter), map_(new BlockMap), collector_(new Collector(*this)), root_table_(new RootTable),
      young_trigger_(kFirstYoungTrigger), trigger_ceiling_(kFirstTriggerCeiling), full_trigger_(kFirstFullTrigger),
      memory_limit_(memory_limit) {
#ifdef KRAIT_GC_STRESS
    if (const char* period = getenv("KRAIT_GC_STRESS")) stress_period_ = std::max(1UL, strtoul(period, nullptr, 10));
#endif
}

Heap::~Heap() {
    for (NativeCellEntry& entry : native_cells_) entry.destroy(entry.cell);
    root_table_->drop_heap();
    for (Block* block : large_)
        if (!block->pooled) {
            unpoison(block, block->mapping_size);
            munmap(block, block->mapping_size);
        }
    for (Chunk& chunk : chunks_) {
        unpoison(chunk.address, kChunkBytes);
        munmap(chunk.address, kChunkBytes);
    }
}

void Heap::collect(Thread& thread, Collection collection, char* scan_from) {
    if (held_.load(std::memory_order_relaxed)) return;
    ThreadRegistry& threads = *interpreter_.threads;
    uint64_t before = collections_.load(std::memory_order_relaxed);
    auto began = static_cast<uint64_t>(monotonic_now());
    KRAIT_SAVE_CONTEXT(thread.state->registers, thread.state->stack_pointer);
    if (scan_from) {
        memset(thread.state->registers, 0, sizeof(thread.state->registers));
        thread.state->stack_pointer = scan_from;
    }
    // While another thread collects: wait for it, rather than to stop the world once more for nothing.
    if (collection == Collection::Young && threads.world_is_stopped()) {
        threads.park(thread);
        if (before != collections_.load(std::memory_order_relaxed)) return;
    }
    threads.stop_world(thread);
    // Another thread may have collected while this one waited its turn.
    if (collection == Collection::Full || before == collections_.load(std::memory_order_relaxed))
        collector_->run(thread, collection, began);
    threads.resume_world(thread);
}

HeapStatistics Heap::statistics() const {
    HeapStatistics result = counts_;
    result.bytes_in_use = live_bytes_ + allocated_.load(std::memory_order_relaxed);
    result.bytes_external = static_cast<uint64_t>(external_.load(std::memory_order_relaxed));
    result.bytes_mapped = committed() - result.bytes_external;
    return result;
}

void Heap::add_root_provider(RootProvider* provider) {
    std::lock_guard lock(registry_mutex_);
    root_providers_.push_back(provider);
}
void Heap::remove_root_provider(RootProvider* provider) {
    std::lock_guard lock(registry_mutex_);
    std::erase(root_providers_, provider);
}
void Heap::add_weak_processor(WeakPhase phase, WeakProcessor process, void* data) {
    std::lock_guard lock(registry_mutex_);
    weak_hooks_.push_back({phase, process, data});
}
void Heap::register_weak(Cell* cell, WeakCellProcessor process) {
    std::lock_guard lock(registry_mutex_);
    weak_cells_.push_back({cell, process});
}
void Heap::register_finalizable(Cell* cell) {
    Collector::Newcomers& newcomers = collector_->newcomers_of_this_thread();
    std::lock_guard lock(newcomers.mutex);
    newcomers.cells.push_back(cell);
}
void Heap::register_native(Cell* cell, NativeDestructor destroy) {
    std::lock_guard lock(registry_mutex_);
    native_cells_.push_back({cell, destroy});
}

// Only in a collection, which drains afterwards.
void Heap::enqueue_finalizer(Cell* cell) {
    finalizer_queue_.push_back(cell);
    collector_->visit(cell);
}

Cell* Heap::next_finalizer() {
    std::lock_guard lock(registry_mutex_);
    if (finalizer_next_ == finalizer_queue_.size()) {
        finalizer_queue_.clear();
        finalizer_next_ = 0;
        return nullptr;
    }
    return finalizer_queue_[finalizer_next_++];
}

// On the interpreter's main thread.
void Heap::finalize_all() {
    Thread* main = nullptr;
    interpreter_.threads->for_each_locked([&](Thread& thread) {
        if (thread.state->is_main) main = &thread;
    });
    if (!main || (finalizable_.empty() && !collector_->has_newcomers())) return;
    KRAIT_SAVE_CONTEXT(main->state->registers, main->state->stack_pointer);
    interpreter_.threads->stop_world(*main);
    collector_->run_finalizing_all(*main);
    interpreter_.threads->resume_world(*main);
}

bool Heap::is_marked(const Cell* cell) const { return Block::of(cell)->is_marked(cell); }

void Heap::set_mark_stack_limit(size_t entries) { collector_->stack().set_largest(entries); }

void Heap::for_each_cell(Thread& thread, void (*visit)(Cell* cell, void* data), void* data) {
    KRAIT_SAVE_CONTEXT(thread.state->registers, thread.state->stack_pointer);
    interpreter_.threads->stop_world(thread);
    collect(thread, Collection::Full);
    for (Block* block : blocks_) for_each_marked(block, [&](Cell* cell) { visit(cell, data); });
    for (Block* block : large_) visit(block->cell_at(kFirstCell), data);
    interpreter_.threads->resume_world(thread);
}

}  // namespace krait::core

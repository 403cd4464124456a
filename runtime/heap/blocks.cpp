// Where memory comes from: chunks of blocks, mappings of large cells, and the runs that threads allocate from.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>

#include "runtime/heap/annotations.h"
#include "runtime/heap/block.h"
#include "runtime/heap/block_map.h"
#include "runtime/heap/collector.h"
#include "runtime/interpreter.h"
#include "runtime/threads/byte_lock.h"
#include "runtime/threads/events.h"

namespace krait::core {

namespace {

constexpr uint32_t kChunkBlocks = 32;
// The longest piece handed over at once: zeroed just before use, it is still in the first-level cache then.
#ifdef KRAIT_GC_STRESS
constexpr uint32_t kLongestPiece = 0;  // one cell: each allocation comes to the slow path
#else
constexpr uint32_t kLongestPiece = 4 * 1024;
#endif

// `size` bytes aligned to kBlockSize, or null. Not MAP_NORESERVE: what is far beyond memory is refused here, for a MemoryError.
char* map_aligned(size_t size) {
    void* memory = mmap(nullptr, size + kBlockSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return nullptr;
    char* start = static_cast<char*>(memory);
    char* aligned = reinterpret_cast<char*>((reinterpret_cast<uintptr_t>(start) + kBlockSize - 1) & ~(kBlockSize - 1));
    if (aligned != start) munmap(start, static_cast<size_t>(aligned - start));
    if (size_t rest = static_cast<size_t>(start + kBlockSize - aligned)) munmap(aligned + size, rest);
    return aligned;
}

}  // namespace

bool Heap::map_chunk() {
    char* memory = map_aligned(kChunkBlocks * kBlockSize);
    if (!memory) return false;
    chunks_.push_back({memory, 0});
    return true;
}

// A block from the pool or a new one. Null when the system gives no more. Under the lock.
Block* Heap::take_free_block() {
    Block* block = free_blocks_;
    if (block) {
        free_blocks_ = block->next;
    } else {
        if ((chunks_.empty() || chunks_.back().used == kChunkBlocks) && !map_chunk()) return nullptr;
        Chunk& chunk = chunks_.back();
        block = reinterpret_cast<Block*>(chunk.address + chunk.used++ * kBlockSize);
        block->pooled = true;
        block->fresh = true;
        map_->add(reinterpret_cast<uintptr_t>(block), kBlockSize, block);
    }
    block->heap = this;
    block->next = nullptr;
    block->sweep_cursor = block->newly_used = static_cast<uint32_t>(kFirstCell);
    committed_.fetch_add(kBlockSize, std::memory_order_relaxed);
    return block;
}

// Its marks are clear. World stopped.
void Heap::release_block(Block* block) {
    block->state = BlockState::Free;
    block->fresh = false;
    block->next = free_blocks_;
    free_blocks_ = block;
    committed_.fetch_sub(kBlockSize, std::memory_order_relaxed);
}

Block* Heap::take_block(Thread& thread, int size_class) {
    {
        std::lock_guard lock(mutex_);
        if (Block* block = available_[size_class]) {
            available_[size_class] = block->next;
            block->state = BlockState::Owned;
            return block;
        }
    }
    ensure_commit(thread, kBlockSize);
    std::lock_guard lock(mutex_);
    Block* block = available_[size_class];  // ensure_commit may have collected
    if (block) {
        available_[size_class] = block->next;
        block->state = BlockState::Owned;
        return block;
    }
    block = take_free_block();
    if (!block) {
        // The reserve of the limit is for handlers; with no memory from the system at all there is nothing left to do.
        fprintf(stderr, "krait: the system gives no more memory\n");
        abort();
    }
    block->state = BlockState::Owned;
    block->size_class = static_cast<uint8_t>(size_class);
    block->cell_size = static_cast<uint32_t>(class_size(size_class));
    block->cell_count = static_cast<uint32_t>((kBlockSize - kFirstCell) / block->cell_size);
    blocks_.push_back(block);
    if (block->fresh) poison(block->address() + kFirstCell, kBlockSize - kFirstCell);
    return block;
}

// Gives the thread's run of this class its next piece and returns a cell of it, zeroed. Never fails.
char* Heap::refill(Thread& thread, int size_class) {
    Run& run = thread.runs[size_class];
    for (;;) {
        Block* block = thread.state->owned[size_class];
        if (!block) {
            block = take_block(thread, size_class);
            thread.state->owned[size_class] = block;
        }
        uint32_t size = block->cell_size, limit = block->limit();
        uint32_t start = block->sweep_cursor;
        while (start < limit && block->is_marked(block->cell_at(start))) start += size;
        if (start == limit) {
            block->sweep_cursor = limit;
            block->state = BlockState::Full;
            thread.state->owned[size_class] = nullptr;
            continue;
        }
        uint32_t end = start + size;
        uint32_t longest = std::min(limit, start + std::max(kLongestPiece, size));
        while (end + size <= longest && !block->is_marked(block->cell_at(end))) end += size;
        char* memory = block->address() + start;
        unpoison(memory, end - start);
        if (!block->fresh) memset(memory, 0, end - start);
        poison(memory + size, end - start - size);
        block->sweep_cursor = end;
        allocated_.fetch_add(end - start, std::memory_order_relaxed);
        run.cursor = memory + size;
        run.end = block->address() + end;
        return memory;
    }
}

Cell* allocate_cell_slow(Thread& thread, size_t size) {
    Heap& heap = thread.heap();
    assert_no_guard(thread);
    thread.safepoint();
    if (heap.collection_due()) heap.collect(thread, Collection::Young);
    return reinterpret_cast<Cell*>(heap.refill(thread, size_class(size)));
}

// ---- large cells ----

Block* Heap::map_large(Thread& thread, size_t size) {
    size_t mapping = (kFirstCell + size + kBlockSize - 1) & ~(kBlockSize - 1);
    Block* block;
    if (mapping == kBlockSize) {
        std::lock_guard lock(mutex_);
        block = take_free_block();
        if (!block) return nullptr;
        unpoison(block->address() + kFirstCell, size);
        if (!block->fresh) memset(block->address() + kFirstCell, 0, size);
    } else {
        {
            std::lock_guard lock(mutex_);
            block = collector_->spares().take(mapping);
        }
        if (block) {
            mapping = block->mapping_size;
            unpoison(block->address() + kFirstCell, size);
            memset(static_cast<void*>(block), 0, kFirstCell + size);
        } else {
            block = reinterpret_cast<Block*>(map_aligned(mapping));
            if (!block) return nullptr;
        }
        block->heap = this;
        block->sweep_cursor = static_cast<uint32_t>(kFirstCell);
        committed_.fetch_add(mapping, std::memory_order_relaxed);
        std::lock_guard lock(mutex_);
        map_->add(reinterpret_cast<uintptr_t>(block), mapping, block);
    }
    block->state = BlockState::Large;
    block->size_class = kLargeClass;
    block->cell_size = 0;
    block->cell_count = 1;
    block->large_size = size;
    block->mapping_size = mapping;
    return block;
}

// World stopped.
void Heap::unmap_large(Block* block) {
    if (block->pooled) {
        poison(block->address() + kFirstCell, kBlockSize - kFirstCell);
        release_block(block);
        return;
    }
    size_t size = block->mapping_size;
    map_->remove(reinterpret_cast<uintptr_t>(block), size);
    committed_.fetch_sub(size, std::memory_order_relaxed);
    if (!collector_->spares().put(block)) munmap(block, size);
}

Result<Cell*> allocate_large(Thread& thread, size_t size, uint32_t shape, Layout layout) {
    Heap& heap = thread.heap();
    thread.safepoint();
    constexpr size_t kLargestSize = size_t{1} << 46;
    if (size > kLargestSize || !heap.may_commit(thread, size)) return raise_memory_error(thread);
    if (heap.allocated_.load(std::memory_order_relaxed) + size >= heap.young_trigger_ + heap.young_trigger_ / 2 ||
        heap.collection_due())
        heap.collect(thread, Collection::Young);
    Block* block = heap.map_large(thread, size);
    if (!block) {
        heap.collect(thread, Collection::Full);
        block = heap.map_large(thread, size);
        if (!block) return raise_memory_error(thread);
    }
    Cell* cell = block->cell_at(kFirstCell);
    __atomic_store_n(reinterpret_cast<uint64_t*>(cell), shape | static_cast<uint64_t>(layout) << 32, __ATOMIC_RELAXED);
    heap.allocated_.fetch_add(size, std::memory_order_relaxed);
    std::lock_guard lock(heap.mutex_);
    heap.large_.push_back(block);
    return cell;
}

// ---- candidates ----

KRAIT_UNSANITIZED bool Heap::is_allocated(const Block* block, const Cell* cell) const {
    auto offset = reinterpret_cast<uintptr_t>(cell) & (kBlockSize - 1);
    if (block->state == BlockState::Free) return false;
    if (block->state == BlockState::Large || offset < block->sweep_cursor)
        return __atomic_load_n(reinterpret_cast<const uint64_t*>(cell), __ATOMIC_RELAXED) != 0;
    size_t bit = Block::bit_of(cell);
    const uint64_t* allocated = full_running_ ? block->before : block->marks;
    return allocated[bit / 64] >> (bit % 64) & 1;
}

Cell* Heap::cell_of(uintptr_t address) const {
    Block* block = map_->find(address);
    if (!block || block->state == BlockState::Free) return nullptr;
    uintptr_t start = reinterpret_cast<uintptr_t>(block);
    Cell* cell;
    if (block->state == BlockState::Large) {
        if (address < start + kFirstCell || address >= start + kFirstCell + block->large_size) return nullptr;
        cell = block->cell_at(kFirstCell);
    } else {
        uintptr_t offset = address - start;
        if (offset < kFirstCell || offset >= block->limit()) return nullptr;
        cell = block->cell_at(kFirstCell + (offset - kFirstCell) / block->cell_size * block->cell_size);
    }
    return is_allocated(block, cell) ? cell : nullptr;
}

}  // namespace krait::core

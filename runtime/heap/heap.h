// The heap of one interpreter: a non-moving, generational, tracing collector.
//
//  1. Small cells (up to kLargestSmall bytes) live in size-segregated 64 KiB blocks; larger ones in mappings of their own that
//     begin like a block. A thread allocates from its own runs of free, zeroed memory, with no lock (Allocator).
//  2. Marks are side bitmaps. After a collection `allocated = marked`; a cell handed out since then is allocated when its
//     header is not zero (block.h). A conservative candidate counts only if its cell is allocated.
//  3. Roots: native stacks and spilled registers (conservative, interior and one-past-the-end pointers included),
//     the VM's frames (precise, through RootProvider), Root handles, the interpreter's own fields.
//  4. Generational with sticky marks: a young collection keeps the marks of the last one and scans roots and dirty cells.
//  5. Every allocation is a collection point: it may stop the world, nothing more. Small allocations do not fail; over
//     the limit MemoryError is raised at the next event point, and allocate_large fails there and then.
//  6. Sweeping is lazy: a block is swept when a thread takes it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "runtime/object.h"

namespace krait::core {

inline constexpr size_t kLargestSmall = 8 * 1024;
inline constexpr size_t kGranule = 16;
inline constexpr int kSizeClasses = 36;

// Size class of a cell of `size` bytes, size <= kLargestSmall: steps of 16 up to 256, then four per power of two.
inline constexpr int size_class(size_t size) {
    if (size <= 256) return static_cast<int>((size + 15) / 16) - 1;
    int power = 63 - __builtin_clzll(size - 1);  // 2^power < size <= 2^(power+1)
    return 16 + (power - 8) * 4 + static_cast<int>((size - 1) >> (power - 2) & 3);
}
inline constexpr size_t class_size(int index) {
    if (index < 16) return static_cast<size_t>(index + 1) * 16;
    int power = 8 + (index - 16) / 4;
    return (size_t{1} << power) + static_cast<size_t>((index - 16) % 4 + 1) * (size_t{1} << (power - 2));
}
static_assert(class_size(size_class(kLargestSmall)) == kLargestSmall && size_class(kLargestSmall) == kSizeClasses - 1);

// A thread's free runs, one for each size class. Memory in [cursor, end) is zeroed.
struct Run {
    char* cursor = nullptr;
    char* end = nullptr;
};

// Visits the references of a cell. Given to trace functions; also used for gc.get_referents and the heap checker.
class Tracer {
public:
    virtual void visit(Cell* cell) = 0;
    // A word that may be stale: counts only if it points to an allocated cell (temporaries of VM frames).
    virtual void visit_candidate(uintptr_t word) { (void)word; }
    void visit(Value value) {
        if (value.is_cell()) visit(value.cell());
    }
    template <typename T>
    void visit(const Field<T>& field) {
        if constexpr (std::is_pointer_v<T>) {
            if (auto* cell = field.get_relaxed()) visit(static_cast<Cell*>(cell));
        } else {
            visit(field.get_relaxed());
        }
    }
    void visit_range(const Field<Value>* fields, size_t count) {
        for (size_t i = 0; i < count; ++i) visit(fields[i].get_relaxed());
    }

protected:
    ~Tracer() = default;
};
using TraceFunction = void (*)(Cell* cell, Tracer& tracer);

class BlockMap;
class Collector;
class Heap;
class Interpreter;
struct Block;
class RootTable;

// Visits the references of a cell by its layout: runtime/objects/trace.cpp.
void trace_cell(Cell* cell, Tracer& tracer);

// Allocation. `size` in bytes with header; the rest of the cell is zero. Collection points.
Cell* allocate_cell_slow(Thread& thread, size_t size);
// Fails with MemoryError when the limit or the system forbids it. For sizes that the program chooses.
Result<Cell*> allocate_large(Thread& thread, size_t size, uint32_t shape, Layout layout);

struct HeapStatistics {
    uint64_t bytes_in_use = 0;    // live cells after the last collection, plus what was allocated since
    uint64_t bytes_mapped = 0;    // blocks and large cells in use
    uint64_t bytes_external = 0;  // reported by native objects
    uint64_t young_collections = 0;
    uint64_t full_collections = 0;
    uint64_t bytes_freed = 0;
    uint64_t longest_pause_ns = 0;
    uint64_t last_pause_ns = 0;
};

enum class Collection { Young, Full };
enum class WeakPhase {
    BeforeFinalizers,  // weak references: what only finalizable cells reach counts as dead
    AfterFinalizers,   // caches and tables: what finalizers may still see is alive
};

// Reports the roots of some owner (the VM's frames of a thread, a host's table), precisely. Runs with the world stopped.
class RootProvider {
public:
    virtual void visit_roots(Tracer& tracer, Collection collection) = 0;

protected:
    ~RootProvider() = default;
};

class Heap {
public:
    explicit Heap(Interpreter& interpreter, uint64_t memory_limit = 0);
    ~Heap();
    Heap(const Heap&) = delete;
    Heap& operator=(const Heap&) = delete;

    // Collects now: stops the world, and runs in the calling thread. Collection point. With `scan_from`, the native frames
    // below that address are known to hold no reference that nothing else holds, and the registers are not looked at.
    void collect(Thread& thread, Collection collection, char* scan_from = nullptr);
    HeapStatistics statistics() const;
    Interpreter& interpreter() const { return interpreter_; }
    // No collection in between, for the start of the interpreter. Nests.
    void hold_collections() { ++held_; }
    void allow_collections() { --held_; }

    // ---- roots ----
    void add_root_provider(RootProvider* provider);
    void remove_root_provider(RootProvider* provider);
    RootTable& root_table() const { return *root_table_; }

    // ---- weak references, caches, finalizers. Called by attached threads; the hooks run with the world stopped ----
    using WeakProcessor = void (*)(Heap& heap, Collection collection, void* data);
    void add_weak_processor(WeakPhase phase, WeakProcessor process, void* data);
    // A weak reference. Its target is set before the registration and never changes but to be cleared. `process` is called in
    // collections that may free the target, before finalizers: it clears the target if that is not marked; if is_marked(cell)
    // it may enqueue_finalizer(cell) to have a callback run. Cells that died themselves are processed too (a finalizer may
    // bring them back), and dropped.
    using WeakCellProcessor = void (*)(Heap& heap, Cell* cell);
    void register_weak(Cell* cell, WeakCellProcessor process);
    // The cell has a finalizer: once unreachable it lives on until the finalizer has run, parents before children.
    void register_finalizable(Cell* cell);
    // The cell holds something outside of the heap: once unreachable (or at the end of the heap) `destroy` is called, with the
    // world stopped. It may not touch other cells.
    using NativeDestructor = void (*)(Cell* cell);
    void register_native(Cell* cell, NativeDestructor destroy);
    // From weak processors: keeps a dead or living cell alive and queues it as finalizers are (a weak reference's callback).
    void enqueue_finalizer(Cell* cell);
    // The next cell to finalize, or null. The caller runs its finalizer.
    Cell* next_finalizer();
    // At exit: queues every cell that has a finalizer.
    void finalize_all();
    // For weak processors, and valid while the world is stopped.
    bool is_marked(const Cell* cell) const;
    bool is_marked(Value value) const { return !value.is_cell() || is_marked(value.cell()); }

    // ---- memory ----
    // Bytes that a native object holds outside of the heap (negative: gave back). May set kCollect.
    void report_external(Thread& thread, int64_t bytes);
    // The limit in bytes, 0 for none; and what counts against it now.
    void set_memory_limit(uint64_t limit);
    uint64_t memory_limit() const { return memory_limit_; }
    uint64_t committed() const { return committed_.load(std::memory_order_relaxed); }
    // Would `bytes` more fit under the limit? Collects if that may help. False: the caller raises MemoryError.
    bool may_commit(Thread& thread, uint64_t bytes);
    // MemoryError is being raised at an event point: opens the grant (heap/limit.cpp).
    void memory_error_raised();

    // ---- for tests and tools ----
    // Walks every invariant. Empty, or what is wrong. Stops the world.
    std::string check(Thread& thread);
    // Visits every live cell, after a full collection. Stops the world; `visit` may not allocate.
    void for_each_cell(Thread& thread, void (*visit)(Cell* cell, void* data), void* data);
    // The cell that an address lies in or is one past the end of, if it is allocated. With the world stopped.
    Cell* cell_of(uintptr_t address) const;
    void set_mark_stack_limit(size_t entries);
    void set_stress_period(uint64_t allocations) { stress_period_ = allocations; }
    void set_young_trigger(uint64_t bytes) { young_trigger_ = trigger_ceiling_ = bytes; }

private:
    friend class Collector;
    friend Cell* allocate_cell_slow(Thread& thread, size_t size);
    friend Result<Cell*> allocate_large(Thread& thread, size_t size, uint32_t shape, Layout layout);

    // blocks.cpp
    char* refill(Thread& thread, int size_class);
    Block* take_block(Thread& thread, int size_class);
    Block* take_free_block();
    void release_block(Block* block);
    Block* map_large(Thread& thread, size_t size);
    void unmap_large(Block* block);
    bool map_chunk();
    bool is_allocated(const Block* block, const Cell* cell) const;
    // limit.cpp
    void ensure_commit(Thread& thread, uint64_t bytes);
    bool fits(uint64_t bytes) const;
    bool collection_due() const;

    struct Chunk {
        char* address;
        uint32_t used;  // blocks made so far; the others are untouched
    };
    struct WeakHook {
        WeakPhase phase;
        WeakProcessor process;
        void* data;
    };
    struct WeakCell {
        Cell* cell;
        WeakCellProcessor process;
    };
    struct NativeCellEntry {
        Cell* cell;
        NativeDestructor destroy;
    };

    Interpreter& interpreter_;
    std::unique_ptr<BlockMap> map_;
    std::unique_ptr<Collector> collector_;
    RootTable* root_table_;

    mutable std::mutex mutex_;  // the lists below
    std::vector<Chunk> chunks_;
    std::vector<Block*> blocks_;  // in use
    std::vector<Block*> large_;
    Block* free_blocks_ = nullptr;
    Block* available_[kSizeClasses] = {};

    std::mutex registry_mutex_;  // what is registered; also taken by detached hosts
    std::vector<RootProvider*> root_providers_;
    std::vector<WeakHook> weak_hooks_;
    std::vector<WeakCell> weak_cells_;
    std::vector<NativeCellEntry> native_cells_;
    std::vector<Cell*> finalizable_;
    // How many entries at the front are marked already: a young collection begins behind them.
    size_t weak_old_ = 0, native_old_ = 0, finalizable_old_ = 0;
    std::vector<Cell*> finalizer_queue_;
    size_t finalizer_next_ = 0;

    std::atomic<uint64_t> allocated_{0};  // bytes handed out since the last collection
    std::atomic<uint64_t> committed_{0};  // blocks, large cells and reported bytes
    std::atomic<int64_t> external_{0};
    std::atomic<int64_t> external_since_{0};  // reported since the last full collection
    uint64_t young_trigger_;
    uint64_t trigger_ceiling_;
    uint64_t full_trigger_;  // live bytes that make the next collection full
    uint64_t live_bytes_ = 0;
    std::atomic<uint64_t> collections_{0};
    std::atomic<int> held_{0};
    bool full_running_ = false;  // marks are incomplete: `before` tells what is allocated
    uint64_t last_end_ns_ = 0;
    mutable std::atomic<uint64_t> stress_count_{
        0};  // KRAIT_GC_STRESS builds: collect at every stress_period_th allocation
    uint64_t stress_period_ = 1;

    uint64_t memory_limit_ = 0;
    uint64_t grant_ = 0;  // what the handler of a MemoryError may use above the limit
    std::atomic<bool> memory_error_due_{false};

    HeapStatistics counts_;
};

}  // namespace krait::core

// The heap of one interpreter: a non-moving, generational, tracing collector.
//
//  1. Small cells (up to kLargestSmall bytes) live in size-segregated 64 KiB blocks; larger ones in mappings of their own that
//     begin like a block. A thread allocates from its own runs of free, zeroed memory, with no lock (Allocator).
//  2. Marks are side bitmaps. After a collection `allocated = marked`; a cell handed out since then is allocated when its
//     header is not zero. A conservative candidate counts only if its cell is allocated.
//  3. Roots: native stacks and spilled registers (conservative, interior and one-past-the-end pointers included),
//     the VM's frames (precise, through RootProvider), Root handles, the interpreter's own fields.
//  4. Generational with sticky marks: a young collection keeps the marks of the last one and scans roots and dirty cells.
//  5. Every allocation is a collection point: it may stop the world, nothing more. Small allocations do not fail; over
//     the limit MemoryError is raised at the next event point, and allocate_large fails there and then.
//  6. Sweeping is lazy: a block is swept when a thread takes it.
#pragma once

#include <cstdint>

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

class Heap;

// Allocation. `size` in bytes with header; the rest of the cell is zero. Collection points.
Cell* allocate_cell_slow(Thread& thread, size_t size);
// Fails with MemoryError when the limit or the system forbids it. For sizes that the program chooses.
Result<Cell*> allocate_large(Thread& thread, size_t size, uint32_t shape, Layout layout);

struct HeapStatistics {
    uint64_t bytes_in_use = 0;  // live cells after the last collection, plus what was allocated since
    uint64_t bytes_mapped = 0;
    uint64_t young_collections = 0;
    uint64_t full_collections = 0;
    uint64_t cells_freed = 0;
    uint64_t longest_pause_ns = 0;
};

enum class Collection { Young, Full };

}  // namespace krait::core

// A block: 64 KiB of cells of one size, or the head of one large cell, aligned to 64 KiB.
//
//  1. Cells begin at kFirstCell, one every cell_size bytes. Bitmaps have one bit for each 16-byte granule, so that the bit
//     of an exact pointer needs no division; interior pointers (conservative candidates) divide.
//  2. The sweep cursor parts the block. Below it cells were handed out since the last collection, zeroed first: such a cell
//     is allocated when its header is not zero. At and above it nothing was touched since: a cell is allocated when it was
//     marked. A full collection, which clears the marks, copies them to `before` first.
//  3. The fields change under the heap's lock or with the world stopped, but for those of an Owned block, which belong to
//     the thread whose run it feeds.
#pragma once

#include <cstdint>

#include "runtime/heap/heap.h"

namespace krait::core {

enum class BlockState : uint8_t {
    Free,       // in the pool, of no size class
    Available,  // has unmarked cells above its sweep cursor
    Owned,      // feeds a thread's run
    Full,       // nothing to hand out before the next collection
    Large,      // one cell, larger than kLargestSmall
};

struct Block : BlockHead {
    // The dirty byte is written by everybody: it has a cache line of its own.
    alignas(64) BlockState state;
    uint8_t size_class;
    bool fresh;          // never used above the sweep cursor: the system's zero pages
    bool pooled;         // lies in a chunk; else a mapping of its own
    uint32_t cell_size;  // of a large cell too big for it: 0
    uint32_t cell_count;
    uint32_t marked_count;
    uint32_t sweep_cursor;  // offset from the block
    uint32_t newly_used;    // the cursor at the last collection: what lies below may hold cells that died young
    size_t large_size;      // bytes of the large cell
    size_t mapping_size;
    Heap* heap;
    Block* next;
    uint64_t marks[kBlockSize / kGranule / 64];
    uint64_t before[kBlockSize / kGranule / 64];

    char* address() { return reinterpret_cast<char*>(this); }
    Cell* cell_at(size_t offset) { return reinterpret_cast<Cell*>(address() + offset); }
    uint32_t limit() const;  // offset behind the last cell
    bool is_marked(const Cell* cell) const {
        size_t bit = bit_of(cell);
        return marks[bit / 64] >> (bit % 64) & 1;
    }
    // True if it was not marked before.
    bool set_mark(const Cell* cell) {
        size_t bit = bit_of(cell);
        uint64_t mask = uint64_t{1} << (bit % 64);
        if (marks[bit / 64] & mask) return false;
        marks[bit / 64] |= mask;
        ++marked_count;
        return true;
    }
    static size_t bit_of(const Cell* cell) { return (reinterpret_cast<uintptr_t>(cell) & (kBlockSize - 1)) / kGranule; }
    static Block* of(const Cell* cell) { return static_cast<Block*>(block_of(cell)); }
};

inline constexpr size_t kFirstCell = (sizeof(Block) + 63) / 64 * 64;
static_assert(kFirstCell + kLargestSmall * 7 <= kBlockSize);
inline constexpr uint8_t kLargeClass = 255;

inline uint32_t Block::limit() const { return static_cast<uint32_t>(kFirstCell) + cell_count * cell_size; }

// Calls visit(Cell*) for each marked cell.
template <typename F>
void for_each_marked(Block* block, F&& visit) {
    for (size_t i = 0; i < std::size(block->marks); ++i) {
        for (uint64_t word = block->marks[i]; word; word &= word - 1)
            visit(block->cell_at((i * 64 + static_cast<size_t>(__builtin_ctzll(word))) * kGranule));
    }
}

}  // namespace krait::core

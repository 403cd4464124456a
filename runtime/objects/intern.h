// The interned strings of one interpreter: equal text, one cell.
//
//  1. The table holds its strings weakly: after the marking of each collection the dead ones are dropped.
//  2. It lies outside of the heap and is guarded by a spin lock; nothing in the locked region allocates a cell, so a stopped world
//     never finds it locked.
//  3. Interned strings are exact str, flat, and have their hash.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "runtime/heap/heap.h"
#include "runtime/objects/str.h"

namespace krait::core {

class InternTable {
public:
    explicit InternTable(Heap& heap);
    // The interned string of this text, or null.
    Str* find(uint64_t hash, const void* data, int kind, size_t length);
    // `string` becomes the interned one, unless another thread was first: then that one.
    Str* add(Str* string);
    size_t size() const { return used_; }

private:
    static void drop_dead(Heap& heap, Collection collection, void* table);
    Str** slot_of(uint64_t hash, const void* data, int kind, size_t length);
    void grow();

    std::atomic<bool> locked_{false};
    size_t used_ = 0;
    std::vector<Str*> slots_;  // lint: rooted (weak: drop_dead)
    // What came since the last collection: all that a young one may free.
    std::vector<Str*> recent_;  // lint: rooted (weak: drop_dead)
};

// The interpreter's table, made on first use.
InternTable& intern_table(Thread& thread);

}  // namespace krait::core

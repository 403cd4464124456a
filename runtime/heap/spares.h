// Mappings of dead large cells, kept for the next ones: clearing memory that is there costs a fraction of the page faults of memory that
// is not. A full collection gives back those that nobody has taken since the last one.
//
// Taken under the heap's lock; put and released with the world stopped. They are in no block map and count for no limit.
#pragma once

#include <vector>

#include "runtime/heap/block.h"

namespace krait::core {

class Spares {
public:
    Spares() = default;
    ~Spares() { release(); }
    Spares(const Spares&) = delete;
    Spares& operator=(const Spares&) = delete;

    // The smallest one that `mapping` bytes fill to at least three quarters, or null.
    Block* take(size_t mapping);
    // False: there are enough of them.
    bool put(Block* block);
    void release();

private:
#ifdef KRAIT_GC_STRESS
    static constexpr size_t kMostBytes = 0;  // what is freed is unmapped, so that a use of it is found
#else
    static constexpr size_t kMostBytes = 8 * 1024 * 1024;
#endif
    std::vector<Block*> blocks_;
    size_t bytes_ = 0;
};

}  // namespace krait::core

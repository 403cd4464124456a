#include "runtime/heap/spares.h"

#include <sys/mman.h>

#include "runtime/heap/annotations.h"

namespace krait::core {

Block* Spares::take(size_t mapping) {
    auto best = blocks_.end();
    for (auto at = blocks_.begin(); at != blocks_.end(); ++at) {
        size_t size = (*at)->mapping_size;
        if (size < mapping || size - size / 4 > mapping) continue;
        if (best == blocks_.end() || size < (*best)->mapping_size) best = at;
    }
    if (best == blocks_.end()) return nullptr;
    Block* block = *best;
    *best = blocks_.back();
    blocks_.pop_back();
    bytes_ -= block->mapping_size;
    return block;
}

bool Spares::put(Block* block) {
    if (bytes_ + block->mapping_size > kMostBytes) return false;
    poison(block->address() + kFirstCell, block->mapping_size - kFirstCell);
    blocks_.push_back(block);
    bytes_ += block->mapping_size;
    return true;
}

void Spares::release() {
    for (Block* block : blocks_) {
        unpoison(block, block->mapping_size);
        munmap(block, block->mapping_size);
    }
    blocks_.clear();
    bytes_ = 0;
}

}  // namespace krait::core

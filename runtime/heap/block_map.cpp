#include "runtime/heap/block_map.h"

#include <algorithm>

namespace krait::core {

void BlockMap::insert(uintptr_t unit, Block* block) {
    for (size_t i = slot(unit);; i = (i + 1) & mask_) {
        if (entries_[i].unit == unit || entries_[i].unit == 0) {
            if (entries_[i].unit == 0) ++used_;
            entries_[i] = {unit, block};
            return;
        }
    }
}

void BlockMap::grow() {
    Entry* old = entries_;
    size_t old_size = old ? mask_ + 1 : 0;
    size_t size = 256;
    while (size < live_ * 4) size *= 2;
    entries_ = static_cast<Entry*>(calloc(size, sizeof(Entry)));
    if (!entries_) abort();
    mask_ = size - 1;
    used_ = 0;
    for (size_t i = 0; i < old_size; ++i)
        if (old[i].block) insert(old[i].unit, old[i].block);
    free(old);
}

void BlockMap::add(uintptr_t start, size_t size, Block* block) {
    lowest_ = std::min(lowest_, start);
    highest_ = std::max(highest_, start + size);
    for (uintptr_t unit = start >> 16; unit < (start + size) >> 16; ++unit) {
        ++live_;
        if ((used_ + 1) * 2 > mask_) grow();
        insert(unit, block);
    }
}

void BlockMap::remove(uintptr_t start, size_t size) {
    for (uintptr_t unit = start >> 16; unit < (start + size) >> 16; ++unit) {
        insert(unit, nullptr);
        --live_;
    }
}

}  // namespace krait::core

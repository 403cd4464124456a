// Which block an address lies in, if any: an open hash table of 64 KiB units. Asked for conservative candidates only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace krait::core {

struct Block;

class BlockMap {
public:
    ~BlockMap() { free(entries_); }
    BlockMap() = default;
    BlockMap(const BlockMap&) = delete;
    BlockMap& operator=(const BlockMap&) = delete;

    Block* find(uintptr_t address) const {
        if (address < lowest_ || address >= highest_) return nullptr;
        uintptr_t unit = address >> 16;
        for (size_t i = slot(unit);; i = (i + 1) & mask_) {
            if (entries_[i].unit == unit) return entries_[i].block;
            if (entries_[i].unit == 0) return nullptr;
        }
    }
    void add(uintptr_t start, size_t size, Block* block);
    void remove(uintptr_t start, size_t size);

private:
    struct Entry {
        uintptr_t unit;  // 0: empty; removed entries keep their unit with a null block until the table is rebuilt
        Block* block;
    };
    size_t slot(uintptr_t unit) const { return (unit * 0x9E3779B97F4A7C15u) >> 20 & mask_; }
    void insert(uintptr_t unit, Block* block);
    void grow();

    Entry* entries_ = nullptr;
    size_t mask_ = 0, used_ = 0, live_ = 0;
    uintptr_t lowest_ = UINTPTR_MAX, highest_ = 0;
};

}  // namespace krait::core

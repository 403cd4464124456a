// Which registers hold something that is still read, at each instruction: a backward data flow over kOpInfo.
//
// The collector takes bound locals as roots and of the temporaries those that are live; a dead temporary may hold a stale word.
// An instruction that may raise keeps alive what its handler reads. A row is a bit set of registers.
//
// The words may be those of running code: a specialised op byte means what its generic op does.
#pragma once

#include <vector>

#include "vm/bytecode/operands.h"

namespace krait::core {

class Liveness {
public:
    // `generic`: what an op byte means, for code that has run; null: the bytes are generic.
    explicit Liveness(const CodeShape& shape, Op (*generic)(uint8_t op_byte) = nullptr);

    // Before the instruction at `word` runs, and while it is under way: what it reads and what is live after it, but not what
    // it writes. False for words that begin no instruction.
    bool is_live_at(uint32_t word, uint32_t register_index) const {
        const uint64_t* row = before(word);
        return row && has(row, register_index);
    }
    bool has(const uint64_t* row, uint32_t register_index) const {
        return register_index < stride_ * 64 && (row[register_index >> 6] >> (register_index & 63) & 1);
    }
    // The row of the instruction that begins at `word`, or null.
    const uint64_t* before(uint32_t word) const {
        return word < index_.size() && index_[word] != kNone ? &before_[index_[word] * stride_] : nullptr;
    }
    // The same of the instruction that ends at `word`.
    const uint64_t* under_way(uint32_t word) const {
        uint32_t start = start_of(word);
        return start == kNone ? nullptr : before(start);
    }
    // The instruction that ends at `word` has read its operands and waits for its result (a call, a yield): what is read later.
    const uint64_t* waiting(uint32_t word) const {
        uint32_t start = start_of(word);
        return start == kNone ? nullptr : &waiting_[index_[start] * stride_];
    }

private:
    static constexpr uint32_t kNone = UINT32_MAX;
    uint32_t start_of(uint32_t end) const {
        if (end >= index_.size()) return kNone;
        while (end > 0)
            if (index_[--end] != kNone) return end;
        return kNone;
    }
    size_t stride_;                // words in a row
    std::vector<uint32_t> index_;  // word -> instruction, or kNone
    std::vector<uint64_t> before_, waiting_;
};

}  // namespace krait::core

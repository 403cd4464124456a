// Which registers hold something that is still read, at each instruction: a backward data flow over kOpInfo.
//
// The collector takes bound locals as roots and of the temporaries those that are live; a dead temporary may hold a stale word.
// An instruction that may raise keeps alive what its handler reads.
#pragma once

#include <vector>

#include "vm/bytecode/operands.h"

namespace krait::core {

class Liveness {
public:
    explicit Liveness(const CodeShape& shape);
    // Before the instruction at `word` runs. False for words that begin no instruction.
    bool is_live_at(uint32_t word, uint32_t register_index) const;
    // Also while the instruction at `word` is under way: what it reads and what is live after it, but not what it writes.
    bool is_live_during(uint32_t word, uint32_t register_index) const { return is_live_at(word, register_index); }

private:
    struct Set {
        uint64_t bits[4] = {};
        bool has(uint32_t i) const { return bits[i >> 6] >> (i & 63) & 1; }
        void add(uint32_t i) { bits[i >> 6] |= uint64_t{1} << (i & 63); }
        void remove(uint32_t i) { bits[i >> 6] &= ~(uint64_t{1} << (i & 63)); }
        void merge(const Set& other) {
            for (int i = 0; i < 4; ++i) bits[i] |= other.bits[i];
        }
        bool operator==(const Set&) const = default;
    };
    std::vector<uint32_t> index_;  // word -> instruction, or UINT32_MAX
    std::vector<Set> live_;
};

}  // namespace krait::core

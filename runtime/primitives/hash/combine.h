// How the hashes of elements become the hash of a tuple, slice or frozenset.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace krait {

// xxHash's lane mixing: order matters.
class TupleHash {
public:
    void add(int64_t element_hash) {
        accumulator_ += static_cast<uint64_t>(element_hash) * kPrime2;
        accumulator_ = std::rotl(accumulator_, 31) * kPrime1;
        ++count_;
    }
    int64_t finish() const { return replace_minus_one(accumulator_ + (count_ ^ (kPrime5 ^ 3527539u))); }
    // A slice mixes its three parts but not their number.
    int64_t finish_slice() const { return replace_minus_one(accumulator_); }

private:
    static constexpr uint64_t kPrime1 = 11400714785074694791u;
    static constexpr uint64_t kPrime2 = 14029467366897019727u;
    static constexpr uint64_t kPrime5 = 2870177450012600261u;
    static int64_t replace_minus_one(uint64_t hash) {
        return hash == ~uint64_t{0} ? 1546275796 : static_cast<int64_t>(hash);
    }
    uint64_t accumulator_ = kPrime5;
    uint64_t count_ = 0;
};

// Commutative: elements come in any order, each once.
class FrozensetHash {
public:
    void add(int64_t element_hash) {
        auto hash = static_cast<uint64_t>(element_hash);
        accumulator_ ^= ((hash ^ 89869747u) ^ (hash << 16)) * 3644798167u;
        ++count_;
    }
    int64_t finish() const {
        uint64_t hash = accumulator_ ^ ((count_ + 1) * 1927868237u);
        hash ^= (hash >> 11) ^ (hash >> 25);
        hash = hash * 69069u + 907133923u;
        return hash == ~uint64_t{0} ? 590923713 : static_cast<int64_t>(hash);
    }

private:
    uint64_t accumulator_ = 0;
    uint64_t count_ = 0;
};

}  // namespace krait

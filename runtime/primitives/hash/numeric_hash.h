// hash() of numbers: reduction modulo the prime 2**61 - 1, so that equal numbers of different types hash alike.
// (Library Reference, "Hashing of numeric types".)
#pragma once

#include <cstddef>
#include <cstdint>

namespace krait {

inline constexpr int kHashBits = 61;
inline constexpr uint64_t kHashModulus = (uint64_t{1} << kHashBits) - 1;
inline constexpr int64_t kHashInfinity = 314159;
inline constexpr uint64_t kHashImaginary = 1000003;

int64_t hash_int64_slow(int64_t value);
inline int64_t hash_int64(int64_t value) {
    // Below the prime, a number that is not negative is its own hash.
    if (static_cast<uint64_t>(value) < kHashModulus) [[likely]]
        return value;
    return hash_int64_slow(value);
}
int64_t hash_limbs(const uint64_t* limbs, size_t size, bool negative);

// Not for nan: its hash is that of the object's identity, which only the caller knows.
int64_t hash_double(double value);

// From the hashes of both parts (either may be a nan's).
int64_t hash_complex(int64_t real_hash, int64_t imaginary_hash);

}  // namespace krait

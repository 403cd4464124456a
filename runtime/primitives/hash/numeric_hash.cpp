#include "runtime/primitives/hash/numeric_hash.h"

#include <bit>
#include <cmath>

namespace krait {

namespace {

uint64_t reduce(uint64_t value) {
    value = (value & kHashModulus) + (value >> kHashBits);
    return value >= kHashModulus ? value - kHashModulus : value;
}

// value * 2**exponent modulo the prime, for a reduced value and 0 <= exponent < 61: a rotation of 61 bits.
uint64_t rotate(uint64_t value, int exponent) {
    if (exponent == 0) return value;
    return ((value << exponent) & kHashModulus) | (value >> (kHashBits - exponent));
}

int64_t with_sign(uint64_t magnitude, bool negative) {
    auto hash = static_cast<int64_t>(magnitude);
    if (negative) hash = -hash;
    return hash == -1 ? -2 : hash;
}

}  // namespace

int64_t hash_int64_slow(int64_t value) {
    uint64_t magnitude = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
    return with_sign(reduce(magnitude), value < 0);
}

int64_t hash_limbs(const uint64_t* limbs, size_t size, bool negative) {
    uint64_t hash = 0;
    for (size_t i = size; i-- > 0;) {
        hash = rotate(hash, 64 - kHashBits) + reduce(limbs[i]);
        if (hash >= kHashModulus) hash -= kHashModulus;
    }
    return with_sign(hash, negative);
}

int64_t hash_double(double value) {
    if (std::isinf(value)) return value > 0 ? kHashInfinity : -kHashInfinity;
    auto bits = std::bit_cast<uint64_t>(value);
    bool negative = bits >> 63;
    int exponent = static_cast<int>(bits >> 52 & 0x7ff);
    uint64_t mantissa = bits & ((uint64_t{1} << 52) - 1);
    if (exponent == 0) exponent = 1;
    else mantissa |= uint64_t{1} << 52;
    int shift = (exponent - 1075) % kHashBits;
    if (shift < 0) shift += kHashBits;
    return with_sign(rotate(mantissa, shift), negative);
}

int64_t hash_complex(int64_t real_hash, int64_t imaginary_hash) {
    auto hash =
        static_cast<int64_t>(static_cast<uint64_t>(real_hash) + kHashImaginary * static_cast<uint64_t>(imaginary_hash));
    return hash == -1 ? -2 : hash;
}

}  // namespace krait

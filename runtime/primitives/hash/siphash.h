// SipHash-1-3 and its key: what hashes str and bytes.
//
// Results are CPython's for a given PYTHONHASHSEED, so that output under seed 0 can be compared exactly. A str is hashed
// over its canonical buffer: 1, 2 or 4 bytes per code point, the smallest that fits, native byte order.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/primitives/poll.h"

namespace krait {

struct HashKey {
    uint64_t k0 = 0;
    uint64_t k1 = 0;

    // PYTHONHASHSEED=N. Zero switches randomisation off: both words are zero.
    static HashKey from_seed(uint32_t seed);
};

// Stopped by its poll it answers something else.
uint64_t siphash13(HashKey key, const void* data, size_t bytes, Poll poll = {});

// hash() of a str or bytes: empty is 0, and -1 is never a hash.
int64_t hash_bytes(HashKey key, const void* data, size_t bytes, Poll poll = {});

}  // namespace krait

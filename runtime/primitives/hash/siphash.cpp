#include "runtime/primitives/hash/siphash.h"

#include <bit>
#include <cstring>

namespace krait {

namespace {

uint64_t little_endian(uint64_t word) {
    if constexpr (std::endian::native == std::endian::big) return __builtin_bswap64(word);
    return word;
}

constexpr size_t kSlice = size_t{1} << 22;

struct SipState {
    uint64_t v0, v1, v2, v3;

    void round() {
        v0 += v1;
        v1 = std::rotl(v1, 13) ^ v0;
        v0 = std::rotl(v0, 32);
        v2 += v3;
        v3 = std::rotl(v3, 16) ^ v2;
        v0 += v3;
        v3 = std::rotl(v3, 21) ^ v0;
        v2 += v1;
        v1 = std::rotl(v1, 17) ^ v2;
        v2 = std::rotl(v2, 32);
    }
    void absorb(uint64_t word) {
        v3 ^= word;
        round();
        v0 ^= word;
    }
};

}  // namespace

HashKey HashKey::from_seed(uint32_t seed) {
    HashKey key;
    if (seed == 0) return key;
    // The documented linear congruential fill, one byte per step.
    unsigned char bytes[16];
    uint32_t state = seed;
    for (auto& byte : bytes) {
        state = state * 214013u + 2531011u;
        byte = static_cast<unsigned char>(state >> 16);
    }
    std::memcpy(&key.k0, bytes, 8);
    std::memcpy(&key.k1, bytes + 8, 8);
    return {little_endian(key.k0), little_endian(key.k1)};
}

uint64_t siphash13(HashKey key, const void* data, size_t bytes, Poll poll) {
    SipState state{key.k0 ^ 0x736f6d6570736575, key.k1 ^ 0x646f72616e646f6d, key.k0 ^ 0x6c7967656e657261,
                   key.k1 ^ 0x7465646279746573};
    auto cursor = static_cast<const unsigned char*>(data);
    uint64_t last = static_cast<uint64_t>(bytes) << 56;
    for (; bytes >= 8; bytes -= 8, cursor += 8) {
        uint64_t word;
        std::memcpy(&word, cursor, 8);
        state.absorb(little_endian(word));
        if (bytes % kSlice < 8 && poll.stopped()) return 0;
    }
    uint64_t tail = 0;
    std::memcpy(&tail, cursor, bytes);
    state.absorb(last | little_endian(tail));
    state.v2 ^= 0xff;
    state.round();
    state.round();
    state.round();
    return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

int64_t hash_bytes(HashKey key, const void* data, size_t bytes, Poll poll) {
    if (bytes == 0) return 0;
    auto hash = static_cast<int64_t>(siphash13(key, data, bytes, poll));
    return hash == -1 ? -2 : hash;
}

}  // namespace krait

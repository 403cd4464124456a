// BLAKE2b and BLAKE2s (RFC 7693), with the parameters of the whole family: keys, salt, trees.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace krait::core {

struct Blake2Parameters {
    size_t digest_size;
    std::string key, salt, person;
    uint32_t fanout = 1, depth = 1, leaf_size = 0, node_depth = 0, inner_size = 0;
    uint64_t node_offset = 0;
    bool last_node = false;
};

// Word is uint64_t (b) or uint32_t (s).
template <typename Word>
class Blake2 {
public:
    static constexpr bool kWide = sizeof(Word) == 8;
    static constexpr size_t kBlock = 16 * sizeof(Word), kMostDigest = 8 * sizeof(Word), kMostKey = kMostDigest, kSalt = 2 * sizeof(Word);

    explicit Blake2(const Blake2Parameters& given) : digest_size_(given.digest_size), last_node_(given.last_node) {
        // The parameter block, little-endian.
        std::array<uint8_t, 8 * sizeof(Word)> block{};
        block[0] = static_cast<uint8_t>(given.digest_size);
        block[1] = static_cast<uint8_t>(given.key.size());
        block[2] = static_cast<uint8_t>(given.fanout);
        block[3] = static_cast<uint8_t>(given.depth);
        store(&block[4], given.leaf_size, 4);
        store(&block[8], given.node_offset, kWide ? 8 : 6);
        size_t at = kWide ? 16 : 14;
        block[at] = static_cast<uint8_t>(given.node_depth);
        block[at + 1] = static_cast<uint8_t>(given.inner_size);
        std::memcpy(&block[4 * sizeof(Word)], given.salt.data(), given.salt.size());
        std::memcpy(&block[6 * sizeof(Word)], given.person.data(), given.person.size());
        for (size_t i = 0; i < 8; ++i) state_[i] = kStart[i] ^ load(&block[i * sizeof(Word)]);
        if (!given.key.empty()) {
            std::string padded = given.key;
            padded.resize(kBlock);
            update(padded);
        }
    }

    void update(std::string_view data) {
        while (!data.empty()) {
            // The last block is kept back: it is compressed with a flag.
            if (filled_ == kBlock) {
                count(kBlock);
                compress(false);
                filled_ = 0;
            }
            size_t taken = std::min(kBlock - filled_, data.size());
            std::memcpy(buffer_ + filled_, data.data(), taken);
            filled_ += taken;
            data.remove_prefix(taken);
        }
    }
    std::string digest() const {
        Blake2 last = *this;
        last.count(filled_);
        std::memset(last.buffer_ + filled_, 0, kBlock - filled_);
        last.compress(true);
        uint8_t out[kMostDigest];
        for (size_t i = 0; i < 8; ++i) store(out + i * sizeof(Word), last.state_[i], sizeof(Word));
        return std::string(reinterpret_cast<char*>(out), digest_size_);
    }
    size_t digest_size() const { return digest_size_; }

private:
    // The fractional parts of the square roots of the first eight primes.
    static constexpr uint64_t kRoots[8] = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
                                           0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};
    static constexpr std::array<Word, 8> kStart = [] {
        std::array<Word, 8> start{};
        for (size_t i = 0; i < 8; ++i) start[i] = static_cast<Word>(kWide ? kRoots[i] : kRoots[i] >> 32);
        return start;
    }();
    static constexpr uint8_t kOrder[10][16] = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
        {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
        {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
        {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
        {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

    static Word load(const uint8_t* bytes) {
        Word word = 0;
        for (size_t i = sizeof(Word); i-- > 0;) word = static_cast<Word>(word << 8 | bytes[i]);
        return word;
    }
    static void store(uint8_t* out, uint64_t bits, size_t size) {
        for (size_t i = 0; i < size; ++i) out[i] = static_cast<uint8_t>(bits >> (8 * i));
    }
    void count(size_t bytes) {
        count_[0] += static_cast<Word>(bytes);
        if (count_[0] < bytes) ++count_[1];
    }
    void compress(bool last) {
        Word m[16], v[16];
        for (size_t i = 0; i < 16; ++i) m[i] = load(buffer_ + i * sizeof(Word));
        for (size_t i = 0; i < 8; ++i) v[i] = state_[i], v[i + 8] = kStart[i];
        v[12] ^= count_[0];
        v[13] ^= count_[1];
        if (last) v[14] = ~v[14];
        if (last && last_node_) v[15] = ~v[15];
        auto turn = [](Word x, int bits) { return static_cast<Word>(x >> bits | x << (static_cast<int>(sizeof(Word) * 8) - bits)); };
        constexpr int kTurns[4] = {kWide ? 32 : 16, kWide ? 24 : 12, kWide ? 16 : 8, kWide ? 63 : 7};
        auto mix = [&](size_t a, size_t b, size_t c, size_t d, Word x, Word y) {
            v[a] += v[b] + x, v[d] = turn(v[d] ^ v[a], kTurns[0]);
            v[c] += v[d], v[b] = turn(v[b] ^ v[c], kTurns[1]);
            v[a] += v[b] + y, v[d] = turn(v[d] ^ v[a], kTurns[2]);
            v[c] += v[d], v[b] = turn(v[b] ^ v[c], kTurns[3]);
        };
        constexpr int kRounds = kWide ? 12 : 10;
        for (int round = 0; round < kRounds; ++round) {
            const uint8_t* s = kOrder[round % 10];
            for (size_t i = 0; i < 4; ++i) mix(i, i + 4, i + 8, i + 12, m[s[2 * i]], m[s[2 * i + 1]]);
            for (size_t i = 0; i < 4; ++i) mix(i, (i + 1) % 4 + 4, (i + 2) % 4 + 8, (i + 3) % 4 + 12, m[s[2 * i + 8]], m[s[2 * i + 9]]);
        }
        for (size_t i = 0; i < 8; ++i) state_[i] ^= v[i] ^ v[i + 8];
    }

    Word state_[8];
    Word count_[2] = {};
    uint8_t buffer_[kBlock];
    size_t filled_ = 0;
    size_t digest_size_;
    bool last_node_;
};

}  // namespace krait::core

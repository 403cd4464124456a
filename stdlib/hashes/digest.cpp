#include "stdlib/hashes/digest.h"

#include <bit>
#include <cmath>

namespace krait::core::hashes {

namespace {

static_assert(std::endian::native == std::endian::little);
template <typename T>
T load(const uint8_t* at) {
    T value;
    std::memcpy(&value, at, sizeof(T));
    return value;
}
uint32_t load_big32(const uint8_t* at) { return __builtin_bswap32(load<uint32_t>(at)); }
uint64_t load_big64(const uint8_t* at) { return __builtin_bswap64(load<uint64_t>(at)); }

// ---- constants: SHA-2's are the first fractional bits of roots of primes, so they are computed ----

// (high * 2^64 + low)^degree <= prime * 2^(64 * degree) ? Degree 2 or 3, in limbs of 32 bits.
bool power_fits(const uint32_t (&x)[3], int degree, uint32_t prime) {
    uint32_t product[12] = {1};
    for (int factor = 0; factor < degree; ++factor) {
        uint32_t next[12] = {};
        for (int i = 0; i < 9; ++i) {
            uint64_t carry = 0;
            for (int j = 0; j < 3; ++j) {
                uint64_t sum = static_cast<uint64_t>(product[i]) * x[j] + next[i + j] + carry;
                next[i + j] = static_cast<uint32_t>(sum);
                carry = sum >> 32;
            }
            for (int j = 3; carry && i + j < 12; ++j) {
                uint64_t sum = next[i + j] + carry;
                next[i + j] = static_cast<uint32_t>(sum);
                carry = sum >> 32;
            }
        }
        std::memcpy(product, next, sizeof(product));
    }
    uint32_t bound[12] = {};
    bound[2 * degree] = prime;
    for (int i = 11; i >= 0; --i) {
        if (product[i] != bound[i]) return product[i] < bound[i];
    }
    return true;
}
// The first 64 bits of the fraction of the root.
uint64_t root_fraction(uint32_t prime, int degree) {
    uint32_t x[3] = {};
    for (int bit = 69; bit >= 0; --bit) {
        x[bit / 32] |= 1u << bit % 32;
        if (!power_fits(x, degree, prime)) x[bit / 32] &= ~(1u << bit % 32);
    }
    return static_cast<uint64_t>(x[1]) << 32 | x[0];
}

struct Constants {
    uint64_t round[80];    // SHA-512's; the upper halves are SHA-256's
    uint64_t initial[16];  // of the first sixteen primes
    uint32_t md5[64];
    uint64_t keccak[24];
    Constants() {
        int found = 0;
        for (uint32_t n = 2; found < 80; ++n) {
            bool prime = true;
            for (uint32_t d = 2; d * d <= n; ++d) prime &= n % d != 0;
            if (!prime) continue;
            if (found < 16) initial[found] = root_fraction(n, 2);
            round[found++] = root_fraction(n, 3);
        }
        for (int i = 0; i < 64; ++i)
            md5[i] = static_cast<uint32_t>(std::floor(std::fabs(std::sin(i + 1.0)) * 4294967296.0));
        unsigned shift = 1;  // the linear feedback shift register of FIPS 202, 3.2.5
        for (uint64_t& constant : keccak) {
            constant = 0;
            for (int j = 0; j < 7; ++j) {
                if (shift & 1) constant |= uint64_t{1} << ((1 << j) - 1);
                shift = shift << 1 ^ (shift >> 7) * 0x171;
            }
        }
    }
};
const Constants& constants() {
    static const Constants kConstants;
    return kConstants;
}

// ---- MD5 and SHA-1: state in the lower halves of the words ----

void md5_block(uint64_t* state, const uint8_t* data) {
    static constexpr uint8_t kShifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    const uint32_t* table = constants().md5;
    uint32_t a = static_cast<uint32_t>(state[0]), b = static_cast<uint32_t>(state[1]),
             c = static_cast<uint32_t>(state[2]), d = static_cast<uint32_t>(state[3]);
    for (uint32_t i = 0; i < 64; ++i) {
        uint32_t f, word;
        switch (i / 16) {
        case 0: f = (b & c) | (~b & d), word = i; break;
        case 1: f = (d & b) | (~d & c), word = (5 * i + 1) % 16; break;
        case 2: f = b ^ c ^ d, word = (3 * i + 5) % 16; break;
        default: f = c ^ (b | ~d), word = 7 * i % 16;
        }
        uint32_t next = b + std::rotl(a + f + table[i] + load<uint32_t>(data + 4 * word), kShifts[i / 16][i % 4]);
        a = d, d = c, c = b, b = next;
    }
    const uint32_t add[4] = {a, b, c, d};
    for (int i = 0; i < 4; ++i) state[i] = static_cast<uint32_t>(state[i]) + add[i];
    for (int i = 0; i < 4; ++i) state[i] &= 0xffffffff;
}

void sha1_block(uint64_t* state, const uint8_t* data) {
    uint32_t w[80];
    for (int i = 0; i < 16; ++i) w[i] = load_big32(data + 4 * i);
    for (int i = 16; i < 80; ++i) w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    uint32_t h[5];
    for (int i = 0; i < 5; ++i) h[i] = static_cast<uint32_t>(state[i]);
    for (int i = 0; i < 80; ++i) {
        uint32_t b = h[1], c = h[2], d = h[3], f, k;
        if (i < 20) f = (b & c) | (~b & d), k = 0x5a827999;
        else if (i < 40) f = b ^ c ^ d, k = 0x6ed9eba1;
        else if (i < 60) f = (b & c) | (b & d) | (c & d), k = 0x8f1bbcdc;
        else f = b ^ c ^ d, k = 0xca62c1d6;
        uint32_t next = std::rotl(h[0], 5) + f + h[4] + k + w[i];
        h[4] = d, h[3] = c, h[2] = std::rotl(b, 30), h[1] = h[0], h[0] = next;
    }
    for (int i = 0; i < 5; ++i) state[i] = static_cast<uint32_t>(static_cast<uint32_t>(state[i]) + h[i]);
}

// ---- SHA-2, for words of 32 and 64 bits ----

template <typename Word>
void sha2_block(uint64_t* state, const uint8_t* data) {
    constexpr bool kWide = sizeof(Word) == 8;
    constexpr int kRounds = kWide ? 80 : 64;
    const uint64_t* table = constants().round;
    Word w[kRounds];
    for (int i = 0; i < 16; ++i) {
        if constexpr (kWide) w[i] = load_big64(data + 8 * i);
        else w[i] = load_big32(data + 4 * i);
    }
    for (int i = 16; i < kRounds; ++i) {
        Word x = w[i - 15], y = w[i - 2];
        Word s0 = kWide ? std::rotr(x, 1) ^ std::rotr(x, 8) ^ x >> 7 : std::rotr(x, 7) ^ std::rotr(x, 18) ^ x >> 3;
        Word s1 = kWide ? std::rotr(y, 19) ^ std::rotr(y, 61) ^ y >> 6 : std::rotr(y, 17) ^ std::rotr(y, 19) ^ y >> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    Word h[8];
    for (int i = 0; i < 8; ++i) h[i] = static_cast<Word>(state[i]);
    for (int i = 0; i < kRounds; ++i) {
        Word a = h[0], e = h[4];
        Word s1 = kWide ? std::rotr(e, 14) ^ std::rotr(e, 18) ^ std::rotr(e, 41)
                        : std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
        Word s0 = kWide ? std::rotr(a, 28) ^ std::rotr(a, 34) ^ std::rotr(a, 39)
                        : std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
        Word k = static_cast<Word>(kWide ? table[i] : table[i] >> 32);
        Word t1 = h[7] + s1 + ((e & h[5]) ^ (~e & h[6])) + k + w[i];
        Word t2 = s0 + ((a & h[1]) ^ (a & h[2]) ^ (h[1] & h[2]));
        for (int j = 7; j > 0; --j) h[j] = h[j - 1];
        h[4] += t1;
        h[0] = t1 + t2;
    }
    for (int i = 0; i < 8; ++i) state[i] = static_cast<Word>(static_cast<Word>(state[i]) + h[i]);
}

// ---- Keccak ----

void keccak(uint64_t* s) {
    static constexpr uint8_t kRotations[24] = {1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
                                               27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44};
    static constexpr uint8_t kLanes[24] = {10, 7,  11, 17, 18, 3, 5,  16, 8,  21, 24, 4,
                                           15, 23, 19, 13, 12, 2, 20, 14, 22, 9,  6,  1};
    for (uint64_t constant : constants().keccak) {
        uint64_t column[5];
        for (int x = 0; x < 5; ++x) column[x] = s[x] ^ s[x + 5] ^ s[x + 10] ^ s[x + 15] ^ s[x + 20];
        for (int x = 0; x < 5; ++x) {
            uint64_t mix = column[(x + 4) % 5] ^ std::rotl(column[(x + 1) % 5], 1);
            for (int y = 0; y < 25; y += 5) s[x + y] ^= mix;
        }
        uint64_t lane = s[1];
        for (int i = 0; i < 24; ++i) {
            uint64_t old = s[kLanes[i]];
            s[kLanes[i]] = std::rotl(lane, kRotations[i]);
            lane = old;
        }
        for (int y = 0; y < 25; y += 5) {
            uint64_t row[5];
            std::memcpy(row, s + y, sizeof(row));
            for (int x = 0; x < 5; ++x) s[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
        }
        s[0] ^= constant;
    }
}

// ---- BLAKE2 ----

constexpr uint8_t kSigma[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
};

template <typename Word>
Word blake_initial(int i) {
    uint64_t word = constants().initial[i];
    return static_cast<Word>(sizeof(Word) == 8 ? word : word >> 32);
}

template <typename Word>
void blake2_compress(uint64_t* state, const uint8_t* data, uint64_t total, bool last, bool last_node) {
    constexpr bool kWide = sizeof(Word) == 8;
    Word m[16], v[16];
    for (int i = 0; i < 16; ++i) m[i] = load<Word>(data + static_cast<size_t>(i) * sizeof(Word));
    for (int i = 0; i < 8; ++i) {
        v[i] = static_cast<Word>(state[i]);
        v[i + 8] = blake_initial<Word>(i);
    }
    v[12] ^= static_cast<Word>(total);
    if constexpr (!kWide) v[13] ^= static_cast<Word>(total >> 32);
    if (last) v[14] = ~v[14];
    if (last && last_node) v[15] = ~v[15];
    auto mix = [&](int a, int b, int c, int d, Word x, Word y) {
        v[a] += v[b] + x;
        v[d] = std::rotr(static_cast<Word>(v[d] ^ v[a]), kWide ? 32 : 16);
        v[c] += v[d];
        v[b] = std::rotr(static_cast<Word>(v[b] ^ v[c]), kWide ? 24 : 12);
        v[a] += v[b] + y;
        v[d] = std::rotr(static_cast<Word>(v[d] ^ v[a]), kWide ? 16 : 8);
        v[c] += v[d];
        v[b] = std::rotr(static_cast<Word>(v[b] ^ v[c]), kWide ? 63 : 7);
    };
    for (int round = 0; round < (kWide ? 12 : 10); ++round) {
        const uint8_t* order = kSigma[round % 10];
        for (int i = 0; i < 4; ++i) mix(i, i + 4, i + 8, i + 12, m[order[2 * i]], m[order[2 * i + 1]]);
        for (int i = 0; i < 4; ++i)
            mix(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4, m[order[8 + 2 * i]], m[order[9 + 2 * i]]);
    }
    for (int i = 0; i < 8; ++i) state[i] = static_cast<Word>(static_cast<Word>(state[i]) ^ v[i] ^ v[i + 8]);
}

bool is_blake2(Algorithm algorithm) { return algorithm >= Algorithm::Blake2b; }
bool is_keccak(Algorithm algorithm) { return algorithm >= Algorithm::Sha3_224 && algorithm <= Algorithm::Shake256; }

}  // namespace

void Digest::start(Algorithm algorithm) {
    std::memset(static_cast<void*>(this), 0, sizeof(*this));
    algorithm_ = algorithm;
    auto sizes = [&](uint16_t block, uint16_t digest) { block_size_ = block, digest_size_ = digest; };
    const uint64_t* initial = constants().initial;
    switch (algorithm) {
    case Algorithm::Md5:
    case Algorithm::Sha1: {
        static constexpr uint32_t kStart[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
        for (int i = 0; i < 5; ++i) state_[i] = kStart[i];
        sizes(64, algorithm == Algorithm::Md5 ? 16 : 20);
        break;
    }
    case Algorithm::Sha224:
        for (int i = 0; i < 8; ++i) state_[i] = initial[i + 8] & 0xffffffff;
        sizes(64, 28);
        break;
    case Algorithm::Sha256:
        for (int i = 0; i < 8; ++i) state_[i] = initial[i] >> 32;
        sizes(64, 32);
        break;
    case Algorithm::Sha384:
        std::memcpy(state_, initial + 8, 64);
        sizes(128, 48);
        break;
    case Algorithm::Sha512:
        std::memcpy(state_, initial, 64);
        sizes(128, 64);
        break;
    case Algorithm::Sha3_224: sizes(144, 28); break;
    case Algorithm::Sha3_256: sizes(136, 32); break;
    case Algorithm::Sha3_384: sizes(104, 48); break;
    case Algorithm::Sha3_512: sizes(72, 64); break;
    case Algorithm::Shake128: sizes(168, 0); break;
    case Algorithm::Shake256: sizes(136, 0); break;
    case Algorithm::Blake2b: sizes(128, 64); break;
    case Algorithm::Blake2s: sizes(64, 32); break;
    }
}

// RFC 7693, 2.8: the parameter block is the same shape in both, with fields of half the size in BLAKE2s.
void Digest::start_blake2(Algorithm algorithm, const Blake2Parameters& p, const uint8_t* key) {
    start(algorithm);
    uint8_t block[64] = {p.digest_size, p.key_size, p.fanout, p.depth};
    std::memcpy(block + 4, &p.leaf_size, 4);
    if (algorithm == Algorithm::Blake2b) {
        std::memcpy(block + 8, &p.node_offset, 8);
        block[16] = p.node_depth;
        block[17] = p.inner_size;
        std::memcpy(block + 32, p.salt, 16);
        std::memcpy(block + 48, p.person, 16);
        for (int i = 0; i < 8; ++i) state_[i] = blake_initial<uint64_t>(i) ^ load<uint64_t>(block + 8 * i);
    } else {
        std::memcpy(block + 8, &p.node_offset, 6);
        block[14] = p.node_depth;
        block[15] = p.inner_size;
        std::memcpy(block + 16, p.salt, 8);
        std::memcpy(block + 24, p.person, 8);
        for (int i = 0; i < 8; ++i) state_[i] = blake_initial<uint32_t>(i) ^ load<uint32_t>(block + 4 * i);
    }
    digest_size_ = p.digest_size;
    last_node_ = p.last_node;
    if (p.key_size) {
        uint8_t first[128] = {};
        std::memcpy(first, key, p.key_size);
        update(first, block_size_);
    }
}

void Digest::block(const uint8_t* data) {
    switch (algorithm_) {
    case Algorithm::Md5: return md5_block(state_, data);
    case Algorithm::Sha1: return sha1_block(state_, data);
    case Algorithm::Sha224:
    case Algorithm::Sha256: return sha2_block<uint32_t>(state_, data);
    case Algorithm::Sha384:
    case Algorithm::Sha512: return sha2_block<uint64_t>(state_, data);
    default: break;
    }
    auto* bytes = reinterpret_cast<uint8_t*>(state_);
    for (size_t i = 0; i < block_size_; ++i) bytes[i] ^= data[i];
    keccak(state_);
}
void Digest::blake_block(const uint8_t* data, bool last) {
    if (algorithm_ == Algorithm::Blake2b) blake2_compress<uint64_t>(state_, data, total_, last, last_node_);
    else blake2_compress<uint32_t>(state_, data, total_, last, last_node_);
}

void Digest::update(const uint8_t* data, size_t size) {
    bool blake = is_blake2(algorithm_);
    while (size) {
        // BLAKE2 keeps a full block back: the last one is marked as such.
        if (blake && filled_ == block_size_) {
            blake_block(buffer_, false);
            filled_ = 0;
        }
        size_t take = block_size_ - filled_ < size ? block_size_ - filled_ : size;
        if (!blake && filled_ == 0 && size >= block_size_) {
            block(data);
            take = block_size_;
        } else {
            std::memcpy(buffer_ + filled_, data, take);
            filled_ += take;
            if (!blake && filled_ == block_size_) {
                block(buffer_);
                filled_ = 0;
            }
        }
        total_ += take;
        data += take;
        size -= take;
    }
}

void Digest::finish(uint8_t* out, size_t size) const {
    Digest copy = *this;
    if (is_blake2(algorithm_)) {
        std::memset(copy.buffer_ + filled_, 0, block_size_ - filled_);
        copy.blake_block(copy.buffer_, true);
        uint8_t whole[64];
        for (int i = 0; i < 8; ++i) {
            if (algorithm_ == Algorithm::Blake2b) std::memcpy(whole + 8 * i, &copy.state_[i], 8);
            else std::memcpy(whole + 4 * i, &copy.state_[i], 4);
        }
        std::memcpy(out, whole, size);
        return;
    }
    if (is_keccak(algorithm_)) {
        bool shake = algorithm_ >= Algorithm::Shake128;
        std::memset(copy.buffer_ + filled_, 0, block_size_ - filled_);
        copy.buffer_[filled_] = shake ? 0x1f : 0x06;
        copy.buffer_[block_size_ - 1] |= 0x80;
        copy.block(copy.buffer_);
        while (size) {
            size_t take = size < block_size_ ? size : block_size_;
            std::memcpy(out, copy.state_, take);
            out += take;
            size -= take;
            if (size) keccak(copy.state_);
        }
        return;
    }
    // Merkle-Damgard: a one bit, zeros, the length in bits.
    bool wide = block_size_ == 128;
    size_t length_at = block_size_ - 8;
    uint8_t pad[256] = {0x80};
    size_t room = block_size_ - (wide ? 16 : 8);
    size_t padding = filled_ < room ? room - filled_ : room + block_size_ - filled_;
    uint64_t bits = total_ * 8;
    copy.update(pad, padding);
    std::memset(copy.buffer_ + room, 0, block_size_ - room);
    if (wide) copy.buffer_[room + 7] = static_cast<uint8_t>(total_ >> 61);
    if (algorithm_ != Algorithm::Md5) bits = __builtin_bswap64(bits);
    std::memcpy(copy.buffer_ + length_at, &bits, 8);
    copy.block(copy.buffer_);
    uint8_t whole[64];
    for (int i = 0; i < 8; ++i) {
        if (wide) {
            uint64_t word = __builtin_bswap64(copy.state_[i]);
            std::memcpy(whole + 8 * i, &word, 8);
        } else {
            uint32_t word = static_cast<uint32_t>(copy.state_[i]);
            if (algorithm_ != Algorithm::Md5) word = __builtin_bswap32(word);
            std::memcpy(whole + 4 * i, &word, 4);
        }
    }
    std::memcpy(out, whole, size);
}

}  // namespace krait::core::hashes

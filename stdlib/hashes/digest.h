// Hash functions without objects: MD5, SHA-1, SHA-2, SHA-3 with SHAKE, BLAKE2. From RFC 1321, FIPS 180-4, FIPS 202, RFC 7693.
//
// A Digest is a plain state that can be copied: update() takes input, finish() works on a copy and leaves the state as it was.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace krait::core::hashes {

enum class Algorithm : uint8_t {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha3_224,
    Sha3_256,
    Sha3_384,
    Sha3_512,
    Shake128,
    Shake256,
    Blake2b,
    Blake2s,
};

struct Blake2Parameters {
    uint8_t digest_size, key_size, fanout, depth, node_depth, inner_size;
    uint32_t leaf_size;
    uint64_t node_offset;
    uint8_t salt[16], person[16];
    bool last_node;
};

class Digest {
public:
    void start(Algorithm algorithm);
    void start_blake2(Algorithm algorithm, const Blake2Parameters& parameters, const uint8_t* key);
    void update(const uint8_t* data, size_t size);
    // The first `size` bytes of the digest; SHAKE gives as many as are wanted, the others digest_size().
    void finish(uint8_t* out, size_t size) const;
    size_t digest_size() const { return digest_size_; }
    size_t block_size() const { return block_size_; }
    Algorithm algorithm() const { return algorithm_; }

private:
    void block(const uint8_t* data);
    void blake_block(const uint8_t* data, bool last);

    Algorithm algorithm_;
    uint16_t block_size_, digest_size_;
    bool last_node_;
    uint64_t state_[25];
    uint64_t total_;  // bytes taken into blocks and buffer
    uint64_t filled_;
    uint8_t buffer_[168];
};

}  // namespace krait::core::hashes

// The module _krait_kdf: pbkdf2_hmac (RFC 8018) and scrypt (RFC 7914) for hashlib. They are slow by intention, so they run
// detached, in pieces between which the thread may be interrupted.
#include <algorithm>
#include <bit>
#include <cstring>
#include <string>
#include <vector>

#include "runtime/objects/bytes_parts.h"
#include "runtime/threads/attach.h"
#include "stdlib/hashes/digest.h"
#include "stdlib/native_helpers.h"
#include "stdlib/posix/path.h"

namespace krait::core {

namespace {

using hashes::Algorithm;
using hashes::Digest;

constexpr size_t kLargestDigest = 64;

// RFC 2104. Both keyed states are made once and copied for each message.
class Hmac {
public:
    Hmac(Algorithm algorithm, std::string_view key) {
        inner_.start(algorithm);
        size_t block = inner_.block_size();
        uint8_t padded[256] = {};
        if (key.size() > block) {
            Digest hashed = inner_;
            hashed.update(reinterpret_cast<const uint8_t*>(key.data()), key.size());
            hashed.finish(padded, hashed.digest_size());
        } else {
            memcpy(padded, key.data(), key.size());
        }
        outer_ = inner_;
        for (size_t i = 0; i < block; ++i) padded[i] ^= 0x36;
        inner_.update(padded, block);
        for (size_t i = 0; i < block; ++i) padded[i] ^= 0x36 ^ 0x5c;
        outer_.update(padded, block);
    }
    size_t size() const { return inner_.digest_size(); }
    void sign(std::initializer_list<std::string_view> parts, uint8_t* out) const {
        Digest digest = inner_;
        for (std::string_view part : parts) digest.update(reinterpret_cast<const uint8_t*>(part.data()), part.size());
        digest.finish(out, size());
        Digest result = outer_;
        result.update(out, size());
        result.finish(out, size());
    }

private:
    Digest inner_, outer_;
};

Result<std::string> derive(Thread& thread, const Hmac& hmac, std::string_view salt, uint64_t iterations,
                           size_t length) {
    constexpr uint64_t kPiece = 20'000;  // rounds between two polls
    std::string key;
    for (uint32_t number = 1; key.size() < length; ++number) {
        char counter[4] = {static_cast<char>(number >> 24), static_cast<char>(number >> 16),
                           static_cast<char>(number >> 8), static_cast<char>(number)};
        uint8_t round[kLargestDigest], sum[kLargestDigest];
        hmac.sign({salt, std::string_view(counter, 4)}, round);
        memcpy(sum, round, hmac.size());
        for (uint64_t done = 1; done < iterations;) {
            uint64_t end = std::min(iterations, done + kPiece);
            if (iterations > 1000) {
                Detached detached(thread);
                for (; done < end; ++done) {
                    hmac.sign({std::string_view(reinterpret_cast<char*>(round), hmac.size())}, round);
                    for (size_t i = 0; i < hmac.size(); ++i) sum[i] ^= round[i];
                }
            } else {
                for (; done < end; ++done) {
                    hmac.sign({std::string_view(reinterpret_cast<char*>(round), hmac.size())}, round);
                    for (size_t i = 0; i < hmac.size(); ++i) sum[i] ^= round[i];
                }
            }
            TRY(thread.poll());
        }
        key.append(reinterpret_cast<char*>(sum), std::min(hmac.size(), length - key.size()));
    }
    return key;
}

struct Named {
    std::string_view name;
    Algorithm algorithm;
};
constexpr Named kNames[] = {
    {"md5", Algorithm::Md5},           {"sha1", Algorithm::Sha1},         {"sha224", Algorithm::Sha224},
    {"sha256", Algorithm::Sha256},     {"sha384", Algorithm::Sha384},     {"sha512", Algorithm::Sha512},
    {"sha3_224", Algorithm::Sha3_224}, {"sha3_256", Algorithm::Sha3_256}, {"sha3_384", Algorithm::Sha3_384},
    {"sha3_512", Algorithm::Sha3_512},
};

FUNCTION(kdf, pbkdf2_hmac, "pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None)",
         "Password based key derivation function 2 (PKCS #5 v2.0) with HMAC as pseudorandom function.") {
    auto* name = as_kind<Str>(thread, args[0]);
    if (!name)
        return raise(thread, Exc::TypeError, "pbkdf2_hmac() argument 'hash_name' must be str, not {}",
                     type_name(thread, args[0]));
    std::string wanted(TRY(str_utf8(thread, name)));
    std::transform(wanted.begin(), wanted.end(), wanted.begin(), [](char c) {
        if (c == '-') return '_';
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    const Named* found = std::find_if(std::begin(kNames), std::end(kNames), [&](const Named& one) {
        return one.name == wanted || (wanted.starts_with("sha_") && one.name == "sha" + wanted.substr(4));
    });
    if (found == std::end(kNames)) return raise(thread, Exc::ValueError, "unsupported hash type {}", name);
    BytesArgument password(thread), salt(thread);
    TRY(password.open_py(args[1]));
    TRY(salt.open_py(args[2]));
    int64_t iterations = TRY(index_int64_py(thread, args[3]));
    if (iterations < 1) return raise(thread, Exc::ValueError, "iteration value must be greater than 0.");
    if (iterations > INT32_MAX) return raise(thread, Exc::OverflowError, "iteration value is too great.");
    Hmac hmac(found->algorithm, password.bytes());
    int64_t length = args[4].is_none() ? static_cast<int64_t>(hmac.size()) : TRY(index_int64_py(thread, args[4]));
    if (length < 1) return raise(thread, Exc::ValueError, "key length must be greater than 0.");
    if (length > INT32_MAX) return raise(thread, Exc::OverflowError, "key length is too great.");
    std::string key =
        TRY(derive(thread, hmac, salt.bytes(), static_cast<uint64_t>(iterations), static_cast<size_t>(length)));
    return Value(TRY(make_bytes(thread, std::string_view(key))));
}

// ---- scrypt ----

void salsa20_8(uint32_t* block) {
    uint32_t x[16];
    memcpy(x, block, sizeof x);
    auto quarter = [&](int a, int b, int c, int d) {
        x[b] ^= std::rotl(x[a] + x[d], 7);
        x[c] ^= std::rotl(x[b] + x[a], 9);
        x[d] ^= std::rotl(x[c] + x[b], 13);
        x[a] ^= std::rotl(x[d] + x[c], 18);
    };
    for (int round = 0; round < 8; round += 2) {
        quarter(0, 4, 8, 12), quarter(5, 9, 13, 1), quarter(10, 14, 2, 6), quarter(15, 3, 7, 11);
        quarter(0, 1, 2, 3), quarter(5, 6, 7, 4), quarter(10, 11, 8, 9), quarter(15, 12, 13, 14);
    }
    for (int i = 0; i < 16; ++i) block[i] += x[i];
}
// RFC 7914, 4: 2r blocks of 16 words, the even ones first in the result.
void mix_block(uint32_t* block, uint32_t* scratch, size_t r) {
    uint32_t x[16];
    memcpy(x, block + (2 * r - 1) * 16, sizeof x);
    for (size_t i = 0; i < 2 * r; ++i) {
        for (size_t j = 0; j < 16; ++j) x[j] ^= block[i * 16 + j];
        salsa20_8(x);
        memcpy(scratch + ((i & 1 ? r : 0) + i / 2) * 16, x, sizeof x);
    }
    memcpy(block, scratch, 2 * r * sizeof x);
}

FUNCTION(kdf, scrypt, "scrypt(password, *, salt, n, r, p, maxmem=0, dklen=64)",
         "scrypt password-based key derivation function.") {
    BytesArgument password(thread), salt(thread);
    TRY(password.open_py(args[0]));
    TRY(salt.open_py(args[1]));
    int64_t n = TRY(index_int64_py(thread, args[2]))
    , r = TRY(index_int64_py(thread, args[3]))
    , p = TRY(index_int64_py(thread, args[4]))
    , most = TRY(index_int64_py(thread, args[5]))
    , length = TRY(index_int64_py(thread, args[6]));
    if (n < 2 || (n & (n - 1))) return raise(thread, Exc::ValueError, "n must be a power of 2.");
    if (r < 1 || p < 1) return raise(thread, Exc::ValueError, "r and p must be positive.");
    if (most < 0 || most > INT32_MAX)
        return raise(thread, Exc::ValueError, "maxmem must be positive and smaller than 2147483647");
    if (length < 1 || length > INT32_MAX)
        return raise(thread, Exc::ValueError, "dklen must be greater than 0 and smaller than 2147483647");
    if (most == 0) most = 32 << 20;
    if (r > (1 << 20) || p > (1 << 20) || n > most || 128 * r * (n + p + 2) > most)
        return raise(thread, Exc::ValueError, "Invalid parameter combination for n, r, p, maxmem.");
    Hmac hmac(Algorithm::Sha256, password.bytes());
    size_t words = static_cast<size_t>(r) * 32, count = static_cast<size_t>(n);
    std::string start = TRY(derive(thread, hmac, salt.bytes(), 1, static_cast<size_t>(128 * r * p)));
    std::vector<uint32_t> table(words * count), block(words), scratch(words);
    for (int64_t lane = 0; lane < p; ++lane) {
        char* bytes = start.data() + 128 * r * lane;
        memcpy(block.data(), bytes, words * 4);  // little-endian, as all systems this runs on
        const size_t piece =
            std::max<size_t>(1, 4096 / static_cast<size_t>(r));  // a round takes time in proportion to r
        for (size_t done = 0; done < 2 * count;) {
            size_t end = std::min(2 * count, done + piece);
            {
                Detached detached(thread);
                for (; done < end; ++done) {
                    if (done < count) {
                        memcpy(table.data() + done * words, block.data(), words * 4);
                    } else {
                        const uint32_t* other = table.data() + (block[words - 16] & (count - 1)) * words;
                        for (size_t i = 0; i < words; ++i) block[i] ^= other[i];
                    }
                    mix_block(block.data(), scratch.data(), static_cast<size_t>(r));
                }
            }
            TRY(thread.poll());
        }
        memcpy(bytes, block.data(), words * 4);
    }
    std::string key = TRY(derive(thread, hmac, start, 1, static_cast<size_t>(length)));
    return Value(TRY(make_bytes(thread, std::string_view(key))));
}

}  // namespace

extern const ModuleSpec kKeyDerivationModule;
const ModuleSpec kKeyDerivationModule = {.name = "_krait_kdf", .functions = {&kdf_pbkdf2_hmac, &kdf_scrypt}};

}  // namespace krait::core

// The modules _md5, _sha1, _sha2 (and _sha256, _sha512, as older libraries name them), _sha3, _blake2. Library Reference: hashlib.
#include "runtime/objects/bytes_parts.h"
#include "stdlib/hashes/digest.h"
#include "stdlib/native_helpers.h"

namespace krait::core {

namespace {

using hashes::Algorithm;
using hashes::Blake2Parameters;
using hashes::Digest;

class Hash : public Object {
public:
    Digest digest;
};

struct Kind {
    const char* name;  // hash.name
    Algorithm algorithm;
    const TypeSpec* spec;
};
extern const TypeSpec kMd5Type, kSha1Type, kSha224Type, kSha256Type, kSha384Type, kSha512Type, kSha3_224Type,
    kSha3_256Type, kSha3_384Type, kSha3_512Type, kShake128Type, kShake256Type, kBlake2bType, kBlake2sType;
const Kind kKinds[] = {
    {"md5", Algorithm::Md5, &kMd5Type},
    {"sha1", Algorithm::Sha1, &kSha1Type},
    {"sha224", Algorithm::Sha224, &kSha224Type},
    {"sha256", Algorithm::Sha256, &kSha256Type},
    {"sha384", Algorithm::Sha384, &kSha384Type},
    {"sha512", Algorithm::Sha512, &kSha512Type},
    {"sha3_224", Algorithm::Sha3_224, &kSha3_224Type},
    {"sha3_256", Algorithm::Sha3_256, &kSha3_256Type},
    {"sha3_384", Algorithm::Sha3_384, &kSha3_384Type},
    {"sha3_512", Algorithm::Sha3_512, &kSha3_512Type},
    {"shake_128", Algorithm::Shake128, &kShake128Type},
    {"shake_256", Algorithm::Shake256, &kShake256Type},
    {"blake2b", Algorithm::Blake2b, &kBlake2bType},
    {"blake2s", Algorithm::Blake2s, &kBlake2sType},
};
const Kind& kind_of(Algorithm algorithm) { return kKinds[static_cast<int>(algorithm)]; }

// In slices, so that a long input can be interrupted.
Result<void> feed_py(Thread& thread, Hash* hash, Value data) {
    if (as_kind<Str>(thread, data)) return raise(thread, Exc::TypeError, "Strings must be encoded before hashing");
    if (!has_buffer(thread, data)) return raise(thread, Exc::TypeError, "object supporting the buffer API required");
    BytesArgument view(thread);
    TRY(view.open_py(data));
    std::string_view bytes = view.bytes();
    constexpr size_t kSlice = 1 << 20;
    do {
        std::string_view part = bytes.substr(0, kSlice);
        {
            ByteLockGuard lock(thread, hash);
            hash->digest.update(reinterpret_cast<const uint8_t*>(part.data()), part.size());
        }
        bytes.remove_prefix(part.size());
        TRY(thread.poll());
    } while (!bytes.empty());
    return {};
}
Result<Value> make_hash(Thread& thread, Algorithm algorithm, Value data) {
    auto* hash = allocate_native<Hash>(thread, *kind_of(algorithm).spec);
    hash->digest.start(algorithm);
    if (!data.is_nothing()) TRY(feed_py(thread, hash, data));
    return Value(hash);
}

Digest snapshot(Thread& thread, Hash* self) {
    ByteLockGuard lock(thread, self);
    return self->digest;
}
Result<Value> digest_of(Thread& thread, Hash* self, size_t size) {
    Digest digest = snapshot(thread, self);
    Bytes* bytes = TRY(make_bytes_buffer(thread, size));
    digest.finish(reinterpret_cast<uint8_t*>(bytes->data_), size);
    return Value(bytes);
}
Result<Value> hex_of(Thread& thread, Hash* self, size_t size) {
    Value bytes = TRY(digest_of(thread, self, size));
    Str* text = TRY(make_str_buffer(thread, 2 * size, 127));
    auto* out = static_cast<char*>(const_cast<void*>(text->flat()));
    for (size_t i = 0; i < size; ++i) {
        auto byte = static_cast<unsigned char>(bytes.to<Bytes>()->data()[i]);
        out[2 * i] = "0123456789abcdef"[byte >> 4];
        out[2 * i + 1] = "0123456789abcdef"[byte & 15];
    }
    return Value(text);
}
METHOD(Hash, update, "update(self, obj, /)", "Update this hash object's state with the provided string.") {
    TRY(feed_py(thread, self, args[0]));
    return none();
}
METHOD(Hash, digest, "digest(self, /)", "Return the digest value as a bytes object.") {
    return digest_of(thread, self, self->digest.digest_size());
}
METHOD(Hash, hexdigest, "hexdigest(self, /)", "Return the digest value as a string of hexadecimal digits.") {
    return hex_of(thread, self, self->digest.digest_size());
}
METHOD(Hash, copy, "copy(self, /)", "Return a copy of the hash object.") {
    Digest digest = snapshot(thread, self);
    auto* copy = allocate_native<Hash>(thread, *kind_of(digest.algorithm()).spec);
    copy->digest = digest;
    return Value(copy);
}
// SHAKE gives as much as is wanted.
Result<size_t> shake_length_py(Thread& thread, Value length) {
    int64_t size = TRY(index_int64_py(thread, length));
    if (size < 0) return raise(thread, Exc::ValueError, "Cannot convert negative int");
    if (size >= 1 << 29) return raise(thread, Exc::ValueError, "digest length is too large");
    return static_cast<size_t>(size);
}
GETTER(Hash, name, nullptr) { return Value(make_ascii(thread, kind_of(self.to<Hash>()->digest.algorithm()).name)); }
GETTER(Hash, digest_size, nullptr) { return Value::small(static_cast<int64_t>(self.to<Hash>()->digest.digest_size())); }
GETTER(Hash, block_size, nullptr) { return Value::small(static_cast<int64_t>(self.to<Hash>()->digest.block_size())); }

// ---- BLAKE2's constructor is its type ----

struct BlakeLimits {
    Algorithm algorithm;
    const char* name;
    int64_t digest, key, salt, offset_bits;
};
Result<int64_t> bounded_py(Thread& thread, Value value, int64_t least, int64_t most, const char* message) {
    int64_t number = TRY(index_int64_py(thread, value));
    if (number < least || number > most) return raise(thread, Exc::ValueError, "{}", message);
    return number;
}
Result<void> copy_bytes_py(Thread& thread, Value source, uint8_t* to, int64_t most, size_t* size, const char* what) {
    BytesArgument view(thread);
    TRY(view.open_py(source));
    if (view.size() > static_cast<size_t>(most))
        return raise(thread, Exc::ValueError, "maximum {} length is {} bytes", what, most);
    std::memcpy(to, view.bytes().data(), view.size());
    if (size) *size = view.size();
    return {};
}
Result<Value> construct_blake2(Thread& thread, Type* type, const CallArguments& arguments, const BlakeLimits& limits,
                               const char* signature) {
    Value bound[15];
    TRY(bind_arguments(thread, signature, arguments, bound));
    Blake2Parameters p{};
    uint8_t key[64] = {};
    size_t key_size = 0;
    if (bound[1].is_nothing()) p.digest_size = static_cast<uint8_t>(limits.digest);
    else {
        int64_t size = TRY(index_int64_py(thread, bound[1]));
        if (size < 1 || size > limits.digest)
            return raise(thread, Exc::ValueError, "digest_size for {} must be between 1 and {} bytes, here it is {}",
                         limits.name, limits.digest, size);
        p.digest_size = static_cast<uint8_t>(size);
    }
    if (!bound[2].is_nothing()) TRY(copy_bytes_py(thread, bound[2], key, limits.key, &key_size, "key"));
    if (!bound[3].is_nothing()) TRY(copy_bytes_py(thread, bound[3], p.salt, limits.salt, nullptr, "salt"));
    if (!bound[4].is_nothing()) TRY(copy_bytes_py(thread, bound[4], p.person, limits.salt, nullptr, "person"));
    p.key_size = static_cast<uint8_t>(key_size);
    p.fanout = static_cast<uint8_t>(TRY(bounded_py(thread, bound[5], 0, 255, "fanout must be between 0 and 255")));
    p.depth = static_cast<uint8_t>(TRY(bounded_py(thread, bound[6], 1, 255, "depth must be between 1 and 255")));
    p.leaf_size = static_cast<uint32_t>(TRY(bounded_py(thread, bound[7], 0, UINT32_MAX, "leaf_size is too large")));
    int64_t most = limits.offset_bits == 64 ? INT64_MAX : (int64_t{1} << limits.offset_bits) - 1;
    p.node_offset = static_cast<uint64_t>(TRY(bounded_py(thread, bound[8], 0, most, "node_offset is too large")));
    p.node_depth =
        static_cast<uint8_t>(TRY(bounded_py(thread, bound[9], 0, 255, "node_depth must be between 0 and 255")));
    p.inner_size = static_cast<uint8_t>(
        TRY(bounded_py(thread, bound[10], 0, limits.digest, "inner_size must be between 0 and is limited")));
    p.last_node = TRY(truth_py(thread, bound[11]));
    auto* hash = allocate_as<Hash>(thread, type);
    hash->digest.start_blake2(limits.algorithm, p, key);
    if (!bound[0].is_nothing()) TRY(feed_py(thread, hash, bound[0]));
    return Value(hash);
}
#define BLAKE_PARAMETERS                                                                                                       \
    "(data=?, /, *, digest_size=?, key=?, salt=?, person=?, fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, "     \
    "inner_size=0, last_node=False, usedforsecurity=True)"
Result<Value> construct_blake2b(Thread& thread, Type* type, const CallArguments& arguments) {
    return construct_blake2(thread, type, arguments, {Algorithm::Blake2b, "Blake2b", 64, 64, 16, 64},
                            "blake2b" BLAKE_PARAMETERS);
}
Result<Value> construct_blake2s(Thread& thread, Type* type, const CallArguments& arguments) {
    return construct_blake2(thread, type, arguments, {Algorithm::Blake2s, "Blake2s", 32, 32, 8, 48},
                            "blake2s" BLAKE_PARAMETERS);
}

#define HASH_TYPE(CONSTANT, NAME)                                                      \
    const TypeSpec CONSTANT = {                                                        \
        .name = NAME,                                                                  \
        .size = sizeof(Hash),                                                          \
        .flags = type_flag::kNoInstantiate,                                            \
        .methods = {&Hash_update, &Hash_digest, &Hash_hexdigest, &Hash_copy},          \
        .properties = {&Hash_get_name, &Hash_get_digest_size, &Hash_get_block_size},   \
    };
HASH_TYPE(kMd5Type, "_md5.md5")
HASH_TYPE(kSha1Type, "_sha1.sha1")
HASH_TYPE(kSha224Type, "_sha2.SHA224Type")
HASH_TYPE(kSha256Type, "_sha2.SHA256Type")
HASH_TYPE(kSha384Type, "_sha2.SHA384Type")
HASH_TYPE(kSha512Type, "_sha2.SHA512Type")
HASH_TYPE(kSha3_224Type, "_sha3.sha3_224")
HASH_TYPE(kSha3_256Type, "_sha3.sha3_256")
HASH_TYPE(kSha3_384Type, "_sha3.sha3_384")
HASH_TYPE(kSha3_512Type, "_sha3.sha3_512")
METHOD(Hash, shake_digest, "digest(self, length)", "Return the digest value as a bytes object.") {
    return digest_of(thread, self, TRY(shake_length_py(thread, args[0])));
}
METHOD(Hash, shake_hexdigest, "hexdigest(self, length)", "Return the digest value as a string of hexadecimal digits.") {
    return hex_of(thread, self, TRY(shake_length_py(thread, args[0])));
}
#define SHAKE_TYPE(CONSTANT, NAME)                                                     \
    const TypeSpec CONSTANT = {                                                        \
        .name = NAME,                                                                  \
        .size = sizeof(Hash),                                                          \
        .flags = type_flag::kNoInstantiate,                                            \
        .methods = {&Hash_update, &Hash_shake_digest, &Hash_shake_hexdigest, &Hash_copy}, \
        .properties = {&Hash_get_name, &Hash_get_digest_size, &Hash_get_block_size},   \
    };
SHAKE_TYPE(kShake128Type, "_sha3.shake_128")
SHAKE_TYPE(kShake256Type, "_sha3.shake_256")
#define BLAKE_TYPE(CONSTANT, NAME, CONSTRUCT)                                          \
    const TypeSpec CONSTANT = {                                                        \
        .name = NAME,                                                                  \
        .size = sizeof(Hash),                                                          \
        .slots = {.construct = CONSTRUCT},                                             \
        .methods = {&Hash_update, &Hash_digest, &Hash_hexdigest, &Hash_copy},          \
        .properties = {&Hash_get_name, &Hash_get_digest_size, &Hash_get_block_size},   \
    };
BLAKE_TYPE(kBlake2bType, "_blake2.blake2b", construct_blake2b)
BLAKE_TYPE(kBlake2sType, "_blake2.blake2s", construct_blake2s)

#define HASH_FUNCTION(NAME, ALGORITHM)                                                                              \
    FUNCTION(hashes, NAME, #NAME "(string=?, *, usedforsecurity=True)", "Return a new " #NAME " hash object.") {    \
        return make_hash(thread, Algorithm::ALGORITHM, args[0]);                                                    \
    }
HASH_FUNCTION(md5, Md5)
HASH_FUNCTION(sha1, Sha1)
HASH_FUNCTION(sha224, Sha224)
HASH_FUNCTION(sha256, Sha256)
HASH_FUNCTION(sha384, Sha384)
HASH_FUNCTION(sha512, Sha512)
HASH_FUNCTION(sha3_224, Sha3_224)
HASH_FUNCTION(sha3_256, Sha3_256)
HASH_FUNCTION(sha3_384, Sha3_384)
HASH_FUNCTION(sha3_512, Sha3_512)
HASH_FUNCTION(shake_128, Shake128)
HASH_FUNCTION(shake_256, Shake256)

// The sizes that a program can ask the type for.
Result<void> execute_blake2(Thread& thread, Module*) {
    struct Sizes {
        const TypeSpec* spec;
        int64_t salt, key, digest;
    };
    for (Sizes sizes : {Sizes{&kBlake2bType, 16, 64, 64}, Sizes{&kBlake2sType, 8, 32, 32}}) {
        Type* type = native_type(thread, *sizes.spec);
        Dict* dict = type->own_dict(thread);
        TRY(dict_set_str(thread, dict, "SALT_SIZE", Value::small(sizes.salt)));
        TRY(dict_set_str(thread, dict, "PERSON_SIZE", Value::small(sizes.salt)));
        TRY(dict_set_str(thread, dict, "MAX_KEY_SIZE", Value::small(sizes.key)));
        TRY(dict_set_str(thread, dict, "MAX_DIGEST_SIZE", Value::small(sizes.digest)));
        type->changed(thread, nullptr);
    }
    return {};
}

}  // namespace

extern const ModuleSpec kMd5Module, kSha1Module, kSha2Module, kSha256Module, kSha512Module, kSha3Module, kBlake2Module;
const ModuleSpec kMd5Module = {.name = "_md5", .functions = {&hashes_md5}};
const ModuleSpec kSha1Module = {.name = "_sha1", .functions = {&hashes_sha1}};
const ModuleSpec kSha2Module = {.name = "_sha2",
                                .functions = {&hashes_sha224, &hashes_sha256, &hashes_sha384, &hashes_sha512},
                                .types = {&kSha224Type, &kSha256Type, &kSha384Type, &kSha512Type}};
const ModuleSpec kSha256Module = {.name = "_sha256", .functions = {&hashes_sha224, &hashes_sha256}};
const ModuleSpec kSha512Module = {.name = "_sha512", .functions = {&hashes_sha384, &hashes_sha512}};
const ModuleSpec kSha3Module = {.name = "_sha3",
                                .functions = {&hashes_sha3_224, &hashes_sha3_256, &hashes_sha3_384, &hashes_sha3_512,
                                              &hashes_shake_128, &hashes_shake_256}};
const ModuleSpec kBlake2Module = {
    .name = "_blake2", .types = {&kBlake2bType, &kBlake2sType}, .execute = execute_blake2};

}  // namespace krait::core

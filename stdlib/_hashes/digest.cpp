// _md5, _sha1, _sha2 and _sha3: one class for each algorithm, all with libcrypto's code behind them.
//
// A context is guarded by a mutex, which is only ever waited for detached: two threads may update one hash.
#include <mutex>

#include "runtime/heap/heap.h"
#include "runtime/threads/attach.h"
#include "stdlib/_hashes/buffer.h"
#include "stdlib/_hashes/library.h"

namespace krait::core {

namespace {

struct Algorithm {
    const char* name;          // hash.name
    const char* library_name;  // libcrypto's
    uint16_t digest_size;      // 0: as many bytes as one asks for
    uint16_t block_size;
    uint8_t suffix;  // of SHA-3; 0: it is another
};

struct Running {
    std::mutex mutex;
    void* context = nullptr;
    ~Running() {
        if (context) hash_library()->free(context);
    }
};

class Digest : public Object {
public:
    Running* running;  // outside of the heap
    const Algorithm* algorithm;
};

void destroy_digest(Cell* cell) { delete static_cast<Digest*>(cell)->running; }

// Runs `work` with the context to itself.
template <typename Work>
bool with_context(Thread& thread, Running* running, size_t bytes, Work work) {
    constexpr size_t kLong = 2048;
    if (bytes < kLong && running->mutex.try_lock()) {
        bool done = work(running->context);
        running->mutex.unlock();
        return done;
    }
    Detached detached(thread);
    std::lock_guard guard(running->mutex);
    return work(running->context);
}
Failure library_failed(Thread& thread) { return raise(thread, Exc::ValueError, "libcrypto refused the hash function"); }

Result<Digest*> make_digest(Thread& thread, const TypeSpec& spec, const Algorithm& algorithm) {
    const HashLibrary* library = hash_library();
    if (!library) return raise(thread, Exc::ImportError, "hash functions need libcrypto (OpenSSL), which is not installed");
    auto* digest = allocate_native<Digest>(thread, spec);
    digest->algorithm = &algorithm;
    digest->running = new Running;
    thread.heap().register_native(digest, destroy_digest);
    digest->running->context = library->make();
    const void* function = library->algorithm(algorithm.library_name);
    if (!function || !digest->running->context || !library->begin(digest->running->context, function, nullptr)) return library_failed(thread);
    return digest;
}
Result<void> update_py(Thread& thread, Digest* self, Value data) {
    ByteView view(thread);
    TRY(open_hashed_py(thread, view, data));
    bool done = with_context(thread, self->running, view.size(),
                             [&](void* context) { return hash_library()->update(context, view.data(), view.size()) != 0; });
    return done ? Result<void>() : library_failed(thread);
}
// The digest so far: of a copy, so that updates may go on.
Result<std::string> digest_of(Thread& thread, Digest* self, size_t size) {
    const HashLibrary* library = hash_library();
    std::string out(size, '\0');
    bool done = with_context(thread, self->running, size, [&](void* context) {
        void* copy = library->make();
        bool good = copy && library->copy(copy, context);
        auto* bytes = reinterpret_cast<unsigned char*>(out.data());
        if (good) good = self->algorithm->digest_size ? library->finish(copy, bytes, nullptr) : size == 0 || library->finish_any(copy, bytes, size);
        if (copy) library->free(copy);
        return good;
    });
    if (!done) return library_failed(thread);
    return out;
}
Result<size_t> length_argument(Thread& thread, Value value) {
    int64_t length = TRY(index_int64_py(thread, value));
    if (length < 0) return raise(thread, Exc::ValueError, "Cannot convert negative int");
    constexpr int64_t kMost = int64_t{1} << 29;
    if (length >= kMost) return raise(thread, Exc::ValueError, "length is too large");
    return static_cast<size_t>(length);
}

METHOD(Digest, update, "update(self, obj, /)", "Update this hash object's state with the provided string.") {
    TRY(update_py(thread, self, args[0]));
    return none();
}
METHOD(Digest, digest, "digest(self, /)", "Return the digest value as a bytes object.") {
    return Value(TRY(make_bytes(thread, TRY(digest_of(thread, self, self->algorithm->digest_size)))));
}
METHOD(Digest, hexdigest, "hexdigest(self, /)", "Return the digest value as a string of hexadecimal digits.") {
    return hex_of(thread, TRY(digest_of(thread, self, self->algorithm->digest_size)));
}
METHOD(Digest, shake_digest, "digest(self, length, /)", "Return the digest value as a bytes object.") {
    return Value(TRY(make_bytes(thread, TRY(digest_of(thread, self, TRY(length_argument(thread, args[0])))))));
}
METHOD(Digest, shake_hexdigest, "hexdigest(self, length, /)", "Return the digest value as a string of hexadecimal digits.") {
    return hex_of(thread, TRY(digest_of(thread, self, TRY(length_argument(thread, args[0])))));
}
METHOD(Digest, copy, "copy(self, /)", "Return a copy of the hash object.") {
    Digest* made = TRY(make_digest(thread, *type_of(thread, Value(self))->spec, *self->algorithm));
    bool done = with_context(thread, self->running, 0, [&](void* context) { return hash_library()->copy(made->running->context, context) != 0; });
    return done ? Result<Value>(Value(made)) : library_failed(thread);
}
GETTER(Digest, name, nullptr) { return Value(make_ascii(thread, self.to<Digest>()->algorithm->name)); }
GETTER(Digest, digest_size, nullptr) { return Value::small(self.to<Digest>()->algorithm->digest_size); }
GETTER(Digest, block_size, nullptr) { return Value::small(self.to<Digest>()->algorithm->block_size); }
GETTER(Digest, _rate_bits, nullptr) { return Value::small(self.to<Digest>()->algorithm->block_size * 8); }
GETTER(Digest, _capacity_bits, nullptr) { return Value::small(1600 - self.to<Digest>()->algorithm->block_size * 8); }
GETTER(Digest, _suffix, nullptr) {
    char suffix = static_cast<char>(self.to<Digest>()->algorithm->suffix);
    return Value(TRY(make_bytes(thread, std::string_view(&suffix, 1))));
}

Result<Value> start_py(Thread& thread, const TypeSpec& spec, const Algorithm& algorithm, const Value* bound) {
    Value data;
    TRY(data_argument(thread, bound[0], bound[2], &data));
    Digest* made = TRY(make_digest(thread, spec, algorithm));
    if (!data.is_nothing()) TRY(update_py(thread, made, data));
    return Value(made);
}

#define START_ARGUMENTS "(data=?, *, usedforsecurity=True, string=?)"
// A class made by a function of the module: md5, sha1, sha2.
#define DIGEST_BY_FUNCTION(NAME, TYPE, SIZE, BLOCK)                                                                             \
    constexpr Algorithm k_##NAME = {#NAME, #NAME, SIZE, BLOCK, 0};                                                              \
    const TypeSpec kType_##NAME = {                                                                                             \
        .name = TYPE,                                                                                                           \
        .size = sizeof(Digest),                                                                                                 \
        .flags = type_flag::kNoInstantiate,                                                                                     \
        .methods = {&Digest_update, &Digest_digest, &Digest_hexdigest, &Digest_copy},                                           \
        .properties = {&Digest_get_name, &Digest_get_digest_size, &Digest_get_block_size},                                      \
    };                                                                                                                          \
    FUNCTION(hashes, NAME, #NAME START_ARGUMENTS, "Return a new " #NAME " hash object; optionally initialized with a string.") { \
        return start_py(thread, kType_##NAME, k_##NAME, args);                                                                  \
    }
DIGEST_BY_FUNCTION(md5, "_md5.md5", 16, 64)
DIGEST_BY_FUNCTION(sha1, "_sha1.sha1", 20, 64)
DIGEST_BY_FUNCTION(sha224, "_sha2.SHA224Type", 28, 64)
DIGEST_BY_FUNCTION(sha256, "_sha2.SHA256Type", 32, 64)
DIGEST_BY_FUNCTION(sha384, "_sha2.SHA384Type", 48, 128)
DIGEST_BY_FUNCTION(sha512, "_sha2.SHA512Type", 64, 128)

// A class that is its own constructor: SHA-3.
#define DIGEST_BY_TYPE(NAME, LIBRARY_NAME, SIZE, BLOCK, SUFFIX, DIGEST, HEXDIGEST)                                                       \
    constexpr Algorithm k_##NAME = {#NAME, LIBRARY_NAME, SIZE, BLOCK, SUFFIX};                                                           \
    extern const TypeSpec kType_##NAME;                                                                                                  \
    Result<Value> construct_##NAME(Thread& thread, Type*, const CallArguments& arguments) {                                              \
        Value bound[3];                                                                                                                  \
        TRY(bind_arguments(thread, #NAME START_ARGUMENTS, arguments, bound));                                                            \
        return start_py(thread, kType_##NAME, k_##NAME, bound);                                                                          \
    }                                                                                                                                    \
    const TypeSpec kType_##NAME = {                                                                                                      \
        .name = "_sha3." #NAME,                                                                                                          \
        .doc = #NAME START_ARGUMENTS "\n\nReturn a new hash object.",                                                                    \
        .size = sizeof(Digest),                                                                                                          \
        .slots = {.construct = construct_##NAME},                                                                                        \
        .methods = {&Digest_update, &DIGEST, &HEXDIGEST, &Digest_copy},                                                                  \
        .properties = {&Digest_get_name, &Digest_get_digest_size, &Digest_get_block_size, &Digest_get__rate_bits, &Digest_get__capacity_bits, \
                       &Digest_get__suffix},                                                                                             \
        .signature = #NAME START_ARGUMENTS,                                                                                              \
    };
DIGEST_BY_TYPE(sha3_224, "sha3-224", 28, 144, 0x06, Digest_digest, Digest_hexdigest)
DIGEST_BY_TYPE(sha3_256, "sha3-256", 32, 136, 0x06, Digest_digest, Digest_hexdigest)
DIGEST_BY_TYPE(sha3_384, "sha3-384", 48, 104, 0x06, Digest_digest, Digest_hexdigest)
DIGEST_BY_TYPE(sha3_512, "sha3-512", 64, 72, 0x06, Digest_digest, Digest_hexdigest)
DIGEST_BY_TYPE(shake_128, "shake128", 0, 168, 0x1f, Digest_shake_digest, Digest_shake_hexdigest)
DIGEST_BY_TYPE(shake_256, "shake256", 0, 136, 0x1f, Digest_shake_digest, Digest_shake_hexdigest)

Result<void> add_implementation(Thread& thread, Module* module) {
    return module_add(thread, module, "implementation", Value(make_ascii(thread, "libcrypto")));
}
Result<void> add_md5_type(Thread& thread, Module* module) { return module_add(thread, module, "MD5Type", Value(native_type(thread, kType_md5))); }
Result<void> add_sha1_type(Thread& thread, Module* module) { return module_add(thread, module, "SHA1Type", Value(native_type(thread, kType_sha1))); }

}  // namespace

extern const ModuleSpec kMd5Module, kSha1Module, kSha2Module, kSha256Module, kSha512Module, kSha3Module;
const ModuleSpec kMd5Module = {.name = "_md5", .functions = {&hashes_md5}, .execute = add_md5_type};
const ModuleSpec kSha1Module = {.name = "_sha1", .functions = {&hashes_sha1}, .execute = add_sha1_type};
const ModuleSpec kSha2Module = {
    .name = "_sha2",
    .functions = {&hashes_sha224, &hashes_sha256, &hashes_sha384, &hashes_sha512},
    .types = {&kType_sha224, &kType_sha256, &kType_sha384, &kType_sha512},
};
// Two halves of _sha2, under the names that a hashlib of 3.11 asks for.
const ModuleSpec kSha256Module = {.name = "_sha256", .functions = {&hashes_sha224, &hashes_sha256}};
const ModuleSpec kSha512Module = {.name = "_sha512", .functions = {&hashes_sha384, &hashes_sha512}};
const ModuleSpec kSha3Module = {
    .name = "_sha3",
    .types = {&kType_sha3_224, &kType_sha3_256, &kType_sha3_384, &kType_sha3_512, &kType_shake_128, &kType_shake_256},
    .execute = add_implementation,
};

}  // namespace krait::core

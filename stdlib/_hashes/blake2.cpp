// The module _blake2. Library Reference: hashlib, "BLAKE2".
#include "stdlib/_hashes/blake2.h"

#include <mutex>

#include "runtime/heap/heap.h"
#include "runtime/threads/attach.h"
#include "stdlib/_hashes/buffer.h"

namespace krait::core {

namespace {

template <typename Word>
struct Running {
    std::mutex mutex;
    Blake2<Word> hash;
};
template <typename Word>
class Blake2Object : public Object {
public:
    Running<Word>* running;  // outside of the heap
};

// Which of the two a Word is.
template <typename Word>
constexpr const char* kName = sizeof(Word) == 8 ? "blake2b" : "blake2s";
template <typename Word>
constexpr const char* kTitle = sizeof(Word) == 8 ? "Blake2b" : "Blake2s";
template <typename Word>
extern const TypeSpec kSpec;

template <typename Word>
void destroy(Cell* cell) {
    delete static_cast<Blake2Object<Word>*>(cell)->running;
}
// The mutex is only ever waited for detached.
template <typename Word, typename Work>
void with_hash(Thread& thread, Running<Word>* running, size_t bytes, Work work) {
    constexpr size_t kLong = 2048;
    if (bytes < kLong && running->mutex.try_lock()) {
        work(running->hash);
        running->mutex.unlock();
        return;
    }
    Detached detached(thread);
    std::lock_guard guard(running->mutex);
    work(running->hash);
}
template <typename Word>
Value make(Thread& thread, const Blake2<Word>& hash) {
    auto* made = allocate_native<Blake2Object<Word>>(thread, kSpec<Word>);
    made->running = new Running<Word>{{}, hash};
    thread.heap().register_native(made, destroy<Word>);
    return Value(made);
}
template <typename Word>
Result<void> update_py(Thread& thread, Value self, Value data) {
    ByteView view(thread);
    TRY(open_hashed_py(thread, view, data));
    with_hash(thread, self.to<Blake2Object<Word>>()->running, view.size(), [&](Blake2<Word>& hash) { hash.update(view.bytes()); });
    return {};
}
template <typename Word>
std::string digest_of(Thread& thread, Value self) {
    std::string out;
    with_hash(thread, self.to<Blake2Object<Word>>()->running, 0, [&](Blake2<Word>& hash) { out = hash.digest(); });
    return out;
}

Result<std::string> bytes_argument(Thread& thread, const char* name, Value value, size_t most) {
    ByteView view(thread);
    TRY(view.open_py(value));
    if (view.size() > most) return raise(thread, Exc::ValueError, "maximum {} length is {} bytes", name, most);
    return std::string(view.bytes());
}
Result<int64_t> number(Thread& thread, Value value, int64_t least, int64_t most, const char* message) {
    int64_t given = TRY(index_int64_py(thread, value, OutOfRange::Clamp));
    if (given < least || given > most) return raise(thread, Exc::ValueError, message);
    return given;
}
Result<uint64_t> large_number(Thread& thread, const char* name, Value value, uint64_t most) {
    Value given = TRY(index_py(thread, value));
    if (int_sign(given) < 0) return raise(thread, Exc::ValueError, "Cannot convert negative int");
    int overflow = 0;
    int64_t small = int_to_int64(given, &overflow);
    if (overflow && most == UINT64_MAX) return static_cast<uint64_t>(TRY(int_to_double(thread, given)));
    if (overflow || static_cast<uint64_t>(small) > most) return raise(thread, Exc::OverflowError, "{} is too large", name);
    return static_cast<uint64_t>(small);
}

template <typename Word>
constexpr const char* kSignature =
    sizeof(Word) == 8 ? "blake2b(data=?, /, *, digest_size=64, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, "
                        "node_depth=0, inner_size=0, last_node=False, usedforsecurity=True, string=?)"
                      : "blake2s(data=?, /, *, digest_size=32, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, "
                        "node_depth=0, inner_size=0, last_node=False, usedforsecurity=True, string=?)";

template <typename Word>
Result<Value> construct(Thread& thread, Type*, const CallArguments& arguments) {
    Value bound[kMaxParameters];
    TRY(bind_arguments(thread, kSignature<Word>, arguments, bound));
    using Hash = Blake2<Word>;
    Value data;
    TRY(data_argument(thread, bound[0], bound[13], &data));
    Blake2Parameters parameters;
    int64_t size = TRY(index_int64_py(thread, bound[1], OutOfRange::Clamp));
    if (size <= 0 || size > static_cast<int64_t>(Hash::kMostDigest)) {
        return raise(thread, Exc::ValueError, "digest_size for {} must be between 1 and {} bytes, here it is {}", kTitle<Word>, Hash::kMostDigest,
                     size);
    }
    parameters.digest_size = static_cast<size_t>(size);
    parameters.salt = TRY(bytes_argument(thread, "salt", bound[3], Hash::kSalt));
    parameters.person = TRY(bytes_argument(thread, "person", bound[4], Hash::kSalt));
    parameters.fanout = static_cast<uint32_t>(TRY(number(thread, bound[5], 0, 255, "fanout must be between 0 and 255")));
    parameters.depth = static_cast<uint32_t>(TRY(number(thread, bound[6], 1, 255, "depth must be between 1 and 255")));
    parameters.leaf_size = static_cast<uint32_t>(TRY(large_number(thread, "leaf_size", bound[7], UINT32_MAX)));
    constexpr uint64_t kMostOffset = Hash::kWide ? UINT64_MAX : (uint64_t{1} << 48) - 1;
    parameters.node_offset = TRY(large_number(thread, "node_offset", bound[8], kMostOffset));
    parameters.node_depth = static_cast<uint32_t>(TRY(number(thread, bound[9], 0, 255, "node_depth must be between 0 and 255")));
    parameters.inner_size = static_cast<uint32_t>(TRY(number(thread, bound[10], 0, static_cast<int64_t>(Hash::kMostDigest),
                                                             Hash::kWide ? "inner_size must be between 0 and is 64" : "inner_size must be between 0 and is 32")));
    parameters.key = TRY(bytes_argument(thread, "key", bound[2], Hash::kMostKey));
    parameters.last_node = TRY(truth_py(thread, bound[11]));
    Value made = make(thread, Hash(parameters));
    if (!data.is_nothing()) TRY(update_py<Word>(thread, made, data));
    return made;
}

template <typename Word>
struct Members {
    static Result<Value> update(Thread& thread, Value self, const Value* args) {
        TRY(update_py<Word>(thread, self, args[0]));
        return none();
    }
    static Result<Value> digest(Thread& thread, Value self, const Value*) { return Value(TRY(make_bytes(thread, digest_of<Word>(thread, self)))); }
    static Result<Value> hexdigest(Thread& thread, Value self, const Value*) { return hex_of(thread, digest_of<Word>(thread, self)); }
    static Result<Value> copy(Thread& thread, Value self, const Value*) {
        Blake2<Word> kept{Blake2Parameters{.digest_size = 1}};
        with_hash(thread, self.to<Blake2Object<Word>>()->running, 0, [&](Blake2<Word>& hash) { kept = hash; });
        return make(thread, kept);
    }
    static Result<Value> name(Thread& thread, Value) { return Value(make_ascii(thread, kName<Word>)); }
    static Result<Value> block_size(Thread&, Value) { return Value::small(Blake2<Word>::kBlock); }
    static Result<Value> digest_size(Thread&, Value self) {
        return Value::small(static_cast<int64_t>(self.to<Blake2Object<Word>>()->running->hash.digest_size()));
    }
    static constexpr NativeSpec kUpdate = {"update(self, data, /)", "Update this hash object's state with the provided bytes-like object.", update};
    static constexpr NativeSpec kDigest = {"digest(self, /)", "Return the digest value as a bytes object.", digest};
    static constexpr NativeSpec kHexdigest = {"hexdigest(self, /)", "Return the digest value as a string of hexadecimal digits.", hexdigest};
    static constexpr NativeSpec kCopy = {"copy(self, /)", "Return a copy of the hash object.", copy};
    static constexpr GetSetSpec kNameProperty = {"name", nullptr, name};
    static constexpr GetSetSpec kBlockSize = {"block_size", nullptr, block_size};
    static constexpr GetSetSpec kDigestSize = {"digest_size", nullptr, digest_size};
};

template <typename Word>
const TypeSpec kSpec = {
    .name = sizeof(Word) == 8 ? "_blake2.blake2b" : "_blake2.blake2s",
    .doc = "Return a new BLAKE2 hash object.",
    .size = sizeof(Blake2Object<Word>),
    .slots = {.construct = construct<Word>},
    .methods = {&Members<Word>::kUpdate, &Members<Word>::kDigest, &Members<Word>::kHexdigest, &Members<Word>::kCopy},
    .properties = {&Members<Word>::kNameProperty, &Members<Word>::kBlockSize, &Members<Word>::kDigestSize},
    .signature = kSignature<Word>,
};

template <typename Word>
Result<void> add_one(Thread& thread, Module* module, const std::string& prefix) {
    Type* type = native_type(thread, kSpec<Word>);
    struct Constant {
        const char* name;
        size_t value;
    };
    using Hash = Blake2<Word>;
    for (Constant each : {Constant{"SALT_SIZE", Hash::kSalt}, {"PERSON_SIZE", Hash::kSalt}, {"MAX_KEY_SIZE", Hash::kMostKey}, {"MAX_DIGEST_SIZE", Hash::kMostDigest}}) {
        Value number = Value::small(static_cast<int64_t>(each.value));
        TRY(dict_set_str(thread, type->own_dict(thread), intern(thread, each.name), number));
        TRY(module_add(thread, module, prefix + each.name, number));
    }
    type->changed(thread, intern(thread, "SALT_SIZE"));
    return module_add(thread, module, kName<Word>, Value(type));
}
Result<void> execute(Thread& thread, Module* module) {
    TRY(add_one<uint64_t>(thread, module, "BLAKE2B_"));
    return add_one<uint32_t>(thread, module, "BLAKE2S_");
}

}  // namespace

extern const ModuleSpec kBlake2Module;
const ModuleSpec kBlake2Module = {.name = "_blake2", .doc = "BLAKE2b and BLAKE2s.", .execute = execute};

}  // namespace krait::core

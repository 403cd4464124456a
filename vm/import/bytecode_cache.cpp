#include "vm/import/bytecode_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "runtime/allow.h"
#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/functions.h"
#include "runtime/operations.h"
#include "runtime/primitives/hash/siphash.h"
#include "runtime/threads/attach.h"
#include "vm/marshal/marshal.h"

namespace krait::core {

namespace {

constexpr size_t kHead = 16;
constexpr uint32_t kHashed = 1, kChecked = 2;

// What a .pyc file says of its source.
struct Stamp {
    uint32_t flags = 0;
    uint32_t time = 0, size = 0;  // of the source, modulo 2^32
    uint64_t hash = 0;
};

struct SourceStatus {
    bool exists = false;
    uint32_t time = 0, size = 0;
    mode_t mode = 0666;
};

SourceStatus status_of(Thread& thread, const std::string& path) {
    Detached detached(thread);
    struct stat status;
    if (stat(path.c_str(), &status) != 0) return {};
    return {true, static_cast<uint32_t>(status.st_mtim.tv_sec), static_cast<uint32_t>(status.st_size), status.st_mode};
}

Result<Value> sys_attribute(Thread& thread, std::string_view name) {
    Module* sys = thread.interpreter->sys_module.get();
    if (!sys) return Value::unbound();
    Value value = dict_get_str(thread, sys->dict.get(), intern(thread, name));
    return value.is_nothing() ? Value::unbound() : value;
}

// "default": as each file says; "always" and "never" are compared with the source.
enum class HashPolicy { AsFileSays, Always, Never };
Result<HashPolicy> hash_policy(Thread& thread) {
    Value module = dict_get_str(thread, thread.interpreter->modules.get(), intern(thread, "_imp"));
    Value policy = module.is_nothing() ? TRY(sys_attribute(thread, "_check_hash_based_pycs"))
                                       : TRY(find_attribute_py(thread, module, "check_hash_based_pycs"));
                                       if (!policy.is<Str>()) return HashPolicy::AsFileSays;
                                       std::string text = str_utf8_lossy(policy.to<Str>());
                                       return text == "always"  ? HashPolicy::Always
                                              : text == "never" ? HashPolicy::Never
                                                                : HashPolicy::AsFileSays;
}

template <typename T>
T number_at(std::string_view data, size_t at) {
    T value;
    std::memcpy(&value, data.data() + at, sizeof(T));
    return value;
}

bool read_stamp(std::string_view data, Stamp* stamp) {
    if (data.size() < kHead || data.substr(0, 4) != bytecode_magic()) return false;
    stamp->flags = number_at<uint32_t>(data, 4);
    if (stamp->flags & ~(kHashed | kChecked)) return false;
    if (stamp->flags & kHashed) {
        stamp->hash = number_at<uint64_t>(data, 8);
    } else {
        stamp->time = number_at<uint32_t>(data, 8);
        stamp->size = number_at<uint32_t>(data, 12);
    }
    return true;
}

template <typename T>
void put(std::string& out, T number) {
    char bytes[sizeof(T)];
    std::memcpy(bytes, &number, sizeof(T));
    out.append(bytes, sizeof(T));
}

// *code stays null when what is there is no bytecode of ours. Only what ends the program is a failure.
Result<void> read_code(Thread& thread, std::string_view data, Str* filename, Code** code) {
    Result<Value> value = marshal_loads_py(thread, data.substr(kHead));
    if (value.failed()) {
        for (Exc expected : {Exc::ValueError, Exc::EOFError, Exc::TypeError})
            if (clear_pending_if(thread, expected)) return {};
        return kFailure;
    }
    if (!value.value().is<Code>()) return {};
    *code = value.value().to<Code>();
    set_filename(*code, filename);
    return {};
}

// True: the whole of it is there under its name. Others may do the same at the same time.
bool write_whole(const std::string& path, const std::string& data, mode_t mode) {
    static std::atomic<uint64_t> counter{0};
    std::error_code ignored;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
    std::string temporary = path + "." + std::to_string(getpid()) + "." + std::to_string(++counter);
    int descriptor = open(temporary.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode);
    if (descriptor < 0) return false;
    size_t done = 0;
    while (done < data.size()) {
        ssize_t count = write(descriptor, data.data() + done, data.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        done += static_cast<size_t>(count);
    }
    bool whole = close(descriptor) == 0 && done == data.size();
    if (whole && rename(temporary.c_str(), path.c_str()) == 0) return true;
    unlink(temporary.c_str());
    return false;
}

Result<void> write_cache(Thread& thread, const std::string& path, Code* code, const Stamp& stamp, mode_t mode) {
    Value refused = TRY(sys_attribute(thread, "dont_write_bytecode"));
    if (!refused.is_unbound() && TRY(truth_py(thread, refused))) return {};
    Result<std::string> body = marshal_dumps_py(thread, Value(code));
    if (body.failed()) return clear_pending_if(thread, Exc::ValueError) ? Result<void>() : kFailure;
    std::string data = bytecode_magic();
    put(data, stamp.flags);
    if (stamp.flags & kHashed) {
        put(data, stamp.hash);
    } else {
        put(data, stamp.time);
        put(data, stamp.size);
    }
    data += body.value();
    Detached detached(thread);
    // As the source, and its owner may replace it.
    write_whole(path, data, (mode | 0200) & 0666);
    return {};
}

}  // namespace

Result<std::string> cached_path(Thread& thread, const std::string& source_path) {
    Value implementation = TRY(sys_attribute(thread, "implementation"));
    if (implementation.is_unbound()) return std::string();
    Value tag = TRY(find_attribute_py(thread, implementation, "cache_tag"));
    if (!tag.is<Str>()) return std::string();
    size_t slash = source_path.rfind('/');
    std::string folder = slash == source_path.npos ? std::string() : source_path.substr(0, slash + 1);
    std::string name = source_path.substr(slash == source_path.npos ? 0 : slash + 1);
    name = name.substr(0, name.rfind('.')) + "." + str_utf8_lossy(tag.to<Str>());
    if (int level = thread.interpreter->optimize_level) name += ".opt-" + std::to_string(level);
    Value prefix = TRY(sys_attribute(thread, "pycache_prefix"));
    if (!prefix.is<Str>()) return folder + "__pycache__/" + name + ".pyc";
    std::error_code error;
    std::filesystem::path whole = std::filesystem::absolute(folder, error).lexically_normal();
    std::string root(TRY(str_utf8(thread, prefix.to<Str>())));
    return (std::filesystem::path(root) / whole.relative_path() / (name + ".pyc")).string();
}

uint64_t source_hash(std::string_view source) {
    return siphash13(HashKey{kBytecodeStamp, 0}, source.data(), source.size());
}

void set_filename(Code* code, Str* filename) {
    if (!str_equal(code->filename.get(), filename)) code->filename.set(code, filename);
    for (Value constant : code->constants.get()->span())
        if (constant.is<Code>() && !str_equal(constant.to<Code>()->filename.get(), filename))
            set_filename(constant.to<Code>(), filename);
}

Result<Code*> load_source_file_py(Thread& thread, const std::string& path) {
    TRY(require_allowed(thread, allow::kFiles));
    std::string cache = TRY(cached_path(thread, path));
    SourceStatus source = status_of(thread, path);
    Stamp stamp{0, source.time, source.size, 0};
    bool writable = !cache.empty() && source.exists;
    std::string text;
    bool have_text = false;
    if (writable) {
        Result<std::string> cached = read_file(thread, cache);
        if (cached.failed() && !clear_pending_if(thread, Exc::OSError)) return kFailure;
        Stamp found;
        if (!cached.failed() && read_stamp(cached.value(), &found)) {
            bool fresh = found.time == source.time && found.size == source.size;
            if (found.flags & kHashed) {
                HashPolicy policy = TRY(hash_policy(thread));
                fresh = policy == HashPolicy::Never || (policy == HashPolicy::AsFileSays && !(found.flags & kChecked));
                if (!fresh) {
                    text = TRY(read_file(thread, path));
                    have_text = true;
                    stamp = {kHashed | (found.flags & kChecked), 0, 0, source_hash(text)};
                    fresh = stamp.hash == found.hash;
                }
            }
            Code* code = nullptr;
            if (fresh) TRY(read_code(thread, cached.value(), TRY(make_str(thread, path)), &code));
            if (code) return code;
        }
    }
    if (!have_text) text = TRY(read_file(thread, path));
    Code* code = TRY(load_source_code(thread, text, path));
    if (writable) TRY(write_cache(thread, cache, code, stamp, source.mode));
    return code;
}

Result<Code*> load_bytecode_file_py(Thread& thread, std::string_view name, const std::string& path) {
    auto refuse = [&](Exc type, const std::string& text) -> Failure {
        (void)raise(thread, type, "{}", text);
        if (!thread.terminating && type == Exc::ImportError) {
            auto* error = static_cast<ImportError*>(thread.pending.to<BaseException>());
            Result<Str*> where = make_str(thread, path);
            error->name.set(error, Value(intern(thread, name)));
            if (!where.failed()) error->path.set(error, Value(where.value()));
        }
        return kFailure;
    };
    TRY(require_allowed(thread, allow::kFiles));
    std::string data = TRY(read_file(thread, path));
    std::string quoted = "'" + std::string(name) + "'";
    if (std::string_view(data).substr(0, 4) != bytecode_magic()) {
        Value magic(TRY(make_bytes(thread, std::string_view(data).substr(0, 4))));
        return refuse(Exc::ImportError,
                      "bad magic number in " + quoted + ": " + str_utf8_lossy(TRY(repr_py(thread, magic))));
    }
    if (data.size() < kHead) return refuse(Exc::EOFError, "reached EOF while reading pyc header of " + quoted);
    Stamp stamp;
    if (!read_stamp(data, &stamp))
        return refuse(Exc::ImportError,
                      "invalid flags " + std::to_string(number_at<uint32_t>(data, 4)) + " in " + quoted);
    Value value = TRY(marshal_loads_py(thread, std::string_view(data).substr(kHead)));
    if (!value.is<Code>()) return refuse(Exc::ImportError, "Non-code object in '" + path + "'");
    return value.to<Code>();
}

}  // namespace krait::core

// The module _bz2: BZ2Compressor and BZ2Decompressor over libbz2, which is opened on first use (as libz is).
#include <bzlib.h>
#include <dlfcn.h>
#include <string>

#include "runtime/objects/bytes_builder.h"
#include "runtime/objects/bytes_parts.h"
#include "runtime/threads/events.h"
#include "runtime/threads/wait.h"
#include "stdlib/native_helpers.h"
#include "stdlib/posix/path.h"

namespace krait::core {

namespace {

struct Library {
    decltype(&::BZ2_bzCompressInit) compress_init;
    decltype(&::BZ2_bzCompress) compress;
    decltype(&::BZ2_bzCompressEnd) compress_end;
    decltype(&::BZ2_bzDecompressInit) decompress_init;
    decltype(&::BZ2_bzDecompress) decompress;
    decltype(&::BZ2_bzDecompressEnd) decompress_end;
};
const Library* open_library() {
    void* handle = dlopen("libbz2.so.1.0", RTLD_NOW | RTLD_LOCAL);
    if (!handle) return nullptr;
    static Library found;
    bool all = true;
    auto find = [&](auto& function, const char* name) {
        void* symbol = dlsym(handle, name);
        all &= symbol != nullptr;
        function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(symbol);
    };
    find(found.compress_init, "BZ2_bzCompressInit");
    find(found.compress, "BZ2_bzCompress");
    find(found.compress_end, "BZ2_bzCompressEnd");
    find(found.decompress_init, "BZ2_bzDecompressInit");
    find(found.decompress, "BZ2_bzDecompress");
    find(found.decompress_end, "BZ2_bzDecompressEnd");
    return all ? &found : nullptr;
}
Result<const Library*> library(Thread& thread) {
    static const Library* const kLibrary = open_library();  // one for the process: it has no state
    if (kLibrary) return kLibrary;
    return raise(thread, Exc::ImportError, "bz2 needs the library libbz2.so.1.0 (Debian package libbz2-1.0)");
}

Failure raise_bz2(Thread& thread, int code) {
    switch (code) {
    case BZ_PARAM_ERROR:
        return raise(thread, Exc::ValueError, "Internal error - invalid parameters passed to libbzip2");
    case BZ_MEM_ERROR: return raise_memory_error(thread);
    case BZ_DATA_ERROR:
    case BZ_DATA_ERROR_MAGIC: return raise(thread, Exc::OSError, "Invalid data stream");
    case BZ_IO_ERROR: return raise(thread, Exc::OSError, "Unknown I/O error");
    case BZ_UNEXPECTED_EOF:
        return raise(thread, Exc::EOFError, "Compressed file ended before the logical end-of-stream was detected");
    case BZ_SEQUENCE_ERROR:
        return raise(thread, Exc::RuntimeError, "Internal error - Invalid sequence of commands sent to libbzip2");
    default: return raise(thread, Exc::OSError, "Unrecognized error from libbzip2: {}", code);
    }
}

constexpr size_t kSlice = 1 << 18;  // what goes into the library, or comes out of it, between two polls
constexpr size_t kRoom = 64 * 1024;

class Stream : public Object {
public:
    bz_stream stream;
    ParkingMutex mutex;
    bool compresses, open, finished, needs_input;
    Field<Bytes*> pending, unused;  // input not consumed yet; what came after the end
};
void destroy_stream(Cell* cell) {
    auto* self = static_cast<Stream*>(cell);
    void* handle = dlopen("libbz2.so.1.0", RTLD_NOW | RTLD_NOLOAD);
    if (self->open && handle) {
        auto* end = reinterpret_cast<int (*)(bz_stream*)>(
            dlsym(handle, self->compresses ? "BZ2_bzCompressEnd" : "BZ2_bzDecompressEnd"));
        if (end) end(&self->stream);
    }
    if (handle) dlclose(handle);
    self->open = false;
}
class StreamLock {
public:
    StreamLock(Thread& thread, Stream* stream) : thread_(thread), stream_(stream) {}
    Result<void> take() {
        TRY(stream_->mutex.lock(thread_));
        taken_ = true;
        return {};
    }
    ~StreamLock() {
        if (taken_) stream_->mutex.unlock(*thread_.interpreter);
    }

private:
    Thread& thread_;
    Stream* stream_;
    bool taken_ = false;
};

Result<Value> construct_compressor(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[1];
    TRY(bind_arguments(thread, "BZ2Compressor(compresslevel=9, /)", arguments, bound));
    int level = TRY(int_argument_py(thread, bound[0]));
    if (level < 1 || level > 9) return raise(thread, Exc::ValueError, "compresslevel must be between 1 and 9");
    const Library& bz = *TRY(library(thread));
    auto* self = allocate_as<Stream>(thread, type);
    self->compresses = true;
    thread.heap().register_native(self, destroy_stream);
    if (int code = bz.compress_init(&self->stream, level, 0, 0); code != BZ_OK) return raise_bz2(thread, code);
    self->open = true;
    return Value(self);
}
Result<Value> compress_py(Thread& thread, Stream* self, std::string_view input, int action) {
    const Library& bz = *TRY(library(thread));
    BytesBuilder out(thread);
    std::string made;
    for (;;) {
        std::string_view part = input.substr(0, kSlice);
        made.clear();
        self->stream.next_in = const_cast<char*>(part.data());
        self->stream.avail_in = static_cast<unsigned>(part.size());
        int code;
        {
            Detached detached(thread);
            do {
                size_t old = made.size();
                made.resize(old + kRoom);
                self->stream.next_out = made.data() + old;
                self->stream.avail_out = kRoom;
                code = action == BZ_RUN && !self->stream.avail_in ? BZ_RUN_OK : bz.compress(&self->stream, action);
                made.resize(old + kRoom - self->stream.avail_out);
            } while (((code == BZ_RUN_OK && self->stream.avail_in) || code == BZ_FINISH_OK) && made.size() < kSlice);
        }
        input.remove_prefix(part.size() - self->stream.avail_in);
        if (code < 0) return raise_bz2(thread, code);
        TRY(out.add(made));
        if (input.empty() && code != BZ_FINISH_OK) break;
        TRY(thread.poll());
    }
    return Value(TRY(out.finish()));
}
METHOD(Stream, compress, "compress(self, data, /)", "Provide data to the compressor object; returns compressed data.") {
    BytesArgument view(thread);
    TRY(view.open_py(args[0]));
    StreamLock lock(thread, self);
    TRY(lock.take());
    if (self->finished) return raise(thread, Exc::ValueError, "Compressor has been flushed");
    return compress_py(thread, self, view.bytes(), BZ_RUN);
}
METHOD(Stream, flush, "flush(self, /)",
       "Finish the compression process; returns the compressed data left in buffers.") {
    StreamLock lock(thread, self);
    TRY(lock.take());
    if (self->finished) return raise(thread, Exc::ValueError, "Repeated call to flush()");
    self->finished = true;
    return compress_py(thread, self, {}, BZ_FINISH);
}

Result<Value> construct_decompressor(Thread& thread, Type* type, const CallArguments& arguments) {
    TRY(bind_arguments(thread, "BZ2Decompressor()", arguments, nullptr));
    const Library& bz = *TRY(library(thread));
    auto* self = allocate_as<Stream>(thread, type);
    self->needs_input = true;
    self->pending.set(self, empty_bytes(thread));
    self->unused.set(self, empty_bytes(thread));
    thread.heap().register_native(self, destroy_stream);
    if (int code = bz.decompress_init(&self->stream, 0, 0); code != BZ_OK) return raise_bz2(thread, code);
    self->open = true;
    return Value(self);
}
METHOD(Stream, decompress, "decompress(self, data, max_length=-1)",
       "Decompress data, returning uncompressed data as bytes; at most max_length of them if that is not negative.") {
    int64_t most = TRY(index_int64_py(thread, args[1]));
    BytesArgument view(thread);
    TRY(view.open_py(args[0]));
    StreamLock lock(thread, self);
    TRY(lock.take());
    if (self->finished) return raise(thread, Exc::EOFError, "End of stream already reached");
    const Library& bz = *TRY(library(thread));
    std::string joined(self->pending.get()->view());
    std::string_view input = view.bytes();
    if (!joined.empty()) {
        joined += input;
        input = joined;
    }
    BytesBuilder out(thread);
    std::string made;
    bool full = most == 0;
    while (!self->finished && !full) {
        std::string_view part = input.substr(0, kSlice);
        self->stream.next_in = const_cast<char*>(part.data());
        self->stream.avail_in = static_cast<unsigned>(part.size());
        int code;
        made.clear();
        {
            Detached detached(thread);
            do {
                size_t old = made.size(), room = kRoom;
                if (most > 0) room = std::min(room, static_cast<size_t>(most) - out.size() - old);
                made.resize(old + room);
                self->stream.next_out = made.data() + old;
                self->stream.avail_out = static_cast<unsigned>(room);
                code = bz.decompress(&self->stream);
                made.resize(old + room - self->stream.avail_out);
                full = most > 0 && out.size() + made.size() >= static_cast<size_t>(most);
            } while (code == BZ_OK && !full && self->stream.avail_out == 0 && made.size() < kSlice);
        }
        input.remove_prefix(part.size() - self->stream.avail_in);
        TRY(out.add(made));
        if (code == BZ_STREAM_END) self->finished = true;
        else if (code != BZ_OK) return raise_bz2(thread, code);
        else if (input.empty() && !full && self->stream.avail_out) break;
        TRY(thread.poll());
    }
    Bytes* rest = TRY(make_bytes(thread, input));
    (self->finished ? self->unused : self->pending).set(self, rest);
    if (self->finished) self->pending.set(self, empty_bytes(thread));
    self->needs_input = !self->finished && !full && input.empty();
    return Value(TRY(out.finish()));
}
GETTER(Stream, eof, "True if the end-of-stream marker has been reached.") {
    return Value::boolean(self.to<Stream>()->finished);
}
GETTER(Stream, unused_data, "Data found after the end of the compressed stream.") {
    return Value(self.to<Stream>()->unused.get());
}
GETTER(Stream, needs_input, "True if more input is needed before more decompressed data can be produced.") {
    return Value::boolean(self.to<Stream>()->needs_input);
}
METHOD(Stream, compressor_state, "__reduce__(self, /)", nullptr) {
    return raise(thread, Exc::TypeError, "cannot pickle '{}' object", type_name(thread, Value(self)));
}

const TypeSpec kCompressor = {
    .name = "_bz2.BZ2Compressor",
    .doc = "Create a compressor object for compressing data incrementally.",
    .size = sizeof(Stream),
    .flags = type_flag::kSubclassable,
    .slots = {.construct = construct_compressor},
    .methods = {&Stream_compress, &Stream_flush, &Stream_compressor_state},
    .trace = trace_members<Stream, &Stream::pending, &Stream::unused>,
    .signature = "BZ2Compressor(compresslevel=9, /)",
};
const TypeSpec kDecompressor = {
    .name = "_bz2.BZ2Decompressor",
    .doc = "Create a decompressor object for decompressing data incrementally.",
    .size = sizeof(Stream),
    .flags = type_flag::kSubclassable,
    .slots = {.construct = construct_decompressor},
    .methods = {&Stream_decompress, &Stream_compressor_state},
    .properties = {&Stream_get_eof, &Stream_get_unused_data, &Stream_get_needs_input},
    .trace = trace_members<Stream, &Stream::pending, &Stream::unused>,
    .signature = "BZ2Decompressor()",
};

}  // namespace

extern const ModuleSpec kBz2Module;
const ModuleSpec kBz2Module = {.name = "_bz2", .types = {&kCompressor, &kDecompressor}};

}  // namespace krait::core

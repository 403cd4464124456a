// The module zlib. Library Reference: zlib.
//
// The library runs detached on input that is lent to us (a buffer view holds it) and writes to memory of ours, never to a cell.
// A stream lives inside its object, which does not move; the object's mutex lets one thread at a time use it.
#include <string>

#include "runtime/objects/bytes_builder.h"
#include "runtime/objects/bytes_parts.h"
#include "runtime/threads/attach.h"
#include "runtime/threads/wait.h"
#include "stdlib/native_errors.h"
#include "stdlib/native_helpers.h"
#include "stdlib/zlib/library.h"

namespace krait::core {

using compression::zlib_library;
using compression::ZlibLibrary;

namespace {

const TypeSpec kZlibError = {.name = "zlib.error", .base = BuiltinType::Exception, .flags = type_flag::kSubclassable};

Result<const ZlibLibrary*> library(Thread& thread) {
    if (const ZlibLibrary* found = zlib_library()) return found;
    return raise(thread, Exc::ImportError, "zlib needs the library libz.so.1 (Debian package zlib1g)");
}
Failure raise_zlib(Thread& thread, int code, const char* message, const char* doing) {
    if (!message) {
        if (code == Z_BUF_ERROR) message = "incomplete or truncated stream";
        else if (code == Z_STREAM_ERROR) message = "inconsistent stream state";
        else if (code == Z_DATA_ERROR) message = "invalid input data";
    }
    if (code == Z_MEM_ERROR) return raise(thread, Exc::MemoryError, "Out of memory while {}", doing);
    if (!message) return raise_native(thread, kZlibError, "Error {} {}", code, doing);
    return raise_native(thread, kZlibError, "Error {} {}: {}", code, doing, message);
}

constexpr size_t kSlice = 1 << 18;  // what goes into the library, or comes out of it, between two polls
constexpr size_t kRoom = 64 * 1024;

enum class Direction : uint8_t { Compress, Decompress };

// Feeds `input` to the stream with `flush` for its last part; appends to `out`, of which there is to be `limit` at most (0: any).
// The code of the last call; what was not consumed is left in the stream's next_in.
Result<int> run_stream(Thread& thread, const ZlibLibrary& z, z_stream& stream, Direction direction,
                       std::string_view input, int flush, BytesBuilder& out, size_t limit = 0) {
    int code = Z_OK;
    size_t taken = 0;
    bool pending = false, full = false;  // the stream holds more output; the limit is reached
    std::string made;
    do {
        std::string_view part = input.substr(taken, kSlice);
        bool last = taken + part.size() == input.size();
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(part.data()));
        stream.avail_in = static_cast<uInt>(part.size());
        made.clear();
        {
            Detached scope(thread);
            do {
                size_t old = made.size(), room = kRoom;
                if (limit) room = std::min(room, limit - out.size() - old);
                made.resize(old + room);
                stream.next_out = reinterpret_cast<Bytef*>(made.data() + old);
                stream.avail_out = static_cast<uInt>(room);
                code = direction == Direction::Compress ? z.deflate(&stream, last ? flush : Z_NO_FLUSH)
                                                        : z.inflate(&stream, Z_SYNC_FLUSH);
                made.resize(old + room - stream.avail_out);
                pending = stream.avail_out == 0;
                full = limit && out.size() + made.size() >= limit;
            } while (code == Z_OK && pending && !full && made.size() < kSlice);
        }
        taken += part.size() - stream.avail_in;
        TRY(out.add(made));
        // The output that was asked for once more was not there: the next piece is to come.
        if (code == Z_BUF_ERROR && stream.avail_in == 0 && taken < input.size()) code = Z_OK;
        if (code != Z_OK || full) break;
        TRY(thread.poll());
    } while (pending || taken < input.size());
    stream.avail_in = 0;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data() + taken));
    return code;
}

// `update` is crc32 or adler32 of the library: (running sum, bytes, their number).
template <typename Update>
Result<Value> checksum_py(Thread& thread, Update update, Value data, Value start) {
    BytesArgument view(thread);
    TRY(view.open_py(data));
    Value low = TRY(int_binary(thread, BinaryOp::And, TRY(index_py(thread, start)), Value::small(0xffffffff)));
    uLong sum = static_cast<uLong>(low.as_small());
    std::string_view bytes = view.bytes();
    for (size_t at = 0; at < bytes.size(); at += kSlice) {
        std::string_view part = bytes.substr(at, kSlice);
        sum = update(sum, reinterpret_cast<const Bytef*>(part.data()), static_cast<uInt>(part.size()));
        TRY(thread.poll());
    }
    return Value::small(static_cast<int64_t>(sum & 0xffffffff));
}
FUNCTION(zlib, crc32, "crc32(data, value=0, /)", "Compute a CRC-32 checksum of data.") {
    return checksum_py(thread, TRY(library(thread))->crc32, args[0], args[1]);
}
FUNCTION(zlib, adler32, "adler32(data, value=1, /)", "Compute an Adler-32 checksum of data.") {
    return checksum_py(thread, TRY(library(thread))->adler32, args[0], args[1]);
}

Result<int> int_py(Thread& thread, Value value) {
    int64_t number = TRY(index_int64_py(thread, value));
    if (number < INT32_MIN || number > INT32_MAX)
        return raise(thread, Exc::OverflowError, "Python int too large to convert to C int");
    return static_cast<int>(number);
}

FUNCTION(zlib, compress, "compress(data, /, level=-1, wbits=15)",
         "Returns a bytes object containing compressed data.") {
    const ZlibLibrary& z = *TRY(library(thread));
    BytesArgument view(thread);
    TRY(view.open_py(args[0]));
    int level = TRY(int_py(thread, args[1]))
    , bits = TRY(int_py(thread, args[2]));
    z_stream stream{};
    int code = z.deflate_init(&stream, level, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, sizeof(z_stream));
    if (code == Z_STREAM_ERROR) return raise_native(thread, kZlibError, "Bad compression level");
    if (code != Z_OK) return raise_zlib(thread, code, stream.msg, "while compressing data");
    BytesBuilder out(thread);
    Result<int> result = run_stream(thread, z, stream, Direction::Compress, view.bytes(), Z_FINISH, out);
    z.deflate_end(&stream);
    if (result.failed()) return kFailure;
    if (result.value() != Z_STREAM_END) return raise_zlib(thread, result.value(), nullptr, "while compressing data");
    return Value(TRY(out.finish()));
}
FUNCTION(zlib, decompress, "decompress(data, /, wbits=15, bufsize=16384)",
         "Returns a bytes object containing the uncompressed data.") {
    const ZlibLibrary& z = *TRY(library(thread));
    BytesArgument view(thread);
    TRY(view.open_py(args[0]));
    int bits = TRY(int_py(thread, args[1]));
    if (TRY(index_int64_py(thread, args[2])) <= 0) return raise(thread, Exc::ValueError, "bufsize must be non-zero");
    z_stream stream{};
    int code = z.inflate_init(&stream, bits, ZLIB_VERSION, sizeof(z_stream));
    if (code != Z_OK) return raise_zlib(thread, code, stream.msg, "while preparing to decompress data");
    BytesBuilder out(thread);
    Result<int> result = run_stream(thread, z, stream, Direction::Decompress, view.bytes(), 0, out);
    const char* message = stream.msg;
    z.inflate_end(&stream);
    if (result.failed()) return kFailure;
    if (result.value() != Z_STREAM_END)
        return raise_zlib(thread, result.value() == Z_OK ? Z_BUF_ERROR : result.value(), message,
                          "while decompressing data");
    return Value(TRY(out.finish()));
}

// ---- compressobj and decompressobj ----
class Stream : public Object {
public:
    z_stream stream;
    ParkingMutex mutex;
    Direction direction;
    bool open;  // the library holds memory for it
    bool finished;
    Field<Bytes*> unused, tail, dictionary;
};
extern const TypeSpec kCompress, kDecompress;

void destroy_stream(Cell* cell) {
    auto* self = static_cast<Stream*>(cell);
    if (!self->open) return;
    if (self->direction == Direction::Compress) zlib_library()->deflate_end(&self->stream);
    else zlib_library()->inflate_end(&self->stream);
    self->open = false;
}
Stream* make_stream(Thread& thread, Direction direction) {
    auto* self = allocate_native<Stream>(thread, direction == Direction::Compress ? kCompress : kDecompress);
    self->direction = direction;
    self->unused.set(self, empty_bytes(thread));
    self->tail.set(self, empty_bytes(thread));
    thread.heap().register_native(self, destroy_stream);
    return self;
}
class StreamLock {
public:
    StreamLock(Thread& thread, Stream* stream) : thread_(thread), stream_(stream) {}
    Result<void> take() {
        if (!TRY(stream_->mutex.lock(thread_))) return raise(thread_, Exc::RuntimeError, "zlib stream is busy");
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

FUNCTION(zlib, compressobj, "compressobj(level=-1, method=8, wbits=15, memLevel=8, strategy=0, zdict=?)",
         "Return a compressor object.") {
    const ZlibLibrary& z = *TRY(library(thread));
    int numbers[5];
    for (int i = 0; i < 5; ++i) numbers[i] = TRY(int_py(thread, args[i]));
    BytesArgument dictionary(thread);
    if (!args[5].is_nothing()) TRY(dictionary.open_py(args[5]));
    Stream* made = make_stream(thread, Direction::Compress);
    int code = z.deflate_init(&made->stream, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], ZLIB_VERSION,
                              sizeof(z_stream));
    if (code == Z_STREAM_ERROR) return raise(thread, Exc::ValueError, "Invalid initialization option");
    if (code != Z_OK) return raise_zlib(thread, code, made->stream.msg, "while creating compression object");
    made->open = true;
    if (!args[5].is_nothing()) {
        code = z.deflate_set_dictionary(&made->stream, reinterpret_cast<const Bytef*>(dictionary.data()),
                                        static_cast<uInt>(dictionary.size()));
        if (code != Z_OK) return raise(thread, Exc::ValueError, "Invalid dictionary");
    }
    return Value(made);
}
FUNCTION(zlib, decompressobj, "decompressobj(wbits=15, zdict=?)", "Return a decompressor object.") {
    const ZlibLibrary& z = *TRY(library(thread));
    int bits = TRY(int_py(thread, args[0]));
    Bytes* dictionary = nullptr;
    if (!args[1].is_nothing()) {
        BytesArgument view(thread);
        TRY(view.open_py(args[1]));
        dictionary = TRY(make_bytes(thread, view.bytes()));
    }
    Stream* made = make_stream(thread, Direction::Decompress);
    int code = z.inflate_init(&made->stream, bits, ZLIB_VERSION, sizeof(z_stream));
    if (code == Z_STREAM_ERROR) return raise(thread, Exc::ValueError, "Invalid initialization option");
    if (code != Z_OK) return raise_zlib(thread, code, made->stream.msg, "while creating decompression object");
    made->open = true;
    made->dictionary.set(made, dictionary);
    // A raw stream names no dictionary, so it is set at once.
    if (dictionary && bits < 0 &&
        z.inflate_set_dictionary(&made->stream, reinterpret_cast<const Bytef*>(dictionary->data()),
                                 static_cast<uInt>(dictionary->size())) != Z_OK)
        return raise(thread, Exc::ValueError, "Invalid dictionary");
    return Value(made);
}

METHOD(Stream, compress, "compress(self, data, /)", "Returns a bytes object containing compressed data.") {
    const ZlibLibrary& z = *TRY(library(thread));
    BytesArgument view(thread);
    TRY(view.open_py(args[0]));
    StreamLock lock(thread, self);
    TRY(lock.take());
    BytesBuilder out(thread);
    int code = TRY(run_stream(thread, z, self->stream, Direction::Compress, view.bytes(), Z_NO_FLUSH, out));
    if (code != Z_OK && code != Z_BUF_ERROR)
        return raise_zlib(thread, code, self->stream.msg, "while compressing data");
    return Value(TRY(out.finish()));
}
METHOD(Stream, compress_flush, "flush(self, mode=4, /)",
       "Return a bytes object containing any remaining compressed data.") {
    const ZlibLibrary& z = *TRY(library(thread));
    int mode = TRY(int_py(thread, args[0]));
    if (mode == Z_NO_FLUSH) return Value(empty_bytes(thread));
    StreamLock lock(thread, self);
    TRY(lock.take());
    BytesBuilder out(thread);
    int code = TRY(run_stream(thread, z, self->stream, Direction::Compress, {}, mode, out));
    if (code == Z_STREAM_END && mode == Z_FINISH) destroy_stream(self);
    else if (code != Z_OK && code != Z_BUF_ERROR) return raise_zlib(thread, code, self->stream.msg, "while flushing");
    return Value(TRY(out.finish()));
}
METHOD(Stream, copy, "copy(self, /)", "Return a copy of the stream object.") {
    const ZlibLibrary& z = *TRY(library(thread));
    Stream* copy = make_stream(thread, self->direction);
    StreamLock lock(thread, self);
    TRY(lock.take());
    if (!self->open) return raise(thread, Exc::ValueError, "Inconsistent stream state");
    int code = self->direction == Direction::Compress ? z.deflate_copy(&copy->stream, &self->stream)
                                                      : z.inflate_copy(&copy->stream, &self->stream);
    if (code == Z_STREAM_ERROR) return raise(thread, Exc::ValueError, "Inconsistent stream state");
    if (code != Z_OK) return raise_zlib(thread, code, self->stream.msg, "while copying stream object");
    copy->open = true;
    copy->finished = self->finished;
    copy->unused.set(copy, self->unused.get());
    copy->tail.set(copy, self->tail.get());
    copy->dictionary.set(copy, self->dictionary.get());
    return Value(copy);
}
Result<Value> decompress_more(Thread& thread, Stream* self, std::string_view data, size_t limit) {
    const ZlibLibrary& z = *TRY(library(thread));
    StreamLock lock(thread, self);
    TRY(lock.take());
    BytesBuilder out(thread);
    std::string_view rest = data;
    int code = Z_OK;
    if (!self->finished) {
        code = TRY(run_stream(thread, z, self->stream, Direction::Decompress, data, 0, out, limit));
        auto left = [&] {
            return data.substr(static_cast<size_t>(reinterpret_cast<const char*>(self->stream.next_in) - data.data()));
        };
        rest = left();
        Bytes* dictionary = self->dictionary.get();
        if (code == Z_NEED_DICT && dictionary) {
            if (z.inflate_set_dictionary(&self->stream, reinterpret_cast<const Bytef*>(dictionary->data()),
                                         static_cast<uInt>(dictionary->size())) != Z_OK)
                return raise_zlib(thread, Z_DATA_ERROR, self->stream.msg, "while setting zdict");
            data = rest;
            code = TRY(run_stream(thread, z, self->stream, Direction::Decompress, data, 0, out, limit));
            rest = left();
        }
        if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
            return raise_zlib(thread, code, self->stream.msg, "while decompressing data");
    }
    if (code == Z_STREAM_END || self->finished) {
        self->finished = true;
        if (!rest.empty()) {
            std::string all(self->unused.get()->view());
            all += rest;
            self->unused.set(self, TRY(make_bytes(thread, std::string_view(all))));
        }
        rest = {};
    }
    self->tail.set(self, TRY(make_bytes(thread, rest)));
    return Value(TRY(out.finish()));
}
METHOD(Stream, decompress, "decompress(self, data, /, max_length=0)",
       "Return a bytes object containing the decompressed version of the data.") {
    int64_t limit = TRY(index_int64_py(thread, args[1]));
    if (limit < 0) return raise(thread, Exc::ValueError, "max_length must be non-negative");
    BytesArgument view(thread);
    TRY(view.open_py(args[0]));
    return decompress_more(thread, self, view.bytes(), static_cast<size_t>(limit));
}
METHOD(Stream, decompress_flush, "flush(self, length=16384, /)",
       "Return a bytes object containing any remaining decompressed data.") {
    if (TRY(index_int64_py(thread, args[0])) <= 0)
        return raise(thread, Exc::ValueError, "length must be greater than zero");
    Bytes* tail = self->tail.get();
    return decompress_more(thread, self, tail->view(), 0);
}
GETTER(Stream, unused_data, "Data found after the end of the compressed stream.") {
    return Value(self.to<Stream>()->unused.get());
}
GETTER(Stream, unconsumed_tail, "Data left unconsumed.") { return Value(self.to<Stream>()->tail.get()); }
GETTER(Stream, eof, "True if the end of the compressed stream was reached.") {
    return Value::boolean(self.to<Stream>()->finished);
}
METHOD(Stream, __copy__, "__copy__(self, /)", "") { return Stream_copy_code(thread, self, args); }
METHOD(Stream, __deepcopy__, "__deepcopy__(self, memo, /)", "") { return Stream_copy_code(thread, self, args); }

const TypeSpec kCompress = {
    .name = "zlib.Compress",
    .size = sizeof(Stream),
    .flags = type_flag::kNoInstantiate,
    .methods = {&Stream_compress, &Stream_compress_flush, &Stream_copy, &Stream___copy__, &Stream___deepcopy__},
    .trace = trace_members<Stream, &Stream::unused, &Stream::tail, &Stream::dictionary>,
};
const TypeSpec kDecompress = {
    .name = "zlib.Decompress",
    .size = sizeof(Stream),
    .flags = type_flag::kNoInstantiate,
    .methods = {&Stream_decompress, &Stream_decompress_flush, &Stream_copy, &Stream___copy__, &Stream___deepcopy__},
    .properties = {&Stream_get_unused_data, &Stream_get_unconsumed_tail, &Stream_get_eof},
    .trace = trace_members<Stream, &Stream::unused, &Stream::tail, &Stream::dictionary>,
};

Result<void> execute_zlib(Thread& thread, Module* module) {
    const ZlibLibrary& z = *TRY(library(thread));
    struct Constant {
        const char* name;
        int64_t value;
    };
    for (Constant each : {Constant{"DEFLATED", 8},
                          {"DEF_BUF_SIZE", 16384},
                          {"DEF_MEM_LEVEL", 8},
                          {"MAX_WBITS", 15},
                          {"Z_BEST_COMPRESSION", 9},
                          {"Z_BEST_SPEED", 1},
                          {"Z_BLOCK", 5},
                          {"Z_DEFAULT_COMPRESSION", -1},
                          {"Z_DEFAULT_STRATEGY", 0},
                          {"Z_FILTERED", 1},
                          {"Z_FINISH", 4},
                          {"Z_FIXED", 4},
                          {"Z_FULL_FLUSH", 3},
                          {"Z_HUFFMAN_ONLY", 2},
                          {"Z_NO_COMPRESSION", 0},
                          {"Z_NO_FLUSH", 0},
                          {"Z_PARTIAL_FLUSH", 1},
                          {"Z_RLE", 3},
                          {"Z_SYNC_FLUSH", 2},
                          {"Z_TREES", 6}})
        TRY(module_add(thread, module, each.name, Value::small(each.value)));
    TRY(module_add(thread, module, "ZLIB_VERSION", Value(make_ascii(thread, ZLIB_VERSION))));
    return module_add(thread, module, "ZLIB_RUNTIME_VERSION", Value(make_ascii(thread, z.version())));
}

}  // namespace

extern const ModuleSpec kZlibModule;
const ModuleSpec kZlibModule = {
    .name = "zlib",
    .doc = "The functions in this module allow compression and decompression using the\nzlib library, which is based "
           "on GNU zip.",
    .functions = {&zlib_crc32, &zlib_adler32, &zlib_compress, &zlib_decompress, &zlib_compressobj, &zlib_decompressobj},
    .types = {&kZlibError},
    .execute = execute_zlib,
};

}  // namespace krait::core

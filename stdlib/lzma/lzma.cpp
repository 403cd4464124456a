// The module _lzma: LZMACompressor and LZMADecompressor over liblzma, which is opened on first use (as libz is).
#include <dlfcn.h>
#include <lzma.h>
#include <string>

#include "runtime/objects/bytes_builder.h"
#include "runtime/objects/bytes_parts.h"
#include "runtime/threads/events.h"
#include "runtime/threads/wait.h"
#include "stdlib/native_errors.h"
#include "stdlib/native_helpers.h"
#include "stdlib/posix/path.h"

namespace krait::core {

namespace {

const TypeSpec kLzmaError = {.name = "_lzma.LZMAError",
                             .doc = "Call to liblzma failed.",
                             .base = BuiltinType::Exception,
                             .flags = type_flag::kSubclassable | type_flag::kHasDict};

#define LZMA_FUNCTIONS(F)                                                                                     \
    F(easy_encoder) F(stream_encoder) F(alone_encoder) F(raw_encoder) F(stream_decoder) F(alone_decoder)      \
    F(auto_decoder) F(raw_decoder) F(code) F(end) F(get_check) F(check_is_supported) F(lzma_preset)           \
    F(properties_size) F(properties_encode) F(properties_decode)
struct Library {
#define F(NAME) decltype(&::lzma_##NAME) NAME;
    LZMA_FUNCTIONS(F)
#undef F
};
const Library* open_library() {
    void* handle = dlopen("liblzma.so.5", RTLD_NOW | RTLD_LOCAL);
    if (!handle) return nullptr;
    static Library found;
    bool all = true;
#define F(NAME)                                                                                     \
    found.NAME = reinterpret_cast<decltype(&::lzma_##NAME)>(dlsym(handle, "lzma_" #NAME));          \
    all &= found.NAME != nullptr;
    LZMA_FUNCTIONS(F)
#undef F
    return all ? &found : nullptr;
}
const Library* find_library() {
    static const Library* const kLibrary = open_library();  // one for the process: it has no state
    return kLibrary;
}
Result<const Library*> library(Thread& thread) {
    if (const Library* found = find_library()) return found;
    return raise(thread, Exc::ImportError, "lzma needs the library liblzma.so.5 (Debian package liblzma5)");
}

Result<void> check(Thread& thread, lzma_ret code) {
    switch (code) {
    case LZMA_OK:
    case LZMA_GET_CHECK:
    case LZMA_NO_CHECK:
    case LZMA_STREAM_END: return {};
    case LZMA_UNSUPPORTED_CHECK: return raise_native(thread, kLzmaError, "Unsupported integrity check");
    case LZMA_MEM_ERROR: return raise_memory_error(thread);
    case LZMA_MEMLIMIT_ERROR: return raise_native(thread, kLzmaError, "Memory usage limit exceeded");
    case LZMA_FORMAT_ERROR: return raise_native(thread, kLzmaError, "Input format not supported by decoder");
    case LZMA_OPTIONS_ERROR: return raise_native(thread, kLzmaError, "Invalid or unsupported options");
    case LZMA_DATA_ERROR: return raise_native(thread, kLzmaError, "Corrupt input data");
    case LZMA_BUF_ERROR: return raise_native(thread, kLzmaError, "Insufficient buffer space");
    case LZMA_PROG_ERROR: return raise_native(thread, kLzmaError, "Internal error");
    default: return raise_native(thread, kLzmaError, "Unrecognized error from liblzma: {}", static_cast<int>(code));
    }
}

enum Format : int { kAuto, kXz, kAlone, kRaw };

// ---- filters: dicts of Python's, structs of the library's ----

struct Filters {
    lzma_filter chain[LZMA_FILTERS_MAX + 1] = {};
    lzma_options_lzma lzma[LZMA_FILTERS_MAX];
    lzma_options_delta delta[LZMA_FILTERS_MAX];
    lzma_options_bcj bcj[LZMA_FILTERS_MAX];
};
bool is_branch_filter(lzma_vli id) {
    return id == LZMA_FILTER_X86 || id == LZMA_FILTER_POWERPC || id == LZMA_FILTER_IA64 || id == LZMA_FILTER_ARM ||
           id == LZMA_FILTER_ARMTHUMB || id == LZMA_FILTER_SPARC;
}
// The number of a filter's key, if it is there.
Result<bool> number_of_py(Thread& thread, Value spec, const char* key, uint64_t* number) {
    bool has = TRY(contains_py(thread, spec, Value(intern(thread, key))));
    if (!has) return false;
    Value value = TRY(get_item_py(thread, spec, Value(intern(thread, key))));
    int64_t found = TRY(index_int64_py(thread, value, OutOfRange::Clamp));
    if (found < 0) return raise(thread, Exc::OverflowError, "can't convert negative int to unsigned");
    *number = static_cast<uint64_t>(found);
    return true;
}
Result<void> check_keys(Thread& thread, Value spec, std::initializer_list<std::string_view> known, const char* filter) {
    return for_each_py(thread, spec, [&](Value key) -> Result<bool> {
        auto* text = as_kind<Str>(thread, key);
        for (std::string_view name : known) {
            if (text && text->is_ascii() && TRY(str_utf8(thread, text)) == name) return true;
        }
        return raise(thread, Exc::ValueError, "Invalid filter specifier for {} filter", filter);
    });
}
Result<void> parse_filter_py(Thread& thread, const Library& lz, Value spec, Filters& filters, size_t i) {
    if (!as_kind<Dict>(thread, spec) && type_of(thread, spec)->slots.get_item == nullptr)
        return raise(thread, Exc::TypeError, "Filter specifier must be a dict or dict-like object");
    uint64_t id;
    if (!TRY(number_of_py(thread, spec, "id", &id)))
        return raise(thread, Exc::ValueError, "Filter specifier must have an \"id\" entry");
    filters.chain[i].id = id;
    if (id == LZMA_FILTER_LZMA1 || id == LZMA_FILTER_LZMA2) {
        TRY(check_keys(thread, spec, {"id", "preset", "dict_size", "lc", "lp", "pb", "mode", "nice_len", "mf", "depth"},
                       "LZMA"));
        lzma_options_lzma& options = filters.lzma[i];
        uint64_t preset = LZMA_PRESET_DEFAULT, number;
        TRY(number_of_py(thread, spec, "preset", &preset));
        if (lz.lzma_preset(&options, static_cast<uint32_t>(preset)))
            return raise_native(thread, kLzmaError, "Invalid compression preset: {}", preset);
        if (TRY(number_of_py(thread, spec, "dict_size", &number))) options.dict_size = static_cast<uint32_t>(number);
        if (TRY(number_of_py(thread, spec, "lc", &number))) options.lc = static_cast<uint32_t>(number);
        if (TRY(number_of_py(thread, spec, "lp", &number))) options.lp = static_cast<uint32_t>(number);
        if (TRY(number_of_py(thread, spec, "pb", &number))) options.pb = static_cast<uint32_t>(number);
        if (TRY(number_of_py(thread, spec, "mode", &number))) options.mode = static_cast<lzma_mode>(number);
        if (TRY(number_of_py(thread, spec, "nice_len", &number))) options.nice_len = static_cast<uint32_t>(number);
        if (TRY(number_of_py(thread, spec, "mf", &number))) options.mf = static_cast<lzma_match_finder>(number);
        if (TRY(number_of_py(thread, spec, "depth", &number))) options.depth = static_cast<uint32_t>(number);
        filters.chain[i].options = &options;
    } else if (id == LZMA_FILTER_DELTA) {
        TRY(check_keys(thread, spec, {"id", "dist"}, "delta"));
        uint64_t distance = 1;
        TRY(number_of_py(thread, spec, "dist", &distance));
        filters.delta[i] = {};
        filters.delta[i].type = LZMA_DELTA_TYPE_BYTE;
        filters.delta[i].dist = static_cast<uint32_t>(distance);
        filters.chain[i].options = &filters.delta[i];
    } else if (is_branch_filter(id)) {
        TRY(check_keys(thread, spec, {"id", "start_offset"}, "BCJ"));
        uint64_t start = 0;
        TRY(number_of_py(thread, spec, "start_offset", &start));
        filters.bcj[i] = {};
        filters.bcj[i].start_offset = static_cast<uint32_t>(start);
        filters.chain[i].options = &filters.bcj[i];
    } else {
        return raise(thread, Exc::ValueError, "Invalid filter ID: {}", id);
    }
    return {};
}
Result<void> parse_filters_py(Thread& thread, const Library& lz, Value specs, Filters& filters) {
    Tuple* all = TRY(make_tuple_from_py(thread, specs));
    if (all->size() > LZMA_FILTERS_MAX)
        return raise(thread, Exc::ValueError, "Too many filters - liblzma supports a maximum of {}",
                     static_cast<int>(LZMA_FILTERS_MAX));
    for (size_t i = 0; i < all->size(); ++i) TRY(parse_filter_py(thread, lz, (*all)[i], filters, i));
    filters.chain[all->size()].id = LZMA_VLI_UNKNOWN;
    return {};
}

// ---- the two classes ----

constexpr size_t kSlice = 1 << 18;  // what goes through the library between two polls
constexpr size_t kRoom = 64 * 1024;

class Stream : public Object {
public:
    lzma_stream stream;
    ParkingMutex mutex;
    int check;
    bool raw, finished, needs_input;
    Field<Bytes*> pending, unused;  // input not consumed yet; what came after the end
};
void destroy_stream(Cell* cell) {
    if (const Library* lz = find_library()) lz->end(&static_cast<Stream*>(cell)->stream);
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
Stream* make_stream(Thread& thread, Type* type) {
    auto* self = allocate_as<Stream>(thread, type);
    self->stream = LZMA_STREAM_INIT;
    self->needs_input = true;
    self->pending.set(self, empty_bytes(thread));
    self->unused.set(self, empty_bytes(thread));
    thread.heap().register_native(self, destroy_stream);
    return self;
}

// Runs input through the stream, appending to `out`, at most `most` bytes of it (negative: any). What is left stays in *input.
Result<lzma_ret> run_py(Thread& thread, const Library& lz, Stream* self, std::string_view* input, lzma_action action,
                        int64_t most, BytesBuilder& out, bool* full) {
    lzma_ret code = LZMA_OK;
    std::string made;
    *full = most == 0;
    for (;;) {
        std::string_view part = input->substr(0, kSlice);
        bool last = part.size() == input->size();
        self->stream.next_in = reinterpret_cast<const uint8_t*>(part.data());
        self->stream.avail_in = part.size();
        bool more = false;  // the stream has more to do with what it was given
        made.clear();
        if (!*full) {
            Detached detached(thread);
            do {
                size_t old = made.size(), room = kRoom;
                if (most > 0) room = std::min(room, static_cast<size_t>(most) - out.size() - old);
                made.resize(old + room);
                self->stream.next_out = reinterpret_cast<uint8_t*>(made.data() + old);
                self->stream.avail_out = room;
                code = lz.code(&self->stream, last ? action : LZMA_RUN);
                made.resize(old + room - self->stream.avail_out);
                if (code == LZMA_BUF_ERROR && self->stream.avail_in == 0 && self->stream.avail_out) code = LZMA_OK;
                if (code == LZMA_GET_CHECK || code == LZMA_NO_CHECK)
                    self->check = static_cast<int>(lz.get_check(&self->stream)), code = LZMA_OK;
                *full = most > 0 && out.size() + made.size() >= static_cast<size_t>(most);
                more = self->stream.avail_out == 0 || self->stream.avail_in || (last && action == LZMA_FINISH);
            } while (code == LZMA_OK && !*full && more && made.size() < kSlice);
        }
        input->remove_prefix(part.size() - self->stream.avail_in);
        TRY(out.add(made));
        if (code != LZMA_OK || *full || (last && !more && input->empty())) return code;
        TRY(thread.poll());
    }
}

Result<Value> construct_compressor(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[4];
    TRY(bind_arguments(thread, "LZMACompressor(format=1, check=-1, preset=None, filters=None)", arguments, bound));
    const Library& lz = *TRY(library(thread));
    int format = TRY(int_argument_py(thread, bound[0]))
    , integrity = TRY(int_argument_py(thread, bound[1]));
    if (!bound[2].is_none() && !bound[3].is_none())
        return raise(thread, Exc::ValueError, "Cannot specify both preset and filter chain");
    uint32_t preset = LZMA_PRESET_DEFAULT;
    if (!bound[2].is_none()) {
        int64_t number = TRY(index_int64_py(thread, bound[2], OutOfRange::Clamp));
        if (number < 0 || number > UINT32_MAX)
            return raise(thread, Exc::OverflowError, "Python int too large to convert to C unsigned int");
        preset = static_cast<uint32_t>(number);
    }
    if (format != kXz && integrity != -1 && integrity != LZMA_CHECK_NONE)
        return raise(thread, Exc::ValueError, "Integrity checks are only supported by FORMAT_XZ");
    Filters filters;
    bool has_filters = !bound[3].is_none();
    if (has_filters) TRY(parse_filters_py(thread, lz, bound[3], filters));
    Stream* self = make_stream(thread, type);
    lzma_ret code;
    switch (format) {
    case kXz: {
        auto kind = integrity == -1 ? LZMA_CHECK_CRC64 : static_cast<lzma_check>(integrity);
        code = has_filters ? lz.stream_encoder(&self->stream, filters.chain, kind)
                           : lz.easy_encoder(&self->stream, preset, kind);
        break;
    }
    case kAlone:
        if (has_filters) {
            if (filters.chain[0].id != LZMA_FILTER_LZMA1 || filters.chain[1].id != LZMA_VLI_UNKNOWN)
                return raise(thread, Exc::ValueError,
                             "Invalid filter chain for FORMAT_ALONE - must be a single LZMA1 filter");
            code = lz.alone_encoder(&self->stream, &filters.lzma[0]);
        } else {
            if (lz.lzma_preset(&filters.lzma[0], preset))
                return raise_native(thread, kLzmaError, "Invalid compression preset: {}", preset);
            code = lz.alone_encoder(&self->stream, &filters.lzma[0]);
        }
        break;
    case kRaw:
        if (!has_filters) return raise(thread, Exc::ValueError, "Must specify filters for FORMAT_RAW");
        code = lz.raw_encoder(&self->stream, filters.chain);
        break;
    default: return raise(thread, Exc::ValueError, "Invalid container format: {}", format);
    }
    TRY(check(thread, code));
    return Value(self);
}
Result<Value> compress_py(Thread& thread, Stream* self, std::string_view input, lzma_action action) {
    const Library& lz = *TRY(library(thread));
    BytesBuilder out(thread);
    bool full;
    TRY(check(thread, TRY(run_py(thread, lz, self, &input, action, -1, out, &full))));
    return Value(TRY(out.finish()));
}
METHOD(Stream, compress, "compress(self, data, /)", "Provide data to the compressor object; returns compressed data.") {
    BytesArgument view(thread);
    TRY(view.open_py(args[0]));
    StreamLock lock(thread, self);
    TRY(lock.take());
    if (self->finished) return raise(thread, Exc::ValueError, "Compressor has been flushed");
    return compress_py(thread, self, view.bytes(), LZMA_RUN);
}
METHOD(Stream, flush, "flush(self, /)",
       "Finish the compression process; returns the compressed data left in buffers.") {
    StreamLock lock(thread, self);
    TRY(lock.take());
    if (self->finished) return raise(thread, Exc::ValueError, "Repeated call to flush()");
    self->finished = true;
    return compress_py(thread, self, {}, LZMA_FINISH);
}

Result<Value> construct_decompressor(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[3];
    TRY(bind_arguments(thread, "LZMADecompressor(format=0, memlimit=None, filters=None)", arguments, bound));
    const Library& lz = *TRY(library(thread));
    int format = TRY(int_argument_py(thread, bound[0]));
    uint64_t limit = UINT64_MAX;
    if (!bound[1].is_none()) {
        if (format == kRaw) return raise(thread, Exc::ValueError, "Cannot specify memory limit with FORMAT_RAW");
        int64_t number = TRY(index_int64_py(thread, bound[1], OutOfRange::Clamp));
        if (number < 0) return raise(thread, Exc::OverflowError, "can't convert negative int to unsigned");
        limit = static_cast<uint64_t>(number);
    }
    if (format == kRaw && bound[2].is_none())
        return raise(thread, Exc::ValueError, "Must specify filters for FORMAT_RAW");
    if (format != kRaw && !bound[2].is_none())
        return raise(thread, Exc::ValueError, "Cannot specify filters except with FORMAT_RAW");
    Filters filters;
    if (format == kRaw) TRY(parse_filters_py(thread, lz, bound[2], filters));
    Stream* self = make_stream(thread, type);
    constexpr uint32_t kFlags = LZMA_TELL_ANY_CHECK | LZMA_TELL_NO_CHECK;
    constexpr int kUnknownCheck = LZMA_CHECK_ID_MAX + 1;
    self->check = kUnknownCheck;
    lzma_ret code;
    switch (format) {
    case kAuto: code = lz.auto_decoder(&self->stream, limit, kFlags); break;
    case kXz: code = lz.stream_decoder(&self->stream, limit, kFlags); break;
    case kAlone:
        self->check = LZMA_CHECK_NONE;
        code = lz.alone_decoder(&self->stream, limit);
        break;
    case kRaw:
        self->check = LZMA_CHECK_NONE;
        self->raw = true;
        code = lz.raw_decoder(&self->stream, filters.chain);
        break;
    default: return raise(thread, Exc::ValueError, "Invalid container format: {}", format);
    }
    TRY(check(thread, code));
    return Value(self);
}
METHOD(Stream, decompress, "decompress(self, data, max_length=-1)",
       "Decompress data, returning uncompressed data as bytes; at most max_length of them if that is not negative.") {
    int64_t most = TRY(index_int64_py(thread, args[1]));
    BytesArgument view(thread);
    TRY(view.open_py(args[0]));
    StreamLock lock(thread, self);
    TRY(lock.take());
    if (self->finished) return raise(thread, Exc::EOFError, "Already at end of stream");
    const Library& lz = *TRY(library(thread));
    std::string joined(self->pending.get()->view());
    std::string_view input = view.bytes();
    if (!joined.empty()) {
        joined += input;
        input = joined;
    }
    BytesBuilder out(thread);
    bool full;
    lzma_ret code = TRY(run_py(thread, lz, self, &input, LZMA_RUN, most, out, &full));
    TRY(check(thread, code));
    self->finished = code == LZMA_STREAM_END;
    Bytes* rest = TRY(make_bytes(thread, input));
    (self->finished ? self->unused : self->pending).set(self, rest);
    if (self->finished) self->pending.set(self, empty_bytes(thread));
    self->needs_input = !self->finished && !full && input.empty();
    return Value(TRY(out.finish()));
}
GETTER(Stream, check, "ID of the integrity check used by the input stream.") {
    return Value::small(self.to<Stream>()->check);
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
METHOD(Stream, __reduce__, "__reduce__(self, /)", nullptr) {
    return raise(thread, Exc::TypeError, "cannot pickle '{}' object", type_name(thread, Value(self)));
}

const TypeSpec kCompressor = {
    .name = "_lzma.LZMACompressor",
    .doc = "Create a compressor object for compressing data incrementally.",
    .size = sizeof(Stream),
    .flags = type_flag::kSubclassable,
    .slots = {.construct = construct_compressor},
    .methods = {&Stream_compress, &Stream_flush, &Stream___reduce__},
    .trace = trace_members<Stream, &Stream::pending, &Stream::unused>,
    .signature = "LZMACompressor(format=1, check=-1, preset=None, filters=None)",
};
const TypeSpec kDecompressor = {
    .name = "_lzma.LZMADecompressor",
    .doc = "Create a decompressor object for decompressing data incrementally.",
    .size = sizeof(Stream),
    .flags = type_flag::kSubclassable,
    .slots = {.construct = construct_decompressor},
    .methods = {&Stream_decompress, &Stream___reduce__},
    .properties = {&Stream_get_check, &Stream_get_eof, &Stream_get_unused_data, &Stream_get_needs_input},
    .trace = trace_members<Stream, &Stream::pending, &Stream::unused>,
    .signature = "LZMADecompressor(format=0, memlimit=None, filters=None)",
};

// ---- functions ----

FUNCTION(lzma, is_check_supported, "is_check_supported(check_id, /)",
         "Test whether the given integrity check is supported.") {
    const Library& lz = *TRY(library(thread));
    return Value::boolean(lz.check_is_supported(static_cast<lzma_check>(TRY(int_argument_py(thread, args[0])))));
}
FUNCTION(lzma, _encode_filter_properties, "_encode_filter_properties(filter, /)",
         "Return a bytes object encoding the options (properties) of the filter specified by a dict.") {
    const Library& lz = *TRY(library(thread));
    Filters filters;
    TRY(parse_filter_py(thread, lz, args[0], filters, 0));
    uint32_t size;
    TRY(check(thread, lz.properties_size(&size, filters.chain)));
    std::string bytes(size, '\0');
    TRY(check(thread, lz.properties_encode(filters.chain, reinterpret_cast<uint8_t*>(bytes.data()))));
    return Value(TRY(make_bytes(thread, std::string_view(bytes))));
}
FUNCTION(lzma, _decode_filter_properties, "_decode_filter_properties(filter_id, encoded_props, /)",
         "Return a dict of the options (properties) of a filter, decoded from bytes.") {
    const Library& lz = *TRY(library(thread));
    lzma_filter filter { static_cast<lzma_vli>(TRY(index_int64_py(thread, args[0]))), nullptr };
    BytesArgument view(thread);
    TRY(view.open_py(args[1]));
    TRY(check(thread,
              lz.properties_decode(&filter, nullptr, reinterpret_cast<const uint8_t*>(view.data()), view.size())));
    Dict* spec = make_dict(thread);
    Result<void> filled = [&]() -> Result<void> {
        auto put = [&](const char* key, uint64_t number) {
            return dict_set_str(thread, spec, key, make_int_unsigned(thread, number));
        };
        TRY(put("id", filter.id));
        if (filter.id == LZMA_FILTER_LZMA1 || filter.id == LZMA_FILTER_LZMA2) {
            auto* options = static_cast<lzma_options_lzma*>(filter.options);
            TRY(put("dict_size", options->dict_size));
            if (filter.id == LZMA_FILTER_LZMA1) {
                TRY(put("lc", options->lc));
                TRY(put("lp", options->lp));
                TRY(put("pb", options->pb));
            }
        } else if (filter.id == LZMA_FILTER_DELTA) {
            TRY(put("dist", static_cast<lzma_options_delta*>(filter.options)->dist));
        } else if (is_branch_filter(filter.id)) {
            if (auto* options = static_cast<lzma_options_bcj*>(filter.options))
                TRY(put("start_offset", options->start_offset));
        } else {
            return raise(thread, Exc::ValueError, "Invalid filter ID: {}", filter.id);
        }
        return {};
    }();
    free(filter.options);
    if (filled.failed()) return kFailure;
    return Value(spec);
}

struct Constant {
    const char* name;
    uint64_t value;
};
constexpr Constant kConstants[] = {
    {"FORMAT_AUTO", kAuto},
    {"FORMAT_XZ", kXz},
    {"FORMAT_ALONE", kAlone},
    {"FORMAT_RAW", kRaw},
    {"CHECK_NONE", LZMA_CHECK_NONE},
    {"CHECK_CRC32", LZMA_CHECK_CRC32},
    {"CHECK_CRC64", LZMA_CHECK_CRC64},
    {"CHECK_SHA256", LZMA_CHECK_SHA256},
    {"CHECK_ID_MAX", LZMA_CHECK_ID_MAX},
    {"CHECK_UNKNOWN", LZMA_CHECK_ID_MAX + 1},
    {"FILTER_LZMA1", LZMA_FILTER_LZMA1},
    {"FILTER_LZMA2", LZMA_FILTER_LZMA2},
    {"FILTER_DELTA", LZMA_FILTER_DELTA},
    {"FILTER_X86", LZMA_FILTER_X86},
    {"FILTER_POWERPC", LZMA_FILTER_POWERPC},
    {"FILTER_IA64", LZMA_FILTER_IA64},
    {"FILTER_ARM", LZMA_FILTER_ARM},
    {"FILTER_ARMTHUMB", LZMA_FILTER_ARMTHUMB},
    {"FILTER_SPARC", LZMA_FILTER_SPARC},
    {"MF_HC3", LZMA_MF_HC3},
    {"MF_HC4", LZMA_MF_HC4},
    {"MF_BT2", LZMA_MF_BT2},
    {"MF_BT3", LZMA_MF_BT3},
    {"MF_BT4", LZMA_MF_BT4},
    {"MODE_FAST", LZMA_MODE_FAST},
    {"MODE_NORMAL", LZMA_MODE_NORMAL},
    {"PRESET_DEFAULT", LZMA_PRESET_DEFAULT},
    {"PRESET_EXTREME", LZMA_PRESET_EXTREME},
};
Result<void> execute_lzma(Thread& thread, Module* module) {
    for (const Constant& constant : kConstants)
        TRY(module_add(thread, module, constant.name, make_int_unsigned(thread, constant.value)));
    return {};
}

}  // namespace

extern const ModuleSpec kLzmaModule;
const ModuleSpec kLzmaModule = {
    .name = "_lzma",
    .functions = {&lzma_is_check_supported, &lzma__encode_filter_properties, &lzma__decode_filter_properties},
    .types = {&kLzmaError, &kCompressor, &kDecompressor},
    .execute = execute_lzma,
};

}  // namespace krait::core

#include "stdlib/io/io.h"

#include <sys/stat.h>
#include <unistd.h>

#include <vector>

#include "runtime/heap/roots.h"
#include "runtime/names.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/operations.h"
#include "runtime/threads/events.h"
#include "stdlib/io/file_io.h"
#include "stdlib/posix/path.h"
#include "stdlib/state_slots.h"

namespace krait::core {

namespace {

// Reference: open() in Built-in Functions.
struct OpenMode {
    bool creating = false, reading = false, writing = false, appending = false, updating = false, text = false,
         binary = false;
    std::string raw;
};

Result<OpenMode> parse_open_mode(Thread& thread, Str* mode) {
    OpenMode parsed;
    std::string_view text = TRY(str_utf8(thread, mode));
    std::string seen;
    for (char c : text) {
        bool known = true;
        switch (c) {
        case 'x': parsed.creating = true; break;
        case 'r': parsed.reading = true; break;
        case 'w': parsed.writing = true; break;
        case 'a': parsed.appending = true; break;
        case '+': parsed.updating = true; break;
        case 't': parsed.text = true; break;
        case 'b': parsed.binary = true; break;
        default: known = false;
        }
        if (!known || seen.find(c) != std::string::npos)
            return raise(thread, Exc::ValueError, "invalid mode: {}", TRY(repr_py(thread, Value(mode))));
        seen += c;
    }
    if (parsed.text && parsed.binary) return raise(thread, Exc::ValueError, "can't have text and binary mode at once");
    if (parsed.creating + parsed.reading + parsed.writing + parsed.appending > 1)
        return raise(thread, Exc::ValueError, "must have exactly one of create/read/write/append mode");
    if (parsed.creating) parsed.raw += 'x';
    if (parsed.reading) parsed.raw += 'r';
    if (parsed.writing) parsed.raw += 'w';
    if (parsed.appending) parsed.raw += 'a';
    if (parsed.updating) parsed.raw += '+';
    return parsed;
}

Result<void> optional_text(Thread& thread, Value value, const char* what) {
    if (value.is_none() || as_kind<Str>(thread, value)) return {};
    return raise(thread, Exc::TypeError, "open() argument '{}' must be str or None, not {}", what,
                 type_name(thread, value));
}

struct OpenArguments {
    Value file, mode, buffering, encoding, errors, newline, closefd, opener;
};

Result<Value> open_stream_py(Thread& thread, const OpenArguments& given, Value* opened) {
    auto* mode = as_kind<Str>(thread, given.mode);
    if (!mode)
        return raise(thread, Exc::TypeError, "open() argument 'mode' must be str, not {}",
                     type_name(thread, given.mode));
    int buffering = TRY(int_argument_py(thread, given.buffering));
    TRY(optional_text(thread, given.encoding, "encoding"));
    TRY(optional_text(thread, given.errors, "errors"));
    TRY(optional_text(thread, given.newline, "newline"));
    OpenMode parsed = TRY(parse_open_mode(thread, mode));
    if (parsed.binary) {
        if (!given.encoding.is_none())
            return raise(thread, Exc::ValueError, "binary mode doesn't take an encoding argument");
        if (!given.errors.is_none())
            return raise(thread, Exc::ValueError, "binary mode doesn't take an errors argument");
        if (!given.newline.is_none())
            return raise(thread, Exc::ValueError, "binary mode doesn't take a newline argument");
        if (buffering == 1)
            TRY(warn_py(
                thread, Exc::RuntimeWarning,
                "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used"));
    }
    Value file = given.file;
    if (!is_int(thread, file)) file = TRY(fspath_py(thread, file));
    Value raw_arguments[] = {file, Value(make_ascii(thread, parsed.raw)), given.closefd, given.opener};
    Value raw = TRY(call_py(thread, Value(native_type(thread, kFileIOSpec)), raw_arguments));
    *opened = raw;
    auto* plain = raw.to<FileIO>();
    bool line_buffering = buffering == 1 && !parsed.binary;
    if (buffering < 0 || buffering == 1) {
        if (buffering < 0 && !parsed.binary && ::isatty(plain->fd)) line_buffering = true;
        buffering = static_cast<int>(kDefaultBufferSize);
        if (plain->block_size > kDefaultBufferSize)
            buffering = static_cast<int>(std::min<uint32_t>(plain->block_size, 8 * 1024 * 1024));
    }
    if (buffering == 0) {
        if (!parsed.binary) return raise(thread, Exc::ValueError, "can't have unbuffered text I/O");
        return raw;
    }
    const TypeSpec* type = parsed.updating                                         ? &kBufferedRandomSpec
                           : parsed.creating || parsed.writing || parsed.appending ? &kBufferedWriterSpec
                                                                                   : &kBufferedReaderSpec;
    Value buffer = TRY(call_py(thread, Value(native_type(thread, *type)), raw, Value::small(buffering)));
    *opened = buffer;
    if (parsed.binary) return buffer;
    Value text_arguments[] = {buffer, given.encoding, given.errors, given.newline, Value::boolean(line_buffering)};
    Value wrapper = TRY(call_py(thread, Value(native_type(thread, kTextIOWrapperSpec)), text_arguments));
    *opened = wrapper;
    TRY(set_attribute_py(thread, wrapper, "mode", given.mode));
    return wrapper;
}

Result<Value> open_or_close_py(Thread& thread, const OpenArguments& given) {
    Value opened;
    Result<Value> result = open_stream_py(thread, given, &opened);
    if (!result.failed() || opened.is_nothing() || thread.terminating) return result;
    Value error = take_pending(thread);
    if (call_method_py(thread, opened, KRAIT_NAME(close)).failed()) {
        chain_pending(thread, error);
        return kFailure;
    }
    return raise_instance(thread, error);
}

FUNCTION(io_module, open,
         "open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)",
         "Open file and return a stream.  Raise OSError upon failure.") {
    return open_or_close_py(thread, {args[0], args[1], args[2], args[3], args[4], args[5], args[6], args[7]});
}
FUNCTION(io_module, code_file, "open_code(path)", "Opens the provided file with the intent to import the contents.") {
    if (!as_kind<Str>(thread, args[0]))
        return raise(thread, Exc::TypeError, "open_code() argument 'path' must be str, not {}",
                     type_name(thread, args[0]));
    return open_file_py(thread, args[0], "rb");
}
FUNCTION(io_module, text_encoding, "text_encoding(encoding, stacklevel=2, /)",
         "A helper function to choose the text encoding.") {
    if (!args[0].is_none()) return args[0];
    TRY(warn_default_encoding_py(thread, TRY(int_argument_py(thread, args[1]))));
    return Value(intern(thread, TRY(sys_flag_py(thread, "utf8_mode")) ? "utf-8" : "locale"));
}

Result<void> execute_io(Thread& thread, Module* module) {
    Dict* namespace_ = make_dict(thread);
    TRY(dict_set_str(thread, namespace_, "__module__", Value(intern(thread, "io"))));
    Tuple* bases = make_tuple(
        thread, {Value(thread.interpreter->type(Exc::OSError)), Value(thread.interpreter->type(Exc::ValueError))});
    Type* type = TRY(make_class_py(thread, thread.interpreter->type(BuiltinType::Type),
                                   intern(thread, "UnsupportedOperation"), bases, namespace_, nullptr));
    thread.interpreter->state_slot(state_slot::kIoUnsupportedOperation).set_immediate(Value(type));
    TRY(module_add(thread, module, "UnsupportedOperation", Value(type)));
    TRY(module_add(thread, module, "BlockingIOError", Value(thread.interpreter->type(Exc::BlockingIOError))));
    TRY(module_add(thread, module, "DEFAULT_BUFFER_SIZE", Value::small(kDefaultBufferSize)));
    return {};
}

}  // namespace

Result<Value> open_file_py(Thread& thread, Value file, std::string_view mode) {
    return open_or_close_py(thread, {
        file, Value(TRY(make_str(thread, mode))), Value::small(-1), none(), none(), none(), Value::true_(), none()
    });
}

void flush_open_streams_py(Thread& thread) {
    // Never imported: an interpreter with the host's own streams.
    if (thread.interpreter->state_slot(state_slot::kIoUnsupportedOperation).get().is_nothing()) return;
    struct Found {
        Thread& thread;
        std::vector<Root> text, buffers;
    } found{thread, {}, {}};
    // After the collection that this begins with, the living ones; what died has its finalizer queued.
    thread.heap().for_each_cell(
        thread,
        [](Cell* cell, void* data) {
            if (cell->layout() != Layout::NativeInstance) return;
            auto& found = *static_cast<Found*>(data);
            const TypeSpec* spec = type_of(found.thread, Value(cell))->spec;
            if (spec == &kTextIOWrapperSpec) found.text.emplace_back(found.thread, Value(cell));
            if (spec == &kBufferedWriterSpec || spec == &kBufferedRandomSpec)
                found.buffers.emplace_back(found.thread, Value(cell));
        },
        &found);
    auto quietly = [&](auto result) {
        if (result.failed() && !thread.terminating) take_pending(thread);
    };
    quietly(poll_event_py(thread));
    for (auto* streams : {&found.text, &found.buffers}) {
        for (const Root& stream : *streams) {
            if (!thread.terminating) quietly(call_method_py(thread, stream.get(), KRAIT_NAME(flush)));
        }
    }
}

const ModuleSpec kIoModule = {
    .name = "_io",
    .doc = "The io module provides the Python interfaces to stream handling.",
    .functions = {&io_module_open, &io_module_code_file, &io_module_text_encoding},
    .types = {&kIOBaseSpec, &kRawIOBaseSpec, &kBufferedIOBaseSpec, &kTextIOBaseSpec, &kFileIOSpec, &kBytesIOSpec,
              &kBufferedReaderSpec, &kBufferedWriterSpec, &kBufferedRandomSpec, &kBufferedRWPairSpec, &kStringIOSpec,
              &kTextIOWrapperSpec, &kNewlineDecoderSpec},
    .execute = execute_io,
};

}  // namespace krait::core

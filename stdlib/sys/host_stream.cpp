#include "stdlib/sys/host_stream.h"

#include <unistd.h>

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/str.h"
#include "runtime/objects/type.h"
#include "runtime/operations.h"
#include "runtime/threads/attach.h"

namespace krait::core {

namespace {

class HostStream : public Object {
public:
    const HostStreamFunctions* functions;
    Field<Value> name, mode;
    static const TypeSpec spec;
};

METHOD(HostStream, write, "write(self, text, /)", "Write text to the host.") {
    auto* text = as_kind<Str>(thread, args[0]);
    if (!text) return raise(thread, Exc::TypeError, "write() argument must be str, not {}", type_name(thread, args[0]));
    if (!self->functions->write) return raise(thread, Exc::OSError, "not writable");
    TRY(text->data(thread));
    Result<std::string_view> utf8 = str_utf8(thread, text);
    std::string shown;
    if (utf8.failed()) {  // lone surrogates: what stderr's backslashreplace would show
        if (!clear_pending_if(thread, Exc::UnicodeEncodeError)) return kFailure;
        shown = str_utf8_lossy(text);
    } else {
        shown = utf8.value();
    }
    {
        Detached detached(thread);
        self->functions->write(self->functions->data, shown);
    }
    return Value::small(static_cast<int64_t>(text->length()));
}
METHOD(HostStream, writelines, "writelines(self, lines, /)", "Write each of the lines.") {
    Value me(self);
    TRY(for_each_py(thread, args[0], [&](Value line) -> Result<bool> {
        TRY(HostStream_write_code(thread, me.to<HostStream>(), &line));
        return true;
    }));
    return none();
}
METHOD(HostStream, flush, "flush(self, /)", "Tell the host to show what was written.") {
    if (self->functions->flush) {
        Detached detached(thread);
        self->functions->flush(self->functions->data);
    }
    return none();
}
METHOD(HostStream, readline, "readline(self, size=-1, /)", "Read a line from the host; '' at the end of input.") {
    if (!self->functions->read_line) return raise(thread, Exc::OSError, "not readable");
    std::string line;
    bool more;
    {
        Detached detached(thread);
        more = self->functions->read_line(self->functions->data, &line);
    }
    if (!more) return Value(empty_str(thread));
    return Value(TRY(decode_utf8(thread, line, "surrogateescape")));
}
METHOD(HostStream, read, "read(self, size=-1, /)", "Read all lines from the host.") {
    if (!self->functions->read_line) return raise(thread, Exc::OSError, "not readable");
    std::string all, line;
    {
        Detached detached(thread);
        while (self->functions->read_line(self->functions->data, &line)) all += line;
    }
    return Value(TRY(decode_utf8(thread, all, "surrogateescape")));
}
METHOD(HostStream, fileno, "fileno(self, /)", "The descriptor behind the stream, if there is one.") {
    if (self->functions->descriptor < 0) return raise(thread, Exc::OSError, "this stream has no file descriptor");
    return Value::small(self->functions->descriptor);
}
METHOD(HostStream, isatty, "isatty(self, /)", "Whether the stream is a terminal.") {
    return Value::boolean(self->functions->descriptor >= 0 && ::isatty(self->functions->descriptor));
}
METHOD(HostStream, readable, "readable(self, /)", "Whether lines can be read.") {
    return Value::boolean(self->functions->read_line);
}
METHOD(HostStream, writable, "writable(self, /)", "Whether text can be written.") {
    return Value::boolean(self->functions->write);
}
METHOD(HostStream, seekable, "seekable(self, /)", "False.") { return Value::false_(); }
METHOD(HostStream, close, "close(self, /)", "Does nothing: the stream is the host's.") { return none(); }
METHOD(HostStream, enter, "__enter__(self, /)", "The stream.") { return Value(self); }
METHOD(HostStream, exit, "__exit__(self, /, *args)", "Does nothing: the stream is the host's.") { return none(); }

Result<Value> itself(Thread&, Value self) { return self; }
Result<Value> next(Thread& thread, Value self) {
    Value size = Value::small(-1);
    Value line = TRY(HostStream_readline_code(thread, self.to<HostStream>(), &size));
    return line.to<Str>()->length() ? line : Value::unbound();
}
Result<Value> get_name(Thread&, Value self) { return self.to<HostStream>()->name.get(); }
Result<Value> get_mode(Thread&, Value self) { return self.to<HostStream>()->mode.get(); }
Result<Value> get_encoding(Thread& thread, Value) { return Value(make_ascii(thread, "utf-8")); }
Result<Value> get_errors(Thread& thread, Value) { return Value(make_ascii(thread, "strict")); }
Result<Value> get_closed(Thread&, Value) { return Value::false_(); }
constexpr GetSetSpec kName = {"name", nullptr, get_name};
constexpr GetSetSpec kMode = {"mode", nullptr, get_mode};
constexpr GetSetSpec kEncoding = {"encoding", nullptr, get_encoding};
constexpr GetSetSpec kErrors = {"errors", nullptr, get_errors};
constexpr GetSetSpec kClosed = {"closed", nullptr, get_closed};

void trace(Cell* cell, Tracer& tracer) {
    tracer.visit(static_cast<HostStream*>(cell)->name);
    tracer.visit(static_cast<HostStream*>(cell)->mode);
}

}  // namespace

const TypeSpec HostStream::spec = {
    .name = "krait.HostStream",
    .doc = "A text stream of the host program.",
    .size = sizeof(HostStream),
    .flags = type_flag::kNoInstantiate | type_flag::kHasDict | type_flag::kHasWeakref,
    .slots = {.iterate = itself, .next = next},
    .methods = {&HostStream_write, &HostStream_writelines, &HostStream_flush, &HostStream_readline, &HostStream_read,
                &HostStream_fileno, &HostStream_isatty, &HostStream_readable, &HostStream_writable,
                &HostStream_seekable, &HostStream_close, &HostStream_enter, &HostStream_exit},
    .properties = {&kName, &kMode, &kEncoding, &kErrors, &kClosed},
    .trace = trace,
};

Result<Value> make_host_stream(Thread& thread, const HostStreamFunctions* functions, std::string_view name,
                               std::string_view mode) {
    auto* stream = allocate_native<HostStream>(thread, HostStream::spec);
    Value kept(stream);
    stream->functions = functions;
    stream->name.set(stream, Value(TRY(make_str(thread, name))));
    stream->mode.set(stream, Value(TRY(make_str(thread, mode))));
    return kept;
}

}  // namespace krait::core

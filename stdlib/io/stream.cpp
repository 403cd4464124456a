#include "stdlib/io/stream.h"

#include <cerrno>
#include <cstring>

#include "runtime/names.h"
#include "runtime/objects/bytes_parts.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/functions.h"
#include "runtime/operations.h"
#include "stdlib/state_slots.h"
#include "stdlib/sys/sys.h"

namespace krait::core {

// ---- the lock ----

StreamGuard::~StreamGuard() {
    if (!entered_ || --stream_->lock_depth) return;
    stream_->lock_owner.store(0, std::memory_order_relaxed);
    stream_->lock.unlock(*thread_.interpreter);
}

Result<void> StreamGuard::enter() {
    uint64_t me = thread_.state->ident;
    if (stream_->lock_owner.load(std::memory_order_relaxed) != me) {
        TRY(stream_->lock.lock(thread_));
        stream_->lock_owner.store(me, std::memory_order_relaxed);
    }
    ++stream_->lock_depth;
    entered_ = true;
    return {};
}

Result<void> StreamGuard::enter_alone() {
    if (stream_->lock_owner.load(std::memory_order_relaxed) == thread_.state->ident)
        return raise(thread_, Exc::RuntimeError, "reentrant call inside {}", TRY(repr_py(thread_, Value(stream_))));
    return enter();
}

// ---- calls by name ----

Result<Value> call_named_py(Thread& thread, Value object, std::string_view name,
                            std::initializer_list<Value> arguments) {
    return call_method_py(thread, object, intern(thread, name),
                          std::span<const Value>(arguments.begin(), arguments.size()));
}
bool is_exactly(Thread& thread, Value object, const TypeSpec& spec) {
    if (!object.is_cell()) return false;
    Type* type = type_of(thread, object);
    return type->spec == &spec && !type->has(type_flag::kHeapType);
}
Result<bool> attribute_is_true_py(Thread& thread, Value object, std::string_view name) {
    return truth_py(thread, TRY(get_attribute_py(thread, object, name)));
}
Result<bool> method_is_true_py(Thread& thread, Value object, std::string_view name) {
    return truth_py(thread, TRY(call_named_py(thread, object, name)));
}

void chain_pending(Thread& thread, Value earlier) {
    if (earlier.is_nothing() || thread.terminating || thread.pending.is_nothing() || thread.pending == earlier) return;
    set_context(thread, thread.pending.to<BaseException>(), earlier);
}

Result<void> close_after_py(Thread& thread, Value raw, Result<void> flushed) {
    if (thread.terminating) return kFailure;
    Value earlier = flushed.failed() ? take_pending(thread) : Value::nothing();
    if (call_method_py(thread, raw, KRAIT_NAME(close)).failed()) {
        chain_pending(thread, earlier);
        return kFailure;
    }
    if (!earlier.is_nothing()) return raise_instance(thread, earlier);
    return {};
}

// ---- arguments and errors ----

Type* unsupported_operation(Thread& thread) {
    Value known = thread.interpreter->state_slot(state_slot::kIoUnsupportedOperation).get();
    return known.is_nothing() ? nullptr : known.to<Type>();
}

Failure raise_unsupported(Thread& thread, std::string_view message) {
    Value text(TRY(make_str(thread, message)));
    Type* type = unsupported_operation(thread);
    if (!type) return raise(thread, Exc::OSError, "{}", message);  // _io is not imported yet
    return raise_instance(thread, Value(TRY(make_exception_py(thread, type, std::span<const Value>(&text, 1)))));
}

Result<int64_t> size_argument_py(Thread& thread, Value value) {
    if (value.is_none() || value.is_nothing()) return int64_t{-1};
    if (value.is_small()) return value.as_small();
    bool found = is_int(thread, value);
    if (!found) found = !type_of(thread, value)->lookup(thread, KRAIT_NAME(dunder_index)).is_nothing();
    if (!found)
        return raise(thread, Exc::TypeError, "argument should be integer or None, not '{}'", type_name(thread, value));
    return index_int64_py(thread, value);
}
Result<int64_t> offset_argument_py(Thread& thread, Value value) {
    if (value.is_small()) return value.as_small();
    return index_int64_py(thread, value);
}

Result<bool> retry_after_interrupt(Thread& thread) {
    if (thread.terminating || !pending_matches(thread, Exc::InterruptedError)) return false;
    Value error = take_pending(thread);
    Value number = error.to<OSError>()->errno_.get();
    if (!number.is_small() || number.as_small() != EINTR) {
        raise_instance(thread, error);
        return false;
    }
    TRY(thread.poll());
    return true;
}

Result<Value> stream_repr_py(Thread& thread, Value self) {
    Type* type = type_of(thread, self);
    Value module = type->lookup(thread, KRAIT_NAME(dunder_module));
    std::string name(module.is<Str>() ? str_utf8_lossy(module.to<Str>()) + "." : std::string("_io."));
    name += str_utf8_lossy(type->qualname.get());
    ReprGuard guard(thread, self);
    if (guard.recursive()) return raise(thread, Exc::RuntimeError, "reentrant call inside {}.__repr__", name);
    Result<Value> named = find_attribute_py(thread, self, KRAIT_NAME(name));
    if (named.failed()) {
        if (!clear_pending_if(thread, Exc::ValueError)) return kFailure;
        named = Value::unbound();
    }
    if (named.value().is_unbound()) return format_str(thread, "<{}>", name);
    return format_str(thread, "<{} name={}>", name, TRY(repr_py(thread, named.value())));
}

Result<void> open_writable_py(Thread& thread, ByteView& view, Value object, std::string_view function) {
    if (!view.open_py(object, buffer_flag::kWritable).failed()) return {};
    if (thread.terminating || (!pending_matches(thread, Exc::TypeError) && !pending_matches(thread, Exc::BufferError)))
        return kFailure;
    take_pending(thread);
    return raise(thread, Exc::TypeError, "{}() argument must be read-write bytes-like object, not {}", function,
                 type_name(thread, object));
}

Result<void> dealloc_warn_py(Thread& thread, Value target, Value source) {
    Value method = TRY(find_attribute_py(thread, target, "_dealloc_warn"));
    if (method.is_unbound()) return {};
    TRY(call_py(thread, method, source));
    return {};
}

// ---- _IOBase ----

Result<Value> close_base_py(Thread& thread, IOBase* self) {
    if (self->base_closed) return none();
    Result<Value> flushed = call_method_py(thread, Value(self), KRAIT_NAME(flush));
    self->base_closed = true;
    TRY(flushed);
    return none();
}

namespace {

Result<void> check_closed_py(Thread& thread, Value self) {
    if (TRY(is_closed_py(thread, self))) return raise(thread, Exc::ValueError, "I/O operation on closed file.");
    return {};
}

METHOD(IOBase, seek, "seek(self, offset, whence=0, /)", "Change the stream position to the given byte offset.") {
    return raise_unsupported(thread, "seek");
}
METHOD(IOBase, tell, "tell(self, /)", "Return current stream position.") {
    return call_method_py(thread, Value(self), KRAIT_NAME(seek),
                          std::initializer_list<Value>{Value::small(0), Value::small(1)});
}
METHOD(IOBase, truncate, "truncate(self, size=None, /)", "Truncate file to size bytes.") {
    return raise_unsupported(thread, "truncate");
}
METHOD(IOBase, fileno, "fileno(self, /)", "Return underlying file descriptor if one exists.") {
    return raise_unsupported(thread, "fileno");
}
METHOD(IOBase, flush, "flush(self, /)", "Flush write buffers, if applicable.") {
    if (self->base_closed) return raise(thread, Exc::ValueError, "I/O operation on closed file.");
    return none();
}
METHOD(IOBase, close, "close(self, /)",
       "Flush and close the IO object. This method has no effect if the file is already closed.") {
    return close_base_py(thread, self);
}
METHOD(IOBase, readable, "readable(self, /)", "Return whether object was opened for reading.") {
    return Value::false_();
}
METHOD(IOBase, writable, "writable(self, /)", "Return whether object was opened for writing.") {
    return Value::false_();
}
METHOD(IOBase, seekable, "seekable(self, /)", "Return whether object supports random access.") {
    return Value::false_();
}
METHOD(IOBase, isatty, "isatty(self, /)", "Return whether this is an 'interactive' stream.") {
    TRY(check_closed_py(thread, Value(self)));
    return Value::false_();
}
METHOD(IOBase, _checkClosed, "_checkClosed(self, msg=None, /)", nullptr) {
    TRY(check_closed_py(thread, Value(self)));
    return none();
}
Result<Value> check_ability_py(Thread& thread, Value self, std::string_view method, std::string_view message) {
    Value able = TRY(call_named_py(thread, self, method));
    if (!able.is_true()) return raise_unsupported(thread, message);
    return Value::true_();
}
METHOD(IOBase, _checkReadable, "_checkReadable(self, msg=None, /)", nullptr) {
    return check_ability_py(thread, Value(self), "readable", "File or stream is not readable.");
}
METHOD(IOBase, _checkWritable, "_checkWritable(self, msg=None, /)", nullptr) {
    return check_ability_py(thread, Value(self), "writable", "File or stream is not writable.");
}
METHOD(IOBase, _checkSeekable, "_checkSeekable(self, msg=None, /)", nullptr) {
    return check_ability_py(thread, Value(self), "seekable", "File or stream is not seekable.");
}
METHOD(IOBase, __enter__, "__enter__(self, /)", nullptr) {
    TRY(check_closed_py(thread, Value(self)));
    return Value(self);
}
METHOD(IOBase, __exit__, "__exit__(self, /, *args)", nullptr) {
    return call_method_py(thread, Value(self), KRAIT_NAME(close));
}

// With peek() lines are read in pieces, else byte by byte.
METHOD(IOBase, readline, "readline(self, size=-1, /)", "Read and return a line from the stream.") {
    int64_t limit = TRY(size_argument_py(thread, args[0]));
    Value peek = TRY(find_attribute_py(thread, Value(self), "peek"));
    Bytearray* line = TRY(make_bytearray(thread, ""));
    while (limit < 0 || static_cast<int64_t>(line->size()) < limit) {
        int64_t wanted = 1;
        if (!peek.is_unbound()) {
            Result<Value> ahead = call_py(thread, peek, Value::small(1));
            if (ahead.failed()) {
                if (TRY(retry_after_interrupt(thread))) continue;
                return kFailure;
            }
            auto* bytes = as_kind<Bytes>(thread, ahead.value());
            if (!bytes)
                return raise(thread, Exc::OSError, "peek() should have returned a bytes object, not '{}'",
                             type_name(thread, ahead.value()));
            if (bytes->size()) {
                size_t most =
                    limit < 0 ? bytes->size() : std::min(bytes->size(), static_cast<size_t>(limit) - line->size());
                size_t found = bytes->view().substr(0, most).find('\n');
                wanted = static_cast<int64_t>(found == std::string_view::npos ? most : found + 1);
            }
        }
        Value size = Value::small(wanted);
        Result<Value> piece = call_method_py(thread, Value(self), KRAIT_NAME(read), std::span<const Value>(&size, 1));
        if (piece.failed()) {
            if (TRY(retry_after_interrupt(thread))) continue;
            return kFailure;
        }
        auto* bytes = as_kind<Bytes>(thread, piece.value());
        if (!bytes)
            return raise(thread, Exc::OSError, "read() should have returned a bytes object, not '{}'",
                         type_name(thread, piece.value()));
        if (!bytes->size()) break;
        TRY(bytearray_append(thread, line, bytes->view()));
        if (bytes->view().back() == '\n') break;
        TRY(thread.poll());
    }
    return Value(TRY(make_bytes(thread, line->view())));
}
METHOD(IOBase, readlines, "readlines(self, hint=-1, /)", "Return a list of lines from the stream.") {
    int64_t hint = TRY(size_argument_py(thread, args[0]));
    List* lines = make_list(thread);
    int64_t total = 0;
    TRY(for_each_py(thread, Value(self), [&](Value line) -> Result<bool> {
        TRY(list_append(thread, lines, line));
        if (hint <= 0) return true;
        total += TRY(length_py(thread, line));
        return total < hint;
    }));
    return Value(lines);
}
METHOD(IOBase, writelines, "writelines(self, lines, /)", "Write a list of lines to stream.") {
    TRY(check_closed_py(thread, Value(self)));
    TRY(for_each_py(thread, args[0], [&](Value line) -> Result<bool> {
        for (;;) {
            if (!call_method_py(thread, Value(self), KRAIT_NAME(write), std::span<const Value>(&line, 1)).failed())
                return true;
            if (!TRY(retry_after_interrupt(thread))) return kFailure;
        }
    }));
    return none();
}
GETTER(IOBase, closed, nullptr) { return Value::boolean(self.to<IOBase>()->base_closed); }

Result<Value> iterate_stream(Thread& thread, Value self) {
    TRY(check_closed_py(thread, self));
    return self;
}
Result<Value> next_line(Thread& thread, Value self) {
    Value line = TRY(call_method_py(thread, self, KRAIT_NAME(readline)));
    if (TRY(length_py(thread, line)) == 0) return Value::unbound();
    return line;
}

// Errors of close() are reported, not raised.
Result<void> finalize_stream(Thread& thread, Value self) {
    Result<bool> closed = is_closed_py(thread, self);
    if (closed.failed()) {
        if (thread.terminating) return kFailure;
        take_pending(thread);  // not even initialized
        return {};
    }
    if (closed.value()) return {};
    self.to<IOBase>()->finalizing = true;
    TRY(call_method_py(thread, self, KRAIT_NAME(close)));
    return {};
}

}  // namespace

const TypeSpec kIOBaseSpec = {
    .name = "_io._IOBase",
    .doc = "The abstract base class for all I/O classes.",
    .size = sizeof(IOBase),
    .flags = type_flag::kSubclassable | type_flag::kHasDict | type_flag::kHasWeakref,
    .slots = {.iterate = iterate_stream, .next = next_line, .finalize = finalize_stream},
    .methods = {&IOBase_seek, &IOBase_tell, &IOBase_truncate, &IOBase_fileno, &IOBase_flush, &IOBase_close,
                &IOBase_readable, &IOBase_writable, &IOBase_seekable, &IOBase_isatty, &IOBase__checkClosed,
                &IOBase__checkReadable, &IOBase__checkWritable, &IOBase__checkSeekable, &IOBase___enter__,
                &IOBase___exit__, &IOBase_readline, &IOBase_readlines, &IOBase_writelines},
    .properties = {&IOBase_get_closed},
};

// ---- _RawIOBase: read() and readall() over readinto() ----

namespace {

struct RawIOBase : IOBase {};

METHOD(RawIOBase, read, "read(self, size=-1, /)", nullptr) {
    int64_t size = TRY(offset_argument_py(thread, args[0].is_none() ? Value::small(-1) : args[0]));
    if (size < 0) return call_named_py(thread, Value(self), "readall");
    Bytearray* buffer = TRY(make_bytearray_sized(thread, static_cast<size_t>(size)));
    Value argument(buffer);
    Value count = TRY(call_method_py(thread, Value(self), KRAIT_NAME(readinto), std::span<const Value>(&argument, 1)));
    if (count.is_none()) return none();
    int64_t got = TRY(offset_argument_py(thread, count));
    if (got < 0 || got > size)
        return raise(thread, Exc::ValueError, "readinto returned {} outside buffer size {}", got, size);
    return Value(TRY(make_bytes(thread, buffer->view().substr(0, static_cast<size_t>(got)))));
}
METHOD(RawIOBase, readall, "readall(self, /)", "Read until EOF, using multiple read() call.") {
    Bytearray* all = TRY(make_bytearray(thread, ""));
    for (;;) {
        Value size = Value::small(kDefaultBufferSize);
        Result<Value> piece = call_method_py(thread, Value(self), KRAIT_NAME(read), std::span<const Value>(&size, 1));
        if (piece.failed()) {
            if (TRY(retry_after_interrupt(thread))) continue;
            return kFailure;
        }
        if (piece.value().is_none()) {
            if (!all->size()) return none();
            break;
        }
        auto* bytes = as_kind<Bytes>(thread, piece.value());
        if (!bytes) return raise(thread, Exc::TypeError, "read() should return bytes");
        if (!bytes->size()) break;
        TRY(bytearray_append(thread, all, bytes->view()));
    }
    return Value(TRY(make_bytes(thread, all->view())));
}
METHOD(RawIOBase, readinto, "readinto(self, buffer, /)", nullptr) {
    return raise(thread, Exc::NotImplementedError, "");
}
METHOD(RawIOBase, write, "write(self, b, /)", nullptr) { return raise(thread, Exc::NotImplementedError, ""); }

// ---- _BufferedIOBase ----

struct BufferedIOBase : IOBase {};

METHOD(BufferedIOBase, detach, "detach(self, /)",
       "Disconnect this buffer from its underlying raw stream and return it.") {
    return raise_unsupported(thread, "detach");
}
METHOD(BufferedIOBase, read, "read(self, size=-1, /)", "Read and return up to n bytes.") {
    return raise_unsupported(thread, "read");
}
METHOD(BufferedIOBase, read1, "read1(self, size=-1, /)",
       "Read and return up to size bytes, with at most one read() call to the underlying raw stream.") {
    return raise_unsupported(thread, "read1");
}
METHOD(BufferedIOBase, write, "write(self, b, /)", "Write buffer b to the IO stream.") {
    return raise_unsupported(thread, "write");
}

Result<Value> read_into_py(Thread& thread, Value self, Value target, std::string_view method,
                           std::string_view function) {
    ByteView view(thread);
    TRY(open_writable_py(thread, view, target, function));
    Value data = TRY(call_named_py(thread, self, method, {Value::small(static_cast<int64_t>(view.size()))}));
    auto* bytes = as_kind<Bytes>(thread, data);
    if (!bytes) return raise(thread, Exc::TypeError, "{}() should return bytes", method);
    if (bytes->size() > view.size())
        return raise(thread, Exc::ValueError, "{}() returned too much data: {} bytes requested, {} returned", method,
                     view.size(), bytes->size());
    write_memory(thread, view.view(), 0, bytes->view());
    return Value::small(static_cast<int64_t>(bytes->size()));
}
METHOD(BufferedIOBase, readinto, "readinto(self, buffer, /)", nullptr) {
    return read_into_py(thread, Value(self), args[0], "read", "readinto");
}
METHOD(BufferedIOBase, readinto1, "readinto1(self, buffer, /)", nullptr) {
    return read_into_py(thread, Value(self), args[0], "read1", "readinto1");
}

// ---- _TextIOBase ----

struct TextIOBase : IOBase {};

METHOD(TextIOBase, detach, "detach(self, /)", "Separate the underlying buffer from the TextIOBase and return it.") {
    return raise_unsupported(thread, "detach");
}
METHOD(TextIOBase, read, "read(self, size=-1, /)", "Read at most size characters from stream.") {
    return raise_unsupported(thread, "read");
}
METHOD(TextIOBase, readline, "readline(self, size=-1, /)", "Read until newline or EOF.") {
    return raise_unsupported(thread, "readline");
}
METHOD(TextIOBase, write, "write(self, s, /)", "Write string s to stream.") {
    return raise_unsupported(thread, "write");
}
GETTER(TextIOBase, encoding, "Encoding of the text stream.") { return none(); }
GETTER(TextIOBase, newlines, "Line endings translated so far.") { return none(); }
GETTER(TextIOBase, errors, "The error setting of the decoder or encoder.") { return none(); }

}  // namespace

const TypeSpec kRawIOBaseSpec = {
    .name = "_io._RawIOBase",
    .doc = "Base class for raw binary I/O.",
    .flags = type_flag::kSubclassable,
    .methods = {&RawIOBase_read, &RawIOBase_readall, &RawIOBase_readinto, &RawIOBase_write},
    .base_spec = &kIOBaseSpec,
};
const TypeSpec kBufferedIOBaseSpec = {
    .name = "_io._BufferedIOBase",
    .doc = "Base class for buffered IO objects.",
    .flags = type_flag::kSubclassable,
    .methods = {&BufferedIOBase_detach, &BufferedIOBase_read, &BufferedIOBase_read1, &BufferedIOBase_write,
                &BufferedIOBase_readinto, &BufferedIOBase_readinto1},
    .base_spec = &kIOBaseSpec,
};
const TypeSpec kTextIOBaseSpec = {
    .name = "_io._TextIOBase",
    .doc = "Base class for text I/O.",
    .flags = type_flag::kSubclassable,
    .methods = {&TextIOBase_detach, &TextIOBase_read, &TextIOBase_readline, &TextIOBase_write},
    .properties = {&TextIOBase_get_encoding, &TextIOBase_get_newlines, &TextIOBase_get_errors},
    .base_spec = &kIOBaseSpec,
};

Result<bool> sys_flag_py(Thread& thread, std::string_view name) {
    Value flags = sys_get(thread, "flags");
    return flags.is_nothing() ? Result<bool>(false) : attribute_is_true_py(thread, flags, name);
}
Result<void> warn_default_encoding_py(Thread& thread, int stack_level) {
    if (!TRY(sys_flag_py(thread, "warn_default_encoding"))) return {};
    return warn_py(thread, Exc::EncodingWarning, "'encoding' argument not specified", stack_level);
}

}  // namespace krait::core

#include "stdlib/io/text_wrapper.h"

#include <algorithm>
#include <cstring>

#include "runtime/names.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/operations.h"
#include "runtime/vm_hooks.h"
#include "stdlib/codecs/error_handlers.h"
#include "stdlib/io/buffered.h"

namespace krait::core {

namespace {

Result<void> check_attached(Thread& thread, TextWrapper* self) {
    if (!self->buffer.get().is_nothing()) return {};
    if (self->detached) return raise(thread, Exc::ValueError, "underlying buffer has been detached");
    return raise(thread, Exc::ValueError, "I/O operation on uninitialized object");
}
Result<bool> buffer_is_closed_py(Thread& thread, TextWrapper* self) {
    Value buffer = self->buffer.get();
    if (self->buffer_is_native) {
        Value raw = buffer.to<Buffered>()->raw.get();
        if (is_exactly(thread, raw, kFileIOSpec)) return is_closed_py(thread, raw);
    }
    return is_closed_py(thread, buffer);
}
Result<void> check_open_py(Thread& thread, TextWrapper* self) {
    TRY(check_attached(thread, self));
    if (TRY(buffer_is_closed_py(thread, self))) return raise(thread, Exc::ValueError, "I/O operation on closed file.");
    return {};
}
#define ENTER                          \
    StreamGuard guard(thread, self);   \
    TRY(guard.enter());                \
    TRY(check_open_py(thread, self))

// ---- making one ----

Result<Value> str_or_none(Thread& thread, Value value, const char* what) {
    if (value.is_none() || as_kind<Str>(thread, value)) return value;
    return raise(thread, Exc::TypeError, "TextIOWrapper() argument '{}' must be str or None, not {}", what,
                 type_name(thread, value));
}

// The native codec, or Unknown for those whose incremental classes do the work.
Codec native_codec(std::string_view name) {
    Codec codec = find_codec(name);
    return codec == Codec::Utf8 || codec == Codec::Ascii || codec == Codec::Latin1 ? codec : Codec::Unknown;
}

Result<void> set_newline(Thread& thread, TextWrapper* self, Value newline) {
    self->ends = LineEnds{};
    self->write_newline = {};
    if (newline.is_none()) return {};
    std::string_view text = TRY(newline_argument(thread, newline));
    self->ends.universal = text.empty();
    self->ends.translate = false;
    self->ends.own = text;
    if (text == "\r" || text == "\r\n") self->write_newline = text;
    return {};
}

Result<void> initialize_wrapper(Thread& thread, Value self_value, const CallArguments& arguments) {
    Value bound[6];
    TRY(bind_arguments(
        thread,
        "TextIOWrapper(buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False)",
        arguments, bound));
    auto* self = self_value.to<TextWrapper>();
    StreamGuard guard(thread, self);
    TRY(guard.enter_alone());
    self->buffer.set_immediate(Value::nothing());
    self->detached = false;
    Value buffer = bound[0];
    Value encoding = TRY(str_or_none(thread, bound[1], "encoding"));
    Value errors = TRY(str_or_none(thread, bound[2], "errors"));
    if (!bound[3].is_none() && !as_kind<Str>(thread, bound[3]))
        return raise(thread, Exc::TypeError, "TextIOWrapper() argument 'newline' must be str or None, not {}",
                     type_name(thread, bound[3]));
    bool line_buffering = TRY(truth_py(thread, bound[4]))
    , write_through = TRY(truth_py(thread, bound[5]));
    if (encoding.is_none()) TRY(warn_default_encoding_py(thread, 1));
    if (!encoding.is_none() && TRY(str_utf8(thread, encoding.to<Str>())) == "locale") encoding = none();
    if (encoding.is_none()) encoding = Value(make_ascii(thread, "UTF-8"));
    if (errors.is_none()) errors = Value(KRAIT_NAME(strict));
    if (TRY(str_utf8(thread, encoding.to<Str>())).find('\0') != std::string_view::npos ||
        TRY(str_utf8(thread, errors.to<Str>())).find('\0') != std::string_view::npos)
        return raise(thread, Exc::ValueError, "embedded null character");
    if (TRY(sys_flag_py(thread, "dev_mode")))
        TRY(find_error_handler_py(thread, TRY(str_utf8(thread, errors.to<Str>()))));
    TRY(set_newline(thread, self, bound[3]));
    self->codec = native_codec(TRY(str_utf8(thread, encoding.to<Str>())));
    if (self->codec == Codec::Unknown) TRY(codec_info_py(thread, encoding.to<Str>()));
    self->encoding.set(self, encoding);
    self->errors.set(self, errors);
    self->snapshot_flags.set_immediate(Value::nothing());
    self->newlines = NewlineState{};
    self->chunk_size = TextWrapper::kChunk;
    self->line_buffering = line_buffering;
    self->write_through = write_through;
    forget_decoded(self);
    self->pending.set(self, TRY(make_bytearray(thread, "")));
    self->buffer_is_native = is_native_buffered(thread, buffer);
    self->readable = TRY(method_is_true_py(thread, buffer, "readable"));
    self->writable = TRY(method_is_true_py(thread, buffer, "writable"));
    if (self->readable) TRY(make_decoder_py(thread, self));
    if (self->writable) TRY(make_encoder_py(thread, self));
    self->seekable = self->telling = TRY(method_is_true_py(thread, buffer, "seekable"));
    self->has_read1 = !TRY(find_attribute_py(thread, buffer, "read1"))
    .is_unbound();
    if (self->seekable && self->writable) {
        Value position = TRY(call_method_py(thread, buffer, KRAIT_NAME(tell)));
        if (!TRY(equal_py(thread, position, Value::small(0)))) TRY(reset_encoder_py(thread, self, false));
    }
    self->buffer.set(self, buffer);
    return {};
}
Result<Value> construct_wrapper(Thread& thread, Type* type, const CallArguments&) {
    return Value(allocate_instance(thread, type));
}

METHOD(TextWrapper, reconfigure,
       "reconfigure(self, *, encoding=None, errors=None, newline=?, line_buffering=None, write_through=None)",
       "Reconfigure the text stream with new parameters.") {
    StreamGuard guard(thread, self);
    TRY(guard.enter());
    TRY(check_attached(thread, self));
    Value encoding = TRY(str_or_none(thread, args[0], "encoding"))
    , errors = TRY(str_or_none(thread, args[1], "errors"));
    bool has_newline = !args[2].is_nothing();
    if (has_newline && !args[2].is_none() && !as_kind<Str>(thread, args[2]))
        return raise(thread, Exc::TypeError, "reconfigure() argument 'newline' must be str or None, not {}",
                     type_name(thread, args[2]));
    bool new_codec = !encoding.is_none() || !errors.is_none();
    if (!self->decoded.get().is_nothing() && (new_codec || has_newline))
        return raise_unsupported(thread,
                                 "It is not possible to set the encoding or newline of stream after the first read");
    if (has_newline && !args[2].is_none()) TRY(newline_argument(thread, args[2]));
    bool line_buffering = args[3].is_none() ? self->line_buffering.load() : TRY(truth_py(thread, args[3]));
    bool write_through = args[4].is_none() ? self->write_through.load() : TRY(truth_py(thread, args[4]));
    TRY(call_method_py(thread, Value(self), KRAIT_NAME(flush)));
    if (new_codec) {
        if (encoding.is_none()) encoding = self->encoding.get();
        else if (errors.is_none()) errors = Value(KRAIT_NAME(strict));
        if (errors.is_none()) errors = self->errors.get();
        if (TRY(str_utf8(thread, encoding.to<Str>())) == "locale") encoding = Value(make_ascii(thread, "UTF-8"));
        Codec codec = native_codec(TRY(str_utf8(thread, encoding.to<Str>())));
        if (codec == Codec::Unknown) TRY(codec_info_py(thread, encoding.to<Str>()));
        self->codec = codec;
        self->encoding.set(self, encoding);
        self->errors.set(self, errors);
    }
    if (has_newline) TRY(set_newline(thread, self, args[2]));
    if (new_codec || has_newline) {
        if (self->readable) TRY(make_decoder_py(thread, self));
        if (self->writable) {
            bool at_start = true;
            TRY(make_encoder_py(thread, self));
            if (self->seekable) {
                Value position = TRY(call_method_py(thread, self->buffer.get(), KRAIT_NAME(tell)));
                at_start = TRY(equal_py(thread, position, Value::small(0)));
            }
            if (!at_start) TRY(reset_encoder_py(thread, self, false));
        }
    }
    self->line_buffering = line_buffering;
    self->write_through = write_through;
    return none();
}
METHOD(TextWrapper, detach, "detach(self, /)", nullptr) {
    TRY(check_attached(thread, self));
    TRY(call_method_py(thread, Value(self), KRAIT_NAME(flush)));
    StreamGuard guard(thread, self);
    TRY(guard.enter_alone());  // who is inside holds on to the buffer
    TRY(check_attached(thread, self));
    Value buffer = self->buffer.get();
    self->buffer.set_immediate(Value::nothing());
    self->detached = true;
    return buffer;
}

}  // namespace

// ---- writing ----

Result<void> write_pending_py(Thread& thread, TextWrapper* self) {
    Bytearray* pending = self->pending.get();
    if (!pending->size()) return {};
    // Taken away first: what a failing write has not written is lost, not written twice.
    Bytes* bytes = TRY(make_bytes(thread, pending->view()));
    TRY(bytearray_resize(thread, pending, 0));
    Value data(bytes);
    for (;;) {
        if (!call_method_py(thread, self->buffer.get(), KRAIT_NAME(write), std::span<const Value>(&data, 1)).failed())
            return {};
        if (!TRY(retry_after_interrupt(thread))) return kFailure;
    }
}

namespace {

Result<Str*> translate_line_ends(Thread& thread, Str* text, std::string_view to) {
    const void* data = TRY(text->data(thread));
    StrBuilder builder(thread);
    size_t start = 0;
    for (size_t i = 0; i < text->length(); ++i) {
        if (Str::at(data, text->kind(), i) != '\n') continue;
        TRY(builder.add_range(text, start, i));
        builder.add_ascii(to);
        start = i + 1;
    }
    TRY(builder.add_range(text, start, text->length()));
    return builder.finish();
}
bool has_char(const Str* text, uint32_t wanted) {
    const void* data = text->flat();
    if (text->kind() == 1) return memchr(data, static_cast<int>(wanted), text->length());
    for (size_t i = 0; i < text->length(); ++i) {
        if (Str::at(data, text->kind(), i) == wanted) return true;
    }
    return false;
}

METHOD(TextWrapper, write, "write(self, text, /)", nullptr) {
    auto* text = as_kind<Str>(thread, args[0]);
    if (!text) return raise(thread, Exc::TypeError, "write() argument must be str, not {}", type_name(thread, args[0]));
    ENTER;
    if (!self->writable) return raise_unsupported(thread, "not writable");
    TRY(text->data(thread));
    auto length = static_cast<int64_t>(text->length());
    bool has_newline = (self->line_buffering || !self->write_newline.empty()) && has_char(text, '\n');
    bool flush = self->line_buffering && (has_newline || has_char(text, '\r'));
    if (has_newline && !self->write_newline.empty()) text = TRY(translate_line_ends(thread, text, self->write_newline));
    std::string_view bytes;
    Bytes* encoded = nullptr;
    if (Value encoder = self->encoder.get(); !encoder.is_nothing()) {
        Value result = TRY(call_named_py(thread, encoder, "encode", {Value(text)}));
        encoded = as_kind<Bytes>(thread, result);
        if (!encoded)
            return raise(thread, Exc::TypeError, "encoder should return a bytes object, not '{}'",
                         type_name(thread, result));
        bytes = encoded->view();
    } else if (text->is_ascii()) {
        bytes = text->ascii_view();
    } else {
        encoded = TRY(encode_with_py(thread, text, self->codec, TRY(str_utf8(thread, self->errors.get().to<Str>()))));
        bytes = encoded->view();
    }
    self->encoding_at_start = false;
    // Reading and writing one stream: what was read ahead is no longer where the file is.
    auto limit = static_cast<size_t>(self->chunk_size);
    if (self->pending.get()->size() + bytes.size() > limit) TRY(write_pending_py(thread, self));
    TRY(bytearray_append(thread, self->pending.get(), bytes));
    if (self->pending.get()->size() >= limit || flush || self->write_through) TRY(write_pending_py(thread, self));
    if (flush) TRY(call_method_py(thread, self->buffer.get(), KRAIT_NAME(flush)));
    if (self->readable) {
        forget_decoded(self);
        self->snapshot_flags.set_immediate(Value::nothing());
        TRY(reset_decoder_py(thread, self));
    }
    return make_int(thread, length);
}
METHOD(TextWrapper, flush, "flush(self, /)", nullptr) {
    ENTER;
    self->telling = self->seekable;
    TRY(write_pending_py(thread, self));
    return call_method_py(thread, self->buffer.get(), KRAIT_NAME(flush));
}

// ---- reading ----

// The next chunk of text into `decoded`. False: the end.
Result<bool> read_chunk_py(Thread& thread, TextWrapper* self, int64_t hint) {
    if (!self->readable) return raise_unsupported(thread, "not readable");
    DecoderState before;
    const bool telling = self->telling;  // read(), or another thread, may change it
    if (telling) before = TRY(decoder_state_py(thread, self));
    Value input;
    Value size = Value::small(std::max(self->chunk_size, hint));
    for (;;) {
        Value buffer = self->buffer.get();
        Result<Value> got = self->buffer_is_native && self->has_read1
                                ? call_named_py(thread, buffer, "read1", {size})
                                : call_named_py(thread, buffer, self->has_read1 ? "read1" : "read", {size});
        if (!got.failed()) {
            input = got.value();
            break;
        }
        if (!TRY(retry_after_interrupt(thread))) return kFailure;
    }
    InputBytes view(thread);
    if (!input.is<Bytes>() && !has_buffer(thread, input))
        return raise(thread, Exc::TypeError, "underlying {}() should have returned a bytes-like object, not '{}'",
                     self->has_read1 ? "read1" : "read", type_name(thread, input));
    TRY(view.open_py(input));
    bool end = view.size() == 0;
    Str* text = TRY(decode_piece_py(thread, self, input, view.bytes(), end ? MoreInput::Ends : MoreInput::Comes));
    self->decoded.set(self, Value(text));
    self->used = 0;
    if (telling) {
        Bytes* fed;
        if (!before.bytes.to<Bytes>()->size() && input.is<Bytes>()) {
            fed = input.to<Bytes>();
        } else {
            Bytes* head = before.bytes.to<Bytes>();
            fed = TRY(make_bytes_buffer(thread, head->size() + view.size()));
            memcpy(fed->data_, head->data(), head->size());
            memcpy(fed->data_ + head->size(), view.data(), view.size());
        }
        self->snapshot_bytes.set(self, Value(fed));
        self->snapshot_flags.set(self, before.flags);
    }
    return !end || text->length() > 0;
}

size_t text_left(TextWrapper* self) {
    Value decoded = self->decoded.get();
    if (decoded.is_nothing()) return 0;
    size_t length = decoded.to<Str>()->length();
    return length > self->used ? length - self->used : 0;
}
// The next `count` code points of the chunk.
Result<Str*> take_text(Thread& thread, TextWrapper* self, size_t count) {
    if (!count) return empty_str(thread);
    Str* text = self->decoded.get().to<Str>();
    size_t from = self->used;
    self->used += count;
    if (from == 0 && count == text->length()) return text;
    return str_slice(thread, text, from, from + count);
}

METHOD(TextWrapper, read, "read(self, size=-1, /)", nullptr) {
    int64_t size = TRY(size_argument_py(thread, args[0]));
    ENTER;
    if (!self->readable) return raise_unsupported(thread, "not readable");
    TRY(write_pending_py(thread, self));
    StrBuilder builder(thread);
    if (size < 0) {
        Value bytes = TRY(call_method_py(thread, self->buffer.get(), KRAIT_NAME(read)));
        if (bytes.is_none()) return raise(thread, Exc::BlockingIOError, "Read returned None.");
        InputBytes view(thread);
        if (!bytes.is<Bytes>() && !has_buffer(thread, bytes))
            return raise(thread, Exc::TypeError, "underlying read() should have returned a bytes-like object, not '{}'",
                         type_name(thread, bytes));
        TRY(view.open_py(bytes));
        Str* text = TRY(decode_piece_py(thread, self, bytes, view.bytes(), MoreInput::Ends));
        Str* first = TRY(take_text(thread, self, text_left(self)));
        // Something was read: from now on the encoding stays.
        self->decoded.set(self, Value(empty_str(thread)));
        self->used = 0;
        self->snapshot_flags.set_immediate(Value::nothing());
        if (!first->length()) return Value(text);
        return Value(TRY(str_concat(thread, first, text)));
    }
    auto wanted = static_cast<size_t>(size);
    size_t done = 0;
    for (;;) {
        size_t use = std::min(wanted - done, text_left(self));
        Str* piece = TRY(take_text(thread, self, use));
        if (use == wanted) return Value(piece);
        TRY(builder.add(piece));
        done += use;
        if (done >= wanted) break;
        if (!TRY(read_chunk_py(thread, self, static_cast<int64_t>(wanted - done)))) break;
    }
    return Value(TRY(builder.finish()));
}

Result<Str*> read_line_py(Thread& thread, TextWrapper* self, int64_t limit) {
    ENTER;
    TRY(write_pending_py(thread, self));
    if (!self->readable) return raise_unsupported(thread, "not readable");
    size_t most = limit < 0 ? SIZE_MAX : static_cast<size_t>(limit);
    StrBuilder builder(thread);
    bool started = false;
    bool held_cr = false;  // a '\r' at the end of the last chunk, while "\r\n" ends lines: not in the builder yet
    for (;;) {
        size_t left = text_left(self);
        if (left) {
            Str* text = self->decoded.get().to<Str>();
            size_t from = self->used;
            if (held_cr) {
                held_cr = false;
                builder.add_char('\r');
                --most;
                if (most && Str::at(text->flat(), text->kind(), from) == '\n') {
                    builder.add_char('\n');
                    ++self->used;
                    break;
                }
                if (!most) break;
            }
            size_t end = find_line_end(text, from, from + left, self->ends);
            size_t use = end == kNoLineEnd ? left : end - from;
            bool done = end != kNoLineEnd || use >= most;
            use = std::min(use, most);
            if (done && !started) return take_text(thread, self, use);
            if (!done && self->ends.own.size() == 2 && Str::at(text->flat(), text->kind(), from + left - 1) == '\r') {
                held_cr = true;
                --use;
            }
            TRY(builder.add_range(text, from, from + use));
            self->used = from + use + held_cr;
            started = true;
            most -= use;
            if (done) break;
        } else if (most == 0) {
            break;
        }
        if (!TRY(read_chunk_py(thread, self, 0))) {
            if (held_cr) builder.add_char('\r');
            self->decoded.set(self, Value(empty_str(thread)));
            self->used = 0;
            self->snapshot_flags.set_immediate(Value::nothing());
            break;
        }
        TRY(thread.poll());
    }
    return builder.finish();
}
METHOD(TextWrapper, readline, "readline(self, size=-1, /)", nullptr) {
    int64_t limit = TRY(size_argument_py(thread, args[0]));
    return Value(TRY(read_line_py(thread, self, limit)));
}
Result<Value> next_text(Thread& thread, Value value) {
    auto* self = value.to<TextWrapper>();
    TRY(check_attached(thread, self));
    self->telling = false;
    Value line;
    StreamGuard guard(thread, self);
    if (is_exactly(thread, value, kTextIOWrapperSpec)) {
        TRY(guard.enter());
        line = Value(TRY(read_line_py(thread, self, -1)));
    } else {
        line = TRY(call_method_py(thread, value, KRAIT_NAME(readline)));
        if (!as_kind<Str>(thread, line))
            return raise(thread, Exc::OSError, "readline() should have returned a str object, not '{}'",
                         type_name(thread, line));
    }
    if (as_kind<Str>(thread, line)->length()) return line;
    StreamGuard end(thread, self);
    TRY(end.enter());
    self->telling = self->seekable;
    self->snapshot_flags.set_immediate(Value::nothing());
    return Value::unbound();
}

// ---- the rest ----

METHOD(TextWrapper, tell, "tell(self, /)", nullptr) {
    ENTER;
    return text_tell_py(thread, self);
}
METHOD(TextWrapper, seek, "seek(self, cookie, whence=0, /)", nullptr) {
    ENTER;
    Value cookie = TRY(index_py(thread, args[0]));
    int64_t whence = TRY(index_int64_py(thread, args[1], OutOfRange::Clamp));
    if (whence < 0 || whence > 2)
        return raise(thread, Exc::ValueError, "invalid whence ({}, should be 0, 1 or 2)", whence);
    return text_seek_py(thread, self, cookie, static_cast<int>(whence));
}
METHOD(TextWrapper, truncate, "truncate(self, pos=None, /)", nullptr) {
    TRY(check_attached(thread, self));
    TRY(call_method_py(thread, Value(self), KRAIT_NAME(flush)));
    TRY(check_attached(thread, self));
    return call_named_py(thread, self->buffer.get(), "truncate", {args[0]});
}
METHOD(TextWrapper, close, "close(self, /)", nullptr) {
    TRY(check_attached(thread, self));
    Value buffer = self->buffer.get();
    if (TRY(buffer_is_closed_py(thread, self))) return none();
    if (self->finalizing) TRY(dealloc_warn_py(thread, buffer, Value(self)));
    Result<Value> flushed = call_method_py(thread, Value(self), KRAIT_NAME(flush));
    Result<void> result;
    if (flushed.failed()) result = kFailure;
    TRY(close_after_py(thread, buffer, result));
    return none();
}
METHOD(TextWrapper, _dealloc_warn, "_dealloc_warn(self, source, /)", nullptr) {
    Value buffer = self->buffer.get();
    if (!buffer.is_nothing()) TRY(dealloc_warn_py(thread, buffer, args[0]));
    return none();
}
METHOD(TextWrapper, __getstate__, "__getstate__(self, /)", nullptr) {
    return raise(thread, Exc::TypeError, "cannot pickle '{}' instances", type_name(thread, Value(self)));
}
#define FORWARD(NAME)                                                                \
    METHOD(TextWrapper, NAME##_, #NAME "(self, /)", nullptr) {                       \
        TRY(check_attached(thread, self));                                           \
        return call_named_py(thread, self->buffer.get(), #NAME);                     \
    }
FORWARD(fileno)
FORWARD(isatty)
FORWARD(readable)
FORWARD(writable)
FORWARD(seekable)

GETTER(TextWrapper, buffer, nullptr) {
    TRY(check_attached(thread, self.to<TextWrapper>()));
    return self.to<TextWrapper>()->buffer.get();
}
GETTER(TextWrapper, name, nullptr) {
    TRY(check_attached(thread, self.to<TextWrapper>()));
    return get_attribute_py(thread, self.to<TextWrapper>()->buffer.get(), KRAIT_NAME(name));
}
GETTER(TextWrapper, closed, nullptr) {
    TRY(check_attached(thread, self.to<TextWrapper>()));
    return get_attribute_py(thread, self.to<TextWrapper>()->buffer.get(), "closed");
}
GETTER(TextWrapper, encoding, nullptr) {
    Value encoding = self.to<TextWrapper>()->encoding.get();
    return encoding.is_nothing() ? none() : encoding;
}
GETTER(TextWrapper, errors, nullptr) {
    Value errors = self.to<TextWrapper>()->errors.get();
    if (errors.is_nothing()) return raise(thread, Exc::ValueError, "I/O operation on uninitialized object");
    return errors;
}
GETTER(TextWrapper, newlines, nullptr) {
    auto* wrapper = self.to<TextWrapper>();
    TRY(check_attached(thread, wrapper));
    return wrapper->universal ? newlines_seen(thread, wrapper->newlines.seen) : none();
}
GETTER(TextWrapper, line_buffering, nullptr) { return Value::boolean(self.to<TextWrapper>()->line_buffering); }
GETTER(TextWrapper, write_through, nullptr) { return Value::boolean(self.to<TextWrapper>()->write_through); }
GETTER(TextWrapper, _finalizing, nullptr) { return Value::boolean(self.to<IOBase>()->finalizing); }
Result<Value> get_chunk_size(Thread& thread, Value self) {
    TRY(check_attached(thread, self.to<TextWrapper>()));
    return Value::small(self.to<TextWrapper>()->chunk_size);
}
Result<void> set_chunk_size(Thread& thread, Value self, Value value) {
    if (value.is_nothing()) return raise(thread, Exc::AttributeError, "cannot delete attribute");
    TRY(check_attached(thread, self.to<TextWrapper>()));
    int64_t size = TRY(index_int64_py(thread, value));
    if (size <= 0) return raise(thread, Exc::ValueError, "a strictly positive integer is required");
    self.to<TextWrapper>()->chunk_size = size;
    return {};
}
constexpr GetSetSpec kChunkSize = {"_CHUNK_SIZE", nullptr, get_chunk_size, set_chunk_size};

Result<Value> wrapper_repr(Thread& thread, Value self) {
    std::string text = "<_io." + str_utf8_lossy(type_of(thread, self)->qualname.get());
    auto* wrapper = self.to<TextWrapper>();
    if (wrapper->encoding.get().is_nothing())
        return raise(thread, Exc::ValueError, "I/O operation on uninitialized object");
    ReprGuard guard(thread, self);
    if (guard.recursive()) return raise(thread, Exc::RuntimeError, "reentrant call inside {}.__repr__", text.substr(1));
    for (const char* attribute : {"name", "mode"}) {
        Result<Value> found = find_attribute_py(thread, self, attribute);
        if (found.failed()) {
            if (!clear_pending_if(thread, Exc::ValueError)) return kFailure;  // detached
            continue;
        }
        if (!found.value().is_unbound()) text += format_text(" {}={}", attribute, TRY(repr_py(thread, found.value())));
    }
    return format_str(thread, "{} encoding={}>", text, TRY(repr_py(thread, wrapper->encoding.get())));
}

void trace_wrapper(Cell* cell, Tracer& tracer) {
    auto* self = static_cast<TextWrapper*>(cell);
    for (auto* field : {&self->buffer, &self->encoding, &self->errors, &self->encoder, &self->decoder, &self->rest,
                        &self->decoded, &self->snapshot_flags, &self->snapshot_bytes})
        tracer.visit(*field);
    tracer.visit(self->pending);
}

}  // namespace

const TypeSpec kTextIOWrapperSpec = {
    .name = "_io.TextIOWrapper",
    .doc = "Character and line based layer over a BufferedIOBase object, buffer.",
    .size = sizeof(TextWrapper),
    .flags = type_flag::kSubclassable,
    .slots = {.repr = wrapper_repr,
              .next = next_text,
              .construct = construct_wrapper,
              .initialize = initialize_wrapper},
    .methods = {&TextWrapper_reconfigure, &TextWrapper_detach, &TextWrapper_write, &TextWrapper_flush,
                &TextWrapper_read, &TextWrapper_readline, &TextWrapper_tell, &TextWrapper_seek, &TextWrapper_truncate,
                &TextWrapper_close, &TextWrapper__dealloc_warn, &TextWrapper___getstate__, &TextWrapper_fileno_,
                &TextWrapper_isatty_, &TextWrapper_readable_, &TextWrapper_writable_, &TextWrapper_seekable_},
    .properties = {&TextWrapper_get_buffer, &TextWrapper_get_name, &TextWrapper_get_closed, &TextWrapper_get_encoding,
                   &TextWrapper_get_errors, &TextWrapper_get_newlines, &TextWrapper_get_line_buffering,
                   &TextWrapper_get_write_through, &TextWrapper_get__finalizing, &kChunkSize},
    .trace = trace_wrapper,
    .signature =
        "TextIOWrapper(buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False)",
    .base_spec = &kTextIOBaseSpec,
};

}  // namespace krait::core

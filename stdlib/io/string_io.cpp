// StringIO: a text stream in memory. The text lies in a buffer cell with 1, 2 or 4 bytes for each code point, as many as needed.
#include <algorithm>
#include <cstring>

#include "runtime/names.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/text.h"
#include "runtime/operations.h"
#include "stdlib/io/newlines.h"
#include "stdlib/posix/path.h"

namespace krait::core {

namespace {

struct StringIO : IOBase {
    Field<ByteBuffer*> buffer;  // null: nothing written yet
    size_t position, length;    // in code points
    int kind;
    Relaxed<bool> open;  // false: not initialized, or closed
    Relaxed<bool> initialized;
    LineEnds ends;
    NewlineState newlines;
    std::string_view write_newline;
    Field<Value> newline;  // as given, for pickling
};

Result<void> check_open(Thread& thread, StringIO* self) {
    if (!self->initialized) return raise(thread, Exc::ValueError, "I/O operation on uninitialized object");
    if (!self->open) return raise(thread, Exc::ValueError, "I/O operation on closed file");
    return {};
}
#define ENTER                          \
    StreamGuard guard(thread, self);   \
    TRY(guard.enter());                \
    TRY(check_open(thread, self))

char* data_of(StringIO* self) { return self->buffer.get() ? self->buffer.get()->bytes : nullptr; }

// Room for `length` code points of `kind` bytes, with what is there.
Result<void> make_room(Thread& thread, StringIO* self, size_t length, int kind) {
    kind = std::max(kind, self->kind);
    ByteBuffer* old = self->buffer.get();
    if (old && kind == self->kind && length * static_cast<size_t>(kind) <= old->capacity) return {};
    size_t room = length + (length >> 2) + 16;
    auto* fresh = TRY(allocate_sized<ByteBuffer>(thread, internal_shape::kInternal, room * static_cast<size_t>(kind)));
    fresh->capacity = room * static_cast<size_t>(kind);
    if (old) {
        if (kind == self->kind) memcpy(fresh->bytes, old->bytes, self->length * static_cast<size_t>(kind));
        else
            unicode::copy_text(fresh->bytes, static_cast<uint8_t>(kind),
                               TextView{old->bytes, self->length, static_cast<uint8_t>(self->kind)});
    }
    self->kind = kind;
    self->buffer.set(self, fresh);
    return {};
}

Result<void> write_text(Thread& thread, StringIO* self, Str* text) {
    if (self->ends.universal) text = TRY(decode_newlines(thread, self->newlines, text, MoreInput::Ends));
    if (!self->write_newline.empty()) {
        const void* data = TRY(text->data(thread));
        StrBuilder builder(thread);
        size_t start = 0;
        for (size_t i = 0; i < text->length(); ++i) {
            if (Str::at(data, text->kind(), i) != '\n') continue;
            TRY(builder.add_range(text, start, i));
            builder.add_ascii(self->write_newline);
            start = i + 1;
        }
        if (start) {
            TRY(builder.add_range(text, start, text->length()));
            text = TRY(builder.finish());
        }
    }
    if (!text->length()) return {};
    TextView view = TRY(text_of(thread, text));
    size_t end = self->position + text->length();
    TRY(make_room(thread, self, std::max(end, self->length), text->kind()));
    auto kind = static_cast<size_t>(self->kind);
    char* data = data_of(self);
    if (self->position > self->length) memset(data + self->length * kind, 0, (self->position - self->length) * kind);
    unicode::copy_text(data + self->position * kind, static_cast<uint8_t>(kind), view);
    self->position = end;
    self->length = std::max(self->length, end);
    return {};
}

Result<Str*> text_between(Thread& thread, StringIO* self, size_t from, size_t to) {
    if (from >= to) return empty_str(thread);
    return make_str(thread, data_of(self) + from * static_cast<size_t>(self->kind), self->kind, to - from);
}

Result<Value> construct_string_io(Thread& thread, Type* type, const CallArguments&) {
    auto* self = static_cast<StringIO*>(allocate_instance(thread, type));
    self->kind = 1;
    return Value(self);
}

Result<void> set_up(Thread& thread, StringIO* self, Value newline) {
    if (!newline.is_none() && !as_kind<Str>(thread, newline))
        return raise(thread, Exc::TypeError, "newline must be str or None, not {}", type_name(thread, newline));
    self->ends = LineEnds{};
    self->newlines = NewlineState{};
    self->newlines.translate = newline.is_none();
    self->write_newline = {};
    if (!newline.is_none()) {
        Result<std::string_view> text = newline_argument(thread, newline);
        if (text.failed()) {
            if (thread.terminating || !clear_pending_if(thread, Exc::ValueError)) return kFailure;
            return raise(thread, Exc::ValueError, "illegal newline value: {}", TRY(repr_py(thread, newline)));
        }
        self->ends.universal = text.value().empty();
        self->ends.translate = false;
        self->ends.own = text.value();
        if (text.value().size() && text.value() != "\n") self->write_newline = text.value();
    }
    self->newline.set(self, newline);
    self->buffer.set_immediate(nullptr);
    self->position = self->length = 0;
    self->kind = 1;
    self->open = self->initialized = true;
    return {};
}
Result<void> initialize_string_io(Thread& thread, Value value, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "StringIO(initial_value='', newline='\\n')", arguments, bound));
    auto* self = value.to<StringIO>();
    StreamGuard guard(thread, self);
    TRY(guard.enter());
    if (!bound[0].is_none() && !as_kind<Str>(thread, bound[0]))
        return raise(thread, Exc::TypeError, "initial_value must be str or None, not {}", type_name(thread, bound[0]));
    TRY(set_up(thread, self, bound[1]));
    if (bound[0].is_none()) return {};
    TRY(write_text(thread, self, bound[0].to<Str>()));
    self->position = 0;
    return {};
}

METHOD(StringIO, write, "write(self, s, /)", "Write string to file.") {
    auto* text = as_kind<Str>(thread, args[0]);
    if (!text) return raise(thread, Exc::TypeError, "string argument expected, got '{}'", type_name(thread, args[0]));
    ENTER;
    TRY(write_text(thread, self, text));
    return Value::small(static_cast<int64_t>(text->length()));
}
METHOD(StringIO, read, "read(self, size=-1, /)", "Read at most size characters, returned as a string.") {
    int64_t size = TRY(size_argument_py(thread, args[0]));
    ENTER;
    size_t have = self->length > self->position ? self->length - self->position : 0;
    size_t count = size < 0 ? have : std::min(have, static_cast<size_t>(size));
    Str* text = TRY(text_between(thread, self, self->position, self->position + count));
    self->position += count;
    return Value(text);
}
Result<Str*> read_line(Thread& thread, StringIO* self, int64_t limit) {
    ENTER;
    if (self->position >= self->length) return empty_str(thread);
    size_t to = self->length;
    if (limit >= 0 && static_cast<size_t>(limit) < to - self->position)
        to = self->position + static_cast<size_t>(limit);
    // A flat str over the buffer, for the search only.
    Str view{};
    view.flags_ = static_cast<uint8_t>(self->kind == 1 ? 0 : self->kind == 2 ? 1 : 2);
    view.length_ = self->length;
    view.data_ = data_of(self);
    size_t end = find_line_end(&view, self->position, to, self->ends);
    if (end == kNoLineEnd) end = to;
    Str* line = TRY(text_between(thread, self, self->position, end));
    self->position = end;
    return line;
}
METHOD(StringIO, readline, "readline(self, size=-1, /)", "Read until newline or EOF.") {
    int64_t limit = TRY(size_argument_py(thread, args[0]));
    return Value(TRY(read_line(thread, self, limit)));
}
Result<Value> next_string(Thread& thread, Value value) {
    Value line;
    if (is_exactly(thread, value, kStringIOSpec)) {
        line = Value(TRY(read_line(thread, value.to<StringIO>(), -1)));
    } else {
        line = TRY(call_method_py(thread, value, KRAIT_NAME(readline)));
        if (!as_kind<Str>(thread, line))
            return raise(thread, Exc::OSError, "readline() should have returned a str object, not '{}'",
                         type_name(thread, line));
    }
    return as_kind<Str>(thread, line)->length() ? line : Value::unbound();
}
METHOD(StringIO, getvalue, "getvalue(self, /)", "Retrieve the entire contents of the object.") {
    ENTER;
    return Value(TRY(text_between(thread, self, 0, self->length)));
}
METHOD(StringIO, tell, "tell(self, /)", "Tell the current file position.") {
    ENTER;
    return make_int(thread, static_cast<int64_t>(self->position));
}
METHOD(StringIO, seek, "seek(self, pos, whence=0, /)", "Change stream position.") {
    int64_t offset = TRY(offset_argument_py(thread, args[0]));
    int whence = TRY(int_argument_py(thread, args[1]));
    ENTER;
    if (whence < 0 || whence > 2)
        return raise(thread, Exc::ValueError, "Invalid whence ({}, should be 0, 1 or 2)", whence);
    if (whence == 0 && offset < 0) return raise(thread, Exc::ValueError, "Negative seek position {}", offset);
    if (whence != 0 && offset != 0)
        return raise(thread, Exc::OSError, "Can't do nonzero {}-relative seeks", whence == 1 ? "cur" : "end");
    if (whence == 0) self->position = static_cast<size_t>(offset);
    if (whence == 2) self->position = self->length;
    return make_int(thread, static_cast<int64_t>(self->position));
}
METHOD(StringIO, truncate, "truncate(self, pos=None, /)", "Truncate size to pos.") {
    ENTER;
    int64_t size = args[0].is_none() ? static_cast<int64_t>(self->position) : TRY(offset_argument_py(thread, args[0]));
    if (size < 0) return raise(thread, Exc::ValueError, "Negative size value {}", size);
    self->length = std::min(self->length, static_cast<size_t>(size));
    return make_int(thread, size);
}
METHOD(StringIO, close, "close(self, /)", "Close the IO object.") {
    StreamGuard guard(thread, self);
    TRY(guard.enter());
    self->open = false;
    self->buffer.set_immediate(nullptr);
    self->length = 0;
    return none();
}
METHOD(StringIO, readable, "readable(self, /)", nullptr) {
    TRY(check_open(thread, self));
    return Value::true_();
}
METHOD(StringIO, writable, "writable(self, /)", nullptr) {
    TRY(check_open(thread, self));
    return Value::true_();
}
METHOD(StringIO, seekable, "seekable(self, /)", nullptr) {
    TRY(check_open(thread, self));
    return Value::true_();
}
METHOD(StringIO, __getstate__, "__getstate__(self, /)", nullptr) {
    ENTER;
    Value text(TRY(text_between(thread, self, 0, self->length)));
    Dict* dict = instance_dict(thread, self);
    Value attributes = dict && dict->size() ? Value(TRY(dict_copy(thread, dict))) : none();
    return Value(make_tuple(
        thread, {text, self->newline.get(), make_int(thread, static_cast<int64_t>(self->position)), attributes}));
}
METHOD(StringIO, __setstate__, "__setstate__(self, state, /)", nullptr) {
    StreamGuard guard(thread, self);
    TRY(guard.enter());
    if (self->initialized) TRY(check_open(thread, self));
    auto* state = as_kind<Tuple>(thread, args[0]);
    if (!state || state->size() < 4)
        return raise(thread, Exc::TypeError, "{}.__setstate__ argument should be 4-tuple, got {}",
                     type_name(thread, Value(self)), type_name(thread, args[0]));
    if (!(*state)[0].is_none() && !as_kind<Str>(thread, (*state)[0]))
        return raise(thread, Exc::TypeError, "initial_value must be str or None, not {}",
                     type_name(thread, (*state)[0]));
    if (!is_int(thread, (*state)[2]))
        return raise(thread, Exc::TypeError, "third item of state must be an integer, got '{}'",
                     type_name(thread, (*state)[2]));
    int64_t position = TRY(index_int64_py(thread, (*state)[2]));
    if (position < 0) return raise(thread, Exc::ValueError, "position value cannot be negative");
    TRY(set_up(thread, self, (*state)[1]));
    if (auto* text = as_kind<Str>(thread, (*state)[0])) {
        // As it is: it was translated when it was written.
        TextView view = TRY(text_of(thread, text));
        TRY(make_room(thread, self, text->length(), text->kind()));
        unicode::copy_text(data_of(self), static_cast<uint8_t>(self->kind), view);
        self->length = text->length();
    }
    self->position = static_cast<size_t>(position);
    if (!(*state)[3].is_none()) {
        if (!as_kind<Dict>(thread, (*state)[3]))
            return raise(thread, Exc::TypeError, "fourth item of state should be a dict, got a {}",
                         type_name(thread, (*state)[3]));
        TRY(dict_update_py(thread, instance_dict(thread, self), (*state)[3]));
    }
    return none();
}
GETTER(StringIO, closed, nullptr) {
    if (!self.to<StringIO>()->initialized)
        return raise(thread, Exc::ValueError, "I/O operation on uninitialized object");
    return Value::boolean(!self.to<StringIO>()->open);
}
GETTER(StringIO, line_buffering, nullptr) {
    TRY(check_open(thread, self.to<StringIO>()));
    return Value::false_();
}
Result<Value> newlines_of(Thread& thread, StringIO* self) {
    ENTER;
    return self->ends.universal ? newlines_seen(thread, self->newlines.seen) : none();
}
GETTER(StringIO, newlines, nullptr) { return newlines_of(thread, self.to<StringIO>()); }

void trace_string_io(Cell* cell, Tracer& tracer) {
    tracer.visit(static_cast<StringIO*>(cell)->buffer);
    tracer.visit(static_cast<StringIO*>(cell)->newline);
}

}  // namespace

const TypeSpec kStringIOSpec = {
    .name = "_io.StringIO",
    .doc = "Text I/O implementation using an in-memory buffer.",
    .size = sizeof(StringIO),
    .flags = type_flag::kSubclassable,
    .slots = {.next = next_string, .construct = construct_string_io, .initialize = initialize_string_io},
    .methods = {&StringIO_write, &StringIO_read, &StringIO_readline, &StringIO_getvalue, &StringIO_tell, &StringIO_seek,
                &StringIO_truncate, &StringIO_close, &StringIO_readable, &StringIO_writable, &StringIO_seekable,
                &StringIO___getstate__, &StringIO___setstate__},
    .properties = {&StringIO_get_closed, &StringIO_get_line_buffering, &StringIO_get_newlines},
    .trace = trace_string_io,
    .signature = "StringIO(initial_value='', newline='\\n')",
    .base_spec = &kTextIOBaseSpec,
};

}  // namespace krait::core

// BytesIO: a binary stream in memory, over a bytearray.
#include <algorithm>
#include <cstring>

#include "runtime/names.h"
#include "runtime/objects/bytes_parts.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/operations.h"
#include "runtime/threads/byte_lock.h"
#include "stdlib/io/stream.h"
#include "stdlib/posix/path.h"

namespace krait::core {

namespace {

struct BytesIO : IOBase {
    Field<Bytearray*> data;  // null: closed
    size_t position;
};

Result<Bytearray*> content(Thread& thread, BytesIO* self) {
    if (Bytearray* data = self->data.get()) return data;
    return raise(thread, Exc::ValueError, "I/O operation on closed file.");
}
#define ENTER                                              \
    StreamGuard guard(thread, self);                       \
    TRY(guard.enter());                                    \
    [[maybe_unused]] Bytearray* data = TRY(content(thread, self))

size_t left(const BytesIO* self, const Bytearray* data) {
    size_t size = data->size();
    return size > self->position ? size - self->position : 0;
}
Result<Value> take(Thread& thread, BytesIO* self, Bytearray* data, size_t count) {
    Bytes* bytes = TRY(make_bytes_buffer(thread, count));
    ByteLockGuard guard(thread, data);
    if (data->size() >= self->position + count && count) memcpy(bytes->data_, data->data() + self->position, count);
    self->position += count;
    return Value(bytes);
}

Result<void> write_bytes(Thread& thread, BytesIO* self, Bytearray* data, std::string_view bytes) {
    if (bytes.empty()) return {};
    size_t end = self->position + bytes.size();
    if (self->position == data->size()) {
        TRY(bytearray_append(thread, data, bytes));
    } else {
        if (end > data->size()) TRY(bytearray_resize(thread, data, end));
        ByteLockGuard guard(thread, data);
        if (end <= data->size()) memmove(data->data() + self->position, bytes.data(), bytes.size());
    }
    self->position = end;
    return {};
}
// A view over the content keeps it as it is.
Result<void> check_exports(Thread& thread, Bytearray* data) {
    if (data->exports_.load(std::memory_order_relaxed) > 0)
        return raise(thread, Exc::BufferError, "Existing exports of data: object cannot be re-sized");
    return {};
}

Result<Value> construct_bytes_io(Thread& thread, Type* type, const CallArguments&) {
    auto* self = static_cast<BytesIO*>(allocate_instance(thread, type));
    self->data.set(self, TRY(make_bytearray(thread, "")));
    return Value(self);
}
Result<void> initialize_bytes_io(Thread& thread, Value value, const CallArguments& arguments) {
    Value bound[1];
    TRY(bind_arguments(thread, "BytesIO(initial_bytes=b'')", arguments, bound));
    auto* self = value.to<BytesIO>();
    if (Bytearray* old = self->data.get()) TRY(check_exports(thread, old));
    Bytearray* data;
    if (bound[0].is_none()) {
        data = TRY(make_bytearray(thread, ""));
    } else {
        InputBytes view(thread);
        TRY(view.open_py(bound[0]));
        data = TRY(make_bytearray(thread, view.bytes()));
    }
    self->data.set(self, data);
    self->position = 0;
    return {};
}

METHOD(BytesIO, read, "read(self, size=-1, /)", "Read at most size bytes, returned as a bytes object.") {
    int64_t size = TRY(size_argument_py(thread, args[0]));
    ENTER;
    size_t have = left(self, data);
    return take(thread, self, data, size < 0 ? have : std::min(have, static_cast<size_t>(size)));
}
METHOD(BytesIO, read1, "read1(self, size=-1, /)", nullptr) { return BytesIO_read_code(thread, self, args); }
size_t line_length(const BytesIO* self, const Bytearray* data, size_t most) {
    size_t have = std::min(left(self, data), most);
    if (!have) return 0;
    const char* from = data->data() + self->position;
    auto* found = static_cast<const char*>(memchr(from, '\n', have));
    return found ? static_cast<size_t>(found - from) + 1 : have;
}
METHOD(BytesIO, readline, "readline(self, size=-1, /)", "Next line from the file, as a bytes object.") {
    int64_t size = TRY(size_argument_py(thread, args[0]));
    ENTER;
    return take(thread, self, data, line_length(self, data, size < 0 ? SIZE_MAX : static_cast<size_t>(size)));
}
METHOD(BytesIO, readlines, "readlines(self, size=None, /)", "List of bytes objects, each a line from the file.") {
    int64_t hint = TRY(size_argument_py(thread, args[0]));
    ENTER;
    List* lines = make_list(thread);
    int64_t total = 0;
    while (size_t length = line_length(self, data, SIZE_MAX)) {
        TRY(list_append(thread, lines, TRY(take(thread, self, data, length))));
        total += static_cast<int64_t>(length);
        if (hint > 0 && total >= hint) break;
        TRY(thread.poll());
    }
    return Value(lines);
}
METHOD(BytesIO, readinto, "readinto(self, buffer, /)", "Read bytes into buffer.") {
    ByteView view(thread);
    TRY(open_writable_py(thread, view, args[0], "readinto"));
    ENTER;
    size_t count = std::min(left(self, data), view.size());
    ByteLockPairGuard lock(thread, data, memory_owner(thread, view.view()));
    if (count) memmove(view.data(), data->data() + self->position, count);
    self->position += count;
    return Value::small(static_cast<int64_t>(count));
}
Result<Value> next_bytes(Thread& thread, Value value) {
    auto* self = value.to<BytesIO>();
    ENTER;
    size_t length = line_length(self, data, SIZE_MAX);
    if (!length) return Value::unbound();
    return take(thread, self, data, length);
}
METHOD(BytesIO, write, "write(self, b, /)", "Write bytes to file.") {
    InputBytes view(thread);
    TRY(view.open_py(args[0]));
    ENTER;
    TRY(check_exports(thread, data));
    TRY(write_bytes(thread, self, data, view.bytes()));
    return Value::small(static_cast<int64_t>(view.size()));
}
METHOD(BytesIO, writelines, "writelines(self, lines, /)", "Write lines to the file.") {
    TRY(content(thread, self));
    TRY(for_each_py(thread, args[0], [&](Value line) -> Result<bool> {
        TRY(BytesIO_write_code(thread, self, &line));
        return true;
    }));
    return none();
}
METHOD(BytesIO, getvalue, "getvalue(self, /)", "Retrieve the entire contents of the BytesIO object.") {
    ENTER;
    return Value(TRY(make_bytes(thread, data->view())));
}
METHOD(BytesIO, getbuffer, "getbuffer(self, /)", "Get a read-write view over the contents of the BytesIO object.") {
    ENTER;
    return Value(TRY(make_memoryview_py(thread, Value(data))));
}
METHOD(BytesIO, seek, "seek(self, pos, whence=0, /)", "Change stream position.") {
    int64_t offset = TRY(offset_argument_py(thread, args[0]));
    int whence = TRY(int_argument_py(thread, args[1]));
    ENTER;
    if (whence == 0 && offset < 0) return raise(thread, Exc::ValueError, "negative seek value {}", offset);
    if (whence < 0 || whence > 2)
        return raise(thread, Exc::ValueError, "invalid whence ({}, should be 0, 1 or 2)", whence);
    int64_t base = whence == 0 ? 0 : static_cast<int64_t>(whence == 1 ? self->position : data->size());
    if (offset > INT64_MAX - base) return raise(thread, Exc::OverflowError, "new position too large");
    self->position = static_cast<size_t>(std::max<int64_t>(base + offset, 0));
    return make_int(thread, static_cast<int64_t>(self->position));
}
METHOD(BytesIO, tell, "tell(self, /)", "Current file position, an integer.") {
    ENTER;
    return make_int(thread, static_cast<int64_t>(self->position));
}
METHOD(BytesIO, truncate, "truncate(self, size=None, /)", "Truncate the file to at most size bytes.") {
    ENTER;
    int64_t size = args[0].is_none() ? static_cast<int64_t>(self->position) : TRY(offset_argument_py(thread, args[0]));
    if (size < 0) return raise(thread, Exc::ValueError, "negative size value {}", size);
    TRY(check_exports(thread, data));
    if (static_cast<size_t>(size) < data->size()) TRY(bytearray_resize(thread, data, static_cast<size_t>(size)));
    return make_int(thread, size);
}
METHOD(BytesIO, close, "close(self, /)", "Disable all I/O operations.") {
    if (Bytearray* data = self->data.get()) TRY(check_exports(thread, data));
    self->data.set_immediate(nullptr);
    return none();
}
METHOD(BytesIO, flush, "flush(self, /)", "Does nothing.") {
    TRY(content(thread, self));
    return none();
}
METHOD(BytesIO, isatty, "isatty(self, /)", "Always returns False.") {
    TRY(content(thread, self));
    return Value::false_();
}
METHOD(BytesIO, readable, "readable(self, /)", nullptr) {
    TRY(content(thread, self));
    return Value::true_();
}
METHOD(BytesIO, writable, "writable(self, /)", nullptr) {
    TRY(content(thread, self));
    return Value::true_();
}
METHOD(BytesIO, seekable, "seekable(self, /)", nullptr) {
    TRY(content(thread, self));
    return Value::true_();
}
METHOD(BytesIO, __getstate__, "__getstate__(self, /)", nullptr) {
    ENTER;
    Value bytes(TRY(make_bytes(thread, data->view())));
    Dict* dict = instance_dict(thread, self);
    Value attributes = dict && dict->size() ? Value(TRY(dict_copy(thread, dict))) : none();
    return Value(make_tuple(thread, {bytes, make_int(thread, static_cast<int64_t>(self->position)), attributes}));
}
METHOD(BytesIO, __setstate__, "__setstate__(self, state, /)", nullptr) {
    TRY(content(thread, self));
    auto* state = as_kind<Tuple>(thread, args[0]);
    if (!state || state->size() < 3)
        return raise(thread, Exc::TypeError, "{}.__setstate__ argument should be 3-tuple, got {}",
                     type_name(thread, Value(self)), type_name(thread, args[0]));
    InputBytes view(thread);
    TRY(view.open_py((*state)[0]));
    if (!is_int(thread, (*state)[1]))
        return raise(thread, Exc::TypeError, "second item of state must be an integer, not {}",
                     type_name(thread, (*state)[1]));
    int64_t position = TRY(index_int64_py(thread, (*state)[1]));
    if (position < 0) return raise(thread, Exc::ValueError, "position value cannot be negative");
    if (Bytearray* old = self->data.get()) TRY(check_exports(thread, old));
    self->data.set(self, TRY(make_bytearray(thread, view.bytes())));
    self->position = static_cast<size_t>(position);
    if (!(*state)[2].is_none()) {
        if (!as_kind<Dict>(thread, (*state)[2]))
            return raise(thread, Exc::TypeError, "third item of state should be a dict, got a {}",
                         type_name(thread, (*state)[2]));
        TRY(dict_update_py(thread, instance_dict(thread, self), (*state)[2]));
    }
    return none();
}
GETTER(BytesIO, closed, "True if the file is closed.") { return Value::boolean(!self.to<BytesIO>()->data.get()); }

void trace_bytes_io(Cell* cell, Tracer& tracer) { tracer.visit(static_cast<BytesIO*>(cell)->data); }

}  // namespace

const TypeSpec kBytesIOSpec = {
    .name = "_io.BytesIO",
    .doc = "Buffered I/O implementation using an in-memory bytes buffer.",
    .size = sizeof(BytesIO),
    .flags = type_flag::kSubclassable,
    .slots = {.next = next_bytes, .construct = construct_bytes_io, .initialize = initialize_bytes_io},
    .methods = {&BytesIO_read,      &BytesIO_read1,    &BytesIO_readline,     &BytesIO_readlines,
                &BytesIO_readinto,  &BytesIO_write,    &BytesIO_writelines,   &BytesIO_getvalue,
                &BytesIO_getbuffer, &BytesIO_seek,     &BytesIO_tell,         &BytesIO_truncate,
                &BytesIO_close,     &BytesIO_flush,    &BytesIO_isatty,       &BytesIO_readable,
                &BytesIO_writable,  &BytesIO_seekable, &BytesIO___getstate__, &BytesIO___setstate__},
    .properties = {&BytesIO_get_closed},
    .trace = trace_bytes_io,
    .signature = "BytesIO(initial_bytes=b'')",
    .base_spec = &kBufferedIOBaseSpec,
};

}  // namespace krait::core

// The native parts of StreamReader and StreamReaderProtocol. Library Reference: asyncio, "Streams".
#include <algorithm>

#include "runtime/objects/bytes_parts.h"
#include "stdlib/asyncio/fields.h"
#include "stdlib/asyncio/streams.h"

namespace krait::core::asyncio {

namespace {

bool is_absent(Value value) { return value.is_nothing() || value.is_none(); }

// Of the moment; of a bytearray that other threads may use, a copy.
Result<std::string_view> content(Thread& thread, StreamBuffer* self) {
    Value chunk = self->chunk.get();
    if (!chunk.is_nothing()) {
        std::string_view view = chunk.to<Bytes>()->view();
        return view.substr(std::min(self->start.load(), view.size()));
    }
    Value array = self->array.get();
    return array.is_nothing() ? std::string_view() : bytearray_bytes(thread, array.to<Bytearray>());
}
size_t content_size(StreamBuffer* self) {
    Value chunk = self->chunk.get();
    if (!chunk.is_nothing()) {
        size_t size = chunk.to<Bytes>()->size();
        return size - std::min(self->start.load(), size);
    }
    Value array = self->array.get();
    return array.is_nothing() ? 0 : array.to<Bytearray>()->size();
}

// The bytearray, with everything in it.
Result<Bytearray*> gather_content(Thread& thread, StreamBuffer* self) {
    Value known = self->array.get();
    if (!known.is_nothing()) return known.to<Bytearray>();
    Bytearray* array = TRY(make_bytearray(thread, TRY(content(thread, self))));
    self->array.set(self, Value(array));
    self->chunk.set_immediate(Value::nothing());
    return array;
}

Result<void> add_py(Thread& thread, StreamBuffer* self, Value data) {
    if (!self->shown && content_size(self) == 0 &&
        type_of(thread, data) == thread.interpreter->type(BuiltinType::Bytes)) {
        self->array.set_immediate(Value::nothing());
        self->start = 0;
        self->chunk.set(self, data);
        return {};
    }
    Bytearray* array = TRY(gather_content(thread, self));
    BytesArgument view(thread);
    TRY(view.open_py(data));
    return bytearray_append(thread, array, view.bytes());
}

Result<Value> take(Thread& thread, StreamBuffer* self, size_t count) {
    Value chunk = self->chunk.get();
    if (!chunk.is_nothing()) {
        std::string_view view = TRY(content(thread, self));
        if (count < view.size()) {
            Value part = Value(TRY(make_bytes(thread, view.substr(0, count))));
            self->start += count;
            return part;
        }
        if (self->start) chunk = Value(TRY(make_bytes(thread, view)));
        self->chunk.set_immediate(Value::nothing());
        return chunk;
    }
    Value known = self->array.get();
    if (known.is_nothing()) return Value(empty_bytes(thread));
    auto* array = known.to<Bytearray>();
    std::string_view view = TRY(bytearray_bytes(thread, array));
    count = std::min(count, view.size());
    Value part = Value(TRY(make_bytes(thread, view.substr(0, count))));
    TRY(bytearray_splice(thread, array, 0, count, {}));
    if (!self->shown && !array->size()) self->array.set_immediate(Value::nothing());
    return part;
}

Result<void> resume_py(Thread& thread, StreamBuffer* self) {
    self->paused = false;
    TRY(call_method_py(thread, self->transport.get(), ASYNCIO_NAME(resume_reading)));
    return {};
}
Result<void> resume_if_room_py(Thread& thread, StreamBuffer* self) {
    if (!self->paused || static_cast<int64_t>(content_size(self)) > self->most) return {};
    return resume_py(thread, self);
}
// Everything that is read goes through here.
Result<Value> take_and_resume_py(Thread& thread, StreamBuffer* self, size_t count) {
    Value data = TRY(take(thread, self, count));
    TRY(resume_if_room_py(thread, self));
    return data;
}

Result<void> wake_py(Thread& thread, StreamBuffer* self) {
    Value waiter = self->waiter.exchange(self, none());
    if (is_absent(waiter) || TRY(cancelled_py(thread, waiter))) return {};
    if (is_plain_future(thread, waiter)) return set_result_py(thread, waiter.to<Future>(), none());
    TRY(call_method_py(thread, waiter, intern(thread, "set_result"), {{none()}}));
    return {};
}

// A count of bytes: what is negative or not a number is refused, what is huge is all.
Result<size_t> count_argument_py(Thread& thread, Value value) {
    if (value.is_small() && value.as_small() >= 0) return static_cast<size_t>(value.as_small());
    double number = TRY(to_double_py(thread, value));
    if (!(number >= 0)) return raise(thread, Exc::ValueError, "a count of bytes may not be negative");
    return number >= 1e18 ? size_t{1} << 60 : static_cast<size_t>(number);
}

METHOD(StreamBuffer, feed_data, "feed_data(self, data)", "Add data that has come; wake who waits for it.") {
    if (self->eof) return raise(thread, Exc::AssertionError, "feed_data after feed_eof");
    if (!TRY(truth_py(thread, args[0]))) return none();
    TRY(add_py(thread, self, args[0]));
    if (!is_absent(self->waiter.get())) {
        Value method = type_of(thread, Value(self))->lookup(thread, ASYNCIO_NAME(_wakeup_waiter));
        Type* own = native_type(thread, StreamBuffer::spec);
        if (method == own->lookup(thread, ASYNCIO_NAME(_wakeup_waiter))) TRY(wake_py(thread, self));
        else TRY(call_method_py(thread, Value(self), ASYNCIO_NAME(_wakeup_waiter)));
    }
    if (self->paused || is_absent(self->transport.get())) return none();
    if (static_cast<int64_t>(content_size(self)) / 2 < self->most) return none();
    if (static_cast<int64_t>(content_size(self)) <= 2 * self->most) return none();
    if (call_method_py(thread, self->transport.get(), ASYNCIO_NAME(pause_reading)).failed()) {
        if (!clear_pending_if(thread, Exc::NotImplementedError)) return kFailure;
        self->transport.set(self, none());  // it cannot: then the buffer has no bound
    } else {
        self->paused = true;
    }
    return none();
}
METHOD(StreamBuffer, feed_eof, "feed_eof(self)", "Nothing more will come.") {
    self->eof = true;
    TRY(call_method_py(thread, Value(self), ASYNCIO_NAME(_wakeup_waiter)));
    return none();
}
METHOD(StreamBuffer, at_eof, "at_eof(self)", "Is everything read, and will nothing come?") {
    return Value::boolean(self->eof && content_size(self) == 0);
}
METHOD(StreamBuffer, exception, "exception(self)", "The error that was set, or None.") {
    Value error = self->exception.get();
    return error.is_nothing() ? none() : error;
}
METHOD(StreamBuffer, _wakeup_waiter, "_wakeup_waiter(self)", "") {
    TRY(wake_py(thread, self));
    return none();
}
METHOD(StreamBuffer, _maybe_resume_transport, "_maybe_resume_transport(self)", "") {
    TRY(resume_if_room_py(thread, self));
    return none();
}
METHOD(StreamBuffer, _size, "_size(self)", "How many bytes there are.") {
    return Value::small(static_cast<int64_t>(content_size(self)));
}
METHOD(StreamBuffer, _find, "_find(self, separator, start)",
       "The first place of the separator from `start` on, or -1.") {
    BytesArgument separator(thread);
    TRY(separator.open_py(args[0]));
    size_t from = TRY(count_argument_py(thread, args[1]));
    size_t at = TRY(content(thread, self))
    .find(separator.bytes(), from);
    return Value::small(at == std::string_view::npos ? -1 : static_cast<int64_t>(at));
}
METHOD(StreamBuffer, _take, "_take(self, count)", "Up to that many of the bytes there are.") {
    return take_and_resume_py(thread, self, TRY(count_argument_py(thread, args[0])));
}
// What read(), readexactly() and readline() begin with: the error that was set, if there is one.
Result<void> check_error(Thread& thread, StreamBuffer* self) {
    Value error = self->exception.get();
    if (is_absent(error)) return {};
    return raise_instance(thread, error);
}
METHOD(StreamBuffer, _read_now, "_read_now(self, count)",
       "Up to that many bytes, or None if there is nothing yet and something may come.") {
    TRY(check_error(thread, self));
    if (args[0] == Value::small(0)) return Value(empty_bytes(thread));
    if (!self->eof && content_size(self) == 0) return none();
    return take_and_resume_py(thread, self, TRY(count_argument_py(thread, args[0])));
}
Result<Value> take_exactly_py(Thread& thread, StreamBuffer* self, Value wanted) {
    size_t count = TRY(count_argument_py(thread, wanted));
    if (content_size(self) < count) return none();
    return take_and_resume_py(thread, self, count);
}
METHOD(StreamBuffer, _read_exactly_now, "_read_exactly_now(self, count)",
       "So many bytes, or None if there are fewer.") {
    TRY(check_error(thread, self));
    return take_exactly_py(thread, self, args[0]);
}
METHOD(StreamBuffer, _take_exactly, "_take_exactly(self, count)",
       "As _read_exactly_now(), for one that has begun: an error that is set meanwhile is the next one's.") {
    return take_exactly_py(thread, self, args[0]);
}
METHOD(StreamBuffer, _take_line, "_take_line(self)",
       "Up to and with the next newline if there is one within the limit, else None.") {
    TRY(check_error(thread, self));
    std::string_view view = TRY(content(thread, self));
    size_t at = view.find('\n');
    if (at == std::string_view::npos || static_cast<int64_t>(at) > self->most) return none();
    return take_and_resume_py(thread, self, at + 1);
}
METHOD(StreamBuffer, _new_waiter, "_new_waiter(self, function)", "The future that feed_data() and feed_eof() wake.") {
    if (!is_absent(self->waiter.get())) {
        return raise(thread, Exc::RuntimeError,
                     "{}() called while another coroutine is already waiting for incoming data",
                     TRY(str_py(thread, args[0])));
    }
    if (self->eof) return raise(thread, Exc::AssertionError, "_wait_for_data after EOF");
    if (self->paused) TRY(resume_py(thread, self));
    Value loop = self->loop.get();
    Value waiter = plain_creating_loop(thread, loop) ? Value(make_future(thread, loop))
                                                     : TRY(call_method_py(thread, loop, ASYNCIO_NAME(create_future)));
    self->waiter.set(self, waiter);
    return waiter;
}

METHOD(StreamBuffer, _forget_waiter, "_forget_waiter(self)", "It has been waited for.") {
    self->waiter.set(self, none());
    return none();
}

Result<Value> get_array(Thread& thread, Value object) {
    auto* self = object.to<StreamBuffer>();
    Bytearray* array = TRY(gather_content(thread, self));
    self->shown = true;
    return Value(array);
}
Result<void> set_array(Thread& thread, Value object, Value value) {
    auto* self = object.to<StreamBuffer>();
    if (value.is_nothing()) return raise(thread, Exc::AttributeError, "cannot delete attribute");
    if (!value.is<Bytearray>())
        return raise(thread, Exc::TypeError, "the buffer of a stream must be a bytearray, not {}",
                     type_name(thread, value));
    self->chunk.set_immediate(Value::nothing());
    self->array.set(self, value);
    self->shown = true;
    return {};
}
constexpr GetSetSpec kBuffer = {"_buffer", nullptr, get_array, set_array};

Result<void> set_limit(Thread& thread, Value object, Value value) {
    auto* self = object.to<StreamBuffer>();
    if (value.is_nothing()) return raise(thread, Exc::AttributeError, "cannot delete attribute");
    constexpr double kMost = 1e18;
    self->most = static_cast<int64_t>(std::clamp(TRY(to_double_py(thread, value)), -kMost, kMost));
    self->limit.set(self, value);
    return {};
}
constexpr GetSetSpec kLimit = {"_limit", nullptr, get_field<&StreamBuffer::limit>, set_limit};
constexpr GetSetSpec kReaderLoop = value_property<&StreamBuffer::loop>("_loop");
constexpr GetSetSpec kWaiter = value_property<&StreamBuffer::waiter>("_waiter");
constexpr GetSetSpec kException = value_property<&StreamBuffer::exception>("_exception");
constexpr GetSetSpec kTransport = value_property<&StreamBuffer::transport>("_transport");
constexpr GetSetSpec kEof = bool_property<&StreamBuffer::eof>("_eof");
constexpr GetSetSpec kPaused = bool_property<&StreamBuffer::paused>("_paused");

Result<Value> construct(Thread& thread, Type* type, const CallArguments&) {
    return Value(allocate_instance(thread, type));
}

METHOD(StreamProtocol, data_received, "data_received(self, data)", "Feed the reader.") {
    Value reference = self->reader.get();
    auto* weak = reference.as_if<WeakReference>();
    Value reader = weak ? weak->target() : none();
    if (is_absent(reference) || (weak && is_absent(reader))) return none();
    if (!weak) {  // what a program put in its place
        reader = TRY(call_py(thread, reference));
        if (reader.is_none()) return none();
    }
    TRY(call_method_py(thread, reader, ASYNCIO_NAME(feed_data), {{args[0]}}));
    return none();
}
constexpr GetSetSpec kReader = value_property<&StreamProtocol::reader>("_stream_reader_wr");

}  // namespace

const TypeSpec StreamBuffer::spec = {
    .name = "_asyncio._StreamBuffer",
    .doc = "The native part of StreamReader.",
    .size = sizeof(StreamBuffer),
    .flags = type_flag::kSubclassable | type_flag::kHasDict | type_flag::kHasWeakref,
    .slots = {.construct = construct},
    .methods = {&StreamBuffer_feed_data, &StreamBuffer_feed_eof, &StreamBuffer_at_eof, &StreamBuffer_exception,
                &StreamBuffer__wakeup_waiter, &StreamBuffer__maybe_resume_transport, &StreamBuffer__size,
                &StreamBuffer__find, &StreamBuffer__take, &StreamBuffer__read_now, &StreamBuffer__read_exactly_now,
                &StreamBuffer__take_exactly, &StreamBuffer__take_line, &StreamBuffer__new_waiter,
                &StreamBuffer__forget_waiter},
    .properties = {&kBuffer, &kLimit, &kReaderLoop, &kWaiter, &kException, &kTransport, &kEof, &kPaused},
    .trace =
        trace_members<StreamBuffer, &StreamBuffer::limit, &StreamBuffer::loop, &StreamBuffer::waiter,
                      &StreamBuffer::exception, &StreamBuffer::transport, &StreamBuffer::chunk, &StreamBuffer::array>,
};

const TypeSpec StreamProtocol::spec = {
    .name = "_asyncio._StreamProtocol",
    .doc = "The native part of StreamReaderProtocol.",
    .size = sizeof(StreamProtocol),
    .flags = type_flag::kSubclassable | type_flag::kHasDict | type_flag::kHasWeakref,
    .slots = {.construct = construct},
    .methods = {&StreamProtocol_data_received},
    .properties = {&kReader},
    .trace = trace_members<StreamProtocol, &StreamProtocol::reader>,
};

}  // namespace krait::core::asyncio

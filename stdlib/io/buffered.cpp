#include "stdlib/io/buffered.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "runtime/names.h"
#include "runtime/objects/bytes_parts.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/operations.h"
#include "stdlib/io/file_io.h"
#include "stdlib/posix/path.h"

namespace krait::core {

Result<void> check_usable(Thread& thread, Buffered* self) {
    if (!self->raw.get().is_nothing()) return {};
    if (self->detached) return raise(thread, Exc::ValueError, "raw stream has been detached");
    return raise(thread, Exc::ValueError, "I/O operation on uninitialized object");
}

namespace {

Result<bool> raw_is_closed_py(Thread& thread, Buffered* self) {
    if (self->raw_is_file) return self->raw.get().to<FileIO>()->fd < 0;
    return is_closed_py(thread, self->raw.get());
}

// ---- the raw stream ----

// The raw stream's readinto() gets it as a memoryview, whose `obj` shows it to the program: it keeps its size for good.
Result<Bytearray*> make_lent_buffer(Thread& thread, size_t size) {
    Bytearray* buffer = TRY(make_bytearray_sized(thread, size));
    buffer->exports_.fetch_add(1);
    return buffer;
}

// Into the buffer (a lent one) at `at`, at most `most` bytes. -1: would block.
Result<int64_t> raw_fill_py(Thread& thread, Buffered* self, Bytearray* buffer, size_t at, size_t most) {
    if (self->raw_is_file) return file_read_py(thread, self->raw.get().to<FileIO>(), buffer->data() + at, most);
    for (;;) {
        Memoryview* whole = TRY(make_memoryview_py(thread, Value(buffer)));
        Value target(whole);
        if (at || most != buffer->size()) {
            Slice* part = make_slice(thread, Value::small(static_cast<int64_t>(at)),
                                     Value::small(static_cast<int64_t>(at + most)), none());
            target = TRY(get_item_py(thread, target, Value(part)));
        }
        Result<Value> count =
            call_method_py(thread, self->raw.get(), KRAIT_NAME(readinto), std::span<const Value>(&target, 1));
        if (count.failed()) {
            if (TRY(retry_after_interrupt(thread))) continue;
            return kFailure;
        }
        if (count.value().is_none()) return int64_t{-1};
        Result<int64_t> got = index_int64_py(thread, count.value());
        if (got.failed()) {
            if (thread.terminating) return kFailure;
            Value cause = take_pending(thread);
            raise(thread, Exc::OSError, "raw readinto() failed");
            thread.pending.to<BaseException>()->cause.set(thread.pending.cell(), cause);
            thread.pending.to<BaseException>()->suppress_context = true;
            chain_pending(thread, cause);
            return kFailure;
        }
        if (got.value() < 0 || got.value() > static_cast<int64_t>(most))
            return raise(thread, Exc::OSError,
                         "raw readinto() returned invalid length {} (should have been between 0 and {})", got.value(),
                         most);
        return got.value();
    }
}

// -1: would block.
Result<int64_t> raw_write_py(Thread& thread, Buffered* self, const char* data, size_t size) {
    if (self->raw_is_file) return file_write_py(thread, self->raw.get().to<FileIO>(), data, size);
    Value bytes(TRY(make_bytes(thread, std::string_view(data, size))));
    for (;;) {
        Result<Value> count =
            call_method_py(thread, self->raw.get(), KRAIT_NAME(write), std::span<const Value>(&bytes, 1));
        if (count.failed()) {
            if (TRY(retry_after_interrupt(thread))) continue;
            return kFailure;
        }
        if (count.value().is_none()) return int64_t{-1};
        int64_t written = TRY(index_int64_py(thread, count.value()));
        if (written < 0 || written > static_cast<int64_t>(size))
            return raise(thread, Exc::OSError,
                         "raw write() returned invalid length {} (should have been between 0 and {})", written, size);
        return written;
    }
}

Result<int64_t> raw_tell_py(Thread& thread, Buffered* self) {
    Value position = TRY(call_method_py(thread, self->raw.get(), KRAIT_NAME(tell)));
    int64_t number = TRY(index_int64_py(thread, position));
    if (number < 0) return raise(thread, Exc::OSError, "Raw stream returned invalid position {}", number);
    return number;
}
Result<int64_t> raw_seek_py(Thread& thread, Buffered* self, Value offset, int whence) {
    Value arguments[] = {offset, Value::small(whence)};
    Value position = TRY(call_method_py(thread, self->raw.get(), KRAIT_NAME(seek), arguments));
    int64_t number = TRY(index_int64_py(thread, position));
    if (number < 0) return raise(thread, Exc::OSError, "Raw stream returned invalid position {}", number);
    return number;
}

size_t ahead(const Buffered* self) { return self->writing ? 0 : self->end - self->position; }
size_t waiting(const Buffered* self) { return self->writing ? self->end : 0; }
void forget(Buffered* self) {
    self->position = self->end = 0;
    self->writing = false;
}

Failure raise_would_block(Thread& thread, int64_t written) {
    Value arguments[] = {Value::small(EAGAIN), Value(make_ascii(thread, "write could not complete without blocking")),
                         Value::small(written)};
    raise_plain(thread, Exc::BlockingIOError, arguments);
    if (!thread.terminating && pending_matches(thread, Exc::BlockingIOError))
        thread.pending.to<OSError>()->characters_written.set(thread.pending.cell(), Value::small(written));
    return kFailure;
}

// Writes what waits. *blocked: the raw stream takes no more for now.
Result<void> drain_py(Thread& thread, Buffered* self, bool* blocked) {
    *blocked = false;
    size_t done = 0;
    Result<void> result;
    while (self->writing && done < self->end) {
        Result<int64_t> count = raw_write_py(thread, self, self->buffer.get()->data() + done, self->end - done);
        if (count.failed()) {
            result = kFailure;
            break;
        }
        if (count.value() < 0) {
            *blocked = true;
            break;
        }
        done += static_cast<size_t>(count.value());
        if (thread.poll().failed()) {  // what a signal handler raises does not write the same bytes twice
            result = kFailure;
            break;
        }
    }
    if (done) {
        char* data = self->buffer.get()->data();
        memmove(data, data + done, self->end - done);
        self->end -= done;
    }
    if (!self->end) self->writing = false;
    return result;
}

// Gives back what was read ahead.
Result<void> rewind_py(Thread& thread, Buffered* self) {
    if (size_t count = ahead(self)) {
        TRY(raw_seek_py(thread, self, Value::small(-static_cast<int64_t>(count)), SEEK_CUR));
    }
    if (!self->writing) forget(self);
    return {};
}

Result<void> ready_to_read_py(Thread& thread, Buffered* self) {
    if (!self->writing) return {};
    return buffered_flush_py(thread, self);
}

// Reads once into the empty buffer. -1: would block.
Result<int64_t> fill_py(Thread& thread, Buffered* self) {
    forget(self);
    int64_t count = TRY(raw_fill_py(thread, self, self->buffer.get(), 0, self->size));
    if (count > 0) self->end = static_cast<size_t>(count);
    return count;
}

std::string_view taken(Buffered* self, size_t count) {
    std::string_view data(self->buffer.get()->data() + self->position, count);
    self->position += count;
    return data;
}

// ---- everything that is left ----

Result<Value> read_all_py(Thread& thread, Buffered* self) {
    Bytes* first = TRY(make_bytes(thread, taken(self, ahead(self))));
    forget(self);
    Value readall = TRY(find_attribute_py(thread, self->raw.get(), "readall"));
    if (!readall.is_unbound()) {
        Value rest = TRY(call_py(thread, readall));
        auto* bytes = as_kind<Bytes>(thread, rest);
        if (!rest.is_none() && !bytes) return raise(thread, Exc::TypeError, "readall() should return bytes");
        if (rest.is_none()) return first->size() ? Value(first) : none();
        if (!first->size()) return rest;
        Bytes* all = TRY(make_bytes_buffer(thread, first->size() + bytes->size()));
        memcpy(all->data_, first->data(), first->size());
        memcpy(all->data_ + first->size(), bytes->data(), bytes->size());
        return Value(all);
    }
    Bytearray* all = TRY(make_bytearray(thread, first->view()));
    for (;;) {
        Value piece = TRY(call_method_py(thread, self->raw.get(), KRAIT_NAME(read)));
        auto* bytes = as_kind<Bytes>(thread, piece);
        if (!piece.is_none() && !bytes) return raise(thread, Exc::TypeError, "read() should return bytes");
        if (piece.is_none() || !bytes->size()) {
            if (piece.is_none() && !all->size()) return none();
            break;
        }
        TRY(bytearray_append(thread, all, bytes->view()));
    }
    return Value(TRY(make_bytes(thread, all->view())));
}

}  // namespace

Result<void> check_open_py(Thread& thread, Buffered* self, std::string_view as) {
    TRY(check_usable(thread, self));
    if (!TRY(raw_is_closed_py(thread, self))) return {};
    return raise(thread, Exc::ValueError, "{} closed file", as);
}

Result<Value> buffered_read_py(Thread& thread, Buffered* self, int64_t wanted) {
    TRY(ready_to_read_py(thread, self));
    if (wanted < 0) return read_all_py(thread, self);
    size_t size = static_cast<size_t>(wanted);
    if (size <= ahead(self)) return Value(TRY(make_bytes(thread, taken(self, size))));
    Bytearray* result = TRY(make_lent_buffer(thread, size));
    size_t done = ahead(self);
    memcpy(result->data(), taken(self, done).data(), done);
    bool blocked = false;
    while (done < size) {
        size_t missing = size - done;
        int64_t count;
        if (missing >= self->size) {
            forget(self);
            count = TRY(raw_fill_py(thread, self, result, done, missing - missing % self->size));
            if (count > 0) done += static_cast<size_t>(count);
        } else {
            count = TRY(fill_py(thread, self));
            if (count > 0) {
                size_t use = std::min(missing, static_cast<size_t>(count));
                memcpy(result->data() + done, taken(self, use).data(), use);
                done += use;
            }
        }
        if (count <= 0) {
            blocked = count < 0;
            break;
        }
    }
    if (blocked && !done) return none();
    return Value(TRY(make_bytes(thread, result->view().substr(0, done))));
}

Result<Value> buffered_read1_py(Thread& thread, Buffered* self, int64_t wanted) {
    TRY(ready_to_read_py(thread, self));
    if (wanted < 0) wanted = static_cast<int64_t>(self->size);
    if (wanted == 0) return Value(empty_bytes(thread));
    if (size_t have = ahead(self))
        return Value(TRY(make_bytes(thread, taken(self, std::min(have, static_cast<size_t>(wanted))))));
    forget(self);
    Bytearray* result = TRY(make_lent_buffer(thread, static_cast<size_t>(wanted)));
    int64_t count = TRY(raw_fill_py(thread, self, result, 0, result->size()));
    return Value(TRY(make_bytes(thread, result->view().substr(0, static_cast<size_t>(std::max<int64_t>(count, 0))))));
}

Result<int64_t> buffered_write_py(Thread& thread, Buffered* self, std::string_view data) {
    if (!self->writing) TRY(rewind_py(thread, self));
    auto total = static_cast<int64_t>(data.size());
    auto keep = [&](std::string_view part) {
        if (part.empty()) return;
        memcpy(self->buffer.get()->data() + self->end, part.data(), part.size());
        self->end += part.size();
        self->writing = true;
    };
    if (data.size() <= self->size - waiting(self)) {
        keep(data);
        return total;
    }
    bool blocked = false;
    TRY(drain_py(thread, self, &blocked));
    if (!blocked) {
        while (data.size() > self->size) {
            int64_t count = TRY(raw_write_py(thread, self, data.data(), data.size()));
            if (count < 0) {
                blocked = true;
                break;
            }
            data.remove_prefix(static_cast<size_t>(count));
            TRY(thread.poll());
        }
    }
    size_t room = self->size - waiting(self);
    size_t use = std::min(room, data.size());
    keep(data.substr(0, use));
    data.remove_prefix(use);
    if (!data.empty()) return raise_would_block(thread, total - static_cast<int64_t>(data.size()));
    return total;
}

Result<void> buffered_flush_py(Thread& thread, Buffered* self) {
    bool blocked = false;
    if (self->writing) {
        TRY(drain_py(thread, self, &blocked));
        if (blocked) return raise_would_block(thread, 0);
    }
    return {};
}

namespace {

// ---- construction ----

Result<void> initialize(Thread& thread, Value self, Value raw, Value size, bool readable, bool writable) {
    auto* buffered = self.to<Buffered>();
    StreamGuard guard(thread, buffered);
    TRY(guard.enter_alone());
    buffered->raw.set_immediate(Value::nothing());
    buffered->detached = false;
    if (readable && writable) TRY(call_named_py(thread, raw, "seekable"));
    if (readable && writable && !TRY(method_is_true_py(thread, raw, "seekable")))
        return raise_unsupported(thread, "File or stream is not seekable.");
    if (readable && !TRY(method_is_true_py(thread, raw, "readable")))
        return raise_unsupported(thread, "File or stream is not readable.");
    if (writable && !TRY(method_is_true_py(thread, raw, "writable")))
        return raise_unsupported(thread, "File or stream is not writable.");
    int64_t bytes = TRY(index_int64_py(thread, size));
    if (bytes <= 0) return raise(thread, Exc::ValueError, "buffer size must be strictly positive");
    Bytearray* buffer = TRY(make_lent_buffer(thread, static_cast<size_t>(bytes)));
    buffered->buffer.set(buffered, buffer);
    buffered->size = static_cast<size_t>(bytes);
    forget(buffered);
    buffered->readable = readable;
    buffered->writable = writable;
    buffered->raw_is_file = is_exactly(thread, raw, kFileIOSpec);
    buffered->raw.set(buffered, raw);
    return {};
}

Result<Value> construct_buffered(Thread& thread, Type* type, const CallArguments&) {
    return Value(allocate_instance(thread, type));
}

Result<void> initialize_reader(Thread& thread, Value self, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "BufferedReader(raw, buffer_size=131072)", arguments, bound));
    return initialize(thread, self, bound[0], bound[1], true, false);
}
Result<void> initialize_writer(Thread& thread, Value self, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "BufferedWriter(raw, buffer_size=131072)", arguments, bound));
    return initialize(thread, self, bound[0], bound[1], false, true);
}
Result<void> initialize_random(Thread& thread, Value self, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "BufferedRandom(raw, buffer_size=131072)", arguments, bound));
    return initialize(thread, self, bound[0], bound[1], true, true);
}

// ---- what all have ----

#define ENTER(AS)                           \
    StreamGuard guard(thread, self);        \
    TRY(check_usable(thread, self));        \
    TRY(guard.enter_alone());               \
    TRY(check_usable(thread, self));        \
    TRY(check_open_py(thread, self, AS))

METHOD(Buffered, close, "close(self, /)", nullptr) {
    TRY(check_usable(thread, self));
    Value raw = self->raw.get();
    if (TRY(raw_is_closed_py(thread, self))) return none();
    if (self->finalizing) TRY(dealloc_warn_py(thread, raw, Value(self)));
    Result<Value> flushed = call_method_py(thread, Value(self), KRAIT_NAME(flush));
    StreamGuard guard(thread, self);
    TRY(guard.enter_alone());
    Result<void> result;
    if (flushed.failed()) result = kFailure;
    TRY(close_after_py(thread, raw, result));
    return none();
}
METHOD(Buffered, detach, "detach(self, /)", nullptr) {
    TRY(check_usable(thread, self));
    TRY(call_method_py(thread, Value(self), KRAIT_NAME(flush)));
    StreamGuard guard(thread, self);
    TRY(guard.enter_alone());
    TRY(check_usable(thread, self));
    Value raw = self->raw.get();
    self->raw.set_immediate(Value::nothing());
    self->detached = true;
    return raw;
}
METHOD(Buffered, simple_flush, "flush(self, /)", nullptr) {
    TRY(check_usable(thread, self));
    return call_method_py(thread, self->raw.get(), KRAIT_NAME(flush));
}
METHOD(Buffered, flush, "flush(self, /)", nullptr) {
    ENTER("flush of");
    if (self->writing) TRY(buffered_flush_py(thread, self));
    else if (self->readable) TRY(rewind_py(thread, self));
    return none();
}
METHOD(Buffered, seekable, "seekable(self, /)", nullptr) {
    TRY(check_usable(thread, self));
    return call_named_py(thread, self->raw.get(), "seekable");
}
METHOD(Buffered, readable_, "readable(self, /)", nullptr) {
    TRY(check_usable(thread, self));
    return call_named_py(thread, self->raw.get(), "readable");
}
METHOD(Buffered, writable_, "writable(self, /)", nullptr) {
    TRY(check_usable(thread, self));
    return call_named_py(thread, self->raw.get(), "writable");
}
METHOD(Buffered, fileno, "fileno(self, /)", nullptr) {
    TRY(check_usable(thread, self));
    return call_method_py(thread, self->raw.get(), KRAIT_NAME(fileno));
}
METHOD(Buffered, isatty, "isatty(self, /)", nullptr) {
    TRY(check_usable(thread, self));
    return call_method_py(thread, self->raw.get(), KRAIT_NAME(isatty));
}
METHOD(Buffered, _dealloc_warn, "_dealloc_warn(self, source, /)", nullptr) {
    Value raw = self->raw.get();
    if (!raw.is_nothing()) TRY(dealloc_warn_py(thread, raw, args[0]));
    return none();
}
METHOD(Buffered, __getstate__, "__getstate__(self, /)", nullptr) {
    return raise(thread, Exc::TypeError, "cannot pickle '{}' instances", type_name(thread, Value(self)));
}
METHOD(Buffered, tell, "tell(self, /)", nullptr) {
    StreamGuard guard(thread, self);
    TRY(guard.enter_alone());
    TRY(check_usable(thread, self));
    int64_t position = TRY(raw_tell_py(thread, self));
    position += static_cast<int64_t>(waiting(self)) - static_cast<int64_t>(ahead(self));
    return make_int(thread, std::max<int64_t>(position, 0));
}
METHOD(Buffered, seek, "seek(self, target, whence=0, /)", nullptr) {
    int whence = TRY(int_argument_py(thread, args[1]));
    if (whence < 0 || whence > 4) return raise(thread, Exc::ValueError, "whence value {} unsupported", whence);
    StreamGuard guard(thread, self);
    TRY(check_open_py(thread, self, "seek of"));
    TRY(check_usable(thread, self));
    if (!TRY(method_is_true_py(thread, self->raw.get(), "seekable")))
        return raise_unsupported(thread, "File or stream is not seekable.");
    int64_t target = TRY(offset_argument_py(thread, args[0]));
    TRY(guard.enter_alone());
    TRY(check_usable(thread, self));
    // Within what was read ahead only the place in the buffer changes.
    if (whence <= 1 && self->readable && !self->writing && self->end) {
        int64_t now = TRY(raw_tell_py(thread, self))
        -static_cast<int64_t>(ahead(self));
        int64_t offset = whence == 0 ? target - now : target;
        if (offset >= -static_cast<int64_t>(self->position) && offset <= static_cast<int64_t>(ahead(self))) {
            self->position = static_cast<size_t>(static_cast<int64_t>(self->position) + offset);
            return make_int(thread, now + offset);
        }
    }
    if (self->writing) TRY(buffered_flush_py(thread, self));
    if (whence == 1) target -= static_cast<int64_t>(ahead(self));
    int64_t position = TRY(raw_seek_py(thread, self, make_int(thread, target), whence));
    forget(self);
    return make_int(thread, position);
}
METHOD(Buffered, truncate, "truncate(self, pos=None, /)", nullptr) {
    ENTER("truncate of");
    if (!self->writable) return raise_unsupported(thread, "truncate");
    if (self->writing) TRY(buffered_flush_py(thread, self));
    else TRY(rewind_py(thread, self));
    Value size = args[0];
    if (size.is_none()) size = make_int(thread, TRY(raw_tell_py(thread, self)));
    return call_named_py(thread, self->raw.get(), "truncate", {size});
}
GETTER(Buffered, closed, nullptr) {
    TRY(check_usable(thread, self.to<Buffered>()));
    return get_attribute_py(thread, self.to<Buffered>()->raw.get(), "closed");
}
GETTER(Buffered, name, nullptr) {
    TRY(check_usable(thread, self.to<Buffered>()));
    return get_attribute_py(thread, self.to<Buffered>()->raw.get(), KRAIT_NAME(name));
}
GETTER(Buffered, mode, nullptr) {
    TRY(check_usable(thread, self.to<Buffered>()));
    return get_attribute_py(thread, self.to<Buffered>()->raw.get(), "mode");
}
GETTER(Buffered, raw, nullptr) {
    Value raw = self.to<Buffered>()->raw.get();
    return raw.is_nothing() ? none() : raw;
}
Result<Value> get_finalizing(Thread&, Value self) { return Value::boolean(self.to<IOBase>()->finalizing); }
constexpr GetSetSpec kFinalizing = {"_finalizing", nullptr, get_finalizing};

// ---- reading ----

METHOD(Buffered, read, "read(self, size=-1, /)", nullptr) {
    int64_t size = TRY(size_argument_py(thread, args[0]));
    if (size < -1) return raise(thread, Exc::ValueError, "read length must be non-negative or -1");
    ENTER("read of");
    return buffered_read_py(thread, self, size);
}
METHOD(Buffered, read1, "read1(self, size=-1, /)", nullptr) {
    int64_t size = TRY(offset_argument_py(thread, args[0]));
    ENTER("read of");
    return buffered_read1_py(thread, self, size);
}
METHOD(Buffered, peek, "peek(self, size=0, /)", nullptr) {
    TRY(offset_argument_py(thread, args[0]));
    ENTER("peek of");
    TRY(ready_to_read_py(thread, self));
    if (!ahead(self)) TRY(fill_py(thread, self));
    return Value(TRY(make_bytes(thread, std::string_view(self->buffer.get()->data() + self->position, ahead(self)))));
}
enum class HowMuch { All, Once };
Result<Value> read_into(Thread& thread, Buffered* self, Value target, HowMuch how_much) {
    ByteView view(thread);
    TRY(open_writable_py(thread, view, target, how_much == HowMuch::All ? "readinto" : "readinto1"));
    ENTER("readinto of");
    TRY(ready_to_read_py(thread, self));
    size_t done = std::min(ahead(self), view.size());
    write_memory(thread, view.view(), 0, taken(self, done));
    while (done < view.size()) {
        size_t missing = view.size() - done;
        int64_t count;
        // One raw read at most, and none if what was read ahead does and the rest would only fill the buffer.
        if (how_much == HowMuch::Once && done && missing <= self->size) break;
        if (missing >= self->size && self->raw_is_file) {
            forget(self);
            count = TRY(file_read_py(thread, self->raw.get().to<FileIO>(), view.data() + done, missing));
            if (count > 0) done += static_cast<size_t>(count);
        } else {
            count = TRY(fill_py(thread, self));
            size_t use = std::min(missing, ahead(self));
            write_memory(thread, view.view(), done, taken(self, use));
            done += use;
        }
        if (count <= 0) {
            if (count < 0 && !done) return none();
            break;
        }
        if (how_much == HowMuch::Once) break;
    }
    return Value::small(static_cast<int64_t>(done));
}
METHOD(Buffered, readinto, "readinto(self, buffer, /)", nullptr) {
    return read_into(thread, self, args[0], HowMuch::All);
}
METHOD(Buffered, readinto1, "readinto1(self, buffer, /)", nullptr) {
    return read_into(thread, self, args[0], HowMuch::Once);
}

Result<Value> read_line_py(Thread& thread, Buffered* self, int64_t limit) {
    ENTER("readline of");
    TRY(ready_to_read_py(thread, self));
    Bytearray* line = nullptr;  // what is before the buffer's part of the line
    size_t most = limit < 0 ? SIZE_MAX : static_cast<size_t>(limit);
    for (;;) {
        size_t use = std::min(ahead(self), most);
        const char* from = self->buffer.get()->data() + self->position;
        auto* found = static_cast<const char*>(use ? memchr(from, '\n', use) : nullptr);
        if (found) use = static_cast<size_t>(found - from) + 1;
        most -= use;
        if (found || most == 0) {
            if (!line) return Value(TRY(make_bytes(thread, taken(self, use))));
            TRY(bytearray_append(thread, line, taken(self, use)));
            break;
        }
        if (!line) line = TRY(make_bytearray(thread, taken(self, use)));
        else TRY(bytearray_append(thread, line, taken(self, use)));
        if (TRY(fill_py(thread, self)) <= 0) break;
    }
    return Value(TRY(make_bytes(thread, line->view())));
}
METHOD(Buffered, readline, "readline(self, size=-1, /)", nullptr) {
    int64_t limit = TRY(size_argument_py(thread, args[0]));
    return read_line_py(thread, self, limit);
}
Result<Value> next_buffered(Thread& thread, Value self) {
    Value line;
    if (is_native_buffered(thread, self)) {
        line = TRY(read_line_py(thread, self.to<Buffered>(), -1));
    } else {
        line = TRY(call_method_py(thread, self, KRAIT_NAME(readline)));
        if (!as_kind<Bytes>(thread, line))
            return raise(thread, Exc::OSError, "readline() should have returned a bytes object, not '{}'",
                         type_name(thread, line));
    }
    return as_kind<Bytes>(thread, line)->size() ? line : Value::unbound();
}

// ---- writing ----

METHOD(Buffered, write, "write(self, buffer, /)", nullptr) {
    InputBytes view(thread);
    TRY(view.open_py(args[0]));
    ENTER("write to");
    return make_int(thread, TRY(buffered_write_py(thread, self, view.bytes())));
}

Result<Value> buffered_repr(Thread& thread, Value self) { return stream_repr_py(thread, self); }

void trace_buffered(Cell* cell, Tracer& tracer) {
    auto* self = static_cast<Buffered*>(cell);
    tracer.visit(self->raw);
    tracer.visit(self->buffer);
}

}  // namespace

#define COMMON_METHODS                                                                                                        \
    &Buffered_close, &Buffered_detach, &Buffered_seekable, &Buffered_fileno, &Buffered_isatty, &Buffered__dealloc_warn,      \
        &Buffered___getstate__, &Buffered_tell, &Buffered_seek, &Buffered_truncate
#define READ_METHODS \
    &Buffered_read, &Buffered_read1, &Buffered_peek, &Buffered_readinto, &Buffered_readinto1, &Buffered_readline
#define COMMON_PROPERTIES &Buffered_get_closed, &Buffered_get_name, &Buffered_get_mode, &Buffered_get_raw, &kFinalizing

const TypeSpec kBufferedReaderSpec = {
    .name = "_io.BufferedReader",
    .doc = "Create a new buffered reader using the given readable raw IO object.",
    .size = sizeof(Buffered),
    .flags = type_flag::kSubclassable,
    .slots = {.repr = buffered_repr,
              .next = next_buffered,
              .construct = construct_buffered,
              .initialize = initialize_reader},
    .methods = {COMMON_METHODS, READ_METHODS, &Buffered_simple_flush, &Buffered_readable_},
    .properties = {COMMON_PROPERTIES},
    .trace = trace_buffered,
    .signature = "BufferedReader(raw, buffer_size=131072)",
    .base_spec = &kBufferedIOBaseSpec,
};
const TypeSpec kBufferedWriterSpec = {
    .name = "_io.BufferedWriter",
    .doc = "A buffer for a writeable sequential RawIO object.",
    .size = sizeof(Buffered),
    .flags = type_flag::kSubclassable,
    .slots = {.repr = buffered_repr, .construct = construct_buffered, .initialize = initialize_writer},
    .methods = {COMMON_METHODS, &Buffered_write, &Buffered_flush, &Buffered_writable_},
    .properties = {COMMON_PROPERTIES},
    .trace = trace_buffered,
    .signature = "BufferedWriter(raw, buffer_size=131072)",
    .base_spec = &kBufferedIOBaseSpec,
};
const TypeSpec kBufferedRandomSpec = {
    .name = "_io.BufferedRandom",
    .doc = "A buffered interface to random access streams.",
    .size = sizeof(Buffered),
    .flags = type_flag::kSubclassable,
    .slots = {.repr = buffered_repr,
              .next = next_buffered,
              .construct = construct_buffered,
              .initialize = initialize_random},
    .methods = {COMMON_METHODS, READ_METHODS, &Buffered_write, &Buffered_flush, &Buffered_readable_,
                &Buffered_writable_},
    .properties = {COMMON_PROPERTIES},
    .trace = trace_buffered,
    .signature = "BufferedRandom(raw, buffer_size=131072)",
    .base_spec = &kBufferedIOBaseSpec,
};

// ---- BufferedRWPair ----

namespace {

struct Pair : IOBase {
    Field<Value> reader, writer;  // nothing: not initialized
};

Result<void> initialize_pair(Thread& thread, Value self, const CallArguments& arguments) {
    Value bound[3];
    TRY(bind_arguments(thread, "BufferedRWPair(reader, writer, buffer_size=131072, /)", arguments, bound));
    if (!TRY(method_is_true_py(thread, bound[0], "readable")))
        return raise_unsupported(thread, "File or stream is not readable.");
    if (!TRY(method_is_true_py(thread, bound[1], "writable")))
        return raise_unsupported(thread, "File or stream is not writable.");
    Value reader = TRY(call_py(thread, Value(native_type(thread, kBufferedReaderSpec)), bound[0], bound[2]));
    Value writer = TRY(call_py(thread, Value(native_type(thread, kBufferedWriterSpec)), bound[1], bound[2]));
    self.to<Pair>()->reader.set(self.cell(), reader);
    self.to<Pair>()->writer.set(self.cell(), writer);
    return {};
}
Result<Value> part(Thread& thread, Field<Value>& field) {
    Value value = field.get();
    if (value.is_nothing()) return raise(thread, Exc::ValueError, "I/O operation on uninitialized object");
    return value;
}
#define FORWARD(FIELD, NAME, SIGNATURE)                                                                              \
    RAW_METHOD(Pair, NAME, SIGNATURE, nullptr) {                                                                     \
        Value target = TRY(part(thread, self.to<Pair>()->FIELD));                                                    \
        return call_py(thread, TRY(get_attribute_py(thread, target, #NAME)), arguments);                             \
    }
FORWARD(reader, read, "read(self, size=-1, /)")
FORWARD(reader, peek, "peek(self, size=0, /)")
FORWARD(reader, read1, "read1(self, size=-1, /)")
FORWARD(reader, readinto, "readinto(self, buffer, /)")
FORWARD(reader, readinto1, "readinto1(self, buffer, /)")
FORWARD(reader, readable, "readable(self, /)")
FORWARD(writer, write, "write(self, buffer, /)")
FORWARD(writer, flush, "flush(self, /)")
FORWARD(writer, writable, "writable(self, /)")

METHOD(Pair, close, "close(self, /)", nullptr) {
    Result<Value> first = call_method_py(thread, TRY(part(thread, self->writer)), KRAIT_NAME(close));
    Result<void> result;
    if (first.failed()) result = kFailure;
    TRY(close_after_py(thread, TRY(part(thread, self->reader)), result));
    return none();
}
METHOD(Pair, isatty, "isatty(self, /)", nullptr) {
    Value writer = TRY(call_method_py(thread, TRY(part(thread, self->writer)), KRAIT_NAME(isatty)));
    if (!writer.is_false()) return writer;
    return call_method_py(thread, TRY(part(thread, self->reader)), KRAIT_NAME(isatty));
}
GETTER(Pair, closed, nullptr) { return get_attribute_py(thread, TRY(part(thread, self.to<Pair>()->writer)), "closed"); }
void trace_pair(Cell* cell, Tracer& tracer) {
    tracer.visit(static_cast<Pair*>(cell)->reader);
    tracer.visit(static_cast<Pair*>(cell)->writer);
}

}  // namespace

const TypeSpec kBufferedRWPairSpec = {
    .name = "_io.BufferedRWPair",
    .doc = "A buffered reader and writer object together.",
    .size = sizeof(Pair),
    .flags = type_flag::kSubclassable,
    .slots = {.construct = construct_buffered, .initialize = initialize_pair},
    .methods = {&Pair_read, &Pair_peek, &Pair_read1, &Pair_readinto, &Pair_readinto1, &Pair_readable, &Pair_write,
                &Pair_flush, &Pair_writable, &Pair_close, &Pair_isatty},
    .properties = {&Pair_get_closed},
    .trace = trace_pair,
    .signature = "BufferedRWPair(reader, writer, buffer_size=131072, /)",
    .base_spec = &kBufferedIOBaseSpec,
};

}  // namespace krait::core

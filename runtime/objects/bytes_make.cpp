// Making bytes and bytearrays from C++.
#include <cstring>

#include "runtime/bulk.h"
#include "runtime/heap/heap.h"
#include "runtime/interpreter.h"
#include "runtime/objects/bytes_parts.h"
#include "runtime/threads/byte_lock.h"
#include "runtime/threads/events.h"
#include "runtime/threads/registry.h"

namespace krait::core {

namespace {
constexpr size_t kLongest = static_cast<size_t>(INT64_MAX) / 4;
}

Result<Bytes*> make_bytes_buffer(Thread& thread, size_t size) {
    if (size > kLongest) return raise_memory_error(thread);
    Bytes* bytes = TRY(allocate_sized<Bytes>(thread, shape_of(BuiltinType::Bytes), size + 1));
    bytes->size_ = size;
    return bytes;
}

Result<Bytes*> make_bytes(Thread& thread, std::string_view data) {
    if (data.empty()) return empty_bytes(thread);
    Bytes* bytes = TRY(make_bytes_buffer(thread, data.size()));
    if (!copy_in_slices(thread, bytes->data_, data.data(), data.size())) return raise_stopped(thread);
    return bytes;
}
Result<Bytes*> make_bytes(Thread& thread, std::span<const std::byte> data) {
    return make_bytes(thread, std::string_view(reinterpret_cast<const char*>(data.data()), data.size()));
}

Bytes* empty_bytes(Thread& thread) {
    Field<Object*>& shared = thread.interpreter->empty_bytes;
    if (Object* known = shared.get()) [[likely]]
        return static_cast<Bytes*>(known);
    auto* bytes = allocate<Bytes>(thread, shape_of(BuiltinType::Bytes), 1);
    Object* expected = nullptr;
    // Roots need no barrier; of two threads one wins.
    if (!shared.compare_exchange(bytes, expected, bytes)) return static_cast<Bytes*>(expected);
    return bytes;
}

static Result<ByteBuffer*> make_byte_buffer(Thread& thread, size_t capacity) {
    if (capacity > kLongest) return raise_memory_error(thread);
    ByteBuffer* buffer = TRY(allocate_sized<ByteBuffer>(thread, internal_shape::kInternal, capacity));
    buffer->capacity = capacity;
    return buffer;
}

Result<Bytearray*> make_bytearray_sized(Thread& thread, size_t size) {
    ByteBuffer* buffer = size ? TRY(make_byte_buffer(thread, size + 1)) : nullptr;
    auto* array = allocate<Bytearray>(thread, shape_of(BuiltinType::Bytearray));
    array->size_ = size;
    array->buffer_.init(buffer);
    return array;
}

Result<Bytearray*> make_bytearray(Thread& thread, std::string_view data) {
    Bytearray* array = TRY(make_bytearray_sized(thread, data.size()));
    if (!copy_in_slices(thread, array->data(), data.data(), data.size())) return raise_stopped(thread);
    return array;
}

static Result<void> refuse_exports(Thread& thread, Bytearray* array) {
    // Views that nobody holds any more go with a collection.
    thread.heap().collect(thread, Collection::Full);
    if (array->exports_.load(std::memory_order_acquire) == 0) return {};
    return raise(thread, Exc::BufferError, "Existing exports of data: object cannot be re-sized");
}

bool memory_is_shared(Thread& thread) { return thread.interpreter->threads->gil_was_off(); }

Cell* memory_owner(Thread& thread, const BufferView& view) {
    Value owner = view.object.get();
    while (auto* between = owner.as_if<Memoryview>()) {
        Value next = between->view.object.get();
        if (!next.is_cell()) break;
        owner = next;
    }
    return owner.is_cell() ? owner.cell() : thread.interpreter->empty_tuple.get_relaxed();
}

Result<std::string_view> copy_memory(Thread& thread, const BufferView& view) {
    if (view.length == 0) return std::string_view();
    ByteBuffer* copy = TRY(make_byte_buffer(thread, static_cast<size_t>(view.length)));
    bool whole;
    {
        ByteLockGuard guard(thread, memory_owner(thread, view));
        whole = copy_in_slices(thread, copy->bytes, view.data, static_cast<size_t>(view.length));
    }
    if (!whole) return raise_stopped(thread);
    return std::string_view(copy->bytes, static_cast<size_t>(view.length));
}

Result<std::string_view> memory_part(Thread& thread, const BufferView& view, size_t start, size_t size) {
    const char* from = static_cast<const char*>(view.data) + start;
    if (size == 0 || view.read_only || !memory_is_shared(thread)) return std::string_view(from, size);
    ByteBuffer* copy = TRY(make_byte_buffer(thread, size));
    ByteLockGuard guard(thread, memory_owner(thread, view));
    memcpy(copy->bytes, from, size);
    return std::string_view(copy->bytes, size);
}

void write_memory(Thread& thread, const BufferView& view, size_t start, std::string_view bytes) {
    if (bytes.empty()) return;
    ByteLockGuard guard(thread, memory_owner(thread, view));
    memmove(static_cast<char*>(view.data) + start, bytes.data(), bytes.size());
}

Result<std::string_view> bytearray_bytes(Thread& thread, Bytearray* array) {
    if (!memory_is_shared(thread)) return array->view();
    for (;;) {
        size_t size = array->size();
        if (size == 0) return std::string_view();
        ByteBuffer* copy = TRY(make_byte_buffer(thread, size));
        ByteLockGuard guard(thread, array);
        if (array->size_ > size) continue;
        if (array->size_) memcpy(copy->bytes, array->data(), array->size_);
        return std::string_view(copy->bytes, array->size_);
    }
}

// Bytes that come from nowhere are zeros.
static bool put_bytes(Thread& thread, char* to, std::string_view bytes) {
    if (bytes.empty()) return true;
    return bytes.data() ? copy_in_slices(thread, to, bytes.data(), bytes.size())
                        : fill_in_slices(thread, to, 0, bytes.size());
}

Result<void> bytearray_splice(Thread& thread, Bytearray* array, size_t start, size_t removed, std::string_view with) {
    for (;;) {
        size_t size = array->size();
        ByteBuffer* buffer = array->buffer_.get();
        size_t begin = __atomic_load_n(&array->start_, __ATOMIC_ACQUIRE);
        size_t from = start < size ? start : size;
        size_t gone = removed < size - from ? removed : size - from;
        size_t tail = size - from - gone, new_size = from + with.size() + tail;
        if (new_size != size && array->exports_.load(std::memory_order_acquire) > 0) TRY(refuse_exports(thread, array));
        bool front = from == 0 && with.size() <= gone && buffer;  // cut at the front: nothing moves
        bool fits = buffer && begin + new_size + 1 <= buffer->capacity &&
                    (new_size * 4 >= buffer->capacity || buffer->capacity < 64);
        ByteBuffer* fresh = nullptr;
        if (new_size != size && !fits && !(front && new_size * 2 >= buffer->capacity)) {
            front = false;
            size_t room = new_size > size && size ? new_size + (new_size >> 3) + 8 : new_size + 1;
            fresh = TRY(make_byte_buffer(thread, room));
        }
        ByteLockGuard guard(thread, array);
        if (array->size_ != size || array->buffer_.get() != buffer || array->start_ != begin) continue;
        if (new_size != size && array->exports_.load(std::memory_order_acquire) > 0) continue;
        char* old = buffer ? buffer->bytes + begin : nullptr;
        if (fresh) {
            // Bytes that come from nowhere are in the fresh memory already.
            if (!copy_in_slices(thread, fresh->bytes, old, from) ||
                (with.data() && !put_bytes(thread, fresh->bytes + from, with)) ||
                !copy_in_slices(thread, fresh->bytes + from + with.size(), tail ? old + from + gone : nullptr, tail))
                break;
            if (new_size < size) __atomic_store_n(&array->size_, new_size, __ATOMIC_RELEASE);
            __atomic_store_n(&array->start_, size_t{0}, __ATOMIC_RELEASE);
            array->buffer_.set(array, fresh);
        } else if (front) {
            size_t cut = gone - with.size();
            if (!with.empty()) memmove(old + cut, with.data(), with.size());
            __atomic_store_n(&array->size_, new_size, __ATOMIC_RELEASE);
            __atomic_store_n(&array->start_, begin + cut, __ATOMIC_RELEASE);
        } else {
            if (tail && with.size() != gone) memmove(old + from + with.size(), old + from + gone, tail);
            // At the end nothing is overwritten that is in use: only there it may stop.
            if (!tail && !gone) {
                if (!put_bytes(thread, old + from, with)) break;
            } else if (with.data()) {
                memcpy(old + from, with.data(), with.size());
            } else {
                memset(old + from, 0, with.size());
            }
        }
        __atomic_store_n(&array->size_, new_size, __ATOMIC_RELEASE);
        return {};
    }
    return raise_stopped(thread);
}

Result<void> bytearray_resize(Thread& thread, Bytearray* array, size_t size) {
    size_t now = array->size();
    if (size <= now) return bytearray_splice(thread, array, size, now - size, {});
    if (size > kLongest) return raise_memory_error(thread);
    return bytearray_splice(thread, array, now, 0, std::string_view(nullptr, size - now));
}

Result<void> bytearray_append(Thread& thread, Bytearray* array, std::string_view data) {
    // The array's own bytes lie in a cell that `data` keeps alive, but growing in place would write over nothing of them.
    // Where the end is, is found out under the array's lock: beside another thread a size read here may be an old one.
    return data.empty() ? Result<void>() : bytearray_splice(thread, array, SIZE_MAX, 0, data);
}

}  // namespace krait::core

// Making bytes and bytearrays from C++.
#include <cstring>

#include "runtime/interpreter.h"
#include "runtime/objects/bytes.h"
#include "runtime/threads/byte_lock.h"
#include "runtime/threads/events.h"

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
    memcpy(bytes->data_, data.data(), data.size());
    return bytes;
}
Result<Bytes*> make_bytes(Thread& thread, std::span<const std::byte> data) {
    return make_bytes(thread, std::string_view(reinterpret_cast<const char*>(data.data()), data.size()));
}

Bytes* empty_bytes(Thread& thread) {
    Field<Object*>& shared = thread.interpreter->empty_bytes;
    if (Object* known = shared.get()) [[likely]] return static_cast<Bytes*>(known);
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
    if (!data.empty()) memcpy(array->data(), data.data(), data.size());
    return array;
}

Result<void> bytearray_resize(Thread& thread, Bytearray* array, size_t size) {
    for (;;) {
        size_t old_size = array->size();
        ByteBuffer* old = array->buffer_.get();
        size_t start = __atomic_load_n(&array->start_, __ATOMIC_ACQUIRE);
        bool fits = old && start + size + 1 <= old->capacity && (size * 4 >= old->capacity || old->capacity < 64);
        ByteBuffer* fresh = nullptr;
        if (size != old_size && !fits && size) {
            // Growing a little means growing again: an eighth on top.
            size_t room = size > old_size && old_size ? size + (size >> 3) + 8 : size + 1;
            fresh = TRY(make_byte_buffer(thread, room));
        }
        ByteLockGuard guard(thread, array);
        if (array->size_ != old_size || array->buffer_.get() != old || array->start_ != start) continue;
        if (size == old_size) return {};
        if (array->exports_.load(std::memory_order_relaxed) > 0) break;
        if (fits) {
            if (size > old_size) memset(old->bytes + start + old_size, 0, size - old_size);
            __atomic_store_n(&array->size_, size, __ATOMIC_RELEASE);
            return {};
        }
        size_t kept = size < old_size ? size : old_size;
        if (fresh && kept) memcpy(fresh->bytes, old->bytes + start, kept);
        // A reader without a lock may pair the new buffer with the old size: shrink the size first, grow it last.
        if (size < old_size) __atomic_store_n(&array->size_, size, __ATOMIC_RELEASE);
        __atomic_store_n(&array->start_, size_t{0}, __ATOMIC_RELEASE);
        array->buffer_.set(array, fresh);
        __atomic_store_n(&array->size_, size, __ATOMIC_RELEASE);
        return {};
    }
    return raise(thread, Exc::BufferError, "Existing exports of data: object cannot be re-sized");
}

Result<void> bytearray_append(Thread& thread, Bytearray* array, std::string_view data) {
    if (data.empty()) return {};
    // `data` may be the array's own: its buffer stays alive, and growing copies it.
    size_t old_size = array->size();
    TRY(bytearray_resize(thread, array, old_size + data.size()));
    memmove(array->data() + old_size, data.data(), data.size());
    return {};
}

}  // namespace krait::core

// bytes, bytearray, memoryview: layouts, and what C++ code does with them.
//
//  1. bytes hold their data inline and end with a zero byte that does not count. They never change.
//  2. A bytearray's data lies in a buffer cell of its own (Layout::Bytes_), so that a reader without a lock keeps what it reads
//     alive. The data begins `start` bytes into the cell: deleting at the front is cheap.
//  3. A bytearray with exports (a memoryview, a C++ BufferView) does not change its size: BufferError.
//  4. A memoryview holds the exporter; released ones raise ValueError. Its data address points into a heap cell or into memory
//     that the exporter's get_buffer promised until release_buffer. One that dies unreleased gives back its export when it is
//     collected, so a bytearray that is about to refuse collects first.
#pragma once

#include <atomic>
#include <cstddef>
#include <span>
#include <string_view>

#include "runtime/buffer.h"
#include "runtime/native.h"

namespace krait::core {

class Bytes : public Object {
public:
    size_t size() const { return size_; }
    const char* data() const { return data_; }
    std::string_view view() const { return {data_, size_}; }
    size_t size_;
    uint64_t hash_;  // 0: not computed
    char data_[0];
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Bytes, Bytes);

// The raw bytes behind a bytearray.
struct ByteBuffer : Cell {
    uint64_t capacity;
    char bytes[0];
};
KRAIT_LAYOUT(ByteBuffer, Bytes_);

class Bytearray : public Object {
public:
    size_t size() const { return __atomic_load_n(&size_, __ATOMIC_ACQUIRE); }
    // Of the moment: under the object's lock, or while exported, or with the GIL on and no safepoint in between.
    char* data() const {
        ByteBuffer* buffer = buffer_.get();
        return buffer ? buffer->bytes + start_ : nullptr;
    }
    // Never longer than the buffer that was read, whatever other threads do.
    std::string_view view() const {
        ByteBuffer* buffer = buffer_.get();
        if (!buffer) return {};
        size_t start = __atomic_load_n(&start_, __ATOMIC_ACQUIRE), size = this->size();
        if (start > buffer->capacity) return {};
        return {buffer->bytes + start, size < buffer->capacity - start ? size : buffer->capacity - start};
    }
    size_t size_;
    size_t start_;
    Field<ByteBuffer*> buffer_;  // null: empty and never grown
    std::atomic<int64_t> exports_;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Bytearray, Bytearray);

// What the memoryviews of one export share. Given back when the last of them is released, or dies.
struct ManagedBuffer : Cell {
    TraceFunction trace;
    BufferView view;
    std::atomic<int64_t> users;  // memoryviews that are not released
};
KRAIT_LAYOUT(ManagedBuffer, NativeCell);

class Memoryview : public Object {
public:
    static constexpr int kMaxDimensions = 64;
    BufferView view;                // view.object: the exporter
    Field<ManagedBuffer*> managed;  // null: released
    std::atomic<int64_t> exports_;  // buffers lent out by this one
    int64_t hash_;
    bool hashed_;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Memoryview, Memoryview);
// A view of what `get_buffer` lends of `object`: __buffer__(flags) of a native type.
Result<Memoryview*> make_memoryview_of_py(Thread& thread, Value object,
                                          Result<void> (*get_buffer)(Thread&, Value, BufferView&), int64_t flags);
// A view of memory that somebody else gives back.
Memoryview* make_memoryview_lent(Thread& thread, const BufferView& view, Value object);
Result<void> release_memoryview(Thread& thread, Memoryview* view);  // BufferError while it is exported itself

// ---- bytes ----
Result<Bytes*> make_bytes(Thread& thread, std::string_view data);
Result<Bytes*> make_bytes(Thread& thread, std::span<const std::byte> data);
Result<Bytes*> make_bytes_buffer(Thread& thread, size_t size);  // zeroed room to write into; not shared until returned
Bytes* empty_bytes(Thread& thread);
Result<Value> bytes_from_py(Thread& thread, Value source);  // bytes(source)
inline std::string_view bytes_data(const Bytes* bytes) { return bytes->view(); }
Result<Str*> bytes_repr(Thread& thread, std::string_view data);  // b'...'
enum class BytesKind : uint8_t { Bytes, Bytearray };
Result<Value> bytes_mod_py(Thread& thread, std::string_view format, Value arguments, BytesKind result);

// ---- bytearray ----
Result<Bytearray*> make_bytearray(Thread& thread, std::string_view data);
Result<Bytearray*> make_bytearray_sized(Thread& thread, size_t size);  // zeroed
// BufferError while there are exports. New bytes are zero.
Result<void> bytearray_resize(Thread& thread, Bytearray* array, size_t size);
// array[start:start + removed] = with; `with` may not lie in the array itself.
Result<void> bytearray_splice(Thread& thread, Bytearray* array, size_t start, size_t removed, std::string_view with);
Result<void> bytearray_append(Thread& thread, Bytearray* array, std::string_view data);

// iter(bytes), iter(bytearray).
class BytesIterator : public Object {
public:
    Field<Value> source;  // None when exhausted
    uint64_t index;
    static const TypeSpec spec;
    static const TypeSpec bytearray_spec;
    static const TypeSpec memoryview_spec;
};
KRAIT_LAYOUT(BytesIterator, NativeInstance);

// ---- memoryview ----
Result<Memoryview*> make_memoryview_py(Thread& thread, Value object);

}  // namespace krait::core

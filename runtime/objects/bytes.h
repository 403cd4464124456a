// bytes, bytearray, memoryview: layouts, and what C++ code does with them.
//
//  1. bytes hold their data inline and end with a zero byte that does not count. They never change.
//  2. A bytearray's data lies in a buffer cell of its own (Layout::Bytes_), so that a reader without a lock keeps what it reads
//     alive. The data begins `start` bytes into the cell: deleting at the front is cheap.
//  3. A bytearray with exports (a memoryview, a C++ BufferView) does not change its size: BufferError.
//  4. A memoryview holds the exporter; released() ones raise ValueError. Its data address points into a heap cell or into memory
//     that the exporter's get_buffer promised until release_buffer.
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
    std::string_view view() const { return {data(), size()}; }
    size_t size_;
    size_t start_;
    Field<ByteBuffer*> buffer_;  // null: empty and never grown
    std::atomic<int64_t> exports_;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Bytearray, Bytearray);

class Memoryview : public Object {
public:
    static constexpr int kMaxDimensions = 64;
    bool released() const { return released_; }
    BufferView view;       // a root of it lies in `owner`
    Field<Value> owner;    // what was exported
    Field<Value> managed;  // the memoryview that acquired the buffer (itself for the first); None when released
    std::atomic<int64_t> exports_;  // buffers and memoryviews over this one
    bool released_;
    int64_t hash_;
    bool hashed_;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Memoryview, Memoryview);

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
Result<void> bytearray_resize(Thread& thread, Bytearray* array, size_t size);
Result<void> bytearray_append(Thread& thread, Bytearray* array, std::string_view data);

// ---- memoryview ----
Result<Memoryview*> make_memoryview_py(Thread& thread, Value object);

}  // namespace krait::core

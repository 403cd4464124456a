// The buffer protocol: raw memory that an object lends out (bytes, bytearray, memoryview, array, mmap, ...).
//
//  1. get_buffer_py fills a view; release_buffer gives it back. In between the memory stays where it is (a bytearray refuses to
//     change its size). ByteView below does both by scope, and belongs on the stack alone.
//  2. The exporter is kept alive by `object`, which is why a BufferView may lie on a native stack or in a traced cell only.
//  3. Most views are flat bytes: format "B", one dimension, contiguous. `shape` and `strides` point into the exporter's memory or
//     into this struct (for one dimension).
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "runtime/errors.h"
#include "runtime/object.h"
#include "runtime/threads/thread.h"

namespace krait::core {

namespace buffer_flag {
inline constexpr uint32_t kSimple = 0;
inline constexpr uint32_t kWritable = 1;
inline constexpr uint32_t kContiguous = 2;  // else BufferError
inline constexpr uint32_t kFull = 4;        // with shape, strides and format: what __buffer__() is told
inline constexpr uint32_t kOfNative = 8;  // of a view: bytearray.__buffer__() made it, and no class is told of its end
}  // namespace buffer_flag

struct BufferView {
    Field<Value> object;   // the exporter; nothing: no view
    void* data = nullptr;  // of the first item
    int64_t length = 0;    // in bytes: the product of the shape times item_size
    int64_t item_size = 1;
    const char* format = "B";  // struct syntax; static, or in a cell that `object` or the Memoryview keeps alive
    Field<Cell*> layout;  // holds shape, strides and format when they are neither static nor in this struct; or null
    const int64_t* shape = nullptr;
    const int64_t* strides = nullptr;
    int64_t one_shape = 0, one_stride = 1;
    int32_t dimensions = 1;
    bool read_only = true;
    uint32_t requested = 0;                   // buffer_flag's, while the exporter fills the view
    std::atomic<int64_t>* exports = nullptr;  // the exporter's count of views, if it keeps one: release lowers it

    std::string_view bytes() const { return {static_cast<const char*>(data), static_cast<size_t>(length)}; }
    const int64_t* shape_or_own() const { return shape ? shape : &one_shape; }
    const int64_t* strides_or_own() const { return strides ? strides : &one_stride; }
    bool is_contiguous() const;  // in C order
    bool is_fortran_contiguous() const;
    // What an exporter of flat bytes fills in.
    void set_bytes(Value exporter, void* bytes, size_t size, bool is_read_only);
    // Shape and strides of another view of the same memory.
    void copy_layout(const BufferView& other);
};

// TypeError "a bytes-like object is required, not 'X'"; BufferError when a writable or contiguous one cannot be had.
Result<void> get_buffer_py(Thread& thread, Value object, BufferView& view, uint32_t flags = buffer_flag::kSimple);
void release_buffer(Thread& thread, BufferView& view);
bool has_buffer(Thread& thread, Value object);

// A contiguous buffer for the length of a scope. On the native stack only.
class ByteView {
public:
    explicit ByteView(Thread& thread) : thread_(thread) {}
    ~ByteView() { release(); }
    ByteView(const ByteView&) = delete;
    ByteView& operator=(const ByteView&) = delete;
    Result<void> open_py(Value object, uint32_t flags = buffer_flag::kSimple) {
        return get_buffer_py(thread_, object, view_, flags | buffer_flag::kContiguous);
    }
    bool is_open() const { return !view_.object.get_relaxed().is_nothing(); }
    void release() {
        if (is_open()) release_buffer(thread_, view_);
    }
    std::string_view bytes() const { return view_.bytes(); }
    char* data() const { return static_cast<char*>(view_.data); }
    size_t size() const { return static_cast<size_t>(view_.length); }
    BufferView& view() { return view_; }

private:
    Thread& thread_;
    BufferView view_;
};

}  // namespace krait::core

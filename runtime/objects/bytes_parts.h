// What bytes and bytearray share: their methods are written once, for "a run of bytes" (bytes_methods.cpp).
#pragma once

#include "runtime/heap/roots.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/text.h"
#include "runtime/operations.h"

namespace krait::core {

// Bytes that other threads may be writing. Writers hold the byte lock of the object whose memory it is; readers copy under it.
// With the GIL, and where it never was off, nothing is copied.
bool memory_is_shared(Thread& thread);
Cell* memory_owner(Thread& thread, const BufferView& view);  // through memoryviews; not null
Result<std::string_view> copy_memory(Thread& thread,
                                     const BufferView& view);  // contiguous; in a cell that the view keeps alive
Result<std::string_view> bytearray_bytes(Thread& thread, Bytearray* array);  // the bytes of the moment
// `size` bytes from `start` on, copied only where others may be writing.
Result<std::string_view> memory_part(Thread& thread, const BufferView& view, size_t start, size_t size);
// Puts `bytes`, which nobody else writes to, at `start`.
void write_memory(Thread& thread, const BufferView& view, size_t start, std::string_view bytes);

// A run of bytes for the length of a call: of a bytes object as it is, of others as an exported buffer, or copied.
class BytesArgument {
public:
    explicit BytesArgument(Thread& thread) : thread_(thread), view_(thread) {}
    Result<void> open_py(Value value, uint32_t flags = buffer_flag::kSimple) {
        if (auto* bytes = as_kind<Bytes>(thread_, value)) {
            bytes_ = bytes->view();
            return {};
        }
        TRY(view_.open_py(value, flags));
        bytes_ = view_.bytes();
        if (!view_.view().read_only && memory_is_shared(thread_)) bytes_ = TRY(copy_memory(thread_, view_.view()));
        return {};
    }
    std::string_view operator*() const { return bytes_; }
    const std::string_view* operator->() const { return &bytes_; }
    std::string_view bytes() const { return bytes_; }
    const char* data() const { return bytes_.data(); }
    size_t size() const { return bytes_.size(); }
    void release() {  // no export any more; the bytes of a bytes object, or copied ones, stay
        view_.release();
    }
    TextView text() const { return TextView(bytes_); }

private:
    Thread& thread_;
    ByteView view_;
    std::string_view bytes_;
};

// 0..255; `what` names the value in ValueError "byte must be in range(0, 256)".
Result<uint8_t> byte_value_py(Thread& thread, Value value, const char* what = "byte");
Result<Value> make_same_kind(Thread& thread, Value like,
                             std::string_view data);                  // bytes, or a bytearray if `like` is one
Result<Value> as_same_kind(Thread& thread, Value like, Bytes* made);  // `made` itself, or a bytearray of it
// bytes.hex(sep, bytes_per_sep) and bytes.fromhex(), for memoryview and binascii too.
Result<Value> bytes_hex_py(Thread& thread, std::string_view bytes, Value separator, Value per_group);
Result<std::string> bytes_from_hex_py(Thread& thread, Value source);
// The content of bytes(source, encoding, errors) and bytearray(...): `bound` are the three arguments.
Result<Bytes*> construct_content_py(Thread& thread, BytesKind kind, const Value* bound);
// `content` of self is asked for once the key is known: __index__ may change a bytearray.
Result<Value> get_bytes_item_py(Thread& thread, Value self, Result<std::string_view> (*content)(Thread&, Value self),
                                Value key, const char* out_of_range, const char* what);
Result<Value> compare_bytes(Thread& thread, Value left, Value right, CompareOp op);
Result<bool> contains_byte_py(Thread& thread, Value self, Value item);

extern const std::initializer_list<const NativeSpec*> kBytesMethods;

}  // namespace krait::core

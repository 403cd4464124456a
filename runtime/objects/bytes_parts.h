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

// A run of bytes for the length of a call: of a bytes object as it is, of others as an exported buffer.
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
        return {};
    }
    std::string_view operator*() const { return bytes_; }
    const std::string_view* operator->() const { return &bytes_; }
    TextView text() const { return TextView(bytes_); }

private:
    Thread& thread_;
    ByteView view_;
    std::string_view bytes_;
};

// 0..255; `what` names the value in ValueError "byte must be in range(0, 256)".
Result<uint8_t> byte_value_py(Thread& thread, Value value, const char* what = "byte");
Result<Value> make_same_kind(Thread& thread, Value like,
                             std::string_view data);  // bytes, or a bytearray if `like` is one
// bytes.hex(sep, bytes_per_sep) and bytes.fromhex(), for memoryview and binascii too.
Result<Value> bytes_hex_py(Thread& thread, std::string_view bytes, Value separator, Value per_group);
Result<std::string> bytes_from_hex_py(Thread& thread, Value source);
// The content of bytes(source, encoding, errors) and bytearray(...): `bound` are the three arguments.
Result<std::string> construct_content_py(Thread& thread, BytesKind kind, const Value* bound);
// `content` of self is asked for once the key is known: __index__ may change a bytearray.
Result<Value> get_bytes_item_py(Thread& thread, Value self, std::string_view (*content)(Value self), Value key,
                                const char* out_of_range, const char* what);
Result<Value> compare_bytes(Thread& thread, Value left, Value right, CompareOp op);
Result<bool> contains_byte_py(Thread& thread, Value self, Value item);
bool order_holds(CompareOp op, int order);

extern const std::initializer_list<const NativeSpec*> kBytesMethods;

}  // namespace krait::core

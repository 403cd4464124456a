// array.array: values of one machine type, side by side. Library Reference: array.
//
//  1. The items lie in a buffer cell of their own (Layout::Bytes_), so that a reader without a lock keeps what it reads alive.
//  2. While its buffer is exported an array keeps its size: BufferError.
//  3. Items are written, and read, under the array's lock; each operation that CPython has as one step is one here.
#pragma once

#include <atomic>

#include "runtime/objects/relaxed.h"
#include "stdlib/native_helpers.h"

namespace krait::core {

struct ArrayKind {
    char code;
    uint8_t size;
    const char* format;  // of the buffer
    const char* name;    // in messages: "signed short integer"; null: another rule
};
const ArrayKind* array_kind(uint32_t code);

class ArrayObject : public Object {
public:
    const ArrayKind* kind;
    Relaxed<int64_t> size;      // items
    Field<ByteBuffer*> buffer;  // null: never grown
    std::atomic<int64_t> exports;
    char* data() const {
        ByteBuffer* bytes = buffer.get();
        return bytes ? bytes->bytes : nullptr;
    }
    size_t bytes() const { return static_cast<size_t>(size.load()) * kind->size; }
    static const TypeSpec spec;
};

class ArrayIterator : public Object {
public:
    Field<Value> array;  // nothing: exhausted
    Relaxed<int64_t> index;
    static const TypeSpec spec;
};

inline ArrayObject* as_array(Thread& thread, Value value) {
    return native_cast<ArrayObject>(thread, value, ArrayObject::spec);
}
Result<Value> array_get(Thread& thread, ArrayObject* array, int64_t index);  // IndexError
// Converts the value into `out`, which has room for the largest item.
Result<void> array_item_py(Thread& thread, const ArrayKind& kind, Value value, char* out);
Result<ArrayObject*> make_array(Thread& thread, Type* type, const ArrayKind& kind, int64_t size);
std::string array_bytes(Thread& thread, ArrayObject* array);  // a copy
// BufferError while exported. New items are zero.
Result<void> array_resize(Thread& thread, ArrayObject* array, int64_t size);
inline constexpr int64_t kArrayEnd = INT64_MAX;
// Replaces items [start, stop) by those of `items` (bytes of whole items, not of the array's own buffer; null: zeros). Places
// behind the end are the end.
Result<void> array_splice(Thread& thread, ArrayObject* array, int64_t start, int64_t stop, std::string_view items);
Result<void> array_extend_py(Thread& thread, ArrayObject* array, Value source);
Result<void> array_append_text(Thread& thread, ArrayObject* array, Str* text);
Result<Str*> array_text(Thread& thread, ArrayObject* array);

extern const std::initializer_list<const NativeSpec*> kArrayMethods;

}  // namespace krait::core

// Items of an array: conversion, room, splicing.
#include <algorithm>
#include <cstring>

#include "runtime/bulk.h"
#include "runtime/objects/int_parts.h"
#include "runtime/objects/text.h"
#include "stdlib/array/array.h"

namespace krait::core {

static constexpr ArrayKind kKinds[] = {
    {'b', 1, "b", "signed char"},
    {'B', 1, "B", "unsigned byte integer"},
    {'u', 4, "w", nullptr},
    {'w', 4, "w", nullptr},
    {'h', 2, "h", "signed short integer"},
    {'H', 2, "H", "unsigned short"},
    {'i', 4, "i", "signed integer"},
    {'I', 4, "I", "unsigned int"},
    {'l', sizeof(long), "l", nullptr},
    {'L', sizeof(long), "L", nullptr},
    {'q', 8, "q", nullptr},
    {'Q', 8, "Q", nullptr},
    {'f', 4, "f", nullptr},
    {'d', 8, "d", nullptr},
};
const ArrayKind* array_kind(uint32_t code) {
    for (const ArrayKind& kind : kKinds) {
        if (static_cast<uint32_t>(kind.code) == code) return &kind;
    }
    return nullptr;
}

static bool is_text(const ArrayKind& kind) { return kind.code == 'u' || kind.code == 'w'; }
static bool is_signed(const ArrayKind& kind) { return kind.code >= 'a'; }

template <typename T>
static T load(const char* data) {
    T item;
    std::memcpy(&item, data, sizeof item);
    return item;
}

Result<Value> array_get(Thread& thread, ArrayObject* array, int64_t index) {
    char at[8];
    bool there;
    {
        ByteLockGuard guard(thread, array);
        there = index >= 0 && index < array->size;
        if (there) std::memcpy(at, array->data() + static_cast<size_t>(index) * array->kind->size, array->kind->size);
    }
    if (!there) return raise(thread, Exc::IndexError, "array index out of range");
    switch (array->kind->code) {
    case 'b': return Value::small(load<int8_t>(at));
    case 'B': return Value::small(load<uint8_t>(at));
    case 'h': return Value::small(load<int16_t>(at));
    case 'H': return Value::small(load<uint16_t>(at));
    case 'i': return Value::small(load<int32_t>(at));
    case 'I': return Value::small(load<uint32_t>(at));
    case 'l':
    case 'q': return make_int(thread, load<int64_t>(at));
    case 'L':
    case 'Q': return make_int_unsigned(thread, load<uint64_t>(at));
    case 'f': return make_float(thread, load<float>(at));
    case 'd': return make_float(thread, load<double>(at));
    default: break;
    }
    auto code = load<uint32_t>(at);
    constexpr uint32_t kMost = 0x10ffff;
    if (code > kMost) return raise(thread, Exc::ValueError, "character U+{} is not in range [U+0000; U+10ffff]", code);
    return Value(make_char(thread, code));
}

static Result<void> store_integer_py(Thread& thread, const ArrayKind& kind, Value value, char* out) {
    if (!is_any_int(thread, value)) value = TRY(index_py(thread, value));
    IntView parts(value);
    BigView view = parts.view();
    uint64_t magnitude = view.size ? view.limbs[0] : 0;
    unsigned bits = kind.size * 8u;
    if (is_signed(kind)) {
        uint64_t half = uint64_t{1} << (bits - 1);
        bool fits_long = view.size <= 1 && magnitude <= (uint64_t{1} << 63) - (view.negative ? 0 : 1);
        if (!fits_long) {
            if (kind.code == 'q') return raise(thread, Exc::OverflowError, "int too big to convert");
            return raise(thread, Exc::OverflowError, "Python int too large to convert to C long");
        }
        if (view.negative && magnitude > half)
            return raise(thread, Exc::OverflowError, "{} is less than minimum", kind.name);
        if (!view.negative && magnitude >= half)
            return raise(thread, Exc::OverflowError, "{} is greater than maximum", kind.name);
    } else {
        uint64_t top = bits == 64 ? UINT64_MAX : (uint64_t{1} << bits) - 1;
        if (kind.code == 'Q') {
            if (view.negative) return raise(thread, Exc::OverflowError, "can't convert negative int to unsigned");
            if (view.size > 1) return raise(thread, Exc::OverflowError, "int too big to convert");
        } else if (kind.code == 'I' || kind.code == 'L') {
            if (view.negative)
                return raise(thread, Exc::OverflowError, "can't convert negative value to unsigned {}",
                             kind.code == 'I' ? "int" : "long");
            if (view.size > 1)
                return raise(thread, Exc::OverflowError, "Python int too large to convert to C unsigned long");
            if (magnitude > top) return raise(thread, Exc::OverflowError, "unsigned int is greater than maximum");
        } else {
            if (view.size > 1) return raise(thread, Exc::OverflowError, "Python int too large to convert to C long");
            if (view.negative) return raise(thread, Exc::OverflowError, "{} is less than minimum", kind.name);
            if (magnitude > top) return raise(thread, Exc::OverflowError, "{} is greater than maximum", kind.name);
        }
    }
    uint64_t word = view.negative ? 0 - magnitude : magnitude;
    switch (kind.size) {
    case 1: *out = static_cast<char>(word); break;
    case 2: {
        auto item = static_cast<uint16_t>(word);
        std::memcpy(out, &item, sizeof item);
        break;
    }
    case 4: {
        auto item = static_cast<uint32_t>(word);
        std::memcpy(out, &item, sizeof item);
        break;
    }
    default: std::memcpy(out, &word, sizeof word);
    }
    return {};
}

Result<void> array_item_py(Thread& thread, const ArrayKind& kind, Value value, char* out) {
    if (is_text(kind)) {
        auto* text = as_kind<Str>(thread, value);
        if (!text)
            return raise(thread, Exc::TypeError, "array item must be a unicode character, not {}",
                         type_name(thread, value));
        if (text->length() != 1)
            return raise(thread, Exc::TypeError, "array item must be a unicode character, not a string of length {}",
                         text->length());
        uint32_t code = Str::at(TRY(text->data(thread)), text->kind(), 0);
        std::memcpy(out, &code, sizeof code);
        return {};
    }
    if (kind.code != 'f' && kind.code != 'd') return store_integer_py(thread, kind, value, out);
    double number = is_float(value) ? float_of(value) : TRY(to_double_py(thread, value));
    if (kind.code == 'd') {
        std::memcpy(out, &number, sizeof number);
    } else {
        auto narrow = static_cast<float>(number);
        std::memcpy(out, &narrow, sizeof narrow);
    }
    return {};
}

// ---- room ----

static Result<ByteBuffer*> make_buffer(Thread& thread, size_t bytes) {
    auto* buffer = TRY(allocate_sized<ByteBuffer>(thread, internal_shape::kInternal, bytes));
    buffer->capacity = bytes;
    return buffer;
}
static Result<size_t> byte_count(Thread& thread, const ArrayKind& kind, int64_t size) {
    size_t bytes;
    if (size < 0 || __builtin_mul_overflow(static_cast<size_t>(size), size_t{kind.size}, &bytes) ||
        bytes > INT64_MAX / 2)
        return raise(thread, Exc::MemoryError, "");
    return bytes;
}

Result<ArrayObject*> make_array(Thread& thread, Type* type, const ArrayKind& kind, int64_t size) {
    size_t bytes = TRY(byte_count(thread, kind, size));
    ByteBuffer* buffer = bytes ? TRY(make_buffer(thread, bytes)) : nullptr;
    auto* array = allocate_as<ArrayObject>(thread, type);
    array->kind = &kind;
    array->buffer.set(array, buffer);
    array->size = size;
    return array;
}

Result<void> array_resize(Thread& thread, ArrayObject* array, int64_t size) {
    int64_t old = array->size;
    if (size <= old) return array_splice(thread, array, size, kArrayEnd, {});
    size_t more = TRY(byte_count(thread, *array->kind, size - old));
    return array_splice(thread, array, old, old, std::string_view(nullptr, more));
}

// False: the thread is to stop (bulk.h).
static bool put_items(Thread& thread, char* to, std::string_view items) {
    if (items.data()) return copy_in_slices(thread, to, items.data(), items.size());
    return items.empty() || fill_in_slices(thread, to, 0, items.size());
}

Result<void> array_splice(Thread& thread, ArrayObject* array, int64_t start, int64_t stop, std::string_view items) {
    size_t unit = array->kind->size;
    auto added = static_cast<int64_t>(items.size() / unit);
    for (;;) {
        int64_t old = array->size;
        ByteBuffer* buffer = array->buffer.get();
        int64_t from = std::min(start, old), until = std::clamp(stop, from, old);
        int64_t size = old - (until - from) + added;
        if (size != old && array->exports.load() > 0)
            return raise(thread, Exc::BufferError, "cannot resize an array that is exporting buffers");
        size_t bytes = TRY(byte_count(thread, *array->kind, size))
        , capacity = buffer ? buffer->capacity : 0;
        ByteBuffer* fresh = nullptr;
        if (size != old && (bytes > capacity || bytes < capacity / 4))
            fresh = TRY(make_buffer(thread, bytes + bytes / 8 + (bytes ? 16 : 0)));
        bool whole = true;
        {
            ByteLockGuard guard(thread, array);
            if (array->size != old || array->buffer.get() != buffer) continue;
            if (size != old && array->exports.load() > 0) continue;
            size_t head = static_cast<size_t>(from) * unit, behind = static_cast<size_t>(until) * unit;
            size_t tail = static_cast<size_t>(old) * unit - behind;
            char* data = buffer ? buffer->bytes : nullptr;
            if (fresh) {
                whole = copy_in_slices(thread, fresh->bytes, data, head) &&
                        put_items(thread, fresh->bytes + head, items) &&
                        copy_in_slices(thread, fresh->bytes + head + items.size(), data + behind, tail);
                if (whole) array->buffer.set(array, fresh);
            } else if (from == old) {
                whole = put_items(thread, data + head, items);  // behind the end: nobody sees it yet
            } else {
                if (tail && size != old) std::memmove(data + head + items.size(), data + behind, tail);
                if (items.data()) std::memcpy(data + head, items.data(), items.size());
            }
            if (whole) array->size = size;
        }
        if (!whole) return raise_stopped(thread);
        return {};
    }
}

std::string array_bytes(Thread& thread, ArrayObject* array) {
    ByteLockGuard guard(thread, array);
    return array->size ? std::string(array->data(), array->bytes()) : std::string();
}

Result<void> array_extend_py(Thread& thread, ArrayObject* array, Value source) {
    if (auto* other = as_array(thread, source)) {
        if (other->kind != array->kind) return raise(thread, Exc::TypeError, "can only extend with array of same kind");
        return array_splice(thread, array, kArrayEnd, kArrayEnd, array_bytes(thread, other));
    }
    return for_each_py(thread, source, [&](Value value) -> Result<bool> {
        char item[8];
        TRY(array_item_py(thread, *array->kind, value, item));
        TRY(array_splice(thread, array, kArrayEnd, kArrayEnd, {item, array->kind->size}));
        return true;
    });
}

Result<void> array_append_text(Thread& thread, ArrayObject* array, Str* text) {
    const void* data = TRY(text->data(thread));
    std::u32string codes;
    for (size_t i = 0; i < text->length(); ++i) codes += static_cast<char32_t>(Str::at(data, text->kind(), i));
    return array_splice(thread, array, array->size, array->size,
                        {reinterpret_cast<const char*>(codes.data()), codes.size() * sizeof(char32_t)});
}
Result<Str*> array_text(Thread& thread, ArrayObject* array) {
    std::string bytes = array_bytes(thread, array);
    std::u32string codes(bytes.size() / sizeof(char32_t), U'\0');
    if (!bytes.empty()) std::memcpy(codes.data(), bytes.data(), bytes.size());
    for (char32_t code : codes) {
        if (code > 0x10ffff) return raise(thread, Exc::ValueError, "character is not in range [U+0000; U+10ffff]");
    }
    return make_str(thread, std::u32string_view(codes));
}

}  // namespace krait::core

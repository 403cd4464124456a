// The methods of array.array.
#include <algorithm>
#include <cstring>

#include "runtime/bulk.h"
#include "runtime/objects/bytes_parts.h"
#include "stdlib/array/array.h"

namespace krait::core {

namespace {

bool is_text(const ArrayObject* array) { return array->kind->code == 'u' || array->kind->code == 'w'; }

METHOD(ArrayObject, append, "append(self, v, /)", "Append new value v to the end of the array.") {
    char item[8];
    TRY(array_item_py(thread, *self->kind, args[0], item));
    TRY(array_splice(thread, self, kArrayEnd, kArrayEnd, {item, self->kind->size}));
    return none();
}
METHOD(ArrayObject, extend, "extend(self, bb, /)", "Append items to the end of the array.") {
    TRY(array_extend_py(thread, self, args[0]));
    return none();
}
METHOD(ArrayObject, insert, "insert(self, i, v, /)", "Insert a new item v into the array before position i.") {
    int64_t at = TRY(index_int64_py(thread, args[0]));
    char item[8];
    TRY(array_item_py(thread, *self->kind, args[1], item));
    int64_t size = self->size;
    if (at < 0) at += size;
    at = std::clamp<int64_t>(at, 0, size);
    TRY(array_splice(thread, self, at, at, {item, self->kind->size}));
    return none();
}
METHOD(ArrayObject, pop, "pop(self, i=-1, /)",
       "Return the i-th element and delete it from the array.\n\ni defaults to -1.") {
    int64_t at = TRY(index_int64_py(thread, args[0]));
    int64_t size = self->size;
    if (size == 0) return raise(thread, Exc::IndexError, "pop from empty array");
    if (at < 0) at += size;
    if (at < 0 || at >= size) return raise(thread, Exc::IndexError, "pop index out of range");
    Value item = TRY(array_get(thread, self, at));
    TRY(array_splice(thread, self, at, at + 1, {}));
    return item;
}
Result<int64_t> find_py(Thread& thread, ArrayObject* self, Value wanted, int64_t start, int64_t stop) {
    for (int64_t i = start; i < stop && i < self->size; ++i) {
        if (TRY(compare_bool_py(thread, CompareOp::Eq, TRY(array_get(thread, self, i)), wanted))) return i;
        TRY(thread.poll());
    }
    return -1;
}
METHOD(ArrayObject, remove, "remove(self, v, /)", "Remove the first occurrence of v in the array.") {
    int64_t at = TRY(find_py(thread, self, args[0], 0, INT64_MAX));
    if (at < 0) return raise(thread, Exc::ValueError, "array.remove(x): x not in array");
    TRY(array_splice(thread, self, at, at + 1, {}));
    return none();
}
METHOD(ArrayObject, index, "index(self, v, start=0, stop=sys.maxsize, /)",
       "Return index of first occurrence of v in the array.\n\nRaise ValueError if the value is not present.") {
    int64_t start = TRY(index_int64_py(thread, args[1], OutOfRange::Clamp))
    , stop = TRY(index_int64_py(thread, args[2], OutOfRange::Clamp));
    if (start < 0) start = std::max<int64_t>(start + self->size, 0);
    if (stop < 0) stop += self->size;
    int64_t at = TRY(find_py(thread, self, args[0], start, stop));
    if (at < 0) return raise(thread, Exc::ValueError, "array.index(x): x not in array");
    return make_int(thread, at);
}
METHOD(ArrayObject, count, "count(self, v, /)", "Return number of occurrences of v in the array.") {
    int64_t count = 0;
    for (int64_t at = 0; (at = TRY(find_py(thread, self, args[0], at, INT64_MAX))) >= 0; ++at) ++count;
    return make_int(thread, count);
}
METHOD(ArrayObject, clear, "clear(self, /)", "Remove all items from the array.") {
    TRY(array_resize(thread, self, 0));
    return none();
}
METHOD(ArrayObject, reverse, "reverse(self, /)", "Reverse the order of the items in the array.") {
    size_t unit = self->kind->size;
    ByteLockGuard guard(thread, self);
    char* data = self->data();
    for (int64_t i = 0, k = self->size - 1; i < k; ++i, --k)
        std::swap_ranges(data + static_cast<size_t>(i) * unit, data + static_cast<size_t>(i + 1) * unit,
                         data + static_cast<size_t>(k) * unit);
    return none();
}
METHOD(ArrayObject, byteswap, "byteswap(self, /)",
       "Byteswap all items of the array.\n\nIf the items in the array are not 1, 2, 4, or 8 bytes in size, "
       "RuntimeError is\nraised.") {
    size_t unit = self->kind->size;
    ByteLockGuard guard(thread, self);
    for (size_t i = 0; i < self->bytes(); i += unit) std::reverse(self->data() + i, self->data() + i + unit);
    return none();
}
METHOD(ArrayObject, buffer_info, "buffer_info(self, /)",
       "Return a tuple (address, length) giving the current memory address and the length in items of the buffer used "
       "to hold array's contents.") {
    return Value(make_tuple(
        thread, {make_int_unsigned(thread, reinterpret_cast<uintptr_t>(self->data())), make_int(thread, self->size)}));
}
METHOD(ArrayObject, tolist, "tolist(self, /)", "Convert array to an ordinary list with the same items.") {
    List* list = make_list(thread, static_cast<size_t>(self->size.load()));
    for (int64_t i = 0; i < self->size; ++i) {
        TRY(list_append(thread, list, TRY(array_get(thread, self, i))));
        if (i % 0x4000 == 0x3fff && stop_asked(thread)) return raise_stopped(thread);
    }
    return Value(list);
}
METHOD(ArrayObject, fromlist, "fromlist(self, list, /)", "Append items to array from list.") {
    auto* list = as_kind<List>(thread, args[0]);
    if (!list) return raise(thread, Exc::TypeError, "arg must be list");
    int64_t old = self->size;
    size_t size = list->size();
    for (size_t i = 0; i < size; ++i) {
        Value value = list->get(i);
        if (value.is_nothing() || list->size() != size)
            return raise(thread, Exc::RuntimeError, "list changed size during iteration");
        char item[8];
        if (array_item_py(thread, *self->kind, value, item).failed()) {
            Value pending = is_terminating(thread) ? Value::nothing() : take_pending(thread);
            TRY(array_resize(thread, self, old));
            return pending.is_nothing() ? kFailure : raise_instance(thread, pending);
        }
        TRY(array_splice(thread, self, kArrayEnd, kArrayEnd, {item, self->kind->size}));
    }
    return none();
}
METHOD(ArrayObject, tobytes, "tobytes(self, /)",
       "Convert the array to an array of machine values and return the bytes representation.") {
    return Value(TRY(make_bytes(thread, array_bytes(thread, self))));
}
METHOD(ArrayObject, frombytes, "frombytes(self, buffer, /)",
       "Appends items from the string, interpreting it as an array of machine values, as if it had been read from a "
       "file using the fromfile() method.") {
    BytesArgument view(thread);
    TRY(view.open_py(args[0]));
    if (view.size() % self->kind->size)
        return raise(thread, Exc::ValueError, "bytes length not a multiple of item size");
    std::string copy(view.bytes());  // it may be the array's own
    view.release();
    TRY(array_splice(thread, self, kArrayEnd, kArrayEnd, copy));
    return none();
}
METHOD(ArrayObject, fromfile, "fromfile(self, f, n, /)",
       "Read n objects from the file object f and append them to the end of the array.") {
    int64_t count = TRY(index_int64_py(thread, args[1]));
    if (count < 0) return raise(thread, Exc::ValueError, "negative count");
    int64_t wanted_bytes;
    if (__builtin_mul_overflow(count, static_cast<int64_t>(self->kind->size), &wanted_bytes))
        return raise(thread, Exc::OverflowError, "too many items to read");
    Value wanted = make_int(thread, wanted_bytes);
    Value read = TRY(call_method_py(thread, args[0], KRAIT_NAME(read), {&wanted, 1}));
    auto* bytes = as_kind<Bytes>(thread, read);
    if (!bytes) return raise(thread, Exc::TypeError, "read() didn't return bytes");
    size_t whole = bytes->size() / self->kind->size * self->kind->size;
    bool enough = bytes->size() == static_cast<size_t>(count) * self->kind->size;
    if (!enough && whole != bytes->size())
        return raise(thread, Exc::ValueError, "bytes length not a multiple of item size");
    TRY(array_splice(thread, self, kArrayEnd, kArrayEnd, bytes->view().substr(0, whole)));
    if (!enough) return raise(thread, Exc::EOFError, "read() returned not enough bytes");
    return none();
}
METHOD(ArrayObject, tofile, "tofile(self, f, /)", "Write all items (as machine values) to the file object f.") {
    Value bytes(TRY(make_bytes(thread, array_bytes(thread, self))));
    TRY(call_method_py(thread, args[0], KRAIT_NAME(write), {&bytes, 1}));
    return none();
}
METHOD(ArrayObject, fromunicode, "fromunicode(self, ustr, /)",
       "Extends this array with data from the unicode string ustr.\n\nThe array must be a unicode type array; "
       "otherwise a ValueError is raised.") {
    auto* text = as_kind<Str>(thread, args[0]);
    if (!text)
        return raise(thread, Exc::TypeError, "fromunicode() argument must be str, not {}", type_name(thread, args[0]));
    if (!is_text(self))
        return raise(thread, Exc::ValueError, "fromunicode() may only be called on unicode type arrays ('u' or 'w')");
    TRY(array_append_text(thread, self, text));
    return none();
}
METHOD(ArrayObject, tounicode, "tounicode(self, /)",
       "Convert the array to a unicode string.\n\nThe array must be a unicode type array; otherwise a ValueError is "
       "raised.") {
    if (!is_text(self))
        return raise(thread, Exc::ValueError, "tounicode() may only be called on unicode type arrays ('u' or 'w')");
    return Value(TRY(array_text(thread, self)));
}
Result<Value> copied(Thread& thread, ArrayObject* self) {
    ArrayObject* made = TRY(make_array(thread, native_type(thread, ArrayObject::spec), *self->kind, 0));
    TRY(array_splice(thread, made, 0, 0, array_bytes(thread, self)));
    return Value(made);
}
METHOD(ArrayObject, copy, "__copy__(self, /)", "Return a copy of the array.") { return copied(thread, self); }
METHOD(ArrayObject, deepcopy, "__deepcopy__(self, unused, /)", "Return a copy of the array.") {
    return copied(thread, self);
}
METHOD(ArrayObject, reduce, "__reduce_ex__(self, value, /)", "Return state information for pickling.") {
    Type* type = type_of(thread, Value(self));
    Value state = none();
    if (type->has(type_flag::kHasDict)) {
        Dict* dict = instance_dict(thread, self);
        if (dict && dict->size()) state = Value(dict);
    }
    Value code(make_char(thread, static_cast<uint32_t>(self->kind->code)));
    Value items =
        is_text(self) ? Value(TRY(array_text(thread, self))) : TRY(ArrayObject_tolist_code(thread, self, nullptr));
    return Value(make_tuple(thread, {Value(type), Value(make_tuple(thread, {code, items})), state}));
}
METHOD(ArrayObject, size_in_memory, "__sizeof__(self, /)", "Size of the array in memory, in bytes.") {
    ByteBuffer* buffer = self->buffer.get();
    return make_int(thread, static_cast<int64_t>(sizeof(ArrayObject) + (buffer ? buffer->capacity : 0)));
}
CLASS_GETITEM(ArrayObject)

}  // namespace

constinit const std::initializer_list<const NativeSpec*> kArrayMethods = {
    &ArrayObject_append,   &ArrayObject_extend,      &ArrayObject_insert,         &ArrayObject_pop,
    &ArrayObject_remove,   &ArrayObject_index,       &ArrayObject_count,          &ArrayObject_clear,
    &ArrayObject_reverse,  &ArrayObject_byteswap,    &ArrayObject_buffer_info,    &ArrayObject_tolist,
    &ArrayObject_fromlist, &ArrayObject_tobytes,     &ArrayObject_frombytes,      &ArrayObject_fromfile,
    &ArrayObject_tofile,   &ArrayObject_fromunicode, &ArrayObject_tounicode,      &ArrayObject_copy,
    &ArrayObject_deepcopy, &ArrayObject_reduce,      &ArrayObject_size_in_memory, &ArrayObject___class_getitem__};

}  // namespace krait::core

// array.array: construction, sequence operations, comparison, the buffer; the module.
#include <cstring>

#include "runtime/bulk.h"
#include "runtime/objects/bytes_parts.h"
#include "runtime/objects/sequence_parts.h"
#include "stdlib/array/array.h"

namespace krait::core {

namespace {

// ---- construction ----

Result<Value> construct_array(Thread& thread, Type* type, const CallArguments& arguments) {
    TRY(refuse_keywords(thread, type, "array.array", arguments));
    if (arguments.positional < 1 || arguments.positional > 2) {
        return raise(thread, Exc::TypeError, "array() takes at {} ({} given)",
                     arguments.positional < 1 ? "least 1 argument" : "most 2 arguments", arguments.positional);
    }
    auto* code = as_kind<Str>(thread, arguments[0]);
    if (!code)
        return raise(thread, Exc::TypeError, "array() argument 1 must be a unicode character, not {}",
                     type_name(thread, arguments[0]));
    if (code->length() != 1)
        return raise(thread, Exc::TypeError,
                     "array() argument 1 must be a unicode character, not a string of length {}", code->length());
    const ArrayKind* kind = array_kind(Str::at(TRY(code->data(thread)), code->kind(), 0));
    if (kind && kind->code == 'u')
        TRY(warn_py(thread, Exc::DeprecationWarning,
                    "The 'u' type code is deprecated and will be removed in Python 3.16"));
    Value source = arguments.positional > 1 ? arguments[1] : none();
    bool is_text = kind && (kind->code == 'u' || kind->code == 'w');
    auto* text = arguments.positional > 1 ? as_kind<Str>(thread, source) : nullptr;
    auto* other = arguments.positional > 1 ? as_array(thread, source) : nullptr;
    if (kind && text && !is_text)
        return raise(thread, Exc::TypeError, "cannot use a str to initialize an array with typecode '{}'",
                     std::string(1, kind->code));
    if (kind && other && !is_text && (other->kind->code == 'u' || other->kind->code == 'w'))
        return raise(thread, Exc::TypeError, "cannot use a unicode array to initialize an array with typecode '{}'",
                     std::string(1, kind->code));
    if (!kind)
        return raise(thread, Exc::ValueError, "bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d)");
    ArrayObject* array = TRY(make_array(thread, type, *kind, 0));
    if (arguments.positional < 2) return Value(array);
    if (text) {
        TRY(array_append_text(thread, array, text));
    } else if (as_kind<Bytes>(thread, source) || as_kind<Bytearray>(thread, source)) {
        BytesArgument view(thread);
        TRY(view.open_py(source));
        if (view.size() % kind->size) return raise(thread, Exc::ValueError, "bytes length not a multiple of item size");
        TRY(array_splice(thread, array, 0, 0, view.bytes()));
    } else if (other && other->kind != kind) {
        for (int64_t i = 0; i < other->size; ++i) {
            char item[8];
            TRY(array_item_py(thread, *kind, TRY(array_get(thread, other, i)), item));
            TRY(array_splice(thread, array, kArrayEnd, kArrayEnd, {item, kind->size}));
        }
    } else {
        TRY(array_extend_py(thread, array, source));
    }
    return Value(array);
}

// ---- sequence operations ----

ArrayObject* array_of(Value self) { return self.to<ArrayObject>(); }
Result<int64_t> array_length(Thread&, Value self) { return array_of(self)->size.load(); }

Result<int64_t> position_py(Thread& thread, ArrayObject* array, Value key, const char* message) {
    int64_t index = TRY(index_int64_py(thread, key, OutOfRange::RaiseIndexError));
    int64_t size = array->size;
    if (index < 0) index += size;
    if (index < 0 || index >= size) return raise(thread, Exc::IndexError, message);
    return index;
}
Result<Value> get_item(Thread& thread, Value self, Value key) {
    auto* array = array_of(self);
    if (auto* slice = key.as_if<Slice>()) {
        SliceParts parts = TRY(slice_parts_py(thread, slice));
        SliceBounds bounds = slice_bounds(parts, array->size);
        ArrayObject* made =
            TRY(make_array(thread, native_type(thread, ArrayObject::spec), *array->kind, bounds.length));
        size_t unit = array->kind->size;
        int64_t copied = 0;
        ByteLockGuard guard(thread, array);
        for (int64_t at = bounds.start; copied < bounds.length; ++copied, at += bounds.step) {
            if (at >= array->size) break;  // shortened just now by another thread
            std::memcpy(made->data() + static_cast<size_t>(copied) * unit,
                        array->data() + static_cast<size_t>(at) * unit, unit);
        }
        if (copied < bounds.length) made->size = copied;
        return Value(made);
    }
    if (!is_int(thread, key) && !type_of(thread, key)->slots.index)
        return raise(thread, Exc::TypeError, "array indices must be integers");
    return array_get(thread, array, TRY(position_py(thread, array, key, "array index out of range")));
}

Result<void> set_slice(Thread& thread, ArrayObject* array, Slice* slice, Value value) {
    auto* other = value.is_nothing() ? nullptr : as_array(thread, value);
    if (!value.is_nothing() && !other)
        return raise(thread, Exc::TypeError, "can only assign array (not \"{}\") to array slice",
                     type_name(thread, value));
    if (other && other->kind != array->kind)
        return raise(thread, Exc::TypeError, "bad argument type for built-in operation");
    SliceParts parts = TRY(slice_parts_py(thread, slice));
    SliceBounds bounds = slice_bounds(parts, array->size);
    size_t unit = array->kind->size;
    std::string items(other ? array_bytes(thread, other) : std::string());
    if (bounds.step == 1)
        return array_splice(thread, array, bounds.start, std::max(bounds.start, bounds.start + bounds.length), items);
    if (value.is_nothing()) {
        if (bounds.length == 0) return {};
        // What stays moves to the front.
        if (array->exports.load() > 0)
            return raise(thread, Exc::BufferError, "cannot resize an array that is exporting buffers");
        if (bounds.step < 0) bounds.start += bounds.step * (bounds.length - 1), bounds.step = -bounds.step;
        int64_t next = bounds.start, gone = 0, out = bounds.start;
        {
            ByteLockGuard guard(thread, array);
            char* data = array->data();
            for (int64_t i = bounds.start; i < array->size; ++i) {
                if (i == next && gone < bounds.length) {
                    ++gone, next += bounds.step;
                    continue;
                }
                std::memmove(data + static_cast<size_t>(out++) * unit, data + static_cast<size_t>(i) * unit, unit);
            }
            array->size = std::min<int64_t>(array->size, out);
        }
        return {};
    }
    auto given = static_cast<int64_t>(items.size() / unit);
    if (given != bounds.length) {
        return raise(thread, Exc::ValueError, "attempt to assign array of size {} to extended slice of size {}", given,
                     bounds.length);
    }
    ByteLockGuard guard(thread, array);
    for (int64_t i = 0, at = bounds.start; i < bounds.length && at < array->size; ++i, at += bounds.step)
        std::memcpy(array->data() + static_cast<size_t>(at) * unit, items.data() + static_cast<size_t>(i) * unit, unit);
    return {};
}
Result<void> set_item(Thread& thread, Value self, Value key, Value value) {
    auto* array = array_of(self);
    if (auto* slice = key.as_if<Slice>()) return set_slice(thread, array, slice, value);
    if (!is_int(thread, key) && !type_of(thread, key)->slots.index)
        return raise(thread, Exc::TypeError, "array indices must be integers");
    int64_t index = TRY(position_py(thread, array, key, "array assignment index out of range"));
    if (value.is_nothing()) return array_splice(thread, array, index, index + 1, {});
    char item[8];
    TRY(array_item_py(thread, *array->kind, value, item));
    {
        ByteLockGuard guard(thread, array);
        if (index < array->size) {
            std::memcpy(array->data() + static_cast<size_t>(index) * array->kind->size, item, array->kind->size);
            return {};
        }
    }
    return raise(thread, Exc::IndexError, "array assignment index out of range");
}
Result<bool> contains(Thread& thread, Value self, Value wanted) {
    auto* array = array_of(self);
    for (int64_t i = 0; i < array->size; ++i) {
        if (TRY(compare_bool_py(thread, CompareOp::Eq, TRY(array_get(thread, array, i)), wanted))) return true;
        TRY(thread.poll());
    }
    return false;
}
Result<Value> concat(Thread& thread, Value left, Value right) {
    auto *a = as_array(thread, left), *b = as_array(thread, right);
    if (!a) return Value::not_implemented();
    if (!b)
        return raise(thread, Exc::TypeError, "can only append array (not \"{}\") to array", type_name(thread, right));
    if (a->kind != b->kind) return raise(thread, Exc::TypeError, "bad argument type for built-in operation");
    ArrayObject* made = TRY(make_array(thread, native_type(thread, ArrayObject::spec), *a->kind, 0));
    TRY(array_splice(thread, made, 0, 0, array_bytes(thread, a)));
    TRY(array_splice(thread, made, kArrayEnd, kArrayEnd, array_bytes(thread, b)));
    return Value(made);
}
Result<Value> inplace_concat(Thread& thread, Value self, Value other) {
    if (!as_array(thread, other))
        return raise(thread, Exc::TypeError, "can only extend with array (not \"{}\")", type_name(thread, other));
    TRY(array_extend_py(thread, array_of(self), other));
    return self;
}
Result<void> fill_repeated(Thread& thread, ArrayObject* array, std::string_view unit, int64_t count) {
    int64_t total;
    if (__builtin_mul_overflow(static_cast<int64_t>(unit.size() / array->kind->size), count, &total))
        return raise(thread, Exc::MemoryError, "");
    int64_t old = array->size;
    TRY(array_resize(thread, array, total));
    bool whole = true;
    {
        ByteLockGuard guard(thread, array);
        size_t bytes = array->bytes() / unit.size() * unit.size();  // another thread may have made it shorter
        if (bytes)
            whole = copy_in_slices(thread, array->data(), unit.data(), unit.size()) &&
                    repeat_in_slices(thread, array->data(), unit.size(), bytes);
    }
    if (whole) return {};
    TRY(array_resize(thread, array, std::min<int64_t>(old, array->size)));
    return raise_stopped(thread);
}
Result<Value> repeat(Thread& thread, Value self, Value count) {
    int64_t times = std::max<int64_t>(TRY(index_int64_py(thread, count)), 0);
    auto* array = array_of(self);
    ArrayObject* made = TRY(make_array(thread, native_type(thread, ArrayObject::spec), *array->kind, 0));
    std::string unit = array_bytes(thread, array);
    if (!unit.empty() && times) TRY(fill_repeated(thread, made, unit, times));
    return Value(made);
}
Result<Value> inplace_repeat(Thread& thread, Value self, Value count) {
    int64_t times = std::max<int64_t>(TRY(index_int64_py(thread, count)), 0);
    auto* array = array_of(self);
    std::string unit = array_bytes(thread, array);
    if (times == 0) TRY(array_resize(thread, array, 0));
    else if (!unit.empty()) TRY(fill_repeated(thread, array, unit, times));
    return self;
}

Result<Value> compare(Thread& thread, Value left, Value right, CompareOp op) {
    auto *a = as_array(thread, left), *b = as_array(thread, right);
    if (!a || !b) return Value::not_implemented();
    if (a->size != b->size && (op == CompareOp::Eq || op == CompareOp::Ne)) return Value::boolean(op == CompareOp::Ne);
    int64_t i = 0;
    for (; i < a->size && i < b->size; ++i) {
        Value x = TRY(array_get(thread, a, i))
        , y = TRY(array_get(thread, b, i));
        TRY(thread.poll());
        if (TRY(compare_bool_py(thread, CompareOp::Eq, x, y))) continue;
        if (op == CompareOp::Eq || op == CompareOp::Ne) return Value::boolean(op == CompareOp::Ne);
        return compare_py(thread, op, x, y);
    }
    return compare_py(thread, op, make_int(thread, a->size), make_int(thread, b->size));
}
Result<Value> repr(Thread& thread, Value self) {
    auto* array = array_of(self);
    std::string code(1, array->kind->code);
    const Type* type = type_of(thread, self);
    if (array->size == 0) return format_str(thread, "{}('{}')", type, code);
    bool is_text = code == "u" || code == "w";
    Value items;
    if (is_text) {
        items = Value(TRY(array_text(thread, array)));
    } else {
        List* list = make_list(thread);
        for (int64_t i = 0; i < array->size; ++i) TRY(list_append(thread, list, TRY(array_get(thread, array, i))));
        items = Value(list);
    }
    return format_str(thread, "{}('{}', {})", type, code, TRY(repr_py(thread, items)));
}
Result<Value> iterate(Thread& thread, Value self) {
    auto* iterator = allocate_native<ArrayIterator>(thread, ArrayIterator::spec);
    iterator->array.init(self);
    return Value(iterator);
}

// ---- the buffer ----

Result<void> get_buffer(Thread& thread, Value self, BufferView& view) {
    auto* array = array_of(self);
    ByteLockGuard guard(thread, array);
    array->exports.fetch_add(1);
    static char empty;
    view.set_bytes(self, array->data() ? array->data() : &empty, array->bytes(), false);
    view.item_size = array->kind->size;
    view.format = array->kind->format;
    view.one_shape = array->size;
    view.one_stride = array->kind->size;
    view.exports = &array->exports;
    return {};
}
void release_buffer(Thread&, Value, BufferView&) {}  // `exports` counts

// ---- iteration ----

Result<Value> next_item(Thread& thread, Value self) {
    auto* iterator = self.to<ArrayIterator>();
    Value array = iterator->array.get();
    if (array.is_nothing()) return Value::unbound();
    int64_t index = iterator->index;
    if (index < array_of(array)->size) {
        iterator->index = index + 1;
        return array_get(thread, array_of(array), index);
    }
    iterator->array.set_immediate(Value::nothing());
    return Value::unbound();
}
METHOD(ArrayIterator, reduce, "__reduce__(self, /)", "Return state information for pickling.") {
    Value array = self->array.get();
    Value make = dict_get_str(thread, thread.interpreter->builtins.get(), intern(thread, "iter"));
    if (array.is_nothing())
        return Value(
            make_tuple(thread, {make, Value(make_tuple(thread, {Value(thread.interpreter->empty_tuple.get())}))}));
    return Value(make_tuple(thread, {make, Value(make_tuple(thread, {array})), make_int(thread, self->index)}));
}
METHOD(ArrayIterator, setstate, "__setstate__(self, state, /)", "Set state information for unpickling.") {
    int64_t index = TRY(index_int64_py(thread, args[0]));
    Value array = self->array.get();
    if (!array.is_nothing()) self->index = std::clamp<int64_t>(index, 0, array_of(array)->size.load());
    return none();
}

GETTER(ArrayObject, typecode, "the typecode character used to create the array") {
    return Value(make_char(thread, static_cast<uint32_t>(array_of(self)->kind->code)));
}
GETTER(ArrayObject, itemsize, "the size, in bytes, of one array item") {
    return Value::small(array_of(self)->kind->size);
}

Result<void> execute(Thread& thread, Module* module) {
    Type* type = native_type(thread, ArrayObject::spec);
    TRY(module_add(thread, module, "ArrayType", Value(type)));
    return module_add(thread, module, "typecodes", Value(make_ascii(thread, "bBuwhHiIlLqQfd")));
}

}  // namespace

const TypeSpec ArrayObject::spec = {
    .name = "array.array",
    .doc =
        "array(typecode [, initializer]) -> array\n\nReturn a new array whose items are restricted by typecode, and\n"
        "initialized from the optional initializer value, which must be a list,\nstring or iterable over elements of "
        "the appropriate type.",
    .size = sizeof(ArrayObject),
    .flags = type_flag::kSubclassable | type_flag::kHasWeakref | type_flag::kSequencePattern,
    .slots = {.repr = repr,
              .compare = compare,
              .length = array_length,
              .get_item = get_item,
              .set_item = set_item,
              .contains = contains,
              .iterate = iterate,
              .concat = concat,
              .repeat = repeat,
              .inplace_concat = inplace_concat,
              .inplace_repeat = inplace_repeat,
              .construct = construct_array,
              .get_buffer = get_buffer,
              .release_buffer = release_buffer},
    .method_groups = {&kArrayMethods},
    .properties = {&ArrayObject_get_typecode, &ArrayObject_get_itemsize},
    .trace = trace_members<ArrayObject, &ArrayObject::buffer>,
};
const TypeSpec ArrayIterator::spec = {
    .name = "array.arrayiterator",
    .size = sizeof(ArrayIterator),
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = iterator_self, .next = next_item},
    .methods = {&ArrayIterator_reduce, &ArrayIterator_setstate},
    .trace = trace_members<ArrayIterator, &ArrayIterator::array>,
};

extern const ModuleSpec kArrayModule;
const ModuleSpec kArrayModule = {
    .name = "array",
    .doc = "This module defines an object type which can efficiently represent\nan array of basic values: characters, "
           "integers, floating-point\nnumbers.",
    .types = {&ArrayObject::spec},
    .execute = execute,
};

}  // namespace krait::core

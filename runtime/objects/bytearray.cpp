// The type bytearray. Changes of size go through bytearray_splice (bytes_make.cpp), which holds the lock and heeds exports.
#include "runtime/bulk.h"
#include "runtime/bytes_warning.h"
#include "runtime/names.h"
#include "runtime/native_room.h"
#include "runtime/objects/bytes_parts.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/sequence_parts.h"
#include "runtime/objects/str_parts.h"
#include "runtime/threads/byte_lock.h"

namespace krait::core {

namespace {

Result<Value> construct_bytearray(Thread& thread, Type* type, const CallArguments&) {
    if (type == thread.interpreter->type(BuiltinType::Bytearray)) return Value(TRY(make_bytearray_sized(thread, 0)));
    return Value(allocate_instance(thread, type));
}
Result<void> initialize_bytearray(Thread& thread, Value self, const CallArguments& arguments) {
    Value bound[3];
    TRY(bind_arguments(thread, "bytearray(source=?, encoding=?, errors=?)", arguments, bound));
    auto* array = self.to<Bytearray>();
    if (!bound[0].is_nothing() && bound[1].is_nothing() && bound[2].is_nothing()) {
        const Slots& slots = type_of(thread, bound[0])->slots;
        if (!slots.index && !slots.get_buffer && slots.iterate && !as_kind<Str>(thread, bound[0])) {
            TRY(bytearray_resize(thread, array, 0));  // the iterator sees the array grow
            return for_each_py(thread, bound[0], [&](Value item) -> Result<bool> {
                auto byte = static_cast<char>(TRY(byte_value_py(thread, item)));
                TRY(bytearray_append(thread, array, std::string_view(&byte, 1)));
                return true;
            });
        }
    }
    Bytes* content = TRY(construct_content_py(thread, BytesKind::Bytearray, bound));
    return bytearray_splice(thread, array, 0, array->size(), content->view());
}

Result<Value> repr_bytearray(Thread& thread, Value self) {
    Str* content = TRY(bytes_repr(thread, TRY(bytearray_bytes(thread, self.to<Bytearray>()))));
    return format_str(thread, "{}({})", type_name(thread, self), content);
}

Result<Value> get_item_bytearray(Thread& thread, Value self, Value key) {
    auto* array = self.to<Bytearray>();
    if (key.is_small()) {
        ByteLockGuard guard(thread, array);
        auto length = static_cast<int64_t>(array->size_);
        int64_t index = key.as_small() < 0 ? key.as_small() + length : key.as_small();
        if (index >= 0 && index < length) return Value::small(static_cast<uint8_t>(array->data()[index]));
    }
    return get_bytes_item_py(
        thread, self, [](Thread& thread, Value self) { return bytearray_bytes(thread, self.to<Bytearray>()); }, key,
        "bytearray index out of range", "bytearray");
}
Result<void> set_item_bytearray(Thread& thread, Value self, Value key, Value value) {
    auto* array = self.to<Bytearray>();
    auto* slice = key.as_if<Slice>();
    if (!slice) {
        if (!type_of(thread, key)->slots.index)
            return raise(thread, Exc::TypeError, "bytearray indices must be integers or slices, not {}",
                         type_name(thread, key));
        int64_t index = key.is_small() ? key.as_small() : TRY(index_int64_py(thread, key, OutOfRange::RaiseIndexError));
        uint8_t byte = value.is_nothing() ? 0 : TRY(byte_value_py(thread, value));
        auto length = static_cast<int64_t>(array->size());
        if (index < 0) index += length;
        if (index < 0 || index >= length) return raise(thread, Exc::IndexError, "bytearray index out of range");
        if (value.is_nothing()) return bytearray_splice(thread, array, static_cast<size_t>(index), 1, {});
        bool done = false;
        {
            ByteLockGuard guard(thread, array);
            if (static_cast<size_t>(index) < array->size_) {
                array->data()[index] = static_cast<char>(byte);
                done = true;
            }
        }
        if (!done) return raise(thread, Exc::IndexError, "bytearray index out of range");
        return {};
    }
    std::string with;
    if (!value.is_nothing()) {
        if (has_buffer(thread, value)) {
            BytesArgument bytes(thread);
            TRY(bytes.open_py(value));
            with = *bytes;
        } else {
            if (type_of(thread, value)->slots.index || as_kind<Str>(thread, value) ||
                !type_of(thread, value)->slots.iterate)
                return raise(thread, Exc::TypeError,
                             "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
            const Value bound[3] = {value, Value::nothing(), Value::nothing()};
            with = TRY(construct_content_py(thread, BytesKind::Bytearray, bound))
            ->view();
        }
    }
    SliceParts parts = TRY(slice_parts_py(thread, slice));
    SliceBounds bounds = slice_bounds(parts, static_cast<int64_t>(array->size()));
    if (bounds.step == 1) {
        size_t count = bounds.length > 0 ? static_cast<size_t>(bounds.length) : 0;
        return bytearray_splice(thread, array, static_cast<size_t>(bounds.start), count, with);
    }
    if (with.empty()) {
        // del array[a:b:c]: what remains, put together again.
        std::string kept;
        std::string_view data = TRY(bytearray_bytes(thread, array));
        int64_t low = bounds.step > 0 ? bounds.start : bounds.start + (bounds.length - 1) * bounds.step;
        int64_t step = bounds.step > 0 ? bounds.step : -bounds.step;
        if (bounds.length <= 0) return {};
        for (int64_t i = 0, gone = 0; i < static_cast<int64_t>(data.size()); ++i) {
            if (gone < bounds.length && i == low + gone * step) ++gone;
            else kept += data[static_cast<size_t>(i)];
        }
        return bytearray_splice(thread, array, 0, data.size(), kept);
    }
    if (static_cast<int64_t>(with.size()) != bounds.length)
        return raise(thread, Exc::ValueError, "attempt to assign bytes of size {} to extended slice of size {}",
                     with.size(), bounds.length);
    ByteLockGuard guard(thread, array);
    int64_t at = bounds.start;
    for (char byte : with) {
        if (static_cast<size_t>(at) < array->size_) array->data()[at] = byte;
        at += bounds.step;
    }
    return {};
}

Result<Value> concat_bytearray(Thread& thread, Value left, Value right) {
    if (!has_buffer(thread, right))
        return raise(thread, Exc::TypeError, "can't concat {} to {}", type_name(thread, right),
                     type_name(thread, left));
    BytesArgument b(thread);
    TRY(b.open_py(right));
    std::string_view a = TRY(bytearray_bytes(thread, left.to<Bytearray>()));
    Bytearray* joined = TRY(make_bytearray_sized(thread, a.size() + b->size()));
    if (!copy_in_slices(thread, joined->data(), a.data(), a.size()) ||
        !copy_in_slices(thread, joined->data() + a.size(), b->data(), b->size()))
        return raise_stopped(thread);
    return Value(joined);
}
Result<Value> inplace_concat_bytearray(Thread& thread, Value left, Value right) {
    if (!has_buffer(thread, right))
        return raise(thread, Exc::TypeError, "can't concat {} to {}", type_name(thread, right),
                     type_name(thread, left));
    std::string_view with;
    BytesArgument b(thread);
    if (right == left) {
        with = TRY(make_bytes(thread, TRY(bytearray_bytes(thread, left.to<Bytearray>()))))
        ->view();
    } else {
        TRY(b.open_py(right));
        with = *b;
    }
    TRY(bytearray_append(thread, left.to<Bytearray>(), with));
    return left;
}
Result<Bytes*> repeated_py(Thread& thread, Value self, Value times) {
    int64_t count = TRY(index_int64_py(thread, times));
    std::string_view unit = TRY(bytearray_bytes(thread, self.to<Bytearray>()));
    if (count <= 0 || unit.empty()) return empty_bytes(thread);
    int64_t size;
    if (__builtin_mul_overflow(static_cast<int64_t>(unit.size()), count, &size) || size > (int64_t{1} << 46))
        return raise_no_memory(thread);
    Bytes* out = TRY(make_bytes_buffer(thread, static_cast<size_t>(size)));
    if (!copy_in_slices(thread, out->data_, unit.data(), unit.size()) ||
        !repeat_in_slices(thread, out->data_, unit.size(), static_cast<size_t>(size)))
        return raise_stopped(thread);
    return out;
}
Result<Value> repeat_bytearray(Thread& thread, Value self, Value times) {
    return Value(TRY(make_bytearray(thread, TRY(repeated_py(thread, self, times))->view())));
}
Result<Value> inplace_repeat_bytearray(Thread& thread, Value self, Value times) {
    Bytes* out = TRY(repeated_py(thread, self, times));
    auto* array = self.to<Bytearray>();
    TRY(bytearray_splice(thread, array, 0, array->size(), out->view()));
    return self;
}
Result<Value> mod_bytearray(Thread& thread, Value left, Value right) {
    auto* format = as_kind<Bytearray>(thread, left);
    if (!format) return Value::not_implemented();
    std::string text(TRY(bytearray_bytes(thread, format)));
    return bytes_mod_py(thread, text, right, BytesKind::Bytearray);
}
Result<Value> iterate_bytearray(Thread& thread, Value self) {
    auto* iterator = allocate_builtin<BytesIterator>(thread, BuiltinType::BytearrayIterator);
    iterator->source.init(self);
    return Value(iterator);
}
Result<void> get_buffer_bytearray(Thread& thread, Value self, BufferView& view) {
    auto* array = self.to<Bytearray>();
    ByteLockGuard guard(thread, array);
    array->exports_.fetch_add(1, std::memory_order_acq_rel);
    view.set_bytes(self, array->data(), array->size_, false);
    view.exports = &array->exports_;
    return {};
}

// ---- methods ----
METHOD(Bytearray, append, "append(self, item, /)",
       "Append a single item to the end of the bytearray.\n\n  item\n    The item to be appended.") {
    auto byte = static_cast<char>(TRY(byte_value_py(thread, args[0])));
    TRY(bytearray_append(thread, self, std::string_view(&byte, 1)));
    return none();
}
METHOD(Bytearray, extend, "extend(self, iterable_of_ints, /)",
       "Append all the items from the iterator or sequence to the end of the bytearray.\n\n  iterable_of_ints\n    The "
       "iterable of items to append.") {
    if (has_buffer(thread, args[0])) {
        TRY(inplace_concat_bytearray(thread, Value(self), args[0]));
        return none();
    }
    if (as_kind<Str>(thread, args[0]))
        return raise(thread, Exc::TypeError, "expected iterable of integers; got: 'str'");
    if (!type_of(thread, args[0])->slots.iterate && !type_of(thread, args[0])->slots.get_item)
        return raise(thread, Exc::TypeError, "can't extend bytearray with {}", type_name(thread, args[0]));
    std::string more;
    TRY(for_each_py(thread, args[0], [&](Value item) -> Result<bool> {
        more += static_cast<char>(TRY(byte_value_py(thread, item)));
        return true;
    }));
    TRY(bytearray_append(thread, self, more));
    return none();
}
METHOD(Bytearray, insert, "insert(self, index, item, /)",
       "Insert a single item into the bytearray before the given index.\n\n  index\n    The index where the value is "
       "to be inserted.\n  item\n    The item to be inserted.") {
    int64_t index = TRY(index_int64_py(thread, args[0]));
    auto byte = static_cast<char>(TRY(byte_value_py(thread, args[1])));
    auto length = static_cast<int64_t>(self->size());
    if (index < 0) index = index + length < 0 ? 0 : index + length;
    TRY(bytearray_splice(thread, self, static_cast<size_t>(index), 0, std::string_view(&byte, 1)));
    return none();
}
METHOD(Bytearray, pop, "pop(self, index=-1, /)",
       "Remove and return a single item from B.\n\n  index\n    The index from where to remove the item.\n    -1 (the "
       "default value) means remove the last item.\n\nIf no index argument is given, will pop the last item.") {
    int64_t index = TRY(index_int64_py(thread, args[0]));
    auto length = static_cast<int64_t>(self->size());
    if (length == 0) return raise(thread, Exc::IndexError, "pop from empty bytearray");
    if (index < 0) index += length;
    if (index < 0 || index >= length) return raise(thread, Exc::IndexError, "pop index out of range");
    Value byte = TRY(get_item_bytearray(thread, Value(self), Value::small(index)));
    TRY(bytearray_splice(thread, self, static_cast<size_t>(index), 1, {}));
    return byte;
}
METHOD(Bytearray, remove, "remove(self, value, /)",
       "Remove the first occurrence of a value in the bytearray.\n\n  value\n    The value to remove.") {
    auto byte = static_cast<char>(TRY(byte_value_py(thread, args[0])));
    size_t at = TRY(bytearray_bytes(thread, self))
    .find(byte);
    if (at == std::string_view::npos) return raise(thread, Exc::ValueError, "value not found in bytearray");
    TRY(bytearray_splice(thread, self, at, 1, {}));
    return none();
}
METHOD(Bytearray, clear, "clear(self, /)", "Remove all items from the bytearray.") {
    TRY(bytearray_resize(thread, self, 0));
    return none();
}
METHOD(Bytearray, copy, "copy(self, /)", "Return a copy of B.") {
    return Value(TRY(make_bytearray(thread, TRY(bytearray_bytes(thread, self)))));
}
METHOD(Bytearray, reverse, "reverse(self, /)", "Reverse the order of the values in B in place.") {
    ByteLockGuard guard(thread, self);
    char* data = self->data();
    for (size_t i = 0, j = self->size_; i + 1 < j; ++i) std::swap(data[i], data[--j]);
    return none();
}
METHOD(Bytearray, resize, "resize(self, size, /)",
       "Resize the internal buffer of bytearray to len.\n\n  size\n    New size to resize to.") {
    int64_t size = TRY(index_int64_py(thread, args[0]));
    if (size < 0) return raise(thread, Exc::ValueError, "Can only resize to positive sizes, got {}", size);
    TRY(bytearray_resize(thread, self, static_cast<size_t>(size)));
    return none();
}
METHOD(Bytearray, __alloc__, "__alloc__(self, /)",
       "B.__alloc__() -> int\n\nReturn the number of bytes actually allocated.") {
    ByteBuffer* buffer = self->buffer_.get();
    return make_int(thread, buffer ? static_cast<int64_t>(buffer->capacity) : 0);
}
Result<Value> reduce(Thread& thread, Bytearray* self, bool as_bytes) {
    Value self_value(self);
    Value state = TRY(call_method_py(thread, self_value, KRAIT_NAME(dunder_getstate)));
    Value type(type_of(thread, self_value));
    if (as_bytes)
        return Value(make_tuple(
            thread,
            {type, Value(make_tuple(thread, { Value(TRY(make_bytes(thread, TRY(bytearray_bytes(thread, self))))) })),
             state}));
    Value text(TRY(make_str(thread, TextView(TRY(bytearray_bytes(thread, self))))));
    return Value(
        make_tuple(thread, {type, Value(make_tuple(thread, {text, Value(intern(thread, "latin-1"))})), state}));
}
METHOD(Bytearray, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    return reduce(thread, self, false);
}
METHOD(Bytearray, __reduce_ex__, "__reduce_ex__(self, proto=0, /)", "Return state information for pickling.") {
    return reduce(thread, self, TRY(index_int64_py(thread, args[0])) >= 3);
}
CLASS_METHOD(Bytearray, fromhex, "fromhex(cls, string, /)",
             "Create a bytearray object from a string of hexadecimal numbers.\n\nSpaces between two numbers are "
             "accepted.\nExample: "
             "bytearray.fromhex('B9 01EF') -> bytearray(b'\\\\xb9\\\\x01\\\\xef')") {
    std::string content = TRY(bytes_from_hex_py(thread, args[0]));
    if (self == thread.interpreter->type(BuiltinType::Bytearray)) return Value(TRY(make_bytearray(thread, content)));
    return call_py(thread, Value(self), Value(TRY(make_bytes(thread, content))));
}

constexpr Slots bytearray_slots() {
    Slots slots;
    slots.repr = repr_bytearray;
    slots.str = [](Thread& thread, Value self) -> Result<Value> {
        TRY(warn_bytes_shown_py(thread, "bytearray"));
        return repr_bytearray(thread, self);
    };
    slots.compare = [](Thread& thread, Value left, Value right, CompareOp op) -> Result<Value> {
        if (op == CompareOp::Eq || op == CompareOp::Ne) TRY(warn_bytes_compared_py(thread, "bytearray", right));
        return compare_bytes(thread, left, right, op);
    };
    slots.length = [](Thread&, Value self) -> Result<int64_t> {
        return static_cast<int64_t>(self.to<Bytearray>()->size());
    };
    slots.get_item = get_item_bytearray;
    slots.set_item = set_item_bytearray;
    slots.contains = contains_byte_py;
    slots.iterate = iterate_bytearray;
    slots.binary[static_cast<int>(BinaryOp::Mod)] = mod_bytearray;
    slots.concat = concat_bytearray;
    slots.repeat = repeat_bytearray;
    slots.inplace_concat = inplace_concat_bytearray;
    slots.inplace_repeat = inplace_repeat_bytearray;
    slots.construct = construct_bytearray;
    slots.initialize = initialize_bytearray;
    slots.get_buffer = get_buffer_bytearray;
    slots.release_buffer = [](Thread&, Value, BufferView&) {};  // `exports` counts
    return slots;
}

}  // namespace

const TypeSpec Bytearray::spec = {
    .name = "bytearray",
    .doc = "bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> "
           "bytearray\nbytearray(bytes_or_buffer) -> "
           "mutable copy of bytes_or_buffer\nbytearray(int) -> bytes array of size given by the parameter initialized "
           "with null "
           "bytes\nbytearray() -> empty bytes array\n\nConstruct a mutable bytearray object from:\n  - an iterable "
           "yielding integers in "
           "range(256)\n  - a text string encoded using the specified encoding\n  - a bytes or a buffer object\n  - "
           "any object "
           "implementing the buffer API.\n  - an integer",
    .size = sizeof(Bytearray),
    .layout = Layout::Bytearray,
    .flags = type_flag::kSubclassable | type_flag::kMatchSelf,
    .slots = bytearray_slots(),
    .methods = {&Bytearray_append, &Bytearray_extend, &Bytearray_insert, &Bytearray_pop, &Bytearray_remove,
                &Bytearray_clear, &Bytearray_copy, &Bytearray_reverse, &Bytearray_resize, &Bytearray___alloc__,
                &Bytearray___reduce__, &Bytearray___reduce_ex__, &Bytearray_fromhex},
    .method_groups = {&kBytesMethods},
    .trace = [](Cell* cell, Tracer& tracer) { tracer.visit(static_cast<Bytearray*>(cell)->buffer_); },
};

}  // namespace krait::core

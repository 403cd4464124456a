// The type bytes, and what it shares with bytearray beside the methods: construction, comparison, items, iteration.
#include "runtime/bytes_warning.h"
#include "runtime/names.h"
#include "runtime/native_room.h"
#include "runtime/objects/bytes_builder.h"
#include "runtime/objects/bytes_parts.h"
#include "runtime/objects/object_parts.h"
#include "runtime/objects/order.h"
#include "runtime/objects/relaxed.h"
#include "runtime/objects/sequence_parts.h"
#include "runtime/objects/str_parts.h"
#include "runtime/objects/text_codecs.h"
#include "runtime/primitives/unicode/search.h"
#include "runtime/threads/byte_lock.h"

namespace krait::core {

// ---- shared with bytearray ----
Result<Value> compare_bytes(Thread& thread, Value left, Value right, CompareOp op) {
    if (!has_buffer(thread, left) || !has_buffer(thread, right)) return Value::not_implemented();
    BytesArgument a(thread), b(thread);
    TRY(a.open_py(left));
    TRY(b.open_py(right));
    if ((op == CompareOp::Eq || op == CompareOp::Ne) && a->size() != b->size())
        return Value::boolean(op == CompareOp::Ne);
    return Value::boolean(holds(op, a->compare(*b)));
}

Result<bool> contains_byte_py(Thread& thread, Value self, Value item) {
    BytesArgument text(thread);
    if (!has_buffer(thread, item) && type_of(thread, item)->slots.index) {
        auto byte = static_cast<char>(TRY(byte_value_py(thread, item)));
        TRY(text.open_py(self));
        return text->find(byte) != std::string_view::npos;
    }
    BytesArgument part(thread);
    TRY(part.open_py(item));
    TRY(text.open_py(self));
    return TRY(search_result(find(text.text(), part.text(), poll_of(thread))))
    != kNotFound;
}

Result<Value> get_bytes_item_py(Thread& thread, Value self, Result<std::string_view> (*content)(Thread&, Value self),
                                Value key, const char* out_of_range, const char* what) {
    if (auto* slice = key.as_if<Slice>()) {
        SliceParts parts = TRY(slice_parts_py(thread, slice));
        std::string_view data = TRY(content(thread, self));
        SliceBounds bounds = slice_bounds(parts, static_cast<int64_t>(data.size()));
        if (bounds.length <= 0) return make_same_kind(thread, self, {});
        if (bounds.step == 1)
            return make_same_kind(thread, self,
                                  data.substr(static_cast<size_t>(bounds.start), static_cast<size_t>(bounds.length)));
        BytesBuilder picked(thread);
        TRY(picked.reserve(static_cast<size_t>(bounds.length)));
        bool whole = in_slices(thread, static_cast<size_t>(bounds.length), [&](size_t begin, size_t end) {
            char* out = picked.extend(end - begin);
            for (; begin < end; ++begin)
                *out++ = data[static_cast<size_t>(bounds.start + static_cast<int64_t>(begin) * bounds.step)];
        });
        if (!whole) return raise_stopped(thread);
        return as_same_kind(thread, self, TRY(picked.finish()));
    }
    if (!type_of(thread, key)->slots.index)
        return raise(thread, Exc::TypeError, "{} indices must be integers or slices, not {}", what,
                     type_name(thread, key));
    int64_t index = key.is_small() ? key.as_small() : TRY(index_int64_py(thread, key, OutOfRange::RaiseIndexError));
    std::string_view data = TRY(content(thread, self));
    auto length = static_cast<int64_t>(data.size());
    if (index < 0) index += length;
    if (index < 0 || index >= length) return raise(thread, Exc::IndexError, "{}", out_of_range);
    return Value::small(static_cast<uint8_t>(data[static_cast<size_t>(index)]));
}

namespace {

Result<std::string_view> name_argument(Thread& thread, BytesKind kind, const char* what, Value value) {
    auto* string = as_kind<Str>(thread, value);
    if (!string)
        return raise(thread, Exc::TypeError, "{}() argument '{}' must be str, not {}",
                     kind == BytesKind::Bytes ? "bytes" : "bytearray", what, argument_kind(thread, value));
    return str_utf8(thread, string);
}

Result<Bytes*> bytes_from_items_py(Thread& thread, Value source, BytesKind kind) {
    BytesBuilder out(thread);
    const char* what = kind == BytesKind::Bytes ? "bytes" : "byte";
    TRY(for_each_py(thread, source, [&](Value item) -> Result<bool> {
        auto byte = static_cast<char>(TRY(byte_value_py(thread, item, what)));
        TRY(out.add(std::string_view(&byte, 1)));
        return true;
    }));
    return out.finish();
}

}  // namespace

Result<Bytes*> construct_content_py(Thread& thread, BytesKind kind, const Value* bound) {
    Value source = bound[0], encoding = bound[1], errors = bound[2];
    bool coded = !encoding.is_nothing() || !errors.is_nothing();
    if (source.is_nothing() && !coded) return empty_bytes(thread);
    if (!source.is_nothing()) {
        if (auto* string = as_kind<Str>(thread, source)) {
            if (encoding.is_nothing()) return raise(thread, Exc::TypeError, "string argument without an encoding");
            std::string_view codec = TRY(name_argument(thread, kind, "encoding", encoding))
            , handler = "strict";
            if (!errors.is_nothing()) handler = TRY(name_argument(thread, kind, "errors", errors));
            return encode_text_py(thread, string, codec, handler);
        }
    }
    if (coded) {
        if (!encoding.is_nothing()) TRY(name_argument(thread, kind, "encoding", encoding));
        return raise(thread, Exc::TypeError, "{} without a string argument",
                     encoding.is_nothing() ? "errors" : "encoding");
    }
    Type* type = type_of(thread, source);
    Value count;
    if (type->slots.index) {
        auto index = index_py(thread, source);
        // Something that can lend its memory or be walked through may still refuse to be a count.
        if (!index.failed()) count = index.value();
        else if (!clear_pending_if(thread, Exc::TypeError)) return kFailure;
    }
    if (!count.is_nothing()) {
        int overflow = 0;
        int64_t size = count.is_bool() ? count.is_true() : int_to_int64(count, &overflow);
        if (overflow) return raise(thread, Exc::OverflowError, "cannot fit '{}' into an index-sized integer", type);
        if (size < 0) return raise(thread, Exc::ValueError, "negative count");
        return size ? make_bytes_buffer(thread, static_cast<size_t>(size)) : empty_bytes(thread);
    }
    if (type->slots.get_buffer) {
        BytesArgument bytes(thread);
        TRY(bytes.open_py(source, buffer_flag::kFull));
        return make_bytes(thread, *bytes);
    }
    if (type->slots.iterate || type->slots.get_item) return bytes_from_items_py(thread, source, kind);
    return raise(thread, Exc::TypeError, "cannot convert '{}' object to {}", type,
                 kind == BytesKind::Bytes ? "bytes" : "bytearray");
}

Result<Str*> bytes_repr(Thread& thread, std::string_view data) {
    char quote = data.find('\'') != std::string_view::npos && data.find('"') == std::string_view::npos ? '"' : '\'';
    auto letter_of = [](char c) { return c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : c; };
    auto width_of = [&](char c) -> size_t {
        auto code = static_cast<uint8_t>(c);
        if (c == quote || c == '\\' || letter_of(c) != c) return 2;
        return code >= 0x20 && code < 0x7f ? 1 : 4;
    };
    size_t length = 3;
    TRY(all_in_slices(thread, data.size(), [&](size_t i) { return (length += width_of(data[i])) != 0; }));
    Str* text = TRY(make_str_buffer(thread, length, 0x7f));
    char* out = text->inline_data();
    *out++ = 'b';
    *out++ = quote;
    bool whole = in_slices(thread, data.size(), [&](size_t begin, size_t end) {
        for (; begin < end; ++begin) {
            char c = data[begin];
            size_t width = width_of(c);
            if (width == 1) {
                *out++ = c;
                continue;
            }
            *out++ = '\\';
            if (width == 2) {
                *out++ = letter_of(c);
                continue;
            }
            *out++ = 'x';
            *out++ = "0123456789abcdef"[static_cast<uint8_t>(c) >> 4];
            *out++ = "0123456789abcdef"[c & 15];
        }
    });
    if (!whole) return raise_stopped(thread);
    *out = quote;
    return text;
}

// ---- bytes ----
namespace {

Result<Value> make_instance(Thread& thread, Type* type, std::string_view data) {
    if (type == thread.interpreter->type(BuiltinType::Bytes)) return Value(TRY(make_bytes(thread, data)));
    auto* bytes = static_cast<Bytes*>(TRY(allocate_instance_sized(thread, type, data.size() + 1)));
    bytes->size_ = data.size();
    if (!copy_in_slices(thread, bytes->data_, data.data(), data.size())) return raise_stopped(thread);
    return Value(bytes);
}

// What __bytes__ says, or nothing when the object has none.
Result<bool> ask_for_bytes_py(Thread& thread, Value source, Value* answer) {
    bool found = false;
    auto made = call_special_py(thread, source, KRAIT_NAME(dunder_bytes), {}, &found);
    if (!found) return false;
    *answer = TRY(made);
    if (!as_kind<Bytes>(thread, *answer))
        return raise(thread, Exc::TypeError, "__bytes__ returned non-bytes (type {})", type_name(thread, *answer));
    return true;
}

Result<Value> construct_bytes(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[3];
    TRY(bind_arguments(thread, "bytes(source=?, encoding=?, errors=?)", arguments, bound));
    Type* exact = thread.interpreter->type(BuiltinType::Bytes);
    if (bound[1].is_nothing() && bound[2].is_nothing() && !bound[0].is_nothing()) {
        if (type == exact && bound[0].is<Bytes>()) return bound[0];
        Value answer;
        if (!bound[0].is<Bytes>() && TRY(ask_for_bytes_py(thread, bound[0], &answer))) {
            if (type == exact) return answer;
            return make_instance(thread, type, as_kind<Bytes>(thread, answer)->view());
        }
    }
    Bytes* content = TRY(construct_content_py(thread, BytesKind::Bytes, bound));
    return type == exact ? Value(content) : make_instance(thread, type, content->view());
}

Result<Value> repr_bytes(Thread& thread, Value self) {
    return Value(TRY(bytes_repr(thread, self.to<Bytes>()->view())));
}
Result<int64_t> hash_bytes_slot(Thread& thread, Value self) {
    auto* bytes = self.to<Bytes>();
    uint64_t hash = __atomic_load_n(&bytes->hash_, __ATOMIC_RELAXED);
    if (!hash) {
        hash = TRY(text_hash_in_slices(thread, bytes->data(), bytes->size()));
        __atomic_store_n(&bytes->hash_, hash, __ATOMIC_RELAXED);
    }
    return static_cast<int64_t>(hash);
}
Result<Value> compare_slot(Thread& thread, Value left, Value right, CompareOp op) {
    auto *a = as_kind<Bytes>(thread, left), *b = as_kind<Bytes>(thread, right);
    if (!a || !b) {
        if (op == CompareOp::Eq || op == CompareOp::Ne) TRY(warn_bytes_compared_py(thread, "bytes", right));
        return Value::not_implemented();
    }
    if (op == CompareOp::Eq) return Value::boolean(a->view() == b->view());
    return Value::boolean(holds(op, a->view().compare(b->view())));
}
Result<Value> concat_bytes(Thread& thread, Value left, Value right) {
    if (!has_buffer(thread, right))
        return raise(thread, Exc::TypeError, "can't concat {} to {}", type_name(thread, right),
                     type_name(thread, left));
    BytesArgument b(thread);
    TRY(b.open_py(right));
    std::string_view a = left.to<Bytes>()->view();
    if (a.empty() && right.is<Bytes>()) return right;
    if (b->empty() && left.is<Bytes>()) return left;
    Bytes* joined = TRY(make_bytes_buffer(thread, a.size() + b->size()));
    if (!copy_in_slices(thread, joined->data_, a.data(), a.size()) ||
        !copy_in_slices(thread, joined->data_ + a.size(), b->data(), b->size()))
        return raise_stopped(thread);
    return Value(joined);
}
Result<Value> repeat_bytes(Thread& thread, Value self, Value times) {
    int64_t count = TRY(index_int64_py(thread, times));
    std::string_view unit = self.to<Bytes>()->view();
    if (count <= 0 || unit.empty()) return Value(empty_bytes(thread));
    if (count == 1 && self.is<Bytes>()) return self;
    int64_t size;
    if (__builtin_mul_overflow(static_cast<int64_t>(unit.size()), count, &size))
        return raise(thread, Exc::OverflowError, "repeated bytes are too long");
    Bytes* result = TRY(make_bytes_buffer(thread, static_cast<size_t>(size)));
    bool whole = unit.size() == 1 ? fill_in_slices(thread, result->data_, unit[0], static_cast<size_t>(size))
                                  : copy_in_slices(thread, result->data_, unit.data(), unit.size()) &&
                                        repeat_in_slices(thread, result->data_, unit.size(), static_cast<size_t>(size));
    if (!whole) return raise_stopped(thread);
    return Value(result);
}
Result<Value> mod_bytes(Thread& thread, Value left, Value right) {
    auto* format = as_kind<Bytes>(thread, left);
    if (!format) return Value::not_implemented();
    return bytes_mod_py(thread, format->view(), right, BytesKind::Bytes);
}
Result<Value> iterate_bytes(Thread& thread, Value self) {
    auto* iterator = allocate_builtin<BytesIterator>(thread, BuiltinType::BytesIterator);
    iterator->source.init(self);
    return Value(iterator);
}
Result<Value> next_byte(Thread& thread, Value self) {
    auto* iterator = self.to<BytesIterator>();
    Value source = iterator->source.get();
    if (source.is_none()) return Value::unbound();
    uint64_t index = load_relaxed(iterator->index);
    if (auto* view = source.as_if<Memoryview>()) {
        auto length = TRY(length_py(thread, Value(view)));
        if (index < static_cast<uint64_t>(length)) {
            store_relaxed(iterator->index, index + 1);
            return get_item_py(thread, source, Value::small(static_cast<int64_t>(index)));
        }
    } else {
        auto* bytes = as_kind<Bytes>(thread, source);
        ByteLockGuard guard(thread, source.cell());  // a bytearray's bytes change
        std::string_view data = bytes ? bytes->view() : source.to<Bytearray>()->view();
        if (index < data.size()) {
            store_relaxed(iterator->index, index + 1);
            return Value::small(static_cast<uint8_t>(data[index]));
        }
    }
    iterator->source.set_immediate(Value::none());
    return Value::unbound();
}
void trace_bytes_iterator(Cell* cell, Tracer& tracer) { tracer.visit(static_cast<BytesIterator*>(cell)->source); }

METHOD(BytesIterator, __length_hint__, "__length_hint__(self, /)",
       "Private method returning an estimate of len(list(it)).") {
    Value source = self->source.get();
    if (source.is_none()) return Value::small(0);
    int64_t left = TRY(length_py(thread, source))
    -static_cast<int64_t>(load_relaxed(self->index));
    return Value::small(left > 0 ? left : 0);
}
METHOD(BytesIterator, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    Value builtin(
        TRY(get_attribute_py(thread, Value(static_cast<Object*>(thread.interpreter->builtins_module.get())), "iter")));
    Value source = self->source.get();
    if (source.is_none())
        return Value(make_tuple(thread, {builtin, Value(make_tuple(thread, {Value(make_tuple(thread, {}))}))}));
    return Value(make_tuple(thread, {builtin, Value(make_tuple(thread, {source})),
                                     Value::small(static_cast<int64_t>(load_relaxed(self->index)))}));
}
METHOD(BytesIterator, __setstate__, "__setstate__(self, state, /)", "Set state information for unpickling.") {
    int64_t index = TRY(index_int64_py(thread, args[0]));
    store_relaxed(self->index, static_cast<uint64_t>(index < 0 ? 0 : index));
    return none();
}

METHOD(Bytes, __getnewargs__, "__getnewargs__(self, /)", nullptr) {
    return Value(make_tuple(thread, { Value(TRY(make_bytes(thread, self->view()))) }));
}
METHOD(Bytes, __bytes__, "__bytes__(self, /)", "Convert this value to exact type bytes.") {
    if (self->layout() == Layout::Bytes) return Value(self);
    return Value(TRY(make_bytes(thread, self->view())));
}
CLASS_METHOD(
    Bytes, fromhex, "fromhex(cls, string, /)",
    "Create a bytes object from a string of hexadecimal numbers.\n\nSpaces between two numbers are accepted.\nExample: "
    "bytes.fromhex('B9 01EF') -> b'\\\\xb9\\\\x01\\\\xef'.") {
    Value bytes(TRY(make_bytes(thread, TRY(bytes_from_hex_py(thread, args[0])))));
    if (self == thread.interpreter->type(BuiltinType::Bytes)) return bytes;
    return call_py(thread, Value(self), bytes);
}

constexpr Slots iterator_slots() {
    Slots slots;
    slots.iterate = [](Thread&, Value self) -> Result<Value> { return self; };
    slots.next = next_byte;
    return slots;
}
constexpr Slots bytes_slots() {
    Slots slots;
    slots.repr = repr_bytes;
    slots.str = [](Thread& thread, Value self) -> Result<Value> {
        TRY(warn_bytes_shown_py(thread, "bytes"));
        return repr_bytes(thread, self);
    };
    slots.hash = hash_bytes_slot;
    slots.compare = compare_slot;
    slots.length = [](Thread&, Value self) -> Result<int64_t> {
        return static_cast<int64_t>(self.to<Bytes>()->size());
    };
    slots.get_item = [](Thread& thread, Value self, Value key) {
        return get_bytes_item_py(
            thread, self, [](Thread&, Value self) -> Result<std::string_view> { return self.to<Bytes>()->view(); }, key,
            "index out of range", "byte");
    };
    slots.contains = contains_byte_py;
    slots.iterate = iterate_bytes;
    slots.binary[static_cast<int>(BinaryOp::Mod)] = mod_bytes;
    slots.concat = concat_bytes;
    slots.repeat = repeat_bytes;
    slots.construct = construct_bytes;
    slots.get_buffer = [](Thread&, Value self, BufferView& view) -> Result<void> {
        view.set_bytes(self, self.to<Bytes>()->data_, self.to<Bytes>()->size(), true);
        return {};
    };
    return slots;
}

}  // namespace

Result<Value> bytes_from_py(Thread& thread, Value source) {
    return call_py(thread, Value(thread.interpreter->type(BuiltinType::Bytes)), source);
}

const TypeSpec Bytes::spec = {
    .name = "bytes",
    .doc = "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\nbytes(bytes_or_buffer) -> "
           "immutable copy of "
           "bytes_or_buffer\nbytes(int) -> bytes object of size given by the parameter initialized with null "
           "bytes\nbytes() -> empty "
           "bytes object\n\nConstruct an immutable array of bytes from:\n  - an iterable yielding integers in "
           "range(256)\n  - a text "
           "string encoded using the specified encoding\n  - any object implementing the buffer API.\n  - an integer",
    .size = sizeof(Bytes),
    .layout = Layout::Bytes,
    .flags = type_flag::kSubclassable | type_flag::kMatchSelf,
    .slots = bytes_slots(),
    .methods = {&Bytes___getnewargs__, &Bytes___bytes__, &Bytes_fromhex},
    .method_groups = {&kBytesMethods},
};
const TypeSpec BytesIterator::spec = {
    .name = "bytes_iterator",
    .size = sizeof(BytesIterator),
    .flags = type_flag::kNoInstantiate,
    .slots = iterator_slots(),
    .methods = {&BytesIterator___length_hint__, &BytesIterator___reduce__, &BytesIterator___setstate__},
    .trace = trace_bytes_iterator,
};
const TypeSpec BytesIterator::bytearray_spec = {
    .name = "bytearray_iterator",
    .size = sizeof(BytesIterator),
    .flags = type_flag::kNoInstantiate,
    .slots = iterator_slots(),
    .methods = {&BytesIterator___length_hint__, &BytesIterator___reduce__, &BytesIterator___setstate__},
    .trace = trace_bytes_iterator,
};
const TypeSpec BytesIterator::memoryview_spec = {
    .name = "memory_iterator",
    .size = sizeof(BytesIterator),
    .flags = type_flag::kNoInstantiate,
    .slots = iterator_slots(),
    .trace = trace_bytes_iterator,
};

}  // namespace krait::core

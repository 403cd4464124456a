// The module _struct: Struct and the functions on formats.
#include <cstring>

#include "runtime/heap/heap.h"
#include "runtime/objects/bytes_parts.h"
#include "runtime/objects/relaxed.h"
#include "runtime/objects/text_codecs.h"
#include "stdlib/_struct/struct_format.h"
#include "stdlib/native_errors.h"
#include "stdlib/native_helpers.h"
#include "stdlib/state_slots.h"

namespace krait::core {

namespace {

class StructObject : public Object {
public:
    StructFormat* parsed() const { return __atomic_load_n(&format, __ATOMIC_ACQUIRE); }
    StructFormat* format;  // outside of the heap; null before __init__
    Field<Str*> text;
    static const TypeSpec spec;
};

class UnpackIterator : public Object {
public:
    Field<Value> structure;  // nothing: exhausted
    Field<Value> buffer;
    Relaxed<uint64_t> offset;
    static const TypeSpec spec;
};

// ---- making one ----

void destroy_struct(Cell* cell) {
    for (StructFormat* format = static_cast<StructObject*>(cell)->format; format;) {
        StructFormat* previous = format->previous;
        delete format;
        format = previous;
    }
}
Result<Value> construct_struct(Thread& thread, Type* type, const CallArguments&) {
    auto* made = allocate_as<StructObject>(thread, type);
    thread.heap().register_native(made, destroy_struct);
    return Value(made);
}
Result<void> set_format(Thread& thread, StructObject* self, Value given) {
    Str* text;
    std::string_view ascii;
    if (auto* str = as_kind<Str>(thread, given)) {
        Bytes* encoded = TRY(encode_with_py(thread, str, Codec::Ascii, "strict"));
        ascii = encoded->view();
        text = str;
        given = Value(encoded);
    } else if (auto* bytes = as_kind<Bytes>(thread, given)) {
        ascii = bytes->view();
        text = TRY(decode_utf8(thread, ascii));
    } else {
        return raise(thread, Exc::TypeError, "Struct() argument 1 must be a str or bytes object, not {}",
                     type_name(thread, given));
    }
    auto format = std::make_unique<StructFormat>();
    TRY(parse_struct_format(thread, ascii, *format));
    self->text.set(self, text);
    StructFormat* made = format.release();
    made->previous = __atomic_load_n(&self->format, __ATOMIC_ACQUIRE);
    while (!__atomic_compare_exchange_n(&self->format, &made->previous, made, false, __ATOMIC_RELEASE,
                                        __ATOMIC_ACQUIRE)) {}
    return {};
}
Result<void> initialize_struct(Thread& thread, Value self, const CallArguments& arguments) {
    Value format;
    TRY(bind_arguments(thread, "Struct(format)", arguments, &format));
    return set_format(thread, self.to<StructObject>(), format);
}

Result<const StructFormat*> format_of(Thread& thread, const StructObject* self) {
    if (const StructFormat* format = self->parsed()) return format;
    return raise(thread, Exc::RuntimeError, "Struct object is not initialized");
}

// The functions' Structs, by format. Emptied when there are many.
Result<StructObject*> cached_struct(Thread& thread, Value format) {
    Field<Value>& slot = thread.interpreter->state_slot(state_slot::kStructState);
    constexpr size_t kMost = 100;
    Value known = slot.get();
    Dict* cache = known.as_if<Dict>();
    if (cache && (format.is<Str>() || format.is<Bytes>())) {
        Value found = TRY(dict_get_py(thread, cache, format));
        if (!found.is_unbound()) return found.to<StructObject>();
    }
    auto* made = TRY(construct_struct(thread, native_type(thread, StructObject::spec), {}))
    .to<StructObject>();
    TRY(set_format(thread, made, format));
    if (!cache || cache->size() >= kMost) {
        cache = make_dict(thread);
        slot.set_immediate(Value(cache));
    }
    if (format.is<Str>() || format.is<Bytes>()) TRY(dict_set_py(thread, cache, format, Value(made)));
    return made;
}

// ---- packing ----

Result<void> pack_all_py(Thread& thread, const StructFormat& format, const Value* values, char* out) {
    for (const StructItem& item : format.items) {
        char* at = out + item.offset;
        for (size_t i = 0; i < item.count; ++i, at += item.size)
            TRY(pack_item_py(thread, item, format.big_endian, *values++, at));
    }
    return {};
}
Result<Value> unpack_all(Thread& thread, const StructFormat& format, const char* data) {
    Tuple* all = TRY(make_tuple_sized(thread, format.values));
    size_t next = 0;
    for (const StructItem& item : format.items) {
        const char* at = data + item.offset;
        for (size_t i = 0; i < item.count; ++i, at += item.size)
            all->items_[next++].set(all, TRY(unpack_item(thread, item, format.big_endian, at)));
    }
    return Value(all);
}

Result<void> count_matches(Thread& thread, const StructFormat& format, const char* function, size_t given) {
    if (given == format.values) return {};
    return raise_native(thread, kStructErrorSpec, "{} expected {} items for packing (got {})", function, format.values,
                        given);
}
Result<Value> pack_py(Thread& thread, StructObject* self, const Value* values, size_t count) {
    const StructFormat* format = TRY(format_of(thread, self));
    TRY(count_matches(thread, *format, "pack", count));
    Bytes* made = TRY(make_bytes_buffer(thread, format->size));
    TRY(pack_all_py(thread, *format, values, made->data_));
    return Value(made);
}

Result<Value> pack_into_py(Thread& thread, StructObject* self, const Value* values, size_t count) {
    const StructFormat* format = TRY(format_of(thread, self));
    if (count == 0) return raise_native(thread, kStructErrorSpec, "pack_into expected buffer argument");
    if (count == 1) return raise_native(thread, kStructErrorSpec, "pack_into expected offset argument");
    TRY(count_matches(thread, *format, "pack_into", count - 2));
    ByteView view(thread);
    Result<void> opened = view.open_py(values[0], buffer_flag::kWritable);
    if (opened.failed()) {
        if (is_terminating(thread) ||
            !(pending_matches(thread, Exc::TypeError) || pending_matches(thread, Exc::BufferError)))
            return kFailure;
        (void)take_pending(thread);
        return raise(thread, Exc::TypeError, "argument must be read-write bytes-like object, not {}",
                     type_name(thread, values[0]));
    }
    int64_t offset = TRY(index_int64_py(thread, values[1]));
    auto length = static_cast<int64_t>(view.size()), size = static_cast<int64_t>(format->size);
    if (offset < 0) {
        if (offset + size > 0)
            return raise_native(thread, kStructErrorSpec, "no space to pack {} bytes at offset {}", size, offset);
        if (offset + length < 0)
            return raise_native(thread, kStructErrorSpec, "offset {} out of range for {}-byte buffer", offset, length);
        offset += length;
    }
    if (length - offset < size) {
        return raise_native(thread, kStructErrorSpec,
                            "pack_into requires a buffer of at least {} bytes for packing {} bytes at offset {} "
                            "(actual buffer size is {})",
                            static_cast<uint64_t>(size) + static_cast<uint64_t>(offset), size, offset, length);
    }
    if (!memory_is_shared(thread)) {
        std::memset(view.data() + offset, 0, format->size);
        TRY(pack_all_py(thread, *format, values + 2, view.data() + offset));
        return none();
    }
    Bytes* packed = TRY(make_bytes_buffer(thread, format->size));
    TRY(pack_all_py(thread, *format, values + 2, packed->data_));
    write_memory(thread, view.view(), static_cast<size_t>(offset), packed->view());
    return none();
}

Result<Value> unpack_py(Thread& thread, StructObject* self, Value buffer) {
    const StructFormat* format = TRY(format_of(thread, self));
    ByteView view(thread);
    TRY(view.open_py(buffer));
    if (view.size() != format->size)
        return raise_native(thread, kStructErrorSpec, "unpack requires a buffer of {} bytes", format->size);
    return unpack_all(thread, *format, TRY(memory_part(thread, view.view(), 0, format->size)).data());
}

Result<Value> unpack_from_py(Thread& thread, StructObject* self, Value buffer, Value at) {
    const StructFormat* format = TRY(format_of(thread, self));
    ByteView view(thread);
    TRY(view.open_py(buffer));
    int64_t offset = TRY(index_int64_py(thread, at));
    auto length = static_cast<int64_t>(view.size()), size = static_cast<int64_t>(format->size);
    if (offset < 0) {
        if (offset + size > 0)
            return raise_native(thread, kStructErrorSpec, "not enough data to unpack {} bytes at offset {}", size,
                                offset);
        if (offset + length < 0)
            return raise_native(thread, kStructErrorSpec, "offset {} out of range for {}-byte buffer", offset, length);
        offset += length;
    }
    if (length - offset < size) {
        return raise_native(thread, kStructErrorSpec,
                            "unpack_from requires a buffer of at least {} bytes for unpacking {} bytes at offset {} "
                            "(actual buffer size is {})",
                            static_cast<uint64_t>(size) + static_cast<uint64_t>(offset), size, offset, length);
    }
    std::string_view part = TRY(memory_part(thread, view.view(), static_cast<size_t>(offset), format->size));
    return unpack_all(thread, *format, part.data());
}

Result<Value> iter_unpack_py(Thread& thread, StructObject* self, Value buffer) {
    const StructFormat* format = TRY(format_of(thread, self));
    if (format->size == 0)
        return raise_native(thread, kStructErrorSpec, "cannot iteratively unpack with a struct of length 0");
    ByteView view(thread);
    TRY(view.open_py(buffer));
    if (view.size() % format->size)
        return raise_native(thread, kStructErrorSpec, "iterative unpacking requires a buffer of a multiple of {} bytes",
                            format->size);
    auto* iterator = allocate_native<UnpackIterator>(thread, UnpackIterator::spec);
    iterator->structure.init(Value(self));
    iterator->buffer.init(buffer);
    return Value(iterator);
}

// ---- Struct ----

RAW_METHOD(StructObject, pack, "pack(self, /, *values)",
           "Return a bytes object containing values packed according to this Struct.") {
    if (arguments.names && arguments.keyword_count())
        return raise(thread, Exc::TypeError, "Struct.pack() takes no keyword arguments");
    return pack_py(thread, self.to<StructObject>(), arguments.values, arguments.positional);
}
RAW_METHOD(StructObject, pack_into, "pack_into(self, /, buffer, offset, *values)",
           "Pack the values and write the bytes into the buffer, starting at offset.") {
    if (arguments.names && arguments.keyword_count())
        return raise(thread, Exc::TypeError, "Struct.pack_into() takes no keyword arguments");
    return pack_into_py(thread, self.to<StructObject>(), arguments.values, arguments.positional);
}
METHOD(StructObject, unpack, "unpack(self, buffer, /)",
       "Return a tuple containing unpacked values.\n\nUnpack according to the format string Struct.format. The "
       "buffer's size\n"
       "in bytes must be Struct.size.") {
    return unpack_py(thread, self, args[0]);
}
METHOD(
    StructObject, unpack_from, "unpack_from(self, /, buffer, offset=0)",
    "Return a tuple containing unpacked values.\n\nValues are unpacked according to the format string Struct.format.") {
    return unpack_from_py(thread, self, args[0], args[1]);
}
METHOD(StructObject, iter_unpack, "iter_unpack(self, buffer, /)",
       "Return an iterator yielding tuples, unpacked from the buffer piece by piece.") {
    return iter_unpack_py(thread, self, args[0]);
}
METHOD(StructObject, sizeof_, "__sizeof__(self, /)", "Returns size in memory, in bytes.") {
    size_t items = self->parsed() ? self->parsed()->items.size() : 0;
    return Value::small(static_cast<int64_t>(sizeof(StructObject) + sizeof(StructFormat) + items * sizeof(StructItem)));
}
METHOD(StructObject, reduce, "__reduce_ex__(self, protocol, /)", nullptr) {
    return raise(thread, Exc::TypeError, "cannot pickle '_struct.Struct' object");
}
GETTER(StructObject, format, "struct format string") {
    TRY(format_of(thread, self.to<StructObject>()));
    return Value(self.to<StructObject>()->text.get());
}
GETTER(StructObject, size, "struct size in bytes") {
    return Value::small(static_cast<int64_t>(TRY(format_of(thread, self.to<StructObject>()))->size));
}
Result<Value> repr_struct(Thread& thread, Value self) {
    TRY(format_of(thread, self.to<StructObject>()));
    return format_str(thread, "{}({})", type_of(thread, self),
                      TRY(repr_py(thread, Value(self.to<StructObject>()->text.get()))));
}

// ---- what iter_unpack() gives ----

Result<Value> next_unpacked(Thread& thread, Value self) {
    auto* iterator = self.to<UnpackIterator>();
    Value structure = iterator->structure.get();
    if (structure.is_nothing()) return Value::unbound();
    const StructFormat* format = structure.to<StructObject>()->parsed();
    Value buffer = iterator->buffer.get();
    if (buffer.is_none()) return Value::unbound();
    ByteView view(thread);
    TRY(view.open_py(buffer));
    uint64_t offset = iterator->offset;
    if (view.size() < offset || view.size() - offset < format->size) {
        iterator->structure.set_immediate(Value::nothing());
        iterator->buffer.set_immediate(none());
        return Value::unbound();
    }
    iterator->offset = offset + format->size;
    return unpack_all(thread, *format, TRY(memory_part(thread, view.view(), offset, format->size)).data());
}
METHOD(UnpackIterator, length_hint, "__length_hint__(self, /)", nullptr) {
    Value structure = self->structure.get();
    if (structure.is_nothing()) return Value::small(0);
    Value buffer = self->buffer.get();
    if (buffer.is_none()) return Value::small(0);
    ByteView view(thread);
    TRY(view.open_py(buffer));
    size_t offset = self->offset, rest = view.size() > offset ? view.size() - offset : 0;
    return Value::small(static_cast<int64_t>(rest / structure.to<StructObject>()->parsed()->size));
}

// ---- functions ----

FUNCTION(struct_, clear, "_clearcache()", "Clear the internal cache.") {
    thread.interpreter->state_slot(state_slot::kStructState).set_immediate(Value::nothing());
    return none();
}
FUNCTION(struct_, calcsize, "calcsize(format, /)",
         "Return size in bytes of the struct described by the format string.") {
    return Value::small(static_cast<int64_t>(TRY(cached_struct(thread, args[0]))->parsed()->size));
}
Result<StructObject*> format_argument(Thread& thread, const char* function, const CallArguments& arguments) {
    if (arguments.names && arguments.keyword_count())
        return raise(thread, Exc::TypeError, "{}() takes no keyword arguments", function);
    if (arguments.positional == 0) return raise(thread, Exc::TypeError, "missing format argument");
    return cached_struct(thread, arguments[0]);
}
RAW_FUNCTION(
    struct_, pack, "pack(format, /, *values)",
    "pack(format, v1, v2, ...) -> bytes\n\nReturn a bytes object containing the values v1, v2, ... packed according\n"
    "to the format string.  See help(struct) for more on format strings.") {
    StructObject* made = TRY(format_argument(thread, "_struct.pack", arguments));
    return pack_py(thread, made, arguments.values + 1, arguments.positional - 1);
}
RAW_FUNCTION(struct_, pack_into, "pack_into(format, buffer, offset, /, *values)",
             "pack_into(format, buffer, offset, v1, v2, ...)\n\nPack the values v1, v2, ... according to the format "
             "string and write\n"
             "the packed bytes into the writable buffer buf starting at offset.  Note\nthat the offset is a required "
             "argument.  See "
             "help(struct) for more\non format strings.") {
    StructObject* made = TRY(format_argument(thread, "_struct.pack_into", arguments));
    return pack_into_py(thread, made, arguments.values + 1, arguments.positional - 1);
}
FUNCTION(struct_, unpack, "unpack(format, buffer, /)",
         "Return a tuple containing values unpacked according to the format string.\n\nThe buffer's size in bytes must "
         "be calcsize(format).") {
    return unpack_py(thread, TRY(cached_struct(thread, args[0])), args[1]);
}
FUNCTION(struct_, unpack_from, "unpack_from(format, /, buffer, offset=0)",
         "Return a tuple containing values unpacked according to the format string.\n\n"
         "The buffer's size, minus offset, must be at least calcsize(format).") {
    return unpack_from_py(thread, TRY(cached_struct(thread, args[0])), args[1], args[2]);
}
FUNCTION(struct_, iter_unpack, "iter_unpack(format, buffer, /)",
         "Return an iterator yielding tuples unpacked from the given bytes.\n\nThe bytes are unpacked according to the "
         "format string, like "
         "a repeated invocation of unpack_from().") {
    return iter_unpack_py(thread, TRY(cached_struct(thread, args[0])), args[1]);
}

const TypeSpec StructObject::spec = {
    .name = "_struct.Struct",
    .doc = "Struct(fmt) --> compiled struct object",
    .size = sizeof(StructObject),
    .flags = type_flag::kSubclassable | type_flag::kHasWeakref,
    .slots = {.repr = repr_struct, .construct = construct_struct, .initialize = initialize_struct},
    .methods = {&StructObject_pack, &StructObject_pack_into, &StructObject_unpack, &StructObject_unpack_from,
                &StructObject_iter_unpack, &StructObject_sizeof_, &StructObject_reduce},
    .properties = {&StructObject_get_format, &StructObject_get_size},
    .trace = trace_members<StructObject, &StructObject::text>,
    .signature = "Struct(format)",
};
const TypeSpec UnpackIterator::spec = {
    .name = "_struct.unpack_iterator",
    .size = sizeof(UnpackIterator),
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = iterator_self, .next = next_unpacked},
    .methods = {&UnpackIterator_length_hint},
    .trace = trace_members<UnpackIterator, &UnpackIterator::structure, &UnpackIterator::buffer>,
};

}  // namespace

const TypeSpec kStructErrorSpec = {
    .name = "struct.error", .base = BuiltinType::Exception, .flags = type_flag::kSubclassable};

extern const ModuleSpec kStructModule;
const ModuleSpec kStructModule = {
    .name = "_struct",
    .doc = "Functions to convert between Python values and C structs, represented as bytes objects.\n\n"
           "The first character of a format tells byte order and sizes: @ native with alignment (the default), = "
           "native order with\n"
           "standard sizes, < little-endian, > or ! big-endian. Then items with an optional count before each:\n"
           "x pad byte; c char; b, B, h, H, i, I, l, L, q, Q integers; ? bool; n, N, P native only; e, f, d floats; F, "
           "D complex;\n"
           "s bytes of a given length; p Pascal string.",
    .functions = {&struct__clear, &struct__calcsize, &struct__pack, &struct__pack_into, &struct__unpack,
                  &struct__unpack_from, &struct__iter_unpack},
    .types = {&StructObject::spec, &kStructErrorSpec},
};

}  // namespace krait::core

// The type str: construction, repr, operators, iteration. The methods stand in str_find.cpp, str_case.cpp and str_format.cpp.
#include "runtime/buffer.h"
#include "runtime/objects/bytes_parts.h"
#include "runtime/objects/object_parts.h"
#include "runtime/objects/order.h"
#include "runtime/objects/relaxed.h"
#include "runtime/objects/str_parts.h"
#include "runtime/objects/text_codecs.h"
#include "runtime/primitives/unicode/character.h"
#include "runtime/primitives/unicode/search.h"

namespace krait::core {

namespace {

// ---- construction ----
// An instance of a subclass: its characters lie in a buffer of their own.
Result<Value> make_subclass_instance(Thread& thread, Type* type, Str* string) {
    TextView text = TRY(text_of(thread, string));
    void* buffer = text.length ? TRY(make_text_buffer(thread, text.length * text.kind)) : nullptr;
    if (buffer) memcpy(buffer, text.data, text.length * text.kind);
    auto* instance = static_cast<Str*>(allocate_instance(thread, type));
    instance->flags_ = string->flags() & (Str::kKindMask | Str::kAscii);
    instance->length_ = text.length;
    instance->hash_ = 0;
    instance->data_ = buffer ? buffer : instance->inline_data();
    write_barrier(instance);
    return Value(instance);
}

Result<std::string_view> name_argument(Thread& thread, const char* function, const char* what, Value value) {
    auto* string = as_kind<Str>(thread, value);
    if (!string)
        return raise(thread, Exc::TypeError, "{}() argument '{}' must be str, not {}", function, what,
                     argument_kind(thread, value));
    std::string_view text = TRY(str_utf8(thread, string));
    if (text.find('\0') != std::string_view::npos) return raise(thread, Exc::ValueError, "embedded null character");
    return text;
}

Result<Str*> text_from_py(Thread& thread, Value object, Value encoding, Value errors) {
    if (object.is_nothing()) return empty_str(thread);
    if (encoding.is_nothing() && errors.is_nothing()) return str_py(thread, object);
    std::string_view codec = "utf-8", handler = "strict";
    if (!encoding.is_nothing()) codec = TRY(name_argument(thread, "str", "encoding", encoding));
    if (!errors.is_nothing()) handler = TRY(name_argument(thread, "str", "errors", errors));
    if (as_kind<Str>(thread, object)) return raise(thread, Exc::TypeError, "decoding str is not supported");
    if (!has_buffer(thread, object))
        return raise(thread, Exc::TypeError, "decoding to str: need a bytes-like object, {} found",
                     type_name(thread, object));
    BytesArgument view(thread);
    TRY(view.open_py(object));
    return decode_text_py(thread, view.bytes(), codec, handler, object);
}

Result<Value> construct_str(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[3];
    // str(x), the usual call.
    if (arguments.positional == 1 && !arguments.names) {
        bound[0] = arguments[0];
    } else {
        TRY(bind_arguments(thread, "str(object=?, encoding=?, errors=?)", arguments, bound));
    }
    Str* text = TRY(text_from_py(thread, bound[0], bound[1], bound[2]));
    if (type == thread.interpreter->type(BuiltinType::Str)) return Value(text);
    return make_subclass_instance(thread, type, text);
}

// ---- text of itself ----
Result<Value> repr_str(Thread& thread, Value self) { return Value(TRY(str_repr(thread, self.to<Str>()))); }
Result<Value> str_str(Thread& thread, Value self) { return Value(TRY(exact_str(thread, self.to<Str>()))); }
Result<int64_t> hash_str(Thread& thread, Value self) { return str_hash(thread, self.to<Str>()); }
Result<int64_t> length_str(Thread&, Value self) { return static_cast<int64_t>(self.to<Str>()->length()); }

// ---- operators ----
Result<Value> compare_strs(Thread& thread, Value left, Value right, CompareOp op) {
    auto *a = as_kind<Str>(thread, left), *b = as_kind<Str>(thread, right);
    if (!a || !b) return Value::not_implemented();
    if (op == CompareOp::Eq) return Value::boolean(TRY(str_equal(thread, a, b)));
    if (op == CompareOp::Ne) return Value::boolean(!TRY(str_equal(thread, a, b)));
    TRY(a->data(thread));
    TRY(b->data(thread));
    return Value::boolean(holds(op, a == b ? 0 : str_compare(a, b)));
}

Result<Value> get_item_str(Thread& thread, Value self, Value key) {
    auto* string = self.to<Str>();
    auto length = static_cast<int64_t>(string->length());
    if (auto* slice = key.as_if<Slice>()) {
        SliceBounds bounds = TRY(slice_bounds_py(thread, slice, length));
        if (bounds.length <= 0) return Value(empty_str(thread));
        if (bounds.step == 1)
            return Value(
                TRY(str_slice(thread, string, static_cast<size_t>(bounds.start), static_cast<size_t>(bounds.stop))));
        TextView text = TRY(text_of(thread, string));
        Str* result = TRY(make_str_buffer(thread, static_cast<size_t>(bounds.length), max_for(string)));
        bool whole = in_slices(thread, static_cast<size_t>(bounds.length), [&](size_t begin, size_t end) {
            int64_t at = bounds.start + static_cast<int64_t>(begin) * bounds.step;
            for (; begin < end; ++begin, at += bounds.step)
                put_code(result->inline_data(), text.kind, begin, text[static_cast<size_t>(at)]);
        });
        if (!whole) return raise_stopped(thread);
        if (bounds.length > 1 && string->is_ascii()) return Value(result);
        return Value(TRY(make_str(thread, text_of(result))));
    }
    int64_t index;
    if (key.is_small()) {
        index = key.as_small();
    } else {
        if (!type_of(thread, key)->slots.index)
            return raise(thread, Exc::TypeError, "string indices must be integers, not '{}'", type_name(thread, key));
        index = TRY(index_int64_py(thread, key, OutOfRange::RaiseIndexError));
    }
    if (index < 0) index += length;
    if (index < 0 || index >= length) return raise(thread, Exc::IndexError, "string index out of range");
    TextView text = TRY(text_of(thread, string));
    return Value(make_char(thread, text[static_cast<size_t>(index)]));
}

Result<bool> contains_str(Thread& thread, Value self, Value item) {
    auto* part = as_kind<Str>(thread, item);
    if (!part)
        return raise(thread, Exc::TypeError, "'in <string>' requires string as left operand, not {}",
                     type_name(thread, item));
    if (part->length() > self.to<Str>()->length()) return false;
    TextView text = TRY(text_of(thread, self.to<Str>()))
    , needle = TRY(text_of(thread, part));
    return TRY(search_result(find(text, needle, poll_of(thread))))
    != kNotFound;
}

Result<Value> concat_str(Thread& thread, Value left, Value right) {
    auto* b = as_kind<Str>(thread, right);
    if (!b)
        return raise(thread, Exc::TypeError, "can only concatenate str (not \"{}\") to str", type_name(thread, right));
    return Value(TRY(str_concat(thread, left.to<Str>(), b)));
}
Result<Value> repeat_str(Thread& thread, Value self, Value count) {
    return Value(TRY(str_repeat(thread, self.to<Str>(), TRY(index_int64_py(thread, count)))));
}
Result<Value> mod_str(Thread& thread, Value left, Value right) {
    auto* format = as_kind<Str>(thread, left);
    if (!format) return Value::not_implemented();
    return Value(TRY(str_mod_py(thread, format, right)));
}

// ---- iteration ----
Result<Value> iterate_str(Thread& thread, Value self) {
    auto* string = self.to<Str>();
    auto* iterator = allocate<StrIterator>(
        thread, shape_of(string->is_ascii() ? BuiltinType::StrAsciiIterator : BuiltinType::StrIterator));
    iterator->string.init(self);
    return Value(iterator);
}
Result<Value> next_str(Thread& thread, Value self) {
    auto* iterator = self.to<StrIterator>();
    Value source = iterator->string.get();
    if (source.is_none()) return Value::unbound();
    auto* string = source.to<Str>();
    uint64_t index = load_relaxed(iterator->index);
    if (index >= string->length()) {
        iterator->string.set_immediate(Value::none());
        return Value::unbound();
    }
    store_relaxed(iterator->index, index + 1);
    TextView text = TRY(text_of(thread, string));
    uint32_t code = text[index];
    if (code < 256) {
        if (Str* known = thread.interpreter->latin1[code].get()) [[likely]]
            return Value(known);
    }
    return Value(make_char(thread, code));
}
void trace_iterator(Cell* cell, Tracer& tracer) { tracer.visit(static_cast<StrIterator*>(cell)->string); }

METHOD(StrIterator, __length_hint__, "__length_hint__(self, /)",
       "Private method returning an estimate of len(list(it)).") {
    Value source = self->string.get();
    if (source.is_none()) return Value::small(0);
    size_t length = source.to<Str>()->length();
    uint64_t index = load_relaxed(self->index);
    return Value::small(static_cast<int64_t>(index < length ? length - index : 0));
}
METHOD(StrIterator, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    Value builtin(TRY(get_attribute_py(thread, Value(thread.interpreter->builtins_module.get()), "iter")));
    Value source = self->string.get();
    if (source.is_none())
        return Value(make_tuple(thread, {builtin, Value(make_tuple(thread, {Value(empty_str(thread))}))}));
    return Value(make_tuple(thread, {builtin, Value(make_tuple(thread, {source})),
                                     Value::small(static_cast<int64_t>(load_relaxed(self->index)))}));
}
METHOD(StrIterator, __setstate__, "__setstate__(self, state, /)", "Set state information for unpickling.") {
    int64_t index = TRY(index_int64_py(thread, args[0]));
    Value source = self->string.get();
    if (source.is_none()) return none();
    auto length = static_cast<int64_t>(source.to<Str>()->length());
    store_relaxed(self->index, static_cast<uint64_t>(index < 0 ? 0 : index > length ? length : index));
    return none();
}

// ---- methods of the type itself ----
METHOD(Str, encode, "encode(self, /, encoding='utf-8', errors='strict')",
       "Encode the string using the codec registered for encoding.\n\n  encoding\n    The encoding in which to encode "
       "the string.\n  "
       "errors\n    The error handling scheme to use for encoding errors.\n    The default is 'strict' meaning that "
       "encoding errors raise "
       "a\n    UnicodeEncodeError.  Other possible values are 'ignore', 'replace' and\n    'xmlcharrefreplace' as well "
       "as any other name "
       "registered with\n    codecs.register_error that can handle UnicodeEncodeErrors.") {
    std::string_view encoding = TRY(name_argument(thread, "encode", "encoding", args[0]));
    std::string_view errors = TRY(name_argument(thread, "encode", "errors", args[1]));
    return Value(TRY(encode_text_py(thread, self, encoding, errors)));
}
METHOD(Str, __getnewargs__, "__getnewargs__(self, /)", nullptr) {
    return Value(make_tuple(thread, { Value(TRY(make_str_of(thread, TRY(text_of(thread, self)), max_for(self)))) }));
}
METHOD(Str, __sizeof__, "__sizeof__(self, /)", "Return the size of the string in memory, in bytes.") {
    return make_int(thread, static_cast<int64_t>(Str::kHead + self->length() * static_cast<size_t>(self->kind())));
}
METHOD(Str, __format__, "__format__(self, format_spec, /)",
       "Return a formatted version of the string as described by format_spec.") {
    auto* spec = as_kind<Str>(thread, args[0]);
    if (!spec)
        return raise(thread, Exc::TypeError, "__format__() argument must be str, not {}",
                     argument_kind(thread, args[0]));
    return str_format_py(thread, self, spec);
}

const std::initializer_list<const NativeSpec*> kOwnMethods = {&Str_encode, &Str___getnewargs__, &Str___sizeof__,
                                                              &Str___format__};

constexpr Slots iterator_slots() {
    Slots slots;
    slots.iterate = [](Thread&, Value self) -> Result<Value> { return self; };
    slots.next = next_str;
    return slots;
}

constexpr Slots str_slots() {
    Slots slots;
    slots.repr = repr_str;
    slots.str = str_str;
    slots.hash = hash_str;
    slots.compare = compare_strs;
    slots.length = length_str;
    slots.get_item = get_item_str;
    slots.contains = contains_str;
    slots.iterate = iterate_str;
    slots.binary[static_cast<int>(BinaryOp::Mod)] = mod_str;
    slots.concat = concat_str;
    slots.repeat = repeat_str;
    slots.construct = construct_str;
    return slots;
}

}  // namespace

Result<Str*> str_repr(Thread& thread, Str* string) {
    TextView text = TRY(text_of(thread, string));
    constexpr size_t kAtOnce = size_t{1} << 16;
    if (string->is_ascii() && text.length < kAtOnce) {
        auto* from = static_cast<const uint8_t*>(text.data);
        bool plain = true;
        for (size_t i = 0; i < text.length; ++i) {
            uint8_t c = from[i];
            plain &= c >= 0x20 && c != 0x7f && c != '\\' && c != '\'';
        }
        if (plain) {  // as most are
            Str* result = TRY(make_str_buffer(thread, text.length + 2, 0x7f));
            char* out = result->inline_data();
            out[0] = out[text.length + 1] = '\'';
            memcpy(out + 1, from, text.length);
            return result;
        }
    }
    bool single = false, both = false;
    bool scanned = in_slices(thread, text.length, [&](size_t i, size_t end) {
        for (; i < end; ++i) {
            if (text[i] == '\'') single = true;
            else if (text[i] == '"') both = true;
        }
    });
    if (!scanned) return raise_stopped(thread);
    uint32_t quote = single && !both ? '"' : '\'';
    StrBuilder out(thread);
    out.add_char(quote);
    auto hex = [&](char kind, uint32_t code, int digits) {
        out.add_char('\\');
        out.add_char(static_cast<uint8_t>(kind));
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
            out.add_char(static_cast<uint8_t>("0123456789abcdef"[code >> shift & 15]));
    };
    size_t plain = 0;
    for (size_t i = 0; i < text.length; ++i) {
        uint32_t code = text[i];
        if (i % (kBulkSlice / 8) == kBulkSlice / 8 - 1 && stop_asked(thread)) return raise_stopped(thread);
        bool literal = code < 0x7f ? code >= 0x20 && code != quote && code != '\\' : unicode::is_printable(code);
        if (literal) continue;
        TRY(out.add_range(string, plain, i));
        plain = i + 1;
        if (code == quote || code == '\\') {
            out.add_char('\\');
            out.add_char(code);
        } else if (code == '\n' || code == '\r' || code == '\t') {
            out.add_char('\\');
            out.add_char(code == '\n' ? 'n' : code == '\r' ? 'r' : 't');
        } else if (code < 0x100) {
            hex('x', code, 2);
        } else if (code < 0x10000) {
            hex('u', code, 4);
        } else {
            hex('U', code, 8);
        }
    }
    TRY(out.add_range(string, plain, text.length));
    out.add_char(quote);
    return out.finish();
}

const TypeSpec Str::spec = {
    .name = "str",
    .doc = "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\nCreate a new string object "
           "from the given "
           "object. If encoding or\nerrors is specified, then the object must expose a data buffer\nthat will be "
           "decoded using the given "
           "encoding and error handler.\nOtherwise, returns the result of object.__str__() (if defined)\nor "
           "repr(object).\nencoding "
           "defaults to 'utf-8'.\nerrors defaults to 'strict'.",
    .size = sizeof(Str),
    .layout = Layout::Str,
    .flags = type_flag::kSubclassable | type_flag::kMatchSelf,
    .slots = str_slots(),
    .method_groups = {&kOwnMethods, &kStrFindMethods, &kStrCaseMethods, &kStrLayoutMethods, &kStrFormatMethods},
};
const TypeSpec StrIterator::spec = {
    .name = "str_iterator",
    .size = sizeof(StrIterator),
    .layout = Layout::StrIterator,
    .flags = type_flag::kNoInstantiate,
    .slots = iterator_slots(),
    .methods = {&StrIterator___length_hint__, &StrIterator___reduce__, &StrIterator___setstate__},
    .trace = trace_iterator,
};
const TypeSpec StrIterator::ascii_spec = {
    .name = "str_ascii_iterator",
    .size = sizeof(StrIterator),
    .layout = Layout::StrIterator,
    .flags = type_flag::kNoInstantiate,
    .slots = iterator_slots(),
    .methods = {&StrIterator___length_hint__, &StrIterator___reduce__, &StrIterator___setstate__},
    .trace = trace_iterator,
};

}  // namespace krait::core

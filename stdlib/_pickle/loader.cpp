// Loading: the opcodes, and values that are no containers.
#include "stdlib/_pickle/loader.h"

#include <bit>

#include "runtime/objects/text_codecs.h"

namespace krait::core::pickling {

Result<void> Loader::open_py() {
    Value self(unpickler_);
    Type* type = type_of(thread_, self);
    Type* base = native_type(thread_, Unpickler::spec);
    persistent_load_ = unpickler_->persistent_load.get();
    if (type == base) return {};
    Str* name = intern(thread_, "persistent_load");
    if (type->lookup(thread_, name) != base->lookup(thread_, name))
        persistent_load_ = TRY(get_attribute_py(thread_, self, name));
    name = intern(thread_, "find_class");
    Value found = TRY(get_attribute_py(thread_, self, name));
    auto* bound = found.as_if<NativeFunction>();
    if (!bound || type->lookup(thread_, name) != base->lookup(thread_, name)) find_class_ = found;
    return {};
}

Result<Value> load_py(Thread& thread, Unpickler* unpickler, Value data) {
    Loader loader(thread, unpickler, TRY(state_of_py(thread)), data);
    TRY(loader.open_py());
    return loader.load_py();
}

Result<Value> Loader::load_py() {
    unpickler_->protocol = 0;
    for (;;) {
        Op code { TRY(input_.opcode_py()) };
        if (code == Op::Stop) break;
        TRY(step(code));
        TRY(thread_.poll());
    }
    Value result = TRY(pop());
    TRY(input_.finish_py());
    return result;
}

Result<core::Tuple*> Loader::tuple_above(size_t from) {
    size_t count = above(from).size();
    core::Tuple* tuple = TRY(make_tuple_sized(thread_, count));
    for (size_t i = 0; i < count; ++i) tuple->items_[i].set(tuple, stack_[from + i]);
    return tuple;
}

Result<uint64_t> Loader::size8(const char* what) {
    uint64_t size = TRY(input_.number_py(8));
    if (size > INT64_MAX)
        return raise(thread_, Exc::OverflowError, "{} exceeds system's maximum size of {} bytes", what, INT64_MAX);
    return size;
}

Result<void> Loader::step(Op code) {
    switch (code) {
    case Op::Mark: marks_.push_back(stack_.size()); return {};
    case Op::None: return push(none());
    case Op::NewTrue: return push(Value::true_());
    case Op::NewFalse: return push(Value::false_());
    case Op::BinInt: return push(Value::small(static_cast<int32_t>(TRY(input_.number_py(4)))));
    case Op::BinInt1: return push(Value::small(static_cast<int64_t>(TRY(input_.number_py(1)))));
    case Op::BinInt2: return push(Value::small(static_cast<int64_t>(TRY(input_.number_py(2)))));
    case Op::Int: return load_int_line();
    case Op::Long: return load_long_line();
    case Op::Long1: return load_long(TRY(input_.number_py(1)));
    case Op::Long4: {
        auto size = static_cast<int32_t>(TRY(input_.number_py(4)));
        if (size < 0) return unpickling_error(thread_, "LONG pickle has negative byte count");
        return load_long(static_cast<size_t>(size));
    }
    case Op::Float: return load_float_line();
    case Op::BinFloat: return load_float();
    case Op::ShortBinUnicode: return load_str(TRY(input_.number_py(1)));
    case Op::BinUnicode: return load_str(TRY(input_.number_py(4)));
    case Op::BinUnicode8: return load_str(TRY(size8("BINUNICODE")));
    case Op::Unicode: return push(Value(TRY(decode_raw_unicode_escape_py(thread_, TRY(input_.line_py()), "strict"))));
    case Op::ShortBinBytes: return load_bytes(TRY(input_.number_py(1)));
    case Op::BinBytes: return load_bytes(TRY(input_.number_py(4)));
    case Op::BinBytes8: return load_bytes(TRY(size8("BINBYTES")));
    case Op::ByteArray8: return load_bytearray();
    case Op::NextBuffer: return next_buffer();
    case Op::ReadonlyBuffer: return read_only_buffer();
    case Op::String: return load_string_line();
    case Op::BinString: {
        auto size = static_cast<int32_t>(TRY(input_.number_py(4)));
        if (size < 0) return unpickling_error(thread_, "BINSTRING pickle has negative byte count");
        return push_old_string(TRY(input_.take_py(static_cast<size_t>(size))));
    }
    case Op::ShortBinString: return push_old_string(TRY(input_.take_py(TRY(input_.number_py(1)))));

    case Op::EmptyTuple: return load_tuple(0);
    case Op::Tuple1: return load_tuple(1);
    case Op::Tuple2: return load_tuple(2);
    case Op::Tuple3: return load_tuple(3);
    case Op::Tuple: {
        size_t from = TRY(pop_mark());
        core::Tuple* tuple = TRY(tuple_above(from));
        stack_.resize_down(from);
        return push(Value(tuple));
    }
    case Op::EmptyList: return push(Value(make_list(thread_)));
    case Op::List: {
        size_t from = TRY(pop_mark());
        core::List* list = TRY(make_list_from(thread_, above(from)));
        stack_.resize_down(from);
        return push(Value(list));
    }
    case Op::EmptyDict: return push(Value(make_dict(thread_)));
    case Op::Dict: return make_dict_from(TRY(pop_mark()));
    case Op::EmptySet: return push(Value(make_set(thread_)));
    case Op::FrozenSet: {
        size_t from = TRY(pop_mark());
        core::Tuple* items = TRY(tuple_above(from));
        stack_.resize_down(from);
        return push(Value(TRY(make_frozenset_from_py(thread_, Value(items)))));
    }
    case Op::Append:
        if (stack_.size() < fence() + 2) return underflow();
        return append(stack_.size() - 1);
    case Op::Appends: return append(TRY(pop_mark()));
    case Op::SetItem:
        if (stack_.size() < fence() + 3) return underflow();
        return set_items(stack_.size() - 2);
    case Op::SetItems: return set_items(TRY(pop_mark()));
    case Op::AddItems: return add_items();

    case Op::Global: {
        Value module = TRY(line_str(false));
        return global(module, TRY(line_str(false)));
    }
    case Op::StackGlobal: {
        Value name = TRY(pop());
        Value module = TRY(pop());
        if (!name.is<Str>() || !module.is<Str>()) return unpickling_error(thread_, "STACK_GLOBAL requires str");
        return global(module, name);
    }
    case Op::Ext1: return extension(static_cast<int64_t>(TRY(input_.number_py(1))));
    case Op::Ext2: return extension(static_cast<int64_t>(TRY(input_.number_py(2))));
    case Op::Ext4: return extension(static_cast<int32_t>(TRY(input_.number_py(4))));
    case Op::Reduce: return reduce();
    case Op::NewObj: return new_object(false);
    case Op::NewObjEx: return new_object(true);
    case Op::Inst: {
        size_t from = TRY(pop_mark());
        Value module = TRY(line_str(true));
        TRY(global(module, TRY(line_str(true))));
        return instantiate(stack_.pop(), from);
    }
    case Op::Obj: {
        size_t from = TRY(pop_mark());
        if (stack_.size() <= from) return underflow();
        Value cls = stack_[from];
        TRY(instantiate(cls, from + 1));
        Value made = stack_.pop();
        stack_.resize_down(from);
        return push(made);
    }
    case Op::Build: return build();
    case Op::PersId: {
        std::string_view line = TRY(input_.line_py());
        for (char c : line) {
            if (c & 0x80) return unpickling_error(thread_, "persistent IDs in protocol 0 must be ASCII strings");
        }
        return persistent(Value(TRY(make_str(thread_, line))));
    }
    case Op::BinPersId: return persistent(TRY(pop()));

    case Op::Pop:
        if (!marks_.empty() && marks_.back() == stack_.size()) {
            marks_.pop_back();
            return {};
        }
        TRY(pop());
        return {};
    case Op::PopMark: {
        size_t from = TRY(pop_mark());
        stack_.resize_down(from);
        return {};
    }
    case Op::Dup: return push(TRY(top()));
    case Op::Get: return get(TRY(index_line()));
    case Op::BinGet: return get(TRY(input_.number_py(1)));
    case Op::LongBinGet: return get(TRY(input_.number_py(4)));
    case Op::Put: {
        TRY(top());
        return put(TRY(index_line()));
    }
    case Op::BinPut: return put(TRY(input_.number_py(1)));
    case Op::LongBinPut: return put(TRY(input_.number_py(4)));
    case Op::Memoize: return put(unpickler_->memo_count);
    case Op::Proto: {
        uint64_t protocol = TRY(input_.number_py(1));
        if (protocol > kHighestProtocol)
            return raise(thread_, Exc::ValueError, "unsupported pickle protocol: {}", protocol);
        unpickler_->protocol = static_cast<int>(protocol);
        return {};
    }
    case Op::Frame: return load_frame();
    default: break;
    }
    auto key = static_cast<unsigned char>(code);
    if (key >= 0x20 && key < 0x7f && key != '\'' && key != '\\')
        return unpickling_error(thread_, "invalid load key, '{}'.", std::string(1, static_cast<char>(key)));
    std::string shown{"\\x", 2};
    shown += "0123456789abcdef"[key >> 4];
    shown += "0123456789abcdef"[key & 15];
    return unpickling_error(thread_, "invalid load key, '{}'.", shown);
}

Result<void> Loader::load_frame() {
    uint64_t size = TRY(input_.number_py(8));
    if (size > INT64_MAX)
        return raise(thread_, Exc::OverflowError, "FRAME length exceeds system's maximum of {} bytes", INT64_MAX);
    return input_.frame_py(size);
}

// ---- numbers ----
Result<void> Loader::load_int_line() {
    std::string_view line = TRY(input_.line_py());
    if (line.empty()) return unpickling_error(thread_, "pickle data was truncated");
    if (line == "00" || line == "01") return push(Value::boolean(line == "01"));
    Result<Value> number = int_from_text(thread_, line, 10);
    if (!number.failed()) return push(number.value());
    if (!clear_pending_if(thread_, Exc::ValueError)) return kFailure;
    return raise(thread_, Exc::ValueError, "could not convert string to int");
}
Result<void> Loader::load_long_line() {
    std::string_view line = TRY(input_.line_py());
    if (line.empty()) return unpickling_error(thread_, "pickle data was truncated");
    if (line.back() == 'L') line.remove_suffix(1);
    return push(TRY(int_from_text(thread_, line, 10)));
}

// Little-endian two's complement.
Result<void> Loader::load_long(size_t size) {
    Bytes* held = nullptr;
    std::string_view data;
    if (size > 8) {
        held = TRY(input_.bytes_py(size));
        data = held->view();
    } else {
        data = TRY(input_.take_py(size));
    }
    bool negative = size && (data[size - 1] & 0x80);
    if (size <= 8) {
        uint64_t number = negative ? ~uint64_t{0} : 0;
        for (size_t i = size; i-- > 0;) number = number << 8 | static_cast<uint8_t>(data[i]);
        return push(make_int(thread_, static_cast<int64_t>(number)));
    }
    std::vector<uint64_t> limbs((size + 7) / 8);
    for (size_t i = 0; i < limbs.size() * 8; ++i) {
        uint8_t byte = i < size ? static_cast<uint8_t>(data[i]) : negative ? 0xff : 0;
        limbs[i / 8] |= uint64_t{byte} << (8 * (i % 8));
    }
    if (negative) {
        bool carry = true;
        for (uint64_t& limb : limbs) {
            limb = ~limb;
            if (carry) carry = ++limb == 0;
        }
    }
    size_t used = limbs.size();
    while (used && limbs[used - 1] == 0) --used;
    return push(TRY(make_int_from_limbs(thread_, limbs.data(), used, negative)));
}

Result<void> Loader::load_float() {
    std::string_view data = TRY(input_.take_py(8));
    uint64_t bits = 0;
    for (char c : data) bits = bits << 8 | static_cast<uint8_t>(c);
    return push(make_float(thread_, std::bit_cast<double>(bits)));
}
Result<void> Loader::load_float_line() {
    std::string_view line = TRY(input_.line_py());
    if (line.empty()) return unpickling_error(thread_, "pickle data was truncated");
    Value text(TRY(make_str(thread_, line.data(), 1, line.size())));
    return push(TRY(call_py(thread_, Value(thread_.interpreter->type(BuiltinType::Float)), text)));
}

// ---- strings ----
Result<void> Loader::load_str(uint64_t size) {
    constexpr uint64_t kSmall = 4096;
    if (size > kSmall) {
        Bytes* data = TRY(input_.bytes_py(size));
        return push(Value(TRY(decode_utf8(thread_, data->view(), "surrogatepass"))));
    }
    std::string_view data = TRY(input_.take_py(size));
    uint8_t bits = 0;
    for (char c : data) bits |= static_cast<uint8_t>(c);
    if (bits < 0x80) return push(Value(size ? make_ascii(thread_, data) : empty_str(thread_)));
    return push(Value(TRY(decode_utf8(thread_, data, "surrogatepass"))));
}
Result<void> Loader::load_bytes(uint64_t size) { return push(Value(TRY(input_.bytes_py(size)))); }
Result<void> Loader::load_bytearray() {
    Bytes* data = TRY(input_.bytes_py(TRY(size8("BYTEARRAY8"))));
    return push(Value(TRY(make_bytearray(thread_, data->view()))));
}
// An 8-bit string of Python 2.
Result<void> Loader::push_old_string(std::string_view data) {
    Value bytes(TRY(make_bytes(thread_, data)));
    std::string encoding(TRY(str_utf8(thread_, unpickler_->encoding.get())));
    if (encoding == "bytes") return push(bytes);
    std::string errors(TRY(str_utf8(thread_, unpickler_->errors.get())));
    return push(Value(TRY(decode_text_py(thread_, bytes.to<Bytes>()->view(), encoding, errors, bytes))));
}
Result<void> Loader::load_string_line() {
    std::string_view line = TRY(input_.line_py());
    if (line.size() < 2 || line.front() != line.back() || (line.front() != '\'' && line.front() != '"'))
        return unpickling_error(thread_, "the STRING opcode argument must be quoted");
    Value quoted(TRY(make_bytes(thread_, line.substr(1, line.size() - 2))));
    Value codecs = TRY(thread_.interpreter->vm->import_module_py(thread_, intern(thread_, "codecs")));
    Value decoded = TRY(call_method_py(thread_, codecs, intern(thread_, "escape_decode"), {&quoted, 1}));
    auto* both = as_kind<core::Tuple>(thread_, decoded);
    if (!both || both->size() == 0 || !(*both)[0].is<Bytes>())
        return raise(thread_, Exc::TypeError, "codecs.escape_decode() returned no bytes");
    return push_old_string((*both)[0].to<Bytes>()->view());
}

Result<void> Loader::load_tuple(size_t size) {
    if (stack_.size() < fence() + size) return underflow();
    size_t from = stack_.size() - size;
    Value tuple(make_tuple(thread_, above(from)));
    stack_.resize_down(from);
    return push(tuple);
}

// ---- memo ----
Result<uint64_t> Loader::index_line() {
    std::string_view line = TRY(input_.line_py());
    if (line.empty()) return unpickling_error(thread_, "pickle data was truncated");
    Value number = TRY(int_from_text(thread_, line, 10));
    int64_t index = TRY(index_int64_py(thread_, number));
    if (index < 0) return raise(thread_, Exc::ValueError, "negative PUT argument");
    return static_cast<uint64_t>(index);
}
Result<void> Loader::get(uint64_t index) {
    Value found = unpickler_->recall(thread_, index);
    if (found.is_nothing()) return unpickling_error(thread_, "Memo value not found at index {}", index);
    return push(found);
}
Result<void> Loader::put(uint64_t index) { return unpickler_->remember(thread_, index, TRY(top())); }

}  // namespace krait::core::pickling

#include <cstring>
#include <vector>

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/numbers.h"
#include "runtime/operations.h"
#include "vm/bytecode/verify.h"
#include "vm/marshal/marshal.h"
#include "vm/objects/code_storage.h"

namespace krait::core {

namespace {

constexpr int kMaxDepth = 2000;

class MemoryInput : public MarshalInput {
public:
    MemoryInput(Thread& thread, std::string_view data) : thread_(thread), data_(data) {}
    Result<std::string_view> take_py(size_t count) override {
        if (count > data_.size()) return raise(thread_, Exc::EOFError, "marshal data too short");
        std::string_view piece = data_.substr(0, count);
        data_.remove_prefix(count);
        return piece;
    }
    size_t left() const override { return data_.size(); }

private:
    Thread& thread_;
    std::string_view data_;
};

class Reader {
public:
    Reader(Thread& thread, MarshalInput& input, MarshalCode code)
        : thread_(thread), input_(input), allow_(code), seen_(make_list(thread)) {}
    // Nothing where a dict ends is Unbound here.
    Result<Value> read() {
        Value value = TRY(read_any());
        if (value.is_unbound()) return raise(thread_, Exc::TypeError, "NULL object in marshal data for object");
        return value;
    }

private:
    Failure bad(const char* what) { return raise(thread_, Exc::ValueError, "bad marshal data ({})", what); }
    Result<uint8_t> byte() { return static_cast<uint8_t>(TRY(input_.take_py(1))[0]); }
    template <typename T>
    Result<T> number() {
        std::string_view piece = TRY(input_.take_py(sizeof(T)));
        T value;
        std::memcpy(&value, piece.data(), sizeof(T));
        return value;
    }
    Result<uint64_t> varint() {
        uint64_t result = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            uint8_t part = TRY(byte());
            result |= static_cast<uint64_t>(part & 127) << shift;
            if (part < 128) return result;
        }
        return bad("number too long");
    }
    Result<uint32_t> word() {
        uint64_t value = TRY(varint());
        if (value > UINT32_MAX) return bad("number out of range");
        return static_cast<uint32_t>(value);
    }
    Result<int32_t> signed_word(int64_t from = 0) {
        uint64_t value = TRY(varint());
        int64_t result = from + static_cast<int64_t>(value >> 1 ^ (0 - (value & 1)));
        if (value > UINT64_MAX / 4 || result < INT32_MIN || result > INT32_MAX) return bad("number out of range");
        return static_cast<int32_t>(result);
    }
    // Of what takes at least `least` bytes each.
    Result<uint32_t> count(size_t least) {
        uint32_t result = TRY(word());
        if (result > input_.left() / least) return raise(thread_, Exc::EOFError, "marshal data too short");
        return result;
    }
    Result<size_t> size() {
        auto result = TRY(number<int32_t>());
        if (result < 0) return bad("size out of range");
        return static_cast<size_t>(result);
    }
    Result<std::string_view> sized() { return input_.take_py(TRY(size())); }
    Result<std::string_view> short_sized() { return input_.take_py(TRY(byte())); }
    void remember(size_t index, Value value) {
        ListItems* items = seen_->items_.get();
        items->items_[index].set(items, value);
    }

    Result<Value> read_any();
    Result<Value> read_marked(char mark, int64_t index);
    Result<Value> read_items(size_t size);  // a tuple
    Result<Value> read_int();
    Result<double> text_number();
    Result<Value> latin(std::string_view bytes);
    Result<Value> read_code();
    Result<Str*> read_str();

    Thread& thread_;
    MarshalInput& input_;
    MarshalCode allow_;
    List* seen_;  // what 'r' refers to; Unbound: not ready
    int depth_ = 0, code_depth_ = 0;
};

Result<Value> Reader::read_any() {
    if (++depth_ > kMaxDepth) return raise(thread_, Exc::ValueError, "recursion limit exceeded");
    TRY(thread_.check_stack());
    uint8_t code = TRY(byte());
    auto mark = static_cast<char>(code & 127);
    // Numbered before what is in it.
    bool flagged = code & 128 && !std::strchr("NTFS.0r", mark);
    int64_t index = -1;
    if (flagged) {
        index = static_cast<int64_t>(seen_->size());
        TRY(list_append(thread_, seen_, Value::unbound()));
    }
    Value value = TRY(read_marked(mark, index));
    if (flagged) remember(static_cast<size_t>(index), value);
    --depth_;
    return value;
}

Result<Value> Reader::read_marked(char mark, int64_t index) {
    switch (mark) {
    case 'N': return Value::none();
    case 'T': return Value::true_();
    case 'F': return Value::false_();
    case 'S': return Value(thread_.interpreter->type(Exc::StopIteration));
    case '.': return Value::ellipsis();
    case '0': return Value::unbound();
    case 'i': return make_int(thread_, TRY(number<int32_t>()));
    case 'I': return make_int(thread_, TRY(number<int64_t>()));
    case 'l': return read_int();
    case 'g': return make_float(thread_, TRY(number<double>()));
    case 'f': return make_float(thread_, TRY(text_number()));
    case 'y': {
        double real = TRY(number<double>());
        return make_complex(thread_, real, TRY(number<double>()));
    }
    case 'x': {
        double real = TRY(text_number());
        return make_complex(thread_, real, TRY(text_number()));
    }
    case 's': return Value(TRY(make_bytes(thread_, TRY(sized()))));
    case 'u': return Value(TRY(decode_utf8(thread_, TRY(sized()), "surrogatepass")));
    case 't': return Value(intern(thread_, TRY(decode_utf8(thread_, TRY(sized()), "surrogatepass"))));
    case 'a': return latin(TRY(sized()));
    case 'z': return latin(TRY(short_sized()));
    case 'A': return Value(intern(thread_, TRY(latin(TRY(sized()))).to<Str>()));
    case 'Z': return Value(intern(thread_, TRY(latin(TRY(short_sized()))).to<Str>()));
    case ')': return read_items(TRY(byte()));
    case '(': return read_items(TRY(size()));
    case '>': return Value(TRY(make_frozenset_from_py(thread_, TRY(read_items(TRY(size()))))));
    case '[': {
        size_t items = TRY(size());
        if (items > input_.left()) return raise(thread_, Exc::EOFError, "marshal data too short");
        List* list = make_list(thread_);
        if (index >= 0) remember(static_cast<size_t>(index), Value(list));  // it may contain itself
        for (size_t i = 0; i < items; ++i) TRY(list_append(thread_, list, TRY(read())));
        return Value(list);
    }
    case '<': {
        size_t items = TRY(size());
        if (items > input_.left()) return raise(thread_, Exc::EOFError, "marshal data too short");
        Set* set = make_set(thread_);
        if (index >= 0) remember(static_cast<size_t>(index), Value(set));
        for (size_t i = 0; i < items; ++i) TRY(set_add_py(thread_, set, TRY(read())));
        return Value(set);
    }
    case '{': {
        Dict* dict = make_dict(thread_);
        if (index >= 0) remember(static_cast<size_t>(index), Value(dict));
        for (;;) {
            Value key = TRY(read_any());
            if (key.is_unbound()) return Value(dict);
            TRY(dict_set_py(thread_, dict, key, TRY(read())));
        }
    }
    case ':': {
        Value start = TRY(read())
        , stop = TRY(read())
        , step = TRY(read());
        return Value(make_slice(thread_, start, stop, step));
    }
    case 'r': {
        auto number_of = TRY(number<uint32_t>());
        Value value = number_of < seen_->size() ? seen_->get(number_of) : Value::unbound();
        if (value.is_unbound()) return bad("invalid reference");
        return value;
    }
    case 'c': return read_code();
    default: return bad("unknown type code");
    }
}

// Grown step by step: the size is what somebody wrote there.
Result<Value> Reader::read_items(size_t size) {
    if (size > input_.left()) return raise(thread_, Exc::EOFError, "marshal data too short");
    constexpr size_t kAtOnce = 1000;
    if (size <= kAtOnce) {
        Tuple* tuple = TRY(make_tuple_sized(thread_, size));
        for (size_t i = 0; i < size; ++i) tuple->items_[i].set(tuple, TRY(read()));
        return Value(tuple);
    }
    List* list = make_list(thread_);
    for (size_t i = 0; i < size; ++i) TRY(list_append(thread_, list, TRY(read())));
    return Value(TRY(list_to_tuple(thread_, list)));
}

Result<Value> Reader::read_int() {
    auto signed_count = TRY(number<int32_t>());
    bool negative = signed_count < 0;
    auto digits = static_cast<size_t>(negative ? -static_cast<int64_t>(signed_count) : signed_count);
    if (digits > input_.left() / 2) return raise(thread_, Exc::EOFError, "marshal data too short");
    std::vector<uint64_t> limbs(digits * 15 / 64 + 2);
    uint16_t digit = 1;
    for (size_t i = 0; i < digits; ++i) {
        digit = TRY(number<uint16_t>());
        if (digit > 0x7fff) return bad("digit out of range in long");
        size_t at = i * 15, shift = at % 64;
        limbs[at / 64] |= static_cast<uint64_t>(digit) << shift;
        if (shift > 49) limbs[at / 64 + 1] |= static_cast<uint64_t>(digit) >> (64 - shift);
    }
    if (digit == 0) return bad("unnormalized long data");
    return make_int_from_limbs(thread_, limbs.data(), limbs.size(), negative);
}

Result<double> Reader::text_number() {
    std::string digits(TRY(short_sized()));
    Value argument(TRY(make_bytes(thread_, digits)));
    Value value = TRY(call_py(thread_, Value(thread_.interpreter->type(BuiltinType::Float)), argument));
    return float_of(value);
}

Result<Value> Reader::latin(std::string_view bytes) {
    return Value(TRY(make_str(thread_, bytes.data(), 1, bytes.size())));
}

Result<Str*> Reader::read_str() {
    Value value = TRY(read());
    if (!value.is<Str>()) return bad("a code object's text is no str");
    return value.to<Str>();
}

Result<Value> Reader::read_code() {
    if (allow_ == MarshalCode::Refuse)
        return raise(thread_, Exc::ValueError, "unmarshalling code objects is disallowed");
    if (code_depth_++ == 0 && TRY(number<uint64_t>()) != kBytecodeStamp)
        return bad("the bytecode is of another Python");
    CodeContents contents;
    for (uint32_t* field :
         {&contents.flags, &contents.argument_count, &contents.positional_only_count, &contents.keyword_only_count,
          &contents.local_count, &contents.register_count, &contents.far_count, &contents.free_count})
        *field = TRY(word());
    int32_t first_line = TRY(signed_word());

    std::vector<uint32_t> words(TRY(count(sizeof(uint32_t))));
    std::string_view raw = TRY(input_.take_py(words.size() * sizeof(uint32_t)));
    if (!words.empty()) std::memcpy(words.data(), raw.data(), raw.size());
    else return bad("code without an instruction");

    std::vector<ExceptionEntry> exceptions(TRY(count(5)));
    for (ExceptionEntry& entry : exceptions) {
        entry.start = TRY(word());
        entry.end = entry.start + TRY(word());
        entry.target = TRY(word());
        entry.exception_register = TRY(byte());
        entry.outer_register = TRY(byte());
    }
    std::vector<CodePosition> positions(TRY(count(5)));
    uint64_t start = 0;
    int32_t line = first_line;
    for (CodePosition& position : positions) {
        start += TRY(word());
        if (start >= words.size()) return bad("a position is out of place");
        position.start_word = static_cast<uint32_t>(start);
        position.line = TRY(signed_word(line));
        position.end_line = TRY(signed_word(position.line));
        position.column = TRY(signed_word());
        position.end_column = TRY(signed_word());
        line = position.line;
    }
    std::vector<Variable> variables(TRY(count(3)));
    for (Variable& variable : variables) {
        variable.name = TRY(word());
        variable.index = TRY(word());
        variable.kind = TRY(byte());
    }
    std::vector<uint32_t> site_names(TRY(count(1)));
    for (uint32_t& name : site_names) name = TRY(word());

    Str* filename = TRY(read_str())
    , *name = TRY(read_str())
    , *qualname = TRY(read_str());
    Value read_names = TRY(read())
    , constants = TRY(read());
    if (!read_names.is<Tuple>() || !constants.is<Tuple>()) return bad("a code object's table is no tuple");
    Tuple* names = TRY(make_tuple_sized(thread_, read_names.to<Tuple>()->size()));
    for (size_t i = 0; i < names->size(); ++i) {
        Value each = (*read_names.to<Tuple>())[i];
        if (!each.is<Str>()) return bad("a name is no str");
        names->items_[i].set(names, Value(intern(thread_, each.to<Str>())));
    }

    contents.words = words;
    contents.exceptions = exceptions;
    contents.variables = variables;
    contents.site_names = site_names;
    contents.name_count = static_cast<uint32_t>(names->size());
    contents.set_constants(constants.to<Tuple>());
    std::string wrong = verify(contents);
    if (!wrong.empty()) return raise(thread_, Exc::ValueError, "bad marshal data (code: {})", wrong);

    Code* code = TRY(make_code(thread_, {words, exceptions, positions, variables, site_names}));
    code->name.set(code, intern(thread_, name));
    code->qualname.set(code, intern(thread_, qualname));
    code->filename.set(code, filename);
    code->constants.set(code, constants.to<Tuple>());
    code->names.set(code, names);
    code->flags = contents.flags;
    code->first_line = first_line;
    code->argument_count = contents.argument_count;
    code->positional_only_count = contents.positional_only_count;
    code->keyword_only_count = contents.keyword_only_count;
    code->local_count = contents.local_count;
    code->register_count = contents.register_count;
    code->far_count = contents.far_count;
    code->free_count = contents.free_count;
    code->settle();
    --code_depth_;
    return Value(code);
}

}  // namespace

Result<Value> marshal_load_py(Thread& thread, MarshalInput& input, MarshalCode code) {
    return Reader(thread, input, code).read();
}

Result<Value> marshal_loads_py(Thread& thread, std::string_view data, MarshalCode code) {
    MemoryInput input(thread, data);
    return marshal_load_py(thread, input, code);
}

}  // namespace krait::core

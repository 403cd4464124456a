#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "runtime/buffer.h"
#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/bytes_parts.h"
#include "runtime/objects/numbers.h"
#include "runtime/operations.h"
#include "vm/marshal/marshal.h"
#include "vm/objects/code_storage.h"

namespace krait::core {

namespace {

constexpr int kMaxDepth = 2000;
constexpr uint8_t kReferred = 0x80;

class Writer {
public:
    Writer(Thread& thread, int version, MarshalCode code, int depth = 0)
        : thread_(thread), version_(version), allow_(code), depth_(depth) {}
    Result<void> write_whole(Value value) {
        if (version_ >= 3) TRY(count(value));
        return write(value);
    }
    std::string take() { return std::move(out_); }

private:
    void put(char mark) { out_ += mark; }
    template <typename T>
    void put_number(T number) {
        char bytes[sizeof(T)];
        std::memcpy(bytes, &number, sizeof(T));
        out_.append(bytes, sizeof(T));
    }
    void put_varint(uint64_t number) {
        for (; number >= 128; number >>= 7) out_ += static_cast<char>(number | 128);
        out_ += static_cast<char>(number);
    }
    void put_signed(int64_t number) {
        put_varint(static_cast<uint64_t>(number) << 1 ^ static_cast<uint64_t>(number >> 63));
    }
    void put_mark(char mark) { put(static_cast<char>(static_cast<uint8_t>(mark) | referred_)); }
    Result<void> put_size(char mark, size_t size) {
        if (size > INT32_MAX) return raise(thread_, Exc::ValueError, "unmarshallable object");
        put_mark(mark);
        put_number(static_cast<uint32_t>(size));
        return {};
    }
    Result<void> write_items(std::span<const Value> items) {
        for (Value item : items) TRY(write(item));
        return {};
    }
    Result<void> count(Value value);
    Result<void> write(Value value);
    Result<void> write_any(Value value);
    void write_int(Value value);
    Result<void> write_float(char mark, double number);
    Result<void> write_text(Str* text);
    Result<void> write_set(Set* set, char mark);
    Result<void> write_code(Code* code);

    Thread& thread_;
    int version_;
    MarshalCode allow_;
    std::string out_;
    int depth_, code_depth_ = 0;
    uint8_t referred_ = 0;  // kReferred: somebody will refer to what is written now
    // By its word: whether an object is met more than once, and its number once it has been written.
    struct Shared {
        bool again = false;
        int64_t number = -1;
    };
    std::unordered_map<uint64_t, Shared> shared_;
    uint32_t numbers_ = 0;
};

// What is met for the second time is written as a reference: so objects come back as they were shared, and may hold themselves.
Result<void> Writer::count(Value value) {
    if (!value.is_cell()) return {};
    auto [known, fresh] = shared_.try_emplace(value.bits());
    if (!fresh) {
        known->second.again = true;
        return {};
    }
    if (++depth_ > kMaxDepth) return raise(thread_, Exc::ValueError, "object too deeply nested to marshal");
    TRY(thread_.check_stack());
    auto each = [&](std::initializer_list<Value> parts) -> Result<void> {
        for (Value part : parts) TRY(count(part));
        return {};
    };
    if (value.is<Tuple>()) {
        for (Value item : value.to<Tuple>()->span()) TRY(count(item));
    } else if (value.is<List>()) {
        for (size_t i = 0; i < value.to<List>()->size(); ++i) {
            Value item = value.to<List>()->get(i);
            if (!item.is_nothing()) TRY(count(item));
        }
    } else if (value.is<Dict>()) {
        size_t position = 0;
        Value key, item;
        while (dict_next(value.to<Dict>(), &position, &key, &item)) TRY(each({key, item}));
    } else if (is_any_set(value)) {
        size_t position = 0;
        Value item;
        while (set_next(value.to<Set>(), &position, &item)) TRY(count(item));
    } else if (value.is<Slice>()) {
        Slice* slice = value.to<Slice>();
        TRY(each({slice->start.get(), slice->stop.get(), slice->step.get()}));
    } else if (value.is<Code>()) {
        Code* code = value.to<Code>();
        TRY(each({Value(code->filename.get()), Value(code->name.get()), Value(code->qualname.get()),
                  Value(code->names.get()), Value(code->constants.get())}));
    }
    --depth_;
    return {};
}

// Digits of 15 bits; the sign is their count's.
void Writer::write_int(Value value) {
    int overflow = 0;
    int64_t small = int_to_int64(value, &overflow);
    if (!overflow && small >= INT32_MIN && small <= INT32_MAX) {
        put_mark('i');
        return put_number(static_cast<int32_t>(small));
    }
    uint64_t magnitude = 0;
    const uint64_t* limbs = &magnitude;
    size_t size = 1;
    bool negative = small < 0;
    if (value.is<Int>()) {
        limbs = value.to<Int>()->limbs_;
        size = value.to<Int>()->size();
        negative = value.to<Int>()->negative();
    } else {
        magnitude = negative ? -static_cast<uint64_t>(small) : static_cast<uint64_t>(small);
    }
    size_t bits = size * 64;
    while (bits && !(limbs[(bits - 1) / 64] >> ((bits - 1) % 64) & 1)) --bits;
    size_t digits = (bits + 14) / 15;
    put_mark('l');
    put_number(static_cast<int32_t>(negative ? -static_cast<int64_t>(digits) : static_cast<int64_t>(digits)));
    for (size_t i = 0; i < digits; ++i) {
        size_t at = i * 15, limb = at / 64, shift = at % 64;
        uint64_t digit = limbs[limb] >> shift;
        if (shift > 49 && limb + 1 < size) digit |= limbs[limb + 1] << (64 - shift);
        put_number(static_cast<uint16_t>(digit & 0x7fff));
    }
}

// Version 2 made numbers binary. A mark of 0: none.
Result<void> Writer::write_float(char mark, double number) {
    if (mark) put_mark(mark);
    if (version_ > 1) {
        put_number(number);
        return {};
    }
    std::string text = str_utf8_lossy(TRY(repr_py(thread_, make_float(thread_, number))));
    put(static_cast<char>(text.size()));
    out_ += text;
    return {};
}

Result<void> Writer::write_text(Str* text) {
    TRY(text->data(thread_));
    std::string_view utf8;
    std::string surrogates;
    Result<std::string_view> plain = str_utf8(thread_, text);
    if (!plain.failed()) {
        utf8 = plain.value();
    } else {
        if (!clear_pending_if(thread_, Exc::UnicodeEncodeError)) return kFailure;
        Value arguments[] = {Value(make_ascii(thread_, "utf-8")), Value(make_ascii(thread_, "surrogatepass"))};
        Value encoded = TRY(call_method_py(thread_, Value(text), intern(thread_, "encode"), arguments));
        surrogates = encoded.to<Bytes>()->view();
        utf8 = surrogates;
    }
    bool ascii = version_ >= 4 && utf8.size() == text->length(), interned = version_ >= 3 && text->is_interned();
    if (ascii && utf8.size() < 256) {
        put_mark(interned ? 'Z' : 'z');
        put(static_cast<char>(utf8.size()));
    } else {
        TRY(put_size(ascii ? interned ? 'A' : 'a' : interned ? 't' : 'u', utf8.size()));
    }
    out_ += utf8;
    return {};
}

// In the order of what is written for the items: the same set is always the same bytes.
Result<void> Writer::write_set(Set* set, char mark) {
    Tuple* items = TRY(make_tuple_from_py(thread_, Value(set)));
    TRY(put_size(mark, items->size()));
    std::vector<std::pair<std::string, size_t>> order;
    for (size_t i = 0; i < items->size(); ++i) {
        Writer alone(thread_, version_, allow_, depth_);
        TRY(alone.write_whole((*items)[i]));
        order.emplace_back(alone.take(), i);
    }
    std::sort(order.begin(), order.end());
    for (auto& [bytes, index] : order) TRY(write((*items)[index]));
    return {};
}

Result<void> Writer::write_code(Code* code) {
    if (allow_ == MarshalCode::Refuse) return raise(thread_, Exc::ValueError, "marshalling code objects is disallowed");
    put_mark('c');
    if (code_depth_++ == 0) put_number(kBytecodeStamp);
    for (uint32_t number : {code->flags, code->argument_count, code->positional_only_count, code->keyword_only_count,
                            code->local_count, code->register_count, code->far_count, code->free_count})
        put_varint(number);
    put_signed(code->first_line);

    std::vector<uint32_t> words(code->word_count);
    copy_generic_words(code, words.data());
    put_varint(words.size());
    out_.append(reinterpret_cast<const char*>(words.data()), words.size() * sizeof(uint32_t));

    put_varint(code->exception_count);
    for (uint32_t i = 0; i < code->exception_count; ++i) {
        const ExceptionEntry& entry = code->exceptions[i];
        for (uint32_t number : {entry.start, entry.end - entry.start, entry.target}) put_varint(number);
        put(static_cast<char>(entry.exception_register));
        put(static_cast<char>(entry.outer_register));
    }
    put_varint(code->position_count);
    uint32_t word = 0;
    int64_t line = code->first_line;
    for (uint32_t i = 0; i < code->position_count; ++i) {
        const CodePosition& position = code->positions[i];
        put_varint(position.start_word - word);
        put_signed(position.line - line);
        put_signed(int64_t{position.end_line} - position.line);
        put_signed(position.column);
        put_signed(position.end_column);
        word = position.start_word;
        line = position.line;
    }
    put_varint(code->variable_count);
    for (uint32_t i = 0; i < code->variable_count; ++i) {
        put_varint(code->variables[i].name);
        put_varint(code->variables[i].index);
        put(static_cast<char>(code->variables[i].kind));
    }
    put_varint(code->cache_count);
    for (uint32_t i = 0; i < code->cache_count; ++i) put_varint(code->site_names[i]);

    for (Value part : {Value(code->filename.get()), Value(code->name.get()), Value(code->qualname.get()),
                       Value(code->names.get()), Value(code->constants.get())})
        TRY(write(part));
    --code_depth_;
    return {};
}

Result<void> Writer::write(Value value) {
    if (++depth_ > kMaxDepth) return raise(thread_, Exc::ValueError, "object too deeply nested to marshal");
    TRY(thread_.check_stack());
    referred_ = 0;
    auto shared = value.is_cell() ? shared_.find(value.bits()) : shared_.end();
    // Types have marks of their own.
    if (shared != shared_.end() && shared->second.again && !value.is<Type>()) {
        if (shared->second.number >= 0) {
            put('r');
            put_number(static_cast<uint32_t>(shared->second.number));
            --depth_;
            return {};
        }
        shared->second.number = numbers_++;
        referred_ = kReferred;
    }
    TRY(write_any(value));
    --depth_;
    return {};
}

Result<void> Writer::write_any(Value value) {
    Interpreter& interpreter = *thread_.interpreter;
    if (value.is_none()) put('N');
    else if (value.is_true()) put('T');
    else if (value.is_false()) put('F');
    else if (value == Value::ellipsis()) put('.');
    else if (value == Value(interpreter.type(Exc::StopIteration))) put('S');
    else if (type_of(thread_, value) == interpreter.type(BuiltinType::Int)) write_int(value);
    else if (is_float(value)) return write_float(version_ > 1 ? 'g' : 'f', float_of(value));
    else if (value.is<Complex>()) {
        TRY(write_float(version_ > 1 ? 'y' : 'x', value.to<Complex>()->real));
        return write_float(0, value.to<Complex>()->imag);
    } else if (value.is<Str>()) return write_text(value.to<Str>());
    else if (value.is<Tuple>()) {
        Tuple* tuple = value.to<Tuple>();
        if (version_ >= 4 && tuple->size() < 256) {
            put_mark(')');
            put(static_cast<char>(tuple->size()));
        } else {
            TRY(put_size('(', tuple->size()));
        }
        return write_items(tuple->span());
    } else if (value.is<List>()) {
        Tuple* items = TRY(list_to_tuple(thread_, value.to<List>()));
        TRY(put_size('[', items->size()));
        return write_items(items->span());
    } else if (value.is<Dict>()) {
        put_mark('{');
        size_t position = 0;
        Value key, item;
        while (dict_next(value.to<Dict>(), &position, &key, &item)) {
            TRY(write(key));
            TRY(write(item));
        }
        put('0');
    } else if (type_of(thread_, value) == interpreter.type(BuiltinType::Set)) {
        return write_set(value.to<Set>(), '<');
    } else if (type_of(thread_, value) == interpreter.type(BuiltinType::Frozenset)) {
        return write_set(value.to<Set>(), '>');
    } else if (value.is<Slice>() && version_ >= 5) {
        Slice* slice = value.to<Slice>();
        put_mark(':');
        for (Value part : {slice->start.get(), slice->stop.get(), slice->step.get()}) TRY(write(part));
    } else if (value.is<Code>()) {
        return write_code(value.to<Code>());
    } else if (has_buffer(thread_, value)) {
        BytesArgument view(thread_);
        TRY(view.open_py(value));
        TRY(put_size('s', view.size()));
        out_ += view.bytes();
    } else {
        return raise(thread_, Exc::ValueError, "unmarshallable object");
    }
    return {};
}

}  // namespace

Result<std::string> marshal_dumps_py(Thread& thread, Value value, int version, MarshalCode code) {
    Writer writer(thread, version, code);
    TRY(writer.write_whole(value));
    return writer.take();
}

}  // namespace krait::core

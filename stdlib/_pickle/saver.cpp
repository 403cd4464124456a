// Dumping: the output with its frames, and values that are no containers.
#include "stdlib/_pickle/saver.h"

#include <bit>
#include <charconv>
#include <cstring>

#include "runtime/objects/text.h"
#include "runtime/objects/text_codecs.h"
#include "runtime/primitives/format/float_text.h"

namespace krait::core::pickling {

// ---- output ----
void Saver::open_frame() {
    frame_ = out_.size();
    out_.append(kFrameHeader, '\0');
}
void Saver::close_frame() {
    if (!framing_ || frame_ == kNoFrame) return;
    uint64_t length = out_.size() - frame_ - kFrameHeader;
    if (length >= kFrameLeast) {
        out_[frame_] = static_cast<char>(Op::Frame);
        for (int i = 0; i < 8; ++i) out_[frame_ + 1 + static_cast<size_t>(i)] = static_cast<char>(length >> (8 * i));
    } else {
        out_.erase(frame_, kFrameHeader);
    }
    frame_ = kNoFrame;
}
Result<void> Saver::flush_py() {
    Value write = pickler_->write.get();
    if (write.is_nothing() || out_.empty()) return {};
    Value data(TRY(make_bytes(thread_, std::string_view(out_))));
    out_.clear();
    TRY(call_py(thread_, write, data));
    return {};
}

Result<void> Saver::sized(std::string_view header, std::string_view data, Value whole) {
    if (data.size() < kFrameTarget) {
        text(header);
        text(data);
        return {};
    }
    close_frame();
    out_ += header;
    Value write = pickler_->write.get();
    if (write.is_nothing()) {
        out_ += data;
        return {};
    }
    if (!whole.is<Bytes>()) whole = Value(TRY(make_bytes(thread_, data)));
    TRY(flush_py());
    TRY(call_py(thread_, write, whole));
    return {};
}

void Saver::get_from_memo(int64_t index) {
    auto number = static_cast<uint64_t>(index);
    if (!binary_) {
        op(Op::Get);
        text(std::to_string(number));
        byte('\n');
    } else if (number < 256) {
        op(Op::BinGet);
        little(number, 1);
    } else {
        op(Op::LongBinGet);
        little(number, 4);
    }
}
Result<void> Saver::memoize(Value object) {
    if (pickler_->fast) return {};
    uint64_t index = __atomic_load_n(&pickler_->entry_count, __ATOMIC_RELAXED);
    TRY(pickler_->remember(thread_, object, static_cast<int64_t>(index)));
    if (protocol_ >= 4) {
        op(Op::Memoize);
    } else if (!binary_) {
        op(Op::Put);
        text(std::to_string(index));
        byte('\n');
    } else if (index < 256) {
        op(Op::BinPut);
        little(index, 1);
    } else {
        op(Op::LongBinPut);
        little(index, 4);
    }
    return {};
}

// ---- the dump ----
Result<void> Saver::open_py() {
    Value self(pickler_);
    Type* type = type_of(thread_, self);
    persistent_id_ = pickler_->persistent_id.get();
    dispatch_table_ = pickler_->dispatch_table.get();
    Type* base = native_type(thread_, Pickler::spec);
    if (type == base) return {};
    // A subclass may define the hooks, or its objects have them as attributes.
    Str* name = intern(thread_, "persistent_id");
    if (type->lookup(thread_, name) != base->lookup(thread_, name))
        persistent_id_ = TRY(get_attribute_py(thread_, self, name));
    Value found = TRY(find_attribute_py(thread_, self, intern(thread_, "dispatch_table")));
    dispatch_table_ = found.is_unbound() ? Value::nothing() : found;
    found = TRY(find_attribute_py(thread_, self, intern(thread_, "reducer_override")));
    reducer_override_ = found.is_unbound() ? Value::nothing() : found;
    return {};
}

Result<Value> Saver::dump_py(Value object) {
    if (protocol_ >= 2) {
        op(Op::Proto);
        little(static_cast<uint64_t>(protocol_), 1);
    }
    framing_ = protocol_ >= 4;
    TRY(save(object));
    op(Op::Stop);
    close_frame();
    framing_ = false;
    if (pickler_->write.get().is_nothing()) return Value(TRY(make_bytes(thread_, std::string_view(out_))));
    TRY(flush_py());
    return none();
}

Result<Value> dump_py(Thread& thread, Pickler* pickler, Value object) {
    Saver saver(thread, pickler, TRY(state_of_py(thread)));
    TRY(saver.open_py());
    return saver.dump_py(object);
}

Result<void> Saver::save(Value object, Ask ask) {
    if (framing_ && frame_ != kNoFrame && out_.size() - frame_ >= kFrameTarget + kFrameHeader) [[unlikely]] {
        close_frame();
        TRY(flush_py());
    }
    if (!persistent_id_.is_nothing() && ask == Ask::PersistentId && TRY(save_persistent(object))) return {};
    if (object.is_small() || object.is<Int>()) return save_int(object);
    if (object.is_none()) {
        op(Op::None);
        return {};
    }
    if (object.is_bool()) {
        if (protocol_ >= 2) op(object.is_true() ? Op::NewTrue : Op::NewFalse);
        else text(object.is_true() ? "I01\n" : "I00\n");
        return {};
    }
    if (is_float(object)) return save_float(float_of(object));
    int64_t known = pickler_->find(object);
    if (known != Pickler::kNotFound) {
        get_from_memo(known);
        return {};
    }
    if (object.is<Str>()) return save_str(object.to<Str>());
    if (object.is<Bytes>()) return save_bytes(object.to<Bytes>());
    TRY(thread_.check_stack());
    TRY(thread_.poll());
    if (object.is_cell()) {
        switch (object.cell()->layout()) {
        case Layout::Dict:
        case Layout::DictView: return save_dict(object.to<Dict>());
        case Layout::List: return save_list(object.to<List>());
        case Layout::Tuple: return save_tuple(object.to<Tuple>());
        case Layout::Set: return save_set(object.to<Set>());
        case Layout::Frozenset: return save_frozenset(object.to<Set>());
        case Layout::Bytearray: return save_bytearray(object.to<Bytearray>());
        default: break;
        }
    }
    return save_other(object);
}

Result<bool> Saver::save_persistent(Value object) {
    Value id = TRY(call_py(thread_, persistent_id_, object));
    if (id.is_none()) return false;
    if (binary_) {
        TRY(save(id, Ask::Nothing));
        op(Op::BinPersId);
        return true;
    }
    Str* shown = TRY(str_py(thread_, id));
    if (!shown->is_ascii()) return pickling_error(thread_, "persistent IDs in protocol 0 must be ASCII strings");
    op(Op::PersId);
    text(TRY(str_utf8(thread_, shown)));
    byte('\n');
    return true;
}

Result<void> Saver::save_int(Value number) {
    int overflow = 0;
    int64_t small = int_to_int64(number, &overflow);
    bool fits_32 = !overflow && small >= INT32_MIN && small <= INT32_MAX;
    if (fits_32 && binary_) {
        if (small >= 0 && small <= 0xff) {
            op(Op::BinInt1);
            little(static_cast<uint64_t>(small), 1);
        } else if (small >= 0 && small <= 0xffff) {
            op(Op::BinInt2);
            little(static_cast<uint64_t>(small), 2);
        } else {
            op(Op::BinInt);
            little(static_cast<uint64_t>(small), 4);
        }
        return {};
    }
    if (protocol_ < 2) {
        Str* digits = TRY(int_to_str(thread_, number));
        op(fits_32 ? Op::Int : Op::Long);
        text(TRY(str_utf8(thread_, digits)));
        text(fits_32 ? "\n" : "L\n");
        return {};
    }
    // Little-endian two's complement, as short as will do.
    std::string data;
    bool negative = int_sign(number) < 0;
    if (!overflow) {
        for (int i = 0; i < 8; ++i) data += static_cast<char>(static_cast<uint64_t>(small) >> (8 * i));
    } else {
        auto* big = number.to<Int>();
        data.reserve(big->size() * 8 + 1);
        bool carry = negative;
        for (size_t i = 0; i < big->size(); ++i) {
            uint64_t limb = negative ? ~big->limbs_[i] : big->limbs_[i];
            if (carry) carry = ++limb == 0;
            for (int b = 0; b < 8; ++b) data += static_cast<char>(limb >> (8 * b));
        }
        data += negative ? '\xff' : '\0';
    }
    char fill = negative ? '\xff' : '\0';
    while (data.size() > 1 && data.back() == fill && ((data[data.size() - 2] & 0x80) != 0) == negative) data.pop_back();
    if (data.size() < 256) {
        op(Op::Long1);
        little(data.size(), 1);
    } else if (data.size() <= INT32_MAX) {
        op(Op::Long4);
        little(data.size(), 4);
    } else {
        return raise(thread_, Exc::OverflowError, "int too large to pickle");
    }
    text(data);
    return {};
}

Result<void> Saver::save_float(double number) {
    if (!binary_) {
        op(Op::Float);
        text(float_repr(number));
        byte('\n');
        return {};
    }
    auto bits = std::bit_cast<uint64_t>(number);
    char data[9] = {static_cast<char>(Op::BinFloat)};
    for (int i = 0; i < 8; ++i) data[i + 1] = static_cast<char>(bits >> (56 - 8 * i));
    text({data, sizeof data});
    return {};
}

namespace {

// The opcode and the length of a string, in the shortest form that there is.
struct Header {
    char data[9];
    size_t size = 0;
    Header(Op code, uint64_t length, int bytes) {
        data[size++] = static_cast<char>(code);
        for (int i = 0; i < bytes; ++i) data[size++] = static_cast<char>(length >> (8 * i));
    }
    std::string_view view() const { return {data, size}; }
};

void add_escape(std::string& out, char letter, uint32_t code, int digits) {
    out += '\\';
    out += letter;
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) out += "0123456789abcdef"[code >> shift & 15];
}

}  // namespace

Result<void> Saver::save_str(Str* string) {
    TextView view = TRY(text_of(thread_, string));
    if (!binary_) {
        // What would break the line, or is not what raw-unicode-escape reads back, is escaped.
        std::string line;
        for (size_t i = 0; i < view.length; ++i) {
            uint32_t code = Str::at(view.data, view.kind, i);
            if (code > 0xffff) add_escape(line, 'U', code, 8);
            else if (code > 0xff || code == '\\' || code == 0 || code == '\n' || code == '\r' || code == 0x1a)
                add_escape(line, 'u', code, 4);
            else line += static_cast<char>(code);
        }
        op(Op::Unicode);
        text(line);
        byte('\n');
        return memoize(Value(string));
    }
    std::string_view data;
    Bytes* encoded = nullptr;  // on the stack: it holds `data`
    if (string->is_ascii()) {
        data = {static_cast<const char*>(view.data), view.length};
    } else {
        encoded = TRY(encode_with_py(thread_, string, Codec::Utf8, "surrogatepass"));
        data = encoded->view();
    }
    if (data.size() <= 0xff && protocol_ >= 4) {
        char header[2] = {static_cast<char>(Op::ShortBinUnicode), static_cast<char>(data.size())};
        text({header, 2});
        text(data);
    } else if (data.size() <= UINT32_MAX) {
        TRY(sized(Header(Op::BinUnicode, data.size(), 4).view(), data, Value(encoded)));
    } else if (protocol_ >= 4) {
        TRY(sized(Header(Op::BinUnicode8, data.size(), 8).view(), data, Value(encoded)));
    } else {
        return raise(thread_, Exc::OverflowError,
                     "serializing a string larger than 4 GiB requires pickle protocol 4 or higher");
    }
    return memoize(Value(string));
}

Result<void> Saver::bytes_inline(std::string_view data, Value whole) {
    if (data.size() <= 0xff) return sized(Header(Op::ShortBinBytes, data.size(), 1).view(), data, whole);
    if (data.size() <= UINT32_MAX) return sized(Header(Op::BinBytes, data.size(), 4).view(), data, whole);
    if (protocol_ >= 4) return sized(Header(Op::BinBytes8, data.size(), 8).view(), data, whole);
    return raise(thread_, Exc::OverflowError,
                 "serializing a bytes object larger than 4 GiB requires pickle protocol 4 or higher");
}
Result<void> Saver::bytearray_inline(std::string_view data, Value whole) {
    return sized(Header(Op::ByteArray8, data.size(), 8).view(), data, whole);
}

Result<void> Saver::save_bytes(Bytes* bytes) {
    Value object(bytes);
    if (protocol_ >= 3) {
        TRY(bytes_inline(bytes->view(), object));
        return memoize(object);
    }
    TRY(thread_.check_stack());
    // There were no bytes: the text of the same code points is encoded back.
    if (bytes->size() == 0) {
        Value type(type_of(thread_, object));
        return save_reduce(type, Value(make_tuple(thread_, {})), none(), none(), none(), none(), object);
    }
    Value text(TRY(make_str(thread_, bytes->data(), 1, bytes->size())));
    Value arguments(make_tuple(thread_, {text, Value(make_ascii(thread_, "latin1"))}));
    return save_reduce(state_->codecs_encode.get(), arguments, none(), none(), none(), none(), object);
}

Result<void> Saver::save_bytearray(Bytearray* array) {
    Value object(array);
    // A copy: others may write to it.
    Bytes* copy = nullptr;
    {
        ByteView view(thread_);
        TRY(view.open_py(object));
        copy = TRY(make_bytes(thread_, view.bytes()));
    }
    if (protocol_ >= 5) {
        TRY(bytearray_inline(copy->view(), Value(copy)));
        return memoize(object);
    }
    Value arguments(copy->size() ? make_tuple(thread_, {Value(copy)}) : make_tuple(thread_, {}));
    return save_reduce(Value(type_of(thread_, object)), arguments, none(), none(), none(), none(), object);
}

// PEP 574
Result<void> Saver::save_buffer(Value buffer) {
    if (protocol_ < 5) return pickling_error(thread_, "PickleBuffer can only be pickled with protocol >= 5");
    Value shown(TRY(make_memoryview_py(thread_, buffer)));
    const BufferView& view = shown.to<Memoryview>()->view;
    bool contiguous = view.is_contiguous() || view.is_fortran_contiguous();
    bool read_only = view.read_only;
    TRY(release_memoryview(thread_, shown.to<Memoryview>()));
    if (!contiguous)
        return pickling_error(thread_, "PickleBuffer can not be pickled when pointing to a non-contiguous buffer");
    bool in_band = true;
    if (Value callback = pickler_->buffer_callback.get(); !callback.is_nothing())
        in_band = TRY(truth_py(thread_, TRY(call_py(thread_, callback, buffer))));
    if (!in_band) {
        op(Op::NextBuffer);
        if (read_only) op(Op::ReadonlyBuffer);
        return {};
    }
    Value flat = TRY(call_method_py(thread_, buffer, intern(thread_, "raw")));
    Value data = TRY(call_method_py(thread_, flat, intern(thread_, "tobytes")));
    TRY(call_method_py(thread_, flat, intern(thread_, "release")));
    if (!data.is<Bytes>()) return raise(thread_, Exc::TypeError, "PickleBuffer.raw() returned no bytes");
    return read_only ? bytes_inline(data.to<Bytes>()->view(), data) : bytearray_inline(data.to<Bytes>()->view(), data);
}

}  // namespace krait::core::pickling

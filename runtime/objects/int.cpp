// class int (Library Reference, "Numeric Types"): the table of its operations and methods.
#include <algorithm>

#include "runtime/buffer.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/bytes_parts.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/float_parts.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/int_parts.h"
#include "runtime/objects/number_parts.h"
#include "runtime/objects/object_parts.h"
#include "runtime/objects/order.h"
#include "runtime/objects/str.h"
#include "runtime/operations.h"
#include "runtime/primitives/format/number_format.h"

namespace krait::core {

namespace {

Result<Value> int_repr(Thread& thread, Value self) { return Value(TRY(int_to_str(thread, self))); }
Result<int64_t> hash_int(Thread&, Value self) { return int_hash(self); }
Result<bool> int_truth(Thread&, Value self) { return int_sign(self) != 0; }
Result<Value> int_float(Thread& thread, Value self) { return make_float(thread, TRY(int_to_double(thread, self))); }

Result<Value> int_rich_compare(Thread& thread, Value left, Value right, CompareOp op) {
    if (!is_any_int(thread, left) || !is_any_int(thread, right)) return Value::not_implemented();
    return Value::boolean(holds(op, int_compare(left, right)));
}

template <BinaryOp op>
Result<Value> int_operator(Thread& thread, Value left, Value right) {
    if (!is_any_int(thread, left) || !is_any_int(thread, right)) return Value::not_implemented();
    return int_binary(thread, op, left, right);
}

Result<Value> int_power(Thread& thread, Value base, Value exponent, Value modulus) {
    if (!is_any_int(thread, base) || !is_any_int(thread, exponent) || !is_any_int(thread, modulus))
        return Value::not_implemented();
    return int_power_modulo(thread, base, exponent, modulus);
}

// ---- construction ----

// An instance of a subclass with the number of `integer`.
Result<Value> int_of_type(Thread& thread, Type* type, Value integer) {
    if (type == thread.interpreter->type(BuiltinType::Int)) return exact_int(thread, integer);
    IntView view(integer);
    size_t size = view.view().size;
    auto* cell = static_cast<Int*>(TRY(allocate_instance_sized(thread, type, size * sizeof(uint64_t))));
    std::copy_n(view.view().limbs, size, cell->limbs_);
    cell->size_ = view.view().negative ? -static_cast<int64_t>(size) : static_cast<int64_t>(size);
    return Value(cell);
}

// The buffer's bytes at this moment, which messages show too.
Result<Value> int_from_buffer_py(Thread& thread, Value object, int base) {
    BytesArgument view(thread);
    TRY(view.open_py(object));
    Bytes* bytes = TRY(make_bytes(thread, view.bytes()));
    view.release();
    return int_from_ascii_py(thread, bytes->view(), base, bytes);
}

// Text of a str or of bytes; Unbound if the object is neither.
Result<Value> int_from_textual_py(Thread& thread, Value object, int base) {
    if (Str* text = as_kind<Str>(thread, object)) return int_from_str_py(thread, text, base, object);
    if (Bytes* bytes = as_kind<Bytes>(thread, object)) return int_from_ascii_py(thread, bytes->view(), base, object);
    if (as_kind<Bytearray>(thread, object)) return int_from_buffer_py(thread, object, base);
    return Value::unbound();
}

Result<Value> int_with_base_py(Thread& thread, Value text, Value base_value) {
    int64_t base = TRY(index_int64_py(thread, base_value, OutOfRange::Clamp));
    if (base != 0 && (base < 2 || base > 36))
        return raise(thread, Exc::ValueError, "int() base must be >= 2 and <= 36, or 0");
    Value result = TRY(int_from_textual_py(thread, text, static_cast<int>(base)));
    if (result.is_unbound()) return raise(thread, Exc::TypeError, "int() can't convert non-string with explicit base");
    return result;
}

Result<Value> int_construct(Thread& thread, Type* type, const CallArguments& arguments) {
    if (!arguments.names && arguments.positional > 2)
        return raise(thread, Exc::TypeError, "int expected at most 2 arguments, got {}", arguments.positional);
    Value bound[kMaxParameters];
    TRY(bind_arguments(thread, "int(object=?, /, base=?)", arguments, bound));
    Value integer;
    if (bound[0].is_nothing()) {
        if (!bound[1].is_nothing()) return raise(thread, Exc::TypeError, "int() missing string argument");
        integer = Value::small(0);
    } else if (bound[1].is_nothing()) {
        integer = TRY(int_from_object_py(thread, bound[0]));
    } else {
        integer = TRY(int_with_base_py(thread, bound[0], bound[1]));
    }
    return int_of_type(thread, type, integer);
}

}  // namespace

// int(x): __int__, then __index__, then text.
Result<Value> int_from_object_py(Thread& thread, Value object) {
    if (object.is_small() || object.is<Int>()) return object;
    Type* type = type_of(thread, object);
    if (type->slots.to_int) {
        Value result = TRY(type->slots.to_int(thread, object));
        if (result.is_small() || result.is<Int>()) return result;
        if (!is_any_int(thread, result))
            return raise(thread, Exc::TypeError, "__int__ returned non-int (type {})", type_of(thread, result));
        TRY(warn_py(
            thread, Exc::DeprecationWarning,
            format_text(
                "__int__ returned non-int (type {}).  The ability to return an instance of a strict subclass of int is "
                "deprecated, and may be removed in a future version of Python.",
                type_of(thread, result))));
        return exact_int(thread, result);
    }
    if (type->slots.index) return index_py(thread, object);
    Value result = TRY(int_from_textual_py(thread, object, 10));
    if (!result.is_unbound()) return result;
    if (has_buffer(thread, object)) return int_from_buffer_py(thread, object, 10);
    return raise(thread, Exc::TypeError,
                 "int() argument must be a string, a bytes-like object or a real number, not '{}'", type);
}

// ---- methods ----

VALUE_METHOD(Int, __format__, "__format__(self, format_spec, /)", "Convert to a string according to format_spec.") {
    constexpr std::string_view kName = "int";
    FormatSpec spec;
    if (!TRY(read_format_spec(thread, args[0], 'd', type_of(thread, self)->name_view(), &spec)))
        return Value(TRY(str_py(thread, self)));
    IntegerFormat format;
    FormatStatus status = check_integer_spec(spec, kName, &format);
    if (!status.ok()) return raise_format_error(thread, status);
    FormattedText text;
    if (format == IntegerFormat::kAsFloat) {
        status = format_float(spec, TRY(int_to_double(thread, self)), kName, &text);
        if (!status.ok()) return raise_format_error(thread, status);
        return formatted_text(thread, text);
    }
    if (format == IntegerFormat::kCharacter) {
        int overflow;
        int64_t code = int_to_int64(self, &overflow);
        if (overflow || code < 0 || code > 0x10ffff)
            return raise(thread, Exc::OverflowError, "%c arg not in range(0x110000)");
        return formatted_character(thread, spec, static_cast<uint32_t>(code));
    }
    std::string digits = TRY(int_digits(thread, self, base_of(format)));
    bool negative = digits[0] == '-';
    return formatted_text(thread, format_integer(spec, negative, std::string_view(digits).substr(negative)));
}

VALUE_METHOD(Int, as_integer_ratio, "as_integer_ratio(self, /)", "The pair (self, 1).") {
    return Value(make_tuple(thread, {
        TRY(exact_int(thread, self))
        , Value::small(1)
    }));
}

VALUE_METHOD(Int, bit_length, "bit_length(self, /)", "How many bits the absolute value has.") {
    return make_int_unsigned(thread, bit_length(IntView(self).view()));
}

VALUE_METHOD(Int, bit_count, "bit_count(self, /)", "How many bits of the absolute value are ones.") {
    return make_int_unsigned(thread, bit_count(IntView(self).view()));
}

VALUE_METHOD(Int, conjugate, "conjugate(self, /)", "Returns self, the complex conjugate of any int.") {
    return exact_int(thread, self);
}
VALUE_METHOD(Int, is_integer, "is_integer(self, /)",
             "Returns True. Exists for duck type compatibility with float.is_integer.") {
    return Value::true_();
}
VALUE_METHOD(Int, __trunc__, "__trunc__(self, /)", "Truncating an Integral returns itself.") {
    return exact_int(thread, self);
}
VALUE_METHOD(Int, __floor__, "__floor__(self, /)", "Flooring an Integral returns itself.") {
    return exact_int(thread, self);
}
VALUE_METHOD(Int, __ceil__, "__ceil__(self, /)", "Ceiling of an Integral returns itself.") {
    return exact_int(thread, self);
}

VALUE_METHOD(Int, __round__, "__round__(self, ndigits=None, /)",
             "Rounding an Integral returns itself.\n\nRounding with an ndigits argument also returns an integer.") {
    if (args[0].is_none()) return exact_int(thread, self);
    Value digits = TRY(index_py(thread, args[0]));
    if (int_sign(digits) >= 0) return exact_int(thread, self);
    IntView view(self);
    auto small = small_of(digits);
    auto count = small ? 0 - static_cast<uint64_t>(*small) : 0;
    if (!small || count > decimal_digit_bounds(view).at_most + 1) return Value::small(0);
    return build_int(thread, round_bound(view, count),
                     [&](uint64_t* out) { return round_to_power_of_ten(out, view, count, int_poll(thread)); });
}

VALUE_METHOD(Int, __getnewargs__, "__getnewargs__(self, /)", "") {
    return Value(make_tuple(thread, { TRY(exact_int(thread, self)) }));
}
VALUE_METHOD(Int, __sizeof__, "__sizeof__(self, /)", "Returns size in memory, in bytes.") {
    size_t limbs = self.is_cell() ? self.to<Int>()->size() : 0;
    return make_int_unsigned(thread, sizeof(Int) + limbs * sizeof(uint64_t));
}

static Result<ByteOrder> byte_order_of(Thread& thread, const char* function, Value value) {
    Str* text = as_kind<Str>(thread, value);
    if (!text)
        return raise(thread, Exc::TypeError, "{}() argument 'byteorder' must be str, not {}", function,
                     argument_kind(thread, value));
    TRY(text->data(thread));
    if (text->is_ascii() && text->ascii_view() == "little") return ByteOrder::kLittle;
    if (text->is_ascii() && text->ascii_view() == "big") return ByteOrder::kBig;
    return raise(thread, Exc::ValueError, "byteorder must be either 'little' or 'big'");
}

VALUE_METHOD(
    Int, to_bytes, "to_bytes(self, /, length=1, byteorder='big', *, signed=False)",
    "The int as bytes of the given length. signed: in two's complement; else a negative int is an OverflowError.") {
    int64_t length = TRY(index_int64_py(thread, args[0]));
    ByteOrder order = TRY(byte_order_of(thread, "to_bytes", args[1]));
    bool is_signed = TRY(truth_py(thread, args[2]));
    if (length < 0) return raise(thread, Exc::ValueError, "length argument must be non-negative");
    Bytes* bytes = TRY(make_bytes_buffer(thread, static_cast<size_t>(length)));
    std::span<uint8_t> room(reinterpret_cast<uint8_t*>(bytes->data_), static_cast<size_t>(length));
    switch (to_bytes(room, IntView(self), order, is_signed ? Signedness::kSigned : Signedness::kUnsigned)) {
    case ToBytes::kOk: return Value(bytes);
    case ToBytes::kTooBig: return raise(thread, Exc::OverflowError, "int too big to convert");
    case ToBytes::kNegativeToUnsigned: break;
    }
    return raise(thread, Exc::OverflowError, "can't convert negative int to unsigned");
}

CLASS_METHOD(Int, from_bytes, "from_bytes(cls, /, bytes, byteorder='big', *, signed=False)",
             "The int that bytes stand for. signed: they are two's complement.") {
    ByteOrder order = TRY(byte_order_of(thread, "from_bytes", args[1]));
    bool is_signed = TRY(truth_py(thread, args[2]));
    Value source = args[0];
    if (!source.is<Bytes>()) {
        // bytes(5) would make five zeros.
        Type* type = type_of(thread, source);
        bool counts = type->slots.index && type->lookup(thread, intern(thread, "__bytes__")).is_nothing();
        if (counts || as_kind<Str>(thread, source))
            return raise(thread, Exc::TypeError, "cannot convert '{}' object to bytes", type);
        source = TRY(call_py(thread, thread.interpreter->type(BuiltinType::Bytes), source));
    }
    Bytes* bytes = as_kind<Bytes>(thread, source);
    std::span<const uint8_t> data(reinterpret_cast<const uint8_t*>(bytes->data()), bytes->size());
    Value integer = TRY(build_int(thread, from_bytes_bound(data.size()), [&](uint64_t* out) {
        return from_bytes(out, data, order, is_signed ? Signedness::kSigned : Signedness::kUnsigned);
    }));
    if (self == thread.interpreter->type(BuiltinType::Int)) return integer;
    return call_py(thread, self, integer);
}

GETTER(Int, real, "the real part of a complex number") { return exact_int(thread, self); }
GETTER(Int, imag, "the imaginary part of a complex number") { return Value::small(0); }
GETTER(Int, numerator, "the numerator of a rational number in lowest terms") { return exact_int(thread, self); }
GETTER(Int, denominator, "the denominator of a rational number in lowest terms") { return Value::small(1); }

static constexpr Slots int_slots() {
    Slots slots;
    slots.repr = int_repr;
    slots.hash = hash_int;
    slots.compare = int_rich_compare;
    slots.truth = int_truth;
    set_binary(slots, BinaryOp::Add, int_operator<BinaryOp::Add>);
    set_binary(slots, BinaryOp::Sub, int_operator<BinaryOp::Sub>);
    set_binary(slots, BinaryOp::Mul, int_operator<BinaryOp::Mul>);
    set_binary(slots, BinaryOp::TrueDiv, int_operator<BinaryOp::TrueDiv>);
    set_binary(slots, BinaryOp::FloorDiv, int_operator<BinaryOp::FloorDiv>);
    set_binary(slots, BinaryOp::Mod, int_operator<BinaryOp::Mod>);
    set_binary(slots, BinaryOp::DivMod, int_operator<BinaryOp::DivMod>);
    set_binary(slots, BinaryOp::Pow, int_operator<BinaryOp::Pow>);
    set_binary(slots, BinaryOp::LShift, int_operator<BinaryOp::LShift>);
    set_binary(slots, BinaryOp::RShift, int_operator<BinaryOp::RShift>);
    set_binary(slots, BinaryOp::And, int_operator<BinaryOp::And>);
    set_binary(slots, BinaryOp::Or, int_operator<BinaryOp::Or>);
    set_binary(slots, BinaryOp::Xor, int_operator<BinaryOp::Xor>);
    slots.power = int_power;
    set_unary(slots, UnaryOp::Neg, int_negate);
    set_unary(slots, UnaryOp::Pos, exact_int);
    set_unary(slots, UnaryOp::Abs, int_absolute);
    set_unary(slots, UnaryOp::Invert, int_invert);
    slots.index = exact_int;
    slots.to_int = exact_int;
    slots.to_float = int_float;
    slots.construct = int_construct;
    return slots;
}

const TypeSpec Int::spec = {
    .name = "int",
    .doc = "int(x=0) -> int\nint(x, base=10) -> int\n\nA number without its fractional part, or what a text of digits "
           "in the base says.",
    .size = sizeof(Int),
    .layout = Layout::Int,
    .flags = type_flag::kSubclassable | type_flag::kMatchSelf,
    .slots = int_slots(),
    .methods = {&Int___format__, &Int_as_integer_ratio, &Int_bit_length, &Int_bit_count, &Int_conjugate,
                &Int_is_integer, &Int___trunc__, &Int___floor__, &Int___ceil__, &Int___round__, &Int___getnewargs__,
                &Int___sizeof__, &Int_to_bytes, &Int_from_bytes},
    .properties = {&Int_get_real, &Int_get_imag, &Int_get_numerator, &Int_get_denominator},
};

}  // namespace krait::core

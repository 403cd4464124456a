// class float (Library Reference, "Numeric Types"): IEEE 754 doubles.
#include <charconv>
#include <cmath>

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
#include "runtime/primitives/format/float_parse.h"
#include "runtime/primitives/format/float_text.h"
#include "runtime/primitives/format/number_format.h"

namespace krait::core {

namespace {

// Of a float or an instance of a subclass.
double number_of(Value self) {
    return self.is_immediate_double() ? self.as_immediate_double() : self.to<Float>()->number;
}

Result<Value> float_repr_slot(Thread& thread, Value self) {
    return Value(make_ascii(thread, float_repr(number_of(self))));
}
Result<int64_t> float_hash_slot(Thread&, Value self) { return float_hash(self, number_of(self)); }
Result<bool> float_truth(Thread&, Value self) { return number_of(self) != 0.0; }
Result<Value> float_to_int(Thread& thread, Value self) { return int_from_double(thread, number_of(self)); }
// The float itself when it is exact: a nan keeps its identity.
Result<Value> exact_float(Thread& thread, Value self) {
    return is_float(self) ? self : make_float(thread, number_of(self));
}
Result<Value> float_negate(Thread& thread, Value self) { return make_float(thread, -number_of(self)); }
Result<Value> float_absolute(Thread& thread, Value self) { return make_float(thread, std::fabs(number_of(self))); }

// An operand of float's arithmetic: a float, or an int converted. Not given: some other type.
Result<std::optional<double>> operand(Thread& thread, Value value) {
    if (auto number = float_value(thread, value)) return number;
    if (is_any_int(thread, value)) return std::optional<double>(TRY(int_to_double(thread, value)));
    return std::optional<double>();
}

Result<Value> divide(Thread& thread, BinaryOp op, double a, double b) {
    if (b == 0.0) return raise(thread, Exc::ZeroDivisionError, "division by zero");
    switch (op) {
    case BinaryOp::TrueDiv: return make_float(thread, a / b);
    case BinaryOp::FloorDiv: return make_float(thread, float_floor_divide(a, b));
    case BinaryOp::Mod: return make_float(thread, float_modulo(a, b));
    default:
        return Value(
            make_tuple(thread, {make_float(thread, float_floor_divide(a, b)), make_float(thread, float_modulo(a, b))}));
    }
}

template <BinaryOp op>
Result<Value> float_operator(Thread& thread, Value left, Value right) {
    auto a = TRY(operand(thread, left));
    if (!a) return Value::not_implemented();
    auto b = TRY(operand(thread, right));
    if (!b) return Value::not_implemented();
    if constexpr (op == BinaryOp::Add) return make_float(thread, *a + *b);
    else if constexpr (op == BinaryOp::Sub) return make_float(thread, *a - *b);
    else if constexpr (op == BinaryOp::Mul) return make_float(thread, *a * *b);
    else if constexpr (op == BinaryOp::Pow) return float_power(thread, *a, *b);
    else return divide(thread, op, *a, *b);
}

Result<Value> float_three_power(Thread& thread, Value, Value, Value) {
    return raise(thread, Exc::TypeError, "pow() 3rd argument not allowed unless all arguments are integers");
}

// With ints the comparison is exact, not by conversion.
Result<Value> float_compare(Thread& thread, Value left, Value right, CompareOp op) {
    auto a = float_value(thread, left);
    if (!a) return Value::not_implemented();
    if (auto b = float_value(thread, right)) {
        if (std::isnan(*a) || std::isnan(*b)) return Value::boolean(op == CompareOp::Ne);
        return Value::boolean(holds(op, (*a > *b) - (*a < *b)));
    }
    if (!is_any_int(thread, right)) return Value::not_implemented();
    if (std::isnan(*a)) return Value::boolean(op == CompareOp::Ne);
    return Value::boolean(holds(op, -int_compare_double(right, *a)));
}

// ---- construction ----

Result<Value> float_of_type(Thread& thread, Type* type, Value exact) {
    if (type == thread.interpreter->type(BuiltinType::Float)) return exact;
    auto* cell = static_cast<Float*>(allocate_instance(thread, type));
    cell->number = float_of(exact);
    return Value(cell);
}

Result<Value> float_from_text_py(Thread& thread, std::string_view text, Value original) {
    double number;
    if (parse_float(text, &number) == ParseStatus::kOk) return make_float(thread, number);
    return raise(thread, Exc::ValueError, "could not convert string to float: {}", TRY(repr_py(thread, original)));
}

// float(x): __float__, __index__, then text.
Result<Value> float_from_object_py(Thread& thread, Value object) {
    if (is_float(object)) return object;
    Type* type = type_of(thread, object);
    // A subclass of str may say its number itself.
    if (Str* text = as_kind<Str>(thread, object); text && !type->slots.to_float)
        return float_from_text_py(thread, TRY(ascii_number_text(thread, text)), object);
    if (type->slots.to_float) {
        Value result = TRY(type->slots.to_float(thread, object));
        if (is_float(result)) return result;
        auto number = float_value(thread, result);
        if (!number)
            return raise(thread, Exc::TypeError, "{}.__float__ returned non-float (type {})", type,
                         type_of(thread, result));
        TRY(warn_py(
            thread, Exc::DeprecationWarning,
            format_text(
                "{}.__float__ returned non-float (type {}).  The ability to return an instance of a strict subclass "
                "of float is deprecated, and may be removed in a future version of Python.",
                type, type_of(thread, result))));
        return make_float(thread, *number);
    }
    if (type->slots.index) return make_float(thread, TRY(int_to_double(thread, TRY(index_py(thread, object)))));
    if (has_buffer(thread, object)) {
        BytesArgument view(thread);
        TRY(view.open_py(object));
        Bytes* bytes = TRY(make_bytes(thread, view.bytes()));
        view.release();
        return float_from_text_py(thread, bytes->view(), bytes);
    }
    return raise(thread, Exc::TypeError, "float() argument must be a string or a real number, not '{}'", type);
}

Result<Value> float_construct(Thread& thread, Type* type, const CallArguments& arguments) {
    // A subclass with an __init__ of its own may take keywords.
    Type* exact = thread.interpreter->type(BuiltinType::Float);
    bool own_init = type != exact && type->slots.initialize != exact->slots.initialize;
    if (arguments.names && arguments.keyword_count() && !own_init)
        return raise(thread, Exc::TypeError, "float() takes no keyword arguments");
    if (arguments.positional > 1)
        return raise(thread, Exc::TypeError, "float expected at most 1 argument, got {}", arguments.positional);
    Value number = make_float(thread, 0.0);
    if (arguments.positional) number = TRY(float_from_object_py(thread, arguments[0]));
    return float_of_type(thread, type, number);
}

// ---- rounding to digits: correctly rounded, half to even, by way of the decimal digits ----

// x rounded to a multiple of 10**-digits; x is finite and not zero.
double round_to_digits(double x, int64_t digits) {
    // Both conversions are exact: so many digits behind the point are what stays, rounded half to even.
    if (digits >= 0 && digits <= 22 && std::fabs(x) < 1e17) {
        char text[64];
        double rounded;
        auto end = std::to_chars(text, text + sizeof text, x, std::chars_format::fixed, static_cast<int>(digits)).ptr;
        parse_float(std::string_view(text, static_cast<size_t>(end - text)), &rounded);
        return rounded;
    }
    std::string scientific = format_double(x, {.type = 'e', .precision = 17});
    int exponent = std::atoi(scientific.c_str() + scientific.find('e') + 1);
    int64_t kept = exponent + 1 + digits;  // significant digits that stay
    if (kept < 0) return std::copysign(0.0, x);
    double rounded;
    if (kept > 0) {
        std::string text =
            format_double(x, {.type = 'e', .precision = static_cast<int>(std::min<int64_t>(kept - 1, 800))});
        parse_float(text, &rounded);
        return rounded;
    }
    // Nothing stays: up to the next power of ten when x is more than its half.
    constexpr int kAllDigits = 800;
    std::string exact = format_double(std::fabs(x), {.type = 'e', .precision = kAllDigits});
    std::string_view fraction = std::string_view(exact).substr(0, exact.find('e'));
    bool up =
        fraction[0] > '5' || (fraction[0] == '5' && fraction.find_first_not_of("0.", 1) != std::string_view::npos);
    if (!up) return std::copysign(0.0, x);
    parse_float("1e" + std::to_string(-digits), &rounded);
    return std::copysign(rounded, x);
}

}  // namespace

VALUE_METHOD(Float, __round__, "__round__(self, ndigits=None, /)",
             "Return the Integral closest to x, rounding half toward even.\n\n"
             "When an argument is passed, work like built-in round(x, ndigits).") {
    constexpr int64_t kMostDigits = 323, kLeastDigits = -308;  // beyond, nothing changes or nothing is left
    double x = number_of(self);
    if (args[0].is_none()) return int_from_double(thread, std::nearbyint(x));
    int64_t digits = TRY(index_int64_py(thread, args[0], OutOfRange::Clamp));
    if (!std::isfinite(x) || x == 0.0 || digits > kMostDigits) return exact_float(thread, self);
    if (digits < kLeastDigits) return make_float(thread, 0.0 * x);
    double rounded = round_to_digits(x, digits);
    if (std::isinf(rounded)) return raise(thread, Exc::OverflowError, "rounded value too large to represent");
    return make_float(thread, rounded);
}

VALUE_METHOD(Float, __trunc__, "__trunc__(self, /)", "Return the Integral closest to x between 0 and x.") {
    return int_from_double(thread, number_of(self));
}
VALUE_METHOD(Float, __floor__, "__floor__(self, /)", "Return the floor as an Integral.") {
    return int_from_double(thread, std::floor(number_of(self)));
}
VALUE_METHOD(Float, __ceil__, "__ceil__(self, /)", "Return the ceiling as an Integral.") {
    return int_from_double(thread, std::ceil(number_of(self)));
}
VALUE_METHOD(Float, is_integer, "is_integer(self, /)", "Return True if the float is an integer.") {
    double x = number_of(self);
    return Value::boolean(std::isfinite(x) && std::floor(x) == x);
}
VALUE_METHOD(Float, conjugate, "conjugate(self, /)", "Return self, the complex conjugate of any float.") {
    return exact_float(thread, self);
}

VALUE_METHOD(Float, as_integer_ratio, "as_integer_ratio(self, /)",
             "Two ints in lowest terms whose ratio is the float exactly.") {
    double x = number_of(self);
    if (std::isinf(x)) return raise(thread, Exc::OverflowError, "cannot convert Infinity to integer ratio");
    if (std::isnan(x)) return raise(thread, Exc::ValueError, "cannot convert NaN to integer ratio");
    int exponent;
    double mantissa = std::frexp(x, &exponent);
    while (mantissa != std::floor(mantissa)) {
        mantissa *= 2.0;
        --exponent;
    }
    Value numerator = TRY(int_from_double(thread, mantissa))
    , denominator = Value::small(1);
    Value& scaled = exponent > 0 ? numerator : denominator;
    scaled = TRY(int_binary(thread, BinaryOp::LShift, scaled, Value::small(std::abs(exponent))));
    return Value(make_tuple(thread, {numerator, denominator}));
}

VALUE_METHOD(Float, hex, "hex(self, /)", "The float as hexadecimal text, exactly.") {
    return Value(make_ascii(thread, float_hex(number_of(self))));
}

CLASS_METHOD(Float, fromhex, "fromhex(cls, string, /)", "The float that hexadecimal text says.") {
    Str* text = as_kind<Str>(thread, args[0]);
    if (!text) return raise(thread, Exc::TypeError, "bad argument type for built-in operation");
    if (!text->is_ascii()) return raise(thread, Exc::ValueError, "invalid hexadecimal floating-point string");
    double number = 0;
    switch (parse_float_hex(TRY(ascii_number_text(thread, text)), &number)) {
    case ParseStatus::kOk: break;
    case ParseStatus::kMalformed: return raise(thread, Exc::ValueError, "invalid hexadecimal floating-point string");
    case ParseStatus::kTooLarge:
        return raise(thread, Exc::OverflowError, "hexadecimal value too large to represent as a float");
    }
    Value result = make_float(thread, number);
    if (self == thread.interpreter->type(BuiltinType::Float)) return result;
    return call_py(thread, self, result);
}

CLASS_METHOD(Float, from_number, "from_number(cls, number, /)", "Convert real number to a floating-point number.") {
    bool exact = self == thread.interpreter->type(BuiltinType::Float);
    if (exact && is_float(args[0])) return args[0];
    Value result = make_float(thread, TRY(to_double_py(thread, args[0])));
    if (exact) return result;
    return call_py(thread, self, result);
}

CLASS_METHOD(Float, __getformat__, "__getformat__(cls, typestr, /)", "How C's 'double' or 'float' lies in memory.") {
    Str* text = as_kind<Str>(thread, args[0]);
    if (!text)
        return raise(thread, Exc::TypeError, "__getformat__() argument must be str, not {}",
                     argument_kind(thread, args[0]));
    std::string name(TRY(str_utf8(thread, text)));
    if (name != "double" && name != "float")
        return raise(thread, Exc::ValueError, "__getformat__() argument 1 must be 'double' or 'float'");
    return Value(
        make_ascii(thread, std::endian::native == std::endian::little ? "IEEE, little-endian" : "IEEE, big-endian"));
}

VALUE_METHOD(Float, __getnewargs__, "__getnewargs__(self, /)", "") {
    return Value(make_tuple(thread, { TRY(exact_float(thread, self)) }));
}

VALUE_METHOD(Float, __format__, "__format__(self, format_spec, /)", "Formats the float according to format_spec.") {
    FormatSpec spec;
    if (!TRY(read_format_spec(thread, args[0], 0, "float", &spec))) return Value(TRY(str_py(thread, self)));
    FormattedText text;
    FormatStatus status = format_float(spec, number_of(self), "float", &text);
    if (!status.ok()) return raise_format_error(thread, status);
    return formatted_text(thread, text);
}

GETTER(Float, real, "the real part of a complex number") { return exact_float(thread, self); }
GETTER(Float, imag, "the imaginary part of a complex number") { return make_float(thread, 0.0); }

static constexpr Slots float_slots() {
    Slots slots;
    slots.repr = float_repr_slot;
    slots.hash = float_hash_slot;
    slots.compare = float_compare;
    slots.truth = float_truth;
    set_binary(slots, BinaryOp::Add, float_operator<BinaryOp::Add>);
    set_binary(slots, BinaryOp::Sub, float_operator<BinaryOp::Sub>);
    set_binary(slots, BinaryOp::Mul, float_operator<BinaryOp::Mul>);
    set_binary(slots, BinaryOp::TrueDiv, float_operator<BinaryOp::TrueDiv>);
    set_binary(slots, BinaryOp::FloorDiv, float_operator<BinaryOp::FloorDiv>);
    set_binary(slots, BinaryOp::Mod, float_operator<BinaryOp::Mod>);
    set_binary(slots, BinaryOp::DivMod, float_operator<BinaryOp::DivMod>);
    set_binary(slots, BinaryOp::Pow, float_operator<BinaryOp::Pow>);
    slots.power = float_three_power;
    set_unary(slots, UnaryOp::Neg, float_negate);
    set_unary(slots, UnaryOp::Pos, exact_float);
    set_unary(slots, UnaryOp::Abs, float_absolute);
    slots.to_int = float_to_int;
    slots.to_float = exact_float;
    slots.construct = float_construct;
    return slots;
}

const TypeSpec Float::spec = {
    .name = "float",
    .doc = "Convert a string or number to a floating-point number, if possible.",
    .size = sizeof(Float),
    .layout = Layout::Float,
    .flags = type_flag::kSubclassable | type_flag::kMatchSelf,
    .slots = float_slots(),
    .methods = {&Float___round__, &Float___trunc__, &Float___floor__, &Float___ceil__, &Float_is_integer,
                &Float_conjugate, &Float_as_integer_ratio, &Float_hex, &Float_fromhex, &Float_from_number,
                &Float___getformat__, &Float___getnewargs__, &Float___format__},
    .properties = {&Float_get_real, &Float_get_imag},
    .signature = "float(x=0, /)",
};

}  // namespace krait::core

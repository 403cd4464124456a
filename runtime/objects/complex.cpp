// class complex (Library Reference, "Numeric Types"). With a real operand the arithmetic is done part by part, so that the
// sign of a zero and infinities survive (new in 3.14).
#include <cmath>

#include "runtime/objects/complex_parts.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/float_parts.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/int_parts.h"
#include "runtime/objects/number_parts.h"
#include "runtime/objects/str.h"
#include "runtime/operations.h"
#include "runtime/primitives/format/float_parse.h"
#include "runtime/primitives/format/float_text.h"
#include "runtime/primitives/format/number_format.h"
#include "runtime/primitives/hash/numeric_hash.h"

namespace krait::core {

namespace {

ComplexNumber number_of(Value self) { return {self.to<Complex>()->real, self.to<Complex>()->imag}; }
Value make_complex(Thread& thread, ComplexNumber number) { return make_complex(thread, number.real, number.imag); }

// An operand: complex, or a real number.
struct Operand {
    enum Kind { kOther, kReal, kComplex } kind = kOther;
    ComplexNumber number;
    bool is_complex() const { return kind == kComplex; }
};
Result<Operand> operand(Thread& thread, Value value) {
    if (as_kind<Complex>(thread, value)) return Operand{Operand::kComplex, number_of(value)};
    if (auto number = float_value(thread, value)) return Operand{Operand::kReal, {*number, 0.0}};
    if (is_any_int(thread, value)) return Operand{Operand::kReal, {TRY(int_to_double(thread, value)), 0.0}};
    return Operand{};
}

ComplexNumber sum(const Operand& left, const Operand& right) {
    ComplexNumber a = left.number, b = right.number;
    double imag = !right.is_complex() ? a.imag : !left.is_complex() ? b.imag : a.imag + b.imag;
    return {a.real + b.real, imag};
}
ComplexNumber difference(const Operand& left, const Operand& right) {
    ComplexNumber a = left.number, b = right.number;
    double imag = !right.is_complex() ? a.imag : !left.is_complex() ? -b.imag : a.imag - b.imag;
    return {a.real - b.real, imag};
}
ComplexNumber product(const Operand& left, const Operand& right) {
    ComplexNumber a = left.number, b = right.number;
    if (!right.is_complex()) return {a.real * b.real, a.imag * b.real};
    if (!left.is_complex()) return {a.real * b.real, a.real * b.imag};
    return complex_product(a, b);
}
ComplexNumber quotient(const Operand& left, const Operand& right) {
    ComplexNumber a = left.number, b = right.number;
    if (!right.is_complex()) return {a.real / b.real, a.imag / b.real};
    if (!left.is_complex()) return real_by_complex(a.real, b);
    return complex_quotient(a, b);
}

template <BinaryOp op>
Result<Value> complex_operator(Thread& thread, Value left, Value right) {
    Operand a = TRY(operand(thread, left));
    if (a.kind == Operand::kOther) return Value::not_implemented();
    Operand b = TRY(operand(thread, right));
    if (b.kind == Operand::kOther) return Value::not_implemented();
    if constexpr (op == BinaryOp::Add) return make_complex(thread, sum(a, b));
    else if constexpr (op == BinaryOp::Sub) return make_complex(thread, difference(a, b));
    else if constexpr (op == BinaryOp::Mul) return make_complex(thread, product(a, b));
    else if constexpr (op == BinaryOp::Pow)
        return complex_power(thread, a.number.real, a.number.imag, b.number.real, b.number.imag);
    else {
        if (is_zero(b.number)) return raise(thread, Exc::ZeroDivisionError, "division by zero");
        return make_complex(thread, quotient(a, b));
    }
}

Result<Value> complex_three_power(Thread& thread, Value, Value, Value) {
    return raise(thread, Exc::ValueError, "complex modulo");
}

// Equality only: complex numbers have no order.
Result<Value> complex_compare(Thread& thread, Value left, Value right, CompareOp op) {
    if (!as_kind<Complex>(thread, left) || (op != CompareOp::Eq && op != CompareOp::Ne))
        return Value::not_implemented();
    ComplexNumber a = number_of(left);
    bool equal;
    if (as_kind<Complex>(thread, right)) {
        ComplexNumber b = number_of(right);
        equal = a.real == b.real && a.imag == b.imag;
    } else if (auto number = float_value(thread, right)) {
        equal = a.real == *number && a.imag == 0.0;
    } else if (is_any_int(thread, right)) {
        equal = a.imag == 0.0 && !std::isnan(a.real) && int_compare_double(right, a.real) == 0;
    } else {
        return Value::not_implemented();
    }
    return Value::boolean(equal == (op == CompareOp::Eq));
}

Result<int64_t> complex_hash(Thread&, Value self) {
    ComplexNumber number = number_of(self);
    return hash_complex(float_hash(self, number.real), float_hash(self, number.imag));
}
Result<Value> complex_repr_slot(Thread& thread, Value self) {
    ComplexNumber number = number_of(self);
    return Value(make_ascii(thread, complex_repr(number.real, number.imag)));
}
Result<bool> complex_truth(Thread&, Value self) { return !is_zero(number_of(self)); }
Result<Value> exact_complex(Thread& thread, Value self) {
    return self.is<Complex>() ? self : make_complex(thread, number_of(self));
}
Result<Value> complex_negate(Thread& thread, Value self) {
    ComplexNumber number = number_of(self);
    return make_complex(thread, -number.real, -number.imag);
}
Result<Value> complex_absolute(Thread& thread, Value self) {
    ComplexNumber number = number_of(self);
    double length = std::hypot(number.real, number.imag);
    if (std::isinf(length) && std::isfinite(number.real) && std::isfinite(number.imag))
        return raise(thread, Exc::OverflowError, "absolute value too large");
    return make_float(thread, length);
}

// ---- construction ----

// What __complex__ of the object says; Unbound when it has none.
Result<Value> by_dunder_complex_py(Thread& thread, Value object) {
    if (object.is<Complex>()) return object;
    if (as_kind<Complex>(thread, object) &&
        type_of(thread, object)->lookup(thread, intern(thread, "__complex__")).is_nothing())
        return object;
    bool found;
    Result<Value> called = call_special_py(thread, object, intern(thread, "__complex__"), {}, &found);
    if (!found) return Value::unbound();
    Value result = TRY(called);
    if (result.is<Complex>()) return result;
    if (!as_kind<Complex>(thread, result))
        return raise(thread, Exc::TypeError, "__complex__ returned non-complex (type {})", type_of(thread, result));
    TRY(warn_py(
        thread, Exc::DeprecationWarning,
        format_text(
            "__complex__ returned non-complex (type {}).  The ability to return an instance of a strict subclass of "
            "complex is deprecated, and may be removed in a future version of Python.",
            type_of(thread, result))));
    return result;
}

bool is_real_number(Thread& thread, Value object) {
    const Slots& slots = type_of(thread, object)->slots;
    return slots.to_float || slots.index;
}

Result<Value> complex_from_text(Thread& thread, Str* text) {
    double real, imag;
    if (parse_complex(TRY(ascii_number_text(thread, text)), &real, &imag) == ParseStatus::kOk)
        return make_complex(thread, real, imag);
    return raise(thread, Exc::ValueError, "complex() arg is a malformed string");
}

Result<Value> complex_from_number_py(Thread& thread, Value object, const char* otherwise) {
    Value result = TRY(by_dunder_complex_py(thread, object));
    if (!result.is_unbound()) return exact_complex(thread, result);
    if (!is_real_number(thread, object)) return raise(thread, Exc::TypeError, otherwise, type_of(thread, object));
    return make_complex(thread, TRY(to_double_py(thread, object)), 0.0);
}

// complex(real, imag) = real + imag * 1j; either part may be complex itself, which is deprecated.
Result<Value> complex_from_parts_py(Thread& thread, Value real, Value imag) {
    constexpr const char* kWarning = "complex() argument '{}' must be a real number, not {}";
    ComplexNumber first, second;
    bool first_complex = false, second_complex = false;
    if (!real.is_nothing()) {
        Value number = TRY(by_dunder_complex_py(thread, real));
        if (!number.is_unbound()) {
            TRY(warn_py(thread, Exc::DeprecationWarning, format_text(kWarning, "real", type_of(thread, real))));
            first = number_of(number);
            first_complex = true;
        } else {
            if (!is_real_number(thread, real))
                return raise(thread, Exc::TypeError, kWarning, "real", type_of(thread, real));
            first.real = TRY(to_double_py(thread, real));
        }
    }
    if (as_kind<Complex>(thread, imag)) {
        TRY(warn_py(thread, Exc::DeprecationWarning, format_text(kWarning, "imag", type_of(thread, imag))));
        second = number_of(imag);
        second_complex = true;
    } else {
        if (!is_real_number(thread, imag))
            return raise(thread, Exc::TypeError, kWarning, "imag", type_of(thread, imag));
        second.real = TRY(to_double_py(thread, imag));
    }
    // Only what is complex has a second part to add: signs of zeros stay.
    if (second_complex) first.real -= second.imag;
    first.imag = first_complex ? second.real + first.imag : second.real;
    return make_complex(thread, first);
}

Result<Value> complex_of_type(Thread& thread, Type* type, Value exact) {
    if (type == thread.interpreter->type(BuiltinType::Complex)) return exact;
    ComplexNumber number = number_of(exact);
    auto* cell = static_cast<Complex*>(allocate_instance(thread, type));
    cell->real = number.real;
    cell->imag = number.imag;
    return Value(cell);
}

Result<Value> complex_construct(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[kMaxParameters];
    TRY(bind_arguments(thread, "complex(real=?, imag=?)", arguments, bound));
    Value result;
    if (!bound[1].is_nothing()) {
        result = TRY(complex_from_parts_py(thread, bound[0], bound[1]));
    } else if (bound[0].is_nothing()) {
        result = make_complex(thread, 0.0, 0.0);
    } else if (Str* text = as_kind<Str>(thread, bound[0])) {
        result = TRY(complex_from_text(thread, text));
    } else {
        result =
            TRY(complex_from_number_py(thread, bound[0], "complex() argument must be a string or a number, not {}"));
    }
    return complex_of_type(thread, type, result);
}

}  // namespace

Result<ComplexNumber> to_complex_py(Thread& thread, Value value) {
    return number_of(TRY(complex_from_number_py(thread, value, "must be real number, not {}")));
}

METHOD(Complex, conjugate, "conjugate(self, /)",
       "Return the complex conjugate of its argument. (3-4j).conjugate() == 3+4j.") {
    return make_complex(thread, self->real, -self->imag);
}
VALUE_METHOD(Complex, __complex__, "__complex__(self, /)", "Convert this value to exact type complex.") {
    return exact_complex(thread, self);
}
METHOD(Complex, __getnewargs__, "__getnewargs__(self, /)", "") {
    return Value(make_tuple(thread, {make_float(thread, self->real), make_float(thread, self->imag)}));
}
VALUE_METHOD(Complex, __format__, "__format__(self, format_spec, /)", "Convert to a string according to format_spec.") {
    FormatSpec spec;
    if (!TRY(read_format_spec(thread, args[0], 0, "complex", &spec))) return Value(TRY(str_py(thread, self)));
    ComplexNumber number = number_of(self);
    FormattedText text;
    FormatStatus status = format_complex(spec, number.real, number.imag, "complex", &text);
    if (!status.ok()) return raise_format_error(thread, status);
    return formatted_text(thread, text);
}
CLASS_METHOD(Complex, from_number, "from_number(cls, number, /)",
             "Convert number to a complex floating-point number.") {
    Value result = TRY(complex_from_number_py(thread, args[0], "must be real number, not {}"));
    if (self == thread.interpreter->type(BuiltinType::Complex)) return result;
    return call_py(thread, self, result);
}

GETTER(Complex, real, "the real part of a complex number") { return make_float(thread, number_of(self).real); }
GETTER(Complex, imag, "the imaginary part of a complex number") { return make_float(thread, number_of(self).imag); }

static constexpr Slots complex_slots() {
    Slots slots;
    slots.repr = complex_repr_slot;
    slots.hash = complex_hash;
    slots.compare = complex_compare;
    slots.truth = complex_truth;
    set_binary(slots, BinaryOp::Add, complex_operator<BinaryOp::Add>);
    set_binary(slots, BinaryOp::Sub, complex_operator<BinaryOp::Sub>);
    set_binary(slots, BinaryOp::Mul, complex_operator<BinaryOp::Mul>);
    set_binary(slots, BinaryOp::TrueDiv, complex_operator<BinaryOp::TrueDiv>);
    set_binary(slots, BinaryOp::Pow, complex_operator<BinaryOp::Pow>);
    slots.power = complex_three_power;
    set_unary(slots, UnaryOp::Neg, complex_negate);
    set_unary(slots, UnaryOp::Pos, exact_complex);
    set_unary(slots, UnaryOp::Abs, complex_absolute);
    slots.construct = complex_construct;
    return slots;
}

const TypeSpec Complex::spec = {
    .name = "complex",
    .doc = "A complex number from its parts, from another number, or from text.",
    .size = sizeof(Complex),
    .layout = Layout::Complex,
    .flags = type_flag::kSubclassable,
    .slots = complex_slots(),
    .methods = {&Complex_conjugate, &Complex___complex__, &Complex___getnewargs__, &Complex___format__,
                &Complex_from_number},
    .properties = {&Complex_get_real, &Complex_get_imag},
    .signature = "complex(real=0, imag=0)",
};

}  // namespace krait::core

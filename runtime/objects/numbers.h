// The layouts of int, float and complex. Behaviour is in int.cpp, float.cpp, complex.cpp; the arithmetic of big ints is the
// kernel in runtime/primitives/numeric.
#pragma once

#include "runtime/native.h"

namespace krait::core {

class Str;

class Int : public Object {  // big: outside Value::kSmallMin..kSmallMax; subclasses of int hold any value here
public:
    bool negative() const { return size_ < 0; }
    size_t size() const { return static_cast<size_t>(size_ < 0 ? -size_ : size_); }  // limbs, normalised
    int64_t size_;                                                                   // sign and number of limbs
    uint64_t limbs_[0];
    static const TypeSpec spec;
    static const TypeSpec bool_spec;
};
KRAIT_LAYOUT(Int, Int);

class Float : public Object {
public:
    double number;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Float, Float);

class Complex : public Object {
public:
    double real, imag;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Complex, Complex);

Value make_int(Thread& thread, int64_t n);
Value make_int_unsigned(Thread& thread, uint64_t n);
Result<Value> make_int_from_limbs(Thread& thread, const uint64_t* limbs, size_t size, bool negative);
Result<Value> int_from_double(Thread& thread, double number);
Result<Value> int_from_text(Thread& thread, std::string_view text, int base);  // ValueError with Python's message
Result<Str*> int_to_str(Thread& thread, Value integer, int base = 10);
// -1: out of int64's range (sets *overflow to the sign), for ints and subclasses.
int64_t int_to_int64(Value integer, int* overflow);
Result<double> int_to_double(Thread& thread, Value integer);
int int_sign(Value integer);
Result<Value> int_binary(Thread& thread, BinaryOp op, Value left, Value right);  // both ints (any size)
int int_compare(Value left, Value right);
int64_t int_hash(Value integer);

// Any double: immediate when it fits, else a heap cell (inf and -0.0 shared).
Value make_float_slow(Thread& thread, double number);
inline Value make_float(Thread& thread, double number) {
    if (Value::fits_immediate(number)) [[likely]]
        return Value::immediate(number);
    return make_float_slow(thread, number);
}
// Exact floats, immediate or not.
inline bool is_float(Value v) { return v.is_immediate_double() || v.is<Float>(); }
inline double float_of(Value v) { return v.is_immediate_double() ? v.as_immediate_double() : v.to<Float>()->number; }
Value make_complex(Thread& thread, double real, double imag);
int64_t float_hash(Value self, double number);

}  // namespace krait::core

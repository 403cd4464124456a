// A Python value in one 64-bit word.
//
//   ...xxx1   small int: 63 bits, two's complement, shifted left by one
//   ...xx10   immediate double: exponent between about 1e-77 and 1e77, and +0.0 (the rotate encoding of Ruby's flonum)
//   ...0000   pointer to a cell of the heap (16-byte aligned)
//   ...xx100  constants: None, True, False, Ellipsis, NotImplemented, and the internal Unbound
//   0         "no value": an error is pending, or an optional argument was not given
//
// Rules:
//  1. A Value in a C++ local or register is a root (the stack is scanned conservatively). A Value in malloc'ed memory is
//     not: use ValueVector or Root, never std::vector<Value>. Hence std::allocator<Value> is ill-formed.
//  2. A Value stored in a cell goes through Field (object.h), which holds the write barrier and the memory order.
//  3. Identity (`is`) is equality of words, for immediates too.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace krait::core {

struct Cell;
class Object;

class Value {
public:
    constexpr Value() : bits_(0) {}
    Value(const Cell* cell) : bits_(reinterpret_cast<uint64_t>(cell)) {}
    static constexpr Value from_bits(uint64_t bits) {
        Value value;
        value.bits_ = bits;
        return value;
    }
    constexpr uint64_t bits() const { return bits_; }

    static constexpr Value nothing() { return Value(); }
    constexpr bool is_nothing() const { return bits_ == 0; }
    constexpr explicit operator bool() const = delete;

    // Constants.
    static constexpr Value none() { return from_bits(kNone); }
    static constexpr Value true_() { return from_bits(kTrue); }
    static constexpr Value false_() { return from_bits(kFalse); }
    static constexpr Value ellipsis() { return from_bits(kEllipsis); }
    static constexpr Value not_implemented() { return from_bits(kNotImplemented); }
    static constexpr Value unbound() { return from_bits(kUnbound); }
    static constexpr Value boolean(bool truth) { return from_bits(truth ? kTrue : kFalse); }
    constexpr bool is_none() const { return bits_ == kNone; }
    constexpr bool is_true() const { return bits_ == kTrue; }
    constexpr bool is_false() const { return bits_ == kFalse; }
    constexpr bool is_bool() const { return (bits_ | 8) == kTrue; }
    constexpr bool is_not_implemented() const { return bits_ == kNotImplemented; }
    constexpr bool is_unbound() const { return bits_ == kUnbound; }
    constexpr bool is_constant() const { return (bits_ & 7) == 4; }

    // Small ints.
    static constexpr int64_t kSmallMax = (int64_t{1} << 62) - 1;
    static constexpr int64_t kSmallMin = -(int64_t{1} << 62);
    static constexpr bool fits_small(int64_t n) { return n >= kSmallMin && n <= kSmallMax; }
    static constexpr Value small(int64_t n) { return from_bits(static_cast<uint64_t>(n) << 1 | 1); }
    constexpr bool is_small() const { return bits_ & 1; }
    constexpr int64_t as_small() const { return static_cast<int64_t>(bits_) >> 1; }

    // Immediate doubles.
    constexpr bool is_immediate_double() const { return (bits_ & 3) == 2; }
    static constexpr bool fits_immediate(double number) {
        uint64_t word = std::bit_cast<uint64_t>(number);
        unsigned high = static_cast<unsigned>(word >> 60) & 7;
        return ((high == 3 || high == 4) && word << 1 != kTinyWord << 1) || word == 0;
    }
    static constexpr Value immediate(double number) {  // requires fits_immediate
        uint64_t word = std::bit_cast<uint64_t>(number);
        if (word == 0) return from_bits(kZeroDouble);
        return from_bits((std::rotl(word, 3) & ~uint64_t{3}) | 2);
    }
    constexpr double as_immediate_double() const {
        if (bits_ == kZeroDouble) return 0.0;
        uint64_t top = bits_ >> 63;
        return std::bit_cast<double>(std::rotr((2 - top) | (bits_ & ~uint64_t{3}), 3));
    }

    // Cells.
    constexpr bool is_cell() const { return (bits_ & 7) == 0 && bits_ != 0; }
    Cell* cell() const { return reinterpret_cast<Cell*>(bits_); }
    template <typename T>
    T* to() const {  // unchecked
        return reinterpret_cast<T*>(bits_);
    }
    template <typename T>
    inline bool is() const;  // an exact built-in: tests the layout byte (object.h)
    template <typename T>
    T* as_if() const {
        return is<T>() ? to<T>() : nullptr;
    }

    friend constexpr bool operator==(Value a, Value b) { return a.bits_ == b.bits_; }

private:
    static constexpr uint64_t kNone = 0x04, kFalse = 0x14, kTrue = 0x1c, kEllipsis = 0x24, kNotImplemented = 0x34,
                              kUnbound = 0x44;
    static constexpr uint64_t kZeroDouble = 0x8000000000000002;
    static constexpr uint64_t kTinyWord = 0x3000000000000000;  // the double whose encoding is kZeroDouble

    uint64_t bits_;
};

static_assert(sizeof(Value) == 8);
inline constexpr bool both_small(Value a, Value b) { return a.bits() & b.bits() & 1; }

}  // namespace krait::core

// Rule 1: containers of the standard library are not seen by the collector.
template <>
class std::allocator<krait::core::Value>;

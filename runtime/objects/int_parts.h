// What int.cpp and its kin share: operands as the kernel's views, results as cells.
#pragma once

#include <optional>
#include <string>

#include "runtime/objects/numbers.h"
#include "runtime/objects/type.h"
#include "runtime/primitives/numeric/big_int.h"

namespace krait::core {

class Str;

// A small int or a bool as an int64.
inline std::optional<int64_t> small_of(Value integer) {
    if (integer.is_small()) return integer.as_small();
    if (integer.is_bool()) return integer.is_true();
    return std::nullopt;
}

// An int of any size as the kernel sees it. The view points into this object or into the cell.
class IntView {
public:
    explicit IntView(Value integer)
        : small_(small_of(integer).value_or(0)), cell_(integer.is_cell() ? integer.to<Int>() : nullptr) {}
    BigView view() const {
        if (!cell_) return small_.view();
        return {cell_->limbs_, static_cast<uint32_t>(cell_->size()), cell_->negative()};
    }
    operator BigView() const { return view(); }

private:
    BigFromInt64 small_;
    Int* cell_;
};

// How the kernel asks whether to go on: an event point of the thread.
inline Poll int_poll(Thread& thread) {
    return {[](void* context) { return !static_cast<Thread*>(context)->poll().failed(); }, &thread};
}

// A kernel that stopped: an exception is pending already, or memory is short.
Failure big_failure(Thread& thread, BigStatus status);
Failure too_many_digits(Thread& thread);
Result<Int*> allocate_int(Thread& thread, size_t limbs);
Result<Value> settle_int(Thread& thread, Int* cell, size_t bound, BigSize size);

// The int that `write` puts into a buffer of `bound` limbs: BigSize write(uint64_t* out).
template <typename Write>
Result<Value> build_int(Thread& thread, size_t bound, Write write) {
    constexpr size_t kOnStack = 8;
    if (bound <= kOnStack) {
        uint64_t limbs[kOnStack];
        BigSize size = write(limbs);
        if (!size.ok()) return big_failure(thread, size.status);
        return make_int_from_limbs(thread, limbs, size.size, size.negative);
    }
    if (bound > kMaxLimbs) return too_many_digits(thread);
    Int* cell = TRY(allocate_int(thread, bound));
    return settle_int(thread, cell, bound, write(cell->limbs_));
}

// int, a subclass of it, or bool.
inline bool is_any_int(Thread& thread, Value value) {
    return value.is_small() || value.is_bool() || as_kind<Int>(thread, value) != nullptr;
}
// The same number as an exact int.
Result<Value> exact_int(Thread& thread, Value integer);
Result<Value> int_of_view(Thread& thread, BigView view);
Result<Value> int_negate(Thread& thread, Value integer);
Result<Value> int_invert(Thread& thread, Value integer);
Result<Value> int_absolute(Thread& thread, Value integer);
// pow(base, exponent, modulus): all ints.
Result<Value> int_power_modulo(Thread& thread, Value base, Value exponent, Value modulus);
// Exact, for a double that is not nan: -1, 0, 1.
int int_compare_double(Value integer, double number);

// The digits with a sign, lower case; ValueError beyond the limit.
Result<std::string> int_digits(Thread& thread, Value integer, int base);

// int(x, base) of a str, bytes or bytearray. `original` is what error messages show.
Result<Value> int_from_str_py(Thread& thread, Str* text, int base, Value original);
Result<Value> int_from_ascii_py(Thread& thread, std::string_view text, int base, Value original);
// A str as the text parsers want it: decimal digits and blanks mapped to ASCII, others to '?'.
Result<std::string> ascii_number_text(Thread& thread, Str* text);
// int(x) without a base: numbers, then text. `subject` names the caller's rule in messages.
Result<Value> int_from_object_py(Thread& thread, Value object);

}  // namespace krait::core

// Ints as cells: making, comparing, converting to machine numbers.
#include "runtime/objects/int_parts.h"

#include <cmath>
#include <cstring>

#include "runtime/errors.h"
#include "runtime/primitives/hash/numeric_hash.h"

namespace krait::core {

Failure big_failure(Thread& thread, BigStatus status) {
    if (status == BigStatus::kNoMemory) return raise(thread, Exc::MemoryError, "");
    return kFailure;  // stopped: poll() has raised
}

Failure too_many_digits(Thread& thread) { return raise(thread, Exc::OverflowError, "too many digits in integer"); }

Result<Int*> allocate_int(Thread& thread, size_t limbs) {
    return allocate_sized<Int>(thread, shape_of(BuiltinType::Int), limbs * sizeof(uint64_t));
}

Value make_int(Thread& thread, int64_t n) {
    if (Value::fits_small(n)) [[likely]]
        return Value::small(n);
    Int* cell = allocate<Int>(thread, shape_of(BuiltinType::Int), sizeof(uint64_t));
    cell->limbs_[0] = n < 0 ? 0 - static_cast<uint64_t>(n) : static_cast<uint64_t>(n);
    cell->size_ = n < 0 ? -1 : 1;
    return cell;
}

Value make_int_unsigned(Thread& thread, uint64_t n) {
    if (n <= static_cast<uint64_t>(Value::kSmallMax)) return Value::small(static_cast<int64_t>(n));
    Int* cell = allocate<Int>(thread, shape_of(BuiltinType::Int), sizeof(uint64_t));
    cell->limbs_[0] = n;
    cell->size_ = 1;
    return cell;
}

// The value as a small int, if it is one.
static std::optional<Value> as_small_value(const uint64_t* limbs, size_t size, bool negative) {
    if (size == 0) return Value::small(0);
    if (size > 1 || limbs[0] > static_cast<uint64_t>(Value::kSmallMax) + negative) return std::nullopt;
    auto magnitude = static_cast<int64_t>(limbs[0]);
    return Value::small(negative ? -magnitude : magnitude);
}

Result<Value> make_int_from_limbs(Thread& thread, const uint64_t* limbs, size_t size, bool negative) {
    while (size && limbs[size - 1] == 0) --size;
    if (auto small = as_small_value(limbs, size, negative)) return *small;
    if (size > kMaxLimbs) return too_many_digits(thread);
    Int* cell = TRY(allocate_int(thread, size));
    std::memcpy(cell->limbs_, limbs, size * sizeof(uint64_t));
    cell->size_ = negative ? -static_cast<int64_t>(size) : static_cast<int64_t>(size);
    return Value(cell);
}

Result<Value> settle_int(Thread& thread, Int* cell, size_t bound, BigSize size) {
    if (!size.ok()) return big_failure(thread, size.status);
    // A result much smaller than its room moves into a cell of its own.
    if (size.size <= 1 || size.size + 8 < bound / 2)
        return make_int_from_limbs(thread, cell->limbs_, size.size, size.negative);
    cell->size_ = size.negative ? -static_cast<int64_t>(size.size) : static_cast<int64_t>(size.size);
    return Value(cell);
}

Result<Value> int_of_view(Thread& thread, BigView view) {
    return make_int_from_limbs(thread, view.limbs, view.size, view.negative);
}

Result<Value> exact_int(Thread& thread, Value integer) {
    if (integer.is_small() || integer.is<Int>()) return integer;
    return int_of_view(thread, IntView(integer));
}

Result<Value> int_from_double(Thread& thread, double number) {
    if (number >= -4611686018427387904.0 && number < 4611686018427387904.0)
        return Value::small(static_cast<int64_t>(number));
    if (std::isinf(number)) return raise(thread, Exc::OverflowError, "cannot convert float infinity to integer");
    if (std::isnan(number)) return raise(thread, Exc::ValueError, "cannot convert float NaN to integer");
    return build_int(thread, kFromDoubleBound, [&](uint64_t* out) { return from_double(out, number); });
}

int int_sign(Value integer) {
    if (auto small = small_of(integer)) return (*small > 0) - (*small < 0);
    int64_t size = integer.to<Int>()->size_;
    return (size > 0) - (size < 0);
}

int64_t int_to_int64(Value integer, int* overflow) {
    *overflow = 0;
    if (auto small = small_of(integer)) return *small;
    int64_t result;
    if (to_int64(IntView(integer), &result)) return result;
    *overflow = int_sign(integer);
    return -1;
}

Result<double> int_to_double(Thread& thread, Value integer) {
    if (auto small = small_of(integer)) return static_cast<double>(*small);
    DoubleResult result = to_double(IntView(integer));
    if (result.status == DoubleStatus::kOverflow)
        return raise(thread, Exc::OverflowError, "int too large to convert to float");
    return result.value;
}

int int_compare(Value left, Value right) {
    auto a = small_of(left), b = small_of(right);
    if (a && b) return (*a > *b) - (*a < *b);
    return compare(IntView(left).view(), IntView(right).view());
}

int int_compare_double(Value integer, double number) {
    auto small = small_of(integer);
    if (small && *small >= -(int64_t{1} << 53) && *small <= int64_t{1} << 53) {
        auto exact = static_cast<double>(*small);
        return (exact > number) - (exact < number);
    }
    return compare_with_double(IntView(integer), number);
}

int64_t int_hash(Value integer) {
    if (auto small = small_of(integer)) return hash_int64(*small);
    Int* cell = integer.to<Int>();
    return hash_limbs(cell->limbs_, cell->size(), cell->negative());
}

}  // namespace krait::core

// Arithmetic on integers of any size: sign and magnitude, limbs of 64 bits, the least significant first.
//
// 1. Nothing here owns a result. A view is borrowed; a result goes to a buffer of the caller, who asks the matching
//    *_bound() (in limbs) first, since it allocates the result as a heap cell before the work begins.
// 2. Views are normalised: the top limb is not zero, and zero has size 0 and is not negative. So are results.
// 3. A result never overlaps an operand unless the function says so.
// 4. What can take long has a Poll and calls it between slices of a few milliseconds; GMP itself never sees more than
//    a slice. Scratch is malloc'ed here; a failed allocation is a status, not an abort.
// 5. Semantics are Python's: // and % floor, & | ^ ~ and >> act on two's complement of unlimited width.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "runtime/primitives/poll.h"

namespace krait {

struct BigView {
    const uint64_t* limbs = nullptr;
    uint32_t size = 0;
    bool negative = false;

    bool is_zero() const { return size == 0; }
    BigView magnitude() const { return {limbs, size, false}; }
    BigView negated() const { return {limbs, size, size != 0 && !negative}; }
};

// An int64 seen as a BigView. The view points into this object.
class BigFromInt64 {
public:
    explicit BigFromInt64(int64_t value)
        : limb_(value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value)), negative_(value < 0) {}
    BigView view() const { return {&limb_, limb_ != 0, negative_}; }

private:
    uint64_t limb_;
    bool negative_;
};

enum class BigStatus : uint8_t { kOk, kStopped, kNoMemory };

// What a function wrote to its output buffer.
struct BigSize {
    uint32_t size = 0;
    bool negative = false;
    BigStatus status = BigStatus::kOk;

    bool ok() const { return status == BigStatus::kOk; }
    BigView over(const uint64_t* limbs) const { return {limbs, size, negative}; }
};

// More limbs than this are refused (an OverflowError or MemoryError of the caller): sizes are 32 bits wide.
inline constexpr size_t kMaxLimbs = 0x7fffffff;

// --- Comparison and properties
int compare(BigView a, BigView b);             // -1, 0, 1
int compare_with_double(BigView a, double b);  // exact; b is not nan
uint64_t bit_length(BigView a);
uint64_t bit_count(BigView a);
uint64_t trailing_zeros(BigView a);  // a is not zero
bool test_bit(BigView magnitude, uint64_t bit);

// --- Sums. `out` may be the buffer of an operand.
inline size_t add_bound(BigView a, BigView b) { return size_t{a.size > b.size ? a.size : b.size} + 1; }
BigSize add(uint64_t* out, BigView a, BigView b);
BigSize sub(uint64_t* out, BigView a, BigView b);

// --- Products
inline size_t mul_bound(BigView a, BigView b) { return size_t{a.size} + b.size; }
BigSize mul(uint64_t* out, BigView a, BigView b, Poll poll = {});

size_t pow_bound(BigView base, uint64_t exponent);  // above kMaxLimbs: refuse
BigSize pow(uint64_t* out, BigView base, uint64_t exponent, Poll poll = {});

// --- Quotients. b is not zero. A null output is not wanted.
inline size_t quotient_bound(BigView a, BigView b) { return a.size < b.size ? 1 : size_t{a.size} - b.size + 2; }
inline size_t remainder_bound(BigView b) { return size_t{b.size} + 1; }
struct BigDivision {
    BigSize quotient;
    BigSize remainder;
    bool ok() const { return quotient.ok(); }
    BigStatus status() const { return quotient.status; }
};
BigDivision floor_divmod(uint64_t* quotient, uint64_t* remainder, BigView a, BigView b, Poll poll = {});

// int / int, correctly rounded. kOverflow: "integer division result too large for a float".
enum class DoubleStatus : uint8_t { kOk, kOverflow, kStopped, kNoMemory };
struct DoubleResult {
    double value = 0;
    DoubleStatus status = DoubleStatus::kOk;
};
DoubleResult true_divide(BigView a, BigView b, Poll poll = {});

// n rounded to a multiple of 10**digits, half to even: round(n, -digits).
size_t round_bound(BigView n, uint64_t digits);
BigSize round_to_power_of_ten(uint64_t* out, BigView n, uint64_t digits, Poll poll = {});

// --- Bits
inline size_t bitwise_bound(BigView a, BigView b) { return size_t{a.size > b.size ? a.size : b.size} + 1; }
BigSize bit_and(uint64_t* out, BigView a, BigView b);
BigSize bit_or(uint64_t* out, BigView a, BigView b);
BigSize bit_xor(uint64_t* out, BigView a, BigView b);
inline size_t invert_bound(BigView a) { return size_t{a.size} + 1; }
BigSize invert(uint64_t* out, BigView a);
size_t shift_left_bound(BigView a, uint64_t bits);  // above kMaxLimbs: refuse
BigSize shift_left(uint64_t* out, BigView a, uint64_t bits);
size_t shift_right_bound(BigView a, uint64_t bits);
BigSize shift_right(uint64_t* out, BigView a, uint64_t bits);

// --- Number theory
// base ** exponent % modulus; exponent >= 0, modulus not zero; the result has the modulus's sign.
BigSize powmod(uint64_t* out, BigView base, BigView exponent, BigView modulus, Poll poll = {});
inline size_t powmod_bound(BigView modulus) { return size_t{modulus.size} + 1; }
// The inverse of a modulo modulus (not zero), 0 <= result < |modulus|; size 0 with `invertible` false if none.
struct BigInverse {
    BigSize result;
    bool invertible = false;
};
BigInverse inverse_modulo(uint64_t* out, BigView a, BigView modulus, Poll poll = {});
inline size_t gcd_bound(BigView a, BigView b) { return size_t{a.size > b.size ? a.size : b.size} + 1; }
BigSize gcd(uint64_t* out, BigView a, BigView b, Poll poll = {});
inline size_t isqrt_bound(BigView a) { return size_t{a.size} / 2 + 1; }
BigSize isqrt(uint64_t* out, BigView a, Poll poll = {});  // a >= 0

// --- Machine numbers
bool to_int64(BigView a, int64_t* out);    // false: does not fit
bool to_uint64(BigView a, uint64_t* out);  // false: negative or does not fit
uint64_t low_64_bits(BigView a);           // of the two's complement
DoubleResult to_double(BigView a);         // kOverflow: "int too large to convert to float"
// a is mantissa * 2**exponent with 0.5 <= |mantissa| < 1, correctly rounded; for math.log of huge ints.
double to_mantissa_exponent(BigView a, uint64_t* exponent);
inline constexpr size_t kFromDoubleBound = 17;
BigSize from_double(uint64_t* out, double value);  // truncates; finite

// --- Bytes
enum class ByteOrder : uint8_t { kLittle, kBig };
enum class Signedness : uint8_t { kUnsigned, kSigned };
enum class ToBytes : uint8_t { kOk, kTooBig, kNegativeToUnsigned };
ToBytes to_bytes(std::span<uint8_t> out, BigView a, ByteOrder order, Signedness signedness);
inline size_t from_bytes_bound(size_t bytes) { return bytes / 8 + 1; }
BigSize from_bytes(uint64_t* out, std::span<const uint8_t> bytes, ByteOrder order, Signedness signedness);

// --- Text
// Characters to_text() may need: digits and a sign, no prefix.
size_t to_text_bound(BigView a, int base);
struct TextSize {
    size_t size = 0;
    BigStatus status = BigStatus::kOk;
    bool ok() const { return status == BigStatus::kOk; }
};
TextSize to_text(char* out, BigView a, int base, Poll poll = {});

// Bounds on the number of decimal digits of |a|, one or two apart, for the limit on int/str conversion.
struct DigitBounds {
    size_t at_least;
    size_t at_most;
};
DigitBounds decimal_digit_bounds(BigView a);

// What int(text, base) reads, for base 0 or 2 to 36: blanks, sign, prefix, digits with single underscores between.
// The caller has mapped other decimal digits and blanks to ASCII. `digits` may still contain underscores.
struct IntegerText {
    bool valid = false;
    bool negative = false;
    int base = 10;
    size_t digit_count = 0;
    std::string_view digits;
    size_t error_position = 0;  // of the first character that does not belong, if not valid
};
IntegerText scan_integer(std::string_view text, int base);
size_t from_digits_bound(size_t digit_count, int base);
BigSize from_digits(uint64_t* out, const IntegerText& text, Poll poll = {});

}  // namespace krait

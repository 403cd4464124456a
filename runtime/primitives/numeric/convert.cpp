// Between big integers, machine numbers and bytes.
#include <algorithm>
#include <bit>
#include <cmath>

#include "runtime/primitives/numeric/limbs.h"

namespace krait {

namespace {

// The 64 most significant bits, the lowest of them set also if any bit below is: enough to round any way to 53.
uint64_t leading_bits(BigView a) {
    uint64_t high = a.limbs[a.size - 1];
    int shift = std::countl_zero(high);
    if (a.size == 1) return high << shift;
    uint64_t low = a.limbs[a.size - 2];
    uint64_t top = shift ? high << shift | low >> (64 - shift) : high;
    bool sticky = (low << shift) != 0;
    for (size_t i = a.size - 2; !sticky && i-- > 0;) sticky = a.limbs[i] != 0;
    return top | sticky;
}

}  // namespace

bool to_int64(BigView a, int64_t* out) {
    if (a.size > 1) return false;
    uint64_t magnitude = a.size ? a.limbs[0] : 0;
    uint64_t limit = uint64_t{1} << 63;
    if (magnitude > limit || (magnitude == limit && !a.negative)) return false;
    *out = static_cast<int64_t>(a.negative ? 0 - magnitude : magnitude);
    return true;
}

bool to_uint64(BigView a, uint64_t* out) {
    if (a.size > 1 || a.negative) return false;
    *out = a.size ? a.limbs[0] : 0;
    return true;
}

uint64_t low_64_bits(BigView a) {
    uint64_t low = a.size ? a.limbs[0] : 0;
    return a.negative ? 0 - low : low;
}

DoubleResult to_double(BigView a) {
    if (a.size == 0) return {0.0};
    uint64_t bits = bit_length(a);
    if (bits > 1024) return {0, DoubleStatus::kOverflow};
    double value = std::ldexp(static_cast<double>(leading_bits(a)), static_cast<int>(bits) - 64);
    if (std::isinf(value)) return {0, DoubleStatus::kOverflow};
    return {a.negative ? -value : value};
}

double to_mantissa_exponent(BigView a, uint64_t* exponent) {
    *exponent = bit_length(a);
    if (a.size == 0) return 0.0;
    double value = std::ldexp(static_cast<double>(leading_bits(a)), -64);
    if (value == 1.0) {
        value = 0.5;
        ++*exponent;
    }
    return a.negative ? -value : value;
}

BigSize from_double(uint64_t* out, double value) {
    bool negative = std::signbit(value);
    int exponent;
    double fraction = std::frexp(std::fabs(value), &exponent);
    if (exponent <= 0) return {};
    auto mantissa = static_cast<uint64_t>(std::ldexp(fraction, 53));
    if (exponent <= 53) {
        out[0] = mantissa >> (53 - exponent);
        return sized(out, 1, negative);
    }
    BigView view{&mantissa, 1, false};
    BigSize size = shift_left(out, view, static_cast<uint64_t>(exponent - 53));
    size.negative = negative;
    return size;
}

DoubleResult true_divide(BigView a, BigView b, Poll poll) {
    bool negative = a.negative != b.negative;
    double zero = negative ? -0.0 : 0.0;
    if (a.size == 0) return {zero};
    constexpr uint64_t kExact = uint64_t{1} << 53;
    if (a.size == 1 && b.size == 1 && a.limbs[0] <= kExact && b.limbs[0] <= kExact) {
        double quotient = static_cast<double>(a.limbs[0]) / static_cast<double>(b.limbs[0]);
        return {negative ? -quotient : quotient};
    }
    auto difference = static_cast<int64_t>(bit_length(a)) - static_cast<int64_t>(bit_length(b));
    if (difference > 1024) return {0, DoubleStatus::kOverflow};
    if (difference < -1076) return {zero};
    // A quotient of 55 or 56 bits (fewer where the result is subnormal), a bit for what is lost, one rounding.
    int64_t shift = std::max<int64_t>(difference, -1021) - 55;
    Number scaled_a = Number::copy(a.magnitude()), scaled_b = Number::copy(b.magnitude());
    if (shift < 0) {
        auto bits = static_cast<uint64_t>(-shift);
        scaled_a = Number::made(shift_left_bound(a, bits),
                                [&](uint64_t* limbs) { return shift_left(limbs, a.magnitude(), bits); });
    } else if (shift > 0) {
        auto bits = static_cast<uint64_t>(shift);
        scaled_b = Number::made(shift_left_bound(b, bits),
                                [&](uint64_t* limbs) { return shift_left(limbs, b.magnitude(), bits); });
    }
    if (!scaled_a.ok() || !scaled_b.ok()) return {0, DoubleStatus::kNoMemory};
    bool sticky = false;
    Number quotient = Number::made(quotient_bound(scaled_a.view(), scaled_b.view()), [&](uint64_t* q) {
        BigDivision division = floor_divmod(q, nullptr, scaled_a.view(), scaled_b.view(), poll);
        sticky = division.remainder.size != 0;
        return division.quotient;
    });
    if (!quotient.ok())
        return {0, quotient.status() == BigStatus::kStopped ? DoubleStatus::kStopped : DoubleStatus::kNoMemory};
    uint64_t bits = quotient.view().size ? quotient.view().limbs[0] : 0;
    // The unit of the result in bits of the quotient: 53 significant ones, never below 2**-1074.
    int64_t length = 64 - std::countl_zero(bits);
    int64_t extra = std::max<int64_t>(length - 53, -1074 - shift);
    uint64_t unit = uint64_t{1} << extra, rest = bits & (unit - 1), half = unit >> 1;
    bits -= rest;
    if (rest > half || (rest == half && (sticky || (bits & unit)))) bits += unit;
    double value = std::ldexp(static_cast<double>(bits), static_cast<int>(shift));
    if (std::isinf(value)) return {0, DoubleStatus::kOverflow};
    return {negative ? -value : value};
}

ToBytes to_bytes(std::span<uint8_t> out, BigView a, ByteOrder order, Signedness signedness) {
    if (a.negative && signedness == Signedness::kUnsigned) return ToBytes::kNegativeToUnsigned;
    uint64_t bits = bit_length(a);
    if (signedness == Signedness::kSigned) {
        // -2**n needs n + 1 bits, as does every positive number of n bits.
        bool power_of_two = a.size && a.negative && trailing_zeros(a) == bits - 1;
        if (a.size && !power_of_two) ++bits;
    }
    if (bits > uint64_t{out.size()} * 8) return ToBytes::kTooBig;
    unsigned carry = 1;
    for (size_t i = 0; i < out.size(); ++i) {
        unsigned byte = i / 8 < a.size ? static_cast<uint8_t>(a.limbs[i / 8] >> (i % 8 * 8)) : 0;
        if (a.negative) {
            byte = (byte ^ 0xff) + carry;
            carry = byte >> 8;
        }
        out[order == ByteOrder::kLittle ? i : out.size() - 1 - i] = static_cast<uint8_t>(byte);
    }
    return ToBytes::kOk;
}

BigSize from_bytes(uint64_t* out, std::span<const uint8_t> bytes, ByteOrder order, Signedness signedness) {
    size_t size = from_bytes_bound(bytes.size());
    std::memset(out, 0, size * 8);
    if (bytes.empty()) return {};
    auto byte_at = [&](size_t i) { return bytes[order == ByteOrder::kLittle ? i : bytes.size() - 1 - i]; };
    bool negative = signedness == Signedness::kSigned && byte_at(bytes.size() - 1) & 0x80;
    unsigned carry = 1;
    for (size_t i = 0; i < bytes.size(); ++i) {
        unsigned byte = byte_at(i);
        if (negative) {
            byte = (byte ^ 0xff) + carry;
            carry = byte >> 8;
            byte &= 0xff;
        }
        out[i / 8] |= uint64_t{byte} << (i % 8 * 8);
    }
    if (negative && carry) out[bytes.size() / 8] |= uint64_t{1} << (bytes.size() % 8 * 8);
    return sized(out, size, negative);
}

}  // namespace krait

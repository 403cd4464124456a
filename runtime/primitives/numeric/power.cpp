// Powers and roots.
#include <algorithm>
#include <bit>
#include <limits>

#include "runtime/primitives/numeric/limbs.h"

namespace krait {

namespace {

// base is odd or has few trailing zeros: square and multiply from the top bit.
Number power(const Number& base, uint64_t exponent, Poll poll) {
    Number result = Number::copy(base.view());
    for (int bit = 62 - std::countl_zero(exponent); bit >= 0 && result.ok(); --bit) {
        result = product(result, result, poll);
        if (exponent >> bit & 1) result = product(result, base, poll);
    }
    return result;
}

// Montgomery's reduction: arithmetic modulo an odd number without dividing.
class Montgomery {
public:
    Montgomery(const uint64_t* modulus, size_t size) : modulus_(modulus), size_(size) {
        uint64_t inverse = modulus[0];  // Newton: the number of right bits doubles, from 3
        for (int i = 0; i < 5; ++i) inverse *= 2 - modulus[0] * inverse;
        negated_inverse_ = 0 - inverse;
    }
    // out[0..size) = wide[0..2*size) / B**size modulo the modulus. Destroys wide.
    void reduce(uint64_t* out, uint64_t* wide) const {
        auto n = static_cast<mp_size_t>(size_);
        for (size_t i = 0; i < size_; ++i) {
            uint64_t carry = mpn_addmul_1(mp(wide + i), mp(modulus_), n, wide[i] * negated_inverse_);
            wide[i] = carry;
        }
        uint64_t carry = mpn_add_n(mp(out), mp(wide + size_), mp(wide), n);
        if (carry || mpn_cmp(mp(out), mp(modulus_), n) >= 0) mpn_sub_n(mp(out), mp(out), mp(modulus_), n);
    }

private:
    const uint64_t* modulus_;
    size_t size_;
    uint64_t negated_inverse_;
};

constexpr size_t kMontgomeryLimit = 96;

// One modulus, residues of exactly `size` limbs; products reduced by Montgomery or by division.
class Residues {
public:
    Residues(BigView modulus, Poll poll)
        : modulus_(modulus), size_(modulus.size), poll_(poll), montgomery_(modulus.limbs, modulus.size),
          fast_((modulus.limbs[0] & 1) && modulus.size <= kMontgomeryLimit), wide_(2 * size_t{modulus.size} + 1),
          quotient_(size_t{modulus.size} + 2) {}
    bool ready() const { return wide_ && quotient_; }

    // out = value (Montgomery form: times B**size).
    BigStatus enter(uint64_t* out, BigView value) {
        size_t shift = fast_ ? size_ : 0;
        Scratch shifted(value.size + shift), quotient(value.size + shift + 2), remainder(size_ + 1);
        if (!shifted || !quotient || !remainder) return BigStatus::kNoMemory;
        std::memset(shifted.get(), 0, shift * 8);
        if (value.size) std::memcpy(shifted.get() + shift, value.limbs, size_t{value.size} * 8);
        BigView wide{shifted.get(), value.size ? static_cast<uint32_t>(value.size + shift) : 0, value.negative};
        BigDivision division = floor_divmod(quotient.get(), remainder.get(), wide, modulus_, poll_);
        if (!division.ok()) return division.status();
        std::memset(out, 0, size_ * 8);
        if (division.remainder.size) std::memcpy(out, remainder.get(), size_t{division.remainder.size} * 8);
        return BigStatus::kOk;
    }
    void leave(uint64_t* residue) {
        if (!fast_) return;
        std::memcpy(wide_.get(), residue, size_ * 8);
        std::memset(wide_.get() + size_, 0, size_ * 8);
        montgomery_.reduce(residue, wide_.get());
    }
    BigStatus multiply(uint64_t* out, const uint64_t* a, const uint64_t* b) {
        BigStatus status = multiply_limbs(wide_.get(), a, size_, b, size_, poll_);
        if (status != BigStatus::kOk) return status;
        if (fast_) {
            montgomery_.reduce(out, wide_.get());
            return poll_.stopped() ? BigStatus::kStopped : BigStatus::kOk;
        }
        size_t size = normalized(wide_.get(), 2 * size_);
        if (size < size_) {
            std::memcpy(out, wide_.get(), size_ * 8);
        } else {
            status = divide_limbs(quotient_.get(), out, wide_.get(), size, modulus_.limbs, size_, poll_);
            if (status != BigStatus::kOk) return status;
        }
        return poll_.stopped() ? BigStatus::kStopped : BigStatus::kOk;
    }

private:
    BigView modulus_;
    size_t size_;
    Poll poll_;
    Montgomery montgomery_;
    bool fast_;
    Scratch wide_;
    Scratch quotient_;
};

}  // namespace

size_t pow_bound(BigView base, uint64_t exponent) {
    if (exponent == 0 || base.size == 0) return 1;
    if (base.size == 1 && base.limbs[0] == 1) return 1;
    unsigned __int128 bits = static_cast<unsigned __int128>(bit_length(base)) * exponent;
    if (bits / 64 > kMaxLimbs) return std::numeric_limits<size_t>::max();
    return static_cast<size_t>(bits / 64) + 2;
}

BigSize pow(uint64_t* out, BigView base, uint64_t exponent, Poll poll) {
    if (exponent == 0) {
        out[0] = 1;
        return {1, false, BigStatus::kOk};
    }
    if (base.size == 0) return {};
    bool negative = base.negative && (exponent & 1);
    uint64_t zeros = trailing_zeros(base);
    Number odd = Number::made(shift_right_bound(base, zeros),
                              [&](uint64_t* limbs) { return shift_right(limbs, base.magnitude(), zeros); });
    if (!odd.ok()) return failed(odd.status());
    bool is_one = odd.view().size == 1 && odd.view().limbs[0] == 1;
    Number result = is_one ? std::move(odd) : power(odd, exponent, poll);
    if (!result.ok()) return failed(result.status());
    BigSize size = shift_left(out, result.view(), zeros * exponent);
    size.negative = negative;
    return size;
}

BigSize powmod(uint64_t* out, BigView base, BigView exponent, BigView modulus, Poll poll) {
    size_t size = modulus.size;
    if (size == 1 && modulus.limbs[0] == 1) return {};
    // Exponents are read in windows: a table of base**0 .. base**(2**window - 1).
    uint64_t bits = bit_length(exponent);
    unsigned window = bits > 512 ? 5 : bits > 64 ? 4 : bits > 8 ? 2 : 1;
    size_t entries = size_t{1} << window;
    Residues residues(modulus.magnitude(), poll);
    Scratch table(entries * size), accumulator(size + 1);
    if (!residues.ready() || !table || !accumulator) return failed(BigStatus::kNoMemory);
    auto entry = [&](size_t i) { return table.get() + i * size; };
    BigFromInt64 one(1);
    BigStatus status = residues.enter(entry(0), one.view());
    if (status == BigStatus::kOk) status = residues.enter(entry(1), base);
    for (size_t i = 2; i < entries && status == BigStatus::kOk; ++i)
        status = residues.multiply(entry(i), entry(i - 1), entry(1));
    uint64_t* value = accumulator.get();
    std::memcpy(value, entry(0), size * 8);
    for (uint64_t position = (bits + window - 1) / window; position-- > 0 && status == BigStatus::kOk;) {
        size_t digit = 0;
        for (unsigned i = window; i-- > 0;) digit = digit << 1 | test_bit(exponent, position * window + i);
        for (unsigned i = 0; i < window && status == BigStatus::kOk; ++i)
            status = residues.multiply(value, value, value);
        if (digit && status == BigStatus::kOk) status = residues.multiply(value, value, entry(digit));
    }
    if (status != BigStatus::kOk) return failed(status);
    residues.leave(value);
    BigView result{value, normalized(value, size), false};
    if (modulus.negative && result.size) return add(out, result, modulus);
    if (result.size) std::memcpy(out, value, size_t{result.size} * 8);
    return {result.size, false, BigStatus::kOk};
}

namespace {

// Zimmermann's recursive square root: the root of the upper half, then one division for the lower quarter.
// For n with its top or next-to-top bit set in a multiple of four limbs; answers root and remainder.
BigStatus root_with_remainder(const uint64_t* n, size_t size, Number* root, Number* remainder, Poll poll) {
    if (size <= kSlice || size % 4 != 0) {
        Number rest;
        *root = Number::made((size + 1) / 2, [&](uint64_t* r) {
            rest = Number::made(size, [&](uint64_t* limbs) {
                size_t length = static_cast<size_t>(mpn_sqrtrem(mp(r), mp(limbs), mp(n), static_cast<mp_size_t>(size)));
                return sized(limbs, length);
            });
            return sized(r, (size + 1) / 2);
        });
        *remainder = std::move(rest);
        if (!root->ok() || !remainder->ok()) return BigStatus::kNoMemory;
        return poll.stopped() ? BigStatus::kStopped : BigStatus::kOk;
    }
    size_t quarter = size / 4;
    Number high, rest;
    BigStatus status = root_with_remainder(n + 2 * quarter, 2 * quarter, &high, &rest, poll);
    if (status != BigStatus::kOk) return status;
    auto join = [&](BigView upper, const uint64_t* lower) {  // upper * B**quarter + lower
        return Number::made(upper.size + quarter + 1, [&](uint64_t* out) {
            std::memcpy(out, lower, quarter * 8);
            if (upper.size) std::memcpy(out + quarter, upper.limbs, size_t{upper.size} * 8);
            return sized(out, upper.size + quarter);
        });
    };
    Number dividend = join(rest.view(), n + quarter);
    Number divisor = Number::made(high.view().size + 1, [&](uint64_t* out) { return shift_left(out, high.view(), 1); });
    if (!dividend.ok() || !divisor.ok()) return BigStatus::kNoMemory;
    Number over;
    Number q = Number::made(quotient_bound(dividend.view(), divisor.view()), [&](uint64_t* quotient) {
        BigDivision division;
        over = Number::made(remainder_bound(divisor.view()), [&](uint64_t* r) {
            division = floor_divmod(quotient, r, dividend.view(), divisor.view(), poll);
            return division.ok() ? division.remainder : division.quotient;
        });
        return over.ok() ? division.quotient : failed(over.status());
    });
    if (!q.ok()) return q.status();
    Number shifted = Number::made(high.view().size + quarter + 1,
                                  [&](uint64_t* out) { return shift_left(out, high.view(), quarter * 64); });
    *root = Number::made(add_bound(shifted.view(), q.view()),
                         [&](uint64_t* out) { return add(out, shifted.view(), q.view()); });
    Number low = join(over.view(), n);
    Number square = product(q, q, poll);
    if (!square.ok()) return square.status();
    if (!root->ok() || !low.ok()) return BigStatus::kNoMemory;
    *remainder = Number::made(add_bound(low.view(), square.view()) + 1,
                              [&](uint64_t* out) { return sub(out, low.view(), square.view()); });
    BigFromInt64 one(1);
    while (remainder->ok() && remainder->view().negative) {
        // remainder += 2 * root - 1; root -= 1
        Number twice =
            Number::made(root->view().size + 1, [&](uint64_t* out) { return shift_left(out, root->view(), 1); });
        Number sum = Number::made(add_bound(twice.view(), remainder->view()),
                                  [&](uint64_t* out) { return add(out, twice.view(), remainder->view()); });
        *remainder = Number::made(sum.view().size + 1, [&](uint64_t* out) { return sub(out, sum.view(), one.view()); });
        *root = Number::made(root->view().size + 1, [&](uint64_t* out) { return sub(out, root->view(), one.view()); });
    }
    return remainder->ok() && root->ok() ? BigStatus::kOk : BigStatus::kNoMemory;
}

}  // namespace

BigSize isqrt(uint64_t* out, BigView a, Poll poll) {
    if (a.size == 0) return {};
    if (a.size <= kSlice) {
        mpn_sqrtrem(mp(out), nullptr, mp(a.limbs), a.size);
        return sized(out, (a.size + 1) / 2);
    }
    // Shifted left by an even number of bits to a length that halves well; the root shifts back by half of it.
    size_t unit = 4;
    while (a.size / unit >= kSlice) unit *= 2;
    size_t size = (a.size + unit - 1) / unit * unit;
    uint64_t shift = (size * 64 - bit_length(a)) & ~uint64_t{1};
    Number wide = Number::made(size + 1, [&](uint64_t* limbs) { return shift_left(limbs, a, shift); });
    if (!wide.ok()) return failed(wide.status());
    Number root, remainder;
    BigStatus status = root_with_remainder(wide.view().limbs, size, &root, &remainder, poll);
    if (status != BigStatus::kOk) return failed(status);
    Number result =
        Number::made(root.view().size + 1, [&](uint64_t* limbs) { return shift_right(limbs, root.view(), shift / 2); });
    return result.write_to(out);
}

}  // namespace krait

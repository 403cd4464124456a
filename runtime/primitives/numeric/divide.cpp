// Quotients. GMP divides up to a slice; above that the recursive division of Burnikel and Ziegler is made here on top
// of our own products, so that it polls.
#include <algorithm>
#include <bit>

#include "runtime/primitives/numeric/limbs.h"

namespace krait {

namespace {

// a has n + m limbs, b n limbs with its top bit set, m <= n, and the top n limbs of a are below b.
// Afterwards a[0..n) is the remainder, a[n..n+m) zero, and q[0..m) the quotient.
BigStatus divide_block(uint64_t* q, uint64_t* a, const uint64_t* b, size_t n, size_t m, Poll poll) {
    if (m == 0) return BigStatus::kOk;
    if (n <= kSlice) {
        Scratch quotient(m + 1), remainder(n);
        if (!quotient || !remainder) return BigStatus::kNoMemory;
        mpn_tdiv_qr(mp(quotient.get()), mp(remainder.get()), 0, mp(a), static_cast<mp_size_t>(n + m), mp(b),
                    static_cast<mp_size_t>(n));
        std::memcpy(q, quotient.get(), m * 8);
        std::memcpy(a, remainder.get(), n * 8);
        std::memset(a + n, 0, m * 8);
        return poll.stopped() ? BigStatus::kStopped : BigStatus::kOk;
    }
    if (m == n) {
        size_t low = m / 2, high = m - low;
        BigStatus status = divide_block(q + low, a + low, b, n, high, poll);
        return status != BigStatus::kOk ? status : divide_block(q, a, b, n, low, poll);
    }
    // Estimate with the top m limbs of b, then take the rest of b into account: at most two too high.
    size_t rest = n - m;
    const uint64_t* top = b + rest;
    uint64_t carry = 0;  // limb above a[0..n)
    if (mpn_cmp(mp(a + n), mp(top), static_cast<mp_size_t>(m)) >= 0) {
        // The estimate would not fit: B**m - 1, whose remainder is a1 - (B**m - 1) * top = a1 - top * B**m + top.
        std::memset(q, 0xff, m * 8);
        mpn_sub_n(mp(a + n), mp(a + n), mp(top), static_cast<mp_size_t>(m));
        carry = mpn_add_n(mp(a + rest), mp(a + rest), mp(top), static_cast<mp_size_t>(m));
        carry += a[n];
    } else {
        BigStatus status = divide_block(q, a + rest, top, m, m, poll);
        if (status != BigStatus::kOk) return status;
    }
    Scratch correction(n);
    if (!correction) return BigStatus::kNoMemory;
    BigStatus status = multiply_limbs(correction.get(), q, m, b, rest, poll);
    if (status != BigStatus::kOk) return status;
    auto width = static_cast<mp_size_t>(n);
    carry -= mpn_sub_n(mp(a), mp(a), mp(correction.get()), width);
    while (carry >> 63) {
        mpn_sub_1(mp(q), mp(q), static_cast<mp_size_t>(m), 1);
        carry += mpn_add_n(mp(a), mp(a), mp(b), width);
    }
    std::memset(a + n, 0, m * 8);
    return BigStatus::kOk;
}

}  // namespace

BigStatus divide_limbs(uint64_t* quotient, uint64_t* remainder, const uint64_t* a, size_t a_size, const uint64_t* b,
                       size_t b_size, Poll poll) {
    if (b_size == 1) {
        remainder[0] = mpn_divrem_1(mp(quotient), 0, mp(a), static_cast<mp_size_t>(a_size), b[0]);
        return BigStatus::kOk;
    }
    if (a_size <= kSlice) {
        mpn_tdiv_qr(mp(quotient), mp(remainder), 0, mp(a), static_cast<mp_size_t>(a_size), mp(b),
                    static_cast<mp_size_t>(b_size));
        return BigStatus::kOk;
    }
    Scratch dividend(a_size + 1), divisor(b_size), digits(a_size + 1);
    if (!dividend || !divisor || !digits) return BigStatus::kNoMemory;
    int shift = std::countl_zero(b[b_size - 1]);
    auto size = static_cast<mp_size_t>(b_size);
    if (shift) {
        mpn_lshift(mp(divisor.get()), mp(b), size, static_cast<unsigned>(shift));
        dividend.get()[a_size] =
            mpn_lshift(mp(dividend.get()), mp(a), static_cast<mp_size_t>(a_size), static_cast<unsigned>(shift));
    } else {
        std::memcpy(divisor.get(), b, b_size * 8);
        std::memcpy(dividend.get(), a, a_size * 8);
        dividend.get()[a_size] = 0;
    }
    // The top limb is below b's, so the top b_size limbs are below b: digits in blocks from the top.
    size_t left = a_size + 1 - b_size;
    size_t top = left;
    while (left > 0) {
        size_t block = std::min(left, b_size);
        BigStatus status = divide_block(digits.get() + left - block, dividend.get() + left - block, divisor.get(),
                                        b_size, block, poll);
        if (status != BigStatus::kOk) return status;
        left -= block;
    }
    std::memcpy(quotient, digits.get(), top * 8);
    if (shift) mpn_rshift(mp(remainder), mp(dividend.get()), size, static_cast<unsigned>(shift));
    else std::memcpy(remainder, dividend.get(), b_size * 8);
    return BigStatus::kOk;
}

BigDivision floor_divmod(uint64_t* quotient, uint64_t* remainder, BigView a, BigView b, Poll poll) {
    bool negative = a.negative != b.negative;
    uint32_t quotient_size = 0;
    Scratch own_quotient(!quotient ? quotient_bound(a, b) : 0), own_remainder(!remainder ? remainder_bound(b) : 0);
    if (!own_quotient || !own_remainder) return {failed(BigStatus::kNoMemory), {}};
    if (!quotient) quotient = own_quotient.get();
    if (!remainder) remainder = own_remainder.get();
    if (a.size < b.size) {
        if (a.size) std::memcpy(remainder, a.limbs, size_t{a.size} * 8);
        std::memset(remainder + a.size, 0, size_t{b.size - a.size} * 8);
    } else {
        BigStatus status = divide_limbs(quotient, remainder, a.limbs, a.size, b.limbs, b.size, poll);
        if (status != BigStatus::kOk) return {failed(status), {}};
        quotient_size = normalized(quotient, a.size - b.size + 1);
    }
    uint32_t remainder_size = normalized(remainder, b.size);
    // Truncation became floor: one down, and the remainder changes sides.
    if (remainder_size && negative) {
        BigFromInt64 one(1);
        quotient_size = add(quotient, {quotient, quotient_size, false}, one.view()).size;
        remainder_size = sub(remainder, b.magnitude(), {remainder, remainder_size, false}).size;
    }
    return {{quotient_size, quotient_size && negative, BigStatus::kOk},
            {remainder_size, remainder_size && b.negative, BigStatus::kOk}};
}

size_t round_bound(BigView n, uint64_t digits) { return (n.size > digits / 19 ? n.size : digits / 19) + 3; }

BigSize round_to_power_of_ten(uint64_t* out, BigView n, uint64_t digits, Poll poll) {
    // Below half of 10**digits the answer is 0; this also keeps an absurd count of digits from being computed.
    if (n.size == 0 || decimal_digit_bounds(n).at_most < digits) return {};
    BigFromInt64 ten(10), one(1);
    Number unit = Number::made(pow_bound(ten.view(), digits),
                               [&](uint64_t* limbs) { return pow(limbs, ten.view(), digits, poll); });
    if (!unit.ok()) return failed(unit.status());
    BigDivision division;
    Number quotient;
    Number remainder = Number::made(remainder_bound(unit.view()), [&](uint64_t* r) {
        quotient = Number::made(quotient_bound(n, unit.view()), [&](uint64_t* q) {
            division = floor_divmod(q, r, n, unit.view(), poll);
            return division.quotient;
        });
        return quotient.ok() ? division.remainder : failed(quotient.status());
    });
    if (!remainder.ok()) return failed(remainder.status());
    Number twice = Number::made(remainder.view().size + 1,
                                [&](uint64_t* limbs) { return shift_left(limbs, remainder.view(), 1); });
    int order = compare(twice.view(), unit.view());
    bool odd = quotient.view().size && quotient.view().limbs[0] & 1;
    // n - r, and one unit more when that is nearer, or as near and even.
    BigSize result = sub(out, n, remainder.view());
    if (order > 0 || (order == 0 && odd)) result = add(out, result.over(out), unit.view());
    return result;
}

}  // namespace krait

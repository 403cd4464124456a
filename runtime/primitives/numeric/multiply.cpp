// Products. GMP multiplies blocks of at most kSlice limbs; above that Karatsuba's three products of half the size are
// made here, so that the poll is reached every few milliseconds.
#include <algorithm>

#include "runtime/primitives/numeric/limbs.h"

namespace krait {

namespace {

void multiply_block(uint64_t* out, const uint64_t* a, size_t a_size, const uint64_t* b, size_t b_size) {
    if (a == b && a_size == b_size) mpn_sqr(mp(out), mp(a), static_cast<mp_size_t>(a_size));
    else if (a_size >= b_size)
        mpn_mul(mp(out), mp(a), static_cast<mp_size_t>(a_size), mp(b), static_cast<mp_size_t>(b_size));
    else mpn_mul(mp(out), mp(b), static_cast<mp_size_t>(b_size), mp(a), static_cast<mp_size_t>(a_size));
}

// out[0..high) = |low - high| padded; answers whether low < high. high_size is low_size or one less.
bool absolute_difference(uint64_t* out, const uint64_t* low, size_t low_size, const uint64_t* high, size_t high_size) {
    bool less = false;
    if (normalized(low, low_size) <= high_size) {
        less = mpn_cmp(mp(low), mp(high), static_cast<mp_size_t>(high_size)) < 0;
        auto n = static_cast<mp_size_t>(high_size);
        if (less) mpn_sub_n(mp(out), mp(high), mp(low), n);
        else mpn_sub_n(mp(out), mp(low), mp(high), n);
        if (low_size > high_size) out[high_size] = 0;
    } else {
        mpn_sub(mp(out), mp(low), static_cast<mp_size_t>(low_size), mp(high), static_cast<mp_size_t>(high_size));
    }
    return less;
}

// a and b have n limbs, out 2n, scratch 4n + 256.
bool karatsuba(uint64_t* out, const uint64_t* a, const uint64_t* b, size_t n, uint64_t* scratch, Poll poll) {
    if (n <= kSlice) {
        multiply_block(out, a, n, b, n);
        return !poll.stopped();
    }
    size_t half = (n + 1) / 2, rest = n - half;
    uint64_t* middle = scratch;  // 2 * half: |a0 - a1| * |b0 - b1|
    uint64_t* deeper = scratch + 2 * half;
    bool turned = absolute_difference(out, a, half, a + half, rest);
    const uint64_t* other = out;
    if (a != b) {
        other = out + half;
        turned ^= absolute_difference(out + half, b, half, b + half, rest);
    } else turned = false;
    if (!karatsuba(middle, out, other, half, deeper, poll)) return false;
    if (!karatsuba(out, a, b, half, deeper, poll)) return false;
    if (!karatsuba(out + 2 * half, a + half, b + half, rest, deeper, poll)) return false;
    // The cross term is z0 + z2 - (a0 - a1)(b0 - b1); it has 2 * half + 1 limbs.
    uint64_t* cross = deeper;
    auto wide = static_cast<mp_size_t>(2 * half);
    cross[2 * half] = mpn_add(mp(cross), mp(out), wide, mp(out + 2 * half), static_cast<mp_size_t>(2 * rest));
    if (turned) cross[2 * half] += mpn_add_n(mp(cross), mp(cross), mp(middle), wide);
    else cross[2 * half] -= mpn_sub_n(mp(cross), mp(cross), mp(middle), wide);
    size_t cross_size = normalized(cross, 2 * half + 1);
    if (cross_size > 0)
        mpn_add(mp(out + half), mp(out + half), static_cast<mp_size_t>(2 * n - half), mp(cross),
                static_cast<mp_size_t>(cross_size));
    return true;
}

}  // namespace

BigStatus multiply_limbs(uint64_t* out, const uint64_t* a, size_t a_size, const uint64_t* b, size_t b_size, Poll poll) {
    if (a_size < b_size) {
        std::swap(a, b);
        std::swap(a_size, b_size);
    }
    if (b_size == 0) {
        std::memset(out, 0, a_size * 8);
        return BigStatus::kOk;
    }
    if (a_size <= kSlice) {
        multiply_block(out, a, a_size, b, b_size);
        return BigStatus::kOk;
    }
    // Rows of blocks of the longer operand, each times the whole shorter one.
    size_t block = std::max(b_size, kSlice);
    bool huge = b_size > kSlice;
    Scratch row(a_size > block ? block + b_size : 0);
    Scratch scratch(huge ? 4 * b_size + 256 : 0);
    if (!row || !scratch) return BigStatus::kNoMemory;
    for (size_t done = 0; done < a_size; done += block) {
        size_t length = std::min(block, a_size - done);
        uint64_t* target = done == 0 ? out : row.get();
        if (huge && length == b_size) {
            if (!karatsuba(target, a + done, b, b_size, scratch.get(), poll)) return BigStatus::kStopped;
        } else if (huge) {
            BigStatus status = multiply_limbs(target, a + done, length, b, b_size, poll);
            if (status != BigStatus::kOk) return status;
        } else {
            multiply_block(target, a + done, length, b, b_size);
            if (poll.stopped()) return BigStatus::kStopped;
        }
        if (done == 0) continue;
        // out holds done + b_size limbs so far.
        std::memcpy(out + done + b_size, target + b_size, length * 8);
        uint64_t carry = mpn_add_n(mp(out + done), mp(out + done), mp(target), static_cast<mp_size_t>(b_size));
        if (carry) mpn_add_1(mp(out + done + b_size), mp(out + done + b_size), static_cast<mp_size_t>(length), carry);
    }
    return BigStatus::kOk;
}

BigSize mul(uint64_t* out, BigView a, BigView b, Poll poll) {
    if (a.size == 0 || b.size == 0) return {};
    BigStatus status = multiply_limbs(out, a.limbs, a.size, b.limbs, b.size, poll);
    if (status != BigStatus::kOk) return failed(status);
    return sized(out, size_t{a.size} + b.size, a.negative != b.negative);
}

}  // namespace krait

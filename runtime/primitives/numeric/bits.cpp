// Bitwise operations on two's complement of unlimited width, and shifts.
#include <algorithm>
#include <limits>

#include "runtime/primitives/numeric/limbs.h"

namespace krait {

namespace {

// The limbs of a number in two's complement, the least first, sign-extended for ever.
class TwosComplement {
public:
    explicit TwosComplement(BigView view) : view_(view), carry_(view.negative) {}
    uint64_t next() {
        uint64_t limb = position_ < view_.size ? view_.limbs[position_] : 0;
        ++position_;
        if (!view_.negative) return limb;
        limb = ~limb + carry_;
        carry_ = carry_ && limb == 0;
        return limb;
    }

private:
    BigView view_;
    bool carry_;
    size_t position_ = 0;
};

template <typename Operation>
BigSize combine(uint64_t* out, BigView a, BigView b, Operation operation) {
    size_t size = bitwise_bound(a, b);
    bool negative = operation(uint64_t{a.negative}, uint64_t{b.negative}) & 1;
    if (!a.negative && !b.negative) {
        size_t shared = std::min(a.size, b.size);
        for (size_t i = 0; i < shared; ++i) out[i] = operation(a.limbs[i], b.limbs[i]);
        for (size_t i = shared; i < a.size; ++i) out[i] = operation(a.limbs[i], uint64_t{0});
        for (size_t i = shared; i < b.size; ++i) out[i] = operation(uint64_t{0}, b.limbs[i]);
        return sized(out, size - 1);
    }
    TwosComplement left(a), right(b);
    for (size_t i = 0; i < size; ++i) out[i] = operation(left.next(), right.next());
    if (negative) mpn_neg(mp(out), mp(out), static_cast<mp_size_t>(size));
    return sized(out, size, negative);
}

}  // namespace

BigSize bit_and(uint64_t* out, BigView a, BigView b) {
    return combine(out, a, b, [](uint64_t x, uint64_t y) { return x & y; });
}
BigSize bit_or(uint64_t* out, BigView a, BigView b) {
    return combine(out, a, b, [](uint64_t x, uint64_t y) { return x | y; });
}
BigSize bit_xor(uint64_t* out, BigView a, BigView b) {
    return combine(out, a, b, [](uint64_t x, uint64_t y) { return x ^ y; });
}

BigSize invert(uint64_t* out, BigView a) {
    BigFromInt64 minus_one(-1);
    return sub(out, minus_one.view(), a);
}

size_t shift_left_bound(BigView a, uint64_t bits) {
    if (a.size == 0) return 0;
    uint64_t limbs = bits / 64;
    return limbs > kMaxLimbs ? std::numeric_limits<size_t>::max() : a.size + limbs + 1;
}

BigSize shift_left(uint64_t* out, BigView a, uint64_t bits) {
    if (a.size == 0) return {};
    size_t limbs = bits / 64;
    auto shift = static_cast<unsigned>(bits % 64);
    uint64_t carry = 0;
    if (shift) carry = mpn_lshift(mp(out + limbs), mp(a.limbs), a.size, shift);
    else std::memmove(out + limbs, a.limbs, size_t{a.size} * 8);
    std::memset(out, 0, limbs * 8);
    size_t size = a.size + limbs;
    if (carry) out[size++] = carry;
    return {static_cast<uint32_t>(size), a.negative, BigStatus::kOk};
}

size_t shift_right_bound(BigView a, uint64_t bits) { return bits / 64 >= a.size ? 1 : a.size - bits / 64 + 1; }

BigSize shift_right(uint64_t* out, BigView a, uint64_t bits) {
    if (a.size == 0) return {};
    size_t limbs = bits / 64;
    auto shift = static_cast<unsigned>(bits % 64);
    if (limbs >= a.size) {
        if (!a.negative) return {};
        out[0] = 1;
        return {1, true, BigStatus::kOk};
    }
    size_t size = a.size - limbs;
    bool lost = a.negative && trailing_zeros(a) < bits;
    if (shift) mpn_rshift(mp(out), mp(a.limbs + limbs), static_cast<mp_size_t>(size), shift);
    else std::memmove(out, a.limbs + limbs, size * 8);
    size = normalized(out, size);
    // Floor: a negative number that loses bits goes one further down.
    if (lost) {
        if (size == 0) out[size++] = 1;
        else if (mpn_add_1(mp(out), mp(out), static_cast<mp_size_t>(size), 1)) out[size++] = 1;
    }
    return {static_cast<uint32_t>(size), size != 0 && a.negative, BigStatus::kOk};
}

}  // namespace krait

// Greatest common divisor and modular inverse.
#include <bit>

#include "runtime/primitives/numeric/limbs.h"

namespace krait {

namespace {

// Above this many limbs gcd is made in Lehmer's steps here, which poll, until the numbers fit GMP's slice.
constexpr uint32_t kGcdSlice = kSlice < 6000 ? kSlice : 6000;

// Cofactors of a run of quotients that the leading 62 bits of both numbers determine for certain (Collins' condition).
struct LehmerStep {
    uint64_t a = 1, b = 0, c = 0, d = 1;  // new x = |a x - b y|, new y = |d y - c x|
    bool even = true;                     // the sign pattern: x' = a x - b y, y' = d y - c x if even
};

LehmerStep leading_quotients(uint64_t x, uint64_t y) {
    LehmerStep step;
    int64_t a = 1, b = 0, c = 0, d = 1;
    auto x_hat = static_cast<int64_t>(x), y_hat = static_cast<int64_t>(y);
    constexpr int64_t kLimit = int64_t{1} << 31;
    while (y_hat + c != 0 && y_hat + d != 0) {
        int64_t q = (x_hat + a) / (y_hat + c);
        if (q != (x_hat + b) / (y_hat + d) || q >= kLimit) break;
        int64_t next_c = a - q * c, next_d = b - q * d;
        if (next_c >= kLimit || next_c <= -kLimit || next_d >= kLimit || next_d <= -kLimit) break;
        a = c;
        b = d;
        c = next_c;
        d = next_d;
        int64_t rest = x_hat - q * y_hat;
        x_hat = y_hat;
        y_hat = rest;
    }
    step.a = static_cast<uint64_t>(a < 0 ? -a : a);
    step.b = static_cast<uint64_t>(b < 0 ? -b : b);
    step.c = static_cast<uint64_t>(c < 0 ? -c : c);
    step.d = static_cast<uint64_t>(d < 0 ? -d : d);
    step.even = b <= 0 && a >= 0;
    return step;
}

// out = plus * factor - minus * other, known not to be negative; n limbs each.
void difference(uint64_t* out, const uint64_t* plus, uint64_t factor, const uint64_t* minus, uint64_t other, size_t n) {
    auto size = static_cast<mp_size_t>(n);
    mpn_mul_1(mp(out), mp(plus), size, factor);
    mpn_submul_1(mp(out), mp(minus), size, other);
}

}  // namespace

BigSize gcd(uint64_t* out, BigView a, BigView b, Poll poll) {
    if (a.size == 0 || b.size == 0) {
        BigView other = a.size ? a : b;
        if (other.size) std::memcpy(out, other.limbs, size_t{other.size} * 8);
        return {other.size, false, BigStatus::kOk};
    }
    // GMP wants one of them odd: strip the common twos, and the rest of b's.
    uint64_t a_zeros = trailing_zeros(a), b_zeros = trailing_zeros(b);
    uint64_t twos = a_zeros < b_zeros ? a_zeros : b_zeros;
    auto stripped = [](BigView v, uint64_t bits) {
        return Number::made(v.size + 1, [&](uint64_t* limbs) { return shift_right(limbs, v.magnitude(), bits); });
    };
    Number x = stripped(a, a_zeros), y = stripped(b, b_zeros);
    if (!x.ok() || !y.ok()) return failed(BigStatus::kNoMemory);
    if (compare(x.view(), y.view()) < 0) std::swap(x, y);
    Scratch next_x(x.view().size + 1), next_y(x.view().size + 1);
    if (!next_x || !next_y) return failed(BigStatus::kNoMemory);
    size_t steps = 0;
    while (y.view().size > kGcdSlice) {
        if (++steps % 16 == 0 && poll.stopped()) return failed(BigStatus::kStopped);
        BigView u = x.view(), v = y.view();
        LehmerStep step;
        if (bit_length(u) - bit_length(v) < 32) {
            unsigned shift = static_cast<unsigned>(std::countl_zero(u.limbs[u.size - 1]));
            auto leading = [&](BigView n) {
                auto limb = [&](uint32_t i) { return i < n.size ? n.limbs[i] : 0; };
                uint64_t high = limb(u.size - 1), low = limb(u.size - 2);
                return (shift ? high << shift | low >> (64 - shift) : high) >> 2;
            };
            step = leading_quotients(leading(u), leading(v));
        }
        if (step.b == 0) {
            Number remainder = Number::made(remainder_bound(v), [&](uint64_t* r) {
                BigDivision division = floor_divmod(nullptr, r, u, v, poll);
                return division.ok() ? division.remainder : division.quotient;
            });
            if (!remainder.ok()) return failed(remainder.status());
            x = std::move(y);
            y = std::move(remainder);
            continue;
        }
        size_t n = u.size;
        Scratch padded(n);
        if (!padded) return failed(BigStatus::kNoMemory);
        std::memset(padded.get(), 0, n * 8);
        std::memcpy(padded.get(), v.limbs, size_t{v.size} * 8);
        if (step.even) {
            difference(next_x.get(), u.limbs, step.a, padded.get(), step.b, n);
            difference(next_y.get(), padded.get(), step.d, u.limbs, step.c, n);
        } else {
            difference(next_x.get(), padded.get(), step.b, u.limbs, step.a, n);
            difference(next_y.get(), u.limbs, step.c, padded.get(), step.d, n);
        }
        x = Number::copy({next_x.get(), normalized(next_x.get(), n), false});
        y = Number::copy({next_y.get(), normalized(next_y.get(), n), false});
        if (!x.ok() || !y.ok()) return failed(BigStatus::kNoMemory);
        if (compare(x.view(), y.view()) < 0) std::swap(x, y);
    }
    Number result;
    if (y.view().size == 0) {
        result = std::move(x);
    } else {
        // The steps may have made both even together with no common two: both were odd, so gcd is odd. Strip y again.
        Number odd = stripped(y.view(), trailing_zeros(y.view()));
        Number other = Number::copy(x.view());
        if (!odd.ok() || !other.ok()) return failed(BigStatus::kNoMemory);
        result = Number::made(odd.view().size + 1, [&](uint64_t* limbs) {
            auto size = mpn_gcd(mp(limbs), mp(const_cast<uint64_t*>(other.view().limbs)), other.view().size,
                                mp(const_cast<uint64_t*>(odd.view().limbs)), odd.view().size);
            return sized(limbs, static_cast<size_t>(size));
        });
    }
    if (!result.ok()) return failed(result.status());
    Number shifted = Number::made(shift_left_bound(result.view(), twos),
                                  [&](uint64_t* limbs) { return shift_left(limbs, result.view(), twos); });
    return shifted.write_to(out);
}

BigInverse inverse_modulo(uint64_t* out, BigView a, BigView modulus, Poll poll) {
    BigView m = modulus.magnitude();
    if (m.size == 1 && m.limbs[0] == 1) return {{}, true};
    // GMP wants the first operand at least as long as the second: a modulo m, plus m. It destroys both.
    Number reduced = Number::made(remainder_bound(m), [&](uint64_t* r) {
        BigDivision division = floor_divmod(nullptr, r, a, m, poll);
        return division.ok() ? division.remainder : division.quotient;
    });
    if (!reduced.ok()) return {failed(reduced.status()), false};
    if (reduced.view().is_zero()) return {{}, false};
    Scratch u(m.size + 3), v(m.size + 2), g(m.size + 2), s(m.size + 3);
    if (!u || !v || !g || !s) return {failed(BigStatus::kNoMemory), false};
    BigSize u_size = add(u.get(), m, reduced.view());
    std::memcpy(v.get(), m.limbs, size_t{m.size} * 8);
    mp_size_t s_size = 0;
    mp_size_t g_size = mpn_gcdext(mp(g.get()), mp(s.get()), &s_size, mp(u.get()), u_size.size, mp(v.get()), m.size);
    if (g_size != 1 || g.get()[0] != 1) return {{}, false};
    BigView cofactor{s.get(), static_cast<uint32_t>(s_size < 0 ? -s_size : s_size), s_size < 0};
    if (cofactor.negative) return {add(out, m, cofactor), true};
    if (cofactor.size) std::memcpy(out, s.get(), size_t{cofactor.size} * 8);
    return {{cofactor.size, false, BigStatus::kOk}, true};
}

}  // namespace krait

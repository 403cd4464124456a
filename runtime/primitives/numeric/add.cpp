// Comparison, sums, and properties.
#include <bit>
#include <cmath>

#include "runtime/primitives/numeric/limbs.h"

namespace krait {

namespace {

int compare_magnitudes(BigView a, BigView b) {
    if (a.size != b.size) return a.size < b.size ? -1 : 1;
    if (a.size == 0) return 0;
    int order = mpn_cmp(mp(a.limbs), mp(b.limbs), a.size);
    return (order > 0) - (order < 0);
}

BigSize add_magnitudes(uint64_t* out, BigView a, BigView b, bool negative) {
    if (a.size < b.size) std::swap(a, b);
    if (b.size == 0) {
        if (a.size) std::memmove(out, a.limbs, size_t{a.size} * 8);
        return {a.size, a.size != 0 && negative, BigStatus::kOk};
    }
    uint64_t carry = mpn_add(mp(out), mp(a.limbs), a.size, mp(b.limbs), b.size);
    uint32_t size = a.size;
    if (carry) out[size++] = carry;
    return {size, negative, BigStatus::kOk};
}

// |a| - |b|, negative if |a| < |b|, then the sign turned if `negative`.
BigSize sub_magnitudes(uint64_t* out, BigView a, BigView b, bool negative) {
    int order = compare_magnitudes(a, b);
    if (order == 0) return {};
    if (order < 0) {
        std::swap(a, b);
        negative = !negative;
    }
    if (b.size == 0) std::memmove(out, a.limbs, size_t{a.size} * 8);
    else mpn_sub(mp(out), mp(a.limbs), a.size, mp(b.limbs), b.size);
    return sized(out, a.size, negative);
}

}  // namespace

int compare(BigView a, BigView b) {
    if (a.negative != b.negative) return a.negative ? -1 : 1;
    int order = compare_magnitudes(a, b);
    return a.negative ? -order : order;
}

int compare_with_double(BigView a, double b) {
    if (std::isinf(b)) return b > 0 ? -1 : 1;
    uint64_t limbs[kFromDoubleBound];
    BigSize whole = from_double(limbs, b);
    int order = compare(a, whole.over(limbs));
    if (order != 0) return order;
    double fraction = b - std::trunc(b);
    return fraction > 0 ? -1 : fraction < 0 ? 1 : 0;
}

uint64_t bit_length(BigView a) {
    return a.size == 0 ? 0 : uint64_t{a.size} * 64 - static_cast<uint64_t>(std::countl_zero(a.limbs[a.size - 1]));
}

uint64_t bit_count(BigView a) { return a.size == 0 ? 0 : mpn_popcount(mp(a.limbs), a.size); }

uint64_t trailing_zeros(BigView a) {
    size_t i = 0;
    while (a.limbs[i] == 0) ++i;
    return i * 64 + static_cast<uint64_t>(std::countr_zero(a.limbs[i]));
}

bool test_bit(BigView a, uint64_t bit) { return bit / 64 < a.size && (a.limbs[bit / 64] >> (bit % 64) & 1); }

BigSize add(uint64_t* out, BigView a, BigView b) {
    return a.negative == b.negative ? add_magnitudes(out, a, b, a.negative) : sub_magnitudes(out, a, b, a.negative);
}

BigSize sub(uint64_t* out, BigView a, BigView b) {
    return a.negative != b.negative ? add_magnitudes(out, a, b, a.size ? a.negative : !b.negative)
                                    : sub_magnitudes(out, a, b, a.negative);
}

}  // namespace krait

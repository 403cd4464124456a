// Inside numeric/ only: GMP's mpn layer in our types, scratch memory, and a small owning number for cold paths.
#pragma once

#include <gmp.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "runtime/primitives/numeric/big_int.h"

namespace krait {

static_assert(sizeof(mp_limb_t) == 8 && GMP_NAIL_BITS == 0);

inline mp_limb_t* mp(uint64_t* limbs) { return reinterpret_cast<mp_limb_t*>(limbs); }
inline const mp_limb_t* mp(const uint64_t* limbs) { return reinterpret_cast<const mp_limb_t*>(limbs); }

inline uint32_t normalized(const uint64_t* limbs, size_t size) {
    while (size > 0 && limbs[size - 1] == 0) --size;
    return static_cast<uint32_t>(size);
}
inline BigSize sized(const uint64_t* limbs, size_t size, bool negative = false) {
    uint32_t length = normalized(limbs, size);
    return {length, length != 0 && negative, BigStatus::kOk};
}
inline BigSize failed(BigStatus status) { return {0, false, status}; }

// Operands up to this many limbs go to GMP whole: about 300,000 decimal digits, some five milliseconds.
#ifndef KRAIT_BIG_SLICE
#define KRAIT_BIG_SLICE 16384
#endif
inline constexpr size_t kSlice = KRAIT_BIG_SLICE;

class Scratch {
public:
    explicit Scratch(size_t limbs) : limbs_(static_cast<uint64_t*>(std::malloc((limbs + 1) * 8))) {}
    Scratch(Scratch&& other) noexcept : limbs_(std::exchange(other.limbs_, nullptr)) {}
    Scratch& operator=(Scratch&& other) noexcept {
        std::swap(limbs_, other.limbs_);
        return *this;
    }
    ~Scratch() { std::free(limbs_); }
    explicit operator bool() const { return limbs_ != nullptr; }
    uint64_t* get() const { return limbs_; }

private:
    uint64_t* limbs_;
};

// An owned number for the divide-and-conquer paths. A failure sticks: later operations pass it on.
class Number {
public:
    Number() : limbs_(0) {}
    static Number copy(BigView view) {
        Number n;
        n.fill(view.size, [&](uint64_t* out) {
            if (view.size) std::memcpy(out, view.limbs, size_t{view.size} * 8);
            return BigSize{view.size, view.negative, BigStatus::kOk};
        });
        return n;
    }
    static Number from_word(uint64_t word) { return copy({&word, word != 0, false}); }
    template <typename Function>
    static Number made(size_t bound, Function write) {
        Number n;
        n.fill(bound, write);
        return n;
    }
    BigView view() const { return size_.over(limbs_.get()); }
    bool ok() const { return size_.ok(); }
    BigStatus status() const { return size_.status; }
    BigSize write_to(uint64_t* out) const {
        if (ok() && size_.size) std::memcpy(out, limbs_.get(), size_t{size_.size} * 8);
        return size_;
    }

private:
    template <typename Function>
    void fill(size_t bound, Function write) {
        limbs_ = Scratch(bound);
        size_ = limbs_ ? write(limbs_.get()) : failed(BigStatus::kNoMemory);
    }
    Scratch limbs_;
    BigSize size_;
};

inline Number product(const Number& a, const Number& b, Poll poll) {
    if (!a.ok()) return Number::made(0, [&](uint64_t*) { return failed(a.status()); });
    if (!b.ok()) return Number::made(0, [&](uint64_t*) { return failed(b.status()); });
    return Number::made(mul_bound(a.view(), b.view()),
                        [&](uint64_t* out) { return mul(out, a.view(), b.view(), poll); });
}

// Magnitudes only. out has a.size + b.size limbs and overlaps neither.
BigStatus multiply_limbs(uint64_t* out, const uint64_t* a, size_t a_size, const uint64_t* b, size_t b_size, Poll poll);

// Truncating division of magnitudes, a_size >= b_size > 0, both normalised.
// quotient: a_size - b_size + 1 limbs, remainder: b_size limbs; both wanted.
BigStatus divide_limbs(uint64_t* quotient, uint64_t* remainder, const uint64_t* a, size_t a_size, const uint64_t* b,
                       size_t b_size, Poll poll);

}  // namespace krait

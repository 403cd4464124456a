// math: sums and products over iterables. fsum() and the float path of sumprod() keep the exact sum as a list of floats that
// do not overlap (Shewchuk 1997), and round once.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "runtime/heap/roots.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/float_parts.h"
#include "runtime/objects/int_parts.h"
#include "runtime/operations.h"
#include "stdlib/math/math_parts.h"

namespace krait::core {

namespace {

class ExactSum {
public:
    // False: the sum left the range of floats.
    bool add(double x) {
        size_t kept = 0;
        for (double part : parts_) {
            if (std::fabs(x) < std::fabs(part)) std::swap(x, part);
            double high = x + part, low = part - (high - x);
            if (low != 0.0) parts_[kept++] = low;
            x = high;
        }
        parts_.resize(kept);
        if (!std::isfinite(x)) return false;
        if (x != 0.0) parts_.push_back(x);
        return true;
    }
    double value() const {
        size_t n = parts_.size();
        if (n == 0) return 0.0;
        double high = parts_[--n], low = 0.0;
        while (n > 0) {
            double x = high, y = parts_[--n];
            high = x + y;
            low = y - (high - x);
            if (low != 0.0) break;
        }
        // A tie was rounded to even without a look at what is below it.
        if (n > 0 && ((low < 0) == (parts_[n - 1] < 0))) {
            double twice = low * 2.0, x = high + twice;
            if (twice == x - high) high = x;
        }
        return high;
    }

private:
    std::vector<double> parts_;
};

// Euclidean length: in extended precision, scaled so that no square leaves the range.
double length_of(const std::vector<double>& coordinates) {
    double largest = 0.0;
    bool has_nan = false;
    for (double x : coordinates) {
        if (std::isinf(x)) return HUGE_VAL;
        has_nan |= std::isnan(x);
        largest = std::max(largest, std::fabs(x));
    }
    if (has_nan) return std::numeric_limits<double>::quiet_NaN();
    if (largest == 0.0) return 0.0;
    int exponent;
    std::frexp(largest, &exponent);
    long double sum = 0;
    for (double x : coordinates) {
        long double scaled = std::ldexp(static_cast<long double>(x), -exponent);
        sum += scaled * scaled;
    }
    return static_cast<double>(std::ldexp(std::sqrt(sum), exponent));
}

}  // namespace

MATH(fsum, "fsum(seq, /)", "The sum of floats, rounded once at the end.") {
    ExactSum sum;
    double special = 0.0, infinities = 0.0;
    bool is_special = false;
    TRY(for_each_py(thread, args[0], [&](Value item) -> Result<bool> {
        double x = TRY(to_double_py(thread, item));
        if (!std::isfinite(x)) {
            is_special = true;
            special += x;
            if (std::isinf(x)) infinities += x;
        } else if (!sum.add(x)) {
            return raise(thread, Exc::OverflowError, "intermediate overflow in fsum");
        }
        return true;
    }));
    if (!is_special) return make_float(thread, sum.value());
    if (std::isnan(infinities)) return raise(thread, Exc::ValueError, "-inf + inf in fsum");
    return make_float(thread, special);
}

MATH(prod, "prod(iterable, /, *, start=1)", "The product of the items and the start value.") {
    Value result = args[1];
    TRY(for_each_py(thread, args[0], [&](Value item) -> Result<bool> {
        result = TRY(binary_py(thread, BinaryOp::Mul, result, item));
        return true;
    }));
    return result;
}

MATH(hypot, "hypot(*coordinates)", "The Euclidean norm: the length of the vector from the origin to the coordinates.") {
    std::vector<double> coordinates;
    for (Value item : args[0].to<Tuple>()->span()) coordinates.push_back(TRY(to_double_py(thread, item)));
    double length = length_of(coordinates);
    return make_float(thread, length);
}

MATH(dist, "dist(p, q, /)", "The Euclidean distance of two points, given as sequences of coordinates.") {
    Tuple* p = TRY(make_tuple_from_py(thread, args[0]));
    Tuple* q = TRY(make_tuple_from_py(thread, args[1]));
    if (p->size() != q->size())
        return raise(thread, Exc::ValueError, "both points must have the same number of dimensions");
    std::vector<double> differences;
    for (size_t i = 0; i < p->size(); ++i) {
        double a = TRY(to_double_py(thread, (*p)[i]))
        , b = TRY(to_double_py(thread, (*q)[i]));
        differences.push_back(a - b);
    }
    return make_float(thread, length_of(differences));
}

// p and q step together. While all are ints or floats the sum is exact; what comes after goes through * and +.
MATH(sumprod, "sumprod(p, q, /)", "The sum of products of values from two iterables.") {
    Value first = TRY(iterate_py(thread, args[0]));
    Value second = TRY(iterate_py(thread, args[1]));
    Value total = Value::small(0);
    ExactSum sum;
    bool in_floats = false;
    auto exact_operand = [&](Value v) { return is_float(v) || v.is_small() || v.is<Int>() || v.is_bool(); };
    auto flush = [&]() -> Result<void> {
        if (!in_floats) return {};
        in_floats = false;
        total = TRY(binary_py(thread, BinaryOp::Add, total, make_float(thread, sum.value())));
        sum = ExactSum();
        return {};
    };
    for (;;) {
        Value a = TRY(next_py(thread, first));
        Value b = TRY(next_py(thread, second));
        if (a.is_unbound() != b.is_unbound()) return raise(thread, Exc::ValueError, "Inputs are not the same length");
        if (a.is_unbound()) break;
        TRY(thread.poll());
        if (exact_operand(a) && exact_operand(b) && (is_float(a) || is_float(b))) {
            double x = TRY(to_double_py(thread, a))
            , y = TRY(to_double_py(thread, b));
            double product = x * y, error = std::fma(x, y, -product);
            bool plain = std::isfinite(product) && std::isfinite(error);
            if (plain) {
                ExactSum saved = sum;
                plain = sum.add(product) && sum.add(error);
                if (!plain) sum = saved;
            }
            if (plain) {
                in_floats = true;
                continue;
            }
        }
        TRY(flush());
        Value product = TRY(binary_py(thread, BinaryOp::Mul, a, b));
        total = TRY(binary_py(thread, BinaryOp::Add, total, product));
    }
    TRY(flush());
    return total;
}

}  // namespace krait::core

// class timedelta. Library Reference, datetime: timedelta objects.
//
// Sums are exact integers of microseconds in 128 bits: the largest timedelta needs 67. Fractions are rounded half to even.
#include <bit>
#include <cmath>

#include "runtime/objects/float_parts.h"
#include "runtime/objects/int_parts.h"
#include "runtime/objects/text.h"
#include "runtime/primitives/hash/combine.h"
#include "stdlib/_datetime/datetime.h"

namespace krait::core::dates {

namespace {

Failure too_large(Thread& thread) {
    return raise(thread, Exc::OverflowError, "Python int too large to convert to C int");
}
Failure division_by_zero(Thread& thread) { return raise(thread, Exc::ZeroDivisionError, "division by zero"); }

int64_t floor_divide(int64_t value, int64_t by, int64_t* rest) {
    int64_t quotient = value / by, left = value % by;
    if (left < 0) left += by, --quotient;
    *rest = left;
    return quotient;
}
Micros floor_divide(Micros value, Micros by, Micros* rest) {
    Micros quotient = value / by, left = value % by;
    if (left != 0 && (left < 0) != (by < 0)) left += by, --quotient;
    *rest = left;
    return quotient;
}
Micros divide_to_nearest(Micros value, Micros by) {
    if (by < 0) value = -value, by = -by;
    Micros rest, quotient = floor_divide(value, by, &rest);
    Micros other_half = by - rest;
    if (rest > other_half || (rest == other_half && (quotient & 1))) ++quotient;
    return quotient;
}
int bit_width(Micros value) {
    auto magnitude = static_cast<unsigned __int128>(value < 0 ? -value : value);
    auto high = static_cast<uint64_t>(magnitude >> 64);
    return high ? 64 + std::bit_width(high) : std::bit_width(static_cast<uint64_t>(magnitude));
}

Result<Value> delta_from(Thread& thread, Micros total, Type* type) {
    Micros rest, days = floor_divide(total, Micros{kMicrosPerDay}, &rest);
    if (days > INT32_MAX || days < INT32_MIN) return too_large(thread);
    auto micros = static_cast<int64_t>(rest);
    return make_delta(thread, static_cast<int64_t>(days), micros / kMicrosPerSecond, micros % kMicrosPerSecond, type);
}

// An int of any size, if it has less than 127 bits.
bool fits_micros(Value integer, Micros* out) {
    IntView view(integer);
    BigView big = view.view();
    if (big.size > 2 || (big.size == 2 && big.limbs[1] >> 62)) return false;
    Micros magnitude = 0;
    for (size_t i = big.size; i-- > 0;) magnitude = magnitude << 64 | big.limbs[i];
    *out = big.negative ? -magnitude : magnitude;
    return true;
}
Value int_of(Thread& thread, Micros number) {
    if (number >= INT64_MIN && number <= INT64_MAX) return make_int(thread, static_cast<int64_t>(number));
    auto magnitude = static_cast<unsigned __int128>(number < 0 ? -number : number);
    uint64_t limbs[] = {static_cast<uint64_t>(magnitude), static_cast<uint64_t>(magnitude >> 64)};
    return make_int_from_limbs(thread, limbs, 2, number < 0).value();
}

// ---- construction ----

// The sum of the constructor's arguments: whole microseconds, and what floats leave over.
struct Sum {
    Micros whole = 0;
    double fraction = 0;
};
Result<void> add_component(Thread& thread, Sum& sum, const char* name, Value value, int64_t unit) {
    if (value.is_nothing()) return {};
    if (value.is_small()) {
        sum.whole += Micros{value.as_small()} * unit;
        return {};
    }
    if (is_any_int(thread, value)) {
        int overflow = 0;
        int64_t number = int_to_int64(value, &overflow);
        if (overflow) return too_large(thread);
        sum.whole += Micros{number} * unit;
        return {};
    }
    std::optional<double> number = float_value(thread, value);
    if (!number)
        return raise(thread, Exc::TypeError, "unsupported type for timedelta {} component: {}", name,
                     type_name(thread, value));
    if (std::isnan(*number)) return raise(thread, Exc::ValueError, "cannot convert float NaN to integer");
    if (std::isinf(*number)) return raise(thread, Exc::OverflowError, "cannot convert float infinity to integer");
    double whole, part = std::modf(*number, &whole);
    if (std::fabs(whole) >= 9e18) return too_large(thread);
    sum.whole += Micros{static_cast<int64_t>(whole)} * unit;
    if (part == 0) return {};
    double rest = std::modf(part * static_cast<double>(unit), &whole);
    sum.whole += static_cast<int64_t>(whole);
    sum.fraction += rest;
    return {};
}
Micros rounded(const Sum& sum) {
    if (sum.fraction == 0) return sum.whole;
    double whole = std::round(sum.fraction);
    if (std::fabs(whole - sum.fraction) == 0.5) {
        // To even, together with the whole part.
        int odd = static_cast<int>(sum.whole & 1);
        whole = 2.0 * std::round((sum.fraction + odd) * 0.5) - odd;
    }
    return sum.whole + static_cast<int64_t>(whole);
}

constexpr const char* kNames[] = {"days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks"};

Result<Value> construct_delta(Thread& thread, Type* type, const CallArguments& arguments) {
    Value given[7] = {};
    TRY(bind_fields(thread, {"__new__", kNames, 7, 0, 7}, arguments, given));
    Sum sum;
    TRY(add_component(thread, sum, "microseconds", given[2], 1));
    TRY(add_component(thread, sum, "milliseconds", given[3], 1000));
    TRY(add_component(thread, sum, "seconds", given[1], kMicrosPerSecond));
    TRY(add_component(thread, sum, "minutes", given[4], 60 * kMicrosPerSecond));
    TRY(add_component(thread, sum, "hours", given[5], 3600 * kMicrosPerSecond));
    TRY(add_component(thread, sum, "days", given[0], kMicrosPerDay));
    TRY(add_component(thread, sum, "weeks", given[6], 7 * kMicrosPerDay));
    return delta_from(thread, rounded(sum), type);
}

// ---- arithmetic ----

Result<Value> add(Thread& thread, Value left, Value right) {
    auto *a = as<TimeDelta>(thread, left), *b = as<TimeDelta>(thread, right);
    if (!a || !b) return Value::not_implemented();
    return make_delta(thread, int64_t{a->days} + b->days, int64_t{a->seconds} + b->seconds,
                      int64_t{a->microseconds} + b->microseconds);
}
Result<Value> subtract(Thread& thread, Value left, Value right) {
    auto *a = as<TimeDelta>(thread, left), *b = as<TimeDelta>(thread, right);
    if (!a || !b) return Value::not_implemented();
    return make_delta(thread, int64_t{a->days} - b->days, int64_t{a->seconds} - b->seconds,
                      int64_t{a->microseconds} - b->microseconds);
}

// A finite double as numerator * 2 ** exponent, the numerator odd or zero.
struct Ratio {
    int64_t numerator;
    int exponent;
};
Result<Ratio> ratio_of(Thread& thread, double number) {
    if (std::isnan(number)) return raise(thread, Exc::ValueError, "cannot convert NaN to integer ratio");
    if (std::isinf(number)) return raise(thread, Exc::OverflowError, "cannot convert Infinity to integer ratio");
    if (number == 0) return Ratio{0, 0};
    int exponent;
    double fraction = std::frexp(number, &exponent);
    auto numerator = static_cast<int64_t>(std::ldexp(fraction, 53));
    exponent -= 53;
    int zeros = std::countr_zero(static_cast<uint64_t>(numerator));
    return Ratio{numerator >> zeros, exponent + zeros};
}

Result<Value> multiply(Thread& thread, Value left, Value right) {
    auto* delta = as<TimeDelta>(thread, left);
    Value factor = right;
    if (!delta) delta = as<TimeDelta>(thread, right), factor = left;
    if (!delta) return Value::not_implemented();
    if (is_any_int(thread, factor)) {
        Micros number, product;
        if (delta->is_zero()) return make_delta(thread, Micros{0});
        if (!fits_micros(factor, &number) || __builtin_mul_overflow(delta->total(), number, &product))
            return too_large(thread);
        return make_delta(thread, product);
    }
    std::optional<double> real = float_value(thread, factor);
    if (!real) return Value::not_implemented();
    Ratio ratio = TRY(ratio_of(thread, *real));
    Micros product = delta->total() * ratio.numerator;  // at most 67 + 53 bits
    if (product == 0) return make_delta(thread, product);
    if (ratio.exponent >= 0) {
        if (bit_width(product) + ratio.exponent > 120) return too_large(thread);
        return make_delta(thread, product << ratio.exponent);
    }
    if (ratio.exponent < -122) return make_delta(thread, Micros{0});  // less than half of one
    return make_delta(thread, divide_to_nearest(product, Micros{1} << -ratio.exponent));
}

Result<Value> divide_by_double(Thread& thread, Micros total, double by) {
    Ratio ratio = TRY(ratio_of(thread, by));
    if (ratio.numerator == 0) return division_by_zero(thread);
    if (total == 0) return make_delta(thread, total);
    if (ratio.exponent >= 0) {
        if (ratio.exponent > 70) return make_delta(thread, Micros{0});
        return make_delta(thread, divide_to_nearest(total, Micros{ratio.numerator} << ratio.exponent));
    }
    if (bit_width(total) - ratio.exponent > 125) return too_large(thread);  // the quotient has over 71 bits
    return make_delta(thread, divide_to_nearest(total << -ratio.exponent, Micros{ratio.numerator}));
}
Result<Value> true_divide(Thread& thread, Value left, Value right) {
    auto* a = as<TimeDelta>(thread, left);
    if (!a) return Value::not_implemented();
    if (auto* b = as<TimeDelta>(thread, right)) {
        if (b->is_zero()) return division_by_zero(thread);
        return int_binary(thread, BinaryOp::TrueDiv, int_of(thread, a->total()), int_of(thread, b->total()));
    }
    if (is_any_int(thread, right)) {
        Micros by;
        if (!fits_micros(right, &by)) return make_delta(thread, Micros{0});
        if (by == 0) return division_by_zero(thread);
        return make_delta(thread, divide_to_nearest(a->total(), by));
    }
    if (std::optional<double> real = float_value(thread, right)) return divide_by_double(thread, a->total(), *real);
    return Value::not_implemented();
}
Result<Value> floor_divide(Thread& thread, Value left, Value right) {
    auto* a = as<TimeDelta>(thread, left);
    if (!a) return Value::not_implemented();
    Micros by, rest;
    if (auto* b = as<TimeDelta>(thread, right)) {
        if (b->is_zero()) return division_by_zero(thread);
        return int_of(thread, floor_divide(a->total(), b->total(), &rest));
    }
    if (!is_any_int(thread, right)) return Value::not_implemented();
    if (!fits_micros(right, &by)) {
        bool same_sign = a->is_zero() || (a->days < 0) == (int_sign(right) < 0);
        return make_delta(thread, Micros{same_sign ? 0 : -1});
    }
    if (by == 0) return division_by_zero(thread);
    return make_delta(thread, floor_divide(a->total(), by, &rest));
}
Result<Value> modulo(Thread& thread, Value left, Value right) {
    auto *a = as<TimeDelta>(thread, left), *b = as<TimeDelta>(thread, right);
    if (!a || !b) return Value::not_implemented();
    if (b->is_zero()) return division_by_zero(thread);
    Micros rest;
    floor_divide(a->total(), b->total(), &rest);
    return make_delta(thread, rest);
}
Result<Value> divide_modulo(Thread& thread, Value left, Value right) {
    auto *a = as<TimeDelta>(thread, left), *b = as<TimeDelta>(thread, right);
    if (!a || !b) return Value::not_implemented();
    if (b->is_zero()) return division_by_zero(thread);
    Micros rest, quotient = floor_divide(a->total(), b->total(), &rest);
    Value remainder = TRY(make_delta(thread, rest));
    return Value(make_tuple(thread, {int_of(thread, quotient), remainder}));
}
Result<Value> negate(Thread& thread, Value self) {
    auto* delta = self.to<TimeDelta>();
    return make_delta(thread, -int64_t{delta->days}, -delta->seconds, -delta->microseconds);
}
Result<Value> positive(Thread& thread, Value self) {
    auto* delta = self.to<TimeDelta>();
    return make_delta(thread, delta->days, delta->seconds, delta->microseconds);
}
Result<Value> absolute(Thread& thread, Value self) {
    return self.to<TimeDelta>()->days < 0 ? negate(thread, self) : positive(thread, self);
}

Result<Value> compare(Thread& thread, Value left, Value right, CompareOp op) {
    auto *a = as<TimeDelta>(thread, left), *b = as<TimeDelta>(thread, right);
    if (!a || !b) return Value::not_implemented();
    int order = a->days != b->days         ? (a->days < b->days ? -1 : 1)
                : a->seconds != b->seconds ? (a->seconds < b->seconds ? -1 : 1)
                                           : a->microseconds - b->microseconds;
    return Value::boolean(holds(op, order));
}
Result<int64_t> hash(Thread&, Value self) {
    auto* delta = self.to<TimeDelta>();
    TupleHash combined;  // of (days, seconds, microseconds)
    combined.add(delta->days == -1 ? -2 : delta->days);
    combined.add(delta->seconds);
    combined.add(delta->microseconds);
    return combined.finish();
}
Result<bool> truth(Thread&, Value self) { return !self.to<TimeDelta>()->is_zero(); }

// ---- text ----

Result<Value> repr(Thread& thread, Value self) {
    auto* delta = self.to<TimeDelta>();
    std::string text = shown_type(thread, self) + "(";
    bool first = true;
    auto add = [&](const char* name, int value) {
        if (!value) return;
        text += format_text("{}{}={}", first ? "" : ", ", name, value);
        first = false;
    };
    add("days", delta->days);
    add("seconds", delta->seconds);
    add("microseconds", delta->microseconds);
    return Value(TRY(make_str(thread, text + (first ? "0)" : ")"))));
}
Result<Value> str(Thread& thread, Value self) {
    auto* delta = self.to<TimeDelta>();
    ShortText text;
    if (delta->days) {
        text.add(std::to_string(delta->days));
        text.add(delta->days == 1 || delta->days == -1 ? " day, " : " days, ");
    }
    text.number(delta->seconds / 3600, 1);
    text.add(':');
    text.number(delta->seconds / 60 % 60, 2);
    text.add(':');
    text.number(delta->seconds % 60, 2);
    if (delta->microseconds) {
        text.add('.');
        text.number(delta->microseconds, 6);
    }
    return Value(make_ascii(thread, text.view()));
}

}  // namespace

Result<Value> make_delta(Thread& thread, int64_t days, int64_t seconds, int64_t microseconds, Type* type) {
    if (static_cast<uint64_t>(microseconds) >= static_cast<uint64_t>(kMicrosPerSecond))
        seconds += floor_divide(microseconds, kMicrosPerSecond, &microseconds);
    if (static_cast<uint64_t>(seconds) >= 86'400) days += floor_divide(seconds, int64_t{86'400}, &seconds);
    if (days > kMaxDeltaDays || days < -kMaxDeltaDays)
        return raise(thread, Exc::OverflowError, "days={}; must have magnitude <= {}", days, kMaxDeltaDays);
    auto* made = allocate_as<TimeDelta>(thread, type ? type : native_type(thread, TimeDelta::spec));
    made->days = static_cast<int32_t>(days);
    made->seconds = static_cast<int32_t>(seconds);
    made->microseconds = static_cast<int32_t>(microseconds);
    return Value(made);
}
Result<Value> make_delta(Thread& thread, Micros total) { return delta_from(thread, total, nullptr); }

METHOD(TimeDelta, total_seconds, "total_seconds(self, /)", "Total seconds in the duration.") {
    Micros total = self->total();
    constexpr Micros kExact = Micros{1} << 53;
    if (total <= kExact && total >= -kExact) return make_float(thread, static_cast<double>(total) / 1e6);
    return int_binary(thread, BinaryOp::TrueDiv, int_of(thread, total), Value::small(kMicrosPerSecond));
}
METHOD(TimeDelta, reduce, "__reduce__(self, /)", "__reduce__() -> (cls, state)") {
    Tuple* state =
        make_tuple(thread, {Value::small(self->days), Value::small(self->seconds), Value::small(self->microseconds)});
    return Value(make_tuple(thread, {Value(type_of(thread, Value(self))), Value(state)}));
}
GETTER(TimeDelta, days, "Number of days.") { return Value::small(self.to<TimeDelta>()->days); }
GETTER(TimeDelta, seconds, "Number of seconds (>= 0 and less than 1 day).") {
    return Value::small(self.to<TimeDelta>()->seconds);
}
GETTER(TimeDelta, microseconds, "Number of microseconds (>= 0 and less than 1 second).") {
    return Value::small(self.to<TimeDelta>()->microseconds);
}

static constexpr Slots delta_slots() {
    Slots slots;
    slots.repr = repr;
    slots.str = str;
    slots.hash = hash;
    slots.compare = compare;
    slots.truth = truth;
    slots.construct = construct_delta;
    slots.binary[static_cast<int>(BinaryOp::Add)] = add;
    slots.binary[static_cast<int>(BinaryOp::Sub)] = subtract;
    slots.binary[static_cast<int>(BinaryOp::Mul)] = multiply;
    slots.binary[static_cast<int>(BinaryOp::TrueDiv)] = true_divide;
    slots.binary[static_cast<int>(BinaryOp::FloorDiv)] = floor_divide;
    slots.binary[static_cast<int>(BinaryOp::Mod)] = modulo;
    slots.binary[static_cast<int>(BinaryOp::DivMod)] = divide_modulo;
    slots.unary[static_cast<int>(UnaryOp::Neg)] = negate;
    slots.unary[static_cast<int>(UnaryOp::Pos)] = positive;
    slots.unary[static_cast<int>(UnaryOp::Abs)] = absolute;
    return slots;
}

const TypeSpec TimeDelta::spec = {
    .name = "datetime.timedelta",
    .doc = "Difference between two datetime values.\n\ntimedelta(days=0, seconds=0, microseconds=0, milliseconds=0, "
           "minutes=0, hours=0, weeks=0)\n\nAll arguments are optional and default to 0.\nArguments may be integers or "
           "floats, and may be positive or negative.",
    .size = sizeof(TimeDelta),
    .flags = type_flag::kSubclassable,
    .slots = delta_slots(),
    .methods = {&TimeDelta_total_seconds, &TimeDelta_reduce},
    .properties = {&TimeDelta_get_days, &TimeDelta_get_seconds, &TimeDelta_get_microseconds},
    .trace = [](Cell*, Tracer&) {},
    .signature = "timedelta(days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)",
};

}  // namespace krait::core::dates

// Between big integers and text in bases 2 to 36. GMP converts up to a slice; above it halves are converted apart,
// divided or multiplied by powers of the base that are squared as needed.
#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

#include "runtime/primitives/numeric/limbs.h"

namespace krait {

namespace {

constexpr char kDigits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr size_t kLeafDigits = KRAIT_BIG_SLICE >= 16384 ? 20000 : 100;
constexpr int kLevels = 40;
constexpr size_t kDigitsBetweenPolls = size_t{1} << 19;

double bits_per_digit(int base) { return std::log2(static_cast<double>(base)); }

int digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'z') return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
    return 99;
}

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// base**(kLeafDigits << level), made when first asked for.
class Powers {
public:
    Powers(int base, Poll poll) : base_(base), poll_(poll) {}
    const Number& at(int level) {
        while (count_ <= level) {
            if (count_ == 0) {
                BigFromInt64 base(base_);
                powers_[0] = Number::made(pow_bound(base.view(), kLeafDigits),
                                          [&](uint64_t* out) { return pow(out, base.view(), kLeafDigits, poll_); });
            } else powers_[count_] = product(powers_[count_ - 1], powers_[count_ - 1], poll_);
            ++count_;
        }
        return powers_[level];
    }

private:
    int base_;
    Poll poll_;
    int count_ = 0;
    Number powers_[kLevels];
};

class TextWriter {
public:
    TextWriter(char* out, int base, Poll poll)
        : start_(out), out_(out), base_(base), poll_(poll), powers_(base, poll) {}

    // Writes `value`, with zeros in front to `width` digits unless nothing was written yet.
    BigStatus write(BigView value, size_t width, int level) {
        if (level < 0) return write_leaf(value, width);
        const Number& power = powers_.at(level);
        if (!power.ok()) return power.status();
        size_t half = kLeafDigits << level;
        if (compare(value, power.view()) < 0) {
            if (out_ != start_) {
                std::memset(out_, '0', width - half);
                out_ += width - half;
            }
            return write(value, half, level - 1);
        }
        Number remainder;
        Number quotient = Number::made(quotient_bound(value, power.view()), [&](uint64_t* q) {
            BigDivision division;
            remainder = Number::made(remainder_bound(power.view()), [&](uint64_t* r) {
                division = floor_divmod(q, r, value, power.view(), poll_);
                return division.ok() ? division.remainder : division.quotient;
            });
            return remainder.ok() ? division.quotient : failed(remainder.status());
        });
        if (!quotient.ok()) return quotient.status();
        BigStatus status = write(quotient.view(), width - half, level - 1);
        return status != BigStatus::kOk ? status : write(remainder.view(), half, level - 1);
    }
    char* end() const { return out_; }

private:
    BigStatus write_leaf(BigView value, size_t width) {
        if (poll_.stopped()) return BigStatus::kStopped;
        Number copy = Number::copy(value);  // mpn_get_str destroys its input
        auto text = static_cast<unsigned char*>(std::malloc(to_text_bound(value, base_) + 2));
        if (!copy.ok() || !text) {
            std::free(text);
            return BigStatus::kNoMemory;
        }
        size_t length =
            value.size ? mpn_get_str(text, base_, mp(const_cast<uint64_t*>(copy.view().limbs)), value.size) : 0;
        size_t skip = 0;
        while (skip < length && text[skip] == 0) ++skip;
        if (out_ != start_) {
            size_t zeros = width - (length - skip);
            std::memset(out_, '0', zeros);
            out_ += zeros;
        }
        for (size_t i = skip; i < length; ++i) *out_++ = kDigits[text[i]];
        std::free(text);
        return BigStatus::kOk;
    }

    char* start_;
    char* out_;
    int base_;
    Poll poll_;
    Powers powers_;
};

// A few limbs in base 10, by 19 digits at a time.
constexpr size_t kFewLimbs = KRAIT_BIG_SLICE >= 16384 ? 16 : 0;  // a build for tests goes by slices all the same
size_t write_few_limbs(char* out, BigView a) {
    constexpr uint64_t kChunk = 10'000'000'000'000'000'000u;
    constexpr size_t kChunkDigits = 19, kMostDigits = (kFewLimbs + 1) * 20;
    uint64_t limbs[kFewLimbs + 1];
    std::memcpy(limbs, a.limbs, a.size * sizeof *limbs);
    char digits[kMostDigits];
    char* start = digits + kMostDigits;
    for (size_t size = a.size; size;) {
        uint64_t rest = mpn_divrem_1(mp(limbs), 0, mp(limbs), static_cast<mp_size_t>(size), kChunk);
        while (size && limbs[size - 1] == 0) --size;
        char* chunk_end = start;
        for (; rest; rest /= 10) *--start = kDigits[rest % 10];
        while (size && chunk_end - start < static_cast<ptrdiff_t>(kChunkDigits)) *--start = '0';
    }
    auto count = static_cast<size_t>(digits + kMostDigits - start);
    std::memcpy(out, start, count);
    return count;
}

// 0: stopped.
size_t write_power_of_two_base(char* out, BigView a, int base, Poll poll) {
    auto width = static_cast<uint64_t>(std::countr_zero(static_cast<unsigned>(base)));
    uint64_t bits = bit_length(a);
    size_t count = (bits + width - 1) / width;
    for (size_t i = 0; i < count; ++i) {
        if (i % kDigitsBetweenPolls == kDigitsBetweenPolls - 1 && poll.stopped()) return 0;
        uint64_t position = i * width;
        uint64_t digit = a.limbs[position / 64] >> (position % 64);
        if (position % 64 + width > 64 && position / 64 + 1 < a.size)
            digit |= a.limbs[position / 64 + 1] << (64 - position % 64);
        out[count - 1 - i] = kDigits[digit & (static_cast<uint64_t>(base) - 1)];
    }
    return count;
}

// Values of digits (not characters), most significant first.
Number read_digits(const unsigned char* values, size_t count, int base, int level, Powers& powers, Poll poll) {
    while (level >= 0 && count <= kLeafDigits << level) --level;
    if (level < 0) {
        if (poll.stopped()) return Number::made(0, [](uint64_t*) { return failed(BigStatus::kStopped); });
        while (count > 0 && *values == 0) ++values, --count;
        if (count == 0) return Number::copy({});
        return Number::made(from_digits_bound(count, base), [&](uint64_t* out) {
            return sized(out, static_cast<size_t>(mpn_set_str(mp(out), values, count, base)));
        });
    }
    size_t low_count = kLeafDigits << level;
    Number high = read_digits(values, count - low_count, base, level - 1, powers, poll);
    if (!high.ok()) return high;
    Number low = read_digits(values + count - low_count, low_count, base, level - 1, powers, poll);
    if (!low.ok()) return low;
    Number scaled = product(high, powers.at(level), poll);
    if (!scaled.ok()) return scaled;
    return Number::made(add_bound(scaled.view(), low.view()),
                        [&](uint64_t* out) { return add(out, scaled.view(), low.view()); });
}

}  // namespace

size_t to_text_bound(BigView a, int base) {
    if (a.size <= 1 && base >= 10) return 22;
    return static_cast<size_t>(static_cast<double>(bit_length(a)) / bits_per_digit(base) * 1.0000001) + 4;
}

TextSize to_text(char* out, BigView a, int base, Poll poll) {
    char* cursor = out;
    if (a.negative) *cursor++ = '-';
    if (a.size == 0) {
        *cursor = '0';
        return {1};
    }
    if (std::has_single_bit(static_cast<unsigned>(base))) {
        size_t count = write_power_of_two_base(cursor, a, base, poll);
        if (count == 0) return {0, BigStatus::kStopped};
        return {static_cast<size_t>(cursor + count - out)};
    }
    if (a.size == 1) {
        char digits[64];
        char* start = digits + 64;
        for (uint64_t rest = a.limbs[0]; rest; rest /= static_cast<unsigned>(base))
            *--start = kDigits[rest % static_cast<unsigned>(base)];
        size_t count = static_cast<size_t>(digits + 64 - start);
        std::memcpy(cursor, start, count);
        return {static_cast<size_t>(cursor - out) + count};
    }
    if (base == 10 && a.size <= kFewLimbs) {
        cursor += write_few_limbs(cursor, a);
        return {static_cast<size_t>(cursor - out)};
    }
    size_t most = to_text_bound(a, base);
    int level = -1;
    while (most > kLeafDigits << (level + 1)) ++level;
    TextWriter writer(cursor, base, poll);
    BigStatus status = writer.write(a.magnitude(), level < 0 ? most : kLeafDigits << (level + 1), level);
    return {static_cast<size_t>(writer.end() - out), status};
}

DigitBounds decimal_digit_bounds(BigView a) {
    if (a.size == 0) return {1, 1};
    auto bits = static_cast<double>(bit_length(a));
    constexpr double kLog = 0.30102999566398119521;
    auto least = static_cast<size_t>((bits - 1) * kLog * (1 - 1e-15)) + 1;
    auto most = static_cast<size_t>(bits * kLog * (1 + 1e-15)) + 1;
    return {least, most};
}

// Language Reference, "Integer literals", as int() reads them: a sign and blanks are allowed, and leading zeros except
// in base 0, where "010" would be ambiguous with the octal literals of old.
IntegerText scan_integer(std::string_view text, int base) {
    IntegerText result;
    size_t i = 0, end = text.size();
    while (i < end && is_blank(text[i])) ++i;
    while (end > i && is_blank(text[end - 1])) --end;
    if (i < end && (text[i] == '+' || text[i] == '-')) result.negative = text[i++] == '-';
    auto prefix_base = [&]() {
        if (end - i < 2 || text[i] != '0') return 0;
        char c = static_cast<char>(text[i + 1] | 0x20);
        return c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 0;
    };
    bool zero_only = false;
    int prefix = prefix_base();
    if (base == 0) {
        base = prefix ? prefix : 10;
        zero_only = !prefix && i < end && text[i] == '0';
    }
    if (prefix && prefix == base) {
        i += 2;
        if (i < end && text[i] == '_') ++i;
    }
    result.base = base;
    size_t start = i;
    bool after_digit = false;
    for (; i < end; ++i) {
        if (text[i] == '_') {
            if (!after_digit) break;
            after_digit = false;
            continue;
        }
        int value = digit_value(text[i]);
        if (value >= base || (zero_only && value != 0)) break;
        ++result.digit_count;
        after_digit = true;
    }
    result.digits = text.substr(start, i - start);
    result.error_position = i;
    result.valid = i == end && after_digit;
    return result;
}

size_t from_digits_bound(size_t digit_count, int base) {
    return static_cast<size_t>(static_cast<double>(digit_count) * bits_per_digit(base) * 1.0000001 / 64) + 2;
}

BigSize from_digits(uint64_t* out, const IntegerText& text, Poll poll) {
    if (text.digit_count <= 12) {
        uint64_t value = 0;
        for (char c : text.digits)
            if (c != '_') value = value * static_cast<unsigned>(text.base) + static_cast<unsigned>(digit_value(c));
        out[0] = value;
        return sized(out, 1, text.negative);
    }
    auto values = static_cast<unsigned char*>(std::malloc(text.digit_count + 1));
    if (!values) return failed(BigStatus::kNoMemory);
    size_t count = 0;
    for (char c : text.digits) {
        if (c != '_') values[count++] = static_cast<unsigned char>(digit_value(c));
        if (count % kDigitsBetweenPolls == kDigitsBetweenPolls - 1 && poll.stopped()) {
            std::free(values);
            return failed(BigStatus::kStopped);
        }
    }
    BigSize result;
    size_t skip = 0;
    while (skip < count && values[skip] == 0) ++skip;
    if (skip == count) {
        result = {};
    } else if (count - skip <= kLeafDigits) {
        result = sized(out, static_cast<size_t>(mpn_set_str(mp(out), values + skip, count - skip, text.base)));
    } else {
        Powers powers(text.base, poll);
        int level = 0;
        while (kLeafDigits << (level + 1) < count - skip) ++level;
        result = read_digits(values + skip, count - skip, text.base, level, powers, poll).write_to(out);
    }
    std::free(values);
    result.negative = text.negative && result.size != 0;
    return result;
}

}  // namespace krait

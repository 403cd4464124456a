#include <bit>
#include <cinttypes>
#include <cstdio>
#include <cstring>

#include "data_file.h"
#include "runtime/primitives/numeric/big_int.h"

using namespace krait;

namespace {

struct Big {
    std::vector<uint64_t> limbs;
    bool negative = false;
    BigView view() const { return {limbs.data(), static_cast<uint32_t>(limbs.size()), negative && !limbs.empty()}; }
};

Big parse(std::string text) {
    Big big;
    if (text[0] == '-') big.negative = true, text.erase(0, 1);
    big.limbs = test::limbs_from_hex(text.substr(2));
    return big;
}

std::string show(BigView view) {
    if (view.size && view.limbs[view.size - 1] == 0) return "not normalised";
    if (view.size == 0) return view.negative ? "negative zero" : "0x0";
    std::string text = view.negative ? "-0x" : "0x";
    char buffer[20];
    std::snprintf(buffer, sizeof buffer, "%" PRIx64, view.limbs[view.size - 1]);
    text += buffer;
    for (uint32_t i = view.size - 1; i-- > 0;) {
        std::snprintf(buffer, sizeof buffer, "%016" PRIx64, view.limbs[i]);
        text += buffer;
    }
    return text;
}

// A buffer of exactly the bound, with a guard behind it.
template <typename Function>
std::string result(size_t bound, Function function) {
    REQUIRE(bound < 10'000'000);
    std::vector<uint64_t> out(bound + 1, 0xfeedfacecafebeef);
    BigSize size = function(out.data());
    if (!size.ok()) return "status";
    if (out[bound] != 0xfeedfacecafebeef) return "wrote past the bound";
    if (size.size > bound) return "size past the bound";
    return show(size.over(out.data()));
}

std::string show_double(double value) {
    char buffer[20];
    std::snprintf(buffer, sizeof buffer, "%016" PRIx64, std::bit_cast<uint64_t>(value));
    return buffer;
}

std::string show_double(DoubleResult value) {
    return value.status == DoubleStatus::kOverflow ? "overflow" : show_double(value.value);
}

double parse_double(const std::string& hex) {
    return std::bit_cast<double>(static_cast<uint64_t>(std::stoull(hex, nullptr, 16)));
}

std::string show_int(int64_t value) {
    BigFromInt64 big(value);
    return show(big.view());
}

std::string compute(const std::vector<std::string>& row) {
    const std::string& operation = row[0];
    if (operation == "trunc")
        return result(kFromDoubleBound, [&](uint64_t* out) { return from_double(out, parse_double(row[1])); });
    if (operation == "scan") {
        IntegerText text = scan_integer(row[1], static_cast<int>(std::stol(row[2], nullptr, 16)));
        if (!text.valid) return "bad";
        return result(from_digits_bound(text.digit_count, text.base),
                      [&](uint64_t* out) { return from_digits(out, text); });
    }
    Big first = parse(row[1]);
    BigView a = first.view();
    if (operation == "cmpd") return show_int(compare_with_double(a, parse_double(row[2])));
    Big second = row.size() > 3 ? parse(row[2]) : Big{};
    BigView b = second.view();
    if (operation == "add") return result(add_bound(a, b), [&](uint64_t* out) { return add(out, a, b); });
    if (operation == "sub") return result(add_bound(a, b), [&](uint64_t* out) { return sub(out, a, b); });
    if (operation == "mul") {
        if (row[1] == row[2]) b = a;
        return result(mul_bound(a, b), [&](uint64_t* out) { return mul(out, a, b); });
    }
    if (operation == "and") return result(bitwise_bound(a, b), [&](uint64_t* out) { return bit_and(out, a, b); });
    if (operation == "or") return result(bitwise_bound(a, b), [&](uint64_t* out) { return bit_or(out, a, b); });
    if (operation == "xor") return result(bitwise_bound(a, b), [&](uint64_t* out) { return bit_xor(out, a, b); });
    if (operation == "cmp") return show_int(compare(a, b));
    if (operation == "gcd") return result(gcd_bound(a, b), [&](uint64_t* out) { return gcd(out, a, b); });
    if (operation == "div")
        return result(quotient_bound(a, b), [&](uint64_t* out) { return floor_divmod(out, nullptr, a, b).quotient; });
    if (operation == "mod")
        return result(remainder_bound(b), [&](uint64_t* out) { return floor_divmod(nullptr, out, a, b).remainder; });
    if (operation == "truediv") return show_double(true_divide(a, b));
    if (operation == "inv") {
        bool invertible = false;
        std::string text = result(b.size + 1, [&](uint64_t* out) {
            BigInverse inverse = inverse_modulo(out, a, b);
            invertible = inverse.invertible;
            return inverse.result;
        });
        return invertible ? text : "none";
    }
    if (operation == "invert") return result(invert_bound(a), [&](uint64_t* out) { return invert(out, a); });
    if (operation == "bits") return show_int(static_cast<int64_t>(bit_length(a)));
    if (operation == "count") return show_int(static_cast<int64_t>(bit_count(a)));
    if (operation == "double") return show_double(to_double(a));
    if (operation == "isqrt") return result(isqrt_bound(a), [&](uint64_t* out) { return isqrt(out, a); });
    uint64_t amount = low_64_bits(b);
    if (operation == "shl")
        return result(shift_left_bound(a, amount), [&](uint64_t* out) { return shift_left(out, a, amount); });
    if (operation == "shr")
        return result(shift_right_bound(a, amount), [&](uint64_t* out) { return shift_right(out, a, amount); });
    if (operation == "pow") return result(pow_bound(a, amount), [&](uint64_t* out) { return pow(out, a, amount); });
    if (operation == "round")
        return result(round_bound(a, amount), [&](uint64_t* out) { return round_to_power_of_ten(out, a, amount); });
    if (operation == "text") {
        auto base = static_cast<int>(amount);
        std::string text(to_text_bound(a, base), '\0');
        TextSize size = to_text(text.data(), a, base);
        REQUIRE(size.ok());
        REQUIRE(size.size <= text.size());
        text.resize(size.size);
        DigitBounds bounds = decimal_digit_bounds(a);
        size_t digits = text.size() - (text[0] == '-');
        if (base == 10)
            CHECK((bounds.at_least <= digits && digits <= bounds.at_most && bounds.at_most <= bounds.at_least + 2));
        return text;
    }
    if (operation == "bytes") {
        std::vector<uint8_t> bytes(amount);
        auto signedness = row[3] == "s" ? Signedness::kSigned : Signedness::kUnsigned;
        ToBytes status = to_bytes(bytes, a, ByteOrder::kBig, signedness);
        if (status == ToBytes::kTooBig) return "big";
        if (status == ToBytes::kNegativeToUnsigned) return "negative";
        CHECK(result(from_bytes_bound(amount),
                     [&](uint64_t* out) { return from_bytes(out, bytes, ByteOrder::kBig, signedness); }) == show(a));
        std::string text;
        for (uint8_t byte : bytes) {
            char buffer[4];
            std::snprintf(buffer, sizeof buffer, "%02x", byte);
            text += buffer;
        }
        return text;
    }
    REQUIRE(operation == "powmod");
    Big third = parse(row[3]);
    return result(powmod_bound(third.view()), [&](uint64_t* out) { return powmod(out, a, b, third.view()); });
}

}  // namespace

TEST_CASE("big integers compute what CPython computes") {
    for (auto& row : test::read_rows("big_int.txt")) {
        std::string got = compute(row);
        if (got != row.back()) {
            std::string inputs;
            for (size_t i = 0; i + 1 < row.size(); ++i) inputs += row[i] + " ";
            INFO(inputs);
            CHECK(got == row.back());
        } else CHECK(true);
    }
}

TEST_CASE("huge work polls and can be stopped") {
    std::vector<uint64_t> a(150'000), b(140'000), product(290'000), quotient(160'002), remainder(140'001);
    uint64_t state = 1;
    for (auto& limb : a) limb = state = state * 6364136223846793005u + 1442695040888963407u;
    for (auto& limb : b) limb = state = state * 6364136223846793005u + 1442695040888963407u;
    BigView x{a.data(), 150'000, false}, y{b.data(), 140'000, false};
    int calls = 0;
    Poll counting{[](void* context) { return ++*static_cast<int*>(context) > 0; }, &calls};
    Poll stopping{[](void*) { return false; }, nullptr};
    BigSize size = mul(product.data(), x, y, counting);
    REQUIRE(size.ok());
    CHECK(calls > 5);
    CHECK(mul(product.data(), x, y, stopping).status == BigStatus::kStopped);
    size = mul(product.data(), x, y);
    BigDivision division = floor_divmod(quotient.data(), remainder.data(), size.over(product.data()), y, counting);
    REQUIRE(division.ok());
    CHECK(division.remainder.size == 0);
    CHECK(compare(division.quotient.over(quotient.data()), x) == 0);
    CHECK(floor_divmod(quotient.data(), remainder.data(), size.over(product.data()), y, stopping).status() ==
          BigStatus::kStopped);
    std::vector<char> text(to_text_bound(x, 10));
    CHECK(to_text(text.data(), x, 10, stopping).status == BigStatus::kStopped);
}

TEST_CASE("absurd sizes are refused by their bounds") {
    BigFromInt64 three(3), one(1);
    CHECK(pow_bound(three.view(), UINT64_MAX) > kMaxLimbs);
    CHECK(pow_bound(one.view(), UINT64_MAX) == 1);
    CHECK(shift_left_bound(three.view(), UINT64_MAX) > kMaxLimbs);
}

TEST_CASE("the position of the first wrong digit is known") {
    CHECK(scan_integer("12x4", 10).error_position == 2);
    CHECK(scan_integer("1__2", 10).error_position == 2);
    CHECK(scan_integer("0b102", 0).error_position == 4);
}

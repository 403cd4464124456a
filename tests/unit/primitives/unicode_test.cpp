#include <cstdio>
#include <functional>
#include <map>
#include <sstream>

#include "data_file.h"
#include "runtime/primitives/format/float_text.h"
#include "runtime/primitives/unicode/character.h"
#include "runtime/primitives/unicode/names.h"
#include "runtime/primitives/unicode/normalize.h"

using namespace krait;
using namespace krait::unicode;

namespace {

uint32_t crc32(const std::string& text) {
    static const auto table = [] {
        std::vector<uint32_t> t(256);
        for (uint32_t i = 0; i < 256; ++i) {
            t[i] = i;
            for (int k = 0; k < 8; ++k) t[i] = t[i] & 1 ? t[i] >> 1 ^ 0xedb88320 : t[i] >> 1;
        }
        return t;
    }();
    uint32_t crc = 0xffffffff;
    for (char c : text) crc = crc >> 8 ^ table[(crc ^ static_cast<unsigned char>(c)) & 0xff];
    return ~crc;
}

std::string codes(std::u32string_view text) {
    std::string shown;
    for (char32_t c : text) {
        char buffer[16];
        std::snprintf(buffer, sizeof buffer, "%s%x", shown.empty() ? "" : " ", static_cast<unsigned>(c));
        shown += buffer;
    }
    return shown;
}

std::u32string parse_codes(const std::string& text) {
    std::istringstream stream(text);
    std::u32string result;
    unsigned code;
    while (stream >> std::hex >> code) result += static_cast<char32_t>(code);
    return result;
}

std::string flags(uint32_t c) {
    uint32_t pair[] = {'a', c};
    std::string text;
    for (bool f : {is_alpha(c), is_decimal(c), is_digit(c), is_numeric(c), is_space(c), is_printable(c), is_lower(c),
                   is_upper(c), is_title(c), is_identifier(TextView(&c, 1, 4)), is_identifier(TextView(pair, 2, 4)),
                   is_line_break(c), is_mirrored(c)})
        text += f ? '1' : '0';
    return text;
}

std::string mapped(size_t (*mapping)(uint32_t, uint32_t*), uint32_t c) {
    uint32_t out[3];
    size_t count = mapping(c, out);
    return codes(std::u32string(out, out + count));
}

std::string numeric(uint32_t c) {
    double value = -1;
    numeric_value(c, &value);
    return float_repr(value);
}

std::string normal(uint32_t c, NormalForm form) { return codes(*normalize(TextView(&c, 1, 4), form)); }

const std::map<std::string, std::function<std::string(uint32_t)>> properties = {
    {"flags", flags},
    {"category", category},
    {"bidi", bidirectional},
    {"combining", [](uint32_t c) { return std::to_string(combining_class(c)); }},
    {"width", east_asian_width},
    {"decimal", [](uint32_t c) { return std::to_string(decimal_value(c)); }},
    {"digit", [](uint32_t c) { return std::to_string(digit_value(c)); }},
    {"numeric", numeric},
    {"decomposition", decomposition},
    {"upper", [](uint32_t c) { return mapped(full_upper, c); }},
    {"lower", [](uint32_t c) { return mapped(full_lower, c); }},
    {"title", [](uint32_t c) { return mapped(full_title, c); }},
    {"fold", [](uint32_t c) { return mapped(full_fold, c); }},
    {"name", name_of},
    {"NFC", [](uint32_t c) { return normal(c, NormalForm::kNfc); }},
    {"NFD", [](uint32_t c) { return normal(c, NormalForm::kNfd); }},
    {"NFKC", [](uint32_t c) { return normal(c, NormalForm::kNfkc); }},
    {"NFKD", [](uint32_t c) { return normal(c, NormalForm::kNfkd); }},
};

}  // namespace

TEST_CASE("Unicode properties are those of CPython with Unicode 15.0") {
    for (auto& row : test::read_rows("unicode.txt")) {
        CAPTURE(row[0]);
        CAPTURE(row[1]);
        if (auto property = properties.find(row[0]); property != properties.end()) {
            std::string text;
            auto start = static_cast<uint32_t>(std::stoul(row[1], nullptr, 16));
            for (uint32_t c = start; c < start + 4096; ++c) text += property->second(c) + "\n";
            CHECK(std::to_string(crc32(text)) == row[2]);
        } else if (row[0] == "normalize") {
            std::u32string text = parse_codes(row[1]);
            TextView view{std::u32string_view(text)};
            std::string got;
            for (NormalForm form : {NormalForm::kNfc, NormalForm::kNfd, NormalForm::kNfkc, NormalForm::kNfkd}) {
                std::u32string result = *normalize(view, form);
                if (!got.empty()) got += "|";
                got += codes(result);
                if (quick_check(view, form) == QuickCheck::kNo) CHECK(result != text);
                CHECK(quick_check(TextView(std::u32string_view(result)), form) != QuickCheck::kNo);
            }
            CHECK(got == row[2]);
        } else if (row[0] == "sigma") {
            std::u32string text = parse_codes(row[1]), lower;
            for (size_t i = 0; i < text.size(); ++i) {
                uint32_t out[3];
                if (text[i] == kCapitalSigma)
                    lower += is_final_sigma(TextView(std::u32string_view(text)), i) ? kFinalSigma : kSmallSigma;
                else
                    for (size_t k = 0, n = full_lower(text[i], out); k < n; ++k) lower += out[k];
            }
            CHECK(codes(lower) == row[2]);
        } else {
            REQUIRE(row[0] == "lookup");
            uint32_t out[4];
            size_t count = lookup_name(row[1], NameKind::kCharactersAndSequences, out);
            CHECK(codes(std::u32string(out, out + count)) == row[2]);
        }
    }
}

TEST_CASE("every name leads back to its code point") {
    size_t named = 0;
    for (uint32_t c = 0; c < 0x110000; c += c < 0x3000 ? 1 : 7) {
        std::string name = name_of(c);
        if (name.empty()) continue;
        ++named;
        uint32_t out[4];
        bool found = lookup_name(name, NameKind::kCharacters, out) == 1 && out[0] == c;
        if (!found) FAIL_CHECK(name);
    }
    CHECK(named > 20000);
    uint32_t out[4];
    CHECK(lookup_name("KEYCAP DIGIT ONE", NameKind::kCharacters, out) == 0);
}

TEST_CASE("identifiers are compared in NFKC") {
    CHECK(normalize_identifier("abc") == "abc");
    CHECK(normalize_identifier("\xef\xac\x81x") == "fix");
    CHECK(normalize_identifier("\xe2\x84\x8c") == "H");
}

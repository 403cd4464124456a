#include "runtime/primitives/unicode/names.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "runtime/primitives/unicode/tables.h"

namespace krait::unicode {

namespace {

// Hangul syllables are named by their jamo (Unicode Standard, section 3.12).
constexpr const char* kLeading[] = {"G",  "GG", "N", "D",  "DD", "R", "M", "B", "BB", "S",
                                    "SS", "",   "J", "JJ", "C",  "K", "T", "P", "H"};
constexpr const char* kVowels[] = {"A",  "AE", "YA", "YAE", "EO", "E",  "YEO", "YE", "O",  "WA", "WAE",
                                   "OE", "YO", "U",  "WEO", "WE", "WI", "YU",  "EU", "YI", "I"};
constexpr const char* kTrailing[] = {"",   "G",  "GG", "GS", "N",  "NJ", "NH", "D",  "L", "LG", "LM", "LB", "LS", "LT",
                                     "LP", "LH", "M",  "B",  "BS", "S",  "SS", "NG", "J", "C",  "K",  "T",  "P",  "H"};
constexpr std::string_view kHangulPrefix = "HANGUL SYLLABLE ";
constexpr uint32_t kSyllables = 0xac00, kSyllableCount = 11172;

std::string hangul_name(uint32_t index) {
    return std::string(kHangulPrefix) + kLeading[index / 588] + kVowels[index / 28 % 21] + kTrailing[index % 28];
}

std::string stored_name(uint32_t number) {
    const uint8_t* bytes = tables::kNameBytes + tables::kNameOffsets[number / tables::kNamesPerOffset];
    for (uint32_t skip = number % tables::kNamesPerOffset; skip > 0; --skip) {
        while (*bytes) bytes += *bytes < tables::kShortWords ? 1 : 2;
        ++bytes;
    }
    std::string name;
    while (*bytes) {
        uint32_t word;
        if (*bytes < tables::kShortWords) word = *bytes++ - 1u;
        else {
            word = tables::kShortWords - 1 + (bytes[0] - tables::kShortWords) * 256u + bytes[1];
            bytes += 2;
        }
        if (!name.empty()) name += ' ';
        name.append(tables::kWordText + tables::kWordOffsets[word],
                    tables::kWordOffsets[word + 1] - tables::kWordOffsets[word]);
    }
    return name;
}

uint32_t hash_name(std::string_view name) {
    uint32_t hash = tables::kNameHashSeed;
    for (char c : name) hash = tables::name_hash_step(hash, static_cast<unsigned char>(c));
    return hash;
}

uint32_t code_of_name(uint32_t number) {
    auto end = tables::kNameRuns + tables::kNameRunCount;
    auto run = std::upper_bound(tables::kNameRuns, end, number, [](uint32_t n, auto& r) { return n < r.name; }) - 1;
    return run->first + (number - run->name);
}

bool find_stored(std::string_view name, uint32_t* code) {
    uint32_t hash = hash_name(name);
    auto end = tables::kNamesByHash + tables::kNameCount;
    auto place = std::lower_bound(tables::kNamesByHash, end, hash,
                                  [](uint16_t number, uint32_t h) { return hash_name(stored_name(number)) < h; });
    for (; place != end; ++place) {
        std::string candidate = stored_name(*place);
        if (candidate == name) {
            *code = code_of_name(*place);
            return true;
        }
        if (hash_name(candidate) != hash) break;
    }
    return false;
}

// The longest jamo name that the text starts with.
template <size_t N>
int match_jamo(const char* const (&names)[N], std::string_view* text) {
    int best = -1;
    size_t best_length = 0;
    for (size_t i = 0; i < N; ++i) {
        size_t length = std::strlen(names[i]);
        if (text->substr(0, length) == names[i] && (best < 0 || length > best_length)) {
            best = static_cast<int>(i);
            best_length = length;
        }
    }
    if (best >= 0) text->remove_prefix(best_length);
    return best;
}

}  // namespace

std::string name_of(uint32_t code) {
    if (code - kSyllables < kSyllableCount) return hangul_name(code - kSyllables);
    for (size_t i = 0; i < tables::kNameRangeCount; ++i) {
        auto& range = tables::kNameRanges[i];
        if (code < range.first || code > range.last) continue;
        char digits[16];
        std::snprintf(digits, sizeof digits, "%04X", code);
        return std::string(range.prefix) + digits;
    }
    auto begin = tables::kNameRuns, end = tables::kNameRuns + tables::kNameRunCount;
    auto run = std::upper_bound(begin, end, code, [](uint32_t c, auto& r) { return c < r.first; });
    if (run == begin) return {};
    --run;
    return code - run->first < run->count ? stored_name(run->name + (code - run->first)) : std::string();
}

size_t lookup_name(std::string_view given, NameKind kind, uint32_t out[4]) {
    // The algorithmic names are matched in capitals only, as CPython does.
    if (given.substr(0, kHangulPrefix.size()) == kHangulPrefix) {
        std::string_view rest = given.substr(kHangulPrefix.size());
        int leading = match_jamo(kLeading, &rest), vowel = match_jamo(kVowels, &rest),
            trailing = match_jamo(kTrailing, &rest);
        if (leading >= 0 && vowel >= 0 && trailing >= 0 && rest.empty()) {
            out[0] = kSyllables + static_cast<uint32_t>((leading * 21 + vowel) * 28 + trailing);
            return 1;
        }
        return 0;
    }
    constexpr std::string_view kIdeograph = "CJK UNIFIED IDEOGRAPH-";
    if (given.substr(0, kIdeograph.size()) == kIdeograph) {
        std::string_view digits = given.substr(kIdeograph.size());
        if (digits.size() != 4 && digits.size() != 5) return 0;
        uint32_t code = 0;
        for (char c : digits) {
            if (c >= '0' && c <= '9') code = code * 16 + static_cast<uint32_t>(c - '0');
            else if (c >= 'A' && c <= 'F') code = code * 16 + static_cast<uint32_t>(c - 'A' + 10);
            else return 0;
        }
        for (size_t i = 0; i < tables::kNameRangeCount; ++i)
            if (code >= tables::kNameRanges[i].first && code <= tables::kNameRanges[i].last) {
                out[0] = code;
                return 1;
            }
        return 0;
    }
    if (given.size() > 256) return 0;
    std::string name(given);
    for (char& c : name)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (find_stored(name, &out[0])) return 1;
    auto end = tables::kNameAliases + tables::kNameAliasCount;
    auto alias = std::lower_bound(tables::kNameAliases, end, name,
                                  [](auto& item, const std::string& n) { return item.name < n; });
    if (alias == end || alias->name != name) return 0;
    if (alias->count > 1 && kind == NameKind::kCharacters) return 0;
    std::copy(alias->codes, alias->codes + alias->count, out);
    return alias->count;
}

}  // namespace krait::unicode

#define PCRE2_CODE_UNIT_WIDTH 32
#include <pcre2.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "stdlib/re/engine/unicode_sets.h"

namespace krait::regex {

namespace {

// No letter or digit is assigned above these planes (the rest is tags, variation selectors and private use).
constexpr uint32_t kLastAssigned = 0x3FFFF;
constexpr uint32_t kLastCased = 0x1FFFF;

CodePointSet collect(bool (*predicate)(uint32_t), uint32_t maximum) {
    CodePointSet result;
    for (uint32_t c = 0; c <= maximum;) {
        if (!predicate(c)) {
            ++c;
            continue;
        }
        uint32_t first = c;
        while (c <= maximum && predicate(c)) ++c;
        result.add(first, c - 1);
    }
    return result;
}

CodePointSet set_of(std::initializer_list<CodePointRange> ranges) {
    CodePointSet result;
    for (auto range : ranges) result.add(range.first, range.last);
    result.normalize();
    return result;
}

// The code points up to kLastAssigned that PCRE2 matches with a class.
CodePointSet probe(const char* class_text) {
    CodePointSet result;
    std::vector<uint32_t> pattern(class_text, class_text + std::strlen(class_text));
    int error = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code* code = pcre2_compile(pattern.data(), pattern.size(), 0, &error, &offset, nullptr);
    if (!code) return result;
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    std::vector<uint32_t> text(kLastAssigned + 1);
    for (uint32_t c = 0; c <= kLastAssigned; ++c) text[c] = c;
    pcre2_match_data* data = pcre2_match_data_create(1, nullptr);
    for (size_t start = 0; start < text.size();) {
        if (pcre2_match(code, text.data(), text.size(), start, 0, data, nullptr) < 0) break;
        const PCRE2_SIZE* span = pcre2_get_ovector_pointer(data);
        result.add(static_cast<uint32_t>(span[0]), static_cast<uint32_t>(span[1] - 1));
        start = span[1];
    }
    pcre2_match_data_free(data);
    pcre2_code_free(code);
    return result;
}

UnicodeSets::Difference compare(const CodePointSet& ours, const CodePointSet& theirs) {
    UnicodeSets::Difference result;
    result.missing = ours.intersection(theirs.complement(kMaxCodePoint));
    result.only_missing = theirs.intersection(ours.complement(kMaxCodePoint)).empty() && !theirs.empty();
    return result;
}

}  // namespace

const CodePointSet& ascii_word() {
    static const CodePointSet set = set_of({{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}});
    return set;
}

const CodePointSet& ascii_digit() {
    static const CodePointSet set = set_of({{'0', '9'}});
    return set;
}

const CodePointSet& ascii_space() {
    static const CodePointSet set = set_of({{'\t', '\r'}, {' ', ' '}});
    return set;
}

CodePointSet ignoring_ascii_case(const CodePointSet& set) {
    CodePointSet result;
    result.add(set);
    for (uint32_t c = 'a'; c <= 'z'; ++c) {
        if (set.contains(c)) result.add(c - 32);
        if (set.contains(c - 32)) result.add(c);
    }
    result.normalize();
    return result;
}

const UnicodeSets::Sets& UnicodeSets::built() const {
    std::call_once(built_once_, [this] {
        sets_.word = collect(properties_.is_alnum, kLastAssigned);
        sets_.word.add('_');
        sets_.word.normalize();
        sets_.digit = collect(properties_.is_decimal, kLastAssigned);
        sets_.space = collect(properties_.is_space, 0xFFFF);
        std::map<uint32_t, std::vector<uint32_t>> lowers_of_upper;
        for (uint32_t c = 0; c <= kLastCased; ++c) {
            uint32_t lower = properties_.to_lower(c);
            if (lower != c) {
                sets_.by_upper.push_back({c, lower});
                sets_.by_lower.push_back({lower, c});
            } else if (uint32_t upper = properties_.to_upper(c); upper != c) {
                lowers_of_upper[upper].push_back(c);
            }
        }
        // These share an upper-case form of more than one character, which the simple mappings do not show.
        lowers_of_upper[kMaxCodePoint + 1] = {0x390, 0x1FD3};
        lowers_of_upper[kMaxCodePoint + 2] = {0x3B0, 0x1FE3};
        lowers_of_upper[kMaxCodePoint + 3] = {0xFB05, 0xFB06};
        for (auto& [upper, lowers] : lowers_of_upper) {
            for (uint32_t a : lowers) {
                for (uint32_t b : lowers) {
                    if (a != b) sets_.extra.push_back({a, b});
                }
            }
        }
        std::sort(sets_.by_lower.begin(), sets_.by_lower.end());
        std::sort(sets_.extra.begin(), sets_.extra.end());
    });
    return sets_;
}

CodePointSet UnicodeSets::ignoring_case(const CodePointSet& set) const {
    const Sets& sets = built();
    CodePointSet upper;
    for (auto [c, lower] : sets.by_upper) upper.add(c);
    upper.normalize();
    const CodePointSet not_upper = upper.complement(kMaxCodePoint);

    // What is looked up is always a lower-case form.
    CodePointSet lowered = set.intersection(not_upper);
    for (auto [c, lower] : sets.by_upper) {
        if (set.contains(c)) lowered.add(lower);
    }
    lowered.normalize();
    CodePointSet wanted = lowered;
    for (auto [lower, other] : sets.extra) {
        if (lowered.contains(lower)) wanted.add(other);
    }
    wanted.normalize();

    CodePointSet result = wanted.intersection(not_upper);
    for (auto [lower, c] : sets.by_lower) {
        if (wanted.contains(lower)) result.add(c);
    }
    result.normalize();
    return result;
}

const UnicodeSets::Comparison& UnicodeSets::compared() const {
    std::call_once(compared_once_, [this] {
        comparison_.word = compare(word(), probe("[\\p{L}\\p{N}_]+"));
        comparison_.digit = compare(digit(), probe("\\p{Nd}+"));
    });
    return comparison_;
}

}  // namespace krait::regex

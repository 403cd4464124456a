// What the engine needs of Unicode: a few predicates given by the embedder, and the sets derived from them.
//
// The sets (\w, \d, \s, the letters that are equal when case is ignored) are built on first use, once for each
// UnicodeSets, under a once-flag, so one UnicodeSets may serve every thread. An ASCII pattern on an ASCII text never
// builds any.
//
// Case is ignored as CPython's re does it: two characters are equal if their simple lower-case forms are, or if these
// share their upper-case form (s and U+017F, k and U+212A, the Greek sigmas).
#pragma once

#include <mutex>
#include <utility>
#include <vector>

#include "stdlib/re/engine/code_point_set.h"

namespace krait::regex {

struct UnicodeProperties {
    bool (*is_alpha)(uint32_t);
    bool (*is_alnum)(uint32_t);
    bool (*is_decimal)(uint32_t);
    bool (*is_space)(uint32_t);
    bool (*is_printable)(uint32_t);
    bool (*is_identifier_start)(uint32_t);     // XID_Start or _
    bool (*is_identifier_continue)(uint32_t);  // XID_Continue
    uint32_t (*to_lower)(uint32_t);            // the simple mappings
    uint32_t (*to_upper)(uint32_t);
};

class UnicodeSets {
public:
    explicit UnicodeSets(const UnicodeProperties& properties) : properties_(properties) {}
    UnicodeSets(const UnicodeSets&) = delete;
    UnicodeSets& operator=(const UnicodeSets&) = delete;

    const UnicodeProperties& properties() const { return properties_; }
    const CodePointSet& word() const { return built().word; }
    const CodePointSet& digit() const { return built().digit; }
    const CodePointSet& space() const { return built().space; }
    // The code points c for which lower(c) is equal, case ignored, to a member of `set`.
    CodePointSet ignoring_case(const CodePointSet& set) const;

    // How PCRE2's [\p{L}\p{N}_] and \p{Nd} compare with ours. Its Unicode is of another version.
    struct Difference {
        bool only_missing = false;  // ours contains all of PCRE2's
        CodePointSet missing;       // what PCRE2's lacks
    };
    const Difference& word_difference() const { return compared().word; }
    const Difference& digit_difference() const { return compared().digit; }

private:
    struct Sets {
        CodePointSet word, digit, space;
        std::vector<std::pair<uint32_t, uint32_t>> by_upper;  // (c, lower) where lower != c
        std::vector<std::pair<uint32_t, uint32_t>> by_lower;  // (lower, c), sorted
        std::vector<std::pair<uint32_t, uint32_t>> extra;     // (lower, another lower of the same upper-case form)
    };
    struct Comparison {
        Difference word, digit;
    };
    const Sets& built() const;
    const Comparison& compared() const;

    const UnicodeProperties properties_;
    mutable std::once_flag built_once_, compared_once_;
    mutable Sets sets_;
    mutable Comparison comparison_;
};

const CodePointSet& ascii_word();
const CodePointSet& ascii_digit();
const CodePointSet& ascii_space();
CodePointSet ignoring_ascii_case(const CodePointSet& set);

}  // namespace krait::regex

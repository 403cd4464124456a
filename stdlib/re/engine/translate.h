// A parsed pattern written again, in ASCII, in the dialect of RE2 or PCRE2.
//
// Every single-character item becomes a literal or a class of code points up to `maximum`: case, \w, \d and \s are
// expanded here, by Python's tables. Only for PCRE2 on wide text do \w and \d stay properties (the expansion would
// have some 700 ranges), completed with what PCRE2's Unicode version lacks. Group numbers are kept.
#pragma once

#include <string>

#include "base/result.h"
#include "stdlib/re/engine/analysis.h"
#include "stdlib/re/engine/code_point_set.h"
#include "stdlib/re/engine/syntax.h"
#include "stdlib/re/engine/unicode_sets.h"

namespace krait::regex {

enum class Dialect { kRe2, kPcre2 };

enum class DollarMode {
    kNative,   // PCRE2: $
    kTextEnd,  // \z, for a text that does not end with a newline, or for fullmatch
    kTrimmed,  // the $ which ends the pattern is (\n?)\z; the match ends before that last group
};

// Whether the text is in lower case, where a back-reference that ignores case is an exact one.
enum class TextCase { kAsIs, kLowered };

struct TranslateOptions {
    Dialect dialect;
    uint32_t maximum;  // the greatest code point of the text: 0xFF, 0xFFFF or kMaxCodePoint
    DollarMode dollar = DollarMode::kNative;
    bool unicode_mode = false;  // PCRE2_UCP will be on: \b knows letters beyond ASCII
    TextCase text_case = TextCase::kAsIs;
    bool atomic_parts = false;  // the pattern has some
    bool callouts = false;      // (?C1) where the match comes by often
};

struct Translation {
    std::string text;
    uint64_t longest_text = UINT64_MAX;  // a bound on a repeat was left out that only a longer text could meet
    std::string problem;                 // why it cannot be expressed, if translate() fails
};

// Whether PCRE2's own \b can be used for \b of a str pattern.
bool native_boundary(const UnicodeSets& sets, uint32_t maximum);

Result<void> translate(const Pattern& pattern, const UnicodeSets& sets, const TranslateOptions& options,
                       Translation& out);

}  // namespace krait::regex

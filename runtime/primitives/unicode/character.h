// Properties and case mappings of code points, from the tables made at build time. Answers are those of str's methods
// and of the unicodedata module.
#pragma once

#include <cstdint>
#include <string>

#include "runtime/primitives/unicode/tables.h"
#include "runtime/primitives/unicode/text_view.h"

namespace krait::unicode {

inline bool has(uint32_t code, uint32_t flag) { return tables::record(code).flags & flag; }

inline bool is_alpha(uint32_t code) { return has(code, tables::kAlpha); }
inline bool is_decimal(uint32_t code) { return has(code, tables::kDecimal); }
inline bool is_digit(uint32_t code) { return has(code, tables::kDigit); }
inline bool is_numeric(uint32_t code) { return has(code, tables::kNumeric); }
inline bool is_alnum(uint32_t code) {
    return has(code, tables::kAlpha | tables::kDecimal | tables::kDigit | tables::kNumeric);
}
inline bool is_space(uint32_t code) { return has(code, tables::kSpace); }
inline bool is_printable(uint32_t code) { return has(code, tables::kPrintable); }
inline bool is_lower(uint32_t code) { return has(code, tables::kLower); }
inline bool is_upper(uint32_t code) { return has(code, tables::kUpper); }
inline bool is_title(uint32_t code) { return has(code, tables::kTitle); }
inline bool is_cased(uint32_t code) { return has(code, tables::kCased); }
inline bool is_case_ignorable(uint32_t code) { return has(code, tables::kCaseIgnorable); }
inline bool is_mirrored(uint32_t code) { return has(code, tables::kMirrored); }

// Language Reference, "Names": XID_Start or an underscore, then XID_Continue.
inline bool is_identifier_start(uint32_t code) { return code == '_' || has(code, tables::kXidStart); }
inline bool is_identifier_continue(uint32_t code) { return has(code, tables::kXidContinue); }
bool is_identifier(TextView text);  // str.isidentifier()

// Where str.splitlines() breaks; \r\n counts as one, which the caller sees to.
inline bool is_line_break(uint32_t code) {
    return (code >= 0x0a && code <= 0x0d) || (code >= 0x1c && code <= 0x1e) || code == 0x85 || code == 0x2028 ||
           code == 0x2029;
}
inline bool is_surrogate(uint32_t code) { return code >= 0xd800 && code <= 0xdfff; }

inline int decimal_value(uint32_t code) { return tables::record(code).decimal; }  // -1: none
inline int digit_value(uint32_t code) { return tables::record(code).digit; }      // -1: none
bool numeric_value(uint32_t code, double* value);
inline const char* category(uint32_t code) { return tables::kCategories[tables::record(code).category]; }
inline const char* bidirectional(uint32_t code) { return tables::kBidirectionals[tables::record(code).bidirectional]; }
inline const char* east_asian_width(uint32_t code) {
    return tables::kEastAsianWidths[tables::record(code).east_asian_width];
}
inline int combining_class(uint32_t code) { return tables::record(code).combining; }
std::string decomposition(uint32_t code);  // "<compat> 0020 0308", or empty

// Simple mappings: one code point to one.
inline uint32_t simple_upper(uint32_t code) { return code + static_cast<uint32_t>(tables::record(code).upper); }
inline uint32_t simple_lower(uint32_t code) { return code + static_cast<uint32_t>(tables::record(code).lower); }
inline uint32_t simple_title(uint32_t code) { return code + static_cast<uint32_t>(tables::record(code).title); }
inline uint32_t simple_fold(uint32_t code) { return code + static_cast<uint32_t>(tables::record(code).fold); }

// Full mappings: up to three code points; answers how many. Without the rule of the final sigma.
size_t full_upper(uint32_t code, uint32_t out[3]);
size_t full_lower(uint32_t code, uint32_t out[3]);
size_t full_title(uint32_t code, uint32_t out[3]);
size_t full_fold(uint32_t code, uint32_t out[3]);

// Whether the capital sigma at `position` becomes a final one in lower case: it ends a word of cased characters.
inline constexpr uint32_t kCapitalSigma = 0x3a3, kSmallSigma = 0x3c3, kFinalSigma = 0x3c2;
bool is_final_sigma(TextView text, size_t position);

}  // namespace krait::unicode

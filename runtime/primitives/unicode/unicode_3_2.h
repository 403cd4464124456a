// Properties of code points in Unicode 3.2.0: today's, but for what was not assigned then and the few that changed since.
// stringprep (RFC 3454) and IDNA 2003 (RFC 3490) are defined over that version. Library Reference: unicodedata.ucd_3_2_0.
#pragma once

#include <cstdint>
#include <string>

namespace krait::unicode::v3_2 {

bool is_assigned(uint32_t code);
const char* category(uint32_t code);       // "Cn" for what was not assigned
const char* bidirectional(uint32_t code);  // empty for what was not assigned, as below
const char* east_asian_width(uint32_t code);
bool is_mirrored(uint32_t code);
int combining_class(uint32_t code);
int decimal_value(uint32_t code);  // -1: none
int digit_value(uint32_t code);    // -1: none
bool numeric_value(uint32_t code, double* value);
std::string decomposition(uint32_t code);  // "<compat> 0020 0308", or empty
std::string name_of(uint32_t code);        // empty: it has none

// The canonical decomposition of a code point whose decomposition was corrected after 3.2 (Corrigendum 4), else 0.
uint32_t former_decomposition(uint32_t code);

}  // namespace krait::unicode::v3_2

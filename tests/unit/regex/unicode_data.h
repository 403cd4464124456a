// Unicode properties read from Debian's unicode-data, for the tests alone.
#pragma once

#include "stdlib/re/engine/unicode_sets.h"

namespace krait::regex {

const UnicodeSets& test_unicode();
bool is_assigned(uint32_t code_point);
// A few names for \N{...}.
bool lookup_test_name(void*, std::string_view name, uint32_t* code_point);

}  // namespace krait::regex

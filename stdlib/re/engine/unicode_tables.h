// The engine's Unicode interface, answered from runtime/primitives/unicode.
#pragma once

#include <string_view>

#include "stdlib/re/engine/unicode_sets.h"

namespace krait::regex {

// Constant for the process; its sets are built when a pattern first needs them.
const UnicodeSets& unicode_sets();

// For CompileHooks::lookup_name.
bool lookup_character_name(void*, std::string_view name, uint32_t* code_point);

}  // namespace krait::regex

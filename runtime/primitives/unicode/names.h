// Names of code points: unicodedata.name() and lookup(), and \N{...} in literals.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace krait::unicode {

std::string name_of(uint32_t code);  // empty: it has none

enum class NameKind : uint8_t { kCharacters, kCharactersAndSequences };
// Names and aliases, in any case; named sequences only if asked for (\N{} does not take them).
// Answers how many code points were written, 0 if the name is not known.
size_t lookup_name(std::string_view name, NameKind kind, uint32_t out[4]);

}  // namespace krait::unicode

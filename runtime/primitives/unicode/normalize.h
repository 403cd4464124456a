// The four normal forms (Unicode Standard Annex #15).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "runtime/primitives/poll.h"
#include "runtime/primitives/unicode/text_view.h"

namespace krait::unicode {

enum class NormalForm : uint8_t { kNfc, kNfd, kNfkc, kNfkd };

enum class QuickCheck : uint8_t { kYes, kMaybe, kNo };
QuickCheck quick_check(TextView text, NormalForm form, Poll poll = {});  // kMaybe when the poll stops it

// Which version's characters: what Unicode 3.2 had not assigned neither decomposes nor is composed there. Its place among
// combining characters is today's, as in CPython.
enum class Database : uint8_t { kCurrent, k3_2 };
// Nothing: stopped by the poll.
std::optional<std::u32string> normalize(TextView text, NormalForm form, Database database = Database::kCurrent,
                                        Poll poll = {});

// What the parser compares identifiers by: NFKC. ASCII comes back as it is; the input is valid UTF-8.
std::string normalize_identifier(std::string_view utf8);

}  // namespace krait::unicode

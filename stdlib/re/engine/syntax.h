// The tree a pattern is parsed to. Nodes live in the Pattern's arena; flags are already baked into the leaves that
// they concern, so nothing after the parser looks at flags.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/arena.h"

namespace krait::regex {

inline constexpr uint32_t kUnlimited = UINT32_MAX;  // as a repeat's maximum; also CPython's MAXREPEAT

enum class CaseMode : uint8_t { kExact, kIgnoreAscii, kIgnoreUnicode };

enum class NodeType : uint8_t {
    kLiteral,  // code_point, case_mode
    kSet,      // items, negated, case_mode
    kAny,      // any but a newline
    kAnyOrNewline,
    kAssertion,      // assertion
    kSequence,       // children
    kBranch,         // children
    kGroup,          // children[0]; group > 0 captures
    kAtomic,         // children[0]
    kRepeat,         // children[0], minimum, maximum, repeat
    kBackReference,  // group, case_mode
    kConditional,    // group; children: yes, and no (or absent)
    kLook,           // children[0], direction, negated
    kFail,
};

enum class Assertion : uint8_t {
    kTextStart,  // ^ and \A
    kLineStart,
    kTextEnd,      // \Z and \z
    kLastLineEnd,  // $: at the end, or before a newline at the end
    kLineEnd,
    kWordBoundary,
    kNotWordBoundary,
    kAsciiWordBoundary,
    kNotAsciiWordBoundary,
};

enum class RepeatMode : uint8_t { kGreedy, kLazy, kPossessive };
enum class LookDirection : uint8_t { kAhead, kBehind };
enum class Category : uint8_t { kNone, kWord, kDigit, kSpace, kAsciiWord, kAsciiDigit, kAsciiSpace };

struct SetItem {
    Category category = Category::kNone;
    bool negated = false;  // of the category
    uint32_t first = 0;    // the range, if there is no category
    uint32_t last = 0;
};

struct Node {
    NodeType type;
    CaseMode case_mode = CaseMode::kExact;
    RepeatMode repeat = RepeatMode::kGreedy;
    LookDirection direction = LookDirection::kAhead;
    Assertion assertion = Assertion::kTextStart;
    bool negated = false;
    uint32_t code_point = 0;
    uint32_t group = 0;
    uint32_t minimum = 0;
    uint32_t maximum = 0;
    std::span<Node*> children = {};
    std::span<SetItem> items = {};
};

struct Pattern {
    Arena arena;
    Node* root = nullptr;
    uint32_t flags = 0;
    uint32_t groups = 0;                                           // capturing groups
    std::vector<std::pair<std::u32string, uint32_t>> group_names;  // in the order of definition
};

struct Width {
    uint64_t minimum = 0;
    uint64_t maximum = 0;  // kUnlimitedWidth and above: no bound
};
inline constexpr uint64_t kUnlimitedWidth = uint64_t{1} << 62;

}  // namespace krait::regex

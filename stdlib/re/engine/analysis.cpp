#include "stdlib/re/engine/analysis.h"

#include <algorithm>

#include "stdlib/re/engine/parser.h"

namespace krait::regex {

namespace {

constexpr uint32_t kMaxRe2Repeat = 1000;

class Analyzer {
public:
    explicit Analyzer(const Pattern& pattern) : pattern_(pattern) {
        facts_.groups.resize(pattern.groups + 1);
        group_widths_.resize(pattern.groups + 1);
    }

    Facts run() {
        facts_.width = walk(*pattern_.root, 0, Place::kTail).width;
        facts_.is_literal = literal_only(*pattern_.root);
        return std::move(facts_);
    }

private:
    enum class Place { kTail, kInside };
    // `empty_last`: each way to match something comes, in order of preference, before the way to match nothing.
    struct Seen {
        Width width;
        bool empty_last = true;
    };

    Seen walk(const Node& node, uint32_t loop, Place place) {
        Seen seen = walk_node(node, loop, place);
        if (place == Place::kTail) facts_.prefers_empty = !seen.empty_last;
        return seen;
    }

    Seen walk_node(const Node& node, uint32_t loop, Place place) {
        switch (node.type) {
        case NodeType::kLiteral:
        case NodeType::kSet:
            if (node.case_mode != CaseMode::kIgnoreUnicode) facts_.case_matters = true;
            return {{1, 1}};
        case NodeType::kAny:
        case NodeType::kAnyOrNewline: return {{1, 1}};
        case NodeType::kFail: facts_.beyond_re2 = true; return {};
        case NodeType::kAssertion: see_assertion(node, place); return {};
        case NodeType::kLook:
            facts_.beyond_re2 = true;
            walk_node(*node.children[0], loop, Place::kInside);
            return {};
        case NodeType::kBackReference:
            facts_.beyond_re2 = true;
            (node.case_mode == CaseMode::kIgnoreUnicode ? facts_.unicode_case_reference : facts_.case_matters) = true;
            // A group can be longer in the text than when CPython's width was taken; its minimum holds.
            return {{0, kUnlimitedWidth}, false};
        case NodeType::kAtomic:
            facts_.beyond_re2 = facts_.atomic = true;
            return walk_node(*node.children[0], loop, Place::kInside);
        case NodeType::kConditional: {
            facts_.beyond_re2 = true;
            Width width{kUnlimitedWidth, 0};
            for (const Node* child : node.children) {
                Width of_child = child ? walk_node(*child, loop, Place::kInside).width : Width{};
                width = {std::min(width.minimum, of_child.minimum), std::max(width.maximum, of_child.maximum)};
            }
            return {width, width.minimum > 0};
        }
        case NodeType::kGroup: {
            if (!node.group) return walk_node(*node.children[0], loop, Place::kInside);
            Seen seen = walk_node(*node.children[0], loop, Place::kInside);
            facts_.groups[node.group] = {std::max(node.group, last_group_), loop};
            last_group_ = std::max(last_group_, node.group);
            return seen;
        }
        case NodeType::kSequence: {
            Seen all;
            for (size_t i = 0; i < node.children.size(); ++i) {
                bool last = i + 1 == node.children.size();
                Seen seen = walk_node(*node.children[i], loop, last ? place : Place::kInside);
                all.width = {clamp(all.width.minimum + seen.width.minimum),
                             clamp(all.width.maximum + seen.width.maximum)};
                all.empty_last &= seen.empty_last;
            }
            if (all.width.minimum > 0) all.empty_last = true;
            return all;
        }
        case NodeType::kBranch: {
            Seen all{{kUnlimitedWidth, 0}};
            bool empty_before = false;
            for (const Node* child : node.children) {
                Seen seen = walk_node(*child, loop, Place::kInside);
                if (!seen.empty_last || (empty_before && seen.width.maximum > 0)) all.empty_last = false;
                if (seen.width.minimum == 0) empty_before = true;
                all.width = {std::min(all.width.minimum, seen.width.minimum),
                             std::max(all.width.maximum, seen.width.maximum)};
            }
            return all;
        }
        case NodeType::kRepeat: return walk_repeat(node, loop);
        }
        return {};
    }

    Seen walk_repeat(const Node& node, uint32_t loop) {
        uint32_t groups_before = last_group_;
        if (node.repeat == RepeatMode::kPossessive) facts_.beyond_re2 = facts_.atomic = true;
        if (node.minimum > kMaxRe2Repeat || (node.maximum != kUnlimited && node.maximum > kMaxRe2Repeat)) {
            facts_.beyond_re2 = true;
        }
        if (!loop && node.maximum > 1) loop = ++loops_;
        Seen seen = walk_node(*node.children[0], loop, Place::kInside);
        if (seen.width.minimum == 0 && node.maximum > 1 && last_group_ > groups_before) {
            facts_.captures_in_nullable_loop = true;
        }
        auto times = [](uint64_t value, uint64_t count) -> uint64_t {
            if (value == 0 || count == 0) return 0;
            return count == kUnlimited || value > kUnlimitedWidth / count ? kUnlimitedWidth : value * count;
        };
        Width width{times(seen.width.minimum, node.minimum), times(seen.width.maximum, node.maximum)};
        bool empty_last = seen.empty_last;
        if (node.repeat == RepeatMode::kLazy && width.minimum == 0 && width.maximum > 0) empty_last = false;
        if (width.minimum > 0) empty_last = true;
        return {width, empty_last};
    }

    void see_assertion(const Node& node, Place place) {
        switch (node.assertion) {
        case Assertion::kWordBoundary:
        case Assertion::kNotWordBoundary: facts_.unicode_boundary = true; break;
        case Assertion::kAsciiWordBoundary:
        case Assertion::kNotAsciiWordBoundary: facts_.ascii_boundary = true; break;
        case Assertion::kLastLineEnd:
            (place == Place::kTail ? facts_.ends_with_dollar : facts_.inner_dollar) = true;
            break;
        default: break;
        }
    }

    static bool literal_only(const Node& node) {
        if (node.type == NodeType::kLiteral) return node.case_mode == CaseMode::kExact;
        if (node.type != NodeType::kSequence) return false;
        return std::all_of(node.children.begin(), node.children.end(), [](const Node* child) {
            return child->type == NodeType::kLiteral && child->case_mode == CaseMode::kExact;
        });
    }

    static uint64_t clamp(uint64_t width) { return std::min(width, kUnlimitedWidth); }

    const Pattern& pattern_;
    Facts facts_;
    std::vector<Width> group_widths_;
    uint32_t last_group_ = 0;
    uint32_t loops_ = 0;
};

}  // namespace

Facts analyze(const Pattern& pattern) { return Analyzer(pattern).run(); }

}  // namespace krait::regex

#include "stdlib/re/engine/parser.h"

#include <algorithm>

#include "stdlib/re/engine/parser_state.h"

namespace krait::regex {

namespace {

bool is_pattern_space(uint32_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool is_repeat_sign(const Token& token) { return token.is('*') || token.is('+') || token.is('?') || token.is('{'); }

}  // namespace

Node* Parser::with_children(NodeType type, const std::vector<Node*>& children) {
    Node* node = make(type);
    if (!children.empty()) {
        auto* copy = static_cast<Node**>(arena_.allocate(children.size() * sizeof(Node*)));
        std::copy(children.begin(), children.end(), copy);
        node->children = {copy, children.size()};
    }
    return node;
}

Node* Parser::literal(uint32_t code_point, uint32_t flags) {
    Node* node = make(NodeType::kLiteral);
    node->code_point = code_point;
    node->case_mode = case_mode(flags);
    return node;
}

Node* Parser::assertion(Assertion what) {
    Node* node = make(NodeType::kAssertion);
    node->assertion = what;
    return node;
}

Node* Parser::set_of(const SetItem& item, uint32_t flags) {
    Node* node = make(NodeType::kSet);
    node->case_mode = case_mode(flags);
    node->items = {arena_.make<SetItem>(item), 1};
    return node;
}

// A bytes pattern knows the case of ASCII letters only, under LOCALE too (the locale is C's).
CaseMode Parser::case_mode(uint32_t flags) const {
    if (!(flags & kIgnoreCase)) return CaseMode::kExact;
    return is_unicode(flags) ? CaseMode::kIgnoreUnicode : CaseMode::kIgnoreAscii;
}

Result<void> Parser::warn(const char* what, size_t position) {
    if (!hooks_.warn || source_.failed()) return ok();
    std::string message = std::string("Possible ") + what + " at position " + std::to_string(position);
    if (hooks_.warn(hooks_.context, message)) return ok();
    return source_.fail_with({.kind = ErrorKind::kAborted});
}

Result<Node*> Parser::parse_alternatives(uint32_t flags, int nesting) {
    if (nesting > kMaxNesting) {
        return source_.fail_with({.kind = ErrorKind::kRecursionError, .message = "maximum recursion depth exceeded"});
    }
    std::vector<Node*> branches;
    do {
        Place place = nesting == 0 && branches.empty() ? Place::kPatternStart : Place::kElsewhere;
        branches.push_back(TRY(parse_sequence(nesting == 0 ? flags_ : flags, nesting, place)));
    } while (source_.match('|'));
    if (source_.failed()) return kFailure;
    return branches.size() == 1 ? branches[0] : with_children(NodeType::kBranch, branches);
}

// In verbose mode white space and comments are skipped.
bool Parser::skip_verbose(const Token& token) {
    if (token.length == 1 && is_pattern_space(token.first)) return true;
    if (!token.is('#')) return false;
    for (;;) {
        Token skipped = source_.get();
        if (skipped.is_end() || skipped.is('\n')) return true;
    }
}

Result<Node*> Parser::parse_sequence(uint32_t flags, int nesting, Place place) {
    std::vector<Node*> items;
    while (!source_.next().is_end() && !source_.next().is('|') && !source_.next().is(')')) {
        Token token = source_.get();
        if (source_.failed()) return kFailure;
        if ((flags & kVerbose) && skip_verbose(token)) continue;
        if (token.is_escape()) {
            Escape escape = TRY(parse_escape(token, flags));
            items.push_back(escape.node ? escape.node : literal(escape.item.first, flags));
        } else if (token.is('[')) {
            items.push_back(TRY(parse_set(flags)));
        } else if (is_repeat_sign(token)) {
            if (!TRY(parse_repeat(token, items))) items.push_back(literal('{', flags));
        } else if (token.is('.')) {
            items.push_back(make(flags & kDotAll ? NodeType::kAnyOrNewline : NodeType::kAny));
        } else if (token.is('(')) {
            TRY(parse_group(flags, nesting, place, items));
        } else if (token.is('^')) {
            items.push_back(assertion(flags & kMultiline ? Assertion::kLineStart : Assertion::kTextStart));
        } else if (token.is('$')) {
            items.push_back(assertion(flags & kMultiline ? Assertion::kLineEnd : Assertion::kLastLineEnd));
        } else {
            items.push_back(literal(token.first, flags));
        }
    }
    if (source_.failed()) return kFailure;
    return items.size() == 1 ? items[0] : with_children(NodeType::kSequence, items);
}

Result<bool> Parser::parse_repeat(const Token& token, std::vector<Node*>& items) {
    size_t here = source_.tell();
    uint64_t minimum = 0, maximum = kUnlimited;
    if (token.is('?')) {
        maximum = 1;
    } else if (token.is('+')) {
        minimum = 1;
    } else if (token.is('{')) {
        if (source_.next().is('}')) return false;
        constexpr int kAll = 1 << 30;
        std::u32string low = source_.take_while(kAll, is_ascii_digit), high = low;
        if (source_.match(',')) high = source_.take_while(kAll, is_ascii_digit);
        if (!source_.match('}')) {
            if (source_.failed()) return kFailure;
            source_.seek(here);
            return false;
        }
        auto overflow = [&] {
            return source_.fail_with(
                {.kind = ErrorKind::kOverflowError, .message = "the repetition number is too large"});
        };
        if (parse_group_number(low, minimum) && minimum >= kUnlimited) return overflow();
        if (parse_group_number(high, maximum)) {
            if (maximum >= kUnlimited) return overflow();
            if (maximum < minimum) return source_.fail_at("min repeat greater than max repeat", here);
        } else {
            maximum = kUnlimited;
        }
    }
    if (items.empty() || items.back()->type == NodeType::kAssertion) {
        return source_.fail_at("nothing to repeat", here - 1);
    }
    if (items.back()->type == NodeType::kRepeat) return source_.fail_at("multiple repeat", here - 1);
    Node* node = with_children(NodeType::kRepeat, {items.back()});
    node->minimum = static_cast<uint32_t>(minimum);
    node->maximum = static_cast<uint32_t>(maximum);
    if (source_.match('?')) {
        node->repeat = RepeatMode::kLazy;
    } else if (source_.match('+')) {
        node->repeat = RepeatMode::kPossessive;
    }
    items.back() = node;
    return true;
}

Result<Parser::Escape> Parser::parse_set_member(const Token& token, uint32_t flags) {
    if (token.is_escape()) return parse_set_escape(token, flags);
    return Escape{{.first = token.first, .last = token.first}};
}

Result<Node*> Parser::parse_set(uint32_t flags) {
    size_t start = source_.tell() - 1;
    Node* node = make(NodeType::kSet);
    node->case_mode = case_mode(flags);
    std::vector<SetItem> items;
    if (source_.next().is('[')) TRY(warn("nested set", source_.tell()));
    node->negated = source_.match('^');
    for (;;) {
        Token token = source_.get();
        if (token.is_end()) return source_.fail_at("unterminated character set", start);
        if (token.is(']') && !items.empty()) break;
        if (!items.empty() && token.length == 1 && source_.next().is(token.first)) {
            const char* what = token.is('-')   ? "set difference"
                               : token.is('&') ? "set intersection"
                               : token.is('~') ? "set symmetric difference"
                               : token.is('|') ? "set union"
                                               : nullptr;
            if (what) TRY(warn(what, source_.tell() - 1));
        }
        SetItem item = TRY(parse_set_member(token, flags))
        .item;
        if (!source_.match('-')) {
            items.push_back(item);
            continue;
        }
        Token end = source_.get();
        if (end.is_end()) return source_.fail_at("unterminated character set", start);
        if (end.is(']')) {
            items.push_back(item);
            items.push_back({.first = '-', .last = '-'});
            break;
        }
        if (end.is('-')) TRY(warn("set difference", source_.tell() - 2));
        SetItem last = TRY(parse_set_member(end, flags))
        .item;
        if (item.category != Category::kNone || last.category != Category::kNone || last.first < item.first) {
            // The escapes in the message are as written, but the position counts tokens only: as CPython's.
            return source_.fail("bad character range " + to_utf8(token.text()) + "-" + to_utf8(end.text()),
                                static_cast<size_t>(token.length + 1 + end.length));
        }
        items.push_back({.first = item.first, .last = last.first});
    }
    if (source_.failed()) return kFailure;
    auto* copy = static_cast<SetItem*>(arena_.allocate(items.size() * sizeof(SetItem)));
    std::copy(items.begin(), items.end(), copy);
    node->items = {copy, items.size()};
    return node;
}

Result<void> Parser::check_look_behinds(const Node& node) {
    if (node.type == NodeType::kLook && node.direction == LookDirection::kBehind) {
        Width width = width_of(*node.children[0], group_widths_);
        if (width.minimum > UINT32_MAX) {
            return source_.fail_with({.message = "looks too much behind"});
        }
        if (width.minimum != width.maximum) {
            return source_.fail_with({.message = "look-behind requires fixed-width pattern"});
        }
    }
    for (const Node* child : node.children) {
        if (child) TRY(check_look_behinds(*child));
    }
    return ok();
}

Result<void> Parser::run() {
    pattern_.root = TRY(parse_alternatives(flags_, 0));
    auto refuse = [&](const char* message) -> Failure {
        return source_.fail_with({.kind = ErrorKind::kValueError, .message = message});
    };
    if (text_.is_bytes) {
        if (flags_ & kUnicode) return refuse("cannot use UNICODE flag with a bytes pattern");
        if ((flags_ & kLocale) && (flags_ & kAscii)) return refuse("ASCII and LOCALE flags are incompatible");
    } else {
        if (flags_ & kLocale) return refuse("cannot use LOCALE flag with a str pattern");
        if ((flags_ & kAscii) && (flags_ & kUnicode)) return refuse("ASCII and UNICODE flags are incompatible");
        if (!(flags_ & kAscii)) flags_ |= kUnicode;
    }
    if (!source_.next().is_end()) return source_.fail("unbalanced parenthesis");
    for (auto& [digits, position] : conditional_groups_) {
        uint64_t group = 0;
        parse_group_number(digits, group);
        if (group >= group_open_.size()) {
            return source_.fail_at("invalid group reference " + canonical_number(digits), position);
        }
    }
    TRY(check_look_behinds(*pattern_.root));
    pattern_.flags = flags_;
    pattern_.groups = static_cast<uint32_t>(group_open_.size() - 1);
    return ok();
}

Result<std::unique_ptr<Pattern>> parse(RegexText text, uint32_t flags, const CompileHooks& hooks, CompileError& error) {
    auto pattern = std::make_unique<Pattern>();
    TRY(Parser(text, flags, hooks, error, *pattern).run());
    return pattern;
}

Width width_of(const Node& node, const std::vector<Width>& group_widths) {
    auto clamp = [](uint64_t width) { return std::min(width, kUnlimitedWidth); };
    switch (node.type) {
    case NodeType::kLiteral:
    case NodeType::kSet:
    case NodeType::kAny:
    case NodeType::kAnyOrNewline: return {1, 1};
    case NodeType::kAssertion:
    case NodeType::kLook:
    case NodeType::kFail: return {0, 0};
    case NodeType::kBackReference: return node.group < group_widths.size() ? group_widths[node.group] : Width{};
    case NodeType::kGroup:
    case NodeType::kAtomic: return width_of(*node.children[0], group_widths);
    case NodeType::kSequence: {
        Width result;
        for (const Node* child : node.children) {
            Width width = width_of(*child, group_widths);
            result = {clamp(result.minimum + width.minimum), clamp(result.maximum + width.maximum)};
        }
        return result;
    }
    case NodeType::kConditional:
    case NodeType::kBranch: {
        Width result{kUnlimitedWidth, 0};
        for (const Node* child : node.children) {
            Width width = child ? width_of(*child, group_widths) : Width{};
            result = {std::min(result.minimum, width.minimum), std::max(result.maximum, width.maximum)};
        }
        return result;
    }
    case NodeType::kRepeat: {
        Width width = width_of(*node.children[0], group_widths);
        auto times = [&](uint64_t value, uint64_t count) -> uint64_t {
            if (value == 0 || count == 0) return 0;
            return count == kUnlimited || value > kUnlimitedWidth / count ? kUnlimitedWidth : value * count;
        };
        return {times(width.minimum, node.minimum), times(width.maximum, node.maximum)};
    }
    }
    return {};
}

}  // namespace krait::regex

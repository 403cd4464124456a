#include <algorithm>

#include "stdlib/re/engine/parser_state.h"

namespace krait::regex {

namespace {

uint32_t flag_of(const Token& token) {
    if (token.length != 1) return 0;
    switch (token.first) {
    case 'i': return kIgnoreCase;
    case 'L': return kLocale;
    case 'm': return kMultiline;
    case 's': return kDotAll;
    case 'x': return kVerbose;
    case 'a': return kAscii;
    case 'u': return kUnicode;
    default: return 0;
    }
}

constexpr uint64_t kMaxGroups = 1073741823;  // CPython's

}  // namespace

const uint32_t* Parser::find_group(const std::u32string& name) const {
    auto found = group_numbers_.find(name);
    return found == group_numbers_.end() ? nullptr : &found->second;
}

Result<void> Parser::check_group_name(const std::u32string& name) {
    if (text_.is_bytes) {
        // repr() as ascii() writes it.
        for (uint32_t c : name) {
            if (c < 128) continue;
            UnicodeProperties ascii = properties_;
            ascii.is_printable = [](uint32_t) { return false; };
            return source_.fail("bad character in group name " + python_repr(name, ascii), name.size() + 1);
        }
    }
    if (!is_identifier(name, properties_)) {
        return source_.fail("bad character in group name " + quoted(name), name.size() + 1);
    }
    return ok();
}

Result<void> Parser::check_look_behind_group(uint32_t group) {
    if (look_behind_groups_ < 0) return ok();
    if (group >= group_open_.size() || group_open_[group]) return source_.fail("cannot refer to an open group");
    if (group >= look_behind_groups_) {
        return source_.fail("cannot refer to group defined in the same lookbehind subpattern");
    }
    return ok();
}

Result<void> Parser::expect_group_end(size_t start) {
    if (source_.match(')')) return ok();
    return source_.fail_at("missing ), unterminated subpattern", start);
}

Result<uint32_t> Parser::open_group(const std::u32string& name) {
    uint32_t number = static_cast<uint32_t>(group_open_.size());
    if (!name.empty()) {
        if (const uint32_t* other = find_group(name)) {
            return source_.fail("redefinition of group name " + quoted(name) + " as group " + std::to_string(number) +
                                    "; was group " + std::to_string(*other),
                                name.size() + 1);
        }
        pattern_.group_names.push_back({name, number});
        group_numbers_.emplace(name, number);
    }
    group_open_.push_back(true);
    group_widths_.push_back({});
    return number;
}

Result<bool> Parser::parse_group(uint32_t& flags, int nesting, Place place, std::vector<Node*>& items) {
    size_t start = source_.tell() - 1;
    bool captures = true;
    NodeType type = NodeType::kGroup;
    std::u32string name;
    uint32_t inner_flags = flags;
    if (source_.match('?')) {
        Token kind = source_.get();
        if (kind.is_end()) return source_.fail("unexpected end of pattern");
        if (kind.is('P')) {
            if (source_.match('<')) {
                name = TRY(source_.take_name('>', "group name"));
                TRY(check_group_name(name));
            } else if (source_.match('=')) {
                items.push_back(TRY(parse_named_reference(flags)));
                return true;
            } else {
                Token other = source_.get();
                if (other.is_end()) return source_.fail("unexpected end of pattern");
                return source_.fail("unknown extension ?P" + to_utf8(other.text()),
                                    static_cast<size_t>(other.length + 2));
            }
        } else if (kind.is(':')) {
            captures = false;
        } else if (kind.is('#')) {
            for (;;) {
                Token token = source_.get();
                if (token.is_end()) return source_.fail_at("missing ), unterminated comment", start);
                if (token.is(')')) return true;
            }
        } else if (kind.is('=') || kind.is('!') || kind.is('<')) {
            items.push_back(TRY(parse_look(kind, start, flags, nesting)));
            return true;
        } else if (kind.is('(')) {
            items.push_back(TRY(parse_conditional(start, flags, nesting)));
            return true;
        } else if (kind.is('>')) {
            captures = false;
            type = NodeType::kAtomic;
        } else if (flag_of(kind) || kind.is('-')) {
            FlagChange change = TRY(parse_flags(kind));
            if (change.global) {
                if (place != Place::kPatternStart || !items.empty()) {
                    return source_.fail_at("global flags not at the start of the expression", start);
                }
                flags_ |= change.added;
                flags = flags_;
                return true;
            }
            captures = false;
            if (change.added & kTypeFlags) inner_flags &= ~kTypeFlags;
            inner_flags = (inner_flags | change.added) & ~change.removed;
        } else {
            return source_.fail("unknown extension ?" + to_utf8(kind.text()), static_cast<size_t>(kind.length + 1));
        }
    }
    uint32_t number = captures ? TRY(open_group(name)) : 0;
    Node* body = TRY(parse_alternatives(inner_flags, nesting + 1));
    TRY(expect_group_end(start));
    if (captures) {
        group_open_[number] = false;
        group_widths_[number] = width_of(*body, group_widths_);
    }
    Node* node = with_children(type, {body});
    node->group = number;
    items.push_back(node);
    return true;
}

Result<Node*> Parser::parse_named_reference(uint32_t flags) {
    std::u32string name = TRY(source_.take_name(')', "group name"));
    TRY(check_group_name(name));
    const uint32_t* group = find_group(name);
    if (!group) return source_.fail("unknown group name " + quoted(name), name.size() + 1);
    if (group_open_[*group]) return source_.fail("cannot refer to an open group", name.size() + 1);
    TRY(check_look_behind_group(*group));
    Node* node = make(NodeType::kBackReference);
    node->group = *group;
    node->case_mode = case_mode(flags);
    return node;
}

Result<Node*> Parser::parse_look(Token kind, size_t start, uint32_t flags, int nesting) {
    LookDirection direction = LookDirection::kAhead;
    int64_t groups_before = look_behind_groups_;
    if (kind.is('<')) {
        kind = source_.get();
        if (kind.is_end()) return source_.fail("unexpected end of pattern");
        if (!kind.is('=') && !kind.is('!')) {
            return source_.fail("unknown extension ?<" + to_utf8(kind.text()), static_cast<size_t>(kind.length + 2));
        }
        direction = LookDirection::kBehind;
        if (groups_before < 0) look_behind_groups_ = static_cast<int64_t>(group_open_.size());
    }
    Node* body = TRY(parse_alternatives(flags, nesting + 1));
    look_behind_groups_ = groups_before;
    TRY(expect_group_end(start));
    if (kind.is('!') && body->type == NodeType::kSequence && body->children.empty()) return make(NodeType::kFail);
    Node* node = with_children(NodeType::kLook, {body});
    node->direction = direction;
    node->negated = kind.is('!');
    return node;
}

Result<Node*> Parser::parse_conditional(size_t start, uint32_t flags, int nesting) {
    std::u32string name = TRY(source_.take_name(')', "group name"));
    uint64_t group = 0;
    if (is_identifier(name, properties_)) {
        TRY(check_group_name(name));
        const uint32_t* known = find_group(name);
        if (!known) return source_.fail("unknown group name " + quoted(name), name.size() + 1);
        group = *known;
    } else {
        if (!parse_group_number(name, group)) {
            return source_.fail("bad character in group name " + quoted(name), name.size() + 1);
        }
        if (group == 0) return source_.fail("bad group number", name.size() + 1);
        if (group >= kMaxGroups) {
            return source_.fail("invalid group reference " + canonical_number(name), name.size() + 1);
        }
        bool seen = std::any_of(conditional_groups_.begin(), conditional_groups_.end(), [&](auto& reference) {
            return canonical_number(reference.first) == canonical_number(name);
        });
        if (!seen) conditional_groups_.push_back({name, source_.tell() - name.size() - 1});
    }
    TRY(check_look_behind_group(static_cast<uint32_t>(group)));
    if (nesting + 1 > kMaxNesting) return parse_alternatives(flags, nesting + 1);
    Node* yes = TRY(parse_sequence(flags, nesting + 1, Place::kElsewhere));
    Node* no = nullptr;
    if (source_.match('|')) {
        no = TRY(parse_sequence(flags, nesting + 1, Place::kElsewhere));
        if (source_.next().is('|')) return source_.fail("conditional backref with more than two branches");
    }
    TRY(expect_group_end(start));
    Node* node = with_children(NodeType::kConditional, {yes, no});
    node->group = static_cast<uint32_t>(group);
    return node;
}

Result<Parser::FlagChange> Parser::parse_flags(Token token) {
    FlagChange change;
    auto is_letter = [&] { return token.length == 1 && properties_.is_alpha(token.first); };
    if (!token.is('-')) {
        for (;;) {
            uint32_t flag = flag_of(token);
            if (!text_.is_bytes && flag == kLocale) {
                return source_.fail("bad inline flags: cannot use 'L' flag with a str pattern");
            }
            if (text_.is_bytes && flag == kUnicode) {
                return source_.fail("bad inline flags: cannot use 'u' flag with a bytes pattern");
            }
            change.added |= flag;
            if ((flag & kTypeFlags) && (change.added & kTypeFlags) != flag) {
                return source_.fail("bad inline flags: flags 'a', 'u' and 'L' are incompatible");
            }
            token = source_.get();
            if (token.is_end()) return source_.fail("missing -, : or )");
            if (token.is(')') || token.is('-') || token.is(':')) break;
            if (!flag_of(token)) {
                return source_.fail(is_letter() ? "unknown flag" : "missing -, : or )",
                                    static_cast<size_t>(token.length));
            }
        }
    }
    if (token.is(')')) {
        change.global = true;
        return change;
    }
    if (token.is('-')) {
        token = source_.get();
        if (token.is_end()) return source_.fail("missing flag");
        if (!flag_of(token)) {
            return source_.fail(is_letter() ? "unknown flag" : "missing flag", static_cast<size_t>(token.length));
        }
        for (;;) {
            uint32_t flag = flag_of(token);
            if (flag & kTypeFlags) {
                return source_.fail("bad inline flags: cannot turn off flags 'a', 'u' and 'L'");
            }
            change.removed |= flag;
            token = source_.get();
            if (token.is_end()) return source_.fail("missing :");
            if (token.is(':')) break;
            if (!flag_of(token)) {
                return source_.fail(is_letter() ? "unknown flag" : "missing :", static_cast<size_t>(token.length));
            }
        }
    }
    if (change.added & change.removed) {
        return source_.fail("bad inline flags: flag turned on and off", 1);
    }
    return change;
}

}  // namespace krait::regex

// The match statement: PEP 634, Language Reference 8.6. Names are bound when a whole pattern has matched.
#include <cmath>
#include <optional>
#include <set>

#include "vm/compiler/emitter.h"

namespace krait::core {

using namespace ast;
using core::Constant;

namespace {

bool is_wildcard(const Pattern* node) {
    auto* as_pattern = as<MatchAs>(node);
    return as_pattern && is_none(as_pattern->name) && !as_pattern->pattern;
}
bool is_star_wildcard(const Pattern* node) {
    auto* star = as<MatchStar>(node);
    return star && is_none(star->name);
}

// One text for constants that are equal: False, 0, 0.0 and 0j are one key of a mapping.
std::string equal_key(const Constant& constant) {
    switch (constant.tag) {
    case Constant::Tag::True: return Constant::of_int(1).key();
    case Constant::Tag::False: return Constant::of_int(0).key();
    case Constant::Tag::Complex:
        if (constant.imaginary != 0) break;
        [[fallthrough]];
    case Constant::Tag::Float:
        if (constant.real == std::trunc(constant.real) && std::fabs(constant.real) < 1e15)
            return Constant::of_int(static_cast<int64_t>(constant.real)).key();
        break;
    default: break;
    }
    return constant.key();
}

}  // namespace

void Emitter::match_statement(Match* node) {
    Reg subject = fresh(node->subject);
    LabelId end = label();
    for (size_t i = 0; i < node->cases.size(); ++i) {
        MatchCase* item = node->cases[i];
        LabelId next = label();
        {
            TemporaryScope temporaries(*this);
            PatternContext context;
            context.fail = next;
            context.irrefutable_allowed = item->guard || i + 1 == node->cases.size();
            pattern(item->pattern, subject, context);
            for (auto& [name, value] : context.captures) {
                At at(*this, item->pattern);
                store_name(name, value);
            }
        }
        if (item->guard) jump_if(item->guard, false, next);
        body(item->body);
        if (i + 1 < node->cases.size()) jump_unseen(end);
        bind(next);
    }
    bind(end);
}

void Emitter::capture(Node* node, std::string_view name, Reg value, PatternContext& context) {
    if (forbidden_name(node, name, ExprContext::Store)) return;
    for (auto& known : context.captures)
        if (known.first == name)
            return error(node, "multiple assignments to name '" + std::string(name) + "' in pattern");
    context.captures.emplace_back(name, value);
}

void Emitter::pattern(Pattern* node, Reg subject, PatternContext& context) {
    if (!diagnostics_.enter()) return;
    At at(*this, node);
    switch (node->kind) {
    case NodeKind::MatchValue: {
        TemporaryScope temporaries(*this);
        Expr* value = static_cast<MatchValue*>(node)->value;
        Constant constant;
        if (!constant_of(value, &constant) && !is<Attribute>(value))
            return error(node, "patterns may only match literals and attribute lookups");
        return jump_if_comparison(subject, CompareOperator::Eq, value, kNoRegister, false, context.fail);
    }
    case NodeKind::MatchSingleton: {
        auto& value = static_cast<MatchSingleton*>(node)->value;
        if (value.kind == ConstantKind::None) return jump(Op::jump_if_not_none, context.fail, subject);
        TemporaryScope temporaries(*this);
        Reg constant = allocate();
        load_constant(Constant::of_node(value), constant);
        emit(Op::is, constant, subject, constant);
        return jump(Op::jump_if_false, context.fail, constant);
    }
    case NodeKind::MatchSequence: return sequence_pattern(static_cast<MatchSequence*>(node), subject, context);
    case NodeKind::MatchMapping: return mapping_pattern(static_cast<MatchMapping*>(node), subject, context);
    case NodeKind::MatchClass: return class_pattern(static_cast<MatchClass*>(node), subject, context);
    case NodeKind::MatchOr: return or_pattern(static_cast<MatchOr*>(node), subject, context);
    case NodeKind::MatchAs: {
        auto* n = static_cast<MatchAs*>(node);
        if (!n->pattern) {
            if (!context.irrefutable_allowed) {
                if (is_none(n->name)) error(node, "wildcard makes remaining patterns unreachable");
                else error(node, "name capture '" + std::string(n->name) + "' makes remaining patterns unreachable");
            }
            if (!is_none(n->name)) capture(node, n->name, subject, context);
            return;
        }
        pattern(n->pattern, subject, context);
        return capture(node, n->name, subject, context);
    }
    default: return;
    }
}

void Emitter::or_pattern(MatchOr* node, Reg subject, PatternContext& context) {
    // All alternatives put the values of the same names into the same registers.
    LabelId matched = label();
    std::vector<std::pair<std::string_view, Reg>> captures;
    size_t last = node->patterns.size() - 1;
    for (size_t i = 0; i <= last; ++i) {
        PatternContext inner;
        inner.fail = i == last ? context.fail : label();
        inner.irrefutable_allowed = context.irrefutable_allowed && i == last;
        if (i == 0) {
            pattern(node->patterns[i], subject, inner);
            for (auto& [name, value] : inner.captures) {
                Reg reg = allocate();
                move(reg, value);
                captures.emplace_back(name, reg);
            }
        } else {
            TemporaryScope temporaries(*this);
            pattern(node->patterns[i], subject, inner);
            bool same = inner.captures.size() == captures.size();
            for (auto& [name, value] : inner.captures) {
                bool found = false;
                for (auto& [known, reg] : captures)
                    if (known == name) {
                        move(reg, value);
                        found = true;
                    }
                same &= found;
            }
            if (!same) error(node, "alternative patterns bind different names");
        }
        if (i == last) break;
        jump(Op::jump, matched);
        bind(inner.fail);
    }
    bind(matched);
    for (auto& [name, reg] : captures) capture(node, name, reg, context);
}

void Emitter::sequence_pattern(MatchSequence* node, Reg subject, PatternContext& context) {
    auto patterns = node->patterns;
    size_t star = patterns.size();
    bool only_wildcards = true, star_wildcard = false;
    for (size_t i = 0; i < patterns.size(); ++i) {
        if (is<MatchStar>(patterns[i])) {
            if (star != patterns.size()) return error(node, "multiple starred names in sequence pattern");
            star = i;
            star_wildcard = is_star_wildcard(patterns[i]);
            only_wildcards &= star_wildcard;
        } else {
            only_wildcards &= is_wildcard(patterns[i]);
        }
    }
    bool has_star = star != patterns.size();
    auto least = static_cast<int64_t>(patterns.size() - has_star);
    if (least > 150) {
        unit_->overflow = true;
        return;
    }
    // The registers of the items stay while the patterns within are tried: no others may, or deep patterns need too many.
    auto count = static_cast<uint32_t>(patterns.size());
    bool indexed = has_star && star_wildcard && !only_wildcards;
    Reg first = only_wildcards || indexed ? kNoRegister : allocate(count);
    std::optional<TemporaryScope> temporaries;
    if (!indexed) temporaries.emplace(*this);
    Reg test = allocate(), length = allocate();
    emit(Op::match_sequence, test, subject);
    jump(Op::jump_if_false, context.fail, test);
    if (!has_star || least > 0) {
        emit(Op::match_length, length, subject);
        load_constant(Constant::of_int(least), test);
        jump(has_star ? Op::jump_lt : Op::jump_ne, context.fail, length, test, 1);
    }
    temporaries.reset();
    bool allowed = std::exchange(context.irrefutable_allowed, true);
    if (only_wildcards) {
        // Nothing is looked at.
    } else if (indexed) {
        for (uint32_t i = 0; i < count; ++i) {
            if (i == star || is_wildcard(patterns[i])) continue;
            Reg index = allocate(), item = allocate();
            if (i < star) {
                load_constant(Constant::of_int(i), index);
            } else {
                Reg back = allocate();
                load_constant(Constant::of_int(count - i), back);
                emit(Op::sub, index, length, back);
            }
            emit(Op::load_item, item, subject, index);
            pattern(patterns[i], item, context);
        }
    } else {
        auto before = static_cast<uint32_t>(star);
        if (has_star) emit(Op::unpack_star, first, subject, 0, before | (count - before - 1) << 16);
        else emit(Op::unpack, first, subject, count);
        for (uint32_t i = 0; i < count; ++i) {
            if (auto* starred = as<MatchStar>(patterns[i])) {
                if (!is_none(starred->name)) capture(starred, starred->name, first + i, context);
            } else {
                pattern(patterns[i], first + i, context);
            }
        }
    }
    context.irrefutable_allowed = allowed;
}

void Emitter::mapping_pattern(MatchMapping* node, Reg subject, PatternContext& context) {
    auto count = static_cast<uint32_t>(node->keys.size());
    if (count > 100) {
        unit_->overflow = true;
        return;
    }
    Reg first = count ? allocate(count) : kNoRegister;
    Reg rest = is_none(node->rest) ? kNoRegister : allocate();
    std::optional<TemporaryScope> temporaries;
    temporaries.emplace(*this);
    Reg test = allocate();
    emit(Op::match_mapping, test, subject);
    jump(Op::jump_if_false, context.fail, test);
    if (count == 0 && is_none(node->rest)) return;
    if (count) {
        Reg length = allocate();
        emit(Op::match_length, length, subject);
        load_constant(Constant::of_int(count), test);
        jump(Op::jump_lt, context.fail, length, test, 1);
    }
    std::set<std::string> seen;
    Reg keys = allocate();
    {
        TemporaryScope inner(*this);
        Reg window = unit_->top;
        for (Expr* key : node->keys) {
            Constant constant;
            if (constant_of(key, &constant)) {
                if (!seen.insert(equal_key(constant)).second)
                    return error(node, "mapping pattern checks duplicate key (" + constant.repr() + ")");
            } else if (!is<Attribute>(key)) {
                return error(node, "mapping pattern keys may only match literals and attribute lookups");
            }
            fresh(key);
        }
        emit(Op::make_tuple, keys, window, count);
    }
    bool allowed = std::exchange(context.irrefutable_allowed, true);
    if (count) {
        Reg values = allocate();
        emit(Op::match_keys, values, subject, keys);
        jump(Op::jump_if_none, context.fail, values);
        emit(Op::unpack, first, values, count);
    }
    if (rest != kNoRegister)
        emit(Op::intrinsic2, rest, subject, keys, static_cast<uint32_t>(Intrinsic::dict_without_keys));
    temporaries.reset();
    for (uint32_t i = 0; i < count; ++i) pattern(node->patterns[i], first + i, context);
    if (rest != kNoRegister) capture(node, node->rest, rest, context);
    context.irrefutable_allowed = allowed;
}

void Emitter::class_pattern(MatchClass* node, Reg subject, PatternContext& context) {
    auto positional = static_cast<uint32_t>(node->patterns.size());
    auto count = static_cast<uint32_t>(positional + node->kwd_attrs.size());
    if (count > 100) {
        unit_->overflow = true;
        return;
    }
    std::vector<Constant> names;
    for (size_t i = 0; i < node->kwd_attrs.size(); ++i) {
        std::string_view name = node->kwd_attrs[i];
        for (size_t k = 0; k < i; ++k)
            if (node->kwd_attrs[k] == name)
                return error(node->kwd_patterns[i], "attribute name repeated in class pattern: " + std::string(name));
        names.push_back(Constant::of_str(name));
    }
    Reg first = count ? allocate(count) : kNoRegister;
    std::optional<TemporaryScope> temporaries;
    temporaries.emplace(*this);
    Reg window = allocate(2), values = allocate();
    move(window, subject);
    load(node->cls, window + 1);
    emit(Op::match_class, values, window, positional, add_constant(Constant::of_tuple(std::move(names))));
    jump(Op::jump_if_none, context.fail, values);
    if (count == 0) return;
    bool allowed = std::exchange(context.irrefutable_allowed, true);
    emit(Op::unpack, first, values, count);
    temporaries.reset();
    for (uint32_t i = 0; i < count; ++i)
        pattern(i < positional ? node->patterns[i] : node->kwd_patterns[i - positional], first + i, context);
    context.irrefutable_allowed = allowed;
}

}  // namespace krait::core

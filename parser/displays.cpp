// Parenthesized forms, displays and comprehensions (Language Reference, 6.2.3 to 6.2.8), and the targets of `for`.
#include "parser/parser_impl.h"

namespace krait {

using enum TokenKind;

// '(' [tuple | yield | named_expression | generator] ')'
Result<Expr*> Parser::parse_parenthesized() {
    uint32_t start = position_++;
    if (accept(RightParen)) return TRY(make<Tuple>(start, std::span<Expr*>{}, ExprContext::Load));
    if (kind() == TokenKind::Yield) {
        auto* value = TRY(parse_yield());
        TRY(expect(RightParen));
        return value;
    }
    if (diagnosing_ && kind() == DoubleStar) {
        uint32_t stars = position_++;
        TRY(parse_expression());
        if (kind() == RightParen) return raise_token(stars, "cannot use double starred expression here");
        position_ = stars;
    }
    auto* first = TRY(parse_star_named_expression());
    if (kind() == TokenKind::For || kind() == TokenKind::Async) {
        if (first->kind == NodeKind::Starred) {
            if (!diagnosing_) return fail();
            TRY(parse_comprehensions());
            return raise_at(first, "iterable unpacking cannot be used in comprehension");
        }
        auto generators = TRY(parse_comprehensions());
        TRY(expect(RightParen));
        return TRY(make<GeneratorExp>(start, first, generators));
    }
    if (kind() != Comma) {
        if (first->kind == NodeKind::Starred) {
            if (diagnosing_ && kind() == RightParen) return raise_at(first, "cannot use starred expression here");
            return fail();
        }
        TRY(expect(RightParen));
        return first;
    }
    ListBuilder<Expr> items(*this);
    items.add(first);
    while (accept(Comma)) {
        if (kind() == RightParen) break;
        items.add(TRY(parse_star_named_expression()));
    }
    TRY(expect(RightParen));
    return TRY(make<Tuple>(start, items.finish(), ExprContext::Load));
}

namespace {
constexpr const char* kTargetParentheses = "did you forget parentheses around the comprehension target?";
}

Result<Expr*> Parser::parse_list() {
    uint32_t start = position_++;
    if (accept(RightBracket)) return TRY(make<ast::List>(start, std::span<Expr*>{}, ExprContext::Load));
    ListBuilder<Expr> items(*this);
    items.add(TRY(parse_star_named_expression()));
    if (kind() == TokenKind::For || kind() == TokenKind::Async) {
        if (items[0]->kind == NodeKind::Starred) {
            if (!diagnosing_) return fail();
            TRY(parse_comprehensions());
            return raise_at(items[0], "iterable unpacking cannot be used in comprehension");
        }
        auto generators = TRY(parse_comprehensions());
        TRY(expect(RightBracket));
        return TRY(make<ListComp>(start, items[0], generators));
    }
    while (accept(Comma)) {
        if (kind() == RightBracket) break;
        if (diagnosing_ && kind() == TokenKind::For && items.size() == 1) {
            Position end = end_of(position_ - 1);
            TRY(parse_comprehensions());
            return raise_between(kTargetParentheses, items[0]->span.start, end);
        }
        items.add(TRY(parse_star_named_expression()));
    }
    if (diagnosing_ && kind() == TokenKind::For && items.size() > 1) {
        TRY(parse_comprehensions());
        return raise_between(kTargetParentheses, items[0]->span.start, items.back()->span.end);
    }
    TRY(expect(RightBracket));
    return TRY(make<ast::List>(start, items.finish(), ExprContext::Load));
}

// A dict or a set; the first item tells which.
Result<Expr*> Parser::parse_braces() {
    uint32_t start = position_++;
    if (accept(RightBrace)) return TRY(make<Dict>(start, std::span<Expr*>{}, std::span<Expr*>{}));
    if (kind() == DoubleStar) return parse_dict(start, nullptr, true);
    ListBuilder<Expr> items(*this);
    items.add(TRY(parse_star_named_expression()));
    Expr* first = items[0];
    if (kind() == Colon) {
        if (first->kind == NodeKind::Starred ||
            (first->kind == NodeKind::NamedExpr && tokens_[start + 1].kind == TokenKind::Name &&
             tokens_[start + 2].kind == ColonEqual))
            return fail();
        return parse_dict(start, first, false);
    }
    if (kind() == TokenKind::For || kind() == TokenKind::Async) {
        if (first->kind == NodeKind::Starred) {
            if (!diagnosing_) return fail();
            TRY(parse_comprehensions());
            return raise_at(first, "iterable unpacking cannot be used in comprehension");
        }
        auto generators = TRY(parse_comprehensions());
        TRY(expect(RightBrace));
        return TRY(make<SetComp>(start, first, generators));
    }
    while (accept(Comma)) {
        if (kind() == RightBrace) break;
        if (diagnosing_ && kind() == TokenKind::For && items.size() == 1) {
            Position end = end_of(position_ - 1);
            TRY(parse_comprehensions());
            return raise_between(kTargetParentheses, first->span.start, end);
        }
        items.add(TRY(parse_star_named_expression()));
    }
    if (diagnosing_ && kind() == TokenKind::For && items.size() > 1) {
        TRY(parse_comprehensions());
        return raise_between(kTargetParentheses, first->span.start, items.back()->span.end);
    }
    TRY(expect(RightBrace));
    return TRY(make<ast::Set>(start, items.finish()));
}

Result<Expr*> Parser::parse_dict(uint32_t start, Expr* key, bool unpacks) {
    ListBuilder<Expr> keys(*this);
    std::vector<Expr*> values;
    for (;;) {
        if (unpacks) {
            uint32_t stars = position_++;
            key = nullptr;
            values.push_back(TRY(parse_bitwise_or()));
            if (diagnosing_ && kind() == TokenKind::For && values.size() == 1) {
                TRY(parse_comprehensions());
                if (kind() == RightBrace)
                    return raise_between("dict unpacking cannot be used in dict comprehension", start_of(stars),
                                         end_of(stars));
            }
        } else {
            if (!key && diagnosing_) {
                uint32_t mark = position_;
                auto plain = try_without_diagnosis(&Parser::parse_expression);
                if (!plain.failed() && plain.value() && kind() != Colon) key = plain.value();
                else position_ = mark;
            }
            if (!key) key = TRY(parse_expression());
            if (kind() != Colon) {
                if (diagnosing_ && kind() != Error)
                    return raise_open_ended(
                        {key->span.end.line, key->span.end.column - (key->span.end.column > 0 ? 1 : 0)},
                        "':' expected after dictionary key");
                return fail();
            }
            uint32_t colon = position_++;
            if (diagnosing_ && (kind() == RightBrace || kind() == Comma))
                return raise_token(colon, "expression expected after dictionary key and ':'");
            if (diagnosing_ && kind() == Star) {
                uint32_t star = position_++;
                auto* value = TRY(parse_bitwise_or());
                return raise_between("cannot use a starred expression in a dictionary value", start_of(star),
                                     value->span.end);
            }
            auto* value = TRY(parse_expression());
            if (values.empty() && (kind() == TokenKind::For || kind() == TokenKind::Async)) {
                auto generators = TRY(parse_comprehensions());
                TRY(expect(RightBrace));
                return TRY(make<DictComp>(start, key, value, generators));
            }
            values.push_back(value);
        }
        keys.add(key);
        if (!accept(Comma)) break;
        if (kind() == RightBrace) break;
        unpacks = kind() == DoubleStar;
        key = nullptr;
    }
    TRY(expect(RightBrace));
    auto value_list = arena_.copy(std::span<Expr* const>(values));
    return TRY(
        make<Dict>(start, keys.finish(), std::span<Expr*>(const_cast<Expr**>(value_list.data()), value_list.size())));
}

// (['async'] 'for' targets 'in' disjunction ('if' disjunction)*)+
Result<std::span<Comprehension*>> Parser::parse_comprehensions() {
    ListBuilder<Comprehension> generators(*this);
    while (kind() == TokenKind::For || (kind() == TokenKind::Async && kind_after(1) == TokenKind::For)) {
        uint32_t start = position_;
        int32_t is_async = accept(TokenKind::Async);
        ++position_;
        auto* target = TRY(parse_targets());
        if (kind() != TokenKind::In) {
            if (diagnosing_ && kind() != Error) return raise_token(position_, "'in' expected after for-loop variables");
            return fail();
        }
        if (find_invalid_target(target, TargetOf::For)) {
            if (diagnosing_) return raise_invalid_target(target, TargetOf::For);
            return fail();
        }
        ++position_;
        set_context(target, ExprContext::Store);
        auto* iterable = TRY(parse_disjunction());
        ListBuilder<Expr> conditions(*this);
        while (accept(TokenKind::If)) conditions.add(TRY(parse_disjunction()));
        auto condition_list = conditions.finish();
        if (is_async) TRY(need_version(6, "Async comprehensions are"));
        generators.add(TRY(make<Comprehension>(start, target, iterable, condition_list, is_async)));
    }
    if (generators.size() == 0) return fail();
    return generators.finish();
}

// star_targets, read as expressions that take no `in`; the caller checks and converts them.
Result<Expr*> Parser::parse_targets() {
    uint32_t start = position_;
    auto* first = TRY(parse_target());
    if (kind() != Comma) return first;
    ListBuilder<Expr> items(*this);
    items.add(first);
    while (accept(Comma)) {
        if (!starts_expression(kind()) && kind() != Star) break;
        items.add(TRY(parse_target()));
    }
    return TRY(make<Tuple>(start, items.finish(), ExprContext::Load));
}

Result<Expr*> Parser::parse_target() {
    uint32_t start = position_;
    if (!accept(Star)) return parse_bitwise_or();
    auto* value = TRY(parse_bitwise_or());
    return TRY(make<Starred>(start, value, ExprContext::Load));
}

}  // namespace krait

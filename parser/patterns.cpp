// The match statement (Language Reference, 8.6; PEP 634). `match` and `case` are names elsewhere.
#include "parser/parser_impl.h"

namespace krait {

using enum TokenKind;

// Whether the name `match` here begins a match statement. Most uses as a name are seen by the next token; where that could
// begin an expression, a match statement is what ends its line with a ':' outside parentheses. A lambda's colon or an
// annotation `match[x]: int` does not: there something follows.
bool Parser::at_match() const {
    if (!at_name("match")) return false;
    TokenKind next = kind_after(1);
    if (!starts_expression(next) && next != Star) return false;
    bool could_be_name = next == LeftParen || next == LeftBracket || next == Minus || next == Plus || next == Star ||
                         (next == TokenKind::Not && kind_after(2) == TokenKind::In);
    uint8_t level = token().level;
    for (uint32_t i = position_ + 1; i < tokens_.size(); ++i) {
        TokenKind k = tokens_[i].kind;
        if (tokens_[i].level > level) continue;
        if (k == Newline || k == EndMarker || k == Error || k == Semicolon || k == Equal)
            return !could_be_name && diagnosing_ && k != Error;
        if (k == Colon && (!could_be_name || tokens_[i + 1].kind == Newline)) return true;
    }
    return false;
}

// star_named_expression ',' star_named_expressions? | named_expression
Result<Expr*> Parser::parse_subject() {
    uint32_t start = position_;
    auto* first = TRY(parse_star_named_expression());
    if (kind() != Comma) {
        if (is<Starred>(first)) return fail();
        return first;
    }
    ListBuilder<Expr> items(*this);
    items.add(first);
    while (accept(Comma)) {
        if (!starts_expression(kind()) && kind() != Star) break;
        items.add(TRY(parse_star_named_expression()));
    }
    return TRY(make<Tuple>(start, items.finish(), ExprContext::Load));
}

Result<Stmt*> Parser::parse_match() {
    KRAIT_ENTER_NESTING();
    uint32_t start = position_++;
    auto* subject = TRY(parse_subject());
    TRY(expect_colon());
    TRY(expect(Newline));
    if (kind() != Indent) {
        if (diagnosing_ && kind() != Error)
            return raise_indentation("expected an indented block after 'match' statement on line " +
                                     std::to_string(tokens_[start].line));
        return fail();
    }
    ++position_;
    ListBuilder<MatchCase> cases(*this);
    do cases.add(TRY(parse_case()));
    while (at_name("case"));
    TRY(expect(Dedent));
    Position end = end_of_statement();
    TRY(need_version(10, "Pattern matching is"));
    return TRY(make_between<Match>(start_of(start), end, subject, cases.finish()));
}

Result<MatchCase*> Parser::parse_case() {
    if (!at_name("case")) return fail();
    uint32_t start = position_++;
    auto* pattern = TRY(parse_patterns());
    Expr* guard = nullptr;
    if (accept(TokenKind::If)) guard = TRY(parse_named_expression());
    TRY(expect_colon());
    auto body = TRY(parse_block("'case' statement", start));
    return TRY(make<MatchCase>(start, pattern, guard, body));
}

// An open sequence pattern or a pattern.
Result<Pattern*> Parser::parse_patterns() {
    uint32_t start = position_;
    auto* first = TRY(parse_star_or_as_pattern());
    if (kind() != Comma) {
        if (is<MatchStar>(first)) return fail();
        return first;
    }
    ListBuilder<Pattern> items(*this);
    items.add(first);
    while (accept(Comma)) {
        if (kind() == Colon || kind() == TokenKind::If) break;
        items.add(TRY(parse_star_or_as_pattern()));
    }
    return TRY(make<MatchSequence>(start, items.finish()));
}

Result<Pattern*> Parser::parse_star_or_as_pattern() {
    if (kind() != Star) return parse_as_pattern();
    uint32_t start = position_++;
    bool wildcard = at_name("_");
    auto name = TRY(expect_name());
    return TRY(make<MatchStar>(start, wildcard ? Identifier{} : name));
}

Result<Pattern*> Parser::parse_as_pattern() {
    KRAIT_ENTER_NESTING();
    uint32_t start = position_;
    auto* pattern = TRY(parse_or_pattern());
    if (!accept(TokenKind::As)) return pattern;
    if (diagnosing_) {
        if (at_name("_") && kind_after(1) != Dot) return raise_token(position_, "cannot use '_' as a target");
        if (starts_expression(kind()) && kind() != Error) {
            uint32_t mark = position_;
            auto* target = TRY(parse_expression());
            if (!is<ast::Name>(target))
                return raise_at(target, "cannot use " + std::string(describe(target)) + " as pattern target");
            position_ = mark;
        }
    }
    if (at_name("_")) return fail();
    auto name = TRY(expect_name());
    return TRY(make<MatchAs>(start, pattern, name));
}

Result<Pattern*> Parser::parse_or_pattern() {
    uint32_t start = position_;
    auto* first = TRY(parse_closed_pattern());
    if (kind() != Bar) return first;
    ListBuilder<Pattern> alternatives(*this);
    alternatives.add(first);
    while (accept(Bar)) alternatives.add(TRY(parse_closed_pattern()));
    return TRY(make<MatchOr>(start, alternatives.finish()));
}

// ['-'] NUMBER [('+' | '-') imaginary] | strings | None | True | False
Result<Expr*> Parser::parse_pattern_literal() {
    uint32_t start = position_;
    if (kind() != Minus && kind() != Number) return parse_atom();
    bool negative = accept(Minus);
    if (kind() != Number) return fail();
    auto* value = TRY(parse_number());
    if (negative) value = TRY(make<UnaryOp>(start, UnaryOperator::USub, value));
    if (kind() != Plus && kind() != Minus) return value;
    Expr* real = is<UnaryOp>(value) ? static_cast<UnaryOp*>(value)->operand : value;
    if (static_cast<Constant*>(real)->value.kind == ConstantKind::Complex)
        return raise_at(value, "real number required in complex literal");
    Operator op = kind() == Plus ? Operator::Add : Operator::Sub;
    ++position_;
    if (kind() != Number) return fail();
    auto* imaginary = TRY(parse_number());
    if (static_cast<Constant*>(imaginary)->value.kind != ConstantKind::Complex)
        return raise_at(imaginary, "imaginary number required in complex literal");
    return TRY(make<BinOp>(start, value, op, imaginary));
}

Result<Expr*> Parser::parse_name_or_attribute() {
    uint32_t start = position_;
    auto name = TRY(expect_name());
    Expr* value = TRY(make<ast::Name>(start, name, ExprContext::Load));
    while (accept(Dot)) {
        auto attribute = TRY(expect_name());
        value = TRY(make<Attribute>(start, value, attribute, ExprContext::Load));
    }
    return value;
}

Result<Pattern*> Parser::parse_closed_pattern() {
    uint32_t start = position_;
    switch (kind()) {
    case Minus:
    case Number:
    case TokenKind::String:
    case FStringStart:
    case TStringStart: {
        auto* value = TRY(parse_pattern_literal());
        return TRY(make<MatchValue>(start, value));
    }
    case TokenKind::None:
    case TokenKind::True:
    case TokenKind::False: {
        auto* value = TRY(parse_atom());
        return TRY(make<MatchSingleton>(start, static_cast<Constant*>(value)->value));
    }
    case TokenKind::Name: {
        if (kind_after(1) != Dot && kind_after(1) != LeftParen) {
            bool wildcard = at_name("_");
            auto name = TRY(expect_name());
            if (kind() == Equal) return fail();
            return TRY(make<MatchAs>(start, static_cast<Pattern*>(nullptr), wildcard ? Identifier{} : name));
        }
        auto* value = TRY(parse_name_or_attribute());
        if (kind() == LeftParen) return parse_class_pattern(start, value);
        if (kind() == Equal) return fail();
        return TRY(make<MatchValue>(start, value));
    }
    case LeftParen:
    case LeftBracket: {
        KRAIT_ENTER_NESTING();
        TokenKind close = kind() == LeftParen ? RightParen : RightBracket;
        ++position_;
        ListBuilder<Pattern> items(*this);
        bool comma = false;
        while (kind() != close) {
            items.add(TRY(parse_star_or_as_pattern()));
            if (!accept(Comma)) break;
            comma = true;
        }
        TRY(expect(close));
        if (close == RightParen && items.size() == 1 && !comma) {
            if (is<MatchStar>(items[0])) {
                --position_;
                return fail();
            }
            return items[0];
        }
        return TRY(make<MatchSequence>(start, items.finish()));
    }
    case LeftBrace: return parse_mapping_pattern();
    default: return fail();
    }
}

Result<Pattern*> Parser::parse_mapping_pattern() {
    KRAIT_ENTER_NESTING();
    uint32_t start = position_++;
    ListBuilder<Expr> keys(*this);
    std::vector<Pattern*> values;
    std::string_view rest;
    while (kind() != RightBrace) {
        if (accept(DoubleStar)) {
            if (at_name("_")) return fail();
            rest = TRY(expect_name());
            accept(Comma);
            break;
        }
        if (kind() == TokenKind::Name) {
            uint32_t name = position_;
            auto* key = TRY(parse_name_or_attribute());
            if (!is<Attribute>(key)) {
                position_ = name + 1;
                return fail();
            }
            keys.add(key);
        } else {
            bool literal = kind() == Minus || kind() == Number || kind() == TokenKind::String ||
                           kind() == FStringStart || kind() == TStringStart || kind() == TokenKind::None ||
                           kind() == TokenKind::True || kind() == TokenKind::False;
            if (!literal) return fail();
            keys.add(TRY(parse_pattern_literal()));
        }
        TRY(expect(Colon));
        values.push_back(TRY(parse_as_pattern()));
        if (!accept(Comma)) break;
    }
    TRY(expect(RightBrace));
    auto copied = arena_.copy(std::span<Pattern* const>(values));
    return TRY(make<MatchMapping>(start, keys.finish(),
                                  std::span<Pattern*>(const_cast<Pattern**>(copied.data()), copied.size()), rest));
}

Result<Pattern*> Parser::parse_class_pattern(uint32_t start, Expr* cls) {
    KRAIT_ENTER_NESTING();
    ++position_;
    ListBuilder<Pattern> positional(*this);
    std::vector<Pattern*> keyword_patterns;
    std::vector<std::string_view> keywords;
    while (kind() != RightParen) {
        if (kind() == TokenKind::Name && kind_after(1) == Equal) {
            keywords.push_back(identifier(position_));
            position_ += 2;
            keyword_patterns.push_back(TRY(parse_as_pattern()));
        } else {
            if (!keywords.empty() && !diagnosing_) return fail();
            auto* pattern = TRY(parse_as_pattern());
            if (!keywords.empty()) {
                // The positional patterns up to the next keyword are all misplaced.
                Pattern* last = pattern;
                while (kind() == Comma && starts_expression(kind_after(1)) &&
                       !(kind_after(1) == TokenKind::Name && kind_after(2) == Equal)) {
                    ++position_;
                    last = TRY(parse_as_pattern());
                }
                return raise_between("positional patterns follow keyword patterns", pattern->span.start,
                                     last->span.end);
            }
            positional.add(pattern);
        }
        if (!accept(Comma)) break;
    }
    TRY(expect(RightParen));
    auto copied = arena_.copy(std::span<Pattern* const>(keyword_patterns));
    return TRY(make<MatchClass>(start, cls, positional.finish(),
                                arena_.copy(std::span<const std::string_view>(keywords)),
                                std::span<Pattern*>(const_cast<Pattern**>(copied.data()), copied.size())));
}

}  // namespace krait

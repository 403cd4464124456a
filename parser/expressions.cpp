// Expressions from the yield expression down to the primary (Language Reference, 6).
#include <algorithm>
#include <charconv>
#include <limits>

#include "parser/parser_impl.h"

namespace krait {

using enum TokenKind;

Result<Expr*> Parser::parse_yield_or_star_expressions() {
    return kind() == TokenKind::Yield ? parse_yield() : parse_star_expressions();
}

Result<Expr*> Parser::parse_yield() {
    uint32_t start = position_++;
    if (accept(From)) {
        auto* value = TRY(parse_expression());
        return TRY(make<YieldFrom>(start, value));
    }
    Expr* value = nullptr;
    if (starts_expression(kind()) || kind() == Star) value = TRY(parse_star_expressions());
    return TRY(make<ast::Yield>(start, value));
}

// star_expression (',' star_expression)* [','], a tuple if there is a comma.
Result<Expr*> Parser::parse_star_expressions() {
    uint32_t start = position_;
    auto* first = TRY(parse_star_expression());
    if (kind() != Comma) return first;
    ListBuilder<Expr> items(*this);
    items.add(first);
    while (accept(Comma)) {
        if (!starts_expression(kind()) && kind() != Star) break;
        items.add(TRY(parse_star_expression()));
    }
    return TRY(make<Tuple>(start, items.finish(), ExprContext::Load));
}

Result<Expr*> Parser::parse_star_expression() {
    if (kind() != Star) return parse_expression();
    uint32_t start = position_++;
    auto* value = TRY(parse_bitwise_or());
    return TRY(make<Starred>(start, value, ExprContext::Load));
}

Result<Expr*> Parser::parse_star_named_expression() {
    if (kind() != Star) return parse_named_expression();
    uint32_t start = position_++;
    auto* value = TRY(parse_starred_value(&Parser::parse_bitwise_or));
    return TRY(make<Starred>(start, value, ExprContext::Load));
}

Result<Expr*> Parser::parse_starred_value(Result<Expr*> (Parser::*rule)()) {
    auto value = (this->*rule)();
    if (value.failed() && diagnosing_ && !raised_ && kind() != Error)
        return raise_token(std::max(position_, furthest_), "Invalid star expression");
    return value;
}

// NAME ':=' expression | expression
Result<Expr*> Parser::parse_named_expression() {
    uint32_t start = position_;
    if (kind() == TokenKind::Name && kind_after(1) == ColonEqual) {
        auto* target =
            TRY(make_between<ast::Name>(start_of(start), end_of(start), identifier(start), ExprContext::Store));
        position_ += 2;
        auto* value = TRY(parse_expression());
        TRY(need_version(8, "Assignment expressions are"));
        return TRY(make<NamedExpr>(start, static_cast<Expr*>(target), value));
    }
    auto* value = TRY(parse_expression());
    if (diagnosing_) TRY(diagnose_named(start, value));
    if (kind() == ColonEqual) return fail();
    return value;
}

// disjunction ['if' disjunction 'else' expression] | lambda
Result<Expr*> Parser::parse_expression() {
    KRAIT_ENTER_NESTING();
    if (diagnosing_) TRY(diagnose_expression_start());
    if (kind() == TokenKind::Lambda) return parse_lambda();
    uint32_t start = position_;
    auto* body = TRY(parse_disjunction());
    if (diagnosing_) TRY(diagnose_after_disjunction(start, body));
    if (kind() != TokenKind::If) return body;
    ++position_;
    auto* test = TRY(parse_disjunction());
    if (kind() != Else) {
        if (diagnosing_ && kind() != Colon && kind() != Error)
            return raise_between("expected 'else' after 'if' expression", body->span.start, test->span.end);
        return fail();
    }
    ++position_;
    auto orelse = parse_expression();
    if (orelse.failed()) {
        if (diagnosing_ && !raised_ && kind() != Error && position_ >= furthest_)
            return raise_last_token("expected expression after 'else', but statement is given");
        return kFailure;
    }
    return TRY(make<IfExp>(start, test, body, orelse.value()));
}

Result<Expr*> Parser::parse_disjunction() {
    uint32_t start = position_;
    auto* first = TRY(parse_conjunction());
    if (kind() != TokenKind::Or) return first;
    ListBuilder<Expr> values(*this);
    values.add(first);
    while (accept(TokenKind::Or)) values.add(TRY(parse_conjunction()));
    return TRY(make<BoolOp>(start, BoolOperator::Or, values.finish()));
}

Result<Expr*> Parser::parse_conjunction() {
    uint32_t start = position_;
    auto* first = TRY(parse_inversion());
    if (kind() != TokenKind::And) return first;
    ListBuilder<Expr> values(*this);
    values.add(first);
    while (accept(TokenKind::And)) values.add(TRY(parse_inversion()));
    return TRY(make<BoolOp>(start, BoolOperator::And, values.finish()));
}

Result<Expr*> Parser::parse_inversion() {
    if (kind() != TokenKind::Not) return parse_comparison();
    KRAIT_ENTER_NESTING();
    uint32_t start = position_++;
    auto* operand = TRY(parse_inversion());
    return TRY(make<UnaryOp>(start, UnaryOperator::Not, operand));
}

Result<Expr*> Parser::parse_comparison() {
    uint32_t start = position_;
    auto* left = TRY(parse_bitwise_or());
    std::vector<CompareOperator> operators;
    ListBuilder<Expr> comparators(*this);
    for (;;) {
        CompareOperator op;
        switch (kind()) {
        case EqualEqual: op = CompareOperator::Eq; break;
        case NotEqual: op = CompareOperator::NotEq; break;
        case Less: op = CompareOperator::Lt; break;
        case LessEqual: op = CompareOperator::LtE; break;
        case Greater: op = CompareOperator::Gt; break;
        case GreaterEqual: op = CompareOperator::GtE; break;
        case TokenKind::In: op = CompareOperator::In; break;
        case TokenKind::Is: op = kind_after(1) == TokenKind::Not ? CompareOperator::IsNot : CompareOperator::Is; break;
        case TokenKind::Not:
            if (kind_after(1) == TokenKind::In) {
                op = CompareOperator::NotIn;
                break;
            }
            [[fallthrough]];
        default:
            if (kind() == TokenKind::Not) furthest_ = std::max(furthest_, position_ + 1);
            if (comparators.size() == 0) return left;
            return TRY(make<Compare>(start, left, arena_.copy(std::span<const CompareOperator>(operators)),
                                     comparators.finish()));
        }
        position_ += op == CompareOperator::IsNot || op == CompareOperator::NotIn ? 2 : 1;
        operators.push_back(op);
        comparators.add(TRY(parse_bitwise_or()));
    }
}

namespace {
struct BinaryOperator {
    int precedence;  // below 0: no binary operator
    Operator op;
};
BinaryOperator binary_operator(TokenKind kind) {
    switch (kind) {
    case Bar: return {0, Operator::BitOr};
    case Caret: return {1, Operator::BitXor};
    case Ampersand: return {2, Operator::BitAnd};
    case LeftShift: return {3, Operator::LShift};
    case RightShift: return {3, Operator::RShift};
    case Plus: return {4, Operator::Add};
    case Minus: return {4, Operator::Sub};
    case Star: return {5, Operator::Mult};
    case Slash: return {5, Operator::Div};
    case DoubleSlash: return {5, Operator::FloorDiv};
    case Percent: return {5, Operator::Mod};
    case At: return {5, Operator::MatMult};
    default: return {-1, Operator::Add};
    }
}
}  // namespace

// Precedence climbing over the left-associative operators: a chain of any length is a loop.
Result<Expr*> Parser::parse_binary(int minimum) {
    uint32_t start = position_;
    auto* left = TRY(parse_factor());
    for (;;) {
        auto [precedence, op] = binary_operator(kind());
        if (precedence < minimum) return left;
        ++position_;
        if (diagnosing_ && kind() == TokenKind::Not && precedence >= 4) {
            uint32_t operator_not = position_;
            auto* operand = TRY(parse_inversion());
            return raise_between("'not' after an operator must be parenthesized", start_of(operator_not),
                                 operand->span.end);
        }
        auto* right = TRY(parse_binary(precedence + 1));
        if (op == Operator::MatMult) TRY(need_version(5, "The '@' operator is"));
        left = TRY(make<BinOp>(start, left, op, right));
    }
}

Result<Expr*> Parser::parse_factor() {
    UnaryOperator op;
    switch (kind()) {
    case Plus: op = UnaryOperator::UAdd; break;
    case Minus: op = UnaryOperator::USub; break;
    case Tilde: op = UnaryOperator::Invert; break;
    default: return parse_power();
    }
    KRAIT_ENTER_NESTING();
    uint32_t start = position_++;
    if (diagnosing_ && kind() == TokenKind::Not) {
        uint32_t operator_not = position_;
        auto* operand = TRY(parse_inversion());
        return raise_between("'not' after an operator must be parenthesized", start_of(operator_not),
                             operand->span.end);
    }
    auto* operand = TRY(parse_factor());
    return TRY(make<UnaryOp>(start, op, operand));
}

Result<Expr*> Parser::parse_power() {
    uint32_t start = position_;
    Expr* base;
    if (accept(TokenKind::Await)) {
        auto* value = TRY(parse_primary());
        TRY(need_version(5, "Await expressions are"));
        base = TRY(make<ast::Await>(start, value));
    } else {
        base = TRY(parse_primary());
    }
    if (kind() != DoubleStar) return base;
    KRAIT_ENTER_NESTING();
    ++position_;
    auto* exponent = TRY(parse_factor());
    return TRY(make<BinOp>(start, base, Operator::Pow, exponent));
}

Result<Expr*> Parser::parse_primary() {
    uint32_t start = position_;
    auto* value = TRY(parse_atom());
    return parse_primary_rest(start, value);
}

Result<Expr*> Parser::parse_primary_rest(uint32_t start, Expr* value) {
    for (;;) {
        switch (kind()) {
        case Dot: {
            ++position_;
            auto name = TRY(expect_name());
            value = TRY(make<Attribute>(start, value, name, ExprContext::Load));
            break;
        }
        case LeftParen: {
            uint32_t open = position_++;
            std::span<Expr*> arguments;
            std::span<Keyword*> keywords;
            TRY(parse_arguments(ArgumentsOf::Call, open, &arguments, &keywords));
            value = TRY(make<Call>(start, value, arguments, keywords));
            break;
        }
        case LeftBracket: {
            ++position_;
            auto* slice = TRY(parse_slices());
            TRY(expect(RightBracket));
            value = TRY(make<Subscript>(start, value, slice, ExprContext::Load));
            break;
        }
        default: return value;
        }
    }
}

Result<Expr*> Parser::parse_atom() {
    uint32_t start = position_;
    auto constant = [&](ConstantKind constant_kind) -> Result<Expr*> {
        ++position_;
        return TRY(make<Constant>(start, ConstantValue{constant_kind, 10, {}, 0}, ast::String{}));
    };
    switch (kind()) {
    case TokenKind::Name: ++position_; return TRY(make<ast::Name>(start, identifier(start), ExprContext::Load));
    case Number: return parse_number();
    case TokenKind::String:
    case FStringStart:
    case TStringStart: return parse_strings();
    case LeftParen: return parse_parenthesized();
    case LeftBracket: return parse_list();
    case LeftBrace: return parse_braces();
    case TokenKind::None: return constant(ConstantKind::None);
    case TokenKind::True: return constant(ConstantKind::True);
    case TokenKind::False: return constant(ConstantKind::False);
    case TokenKind::Ellipsis: return constant(ConstantKind::Ellipsis);
    default: return fail();
    }
}

Result<Expr*> Parser::parse_number() {
    uint32_t start = position_++;
    std::string_view spelling = text_of(start);
    if (spelling.find('_') != spelling.npos) {
        TRY(need_version(6, "Underscores in numeric literals are"));
        std::string plain;
        for (char c : spelling)
            if (c != '_') plain += c;
        spelling = copy(plain);
    }
    ConstantValue value{ConstantKind::Int, 10, spelling, 0};
    char second = spelling.size() > 1 ? static_cast<char>(spelling[1] | 0x20) : '\0';
    bool radix = spelling[0] == '0' && (second == 'x' || second == 'o' || second == 'b');
    if (radix) {
        value.base = second == 'x' ? 16 : second == 'o' ? 8 : 2;
        value.text.remove_prefix(2);
    } else if (spelling.find_first_of(".eEjJ") != spelling.npos) {
        bool imaginary = (spelling.back() | 0x20) == 'j';
        if (imaginary) spelling.remove_suffix(1);
        value = {imaginary ? ConstantKind::Complex : ConstantKind::Float, 10, {}, 0};
        auto [end, status] = std::from_chars(spelling.data(), spelling.data() + spelling.size(), value.number);
        if (status == std::errc::result_out_of_range) {
            bool tiny = spelling.find("e-") != spelling.npos || spelling.find("E-") != spelling.npos ||
                        spelling.find_first_of("eE") == spelling.npos;
            if (spelling.find_first_of("123456789") > spelling.find('.') || !tiny ||
                spelling.find_first_of("eE") != spelling.npos)
                value.number = tiny ? 0.0 : std::numeric_limits<double>::infinity();
            else value.number = std::numeric_limits<double>::infinity();
        }
    }
    return TRY(make<Constant>(start, value, ast::String{}));
}

Result<Expr*> Parser::parse_lambda() {
    uint32_t start = position_++;
    auto* parameters = TRY(parse_parameters(Signature::Lambda));
    if (diagnosing_ && kind() == Colon && (kind_after(1) == FStringMiddle || kind_after(1) == FStringEnd))
        return raise_tokens(start, position_, "f-string: lambda expressions are not allowed without parentheses");
    TRY(expect(Colon));
    auto* body = TRY(parse_expression());
    return TRY(make<ast::Lambda>(start, parameters, body));
}

// slice !',' | (slice | starred_expression) (',' ...)* [',']
Result<Expr*> Parser::parse_slices() {
    uint32_t start = position_;
    bool starred = kind() == Star;
    auto* first = TRY(parse_slice());
    if (kind() != Comma && !starred) return first;
    ListBuilder<Expr> items(*this);
    items.add(first);
    while (accept(Comma)) {
        if (kind() == RightBracket) break;
        items.add(TRY(parse_slice()));
    }
    return TRY(make<Tuple>(start, items.finish(), ExprContext::Load));
}

Result<Expr*> Parser::parse_slice() {
    uint32_t start = position_;
    if (accept(Star)) {
        auto* value = TRY(parse_starred_value(&Parser::parse_expression));
        if (diagnosing_ && kind() == Equal) {
            ++position_;
            auto* assigned = TRY(parse_expression());
            return raise_between("cannot assign to iterable argument unpacking", start_of(start), assigned->span.end);
        }
        return TRY(make<Starred>(start, value, ExprContext::Load));
    }
    Expr* parts[3] = {};
    if (kind() != Colon) {
        bool named = kind() == TokenKind::Name && kind_after(1) == ColonEqual;
        parts[0] = TRY(parse_named_expression());
        if (kind() != Colon || named) return parts[0];
    }
    for (int i = 1; i < 3 && accept(Colon); ++i)
        if (starts_expression(kind())) parts[i] = TRY(parse_expression());
    return TRY(make<Slice>(start, parts[0], parts[1], parts[2]));
}

}  // namespace krait

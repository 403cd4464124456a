// Compound statements (Language Reference, 8), but for `match`.
#include "parser/parser_impl.h"

namespace krait {

using enum TokenKind;

Result<Stmt*> Parser::parse_compound_statement() {
    KRAIT_ENTER_NESTING();
    switch (kind()) {
    case TokenKind::If: return parse_if();
    case TokenKind::While: return parse_while();
    case TokenKind::For: return parse_for(position_);
    case TokenKind::With: return parse_with(position_);
    case TokenKind::Try: return parse_try();
    case Def: return parse_function(position_, {});
    case Class: return parse_class({});
    case TokenKind::Async: return parse_async({});
    default: return parse_decorated();
    }
}

// After the ':': NEWLINE INDENT statement+ DEDENT, or simple statements on the same line.
Result<std::span<Stmt*>> Parser::parse_block(std::string_view what, uint32_t keyword) {
    ListBuilder<Stmt> body(*this);
    if (kind() != Newline) {
        TRY(parse_simple_statements());
        return body.finish();
    }
    ++position_;
    if (kind() != Indent) {
        if (diagnosing_ && kind() != Error)
            return raise_indentation("expected an indented block after " + std::string(what) + " on line " +
                                     std::to_string(tokens_[keyword].line));
        return fail();
    }
    ++position_;
    while (kind() != Dedent) {
        if (kind() == EndMarker || kind() == Error) return fail();
        TRY(parse_statement());
    }
    ++position_;
    return body.finish();
}

Result<void> Parser::expect_colon() {
    if (accept(Colon)) return ok();
    if (diagnosing_ && kind() == Newline) return raise_token(position_, "expected ':'");
    return fail();
}

// An elif chain of any length is a loop; its nodes nest, so the last is made first.
Result<Stmt*> Parser::parse_if() {
    struct Clause {
        uint32_t keyword;
        Expr* test;
        std::span<Stmt*> body;
    };
    std::vector<Clause> clauses;
    do {
        uint32_t keyword = position_++;
        const char* what = clauses.empty() ? "'if' statement" : "'elif' statement";
        auto* test = TRY(parse_named_expression());
        TRY(expect_colon());
        auto body = TRY(parse_block(what, keyword));
        clauses.push_back({keyword, test, body});
    } while (kind() == Elif);
    std::span<Stmt*> orelse = TRY(parse_else());
    Stmt* statement = nullptr;
    Position end = end_of_statement();
    for (size_t i = clauses.size(); i-- > 0;) {
        const Clause& clause = clauses[i];
        statement = TRY(make_between<ast::If>(start_of(clause.keyword), end, clause.test, clause.body, orelse));
        if (i > 0) {
            ListBuilder<Stmt> one(*this);
            one.add(statement);
            orelse = one.finish();
        }
    }
    return statement;
}

// ['else' ':' block]
Result<std::span<Stmt*>> Parser::parse_else() {
    if (kind() != Else) return std::span<Stmt*>{};
    uint32_t keyword = position_++;
    TRY(expect_forced(Colon));
    auto body = TRY(parse_block("'else' statement", keyword));
    if (diagnosing_ && kind() == Elif) return raise_token(position_, "'elif' block follows an 'else' block");
    return body;
}

// A compound statement ends with the last token of its last block, a ';' included.
Position Parser::end_of_statement() const {
    uint32_t last = position_ - 1;
    while (last > 0 && (tokens_[last].kind == Newline || tokens_[last].kind == Dedent)) --last;
    return end_of(last);
}

Result<Stmt*> Parser::parse_while() {
    uint32_t start = position_++;
    auto* test = TRY(parse_named_expression());
    TRY(expect_colon());
    auto body = TRY(parse_block("'while' statement", start));
    auto orelse = TRY(parse_else());
    return TRY(make_between<ast::While>(start_of(start), end_of_statement(), test, body, orelse));
}

Result<Stmt*> Parser::parse_for(uint32_t start) {
    bool is_async = tokens_[start].kind == TokenKind::Async;
    uint32_t keyword = position_++;
    auto* target = TRY(parse_targets());
    if (find_invalid_target(target, TargetOf::For)) {
        if (diagnosing_) return raise_invalid_target(target, TargetOf::For);
        return fail();
    }
    TRY(expect(TokenKind::In));
    set_context(target, ExprContext::Store);
    auto* iterable = TRY(parse_star_expressions());
    if (is_async) TRY(need_version(5, "Async for loops are"));
    TRY(expect_colon());
    ast::String comment = accept_type_comment();
    auto body = TRY(parse_block("'for' statement", keyword));
    auto orelse = TRY(parse_else());
    Position end = end_of_statement();
    if (is_async) return TRY(make_between<AsyncFor>(start_of(start), end, target, iterable, body, orelse, comment));
    return TRY(make_between<ast::For>(start_of(start), end, target, iterable, body, orelse, comment));
}

// expression ['as' target]
Result<WithItem*> Parser::parse_with_item() {
    uint32_t start = position_;
    auto* context = TRY(parse_expression());
    Expr* target = nullptr;
    if (accept(TokenKind::As)) {
        target = TRY(parse_target());
        bool ends = kind() == Comma || kind() == RightParen || kind() == Colon;
        if (find_invalid_target(target, TargetOf::Assignment)) {
            if (diagnosing_ && ends) return raise_invalid_target(target, TargetOf::Assignment);
            return fail();
        }
        set_context(target, ExprContext::Store);
        if (!ends && kind() != Newline) return fail();
    }
    return TRY(make<WithItem>(start, context, target));
}

Result<std::span<WithItem*>> Parser::parse_with_items(TokenKind end) {
    ListBuilder<WithItem> items(*this);
    do {
        if (end == RightParen && kind() == RightParen && items.size() > 0) break;
        items.add(TRY(parse_with_item()));
    } while (accept(Comma));
    return items.finish();
}

// The items may stand in parentheses. Only when a ':' follows the parenthesis can they be more than an expression.
Result<Stmt*> Parser::parse_with(uint32_t start) {
    bool is_async = tokens_[start].kind == TokenKind::Async;
    uint32_t keyword = position_++;
    std::span<WithItem*> items;
    bool parenthesized = false;
    if (kind() == LeftParen) {
        uint32_t open = position_, close = open + 1;
        uint8_t outside = static_cast<uint8_t>(token().level - 1);
        while (tokens_[close].level > outside && tokens_[close].kind != Error && tokens_[close].kind != EndMarker)
            ++close;
        TokenKind after = close + 1 < tokens_.size() ? tokens_[close + 1].kind : EndMarker;
        if (tokens_[close].kind == RightParen && (after == Colon || (diagnosing_ && after == Newline))) {
            ++position_;
            auto in_parentheses = parse_with_items(RightParen);
            if (raised_) return kFailure;
            if (!in_parentheses.failed() && position_ == close) {
                ++position_;
                items = in_parentheses.value();
                parenthesized = true;
            } else {
                position_ = open;
            }
        } else if (tokens_[close].kind != RightParen) {
            // Never closed: how far the items reach tells where the mistake is.
            ++position_;
            (void)parse_with_items(RightParen).failed();
            if (raised_) return kFailure;
            (void)fail();
            position_ = open;
        }
    }
    if (!parenthesized) items = TRY(parse_with_items(Colon));
    if (parenthesized) TRY(need_version(9, "Parenthesized context managers are"));
    if (is_async) TRY(need_version(5, "Async with statements are"));
    TRY(expect_colon());
    ast::String comment = accept_type_comment();
    auto body = TRY(parse_block("'with' statement", keyword));
    Position end = end_of_statement();
    if (is_async) return TRY(make_between<AsyncWith>(start_of(start), end, items, body, comment));
    return TRY(make_between<ast::With>(start_of(start), end, items, body, comment));
}

Result<Stmt*> Parser::parse_try() {
    uint32_t start = position_++;
    TRY(expect_forced(Colon));
    auto body = TRY(parse_block("'try' statement", start));
    ListBuilder<ExceptHandlerNode> handlers(*this);
    bool groups = false;
    while (kind() == Except) {
        bool is_group = kind_after(1) == Star;
        if (handlers.size() > 0 && is_group != groups) {
            if (!diagnosing_) return fail();
            uint32_t end = is_group ? position_ + 1 : position_;
            return raise_tokens(position_, end, "cannot have both 'except' and 'except*' on the same 'try'");
        }
        groups = is_group;
        handlers.add(TRY(parse_except(&is_group)));
    }
    std::span<Stmt*> orelse, finalbody;
    if (handlers.size() > 0) orelse = TRY(parse_else());
    if (kind() == Finally) {
        uint32_t keyword = position_++;
        TRY(expect_forced(Colon));
        finalbody = TRY(parse_block("'finally' statement", keyword));
    } else if (handlers.size() == 0) {
        if (diagnosing_ && kind() != Error) return raise_last_token("expected 'except' or 'finally' block");
        return fail();
    }
    Position end = end_of_statement();
    if (groups) return TRY(make_between<TryStar>(start_of(start), end, body, handlers.finish(), orelse, finalbody));
    return TRY(make_between<ast::Try>(start_of(start), end, body, handlers.finish(), orelse, finalbody));
}

// 'except' ['*'] [expression (',' expression)* [','] | expression 'as' NAME] ':' block  (PEP 758: no parentheses needed)
Result<ExceptHandlerNode*> Parser::parse_except(bool* is_group) {
    uint32_t start = position_++;
    *is_group = accept(Star);
    if (*is_group) TRY(need_version(11, "Exception groups are"));
    Expr* type = nullptr;
    std::string_view name;
    bool bare = false;  // several types without parentheses
    if (diagnosing_ && *is_group && (kind() == Colon || kind() == Newline))
        return raise_token(position_, "expected one or more exception types");
    if (*is_group ? true : kind() != Colon && kind() != Newline) {
        uint32_t first = position_;
        type = TRY(parse_expression());
        if (kind() == Comma) {
            bare = true;
            ListBuilder<Expr> types(*this);
            types.add(type);
            while (accept(Comma)) {
                if (!starts_expression(kind())) break;
                types.add(TRY(parse_expression()));
            }
            type = TRY(make<Tuple>(first, types.finish(), ExprContext::Load));
            if (diagnosing_ && kind() == TokenKind::As && kind_after(1) == TokenKind::Name && kind_after(2) == Colon)
                return raise_between("multiple exception types must be parenthesized when using 'as'", start_of(first),
                                     end_of(position_ + 1));
        } else if (accept(TokenKind::As)) {
            if (diagnosing_ && !(kind() == TokenKind::Name && (kind_after(1) == Colon || kind_after(1) == Newline)) &&
                starts_expression(kind())) {
                uint32_t mark = position_;
                auto* target = TRY(parse_expression());
                if (kind() == Colon && !is<ast::Name>(target))
                    return raise_at(target, "cannot use except" + std::string(*is_group ? "*" : "") +
                                                " statement with " + std::string(describe(target)));
                position_ = mark;
            }
            name = TRY(expect_name());
        }
    }
    // CPython has no messages of its own for types without parentheses.
    if (bare) {
        TRY(expect(Colon));
        if (kind() == Newline && kind_after(1) != Indent && kind_after(1) != Error && diagnosing_) {
            ++position_;
            return raise_indentation("expected an indented block");
        }
    } else {
        TRY(expect_colon());
    }
    auto body = TRY(parse_block(*is_group ? "'except*' statement" : "'except' statement", start));
    return TRY(make_between<ExceptHandler>(start_of(start), end_of_statement(), type, name, body));
}

Result<Stmt*> Parser::parse_decorated() {
    ListBuilder<Expr> decorators(*this);
    while (accept(At)) {
        decorators.add(TRY(parse_named_expression()));
        TRY(expect(Newline));
    }
    auto list = decorators.finish();
    switch (kind()) {
    case Def: return parse_function(position_, list);
    case Class: return parse_class(list);
    case TokenKind::Async:
        if (kind_after(1) == Def) return parse_async(list);
        ++position_;
        return fail();
    default: return fail();
    }
}

Result<Stmt*> Parser::parse_async(std::span<Expr*> decorators) {
    uint32_t start = position_++;
    switch (kind()) {
    case Def: return parse_function(start, decorators);
    case TokenKind::With: return parse_with(start);
    case TokenKind::For: return parse_for(start);
    default: return fail();
    }
}

Result<Stmt*> Parser::parse_function(uint32_t start, std::span<Expr*> decorators) {
    bool is_async = tokens_[start].kind == TokenKind::Async;
    uint32_t keyword = position_++;
    auto name = TRY(expect_name());
    auto type_parameters = TRY(parse_type_parameters());
    TRY(expect_forced(LeftParen));
    auto* parameters = TRY(parse_parameters(Signature::Function));
    TRY(expect(RightParen));
    Expr* returns = nullptr;
    if (kind() == Arrow) {
        uint32_t arrow = position_++;
        auto annotation = parse_expression();
        if (annotation.failed()) {
            if (raised_) return kFailure;
            if (position_ == arrow + 1) {
                position_ = arrow;
                (void)expect_forced(Colon).failed();
                return kFailure;
            }
            return kFailure;
        }
        returns = annotation.value();
    }
    TRY(expect_forced(Colon));
    if (is_async) TRY(need_version(5, "Async functions are"));
    ast::String comment = TRY(parse_function_type_comment());
    auto body = TRY(parse_block("function definition", keyword));
    Position end = end_of_statement();
    if (is_async)
        return TRY(make_between<AsyncFunctionDef>(start_of(start), end, name, parameters, body, decorators, returns,
                                                  comment, type_parameters));
    return TRY(make_between<FunctionDef>(start_of(start), end, name, parameters, body, decorators, returns, comment,
                                         type_parameters));
}

// After the colon of a def: on its line, or on a line of its own before the block.
Result<ast::String> Parser::parse_function_type_comment() {
    if (kind() == TypeComment) {
        ast::String comment = accept_type_comment();
        if (kind() == Newline && kind_after(1) == TypeComment && kind_after(2) == Newline && kind_after(3) == Indent)
            return raise_token(position_ + 3, "Cannot have two type comments on def");
        return comment;
    }
    if (kind() != Newline || kind_after(1) != TypeComment || kind_after(2) != Newline || kind_after(3) != Indent)
        return ast::String{};
    ++position_;
    return accept_type_comment();
}

Result<void> Parser::need_version(int minor, const char* what) {
    if (options_.feature_version < 0 || options_.feature_version >= minor) return ok();
    return raise_last_token(std::string(what) + " only supported in Python 3." + std::to_string(minor) +
                            " and greater");
}

Result<Stmt*> Parser::parse_class(std::span<Expr*> decorators) {
    uint32_t start = position_++;
    auto name = TRY(expect_name());
    auto type_parameters = TRY(parse_type_parameters());
    std::span<Expr*> bases;
    std::span<Keyword*> keywords;
    if (kind() == LeftParen) {
        uint32_t open = position_++;
        TRY(parse_arguments(ArgumentsOf::Class, open, &bases, &keywords));
    }
    TRY(expect_colon());
    auto body = TRY(parse_block("class definition", start));
    return TRY(make_between<ClassDef>(start_of(start), end_of_statement(), name, bases, keywords, body, decorators,
                                      type_parameters));
}

// PEP 695 and 696: '[' type_param (',' type_param)* [','] ']'
Result<std::span<TypeParam*>> Parser::parse_type_parameters() {
    if (kind() != LeftBracket) return std::span<TypeParam*>{};
    uint32_t open = position_++;
    TRY(need_version(12, "Type parameter lists are"));
    if (kind() == RightBracket && diagnosing_) {
        raise_token(open + 1, "Type parameter list cannot be empty");
        error_->end_offset = error_->offset;
        return kFailure;
    }
    ListBuilder<TypeParam> parameters(*this);
    do {
        if (kind() == RightBracket && parameters.size() > 0) break;
        parameters.add(TRY(parse_type_parameter()));
    } while (accept(Comma));
    TRY(expect(RightBracket));
    return parameters.finish();
}

Result<TypeParam*> Parser::parse_type_parameter() {
    uint32_t start = position_;
    bool star = accept(Star), double_star = !star && accept(DoubleStar);
    auto name = TRY(expect_name());
    Expr *bound = nullptr, *default_value = nullptr;
    if (kind() == Colon) {
        if (star || double_star) {
            if (!diagnosing_) return fail();
            ++position_;
            auto* expression = TRY(parse_expression());
            std::string what = star ? "TypeVarTuple" : "ParamSpec";
            std::string verb = is<Tuple>(expression) ? "cannot use constraints with " : "cannot use bound with ";
            raise_token(position_ - 1, verb + what);
            auto colon = start + 2;
            error_->line = static_cast<int32_t>(tokens_[colon].line);
            error_->offset =
                static_cast<int32_t>(source_.character_column(tokens_[colon].line, tokens_[colon].start)) + 1;
            return kFailure;
        }
        ++position_;
        bound = TRY(parse_expression());
    }
    if (accept(Equal)) {
        TRY(need_version(13, "Type parameter defaults are"));
        if (star) default_value = TRY(parse_star_expression());
        else default_value = TRY(parse_expression());
    }
    if (star) return TRY(make<TypeVarTuple>(start, name, default_value));
    if (double_star) return TRY(make<ParamSpec>(start, name, default_value));
    return TRY(make<TypeVar>(start, name, bound, default_value));
}

}  // namespace krait

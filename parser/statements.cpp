// Simple statements (Language Reference, 7).
#include "parser/parser_impl.h"

namespace krait {

using enum TokenKind;

// The first token of a compound statement. `match` is a name as well: at_match().
bool Parser::at_compound_keyword() const {
    switch (kind()) {
    case TokenKind::If:
    case TokenKind::While:
    case TokenKind::For:
    case TokenKind::With:
    case TokenKind::Try:
    case Def:
    case Class:
    case TokenKind::Async:
    case At: return true;
    default: return false;
    }
}

// One statement, or several on a line, pushed on nodes_: the caller is building their list.
Result<void> Parser::parse_statement() {
    if (at_compound_keyword()) {
        Stmt* statement = TRY(parse_compound_statement());
        if (!is<FunctionDef>(statement) && !is<AsyncFunctionDef>(statement)) note_compound(statement);
        nodes_.push_back(statement);
    } else if (at_match()) {
        Stmt* statement = TRY(parse_match());
        note_compound(statement);
        nodes_.push_back(statement);
    } else {
        TRY(parse_simple_statements());
    }
    if (arena_.bytes() - arena_start_ > options_.memory_limit)
        return raise(SyntaxErrorKind::OutOfMemory, "source needs more memory than it may use", {}, {});
    return ok();
}

// simple_statement (';' simple_statement)* [';'] NEWLINE, pushed on nodes_.
Result<void> Parser::parse_simple_statements() {
    do {
        Stmt* statement = TRY(parse_simple_statement());
        nodes_.push_back(statement);
    } while (accept(Semicolon) && kind() != Newline);
    if (diagnosing_ && kind() == TokenKind::If && position_ > 0) {
        TokenKind before = tokens_[position_ - 1].kind;
        if (before == TokenKind::Pass || before == TokenKind::Break || before == TokenKind::Continue) {
            uint32_t statement = position_ - 1;
            ++position_;
            TRY(parse_disjunction());
            if (kind() == Else) {
                ++position_;
                TRY(parse_expression());
                return raise_token(statement, "expected expression before 'if', but statement is given");
            }
            return fail();
        }
    }
    return expect(Newline);
}

Result<Stmt*> Parser::parse_simple_statement() {
    uint32_t start = position_;
    switch (kind()) {
    case TokenKind::Return: return parse_return();
    case TokenKind::Import: return parse_import();
    case From: return parse_import_from();
    case TokenKind::Raise: return parse_raise();
    case Del: return parse_delete();
    case TokenKind::Assert: return parse_assert();
    case TokenKind::Global:
    case TokenKind::Nonlocal: return parse_name_list_statement();
    case TokenKind::Pass: ++position_; return TRY(make<ast::Pass>(start));
    case TokenKind::Break: ++position_; return TRY(make<ast::Break>(start));
    case TokenKind::Continue: ++position_; return TRY(make<ast::Continue>(start));
    default:
        if (at_type_alias()) return parse_type_alias();
        return parse_expression_statement();
    }
}

namespace {
bool is_augmented(TokenKind kind, Operator* op) {
    switch (kind) {
    case PlusEqual: return *op = Operator::Add, true;
    case MinusEqual: return *op = Operator::Sub, true;
    case StarEqual: return *op = Operator::Mult, true;
    case AtEqual: return *op = Operator::MatMult, true;
    case SlashEqual: return *op = Operator::Div, true;
    case PercentEqual: return *op = Operator::Mod, true;
    case AmpersandEqual: return *op = Operator::BitAnd, true;
    case BarEqual: return *op = Operator::BitOr, true;
    case CaretEqual: return *op = Operator::BitXor, true;
    case LeftShiftEqual: return *op = Operator::LShift, true;
    case RightShiftEqual: return *op = Operator::RShift, true;
    case DoubleStarEqual: return *op = Operator::Pow, true;
    case DoubleSlashEqual: return *op = Operator::FloorDiv, true;
    default: return false;
    }
}
bool is_single_target(const Expr* expr) { return is<ast::Name>(expr) || is<Attribute>(expr) || is<Subscript>(expr); }
}  // namespace

// An expression, an assignment, an augmented or an annotated assignment: told apart by what follows the first expression.
Result<Stmt*> Parser::parse_expression_statement() {
    uint32_t start = position_;
    auto* value = TRY(parse_yield_or_star_expressions());
    Operator op;
    if (kind() == Equal) return parse_assignment_chain(start, value);
    if (kind() == Colon) return parse_annotated_assignment(start, value);
    if (is_augmented(kind(), &op)) {
        bool is_yield = is<ast::Yield>(value) || is<YieldFrom>(value);
        if (!is_single_target(value)) {
            if (!diagnosing_ || (is_yield && tokens_[start].kind == TokenKind::Yield)) return fail();
            ++position_;
            TRY(parse_yield_or_star_expressions());
            return raise_at(value,
                            "'" + std::string(describe(value)) + "' is an illegal expression for augmented assignment");
        }
        ++position_;
        set_context(value, ExprContext::Store);
        auto* right = TRY(parse_yield_or_star_expressions());
        return TRY(make<AugAssign>(start, value, op, right));
    }
    if (diagnosing_ && kind() == ColonEqual) TRY(diagnose_named(start, value));
    return TRY(make<ExprStmt>(start, value));
}

Result<Stmt*> Parser::parse_annotated_assignment(uint32_t start, Expr* target) {
    bool parenthesized = tokens_[start].kind == LeftParen;
    bool invalid = !is_single_target(target);
    if (invalid) {
        if (!diagnosing_ || is<ast::Yield>(target) || is<YieldFrom>(target)) return fail();
        uint32_t colon = position_++;
        TRY(parse_expression());
        if (auto* tuple = as<Tuple>(target)) {
            bool whole = is_enclosed(start, colon - 1) || tuple->elts.empty();
            return raise_at(whole ? target : tuple->elts[0], "only single target (not tuple) can be annotated");
        }
        if (is<ast::List>(target)) return raise_at(target, "only single target (not list) can be annotated");
        return raise_at(target, "illegal target for annotation");
    }
    ++position_;
    auto* annotation = TRY(parse_expression());
    Expr* value = nullptr;
    if (accept(Equal)) value = TRY(parse_yield_or_star_expressions());
    TRY(need_version(6, "Variable annotation syntax is"));
    set_context(target, ExprContext::Store);
    int32_t simple = is<ast::Name>(target) && !parenthesized;
    return TRY(make<AnnAssign>(start, target, annotation, value, simple));
}

// (star_targets '=')+ (yield_expr | star_expressions)
Result<Stmt*> Parser::parse_assignment_chain(uint32_t start, Expr* first) {
    ListBuilder<Expr> parts(*this);
    std::vector<uint32_t> starts{start};
    parts.add(first);
    bool invalid = false;
    while (kind() == Equal) {
        Expr* last = parts.back();
        if (find_invalid_target(last, TargetOf::Assignment)) {
            invalid = true;
            if (!diagnosing_) return fail();
        }
        ++position_;
        if (invalid) {
            // What is right of the '=' decides only how the mistake is called.
            bool plain_yield = tokens_[starts.back()].kind == TokenKind::Yield;
            if (plain_yield) return raise_at(last, "assignment to yield expression not possible");
            // Of a tuple without parentheses the last element is looked at.
            Expr* single = first;
            uint32_t single_start = start;
            if (auto* tuple = as<Tuple>(first); tuple && !tuple->elts.empty() && !is_enclosed(start, position_ - 2)) {
                single = tuple->elts.back();
                for (single_start = position_ - 2;
                     single_start > start && start_of(single_start) != single->span.start;)
                    --single_start;
            }
            if (parts.size() == 1 && find_invalid_target(single, TargetOf::Assignment) &&
                is_bitwise_or(single_start, single)) {
                uint32_t mark = position_;
                auto right = parse_bitwise_or();
                if (raised_) return kFailure;
                if (!right.failed() && kind() != Equal && kind() != ColonEqual)
                    return raise_at(single, "cannot assign to " + std::string(describe(single)) +
                                                " here. Maybe you meant '==' instead of '='?");
                position_ = mark;
            }
            return raise_invalid_target(last, TargetOf::Assignment);
        }
        starts.push_back(position_);
        parts.add(TRY(parse_yield_or_star_expressions()));
    }
    Expr* value = parts.back();
    auto all = parts.finish();
    auto targets = all.first(all.size() - 1);
    for (Expr* target : targets) set_context(target, ExprContext::Store);
    ast::String comment = accept_type_comment();
    return TRY(make<Assign>(start, targets, value, comment));
}

Result<Stmt*> Parser::parse_return() {
    uint32_t start = position_++;
    Expr* value = nullptr;
    if (starts_expression(kind()) || kind() == Star) value = TRY(parse_star_expressions());
    return TRY(make<ast::Return>(start, value));
}

Result<Stmt*> Parser::parse_raise() {
    uint32_t start = position_++;
    Expr *exception = nullptr, *cause = nullptr;
    if (starts_expression(kind())) {
        exception = TRY(parse_expression());
        if (accept(From)) cause = TRY(parse_expression());
    }
    return TRY(make<ast::Raise>(start, exception, cause));
}

// 'del' del_targets &(';' | NEWLINE)
Result<Stmt*> Parser::parse_delete() {
    uint32_t start = position_++;
    uint32_t first = position_;
    auto* target = TRY(parse_star_expressions());
    if (find_invalid_target(target, TargetOf::Delete)) {
        if (diagnosing_) return raise_invalid_target(target, TargetOf::Delete);
        return fail();
    }
    if (kind() != Semicolon && kind() != Newline) return fail();
    set_context(target, ExprContext::Del);
    std::span<Expr*> targets;
    auto* tuple = as<Tuple>(target);
    bool unparenthesized = tuple && !is_enclosed(first, position_ - 1);
    if (unparenthesized) {
        targets = tuple->elts;
    } else {
        ListBuilder<Expr> one(*this);
        one.add(target);
        targets = one.finish();
    }
    return TRY(make<Delete>(start, targets));
}

Result<Stmt*> Parser::parse_assert() {
    uint32_t start = position_++;
    auto* test = TRY(parse_expression());
    Expr* message = nullptr;
    if (accept(Comma)) message = TRY(parse_expression());
    return TRY(make<ast::Assert>(start, test, message));
}

Result<std::string_view> Parser::parse_dotted_name() {
    auto first = TRY(expect_name());
    if (kind() != Dot) return first;
    std::string name(first);
    while (accept(Dot)) {
        auto part = TRY(expect_name());
        name += '.';
        name += part;
    }
    return copy(name);
}

Result<Alias*> Parser::parse_imported_name(bool dotted) {
    uint32_t start = position_;
    std::string_view name;
    if (dotted) name = TRY(parse_dotted_name());
    else name = TRY(expect_name());
    std::string_view as_name;
    if (accept(TokenKind::As)) {
        if (diagnosing_ && kind() != Error) {
            TokenKind after = kind_after(1);
            bool plain = kind() == TokenKind::Name && (after == Comma || after == RightParen || after == Newline);
            if (!plain && starts_expression(kind())) {
                uint32_t mark = position_;
                auto* target = TRY(parse_expression());
                if (!is<ast::Name>(target) || kind() != Semicolon)
                    return raise_at(target, "cannot use " + std::string(describe(target)) + " as import target");
                position_ = mark;
            }
        }
        as_name = TRY(expect_name());
    }
    return TRY(make<Alias>(start, name, as_name));
}

Failure Parser::raise_no_names() {
    raise_token(position_, "Expected one or more names after 'import'");
    error_->end_offset = error_->offset;
    return kFailure;
}

Result<Stmt*> Parser::parse_import() {
    uint32_t start = position_++;
    if (diagnosing_ && kind() == Newline) return raise_no_names();
    ListBuilder<Alias> names(*this);
    do names.add(TRY(parse_imported_name(true)));
    while (accept(Comma));
    if (diagnosing_ && kind() == From) {
        uint32_t from = position_++;
        auto name = parse_dotted_name();
        if (!name.failed())
            return raise_tokens(start, position_ - 1, "Did you mean to use 'from ... import ...' instead?");
        position_ = from;
    }
    return TRY(make<ast::Import>(start, names.finish()));
}

Result<Stmt*> Parser::parse_import_from() {
    uint32_t start = position_++;
    int32_t level = 0;
    while (kind() == Dot || kind() == TokenKind::Ellipsis) {
        level += kind() == Dot ? 1 : 3;
        ++position_;
    }
    std::string_view module;
    if (level == 0 || kind() == TokenKind::Name) module = TRY(parse_dotted_name());
    TRY(expect(TokenKind::Import));
    ListBuilder<Alias> names(*this);
    if (diagnosing_ && kind() == Newline) return raise_no_names();
    if (accept(Star)) {
        names.add(TRY(make<Alias>(position_ - 1, std::string_view("*"), std::string_view{})));
    } else if (accept(LeftParen)) {
        do {
            if (kind() == RightParen && names.size() > 0) break;
            names.add(TRY(parse_imported_name(false)));
        } while (accept(Comma));
        TRY(expect(RightParen));
    } else {
        do {
            if (diagnosing_ && kind() == Newline && names.size() > 0)
                return raise_token(position_, "trailing comma not allowed without surrounding parentheses");
            names.add(TRY(parse_imported_name(false)));
        } while (accept(Comma));
    }
    return TRY(make<ImportFrom>(start, module, names.finish(), level));
}

// 'global' or 'nonlocal' and names.
Result<Stmt*> Parser::parse_name_list_statement() {
    uint32_t start = position_++;
    std::vector<std::string_view> names;
    do names.push_back(TRY(expect_name()));
    while (accept(Comma));
    auto list = arena_.copy(std::span<const std::string_view>(names));
    if (tokens_[start].kind == TokenKind::Global) return TRY(make<ast::Global>(start, list));
    return TRY(make<ast::Nonlocal>(start, list));
}

// `type` is a name unless another name follows it.
bool Parser::at_type_alias() const { return at_name("type") && kind_after(1) == TokenKind::Name; }

Result<Stmt*> Parser::parse_type_alias() {
    uint32_t start = position_++;
    uint32_t name_token = position_;
    auto name = TRY(expect_name());
    auto* target = TRY(make<ast::Name>(name_token, name, ExprContext::Store));
    auto parameters = TRY(parse_type_parameters());
    TRY(expect(Equal));
    auto* value = TRY(parse_expression());
    TRY(need_version(12, "Type statement is"));
    return TRY(make<TypeAlias>(start, static_cast<Expr*>(target), parameters, value));
}

}  // namespace krait

// The likely mistakes the second pass looks for, which are no part of the grammar, and the raising of errors.
#include "parser/parser_impl.h"

namespace krait {

using enum TokenKind;

Result<Expr*> Parser::try_without_diagnosis(Result<Expr*> (Parser::*rule)()) {
    uint32_t mark = position_, furthest = furthest_;
    diagnosing_ = false;
    auto result = (this->*rule)();
    diagnosing_ = true;
    if (result.failed()) {
        if (tokens_[std::max(furthest_, position_)].kind == Error) stopped_at_end_ = true;
        position_ = mark;
    }
    furthest_ = furthest;
    return result;
}

// `pass if a else b` where an expression belongs.
Result<void> Parser::diagnose_expression_start() {
    bool statement = kind() == TokenKind::Pass || kind() == TokenKind::Break || kind() == TokenKind::Continue;
    if (!statement || kind_after(1) != TokenKind::If) return ok();
    uint32_t start = position_;
    position_ += 2;
    TRY(parse_disjunction());
    if (kind() == Else) {
        ++position_;
        TRY(parse_expression());
        return raise_token(start, "expected expression before 'if', but statement is given");
    }
    position_ = start;
    return ok();
}

// Something follows an expression that cannot: a forgotten comma, quotes inside a string, `print x`.
Result<void> Parser::diagnose_after_disjunction(uint32_t start, Expr* left) {
    auto* name = as<ast::Name>(left);
    bool legacy = name && tokens_[start].kind == TokenKind::Name && (name->id == "print" || name->id == "exec");
    if (!starts_expression(kind()) || kind() == TokenKind::Yield) return ok();
    if (tokens_[start].kind == TokenKind::String && is<Constant>(left) && kind() != TokenKind::String) {
        uint32_t mark = position_;
        Expr *first = nullptr, *last = nullptr;
        while (starts_expression(kind()) && kind() != TokenKind::String && kind() != FStringStart &&
               kind() != TStringStart) {
            auto between = try_without_diagnosis(&Parser::parse_expression);
            if (raised_) return kFailure;
            if (between.failed()) break;
            last = between.value();
            if (!first) first = last;
        }
        if (first && kind() == TokenKind::String)
            return raise_between("invalid syntax. Is this intended to be part of the string?", first->span.start,
                                 last->span.end);
        position_ = mark;
    }
    std::string_view first_text = tokens_[start].kind == TokenKind::Name ? text_of(start) : std::string_view{};
    bool soft = first_text == "match" || first_text == "case" || first_text == "type" || first_text == "_";
    bool prefix = tokens_[start].kind == TokenKind::Name && tokens_[start + 1].kind == TokenKind::String;
    uint32_t mark = position_;
    if (!soft && !prefix) {
        auto right = try_without_diagnosis(&Parser::parse_expression);
        if (raised_) return kFailure;
        if (!right.failed()) {
            if (kind() == Error) {
                stopped_at_end_ = true;
                return fail();
            }
            if (!legacy && tokens_[position_ - 1].level > 0)
                return raise_between("invalid syntax. Perhaps you forgot a comma?", left->span.start,
                                     right.value()->span.end);
        }
        position_ = mark;
    }
    // CPython reads what follows any name here, so mistakes in it are told; how deep it may go is bounded here.
    bool plain_name = name && tokens_[start].kind == TokenKind::Name && position_ == start + 1;
    if (plain_name && kind() != LeftParen && (legacy || name_depth_ < kMaxNameDepth)) {
        ++name_depth_;
        auto following = parse_star_expressions();
        --name_depth_;
        if (raised_) return kFailure;
        if (following.failed() && kind() == Error) stopped_at_end_ = true;
        if (following.failed() || !legacy) {
            position_ = mark;
            return ok();
        }
        auto* arguments = following.value();
        std::string called(name->id);
        return raise_between("Missing parentheses in call to '" + called + "'. Did you mean " + called + "(...)?",
                             left->span.start, arguments->span.end);
    }
    return ok();
}

// Whether the expression read from token `start` could be the left operand of a comparison: no comparison, `not`, `and`,
// `or`, conditional or lambda itself, and no list, tuple, generator, True, None or False to begin with.
bool Parser::is_bitwise_or(uint32_t start, const Expr* expr) const {
    switch (tokens_[start].kind) {
    case TokenKind::True:
    case TokenKind::False:
    case TokenKind::None:
    case TokenKind::Yield: return false;
    default: break;
    }
    switch (expr->kind) {
    case NodeKind::Compare:
    case NodeKind::BoolOp:
    case NodeKind::IfExp:
    case NodeKind::Lambda:
    case NodeKind::Starred:
    case NodeKind::NamedExpr: return tokens_[start].kind == LeftParen && expr->span.start != start_of(start);
    case NodeKind::UnaryOp:
        return static_cast<const UnaryOp*>(expr)->op != UnaryOperator::Not || tokens_[start].kind == LeftParen;
    case NodeKind::List:
    case NodeKind::Tuple:
    case NodeKind::GeneratorExp: return false;
    default: return true;
    }
}

// `if a = b`, `(a.b := 1)` and their like.
Result<void> Parser::diagnose_named(uint32_t start, Expr* left) {
    if (kind() == ColonEqual) {
        if (is<ast::Name>(left) && tokens_[start].kind == TokenKind::Name) return ok();
        ++position_;
        auto right = parse_expression();
        if (raised_) return kFailure;
        if (right.failed()) {
            return kFailure;
        }
        return raise_at(left, "cannot use assignment expressions with " + std::string(describe(left)));
    }
    if (kind() != Equal || !is_bitwise_or(start, left)) return ok();
    uint32_t mark = position_++;
    auto right = parse_bitwise_or();
    if (raised_) return kFailure;
    if (!right.failed() && kind() == Error) {
        stopped_at_end_ = true;
        return fail();
    }
    if (!right.failed() && kind() != Equal && kind() != ColonEqual) {
        if (tokens_[start].kind == TokenKind::Name && is<ast::Name>(left))
            return raise_between("invalid syntax. Maybe you meant '==' or ':=' instead of '='?", left->span.start,
                                 right.value()->span.end);
        return raise_at(left, "cannot assign to " + std::string(describe(left)) +
                                  " here. Maybe you meant '==' instead of '='?");
    }
    position_ = mark;
    return ok();
}

bool Parser::is_enclosed(uint32_t first, uint32_t last) const {
    if (tokens_[first].kind != LeftParen || last <= first) return false;
    for (uint32_t i = first; i < last; ++i)
        if (tokens_[i].level < tokens_[first].level) return false;
    return tokens_[last].level < tokens_[first].level;
}

bool Parser::starts_expression(TokenKind kind) const {
    switch (kind) {
    case TokenKind::Name:
    case Number:
    case TokenKind::String:
    case FStringStart:
    case TStringStart:
    case LeftParen:
    case LeftBracket:
    case LeftBrace:
    case Plus:
    case Minus:
    case Tilde:
    case TokenKind::Ellipsis:
    case TokenKind::False:
    case TokenKind::None:
    case TokenKind::True:
    case TokenKind::Await:
    case TokenKind::Lambda:
    case TokenKind::Not: return true;
    default: return false;
    }
}

Result<void> Parser::expect_forced(TokenKind wanted) {
    if (accept(wanted)) return ok();
    if (kind() == Error) return fail();
    return raise_token(position_, "expected '" + std::string(token_text(wanted)) + "'");
}

Result<std::string_view> Parser::expect_name() {
    if (kind() != TokenKind::Name) return fail();
    return identifier(position_++);
}

std::string_view Parser::identifier(uint32_t index) {
    std::string_view name = text_of(index);
    if (!options_.normalize) return name;
    for (char c : name)
        if (static_cast<uint8_t>(c) >= 0x80) return copy(options_.normalize(name));
    return name;
}

// The attributes of an error at a token, as CPython gives them: Indent, Dedent and EndMarker have no place of their own, the
// error then stands where the tokenizer was.
void Parser::place_at_token(uint32_t index) {
    const Token& t = tokens_[index];
    error_->line = static_cast<int32_t>(t.line);
    error_->end_line = static_cast<int32_t>(t.end_line);
    bool placeless = t.kind == Indent || t.kind == Dedent || t.kind == EndMarker;
    if (placeless) {
        auto line = t.line;
        bool past_end = t.start >= source_.text().size();
        if (past_end) line = std::max(1u, source_.line_count());
        std::string_view whole = source_.line(line);
        error_->line = error_->end_line = static_cast<int32_t>(line);
        error_->offset = static_cast<int32_t>(source_.character_column(line, t.start));
        if (past_end && !whole.ends_with('\n')) ++error_->offset;
        error_->end_offset = -1;
        return;
    }
    error_->offset = static_cast<int32_t>(source_.character_column(t.line, t.start)) + 1;
    error_->end_offset = static_cast<int32_t>(source_.character_column(t.end_line, t.end)) + 1;
    if (t.kind == Newline) {
        error_->end_line = error_->line;
        if (t.end == t.start) error_->end_offset = error_->offset + 1;
    }
}

Failure Parser::raise(SyntaxErrorKind kind, std::string message, Position start, Position end) {
    if (raised_) return kFailure;
    raised_ = true;
    *error_ = {};
    error_->kind = kind;
    error_->message = std::move(message);
    auto character = [&](Position at) {
        return static_cast<int32_t>(source_.character_column(at.line, source_.line_start(at.line) + at.column)) + 1;
    };
    if (start.line > 0) {
        error_->line = static_cast<int32_t>(start.line);
        error_->offset = character(start);
        error_->end_line = static_cast<int32_t>(end.line);
        error_->end_offset = character(end);
    }
    return kFailure;
}

Failure Parser::raise_tokens(uint32_t first, uint32_t last, std::string message) {
    if (raised_) return kFailure;
    raise_between(std::move(message), start_of(first), end_of(last));
    if (first == last) place_at_token(first);
    return kFailure;
}

Failure Parser::raise_open_ended(Position start, std::string message) {
    if (raised_) return kFailure;
    raise_between(std::move(message), start, start);
    error_->end_offset = 0;
    return kFailure;
}

Failure Parser::raise_last_token(std::string message) { return raise_token(position_, std::move(message)); }

Failure Parser::raise_indentation(std::string message) {
    if (raised_) return kFailure;
    raise_token(position_, std::move(message));
    error_->kind = SyntaxErrorKind::IndentationError;
    return kFailure;
}

Failure Parser::raise_too_complex() {
    return raise(SyntaxErrorKind::TooComplex, "source is nested too deeply to parse", start_of(position_),
                 end_of(position_));
}

Result<void> Parser::warn(std::string_view message, Span where) {
    if (!options_.warn || diagnosing_ || options_.warn(message, where)) return ok();
    return raise_between(std::string(message), where.start, where.end);
}

}  // namespace krait

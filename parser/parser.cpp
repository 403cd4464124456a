#include "parser/parser.h"

#include "parser/parser_impl.h"

namespace krait {

using enum TokenKind;

Result<Mod*> Parser::parse_mode() {
    auto tree = parse_once();
    if (!tree.failed()) return tree;
    TokenKind stopped = tokens_[furthest_].kind;
    // In interactive mode a last Newline of the lexer's own stands for the end, where no statement is under way.
    bool made_up_newline = stopped == Newline && furthest_ > 0 &&
                           (tokens_[furthest_ - 1].kind == Newline || tokens_[furthest_ - 1].kind == Dedent);
    bool at_end = tokens_[furthest_].start >= source_.text().size() &&
                  (stopped == EndMarker || stopped == Dedent || made_up_newline);
    bool incomplete = !raised_ && ((stopped == Error && lexer_.ended_too_early()) || at_end);
    bool reached_lexer_error = stopped == Error;
    uint32_t first_furthest = furthest_;
    if (!raised_ && !reached_lexer_error) {
        diagnosing_ = true;
        position_ = 0;
        nodes_.clear();
        stopped_at_end_ = false;
        tree = parse_once();
        if (!tree.failed() && !raised_) raise(SyntaxErrorKind::SyntaxError, "invalid syntax", {}, {});
        if (!raised_ && (stopped_at_end_ || tokens_[furthest_].kind == Error)) reached_lexer_error = true;
        diagnosing_ = false;
    }
    stopped_at_end_ = incomplete;
    furthest_ = first_furthest;
    if (reached_lexer_error && !raised_) {
        *error_ = lexer_.error();
        return kFailure;
    }
    return settle_error();
}

// Which error is told when there may be several: a lexical one before one of grammar, wherever it is; a parenthesis that is
// never closed before an error on a later line.
Failure Parser::settle_error() {
    bool limit =
        raised_ && (error_->kind == SyntaxErrorKind::TooComplex || error_->kind == SyntaxErrorKind::OutOfMemory);
    if (limit) return kFailure;
    bool unexpected_indent = false;
    if (!raised_) {
        TokenKind last = tokens_[furthest_].kind;
        unexpected_indent = last == Indent || last == Dedent;
        raise_token(furthest_, last == Indent   ? "unexpected indent"
                               : last == Dedent ? "unexpected unindent"
                                                : "invalid syntax");
        if (unexpected_indent) error_->kind = SyntaxErrorKind::IndentationError;
    }
    bool lexer_failed = tokens_.back().kind == Error;
    if (lexer_failed && !unexpected_indent) {
        const auto* unclosed = lexer_.unclosed();
        bool overrides =
            unclosed ? tokens_[std::max(furthest_, position_)].line > unclosed->line : lexer_.overrides_grammar();
        if (overrides) *error_ = lexer_.error();
    }
    return kFailure;
}

Result<Mod*> Parser::parse_once() {
    switch (options_.mode) {
    case ParseMode::Exec: {
        ListBuilder<Stmt> body(*this);
        while (kind() != EndMarker) {
            if (kind() == Error) return fail();
            TRY(parse_statement());
        }
        ListBuilder<TypeIgnoreNode> ignores(*this);
        for (const auto& ignore : lexer_.type_ignores())
            ignores.add(
                TRY(make_between<TypeIgnore>(Position{}, Position{}, static_cast<int32_t>(ignore.line),
                                             text_.substr(ignore.tag.start, ignore.tag.end - ignore.tag.start))));
        auto type_ignores = ignores.finish();
        return TRY(make_between<Module>(Position{}, Position{}, body.finish(), type_ignores));
    }
    case ParseMode::Eval: {
        auto* body = TRY(parse_star_expressions_without_star());
        while (accept(Newline)) {}
        TRY(expect(EndMarker));
        return TRY(make_between<Expression>(Position{}, Position{}, body));
    }
    case ParseMode::Single: return parse_interactive_statement();
    case ParseMode::FunctionType: return parse_function_type();
    }
    return fail();
}

// expression (',' expression)* [',']: `expressions`, which takes no star.
Result<Expr*> Parser::parse_star_expressions_without_star() {
    uint32_t start = position_;
    auto* first = TRY(parse_expression());
    if (kind() != Comma) return first;
    ListBuilder<Expr> items(*this);
    items.add(first);
    while (accept(Comma)) {
        if (!starts_expression(kind())) break;
        items.add(TRY(parse_expression()));
    }
    return TRY(make<Tuple>(start, items.finish(), ExprContext::Load));
}

// compound_statement NEWLINE | simple_statements | NEWLINE
Result<Mod*> Parser::parse_interactive_statement() {
    ListBuilder<Stmt> body(*this);
    if (accept(Newline)) {
        Stmt* nothing = TRY(make<ast::Pass>(0));
        body.add(nothing);
    } else {
        if (kind() == EndMarker) return fail();
        bool compound = at_compound_keyword() || at_match();
        TRY(parse_statement());
        if (compound) TRY(expect(Newline));
    }
    uint32_t end_of_statement = position_ - 1;
    while (accept(Newline)) {}
    if (kind() != EndMarker && kind() != Error)
        return raise_token(end_of_statement, "multiple statements found while compiling a single statement");
    TRY(expect(EndMarker));
    return TRY(make_between<Interactive>(Position{}, Position{}, body.finish()));
}

// '(' [type_expressions] ')' '->' expression
Result<Mod*> Parser::parse_function_type() {
    TRY(expect(LeftParen));
    ListBuilder<Expr> types(*this);
    int stars = 0;  // one *type may follow the plain ones, and then one **type
    while (kind() != RightParen) {
        int own = accept(DoubleStar) ? 2 : accept(Star) ? 1 : 0;
        if (own < stars || (own && own == stars)) return fail();
        stars = own;
        types.add(TRY(parse_expression()));
        if (!accept(Comma)) break;
    }
    TRY(expect(RightParen));
    TRY(expect(Arrow));
    auto* returns = TRY(parse_expression());
    while (accept(Newline)) {}
    TRY(expect(EndMarker));
    return TRY(make_between<FunctionType>(Position{}, Position{}, types.finish(), returns));
}

namespace {

Result<Mod*> parse_source(std::string_view bytes, const ParseOptions& options, Arena& arena, SyntaxError* error,
                          bool* incomplete) {
    SourceText source;
    *incomplete = false;
    if (source.load(bytes, options.source_kind, options.decoder, error).failed()) return kFailure;
    LexerOptions lexer_options;
    lexer_options.end = options.mode == ParseMode::Single ? TextEnd::Interactive : TextEnd::Implicit;
    lexer_options.imply_dedent = !options.dont_imply_dedent;
    lexer_options.type_comments = options.type_comments;
    lexer_options.warn = options.warn;
    lexer_options.go_on = options.go_on;
    lexer_options.max_int_digits = options.max_int_digits;
    std::vector<Token> tokens;
    Lexer lexer(source, lexer_options, tokens);
    (void)lexer.run().failed();
    Parser parser(source, arena.copy(source.text()), options, lexer, tokens, arena, error);
    auto tree = parser.parse_mode();
    if (!tree.failed()) return tree;
    *incomplete = parser.stopped_at_end();
    error->statement_line = static_cast<int32_t>(parser.last_compound().line);
    error->statement_column = static_cast<int32_t>(parser.last_compound().column);
    if (error->line > 0 && error->text.empty()) {
        // As in CPython the line has its end, but for one that the tokenizer had left when the error was found.
        std::string_view line = source.line(static_cast<uint32_t>(error->line));
        if (line.ends_with('\n')) line.remove_suffix(1);
        error->text = line;
        if (parser.line_read() <= static_cast<uint32_t>(error->line)) error->text += '\n';
    }
    return kFailure;
}

bool is_blank(std::string_view source) {
    for (size_t i = 0; i < source.size();) {
        size_t end = std::min(source.find('\n', i), source.size());
        auto first = source.substr(i, end - i).find_first_not_of(" \t\f\r");
        if (first != source.npos && source[i + first] != '#') return false;
        i = end + 1;
    }
    return true;
}

}  // namespace

Result<Mod*> parse(std::string_view source, const ParseOptions& options, Arena& arena, SyntaxError* error,
                   bool* incomplete) {
    bool stopped_at_end;
    auto tree = parse_source(source, options, arena, error, &stopped_at_end);
    if (incomplete) *incomplete = stopped_at_end;
    if (!tree.failed() || !stopped_at_end || !options.allow_incomplete_input) return tree;
    SourceText text;
    if (text.load(source, options.source_kind, options.decoder, error).failed()) return kFailure;
    uint32_t last = text.line_count();
    error->kind = SyntaxErrorKind::IncompleteInput;
    error->message = "incomplete input";
    error->text = text.line(last);
    error->line = error->end_line = static_cast<int32_t>(last);
    error->offset = static_cast<int32_t>(
        text.character_column(last, text.line_start(last) + static_cast<uint32_t>(error->text.size())));
    error->end_offset = -1;
    return kFailure;
}

// The rules of the codeop module: source that compiles is complete, unless it only compiles with one more line end.
InteractiveInput parse_interactive(std::string_view source, const ParseOptions& given, Arena& arena,
                                   SyntaxError* error) {
    ParseOptions options = given;
    options.dont_imply_dedent = true;
    std::string text(source);
    if (is_blank(source) && options.mode != ParseMode::Eval) text = "pass";
    bool incomplete;
    auto tree = parse_source(text, options, arena, error, &incomplete);
    if (!tree.failed()) return {InputState::Complete, tree.value()};
    SyntaxError second_error;
    auto second = parse_source(text + "\n", options, arena, &second_error, &incomplete);
    if (!second.failed() || incomplete) return {InputState::Incomplete, nullptr};
    return {InputState::Wrong, nullptr};
}

}  // namespace krait

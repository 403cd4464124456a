// The recursive-descent parser. The grammar is the Language Reference's, one method a rule.
//
// 1. Parse methods answer a node or failure. A failure is silent until the end: `furthest_` remembers the token at which
//    nothing fitted, and "invalid syntax" is reported there.
// 2. The text is parsed at most twice. The first pass knows only the grammar, so right programs pay nothing for good
//    messages. After a failure the second pass runs with `diagnosing_` set; at the places where CPython's grammar has a
//    rule for a likely mistake a method looks for it and raises the telling message.
// 3. `raise` fills the error once; the first one wins.
// 4. Targets are parsed as expressions and then converted, so `(a, b) = c` is never parsed twice. Only `with (`, `match` and
//    the second pass try something and go back.
// 5. Nesting is counted in `nesting_` (each level of recursion) and in Node::depth (each level of the tree).
#pragma once

#include <string>
#include <vector>

#include "lexer/lexer.h"
#include "parser/parser.h"

namespace krait {

using namespace ast;

class Parser {
public:
    Parser(const SourceText& source, std::string_view text, const ParseOptions& options, const Lexer& lexer,
           const std::vector<Token>& tokens, Arena& arena, SyntaxError* error)
        : source_(source), text_(text), options_(options), lexer_(lexer), tokens_(tokens), arena_(arena), error_(error),
          arena_start_(arena.bytes()) {}

    Result<Mod*> parse_mode();
    // Where the first pass could go no further for want of more text.
    Position last_compound() const { return last_compound_; }
    bool stopped_at_end() const { return stopped_at_end_; }
    // The line of the last token that was looked at.
    uint32_t line_read() const { return tokens_[std::max(furthest_, position_)].line; }

private:
    friend class NestingScope;
    template <typename T>
    friend class ListBuilder;

    // --- modes (parser.cpp)
    Result<Mod*> parse_once();
    Result<Mod*> parse_interactive_statement();
    Result<Mod*> parse_function_type();
    Failure settle_error();

    // --- statements (statements.cpp, compound_statements.cpp)
    Result<void> parse_statement();
    void note_compound(const Node* statement) {
        if (statement->span.start.line > last_compound_.line) last_compound_ = statement->span.start;
    }
    Result<void> parse_simple_statements();
    Result<Stmt*> parse_simple_statement();
    Result<Stmt*> parse_expression_statement();
    Result<Stmt*> parse_annotated_assignment(uint32_t start, Expr* target);
    Result<Stmt*> parse_assignment_chain(uint32_t start, Expr* first);
    Result<Stmt*> parse_return();
    Result<Stmt*> parse_raise();
    Result<Stmt*> parse_delete();
    Result<Stmt*> parse_assert();
    Result<Stmt*> parse_import();
    Failure raise_no_names();
    Result<Stmt*> parse_import_from();
    Result<Alias*> parse_imported_name(bool dotted);
    Result<std::string_view> parse_dotted_name();
    Result<Stmt*> parse_name_list_statement();
    Result<Stmt*> parse_type_alias();
    bool at_type_alias() const;

    Result<Stmt*> parse_compound_statement();
    Result<std::span<Stmt*>> parse_block(std::string_view what, uint32_t keyword);
    Position end_of_statement() const;
    Result<Stmt*> parse_if();
    Result<Stmt*> parse_while();
    Result<Stmt*> parse_for(uint32_t start);
    Result<Stmt*> parse_with(uint32_t start);
    Result<std::span<WithItem*>> parse_with_items(TokenKind end);
    Result<WithItem*> parse_with_item();
    Result<Stmt*> parse_try();
    Result<ExceptHandlerNode*> parse_except(bool* is_group);
    Result<std::span<Stmt*>> parse_else();
    Result<Stmt*> parse_decorated();
    Result<Stmt*> parse_function(uint32_t start, std::span<Expr*> decorators);
    Result<Stmt*> parse_class(std::span<Expr*> decorators);
    Result<Stmt*> parse_async(std::span<Expr*> decorators);
    Result<std::span<TypeParam*>> parse_type_parameters();
    Result<TypeParam*> parse_type_parameter();

    enum class Signature : uint8_t { Function, Lambda };
    Result<Arguments*> parse_parameters(Signature signature);
    Result<Arg*> parse_parameter(Signature signature, bool starred);
    Result<void> diagnose_parenthesized_parameter(Signature signature);

    // --- patterns (patterns.cpp)
    bool at_compound_keyword() const;
    bool at_match() const;
    Result<Stmt*> parse_match();
    Result<Expr*> parse_subject();
    Result<MatchCase*> parse_case();
    Result<Pattern*> parse_patterns();
    Result<Pattern*> parse_as_pattern();
    Result<Pattern*> parse_or_pattern();
    Result<Pattern*> parse_closed_pattern();
    Result<Pattern*> parse_star_or_as_pattern();
    Result<Pattern*> parse_mapping_pattern();
    Result<Pattern*> parse_class_pattern(uint32_t start, Expr* cls);
    Result<Expr*> parse_pattern_literal();
    Result<Expr*> parse_name_or_attribute();

    // --- expressions (expressions.cpp, displays.cpp, calls.cpp)
    Result<Expr*> parse_star_expressions();
    Result<Expr*> parse_star_expressions_without_star();
    Result<Expr*> parse_star_expression();
    Result<Expr*> parse_yield_or_star_expressions();
    Result<Expr*> parse_yield();
    Result<Expr*> parse_star_named_expression();
    Result<Expr*> parse_starred_value(Result<Expr*> (Parser::*rule)());
    Result<Expr*> parse_named_expression();
    Result<Expr*> parse_expression();
    Result<Expr*> parse_disjunction();
    Result<Expr*> parse_conjunction();
    Result<Expr*> parse_inversion();
    Result<Expr*> parse_comparison();
    Result<Expr*> parse_binary(int minimum);
    Result<Expr*> parse_bitwise_or() { return parse_binary(0); }
    Result<Expr*> parse_factor();
    Result<Expr*> parse_power();
    Result<Expr*> parse_primary();
    Result<Expr*> parse_primary_rest(uint32_t start, Expr* value);
    Result<Expr*> parse_atom();
    Result<Expr*> parse_number();
    Result<Expr*> parse_lambda();
    Result<Expr*> parse_slices();
    Result<Expr*> parse_slice();
    Result<Expr*> parse_parenthesized();
    Result<Expr*> parse_list();
    Result<Expr*> parse_braces();
    Result<Expr*> parse_dict(uint32_t start, Expr* first_key, bool first_unpacks);
    Result<std::span<Comprehension*>> parse_comprehensions();
    Result<Expr*> parse_targets();
    Result<Expr*> parse_target();
    enum class ArgumentsOf : uint8_t { Call, Class };
    Result<void> parse_arguments(ArgumentsOf of, uint32_t open, std::span<Expr*>* arguments,
                                 std::span<Keyword*>* keywords);

    // --- strings (strings.cpp)
    Result<Expr*> parse_strings();
    Result<Expr*> parse_replacement_field(bool is_template, bool raw, std::string* debug, Span* debug_span);
    Result<Expr*> parse_format_spec(bool raw, uint32_t colon);
    Result<int32_t> parse_conversion(const char* letter);
    enum class Escapes : uint8_t { Decode, Raw };
    Result<void> decode_text(std::string_view body, Escapes escapes, uint32_t token, std::string* out);
    Result<void> decode_bytes(std::string_view body, Escapes escapes, uint32_t token, std::string* out);
    Result<void> warn_escape(std::string_view escape, bool octal, uint32_t token, const char* at);
    std::string without_comments(uint32_t start, uint32_t end) const;

    // --- contexts and targets (targets.cpp)
    enum class TargetOf : uint8_t { Assignment, Delete, For };
    static Expr* find_invalid_target(Expr* expr, TargetOf of);
    void set_context(Expr* expr, ExprContext context);
    Failure raise_invalid_target(Expr* expr, TargetOf of);
    static std::string_view describe(const Expr* expr);

    // --- mistakes looked for in the second pass (diagnose.cpp)
    Result<void> diagnose_expression_start();
    Result<void> diagnose_after_disjunction(uint32_t start, Expr* left);
    Result<void> diagnose_named(uint32_t start, Expr* left);
    Result<Expr*> try_without_diagnosis(Result<Expr*> (Parser::*rule)());
    bool is_bitwise_or(uint32_t start, const Expr* expr) const;

    // --- tokens
    TokenKind kind() const { return tokens_[position_].kind; }
    TokenKind kind_after(uint32_t n) const { return tokens_[std::min<size_t>(position_ + n, tokens_.size() - 1)].kind; }
    const Token& token() const { return tokens_[position_]; }
    std::string_view text_of(uint32_t index) const {
        return text_.substr(tokens_[index].start, tokens_[index].end - tokens_[index].start);
    }
    bool at_name(std::string_view name) const { return kind() == TokenKind::Name && text_of(position_) == name; }
    bool accept(TokenKind wanted) { return kind() == wanted ? (++position_, true) : false; }
    Result<void> expect(TokenKind wanted) {
        if (accept(wanted)) return ok();
        return fail();
    }
    Result<void> expect_forced(TokenKind wanted);
    Result<void> expect_colon();  // not forced: "expected ':'" only where the line ends
    Result<std::string_view> expect_name();
    // Whether tokens first..last are one pair of parentheses and what it holds.
    bool is_enclosed(uint32_t first, uint32_t last) const;
    std::string_view identifier(uint32_t index);
    bool starts_expression(TokenKind kind) const;

    // [TYPE_COMMENT]
    ast::String accept_type_comment() {
        return accept(TokenKind::TypeComment) ? text_of(position_ - 1) : ast::String{};
    }
    Result<ast::String> parse_function_type_comment();
    // What Python 3.`minor` brought is an error in a source of an earlier version.
    Result<void> need_version(int minor, const char* what);

    // --- errors
    Failure fail() {
        furthest_ = std::max(furthest_, position_);
        return kFailure;
    }
    Failure raise(SyntaxErrorKind kind, std::string message, Position start, Position end);
    Failure raise_between(std::string message, Position start, Position end) {
        return raise(SyntaxErrorKind::SyntaxError, std::move(message), start, end);
    }
    Failure raise_at(const Node* node, std::string message) {
        return raise_between(std::move(message), node->span.start, node->span.end);
    }
    Failure raise_tokens(uint32_t first, uint32_t last, std::string message);
    Failure raise_token(uint32_t index, std::string message) { return raise_tokens(index, index, std::move(message)); }
    // The end is not known: end_offset 0.
    Failure raise_open_ended(Position start, std::string message);
    Failure raise_indentation(std::string message);
    Failure raise_last_token(std::string message);
    Failure raise_too_complex();
    void place_at_token(uint32_t index);
    Result<void> warn(std::string_view message, Span where);

    Position start_of(uint32_t index) const {
        const Token& t = tokens_[index];
        return {t.line, source_.column(t.line, t.start)};
    }
    Position end_of(uint32_t index) const {
        const Token& t = tokens_[index];
        return {t.end_line, source_.column(t.end_line, t.end)};
    }

    // --- nodes
    template <typename T>
    static uint16_t depth_of(const T&) {
        return 0;
    }
    template <typename T>
        requires std::is_base_of_v<Node, T>
    static uint16_t depth_of(T* const& node) {
        return node ? node->depth : 0;
    }
    template <typename T>
        requires std::is_base_of_v<Node, T>
    static uint16_t depth_of(const std::span<T*>& nodes) {
        uint16_t depth = 0;
        for (T* node : nodes)
            if (node && node->depth > depth) depth = node->depth;
        return depth;
    }
    template <typename T, typename... Fields>
    Result<T*> make_between(Position start, Position end, Fields... fields) {
        uint16_t depth = 0;
        ((depth = std::max(depth, depth_of(fields))), ...);
        if (depth >= options_.max_depth) [[unlikely]] {
            raise_too_complex();
            return kFailure;
        }
        Node head{T::kKind, static_cast<uint16_t>(depth + 1), {start, end}};
        if constexpr (std::is_same_v<typename T::Base, Node>) return arena_.make<T>(head, fields...);
        else return arena_.make<T>(typename T::Base{head}, fields...);
    }
    // A node from a position to the last token read.
    template <typename T, typename... Fields>
    Result<T*> make_from(Position start, Fields... fields) {
        return make_between<T>(start, end_of(position_ - 1), fields...);
    }
    template <typename T, typename... Fields>
    Result<T*> make(uint32_t first, Fields... fields) {
        return make_from<T>(start_of(first), fields...);
    }
    std::string_view copy(const std::string& text) {
        auto copied = arena_.copy(std::string_view(text));
        return copied.data() ? copied : std::string_view("", 0);
    }

    const SourceText& source_;
    std::string_view text_;  // the source, in the arena
    const ParseOptions& options_;
    const Lexer& lexer_;
    const std::vector<Token>& tokens_;
    Arena& arena_;
    SyntaxError* error_;
    size_t arena_start_;
    uint32_t position_ = 0;
    uint32_t furthest_ = 0;
    uint32_t nesting_ = 0;
    uint32_t work_ = 0;
    bool stopped_ = false;
    static constexpr uint32_t kMaxNameDepth = 8;
    uint32_t name_depth_ = 0;  // see diagnose_after_disjunction
    bool raised_ = false;
    bool diagnosing_ = false;
    bool stopped_at_end_ = false;
    Position last_compound_;    // see SyntaxError::statement_line
    std::vector<Node*> nodes_;  // lists being built; see ListBuilder
};

// Counts one level of recursion for as long as it lives.
class NestingScope {
public:
    explicit NestingScope(Parser& parser) : parser_(parser) { ++parser_.nesting_; }
    ~NestingScope() { --parser_.nesting_; }
    // Or told to stop: asked once in a while.
    bool too_deep() const {
        if ((++parser_.work_ & 1023) == 0 && parser_.options_.go_on && !parser_.options_.go_on())
            parser_.stopped_ = true;
        return parser_.stopped_ || parser_.nesting_ > parser_.options_.recursion_limit ||
               static_cast<const char*>(__builtin_frame_address(0)) < parser_.options_.stack_limit;
    }

private:
    Parser& parser_;
};
#define KRAIT_ENTER_NESTING()       \
    NestingScope nesting_scope(*this); \
    if (nesting_scope.too_deep()) return raise_too_complex()

// A list under construction, on a stack shared by all lists of the parser; finish() copies it to the arena.
template <typename T>
class ListBuilder {
public:
    explicit ListBuilder(Parser& parser) : parser_(parser), base_(parser.nodes_.size()) {}
    ListBuilder(const ListBuilder&) = delete;
    ListBuilder& operator=(const ListBuilder&) = delete;
    ~ListBuilder() {
        if (!finished_) parser_.nodes_.resize(base_);
    }
    void add(T* node) { parser_.nodes_.push_back(node); }
    size_t size() const { return parser_.nodes_.size() - base_; }
    T* operator[](size_t i) const { return static_cast<T*>(parser_.nodes_[base_ + i]); }
    T* back() const { return static_cast<T*>(parser_.nodes_.back()); }
    std::span<T*> finish() {
        size_t count = size();
        finished_ = true;
        if (count == 0) return {};
        auto** data = static_cast<T**>(parser_.arena_.allocate(count * sizeof(T*)));
        for (size_t i = 0; i < count; ++i) data[i] = (*this)[i];
        parser_.nodes_.resize(base_);
        return {data, count};
    }

private:
    Parser& parser_;
    size_t base_;
    bool finished_ = false;
};

}  // namespace krait

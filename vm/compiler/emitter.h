// From the tree and the symbol table to bytecode.
//
//  1. An expression is compiled *into* a register that its consumer names, or as an *operand*: then a local that is certainly
//     bound is used where it lies. A local that a := of the same unit may rebind is copied.
//  2. The register given to load() is written by the last instruction alone when it is a local's, so that a failed
//     statement leaves its target as it was. scratch() gives a temporary to expressions that build in steps.
//  3. Temporaries are a stack above the locals; TemporaryScope gives them back.
//  4. Blocks are what return, break and continue pass on their way out: they run finally bodies and __exit__ there, with the
//     block's own range of the exception table closed meanwhile.
//  5. The first error wins (Diagnostics); emission goes on, its result is thrown away.
#pragma once

#include <functional>
#include <map>
#include <set>

#include "vm/compiler/compile.h"
#include "vm/compiler/symbols.h"
#include "vm/compiler/unit.h"

namespace krait::core {

struct Location {
    enum class Kind : uint8_t { Register, Far, Cell, Free, Global, Name, NameOrFree, DictOrFree, DictOrGlobal };
    Kind kind;
    uint32_t index = 0;  // register, far register, or closure index
    std::string_view name;
    const Symbol* symbol = nullptr;
};

struct OpenBlock {
    enum class Kind : uint8_t { Loop, TryExcept, TryFinally, With, AsyncWith, Handler, HandlerName, StarHandler };
    Kind kind;
    LabelId continue_label = kNoLabel, break_label = kNoLabel;  // Loop
    LabelId handler = kNoLabel;                                 // what covers the range
    uint8_t exception_register = kNoRegister, outer_register = kNoRegister;
    uint32_t start = 0;  // of the open range
    bool covers_something = false;
    std::span<ast::Stmt*> finally_body;
    uint32_t exit_window = 0;  // With
    Span span;                 // of the with item
    std::string_view name;     // HandlerName
};

struct Unit {
    UnitBuilder code;
    CompiledUnit out;
    Unit* parent = nullptr;
    Scope* scope = nullptr;
    Scope* current = nullptr;  // the scope, or the comprehension inlined into it that is being compiled
    std::unordered_map<const Symbol*, uint32_t> registers;  // kFar + n: far register n
    std::vector<OpenBlock> blocks;
    BoundSet deletable;
    std::vector<std::pair<const Symbol*, uint32_t>> captured_far;  // parameters that arrive in a far register
    uint8_t handled = kNoRegister;  // register of the exception that is being handled here
    uint32_t locals = 0, top = 0, most = 0;
    uint32_t comprehension_top = 0;  // where the next inlined comprehension's variables go
    bool overflow = false;
    std::set<std::string> static_attributes;  // classes
};

class Emitter {
public:
    Emitter(SymbolTable& symbols, Diagnostics& diagnostics, Arena& arena, const CompileOptions& options)
        : symbols_(symbols), diagnostics_(diagnostics), arena_(arena), options_(options) {}

    std::shared_ptr<CompiledUnit> module(ast::Mod* module);

private:
    using Reg = uint32_t;
    static constexpr uint32_t kFar = 1000;

    // Restores the position that instructions get.
    class At {
    public:
        At(Emitter& emitter, const ast::Node* node) : emitter_(emitter), saved_(emitter.code().span) {
            emitter.code().span = node->span;
        }
        At(Emitter& emitter, Span span) : emitter_(emitter), saved_(emitter.code().span) { emitter.code().span = span; }
        ~At() { emitter_.code().span = saved_; }

    private:
        Emitter& emitter_;
        Span saved_;
    };
    // Where the name of an attribute stands: tracebacks show that line where it is not the object's.
    static Span attribute_span(const ast::Attribute* node, const ast::Node* whole);
    class TemporaryScope {
    public:
        explicit TemporaryScope(Emitter& emitter) : emitter_(emitter), saved_(emitter.unit_->top) {}
        ~TemporaryScope() { emitter_.unit_->top = saved_; }

    private:
        Emitter& emitter_;
        uint32_t saved_;
    };

    UnitBuilder& code() { return unit_->code; }
    void emit(Op op, uint32_t a = 0, uint32_t b = 0, uint32_t c = 0, uint32_t aux0 = 0, uint32_t aux1 = 0) {
        code().emit(op, a, b, c, aux0, aux1);
    }
    LabelId label() { return code().new_label(); }
    void bind(LabelId label) { code().bind(label); }
    void jump(Op op, LabelId target, uint32_t a = 0, uint32_t b = 0, uint32_t c = 0) {
        code().jump(op, target, a, b, c);
    }
    uint32_t name_index(std::string_view name) { return code().name_index(name); }
    void error(const ast::Node* node, std::string message) { diagnostics_.error(node, std::move(message)); }

    // ---- units and registers (emit_unit.cpp) ----
    struct UnitSpec {
        Scope* scope;
        std::string_view name;
        std::string qualname;  // empty: from the enclosing unit
        int32_t first_line;
        uint32_t flags = 0;
    };
    std::shared_ptr<CompiledUnit> compile_unit(const UnitSpec& spec, const std::function<void()>& body);
    std::string qualified_name(const Scope* scope, std::string_view name) const;
    void lay_out_registers(uint32_t near_limit);
    void lay_out_parameters(const ast::Arguments* args);
    void make_cells();
    Reg allocate(uint32_t count = 1);
    bool is_temporary(Reg reg) const { return reg >= unit_->locals; }
    Reg scratch(Reg dst) { return is_temporary(dst) ? dst : allocate(); }
    Reg window(Reg dst) { return is_temporary(dst) && dst + 1 == unit_->top ? dst : allocate(); }
    void move(Reg dst, Reg src) {
        if (dst != src) emit(Op::move, dst, src);
    }

    // ---- names ----
    Location locate(std::string_view name);
    Location locate_mangled(std::string_view name);
    void load_location(const Location& location, Reg dst);
    Reg operand_of_location(const Location& location, Reg hint);
    void store_location(const Location& location, Reg src);
    void delete_location(const Location& location);
    void unbind_name(std::string_view name);  // name = None; del name
    void store_name(std::string_view name, Reg src) { store_location(locate(name), src); }
    bool plain_register(std::string_view name, Reg* reg);
    void check_bound(const Location& location);
    void load_closure_cell(const Scope* child, std::string_view name, Reg dst);

    // ---- constants ----
    bool constant_of(const ast::Expr* node, Constant* out);
    bool fold_unary(const ast::UnaryOp* node, Constant* out);
    bool fold_binary(const ast::BinOp* node, Constant* out);
    bool fold_subscript(const ast::Subscript* node, Constant* out);
    void load_constant(const Constant& constant, Reg dst);
    void load_none(Reg dst) { load_constant(Constant::none(), dst); }
    uint32_t add_constant(const Constant& constant) { return code().constants.add(constant); }

    // ---- expressions (emit_expressions.cpp, emit_displays.cpp, emit_calls.cpp) ----
    void load(ast::Expr* node, Reg dst);
    Reg operand(ast::Expr* node, Reg hint = kNoRegister);
    Reg fresh(ast::Expr* node);  // in a new temporary
    void jump_if(ast::Expr* node, bool sense, LabelId target);
    void jump_if_compare(ast::Compare* node, bool sense, LabelId target);
    void jump_if_comparison(Reg left, ast::CompareOperator op, ast::Expr* right, Reg right_register, bool sense,
                            LabelId target);
    void bool_op(ast::BoolOp* node, Reg dst);
    void binary(ast::BinOp* node, Reg dst);
    void binary_op(ast::Operator op, Reg dst, Reg left, Reg right);
    void unary(ast::UnaryOp* node, Reg dst);
    void compare(ast::Compare* node, Reg dst);
    void comparison(ast::CompareOperator op, Reg dst, Reg left, Reg right);
    void if_expression(ast::IfExp* node, Reg dst);
    void attribute(ast::Attribute* node, Reg dst);
    void subscript(ast::Subscript* node, Reg dst);
    void slice(ast::Slice* node, Reg dst);
    void named_expression(ast::NamedExpr* node, Reg dst);
    Reg right_of_in(ast::CompareOperator op, ast::Expr* node);
    void check_compare(ast::Compare* node);
    void check_caller(ast::Expr* node);
    void check_subscripter(ast::Expr* node);
    void check_index(ast::Expr* value, ast::Expr* index);

    void list_or_tuple(ast::Expr* node, std::span<ast::Expr*> items, bool tuple, Reg dst);
    void build_list(std::span<ast::Expr*> items, Reg list);
    void set_display(ast::Set* node, Reg dst);
    void dict_display(ast::Dict* node, Reg dst);
    void joined_string(ast::JoinedStr* node, Reg dst);
    void formatted_value(ast::FormattedValue* node, Reg dst);
    void template_string(ast::TemplateStr* node, Reg dst);
    void interpolation(ast::Interpolation* node, Reg dst);

    void call(ast::Call* node, Reg dst);
    void call_arguments(ast::Expr* node, Reg callee, uint32_t positional_before, std::span<ast::Expr*> args,
                        std::span<ast::Keyword*> keywords, Op plain, Op named, Reg dst);
    void call_unpacking(Reg callee, std::span<ast::Expr*> args, std::span<ast::Keyword*> keywords, Reg dst,
                        const std::function<void(Reg list)>& leading,
                        const std::function<void(Reg list)>& trailing = {});
    bool is_super_call(ast::Expr* node);
    void super_window(ast::Call* node, Reg window);
    void check_keywords(std::span<ast::Keyword*> keywords);
    static bool needs_unpacking(std::span<ast::Expr*> args, std::span<ast::Keyword*> keywords);

    // ---- assignment (emit_assignments.cpp) ----
    void assign(ast::Expr* target, Reg src);
    void assign_statement(ast::Assign* node);
    bool assign_pairwise(ast::Assign* node);
    void unpack_targets(ast::Expr* node, std::span<ast::Expr*> targets, Reg src);
    void augmented(ast::AugAssign* node);
    void delete_target(ast::Expr* target);
    void store_attribute(ast::Attribute* node, Reg src);
    bool forbidden_name(const ast::Node* node, std::string_view name, ast::ExprContext context);

    // ---- statements (emit_statements.cpp, emit_loops.cpp, emit_try.cpp, emit_with.cpp) ----
    void body(std::span<ast::Stmt*> statements);
    void statement(ast::Stmt* node);
    void expression_statement(ast::ExprStmt* node);
    void if_statement(ast::If* node);
    void while_statement(ast::While* node);
    void for_statement(ast::For* node);
    void async_for_statement(ast::AsyncFor* node);
    void loop_head(LabelId head);
    void break_statement(ast::Stmt* node);
    void continue_statement(ast::Stmt* node);
    void return_statement(ast::Return* node);
    void raise_statement(ast::Raise* node);
    void assert_statement(ast::Assert* node);
    void import_statement(ast::Import* node);
    void import_from_statement(ast::ImportFrom* node);
    void try_statement(ast::Try* node);
    void try_except(std::span<ast::Stmt*> body, std::span<ast::ExceptHandlerNode*> handlers,
                    std::span<ast::Stmt*> orelse);
    void try_finally(std::span<ast::Stmt*> finally_body, const std::function<void()>& body);
    void try_star(ast::TryStar* node);
    void try_except_star(ast::TryStar* node);
    void with_statement(ast::Stmt* node, std::span<ast::WithItem*> items, std::span<ast::Stmt*> body, bool is_async);
    void call_exit_without_exception(const OpenBlock& block);
    void match_statement(ast::Match* node);

    // ---- blocks ----
    OpenBlock& push_block(OpenBlock block);
    void open_range(OpenBlock& block) { block.start = code().position(); }
    void close_range(OpenBlock& block);
    void pop_block();
    bool has_unwinding_code(size_t level) const;
    enum class Leaving : uint8_t { OpenBlock, Frame };
    void unwind(size_t level, Leaving leaving, const std::function<void()>& leave);
    bool enter_handler(const OpenBlock& block, const BoundSet& state);
    void jump_unseen(LabelId target);
    static Span end_of(std::span<ast::Stmt*> statements);
    void reraise_at(const ast::Node* node, Reg exception);
    BoundSet handler_state() {
        BoundSet state = code().bound;
        state.subtract(unit_->deletable);
        return state;
    }

    // ---- functions and classes (emit_functions.cpp, emit_classes.cpp) ----
    void function_definition(ast::Stmt* node, std::string_view name, ast::Arguments* args, std::span<ast::Stmt*> body,
                             std::span<ast::Expr*> decorators, ast::Expr* returns,
                             std::span<ast::TypeParam*> type_params, bool is_async);
    std::shared_ptr<CompiledUnit> function_unit(ast::Stmt* node, std::string_view name, ast::Arguments* args,
                                                std::span<ast::Stmt*> body, bool is_async);
    void lambda(ast::Lambda* node, Reg dst);
    static std::string clean_docstring(std::string_view text);
    uint32_t load_defaults(ast::Arguments* args, Reg* window);
    void make_function(std::shared_ptr<CompiledUnit> unit, Scope* scope, uint32_t flags, Reg window, Reg dst);
    void load_closure(Scope* scope, Reg dst);
    void class_definition(ast::ClassDef* node);
    std::shared_ptr<CompiledUnit> class_unit(ast::ClassDef* node);
    void build_class(ast::ClassDef* node, Reg dst, bool generic);
    void decorate(std::span<ast::Expr*> decorators, Reg first, Reg value);
    int32_t first_line(const ast::Node* node, std::span<ast::Expr*> decorators) const;

    // ---- annotations and type parameters (emit_annotations.cpp) ----
    bool function_annotate(ast::Arguments* args, ast::Expr* returns, Reg dst);
    std::shared_ptr<CompiledUnit> annotate_unit(Scope* scope, Scope* owner);
    void starred_or_value(ast::Expr* node, Reg dst);
    void annotated_assignment(ast::AnnAssign* node);
    void prepare_annotations(Scope* scope, bool any_future);
    void finish_annotations(Scope* scope);
    void store_annotate_function(Scope* scope, std::string_view name);
    void type_alias(ast::TypeAlias* node);
    void type_parameters(std::span<ast::TypeParam*> params, Reg dst);
    void evaluate_function(Scope* scope, std::string_view name, ast::Expr* value, Reg dst);
    bool has_annotations(std::span<ast::Stmt*> statements);
    void check_format();
    void annotation_value(ast::Expr* annotation, Reg dst);
    void generic_function(ast::Stmt* node, std::string_view name, ast::Arguments* args, std::span<ast::Stmt*> body,
                          ast::Expr* returns, std::span<ast::TypeParam*> type_params, bool is_async, Reg dst);
    void generic_class(ast::ClassDef* node, Reg dst);
    void call_type_parameters(const ast::Stmt* node, Reg callee, uint32_t arguments, Reg dst,
                              const std::function<void()>& body);

    // ---- comprehensions, generators (emit_comprehensions.cpp, emit_async.cpp) ----
    void comprehension(ast::Expr* node, std::span<ast::Comprehension*> generators, ast::Expr* key, ast::Expr* value,
                       Reg dst);
    void generator_expression(ast::GeneratorExp* node, Reg dst);
    void comprehension_loop(std::span<ast::Comprehension*> generators, size_t depth, Reg iterator,
                            const std::function<void()>& element);
    void yield(ast::Yield* node, Reg dst);
    void yield_from(ast::YieldFrom* node, Reg dst);
    void await(ast::Await* node, Reg dst);
    void await_register(Reg value, Reg dst, uint32_t where);
    void yield_value(Reg dst, Reg value);
    bool check_async(const ast::Node* node, std::string_view message);

    // ---- patterns (emit_match.cpp) ----
    struct PatternContext {
        std::vector<std::pair<std::string_view, Reg>> captures;
        LabelId fail;
        bool irrefutable_allowed = false;
    };
    void pattern(ast::Pattern* node, Reg subject, PatternContext& context);
    void capture(ast::Node* node, std::string_view name, Reg value, PatternContext& context);
    void sequence_pattern(ast::MatchSequence* node, Reg subject, PatternContext& context);
    void mapping_pattern(ast::MatchMapping* node, Reg subject, PatternContext& context);
    void class_pattern(ast::MatchClass* node, Reg subject, PatternContext& context);
    void or_pattern(ast::MatchOr* node, Reg subject, PatternContext& context);

    SymbolTable& symbols_;
    Diagnostics& diagnostics_;
    Arena& arena_;
    const CompileOptions& options_;
    Unit* unit_ = nullptr;
    bool interactive_ = false;
    bool future_annotations_ = false;
    std::set<const ast::Alias*> future_checked_;  // names of valid __future__ imports

public:
    uint32_t future_flags = 0;  // set before module()
    void set_future_imports(std::set<const ast::Alias*> valid) { future_checked_ = std::move(valid); }
};

std::string unparse(const ast::Expr* expression, Diagnostics& diagnostics);  // unparse.cpp
void warn_syntax(Diagnostics& diagnostics, const ast::Node* node, std::string_view message);

}  // namespace krait::core

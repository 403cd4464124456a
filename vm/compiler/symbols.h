// The symbol table: which scope each name of a program belongs to. Language Reference 4.2 (naming and binding).
//
//  1. One Scope for each module, class, function, lambda, comprehension, and each annotation scope (PEP 649, 695).
//  2. List, set and dict comprehensions are *inlined* (PEP 709): their scope has variables of its own, but its code is part of
//     the unit of the nearest scope around it that is not inlined. A variable of that unit that only inlined scopes use
//     needs no cell.
//  3. `free_names` of a scope that is not inlined is its closure, in order; it holds what pass through to inner scopes too.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/arena.h"
#include "parser/ast.h"
#include "vm/compiler/diagnostics.h"

namespace krait::core {

enum class ScopeKind : uint8_t {
    Module,
    Class,
    Function,
    Comprehension,
    Generator,
    Annotation,
    TypeParameters,
    TypeAlias,
    TypeVariable
};
enum class ScopeRole : uint8_t { Body, TypeParameters, Annotations, Default };
enum class Resolution : uint8_t {
    Local,  // a register, or a cell if captured; in modules and classes a name of the namespace
    Free,   // a local of an enclosing function-like scope
    GlobalExplicit,
    GlobalImplicit
};

namespace symbol_flag {
inline constexpr uint32_t kUse = 1, kAssigned = 2, kParameter = 4, kGlobal = 8, kNonlocal = 16, kImport = 32,
                          kAnnotated = 64, kTypeParameter = 128, kIteration = 256, kDeleted = 512, kWalrus = 1024;
inline constexpr uint32_t kBound = kAssigned | kParameter | kImport | kTypeParameter;
}  // namespace symbol_flag

struct Scope;
struct Symbol {
    std::string_view name;
    uint32_t flags = 0;
    Resolution resolution = Resolution::GlobalImplicit;
    bool captured = false;  // lives in a cell
    Span where;             // of the declaration that an error would name
};

struct Scope {
    ScopeKind kind;
    std::string_view name;
    Scope* parent = nullptr;
    std::vector<Scope*> children;
    std::vector<Symbol*> symbols;  // in order of appearance
    std::unordered_map<std::string_view, Symbol*> table;
    std::vector<std::string_view> parameters;  // in register order
    std::vector<std::string_view> free_names;
    std::string_view private_name;  // the class that mangles names here; null outside of classes
    Span span;
    bool inlined = false;
    bool nested = false;    // inside a function
    bool is_async = false;  // async def, or a comprehension with await
    bool is_generator = false;
    bool sees_class = false;  // an annotation scope directly in a class: names are looked up there first
    bool needs_class_cell = false, needs_class_dict = false;
    bool returns_value = false;
    bool has_docstring = false;
    uint32_t inlined_registers = 0;  // of the comprehensions inlined here, at most at one time

    bool function_like() const { return kind != ScopeKind::Module && kind != ScopeKind::Class; }
    Symbol* find(std::string_view name) const {
        auto found = table.find(name);
        return found == table.end() ? nullptr : found->second;
    }
};

class SymbolTable {
public:
    SymbolTable(Arena& arena, Diagnostics& diagnostics, bool future_annotations)
        : arena_(arena), diagnostics_(diagnostics), future_annotations_(future_annotations) {}

    void build(ast::Mod* module);
    Scope* top() const { return top_; }
    Scope* scope_of(const void* node, ScopeRole role = ScopeRole::Body) const {
        auto found = scopes_.find({node, role});
        return found == scopes_.end() ? nullptr : found->second;
    }
    // The name as it is stored: `__x` in class C is `_C__x`.
    std::string_view mangle(const Scope* scope, std::string_view name);
    // PEP 649: what the __annotate__ function of a module or class holds, in order. `condition`: its place in the set
    // __conditional_annotations__, which tells what was reached; -1 where it always counts.
    struct Annotation {
        ast::AnnAssign* node;
        int condition;
    };
    const std::vector<Annotation>& annotations_of(const Scope* scope) { return annotations_[scope]; }
    bool has_conditional_annotations(const Scope* scope) const { return conditional_.count(scope) != 0; }

private:
    struct Key {
        const void* node;
        ScopeRole role;
        bool operator==(const Key&) const = default;
    };
    struct KeyHash {
        size_t operator()(const Key& key) const {
            return std::hash<const void*>()(key.node) * 31 + static_cast<size_t>(key.role);
        }
    };
    Scope* enter(const void* node, ScopeRole role, ScopeKind kind, std::string_view name, Span span);
    void leave() { scope_ = scope_->parent; }
    Symbol* add(std::string_view name, uint32_t flags, Span where);
    Symbol* add_to(Scope* scope, std::string_view mangled, uint32_t flags, Span where);
    void use_class_dict();

    void statements(std::span<ast::Stmt*> body);
    void statement(ast::Stmt* statement);
    void declaration(ast::Stmt* statement, std::span<std::string_view> names, uint32_t flag);
    void function(ast::Stmt* node, std::string_view name, ast::Arguments* args, std::span<ast::Stmt*> body,
                  std::span<ast::Expr*> decorators, ast::Expr* returns, std::span<ast::TypeParam*> type_params,
                  bool is_async);
    void class_definition(ast::ClassDef* node);
    void type_alias(ast::TypeAlias* node);
    void enter_type_parameters(const void* node, std::string_view name, std::span<ast::TypeParam*> params, Span span);
    void type_parameter(ast::TypeParam* param);
    void type_parameter_part(const void* node, ScopeRole role, std::string_view name, ast::Expr* value);
    void parameters(ast::Arguments* args);
    void defaults(ast::Arguments* args);
    void function_annotations(ast::Stmt* node, ast::Arguments* args, ast::Expr* returns);
    void annotation(ast::AnnAssign* node);
    void loop(std::span<ast::Stmt*> body, std::span<ast::Stmt*> orelse);
    void finally_body(std::span<ast::Stmt*> body);
    void handlers(std::span<ast::ExceptHandlerNode*> handlers);
    void import_names(std::span<ast::Alias*> names, ast::Stmt* statement, bool from);
    void pattern(ast::Pattern* pattern);
    void expressions(std::span<ast::Expr*> list);
    void expression(ast::Expr* expression);
    void comprehension(ast::Expr* node, std::span<ast::Comprehension*> generators, ast::Expr* key, ast::Expr* value,
                       bool generator);
    void named_expression(ast::NamedExpr* node);
    void forbid_in_type_scope(ast::Expr* node, std::string_view what);

    void mark_async();

    void resolve(Scope* scope);
    void resolve_symbol(Scope* scope, Symbol* symbol);
    uint32_t count_inlined(Scope* scope);

    Arena& arena_;
    Diagnostics& diagnostics_;
    bool future_annotations_;
    Scope* top_ = nullptr;
    Scope* scope_ = nullptr;
    std::vector<std::unique_ptr<Scope>> all_;
    std::unordered_map<Key, Scope*, KeyHash> scopes_;
    std::unordered_map<const Scope*, std::vector<Annotation>> annotations_;
    std::unordered_map<const Scope*, int> conditional_;  // how many
    std::set<std::string_view> declared_global_;         // by any scope
    std::unordered_map<const Scope*, Scope*> annotate_scopes_;
    int in_conditional_ = 0;
    // PEP 765: leaving a finally block by return, or by break and continue of a loop around it, is warned of.
    enum class Finally : uint8_t { Outside, Body, LoopInBody };
    Finally finally_ = Finally::Outside;
    int comprehension_iterable_ = 0;
    bool in_iteration_target_ = false;
};

bool is_docstring(std::span<ast::Stmt*> body);

}  // namespace krait::core

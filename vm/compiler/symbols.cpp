#include "vm/compiler/symbols.h"

#include <algorithm>

namespace krait::core {

using namespace ast;
using namespace symbol_flag;

bool is_docstring(std::span<Stmt*> body) {
    if (body.empty()) return false;
    auto* statement = as<ExprStmt>(body[0]);
    auto* constant = statement ? as<Constant>(statement->value) : nullptr;
    return constant && constant->value.kind == ConstantKind::String;
}

std::string_view SymbolTable::mangle(const Scope* scope, std::string_view name) {
    std::string_view private_name = scope->private_name;
    if (private_name.empty() || !name.starts_with("__") || name.ends_with("__") ||
        name.find('.') != std::string_view::npos)
        return name;
    size_t start = private_name.find_first_not_of('_');
    if (start == std::string_view::npos) return name;
    return arena_.copy(std::string_view("_" + std::string(private_name.substr(start)) + std::string(name)));
}

Scope* SymbolTable::enter(const void* node, ScopeRole role, ScopeKind kind, std::string_view name, Span span) {
    auto scope = std::make_unique<Scope>();
    scope->kind = kind;
    scope->name = name;
    scope->span = span;
    scope->parent = scope_;
    if (scope_) {
        scope->private_name = scope_->private_name;
        scope->nested = scope_->nested || scope_->function_like();
        bool annotation_scope = kind == ScopeKind::Annotation || kind == ScopeKind::TypeParameters ||
                                kind == ScopeKind::TypeAlias || kind == ScopeKind::TypeVariable;
        scope->sees_class = annotation_scope && (scope_->kind == ScopeKind::Class || scope_->sees_class);
        scope_->children.push_back(scope.get());
    }
    scope_ = scope.get();
    scopes_[{node, role}] = scope_;
    all_.push_back(std::move(scope));
    return scope_;
}

Symbol* SymbolTable::add_to(Scope* scope, std::string_view name, uint32_t flags, Span where) {
    Symbol*& symbol = scope->table[name];
    if (!symbol) {
        symbol = arena_.make<Symbol>();
        symbol->name = name;
        symbol->where = where;
        scope->symbols.push_back(symbol);
    }
    if ((flags & kParameter) && (symbol->flags & kParameter))
        diagnostics_.error(where, "duplicate argument '" + std::string(name) + "' in function definition");
    if ((flags & kTypeParameter) && (symbol->flags & kTypeParameter))
        diagnostics_.error(where, "duplicate type parameter '" + std::string(name) + "'");
    symbol->flags |= flags;
    if (flags & kParameter) scope->parameters.push_back(name);
    return symbol;
}

Symbol* SymbolTable::add(std::string_view name, uint32_t flags, Span where) {
    if (in_iteration_target_ && (flags & kAssigned)) {
        flags |= kIteration;
        Symbol* known = scope_->find(mangle(scope_, name));
        if (known && (known->flags & (kGlobal | kNonlocal)))
            diagnostics_.error(where, "comprehension inner loop cannot rebind assignment expression target '" +
                                          std::string(name) + "'");
    }
    return add_to(scope_, mangle(scope_, name), flags, where);
}

// Names in annotation scopes of a class are looked up in the class's namespace first.
void SymbolTable::use_class_dict() {
    if (scope_->sees_class) add_to(scope_, "__classdict__", kUse, scope_->span);
}

void SymbolTable::build(Mod* module) {
    top_ = enter(module, ScopeRole::Body, ScopeKind::Module, "<module>", {});
    if (auto* node = as<Module>(module)) statements(node->body);
    else if (auto* node = as<Interactive>(module)) statements(node->body);
    else if (auto* node = as<Expression>(module)) expression(node->body);
    else if (auto* node = as<FunctionType>(module)) {
        expressions(node->argtypes);
        expression(node->returns);
    }
    if (diagnostics_.failed()) return;
    resolve(top_);
    count_inlined(top_);
    for (auto& scope : all_) std::sort(scope->free_names.begin(), scope->free_names.end());
}

// Outer scopes first, so that nonlocal declarations of theirs are known.
void SymbolTable::resolve(Scope* scope) {
    for (size_t i = 0; i < scope->symbols.size(); ++i) resolve_symbol(scope, scope->symbols[i]);
    for (Scope* child : scope->children) resolve(child);
}

void SymbolTable::resolve_symbol(Scope* scope, Symbol* symbol) {
    std::string_view name = symbol->name;
    if ((symbol->flags & kGlobal) && (symbol->flags & kNonlocal)) {
        diagnostics_.error(symbol->where, "name '" + std::string(name) + "' is nonlocal and global");
        return;
    }
    // A name that any function declares global is the global one in the module's code too, even if exec() runs it with
    // other locals.
    if ((symbol->flags & kGlobal) || (scope == top_ && declared_global_.contains(name))) {
        symbol->resolution = Resolution::GlobalExplicit;
        return;
    }
    if (!(symbol->flags & kNonlocal) && (symbol->flags & kBound)) {
        symbol->resolution = Resolution::Local;
        return;
    }
    // Where is it bound? Classes do not count, but for their two cells.
    Scope* home = nullptr;
    Symbol* found = nullptr;
    bool through_function = scope->function_like();
    for (Scope* outer = scope->parent; outer; through_function |= outer->function_like(), outer = outer->parent) {
        if (outer->kind == ScopeKind::Class) {
            if (name == "__class__" && through_function) outer->needs_class_cell = true, home = outer;
            else if (name == "__classdict__" && through_function) outer->needs_class_dict = true, home = outer;
            else if (name == "__conditional_annotations__" && conditional_.count(outer)) home = outer;
            else continue;
            found = add_to(outer, arena_.copy(std::string_view("." + std::string(name))), kUse, outer->span);
            found->resolution = Resolution::Local;
            break;
        }
        if (outer->kind == ScopeKind::Module) break;
        Symbol* candidate = outer->find(name);
        if (!candidate) continue;
        if (candidate->flags & kGlobal) break;
        if (!(candidate->flags & kNonlocal) && (candidate->flags & kBound)) {
            home = outer;
            found = candidate;
            break;
        }
    }
    if (!home) {
        if (symbol->flags & kNonlocal)
            diagnostics_.error(symbol->where, "no binding for nonlocal '" + std::string(name) + "' found");
        symbol->resolution = Resolution::GlobalImplicit;
        return;
    }
    if ((symbol->flags & kNonlocal) && (found->flags & kTypeParameter)) {
        diagnostics_.error(symbol->where,
                           "nonlocal binding not allowed for type parameter '" + std::string(name) + "'");
        return;
    }
    symbol->resolution = Resolution::Free;
    bool captured = home->kind == ScopeKind::Class;
    for (Scope* at = scope; at != home; at = at->parent) {
        if (at->inlined) continue;
        captured = true;
        if (std::find(at->free_names.begin(), at->free_names.end(), name) == at->free_names.end())
            at->free_names.push_back(name);
    }
    if (captured) found->captured = true;
}

uint32_t SymbolTable::count_inlined(Scope* scope) {
    uint32_t most = 0;
    for (Scope* child : scope->children) {
        uint32_t inner = count_inlined(child);
        if (!child->inlined) continue;
        for (Symbol* symbol : child->symbols) inner += symbol->resolution == Resolution::Local;
        most = std::max(most, inner);
    }
    scope->inlined_registers = most;
    return most;
}

}  // namespace krait::core

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
    if (private_name.empty() || !name.starts_with("__") || name.ends_with("__") || name.find('.') != std::string_view::npos)
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
        bool annotation_scope = kind == ScopeKind::Annotation || kind == ScopeKind::TypeParameters || kind == ScopeKind::TypeAlias ||
                                kind == ScopeKind::TypeVariable;
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
            diagnostics_.error(where, "comprehension inner loop cannot rebind assignment expression target '" + std::string(name) + "'");
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
    if (symbol->flags & kGlobal) {
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
        diagnostics_.error(symbol->where, "nonlocal binding not allowed for type parameter '" + std::string(name) + "'");
        return;
    }
    symbol->resolution = Resolution::Free;
    bool captured = home->kind == ScopeKind::Class;
    for (Scope* at = scope; at != home; at = at->parent) {
        if (at->inlined) continue;
        captured = true;
        if (std::find(at->free_names.begin(), at->free_names.end(), name) == at->free_names.end()) at->free_names.push_back(name);
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

// ---- statements ----

void SymbolTable::statements(std::span<Stmt*> body) {
    for (Stmt* node : body) statement(node);
}

void SymbolTable::declaration(Stmt* statement, std::span<std::string_view> names, uint32_t flag) {
    std::string what = flag == kGlobal ? "global" : "nonlocal";
    if (flag == kNonlocal && scope_->kind == ScopeKind::Module) {
        diagnostics_.error(statement, "nonlocal declaration not allowed at module level");
        return;
    }
    for (std::string_view name : names) {
        std::string_view mangled = mangle(scope_, name);
        if (Symbol* known = scope_->find(mangled)) {
            std::string quoted = "name '" + std::string(name) + "' is ";
            if (known->flags & kParameter) diagnostics_.error(statement, quoted + "parameter and " + what);
            else if (known->flags & kUse) diagnostics_.error(statement, quoted + "used prior to " + what + " declaration");
            else if (known->flags & kAnnotated) diagnostics_.error(statement, "annotated name '" + std::string(name) + "' can't be " + what);
            else if (known->flags & (kAssigned | kTypeParameter)) diagnostics_.error(statement, quoted + "assigned to before " + what + " declaration");
        }
        const Symbol* known = scope_->find(mangled);
        bool declared = known && (known->flags & (kGlobal | kNonlocal));
        Symbol* symbol = add_to(scope_, mangled, flag, statement->span);
        if (!declared) symbol->where = statement->span;
    }
}

void SymbolTable::defaults(Arguments* args) {
    expressions(args->defaults);
    for (Expr* value : args->kw_defaults)
        if (value) expression(value);
}

void SymbolTable::parameters(Arguments* args) {
    auto add_parameter = [&](Arg* arg) { add(arg->arg, kParameter, arg->span); };
    for (Arg* arg : args->posonlyargs) add_parameter(arg);
    for (Arg* arg : args->args) add_parameter(arg);
    for (Arg* arg : args->kwonlyargs) add_parameter(arg);
    if (args->vararg) add_parameter(args->vararg);
    if (args->kwarg) add_parameter(args->kwarg);
}

void SymbolTable::function_annotations(Stmt* node, Arguments* args, Expr* returns) {
    std::vector<Expr*> all;
    auto collect = [&](Arg* arg) {
        if (arg && arg->annotation) all.push_back(arg->annotation);
    };
    for (Arg* arg : args->posonlyargs) collect(arg);
    for (Arg* arg : args->args) collect(arg);
    collect(args->vararg);
    for (Arg* arg : args->kwonlyargs) collect(arg);
    collect(args->kwarg);
    if (returns) all.push_back(returns);
    if (all.empty()) return;
    enter(args, ScopeRole::Annotations, ScopeKind::Annotation, "__annotate__", node->span);
    add_to(scope_, ".format", kParameter | kUse, node->span);
    if (!future_annotations_) {
        use_class_dict();
        for (Expr* annotation : all) {
            auto* starred = as<Starred>(annotation);
            expression(starred ? starred->value : annotation);
        }
    }
    leave();
}

void SymbolTable::function(Stmt* node, std::string_view name, Arguments* args, std::span<Stmt*> body, std::span<Expr*> decorators,
                           Expr* returns, std::span<TypeParam*> type_params, bool is_async) {
    add(name, kAssigned, node->span);
    expressions(decorators);
    defaults(args);
    if (!type_params.empty()) {
        enter_type_parameters(node, name, type_params, node->span);
        if (!args->defaults.empty()) add_to(scope_, ".defaults", kParameter | kUse, node->span);
        bool keyword_defaults = false;
        for (Expr* value : args->kw_defaults) keyword_defaults |= value != nullptr;
        if (keyword_defaults) add_to(scope_, ".kwdefaults", kParameter | kUse, node->span);
    }
    function_annotations(node, args, returns);
    Scope* scope = enter(node, ScopeRole::Body, ScopeKind::Function, name, node->span);
    scope->is_async = is_async;
    scope->has_docstring = is_docstring(body);
    int conditional = std::exchange(in_conditional_, 0);
    Finally outer_finally = std::exchange(finally_, Finally::Outside);
    parameters(args);
    statements(body);
    in_conditional_ = conditional;
    finally_ = outer_finally;
    leave();
    if (!type_params.empty()) leave();
}

void SymbolTable::class_definition(ClassDef* node) {
    add(node->name, kAssigned, node->span);
    expressions(node->decorator_list);
    if (!node->type_params.empty()) {
        enter_type_parameters(node, node->name, node->type_params, node->span);
        add_to(scope_, ".type_params", kAssigned | kUse, node->span);
        add_to(scope_, ".generic_base", kAssigned | kUse, node->span);
    }
    expressions(node->bases);
    for (Keyword* keyword : node->keywords) expression(keyword->value);
    Scope* scope = enter(node, ScopeRole::Body, ScopeKind::Class, node->name, node->span);
    scope->private_name = node->name;
    int conditional = std::exchange(in_conditional_, 0);
    if (!node->type_params.empty()) {
        add_to(scope, ".type_params", kUse, node->span);
        add_to(scope, "__type_params__", kAssigned, node->span);
    }
    Finally outer_finally = std::exchange(finally_, Finally::Outside);
    statements(node->body);
    in_conditional_ = conditional;
    finally_ = outer_finally;
    leave();
    if (!node->type_params.empty()) leave();
}

void SymbolTable::enter_type_parameters(const void* node, std::string_view name, std::span<TypeParam*> params, Span span) {
    std::string text = "<generic parameters of " + std::string(name) + ">";
    enter(node, ScopeRole::TypeParameters, ScopeKind::TypeParameters, arena_.copy(std::string_view(text)), span);
    use_class_dict();
    for (TypeParam* param : params) type_parameter(param);
}

void SymbolTable::type_parameter_part(const void* node, ScopeRole role, std::string_view name, Expr* value) {
    if (!value) return;
    enter(node, role, ScopeKind::TypeVariable, name, value->span);
    add_to(scope_, ".format", kParameter | kUse, value->span);
    use_class_dict();
    auto* starred = as<Starred>(value);
    expression(starred ? starred->value : value);
    leave();
}

void SymbolTable::type_parameter(TypeParam* param) {
    if (auto* node = as<TypeVar>(param)) {
        add(node->name, kTypeParameter | kAssigned, param->span);
        type_parameter_part(node, ScopeRole::Body, node->name, node->bound);
        type_parameter_part(node, ScopeRole::Default, node->name, node->default_value);
    } else if (auto* node = as<ParamSpec>(param)) {
        add(node->name, kTypeParameter | kAssigned, param->span);
        type_parameter_part(node, ScopeRole::Default, node->name, node->default_value);
    } else if (auto* node = as<TypeVarTuple>(param)) {
        add(node->name, kTypeParameter | kAssigned, param->span);
        type_parameter_part(node, ScopeRole::Default, node->name, node->default_value);
    }
}

void SymbolTable::type_alias(TypeAlias* node) {
    expression(node->name);
    std::string_view name = static_cast<Name*>(node->name)->id;
    if (!node->type_params.empty()) enter_type_parameters(node, name, node->type_params, node->span);
    enter(node, ScopeRole::Body, ScopeKind::TypeAlias, name, node->span);
    add_to(scope_, ".format", kParameter | kUse, node->span);
    use_class_dict();
    expression(node->value);
    leave();
    if (!node->type_params.empty()) leave();
}

void SymbolTable::annotation(AnnAssign* node) {
    bool in_function = scope_->function_like();
    if (auto* name = as<Name>(node->target)) {
        std::string_view mangled = mangle(scope_, name->id);
        Symbol* known = scope_->find(mangled);
        if (node->simple && known && (known->flags & (kGlobal | kNonlocal)) && scope_ != top_)
            diagnostics_.error(node, "annotated name '" + std::string(name->id) + "' can't be " +
                                         (known->flags & kGlobal ? "global" : "nonlocal"));
        if (node->simple) add(name->id, kAnnotated | kAssigned, name->span);
        else if (node->value) add(name->id, kAssigned, name->span);
        if (node->simple && !in_function && !future_annotations_) {
            // PEP 649: evaluated in a function of the module or class. A module may be left half way, so there all count as conditional.
            Scope* owner = scope_;
            int condition = -1;
            if (in_conditional_ || owner->kind == ScopeKind::Module) {
                condition = conditional_[owner]++;
                add_to(owner, "__conditional_annotations__", owner->kind == ScopeKind::Module ? kAssigned | kUse : kUse, node->span);
            }
            annotations_[owner].push_back({node, condition});
            Scope*& annotate = annotate_scopes_[owner];
            if (annotate) {
                scope_ = annotate;
            } else {
                annotate = enter(owner, ScopeRole::Annotations, ScopeKind::Annotation, "__annotate__", node->span);
                add_to(scope_, ".format", kParameter | kUse, node->span);
                use_class_dict();
            }
            if (condition >= 0) add_to(scope_, "__conditional_annotations__", kUse, node->span);
            auto* starred = as<Starred>(node->annotation);
            expression(starred ? starred->value : node->annotation);
            scope_ = owner;
        } else if (!node->simple && !in_function) {
            if (!future_annotations_) expression(node->annotation);
        }
    } else {
        expression(node->target);
        if (!in_function && !future_annotations_) expression(node->annotation);
    }
    if (node->value) expression(node->value);
}

void SymbolTable::handlers(std::span<ExceptHandlerNode*> list) {
    for (ExceptHandlerNode* item : list) {
        auto* handler = static_cast<ExceptHandler*>(item);
        if (handler->type) expression(handler->type);
        if (!is_none(handler->name)) add(handler->name, kAssigned | kDeleted, handler->span);
        statements(handler->body);
    }
}

void SymbolTable::import_names(std::span<Alias*> names, Stmt* statement, bool from) {
    for (Alias* alias : names) {
        if (alias->name == "*") {
            if (scope_->kind != ScopeKind::Module) diagnostics_.error(alias, "import * only allowed at module level");
            continue;
        }
        std::string_view name = is_none(alias->asname) ? alias->name : alias->asname;
        if (!from && is_none(alias->asname)) name = name.substr(0, name.find('.'));
        add(name, kImport, alias->span);
    }
}

void SymbolTable::loop(std::span<Stmt*> body, std::span<Stmt*> orelse) {
    ++in_conditional_;
    Finally outer = finally_;
    if (finally_ == Finally::Body) finally_ = Finally::LoopInBody;
    statements(body);
    finally_ = outer;
    statements(orelse);
    --in_conditional_;
}

void SymbolTable::finally_body(std::span<Stmt*> body) {
    Finally outer = std::exchange(finally_, Finally::Body);
    statements(body);
    finally_ = outer;
}

void SymbolTable::statement(Stmt* node) {
    if (!diagnostics_.enter()) return;
    switch (node->kind) {
    case NodeKind::FunctionDef: {
        auto* n = static_cast<FunctionDef*>(node);
        return function(n, n->name, n->args, n->body, n->decorator_list, n->returns, n->type_params, false);
    }
    case NodeKind::AsyncFunctionDef: {
        auto* n = static_cast<AsyncFunctionDef*>(node);
        return function(n, n->name, n->args, n->body, n->decorator_list, n->returns, n->type_params, true);
    }
    case NodeKind::ClassDef: return class_definition(static_cast<ClassDef*>(node));
    case NodeKind::TypeAlias: return type_alias(static_cast<TypeAlias*>(node));
    case NodeKind::Return: {
        auto* n = static_cast<Return*>(node);
        if (finally_ != Finally::Outside) diagnostics_.warn(node->span, "'return' in a 'finally' block");
        if (n->value) {
            expression(n->value);
            scope_->returns_value = true;
        }
        return;
    }
    case NodeKind::Delete: return expressions(static_cast<Delete*>(node)->targets);
    case NodeKind::Assign: {
        auto* n = static_cast<Assign*>(node);
        expressions(n->targets);
        return expression(n->value);
    }
    case NodeKind::AugAssign: {
        auto* n = static_cast<AugAssign*>(node);
        expression(n->target);
        return expression(n->value);
    }
    case NodeKind::AnnAssign: return annotation(static_cast<AnnAssign*>(node));
    case NodeKind::For: {
        auto* n = static_cast<For*>(node);
        expression(n->target);
        expression(n->iter);
        return loop(n->body, n->orelse);
    }
    case NodeKind::AsyncFor: {
        mark_async();
        auto* n = static_cast<AsyncFor*>(node);
        expression(n->target);
        expression(n->iter);
        return loop(n->body, n->orelse);
    }
    case NodeKind::While: {
        auto* n = static_cast<While*>(node);
        expression(n->test);
        return loop(n->body, n->orelse);
    }
    case NodeKind::If: {
        auto* n = static_cast<If*>(node);
        expression(n->test);
        ++in_conditional_;
        statements(n->body);
        statements(n->orelse);
        --in_conditional_;
        return;
    }
    case NodeKind::With:
    case NodeKind::AsyncWith: {
        bool is_async = node->kind == NodeKind::AsyncWith;
        if (is_async) mark_async();
        auto items = is_async ? static_cast<AsyncWith*>(node)->items : static_cast<With*>(node)->items;
        auto body = is_async ? static_cast<AsyncWith*>(node)->body : static_cast<With*>(node)->body;
        for (WithItem* item : items) {
            expression(item->context_expr);
            if (item->optional_vars) expression(item->optional_vars);
        }
        ++in_conditional_;
        statements(body);
        --in_conditional_;
        return;
    }
    case NodeKind::Match: {
        auto* n = static_cast<Match*>(node);
        expression(n->subject);
        ++in_conditional_;
        for (MatchCase* item : n->cases) {
            pattern(item->pattern);
            if (item->guard) expression(item->guard);
            statements(item->body);
        }
        --in_conditional_;
        return;
    }
    case NodeKind::Raise: {
        auto* n = static_cast<Raise*>(node);
        if (n->exc) expression(n->exc);
        if (n->cause) expression(n->cause);
        return;
    }
    case NodeKind::Try: {
        auto* n = static_cast<Try*>(node);
        ++in_conditional_;
        statements(n->body);
        handlers(n->handlers);
        statements(n->orelse);
        finally_body(n->finalbody);
        --in_conditional_;
        return;
    }
    case NodeKind::TryStar: {
        auto* n = static_cast<TryStar*>(node);
        ++in_conditional_;
        statements(n->body);
        handlers(n->handlers);
        statements(n->orelse);
        finally_body(n->finalbody);
        --in_conditional_;
        return;
    }
    case NodeKind::Assert: {
        auto* n = static_cast<Assert*>(node);
        expression(n->test);
        if (n->msg) expression(n->msg);
        return;
    }
    case NodeKind::Import: return import_names(static_cast<Import*>(node)->names, node, false);
    case NodeKind::ImportFrom: return import_names(static_cast<ImportFrom*>(node)->names, node, true);
    case NodeKind::Global: return declaration(node, static_cast<Global*>(node)->names, kGlobal);
    case NodeKind::Nonlocal: return declaration(node, static_cast<Nonlocal*>(node)->names, kNonlocal);
    case NodeKind::ExprStmt: return expression(static_cast<ExprStmt*>(node)->value);
    case NodeKind::Break:
        if (finally_ == Finally::Body) diagnostics_.warn(node->span, "'break' in a 'finally' block");
        return;
    case NodeKind::Continue:
        if (finally_ == Finally::Body) diagnostics_.warn(node->span, "'continue' in a 'finally' block");
        return;
    default: return;  // pass
    }
}

void SymbolTable::pattern(Pattern* node) {
    if (!node || !diagnostics_.enter()) return;
    auto all = [&](std::span<Pattern*> patterns) {
        for (Pattern* item : patterns) pattern(item);
    };
    switch (node->kind) {
    case NodeKind::MatchValue: return expression(static_cast<MatchValue*>(node)->value);
    case NodeKind::MatchSequence: return all(static_cast<MatchSequence*>(node)->patterns);
    case NodeKind::MatchOr: return all(static_cast<MatchOr*>(node)->patterns);
    case NodeKind::MatchMapping: {
        auto* n = static_cast<MatchMapping*>(node);
        expressions(n->keys);
        all(n->patterns);
        if (!is_none(n->rest)) add(n->rest, kAssigned, node->span);
        return;
    }
    case NodeKind::MatchClass: {
        auto* n = static_cast<MatchClass*>(node);
        expression(n->cls);
        all(n->patterns);
        return all(n->kwd_patterns);
    }
    case NodeKind::MatchStar: {
        auto* n = static_cast<MatchStar*>(node);
        if (!is_none(n->name)) add(n->name, kAssigned, node->span);
        return;
    }
    case NodeKind::MatchAs: {
        auto* n = static_cast<MatchAs*>(node);
        pattern(n->pattern);
        if (!is_none(n->name)) add(n->name, kAssigned, node->span);
        return;
    }
    default: return;
    }
}

// ---- expressions ----

void SymbolTable::expressions(std::span<Expr*> list) {
    for (Expr* node : list)
        if (node) expression(node);
}

void SymbolTable::forbid_in_type_scope(Expr* node, std::string_view what) {
    for (Scope* scope = scope_; scope; scope = scope->parent) {
        const char* where = nullptr;
        if (scope->kind == ScopeKind::Annotation) where = "an annotation";
        else if (scope->kind == ScopeKind::TypeVariable) where = "a TypeVar bound";
        else if (scope->kind == ScopeKind::TypeAlias) where = "a type alias";
        else if (scope->kind == ScopeKind::TypeParameters) where = "the definition of a generic";
        if (where) diagnostics_.error(node, std::string(what) + " cannot be used within " + where);
        if (!scope->inlined) return;
    }
}

void SymbolTable::named_expression(NamedExpr* node) {
    if (comprehension_iterable_ > 0) {
        diagnostics_.error(node, "assignment expression cannot be used in a comprehension iterable expression");
        return;
    }
    bool in_comprehension = scope_->kind == ScopeKind::Comprehension || scope_->kind == ScopeKind::Generator;
    if (!in_comprehension) forbid_in_type_scope(node, "named expression");
    auto* target = static_cast<Name*>(node->target);
    if (in_comprehension) {
        // PEP 572: the target belongs to the scope around the comprehensions.
        std::string_view name = mangle(scope_, target->id);
        for (Scope* at = scope_; at; at = at->parent) {
            Symbol* known = at->find(name);
            if (at->kind == ScopeKind::Comprehension || at->kind == ScopeKind::Generator) {
                if (known && (known->flags & kIteration)) {
                    diagnostics_.error(target, "assignment expression cannot rebind comprehension iteration variable '" + std::string(target->id) + "'");
                    return;
                }
                continue;
            }
            if (at->kind == ScopeKind::Class) {
                diagnostics_.error(target, "assignment expression within a comprehension cannot be used in a class body");
                return;
            }
            if (at->kind == ScopeKind::Annotation || at->kind == ScopeKind::TypeAlias || at->kind == ScopeKind::TypeVariable ||
                at->kind == ScopeKind::TypeParameters) {
                diagnostics_.error(target, at->kind == ScopeKind::TypeParameters
                                               ? "assignment expression within a comprehension cannot be used within the definition of a generic"
                                           : at->kind == ScopeKind::TypeAlias
                                               ? "assignment expression within a comprehension cannot be used in a type alias"
                                           : at->kind == ScopeKind::TypeVariable
                                               ? "assignment expression within a comprehension cannot be used in a TypeVar bound"
                                               : "assignment expression within a comprehension cannot be used in an annotation");
                return;
            }
            bool global = at->kind == ScopeKind::Module || (known && (known->flags & kGlobal));
            if (global) add_to(at, name, at->kind == ScopeKind::Module ? kAssigned | kWalrus : kWalrus, target->span);
            else if (known && (known->flags & kNonlocal)) add_to(at, name, kWalrus, target->span);
            else add_to(at, name, kAssigned | kWalrus, target->span);
            for (Scope* inner = scope_; inner != at; inner = inner->parent)
                add_to(inner, name, global ? kGlobal : kNonlocal, target->span);
            break;
        }
        expression(node->value);
        return;
    }
    expression(node->value);
    add(target->id, kAssigned | kWalrus, target->span);
}

void SymbolTable::comprehension(Expr* node, std::span<Comprehension*> generators, Expr* key, Expr* value, bool generator) {
    Comprehension* first = generators[0];
    ++comprehension_iterable_;
    expression(first->iter);
    --comprehension_iterable_;
    const char* name = generator ? "<genexpr>" : is<SetComp>(node) ? "<setcomp>" : is<DictComp>(node) ? "<dictcomp>" : "<listcomp>";
    // Inside of a comprehension an iterable's ban on := is not that of an outer one's.
    int iterable = comprehension_iterable_;
    Scope* scope = enter(node, ScopeRole::Body, generator ? ScopeKind::Generator : ScopeKind::Comprehension, name, node->span);
    scope->inlined = !generator;
    scope->is_generator = generator;
    if (generator) add_to(scope, ".0", kParameter | kUse, node->span);
    bool outer_target = std::exchange(in_iteration_target_, false);
    for (Comprehension* part : generators) {
        if (part->is_async) scope->is_async = true;
        in_iteration_target_ = true;
        expression(part->target);
        in_iteration_target_ = false;
        if (part != first) {
            ++comprehension_iterable_;
            expression(part->iter);
            --comprehension_iterable_;
        }
        expressions(part->ifs);
    }
    if (value) expression(value);
    expression(key);
    in_iteration_target_ = outer_target;
    comprehension_iterable_ = iterable;
    leave();
    // An asynchronous comprehension inside of a generator expression makes that asynchronous too.
    if (scope->is_async && !generator) mark_async();
}

// await in a comprehension makes that asynchronous; in a module it takes a coroutine where the host allows it (top-level await).
void SymbolTable::mark_async() {
    if (scope_->kind == ScopeKind::Comprehension || scope_->kind == ScopeKind::Generator || scope_->kind == ScopeKind::Module)
        scope_->is_async = true;
}

void SymbolTable::expression(Expr* node) {
    if (!diagnostics_.enter()) return;
    switch (node->kind) {
    case NodeKind::BoolOp: return expressions(static_cast<BoolOp*>(node)->values);
    case NodeKind::NamedExpr: return named_expression(static_cast<NamedExpr*>(node));
    case NodeKind::BinOp: {
        auto* n = static_cast<BinOp*>(node);
        expression(n->left);
        return expression(n->right);
    }
    case NodeKind::UnaryOp: return expression(static_cast<UnaryOp*>(node)->operand);
    case NodeKind::Lambda: {
        auto* n = static_cast<Lambda*>(node);
        defaults(n->args);
        enter(n, ScopeRole::Body, ScopeKind::Function, "<lambda>", node->span);
        int iterable = std::exchange(comprehension_iterable_, 0);
        bool target = std::exchange(in_iteration_target_, false);
        parameters(n->args);
        expression(n->body);
        comprehension_iterable_ = iterable;
        in_iteration_target_ = target;
        return leave();
    }
    case NodeKind::IfExp: {
        auto* n = static_cast<IfExp*>(node);
        expression(n->test);
        expression(n->body);
        return expression(n->orelse);
    }
    case NodeKind::Dict:
        expressions(static_cast<Dict*>(node)->keys);
        return expressions(static_cast<Dict*>(node)->values);
    case NodeKind::Set: return expressions(static_cast<Set*>(node)->elts);
    case NodeKind::ListComp: {
        auto* n = static_cast<ListComp*>(node);
        return comprehension(n, n->generators, n->elt, nullptr, false);
    }
    case NodeKind::SetComp: {
        auto* n = static_cast<SetComp*>(node);
        return comprehension(n, n->generators, n->elt, nullptr, false);
    }
    case NodeKind::DictComp: {
        auto* n = static_cast<DictComp*>(node);
        return comprehension(n, n->generators, n->key, n->value, false);
    }
    case NodeKind::GeneratorExp: {
        auto* n = static_cast<GeneratorExp*>(node);
        return comprehension(n, n->generators, n->elt, nullptr, true);
    }
    case NodeKind::Await:
        forbid_in_type_scope(node, "await expression");
        mark_async();
        return expression(static_cast<Await*>(node)->value);
    case NodeKind::Yield:
    case NodeKind::YieldFrom: {
        forbid_in_type_scope(node, "yield expression");
        Expr* value = node->kind == NodeKind::Yield ? static_cast<Yield*>(node)->value : static_cast<YieldFrom*>(node)->value;
        if (value) expression(value);
        if (scope_->kind == ScopeKind::Comprehension || scope_->kind == ScopeKind::Generator) {
            const char* what = scope_->name == "<genexpr>"    ? "'yield' inside generator expression"
                               : scope_->name == "<setcomp>"  ? "'yield' inside set comprehension"
                               : scope_->name == "<dictcomp>" ? "'yield' inside dict comprehension"
                                                              : "'yield' inside list comprehension";
            diagnostics_.error(node, what);
        }
        if (scope_->kind == ScopeKind::Function) scope_->is_generator = true;
        return;
    }
    case NodeKind::Compare: {
        auto* n = static_cast<Compare*>(node);
        expression(n->left);
        return expressions(n->comparators);
    }
    case NodeKind::Call: {
        auto* n = static_cast<Call*>(node);
        expression(n->func);
        expressions(n->args);
        for (Keyword* keyword : n->keywords) expression(keyword->value);
        return;
    }
    case NodeKind::FormattedValue: {
        auto* n = static_cast<FormattedValue*>(node);
        expression(n->value);
        if (n->format_spec) expression(n->format_spec);
        return;
    }
    case NodeKind::Interpolation: {
        auto* n = static_cast<Interpolation*>(node);
        expression(n->value);
        if (n->format_spec) expression(n->format_spec);
        return;
    }
    case NodeKind::JoinedStr: return expressions(static_cast<JoinedStr*>(node)->values);
    case NodeKind::TemplateStr: return expressions(static_cast<TemplateStr*>(node)->values);
    case NodeKind::Attribute: return expression(static_cast<Attribute*>(node)->value);
    case NodeKind::Subscript: {
        auto* n = static_cast<Subscript*>(node);
        bool target = std::exchange(in_iteration_target_, false);
        expression(n->value);
        expression(n->slice);
        in_iteration_target_ = target;
        return;
    }
    case NodeKind::Starred: return expression(static_cast<Starred*>(node)->value);
    case NodeKind::Name: {
        auto* n = static_cast<Name*>(node);
        if (n->ctx == ExprContext::Load) {
            add(n->id, kUse, node->span);
            if (n->id == "super" && scope_->function_like()) add_to(scope_, "__class__", kUse, node->span);
        } else {
            add(n->id, n->ctx == ExprContext::Del ? kAssigned | kDeleted : kAssigned, node->span);
        }
        return;
    }
    case NodeKind::List: return expressions(static_cast<List*>(node)->elts);
    case NodeKind::Tuple: return expressions(static_cast<Tuple*>(node)->elts);
    case NodeKind::Slice: {
        auto* n = static_cast<Slice*>(node);
        if (n->lower) expression(n->lower);
        if (n->upper) expression(n->upper);
        if (n->step) expression(n->step);
        return;
    }
    default: return;
    }
}

}  // namespace krait::core

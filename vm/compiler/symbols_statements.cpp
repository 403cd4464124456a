// Which names each statement binds and uses.
#include "vm/compiler/symbols.h"

#include <utility>

namespace krait::core {

using namespace ast;
using namespace symbol_flag;

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
            else if (known->flags & kUse)
                diagnostics_.error(statement, quoted + "used prior to " + what + " declaration");
            else if (known->flags & kAnnotated)
                diagnostics_.error(statement, "annotated name '" + std::string(name) + "' can't be " + what);
            else if (known->flags & (kAssigned | kTypeParameter))
                diagnostics_.error(statement, quoted + "assigned to before " + what + " declaration");
        }
        const Symbol* known = scope_->find(mangled);
        bool declared = known && (known->flags & (kGlobal | kNonlocal));
        Symbol* symbol = add_to(scope_, mangled, flag, statement->span);
        if (!declared) symbol->where = statement->span;
        if (flag == kGlobal) declared_global_.insert(mangled);
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

void SymbolTable::function(Stmt* node, std::string_view name, Arguments* args, std::span<Stmt*> body,
                           std::span<Expr*> decorators, Expr* returns, std::span<TypeParam*> type_params,
                           bool is_async) {
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

void SymbolTable::enter_type_parameters(const void* node, std::string_view name, std::span<TypeParam*> params,
                                        Span span) {
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
                add_to(owner, "__conditional_annotations__", owner->kind == ScopeKind::Module ? kAssigned | kUse : kUse,
                       node->span);
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

}  // namespace krait::core

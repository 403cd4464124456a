// Which names each expression binds and uses.
#include "vm/compiler/symbols.h"

#include <utility>

namespace krait::core {

using namespace ast;
using namespace symbol_flag;

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
                    diagnostics_.error(target,
                                       "assignment expression cannot rebind comprehension iteration variable '" +
                                           std::string(target->id) + "'");
                    return;
                }
                continue;
            }
            if (at->kind == ScopeKind::Class) {
                diagnostics_.error(target,
                                   "assignment expression within a comprehension cannot be used in a class body");
                return;
            }
            if (at->kind == ScopeKind::Annotation || at->kind == ScopeKind::TypeAlias ||
                at->kind == ScopeKind::TypeVariable || at->kind == ScopeKind::TypeParameters) {
                diagnostics_.error(
                    target, at->kind == ScopeKind::TypeParameters ? "assignment expression within a comprehension "
                                                                    "cannot be used within the definition of a generic"
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

void SymbolTable::comprehension(Expr* node, std::span<Comprehension*> generators, Expr* key, Expr* value,
                                bool generator) {
    Comprehension* first = generators[0];
    ++comprehension_iterable_;
    expression(first->iter);
    --comprehension_iterable_;
    const char* name = generator            ? "<genexpr>"
                       : is<SetComp>(node)  ? "<setcomp>"
                       : is<DictComp>(node) ? "<dictcomp>"
                                            : "<listcomp>";
    // Inside of a comprehension an iterable's ban on := is not that of an outer one's.
    int iterable = comprehension_iterable_;
    Scope* scope =
        enter(node, ScopeRole::Body, generator ? ScopeKind::Generator : ScopeKind::Comprehension, name, node->span);
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
    if (scope_->kind == ScopeKind::Comprehension || scope_->kind == ScopeKind::Generator ||
        scope_->kind == ScopeKind::Module)
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
        bool target = std::exchange(in_iteration_target_, false);
        parameters(n->args);
        expression(n->body);
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
        Expr* value =
            node->kind == NodeKind::Yield ? static_cast<Yield*>(node)->value : static_cast<YieldFrom*>(node)->value;
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

// What a tree made by hand may have wrong though each field has the right type. CPython says ValueError for these.
#include "stdlib/_ast/classes.h"

namespace krait::core {

namespace {

class Validator {
public:
    explicit Validator(Thread& thread) : thread_(thread) {}

    Result<void> check(const ast::Node* node) {
        if (!node) return {};
        TRY(rule(node));
        switch (node->kind) {
#define NODE_BEGIN(Type, python_name, Base, attributes) \
    case ast::NodeKind::Type: return children(static_cast<const ast::Type&>(*node));
#include "parser/ast.def"
        }
        return {};
    }

private:
    // ---- the walk ----
    template <typename T>
    Result<void> visit(T* node) {
        if constexpr (std::is_base_of_v<ast::Node, T>) return check(node);
        else return {};
    }
    template <typename T>
        requires(!std::is_pointer_v<T>)
    Result<void> visit(const T&) {
        return {};
    }
    template <typename T>
    Result<void> visit_all(std::span<T> items) {
        for (const T& item : items) TRY(visit(item));
        return {};
    }
#define NODE_BEGIN(Type, python_name, Base, attributes) \
    Result<void> children([[maybe_unused]] const ast::Type& node) {
#define FIELD(Kind, name) TRY(visit(node.name));
#define OPTIONAL(Kind, name) TRY(visit(node.name));
#define LIST(Kind, name) TRY(visit_all(node.name));
#define LIST_WITH_NONE(Kind, name) TRY(visit_all(node.name));
#define NODE_END(Type) \
    return {};         \
    }
#include "parser/ast.def"

    // ---- the rules ----
    template <typename... Args>
    Failure fail(std::string_view format, const Args&... args) {
        return raise(thread_, Exc::ValueError, format, args...);
    }
    template <typename T>
    Result<void> filled(std::span<T> items, const char* what, const ast::Node* owner) {
        if (!items.empty()) return {};
        return fail("empty {} on {}", what, ast::python_name(owner->kind));
    }
    Result<void> name_allowed(std::string_view name) {
        for (std::string_view constant : {"None", "True", "False"}) {
            if (name == constant) return fail("identifier field can't represent '{}' constant", constant);
        }
        return {};
    }
    static const char* context_name(ast::ExprContext context) {
        return context == ast::ExprContext::Load ? "Load" : context == ast::ExprContext::Store ? "Store" : "Del";
    }
    // An expression that is a target says so in its context, all others Load.
    Result<void> in_context(const ast::Expr* node, ast::ExprContext wanted) {
        if (!node) return {};
        ast::ExprContext actual = ast::ExprContext::Load;
        bool may_be_target = true;
        if (auto* name = ast::as<ast::Name>(node)) actual = name->ctx;
        else if (auto* attribute = ast::as<ast::Attribute>(node)) actual = attribute->ctx;
        else if (auto* subscript = ast::as<ast::Subscript>(node)) actual = subscript->ctx;
        else if (auto* starred = ast::as<ast::Starred>(node))
            actual = starred->ctx, TRY(in_context(starred->value, wanted));
        else if (auto* list = ast::as<ast::List>(node)) actual = list->ctx, TRY(all_in_context(list->elts, wanted));
        else if (auto* tuple = ast::as<ast::Tuple>(node)) actual = tuple->ctx, TRY(all_in_context(tuple->elts, wanted));
        else may_be_target = false;
        if (!may_be_target && wanted != ast::ExprContext::Load)
            return fail("expression which can't be assigned to in {} context", context_name(wanted));
        if (actual != wanted)
            return fail("expression must have {} context but has {} instead", context_name(wanted),
                        context_name(actual));
        return {};
    }
    Result<void> all_in_context(std::span<ast::Expr*> nodes, ast::ExprContext wanted) {
        for (const ast::Expr* node : nodes) TRY(in_context(node, wanted));
        return {};
    }
    Result<void> generators(std::span<ast::Comprehension*> all) {
        if (all.empty()) return fail("comprehension with no generators");
        return {};
    }
    Result<void> function(const ast::Node* node, std::span<ast::Stmt*> body, std::span<ast::Expr*> decorators,
                          const ast::Expr* returns) {
        TRY(filled(body, "body", node));
        TRY(all_in_context(decorators, ast::ExprContext::Load));
        return in_context(returns, ast::ExprContext::Load);
    }
    template <typename T>
    Result<void> try_statement(const T* node) {
        TRY(filled(node->body, "body", node));
        if (node->handlers.empty() && node->finalbody.empty())
            return fail("{} has neither handlers nor finalbody", ast::python_name(node->ast::Node::kind));
        if (node->handlers.empty() && !node->orelse.empty())
            return fail("{} has orelse but no except handlers", ast::python_name(node->ast::Node::kind));
        return {};
    }

    Result<void> rule(const ast::Node* node) {
        using ast::as;
        constexpr auto Load = ast::ExprContext::Load, Store = ast::ExprContext::Store, Del = ast::ExprContext::Del;
        if (auto* n = as<ast::FunctionDef>(node)) return function(n, n->body, n->decorator_list, n->returns);
        if (auto* n = as<ast::AsyncFunctionDef>(node)) return function(n, n->body, n->decorator_list, n->returns);
        if (auto* n = as<ast::ClassDef>(node)) {
            TRY(filled(n->body, "body", n));
            return all_in_context(n->bases, Load);
        }
        if (auto* n = as<ast::Return>(node)) return in_context(n->value, Load);
        if (auto* n = as<ast::Delete>(node)) {
            TRY(filled(n->targets, "targets", n));
            return all_in_context(n->targets, Del);
        }
        if (auto* n = as<ast::Assign>(node)) {
            TRY(filled(n->targets, "targets", n));
            TRY(all_in_context(n->targets, Store));
            return in_context(n->value, Load);
        }
        if (auto* n = as<ast::AugAssign>(node)) {
            TRY(in_context(n->target, Store));
            return in_context(n->value, Load);
        }
        if (auto* n = as<ast::AnnAssign>(node)) {
            if (n->simple && !as<ast::Name>(n->target))
                return raise(thread_, Exc::TypeError, "AnnAssign with simple non-Name target");
            TRY(in_context(n->target, Store));
            TRY(in_context(n->value, Load));
            return in_context(n->annotation, Load);
        }
        if (auto* n = as<ast::For>(node)) {
            TRY(in_context(n->target, Store));
            TRY(in_context(n->iter, Load));
            return filled(n->body, "body", n);
        }
        if (auto* n = as<ast::AsyncFor>(node)) {
            TRY(in_context(n->target, Store));
            TRY(in_context(n->iter, Load));
            return filled(n->body, "body", n);
        }
        if (auto* n = as<ast::While>(node)) {
            TRY(in_context(n->test, Load));
            return filled(n->body, "body", n);
        }
        if (auto* n = as<ast::If>(node)) {
            TRY(in_context(n->test, Load));
            return filled(n->body, "body", n);
        }
        if (auto* n = as<ast::With>(node)) {
            TRY(filled(n->items, "items", n));
            return filled(n->body, "body", n);
        }
        if (auto* n = as<ast::AsyncWith>(node)) {
            TRY(filled(n->items, "items", n));
            return filled(n->body, "body", n);
        }
        if (auto* n = as<ast::WithItem>(node)) {
            TRY(in_context(n->context_expr, Load));
            return n->optional_vars ? in_context(n->optional_vars, Store) : Result<void>();
        }
        if (auto* n = as<ast::Match>(node)) {
            TRY(in_context(n->subject, Load));
            return filled(n->cases, "cases", n);
        }
        if (auto* n = as<ast::MatchCase>(node)) {
            TRY(filled(n->body, "body", n));
            return without_star(n->pattern);
        }
        if (auto* n = as<ast::Raise>(node)) {
            if (!n->exc && n->cause) return fail("Raise with cause but no exception");
            TRY(in_context(n->exc, Load));
            return in_context(n->cause, Load);
        }
        if (auto* n = as<ast::Try>(node)) return try_statement(n);
        if (auto* n = as<ast::TryStar>(node)) return try_statement(n);
        if (auto* n = as<ast::ExceptHandler>(node)) {
            TRY(in_context(n->type, Load));
            return filled(n->body, "body", n);
        }
        if (auto* n = as<ast::Assert>(node)) {
            TRY(in_context(n->test, Load));
            return in_context(n->msg, Load);
        }
        if (auto* n = as<ast::Import>(node)) return filled(n->names, "names", n);
        if (auto* n = as<ast::ImportFrom>(node)) {
            if (n->level < 0) return fail("Negative ImportFrom level");
            return filled(n->names, "names", n);
        }
        if (auto* n = as<ast::Global>(node)) return filled(n->names, "names", n);
        if (auto* n = as<ast::Nonlocal>(node)) return filled(n->names, "names", n);
        if (auto* n = as<ast::ExprStmt>(node)) return in_context(n->value, Load);
        if (auto* n = as<ast::Expression>(node)) return in_context(n->body, Load);
        return expression_rule(node);
    }

    Result<void> expression_rule(const ast::Node* node) {
        using ast::as;
        constexpr auto Load = ast::ExprContext::Load, Store = ast::ExprContext::Store;
        if (auto* n = as<ast::Name>(node)) return name_allowed(n->id);
        if (auto* n = as<ast::BoolOp>(node)) {
            if (n->values.size() < 2) return fail("BoolOp with less than 2 values");
            return all_in_context(n->values, Load);
        }
        if (auto* n = as<ast::BinOp>(node)) {
            TRY(in_context(n->left, Load));
            return in_context(n->right, Load);
        }
        if (auto* n = as<ast::UnaryOp>(node)) return in_context(n->operand, Load);
        if (auto* n = as<ast::NamedExpr>(node)) {
            if (!as<ast::Name>(n->target)) return raise(thread_, Exc::TypeError, "NamedExpr target must be a Name");
            TRY(in_context(n->target, Store));
            return in_context(n->value, Load);
        }
        if (auto* n = as<ast::Dict>(node)) {
            if (n->keys.size() != n->values.size()) return fail("Dict doesn't have the same number of keys as values");
            TRY(all_in_context(n->keys, Load));
            return all_in_context(n->values, Load);
        }
        if (auto* n = as<ast::Set>(node)) return all_in_context(n->elts, Load);
        if (auto* n = as<ast::ListComp>(node)) return generators(n->generators);
        if (auto* n = as<ast::SetComp>(node)) return generators(n->generators);
        if (auto* n = as<ast::DictComp>(node)) return generators(n->generators);
        if (auto* n = as<ast::GeneratorExp>(node)) return generators(n->generators);
        if (auto* n = as<ast::Comprehension>(node)) {
            TRY(in_context(n->target, Store));
            TRY(in_context(n->iter, Load));
            return all_in_context(n->ifs, Load);
        }
        if (auto* n = as<ast::Compare>(node)) {
            if (n->comparators.empty()) return fail("Compare with no comparators");
            if (n->comparators.size() != n->ops.size())
                return fail("Compare has a different number of comparators and operands");
            TRY(in_context(n->left, Load));
            return all_in_context(n->comparators, Load);
        }
        if (auto* n = as<ast::Call>(node)) {
            TRY(in_context(n->func, Load));
            return all_in_context(n->args, Load);
        }
        if (auto* n = as<ast::Keyword>(node)) return in_context(n->value, Load);
        if (auto* n = as<ast::Attribute>(node)) return in_context(n->value, Load);
        if (auto* n = as<ast::Subscript>(node)) {
            TRY(in_context(n->value, Load));
            return in_context(n->slice, Load);
        }
        if (auto* n = as<ast::Arguments>(node)) {
            if (n->defaults.size() > n->posonlyargs.size() + n->args.size())
                return fail("more positional defaults than args on arguments");
            if (n->kw_defaults.size() != n->kwonlyargs.size())
                return fail("length of kwonlyargs is not the same as kw_defaults on arguments");
            TRY(all_in_context(n->defaults, Load));
            return all_in_context(n->kw_defaults, Load);
        }
        return pattern_rule(node);
    }

    // ---- patterns ----
    static bool is_number(const ast::Expr* node, bool complex) {
        auto* constant = ast::as<ast::Constant>(node);
        if (!constant) return false;
        ast::ConstantKind kind = constant->value.kind;
        return complex ? kind == ast::ConstantKind::Complex
                       : kind == ast::ConstantKind::Int || kind == ast::ConstantKind::Float ||
                             kind == ast::ConstantKind::Complex;
    }
    Result<void> matched_value(const ast::Expr* node) {
        using ast::as;
        if (auto* constant = as<ast::Constant>(node)) {
            ast::ConstantKind kind = constant->value.kind;
            if (kind == ast::ConstantKind::Ellipsis) return fail("unexpected constant inside of a literal pattern");
            return {};
        }
        if (as<ast::Attribute>(node) || as<ast::JoinedStr>(node) || as<ast::TemplateStr>(node)) return {};
        if (auto* n = as<ast::UnaryOp>(node); n && n->op == ast::UnaryOperator::USub && is_number(n->operand, false))
            return {};
        if (auto* n = as<ast::BinOp>(node);
            n && (n->op == ast::Operator::Add || n->op == ast::Operator::Sub) && is_number(n->right, true)) {
            auto* minus = as<ast::UnaryOp>(n->left);
            if (is_number(minus ? minus->operand : n->left, false)) return {};
        }
        return fail("patterns may only match literals and attribute lookups");
    }
    Result<void> captured(std::string_view name) {
        if (name == "_") return fail("can't capture name '_' in patterns");
        return name_allowed(name);
    }
    // A star stands in a sequence alone.
    Result<void> without_star(const ast::Pattern* node) {
        if (ast::as<ast::MatchStar>(node)) return fail("can't use MatchStar here");
        return {};
    }
    Result<void> all_without_star(std::span<ast::Pattern*> nodes) {
        for (const ast::Pattern* node : nodes) TRY(without_star(node));
        return {};
    }
    Result<void> pattern_rule(const ast::Node* node) {
        using ast::as;
        if (auto* n = as<ast::MatchValue>(node)) {
            if (auto* constant = as<ast::Constant>(n->value)) {
                ast::ConstantKind kind = constant->value.kind;
                if (kind == ast::ConstantKind::None || kind == ast::ConstantKind::True ||
                    kind == ast::ConstantKind::False)
                    return fail("unexpected constant inside of a literal pattern");
            }
            return matched_value(n->value);
        }
        if (auto* n = as<ast::MatchSingleton>(node)) {
            ast::ConstantKind kind = n->value.kind;
            if (kind == ast::ConstantKind::None || kind == ast::ConstantKind::True || kind == ast::ConstantKind::False)
                return {};
            return fail("MatchSingleton can only contain True, False and None");
        }
        if (auto* n = as<ast::MatchMapping>(node)) {
            if (n->keys.size() != n->patterns.size())
                return fail("MatchMapping doesn't have the same number of keys as patterns");
            if (!ast::is_none(n->rest)) TRY(captured(n->rest));
            for (const ast::Expr* key : n->keys) TRY(matched_value(key));
            return all_without_star(n->patterns);
        }
        if (auto* n = as<ast::MatchClass>(node)) {
            if (n->kwd_attrs.size() != n->kwd_patterns.size())
                return fail("MatchClass doesn't have the same number of keyword attributes as patterns");
            TRY(in_context(n->cls, ast::ExprContext::Load));
            const ast::Expr* cls = n->cls;
            while (auto* attribute = as<ast::Attribute>(cls)) cls = attribute->value;
            if (!as<ast::Name>(cls)) return fail("MatchClass cls field can only contain Name or Attribute nodes.");
            for (std::string_view name : n->kwd_attrs) TRY(name_allowed(name));
            TRY(all_without_star(n->patterns));
            return all_without_star(n->kwd_patterns);
        }
        if (auto* n = as<ast::MatchStar>(node)) return ast::is_none(n->name) ? Result<void>() : captured(n->name);
        if (auto* n = as<ast::MatchAs>(node)) {
            if (!ast::is_none(n->name)) TRY(captured(n->name));
            if (n->pattern && ast::is_none(n->name))
                return fail("MatchAs must specify a target name if a pattern is given");
            return n->pattern ? without_star(n->pattern) : Result<void>();
        }
        if (auto* n = as<ast::MatchOr>(node)) {
            if (n->patterns.size() < 2) return fail("MatchOr requires at least 2 patterns");
            return all_without_star(n->patterns);
        }
        return {};
    }

    Thread& thread_;
};

}  // namespace

Result<void> validate_ast(Thread& thread, const ast::Node* tree) { return Validator(thread).check(tree); }

}  // namespace krait::core

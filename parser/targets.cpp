// Expressions as targets: what may be assigned to or deleted, and how what may not is called.
#include "parser/parser_impl.h"

namespace krait {

// The part of `expr` that may not stand as a target, or nullptr.
Expr* Parser::find_invalid_target(Expr* expr, TargetOf of) {
    if (!expr) return nullptr;
    auto search = [&](std::span<Expr*> items) -> Expr* {
        for (Expr* item : items)
            if (Expr* invalid = find_invalid_target(item, of)) return invalid;
        return nullptr;
    };
    if (auto* list = as<ast::List>(expr)) return search(list->elts);
    if (auto* tuple = as<Tuple>(expr)) return search(tuple->elts);
    if (auto* starred = as<Starred>(expr))
        return of == TargetOf::Delete ? expr : find_invalid_target(starred->value, of);
    if (auto* compare = as<Compare>(expr); compare && of == TargetOf::For)
        return compare->ops[0] == CompareOperator::In ? find_invalid_target(compare->left, of) : expr;
    bool valid = is<ast::Name>(expr) || is<Subscript>(expr) || is<Attribute>(expr);
    return valid ? nullptr : expr;
}

void Parser::set_context(Expr* expr, ExprContext context) {
    switch (expr->kind) {
    case NodeKind::Name: static_cast<ast::Name*>(expr)->ctx = context; break;
    case NodeKind::Attribute: static_cast<Attribute*>(expr)->ctx = context; break;
    case NodeKind::Subscript: static_cast<Subscript*>(expr)->ctx = context; break;
    case NodeKind::Starred:
        static_cast<Starred*>(expr)->ctx = context;
        set_context(static_cast<Starred*>(expr)->value, context);
        break;
    case NodeKind::List:
        static_cast<ast::List*>(expr)->ctx = context;
        for (Expr* item : static_cast<ast::List*>(expr)->elts) set_context(item, context);
        break;
    case NodeKind::Tuple:
        static_cast<Tuple*>(expr)->ctx = context;
        for (Expr* item : static_cast<Tuple*>(expr)->elts) set_context(item, context);
        break;
    default: break;
    }
}

Failure Parser::raise_invalid_target(Expr* expr, TargetOf of) {
    Expr* invalid = find_invalid_target(expr, of);
    if (!invalid) return fail();
    const char* verb = of == TargetOf::Delete ? "cannot delete " : "cannot assign to ";
    return raise_at(invalid, verb + std::string(describe(invalid)));
}

std::string_view Parser::describe(const Expr* expr) {
    switch (expr->kind) {
    case NodeKind::Attribute: return "attribute";
    case NodeKind::Subscript: return "subscript";
    case NodeKind::Starred: return "starred";
    case NodeKind::Name: return "name";
    case NodeKind::List: return "list";
    case NodeKind::Tuple: return "tuple";
    case NodeKind::Lambda: return "lambda";
    case NodeKind::Call: return "function call";
    case NodeKind::BoolOp:
    case NodeKind::BinOp:
    case NodeKind::UnaryOp: return "expression";
    case NodeKind::GeneratorExp: return "generator expression";
    case NodeKind::Yield:
    case NodeKind::YieldFrom: return "yield expression";
    case NodeKind::Await: return "await expression";
    case NodeKind::ListComp: return "list comprehension";
    case NodeKind::SetComp: return "set comprehension";
    case NodeKind::DictComp: return "dict comprehension";
    case NodeKind::Dict: return "dict literal";
    case NodeKind::Set: return "set display";
    case NodeKind::JoinedStr:
    case NodeKind::FormattedValue: return "f-string expression";
    case NodeKind::TemplateStr:
    case NodeKind::Interpolation: return "t-string expression";
    case NodeKind::Constant:
        switch (static_cast<const Constant*>(expr)->value.kind) {
        case ConstantKind::None: return "None";
        case ConstantKind::True: return "True";
        case ConstantKind::False: return "False";
        case ConstantKind::Ellipsis: return "ellipsis";
        default: return "literal";
        }
    case NodeKind::Compare: return "comparison";
    case NodeKind::IfExp: return "conditional expression";
    case NodeKind::NamedExpr: return "named expression";
    default: return "expression";
    }
}

}  // namespace krait

// SyntaxWarnings about expressions that cannot mean what they say.
#include "vm/compiler/emitter.h"

namespace krait::core {

using namespace ast;
using core::Constant;

namespace {

// The type of an expression whose type is known from its form, or null.
const char* known_type(const Expr* node) {
    switch (node->kind) {
    case NodeKind::Constant:
        switch (static_cast<const ast::Constant*>(node)->value.kind) {
        case ConstantKind::None: return "NoneType";
        case ConstantKind::True:
        case ConstantKind::False: return "bool";
        case ConstantKind::Ellipsis: return "ellipsis";
        case ConstantKind::Int: return "int";
        case ConstantKind::Float: return "float";
        case ConstantKind::Complex: return "complex";
        case ConstantKind::String: return "str";
        case ConstantKind::Bytes: return "bytes";
        }
        return nullptr;
    case NodeKind::Tuple: return "tuple";
    case NodeKind::List:
    case NodeKind::ListComp: return "list";
    case NodeKind::Dict:
    case NodeKind::DictComp: return "dict";
    case NodeKind::Set:
    case NodeKind::SetComp: return "set";
    case NodeKind::GeneratorExp: return "generator";
    case NodeKind::Lambda: return "function";
    case NodeKind::JoinedStr:
    case NodeKind::FormattedValue: return "str";
    case NodeKind::TemplateStr:
    case NodeKind::Interpolation: return "string.templatelib.Template";
    default: return nullptr;
    }
}

bool is_literal_for_is(const Expr* node, const char** type) {
    if (node->kind == NodeKind::Tuple) {
        *type = "tuple";
        auto* tuple = static_cast<const ast::Tuple*>(node);
        for (const Expr* item : tuple->elts)
            if (!is<ast::Constant>(item)) return false;
        return true;
    }
    auto* constant = as<ast::Constant>(node);
    if (!constant) return false;
    ConstantKind kind = constant->value.kind;
    if (kind == ConstantKind::None || kind == ConstantKind::True || kind == ConstantKind::False ||
        kind == ConstantKind::Ellipsis)
        return false;
    *type = known_type(node);
    return true;
}

}  // namespace

void Emitter::check_compare(Compare* node) {
    Expr* left = node->left;
    for (size_t i = 0; i < node->ops.size(); ++i) {
        Expr* right = node->comparators[i];
        CompareOperator op = node->ops[i];
        const char* type;
        if ((op == CompareOperator::Is || op == CompareOperator::IsNot) &&
            (is_literal_for_is(left, &type) || is_literal_for_is(right, &type)))
            warn_syntax(diagnostics_, node,
                        op == CompareOperator::Is
                            ? std::string("\"is\" with '") + type + "' literal. Did you mean \"==\"?"
                            : std::string("\"is not\" with '") + type + "' literal. Did you mean \"!=\"?");
        left = right;
    }
}

void Emitter::check_caller(Expr* node) {
    const char* type = known_type(node);
    if (!type || is<Lambda>(node)) return;
    warn_syntax(diagnostics_, node, std::string("'") + type + "' object is not callable; perhaps you missed a comma?");
}

void Emitter::check_subscripter(Expr* node) {
    bool wrong =
        is<ast::Set>(node) || is<SetComp>(node) || is<GeneratorExp>(node) || is<Lambda>(node) || is<TemplateStr>(node);
    if (auto* constant = as<ast::Constant>(node)) {
        ConstantKind kind = constant->value.kind;
        wrong = kind != ConstantKind::String && kind != ConstantKind::Bytes;
    }
    if (wrong)
        warn_syntax(diagnostics_, node,
                    std::string("'") + known_type(node) + "' object is not subscriptable; perhaps you missed a comma?");
}

void Emitter::check_index(Expr* value, Expr* index) {
    const char* type = known_type(index);
    if (!type || is<ast::Slice>(index)) return;
    std::string_view name = type;
    if (name == "int" || name == "bool") return;
    bool sequence = is<ast::Tuple>(value) || is<ast::List>(value) || is<ListComp>(value) || is<JoinedStr>(value) ||
                    is<FormattedValue>(value);
    if (auto* constant = as<ast::Constant>(value))
        sequence = constant->value.kind == ConstantKind::String || constant->value.kind == ConstantKind::Bytes;
    if (!sequence) return;
    warn_syntax(diagnostics_, value,
                std::string(known_type(value)) + " indices must be integers or slices, not " + type +
                    "; perhaps you missed a comma?");
}

}  // namespace krait::core

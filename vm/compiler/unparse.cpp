// An expression back to text, with no more parentheses than it needs: annotations under `from __future__ import annotations`.
#include "parser/ast_dump.h"
#include "vm/compiler/emitter.h"

namespace krait::core {

using namespace ast;

namespace {

enum Level : int {
    kTuple,
    kTest,
    kOr,
    kAnd,
    kNot,
    kCompare,
    kBitOr,
    kBitXor,
    kBitAnd,
    kShift,
    kArithmetic,
    kTerm,
    kFactor,
    kPower,
    kAwait,
    kAtom
};

class Unparser {
public:
    explicit Unparser(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

    std::string out;

    void expression(const Expr* node, int level);

private:
    void list(std::span<Expr*> items, int level = kTest) {
        for (size_t i = 0; i < items.size(); ++i) {
            if (i) out += ", ";
            expression(items[i], level);
        }
    }
    template <typename Body>
    void enclosed(bool parentheses, Body body) {
        if (parentheses) out += '(';
        body();
        if (parentheses) out += ')';
    }
    void comprehensions(std::span<Comprehension*> generators) {
        for (Comprehension* part : generators) {
            out += part->is_async ? " async for " : " for ";
            expression(part->target, kTuple);
            out += " in ";
            expression(part->iter, kTest + 1);
            for (Expr* condition : part->ifs) {
                out += " if ";
                expression(condition, kTest + 1);
            }
        }
    }
    void arguments(const Arguments* args);
    void call(const Call* node);
    void subscript(const Subscript* node);
    void string_part(const Expr* node, bool in_spec);
    void joined(std::span<Expr*> values, char prefix);

    Diagnostics& diagnostics_;
};

constexpr int kOperatorLevels[] = {kArithmetic, kArithmetic, kTerm,  kTerm,   kTerm,   kTerm, kPower,
                                   kShift,      kShift,      kBitOr, kBitXor, kBitAnd, kTerm};
constexpr const char* kOperators[] = {" + ",  " - ",  " * ", " @ ", " / ", " % ", " ** ",
                                      " << ", " >> ", " | ", " ^ ", " & ", " // "};
constexpr const char* kComparisons[] = {" == ", " != ", " < ",      " <= ", " > ",
                                        " >= ", " is ", " is not ", " in ", " not in "};

void Unparser::arguments(const Arguments* args) {
    bool first = true;
    auto comma = [&] {
        if (!first) out += ", ";
        first = false;
    };
    size_t positional = args->posonlyargs.size() + args->args.size();
    for (size_t i = 0; i < positional; ++i) {
        comma();
        const Arg* arg = i < args->posonlyargs.size() ? args->posonlyargs[i] : args->args[i - args->posonlyargs.size()];
        out += arg->arg;
        size_t without = positional - args->defaults.size();
        if (i >= without) {
            out += "=";
            expression(args->defaults[i - without], kTest);
        }
        if (!args->posonlyargs.empty() && i + 1 == args->posonlyargs.size()) out += ", /";
    }
    if (args->vararg || !args->kwonlyargs.empty()) {
        comma();
        out += '*';
        if (args->vararg) out += args->vararg->arg;
    }
    for (size_t i = 0; i < args->kwonlyargs.size(); ++i) {
        comma();
        out += args->kwonlyargs[i]->arg;
        if (args->kw_defaults[i]) {
            out += "=";
            expression(args->kw_defaults[i], kTest);
        }
    }
    if (args->kwarg) {
        comma();
        out += "**";
        out += args->kwarg->arg;
    }
}

void Unparser::call(const Call* node) {
    expression(node->func, kAtom);
    if (node->args.size() == 1 && node->keywords.empty() && is<GeneratorExp>(node->args[0]))
        return expression(node->args[0], kTuple);
    out += '(';
    list(node->args);
    bool first = node->args.empty();
    for (Keyword* keyword : node->keywords) {
        if (!first) out += ", ";
        first = false;
        if (is_none(keyword->arg)) {
            out += "**";
        } else {
            out += keyword->arg;
            out += '=';
        }
        expression(keyword->value, kTest);
    }
    out += ')';
}

void Unparser::subscript(const Subscript* node) {
    expression(node->value, kAtom);
    out += '[';
    expression(node->slice, kTuple);
    out += ']';
}

std::string repr_of_text(std::string_view text) {
    ConstantValue value;
    value.kind = ConstantKind::String;
    value.text = text;
    return ast::repr(value);
}

void Unparser::string_part(const Expr* node, bool in_spec) {
    if (auto* text = as<ast::Constant>(node)) {
        for (char c : text->value.text) {
            out += c;
            if (c == '{' || c == '}') out += c;
        }
        return;
    }
    auto* field = as<FormattedValue>(node);
    auto* part = as<Interpolation>(node);
    Expr* value = field ? field->value : part->value;
    int conversion = field ? field->conversion : part->conversion;
    Expr* spec = field ? field->format_spec : part->format_spec;
    out += '{';
    size_t start = out.size();
    expression(value, kTest + 1);
    if (out[start] == '{') out.insert(start, " ");
    if (conversion > 0) {
        out += '!';
        out += static_cast<char>(conversion);
    }
    if (spec) {
        out += ':';
        if (auto* joined = as<JoinedStr>(spec))
            for (Expr* item : joined->values) string_part(item, true);
    }
    out += '}';
}

void Unparser::joined(std::span<Expr*> values, char prefix) {
    Unparser inner(diagnostics_);
    for (Expr* part : values) inner.string_part(part, false);
    out += prefix;
    out += repr_of_text(inner.out);
}

void Unparser::expression(const Expr* node, int level) {
    if (!diagnostics_.enter()) return;
    switch (node->kind) {
    case NodeKind::BoolOp: {
        auto* n = static_cast<const BoolOp*>(node);
        int own = n->op == BoolOperator::And ? kAnd : kOr;
        return enclosed(level > own, [&] {
            for (size_t i = 0; i < n->values.size(); ++i) {
                if (i) out += own == kAnd ? " and " : " or ";
                expression(n->values[i], own + 1);
            }
        });
    }
    case NodeKind::BinOp: {
        auto* n = static_cast<const BinOp*>(node);
        int own = kOperatorLevels[static_cast<int>(n->op)];
        bool right_associative = n->op == Operator::Pow;
        return enclosed(level > own, [&] {
            expression(n->left, own + right_associative);
            out += kOperators[static_cast<int>(n->op)];
            expression(n->right, own + !right_associative);
        });
    }
    case NodeKind::UnaryOp: {
        auto* n = static_cast<const ast::UnaryOp*>(node);
        static constexpr const char* kSigns[] = {"~", "not ", "+", "-"};
        int own = n->op == UnaryOperator::Not ? kNot : kFactor;
        return enclosed(level > own, [&] {
            out += kSigns[static_cast<int>(n->op)];
            expression(n->operand, own);
        });
    }
    case NodeKind::Lambda: {
        auto* n = static_cast<const Lambda*>(node);
        return enclosed(level > kTest, [&] {
            auto* args = n->args;
            bool any = !args->posonlyargs.empty() || !args->args.empty() || args->vararg || !args->kwonlyargs.empty() ||
                       args->kwarg;
            out += any ? "lambda " : "lambda";
            arguments(args);
            out += ": ";
            expression(n->body, kTest);
        });
    }
    case NodeKind::IfExp: {
        auto* n = static_cast<const IfExp*>(node);
        return enclosed(level > kTest, [&] {
            expression(n->body, kTest + 1);
            out += " if ";
            expression(n->test, kTest + 1);
            out += " else ";
            expression(n->orelse, kTest);
        });
    }
    case NodeKind::Dict: {
        auto* n = static_cast<const ast::Dict*>(node);
        out += '{';
        for (size_t i = 0; i < n->keys.size(); ++i) {
            if (i) out += ", ";
            if (n->keys[i]) {
                expression(n->keys[i], kTest);
                out += ": ";
                expression(n->values[i], kTest);
            } else {
                out += "**";
                expression(n->values[i], kBitOr);
            }
        }
        out += '}';
        return;
    }
    case NodeKind::Set:
        out += '{';
        list(static_cast<const ast::Set*>(node)->elts);
        out += '}';
        return;
    case NodeKind::List:
        out += '[';
        list(static_cast<const ast::List*>(node)->elts);
        out += ']';
        return;
    case NodeKind::Tuple: {
        auto* n = static_cast<const ast::Tuple*>(node);
        if (n->elts.empty()) {
            out += "()";
            return;
        }
        return enclosed(level > kTuple, [&] {
            list(n->elts);
            if (n->elts.size() == 1) out += ',';
        });
    }
    case NodeKind::ListComp: {
        auto* n = static_cast<const ListComp*>(node);
        out += '[';
        expression(n->elt, kTest);
        comprehensions(n->generators);
        out += ']';
        return;
    }
    case NodeKind::SetComp: {
        auto* n = static_cast<const SetComp*>(node);
        out += '{';
        expression(n->elt, kTest);
        comprehensions(n->generators);
        out += '}';
        return;
    }
    case NodeKind::DictComp: {
        auto* n = static_cast<const DictComp*>(node);
        out += '{';
        expression(n->key, kTest);
        out += ": ";
        expression(n->value, kTest);
        comprehensions(n->generators);
        out += '}';
        return;
    }
    case NodeKind::GeneratorExp: {
        auto* n = static_cast<const GeneratorExp*>(node);
        out += '(';
        expression(n->elt, kTest);
        comprehensions(n->generators);
        out += ')';
        return;
    }
    case NodeKind::Await:
        return enclosed(level > kAwait, [&] {
            out += "await ";
            expression(static_cast<const Await*>(node)->value, kAtom);
        });
    case NodeKind::Yield: {
        auto* n = static_cast<const Yield*>(node);
        out += n->value ? "(yield " : "(yield";
        if (n->value) expression(n->value, kTuple);
        out += ')';
        return;
    }
    case NodeKind::YieldFrom:
        out += "(yield from ";
        expression(static_cast<const YieldFrom*>(node)->value, kTest);
        out += ')';
        return;
    case NodeKind::Compare: {
        auto* n = static_cast<const Compare*>(node);
        return enclosed(level > kCompare, [&] {
            expression(n->left, kCompare + 1);
            for (size_t i = 0; i < n->ops.size(); ++i) {
                out += kComparisons[static_cast<int>(n->ops[i])];
                expression(n->comparators[i], kCompare + 1);
            }
        });
    }
    case NodeKind::Call: return call(static_cast<const Call*>(node));
    case NodeKind::JoinedStr: return joined(static_cast<const JoinedStr*>(node)->values, 'f');
    case NodeKind::TemplateStr: return joined(static_cast<const TemplateStr*>(node)->values, 't');
    case NodeKind::FormattedValue: {
        auto* value = const_cast<Expr*>(node);
        return joined(std::span(&value, 1), 'f');
    }
    case NodeKind::Interpolation: {
        auto* value = const_cast<Expr*>(node);
        return joined(std::span(&value, 1), 't');
    }
    case NodeKind::Constant: {
        auto* n = static_cast<const ast::Constant*>(node);
        if (n->value.kind == ConstantKind::Ellipsis) {
            out += "...";
            return;
        }
        if (!is_none(n->kind)) out += 'u';
        out += ast::repr(n->value);
        return;
    }
    case NodeKind::Attribute: {
        auto* n = static_cast<const Attribute*>(node);
        auto* number = as<ast::Constant>(n->value);
        expression(n->value, kAtom);
        out += number && number->value.kind == ConstantKind::Int ? " ." : ".";
        out += n->attr;
        return;
    }
    case NodeKind::Starred: out += '*'; return expression(static_cast<const Starred*>(node)->value, kBitOr);
    case NodeKind::Name: out += static_cast<const Name*>(node)->id; return;
    case NodeKind::Slice: {
        auto* n = static_cast<const ast::Slice*>(node);
        if (n->lower) expression(n->lower, kTest);
        out += ':';
        if (n->upper) expression(n->upper, kTest);
        if (n->step) {
            out += ':';
            expression(n->step, kTest);
        }
        return;
    }
    case NodeKind::Subscript: return subscript(static_cast<const Subscript*>(node));
    case NodeKind::NamedExpr: {
        auto* n = static_cast<const NamedExpr*>(node);
        return enclosed(level > kTuple, [&] {
            expression(n->target, kAtom);
            out += " := ";
            expression(n->value, kAtom);
        });
    }
    default: return;
    }
}

}  // namespace

std::string unparse(const Expr* expression, Diagnostics& diagnostics) {
    Unparser unparser(diagnostics);
    unparser.expression(expression, kTest);
    return std::move(unparser.out);
}

}  // namespace krait::core

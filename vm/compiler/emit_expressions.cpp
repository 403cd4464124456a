#include "vm/compiler/emitter.h"

namespace krait::core {

using namespace ast;
using core::Constant;

namespace {

// Small constants that ops take as an operand: ints and floats.
bool is_number(const Constant& constant) {
    return constant.tag == Constant::Tag::Int || constant.tag == Constant::Tag::Float;
}

bool binary_k_op(Operator op, Op* out) {
    switch (op) {
    case Operator::Add: *out = Op::add_k; return true;
    case Operator::Sub: *out = Op::sub_k; return true;
    case Operator::Mult: *out = Op::mul_k; return true;
    case Operator::FloorDiv: *out = Op::floor_div_k; return true;
    case Operator::Mod: *out = Op::mod_k; return true;
    case Operator::BitAnd: *out = Op::bit_and_k; return true;
    default: return false;
    }
}

}  // namespace

Emitter::Reg Emitter::operand(Expr* node, Reg hint) {
    if (auto* name = as<Name>(node); name && name->id != "__debug__") {
        At at(*this, node);
        return operand_of_location(locate(name->id), hint);
    }
    Reg dst = hint != kNoRegister && is_temporary(hint) ? hint : allocate();
    load(node, dst);
    return dst;
}

Emitter::Reg Emitter::fresh(Expr* node) {
    Reg dst = allocate();
    load(node, dst);
    return dst;
}

void Emitter::load(Expr* node, Reg dst) {
    if (!diagnostics_.enter()) return;
    At at(*this, node);
    TemporaryScope temporaries(*this);
    if (node->kind != NodeKind::Name || static_cast<Name*>(node)->id == "__debug__") {
        Constant constant;
        if (constant_of(node, &constant)) return load_constant(constant, dst);
    }
    switch (node->kind) {
    case NodeKind::Name: return load_location(locate(static_cast<Name*>(node)->id), dst);
    case NodeKind::BoolOp: return bool_op(static_cast<BoolOp*>(node), dst);
    case NodeKind::NamedExpr: return named_expression(static_cast<NamedExpr*>(node), dst);
    case NodeKind::BinOp: return binary(static_cast<BinOp*>(node), dst);
    case NodeKind::UnaryOp: return unary(static_cast<ast::UnaryOp*>(node), dst);
    case NodeKind::Lambda: return lambda(static_cast<Lambda*>(node), dst);
    case NodeKind::IfExp: return if_expression(static_cast<IfExp*>(node), dst);
    case NodeKind::Dict: return dict_display(static_cast<ast::Dict*>(node), dst);
    case NodeKind::Set: return set_display(static_cast<ast::Set*>(node), dst);
    case NodeKind::ListComp: {
        auto* n = static_cast<ListComp*>(node);
        return comprehension(n, n->generators, n->elt, nullptr, dst);
    }
    case NodeKind::SetComp: {
        auto* n = static_cast<SetComp*>(node);
        return comprehension(n, n->generators, n->elt, nullptr, dst);
    }
    case NodeKind::DictComp: {
        auto* n = static_cast<DictComp*>(node);
        return comprehension(n, n->generators, n->key, n->value, dst);
    }
    case NodeKind::GeneratorExp: return generator_expression(static_cast<GeneratorExp*>(node), dst);
    case NodeKind::Await: return await(static_cast<Await*>(node), dst);
    case NodeKind::Yield: return yield(static_cast<Yield*>(node), dst);
    case NodeKind::YieldFrom: return yield_from(static_cast<YieldFrom*>(node), dst);
    case NodeKind::Compare: return compare(static_cast<Compare*>(node), dst);
    case NodeKind::Call: return call(static_cast<Call*>(node), dst);
    case NodeKind::FormattedValue: return formatted_value(static_cast<FormattedValue*>(node), dst);
    case NodeKind::Interpolation: return interpolation(static_cast<Interpolation*>(node), dst);
    case NodeKind::JoinedStr: return joined_string(static_cast<JoinedStr*>(node), dst);
    case NodeKind::TemplateStr: return template_string(static_cast<TemplateStr*>(node), dst);
    case NodeKind::Attribute: return attribute(static_cast<Attribute*>(node), dst);
    case NodeKind::Subscript: return subscript(static_cast<Subscript*>(node), dst);
    case NodeKind::List: return list_or_tuple(node, static_cast<ast::List*>(node)->elts, false, dst);
    case NodeKind::Tuple: return list_or_tuple(node, static_cast<ast::Tuple*>(node)->elts, true, dst);
    case NodeKind::Slice: return slice(static_cast<ast::Slice*>(node), dst);
    case NodeKind::Starred: return error(node, "can't use starred expression here");
    default: return;
    }
}

void Emitter::bool_op(BoolOp* node, Reg dst) {
    Reg value = scratch(dst);
    LabelId end = label();
    for (size_t i = 0; i < node->values.size(); ++i) {
        load(node->values[i], value);
        if (i + 1 < node->values.size())
            jump(node->op == BoolOperator::And ? Op::jump_if_false : Op::jump_if_true, end, value);
    }
    bind(end);
    move(dst, value);
}

void Emitter::binary_op(Operator op, Reg dst, Reg left, Reg right) {
    switch (op) {
    case Operator::Add: return emit(Op::add, dst, left, right);
    case Operator::Sub: return emit(Op::sub, dst, left, right);
    case Operator::Mult: return emit(Op::mul, dst, left, right);
    case Operator::Div: return emit(Op::true_div, dst, left, right);
    case Operator::FloorDiv: return emit(Op::floor_div, dst, left, right);
    case Operator::Mod: return emit(Op::mod, dst, left, right);
    case Operator::BitAnd: return emit(Op::bit_and, dst, left, right);
    case Operator::BitOr: return emit(Op::bit_or, dst, left, right);
    case Operator::BitXor: return emit(Op::bit_xor, dst, left, right);
    case Operator::LShift: return emit(Op::lshift, dst, left, right);
    case Operator::RShift: return emit(Op::rshift, dst, left, right);
    case Operator::Pow: return emit(Op::binary, dst, left, right, static_cast<uint32_t>(BinaryOp::Pow));
    case Operator::MatMult: return emit(Op::binary, dst, left, right, static_cast<uint32_t>(BinaryOp::MatMul));
    }
}

void Emitter::binary(BinOp* node, Reg dst) {
    Reg left = operand(node->left, dst);
    Op with_constant;
    Constant constant;
    if (binary_k_op(node->op, &with_constant) && constant_of(node->right, &constant) && is_number(constant)) {
        uint32_t index = code().reachable() ? add_constant(constant) : 0;
        if (index < 256) return emit(with_constant, dst, left, index);
    }
    // The left operand may lie in dst already.
    Reg right = operand(node->right, left == dst ? kNoRegister : dst);
    binary_op(node->op, dst, left, right);
}

void Emitter::unary(ast::UnaryOp* node, Reg dst) {
    Reg value = operand(node->operand, dst);
    switch (node->op) {
    case UnaryOperator::Not: return emit(Op::not_, dst, value);
    case UnaryOperator::USub: return emit(Op::neg, dst, value);
    case UnaryOperator::UAdd: return emit(Op::pos, dst, value);
    case UnaryOperator::Invert: return emit(Op::invert, dst, value);
    }
}

// ---- comparisons ----

void Emitter::comparison(CompareOperator op, Reg dst, Reg left, Reg right) {
    static constexpr Op kOps[] = {Op::eq, Op::ne, Op::lt,     Op::le, Op::gt,
                                  Op::ge, Op::is, Op::is_not, Op::in, Op::not_in};
    emit(kOps[static_cast<int>(op)], dst, left, right);
}

// `x in {1, 2}` looks in a constant frozenset, `x in [1, 2]` in a constant tuple.
Emitter::Reg Emitter::right_of_in(CompareOperator op, Expr* node) {
    bool membership = op == CompareOperator::In || op == CompareOperator::NotIn;
    auto items = is<ast::Set>(node)    ? static_cast<ast::Set*>(node)->elts
                 : is<ast::List>(node) ? static_cast<ast::List*>(node)->elts
                                       : std::span<Expr*>();
    if (!membership || items.empty()) return operand(node);
    Constant all = Constant::of(is<ast::Set>(node) ? Constant::Tag::Frozenset : Constant::Tag::Tuple);
    for (Expr* item : items) {
        Constant constant;
        if (!constant_of(item, &constant)) return operand(node);
        all.items.push_back(std::move(constant));
    }
    Reg dst = allocate();
    At at(*this, node);
    load_constant(all, dst);
    return dst;
}

void Emitter::compare(Compare* node, Reg dst) {
    check_compare(node);
    if (node->ops.size() == 1) {
        Reg left = operand(node->left);
        Reg right = right_of_in(node->ops[0], node->comparators[0]);
        return comparison(node->ops[0], dst, left, right);
    }
    Reg value = scratch(dst);
    LabelId end = label();
    Reg left = operand(node->left);
    for (size_t i = 0; i < node->ops.size(); ++i) {
        Reg right = right_of_in(node->ops[i], node->comparators[i]);
        comparison(node->ops[i], value, left, right);
        if (i + 1 < node->ops.size()) jump(Op::jump_if_false, end, value);
        left = right;
    }
    bind(end);
    move(dst, value);
}

void Emitter::jump_if_comparison(Reg left, CompareOperator op, Expr* right, Reg right_register, bool sense,
                                 LabelId target) {
    auto right_operand = [&] { return right_register != kNoRegister ? right_register : operand(right); };
    Constant constant;
    if (right_register == kNoRegister && constant_of(right, &constant)) {
        if (constant.tag == Constant::Tag::None && (op == CompareOperator::Is || op == CompareOperator::IsNot)) {
            bool when_none = (op == CompareOperator::Is) == sense;
            return jump(when_none ? Op::jump_if_none : Op::jump_if_not_none, target, left);
        }
        bool has_op = op == CompareOperator::Lt || op == CompareOperator::Gt || op == CompareOperator::Eq;
        if (has_op && is_number(constant)) {
            uint32_t index = code().reachable() ? add_constant(constant) : 0;
            Op with_constant = op == CompareOperator::Lt   ? Op::jump_lt_k
                               : op == CompareOperator::Gt ? Op::jump_gt_k
                                                           : Op::jump_eq_k;
            if (index < 256) return jump(with_constant, target, left, index, sense);
        }
    }
    switch (op) {
    case CompareOperator::Lt: return jump(Op::jump_lt, target, left, right_operand(), sense);
    case CompareOperator::LtE: return jump(Op::jump_le, target, left, right_operand(), sense);
    case CompareOperator::Eq: return jump(Op::jump_eq, target, left, right_operand(), sense);
    case CompareOperator::NotEq: return jump(Op::jump_ne, target, left, right_operand(), sense);
    case CompareOperator::Gt: return jump(Op::jump_gt, target, left, right_operand(), sense);
    case CompareOperator::GtE: return jump(Op::jump_ge, target, left, right_operand(), sense);
    default: break;
    }
    Reg value = right_register != kNoRegister ? right_register : right_of_in(op, right);
    Reg result = allocate();
    comparison(op, result, left, value);
    jump(sense ? Op::jump_if_true : Op::jump_if_false, target, result);
}

void Emitter::jump_if_compare(Compare* node, bool sense, LabelId target) {
    check_compare(node);
    At at(*this, node);
    TemporaryScope temporaries(*this);
    Reg left = operand(node->left);
    size_t last = node->ops.size() - 1;
    LabelId skip = label();
    for (size_t i = 0; i < last; ++i) {
        Reg right = right_of_in(node->ops[i], node->comparators[i]);
        jump_if_comparison(left, node->ops[i], nullptr, right, false, sense ? skip : target);
        left = right;
    }
    jump_if_comparison(left, node->ops[last], node->comparators[last], kNoRegister, sense, target);
    bind(skip);
}

void Emitter::jump_if(Expr* node, bool sense, LabelId target) {
    if (!diagnostics_.enter()) return;
    At at(*this, node);
    Constant constant;
    if (constant_of(node, &constant)) {
        if (constant.truth() == sense) jump(Op::jump, target);
        return;
    }
    if (auto* n = as<ast::UnaryOp>(node); n && n->op == UnaryOperator::Not) return jump_if(n->operand, !sense, target);
    if (auto* n = as<Compare>(node)) return jump_if_compare(n, sense, target);
    if (auto* n = as<BoolOp>(node)) {
        bool decides = n->op == BoolOperator::Or;  // the truth of a value that decides the whole
        LabelId skip = label();
        for (size_t i = 0; i + 1 < n->values.size(); ++i)
            jump_if(n->values[i], decides, decides == sense ? target : skip);
        jump_if(n->values.back(), sense, target);
        return bind(skip);
    }
    if (auto* n = as<IfExp>(node)) {
        LabelId otherwise = label(), end = label();
        jump_if(n->test, false, otherwise);
        jump_if(n->body, sense, target);
        jump(Op::jump, end);
        bind(otherwise);
        jump_if(n->orelse, sense, target);
        return bind(end);
    }
    TemporaryScope temporaries(*this);
    Reg value = operand(node);
    jump(sense ? Op::jump_if_true : Op::jump_if_false, target, value);
}

void Emitter::if_expression(IfExp* node, Reg dst) {
    LabelId otherwise = label(), end = label();
    jump_if(node->test, false, otherwise);
    load(node->body, dst);
    jump(Op::jump, end);
    bind(otherwise);
    load(node->orelse, dst);
    bind(end);
}

// ---- primaries ----

Span Emitter::attribute_span(const Attribute* node, const Node* whole) {
    Span span = whole->span;
    const Position end = node->span.end;
    if (span.start.line == end.line || node->attr.size() > end.column) return span;
    span.start = {end.line, end.column - static_cast<uint32_t>(node->attr.size())};
    return span;
}

void Emitter::attribute(Attribute* node, Reg dst) {
    if (is_super_call(node->value)) {
        Reg window = allocate(3);
        super_window(static_cast<Call*>(node->value), window);
        return emit(Op::load_super_attr, dst, window, 0, code().new_site(symbols_.mangle(unit_->current, node->attr)));
    }
    Reg value = operand(node->value, dst);
    At at(*this, attribute_span(node, node));
    emit(Op::load_attr, dst, value, 0, code().new_site(symbols_.mangle(unit_->current, node->attr)));
}

void Emitter::subscript(Subscript* node, Reg dst) {
    check_subscripter(node->value);
    check_index(node->value, node->slice);
    Reg value = operand(node->value, dst);
    Reg index = operand(node->slice, value == dst ? kNoRegister : dst);
    emit(Op::load_item, dst, value, index);
}

void Emitter::slice(ast::Slice* node, Reg dst) {
    Reg window = allocate(3);
    Expr* parts[] = {node->lower, node->upper, node->step};
    for (int i = 0; i < 3; ++i) {
        if (parts[i]) load(parts[i], window + i);
        else load_none(window + i);
    }
    emit(Op::make_slice, dst, window);
}

void Emitter::named_expression(NamedExpr* node, Reg dst) {
    auto* target = static_cast<Name*>(node->target);
    if (forbidden_name(target, target->id, ExprContext::Store)) return;
    Reg value = scratch(dst);
    load(node->value, value);
    store_name(target->id, value);
    move(dst, value);
}

}  // namespace krait::core

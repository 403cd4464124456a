#include <algorithm>

#include "vm/compiler/emitter.h"

namespace krait::core {

using namespace ast;
using core::Constant;

bool Emitter::forbidden_name(const Node* node, std::string_view name, ExprContext context) {
    if (name != "__debug__") return false;
    if (context == ExprContext::Load) return false;
    error(node, context == ExprContext::Del ? "cannot delete __debug__" : "cannot assign to __debug__");
    return true;
}

void Emitter::store_attribute(Attribute* node, Reg src) {
    if (forbidden_name(node, node->attr, ExprContext::Store)) return;
    if (auto* self = as<Name>(node->value); self && self->id == "self") {
        // __static_attributes__: what methods set on `self`.
        for (Unit* unit = unit_; unit; unit = unit->parent)
            if (unit->scope->kind == ScopeKind::Class) {
                unit->static_attributes.insert(std::string(symbols_.mangle(unit_->current, node->attr)));
                break;
            }
    }
    TemporaryScope temporaries(*this);
    Reg object = operand(node->value);
    At at(*this, attribute_span(node, node));
    emit(Op::store_attr, src, object, 0, code().new_site(symbols_.mangle(unit_->current, node->attr)));
}

void Emitter::assign(Expr* target, Reg src) {
    if (!diagnostics_.enter()) return;
    At at(*this, target);
    TemporaryScope temporaries(*this);
    switch (target->kind) {
    case NodeKind::Name: {
        auto* name = static_cast<Name*>(target);
        if (forbidden_name(target, name->id, ExprContext::Store)) return;
        return store_name(name->id, src);
    }
    case NodeKind::Attribute: return store_attribute(static_cast<Attribute*>(target), src);
    case NodeKind::Subscript: {
        auto* node = static_cast<Subscript*>(target);
        Reg object = operand(node->value);
        Reg index = operand(node->slice);
        return emit(Op::store_item, src, object, index);
    }
    case NodeKind::Tuple: return unpack_targets(target, static_cast<ast::Tuple*>(target)->elts, src);
    case NodeKind::List: return unpack_targets(target, static_cast<ast::List*>(target)->elts, src);
    case NodeKind::Starred: return error(target, "starred assignment target must be in a list or tuple");
    default: return;
    }
}

void Emitter::unpack_targets(Expr* node, std::span<Expr*> targets, Reg src) {
    size_t star = targets.size();
    for (size_t i = 0; i < targets.size(); ++i) {
        if (!is<Starred>(targets[i])) continue;
        if (star != targets.size()) return error(node, "multiple starred expressions in assignment");
        star = i;
    }
    auto count = static_cast<uint32_t>(targets.size());
    if (star != targets.size() && (star >= 256 || targets.size() - star - 1 >= 1 << 24))
        return error(node, "too many expressions in star-unpacking assignment");
    if (count > 150) {
        // More targets than registers: through a list.
        Reg list = allocate(), index = allocate(), item = allocate();
        if (star != targets.size() || count > 100000) {
            unit_->overflow = true;
            return;
        }
        emit(Op::make_list, list, list, 0);
        emit(Op::list_extend, list, src);
        Reg length = allocate();
        emit(Op::match_length, length, list);
        LabelId fits = label();
        load_constant(Constant::of_int(count), index);
        jump(Op::jump_eq, fits, length, index, 1);
        // The error of a wrong length is unpack's.
        emit(Op::unpack, item, src, 1);
        bind(fits);
        for (uint32_t i = 0; i < count; ++i) {
            load_constant(Constant::of_int(i), index);
            emit(Op::load_item, item, list, index);
            assign(targets[i], item);
        }
        return;
    }
    // Locals that lie side by side, in order, are unpacked into directly.
    Reg first = kNoRegister;
    bool direct = star == targets.size() && count > 0;
    for (uint32_t i = 0; i < count && direct; ++i) {
        auto* name = as<Name>(targets[i]);
        Reg reg;
        direct = name && name->id != "__debug__" && plain_register(name->id, &reg) && (i == 0 || reg == first + i);
        if (i == 0) first = reg;
    }
    if (!direct) first = allocate(std::max(count, 1u));
    if (star != targets.size()) {
        auto before = static_cast<uint32_t>(star);
        emit(Op::unpack_star, first, src, 0, before | (count - before - 1) << 16);
    } else {
        emit(Op::unpack, first, src, count);
    }
    for (uint32_t i = 0; i < count; ++i) {
        auto* starred = as<Starred>(targets[i]);
        if (direct) code().bound.add(first + i);
        else assign(starred ? starred->value : targets[i], first + i);
    }
}

// a, b = x, y: no tuple is made. A value in place must not be overwritten by a target before its turn.
bool Emitter::assign_pairwise(Assign* node) {
    if (node->targets.size() != 1) return false;
    auto* values = as<ast::Tuple>(node->value);
    auto* tuple = as<ast::Tuple>(node->targets[0]);
    auto* list = as<ast::List>(node->targets[0]);
    if (!values || (!tuple && !list)) return false;
    auto targets = tuple ? tuple->elts : list->elts;
    if (targets.size() != values->elts.size() || targets.empty() || targets.size() > 30) return false;
    bool all_names = true;
    for (size_t i = 0; i < targets.size(); ++i) {
        if (is<Starred>(targets[i]) || is<Starred>(values->elts[i])) return false;
        all_names &= is<Name>(targets[i]);
    }
    Constant constant;
    if (targets.size() > 3 && constant_of(values, &constant)) return false;
    std::vector<Reg> sources;
    std::vector<Constant> constants(targets.size());
    for (size_t i = 0; i < targets.size(); ++i) {
        Expr* value = values->elts[i];
        Reg reg;
        // Constants are loaded where they go.
        auto* local = as<Name>(targets[i]);
        if (local && local->id != "__debug__" && plain_register(local->id, &reg) && constant_of(value, &constants[i])) {
            sources.push_back(kNoRegister);
            continue;
        }
        auto* name = as<Name>(value);
        bool in_place = all_names && name && plain_register(name->id, &reg);
        for (size_t k = 0; k < i && in_place; ++k) {
            Reg written;
            if (plain_register(static_cast<Name*>(targets[k])->id, &written) && written == reg) in_place = false;
        }
        sources.push_back(in_place ? operand(value) : fresh(value));
    }
    for (size_t i = 0; i < targets.size(); ++i) {
        Reg reg;
        if (sources[i] == kNoRegister && plain_register(static_cast<Name*>(targets[i])->id, &reg)) {
            load_constant(constants[i], reg);
            code().bound.add(reg);
        } else {
            assign(targets[i], sources[i]);
        }
    }
    return true;
}

void Emitter::assign_statement(Assign* node) {
    TemporaryScope temporaries(*this);
    Reg reg;
    auto* single = node->targets.size() == 1 ? as<Name>(node->targets[0]) : nullptr;
    if (single && single->id != "__debug__" && plain_register(single->id, &reg)) {
        load(node->value, reg);
        code().bound.add(reg);
        return;
    }
    if (assign_pairwise(node)) return;
    // With several targets the first one may rebind a local that the value lies in.
    Reg value = node->targets.size() == 1 && !is<ast::Tuple>(node->targets[0]) && !is<ast::List>(node->targets[0])
                    ? operand(node->value)
                    : fresh(node->value);
    for (Expr* target : node->targets) assign(target, value);
}

void Emitter::augmented(AugAssign* node) {
    TemporaryScope temporaries(*this);
    auto op = static_cast<uint32_t>(BinaryOp::Add);
    switch (node->op) {
    case Operator::Add: op = static_cast<uint32_t>(BinaryOp::Add); break;
    case Operator::Sub: op = static_cast<uint32_t>(BinaryOp::Sub); break;
    case Operator::Mult: op = static_cast<uint32_t>(BinaryOp::Mul); break;
    case Operator::MatMult: op = static_cast<uint32_t>(BinaryOp::MatMul); break;
    case Operator::Div: op = static_cast<uint32_t>(BinaryOp::TrueDiv); break;
    case Operator::Mod: op = static_cast<uint32_t>(BinaryOp::Mod); break;
    case Operator::Pow: op = static_cast<uint32_t>(BinaryOp::Pow); break;
    case Operator::LShift: op = static_cast<uint32_t>(BinaryOp::LShift); break;
    case Operator::RShift: op = static_cast<uint32_t>(BinaryOp::RShift); break;
    case Operator::BitOr: op = static_cast<uint32_t>(BinaryOp::Or); break;
    case Operator::BitXor: op = static_cast<uint32_t>(BinaryOp::Xor); break;
    case Operator::BitAnd: op = static_cast<uint32_t>(BinaryOp::And); break;
    case Operator::FloorDiv: op = static_cast<uint32_t>(BinaryOp::FloorDiv); break;
    }
    Expr* target = node->target;
    if (auto* name = as<Name>(target)) {
        if (forbidden_name(target, name->id, ExprContext::Store)) return;
        Location location = locate(name->id);
        Reg old;
        {
            At at(*this, target);
            old = operand_of_location(location, kNoRegister);
        }
        Reg value = operand(node->value);
        bool direct = location.kind == Location::Kind::Register;
        Reg result = direct ? location.index : allocate();
        emit(Op::inplace, result, old, value, op);
        if (!direct) {
            At at(*this, target);
            store_location(location, result);
        }
        return;
    }
    if (auto* attribute = as<Attribute>(target)) {
        Reg object = operand(attribute->value), value = allocate();
        std::string_view name = symbols_.mangle(unit_->current, attribute->attr);
        {
            At at(*this, attribute_span(attribute, target));
            emit(Op::load_attr, value, object, 0, code().new_site(name));
        }
        Reg right = operand(node->value);
        emit(Op::inplace, value, value, right, op);
        At at(*this, attribute_span(attribute, target));
        emit(Op::store_attr, value, object, 0, code().new_site(name));
        return;
    }
    if (auto* subscript = as<Subscript>(target)) {
        Reg object = operand(subscript->value), index = operand(subscript->slice), value = allocate();
        {
            At at(*this, target);
            emit(Op::load_item, value, object, index);
        }
        Reg right = operand(node->value);
        emit(Op::inplace, value, value, right, op);
        At at(*this, target);
        emit(Op::store_item, value, object, index);
    }
}

void Emitter::delete_target(Expr* target) {
    At at(*this, target);
    TemporaryScope temporaries(*this);
    switch (target->kind) {
    case NodeKind::Name: {
        auto* name = static_cast<Name*>(target);
        if (forbidden_name(target, name->id, ExprContext::Del)) return;
        return delete_location(locate(name->id));
    }
    case NodeKind::Attribute: {
        auto* node = static_cast<Attribute*>(target);
        if (forbidden_name(target, node->attr, ExprContext::Del)) return;
        Reg object = operand(node->value);
        At at(*this, attribute_span(node, target));
        return emit(Op::delete_attr, 0, object, 0, name_index(symbols_.mangle(unit_->current, node->attr)));
    }
    case NodeKind::Subscript: {
        auto* node = static_cast<Subscript*>(target);
        Reg object = operand(node->value);
        Reg index = operand(node->slice);
        return emit(Op::delete_item, 0, object, index);
    }
    case NodeKind::Tuple:
        for (Expr* item : static_cast<ast::Tuple*>(target)->elts) delete_target(item);
        return;
    case NodeKind::List:
        for (Expr* item : static_cast<ast::List*>(target)->elts) delete_target(item);
        return;
    default: return;
    }
}

}  // namespace krait::core

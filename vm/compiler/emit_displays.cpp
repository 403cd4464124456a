#include "vm/compiler/emitter.h"

namespace krait::core {

using namespace ast;
using core::Constant;

namespace {

constexpr size_t kMostInWindow = 30;

bool has_star(std::span<Expr*> items) {
    for (Expr* item : items)
        if (is<Starred>(item)) return true;
    return false;
}

}  // namespace

// Appends the items to a list that exists, starred ones item by item.
void Emitter::build_list(std::span<Expr*> items, Reg list) {
    for (Expr* item : items) {
        TemporaryScope temporaries(*this);
        auto* starred = as<Starred>(item);
        Reg value = operand(starred ? starred->value : item);
        emit(starred ? Op::list_extend : Op::list_append, list, value);
    }
}

void Emitter::list_or_tuple(Expr*, std::span<Expr*> items, bool tuple, Reg dst) {
    if (!has_star(items) && items.size() <= kMostInWindow) {
        Reg first = unit_->top;
        for (Expr* item : items) fresh(item);
        return emit(tuple ? Op::make_tuple : Op::make_list, dst, first, static_cast<uint32_t>(items.size()));
    }
    if (!tuple && items.size() >= 3) {
        Constant all = Constant::of(Constant::Tag::Tuple);
        for (Expr* item : items) {
            Constant constant;
            if (!constant_of(item, &constant)) break;
            all.items.push_back(std::move(constant));
        }
        if (all.items.size() == items.size()) return emit(Op::copy_const, dst, 0, 0, add_constant(all));
    }
    Reg list = scratch(dst);
    emit(Op::make_list, list, list, 0);
    build_list(items, list);
    if (tuple) emit(Op::list_to_tuple, dst, list);
    else move(dst, list);
}

void Emitter::set_display(ast::Set* node, Reg dst) {
    if (!has_star(node->elts) && node->elts.size() <= kMostInWindow) {
        Reg first = unit_->top;
        for (Expr* item : node->elts) fresh(item);
        return emit(Op::make_set, dst, first, static_cast<uint32_t>(node->elts.size()));
    }
    Reg set = scratch(dst);
    emit(Op::make_set, set, set, 0);
    for (Expr* item : node->elts) {
        TemporaryScope temporaries(*this);
        auto* starred = as<Starred>(item);
        Reg value = operand(starred ? starred->value : item);
        emit(starred ? Op::set_update : Op::set_add, set, value);
    }
    move(dst, set);
}

void Emitter::dict_display(ast::Dict* node, Reg dst) {
    bool unpacks = false;
    for (Expr* key : node->keys) unpacks |= key == nullptr;
    if (!unpacks && node->keys.size() <= kMostInWindow / 2) {
        Reg first = unit_->top;
        for (size_t i = 0; i < node->keys.size(); ++i) {
            fresh(node->keys[i]);
            fresh(node->values[i]);
        }
        return emit(Op::make_dict, dst, first, static_cast<uint32_t>(node->keys.size()));
    }
    Reg dict = scratch(dst);
    emit(Op::make_dict, dict, dict, 0);
    for (size_t i = 0; i < node->keys.size(); ++i) {
        TemporaryScope temporaries(*this);
        if (!node->keys[i]) {
            Reg mapping = operand(node->values[i]);
            emit(Op::dict_update, dict, mapping);
            continue;
        }
        Reg key = operand(node->keys[i]);
        Reg value = operand(node->values[i]);
        emit(Op::dict_set, dict, key, value);
    }
    move(dst, dict);
}

// ---- f-strings and t-strings ----

void Emitter::joined_string(JoinedStr* node, Reg dst) {
    auto parts = node->values;
    if (parts.empty()) return load_constant(Constant::of_str(""), dst);
    if (parts.size() == 1 && !is<ast::Constant>(parts[0])) return load(parts[0], dst);
    if (parts.size() <= kMostInWindow) {
        Reg first = unit_->top;
        for (Expr* part : parts) fresh(part);
        return emit(Op::join_strings, dst, first, static_cast<uint32_t>(parts.size()));
    }
    // Long ones in groups, each joined to what came before.
    Reg text = scratch(dst);
    for (size_t i = 0; i < parts.size();) {
        TemporaryScope temporaries(*this);
        Reg first = unit_->top;
        uint32_t count = 0;
        if (i > 0) {
            move(allocate(), text);
            ++count;
        }
        for (; i < parts.size() && count < kMostInWindow; ++i, ++count) fresh(parts[i]);
        emit(Op::join_strings, text, first, count);
    }
    move(dst, text);
}

void Emitter::formatted_value(FormattedValue* node, Reg dst) {
    Reg value = operand(node->value, dst);
    if (node->conversion > 0) {
        Reg converted = scratch(dst);
        emit(Op::convert, converted, value, node->conversion == 's' ? 0 : node->conversion == 'r' ? 1 : 2);
        value = converted;
    }
    if (!node->format_spec) return emit(Op::format_simple, dst, value);
    Reg spec = operand(node->format_spec, value == dst ? kNoRegister : dst);
    emit(Op::format_spec, dst, value, spec);
}

void Emitter::interpolation(Interpolation* node, Reg dst) {
    Reg window = allocate(3);
    load(node->value, window);
    load_constant(Constant::of_node(node->str), window + 1);
    if (node->format_spec) load(node->format_spec, window + 2);
    else load_constant(Constant::of_str(""), window + 2);
    emit(Op::make_interpolation, dst, window, node->conversion > 0 ? static_cast<uint32_t>(node->conversion) : 0);
}

// PEP 750: strings and interpolations alternate; there is one string more.
void Emitter::template_string(TemplateStr* node, Reg dst) {
    std::vector<Constant> strings(1, Constant::of_str(""));
    std::vector<Expr*> values;
    for (Expr* part : node->values) {
        if (auto* text = as<ast::Constant>(part)) {
            strings.back().text += text->value.text;
        } else {
            values.push_back(part);
            strings.push_back(Constant::of_str(""));
        }
    }
    Reg texts = allocate(), interpolations = allocate();
    load_constant(Constant::of_tuple(std::move(strings)), texts);
    list_or_tuple(node, values, true, interpolations);
    emit(Op::make_template, dst, texts, interpolations);
}

}  // namespace krait::core

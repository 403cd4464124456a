#include <set>

#include "vm/compiler/emitter.h"

namespace krait::core {

using namespace ast;
using core::Constant;

namespace {
constexpr size_t kMostArguments = 120;
}

bool Emitter::needs_unpacking(std::span<Expr*> args, std::span<Keyword*> keywords) {
    if (args.size() + keywords.size() > kMostArguments) return true;
    for (Expr* arg : args)
        if (is<Starred>(arg)) return true;
    for (Keyword* keyword : keywords)
        if (is_none(keyword->arg)) return true;
    return false;
}

void Emitter::check_keywords(std::span<Keyword*> keywords) {
    std::set<std::string_view> seen;
    for (Keyword* keyword : keywords) {
        if (is_none(keyword->arg)) continue;
        if (forbidden_name(keyword, keyword->arg, ExprContext::Store)) return;
        if (!seen.insert(keyword->arg).second)
            return error(keyword, "keyword argument repeated: " + std::string(keyword->arg));
    }
}

// super() and super(T, self) of the builtin are looked through (no super object is made) where `super` is a global name.
bool Emitter::is_super_call(Expr* node) {
    auto* call = as<Call>(node);
    auto* name = call ? as<Name>(call->func) : nullptr;
    if (!name || name->id != "super" || !call->keywords.empty()) return false;
    if (!unit_->scope->function_like() || unit_->current != unit_->scope || unit_->scope->kind != ScopeKind::Function)
        return false;
    if (locate("super").kind != Location::Kind::Global) return false;
    if (call->args.size() == 2) return !is<Starred>(call->args[0]) && !is<Starred>(call->args[1]);
    if (!call->args.empty() || unit_->out.argument_count == 0) return false;
    return locate_mangled("__class__").kind == Location::Kind::Free;
}

void Emitter::super_window(Call* node, Reg window) {
    At at(*this, node);
    load(node->func, window);
    if (node->args.size() == 2) {
        load(node->args[0], window + 1);
        load(node->args[1], window + 2);
        return;
    }
    load_location(locate_mangled("__class__"), window + 1);
    load_location(locate_mangled(unit_->scope->parameters[0]), window + 2);
}

void Emitter::call(Call* node, Reg dst) {
    check_keywords(node->keywords);
    check_caller(node->func);
    auto* method = as<Attribute>(node->func);
    if (!method || needs_unpacking(node->args, node->keywords)) {
        Reg callee = window(dst);
        load(node->func, callee);
        // all(), any() and tuple() of a generator expression are a loop in CPython, told of at the name.
        auto* name = as<Name>(node->func);
        bool loop = name && (name->id == "all" || name->id == "any" || name->id == "tuple") && node->args.size() == 1 &&
                    node->keywords.empty() && is<GeneratorExp>(node->args[0]);
        At at(*this, loop ? static_cast<Node*>(node->func) : node);
        return call_arguments(node, callee, 1, node->args, node->keywords, Op::call, Op::call_kw, dst);
    }
    Reg callee = window(dst);
    allocate();  // the register of self
    {
        At at(*this, method);
        TemporaryScope temporaries(*this);
        uint32_t site_name;
        std::string_view name = symbols_.mangle(unit_->current, method->attr);
        if (is_super_call(method->value)) {
            Reg super = allocate(3);
            super_window(static_cast<Call*>(method->value), super);
            site_name = code().new_site(name);
            emit(Op::load_super_method, callee, super, 0, site_name);
        } else {
            Reg object = operand(method->value, callee);
            site_name = code().new_site(name);
            At at(*this, attribute_span(method, method));
            emit(Op::load_method, callee, object, 0, site_name);
        }
    }
    At at(*this, attribute_span(method, node));
    call_arguments(node, callee, 2, node->args, node->keywords, Op::call_method, Op::call_method_kw, dst);
}

void Emitter::call_arguments(Expr*, Reg callee, uint32_t, std::span<Expr*> args, std::span<Keyword*> keywords, Op plain,
                             Op named, Reg dst) {
    if (needs_unpacking(args, keywords)) return call_unpacking(callee, args, keywords, dst, {});
    for (Expr* arg : args) fresh(arg);
    if (keywords.empty()) return emit(plain, dst, callee, static_cast<uint32_t>(args.size()));
    std::vector<Constant> names;
    for (Keyword* keyword : keywords) {
        fresh(keyword->value);
        names.push_back(Constant::of_str(keyword->arg));
    }
    emit(named, dst, callee, static_cast<uint32_t>(args.size() + keywords.size()),
         add_constant(Constant::of_tuple(std::move(names))));
}

// callee, positional arguments as one iterable, named ones as one mapping.
void Emitter::call_unpacking(Reg callee, std::span<Expr*> args, std::span<Keyword*> keywords, Reg dst,
                             const std::function<void(Reg list)>& leading,
                             const std::function<void(Reg list)>& trailing) {
    // The window must be contiguous: the callee was the last temporary allocated.
    Reg positional = allocate(), named = allocate();
    if (args.size() == 1 && is<Starred>(args[0]) && !leading && !trailing) {
        load(static_cast<Starred*>(args[0])->value, positional);
    } else {
        TemporaryScope temporaries(*this);
        emit(Op::make_list, positional, positional, 0);
        if (leading) leading(positional);
        build_list(args, positional);
        if (trailing) trailing(positional);
        emit(Op::list_to_tuple, positional, positional);
    }
    if (keywords.empty()) {
        emit(Op::clear, named);
    } else {
        emit(Op::make_dict, named, named, 0);
        bool merging = false;
        for (Keyword* keyword : keywords) {
            TemporaryScope temporaries(*this);
            if (is_none(keyword->arg)) {
                merging = true;
                Reg value = operand(keyword->value);
                emit(Op::dict_merge, named, value, callee);
            } else if (merging) {
                // The name may be in what ** brought.
                Reg single = allocate(), key = allocate();
                emit(Op::make_dict, single, single, 0);
                load_constant(Constant::of_str(keyword->arg), key);
                Reg value = operand(keyword->value);
                emit(Op::dict_set, single, key, value);
                emit(Op::dict_merge, named, single, callee);
            } else {
                Reg key = allocate();
                load_constant(Constant::of_str(keyword->arg), key);
                Reg value = operand(keyword->value);
                emit(Op::dict_set, named, key, value);
            }
        }
    }
    emit(Op::call_ex, dst, callee);
}

}  // namespace krait::core

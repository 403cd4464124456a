// Annotations (PEP 649, 749) and type parameters (PEP 695, 696).
#include "vm/compiler/emitter.h"

namespace krait::core {

using namespace ast;
using core::Constant;

namespace {
namespace function_part {
constexpr uint32_t kDefaults = 1, kAnnotate = 4;
}
}  // namespace

// ---- annotations ----

// Whether a body has annotated names: `from __future__ import annotations` wants __annotations__ made first then.
bool Emitter::has_annotations(std::span<Stmt*> statements) {
    for (Stmt* node : statements) {
        if (!diagnostics_.enter()) return false;
        switch (node->kind) {
        case NodeKind::AnnAssign: return true;
        case NodeKind::If:
            if (has_annotations(static_cast<If*>(node)->body) || has_annotations(static_cast<If*>(node)->orelse))
                return true;
            break;
        case NodeKind::For:
            if (has_annotations(static_cast<For*>(node)->body) || has_annotations(static_cast<For*>(node)->orelse))
                return true;
            break;
        case NodeKind::While:
            if (has_annotations(static_cast<While*>(node)->body) || has_annotations(static_cast<While*>(node)->orelse))
                return true;
            break;
        case NodeKind::With:
            if (has_annotations(static_cast<With*>(node)->body)) return true;
            break;
        case NodeKind::Try: {
            auto* n = static_cast<Try*>(node);
            if (has_annotations(n->body) || has_annotations(n->orelse) || has_annotations(n->finalbody)) return true;
            for (ExceptHandlerNode* handler : n->handlers)
                if (has_annotations(static_cast<ExceptHandler*>(handler)->body)) return true;
            break;
        }
        default: break;
        }
    }
    return false;
}

// Formats above VALUE_WITH_FAKE_GLOBALS are annotationlib's own business.
void Emitter::check_format() {
    TemporaryScope temporaries(*this);
    emit(Op::intrinsic, allocate(), 0, static_cast<uint32_t>(Intrinsic::not_implemented_error_if));
}

// `*args: *Ts` and `*Ts = *tuple[int]` mean the one item that iteration gives.
void Emitter::starred_or_value(Expr* node, Reg dst) {
    if (auto* starred = as<Starred>(node)) {
        TemporaryScope temporaries(*this);
        Reg value = operand(starred->value);
        emit(Op::unpack, dst, value, 1);
        return;
    }
    load(node, dst);
}

void Emitter::annotation_value(Expr* annotation, Reg dst) {
    if (future_annotations_) return load_constant(Constant::of_str(unparse(annotation, diagnostics_)), dst);
    starred_or_value(annotation, dst);
}

bool Emitter::function_annotate(Arguments* args, Expr* returns, Reg dst) {
    Scope* scope = symbols_.scope_of(args, ScopeRole::Annotations);
    if (!scope) return false;
    auto unit = compile_unit({scope, "__annotate__", {}, static_cast<int32_t>(scope->span.start.line), 0}, [&] {
        unit_->out.argument_count = unit_->out.positional_only_count = 1;
        code().span = scope->span;
        make_cells();
        check_format();
        Reg dict = allocate();
        emit(Op::make_dict, dict, dict, 0);
        auto add = [&](std::string_view name, Expr* annotation) {
            TemporaryScope temporaries(*this);
            At at(*this, annotation);
            Reg key = allocate(), value = allocate();
            load_constant(Constant::of_str(symbols_.mangle(unit_->current, name)), key);
            annotation_value(annotation, value);
            emit(Op::dict_set, dict, key, value);
        };
        auto add_parameter = [&](Arg* arg) {
            if (arg && arg->annotation) add(arg->arg, arg->annotation);
        };
        for (Arg* arg : args->posonlyargs) add_parameter(arg);
        for (Arg* arg : args->args) add_parameter(arg);
        add_parameter(args->vararg);
        for (Arg* arg : args->kwonlyargs) add_parameter(arg);
        add_parameter(args->kwarg);
        if (returns) add("return", returns);
        emit(Op::return_value, dict);
    });
    TemporaryScope temporaries(*this);
    make_function(std::move(unit), scope, 0, unit_->top, dst);
    return true;
}

// The __annotate__ of a module or class.
std::shared_ptr<CompiledUnit> Emitter::annotate_unit(Scope* scope, Scope* owner) {
    int32_t line =
        owner->kind == ScopeKind::Class ? unit_->out.first_line : static_cast<int32_t>(scope->span.start.line);
    return compile_unit({scope, "__annotate__", {}, line, 0}, [&] {
        unit_->out.argument_count = unit_->out.positional_only_count = 1;
        make_cells();
        check_format();
        Reg dict = allocate();
        emit(Op::make_dict, dict, dict, 0);
        for (auto& annotation : symbols_.annotations_of(owner)) {
            TemporaryScope temporaries(*this);
            At at(*this, annotation.node);
            LabelId skip = label();
            Reg key = allocate(), value = allocate();
            if (annotation.condition >= 0) {
                load_constant(Constant::of_int(annotation.condition), key);
                load_location(locate_mangled("__conditional_annotations__"), value);
                emit(Op::in, key, key, value);
                jump(Op::jump_if_false, skip, key);
            }
            load_constant(
                Constant::of_str(symbols_.mangle(unit_->current, static_cast<Name*>(annotation.node->target)->id)),
                key);
            starred_or_value(annotation.node->annotation, value);
            emit(Op::dict_set, dict, key, value);
            bind(skip);
        }
        emit(Op::return_value, dict);
    });
}

void Emitter::store_annotate_function(Scope* scope, std::string_view name) {
    Scope* annotate = symbols_.scope_of(scope, ScopeRole::Annotations);
    if (!annotate) return;
    TemporaryScope temporaries(*this);
    Reg function = allocate();
    make_function(annotate_unit(annotate, scope), annotate, 0, unit_->top, function);
    emit(Op::store_name, function, 0, 0, code().new_site(name));
}

// At the start of a module or class body. A module may be asked for its annotations while it runs, so its function comes first.
void Emitter::prepare_annotations(Scope* scope, bool any) {
    TemporaryScope temporaries(*this);
    if (future_annotations_) {
        if (!any) return;
        Reg dict = allocate();
        emit(Op::make_dict, dict, dict, 0);
        return emit(Op::store_name, dict, 0, 0, code().new_site("__annotations__"));
    }
    if (scope->kind == ScopeKind::Module) store_annotate_function(scope, "__annotate__");
    if (!symbols_.has_conditional_annotations(scope)) return;
    Reg set = allocate();
    emit(Op::make_set, set, set, 0);
    if (scope->kind == ScopeKind::Module)
        emit(Op::store_name, set, 0, 0, code().new_site("__conditional_annotations__"));
    else if (const Symbol* cell = scope->find(".__conditional_annotations__"))
        emit(Op::store_cell, set, unit_->registers[cell]);
}

void Emitter::finish_annotations(Scope* scope) {
    if (scope->kind == ScopeKind::Class && !future_annotations_) store_annotate_function(scope, "__annotate_func__");
}

void Emitter::annotated_assignment(AnnAssign* node) {
    auto* name = as<Name>(node->target);
    if (node->value) {
        TemporaryScope temporaries(*this);
        Reg reg;
        if (name && name->id != "__debug__" && plain_register(name->id, &reg)) {
            load(node->value, reg);
            code().bound.add(reg);
        } else {
            Reg value = operand(node->value);
            assign(node->target, value);
        }
    }
    Scope* scope = unit_->scope;
    TemporaryScope temporaries(*this);
    if (name) {
        if (forbidden_name(node->target, name->id, ExprContext::Store)) return;
        if (node->simple) {
            if (scope->function_like()) return;
            if (future_annotations_) {
                Reg dict = allocate(), key = allocate(), value = allocate();
                emit(Op::load_name, dict, 0, 0, code().new_site("__annotations__"));
                load_constant(Constant::of_str(symbols_.mangle(unit_->current, name->id)), key);
                load_constant(Constant::of_str(unparse(node->annotation, diagnostics_)), value);
                return emit(Op::store_item, value, dict, key);
            }
            for (auto& annotation : symbols_.annotations_of(scope)) {
                if (annotation.node != node || annotation.condition < 0) continue;
                // As a method call: the program can put anything under this name.
                Reg set = allocate(2), index = allocate();
                if (scope->kind == ScopeKind::Module)
                    emit(Op::load_name, set, 0, 0, code().new_site("__conditional_annotations__"));
                else
                    emit(Op::load_cell, set, unit_->registers[scope->find(".__conditional_annotations__")], 0,
                         name_index("__conditional_annotations__"));
                load_constant(Constant::of_int(annotation.condition), index);
                emit(Op::load_method, set, set, 0, code().new_site("add"));
                emit(Op::call_method, set, set, 1);
            }
            return;
        }
    } else if (!node->value) {
        // The parts of the target are evaluated, as if for an assignment.
        if (auto* attribute = as<Attribute>(node->target)) {
            if (forbidden_name(attribute, attribute->attr, ExprContext::Store)) return;
            operand(attribute->value);
        } else if (auto* subscript = as<Subscript>(node->target)) {
            operand(subscript->value);
            operand(subscript->slice);
        }
    }
    if (!scope->function_like() && !future_annotations_) operand(node->annotation);
}

// ---- type parameters ----

// A function that evaluates a bound, a default or an alias when it is asked for: f(format=VALUE).
void Emitter::evaluate_function(Scope* scope, std::string_view name, Expr* value, Reg dst) {
    TemporaryScope temporaries(*this);
    Reg window = allocate();
    load_constant(Constant::of_tuple({Constant::of_int(1)}), window);
    auto unit = compile_unit({scope, name, {}, static_cast<int32_t>(value->span.start.line), 0}, [&] {
        unit_->out.argument_count = unit_->out.positional_only_count = 1;
        code().span = value->span;
        make_cells();
        check_format();
        Reg result = allocate();
        starred_or_value(value, result);
        emit(Op::return_value, result);
    });
    make_function(std::move(unit), scope, function_part::kDefaults, window, dst);
}

// Makes the parameters, binds their names, and leaves the tuple of them in dst.
void Emitter::type_parameters(std::span<TypeParam*> params, Reg dst) {
    TemporaryScope temporaries(*this);
    if (params.size() > 100) {
        unit_->overflow = true;
        return;
    }
    auto count = static_cast<uint32_t>(params.size());
    Reg first = allocate(count);
    bool default_seen = false;
    for (uint32_t i = 0; i < count; ++i) {
        TypeParam* param = params[i];
        At at(*this, param);
        TemporaryScope temporaries(*this);
        Reg result = first + i, name_register = allocate(), function = allocate();
        std::string_view name;
        Expr* default_value;
        auto load_name_constant = [&] { load_constant(Constant::of_str(name), name_register); };
        auto intrinsic = [&](Intrinsic which) {
            load_name_constant();
            emit(Op::intrinsic, result, name_register, static_cast<uint32_t>(which));
        };
        if (auto* node = as<TypeVar>(param)) {
            name = node->name;
            default_value = node->default_value;
            if (node->bound) {
                load_name_constant();
                evaluate_function(symbols_.scope_of(node, ScopeRole::Body), name, node->bound, function);
                Intrinsic which =
                    is<ast::Tuple>(node->bound) ? Intrinsic::type_var_with_constraints : Intrinsic::type_var_with_bound;
                emit(Op::intrinsic2, result, name_register, function, static_cast<uint32_t>(which));
            } else {
                intrinsic(Intrinsic::type_var);
            }
        } else if (auto* node = as<ParamSpec>(param)) {
            name = node->name;
            default_value = node->default_value;
            intrinsic(Intrinsic::param_spec);
        } else {
            auto* tuple = static_cast<TypeVarTuple*>(param);
            name = tuple->name;
            default_value = tuple->default_value;
            intrinsic(Intrinsic::type_var_tuple);
        }
        if (forbidden_name(param, name, ExprContext::Store)) return;
        if (default_value) {
            default_seen = true;
            evaluate_function(symbols_.scope_of(param, ScopeRole::Default), name, default_value, function);
            emit(Op::intrinsic2, result, result, function, static_cast<uint32_t>(Intrinsic::set_type_param_default));
        } else if (default_seen) {
            return error(param,
                         "non-default type parameter '" + std::string(name) + "' follows default type parameter");
        }
        store_name(name, result);
    }
    emit(Op::make_tuple, dst, first, count);
}

// Compiles the function that holds the parameters, and calls it at once: callee, callee+1.. arguments.
void Emitter::call_type_parameters(const Stmt* node, Reg callee, uint32_t arguments, Reg dst,
                                   const std::function<void()>& body) {
    Scope* scope = symbols_.scope_of(node, ScopeRole::TypeParameters);
    {
        TemporaryScope temporaries(*this);
        auto unit = compile_unit({scope, scope->name, {}, static_cast<int32_t>(node->span.start.line), 0}, [&] {
            unit_->out.argument_count = arguments;
            code().span = node->span;
            make_cells();
            body();
        });
        make_function(std::move(unit), scope, 0, unit_->top, callee);
    }
    emit(Op::call, dst, callee, arguments);
}

void Emitter::generic_function(Stmt* node, std::string_view name, Arguments* args, std::span<Stmt*> statements,
                               Expr* returns, std::span<TypeParam*> type_params, bool is_async, Reg dst) {
    TemporaryScope temporaries(*this);
    Reg callee = allocate(), window;
    uint32_t flags = load_defaults(args, &window);
    uint32_t count = unit_->top - window;
    call_type_parameters(node, callee, count, dst, [&] {
        Reg params = allocate(), function = allocate();
        type_parameters(type_params, params);
        Reg inner_window = unit_->top;
        for (std::string_view part : {".defaults", ".kwdefaults"})
            if (unit_->scope->find(part)) load_location(locate_mangled(part), allocate());
        uint32_t parts = flags;
        Reg annotate = allocate();
        if (function_annotate(args, returns, annotate)) parts |= function_part::kAnnotate;
        else --unit_->top;
        make_function(function_unit(node, name, args, statements, is_async), symbols_.scope_of(node), parts,
                      inner_window, function);
        emit(Op::intrinsic2, function, function, params, static_cast<uint32_t>(Intrinsic::set_function_type_params));
        emit(Op::return_value, function);
    });
}

void Emitter::generic_class(ClassDef* node, Reg dst) {
    TemporaryScope temporaries(*this);
    Reg callee = allocate();
    call_type_parameters(node, callee, 0, dst, [&] {
        Reg params = allocate();
        type_parameters(node->type_params, params);
        store_location(locate_mangled(".type_params"), params);
        emit(Op::intrinsic, params, params, static_cast<uint32_t>(Intrinsic::subscript_generic));
        store_location(locate_mangled(".generic_base"), params);
        Reg result = allocate();
        build_class(node, result, true);
        emit(Op::return_value, result);
    });
}

void Emitter::type_alias(TypeAlias* node) {
    std::string_view name = static_cast<Name*>(node->name)->id;
    if (forbidden_name(node->name, name, ExprContext::Store)) return;
    auto make_alias = [&](Reg parts, Reg result) {
        load_constant(Constant::of_str(name), parts);
        evaluate_function(symbols_.scope_of(node), name, node->value, parts + 2);
        emit(Op::make_tuple, result, parts, 3);
        emit(Op::intrinsic, result, result, static_cast<uint32_t>(Intrinsic::type_alias));
    };
    Reg callee = allocate();
    if (node->type_params.empty()) {
        Reg parts = allocate(3);
        load_none(parts + 1);
        make_alias(parts, callee);
    } else {
        call_type_parameters(node, callee, 0, callee, [&] {
            Reg parts = allocate(3);
            type_parameters(node->type_params, parts + 1);
            make_alias(parts, parts);
            emit(Op::return_value, parts);
        });
    }
    store_name(name, callee);
}

}  // namespace krait::core

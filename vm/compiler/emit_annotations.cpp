// Annotations (PEP 649, 749) and type parameters (PEP 695, 696).
#include "vm/compiler/emitter.h"

namespace krait::core {

using namespace ast;
using core::Constant;

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

// NotImplementedError for the formats that annotationlib makes itself.
void Emitter::check_format() {
    TemporaryScope temporaries(*this);
    emit(Op::intrinsic, allocate(), 0, static_cast<uint32_t>(Intrinsic::not_implemented_error_if));
}

void Emitter::annotation_value(Expr* annotation, Reg dst) {
    if (future_annotations_) return load_constant(Constant::of_str(unparse(annotation)), dst);
    // *args: *Ts
    if (auto* starred = as<Starred>(annotation)) {
        TemporaryScope temporaries(*this);
        Reg value = operand(starred->value);
        emit(Op::unpack, dst, value, 1);
        return;
    }
    load(annotation, dst);
}

void Emitter::prepare_annotations(const void*, std::span<Stmt*>) {}
void Emitter::finish_annotations(const void*) {}

void Emitter::annotated_assignment(AnnAssign* node) {
    if (node->value) {
        TemporaryScope temporaries(*this);
        Reg reg;
        auto* name = as<Name>(node->target);
        if (name && name->id != "__debug__" && plain_register(name->id, &reg)) {
            load(node->value, reg);
            code().bound.add(reg);
        } else {
            Reg value = operand(node->value);
            assign(node->target, value);
        }
    }
}

void Emitter::type_alias(TypeAlias* node) { error(node, "type aliases are not compiled yet"); }
void Emitter::generic_function(Stmt* node, std::string_view, Arguments*, std::span<Stmt*>, Expr*, std::span<TypeParam*>, bool, Reg) {
    error(node, "type parameters are not compiled yet");
}
void Emitter::generic_class(ClassDef* node, Reg) { error(node, "type parameters are not compiled yet"); }
std::string unparse(const Expr*) { return "?"; }

}  // namespace krait::core

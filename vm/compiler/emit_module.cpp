#include "vm/compiler/emitter.h"

namespace krait::core {

using namespace ast;
using core::Constant;

void warn_syntax(Diagnostics& diagnostics, const Node* node, std::string_view message) {
    diagnostics.warn(node->span, message);
}

std::shared_ptr<CompiledUnit> Emitter::module(Mod* mod) {
    Scope* scope = symbols_.top();
    future_annotations_ = future_flags & code_flag::kFutureAnnotations;
    uint32_t flags = options_.allow_top_level_await && scope->is_async ? code_flag::kCoroutine : 0;
    return compile_unit({scope, "<module>", "<module>", 1, flags}, [&] {
        if (flags) emit(Op::make_generator);
        if (auto* expression = as<Expression>(mod)) {
            At at(*this, expression->body);
            Reg value = operand(expression->body);
            emit(Op::return_value, value);
            return;
        }
        std::span<Stmt*> statements;
        if (auto* node = as<ast::Module>(mod)) statements = node->body;
        if (auto* node = as<Interactive>(mod)) {
            statements = node->body;
            interactive_ = true;
        }
        prepare_annotations(scope, has_annotations(statements));
        if (is<ast::Module>(mod) && is_docstring(statements)) {
            At at(*this, statements[0]);
            TemporaryScope temporaries(*this);
            auto* text = static_cast<ast::Constant*>(static_cast<ExprStmt*>(statements[0])->value);
            if (options_.optimize < 2) {
                Reg value = allocate();
                load_constant(Constant::of_str(clean_docstring(text->value.text)), value);
                emit(Op::store_name, value, 0, 0, code().new_site("__doc__"));
            }
            statements = statements.subspan(1);
        }
        body(statements);
        finish_annotations(scope);
        Reg none = allocate();
        At at_end(*this, end_of(statements));
        load_none(none);
        emit(Op::return_value, none);
    });
}

}  // namespace krait::core

#include "vm/compiler/emitter.h"

namespace krait::core {

using namespace ast;
using core::Constant;

void Emitter::body(std::span<Stmt*> statements) {
    for (Stmt* node : statements) statement(node);
}

void Emitter::statement(Stmt* node) {
    if (!diagnostics_.enter()) return;
    if (code().position() > 4000000) return diagnostics_.too_complex();
    At at(*this, node);
    TemporaryScope temporaries(*this);
    switch (node->kind) {
    case NodeKind::FunctionDef: {
        auto* n = static_cast<FunctionDef*>(node);
        return function_definition(n, n->name, n->args, n->body, n->decorator_list, n->returns, n->type_params, false);
    }
    case NodeKind::AsyncFunctionDef: {
        auto* n = static_cast<AsyncFunctionDef*>(node);
        return function_definition(n, n->name, n->args, n->body, n->decorator_list, n->returns, n->type_params, true);
    }
    case NodeKind::ClassDef: return class_definition(static_cast<ClassDef*>(node));
    case NodeKind::TypeAlias: return type_alias(static_cast<TypeAlias*>(node));
    case NodeKind::Return: return return_statement(static_cast<Return*>(node));
    case NodeKind::Delete:
        for (Expr* target : static_cast<Delete*>(node)->targets) delete_target(target);
        return;
    case NodeKind::Assign: return assign_statement(static_cast<Assign*>(node));
    case NodeKind::AugAssign: return augmented(static_cast<AugAssign*>(node));
    case NodeKind::AnnAssign: return annotated_assignment(static_cast<AnnAssign*>(node));
    case NodeKind::For: return for_statement(static_cast<For*>(node));
    case NodeKind::AsyncFor: return async_for_statement(static_cast<AsyncFor*>(node));
    case NodeKind::While: return while_statement(static_cast<While*>(node));
    case NodeKind::If: return if_statement(static_cast<If*>(node));
    case NodeKind::With: {
        auto* n = static_cast<With*>(node);
        with_statement(n, n->items, n->body, false);
        return;
    }
    case NodeKind::AsyncWith: {
        auto* n = static_cast<AsyncWith*>(node);
        if (!check_async(n, "'async with' outside async function")) return;
        with_statement(n, n->items, n->body, true);
        return;
    }
    case NodeKind::Match: return match_statement(static_cast<Match*>(node));
    case NodeKind::Raise: return raise_statement(static_cast<Raise*>(node));
    case NodeKind::Try: return try_statement(static_cast<Try*>(node));
    case NodeKind::TryStar: return try_star(static_cast<TryStar*>(node));
    case NodeKind::Assert: return assert_statement(static_cast<Assert*>(node));
    case NodeKind::Import: return import_statement(static_cast<Import*>(node));
    case NodeKind::ImportFrom: return import_from_statement(static_cast<ImportFrom*>(node));
    case NodeKind::ExprStmt: return expression_statement(static_cast<ExprStmt*>(node));
    case NodeKind::Break: return break_statement(node);
    case NodeKind::Continue: return continue_statement(node);
    default: return;  // global, nonlocal, pass
    }
}

void Emitter::expression_statement(ExprStmt* node) {
    bool shows = interactive_ && unit_->scope->kind == ScopeKind::Module;
    if (!shows) {
        if (is<ast::Constant>(node->value)) return;
        // Certainly bound locals have no effect; others are checked.
        operand(node->value);
        return;
    }
    Reg value = operand(node->value);
    Reg result = allocate();
    emit(Op::intrinsic, result, value, static_cast<uint32_t>(Intrinsic::display_hook));
}

void Emitter::if_statement(If* node) {
    LabelId otherwise = label(), end = label();
    jump_if(node->test, false, otherwise);
    body(node->body);
    if (!node->orelse.empty()) {
        jump_unseen(end);
        bind(otherwise);
        body(node->orelse);
    } else {
        bind(otherwise);
    }
    bind(end);
}

// ---- loops: the test is at the head, and one jump_back an iteration is the event point ----

void Emitter::loop_head(LabelId head) {
    if (code().reachable()) code().bind_with_state(head, handler_state());
    else code().bind(head);
}

void Emitter::while_statement(While* node) {
    LabelId head = label(), exit = label(), end = label();
    loop_head(head);
    OpenBlock block{OpenBlock::Kind::Loop};
    block.continue_label = head;
    block.break_label = end;
    jump_if(node->test, false, exit);
    push_block(block);
    body(node->body);
    jump(Op::jump_back, head);
    pop_block();
    bind(exit);
    body(node->orelse);
    bind(end);
}

void Emitter::for_statement(For* node) {
    LabelId head = label(), exit = label(), end = label();
    Reg iterator = allocate();
    {
        At at(*this, node->iter);
        TemporaryScope temporaries(*this);
        Reg iterable = operand(node->iter, iterator);
        emit(Op::get_iter, iterator, iterable);
    }
    loop_head(head);
    Reg item;
    auto* name = as<Name>(node->target);
    bool direct = name && name->id != "__debug__" && plain_register(name->id, &item);
    {
        TemporaryScope temporaries(*this);
        if (!direct) item = allocate();
        {
            At at(*this, node->iter);
            jump(Op::for_next, exit, item, iterator);
        }
        if (direct) code().bound.add(item);
        else assign(node->target, item);
    }
    OpenBlock block{OpenBlock::Kind::Loop};
    block.continue_label = head;
    block.break_label = end;
    push_block(block);
    body(node->body);
    jump(Op::jump_back, head);
    pop_block();
    bind(exit);
    body(node->orelse);
    bind(end);
}

void Emitter::break_statement(Stmt* node) {
    auto& blocks = unit_->blocks;
    for (size_t i = blocks.size(); i-- > 0;) {
        if (blocks[i].kind == OpenBlock::Kind::StarHandler)
            return error(node, "'break', 'continue' and 'return' cannot appear in an except* block");
        if (blocks[i].kind != OpenBlock::Kind::Loop) continue;
        LabelId target = blocks[i].break_label;
        return unwind(i, Leaving::OpenBlock, [&] { jump(Op::jump, target); });
    }
    error(node, "'break' outside loop");
}

void Emitter::continue_statement(Stmt* node) {
    auto& blocks = unit_->blocks;
    for (size_t i = blocks.size(); i-- > 0;) {
        if (blocks[i].kind == OpenBlock::Kind::StarHandler)
            return error(node, "'break', 'continue' and 'return' cannot appear in an except* block");
        if (blocks[i].kind != OpenBlock::Kind::Loop) continue;
        LabelId target = blocks[i].continue_label;
        return unwind(i, Leaving::OpenBlock, [&] { jump(Op::jump_back, target); });
    }
    error(node, "'continue' not properly in loop");
}

void Emitter::return_statement(Return* node) {
    Scope* scope = unit_->scope;
    if (scope->kind != ScopeKind::Function) return error(node, "'return' outside function");
    if (node->value && scope->is_async && scope->is_generator)
        return error(node, "'return' with value in async generator");
    for (const OpenBlock& block : unit_->blocks)
        if (block.kind == OpenBlock::Kind::StarHandler)
            return error(node, "'break', 'continue' and 'return' cannot appear in an except* block");
    Reg value;
    bool runs_code = has_unwinding_code(0);
    if (!node->value) {
        value = allocate();
        if (!runs_code) load_none(value);
    } else {
        value = runs_code ? fresh(node->value) : operand(node->value);
    }
    unwind(0, Leaving::Frame, [&] {
        if (!node->value && runs_code) load_none(value);
        emit(Op::return_value, value);
    });
}

void Emitter::raise_statement(Raise* node) {
    if (!node->exc) return emit(Op::raise_again);
    Reg exception = operand(node->exc);
    if (!node->cause) return emit(Op::raise_value, exception);
    Reg cause = operand(node->cause);
    emit(Op::raise_from, exception, cause);
}

void Emitter::assert_statement(Assert* node) {
    auto* tuple = as<ast::Tuple>(node->test);
    if (tuple && !tuple->elts.empty())
        warn_syntax(diagnostics_, node, "assertion is always true, perhaps remove parentheses?");
    if (options_.optimize > 0) return;
    LabelId end = label();
    jump_if(node->test, true, end);
    Reg callee = allocate();
    At at(*this, node->test);
    emit(Op::assertion_error, callee);
    if (node->msg) {
        fresh(node->msg);
        emit(Op::call, callee, callee, 1);
    }
    emit(Op::raise_value, callee);
    bind(end);
}

// ---- import ----

void Emitter::import_statement(Import* node) {
    for (Alias* alias : node->names) {
        TemporaryScope temporaries(*this);
        Reg module = allocate(), level = allocate();
        load_none(module);
        load_constant(Constant::of_int(0), level);
        emit(Op::import_name, module, module, level, name_index(alias->name));
        std::string_view name = alias->name;
        size_t dot = name.find('.');
        if (is_none(alias->asname)) {
            std::string_view top = name.substr(0, dot);
            if (forbidden_name(alias, top, ExprContext::Store)) return;
            store_name(top, module);
            continue;
        }
        if (forbidden_name(alias, alias->asname, ExprContext::Store)) return;
        // `import a.b.c as d` binds the submodule.
        while (dot != std::string_view::npos) {
            name = name.substr(dot + 1);
            dot = name.find('.');
            emit(Op::import_from, module, module, 0, name_index(name.substr(0, dot)));
        }
        store_name(alias->asname, module);
    }
}

void Emitter::import_from_statement(ImportFrom* node) {
    std::string_view module_name = is_none(node->module) ? std::string_view("") : node->module;
    if (module_name == "__future__" && node->level == 0) {
        for (Alias* alias : node->names)
            if (!future_checked_.count(alias)) {
                error(node, "from __future__ imports must occur at the beginning of the file");
                return;
            }
    }
    Reg module = allocate(), level = allocate();
    std::vector<Constant> names;
    for (Alias* alias : node->names) names.push_back(Constant::of_str(alias->name));
    load_constant(Constant::of_tuple(std::move(names)), module);
    load_constant(Constant::of_int(node->level), level);
    emit(Op::import_name, module, module, level, name_index(module_name));
    if (node->names.size() == 1 && node->names[0]->name == "*") return emit(Op::import_star, module);
    Reg item = allocate();
    for (Alias* alias : node->names) {
        std::string_view stored = is_none(alias->asname) ? alias->name : alias->asname;
        if (forbidden_name(alias, stored, ExprContext::Store)) return;
        emit(Op::import_from, item, module, 0, name_index(alias->name));
        store_name(stored, item);
    }
}

}  // namespace krait::core

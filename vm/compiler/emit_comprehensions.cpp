// Comprehensions (inlined, PEP 709), generator expressions, yield and await.
#include "vm/compiler/emitter.h"

namespace krait::core {

using namespace ast;
using core::Constant;

bool Emitter::check_async(const Node* node, std::string_view message) {
    bool top_level = options_.allow_top_level_await && unit_->scope->kind == ScopeKind::Module;
    bool function = unit_->scope->kind == ScopeKind::Function || unit_->scope->kind == ScopeKind::Generator;
    if (top_level || (function && unit_->scope->is_async)) return true;
    error(node, std::string(message));
    return false;
}

// One `for` clause, its conditions, and the rest inside of it. The first iterable is in `iterator` already, as an iterator.
void Emitter::comprehension_loop(std::span<Comprehension*> generators, size_t depth, Reg iterator,
                                 const std::function<void()>& element) {
    if (!diagnostics_.enter()) return;
    Comprehension* part = generators[depth];
    TemporaryScope temporaries(*this);
    At at(*this, part->iter);
    if (iterator == kNoRegister) {
        iterator = allocate();
        TemporaryScope temporaries(*this);
        Reg iterable = operand(part->iter, iterator);
        emit(part->is_async ? Op::get_aiter : Op::get_iter, iterator, iterable);
    }
    LabelId head = label(), exit = label(), end = label();
    loop_head(head);
    OpenBlock block;
    BoundSet state = handler_state();
    if (part->is_async) {
        TemporaryScope temporaries(*this);
        Reg item = allocate(), exception = allocate();
        block = OpenBlock{OpenBlock::Kind::TryExcept};
        block.handler = label();
        block.exception_register = static_cast<uint8_t>(exception);
        block.outer_register = unit_->handled;
        push_block(block);
        emit(Op::get_anext, item, iterator);
        emit(Op::send, item, item);
        close_range(unit_->blocks.back());
        block = unit_->blocks.back();
        unit_->blocks.pop_back();
        assign(part->target, item);
    } else {
        TemporaryScope temporaries(*this);
        Reg item;
        auto* name = as<Name>(part->target);
        bool direct = name && plain_register(name->id, &item);
        if (!direct) item = allocate();
        jump(Op::for_next, exit, item, iterator);
        if (direct) code().bound.add(item);
        else assign(part->target, item);
    }
    LabelId next = label();
    for (Expr* condition : part->ifs) jump_if(condition, false, next);
    if (depth + 1 < generators.size()) comprehension_loop(generators, depth + 1, kNoRegister, element);
    else element();
    bind(next);
    jump(Op::jump_back, head);
    if (part->is_async) {
        if (enter_handler(block, state)) {
            jump(Op::end_async_for, exit, block.exception_register);
            code().set_unreachable();
        }
    }
    bind(exit);
    if (part->is_async) emit(Op::pop_handled, unit_->handled);
    bind(end);
}

void Emitter::comprehension(Expr* node, std::span<Comprehension*> generators, Expr* key, Expr* value, Reg dst) {
    Scope* scope = symbols_.scope_of(node);
    if (scope->is_async && !check_async(node, "asynchronous comprehension outside of an asynchronous function")) return;
    Reg result = scratch(dst);
    Reg iterator = allocate();
    {
        // The first iterable is evaluated outside.
        TemporaryScope temporaries(*this);
        Reg iterable = operand(generators[0]->iter, iterator);
        At at(*this, generators[0]->iter);
        emit(generators[0]->is_async ? Op::get_aiter : Op::get_iter, iterator, iterable);
    }
    Scope* outer = std::exchange(unit_->current, scope);
    uint32_t outer_top = unit_->comprehension_top;
    std::vector<const Symbol*> variables;
    for (const Symbol* symbol : scope->symbols) {
        if (symbol->resolution != Resolution::Local) continue;
        Reg reg = unit_->comprehension_top++;
        unit_->registers[symbol] = reg;
        code().bound.remove(reg);
        variables.push_back(symbol);
        uint8_t kind = static_cast<uint8_t>(VariableKind::Hidden) |
                       static_cast<uint8_t>(symbol->captured ? VariableKind::Cell : VariableKind::Local);
        unit_->out.variables.push_back({name_index(symbol->name), reg, kind});
        if (symbol->captured) emit(Op::make_cell, reg, 0);
        else if (generators.size() > 1) emit(Op::clear, reg);  // the second iterable may read the variable too early
    }
    bool is_list = is<ListComp>(node), is_set = is<SetComp>(node);
    emit(is_list ? Op::make_list : is_set ? Op::make_set : Op::make_dict, result, result, 0);
    comprehension_loop(generators, 0, iterator, [&] {
        TemporaryScope temporaries(*this);
        At at(*this, key);
        if (value) {
            Reg k = operand(key), v = operand(value);
            emit(Op::dict_set, result, k, v);
            return;
        }
        Reg item = operand(key);
        emit(is_list ? Op::list_append : Op::set_add, result, item);
    });
    for (const Symbol* symbol : variables) {
        emit(Op::clear, unit_->registers[symbol]);
        code().bound.remove(unit_->registers[symbol]);
    }
    unit_->comprehension_top = outer_top;
    unit_->current = outer;
    move(dst, result);
}

void Emitter::generator_expression(GeneratorExp* node, Reg dst) {
    Scope* scope = symbols_.scope_of(node);
    Comprehension* first = node->generators[0];
    bool is_async = scope->is_async;
    Reg function = allocate(), argument = allocate();
    {
        TemporaryScope temporaries(*this);
        Reg window = unit_->top;
        uint32_t flags = is_async ? code_flag::kAsyncGenerator : code_flag::kGenerator;
        auto unit = compile_unit({scope, "<genexpr>", {}, static_cast<int32_t>(node->span.start.line), flags}, [&] {
            unit_->out.argument_count = 1;
            code().span = node->span;
            emit(Op::make_generator);
            make_cells();
            comprehension_loop(node->generators, 0, 0, [&] {
                TemporaryScope temporaries(*this);
                At at(*this, node->elt);
                Reg value = operand(node->elt), sent = allocate();
                yield_value(sent, value);
            });
            Reg none = allocate();
            load_none(none);
            emit(Op::return_value, none);
        });
        make_function(std::move(unit), scope, 0, window, function);
    }
    {
        TemporaryScope temporaries(*this);
        Reg iterable = operand(first->iter, argument);
        At at(*this, first->iter);
        emit(first->is_async ? Op::get_aiter : Op::get_iter, argument, iterable);
    }
    emit(Op::call, dst, function, 1);
}

// ---- generators and coroutines ----

void Emitter::yield_value(Reg dst, Reg value) {
    bool wrapped = unit_->out.flags & code_flag::kAsyncGenerator;
    emit(wrapped ? Op::async_yield : Op::yield_value, dst, value);
}

void Emitter::yield(Yield* node, Reg dst) {
    if (unit_->scope->kind != ScopeKind::Function) return error(node, "'yield' outside function");
    Reg value;
    if (node->value) value = operand(node->value);
    else load_none(value = allocate());
    yield_value(dst, value);
}

void Emitter::yield_from(YieldFrom* node, Reg dst) {
    if (unit_->scope->kind != ScopeKind::Function) return error(node, "'yield from' outside function");
    if (unit_->scope->is_async) return error(node, "'yield from' inside async function");
    Reg iterator = allocate();
    Reg value = operand(node->value, iterator);
    emit(Op::get_yield_from_iter, iterator, value);
    emit(Op::send, dst, iterator);
}

void Emitter::await_register(Reg value, Reg dst, uint32_t where) {
    TemporaryScope temporaries(*this);
    Reg awaitable = allocate();
    emit(Op::get_awaitable, awaitable, value, where);
    emit(Op::send, dst, awaitable);
}

void Emitter::await(Await* node, Reg dst) {
    bool top_level = options_.allow_top_level_await && unit_->scope->kind == ScopeKind::Module;
    ScopeKind kind = unit_->scope->kind;
    if (!top_level && kind != ScopeKind::Function && kind != ScopeKind::Generator)
        return error(node, "'await' outside function");
    if (!check_async(node, "'await' outside async function")) return;
    Reg value = operand(node->value);
    await_register(value, dst, 0);
}

void Emitter::async_for_statement(AsyncFor* node) {
    if (!check_async(node, "'async for' outside async function")) return;
    LabelId head = label(), exit = label(), end = label();
    Reg iterator = allocate(), item = allocate(), exception = allocate();
    {
        At at(*this, node->iter);
        TemporaryScope temporaries(*this);
        Reg iterable = operand(node->iter, iterator);
        emit(Op::get_aiter, iterator, iterable);
    }
    loop_head(head);
    BoundSet state = handler_state();
    OpenBlock block{OpenBlock::Kind::TryExcept};
    block.handler = label();
    block.exception_register = static_cast<uint8_t>(exception);
    block.outer_register = unit_->handled;
    push_block(block);
    {
        At at(*this, node->iter);
        emit(Op::get_anext, item, iterator);
        emit(Op::send, item, item);
    }
    close_range(unit_->blocks.back());
    block = unit_->blocks.back();
    unit_->blocks.pop_back();
    assign(node->target, item);
    OpenBlock loop{OpenBlock::Kind::Loop};
    loop.continue_label = head;
    loop.break_label = end;
    push_block(loop);
    body(node->body);
    jump(Op::jump_back, head);
    pop_block();
    if (enter_handler(block, state)) {
        jump(Op::end_async_for, exit, exception);
        code().set_unreachable();
    }
    bind(exit);
    emit(Op::pop_handled, unit_->handled);
    body(node->orelse);
    bind(end);
}

}  // namespace krait::core

// Blocks, and the statements that make them: try, with.
#include "vm/compiler/emitter.h"

namespace krait::core {

using namespace ast;
using core::Constant;

OpenBlock& Emitter::push_block(OpenBlock block) {
    block.start = code().position();
    unit_->blocks.push_back(block);
    return unit_->blocks.back();
}

void Emitter::close_range(OpenBlock& block) {
    if (block.handler == kNoLabel) return;
    uint32_t end = code().position();
    if (block.start < end) {
        block.covers_something = true;
        code().add_range({block.start, end, block.handler, block.exception_register, block.outer_register});
    }
    block.start = end;
}

void Emitter::pop_block() {
    close_range(unit_->blocks.back());
    unit_->blocks.pop_back();
}

bool Emitter::has_unwinding_code(size_t level) const {
    for (size_t i = level; i < unit_->blocks.size(); ++i) {
        OpenBlock::Kind kind = unit_->blocks[i].kind;
        if (kind == OpenBlock::Kind::TryFinally || kind == OpenBlock::Kind::With ||
            kind == OpenBlock::Kind::AsyncWith || kind == OpenBlock::Kind::HandlerName)
            return true;
    }
    return false;
}

// Leaves all blocks above `level`: each is taken off the stack, innermost first, while what it does on the way out is emitted.
void Emitter::unwind(size_t level, Leaving leaving, const std::function<void()>& leave) {
    auto saved = unit_->blocks;
    uint8_t handled = unit_->handled;
    BoundSet bound = code().bound;
    // A frame that ends takes its exception state with it.
    bool code_follows = leaving == Leaving::OpenBlock || has_unwinding_code(level);
    while (unit_->blocks.size() > level) {
        OpenBlock block = unit_->blocks.back();
        // The range ends here; it is open again after the jump.
        close_range(unit_->blocks.back());
        saved[unit_->blocks.size() - 1].covers_something |= unit_->blocks.back().covers_something;
        unit_->blocks.pop_back();
        switch (block.kind) {
        case OpenBlock::Kind::Loop:
        case OpenBlock::Kind::TryExcept: break;
        case OpenBlock::Kind::TryFinally: body(block.finally_body); break;
        case OpenBlock::Kind::With:
        case OpenBlock::Kind::AsyncWith: call_exit_without_exception(block); break;
        case OpenBlock::Kind::Handler:
        case OpenBlock::Kind::StarHandler:
            if (code_follows) emit(Op::pop_handled, block.outer_register);
            unit_->handled = block.outer_register;
            break;
        case OpenBlock::Kind::HandlerName: unbind_name(block.name); break;
        }
    }
    leave();
    unit_->blocks = std::move(saved);
    unit_->handled = handled;
    code().bound = std::move(bound);
    for (OpenBlock& block : unit_->blocks) {
        size_t index = static_cast<size_t>(&block - unit_->blocks.data());
        if (index >= level) block.start = code().position();
    }
}

// Begins a handler; false when nothing leads there.
bool Emitter::enter_handler(const OpenBlock& block, const BoundSet& state) {
    if (!block.covers_something) {
        code().bind(block.handler);
        return false;
    }
    code().bind_with_state(block.handler, state);
    return true;
}

// ---- try ----

// What the compiler adds between the blocks is on no line: a debugger does not stop there.
void Emitter::jump_unseen(LabelId target) {
    At nowhere(*this, Span{});
    jump(Op::jump, target);
}
// Where a body ends without a return statement: on its last line, or nowhere where that is not the line that ran last.
Span Emitter::end_of(std::span<Stmt*> statements) {
    if (statements.empty()) return Span{};
    const Span& last = statements.back()->span;
    return last.start.line == last.end.line ? last : Span{};
}
// f_lineno of the frame that is left is this node's; tracing sees no line here.
void Emitter::reraise_at(const Node* node, Reg exception) {
    At last(*this, node);
    emit(Op::reraise, exception);
}

void Emitter::try_statement(Try* node) {
    if (node->finalbody.empty()) {
        try_except(node->body, node->handlers, node->orelse);
    } else {
        try_finally(node->finalbody, [&] {
            if (node->handlers.empty()) body(node->body);
            else try_except(node->body, node->handlers, node->orelse);
        });
    }
}

void Emitter::try_finally(std::span<Stmt*> finally_body, const std::function<void()>& protected_body) {
    TemporaryScope temporaries(*this);
    Reg exception = allocate();
    BoundSet state = handler_state();
    LabelId end = label();
    OpenBlock block{OpenBlock::Kind::TryFinally};
    block.handler = label();
    block.exception_register = static_cast<uint8_t>(exception);
    block.outer_register = unit_->handled;
    block.finally_body = finally_body;
    push_block(block);
    protected_body();
    close_range(unit_->blocks.back());
    block = unit_->blocks.back();
    unit_->blocks.pop_back();
    body(finally_body);
    jump_unseen(end);
    enter_handler(block, state);
    uint8_t outer = std::exchange(unit_->handled, block.exception_register);
    OpenBlock handler{OpenBlock::Kind::Handler};
    handler.outer_register = outer;
    push_block(handler);
    body(finally_body);
    reraise_at(finally_body.back(), exception);
    pop_block();
    unit_->handled = outer;
    bind(end);
}

void Emitter::try_except(std::span<Stmt*> protected_body, std::span<ExceptHandlerNode*> handlers,
                         std::span<Stmt*> orelse) {
    TemporaryScope temporaries(*this);
    Reg exception = allocate();
    BoundSet state = handler_state();
    LabelId end = label();
    uint8_t outer = unit_->handled;
    OpenBlock block{OpenBlock::Kind::TryExcept};
    block.handler = label();
    block.exception_register = static_cast<uint8_t>(exception);
    block.outer_register = outer;
    push_block(block);
    body(protected_body);
    close_range(unit_->blocks.back());
    block = unit_->blocks.back();
    unit_->blocks.pop_back();
    body(orelse);
    jump_unseen(end);

    enter_handler(block, state);
    unit_->handled = block.exception_register;
    OpenBlock handling{OpenBlock::Kind::Handler};
    handling.outer_register = outer;
    push_block(handling);
    for (size_t i = 0; i < handlers.size(); ++i) {
        auto* handler = static_cast<ExceptHandler*>(handlers[i]);
        At at(*this, handler);
        if (!handler->type && i + 1 < handlers.size()) error(handler, "default 'except:' must be last");
        LabelId next = label();
        if (handler->type) {
            TemporaryScope temporaries(*this);
            Reg type = operand(handler->type), matches = allocate();
            emit(Op::match_exception, matches, exception, type);
            jump(Op::jump_if_false, next, matches);
        }
        if (is_none(handler->name)) {
            body(handler->body);
            At nowhere(*this, Span{});
            emit(Op::pop_handled, outer);
            jump(Op::jump, end);
        } else {
            if (forbidden_name(handler, handler->name, ExprContext::Store)) return;
            store_name(handler->name, exception);
            TemporaryScope temporaries(*this);
            Reg inner = allocate();
            BoundSet inner_state = handler_state();
            OpenBlock named{OpenBlock::Kind::HandlerName};
            named.handler = label();
            named.exception_register = static_cast<uint8_t>(inner);
            named.outer_register = static_cast<uint8_t>(exception);
            named.name = handler->name;
            push_block(named);
            body(handler->body);
            close_range(unit_->blocks.back());
            named = unit_->blocks.back();
            unit_->blocks.pop_back();
            At nowhere(*this, Span{});
            emit(Op::pop_handled, outer);
            unbind_name(handler->name);
            jump(Op::jump, end);
            enter_handler(named, inner_state);
            unbind_name(handler->name);
            emit(Op::reraise, inner, 1);
        }
        bind(next);
    }
    reraise_at(handlers.back(), exception);
    pop_block();
    unit_->handled = outer;
    bind(end);
}

// ---- except*: PEP 654 ----

void Emitter::try_star(TryStar* node) {
    if (node->finalbody.empty()) try_except_star(node);
    else try_finally(node->finalbody, [&] { try_except_star(node); });
}

void Emitter::try_except_star(TryStar* node) {
    TemporaryScope temporaries(*this);
    // original: what was caught; rest: what no block has taken yet; raised: what the blocks raised, and the rest.
    Reg original = allocate(), pair = allocate(2), raised = allocate();
    Reg matched = pair, rest = pair + 1;
    BoundSet state = handler_state();
    LabelId end = label();
    uint8_t outer = unit_->handled;
    OpenBlock block{OpenBlock::Kind::TryExcept};
    block.handler = label();
    block.exception_register = static_cast<uint8_t>(original);
    block.outer_register = outer;
    push_block(block);
    body(node->body);
    close_range(unit_->blocks.back());
    block = unit_->blocks.back();
    unit_->blocks.pop_back();
    body(node->orelse);
    jump_unseen(end);

    enter_handler(block, state);
    unit_->handled = static_cast<uint8_t>(original);
    emit(Op::make_list, raised, raised, 0);
    move(rest, original);
    OpenBlock handling{OpenBlock::Kind::Handler};
    handling.outer_register = outer;
    push_block(handling);
    for (ExceptHandlerNode* item : node->handlers) {
        auto* handler = static_cast<ExceptHandler*>(item);
        At at(*this, handler);
        LabelId next = label();
        jump(Op::jump_if_none, next, rest);
        {
            TemporaryScope temporaries(*this);
            Reg type = operand(handler->type);
            emit(Op::match_group, pair, rest, type);
        }
        jump(Op::jump_if_none, next, matched);
        Reg inner = allocate();
        BoundSet inner_state = handler_state();
        // The group that matched is what is handled in the block.
        emit(Op::pop_handled, matched);
        unit_->handled = static_cast<uint8_t>(matched);
        if (!is_none(handler->name)) {
            if (forbidden_name(handler, handler->name, ExprContext::Store)) return;
            store_name(handler->name, matched);
        }
        OpenBlock star{OpenBlock::Kind::StarHandler};
        star.handler = label();
        star.exception_register = static_cast<uint8_t>(inner);
        star.outer_register = static_cast<uint8_t>(original);
        push_block(star);
        body(handler->body);
        close_range(unit_->blocks.back());
        star = unit_->blocks.back();
        unit_->blocks.pop_back();
        emit(Op::pop_handled, original);
        if (!is_none(handler->name)) unbind_name(handler->name);
        jump(Op::jump, next);
        if (enter_handler(star, inner_state)) {
            if (!is_none(handler->name)) unbind_name(handler->name);
            emit(Op::list_append, raised, inner);
            emit(Op::pop_handled, original);
        }
        unit_->handled = static_cast<uint8_t>(original);
        bind(next);
    }
    LabelId nothing = label();
    LabelId collected = label();
    jump(Op::jump_if_none, collected, rest);
    emit(Op::list_append, raised, rest);
    bind(collected);
    emit(Op::prepare_reraise_star, matched, original, raised);
    jump(Op::jump_if_none, nothing, matched);
    emit(Op::pop_handled, outer);
    emit(Op::reraise, matched);
    bind(nothing);
    emit(Op::pop_handled, outer);
    pop_block();
    unit_->handled = outer;
    bind(end);
}

// ---- with ----

void Emitter::call_exit_without_exception(const OpenBlock& block) {
    At at(*this, block.span);
    TemporaryScope temporaries(*this);
    Reg window = allocate(5);
    move(window, block.exit_window);
    move(window + 1, block.exit_window + 1);
    for (int i = 2; i < 5; ++i) load_none(window + i);
    emit(Op::call_method, window, window, 3);
    if (block.kind == OpenBlock::Kind::AsyncWith) await_register(window, window, 2);
}

void Emitter::with_statement(Stmt* node, std::span<WithItem*> items, std::span<Stmt*> statements, bool is_async) {
    if (!diagnostics_.enter()) return;
    WithItem* item = items[0];
    TemporaryScope temporaries(*this);
    Reg exit = allocate(2), exception = allocate(), result = allocate(2);
    At at(*this, item->context_expr);
    {
        TemporaryScope temporaries(*this);
        Reg manager = operand(item->context_expr);
        emit(Op::load_special, exit, manager, is_async ? 3 : 1);
        emit(Op::load_special, result, manager, is_async ? 2 : 0);
        emit(Op::call_method, result, result, 0);
        if (is_async) await_register(result, result, 1);
    }
    BoundSet state = handler_state();
    LabelId end = label();
    uint8_t outer = unit_->handled;
    OpenBlock block{is_async ? OpenBlock::Kind::AsyncWith : OpenBlock::Kind::With};
    block.handler = label();
    block.exception_register = static_cast<uint8_t>(exception);
    block.outer_register = outer;
    block.exit_window = exit;
    block.span = item->context_expr->span;
    push_block(block);
    if (item->optional_vars) assign(item->optional_vars, result);
    {
        At at(*this, node);
        if (items.size() > 1) with_statement(node, items.subspan(1), statements, is_async);
        else body(statements);
    }
    close_range(unit_->blocks.back());
    block = unit_->blocks.back();
    unit_->blocks.pop_back();
    call_exit_without_exception(block);
    jump(Op::jump, end);

    enter_handler(block, state);
    unit_->handled = static_cast<uint8_t>(exception);
    OpenBlock handling{OpenBlock::Kind::Handler};
    handling.outer_register = outer;
    push_block(handling);
    Reg answer = allocate();
    LabelId suppressed = label();
    emit(Op::call_exit, answer, exit, exception);
    if (is_async) await_register(answer, answer, 2);
    jump(Op::jump_if_true, suppressed, answer);
    emit(Op::reraise, exception, 1);
    bind(suppressed);
    emit(Op::pop_handled, outer);
    pop_block();
    unit_->handled = outer;
    bind(end);
}

}  // namespace krait::core

#include "runtime/threads/events.h"

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/process.h"
#include "runtime/threads/byte_lock.h"
#include "runtime/threads/registry.h"
#include "runtime/vm_hooks.h"

namespace krait::core {

namespace {

void clear(Thread& thread, uint32_t bit) { thread.poll_word.fetch_and(~bit, std::memory_order_seq_cst); }

// A step of the interpreter's budget is a poll.
void count_step(Thread& thread) {
    Interpreter& interpreter = *thread.interpreter;
    if (interpreter.budget_steps.fetch_sub(1, std::memory_order_relaxed) <= 1) terminate_interpreter(interpreter);
}

}  // namespace

Failure raise_memory_error(Thread& thread) {
    thread.pending = thread.interpreter->memory_error.get_relaxed();
    if (thread.pending.is_nothing()) return raise_terminated(thread);  // the interpreter is not even built
    return kFailure;
}

Failure raise_terminated(Thread& thread) {
    thread.terminating = true;
    thread.pending = Value::nothing();
    return kFailure;
}

void clear_termination(Thread& thread) {
    thread.terminating = false;
    clear(thread, poll::kTerminate);
}

Result<void> Thread::poll_slow() {
    assert_no_guard(*this);
    uint32_t bits = poll_word.load(std::memory_order_seq_cst);
    if (bits & poll::kStopTheWorld) park();
    if (bits & poll::kBudget) {
        count_step(*this);
        bits = poll_word.load(std::memory_order_seq_cst);
    }
    if (bits & poll::kTerminate) return raise_terminated(*this);
    if (bits & poll::kGilRequest) {
        KRAIT_SAVE_CONTEXT(state->registers, state->stack_pointer);
        interpreter->threads->hand_over(*this);
    }
    if (bits & poll::kCollect) {
        clear(*this, poll::kCollect);
        heap_->collect(*this, Collection::Full);
    }
    if (bits & poll::kMemoryError) {
        clear(*this, poll::kMemoryError);
        heap_->memory_error_raised();
        return raise_memory_error(*this);
    }
    if (bits & poll::kInterrupt) {
        clear(*this, poll::kInterrupt);
        return raise(*this, Exc::KeyboardInterrupt, "");
    }
    if (bits & (poll::kSignals | poll::kAsyncException)) {
        // The hook looks at what is queued, which is set before the bit.
        clear(*this, bits & (poll::kSignals | poll::kAsyncException));
        if (interpreter->vm && interpreter->vm->run_signals_py) return interpreter->vm->run_signals_py(*this);
    }
    return {};
}

Result<void> poll_event_py(Thread& thread) {
    TRY(thread.poll_slow());
    if (!(thread.poll_word.load(std::memory_order_relaxed) & poll::kFinalizers) || thread.state->in_finalizer)
        return {};
    clear(thread, poll::kFinalizers);
    if (!thread.interpreter->vm || !thread.interpreter->vm->run_pending_py) return {};
    thread.state->in_finalizer = true;
    Result<void> result = thread.interpreter->vm->run_pending_py(thread);
    thread.state->in_finalizer = false;
    return result;
}

bool interrupt(Interpreter& interpreter, uint64_t ident) {
    return interpreter.threads->request(ident, poll::kInterrupt);
}
bool terminate(Interpreter& interpreter, uint64_t ident) {
    return interpreter.threads->request(ident, poll::kTerminate);
}
void interrupt_main(Interpreter& interpreter) {
    interpreter.threads->for_each_locked([](Thread& thread) {
        if (thread.state->is_main) ThreadRegistry::request(thread, poll::kInterrupt);
    });
}
void terminate_interpreter(Interpreter& interpreter) { interpreter.threads->doom(); }

bool set_budget(Interpreter& interpreter, int64_t nanoseconds, uint64_t steps) {
    clear_budget(interpreter);
    if (steps) {
        interpreter.budget_steps.store(static_cast<int64_t>(steps), std::memory_order_relaxed);
        interpreter.threads->request_all(poll::kBudget);
    }
    if (!nanoseconds) return true;
    interpreter.budget_timer = start_timer(
        interpreter, deadline_in(nanoseconds), [](Interpreter& each, void*) { terminate_interpreter(each); }, nullptr);
    return interpreter.budget_timer != 0;
}

void clear_budget(Interpreter& interpreter) {
    if (interpreter.budget_timer) cancel_timer(interpreter.budget_timer);
    interpreter.budget_timer = 0;
    interpreter.budget_steps.store(0, std::memory_order_relaxed);
    interpreter.threads->pardon();
}

}  // namespace krait::core

// From a pending exception to its handler. Exceptions go up frame by frame; each frame adds a traceback entry.
//
// Terminated (a spent budget, shutdown) runs no except or finally of the program. It looks in the tables for the end of `with`
// only, and calls an __exit__ that is native: locks are released and files closed.
#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/functions.h"
#include "vm/bytecode/ops.h"
#include "vm/interpreter/frames.h"
#include "vm/interpreter/slow.h"
#include "vm/interpreter/tracing.h"

namespace krait::core {

static void add_traceback(Thread& thread, Frame* frame, BaseException* exception) {
    Value kept(exception);
    FrameObject* object = frame_object(thread, frame);
    Traceback* entry = allocate<Traceback>(thread, shape_of(BuiltinType::Traceback));
    Value next = exception->traceback.get();
    entry->next.init(next.is_nothing() ? Value::none() : next);
    entry->frame.init(Value(object));
    entry->lasti = static_cast<uint32_t>(frame->pc - 1 - frame->code->words) * 4;  // bytes, as f_lasti
    entry->line = 0;
    exception->traceback.set(exception, Value(entry));
    (void)kept;
}

static BaseException* fresh_memory_error(Thread& thread) {
    auto* error = static_cast<BaseException*>(allocate_instance(thread, thread.interpreter->type(Exc::MemoryError)));
    init_exception(thread, error, thread.interpreter->empty_tuple.get());
    return error;
}

// The native __exit__ methods of the with statements that the frame is in, inner ones first.
static void exit_natively(Thread& thread, Frame* frame) {
    const Code* code = frame->code;
    const ExceptionEntry* handler = code->handler_of(static_cast<uint32_t>(frame->pc - 1 - code->words));
    while (handler) {
        uint32_t word = __atomic_load_n(code->words + handler->target, __ATOMIC_RELAXED);
        if (op_byte(word) == static_cast<uint8_t>(Op::call_exit)) {
            Value* window = frame->registers() + operand_b(word);
            auto* method = window[0].as_if<MethodDescriptor>();
            if (method && !window[1].is_nothing() && is_instance(thread, window[1], method->owner.get_relaxed())) {
                Value arguments[3] = {Value::none(), Value::none(), Value::none()};
                (void)call_native(thread, *method->spec_, window[1], CallArguments{arguments, 3, nullptr}).failed();
                thread.pending = Value::nothing();
                thread.terminating = true;
            }
        }
        const ExceptionEntry* outer = code->handler_of(handler->target);
        handler = outer && outer->target != handler->target ? outer : nullptr;
    }
}

Value exception_traceback(Value exception) {
    Value traceback = exception.to<BaseException>()->traceback.get();
    return traceback.is_nothing() ? Value::none() : traceback;
}

Continue unwind(Thread& thread) {
    Frame* frame = thread.frame;
    // The end of a finally or an unmatched except raises again without a second entry for this frame.
    bool fresh = !thread.reraising;
    thread.reraising = false;
    for (;;) {
        if (!thread.terminating) {
            if (fresh) {
                if (thread.pending.is_nothing())
                    (void)raise(thread, Exc::SystemError, "a native function failed without an exception");
                Value pending = thread.pending;
                thread.pending = Value::nothing();
                // The one made beforehand must not gather the tracebacks of all. There is room for a small one, as for the traceback.
                if (pending.bits() == thread.interpreter->memory_error.get().bits())
                    pending = Value(fresh_memory_error(thread));
                add_traceback(thread, frame, pending.to<BaseException>());
                thread.pending = pending;
                if (thread.trace_on) [[unlikely]] {
                    trace_exception(thread, frame);
                    if (thread.terminating) continue;
                }
            }
            const ExceptionEntry* handler =
                frame->code->handler_of(static_cast<uint32_t>(frame->pc - 1 - frame->code->words));
            if (handler) {
                Value pending = thread.pending;
                thread.pending = Value::nothing();
                frame->registers()[handler->exception_register] = pending;
                frame->handled = pending;
                frame->pc = frame->code->words + handler->target;
                return Continue::Run;
            }
        } else {
            exit_natively(thread, frame);
        }
        // Leave the frame.
        uint32_t word = fresh || thread.terminating ? 0 : __atomic_load_n(frame->pc - 1, __ATOMIC_RELAXED);
        if (word && frame->object && op_byte(word) == static_cast<uint8_t>(Op::reraise) && operand_b(word) == 1) {
            Value first = thread.pending.to<BaseException>()->traceback.get();
            if (first.is<Traceback>() && first.to<Traceback>()->frame.get() == Value(frame->object))
                frame->pc = frame->code->words + first.to<Traceback>()->lasti / 4 + 1;
        }
        if (thread.trace_on && !thread.terminating) [[unlikely]] {
            trace_unwind(thread, frame);
            if (thread.terminating) continue;
        }
        fresh = true;
        uint8_t flags = frame->flags;
        ReturnAction action = frame->action;
        Frame* caller = frame->caller;
        if (flags & frame_flag::kGenerator) {
            GeneratorBase* generator = frame->generator();
            if (!thread.terminating) leave_generator_with_exception(thread, generator);
            generator->finish();
            GeneratorBase* root = generator->root.get_relaxed();
            generator->root.set(generator, nullptr);
            generator->awaited_by.set(generator, nullptr);
            frame->handled = Value::nothing();
            if (action == ReturnAction::Send) {
                GeneratorBase* outer = caller->generator();
                outer->delegate.set(outer, Value::nothing());
                outer->root.set(outer, root);
                outer->state.store(GeneratorBase::State::Running, std::memory_order_release);
            }
        }
        pop_frame(thread, frame);
        thread.frame = caller;
        if (flags & frame_flag::kEntry) {
            thread.exit_value = Value::nothing();
            return Continue::Exit;
        }
        frame = caller;
        if (thread.terminating) continue;
        // A frame pushed by an op may turn its exception into an answer.
        if (action == ReturnAction::ForNext && !(flags & frame_flag::kGenerator) &&
            pending_matches(thread, Exc::StopIteration)) {
            take_pending(thread);
            frame->pc += static_cast<int32_t>(frame->pc[-1]);
            return Continue::Run;
        }
    }
}

}  // namespace krait::core

// Resuming and suspending. See vm/objects/generator.h for how chains are linked.
#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/objects/exceptions.h"
#include "runtime/operations.h"
#include "vm/interpreter/frames.h"
#include "vm/interpreter/slow.h"
#include "vm/interpreter/tracing.h"
#include "vm/objects/generator_parts.h"

namespace krait::core {

using State = GeneratorBase::State;

static const char* kind_name(const GeneratorBase* generator) {
    switch (generator->layout()) {
    case Layout::Coroutine: return "coroutine";
    case Layout::AsyncGenerator: return "async generator";
    default: return "generator";
    }
}

GeneratorBase* make_generator_object(Thread& thread, Frame* frame) {
    Code* code = frame->code;
    uint32_t count = code->register_count + code->far_count;
    size_t extra = count * sizeof(Value);
    GeneratorBase* generator;
    if (code->flags & code_flag::kAsyncGenerator)
        generator = allocate_sized<AsyncGenerator>(thread, shape_of(BuiltinType::AsyncGenerator), extra).take();
    else if (code->flags & code_flag::kCoroutine)
        generator = allocate_sized<Coroutine>(thread, shape_of(BuiltinType::Coroutine), extra).take();
    else generator = allocate_sized<Generator>(thread, shape_of(BuiltinType::Generator), extra).take();
    if (!generator) return nullptr;
    Function* function = frame->function;
    if (function->name.get() != code->name.get() || function->qualname.get() != code->qualname.get())
        generator->names.init(
            Value(make_tuple(thread, {Value(function->name.get()), Value(function->qualname.get())})));
    generator->register_count = count;
    generator->chain_length = 1;
    generator->state.store(State::Created, std::memory_order_relaxed);
    generator->resume = GeneratorBase::Resume::Start;
    Frame& copy = generator->frame;
    copy.pc = frame->pc;
    copy.code = code;
    copy.function = frame->function;
    copy.flags = frame_flag::kGenerator;
    for (uint32_t i = 0; i < count; ++i) generator->registers()[i].init(frame->registers()[i]);
    write_barrier(generator);
    register_generator(thread, generator);
    if (generator->layout() == Layout::Coroutine) {
        Value depth = thread.interpreter->state_slot(kOriginDepthSlot).get_relaxed();
        if (!depth.is_nothing() && depth.as_small() > 0) {
            // The coroutine's own frame is the innermost now.
            Frame* own = thread.frame;
            if (own == frame) thread.frame = frame->caller;
            Result<Value> origin = coroutine_origin(thread, depth.as_small());
            thread.frame = own;
            if (origin.failed()) return nullptr;
            generator->origin_or_hook.set(generator, origin.value());
        }
    }
    return generator;
}

// The native generator that this one is linked to, or null.
static GeneratorBase* native_delegate(GeneratorBase* generator) {
    Value delegate = generator->delegate.get();
    if (!delegate.is_cell()) return nullptr;
    Layout layout = delegate.cell()->layout();
    if (layout != Layout::Coroutine && layout != Layout::Generator) return nullptr;
    GeneratorBase* inner = delegate.to<GeneratorBase>();
    return inner->awaited_by.get_relaxed() == generator ? inner : nullptr;
}

static GeneratorBase* root_of(GeneratorBase* member) {
    while (Cell* outer = member->awaited_by.get()) member = static_cast<GeneratorBase*>(outer);
    return member;
}
bool generator_running(GeneratorBase* generator) {
    return generator->state.load(std::memory_order_acquire) != State::Finished &&
           root_of(generator)->claimed.load(std::memory_order_acquire);
}

// A member of a suspended chain is resumed by somebody else than its root: it goes on as the root of what is below it. What is
// above is suspended as if on a foreign delegate: its `send` is executed again, and may link anew. The claim goes with the member.
static void leave_chain(GeneratorBase* member) {
    auto* outer = static_cast<GeneratorBase*>(member->awaited_by.get());
    GeneratorBase* root = outer;
    uint32_t above = 1;
    while (Cell* next = root->awaited_by.get()) root = static_cast<GeneratorBase*>(next), ++above;
    GeneratorBase* innermost = root->innermost.get();
    member->innermost.set(member, innermost == member ? nullptr : innermost);
    member->chain_length = root->chain_length - above;
    member->frame.caller = nullptr;
    member->frame.action = ReturnAction::Exit;
    root->innermost.set(root, outer == root ? nullptr : outer);
    root->chain_length = above;
    outer->resume = GeneratorBase::Resume::Send;
    --outer->frame.pc;
    member->claimed.store(true, std::memory_order_relaxed);
    member->awaited_by.set(member, nullptr);
    root->claimed.store(false, std::memory_order_release);
}

static Failure raise_already_executing(Thread& thread, GeneratorBase* generator) {
    return raise(thread, Exc::ValueError, "{} already executing", kind_name(generator));
}

// Rule 5. Afterwards the generator is the root of its chain.
static bool claim(Thread& thread, GeneratorBase* generator) {
    for (;;) {
        GeneratorBase* root = root_of(generator);
        if (thread.gil_on) [[likely]] {
            if (root->claimed.load(std::memory_order_relaxed)) return false;
            root->claimed.store(true, std::memory_order_relaxed);
        } else {
            bool free = false;
            if (!root->claimed.compare_exchange_strong(free, true, std::memory_order_acq_rel)) return false;
            if (root_of(generator) != root) {  // chains change while nobody holds them
                root->claimed.store(false, std::memory_order_release);
                continue;
            }
        }
        if (root != generator) leave_chain(generator);
        return true;
    }
}
static void release(GeneratorBase* root) { root->claimed.store(false, std::memory_order_release); }

// `generator` is claimed. When this fails it is no longer.
static Frame* resume_claimed(Thread& thread, GeneratorBase* generator, Value sent) {
    GeneratorBase* target = generator->innermost.get_relaxed();
    if (!target) target = generator;
    State before = target->state.load(std::memory_order_relaxed);
    if (before == State::Finished) {  // by another thread, since the caller looked
        release(generator);
        (void)raise_already_executing(thread, generator);
        return nullptr;
    }
    if (thread.recursion_depth + generator->chain_length > thread.recursion_limit) {
        release(generator);
        (void)raise_recursion(thread);
        return nullptr;
    }
    target->state.store(State::Running, std::memory_order_release);
    generator->frame.aux = thread.recursion_depth;  // what suspend_chain goes back to
    thread.recursion_depth += generator->chain_length;
    generator->frame.caller = thread.frame;
    generator->innermost.set(generator, nullptr);
    target->root.set(target, generator);
    write_barrier(target);
    switch (target->resume) {
    case GeneratorBase::Resume::Start: break;
    case GeneratorBase::Resume::StoreSent:
        target->frame.registers()[operand_a(__atomic_load_n(target->frame.pc - 1, __ATOMIC_RELAXED))] = sent;
        break;
    case GeneratorBase::Resume::Send: target->frame.action_value = sent; break;
    }
    thread.frame = &target->frame;
    return &target->frame;
}

Frame* resume_generator(Thread& thread, GeneratorBase* generator, Value sent) {
    if (claim(thread, generator)) [[likely]]
        return resume_claimed(thread, generator, sent);
    (void)raise_already_executing(thread, generator);
    return nullptr;
}

// Leaves the running chain; its root's caller runs on and gets `value`.
static Continue suspend_chain(Thread& thread, GeneratorBase* innermost, Value value) {
    GeneratorBase* root = innermost->root.get_relaxed();
    innermost->root.set(innermost, nullptr);
    root->innermost.set(root, innermost == root ? nullptr : innermost);
    innermost->state.store(State::Suspended, std::memory_order_release);
    write_barrier(innermost);
    Frame* caller = root->frame.caller;
    root->frame.caller = nullptr;
    root->chain_length = thread.recursion_depth - root->frame.aux;
    thread.recursion_depth = root->frame.aux;
    thread.frame = caller;
    uint8_t flags = root->frame.flags;
    ReturnAction action = root->frame.action;
    uint8_t destination = root->frame.destination;
    root->frame.flags = flags & static_cast<uint8_t>(~frame_flag::kEntry);
    release(root);
    if (flags & frame_flag::kEntry) {
        thread.exit_value = value;
        return Continue::Exit;
    }
    return deliver(thread, caller, action, destination, 0, Value::nothing(), value);
}

Continue yield_from_frame(Thread& thread, Frame* frame, Value value) {
    GeneratorBase* self = frame->generator();
    self->resume = GeneratorBase::Resume::StoreSent;
    return suspend_chain(thread, self, value);
}

// `send`: the delegate is native and free: link it and go on inside. Otherwise drive it through its protocol.
Outcome slow_send(Thread& thread, Frame* frame, const uint32_t* pc, Value delegate, Value sent, uint8_t destination) {
    GeneratorBase* self = frame->flags & frame_flag::kGenerator ? frame->generator() : nullptr;
    bool native = delegate.is_cell() &&
                  (delegate.cell()->layout() == Layout::Coroutine || delegate.cell()->layout() == Layout::Generator);
    if (native && self) {
        GeneratorBase* inner = delegate.to<GeneratorBase>();
        if (inner->state.load(std::memory_order_acquire) == State::Finished) {
            if (inner->layout() == Layout::Coroutine) {
                (void)raise(thread, Exc::RuntimeError, "cannot reuse already awaited coroutine");
                return Outcome::Failed;
            }
            frame->registers()[destination] = Value::none();
            return Outcome::Stored;
        }
        GeneratorBase* root = self->root.get_relaxed();
        Frame* outer_caller = frame->caller;
        if (!resume_generator(thread, inner, sent)) return Outcome::Failed;
        inner->frame.action = ReturnAction::Send;
        inner->frame.destination = destination;
        // Now a member of this chain: its caller frame is this one for good, and the chain's root is ours.
        GeneratorBase* target = thread.frame->generator();
        target->root.set(target, root);
        inner->frame.caller = frame;
        inner->awaited_by.set(inner, self);
        frame->caller = outer_caller;
        self->delegate.set(self, delegate);
        self->state.store(State::Suspended, std::memory_order_release);
        self->root.set(self, nullptr);
        release(inner);  // the chain's claim holds for it too
        return Outcome::Pushed;
    }
    if (self) self->delegate.set(self, delegate);
    Value value = send_to_delegate(thread, delegate, sent).take();
    if (value.is_nothing()) {
        if (self) self->delegate.set(self, Value::nothing());
        if (!pending_matches(thread, Exc::StopIteration)) return Outcome::Failed;
        Value stop = take_pending(thread);
        frame->registers()[destination] = stop.to<StopIteration>()->value.get();
        if (frame->registers()[destination].is_nothing()) frame->registers()[destination] = Value::none();
        return Outcome::Stored;
    }
    if (value.is_unbound()) {  // exhausted without StopIteration having been made
        if (self) self->delegate.set(self, Value::nothing());
        frame->registers()[destination] = Value::none();
        return Outcome::Stored;
    }
    if (!self) {
        (void)raise(thread, Exc::RuntimeError, "yield from outside of a generator");
        return Outcome::Failed;
    }
    if (thread.trace_on && !trace_suspend(thread, frame, value)) [[unlikely]]
        return Outcome::Failed;
    self->resume = GeneratorBase::Resume::Send;
    frame->pc = pc - 1;  // the op itself, again
    Continue how = suspend_chain(thread, self, value);
    if (how == Continue::Unwind) return Outcome::Failed;
    return how == Continue::Exit ? Outcome::Exit : Outcome::Pushed;
}

// PEP 479 and PEP 492: StopIteration (and in async generators StopAsyncIteration) may not leave by accident.
void leave_generator_with_exception(Thread& thread, GeneratorBase* generator) {
    bool async = generator->layout() == Layout::AsyncGenerator;
    bool stop = pending_matches(thread, Exc::StopIteration);
    if (!stop && !(async && pending_matches(thread, Exc::StopAsyncIteration))) return;
    Value cause = take_pending(thread);
    (void)raise(thread, Exc::RuntimeError, "{} raised {}", kind_name(generator),
                stop ? "StopIteration" : "StopAsyncIteration");
    BaseException* error = thread.pending.to<BaseException>();
    error->cause.set(error, cause);
    error->context.set(error, cause);
    error->suppress_context = true;
}

// ---- from native code ----

static Resumed run_generator(Thread& thread, GeneratorBase* generator) {
    Frame* below = generator->frame.caller;
    generator->frame.flags |= frame_flag::kEntry;
    generator->frame.action = ReturnAction::Exit;
    Value value = run(thread);
    (void)below;
    if (value.is_nothing()) return {Value::nothing(), true};
    return {value, generator->state.load(std::memory_order_acquire) == State::Finished};
}

Resumed generator_send_py(Thread& thread, GeneratorBase* generator, Value value) {
    State state = generator->state.load(std::memory_order_acquire);
    if (state == State::Finished) {
        if (generator->layout() == Layout::Coroutine) {
            (void)raise(thread, Exc::RuntimeError, "cannot reuse already awaited coroutine");
            return {Value::nothing(), true};
        }
        return {Value::none(), true};
    }
    if (state == State::Created && !value.is_none()) {
        (void)raise(thread, Exc::TypeError, "can't send non-None value to a just-started {}", kind_name(generator));
        return {Value::nothing(), false};
    }
    if (thread.check_stack().failed() || thread.poll().failed()) return {Value::nothing(), false};
    if (!resume_generator(thread, generator, value)) return {Value::nothing(), false};
    return run_generator(thread, generator);
}

// Unlinks a member of a suspended chain from the one that it delegates to.
static void unlink_delegate(GeneratorBase* outer, GeneratorBase* inner) {
    inner->frame.caller = nullptr;
    inner->frame.action = ReturnAction::Exit;
    inner->awaited_by.set(inner, nullptr);
    outer->delegate.set(outer, Value::nothing());
}

// While a delegate runs on its own, its generator shows as its caller.
class RunningOnTop {
public:
    RunningOnTop(Thread& thread, GeneratorBase* generator)
        : thread_(thread), generator_(generator), below_(thread.frame) {
        generator->state.store(State::Running, std::memory_order_release);
        generator->frame.caller = below_;
        thread.frame = &generator->frame;
    }
    ~RunningOnTop() {
        thread_.frame = below_;
        generator_->frame.caller = nullptr;
        generator_->state.store(State::Suspended, std::memory_order_release);
        write_barrier(generator_);
    }

private:
    Thread& thread_;
    GeneratorBase* generator_;
    Frame* below_;
};

// Resumes the generator itself (not its delegate), which is claimed, with the pending exception.
static Resumed resume_with_exception(Thread& thread, GeneratorBase* generator) {
    Value exception = take_pending(thread);
    // Suspended on a foreign delegate: `send` is the instruction under way.
    if (generator->resume == GeneratorBase::Resume::Send) ++generator->frame.pc;
    generator->resume = GeneratorBase::Resume::Start;  // nothing is stored: the exception is what comes
    generator->chain_length = 1;
    generator->delegate.set(generator, Value::nothing());
    generator->innermost.set(generator, nullptr);
    if (!resume_claimed(thread, generator, Value::none())) return {Value::nothing(), false};
    generator->frame.flags |= frame_flag::kEntry;
    generator->frame.action = ReturnAction::Exit;
    // What the generator itself is handling is the context, what its caller handles is not.
    if (!generator->frame.handled.is_nothing())
        set_context(thread, exception.to<BaseException>(), generator->frame.handled);
    thread.pending = exception;
    Continue how = unwind(thread);
    if (how == Continue::Exit) return {Value::nothing(), true};
    Value value = run(thread);
    if (value.is_nothing()) return {Value::nothing(), true};
    return {value, generator->state.load(std::memory_order_acquire) == State::Finished};
}

// The generator is claimed.
static Resumed throw_into_claimed(Thread& thread, GeneratorBase* generator, Value exception) {
    bool exit = is_instance(thread, exception, BuiltinType::GeneratorExit);
    Value delegate = generator->delegate.get();
    if (generator->state.load(std::memory_order_relaxed) == State::Suspended && delegate.is_cell()) {
        GeneratorBase* inner = native_delegate(generator);
        if (inner) {
            // PEP 380: the delegate comes first. It is detached while it runs on its own, and linked again if it yields.
            GeneratorBase* innermost = generator->innermost.get_relaxed();
            unlink_delegate(generator, inner);
            inner->innermost.set(inner, innermost == inner ? nullptr : innermost);
            inner->chain_length = generator->chain_length > 1 ? generator->chain_length - 1 : 1;
            generator->innermost.set(generator, nullptr);
            Resumed result;
            {
                RunningOnTop running(thread, generator);
                if (!exit) result = generator_throw_py(thread, inner, exception);
                else if (!generator_close_py(thread, inner).failed()) thread.pending = exception;
            }
            if (exit) return resume_with_exception(thread, generator);
            if (result.value.is_nothing()) return resume_with_exception(thread, generator);
            if (!result.finished && !claim(thread, inner)) {
                // Another thread has it already: from now on it is a delegate like any other.
                generator->chain_length = 1;
                generator->delegate.set(generator, Value(inner));
                generator->resume = GeneratorBase::Resume::Send;
                --generator->frame.pc;
                release(generator);
                return result;
            }
            if (!result.finished) {
                GeneratorBase* deeper = inner->innermost.get_relaxed();
                inner->innermost.set(inner, nullptr);
                inner->frame.action = ReturnAction::Send;
                inner->frame.caller = &generator->frame;
                inner->awaited_by.set(inner, generator);
                generator->delegate.set(generator, Value(inner));
                generator->innermost.set(generator, deeper ? deeper : inner);
                generator->chain_length = inner->chain_length + 1;
                release(inner);
                release(generator);
                return result;
            }
            // It returned: its value is the value of our `await`.
            generator->chain_length = 1;
            generator->resume = GeneratorBase::Resume::StoreSent;
            if (!resume_claimed(thread, generator, result.value)) return {Value::nothing(), false};
            return run_generator(thread, generator);
        }
        // A foreign delegate: its own throw() or close().
        Value value;
        {
            RunningOnTop running(thread, generator);
            value = throw_to_delegate(thread, delegate, exception, exit).take();
        }
        if (!value.is_nothing() && !value.is_unbound()) {
            release(generator);
            return {value, false};
        }
        if (value.is_unbound()) {  // it has no throw: raise here
            thread.pending = exception;
            return resume_with_exception(thread, generator);
        }
        if (!thread.terminating && pending_matches(thread, Exc::StopIteration)) {
            Value stop = take_pending(thread);
            Value result = stop.to<StopIteration>()->value.get();
            generator->delegate.set(generator, Value::nothing());
            ++generator->frame.pc;
            generator->resume = GeneratorBase::Resume::StoreSent;
            if (!resume_claimed(thread, generator, result.is_nothing() ? Value::none() : result))
                return {Value::nothing(), false};
            return run_generator(thread, generator);
        }
        return resume_with_exception(thread, generator);
    }
    thread.pending = exception;  // as it is: what is being handled here is not its context
    if (generator->state.load(std::memory_order_relaxed) == State::Finished) {
        release(generator);
        return {Value::nothing(), true};
    }
    return resume_with_exception(thread, generator);
}

Resumed generator_throw_py(Thread& thread, GeneratorBase* generator, Value exception) {
    if (thread.check_stack().failed()) return {Value::nothing(), false};
    if (generator->state.load(std::memory_order_acquire) == State::Finished) {
        if (generator->layout() == Layout::Coroutine)
            (void)raise(thread, Exc::RuntimeError, "cannot reuse already awaited coroutine");
        else thread.pending = exception;  // as it is: what is being handled here is not its context
        return {Value::nothing(), true};
    }
    if (claim(thread, generator)) return throw_into_claimed(thread, generator, exception);
    (void)raise_already_executing(thread, generator);
    return {Value::nothing(), false};
}

Result<Value> generator_close_value_py(Thread& thread, GeneratorBase* generator) {
    State state = generator->state.load(std::memory_order_acquire);
    if (state == State::Finished) return Value::none();
    if (!claim(thread, generator)) return raise_already_executing(thread, generator);
    state = generator->state.load(std::memory_order_acquire);
    // With nothing that could see GeneratorExit there is no need to resume it.
    Frame& frame = generator->frame;
    bool plain = generator->delegate.get().is_nothing() && !generator->innermost.get_relaxed();
    if (state != State::Suspended ||
        (plain && !frame.code->handler_of(static_cast<uint32_t>(frame.pc - 1 - frame.code->words)))) {
        if (state == State::Suspended && frame.object) detach_frame_object(thread, &frame);
        if (state == State::Suspended) frame.object = nullptr;
        generator->finish();
        return Value::none();
    }
    Result<BaseException*> exit = make_exception_py(thread, thread.interpreter->type(Exc::GeneratorExit), {});
    if (exit.failed() || thread.check_stack().failed()) {
        release(generator);
        return kFailure;
    }
    Resumed result = throw_into_claimed(thread, generator, Value(exit.value()));
    if (result.value.is_nothing()) {
        if (thread.terminating) return kFailure;
        if (pending_matches(thread, Exc::GeneratorExit) || pending_matches(thread, Exc::StopIteration)) {
            take_pending(thread);
            return Value::none();
        }
        return kFailure;
    }
    if (result.finished) return result.value;
    return raise(thread, Exc::RuntimeError, "{} ignored GeneratorExit", kind_name(generator));
}

Result<void> generator_close_py(Thread& thread, GeneratorBase* generator) {
    TRY(generator_close_value_py(thread, generator));
    return {};
}

}  // namespace krait::core

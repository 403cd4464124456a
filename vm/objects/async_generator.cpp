// Async generators (PEP 525) and anext() with a default.
//
//  1. asend(), athrow(), aclose() and __anext__() give a *step*: an awaitable of one use. Driving it resumes the generator. What
//     an `await` inside passes on comes out of the step as it is; an item that the generator yields ends the step, as
//     StopIteration(item). The generator's flag `yielded` tells the two apart.
//  2. From its first send to its end a step holds `running_async`: no second one may start.
//  3. A generator that has ended, or whose aclose() has begun, is `closed`.
//  4. The thread's hooks (sys.set_asyncgen_hooks) are asked once, when the first step is made.
#include "runtime/errors.h"
#include "runtime/heap/heap.h"
#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/spec_table.h"
#include "runtime/operations.h"
#include "vm/interpreter/frames.h"
#include "vm/interpreter/slow.h"
#include "vm/objects/generator_parts.h"

namespace krait::core {

namespace {

// Rule 2's states. A step that was used has nothing to report when it goes away.
enum class StepState : uint8_t { Created, Running, Closed };

class AsyncStep : public Object {
public:
    AsyncGenerator* source() const { return static_cast<AsyncGenerator*>(generator.get()); }
    Field<GeneratorBase*> generator;
    Field<Value> value;              // asend: what is sent; athrow: what is thrown; aclose: nothing
    Field<Value> second, traceback;  // athrow's other arguments, or nothing
    Relaxed<StepState> state;
    void set_state(StepState next) {
        state = next;
        __atomic_fetch_or(&flags_, kNothingToFinalize, __ATOMIC_RELAXED);
    }
    static const TypeSpec send_spec;
    static const TypeSpec throw_spec;
};

bool is_close(AsyncStep* step) { return step->value.get().is_nothing(); }
bool is_finished(AsyncGenerator* generator) {
    return generator->state.load(std::memory_order_acquire) == GeneratorBase::State::Finished;
}
bool is_ending(Thread& thread) {
    return !thread.terminating &&
           (pending_matches(thread, Exc::StopAsyncIteration) || pending_matches(thread, Exc::GeneratorExit));
}

// What a resumption means for the step: rule 1. Fails with StopIteration for an item, StopAsyncIteration at the end.
Result<Value> unwrap(Thread& thread, AsyncGenerator* generator, Resumed resumed) {
    if (resumed.value.is_nothing() || resumed.finished) {
        if (!resumed.value.is_nothing()) (void)raise_plain(thread, Exc::StopAsyncIteration, {});
        if (is_ending(thread)) generator->closed = true;
        generator->running_async = false;
        return kFailure;
    }
    if (!generator->yielded) return resumed.value;
    generator->yielded = false;
    generator->running_async = false;
    return raise_value(thread, Exc::StopIteration, resumed.value);
}

Failure raise_running(Thread& thread, AsyncStep* step, const char* method) {
    step->set_state(StepState::Closed);
    return raise(thread, Exc::RuntimeError, "{}(): asynchronous generator is already running", method);
}

// ---- asend() and __anext__() ----

Failure raise_sent_twice(Thread& thread) {
    return raise(thread, Exc::RuntimeError, "cannot reuse already awaited __anext__()/asend()");
}

Result<Value> finish_send(Thread& thread, AsyncStep* step, Resumed resumed) {
    Result<Value> result = unwrap(thread, step->source(), resumed);
    if (result.failed()) step->set_state(StepState::Closed);
    return result;
}

Result<Value> send_step(Thread& thread, AsyncStep* step, Value value) {
    AsyncGenerator* generator = step->source();
    if (step->state == StepState::Closed) return raise_sent_twice(thread);
    if (step->state == StepState::Created) {
        if (generator->running_async) return raise_running(thread, step, "anext");
        if (value.is_none()) value = step->value.get();
        step->set_state(StepState::Running);
    }
    generator->running_async = true;
    return finish_send(thread, step, generator_send_py(thread, generator, value));
}

Result<Value> throw_into_send(Thread& thread, AsyncStep* step, Value exception) {
    AsyncGenerator* generator = step->source();
    if (step->state == StepState::Closed) return raise_sent_twice(thread);
    if (step->state == StepState::Created) {
        if (generator->running_async) return raise_running(thread, step, "anext");
        step->set_state(StepState::Running);
    }
    generator->running_async = true;
    return finish_send(thread, step, generator_throw_py(thread, generator, exception));
}

// ---- athrow() and aclose() ----

Failure raise_thrown_twice(Thread& thread) {
    return raise(thread, Exc::RuntimeError, "cannot reuse already awaited aclose()/athrow()");
}

// The end of a resumption that athrow() or aclose() made. aclose() ends without a value when the generator does.
Result<Value> finish_throw(Thread& thread, AsyncStep* step, Resumed resumed) {
    AsyncGenerator* generator = step->source();
    if (!is_close(step)) {
        Result<Value> result = unwrap(thread, generator, resumed);
        if (result.failed()) step->set_state(StepState::Closed);
        return result;
    }
    if (!resumed.value.is_nothing() && !resumed.finished) {
        if (!generator->yielded) return resumed.value;
        generator->yielded = false;
        generator->running_async = false;
        step->set_state(StepState::Closed);
        return raise(thread, Exc::RuntimeError, "async generator ignored GeneratorExit");
    }
    generator->running_async = false;
    step->set_state(StepState::Closed);
    if (resumed.value.is_nothing()) {
        if (!is_ending(thread)) return kFailure;
        (void)take_pending(thread);
    }
    return raise_plain(thread, Exc::StopIteration, {});
}

Result<Value> resume_throw(Thread& thread, AsyncStep* step, Value value) {
    AsyncGenerator* generator = step->source();
    if (step->state == StepState::Closed) return raise_thrown_twice(thread);
    if (is_finished(generator)) {
        step->set_state(StepState::Closed);
        return raise_plain(thread, Exc::StopIteration, {});
    }
    if (step->state == StepState::Running)
        return finish_throw(thread, step, generator_send_py(thread, generator, value));
    if (generator->running_async) return raise_running(thread, step, is_close(step) ? "aclose" : "athrow");
    if (generator->closed) {
        step->set_state(StepState::Closed);
        return raise_plain(thread, Exc::StopAsyncIteration, {});
    }
    if (!value.is_none())
        return raise(thread, Exc::RuntimeError, "can't send non-None value to a just-started coroutine");
    step->set_state(StepState::Running);
    generator->running_async = true;
    if (is_close(step)) {
        generator->closed = true;
        Value exit(TRY(make_exception_py(thread, thread.interpreter->type(Exc::GeneratorExit), {})));
        return finish_throw(thread, step, generator_throw_py(thread, generator, exit));
    }
    Result<Value> exception = thrown_exception(thread, step->value.get(), step->second.get(), step->traceback.get());
    if (exception.failed()) return finish_throw(thread, step, Resumed{Value::nothing(), false});
    return finish_throw(thread, step, generator_throw_py(thread, generator, exception.value()));
}

Result<Value> throw_into_throw(Thread& thread, AsyncStep* step, Value exception) {
    AsyncGenerator* generator = step->source();
    if (step->state == StepState::Closed) return raise_thrown_twice(thread);
    if (step->state == StepState::Created) {
        if (generator->running_async) return raise_running(thread, step, is_close(step) ? "aclose" : "athrow");
        step->set_state(StepState::Running);
        generator->running_async = true;
    }
    return finish_throw(thread, step, generator_throw_py(thread, generator, exception));
}

// ---- both ----

bool is_send(Thread& thread, AsyncStep* step) {
    return is_instance(thread, Value(step), BuiltinType::AsyncGeneratorSend);
}
Result<Value> drive(Thread& thread, AsyncStep* step, Value value) {
    return is_send(thread, step) ? send_step(thread, step, value) : resume_throw(thread, step, value);
}
Result<Value> throw_in_step(Thread& thread, AsyncStep* step, Value exception) {
    return is_send(thread, step) ? throw_into_send(thread, step, exception) : throw_into_throw(thread, step, exception);
}

METHOD(AsyncStep, send, "send(self, value, /)", "Resume the generator with a value.") {
    return drive(thread, self, args[0]);
}
METHOD(AsyncStep, throw, "throw(self, type, value=?, traceback=?, /)", "Raise an exception inside the generator.") {
    TRY(warn_old_throw(thread, args, "throw"));
    Value exception = TRY(thrown_exception(thread, args[0], args[1], args[2]));
    return throw_in_step(thread, self, exception);
}
METHOD(AsyncStep, close, "close(self, /)", "Raise GeneratorExit inside the generator.") {
    if (self->state == StepState::Closed) return none();
    Value exit(TRY(make_exception_py(thread, thread.interpreter->type(Exc::GeneratorExit), {})));
    if (!throw_in_step(thread, self, exit).failed())
        return raise(thread, Exc::RuntimeError, "coroutine ignored GeneratorExit");
    if (thread.terminating) return kFailure;
    if (is_ending(thread) || pending_matches(thread, Exc::StopIteration)) {
        (void)take_pending(thread);
        return none();
    }
    return kFailure;
}
Result<Value> next_step(Thread& thread, Value self) { return drive(thread, self.to<AsyncStep>(), Value::none()); }
Result<Value> itself(Thread&, Value self) { return self; }

Result<void> finalize_step(Thread& thread, Value self) {
    auto* step = self.to<AsyncStep>();
    if (step->state != StepState::Created) return {};
    step->set_state(StepState::Closed);
    const char* method = is_send(thread, step) ? "asend" : is_close(step) ? "aclose" : "athrow";
    return warn_py(thread, Exc::RuntimeWarning,
                   std::string("coroutine method '") + method + "' of '" +
                       str_utf8_lossy(generator_qualname(step->source())) + "' was never awaited");
}

void trace_step(Cell* cell, Tracer& tracer) {
    auto* step = static_cast<AsyncStep*>(cell);
    tracer.visit(step->generator);
    tracer.visit(step->value);
    tracer.visit(step->second);
    tracer.visit(step->traceback);
}

// Rule 4.
Result<void> call_hooks(Thread& thread, AsyncGenerator* generator) {
    if (generator->hooks_done) return {};
    generator->hooks_done = true;
    if (!thread.async_finalizer.is_nothing()) generator->origin_or_hook.set(generator, thread.async_finalizer);
    if (!thread.async_first_iteration.is_nothing())
        TRY(call_py(thread, thread.async_first_iteration, Value(generator)));
    return {};
}

Result<AsyncStep*> make_step(Thread& thread, AsyncGenerator* generator, BuiltinType type, Value value,
                             Value second = {}, Value traceback = {}) {
    TRY(call_hooks(thread, generator));
    auto* step =
        static_cast<AsyncStep*>(allocate_cell(thread, sizeof(AsyncStep), shape_of(type), Layout::NativeInstance));
    step->generator.init(generator);
    step->value.init(value);
    step->second.init(second);
    step->traceback.init(traceback);
    step->state = StepState::Created;
    return step;
}
// One that the program holds: it is told when it is dropped unused.
Result<Value> make_watched_step(Thread& thread, AsyncGenerator* generator, BuiltinType type, Value value,
                                Value second = {}, Value traceback = {}) {
    AsyncStep* step = TRY(make_step(thread, generator, type, value, second, traceback));
    thread.heap().register_finalizable(step);
    return Value(step);
}

// ---- the generator ----

Result<Value> next_async(Thread& thread, Value self) {
    return make_watched_step(thread, self.to<AsyncGenerator>(), BuiltinType::AsyncGeneratorSend, Value::none());
}
METHOD(AsyncGenerator, asend, "asend(self, value, /)", "Send 'value' into the generator when awaited.") {
    return make_watched_step(thread, self, BuiltinType::AsyncGeneratorSend, args[0]);
}
METHOD(AsyncGenerator, athrow, "athrow(self, type, value=?, traceback=?, /)",
       "Raise an exception in the generator when awaited.") {
    TRY(warn_old_throw(thread, args, "athrow"));
    return make_watched_step(thread, self, BuiltinType::AsyncGeneratorThrow, args[0], args[1], args[2]);
}
METHOD(AsyncGenerator, aclose, "aclose(self, /)", "Raise GeneratorExit inside the generator when awaited.") {
    return make_watched_step(thread, self, BuiltinType::AsyncGeneratorThrow, Value::nothing());
}
CLASS_METHOD(AsyncGenerator, __class_getitem__, "__class_getitem__(cls, object, /)", "See PEP 585") {
    return make_generic_alias(thread, Value(self), args[0]);
}
Result<Value> repr_async(Thread& thread, Value self) { return generator_repr_as(thread, self, "async_generator"); }
Result<Value> get_running(Thread&, Value self) { return Value::boolean(self.to<AsyncGenerator>()->running_async); }
constexpr GetSetSpec kAgFrame = {"ag_frame", nullptr, generator_get_frame};
constexpr GetSetSpec kAgRunning = {"ag_running", nullptr, get_running};
constexpr GetSetSpec kAgSuspended = {"ag_suspended", nullptr, generator_get_suspended};
constexpr GetSetSpec kAgCode = {"ag_code", nullptr, generator_get_code};
constexpr GetSetSpec kAgAwait = {"ag_await", "object being awaited on, or None", generator_get_delegate};

// ---- anext(iterator, default) ----

class AnextAwaitable : public Object {
public:
    Field<Value> awaitable;
    Field<Value> iterator;  // of the awaitable; nothing before the first use
    Field<Value> fallback;
    static const TypeSpec spec;
};

Result<Value> anext_iterator(Thread& thread, AnextAwaitable* self) {
    if (self->iterator.get().is_nothing())
        self->iterator.set(self, TRY(get_awaitable(thread, self->awaitable.get(), 0)));
    return self->iterator.get();
}
// StopAsyncIteration ends it with the default.
Result<Value> anext_result(Thread& thread, AnextAwaitable* self, Result<Value> result) {
    if (!result.failed()) {
        // Ended without a value of its own.
        if (result.value().is_unbound()) return raise_plain(thread, Exc::StopIteration, {});
        return result;
    }
    if (!clear_pending_if(thread, Exc::StopAsyncIteration)) return kFailure;
    return raise_value(thread, Exc::StopIteration, self->fallback.get());
}
METHOD(AnextAwaitable, send, "send(self, value, /)", nullptr) {
    Value iterator = TRY(anext_iterator(thread, self));
    return anext_result(thread, self, send_to_delegate(thread, iterator, args[0]));
}
METHOD(AnextAwaitable, throw, "throw(self, type, value=?, traceback=?, /)", nullptr) {
    Value iterator = TRY(anext_iterator(thread, self));
    size_t count = args[1].is_nothing() ? 1 : args[2].is_nothing() ? 2 : 3;
    return anext_result(thread, self, call_method_py(thread, iterator, KRAIT_NAME(throw_), {args, count}));
}
METHOD(AnextAwaitable, close, "close(self, /)", nullptr) {
    Value iterator = TRY(anext_iterator(thread, self));
    return anext_result(thread, self, call_method_py(thread, iterator, KRAIT_NAME(close)));
}
Result<Value> anext_next(Thread& thread, Value self) {
    auto* awaitable = self.to<AnextAwaitable>();
    Value iterator = TRY(anext_iterator(thread, awaitable));
    return anext_result(thread, awaitable, send_to_delegate(thread, iterator, Value::none()));
}
void trace_anext(Cell* cell, Tracer& tracer) {
    auto* self = static_cast<AnextAwaitable*>(cell);
    tracer.visit(self->awaitable);
    tracer.visit(self->iterator);
    tracer.visit(self->fallback);
}

const TypeSpec AsyncStep::send_spec = {
    .name = "async_generator_asend",
    .size = sizeof(AsyncStep),
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = itself, .next = next_step, .finalize = finalize_step, .await = itself},
    .methods = {&AsyncStep_send, &AsyncStep_throw, &AsyncStep_close},
    .trace = trace_step,
};
const TypeSpec AsyncStep::throw_spec = {
    .name = "async_generator_athrow",
    .size = sizeof(AsyncStep),
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = itself, .next = next_step, .finalize = finalize_step, .await = itself},
    .methods = {&AsyncStep_send, &AsyncStep_throw, &AsyncStep_close},
    .trace = trace_step,
};
const TypeSpec AnextAwaitable::spec = {
    .name = "anext_awaitable",
    .size = sizeof(AnextAwaitable),
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = itself, .next = anext_next, .await = itself},
    .methods = {&AnextAwaitable_send, &AnextAwaitable_throw, &AnextAwaitable_close},
    .trace = trace_anext,
};

}  // namespace

const TypeSpec AsyncGenerator::spec = {
    .name = "async_generator",
    .size = sizeof(GeneratorBase),
    .layout = Layout::AsyncGenerator,
    .flags = type_flag::kNoInstantiate | type_flag::kHasWeakref,
    .slots = {.repr = repr_async, .finalize = finalize_generator, .async_iterate = itself, .async_next = next_async},
    .methods = {&AsyncGenerator_asend, &AsyncGenerator_athrow, &AsyncGenerator_aclose,
                &AsyncGenerator___class_getitem__},
    .properties = {&kGeneratorName, &kGeneratorQualname, &kAgFrame, &kAgRunning, &kAgSuspended, &kAgCode, &kAgAwait},
};

Result<Value> async_generator_step(Thread& thread, AsyncGenerator* generator) {
    return Value(TRY(make_step(thread, generator, BuiltinType::AsyncGeneratorSend, Value::none())));
}

Value make_anext_awaitable(Thread& thread, Value awaitable, Value fallback) {
    auto* made = static_cast<AnextAwaitable*>(
        allocate_cell(thread, sizeof(AnextAwaitable), shape_of(BuiltinType::AnextAwaitable), Layout::NativeInstance));
    made->awaitable.init(awaitable);
    made->fallback.init(fallback);
    return Value(made);
}

void complete_async_types(Thread& thread) {
    complete_builtin_type(thread, BuiltinType::AsyncGenerator, AsyncGenerator::spec);
    complete_builtin_type(thread, BuiltinType::AsyncGeneratorSend, AsyncStep::send_spec);
    complete_builtin_type(thread, BuiltinType::AsyncGeneratorThrow, AsyncStep::throw_spec);
    complete_builtin_type(thread, BuiltinType::AnextAwaitable, AnextAwaitable::spec);
}

}  // namespace krait::core

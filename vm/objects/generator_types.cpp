// Generators and coroutines as Python sees them. Reference 6.2.9.1, 3.4.
#include <cstdio>
#include <string>

#include "runtime/errors.h"
#include "runtime/heap/heap.h"
#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/small_types.h"
#include "runtime/operations.h"
#include "runtime/threads/registry.h"
#include "vm/import/import.h"
#include "vm/interpreter/frames.h"
#include "vm/objects/generator_parts.h"

namespace krait::core {

// What a resumption answers to Python code: the value, or StopIteration(value).
static Result<Value> answer(Thread& thread, Resumed resumed) {
    if (resumed.value.is_nothing()) return kFailure;
    if (!resumed.finished) return resumed.value;
    if (resumed.value.is_none()) return raise_plain(thread, Exc::StopIteration, {});
    return raise_value(thread, Exc::StopIteration, resumed.value);
}

static Result<Value> send(Thread& thread, Value self, Value value) {
    auto* generator = self.to<GeneratorBase>();
    bool was_finished = generator->state.load(std::memory_order_acquire) == GeneratorBase::State::Finished;
    Resumed resumed = generator_send_py(thread, generator, value);
    if (was_finished && resumed.finished && !resumed.value.is_nothing())
        return raise_plain(thread, Exc::StopIteration, {});
    return answer(thread, resumed);
}

Result<void> warn_old_throw(Thread& thread, const Value* args, const char* method) {
    if (args[1].is_nothing()) return {};
    return warn_py(thread, Exc::DeprecationWarning,
                   std::string("the (type, exc, tb) signature of ") + method +
                       "() is deprecated, use the single-arg signature instead.");
}

// throw(type_or_value[, value[, traceback]]): the last two are the deprecated form.
Result<Value> thrown_exception(Thread& thread, Value type, Value value, Value traceback) {
    if (!traceback.is_nothing() && !traceback.is_none() && !traceback.is<Traceback>())
        return raise(thread, Exc::TypeError, "throw() third argument must be a traceback object");
    Value exception;
    if (type.is_cell() && is_instance(thread, type, BuiltinType::Type) &&
        type.to<Type>()->is_subtype_of(thread.interpreter->type(Exc::BaseException))) {
        if (as_exception(thread, value) && is_instance(thread, value, type.to<Type>())) {
            exception = value;
        } else if (value.is_nothing() || value.is_none()) {
            exception = call_py(thread, type).take();
        } else if (value.is<Tuple>()) {
            exception = call_with_py(thread, type, value.to<Tuple>(), nullptr).take();
        } else {
            exception = call_py(thread, type, value).take();
        }
        if (!exception.is_nothing() && !as_exception(thread, exception)) {
            (void)raise(thread, Exc::TypeError, "calling {} should have returned an instance of BaseException, not {}",
                        TRY(repr_py(thread, type)), type_name(thread, exception));
            exception = Value::nothing();
        }
        // A class that cannot be called: that error is what is thrown.
        if (exception.is_nothing()) {
            if (thread.terminating) return kFailure;
            exception = take_pending(thread);
        }
    } else if (as_exception(thread, type)) {
        if (!value.is_nothing() && !value.is_none())
            return raise(thread, Exc::TypeError, "instance exception may not have a separate value");
        exception = type;
    } else {
        return raise(thread, Exc::TypeError,
                     "exceptions must be classes or instances deriving from BaseException, not {}",
                     type_name(thread, type));
    }
    if (traceback.is<Traceback>()) exception.to<BaseException>()->traceback.set(exception.cell(), traceback);
    return exception;
}

static Result<Value> throw_in(Thread& thread, Value self, const Value* args) {
    TRY(warn_old_throw(thread, args, "throw"));
    Value exception = TRY(thrown_exception(thread, args[0], args[1], args[2]));
    return answer(thread, generator_throw_py(thread, self.to<GeneratorBase>(), exception));
}

VALUE_METHOD(Generator, send, "send(self, value, /)",
             "Send 'arg' into generator, return next yielded value or raise StopIteration.") {
    return send(thread, self, args[0]);
}
VALUE_METHOD(Generator, throw, "throw(self, type, value=?, traceback=?, /)",
             "Raise exception in generator, return next yielded value or raise StopIteration.") {
    return throw_in(thread, self, args);
}
VALUE_METHOD(Generator, close, "close(self, /)",
             "Raise GeneratorExit inside generator; return its value if it returns one.") {
    return generator_close_value_py(thread, self.to<GeneratorBase>());
}

CLASS_METHOD(Generator, __class_getitem__, "__class_getitem__(cls, object, /)", "See PEP 585") {
    return make_generic_alias(thread, Value(self), args[0]);
}

static Result<Value> next_generator(Thread& thread, Value self) {
    Resumed resumed = generator_send_py(thread, self.to<GeneratorBase>(), Value::none());
    if (resumed.value.is_nothing()) return kFailure;
    if (!resumed.finished) return resumed.value;
    if (resumed.value.is_none()) return Value::unbound();
    return raise_value(thread, Exc::StopIteration, resumed.value);
}
static Result<Value> itself(Thread&, Value self) { return self; }

Result<Value> generator_get_frame(Thread& thread, Value self) {
    auto* generator = self.to<GeneratorBase>();
    OthersStandStill scope(thread, *thread.interpreter->threads);  // one of them may be running it
    if (generator->state.load(std::memory_order_acquire) == GeneratorBase::State::Finished) return Value::none();
    return Value(frame_object(thread, &generator->frame));
}
static Result<Value> get_running(Thread&, Value self) {
    return Value::boolean(generator_running(self.to<GeneratorBase>()));
}
Result<Value> generator_get_suspended(Thread&, Value self) {
    auto* generator = self.to<GeneratorBase>();
    return Value::boolean(generator->state.load(std::memory_order_acquire) == GeneratorBase::State::Suspended &&
                          !generator_running(generator));
}
Result<Value> generator_get_code(Thread&, Value self) { return Value(self.to<GeneratorBase>()->frame.code); }
Result<Value> generator_get_delegate(Thread&, Value self) {
    Value delegate = self.to<GeneratorBase>()->delegate.get();
    return delegate.is_nothing() || generator_running(self.to<GeneratorBase>()) ? Value::none() : delegate;
}
Str* generator_name(GeneratorBase* generator) {
    Value names = generator->names.get();
    return names.is_nothing() ? generator->frame.code->name.get() : (*names.to<Tuple>())[0].to<Str>();
}
Str* generator_qualname(GeneratorBase* generator) {
    Value names = generator->names.get();
    return names.is_nothing() ? generator->frame.code->qualname.get() : (*names.to<Tuple>())[1].to<Str>();
}
static Result<Value> get_name(Thread&, Value self) { return Value(generator_name(self.to<GeneratorBase>())); }
static Result<Value> get_qualname(Thread&, Value self) { return Value(generator_qualname(self.to<GeneratorBase>())); }
static void set_names(Thread& thread, GeneratorBase* generator, Value name, Value qualname) {
    generator->names.set(generator, Value(make_tuple(thread, {name, qualname})));
}
static Result<void> set_name(Thread& thread, Value self, Value value) {
    if (!as_kind<Str>(thread, value)) return raise(thread, Exc::TypeError, "__name__ must be set to a string object");
    auto* generator = self.to<GeneratorBase>();
    set_names(thread, generator, value, Value(generator_qualname(generator)));
    return {};
}
static Result<void> set_qualname(Thread& thread, Value self, Value value) {
    if (!as_kind<Str>(thread, value))
        return raise(thread, Exc::TypeError, "__qualname__ must be set to a string object");
    auto* generator = self.to<GeneratorBase>();
    set_names(thread, generator, Value(generator_name(generator)), value);
    return {};
}
static Result<Value> get_origin(Thread&, Value self) {
    Value origin = self.to<GeneratorBase>()->origin_or_hook.get();
    return origin.is_nothing() ? Value::none() : origin;
}

Result<Value> generator_repr_as(Thread& thread, Value self, const char* kind) {
    char address[32];
    std::snprintf(address, sizeof address, "%p", static_cast<void*>(self.cell()));
    return Value(TRY(make_str(thread, std::string("<") + kind + " object " +
                                          str_utf8_lossy(generator_qualname(self.to<GeneratorBase>())) + " at " +
                                          address + ">")));
}
static Result<Value> repr_generator(Thread& thread, Value self) { return generator_repr_as(thread, self, "generator"); }
static Result<Value> repr_coroutine(Thread& thread, Value self) { return generator_repr_as(thread, self, "coroutine"); }

// PEP 342: a suspended generator that goes away runs its finally blocks. PEP 492: a coroutine never awaited is reported.
Result<void> finalize_generator(Thread& thread, Value self) {
    auto* generator = self.to<GeneratorBase>();
    GeneratorBase::State state = generator->state.load(std::memory_order_acquire);
    if (state == GeneratorBase::State::Finished || state == GeneratorBase::State::Running) return {};
    if (generator->awaited_by.get()) return {};
    // PEP 525: who set the hooks closes it, in its own time.
    if (generator->layout() == Layout::AsyncGenerator && !generator->origin_or_hook.get().is_nothing() &&
        !generator->closed) {
        Value hook = generator->origin_or_hook.get();
        if (!hook.is_none()) {
            TRY(call_py(thread, hook, self));
            return {};
        }
    }
    if (generator->layout() == Layout::Coroutine && state == GeneratorBase::State::Created) {
        generator->finish();
        Value warnings = TRY(import_module_py(thread, intern(thread, "warnings")));
        Value warn = TRY(find_attribute_py(thread, warnings, "_warn_unawaited_coroutine"));
        if (!warn.is_unbound()) {
            TRY(call_py(thread, warn, self));
            return {};
        }
        return warn_py(thread, Exc::RuntimeWarning,
                       "coroutine '" + str_utf8_lossy(generator_qualname(generator)) + "' was never awaited");
    }
    if (state == GeneratorBase::State::Created) {
        generator->finish();
        return {};
    }
    return generator_close_py(thread, generator);
}

constexpr GetSetSpec kGeneratorName = {"__name__", "name of the generator", get_name, set_name};
constexpr GetSetSpec kGeneratorQualname = {"__qualname__", "qualified name of the generator", get_qualname,
                                           set_qualname};
static constexpr GetSetSpec kCoroutineName = {"__name__", "name of the coroutine", get_name, set_name};
static constexpr GetSetSpec kCoroutineQualname = {"__qualname__", "qualified name of the coroutine", get_qualname,
                                                  set_qualname};
static constexpr GetSetSpec kGiFrame = {"gi_frame", nullptr, generator_get_frame};
static constexpr GetSetSpec kGiRunning = {"gi_running", nullptr, get_running};
static constexpr GetSetSpec kGiSuspended = {"gi_suspended", nullptr, generator_get_suspended};
static constexpr GetSetSpec kGiCode = {"gi_code", nullptr, generator_get_code};
static constexpr GetSetSpec kGiYieldFrom = {"gi_yieldfrom", "object being iterated by yield from, or None",
                                            generator_get_delegate};
static constexpr GetSetSpec kCrFrame = {"cr_frame", nullptr, generator_get_frame};
static constexpr GetSetSpec kCrRunning = {"cr_running", nullptr, get_running};
static constexpr GetSetSpec kCrSuspended = {"cr_suspended", nullptr, generator_get_suspended};
static constexpr GetSetSpec kCrCode = {"cr_code", nullptr, generator_get_code};
static constexpr GetSetSpec kCrAwait = {"cr_await", "object being awaited on, or None", generator_get_delegate};
static constexpr GetSetSpec kCrOrigin = {"cr_origin", nullptr, get_origin};

const TypeSpec Generator::spec = {
    .name = "generator",
    .size = sizeof(GeneratorBase),
    .layout = Layout::Generator,
    .flags = type_flag::kNoInstantiate | type_flag::kHasWeakref,
    .slots = {.repr = repr_generator, .iterate = itself, .next = next_generator, .finalize = finalize_generator},
    .methods = {&Generator_send, &Generator_throw, &Generator_close, &Generator___class_getitem__},
    .properties = {&kGeneratorName, &kGeneratorQualname, &kGiFrame, &kGiRunning, &kGiSuspended, &kGiCode,
                   &kGiYieldFrom},
};

// ---- coroutine ----

class CoroutineWrapper : public Object {  // what coroutine.__await__() gives
public:
    Field<Value> coroutine;
    static const TypeSpec spec;
};

VALUE_METHOD(Coroutine, send, "send(self, value, /)",
             "Send 'arg' into coroutine, return next iterated value or raise StopIteration.") {
    return send(thread, self, args[0]);
}
VALUE_METHOD(Coroutine, throw, "throw(self, type, value=?, traceback=?, /)",
             "Raise exception in coroutine, return next iterated value or raise StopIteration.") {
    return throw_in(thread, self, args);
}
VALUE_METHOD(Coroutine, close, "close(self, /)", "Raise GeneratorExit inside coroutine.") {
    return generator_close_value_py(thread, self.to<GeneratorBase>());
}
static Result<Value> await_coroutine(Thread& thread, Value self) {
    auto* wrapper = static_cast<CoroutineWrapper*>(allocate_cell(
        thread, sizeof(CoroutineWrapper), shape_of(BuiltinType::CoroutineWrapper), Layout::NativeInstance));
    wrapper->coroutine.init(self);
    return Value(wrapper);
}

const TypeSpec Coroutine::spec = {
    .name = "coroutine",
    .size = sizeof(GeneratorBase),
    .layout = Layout::Coroutine,
    .flags = type_flag::kNoInstantiate | type_flag::kHasWeakref,
    .slots = {.repr = repr_coroutine, .finalize = finalize_generator, .await = await_coroutine},
    .methods = {&Coroutine_send, &Coroutine_throw, &Coroutine_close, &Generator___class_getitem__},
    .properties = {&kCoroutineName, &kCoroutineQualname, &kCrFrame, &kCrRunning, &kCrSuspended, &kCrCode, &kCrAwait,
                   &kCrOrigin},
};

static Value wrapped(Value self) { return self.to<CoroutineWrapper>()->coroutine.get(); }
VALUE_METHOD(CoroutineWrapper, send, "send(self, value, /)", "send(arg) -> send 'arg' into coroutine.") {
    return send(thread, wrapped(self), args[0]);
}
VALUE_METHOD(CoroutineWrapper, throw, "throw(self, type, value=?, traceback=?, /)", "Raise exception in coroutine.") {
    return throw_in(thread, wrapped(self), args);
}
VALUE_METHOD(CoroutineWrapper, close, "close(self, /)", "Raise GeneratorExit inside coroutine.") {
    return generator_close_value_py(thread, wrapped(self).to<GeneratorBase>());
}
static Result<Value> next_wrapper(Thread& thread, Value self) { return next_generator(thread, wrapped(self)); }
static void trace_wrapper(Cell* cell, Tracer& tracer) { tracer.visit(static_cast<CoroutineWrapper*>(cell)->coroutine); }

const TypeSpec CoroutineWrapper::spec = {
    .name = "coroutine_wrapper",
    .doc = "A wrapper object implementing __await__ for coroutines.",
    .size = sizeof(CoroutineWrapper),
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = itself, .next = next_wrapper},
    .methods = {&CoroutineWrapper_send, &CoroutineWrapper_throw, &CoroutineWrapper_close},
    .trace = trace_wrapper,
};
const TypeSpec& coroutine_wrapper_spec() { return CoroutineWrapper::spec; }

void register_generator(Thread& thread, GeneratorBase* generator) {
    // Generators without try or with have nothing to run when they go away; coroutines report that they were never awaited.
    if (generator->layout() == Layout::Generator && generator->frame.code->exception_count == 0) return;
    thread.heap().register_finalizable(generator);
}

}  // namespace krait::core

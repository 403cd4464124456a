// Handle and TimerHandle. Library Reference: asyncio, "Callback Handles".
#include <cmath>

#include "stdlib/asyncio/asyncio.h"

namespace krait::core::asyncio {

Handle* make_handle(Thread& thread, Loop* loop, Value callback, Value argument, Value context) {
    auto* handle = allocate_as<Handle>(thread, module_state(thread)->handle_type.get());
    handle->loop.set(handle, Value(loop));
    handle->callback.set(handle, callback);
    handle->argument.set(handle, argument);
    handle->context.set(handle, context);
    return handle;
}

Result<void> run_handle_py(Thread& thread, Handle* handle) {
    Value callback = handle->callback.get();
    if (handle->cancelled || callback.is_nothing()) return {};
    Value context_value = handle->context.get();
    auto* context = context_value.is_cell() ? context_value.to<Context>() : nullptr;
    Result<Value> result = kFailure;
    Value argument = handle->argument.get();
    if (!context || !enter_context(thread, context).failed()) {
        if (!argument.is_nothing()) {
            auto* outer = is_gathering(thread, callback) ? callback.to<Gathering>() : nullptr;
            if (outer)
                result =
                    child_done_py(thread, outer, argument).failed() ? Result<Value>(kFailure) : Result<Value>(none());
            else result = call_py(thread, callback, argument);
        } else {
            Value args = handle->args.get();
            result = args.is<Tuple>() ? call_py(thread, callback, args.to<Tuple>()->span()) : call_py(thread, callback);
        }
        if (context) exit_context(thread, context);
    }
    if (!result.failed()) return {};
    if (is_terminating(thread)) return kFailure;
    Value exception = take_pending(thread);
    if (is_exit_request(thread, exception)) return raise_instance(thread, exception);
    Value source = TRY(call_library_py(thread, "asyncio.format_helpers", "_format_handle_callback", {{Value(handle)}}));
    std::string message = "Exception in callback " + str_utf8_lossy(TRY(str_py(thread, source)));
    TRY(call_exception_handler_py(thread, handle->loop.get(), message, Name::k_handle, Value(handle), exception));
    return {};
}

void cancel_handle(Thread& thread, Handle* handle) {
    if (handle->cancelled.exchange(true)) return;
    handle->callback.set_immediate(Value::nothing());
    handle->args.set_immediate(Value::nothing());
    handle->argument.set_immediate(Value::nothing());
    (void)thread;
}

namespace {

Result<void> initialize_handle(Thread& thread, Value object, const CallArguments& arguments) {
    auto* self = object.to<Handle>();
    Value bound[4];
    TRY(bind_arguments(thread, "Handle(callback, args, loop, context=None)", arguments, bound));
    Context* context = TRY(context_or_copy(thread, bound[3]));
    self->callback.set(self, bound[0]);
    self->args.set(self, Value(TRY(make_tuple_from_py(thread, bound[1]))));
    self->loop.set(self, bound[2]);
    self->context.set(self, Value(context));
    Value debug = TRY(call_method_py(thread, bound[2], ASYNCIO_NAME(get_debug)));
    if (!TRY(truth_py(thread, debug))) return {};
    self->source_traceback.set(self, TRY(call_library_py(thread, "asyncio.format_helpers", "extract_stack", {})));
    return {};
}
Result<void> initialize_timer(Thread& thread, Value object, const CallArguments& arguments) {
    auto* self = object.to<TimerHandle>();
    Value bound[5];
    TRY(bind_arguments(thread, "TimerHandle(when, callback, args, loop, context=None)", arguments, bound));
    self->when = TRY(to_double_py(thread, bound[0]));
    Value rest[] = {bound[1], bound[2], bound[3], bound[4]};
    return initialize_handle(thread, object, CallArguments{rest, 4, nullptr});
}
Result<Value> construct_handle(Thread& thread, Type* type, const CallArguments&) {
    return Value(allocate_instance(thread, type));
}

Value or_none(Value value) { return value.is_nothing() ? none() : value; }

Result<Value> repr_handle(Thread& thread, Value self) {
    Value kept = self.to<Handle>()->text.get();
    if (!kept.is_nothing()) return kept;
    return call_library_py(thread, "asyncio.format_helpers", "_handle_repr", {{self}});
}

METHOD(Handle, cancel, "cancel(self)", "Cancel the callback.") {
    if (self->cancelled) return none();
    auto* loop = as_loop(thread, self->loop.get());
    if (loop && loop->debug) {
        // What it was to call is in its repr for good, beside that it was cancelled.
        self->cancelled = true;
        self->text.set(self, Value(TRY(repr_py(thread, Value(self)))));
        self->cancelled = false;
    }
    auto* timer = native_cast<TimerHandle>(thread, Value(self), TimerHandle::spec);
    if (timer && timer->scheduled) {
        if (loop) ++loop->cancelled_timers;
        else
            TRY(call_method_py(thread, or_none(self->loop.get()), intern(thread, "_timer_handle_cancelled"),
                               {{Value(self)}}));
    }
    cancel_handle(thread, self);
    return none();
}
METHOD(Handle, cancelled, "cancelled(self)", "Return True if the callback was cancelled.") {
    return Value::boolean(self->cancelled);
}
METHOD(Handle, get_context, "get_context(self)", "Return the context that the callback runs in.") {
    return or_none(self->context.get());
}
METHOD(Handle, _run, "_run(self)", "") {
    TRY(run_handle_py(thread, self));
    return none();
}
METHOD(TimerHandle, when, "when(self)", "Return the scheduled time of the callback, in the loop's time.") {
    return make_float(thread, self->when);
}

GETTER(Handle, _callback, nullptr) { return or_none(self.to<Handle>()->callback.get()); }
GETTER(Handle, _args, nullptr) {
    Value argument = self.to<Handle>()->argument.get();
    if (!argument.is_nothing()) return Value(make_tuple(thread, {argument}));
    return or_none(self.to<Handle>()->args.get());
}
GETTER(Handle, _context, nullptr) { return or_none(self.to<Handle>()->context.get()); }
GETTER(Handle, _loop, nullptr) { return or_none(self.to<Handle>()->loop.get()); }
GETTER(Handle, _cancelled, nullptr) { return Value::boolean(self.to<Handle>()->cancelled); }
GETTER(TimerHandle, _when, nullptr) { return make_float(thread, self.to<TimerHandle>()->when); }
GETTER(TimerHandle, _scheduled_code, nullptr) { return Value::boolean(self.to<TimerHandle>()->scheduled); }
Result<void> set_scheduled(Thread& thread, Value self, Value value) {
    self.to<TimerHandle>()->scheduled = !value.is_nothing() && TRY(truth_py(thread, value));
    return {};
}
constexpr GetSetSpec kScheduled = {"_scheduled", nullptr, TimerHandle_get__scheduled_code_code, set_scheduled};
Result<Value> get_source_traceback(Thread&, Value self) { return or_none(self.to<Handle>()->source_traceback.get()); }
Result<void> set_source_traceback(Thread&, Value self, Value value) {
    self.to<Handle>()->source_traceback.set(self.cell(), value);
    return {};
}
constexpr GetSetSpec kSourceTraceback = {"_source_traceback", nullptr, get_source_traceback, set_source_traceback};

Result<Value> compare_timers(Thread& thread, Value left, Value right, CompareOp op) {
    auto* a = native_cast<TimerHandle>(thread, left, TimerHandle::spec);
    auto* b = native_cast<TimerHandle>(thread, right, TimerHandle::spec);
    if (!a || !b) return Value::not_implemented();
    bool same = a->when == b->when && a->callback.get() == b->callback.get() && a->cancelled == b->cancelled &&
                TRY(equal_py(thread, a->args.get().is_nothing() ? none() : a->args.get(),
                             b->args.get().is_nothing() ? none() : b->args.get()));
    switch (op) {
    case CompareOp::Lt: return Value::boolean(a->when < b->when);
    case CompareOp::Le: return Value::boolean(a->when < b->when || same);
    case CompareOp::Gt: return Value::boolean(a->when > b->when);
    case CompareOp::Ge: return Value::boolean(a->when > b->when || same);
    case CompareOp::Eq: return Value::boolean(same);
    case CompareOp::Ne: return Value::boolean(!same);
    }
    return Value::not_implemented();
}
Result<int64_t> hash_timer(Thread& thread, Value self) {
    return hash_py(thread, make_float(thread, self.to<TimerHandle>()->when));
}

constexpr auto trace_handle = trace_members<Handle, &Handle::callback, &Handle::args, &Handle::argument,
                                            &Handle::context, &Handle::loop, &Handle::source_traceback, &Handle::text>;

}  // namespace

const TypeSpec Handle::spec = {
    .name = "asyncio.Handle",
    .doc = "Object returned by callback registration methods.",
    .size = sizeof(Handle),
    .flags = type_flag::kSubclassable | type_flag::kHasWeakref,
    .slots = {.repr = repr_handle, .construct = construct_handle, .initialize = initialize_handle},
    .methods = {&Handle_cancel, &Handle_cancelled, &Handle_get_context, &Handle__run},
    .properties = {&Handle_get__callback, &Handle_get__args, &Handle_get__context, &Handle_get__loop,
                   &Handle_get__cancelled, &kSourceTraceback},
    .trace = trace_handle,
    .signature = "Handle(callback, args, loop, context=None)",
};
const TypeSpec TimerHandle::spec = {
    .name = "asyncio.TimerHandle",
    .doc = "Object returned by timed callback registration methods.",
    .size = sizeof(TimerHandle),
    .flags = type_flag::kSubclassable | type_flag::kHasWeakref,
    .slots = {.hash = hash_timer,
              .compare = compare_timers,
              .construct = construct_handle,
              .initialize = initialize_timer},
    .methods = {&TimerHandle_when},
    .properties = {&TimerHandle_get__when, &kScheduled},
    .signature = "TimerHandle(when, callback, args, loop, context=None)",
    .base_spec = &Handle::spec,
};

}  // namespace krait::core::asyncio

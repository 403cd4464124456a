// What the event loop offers to Python code. Library Reference: asyncio, "Event Loop". The rest of BaseEventLoop is Python:
// stdlib/python/asyncio/base_events.py.
#include <algorithm>

#include "stdlib/asyncio/asyncio.h"

namespace krait::core::asyncio {

namespace {

Result<Value> construct_loop(Thread& thread, Type* type, const CallArguments&) {
    auto* loop = allocate_as<Loop>(thread, type);
    loop->epoll = loop->wake_descriptor = loop->timer_descriptor = -1;
    thread.heap().register_native(loop, destroy_loop);
    return Value(loop);
}

struct Scheduled {
    Value callback, args, context;
};
// (callback, *args, context=None) from argument `first` on.
Result<Scheduled> scheduled_py(Thread& thread, const char* name, const CallArguments& arguments, uint32_t first,
                               bool debug) {
    if (arguments.positional <= first)
        return raise(thread, Exc::TypeError, "BaseEventLoop.{}() missing {} required positional argument{}: {}", name,
                     first + 1 - arguments.positional, first == 1 && !arguments.positional ? "s" : "",
                     first && !arguments.positional
                         ? (name[5] == 'a' ? "'when' and 'callback'" : "'delay' and 'callback'")
                         : "'callback'");
    Value context;
    for (size_t i = 0; i < (arguments.names ? arguments.keyword_count() : 0); ++i) {
        if (!((*arguments.names)[i] == Value(ASYNCIO_NAME(context))))
            return raise(thread, Exc::TypeError, "BaseEventLoop.{}() got an unexpected keyword argument '{}'", name,
                         (*arguments.names)[i].to<Str>());
        context = arguments[arguments.positional + i];
    }
    Value callback = arguments[first];
    if (debug) {
        if (TRY(truth_py(
                thread, TRY(call_library_py(thread, "asyncio.coroutines", "_is_coroutine_or_function", {{callback}})))))
            return raise(thread, Exc::TypeError, "coroutines cannot be used with {}()", name);
        if (!is_callable(thread, callback))
            return raise(thread, Exc::TypeError, "a callable object was expected by {}(), got {}", name,
                         TRY(repr_py(thread, callback)));
    }
    Value args;
    if (arguments.positional > first + 1) args = Value(TRY(make_tuple_sized(thread, arguments.positional - first - 1)));
    for (uint32_t i = first + 1; i < arguments.positional; ++i)
        args.to<Tuple>()->items_[i - first - 1].set(args.cell(), arguments[i]);
    Context* own = TRY(context_or_copy(thread, context));
    return Scheduled{callback, args, Value(own)};
}

Result<void> fill_handle_py(Thread& thread, Loop* loop, Handle* handle, const Scheduled& what) {
    handle->loop.set(handle, Value(loop));
    handle->callback.set(handle, what.callback);
    handle->args.set(handle, what.args);
    handle->context.set(handle, what.context);
    if (loop->debug)
        handle->source_traceback.set(handle,
                                     TRY(call_library_py(thread, "asyncio.format_helpers", "extract_stack", {})));
    return {};
}

RAW_METHOD(
    Loop, call_soon, "call_soon(self, callback, *args, context=None)",
    "Arrange for a callback to be called as soon as possible: in the next round, in the order of registration.") {
    auto* loop = self.to<Loop>();
    TRY(check_schedule(thread, loop));
    Scheduled what = TRY(scheduled_py(thread, "call_soon", arguments, 0, loop->debug));
    auto* handle = allocate_as<Handle>(thread, module_state(thread)->handle_type.get());
    TRY(fill_handle_py(thread, loop, handle, what));
    TRY(push_ready(thread, loop, Value(handle)));
    return Value(handle);
}
RAW_METHOD(Loop, call_soon_threadsafe, "call_soon_threadsafe(self, callback, *args, context=None)",
           "Like call_soon(), but thread-safe.") {
    auto* loop = self.to<Loop>();
    if (loop->closed) return raise(thread, Exc::RuntimeError, "Event loop is closed");
    Scheduled what = TRY(scheduled_py(thread, "call_soon_threadsafe", arguments, 0, loop->debug));
    auto* handle = allocate_as<Handle>(thread, module_state(thread)->handle_type.get());
    TRY(fill_handle_py(thread, loop, handle, what));
    TRY(push_ready(thread, loop, Value(handle)));
    wake_loop(thread, loop);
    return Value(handle);
}
Result<Value> schedule_at(Thread& thread, Loop* loop, double when, const char* name, const CallArguments& arguments) {
    TRY(check_schedule(thread, loop));
    Scheduled what = TRY(scheduled_py(thread, name, arguments, 1, loop->debug));
    auto* timer = allocate_as<TimerHandle>(thread, module_state(thread)->timer_type.get());
    timer->when = when;
    TRY(fill_handle_py(thread, loop, timer, what));
    TRY(push_timer(thread, loop, when, Value(timer)));
    return Value(timer);
}
Result<double> time_py(Thread& thread, Value loop) {
    if (plain_loop(thread, loop)) return loop_time();
    return to_double_py(thread, TRY(call_method_py(thread, loop, intern(thread, "time"))));
}
RAW_METHOD(Loop, call_at, "call_at(self, when, callback, *args, context=None)",
           "Arrange for a callback to be called at the loop's time `when`.") {
    if (!arguments.positional) TRY(scheduled_py(thread, "call_at", arguments, 1, false));
    if (arguments[0].is_none()) return raise(thread, Exc::TypeError, "when cannot be None");
    return schedule_at(thread, self.to<Loop>(), TRY(to_double_py(thread, arguments[0])), "call_at", arguments);
}
RAW_METHOD(Loop, call_later, "call_later(self, delay, callback, *args, context=None)",
           "Arrange for a callback to be called after `delay` seconds.") {
    if (!arguments.positional) TRY(scheduled_py(thread, "call_later", arguments, 1, false));
    if (arguments[0].is_none()) return raise(thread, Exc::TypeError, "delay must not be None");
    double delay = TRY(to_double_py(thread, arguments[0]));
    double when = TRY(time_py(thread, self))
    +delay;
    constexpr size_t kMostArguments = 32;
    if (!plain_loop(thread, self) && arguments.total() <= kMostArguments) {
        // A subclass may have a call_at() of its own.
        Value values[kMostArguments];
        std::copy(arguments.values, arguments.values + arguments.total(), values);
        values[0] = make_float(thread, when);
        Value method = TRY(get_attribute_py(thread, self, ASYNCIO_NAME(call_at)));
        return call_py(thread, method, CallArguments{values, arguments.positional, arguments.names});
    }
    return schedule_at(thread, self.to<Loop>(), when, "call_later", arguments);
}
METHOD(Loop, time, "time(self)", "Return the time according to the event loop's clock.") {
    return make_float(thread, loop_time());
}
METHOD(Loop, run_forever, "run_forever(self)", "Run until stop() is called.") {
    TRY(run_forever_py(thread, self));
    return none();
}
METHOD(Loop, _run_once, "_run_once(self)", "Run one round.") {
    TRY(run_once_py(thread, self));
    return none();
}
METHOD(Loop, stop, "stop(self)", "Stop running the event loop: what is ready in this round still runs.") {
    self->stopping = true;
    return none();
}
METHOD(Loop, is_running, "is_running(self)", "Return True if the event loop is running.") {
    return Value::boolean(self->thread_ident != 0);
}
METHOD(Loop, is_closed, "is_closed(self)", "Return True if the event loop was closed.") {
    return Value::boolean(self->closed);
}
METHOD(Loop, _close, "_close(self)", "") {
    if (self->thread_ident) return raise(thread, Exc::RuntimeError, "Cannot close a running event loop");
    bool first = !self->closed;
    self->closed = true;
    {
        ByteLockGuard guard(thread, self);
        self->ring.set(self, nullptr);
        self->timers.set(self, nullptr);
        self->head = 0;
        self->count = 0;
        self->timer_count = 0;
    }
    self->readers.set(self, nullptr);
    self->writers.set(self, nullptr);
    close_descriptors(self);
    return Value::boolean(first);
}
METHOD(Loop, _check_closed, "_check_closed(self)", "") {
    if (self->closed) return raise(thread, Exc::RuntimeError, "Event loop is closed");
    return none();
}
METHOD(Loop, _check_running, "_check_running(self)", "") {
    if (self->thread_ident) return raise(thread, Exc::RuntimeError, "This event loop is already running");
    if (!running_loop(thread).is_nothing())
        return raise(thread, Exc::RuntimeError, "Cannot run the event loop while another loop is running");
    return none();
}
METHOD(Loop, create_future, "create_future(self)", "Create a Future attached to the loop.") {
    Future* future = make_future(thread, Value(self));
    TRY(record_source_py(thread, future));
    return Value(future);
}
RAW_METHOD(Loop, create_task, "create_task(self, coro, /, **kwargs)", "Schedule a coroutine; return its task.") {
    auto* loop = self.to<Loop>();
    if (loop->closed) return raise(thread, Exc::RuntimeError, "Event loop is closed");
    size_t named = arguments.names ? arguments.keyword_count() : 0;
    Value factory = loop->task_factory.get();
    bool own = factory.is_nothing() || factory.is_none();
    if (own && arguments.positional == 1) {
        Value name, context;
        bool simple = true;
        for (size_t i = 0; i < named; ++i) {
            Value keyword = (*arguments.names)[i], value = arguments[arguments.positional + i];
            if (keyword == Value(ASYNCIO_NAME(name))) name = value;
            else if (keyword == Value(ASYNCIO_NAME(context))) context = value;
            else if (!(keyword == Value(ASYNCIO_NAME(eager_start)) && value.is_none())) simple = false;
        }
        if (simple) return Value(TRY(make_task_py(thread, self, arguments[0], name, context)));
    }
    // Task(coro, loop=self, **kwargs) or factory(self, coro, **kwargs).
    if (arguments.positional < 1)
        return raise(thread, Exc::TypeError, "create_task() missing 1 required positional argument: 'coro'");
    Dict* keywords = make_dict(thread);
    for (size_t i = 0; i < named; ++i)
        TRY(dict_set_py(thread, keywords, (*arguments.names)[i], arguments[arguments.positional + i]));
    if (own) {
        TRY(dict_set_str(thread, keywords, ASYNCIO_NAME(loop), self));
        return call_with_py(thread, Value(module_state(thread)->task_type.get()), make_tuple(thread, {arguments[0]}),
                            keywords);
    }
    return call_with_py(thread, factory, make_tuple(thread, {self, arguments[0]}), keywords);
}
METHOD(Loop, set_task_factory, "set_task_factory(self, factory)",
       "Set what create_task() calls: factory(loop, coro, **kwargs), or None.") {
    if (!args[0].is_none() && !is_callable(thread, args[0]))
        return raise(thread, Exc::TypeError, "task factory must be a callable or None");
    self->task_factory.set(self, args[0]);
    return none();
}
Value or_none(Value value) { return value.is_nothing() ? none() : value; }
METHOD(Loop, get_task_factory, "get_task_factory(self)",
       "Return the task factory, or None if the default one is in use.") {
    return or_none(self->task_factory.get());
}
METHOD(Loop, get_debug, "get_debug(self)", "") { return Value::boolean(self->debug); }
METHOD(Loop, set_debug, "set_debug(self, enabled)", "") {
    self->debug = TRY(truth_py(thread, args[0]));
    if (self->thread_ident) set_origin_tracking(thread, self);
    return none();
}

// ---- descriptors ----
Result<int> descriptor_py(Thread& thread, Value value) {
    if (!is_int(thread, value)) {
        Value method = TRY(find_attribute_py(thread, value, "fileno"));
        if (method.is_unbound())
            return raise(thread, Exc::ValueError, "Invalid file object: {}", TRY(repr_py(thread, value)));
        value = TRY(call_py(thread, method));
    }
    int64_t descriptor = TRY(index_int64_py(thread, value));
    if (descriptor < 0 || descriptor > INT32_MAX)
        return raise(thread, Exc::ValueError, "Invalid file descriptor: {}", descriptor);
    return static_cast<int>(descriptor);
}
Result<Value> add_watch(Thread& thread, Loop* loop, const char* name, bool writer, const CallArguments& arguments) {
    TRY(check_schedule(thread, loop));
    Scheduled what = TRY(scheduled_py(thread, name, arguments, 1, false));
    int descriptor = TRY(descriptor_py(thread, arguments[0]));
    auto* handle = allocate_as<Handle>(thread, module_state(thread)->handle_type.get());
    TRY(fill_handle_py(thread, loop, handle, what));
    TRY(watch_py(thread, loop, descriptor, writer, handle));
    return Value(handle);
}
RAW_METHOD(Loop, _add_reader, "_add_reader(self, fd, callback, *args)",
           "Call the callback whenever the descriptor can be read; return the handle.") {
    return add_watch(thread, self.to<Loop>(), "add_reader", false, arguments);
}
RAW_METHOD(Loop, _add_writer, "_add_writer(self, fd, callback, *args)",
           "Call the callback whenever the descriptor can be written to; return the handle.") {
    return add_watch(thread, self.to<Loop>(), "add_writer", true, arguments);
}
METHOD(Loop, _remove_reader, "_remove_reader(self, fd)", "Return whether it was watched.") {
    if (self->closed) return Value::false_();
    return Value::boolean(TRY(unwatch_py(thread, self, TRY(descriptor_py(thread, args[0])), false)));
}
METHOD(Loop, _remove_writer, "_remove_writer(self, fd)", "Return whether it was watched.") {
    if (self->closed) return Value::false_();
    return Value::boolean(TRY(unwatch_py(thread, self, TRY(descriptor_py(thread, args[0])), true)));
}
METHOD(Loop, _timer_handle_cancelled, "_timer_handle_cancelled(self, handle)", "") {
    auto* timer = native_cast<TimerHandle>(thread, args[0], TimerHandle::spec);
    if (timer && timer->scheduled) ++self->cancelled_timers;
    return none();
}
Result<Value> get_thread_ident(Thread& thread, Value self) {
    uint64_t ident = self.to<Loop>()->thread_ident;
    return ident ? make_int_unsigned(thread, ident) : none();
}
constexpr GetSetSpec kThreadIdent = {"_thread_id", nullptr, get_thread_ident};
// A list of what is ready: tests look at its length.
GETTER(Loop, _ready, nullptr) {
    auto* loop = self.to<Loop>();
    List* list = make_list(thread);
    ValueArray* ring = loop->ring.get();
    for (size_t i = 0; ring && i < loop->count; ++i) {
        Value item = ring->items_[(loop->head + i) & (ring->capacity_ - 1)].get();
        if (!item.is_nothing()) TRY(list_append(thread, list, item));
    }
    return Value(list);
}
GETTER(Loop, _scheduled, nullptr) { return list_timers(thread, self.to<Loop>()); }
Result<Value> get_stopping(Thread&, Value self) { return Value::boolean(self.to<Loop>()->stopping); }
Result<void> set_stopping(Thread& thread, Value self, Value value) {
    self.to<Loop>()->stopping = !value.is_nothing() && TRY(truth_py(thread, value));
    return {};
}
constexpr GetSetSpec kStopping = {"_stopping", nullptr, get_stopping, set_stopping};

}  // namespace

const TypeSpec Loop::spec = {
    .name = "_asyncio.Loop",
    .doc = "The native part of the event loop.",
    .size = sizeof(Loop),
    .flags = type_flag::kSubclassable | type_flag::kHasDict | type_flag::kHasWeakref,
    .slots = {.construct = construct_loop},
    .methods = {&Loop_call_soon,
                &Loop_call_soon_threadsafe,
                &Loop_call_at,
                &Loop_call_later,
                &Loop_time,
                &Loop_run_forever,
                &Loop__run_once,
                &Loop_stop,
                &Loop_is_running,
                &Loop_is_closed,
                &Loop__close,
                &Loop__check_closed,
                &Loop__check_running,
                &Loop_create_future,
                &Loop_create_task,
                &Loop_set_task_factory,
                &Loop_get_task_factory,
                &Loop_get_debug,
                &Loop_set_debug,
                &Loop__add_reader,
                &Loop__add_writer,
                &Loop__remove_reader,
                &Loop__remove_writer,
                &Loop__timer_handle_cancelled},
    .properties = {&kThreadIdent, &Loop_get__ready, &Loop_get__scheduled, &kStopping},
    .trace = trace_members<Loop, &Loop::ring, &Loop::timers, &Loop::task_factory, &Loop::exception_handler,
                           &Loop::current_task, &Loop::readers, &Loop::writers>,
};

}  // namespace krait::core::asyncio

// What futures do, for C++ code. Library Reference: asyncio.Future.
#include "stdlib/asyncio/asyncio.h"

namespace krait::core::asyncio {

using State = Future::State;

Future* as_future(Thread& thread, Value value) {
    if (!value.is_cell() || value.cell()->layout() != Layout::NativeInstance) return nullptr;
    return is_instance(thread, value, module_state(thread)->future_type.get()) ? value.to<Future>() : nullptr;
}

bool is_plain_future(Thread& thread, Value value) {
    if (!value.is_cell() || value.cell()->layout() != Layout::NativeInstance) return false;
    Type* type = type_of(thread, value);
    ModuleState* state = module_state(thread);
    return type == state->task_type.get() || type == state->future_type.get() || type == state->sleep_type.get() ||
           type == state->gathering_type.get();
}

void init_future(Thread& thread, Future* future, Value loop) {
    (void)thread;
    future->loop.set(future, loop);
    future->result.set_immediate(Value::nothing());
    future->exception.set_immediate(Value::nothing());
    future->keepsake.set_immediate(Value::nothing());
    future->callbacks.set_immediate(Value::nothing());
    future->state.store(State::Pending, std::memory_order_release);
    future->blocking = future->log_traceback = false;
}

Result<void> record_source_py(Thread& thread, Future* future) {
    Loop* loop = as_loop(thread, future->loop.get());
    if (!loop || !loop->debug) return {};
    future->source_traceback.set(future, TRY(call_library_py(thread, "asyncio.format_helpers", "extract_stack", {})));
    return {};
}

Future* make_future(Thread& thread, Value loop) {
    auto* future = allocate_as<Future>(thread, module_state(thread)->future_type.get());
    init_future(thread, future, loop);
    return future;
}

static size_t values_in(ValueArray* array) { return static_cast<size_t>(array->items_[0].get().as_small()); }

// `each(callback, context)` for all callbacks; the context of a bare one is nothing.
template <typename Each>
static Result<void> for_each_callback(Value callbacks, Each&& each) {
    if (callbacks.is_nothing()) return {};
    if (auto* pair = callbacks.as_if<Tuple>()) return each((*pair)[0], (*pair)[1]);
    auto* array = callbacks.as_if<ValueArray>();
    if (!array) return each(callbacks, Value::nothing());
    for (size_t i = 1; i + 1 <= values_in(array); i += 2) TRY(each(array->items_[i].get(), array->items_[i + 1].get()));
    return {};
}
static size_t count_callbacks(Value callbacks) {
    if (callbacks.is_nothing()) return 0;
    auto* array = callbacks.as_if<ValueArray>();
    return array ? values_in(array) / 2 : 1;
}
static void put_callback(ValueArray* array, Value callback, Value context) {
    size_t used = values_in(array);
    array->items_[used + 1].set(array, callback);
    array->items_[used + 2].set(array, context.is_nothing() ? none() : context);
    array->items_[0].set(array, Value::small(static_cast<int64_t>(used) + 2));
}
// With those that are known already, and room for more of them.
static Result<ValueArray*> callbacks_with_room(Thread& thread, Value known, size_t more) {
    ValueArray* array = TRY(make_value_array(thread, 1 + 2 * (count_callbacks(known) + more)));
    array->items_[0].set(array, Value::small(0));
    TRY(for_each_callback(known, [&](Value callback, Value context) -> Result<void> {
        if (values_in(array) + 2 < array->capacity_)
            put_callback(array, callback, context);  // else others were added: see the caller
        return {};
    }));
    return array;
}
Result<Value> callbacks_as_list(Thread& thread, Future* future) {
    List* list = make_list(thread);
    TRY(for_each_callback(future->callbacks.get(), [&](Value callback, Value context) {
        Task* task = as_task(thread, callback);
        if (task && !task->context.get().is_nothing()) {
            callback = task_callback(thread, task);
            context = task->context.get();
        }
        if (context.is_nothing()) context = none();
        return list_append(thread, list, Value(make_tuple(thread, {callback, context})));
    }));
    return Value(list);
}

// Each callback is scheduled, once.
static Result<void> schedule_callbacks_py(Thread& thread, Future* future) {
    Value callbacks = future->callbacks.exchange(future, Value::nothing());
    Value loop = future->loop.get();
    if (is_sleep(thread, Value(future)) && static_cast<Sleep*>(future)->scheduled) {  // before its time
        if (Loop* own = as_loop(thread, loop)) ++own->cancelled_timers;
    }
    return for_each_callback(callbacks, [&](Value callback, Value context) {
        return call_soon_py(thread, loop, callback, Value(future), context);
    });
}

static Result<void> check_initialized(Thread& thread, Future* future) {
    if (future->loop.get().is_nothing()) return raise(thread, Exc::RuntimeError, "Future object is not initialized.");
    return {};
}

// What `fill` writes belongs to the state. False: it was done already. With the GIL off one of several threads wins.
template <typename Fill>
static bool finish(Thread& thread, Future* future, State state, Fill&& fill) {
    ByteLockGuard guard(thread, future);
    if (future->done()) return false;
    fill();
    future->state.store(state, std::memory_order_release);
    return true;
}

Result<void> set_result_py(Thread& thread, Future* future, Value result) {
    TRY(check_initialized(thread, future));
    if (!finish(thread, future, State::Finished, [&] { future->result.set(future, result); }))
        return raise_invalid_state(thread, "invalid state");
    return schedule_callbacks_py(thread, future);
}

Result<void> set_exception_py(Thread& thread, Future* future, Value exception) {
    TRY(check_initialized(thread, future));
    if (future->done()) return raise_invalid_state(thread, "invalid state");
    if (exception.is_cell() && is_instance(thread, exception, BuiltinType::Type) &&
        exception.to<Type>()->is_subtype_of(thread.interpreter->type(Exc::BaseException)))
        exception = TRY(call_py(thread, exception));
    BaseException* error = as_exception(thread, exception);
    if (!error) return raise(thread, Exc::TypeError, "invalid exception object");
    if (is_instance(thread, exception, thread.interpreter->type(Exc::StopIteration))) {
        Value text = Value(
            make_ascii(thread, "StopIteration interacts badly with generators and cannot be raised into a Future"));
        BaseException* replacement =
            TRY(make_exception_py(thread, thread.interpreter->type(Exc::RuntimeError), {&text, 1}));
        replacement->cause.set(replacement, exception);
        replacement->context.set(replacement, exception);
        replacement->suppress_context = true;
        error = replacement;
    }
    if (!finish(thread, future, State::Finished, [&] {
            future->exception.set(future, Value(error));
            future->keepsake.set(future, error->traceback.get());
            future->log_traceback = true;
        }))
        return raise_invalid_state(thread, "invalid state");
    if (!type_of(thread, Value(future))->has(type_flag::kFinalizer) && !future->watched.exchange(true))
        thread.heap().register_finalizable(future);
    return schedule_callbacks_py(thread, future);
}

Result<bool> cancel_future_py(Thread& thread, Future* future, Value message) {
    TRY(check_initialized(thread, future));
    future->log_traceback = false;
    Value kept = message.is_nothing() ? none() : message;
    if (!finish(thread, future, State::Cancelled, [&] { future->cancel_message.set(future, kept); })) return false;
    TRY(schedule_callbacks_py(thread, future));
    return true;
}

bool is_sleep(Thread& thread, Value value) {
    return value.is_cell() && value.cell()->layout() == Layout::NativeInstance &&
           type_of(thread, value) == module_state(thread)->sleep_type.get();
}
Result<void> end_sleep_py(Thread& thread, Sleep* sleep) {
    if (!finish(thread, sleep, State::Finished, [] {})) return {};
    return schedule_callbacks_py(thread, sleep);
}

Value take_cancelled_error(Thread& thread, Future* future) {
    Value kept = future->keepsake.exchange(future, Value::nothing());
    if (as_exception(thread, kept)) return kept;
    return make_cancelled(thread, future->cancel_message.get());
}

// The exception as it was when it was set: what earlier raises added to its traceback is forgotten. Nothing: there is none.
static Value stored_exception(Future* future) {
    Value exception = future->exception.get();
    if (exception.is_nothing()) return exception;
    Value traceback = future->keepsake.get();
    auto* error = exception.to<BaseException>();
    if (traceback.is_none() || traceback.is<Traceback>()) error->traceback.set(error, traceback);
    return exception;
}

Result<Value> future_result_py(Thread& thread, Future* future) {
    if (future->loop.get().is_nothing()) return raise_invalid_state(thread, "Future object is not initialized.");
    switch (future->state.load(std::memory_order_acquire)) {
    case State::Cancelled: return raise_instance(thread, take_cancelled_error(thread, future));
    case State::Pending: return raise_invalid_state(thread, "Result is not set.");
    case State::Finished: break;
    }
    future->log_traceback = false;
    Value exception = stored_exception(future);
    if (!exception.is_nothing()) return raise_instance(thread, exception);
    Value result = future->result.get();
    return result.is_nothing() ? none() : result;  // nothing: another thread calls __init__ again
}

Result<Value> future_exception_py(Thread& thread, Future* future) {
    if (future->loop.get().is_nothing()) return raise_invalid_state(thread, "Future object is not initialized.");
    switch (future->state.load(std::memory_order_acquire)) {
    case State::Cancelled: return raise_instance(thread, take_cancelled_error(thread, future));
    case State::Pending: return raise_invalid_state(thread, "Exception is not set.");
    case State::Finished: break;
    }
    future->log_traceback = false;
    Value exception = stored_exception(future);
    return exception.is_nothing() ? none() : exception;
}

Result<void> add_callback_py(Thread& thread, Future* future, Value callback, Value context) {
    TRY(check_initialized(thread, future));
    Value first;  // what stands alone
    Task* waiting = as_task(thread, callback);
    if (is_gathering(thread, callback) || (waiting && !waiting->context.get().is_nothing())) first = callback;
    ValueArray* array = nullptr;
    for (;;) {
        Value known = future->callbacks.get();
        ValueArray* before = known.as_if<ValueArray>();
        bool fits = before && values_in(before) + 2 < before->capacity_;
        if (known.is_nothing()) {
            if (first.is_nothing()) first = Value(make_tuple(thread, {callback, context}));
        } else if (!fits) {
            array = TRY(callbacks_with_room(thread, known, 1 + count_callbacks(known)));
        }
        {
            ByteLockGuard guard(thread, future);
            if (!future->done()) {
                if (!(future->callbacks.get() == known)) continue;
                if (known.is_nothing()) {
                    future->callbacks.set(future, first);
                    return {};
                }
                if (fits) {
                    if (values_in(before) + 2 >= before->capacity_) continue;
                    put_callback(before, callback, context);
                    return {};
                }
                if (before && values_in(before) != values_in(array)) continue;
                put_callback(array, callback, context);
                future->callbacks.set(future, Value(array));
                return {};
            }
        }
        return call_soon_py(thread, future->loop.get(), callback, Value(future), context);
    }
}

Result<int64_t> remove_callback_py(Thread& thread, Future* future, Value callback) {
    TRY(check_initialized(thread, future));
    for (;;) {
        Value callbacks = future->callbacks.get();
        size_t count = count_callbacks(callbacks);
        if (count == 0) return 0;
        int64_t removed = 0;
        ValueArray* kept = TRY(callbacks_with_room(thread, Value::nothing(), count));
        size_t seen = 0;
        TRY(for_each_callback(callbacks, [&](Value each, Value context) -> Result<void> {
            if (seen == count) return {};
            ++seen;
            Task* task = as_task(thread, each);
            if (TRY(equal_py(thread, task ? task_callback(thread, task) : each, callback))) ++removed;
            else put_callback(kept, each, context);
            return {};
        }));
        ByteLockGuard guard(thread, future);
        if (!removed || future->done()) return removed;
        // __eq__, or another thread, added or removed some: once more.
        if (!(future->callbacks.get() == callbacks) || count_callbacks(callbacks) != count) continue;
        future->callbacks.set(future, values_in(kept) ? Value(kept) : Value::nothing());
        return removed;
    }
}

// ---- any future-like object ----

Result<bool> done_py(Thread& thread, Value future) {
    if (is_plain_future(thread, future)) return future.to<Future>()->done();
    return truth_py(thread, TRY(call_method_py(thread, future, ASYNCIO_NAME(done))));
}
Result<bool> cancelled_py(Thread& thread, Value future) {
    if (is_plain_future(thread, future))
        return future.to<Future>()->state.load(std::memory_order_acquire) == State::Cancelled;
    return truth_py(thread, TRY(call_method_py(thread, future, ASYNCIO_NAME(cancelled))));
}
Result<bool> cancel_py(Thread& thread, Value future, Value message) {
    if (is_plain_future(thread, future)) {
        if (Task* task = as_task(thread, future)) return cancel_task_py(thread, task, message);
        if (is_gathering(thread, future)) return cancel_gathering_py(thread, future.to<Gathering>(), message);
        return cancel_future_py(thread, future.to<Future>(), message);
    }
    Value given = message.is_nothing() ? none() : message;
    return truth_py(thread,
                    TRY(call_method_keyword_py(thread, future, ASYNCIO_NAME(cancel), {}, ASYNCIO_NAME(msg), given)));
}
Result<Value> exception_py(Thread& thread, Value future) {
    if (is_plain_future(thread, future)) return future_exception_py(thread, future.to<Future>());
    return call_method_py(thread, future, ASYNCIO_NAME(exception));
}
Result<Value> loop_of_py(Thread& thread, Value future) {
    if (Future* own = as_future(thread, future)) {
        TRY(check_initialized(thread, own));
        return own->loop.get();
    }
    Value method = TRY(find_attribute_py(thread, future, ASYNCIO_NAME(get_loop)));
    if (!method.is_unbound()) return call_py(thread, method);
    return get_attribute_py(thread, future, ASYNCIO_NAME(_loop));
}
Result<bool> is_future_like_py(Thread& thread, Value value) {
    if (is_plain_future(thread, value)) return true;
    Value marker = type_of(thread, value)->lookup(thread, ASYNCIO_NAME(_asyncio_future_blocking));
    if (marker.is_nothing()) {
        // What stands in for another class (a mock) says so by its __class__.
        Value named = TRY(find_attribute_py(thread, value, KRAIT_NAME(dunder_class)));
        if (!named.is<Type>() || named == Value(type_of(thread, value))) return false;
        if (named.to<Type>()->lookup(thread, ASYNCIO_NAME(_asyncio_future_blocking)).is_nothing()) return false;
    }
    Value current = TRY(find_attribute_py(thread, value, ASYNCIO_NAME(_asyncio_future_blocking)));
    return !current.is_unbound() && !current.is_none();
}

Result<Value> ensure_future_py(Thread& thread, Value awaitable, Value loop) {
    if (loop.is_none()) loop = Value::nothing();
    if (TRY(is_future_like_py(thread, awaitable))) {
        if (!loop.is_nothing() && !(loop == TRY(loop_of_py(thread, awaitable))))
            return raise(thread, Exc::ValueError,
                         "The future belongs to a different loop than the one specified as the loop argument");
        return awaitable;
    }
    if (!TRY(is_coroutine_py(thread, awaitable))) {
        bool awaits = type_of(thread, awaitable)->slots.await;
        if (!awaits)
            awaits =
                TRY(truth_py(thread, TRY(call_library_py(thread, "asyncio.tasks", "_is_awaitable", {{awaitable}}))));
        if (!awaits) return raise(thread, Exc::TypeError, "An asyncio.Future, a coroutine or an awaitable is required");
        awaitable = TRY(call_library_py(thread, "asyncio.tasks", "_wrap_awaitable", {{awaitable}}));
    }
    if (loop.is_nothing()) {
        Result<Value> found = running_or_current_loop_py(thread);
        if (found.failed()) {
            // Nobody will run it: no second complaint that it was never awaited.
            Value error = take_pending(thread);
            TRY(call_method_py(thread, awaitable, ASYNCIO_NAME(close)));
            return raise_instance(thread, error);
        }
        loop = found.value();
    }
    if (plain_creating_loop(thread, loop))
        return Value(TRY(make_task_py(thread, loop, awaitable, Value::nothing(), Value::nothing())));
    return call_method_py(thread, loop, ASYNCIO_NAME(create_task), {{awaitable}});
}

}  // namespace krait::core::asyncio

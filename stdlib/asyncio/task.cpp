// Tasks: driving a coroutine, cancelling. Library Reference: asyncio.Task.
#include "stdlib/asyncio/asyncio.h"
#include "vm/interpreter/frames.h"

namespace krait::core::asyncio {

using State = Future::State;

Task* as_task(Thread& thread, Value value) {
    if (!value.is_cell() || value.cell()->layout() != Layout::NativeInstance) return nullptr;
    Type* own = module_state(thread)->task_type.get();
    Type* type = type_of(thread, value);
    return type == own || type->is_subtype_of(own) ? value.to<Task>() : nullptr;
}

// ---- the registry of tasks that are not done ----

static void register_task(Thread& thread, Task* task) {
    // A subclass's own __del__: the heap sees to it, as to any object's.
    if (type_of(thread, Value(task))->has(type_flag::kFinalizer)) task->watched = true;
    // One whose __init__ is called again, by two threads at once, is registered once.
    uint32_t nowhere = 0;
    if (!task->place.compare_exchange_strong(nowhere, Task::kOnItsWay)) return;
    task->part = static_cast<uint8_t>(thread.state->ident % TaskRegistry::kParts);
    TaskRegistry::Part& part = module_state(thread)->registry->parts[task->part];
    std::lock_guard guard(part.mutex);
    part.tasks.push_back(task);
    task->place = static_cast<uint32_t>(part.tasks.size());
}
static void take_out(TaskRegistry::Part& part, Task* task) {
    size_t place = task->place;
    if (place == 0 || place > part.tasks.size() || part.tasks[place - 1] != task) return;
    Task* last = part.tasks.back();
    part.tasks[place - 1] = last;
    last->place = static_cast<uint32_t>(place);
    part.tasks.pop_back();
    task->place = 0;
}
static void unregister_task(Thread& thread, Task* task) {
    TaskRegistry::Part& part = module_state(thread)->registry->parts[task->part];
    std::lock_guard guard(part.mutex);
    take_out(part, task);
}

// With the world stopped: no thread is inside of a mutex, since nothing in there is a safepoint.
void drop_dead_tasks(Heap& heap, Collection, void* data) {
    for (TaskRegistry::Part& part : static_cast<TaskRegistry*>(data)->parts) {
        for (size_t i = part.tasks.size(); i-- > 0;) {
            Task* task = part.tasks[i];
            if (heap.is_marked(task)) continue;
            take_out(part, task);
            if (!task->watched) heap.enqueue_finalizer(task);
        }
    }
}

// Finalizer of futures and tasks: what is lost is reported.
Result<Value> report_py(Thread& thread, Future* future, std::string_view message, Name kind) {
    Value exception = future->exception.get();
    return call_exception_handler_py(thread, future->loop.get(), message, kind, Value(future), exception);
}
Result<void> finish_future_py(Thread& thread, Value self) {
    auto* future = self.to<Future>();
    if (future->loop.get().is_nothing()) return {};
    Task* task = as_task(thread, self);
    if (task && !future->done() && task->log_destroy_pending)
        TRY(report_py(thread, future, "Task was destroyed but it is pending!", Name::k_task));
    if (!future->log_traceback) return {};
    future->log_traceback = false;
    std::string name(type_of(thread, self)->name_view());
    TRY(report_py(thread, future, name + " exception was never retrieved", Name::k_future));
    return {};
}

// ---- the current task ----

static Result<void> enter_task(Thread& thread, Value loop, Task* task) {
    Loop* own = as_loop(thread, loop);
    if (!own) {
        TRY(call_library_py(thread, "asyncio.tasks", "_enter_task", {{loop, Value(task)}}));
        return {};
    }
    Value current = own->current_task.get();
    if (!current.is_nothing())
        return raise(thread, Exc::RuntimeError, "Cannot enter into task {} while another task {} is being executed.",
                     TRY(repr_py(thread, Value(task))), TRY(repr_py(thread, current)));
    own->current_task.set(own, Value(task));
    return {};
}
static Result<void> leave_task(Thread& thread, Value loop, Task* task) {
    if (Loop* own = as_loop(thread, loop)) {
        own->current_task.set_immediate(Value::nothing());
        return {};
    }
    Value error = thread.pending.is_nothing() ? Value::nothing() : take_pending(thread);
    TRY(call_library_py(thread, "asyncio.tasks", "_leave_task", {{loop, Value(task)}}));
    if (!error.is_nothing()) (void)raise_instance(thread, error);
    return {};
}

// ---- stepping ----

// As call_soon(task.step), in the task's context.
static Result<void> schedule_step_py(Thread& thread, Task* task) {
    Value loop = task->loop.get();
    if (Loop* own = plain_loop(thread, loop)) {
        TRY(check_schedule(thread, own));
        return push_ready(thread, own, Value(task));
    }
    TRY(call_method_keyword_py(thread, loop, ASYNCIO_NAME(call_soon), {{task_callback(thread, task)}},
                               ASYNCIO_NAME(context), task->context.get()));
    return {};
}

static Result<void> fail_next_step(Thread& thread, Task* task, Value exception);

// The coroutine gave something to wait for.
static Result<void> wait_for_yielded_py(Thread& thread, Task* task, Value yielded) {
    if (yielded.is_none()) return schedule_step_py(thread, task);
    Future* own = as_future(thread, yielded);
    auto refuse = [&](std::string_view format, auto&&... parts) -> Result<void> {
        (void)raise(thread, Exc::RuntimeError, format, parts...);
        return fail_next_step(thread, task, take_pending(thread));
    };
    if (own || TRY(is_future_like_py(thread, yielded))) {
        if (!(TRY(loop_of_py(thread, yielded)) == task->loop.get()))
            return refuse("Task {} got Future {} attached to a different loop", TRY(repr_py(thread, Value(task))),
                          TRY(repr_py(thread, yielded)));
        bool blocking =
            own ? own->blocking.load()
                : TRY(truth_py(thread, TRY(get_attribute_py(thread, yielded, ASYNCIO_NAME(_asyncio_future_blocking)))));
        if (!blocking)
            return refuse("yield was used instead of yield from in task {} with {}", TRY(repr_py(thread, Value(task))),
                          TRY(repr_py(thread, yielded)));
        if (yielded == Value(task)) {
            return refuse("Task cannot await on itself: {}", TRY(repr_py(thread, Value(task))));
        }
        if (own && (is_plain_future(thread, yielded) || plain_loop(thread, task->loop.get()))) {
            own->blocking = false;
            TRY(add_callback_py(thread, own, Value(task), task->context.get()));
        } else {
            TRY(set_attribute_py(thread, yielded, ASYNCIO_NAME(_asyncio_future_blocking), Value::false_()));
            TRY(call_method_keyword_py(thread, yielded, ASYNCIO_NAME(add_done_callback),
                                       {{task_callback(thread, task)}}, ASYNCIO_NAME(context), task->context.get()));
        }
        task->waiter.set(task, yielded);
        if (task->must_cancel && TRY(cancel_py(thread, yielded, task->cancel_message.get()))) task->must_cancel = false;
        return {};
    }
    if (yielded.is<Generator>())
        return refuse("yield was used instead of yield from for generator in task {} with {}",
                      TRY(repr_py(thread, Value(task))), TRY(repr_py(thread, yielded)));
    return refuse("Task got bad yield: {}", TRY(repr_py(thread, yielded)));
}

// The next step throws the exception into the coroutine: the task waits for a future that has failed already.
static Result<void> fail_next_step(Thread& thread, Task* task, Value exception) {
    Future* failed = make_future(thread, task->loop.get());
    failed->exception.set(failed, exception);
    failed->keepsake.set(failed, exception.to<BaseException>()->traceback.get());
    failed->state.store(State::Finished, std::memory_order_release);
    task->waiter.set(task, Value(failed));
    return schedule_step_py(thread, task);
}

// The coroutine has ended with a value.
static Result<void> finish_with_value_py(Thread& thread, Task* task, Value value) {
    unregister_task(thread, task);
    if (task->must_cancel) {
        task->must_cancel = false;
        TRY(cancel_future_py(thread, task, task->cancel_message.get()));
        return {};
    }
    return set_result_py(thread, task, value);
}
// ... with the pending exception.
static Result<void> finish_with_exception_py(Thread& thread, Task* task) {
    if (is_terminating(thread)) return kFailure;
    Value exception = take_pending(thread);
    if (is_instance(thread, exception, thread.interpreter->type(Exc::StopIteration))) {  // of a foreign coroutine
        Value value = exception.to<StopIteration>()->value.get();
        return finish_with_value_py(thread, task, value.is_nothing() ? none() : value);
    }
    unregister_task(thread, task);
    if (is_cancelled_error(thread, exception)) {
        task->keepsake.set(task, exception);
        TRY(cancel_future_py(thread, task, Value::nothing()));
        return {};
    }
    TRY(set_exception_py(thread, task, exception));
    if (is_exit_request(thread, exception)) return raise_instance(thread, exception);
    return {};
}

// Is the innermost coroutine in `await future`, by the future's own iterator? Then sending None lets that raise or return.
static bool awaits_directly(Thread& thread, GeneratorBase* coroutine, Value future) {
    GeneratorBase* innermost = coroutine->innermost.get();
    Future* awaited = awaited_future(thread, (innermost ? innermost : coroutine)->delegate.get());
    return awaited && Value(awaited) == future;
}

// What the future that it waited for tells: the exception to throw, or nothing.
static Result<Value> exception_to_throw_py(Thread& thread, Task* task, Value waiter, bool* threw) {
    *threw = false;
    if (waiter.is_nothing()) return none();
    Value coroutine = task->coroutine.get();
    if (coroutine.is<Coroutine>() && awaits_directly(thread, coroutine.to<GeneratorBase>(), waiter)) return none();
    Result<Value> result = kFailure;
    if (is_plain_future(thread, waiter)) {
        auto* future = waiter.to<Future>();
        if (!future->done()) return none();
        result = future_result_py(thread, future);
    } else {
        result = call_method_py(thread, waiter, ASYNCIO_NAME(result));
    }
    if (!result.failed()) return none();
    if (is_terminating(thread)) return kFailure;
    *threw = true;
    return take_pending(thread);
}

// One step in the current context. The exception, if any, is thrown into the coroutine.
static Result<void> step_inside_py(Thread& thread, Task* task) {
    if (task->done())
        return raise_invalid_state(
            thread, "__step(): already done: " + str_utf8_lossy(TRY(repr_py(thread, Value(task)))) + ", None");
    bool throws = false;
    Value waiter = task->waiter.exchange(task, Value::nothing());
    Value exception;
    if (task->must_cancel) {
        task->must_cancel = false;
        bool threw = false;
        exception = TRY(exception_to_throw_py(thread, task, waiter, &threw));
        if (!threw || !is_cancelled_error(thread, exception)) exception = take_cancelled_error(thread, task);
        throws = true;
    } else {
        exception = TRY(exception_to_throw_py(thread, task, waiter, &throws));
    }
    Value loop = task->loop.get();
    TRY(enter_task(thread, loop, task));
    Value coroutine = task->coroutine.get();
    Value value;
    bool finished = false;
    bool native = coroutine.is<Coroutine>() || coroutine.is<Generator>();
    if (native) {
        auto* generator = coroutine.to<GeneratorBase>();
        Resumed resumed =
            throws ? generator_throw_py(thread, generator, exception) : generator_send_py(thread, generator, none());
        value = resumed.value;
        finished = resumed.finished;
    } else {
        Value argument = throws ? exception : none();
        Names* names = thread.interpreter->names;
        value = call_method_py(thread, coroutine, (throws ? names->throw_ : names->send).get_relaxed(), {&argument, 1})
                    .take();
    }
    bool failed = value.is_nothing();
    TRY(leave_task(thread, loop, task));
    if (failed) return finish_with_exception_py(thread, task);
    if (finished) return finish_with_value_py(thread, task, value);
    return wait_for_yielded_py(thread, task, value);
}

// The step as others call it: in the context that they set up.
static Result<Value> run_callback(Thread& thread, Value self, const CallArguments&) {
    TRY(step_inside_py(thread, self.to<Task>()));
    return none();
}
static constexpr NativeSpec kWakeup = {"task_wakeup(future=None, /)", nullptr, nullptr, run_callback,
                                       NativeKind::Method};
Value task_callback(Thread& thread, Task* task) { return make_native_function(thread, kWakeup, Value(task), none()); }

Result<void> step_task_py(Thread& thread, Task* task) {
    auto* context = task->context.get().to<Context>();
    Result<void> result = kFailure;
    if (!enter_context(thread, context).failed()) {
        result = step_inside_py(thread, task);
        exit_context(thread, context);
    }
    if (!result.failed() || is_terminating(thread)) return result;
    Value exception = take_pending(thread);
    if (is_exit_request(thread, exception)) return raise_instance(thread, exception);
    std::string message = "Exception in callback " + str_utf8_lossy(TRY(repr_py(thread, Value(task))));
    TRY(call_exception_handler_py(thread, task->loop.get(), message, Name::k_task, Value(task), exception));
    return {};
}

Result<bool> cancel_task_py(Thread& thread, Task* task, Value message) {
    task->log_traceback = false;
    if (task->done()) return false;
    ++task->cancel_requests;
    Value waiter = task->waiter.get();
    if (!waiter.is_nothing() && TRY(cancel_py(thread, waiter, message))) return true;  // its callback wakes the task
    task->must_cancel = true;
    task->cancel_message.set(task, message.is_nothing() ? none() : message);
    return true;
}

// ---- making ----

Result<bool> is_coroutine_py(Thread& thread, Value value) {
    if (value.is<Coroutine>()) return true;
    if (!value.is_cell() || value.is<Generator>()) return false;
    if (!type_of(thread, value)->slots.await) return false;
    if (is_plain_future(thread, value)) return false;
    return truth_py(thread, TRY(call_library_py(thread, "asyncio.coroutines", "_is_abstract_coroutine", {{value}})));
}

// The fields, and registration. Does not schedule.
static Result<void> set_up(Thread& thread, Task* task, Value loop, Value coroutine, Value name, Value context) {
    if (!TRY(is_coroutine_py(thread, coroutine)))
        return raise(thread, Exc::TypeError, "a coroutine was expected, got {}", TRY(repr_py(thread, coroutine)));
    Context* own_context = TRY(context_or_copy(thread, context));
    init_future(thread, task, loop);
    task->coroutine.set(task, coroutine);
    task->context.set(task, Value(own_context));
    task->log_destroy_pending = true;
    if (name.is_nothing() || name.is_none()) task->number = module_state(thread)->registry->next_number++;
    else task->name.set(task, name.is<Str>() ? name : Value(TRY(str_py(thread, name))));
    return record_source_py(thread, task);
}

Result<Task*> make_task_py(Thread& thread, Value loop, Value coroutine, Value name, Value context) {
    Loop* own = as_loop(thread, loop);
    if (own) TRY(check_schedule(thread, own));
    auto* task = allocate_as<Task>(thread, module_state(thread)->task_type.get());
    TRY(set_up(thread, task, loop, coroutine, name, context));
    register_task(thread, task);
    TRY(schedule_step_py(thread, task));
    return task;
}

Str* task_name(Thread& thread, Task* task) {
    Value name = task->name.get();
    if (name.is_nothing()) {
        name = Value(make_ascii(thread, "Task-" + std::to_string(task->number.load())));
        task->name.set(task, name);
    }
    return name.to<Str>();
}

// Runs the first step at once. Afterwards it is done or as any other task.
static Result<void> start_eagerly_py(Thread& thread, Task* task) {
    Value loop = task->loop.get();
    Loop* own = as_loop(thread, loop);
    Value outer = own ? own->current_task.exchange(own, Value::nothing())
                      : TRY(call_library_py(thread, "asyncio.tasks", "_swap_current_task", {{loop, none()}}));
    auto* context = task->context.get().to<Context>();
    register_task(thread, task);
    // The context may be the current one: entering that again is an error.
    bool current = current_context(thread) == context;
    Result<void> result = current ? Result<void>() : enter_context(thread, context);
    if (!result.failed()) {
        result = step_inside_py(thread, task);
        if (!current) exit_context(thread, context);
    }
    if (task->done()) task->coroutine.set(task, none());
    if (own) own->current_task.set(own, outer);
    else if (!result.failed()) TRY(call_library_py(thread, "asyncio.tasks", "_swap_current_task", {{loop, outer}}));
    return result;
}

namespace {

Result<void> initialize_task(Thread& thread, Value object, const CallArguments& arguments) {
    auto* self = object.to<Task>();
    Value bound[5];
    TRY(bind_arguments(thread, "Task(coro, *, loop=None, name=None, context=None, eager_start=False)", arguments,
                       bound));
    Value loop = bound[1].is_none() ? TRY(running_or_current_loop_py(thread)) : bound[1];
    TRY(set_up(thread, self, loop, bound[0], bound[2], bound[3]));
    if (TRY(truth_py(thread, bound[4]))) {
        Value running = TRY(call_method_py(thread, loop, ASYNCIO_NAME(is_running)));
        if (TRY(truth_py(thread, running))) return start_eagerly_py(thread, self);
    }
    register_task(thread, self);
    return schedule_step_py(thread, self);
}

Result<Value> repr_task(Thread& thread, Value self) {
    return call_library_py(thread, "asyncio.base_tasks", "_task_repr", {{self}});
}

Value or_none(Value value) { return value.is_nothing() ? none() : value; }

METHOD(Task, cancel, "cancel(self, /, msg=None)",
       "Request that this task cancel itself: CancelledError is thrown into its coroutine.") {
    return Value::boolean(TRY(cancel_task_py(thread, self, args[0])));
}
METHOD(Task, cancelling, "cancelling(self, /)", "Return how many requests for cancellation are not taken back.") {
    return Value::small(self->cancel_requests.load());
}
METHOD(Task, uncancel, "uncancel(self, /)", "Take one request for cancellation back; return how many are left.") {
    if (self->cancel_requests > 0 && --self->cancel_requests == 0) self->must_cancel = false;
    return Value::small(self->cancel_requests.load());
}
METHOD(Task, get_name, "get_name(self, /)", "Return the task's name.") { return Value(task_name(thread, self)); }
METHOD(Task, set_name, "set_name(self, value, /)", "Set the task's name; other values than str are converted.") {
    self->name.set(self, args[0].is<Str>() ? args[0] : Value(TRY(str_py(thread, args[0]))));
    return none();
}
METHOD(Task, get_coro, "get_coro(self, /)", "Return the coroutine that the task runs.") {
    return or_none(self->coroutine.get());
}
METHOD(Task, get_context, "get_context(self, /)", "Return the context that the task runs in.") {
    return or_none(self->context.get());
}
METHOD(Task, get_stack, "get_stack(self, /, *, limit=None)",
       "Return the list of stack frames for this task's coroutine.") {
    return call_library_py(thread, "asyncio.base_tasks", "_task_get_stack", {{Value(self), args[0]}});
}
METHOD(Task, print_stack, "print_stack(self, /, *, limit=None, file=None)",
       "Print the stack or traceback for this task's coroutine.") {
    return call_library_py(thread, "asyncio.base_tasks", "_task_print_stack", {{Value(self), args[0], args[1]}});
}
METHOD(Task, set_result, "set_result(self, result, /)", "") {
    return raise(thread, Exc::RuntimeError, "Task does not support set_result operation");
}
METHOD(Task, set_exception, "set_exception(self, exception, /)", "") {
    return raise(thread, Exc::RuntimeError, "Task does not support set_exception operation");
}
CLASS_GETITEM(Task)

GETTER(Task, _coro, nullptr) { return or_none(self.to<Task>()->coroutine.get()); }
GETTER(Task, _fut_waiter, nullptr) { return or_none(self.to<Task>()->waiter.get()); }
GETTER(Task, _must_cancel, nullptr) { return Value::boolean(self.to<Task>()->must_cancel); }
Result<Value> get_destroy(Thread&, Value self) { return Value::boolean(self.to<Task>()->log_destroy_pending); }
Result<void> set_destroy(Thread& thread, Value self, Value value) {
    if (value.is_nothing()) return raise(thread, Exc::AttributeError, "cannot delete attribute");
    self.to<Task>()->log_destroy_pending = TRY(truth_py(thread, value));
    return {};
}
constexpr GetSetSpec kDestroy = {"_log_destroy_pending", nullptr, get_destroy, set_destroy};

}  // namespace

const TypeSpec Task::spec = {
    .name = "_asyncio.Task",
    .doc = "A coroutine that the event loop drives, as a future of its result.",
    .size = sizeof(Task),
    .flags = type_flag::kSubclassable | type_flag::kHasDict | type_flag::kHasWeakref,
    .slots = {.repr = repr_task, .initialize = initialize_task},
    .methods = {&Task_cancel, &Task_cancelling, &Task_uncancel, &Task_get_name, &Task_set_name, &Task_get_coro,
                &Task_get_context, &Task_get_stack, &Task_print_stack, &Task_set_result, &Task_set_exception,
                &Task___class_getitem__},
    .properties = {&Task_get__coro, &Task_get__fut_waiter, &Task_get__must_cancel, &kDestroy},
    .trace = trace_members<Task, &Task::coroutine, &Task::context, &Task::name, &Task::waiter>,
    .signature = "Task(coro, *, loop=None, name=None, context=None, eager_start=False)",
    .base_spec = &Future::spec,
};

}  // namespace krait::core::asyncio

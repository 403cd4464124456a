// The functions of _asyncio.
#include "stdlib/asyncio/streams.h"

namespace krait::core::asyncio {

namespace {

FUNCTION(asyncio, get_running_loop, "get_running_loop()",
         "Return the running event loop. Raise a RuntimeError if there is none.") {
    return get_running_loop(thread);
}
FUNCTION(asyncio, _get_running_loop, "_get_running_loop()", "Return the running event loop or None.") {
    Value loop = running_loop(thread);
    return loop.is_nothing() ? none() : loop;
}
FUNCTION(asyncio, _set_running_loop, "_set_running_loop(loop, /)",
         "Set the running event loop. For event loop policies and loops of others.") {
    set_running_loop(thread, args[0].is_none() ? Value::nothing() : args[0]);
    return none();
}
FUNCTION(asyncio, ensure_future, "ensure_future(coro_or_future, *, loop=None)",
         "Wrap a coroutine or an awaitable in a future.") {
    return ensure_future_py(thread, args[0], args[1]);
}
FUNCTION(asyncio, iscoroutine, "iscoroutine(obj, /)", "Return True if obj is a coroutine object.") {
    return Value::boolean(TRY(is_coroutine_py(thread, args[0])));
}
FUNCTION(asyncio, isfuture, "isfuture(obj, /)", "Return True if obj is a Future, or like one.") {
    return Value::boolean(TRY(is_future_like_py(thread, args[0])));
}
RAW_FUNCTION(asyncio, create_task, "create_task(coro, **kwargs)",
             "Schedule the execution of a coroutine object as a task of the running loop.") {
    if (arguments.positional != 1)
        return raise(thread, Exc::TypeError, "create_task() takes 1 positional argument but {} were given",
                     arguments.positional);
    Value loop = TRY(get_running_loop(thread));
    if (!arguments.names && plain_creating_loop(thread, loop))
        return Value(TRY(make_task_py(thread, loop, arguments[0], Value::nothing(), Value::nothing())));
    return call_py(thread, TRY(get_attribute_py(thread, loop, ASYNCIO_NAME(create_task))), arguments);
}

// The current task of a loop of ours; for others, asyncio.tasks keeps a dict.
Value current_of(Loop* loop) {
    Value task = loop->current_task.get();
    return task.is_nothing() ? none() : task;
}
FUNCTION(asyncio, current_task, "current_task(loop=None)", "Return the running task of the loop, or None.") {
    Value loop = args[0].is_none() ? TRY(get_running_loop(thread)) : args[0];
    if (Loop* own = as_loop(thread, loop)) return current_of(own);
    Value task = TRY(dict_get_py(thread, module_state(thread)->foreign_current.get(), loop));
    return task.is_unbound() ? none() : task;
}
// What is in its place after a change; Unbound-free: None is nobody.
Result<Value> swap_current(Thread& thread, Value loop, Value task) {
    if (Loop* own = as_loop(thread, loop)) {
        Value before = own->current_task.exchange(own, task.is_none() ? Value::nothing() : task);
        return before.is_nothing() ? none() : before;
    }
    Dict* current = module_state(thread)->foreign_current.get();
    Value before = TRY(dict_get_py(thread, current, loop));
    if (!task.is_none()) TRY(dict_set_py(thread, current, loop, task));
    else if (!before.is_unbound()) TRY(dict_delete_py(thread, current, loop));
    return before.is_unbound() ? none() : before;
}
FUNCTION(asyncio, _swap_current_task, "_swap_current_task(loop, task)",
         "Set the current task; return the one before.") {
    return swap_current(thread, args[0], args[1]);
}
FUNCTION(asyncio, _enter_task, "_enter_task(loop, task)", "The task begins to run.") {
    Value before = TRY(swap_current(thread, args[0], args[1]));
    if (before.is_none()) return none();
    TRY(swap_current(thread, args[0], before));
    return raise(thread, Exc::RuntimeError, "Cannot enter into task {} while another task {} is being executed.",
                 TRY(repr_py(thread, args[1])), TRY(repr_py(thread, before)));
}
FUNCTION(asyncio, _leave_task, "_leave_task(loop, task)", "The task pauses.") {
    Value before = TRY(swap_current(thread, args[0], none()));
    if (before == args[1]) return none();
    TRY(swap_current(thread, args[0], before));
    return raise(thread, Exc::RuntimeError, "Invalid attempt to leave task {} while task {} is entered.",
                 TRY(repr_py(thread, args[1])), TRY(repr_py(thread, before)));
}
// Those of one part. The mutex is held over no allocation, so that they are counted first.
Result<void> add_tasks_of(Thread& thread, TaskRegistry::Part& part, Value loop, List* list) {
    for (;;) {
        size_t count;
        {
            std::lock_guard guard(part.mutex);
            count = part.tasks.size();
        }
        if (!count) return {};
        ValueArray* found = TRY(make_value_array(thread, count + 16));
        size_t used = 0;
        {
            std::lock_guard guard(part.mutex);
            if (part.tasks.size() > found->capacity_) continue;
            for (Task* task : part.tasks) {
                if (task->loop.get() == loop && !task->done()) found->items_[used++].set(found, Value(task));
            }
        }
        for (size_t i = 0; i < used; ++i) TRY(list_append(thread, list, found->items_[i].get()));
        return {};
    }
}
FUNCTION(asyncio, _tasks_of, "_tasks_of(loop, /)", "The tasks of ours that are not done, in a list.") {
    List* list = make_list(thread);
    for (TaskRegistry::Part& part : module_state(thread)->registry->parts)
        TRY(add_tasks_of(thread, part, args[0], list));
    return Value(list);
}

Result<void> execute_asyncio(Thread& thread, Module* module) {
    TRY(make_module_state(thread));
    ModuleState* state = module_state(thread);
    TRY(module_add(thread, module, "CancelledError", Value(state->cancelled_error.get())));
    return module_add(thread, module, "InvalidStateError", Value(state->invalid_state_error.get()));
}

}  // namespace

}  // namespace krait::core::asyncio

namespace krait::core {
using namespace asyncio;
extern const ModuleSpec kAsyncioModule;
const ModuleSpec kAsyncioModule = {
    .name = "_asyncio",
    .doc = "The native part of asyncio.",
    .functions = {&asyncio::asyncio_get_running_loop, &asyncio::asyncio__get_running_loop,
                  &asyncio::asyncio__set_running_loop, &asyncio::asyncio_ensure_future, &asyncio::asyncio_iscoroutine,
                  &asyncio::asyncio_isfuture, &asyncio::asyncio_create_task, &asyncio::asyncio_current_task,
                  &asyncio::asyncio__swap_current_task, &asyncio::asyncio__enter_task, &asyncio::asyncio__leave_task,
                  &asyncio::asyncio__tasks_of, &kGather, &kSleepFuture},
    .types = {&Loop::spec, &Handle::spec, &TimerHandle::spec, &Future::spec, &Task::spec, &kYieldOnce,
              &StreamBuffer::spec, &StreamProtocol::spec, &SocketTransport::spec},
    .execute = execute_asyncio,
};
}  // namespace krait::core

// gather(), and the future behind sleep(). Library Reference: asyncio, "Running Tasks Concurrently", "Sleeping".
#include "stdlib/asyncio/asyncio.h"

namespace krait::core::asyncio {

using State = Future::State;

bool is_gathering(Thread& thread, Value value) {
    return value.is_cell() && value.cell()->layout() == Layout::NativeInstance &&
           type_of(thread, value) == module_state(thread)->gathering_type.get();
}

Result<bool> cancel_gathering_py(Thread& thread, Gathering* outer, Value message) {
    if (outer->done()) return false;
    bool any = false;
    Tuple* children = outer->children.get();
    for (size_t i = 0; children && i < children->size(); ++i) any |= TRY(cancel_py(thread, (*children)[i], message));
    if (any) outer->cancel_requested = true;  // gather() was cancelled, not a child on its own
    return any;
}

// What a child contributes to the list, with return_exceptions.
static Result<Value> outcome_py(Thread& thread, Value child) {
    if (TRY(cancelled_py(thread, child))) {
        Future* own = as_future(thread, child);
        return make_cancelled(thread, own ? own->cancel_message.get() : none());
    }
    Value exception = TRY(exception_py(thread, child));
    if (!exception.is_none()) return exception;
    if (!is_plain_future(thread, child)) return call_method_py(thread, child, ASYNCIO_NAME(result));
    Value result = child.to<Future>()->result.get();
    return result.is_nothing() ? none() : result;
}

static Result<Value> cancelled_error_py(Thread& thread, Value child) {
    if (is_plain_future(thread, child)) return take_cancelled_error(thread, child.to<Future>());
    return call_method_py(thread, child, ASYNCIO_NAME(_make_cancelled_error));
}

Result<void> child_done_py(Thread& thread, Gathering* outer, Value child) {
    size_t remaining = outer->remaining.fetch_sub(1) - 1;
    bool cancelled = TRY(cancelled_py(thread, child));
    if (outer->done()) {
        if (!cancelled) TRY(exception_py(thread, child));  // marks it as retrieved
        return {};
    }
    if (!outer->return_exceptions) {
        if (cancelled) return set_exception_py(thread, outer, TRY(cancelled_error_py(thread, child)));
        Value exception = TRY(exception_py(thread, child));
        if (!exception.is_none()) return set_exception_py(thread, outer, exception);
    }
    if (remaining || !outer->children.get()) return {};
    if (outer->cancel_requested) return set_exception_py(thread, outer, TRY(cancelled_error_py(thread, child)));
    Tuple* children = outer->children.get();
    List* results = make_list(thread, children->size());
    for (size_t i = 0; i < children->size(); ++i)
        TRY(list_append(thread, results, TRY(outcome_py(thread, (*children)[i]))));
    return set_result_py(thread, outer, Value(results));
}

static Result<Value> gather(Thread& thread, Value, const CallArguments& arguments) {
    bool return_exceptions = false;
    for (size_t i = 0; i < (arguments.names ? arguments.keyword_count() : 0); ++i) {
        Value name = (*arguments.names)[i];
        if (str_utf8_lossy(name.to<Str>()) != "return_exceptions")
            return raise(thread, Exc::TypeError, "gather() got an unexpected keyword argument '{}'", name.to<Str>());
        return_exceptions = TRY(truth_py(thread, arguments[arguments.positional + i]));
    }
    size_t count = arguments.positional;
    if (!count) {
        Value loop = TRY(running_or_current_loop_py(thread));
        Future* empty = make_future(thread, loop);
        TRY(set_result_py(thread, empty, Value(make_list(thread))));
        return Value(empty);
    }
    Tuple* children = TRY(make_tuple_sized(thread, count));
    Dict* known = count > 1 ? make_dict(thread) : nullptr;  // awaitable -> future: one given twice is awaited once
    ValueVector unique;
    Value loop;
    for (size_t i = 0; i < count; ++i) {
        Value awaitable = arguments[i];
        if (known) {
            Value before = TRY(dict_get_py(thread, known, awaitable));
            if (!before.is_unbound()) {
                children->items_[i].set(children, before);
                continue;
            }
        }
        Value future = TRY(ensure_future_py(thread, awaitable, loop));
        if (loop.is_nothing()) loop = TRY(loop_of_py(thread, future));
        if (!(future == awaitable)) {
            // Made here, so nobody else can see it pending.
            if (Task* task = as_task(thread, future)) task->log_destroy_pending = false;
            else if (!as_future(thread, future))
                TRY(set_attribute_py(thread, future, ASYNCIO_NAME(_log_destroy_pending), Value::false_()));
        }
        if (known) TRY(dict_set_py(thread, known, awaitable, future));
        children->items_[i].set(children, future);
        TRY(unique.push(thread, future));
    }
    auto* outer = allocate_as<Gathering>(thread, module_state(thread)->gathering_type.get());
    init_future(thread, outer, loop);
    outer->children.set(outer, children);
    if (Loop* own = as_loop(thread, loop)) outer->maker.set(outer, own->current_task.get());
    outer->remaining = unique.size();
    outer->return_exceptions = return_exceptions;
    for (size_t i = 0; i < unique.size(); ++i) {
        Value child = unique[i];
        if (TRY(done_py(thread, child))) continue;
        if (is_plain_future(thread, child))
            TRY(add_callback_py(thread, child.to<Future>(), Value(outer), Value::nothing()));
        else
            TRY(call_method_py(thread, child, ASYNCIO_NAME(add_done_callback),
                               {{TRY(get_attribute_py(thread, Value(outer), "_child_done"))}}));
    }
    for (size_t i = 0; i < unique.size(); ++i) {
        Value child = unique[i];
        if (TRY(done_py(thread, child))) TRY(child_done_py(thread, outer, child));
    }
    return Value(outer);
}
const NativeSpec kGather = {"gather(*coros_or_futures, return_exceptions=False)",
                            "Return a future aggregating results from the given coroutines and futures.\n\nIf all end "
                            "well, its result is the list of their "
                            "results, in the order in which they\nwere given. An exception is raised at once, unless "
                            "return_exceptions is true.\nCancelling the "
                            "future cancels all that are not done.",
                            nullptr, gather, NativeKind::Function};

namespace {
METHOD(Gathering, cancel, "cancel(self, /, msg=None)", "Cancel all children that are not done.") {
    return Value::boolean(TRY(cancel_gathering_py(thread, self, args[0])));
}
METHOD(Gathering, _child_done, "_child_done(self, future, /)", "") {
    TRY(child_done_py(thread, self, args[0]));
    return none();
}
// For call graphs (asyncio.graph).
Result<Value> get_maker(Thread&, Value self) {
    Value maker = self.to<Gathering>()->maker.get();
    return maker.is_nothing() ? none() : maker;
}
constexpr GetSetSpec kMaker = {"_asyncio_waiter", nullptr, get_maker};
}  // namespace
const TypeSpec Gathering::spec = {
    .name = "asyncio.tasks._GatheringFuture",
    .size = sizeof(Gathering),
    .flags = type_flag::kHasDict | type_flag::kHasWeakref,
    .methods = {&Gathering_cancel, &Gathering__child_done},
    .properties = {&kMaker},
    .trace = trace_members<Gathering, &Gathering::children, &Gathering::maker>,
    .base_spec = &Future::spec,
};

namespace {
RAW_METHOD(Sleep, _complete, "_complete(self, /)", "") {
    TRY(end_sleep_py(thread, self.to<Sleep>()));
    return none();
}
}  // namespace
// To programs it is any Future.
const TypeSpec Sleep::spec = {
    .name = "_asyncio.Future",
    .size = sizeof(Sleep),
    .flags = type_flag::kNoInstantiate | type_flag::kHasDict | type_flag::kHasWeakref,
    .base_spec = &Future::spec,
};
static_assert(sizeof(Sleep) == sizeof(Future) && sizeof(Task) <= 120);  // what a hundred thousand sleeping tasks cost
Value sleep_callback(Thread& thread, Sleep* sleep) {
    return make_native_function(thread, Sleep__complete, Value(sleep), none());
}
FUNCTION(asyncio, sleep_future, "_sleep_future(delay, result, /)", "") {
    double delay = TRY(to_double_py(thread, args[0]));
    Value loop = TRY(get_running_loop(thread));
    Loop* own = plain_loop(thread, loop);
    if (!own) {
        Value future = TRY(call_method_py(thread, loop, ASYNCIO_NAME(create_future)));
        return call_library_py(thread, "asyncio.tasks", "_complete_later", {{loop, future, args[0], args[1]}});
    }
    auto* sleep = allocate_as<Sleep>(thread, module_state(thread)->sleep_type.get());
    init_future(thread, sleep, loop);
    sleep->result.set(sleep, args[1]);
    TRY(record_source_py(thread, sleep));
    TRY(push_timer(thread, own, loop_time() + delay, Value(sleep)));
    return Value(sleep);
}
const NativeSpec kSleepFuture = asyncio_sleep_future;

}  // namespace krait::core::asyncio

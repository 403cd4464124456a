// The type Future, and what awaits one. Library Reference: asyncio.Future.
#include "stdlib/asyncio/asyncio.h"
#include "vm/objects/generator_parts.h"

namespace krait::core::asyncio {

using State = Future::State;

namespace {

Value or_none(Value value) { return value.is_nothing() ? none() : value; }

// ---- await future ----
// First it gives the future itself, to the task that drives it; then, when that is done, its result.
class FutureIterator : public Object {
public:
    Field<Value> future;  // nothing: exhausted
    static const TypeSpec spec;
};

Result<Value> next_of_future(Thread& thread, Value object) {
    auto* self = object.to<FutureIterator>();
    Value value = self->future.get();
    if (value.is_nothing()) return Value::unbound();
    auto* future = value.to<Future>();
    if (!future->done()) {
        if (future->blocking) return raise(thread, Exc::RuntimeError, "await wasn't used with future");
        future->blocking = true;
        return value;
    }
    self->future.set_immediate(Value::nothing());
    Value result = TRY(future_result_py(thread, future));
    if (result.is_none()) return Value::unbound();
    return raise_value(thread, Exc::StopIteration, result);
}
METHOD(FutureIterator, send, "send(self, value, /)", "") {
    Value value = TRY(next_of_future(thread, Value(self)));
    if (value.is_unbound()) return raise_plain(thread, Exc::StopIteration, {});
    return value;
}
METHOD(FutureIterator, throw, "throw(self, type, value=?, traceback=?, /)", "") {
    TRY(warn_old_throw(thread, args, "throw"));
    Value exception = TRY(thrown_exception(thread, args[0], args[1], args[2]));
    self->future.set_immediate(Value::nothing());
    return raise_instance(thread, exception);
}
METHOD(FutureIterator, close, "close(self, /)", "") {
    self->future.set_immediate(Value::nothing());
    return none();
}
const TypeSpec FutureIterator::spec = {
    .name = "_asyncio.FutureIter",
    .size = sizeof(FutureIterator),
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = iterator_self, .next = next_of_future},
    .methods = {&FutureIterator_send, &FutureIterator_throw, &FutureIterator_close},
    .trace = trace_members<FutureIterator, &FutureIterator::future>,
};

Result<Value> await_future(Thread& thread, Value self) {
    auto* iterator = allocate_as<FutureIterator>(thread, module_state(thread)->future_iterator_type.get());
    iterator->future.set(iterator, self);
    return Value(iterator);
}

// ---- Future ----
Result<Value> construct_future(Thread& thread, Type* type, const CallArguments&) {
    return Value(allocate_instance(thread, type));
}
Result<void> initialize_future(Thread& thread, Value object, const CallArguments& arguments) {
    auto* self = object.to<Future>();
    Value bound[1];
    TRY(bind_arguments(thread, "Future(*, loop=None)", arguments, bound));
    Value loop = bound[0].is_none() ? TRY(running_or_current_loop_py(thread)) : bound[0];
    init_future(thread, self, loop);
    return record_source_py(thread, self);
}
Result<Value> repr_future(Thread& thread, Value self) {
    return call_library_py(thread, "asyncio.base_futures", "_future_repr", {{self}});
}

METHOD(Future, result, "result(self, /)", "Return the result this future represents.") {
    return future_result_py(thread, self);
}
METHOD(Future, exception, "exception(self, /)", "Return the exception that was set on this future.") {
    return future_exception_py(thread, self);
}
METHOD(Future, set_result, "set_result(self, result, /)", "Mark the future done and set its result.") {
    TRY(set_result_py(thread, self, args[0]));
    return none();
}
METHOD(Future, set_exception, "set_exception(self, exception, /)", "Mark the future done and set an exception.") {
    TRY(set_exception_py(thread, self, args[0]));
    return none();
}
METHOD(Future, cancel, "cancel(self, /, msg=None)", "Cancel the future and schedule callbacks.") {
    return Value::boolean(TRY(cancel_future_py(thread, self, args[0])));
}
METHOD(Future, cancelled, "cancelled(self, /)", "Return True if the future was cancelled.") {
    return Value::boolean(self->state.load(std::memory_order_acquire) == State::Cancelled);
}
METHOD(Future, done, "done(self, /)", "Return True if the future is done.") { return Value::boolean(self->done()); }
METHOD(Future, get_loop, "get_loop(self, /)", "Return the event loop the Future is bound to.") {
    if (self->loop.get().is_nothing()) return raise(thread, Exc::RuntimeError, "Future object is not initialized.");
    return self->loop.get();
}
METHOD(Future, add_done_callback, "add_done_callback(self, fn, /, *, context=?)",
       "Add a callback to be run when the future becomes done.") {
    Context* context = TRY(context_or_copy(thread, args[1]));
    TRY(add_callback_py(thread, self, args[0], Value(context)));
    return none();
}
METHOD(Future, remove_done_callback, "remove_done_callback(self, fn, /)",
       "Remove all instances of a callback; return how many there were.") {
    return Value::small(TRY(remove_callback_py(thread, self, args[0])));
}
METHOD(Future, _make_cancelled_error, "_make_cancelled_error(self, /)",
       "Create the CancelledError to raise if the Future is cancelled.") {
    return take_cancelled_error(thread, self);
}
CLASS_GETITEM(Future)

GETTER(Future, _state, nullptr) {
    State state = self.to<Future>()->state.load(std::memory_order_acquire);
    return Value(make_ascii(thread, state == State::Pending     ? "PENDING"
                                    : state == State::Cancelled ? "CANCELLED"
                                                                : "FINISHED"));
}
GETTER(Future, _loop, nullptr) { return or_none(self.to<Future>()->loop.get()); }
GETTER(Future, _result, nullptr) {
    auto* future = self.to<Future>();
    return future->state.load(std::memory_order_acquire) == State::Finished ? or_none(future->result.get()) : none();
}
GETTER(Future, _exception, nullptr) { return or_none(self.to<Future>()->exception.get()); }
GETTER(Future, _source_traceback, nullptr) { return or_none(self.to<Future>()->source_traceback.get()); }
GETTER(Future, _asyncio_awaited_by, nullptr) {
    return call_library_py(thread, "asyncio.graph", "_awaited_by", {{self}});
}
// A list of (callback, context), or None.
GETTER(Future, _callbacks, nullptr) {
    auto* future = self.to<Future>();
    return future->callbacks.get().is_nothing() ? none() : callbacks_as_list(thread, future);
}
Result<Value> get_blocking(Thread&, Value self) { return Value::boolean(self.to<Future>()->blocking); }
Result<void> set_blocking(Thread& thread, Value self, Value value) {
    if (value.is_nothing()) return raise(thread, Exc::AttributeError, "cannot delete attribute");
    self.to<Future>()->blocking = TRY(truth_py(thread, value));
    return {};
}
constexpr GetSetSpec kBlocking = {"_asyncio_future_blocking", nullptr, get_blocking, set_blocking};
Result<Value> get_log(Thread&, Value self) { return Value::boolean(self.to<Future>()->log_traceback); }
Result<void> set_log(Thread& thread, Value self, Value value) {
    if (value.is_nothing()) return raise(thread, Exc::AttributeError, "cannot delete attribute");
    if (TRY(truth_py(thread, value))) return raise(thread, Exc::ValueError, "_log_traceback can only be set to False");
    self.to<Future>()->log_traceback = false;
    return {};
}
constexpr GetSetSpec kLog = {"_log_traceback", nullptr, get_log, set_log};
Result<Value> get_message(Thread&, Value self) { return or_none(self.to<Future>()->cancel_message.get()); }
Result<void> set_message(Thread&, Value self, Value value) {
    self.to<Future>()->cancel_message.set(self.cell(), value);
    return {};
}
constexpr GetSetSpec kMessage = {"_cancel_message", nullptr, get_message, set_message};

}  // namespace

const TypeSpec& future_iterator_spec() { return FutureIterator::spec; }

void trace_future(Cell* cell, Tracer& tracer) {
    trace_members<Future, &Future::loop, &Future::result, &Future::exception, &Future::keepsake,
                  &Future::cancel_message, &Future::callbacks, &Future::source_traceback>(cell, tracer);
}

Future* awaited_future(Thread& thread, Value iterator) {
    if (!iterator.is_cell() || iterator.cell()->layout() != Layout::NativeInstance) return nullptr;
    if (type_of(thread, iterator) != module_state(thread)->future_iterator_type.get()) return nullptr;
    Value future = iterator.to<FutureIterator>()->future.get();
    return future.is_nothing() ? nullptr : future.to<Future>();
}

const TypeSpec Future::spec = {
    .name = "_asyncio.Future",
    .doc = "A result that will be there later. Not thread-safe: everything happens in its loop's thread.",
    .size = sizeof(Future),
    .flags = type_flag::kSubclassable | type_flag::kHasDict | type_flag::kHasWeakref,
    .slots = {.repr = repr_future,
              .iterate = await_future,
              .construct = construct_future,
              .initialize = initialize_future,
              .finalize = finish_future_py,
              .await = await_future},
    .methods = {&Future_result, &Future_exception, &Future_set_result, &Future_set_exception, &Future_cancel,
                &Future_cancelled, &Future_done, &Future_get_loop, &Future_add_done_callback,
                &Future_remove_done_callback, &Future__make_cancelled_error, &Future___class_getitem__},
    .properties = {&Future_get__state, &Future_get__loop, &Future_get__result, &Future_get__exception,
                   &Future_get__source_traceback, &Future_get__asyncio_awaited_by, &Future_get__callbacks, &kBlocking,
                   &kLog, &kMessage},
    .trace = trace_future,
    .signature = "Future(*, loop=None)",
};

// ---- await YieldOnce(): the other callbacks that are ready run, and it goes on ----
namespace {
class YieldOnce : public Object {
public:
    std::atomic<bool> yielded;
};
Result<Value> construct_once(Thread& thread, Type* type, const CallArguments&) {
    return Value(allocate_instance(thread, type));
}
Result<Value> next_once(Thread&, Value self) {
    return self.to<YieldOnce>()->yielded.exchange(true) ? Value::unbound() : none();
}
}  // namespace
const TypeSpec kYieldOnce = {
    .name = "_asyncio.YieldOnce",
    .size = sizeof(YieldOnce),
    .slots = {.iterate = iterator_self, .next = next_once, .construct = construct_once, .await = iterator_self},
};

}  // namespace krait::core::asyncio

// The module _asyncio: event loop, futures, tasks, gather. Library Reference: asyncio; PEP 3156, 492, 654, 3.14's notes.
//
//  1. The ready ring of a loop holds Handles and Tasks. A Task there is one step of it: it goes straight into the coroutine's
//     frame, with no Python-level callback between.
//  2. A Task that waits for a future stands itself among the future's callbacks. When that is done, the Task goes to the ring.
//     Only foreign loops and foreign futures see a callable for it (task_callback).
//  3. "Plain" means: an object of our own type whose methods the program has not replaced. Then C++ calls C++; otherwise the
//     method is called by its name, as Python code would.
//  4. The tasks that are not done are known to a registry that does not keep them alive: the collector takes dead ones out of
//     it and queues them, for "Task was destroyed but it is pending!". So a task that ends has no finalizer to be run.
//  5. All this belongs to the loop's thread; what other threads do to it anyway may fail, but breaks nothing. Plain numbers are
//     Relaxed. A future is finished, and gets callbacks, in its byte lock: it is finished once, and no callback is lost. The
//     ring and the timers are in the loop's byte lock; who only looks at them checks what it finds.
#pragma once

#include <mutex>
#include <vector>

#include "runtime/objects/exceptions.h"
#include "runtime/objects/relaxed.h"
#include "runtime/threads/wake_event.h"
#include "stdlib/_contextvars/contextvars.h"
#include "stdlib/native_helpers.h"

namespace krait::core::asyncio {

class Loop;
class Task;

// ---- state of the module in one interpreter (state.cpp) ----
#define ASYNCIO_NAMES(NAME)                                                                                             \
    NAME(add_done_callback) NAME(call_at) NAME(call_exception_handler) NAME(call_later) NAME(call_soon) NAME(cancel)    \
    NAME(cancelled) NAME(close) NAME(context) NAME(coro) NAME(create_future) NAME(create_task) NAME(done)               \
    NAME(eager_start) NAME(exception) NAME(future) NAME(get_debug) NAME(get_loop) NAME(handle) NAME(is_running)         \
    NAME(loop) NAME(message) NAME(msg) NAME(name) NAME(remove_done_callback) NAME(result) NAME(run_forever)             \
    NAME(source_traceback) NAME(task) NAME(_asyncio_future_blocking) NAME(_asyncgen_firstiter_hook)                     \
    NAME(_asyncgen_finalizer_hook) NAME(_log_destroy_pending) NAME(_loop) NAME(_make_cancelled_error) NAME(_run)        \
    NAME(data_received) NAME(feed_data) NAME(pause_reading) NAME(resume_reading) NAME(_fatal_error) NAME(_read_eof)     \
    NAME(_wakeup_waiter) NAME(_write_more)
enum class Name : uint8_t {
#define NAME(ID) k_##ID,
    ASYNCIO_NAMES(NAME)
#undef NAME
        kCount
};
#define ASYNCIO_NAME(ID) (::krait::core::asyncio::module_state(thread)->names[static_cast<int>(::krait::core::asyncio::Name::k_##ID)].get_relaxed())

// The tasks that are not done. Pointers are weak: drop_dead_tasks. In parts, each with a cache line of its own, so that loops in
// several threads do not meet there.
struct TaskRegistry {
    static constexpr size_t kParts = 16;
    struct alignas(64) Part {
        std::mutex mutex;
        std::vector<Task*> tasks;  // lint: rooted (weak: the collector takes dead ones out)
    };
    Part parts[kParts];
    alignas(64) std::atomic<uint64_t> next_number{1};  // of a task that has no name
};

// The running loop of each thread. A place belongs to a thread while it has a loop; readers take no lock.
class RunningLoops : public Object {
public:
    static constexpr size_t kPlaces = 64;
    struct Place {
        std::atomic<uint64_t> ident;  // 0: free
        Field<Value> loop;
    };
    Place places[kPlaces];
    Field<RunningLoops*> next;  // when so many threads run loops that there are not enough places
    static const TypeSpec spec;
};

class ModuleState : public Object {
public:
    Field<Str*> names[static_cast<int>(Name::kCount)];
    Field<Type*> cancelled_error, invalid_state_error;
    Field<Type*> loop_type, handle_type, timer_type, future_type, task_type, gathering_type, sleep_type,
        future_iterator_type;
    Field<Dict*> foreign_current;  // the running task of loops that are not ours
    Field<RunningLoops*> running;
    TaskRegistry* registry;
};
ModuleState* module_state(Thread& thread);
Result<void> make_module_state(Thread& thread);

Value running_loop(Thread& thread);  // of this thread, or nothing
void set_running_loop(Thread& thread, Value loop);
Result<Value> get_running_loop(Thread& thread);            // RuntimeError if there is none
Result<Value> running_or_current_loop_py(Thread& thread);  // asyncio.get_event_loop()
// module.name(...) of the library's Python part, imported when it is first needed.
Result<Value> call_library_py(Thread& thread, std::string_view module, std::string_view name,
                              std::span<const Value> arguments);
// object.name(positional..., keyword=value)
Result<Value> call_method_keyword_py(Thread& thread, Value object, Str* name, std::span<const Value> positional,
                                     Str* keyword, Value value);
Failure raise_invalid_state(Thread& thread, std::string_view message);
bool is_cancelled_error(Thread& thread, Value exception);
bool is_exit_request(Thread& thread, Value exception);  // SystemExit, KeyboardInterrupt: leave the loop
Value make_cancelled(Thread& thread, Value message);    // a CancelledError; message None: no arguments

// ---- contexts ----
// Given or, for None and nothing, a copy of the current one.
Result<Context*> context_or_copy(Thread& thread, Value given);

// ---- handles (handle.cpp) ----
class Handle : public Object {
public:
    Field<Value> callback;                      // nothing: cancelled
    Field<Value> args;                          // a Tuple, or nothing
    Field<Value> argument;                      // instead of args: one argument
    Field<Value> context;                       // a Context
    Field<Value> loop, source_traceback, text;  // text: the repr, kept by a cancelled one in debug mode
    std::atomic<bool> cancelled;
    static const TypeSpec spec;
};
class TimerHandle : public Handle {
public:
    Relaxed<double> when;
    std::atomic<bool> scheduled;
    static const TypeSpec spec;
};
Handle* make_handle(Thread& thread, Loop* loop, Value callback, Value argument, Value context);
// Calls it in its context. Fails with SystemExit, KeyboardInterrupt and terminations only: others go to the exception handler.
Result<void> run_handle_py(Thread& thread, Handle* handle);
void cancel_handle(Thread& thread, Handle* handle);

// ---- futures (future.cpp, future_methods.cpp) ----
class Future : public Object {
public:
    enum class State : uint8_t { Pending, Cancelled, Finished };
    Field<Value> loop;  // nothing: __init__ has not run
    Field<Value> result, exception;
    Field<Value>
        keepsake;  // finished: the exception's traceback when it was set; cancelled: the error to raise, or nothing
    Field<Value> cancel_message;
    // Nothing, one bare Task or Gathering, a Tuple of a callback and its context, or a ValueArray: how many values follow, then
    // callback, context, callback, ... More are put behind them in the lock; otherwise it does not change.
    Field<Value> callbacks;
    Field<Value> source_traceback;
    std::atomic<State> state;
    Relaxed<bool> blocking;  // _asyncio_future_blocking
    Relaxed<bool> log_traceback;
    std::atomic<bool> watched;  // registered for finalization: its exception may go unseen

    bool done() const { return state.load(std::memory_order_acquire) != State::Pending; }
    static const TypeSpec spec;
};
// The future behind sleep(), which lies among the loop's timers itself. Until it is due, `result` is what it will have.
class Sleep : public Future {
public:
    std::atomic<bool> scheduled;
    static const TypeSpec spec;
};
bool is_sleep(Thread& thread, Value value);
Value sleep_callback(Thread& thread, Sleep* sleep);  // what ends it when it is called
Result<void> end_sleep_py(Thread& thread, Sleep* sleep);
Future* as_future(Thread& thread, Value value);     // ours or a subclass's; else null
bool is_plain_future(Thread& thread, Value value);  // exactly Future, Task, gather's or sleep's
void init_future(Thread& thread, Future* future, Value loop);
Future* make_future(Thread& thread, Value loop);
Result<void> record_source_py(Thread& thread, Future* future);  // where it was made, if its loop is in debug mode
// Collection points but no Python code, if the loop is plain.
Result<void> set_result_py(Thread& thread, Future* future, Value result);        // InvalidStateError if it is done
Result<void> set_exception_py(Thread& thread, Future* future, Value exception);  // an instance or a class
Result<bool> cancel_future_py(Thread& thread, Future* future, Value message);
Result<Value> future_result_py(Thread& thread, Future* future);
Result<Value> future_exception_py(Thread& thread, Future* future);
Result<void> add_callback_py(Thread& thread, Future* future, Value callback, Value context);
Result<Value> callbacks_as_list(Thread& thread, Future* future);  // of (callback, context)
Result<int64_t> remove_callback_py(Thread& thread, Future* future, Value callback);
Value take_cancelled_error(Thread& thread, Future* future);
void trace_future(Cell* cell, Tracer& tracer);
const TypeSpec& future_iterator_spec();
// What the iterator of `await future` waits for, or null if the value is none.
Future* awaited_future(Thread& thread, Value iterator);
// The same for any future-like object.
Result<bool> done_py(Thread& thread, Value future);
Result<bool> cancelled_py(Thread& thread, Value future);
Result<bool> cancel_py(Thread& thread, Value future, Value message);
Result<Value> exception_py(Thread& thread, Value future);  // None: has a result
Result<Value> loop_of_py(Thread& thread, Value future);
// Has _asyncio_future_blocking, not None, in its class.
Result<bool> is_future_like_py(Thread& thread, Value value);
Result<Value> ensure_future_py(Thread& thread, Value awaitable, Value loop);  // loop nothing: not given

// ---- tasks (task.cpp) ----
class Task : public Future {
public:
    static constexpr uint32_t kOnItsWay = UINT32_MAX;
    std::atomic<uint32_t> place;  // in its part of the registry, plus one; 0: not there; or kOnItsWay
    Field<Value> coroutine;       // None: it ended in its eager start
    Field<Value> context, name;   // name nothing: Task-<number>
    Field<Value> waiter;          // what it waits for, or nothing
    Relaxed<uint64_t> number;
    Relaxed<uint32_t> cancel_requests;
    Relaxed<bool> must_cancel;
    Relaxed<bool> log_destroy_pending;
    Relaxed<uint8_t> part;  // of the registry
    static const TypeSpec spec;
};
Task* as_task(Thread& thread, Value value);
Result<Task*> make_task_py(Thread& thread, Value loop, Value coroutine, Value name, Value context);
// One step, in the task's context. Fails as run_handle_py does.
Result<void> step_task_py(Thread& thread, Task* task);
Result<bool> cancel_task_py(Thread& thread, Task* task, Value message);
// The bound method that stands for the task's step where others call it.
Value task_callback(Thread& thread, Task* task);
Str* task_name(Thread& thread, Task* task);
Result<void> finish_future_py(Thread& thread, Value self);  // the finalizer
void drop_dead_tasks(Heap& heap, Collection collection, void* registry);
Result<bool> is_coroutine_py(Thread& thread, Value value);

// ---- gather (gather.cpp) ----
class Gathering : public Future {
public:
    Field<Tuple*> children;
    Field<Value> maker;  // the task that called gather(), or nothing
    std::atomic<size_t> remaining;
    Relaxed<bool> return_exceptions, cancel_requested;
    static const TypeSpec spec;
};
bool is_gathering(Thread& thread, Value value);
Result<void> child_done_py(Thread& thread, Gathering* outer, Value child);
Result<bool> cancel_gathering_py(Thread& thread, Gathering* outer, Value message);

// ---- the loop (loop.cpp, loop_run.cpp, loop_io.cpp, loop_methods.cpp) ----
class Loop : public Object {
public:
    // The ready ring: a power of two of places. With the GIL off other threads push to it: the loop's byte lock.
    Field<ValueArray*> ring;
    Relaxed<size_t> head, count;
    // Timers: a heap of pairs, the time (a float) and the TimerHandle or Sleep, by time.
    Field<ValueArray*> timers;
    Relaxed<size_t> timer_count;
    std::atomic<int64_t> cancelled_timers;
    Field<Value> task_factory, exception_handler, current_task;  // None or nothing: none
    Field<Dict*> readers, writers;                               // descriptor -> Handle
    std::atomic<uint64_t> thread_ident;                          // of the thread that runs it; 0: none
    std::atomic<uint32_t> wake_word;
    std::atomic<int> epoll, wake_descriptor;  // -1: not made
    std::atomic<int> timer_descriptor;        // in the epoll set, for hosts that wait for it; -1: not made
    std::atomic<char*> room;                  // what its transports receive into; null: not made, or lent
    Relaxed<bool> stopping, closed, debug;
    Relaxed<int64_t> outer_origin_depth;  // while it runs: the depth of coroutines' origins outside of it
    // Whether it is plain (rule 3): kPlainSchedule and kPlainCreate, and above them the shape for which that was found out, at the
    // type's version. It counts while the version, read before and after it, is the type's.
    static constexpr uint64_t kPlainSchedule = 1, kPlainCreate = 2;
    std::atomic<uint64_t> plainness, plain_version;

    static const TypeSpec spec;
};
Loop* as_loop(Thread& thread, Value value);
// The loop, if C++ may call its call_soon, call_at (create_task, create_future) directly; else null.
Loop* plain_loop(Thread& thread, Value value);
Loop* plain_creating_loop(Thread& thread, Value value);
Result<void> push_ready(Thread& thread, Loop* loop, Value task_or_handle);
Result<void> push_timer(Thread& thread, Loop* loop, double when, Value timer_or_sleep);
// The timers as TimerHandles, for programs that look at them: a Sleep gets one.
Result<Value> list_timers(Thread& thread, Loop* loop);
void wake_loop(Thread& thread, Loop* loop);
// In debug mode coroutines made while it runs know where they were made.
void set_origin_tracking(Thread& thread, Loop* loop);
double loop_time();
// Before anything is scheduled: RuntimeError if it is closed; in debug mode, if it runs in another thread.
Result<void> check_schedule(Thread& thread, Loop* loop);
// loop.call_soon(callback, argument, context=context), for any loop.
Result<void> call_soon_py(Thread& thread, Value loop, Value callback, Value argument, Value context);
Result<Value> call_exception_handler_py(Thread& thread, Value loop, std::string_view message, Name kind, Value subject,
                                        Value exception);
Result<void> run_forever_py(Thread& thread, Loop* loop);
Result<void> run_once_py(Thread& thread, Loop* loop);  // one round
// For hosts that drive the loop: runs what is ready, without waiting, for about `budget` nanoseconds. Returns how many
// nanoseconds it could sleep then: 0 if more is ready, -1 if nothing is due.
Result<int64_t> poll_loop_py(Thread& thread, Loop* loop, int64_t budget);
int64_t loop_sleep_time(Loop* loop);
// A descriptor that is readable when the loop has work; after each change of the timers it is to be armed.
Result<int> loop_descriptor(Thread& thread, Loop* loop);
void arm_loop_descriptor(Loop* loop);
void close_descriptors(Loop* loop);
Result<void> push_ready_descriptors(Thread& thread, Loop* loop, int64_t timeout_ns);  // waits
Result<void> watch_py(Thread& thread, Loop* loop, int descriptor, bool writer, Handle* handle);
Result<bool> unwatch_py(Thread& thread, Loop* loop, int descriptor, bool writer);
void destroy_loop(Cell* cell);
extern const std::initializer_list<const NativeSpec*> kLoopMethods;
extern const std::initializer_list<const NativeSpec*> kFutureMethods;
extern const NativeSpec kGather, kSleepFuture;
extern const TypeSpec kYieldOnce;

}  // namespace krait::core::asyncio

namespace krait::core {
#define ASYNCIO_LAYOUT(CLASS) KRAIT_LAYOUT(asyncio::CLASS, NativeInstance)
ASYNCIO_LAYOUT(Handle);
ASYNCIO_LAYOUT(Future);
#undef ASYNCIO_LAYOUT
}  // namespace krait::core

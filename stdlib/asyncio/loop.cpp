// The ready ring, the timers, and how C++ code schedules on any loop.
#include <algorithm>
#include <cmath>

#include "runtime/objects/numbers.h"
#include "stdlib/asyncio/asyncio.h"
#include "vm/objects/generator_parts.h"

namespace krait::core::asyncio {

Loop* as_loop(Thread& thread, Value value) {
    if (!value.is_cell() || value.cell()->layout() != Layout::NativeInstance) return nullptr;
    return is_instance(thread, value, module_state(thread)->loop_type.get()) ? value.to<Loop>() : nullptr;
}

// Does the program see our method under this name, in the class and in the object?
static bool has_own_method(Thread& thread, Loop* loop, Str* name) {
    Type* base = module_state(thread)->loop_type.get();
    return type_of(thread, Value(loop))->lookup(thread, name) == base->lookup(thread, name) &&
           get_instance_attribute(thread, Value(loop), name).is_nothing();
}

// Which of its methods are ours: Loop::kPlain...
static uint64_t plainness_of(Thread& thread, Loop* loop) {
    constexpr uint64_t kFlags = Loop::kPlainSchedule | Loop::kPlainCreate;
    uint64_t version = type_of(thread, Value(loop))->version.load(std::memory_order_relaxed);
    uint32_t shape = loop->shape_id();
    uint64_t known_version = loop->plain_version.load(std::memory_order_acquire);
    uint64_t known = loop->plainness.load(std::memory_order_acquire);
    if (known_version == version && known >> 2 == shape &&
        loop->plain_version.load(std::memory_order_relaxed) == version)
        return known & kFlags;
    uint64_t flags = 0;
    if (has_own_method(thread, loop, ASYNCIO_NAME(call_soon)) && has_own_method(thread, loop, ASYNCIO_NAME(call_at)) &&
        has_own_method(thread, loop, ASYNCIO_NAME(call_later)) && has_own_method(thread, loop, intern(thread, "time")))
        flags |= Loop::kPlainSchedule;
    if (has_own_method(thread, loop, ASYNCIO_NAME(create_task)) &&
        has_own_method(thread, loop, ASYNCIO_NAME(create_future)))
        flags |= Loop::kPlainCreate;
    ByteLockGuard guard(thread, loop);
    loop->plain_version.store(0, std::memory_order_release);  // no type's
    loop->plainness.store(uint64_t{shape} << 2 | flags, std::memory_order_release);
    loop->plain_version.store(version, std::memory_order_release);
    return flags;
}

Loop* plain_loop(Thread& thread, Value value) {
    Loop* loop = as_loop(thread, value);
    return loop && (plainness_of(thread, loop) & Loop::kPlainSchedule) ? loop : nullptr;
}
Loop* plain_creating_loop(Thread& thread, Value value) {
    Loop* loop = plain_loop(thread, value);
    if (!loop || loop->debug || !(plainness_of(thread, loop) & Loop::kPlainCreate)) return nullptr;
    Value factory = loop->task_factory.get();
    return factory.is_nothing() || factory.is_none() ? loop : nullptr;
}

Result<void> check_schedule(Thread& thread, Loop* loop) {
    if (loop->closed) return raise(thread, Exc::RuntimeError, "Event loop is closed");
    if (loop->debug && loop->thread_ident && loop->thread_ident != thread.state->ident)
        return raise(thread, Exc::RuntimeError,
                     "Non-thread-safe operation invoked on an event loop other than the current one");
    return {};
}

// ---- the ready ring ----

Result<void> push_ready(Thread& thread, Loop* loop, Value item) {
    for (;;) {
        ValueArray* ring = loop->ring.get();
        size_t capacity = ring ? ring->capacity_ : 0;
        ValueArray* larger = nullptr;
        if (loop->count == capacity) larger = TRY(make_value_array(thread, capacity ? capacity * 2 : 64));
        ByteLockGuard guard(thread, loop);
        ring = loop->ring.get();
        if (loop->count == (ring ? ring->capacity_ : 0)) {
            if (!larger || larger->capacity_ <= loop->count) continue;
            for (size_t i = 0; i < loop->count; ++i)
                larger->items_[i].set(larger, ring->items_[(loop->head + i) & (ring->capacity_ - 1)].get());
            loop->ring.set(loop, larger);
            loop->head = 0;
            ring = larger;
        }
        ring->items_[(loop->head + loop->count) & (ring->capacity_ - 1)].set(ring, item);
        ++loop->count;
        return {};
    }
}

// ---- timers: a binary heap; equal times come in heapq's order ----

namespace {
struct Timer {
    Value when, item;
};
Timer timer_at(ValueArray* timers, size_t i) { return {timers->items_[2 * i].get(), timers->items_[2 * i + 1].get()}; }
void put_timer(ValueArray* timers, size_t i, Timer timer) {
    timers->items_[2 * i].set(timers, timer.when);
    timers->items_[2 * i + 1].set(timers, timer.item);
}
double when_at(ValueArray* timers, size_t i) { return float_of(timers->items_[2 * i].get()); }
// When the first timer is due, without the lock; infinity: there is none.
double first_due(Loop* loop) {
    ValueArray* timers = loop->timers.get();
    Value when = timers && loop->timer_count ? timers->items_[0].get() : Value::nothing();
    return when.is_nothing() ? HUGE_VAL : float_of(when);
}

bool is_given_up(Thread& thread, Value item) {
    if (is_sleep(thread, item)) return item.to<Sleep>()->done();
    return item.to<TimerHandle>()->cancelled;
}
void set_scheduled(Thread& thread, Value item, bool scheduled) {
    if (is_sleep(thread, item)) item.to<Sleep>()->scheduled = scheduled;
    else item.to<TimerHandle>()->scheduled = scheduled;
}

void sift_towards_root(ValueArray* timers, size_t start, size_t place) {
    Timer moved = timer_at(timers, place);
    double when = float_of(moved.when);
    while (place > start) {
        size_t parent = (place - 1) / 2;
        if (!(when < when_at(timers, parent))) break;
        put_timer(timers, place, timer_at(timers, parent));
        place = parent;
    }
    put_timer(timers, place, moved);
}
// The hole goes down to a leaf along the smaller children; the item rises from there.
void sift_towards_leaves(ValueArray* timers, size_t count, size_t place) {
    size_t start = place;
    Timer moved = timer_at(timers, place);
    for (size_t child = 2 * place + 1; child < count; child = 2 * place + 1) {
        if (child + 1 < count && !(when_at(timers, child) < when_at(timers, child + 1))) ++child;
        put_timer(timers, place, timer_at(timers, child));
        place = child;
    }
    put_timer(timers, place, moved);
    sift_towards_root(timers, start, place);
}
}  // namespace

Result<void> push_timer(Thread& thread, Loop* loop, double when, Value item) {
    TRY(check_schedule(thread, loop));
    Timer timer{make_float(thread, when), item};
    for (;;) {
        ValueArray* timers = loop->timers.get();
        size_t capacity = timers ? timers->capacity_ / 2 : 0;
        ValueArray* larger = nullptr;
        if (loop->timer_count == capacity) larger = TRY(make_value_array(thread, capacity ? capacity * 4 : 64));
        ByteLockGuard guard(thread, loop);
        timers = loop->timers.get();
        if (loop->timer_count == (timers ? timers->capacity_ / 2 : 0)) {
            if (!larger || larger->capacity_ / 2 <= loop->timer_count) continue;
            for (size_t i = 0; i < loop->timer_count; ++i) put_timer(larger, i, timer_at(timers, i));
            loop->timers.set(loop, larger);
            timers = larger;
        }
        set_scheduled(thread, item, true);
        size_t place = loop->timer_count;
        put_timer(timers, place, timer);
        loop->timer_count = place + 1;
        sift_towards_root(timers, 0, place);
        return {};
    }
}

// In the loop's lock.
static Value pop_timer(Thread& thread, Loop* loop) {
    ValueArray* timers = loop->timers.get();
    Value first = timer_at(timers, 0).item;
    Timer last = timer_at(timers, --loop->timer_count);
    put_timer(timers, loop->timer_count, {});
    if (loop->timer_count) {
        put_timer(timers, 0, last);
        sift_towards_leaves(timers, loop->timer_count, 0);
    }
    set_scheduled(thread, first, false);
    return first;
}

// Cancelled ones go when they come to the top, and all at once when they are many.
static void drop_cancelled_timers(Thread& thread, Loop* loop) {
    ByteLockGuard guard(thread, loop);
    ValueArray* timers = loop->timers.get();
    if (loop->timer_count > 100 && loop->cancelled_timers * 2 > static_cast<int64_t>(loop->timer_count)) {
        size_t kept = 0;
        for (size_t i = 0; i < loop->timer_count; ++i) {
            Timer timer = timer_at(timers, i);
            if (is_given_up(thread, timer.item)) set_scheduled(thread, timer.item, false);
            else put_timer(timers, kept++, timer);
        }
        for (size_t i = kept; i < loop->timer_count; ++i) put_timer(timers, i, {});
        loop->timer_count = kept;
        for (size_t i = kept / 2; i-- > 0;) sift_towards_leaves(timers, kept, i);
        loop->cancelled_timers = 0;
        return;
    }
    while (loop->timer_count && is_given_up(thread, timer_at(timers, 0).item)) {
        pop_timer(thread, loop);
        --loop->cancelled_timers;
    }
}

Result<Value> list_timers(Thread& thread, Loop* loop) {
    List* list = make_list(thread);
    for (size_t i = 0; i < loop->timer_count; ++i) {
        ValueArray* timers = loop->timers.get();
        Timer timer;
        {
            ByteLockGuard guard(thread, loop);
            if (timers != loop->timers.get() || i >= loop->timer_count) break;
            timer = timer_at(timers, i);
        }
        auto [when, item] = timer;
        if (is_sleep(thread, item)) {
            auto* handle = allocate_as<TimerHandle>(thread, module_state(thread)->timer_type.get());
            handle->when = float_of(when);
            handle->loop.set(handle, Value(loop));
            handle->callback.set(handle, sleep_callback(thread, item.to<Sleep>()));
            handle->context.set(handle, Value(copy_current_context(thread)));
            ByteLockGuard guard(thread, loop);
            if (loop->timers.get() != timers || i >= loop->timer_count || !(timer_at(timers, i).item == item)) continue;
            // From now on the handle is the timer.
            handle->scheduled = true;
            item.to<Sleep>()->scheduled = false;
            item = Value(handle);
            put_timer(timers, i, {when, item});
        }
        TRY(list_append(thread, list, item));
    }
    return Value(list);
}

// ---- for any loop ----

Result<void> call_soon_py(Thread& thread, Value loop, Value callback, Value argument, Value context) {
    Task* task = as_task(thread, callback);
    if (task && task->context.get().is_nothing())
        task = nullptr;  // its __init__ has not run: nothing that can be called
    if (Loop* own = plain_loop(thread, loop)) {
        TRY(check_schedule(thread, own));
        if (task) return push_ready(thread, own, callback);
        return push_ready(thread, own, Value(make_handle(thread, own, callback, argument, context)));
    }
    if (task) {
        context = task->context.get();
        callback = task_callback(thread, task);
    } else if (is_gathering(thread, callback)) callback = TRY(get_attribute_py(thread, callback, "_child_done"));
    Value given = context.is_nothing() ? none() : context;
    TRY(call_method_keyword_py(thread, loop, ASYNCIO_NAME(call_soon), {{callback, argument}}, ASYNCIO_NAME(context),
                               given));
    return {};
}

Result<Value> call_exception_handler_py(Thread& thread, Value loop, std::string_view message, Name kind, Value subject,
                                        Value exception) {
    ModuleState* state = module_state(thread);
    Dict* context = make_dict(thread);
    TRY(dict_set_str(thread, context, ASYNCIO_NAME(message), Value(TRY(make_str(thread, message)))));
    if (!exception.is_nothing()) TRY(dict_set_str(thread, context, ASYNCIO_NAME(exception), exception));
    TRY(dict_set_str(thread, context, state->names[static_cast<int>(kind)].get(), subject));
    Value traceback = TRY(find_attribute_py(thread, subject, "_source_traceback"));
    if (!traceback.is_unbound() && !traceback.is_none())
        TRY(dict_set_str(thread, context, ASYNCIO_NAME(source_traceback), traceback));
    return call_method_py(thread, loop, ASYNCIO_NAME(call_exception_handler), {{Value(context)}});
}

// ---- running (one round in the order of asyncio: I/O, due timers, then what was ready when the round began) ----

double loop_time() { return static_cast<double>(monotonic_now()) * 1e-9; }

void wake_loop(Thread& thread, Loop* loop);

// A subclass may have a clock of its own.
static Result<double> time_of_py(Thread& thread, Loop* loop) {
    if (plain_loop(thread, Value(loop))) return loop_time();
    return to_double_py(thread, TRY(call_method_py(thread, Value(loop), intern(thread, "time"))));
}

static Result<void> push_due_timers(Thread& thread, Loop* loop) {
    constexpr double kClockResolution = 1e-9;
    double end = TRY(time_of_py(thread, loop))
    +kClockResolution;
    for (;;) {
        Value timer;
        {
            ByteLockGuard guard(thread, loop);
            if (!loop->timer_count || when_at(loop->timers.get(), 0) >= end) return {};
            timer = pop_timer(thread, loop);
        }
        if (is_given_up(thread, timer)) --loop->cancelled_timers;
        else TRY(push_ready(thread, loop, timer));
    }
}

static Value pop_ready(Thread& thread, Loop* loop) {
    ByteLockGuard guard(thread, loop);
    if (!loop->count) return Value::nothing();
    ValueArray* ring = loop->ring.get();
    Field<Value>& place = ring->items_[loop->head];
    Value item = place.get();
    place.set_immediate(Value::nothing());
    loop->head = (loop->head + 1) & (ring->capacity_ - 1);
    --loop->count;
    return item;
}

static Result<void> run_item_py(Thread& thread, Loop* loop, Value item) {
    int64_t began = loop->debug ? monotonic_now() : 0;
    if (Task* task = as_task(thread, item)) TRY(step_task_py(thread, task));
    else if (is_instance(thread, item, module_state(thread)->handle_type.get()))
        TRY(run_handle_py(thread, item.to<Handle>()));
    else if (is_sleep(thread, item)) TRY(end_sleep_py(thread, item.to<Sleep>()));
    else TRY(call_method_py(thread, item, ASYNCIO_NAME(_run)));
    if (began) {
        double took = static_cast<double>(monotonic_now() - began) * 1e-9;
        TRY(call_library_py(thread, "asyncio.base_events", "_report_slow",
                            {{Value(loop), item, make_float(thread, took)}}));
    }
    return {};
}

// A subclass with a clock of its own may also have a selector of its own, which then waits in its way.
static Result<void> wait_in_its_way_py(Thread& thread, Loop* loop) {
    Value timeout = none();
    if (loop->stopping || loop->count) {
        timeout = Value::small(0);
    } else if (double due = first_due(loop); due != HUGE_VAL) {
        double seconds = due - TRY(time_of_py(thread, loop));
        timeout = make_float(thread, std::clamp(seconds, 0.0, 24.0 * 3600));
    }
    Value selector = get_instance_attribute(thread, Value(loop), intern(thread, "_selector"));
    if (selector.is_nothing()) {
        int64_t sleep =
            timeout.is_none() ? -1 : static_cast<int64_t>(std::ceil(TRY(to_double_py(thread, timeout)) * 1e9));
        return push_ready_descriptors(thread, loop, sleep);
    }
    Value events = TRY(call_method_py(thread, selector, intern(thread, "select"), {&timeout, 1}));
    TRY(call_method_py(thread, Value(loop), intern(thread, "_process_events"), {&events, 1}));
    return {};
}

Result<void> run_once_py(Thread& thread, Loop* loop) {
    drop_cancelled_timers(thread, loop);
    if (plain_loop(thread, Value(loop)))
        TRY(push_ready_descriptors(thread, loop, loop->stopping ? 0 : loop_sleep_time(loop)));
    else TRY(wait_in_its_way_py(thread, loop));
    TRY(push_due_timers(thread, loop));
    for (size_t left = loop->count; left; --left) {
        Value item = pop_ready(thread, loop);
        if (item.is_nothing()) break;
        TRY(run_item_py(thread, loop, item));
    }
    return {};
}

int64_t loop_sleep_time(Loop* loop) {
    if (loop->count) return 0;
    double due = first_due(loop);
    if (due == HUGE_VAL) return -1;
    double seconds = due - loop_time();
    if (seconds <= 0) return 0;
    return seconds >= 24 * 3600 ? int64_t{24} * 3600 * 1'000'000'000 : static_cast<int64_t>(std::ceil(seconds * 1e9));
}

static void set_origin_depth(Thread& thread, int64_t depth) {
    thread.interpreter->state_slot(kOriginDepthSlot).set_immediate(Value::small(depth));
}
void set_origin_tracking(Thread& thread, Loop* loop) {
    constexpr int64_t kDebugStackDepth = 10;
    set_origin_depth(thread, loop->debug ? kDebugStackDepth : loop->outer_origin_depth.load());
}

// What holds while a loop runs on a thread: it is the running one, and the hooks for asynchronous generators are its own.
template <typename Body>
static Result<void> as_running_py(Thread& thread, Loop* loop, Body&& body) {
    if (loop->closed) return raise(thread, Exc::RuntimeError, "Event loop is closed");
    if (!running_loop(thread).is_nothing())
        return raise(thread, Exc::RuntimeError,
                     loop->thread_ident ? "This event loop is already running"
                                        : "Cannot run the event loop while another loop is running");
    Value first = thread.async_first_iteration, finalizer = thread.async_finalizer;
    Value own_first = TRY(find_attribute_py(thread, Value(loop), ASYNCIO_NAME(_asyncgen_firstiter_hook)));
    Value own_finalizer = TRY(find_attribute_py(thread, Value(loop), ASYNCIO_NAME(_asyncgen_finalizer_hook)));
    uint64_t nobody = 0;
    if (!loop->thread_ident.compare_exchange_strong(nobody, thread.state->ident))
        return raise(thread, Exc::RuntimeError, "This event loop is already running");
    if (!own_first.is_unbound()) thread.async_first_iteration = own_first;
    if (!own_finalizer.is_unbound()) thread.async_finalizer = own_finalizer;
    set_running_loop(thread, Value(loop));
    Value depth = thread.interpreter->state_slot(kOriginDepthSlot).get();
    loop->outer_origin_depth = depth.is_nothing() ? 0 : depth.as_small();
    if (loop->debug) set_origin_tracking(thread, loop);
    Result<void> result = body();
    if (loop->debug) set_origin_depth(thread, loop->outer_origin_depth);
    loop->stopping = false;
    loop->thread_ident = 0;
    set_running_loop(thread, Value::nothing());
    thread.async_first_iteration = first;
    thread.async_finalizer = finalizer;
    return result;
}

Result<void> run_forever_py(Thread& thread, Loop* loop) {
    return as_running_py(thread, loop, [&]() -> Result<void> {
        Str* name = intern(thread, "_run_once");
        do {
            if (plain_loop(thread, Value(loop)) || has_own_method(thread, loop, name)) TRY(run_once_py(thread, loop));
            else TRY(call_method_py(thread, Value(loop), name));
        } while (!loop->stopping);
        return {};
    });
}

Result<int64_t> poll_loop_py(Thread& thread, Loop* loop, int64_t budget) {
    Deadline end = deadline_in(budget);
    TRY(as_running_py(thread, loop, [&]() -> Result<void> {
        for (;;) {
            drop_cancelled_timers(thread, loop);
            TRY(push_ready_descriptors(thread, loop, 0));
            TRY(push_due_timers(thread, loop));
            if (!loop->count) return {};
            for (size_t left = loop->count; left; --left) {
                Value item = pop_ready(thread, loop);
                if (item.is_nothing()) break;
                TRY(run_item_py(thread, loop, item));
                if (loop->stopping || monotonic_now() >= end) return {};
            }
        }
    }));
    return loop_sleep_time(loop);
}

}  // namespace krait::core::asyncio

#include "runtime/vm_hooks.h"
#include "stdlib/asyncio/asyncio.h"
#include "stdlib/state_slots.h"

namespace krait::core::asyncio {

namespace {

void trace_state(Cell* cell, Tracer& tracer) {
    auto* state = static_cast<ModuleState*>(cell);
    for (const auto& name : state->names) tracer.visit(name);
    for (const auto* type : {&state->cancelled_error, &state->invalid_state_error, &state->loop_type,
                             &state->handle_type, &state->timer_type, &state->future_type, &state->task_type,
                             &state->gathering_type, &state->sleep_type, &state->future_iterator_type})
        tracer.visit(*type);
    tracer.visit(state->foreign_current);
    tracer.visit(state->running);
}

void trace_running(Cell* cell, Tracer& tracer) {
    auto* running = static_cast<RunningLoops*>(cell);
    for (const auto& place : running->places) tracer.visit(place.loop);
    tracer.visit(running->next);
}

const TypeSpec kModuleState = {
    .name = "_asyncio._ModuleState",
    .size = sizeof(ModuleState),
    .flags = type_flag::kNoInstantiate,
    .trace = trace_state,
};

void destroy_state(Cell* cell) { delete static_cast<ModuleState*>(cell)->registry; }

Result<Type*> make_error(Thread& thread, const char* name, Exc base, const char* doc) {
    Dict* namespace_ = make_dict(thread);
    TRY(dict_set_str(thread, namespace_, "__module__", Value(make_ascii(thread, "asyncio.exceptions"))));
    TRY(dict_set_str(thread, namespace_, "__doc__", Value(make_ascii(thread, doc))));
    return make_class_py(thread, thread.interpreter->type(BuiltinType::Type), intern(thread, name),
                         make_tuple(thread, {Value(thread.interpreter->type(base))}), namespace_, nullptr);
}

}  // namespace

ModuleState* module_state(Thread& thread) {
    return thread.interpreter->state_slot(state_slot::kAsyncioState).get().to<ModuleState>();
}

Result<void> make_module_state(Thread& thread) {
    Field<Value>& slot = thread.interpreter->state_slot(state_slot::kAsyncioState);
    if (!slot.get().is_nothing()) return {};
    auto* state = allocate_native<ModuleState>(thread, kModuleState);
    state->registry = new TaskRegistry;
    thread.heap().register_native(state, destroy_state);
    static constexpr const char* kTexts[] = {
#define NAME(ID) #ID,
        ASYNCIO_NAMES(NAME)
#undef NAME
    };
    for (size_t i = 0; i < std::size(kTexts); ++i) state->names[i].set(state, intern(thread, kTexts[i]));
    state->cancelled_error.set(
        state, TRY(make_error(thread, "CancelledError", Exc::BaseException, "The Future or Task was cancelled.")));
    state->invalid_state_error.set(state, TRY(make_error(thread, "InvalidStateError", Exc::Exception,
                                                         "The operation is not allowed in this state.")));
    state->loop_type.set(state, native_type(thread, Loop::spec));
    state->handle_type.set(state, native_type(thread, Handle::spec));
    state->timer_type.set(state, native_type(thread, TimerHandle::spec));
    state->future_type.set(state, native_type(thread, Future::spec));
    state->task_type.set(state, native_type(thread, Task::spec));
    state->gathering_type.set(state, native_type(thread, Gathering::spec));
    state->sleep_type.set(state, native_type(thread, Sleep::spec));
    state->future_iterator_type.set(state, native_type(thread, future_iterator_spec()));
    state->foreign_current.set(state, make_dict(thread));
    state->running.set(state, allocate_native<RunningLoops>(thread, RunningLoops::spec));
    // A type with the flag has every instance registered at its birth; these are when there is something to report (rule 4).
    for (auto* type : {&state->future_type, &state->task_type, &state->gathering_type, &state->sleep_type})
        type->get()->flags &= ~type_flag::kFinalizer;
    slot.set_immediate(Value(state));
    thread.heap().add_weak_processor(WeakPhase::BeforeFinalizers, drop_dead_tasks, state->registry);
    return {};
}

const TypeSpec RunningLoops::spec = {
    .name = "_asyncio._RunningLoops",
    .size = sizeof(RunningLoops),
    .flags = type_flag::kNoInstantiate,
    .trace = trace_running,
};

static RunningLoops::Place* find_place(Thread& thread, uint64_t ident) {
    for (RunningLoops* table = module_state(thread)->running.get(); table; table = table->next.get()) {
        for (size_t i = 0; i < RunningLoops::kPlaces; ++i) {
            auto& place = table->places[(thread.state->ident + i) % RunningLoops::kPlaces];
            if (place.ident.load(std::memory_order_acquire) == ident) return &place;
        }
    }
    return nullptr;
}

Value running_loop(Thread& thread) {
    auto* place = find_place(thread, thread.state->ident);
    return place ? place->loop.get() : Value::nothing();
}
void set_running_loop(Thread& thread, Value loop) {
    ModuleState* state = module_state(thread);
    if (auto* own = find_place(thread, thread.state->ident)) {
        if (!loop.is_nothing()) {
            own->loop.set(state->running.get(), loop);  // its owner is one of these
            for (auto* table = state->running.get(); table; table = table->next.get()) write_barrier(table);
            return;
        }
        own->loop.set_immediate(Value::nothing());
        own->ident.store(0, std::memory_order_release);
        return;
    }
    if (loop.is_nothing()) return;
    for (;;) {
        while (auto* place = find_place(thread, 0)) {
            uint64_t free = 0;
            if (!place->ident.compare_exchange_strong(free, thread.state->ident, std::memory_order_acq_rel)) continue;
            return set_running_loop(thread, loop);
        }
        auto* more = allocate_native<RunningLoops>(thread, RunningLoops::spec);
        more->next.set(more, state->running.get());
        RunningLoops* first = more->next.get();
        state->running.compare_exchange(state, first, more);
    }
}

Result<Value> get_running_loop(Thread& thread) {
    Value loop = running_loop(thread);
    if (loop.is_nothing()) return raise(thread, Exc::RuntimeError, "no running event loop");
    return loop;
}
Result<Value> running_or_current_loop_py(Thread& thread) {
    Value loop = running_loop(thread);
    return loop.is_nothing() ? call_library_py(thread, "asyncio.events", "get_event_loop", {}) : loop;
}

Result<Value> call_library_py(Thread& thread, std::string_view module, std::string_view name,
                              std::span<const Value> arguments) {
    Value found = TRY(thread.interpreter->vm->import_module_py(thread, intern(thread, module)));
    return call_method_py(thread, found, intern(thread, name), arguments);
}

Result<Value> call_method_keyword_py(Thread& thread, Value object, Str* name, std::span<const Value> positional,
                                     Str* keyword, Value value) {
    Value method = TRY(get_attribute_py(thread, object, name));
    Value values[4];
    size_t count = 0;
    for (Value each : positional) values[count++] = each;
    values[count] = value;
    Tuple* names = make_tuple(thread, {Value(keyword)});
    return call_py(thread, method, CallArguments{values, static_cast<uint32_t>(count), names});
}

Failure raise_invalid_state(Thread& thread, std::string_view message) {
    Result<Str*> text = make_str(thread, message);
    if (text.failed()) return kFailure;
    Result<Value> error = call_py(thread, Value(module_state(thread)->invalid_state_error.get()), Value(text.value()));
    if (error.failed()) return kFailure;
    return raise_instance(thread, error.value());
}

bool is_cancelled_error(Thread& thread, Value exception) {
    return is_instance(thread, exception, module_state(thread)->cancelled_error.get());
}
bool is_exit_request(Thread& thread, Value exception) {
    return is_instance(thread, exception, thread.interpreter->type(Exc::KeyboardInterrupt)) ||
           is_instance(thread, exception, thread.interpreter->type(Exc::SystemExit));
}

Value make_cancelled(Thread& thread, Value message) {
    bool plain = message.is_none() || message.is_nothing();
    // A class of ours without __init__: making one runs no Python code.
    return Value(make_exception_py(thread, module_state(thread)->cancelled_error.get(),
                                   plain ? std::span<const Value>() : std::span<const Value>(&message, 1))
                     .take());
}

Result<Context*> context_or_copy(Thread& thread, Value given) {
    if (given.is_nothing() || given.is_none()) return copy_current_context(thread);
    Context* context = as_context(thread, given);
    if (!context)
        return raise(thread, Exc::TypeError, "context must be a contextvars.Context, not {}", type_name(thread, given));
    return context;
}

}  // namespace krait::core::asyncio

// The module gc. Library Reference: gc, and docs/compatibility.md: Krait's collector traces, it counts no references.
//
//  1. collect() is a full collection; the finalizers and weak reference callbacks that it queues have run when it returns, also
//     those of what they made unreachable.
//  2. disable() says only what isenabled() answers: without reference counts nothing else would free memory.
//  3. What is internal to an object (its table of items) is no object: the functions that look at references see through it.
#include "runtime/heap/collector.h"
#include "runtime/objects/small_array.h"
#include "runtime/vm_hooks.h"
#include "stdlib/native_helpers.h"
#include "stdlib/state_slots.h"

namespace krait::core {

namespace {

extern const TypeSpec kGcState;

class GcState : public Object {
public:
    Field<List*> garbage, callbacks;
    int64_t thresholds[3];
    int64_t debug;
    std::atomic<bool> disabled;
    std::atomic<bool> collecting;
};

GcState* state_of(Thread& thread) {
    Field<Value>& slot = thread.interpreter->state_slot(state_slot::kGcState);
    if (!slot.get().is_nothing()) return slot.get().to<GcState>();
    List *garbage = make_list(thread), *callbacks = make_list(thread);
    auto* state = allocate_native<GcState>(thread, kGcState);
    state->garbage.set(state, garbage);
    state->callbacks.set(state, callbacks);
    state->thresholds[0] = 2000;
    state->thresholds[1] = 10;
    return fill_slot(slot, Value(state)).to<GcState>();
}
const TypeSpec kGcState = {
    .name = "gc.state",
    .size = sizeof(GcState),
    .flags = type_flag::kNoInstantiate,
    .trace = trace_members<GcState, &GcState::garbage, &GcState::callbacks>,
};

// ---- collecting ----

// The native stack below is full of stale words that a conservative scan would take for references.
[[gnu::noinline]] void clear_stack_below() {
    volatile char room[16 * 1024];
    for (size_t i = 0; i < sizeof(room); i += 8) *reinterpret_cast<volatile uint64_t*>(room + i) = 0;
}

Result<void> run_finalizers_py(Thread& thread) {
    if (thread.state->in_finalizer || !thread.interpreter->vm || !thread.interpreter->vm->run_pending_py) return {};
    thread.state->in_finalizer = true;
    Result<void> result = thread.interpreter->vm->run_pending_py(thread);
    thread.state->in_finalizer = false;
    return result;
}

Result<void> tell_callbacks_py(Thread& thread, GcState* state, const char* phase, int64_t generation) {
    List* callbacks = state->callbacks.get();
    for (size_t i = 0; i < callbacks->size(); ++i) {
        Value callback = callbacks->get(i);
        if (callback.is_nothing()) break;
        Dict* info = make_dict(thread);
        TRY(dict_set_str(thread, info, "generation", Value::small(generation)));
        TRY(dict_set_str(thread, info, "collected", Value::small(0)));
        TRY(dict_set_str(thread, info, "uncollectable", Value::small(0)));
        if (call_py(thread, callback, Value(make_ascii(thread, phase)), Value(info)).failed()) {
            if (thread.terminating) return kFailure;
            report_unraisable_py(thread, callback);
        }
    }
    return {};
}

FUNCTION(gc, collect, "collect(generation=2)",
         "Run the garbage collector.\n\nWith no arguments, run a full collection.  The optional argument\nmay be an "
         "integer specifying "
         "which generation to collect.  A ValueError\nis raised if the generation number is invalid.\n\nThe number of "
         "unreachable objects is "
         "not counted: 0 is returned.") {
    int64_t generation = TRY(index_int64_py(thread, args[0]));
    if (generation < 0 || generation > 2) return raise(thread, Exc::ValueError, "invalid generation");
    GcState* state = state_of(thread);
    if (state->collecting.exchange(true)) return Value::small(0);
    struct Ending {
        GcState* state;
        ~Ending() { state->collecting = false; }
    } ending{state};
    TRY(tell_callbacks_py(thread, state, "start", generation));
    // Called by the loop itself, the stale words of the native frames up to it keep nothing alive.
    const VmHooks* vm = thread.interpreter->vm;
    char* scan_from = vm && vm->called_by_loop(thread, gc_collect) ? thread.loop_stack : nullptr;
    // What a finalizer lets go of is unreachable afterwards, and a finalizable object is freed in the collection after its own.
    for (int round = 0; round < 3; ++round) {
        clear_stack_below();
        thread.heap().collect(thread, Collection::Full, scan_from);
        TRY(run_finalizers_py(thread));
    }
    TRY(tell_callbacks_py(thread, state, "stop", generation));
    return Value::small(0);
}
FUNCTION(gc, enable, "enable()", "Enable automatic garbage collection.") {
    state_of(thread)->disabled = false;
    return none();
}
FUNCTION(gc, disable, "disable()", "Disable automatic garbage collection.") {
    state_of(thread)->disabled = true;
    return none();
}
FUNCTION(gc, isenabled, "isenabled()", "Returns true if automatic garbage collection is enabled.") {
    return Value::boolean(!state_of(thread)->disabled);
}
FUNCTION(gc, set_debug, "set_debug(flags, /)", "Set the garbage collection debugging flags.") {
    state_of(thread)->debug = TRY(index_int64_py(thread, args[0]));
    return none();
}
FUNCTION(gc, get_debug, "get_debug()", "Get the garbage collection debugging flags.") {
    return make_int(thread, state_of(thread)->debug);
}
FUNCTION(gc, set_threshold, "set_threshold(threshold0, threshold1=?, threshold2=?, /)",
         "Set the collection thresholds (the collection frequency).") {
    GcState* state = state_of(thread);
    for (int i = 0; i < 3; ++i) {
        if (!args[i].is_nothing()) state->thresholds[i] = TRY(index_int64_py(thread, args[i]));
    }
    return none();
}
Value three(Thread& thread, int64_t a, int64_t b, int64_t c) {
    return Value(make_tuple(thread, {make_int(thread, a), make_int(thread, b), make_int(thread, c)}));
}
FUNCTION(gc, get_threshold, "get_threshold()", "Return the current collection thresholds.") {
    GcState* state = state_of(thread);
    return three(thread, state->thresholds[0], state->thresholds[1], state->thresholds[2]);
}
FUNCTION(gc, get_count, "get_count()", "Return a three-tuple of the current collection counts.") {
    HeapStatistics counts = thread.heap().statistics();
    return three(thread, 0, static_cast<int64_t>(counts.young_collections),
                 static_cast<int64_t>(counts.full_collections));
}
FUNCTION(gc, get_stats, "get_stats()", "Return a list of dictionaries containing per-generation statistics.") {
    HeapStatistics counts = thread.heap().statistics();
    List* list = make_list(thread, 3);
    for (uint64_t collections : {counts.young_collections, uint64_t{0}, counts.full_collections}) {
        Dict* dict = make_dict(thread);
        TRY(dict_set_str(thread, dict, "collections", make_int_unsigned(thread, collections)));
        TRY(dict_set_str(thread, dict, "collected", Value::small(0)));
        TRY(dict_set_str(thread, dict, "uncollectable", Value::small(0)));
        TRY(list_append(thread, list, Value(dict)));
    }
    return Value(list);
}
FUNCTION(gc, freeze, "freeze()",
         "Freeze all current tracked objects and ignore them for future collections: the collector of Krait has no "
         "such generation.") {
    return none();
}
FUNCTION(gc, unfreeze, "unfreeze()", "Unfreeze all objects in the permanent generation.") { return none(); }
FUNCTION(gc, get_freeze_count, "get_freeze_count()", "Return the number of objects in the permanent generation.") {
    return Value::small(0);
}

// ---- looking at references ----

bool is_internal(const Cell* cell) { return cell->layout() <= Layout::LastInternal_; }
bool is_atomic(const Cell* cell) {
    switch (cell->layout()) {
    case Layout::Int:
    case Layout::Float:
    case Layout::Complex:
    case Layout::Str:
    case Layout::Bytes:
    case Layout::Bytearray: return true;
    default: return false;
    }
}

// Calls `found` for each object that the cell refers to, through its internal parts. Of a shape only the class counts.
template <typename Found>
class Referents final : public Tracer {
public:
    explicit Referents(Found found) : found_(found) {}
    using Tracer::visit;
    void visit(Cell* cell) override {
        if (cell->layout() == Layout::Shape) {
            Type* type = static_cast<Shape*>(cell)->type();
            if (type && type->has(type_flag::kHeapType)) found_(static_cast<Cell*>(type));
            return;
        }
        if (cell->layout() == Layout::ShapeTable) return;
        if (!is_internal(cell)) return found_(cell);
        if (depth_ > 64) return;
        ++depth_;
        trace_cell(cell, *this);
        --depth_;
    }

private:
    Found found_;
    int depth_ = 0;
};
template <typename Found>
void for_each_referent(Cell* cell, Found found) {
    Referents<Found> tracer(found);
    trace_cell(cell, tracer);
}

RAW_FUNCTION(gc, get_referents, "get_referents(*objs)",
             "Return the list of objects that are directly referred to by 'objs'.") {
    List* list = make_list(thread);
    for (uint32_t i = 0; i < arguments.positional; ++i) {
        if (!arguments[i].is_cell()) continue;
        Result<void> done;
        for_each_referent(arguments[i].cell(), [&](Cell* cell) {
            if (!done.failed()) done = list_append(thread, list, Value(cell));
        });
        TRY(done);
    }
    return Value(list);
}

// A search over the heap. The world stands still, so the room for what is found is made before: as much as the last try wanted.
struct Search {
    std::span<const Value> targets;
    ValueArray* found;
    size_t count;
    const Cell* skip;
};
Result<Value> search(Thread& thread, Search& search, void (*visit)(Cell*, void*)) {
    size_t room = 4096;
    for (;;) {
        search.found = TRY(make_value_array(thread, room));
        search.skip = search.found;
        search.count = 0;
        thread.heap().for_each_cell(thread, visit, &search);
        if (search.count <= room) break;
        room = search.count + search.count / 8;
    }
    List* list = make_list(thread);
    for (size_t i = 0; i < search.count; ++i) TRY(list_append(thread, list, search.found->items_[i].get()));
    return Value(list);
}
void add_found(Search& search, Cell* cell) {
    if (search.count < search.found->capacity_) search.found->items_[search.count].set(search.found, Value(cell));
    ++search.count;
}
FUNCTION(gc, get_objects, "get_objects(generation=None)",
         "Return a list of objects tracked by the collector (excluding the list returned).") {
    if (!args[0].is_none()) {
        int64_t generation = TRY(index_int64_py(thread, args[0]));
        if (generation < 0) return raise(thread, Exc::ValueError, "generation parameter cannot be negative");
        if (generation > 2)
            return raise(thread, Exc::ValueError,
                         "generation parameter must be less than the number of available generations (3)");
        if (generation != 2) return Value(make_list(thread));
    }
    Search all{};
    return search(thread, all, [](Cell* cell, void* data) {
        if (!is_internal(cell) && !is_atomic(cell)) add_found(*static_cast<Search*>(data), cell);
    });
}
RAW_FUNCTION(gc, get_referrers, "get_referrers(*objs)",
             "Return the list of objects that directly refer to any of 'objs'.") {
    Search referrers{{arguments.values, arguments.positional}, nullptr, 0, nullptr};
    return search(thread, referrers, [](Cell* cell, void* data) {
        auto& wanted = *static_cast<Search*>(data);
        if (is_internal(cell)) return;
        bool refers = false;
        for_each_referent(cell, [&](Cell* referent) {
            for (Value target : wanted.targets) refers |= target == Value(referent);
        });
        if (refers) add_found(wanted, cell);
    });
}
FUNCTION(gc, is_tracked, "is_tracked(obj, /)", "Returns true if the object is tracked by the garbage collector.") {
    return Value::boolean(args[0].is_cell() && !is_atomic(args[0].cell()));
}

Result<void> execute_gc(Thread& thread, Module* module) {
    GcState* state = state_of(thread);
    TRY(module_add(thread, module, "garbage", Value(state->garbage.get())));
    TRY(module_add(thread, module, "callbacks", Value(state->callbacks.get())));
    struct Flag {
        const char* name;
        int64_t value;
    };
    for (Flag flag : {Flag{"DEBUG_STATS", 1}, Flag{"DEBUG_COLLECTABLE", 2}, Flag{"DEBUG_UNCOLLECTABLE", 4},
                      Flag{"DEBUG_SAVEALL", 32}, Flag{"DEBUG_LEAK", 38}})
        TRY(module_add(thread, module, flag.name, Value::small(flag.value)));
    return {};
}

}  // namespace

extern const ModuleSpec kGcModule;
const ModuleSpec kGcModule = {
    .name = "gc",
    .doc = "This module provides access to the garbage collector for reference cycles.",
    .functions = {&gc_collect, &gc_enable, &gc_disable, &gc_isenabled, &gc_set_debug, &gc_get_debug, &gc_set_threshold,
                  &gc_get_threshold, &gc_get_count, &gc_get_stats, &gc_freeze, &gc_unfreeze, &gc_get_freeze_count,
                  &gc_get_referents, &gc_get_objects, &gc_get_referrers, &gc_is_tracked},
    .execute = execute_gc,
};

}  // namespace krait::core

#include "vm/vm_state.h"

#include <algorithm>

#include "runtime/heap/heap.h"
#include "runtime/threads/registry.h"
#include "vm/import/module_locks.h"
#include "vm/objects/code.h"
#include "vm/objects/code_storage.h"

namespace krait::core {

namespace {

struct StateCell : Cell {
    TraceFunction trace_function;
    VmState* state;
};
constexpr int kSlot = static_cast<int>(std::extent_v<decltype(Interpreter::extension_roots)>) - 2;

Code* code_at(uintptr_t address) { return reinterpret_cast<Code*>(address); }

// Caches are weak: what only they hold is let go of at the next full collection but one.
void process_codes(Heap& heap, Collection collection, void* data) {
    auto& state = *static_cast<VmState*>(data);
    auto& codes = state.codes;
    auto first = codes.begin() + (collection == Collection::Full ? 0 : static_cast<ptrdiff_t>(state.old_codes));
    codes.erase(std::remove_if(first, codes.end(), [&](uintptr_t code) { return !heap.is_marked(code_at(code)); }),
                codes.end());
    state.old_codes = codes.size();
    if (collection == Collection::Full)
        for (uintptr_t code : codes) reset_caches(code_at(code));
}

}  // namespace

VmState::VmState() : module_locks(new ModuleLocks) {}
VmState::~VmState() = default;

void init_vm_state(Thread& thread) {
    auto* cell = static_cast<StateCell*>(
        allocate_cell(thread, sizeof(StateCell), internal_shape::kInternal, Layout::NativeCell));
    cell->trace_function = [](Cell*, Tracer&) {};
    cell->state = new VmState;
    thread.heap().register_native(cell, [](Cell* dead) { delete static_cast<StateCell*>(dead)->state; });
    thread.heap().add_weak_processor(WeakPhase::AfterFinalizers, process_codes, cell->state);
    thread.interpreter->state_slot(kSlot).set_immediate(Value(cell));
}

VmState& vm_state(Interpreter& interpreter) {
    return *static_cast<StateCell*>(interpreter.state_slot(kSlot).get_relaxed().cell())->state;
}

void register_code(Thread& thread, Code* code) {
    VmState& state = vm_state(*thread.interpreter);
    std::lock_guard lock(state.mutex);
    state.codes.push_back(reinterpret_cast<uintptr_t>(code));
}

void reset_all_caches(Thread& thread) {
    KRAIT_SAVE_CONTEXT(thread.state->registers, thread.state->stack_pointer);
    thread.interpreter->threads->stop_world(thread);
    for (uintptr_t code : vm_state(*thread.interpreter).codes) reset_caches(code_at(code));
    thread.interpreter->threads->resume_world(thread);
}

}  // namespace krait::core

// What the VM keeps for one interpreter: the locks of the modules that are being imported, and the code objects that there are.
//
// It lies behind a cell that one of the interpreter's extension roots holds (stdlib/state_slots.h).
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "runtime/interpreter.h"

namespace krait::core {

class Code;
struct ModuleLocks;
class TraceHook;

struct VmState {
    VmState();
    ~VmState();
    std::unique_ptr<ModuleLocks> module_locks;
    // Every code object, so that its inline caches can be cleared. Addresses, not references: the collector drops the dead ones.
    std::mutex mutex;
    std::vector<uintptr_t> codes;
    std::shared_ptr<TraceHook> trace_hook;  // under `mutex`: the host's (vm/interpreter/tracing.h)
    size_t old_codes = 0;                   // at the front: they have survived a collection
};
void init_vm_state(Thread& thread);
VmState& vm_state(Interpreter& interpreter);

// Each code object, at its making.
void register_code(Thread& thread, Code* code);
// All code forgets what it learned. Stops the world.
void reset_all_caches(Thread& thread);

}  // namespace krait::core

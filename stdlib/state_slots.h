// Which of Interpreter::extension_roots belongs to which native module: one value each, traced with the interpreter.
#pragma once

namespace krait::core::state_slot {

enum Slot : int {
    kPlaceholder,       // _functools: Placeholder
    kContextVariables,  // _contextvars: see there
    kThreadModule,      // _thread
    kRegexState,        // _re
    kGcState,           // gc: [garbage, callbacks]
    kStructState,
    kJsonState,
    kCsvState,
    kSlotCount
};
static_assert(kSlotCount <= 64);

}  // namespace krait::core::state_slot

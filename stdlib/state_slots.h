// Which of Interpreter::extension_roots belongs to which native module: one value each, traced with the interpreter.
// What is made when it is first needed is put there by fill_slot(); other stores are set_immediate(), never init(): other threads look.
#pragma once

#include "runtime/object.h"

namespace krait::core {

// Of several threads that find the slot empty one fills it. Answers what stands there then.
inline Value fill_slot(Field<Value>& slot, Value made) {
    Value there;
    return slot.compare_exchange(made.cell(), there, made) ? made : there;
}

}  // namespace krait::core

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
    kIoUnsupportedOperation,  // _io
    kPosixState,              // posix: a list of its types and hooks
    kTimeState,
    kCodecsState,     // _codecs: search functions, what they found
    kSignalHandlers,  // _signal
    kAtexitCallbacks,
    kAstState,       // _ast: its classes
    kAsyncioState,   // _asyncio: names, types, the running loop of each thread
    kLineEditor,     // embed/line_reader.cpp: the host's line editor
    kSocketTimeout,  // _socket: the default timeout in nanoseconds, an int
    kPasswordType,   // pwd, grp, resource: their struct sequences
    kGroupType,
    kUsageType,
    kFaultState,   // faulthandler: the files that are in use
    kDatetimeUtc,  // _datetime: timezone.utc, and what isocalendar() gives
    kIsoCalendarType,
    kPickleState,  // _pickle: see there
    kSlotCount
};
static_assert(kSlotCount <= 61);  // the last three: generator_parts.h, vm_state.cpp, codec_errors.cpp

}  // namespace krait::core::state_slot

// Making an interpreter that is ready to run programs: runtime, VM, builtins, sys, standard streams.
#pragma once

#include "runtime/interpreter.h"
#include "stdlib/sys/host_stream.h"
#include "stdlib/sys/sys.h"

namespace krait::core {

struct StartOptions {
    InterpreterOptions interpreter;
    SysOptions sys;
    // Streams of the host; null: the process's own descriptors through io.
    const HostStreamFunctions* in = nullptr;
    const HostStreamFunctions* out = nullptr;
    const HostStreamFunctions* err = nullptr;
};

// The calling thread is attached to the new interpreter. Null: *problem says why.
Thread* start_interpreter(const StartOptions& options, std::string* problem);

// Prints the pending exception as an uncaught one (sys.excepthook) and clears it. SystemExit: nothing is printed, the status is returned.
int report_uncaught_py(Thread& thread);
// Exit: atexit callbacks, threads joined, streams flushed.
void shut_down_py(Thread& thread);

}  // namespace krait::core

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
    const ModuleProvider* provider = nullptr;  // null: the library's modules
};

// The calling thread is attached to the new interpreter. Null: *problem says why.
Thread* start_interpreter(const StartOptions& options, std::string* problem);

inline constexpr int kInterruptedStatus = 130;  // KeyboardInterrupt, uncaught
inline constexpr int kFlushFailedStatus = 120;  // standard output or error could not be written

// At a prompt (-i) SystemExit is shown as any other exception.
enum class OnSystemExit { Exit, Show };

// Prints the pending exception as an uncaught one (sys.excepthook) and clears it: the exit status. SystemExit: nothing is printed.
int report_uncaught_py(Thread& thread, OnSystemExit on_system_exit = OnSystemExit::Exit);
// Exit: atexit callbacks, threads joined, streams flushed. 0, or kFlushFailedStatus.
int shut_down_py(Thread& thread);

}  // namespace krait::core

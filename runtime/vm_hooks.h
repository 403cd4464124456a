// What runtime/ needs from vm/: installed in Interpreter::vm when the VM is initialised, so that runtime/ never includes vm/.
#pragma once

#include "runtime/call.h"
#include "runtime/errors.h"

namespace krait::core {

class BaseException;
class Dict;
class Module;
struct NativeSpec;
class Traceback;

struct VmHooks {
    // Precise roots: the thread's VM frames.
    void (*trace_frames)(Thread& thread, Tracer& tracer);
    // Event points that run Python code: finalizers, pending calls, signal handlers.
    Result<void> (*run_pending_py)(Thread& thread);
    // Signal handlers and asynchronous exceptions (kSignals, kAsyncException): at polls of native loops too.
    Result<void> (*run_signals_py)(Thread& thread);
    // The traceback entry for the running frame, added while unwinding native code is not needed: frames add their own.
    Value (*current_frame)(Thread& thread);    // the Frame object, or None
    Value (*current_globals)(Thread& thread);  // dict or None
    // Is value a Python function; its code's facts for natives that ask.
    // __build_class__ and class creation are in runtime; calling the class body is the VM's.
    Result<Value> (*import_module_py)(Thread& thread, Str* name);  // absolute import, returns the module itself
    Result<Value> (*compile_py)(Thread& thread, Value source, Value filename, std::string_view mode, int flags,
                                int optimize);
    Result<Value> (*eval_code_py)(Thread& thread, Value code, Value globals, Value locals, Value closure);
    // super(): the first argument and __class__ cell of the running frame.
    Result<void> (*super_arguments)(Thread& thread, Value* type, Value* self);
    void (*clear_inline_caches)(Interpreter& interpreter);  // at full collection
    void (*reset_caches)(Thread& thread);    // all code forgets what it learned (a change that guards do not see)
    void (*thread_started)(Thread& thread);  // allocates the VM stack
    void (*thread_ended)(Thread& thread);
    // Traces the VM's layouts (Function, Code, Frame, Generator, Coroutine, AsyncGenerator).
    void (*trace_cell)(Cell* cell, Tracer& tracer);
    // Whether the running frame's instruction is a plain call of this native function: then no native frame stands between it
    // and the loop, whose stack pointer is Thread::loop_stack.
    bool (*called_by_loop)(Thread& thread, const NativeSpec& function);
    // The exception that the running frames handle (what a bare raise sees), or None. Null: Thread::handled alone says it.
    Value (*handled_exception)(Thread& thread);
    // The source line of an entry whose `line` is 0.
    int32_t (*traceback_line)(Thread& thread, Traceback* traceback);
};

}  // namespace krait::core

// Tracing and profiling: sys.settrace, sys.setprofile, and the host's Interpreter::trace. Library Reference: sys.settrace.
//
// A thread that traces goes by a second table of handlers, each of which reports what the op that comes will do and goes on to
// the op's own handler in the first. A thread that does not trace pays nothing.
//
//  1. Thread::trace_on is the thread's own: it says which table the loop goes by. The loop holds the table in a register and looks
//     again after slow paths (so after the call of sys.settrace, which is raw and therefore always slow) and where it is asked to
//     (poll::kTrace: another thread changed it).
//  2. A trace function is not traced: trace_on is off while it runs.
//  3. A frame's call is reported before its first op under tracing. Frames that ran already when tracing began are marked then.
//     A generator's yield is a return, its resumption a call, as in CPython; the chain of an await is reported level by level.
//  4. A line is reported before its first op: when the line is not the last one reported in the frame, or after a jump back.
#pragma once

#include <memory>

#include "runtime/call.h"
#include "vm/objects/frame.h"

namespace krait::core {

enum class TraceEvent : uint8_t {
    Call,
    Line,
    Return,     // argument: the value; None when an exception ends the activation
    Exception,  // argument: the tuple (type, exception, traceback)
    Opcode,
    NativeCall,  // these three for profile functions; argument: the native function
    NativeReturn,
    NativeException,
};

// The host's: told of calls, lines, returns and exceptions of every thread. On the thread that runs, attached.
class TraceHook {
public:
    virtual ~TraceHook() = default;
    virtual Result<void> event(Thread& thread, TraceEvent event, FrameObject* frame, int line, Value argument) = 0;
};

// sys.settrace and sys.setprofile: of this thread; None or nothing: off.
void set_trace_function(Thread& thread, Value function);
void set_profile_function(Thread& thread, Value function);
// threading.settrace_all_threads and setprofile_all_threads: of all threads there are. Stops the world.
void set_trace_function_everywhere(Thread& thread, Value function);
void set_profile_function_everywhere(Thread& thread, Value function);
// None when there is none.
Value trace_function_of(Thread& thread);
Value profile_function_of(Thread& thread);
// Null: none. Stops the world.
void set_trace_hook(Thread& thread, std::shared_ptr<TraceHook> hook);
// A new thread begins: is the host tracing?
void begin_tracing(Thread& thread);
// sys.call_tracing: calls, traced, also from a trace function.
Result<Value> call_traced_py(Thread& thread, Value callee, Tuple* arguments);

// ---- for the loop, with thread.trace_on. False: an exception of the trace function's is pending ----
// Before the op `word` of `frame`, whose pc is stored.
bool trace_op(Thread& thread, Frame* frame, uint64_t word);
// The generator that `frame` lies in suspends and hands out `value`.
bool trace_suspend(Thread& thread, Frame* frame, Value value);
// The pending exception has reached `frame`, or leaves it. What the trace function raises takes its place.
void trace_exception(Thread& thread, Frame* frame);
void trace_unwind(Thread& thread, Frame* frame);
// poll_event_py(), for who looks at trace_on afterwards.
Result<void> poll_in_loop(Thread& thread);

}  // namespace krait::core

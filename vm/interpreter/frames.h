// Pushing and leaving frames, argument binding, return actions, unwinding.
#pragma once

#include "runtime/call.h"
#include "vm/interpreter/dispatch.h"
#include "vm/objects/generator.h"

namespace krait::core {

// Room on the VM stack and in the recursion limit for a frame of `code`; null: RecursionError is pending. Registers of named
// locals are empty. Links and action are the caller's to set.
Frame* allocate_frame(Thread& thread, Code* code);

// A frame for `function` with its arguments bound, on top of thread.frame, ready to run. Null: an exception is pending and
// thread.frame is as before.
Frame* push_call(Thread& thread, Function* function, const CallArguments& arguments, ReturnAction action,
                 uint8_t destination);
// As push_call, when all parameters are plain positional ones and `count` equals their number. `self`: first argument, or nothing.
inline bool accepts_exactly(const Code* code, uint32_t count) { return code->exact_arguments == count; }

// `frame` (the running one) ends with `value`: pops it, applies its return action to the caller, which becomes the running frame.
// Exit: the value is in thread.exit_value and the loop returns to C++.
enum class Continue : uint8_t { Run, Unwind, Exit };
Continue finish_frame(Thread& thread, Frame* frame, Value value);
// Hands `value` to `caller` as its pending call's `action` asks. May push another frame (Run).
Continue deliver(Thread& thread, Frame* caller, ReturnAction action, uint8_t destination, uint32_t aux,
                 Value action_value, Value value);
// Pops `frame` from the stack: keeps its values in the Frame object if there is one.
void pop_frame(Thread& thread, Frame* frame);

// An exception is pending, raised by the instruction that ends at thread.frame->pc. Finds the handler: Run (thread.frame is set up)
// or Exit (the entry frame is left; the exception stays pending).
Continue unwind(Thread& thread);

// Runs thread.frame, an entry frame, to its end. The result, or nothing and a pending exception.
Value run(Thread& thread);

// What is being handled by `frame` or its callers, for a bare raise, sys.exception() and __context__. None if nothing.
Value handled_exception(Frame* frame);

// Calls of Python functions from native code.
Result<Value> call_function_py(Thread& thread, Value callee, const CallArguments& arguments);

void raise_unexpected_keyword(Thread& thread, Function* function, const Code* code, Str* name);
// Runs code in a function of its own: module bodies, exec, eval, class bodies. namespace nothing: the globals are the namespace.
Result<Value> run_code_py(Thread& thread, Function* function, Value namespace_);
// Copies the activation's values into its Frame object.
void detach_frame_object(Thread& thread, Frame* frame);
void trace_frames(Thread& thread, Tracer& tracer);
void trace_frame_of(GeneratorBase* generator, Tracer& tracer);
// The rest of a protocol whose first method answered NotImplemented (the operands are in the instruction before caller->pc).
Result<Value> compare_rest_py(Thread& thread, CompareOp op, Value left, Value right);
Result<Value> binary_rest_py(Thread& thread, Frame* caller, uint32_t aux);
Result<Value> compare_rest_op_py(Thread& thread, Frame* caller, uint32_t aux);

// ---- generators ----
// Sends a value into (or starts) the generator: pushes nothing in C++; thread.frame becomes the innermost frame. The caller sets
// generator->frame.caller, action, destination before. Null: RuntimeError/ValueError "already executing" is pending.
Frame* resume_generator(Thread& thread, GeneratorBase* generator, Value sent);
// The running generator frame yields: suspends the chain and delivers the value to the root's caller.
Continue yield_from_frame(Thread& thread, Frame* frame, Value value);
GeneratorBase* make_generator_object(Thread& thread, Frame* frame);
// From native code: send(value), throw (exception pending). Unbound and *returned set when it ends with a value.
struct Resumed {
    Value value;    // nothing: failed
    bool finished;  // value is what it returned
};
Resumed generator_send_py(Thread& thread, GeneratorBase* generator, Value value);
Resumed generator_throw_py(Thread& thread, GeneratorBase* generator, Value exception);
Result<void> generator_close_py(Thread& thread, GeneratorBase* generator);
// An exception leaves the generator: PEP 479.
void leave_generator_with_exception(Thread& thread, GeneratorBase* generator);
void register_generator(Thread& thread, GeneratorBase* generator);  // for finalization
// Drives a foreign iterator: value, Unbound (ended without a StopIteration object), or failure (StopIteration too).
Result<Value> send_to_delegate(Thread& thread, Value delegate, Value sent);
// Calls the delegate's throw (or close, for GeneratorExit). Unbound: it has none, or was closed: raise in the generator itself.
Result<Value> throw_to_delegate(Thread& thread, Value delegate, Value exception, bool exit);
// generator.close(): what it returned (3.13), or None.
Result<Value> generator_close_value_py(Thread& thread, GeneratorBase* generator);
bool generator_running(GeneratorBase* generator);

}  // namespace krait::core

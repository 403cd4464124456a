// What a process has only one of: the timer thread, the list of interpreters, the bounds of native stacks, fork.
#pragma once

#include <cstdint>

#include "runtime/threads/wake_event.h"

namespace krait::core {

class Interpreter;
class Thread;

// The calling OS thread's stack: [lowest, base). Asked of the system once per thread.
struct StackBounds {
    char* lowest;
    char* base;
};
StackBounds current_stack_bounds();

// The living interpreters, for fork and for exit.
void register_interpreter(Interpreter& interpreter);
void unregister_interpreter(Interpreter& interpreter);
// False after the interpreter was destroyed: for handles and timers that outlive it.
bool interpreter_lives(const Interpreter* interpreter);

// Calls `fire(interpreter, data)` on the timer thread at `deadline`, if the interpreter lives then; the call holds the list of
// interpreters, so it is short and blocks on nothing. Returns a number for cancel_timer, or 0 if the system gives
// no thread for it.
using TimerFunction = void (*)(Interpreter& interpreter, void* data);
uint64_t start_timer(Interpreter& interpreter, Deadline deadline, TimerFunction fire, void* data);
void cancel_timer(uint64_t timer);

// fork(): stops the world in the caller's interpreter; the child keeps the calling thread, other interpreters in it are dead.
// Returns as fork(2) does.
int fork_process(Thread& thread);

}  // namespace krait::core

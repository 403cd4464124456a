// The life of an interpreter. Everything is made in this order, each step from the ones before, and unmade backwards:
//   heap and threads, the calling thread (attached), then the objects: types, shapes, names (init_objects).
// vm/ and stdlib/ add their parts afterwards, on an interpreter that already has its built-in types.
#include "runtime/interpreter.h"

#include "runtime/heap/heap.h"
#include "runtime/objects/init.h"
#include "runtime/process.h"
#include "runtime/threads/events.h"
#include "runtime/threads/registry.h"
#include "runtime/vm_hooks.h"

namespace krait::core {

namespace {

constexpr int64_t kJoinTime = 5'000'000'000;

}  // namespace

Interpreter* Interpreter::create(const InterpreterOptions& options, Thread** thread) {
    auto* interpreter = new Interpreter;
    interpreter->options = options;
    interpreter->heap = new Heap(*interpreter, options.memory_limit);
    interpreter->threads = new ThreadRegistry(*interpreter, options.gil ? GilMode::On : GilMode::Off);
    register_interpreter(*interpreter);
    *thread = interpreter->threads->create(ThreadRegistry::StackScan::WholeStack);
    attach(**thread);
    interpreter->heap->hold_collections();
    init_objects(**thread);
    interpreter->heap->allow_collections();
    return interpreter;
}

void Interpreter::destroy(Thread& thread) {
    Interpreter* interpreter = thread.interpreter;
    clear_budget(*interpreter);
    bool alone = interpreter->threads->terminate_others(thread, deadline_in(kJoinTime));
    if (interpreter->vm && interpreter->vm->thread_ended) interpreter->vm->thread_ended(thread);
    destroy_objects(*interpreter);
    unregister_interpreter(*interpreter);
    detach(thread);
    // A thread that is stuck outside (a library that does not return) may still come back to its state: leak, do not crash.
    if (!alone) return;
    delete interpreter->heap;
    delete interpreter->threads;
    delete interpreter;
}

}  // namespace krait::core

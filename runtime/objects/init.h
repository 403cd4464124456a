// The start of an interpreter's object model.
#pragma once

#include "runtime/threads/thread.h"

namespace krait::core {

class MethodCache;

// Creates names, built-in types and their shapes, exceptions and the shared constants. Called once by Interpreter::create,
// when the heap stands and the thread is attached. Nothing collects while it runs.
void init_objects(Thread& thread);
void destroy_objects(Interpreter& interpreter);  // what it keeps outside of the heap
// Hooks of the collector, with the world stopped: the method cache holds cells weakly.
void clear_method_cache(Interpreter& interpreter);
void visit_object_roots(Interpreter& interpreter, class Tracer& tracer);

}  // namespace krait::core

// The VM as the rest of the library sees it: starting it on an interpreter, and running code.
#pragma once

#include "runtime/call.h"
#include "vm/objects/function.h"

namespace krait::core {

// Installs the VM on a new interpreter: hooks, the VM's types, the calling thread's stack.
void init_vm(Thread& thread);

// Runs a module's, exec's or eval's code with the given namespaces (locals nothing: the globals). closure: a tuple or null.
Result<Value> eval_code_py(Thread& thread, Code* code, Dict* globals, Value locals, Tuple* closure = nullptr);

// The line of a word of the code; its first line if unknown.
int32_t line_of_word(const Code* code, uint32_t word);

}  // namespace krait::core

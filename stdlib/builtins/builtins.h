// The builtins module. Library Reference: Built-in Functions; its types and exceptions are runtime/'s.
#pragma once

#include "runtime/native.h"

namespace krait::core {

// Fills Interpreter::builtins and builtins_module. After init_vm.
Result<void> init_builtins(Thread& thread);

// __build_class__ (build_class.cpp), compile/eval/exec (evaluation.cpp), print and input (output.cpp), the iterators' functions (iteration.cpp).
extern const NativeSpec kBuildClass;
std::initializer_list<const NativeSpec*> evaluation_functions();
std::initializer_list<const NativeSpec*> output_functions();
std::initializer_list<const NativeSpec*> iteration_functions();

}  // namespace krait::core

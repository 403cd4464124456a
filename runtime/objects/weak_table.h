// The weak references of each object.
#pragma once

#include "runtime/interpreter.h"

namespace krait::core {

void init_weak_table(Thread& thread);
void destroy_weak_table(Interpreter& interpreter);

}  // namespace krait::core

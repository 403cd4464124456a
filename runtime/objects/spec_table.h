// Which table declares which built-in type.
#pragma once

#include "runtime/native.h"
#include "runtime/threads/thread.h"

namespace krait::core {

// Null: not a type of runtime/, or not written yet. Such a type is bare (a name, nothing that could be made or done) until
// complete_builtin_type gives it its table.
const TypeSpec* builtin_spec(BuiltinType which);
// For vm/, right after the interpreter is made and before any instance or subclass of the type is.
void complete_builtin_type(Thread& thread, BuiltinType which, const TypeSpec& spec);

}  // namespace krait::core

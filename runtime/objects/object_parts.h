// Shared by object.cpp and others.
#pragma once

#include <string>

#include "runtime/objects/type.h"

namespace krait::core {

Result<Value> dir_of_class(Thread& thread, Value cls);
// For messages: module.qualname, where the module is neither builtins nor __main__.
std::string full_type_name(Thread& thread, Type* type);
// For "argument must be str, not {}": the type's name, or None.
std::string argument_kind(Thread& thread, Value value);
Result<Value> qualified_type_name(Thread& thread, Type* type);  // module.qualname, without "builtins."

}  // namespace krait::core

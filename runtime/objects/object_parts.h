// Shared by object.cpp and others.
#pragma once

#include "runtime/objects/type.h"

namespace krait::core {

Result<Value> dir_of_class(Thread& thread, Value cls);
Result<Value> qualified_type_name(Thread& thread, Type* type);  // module.qualname, without "builtins."

}  // namespace krait::core

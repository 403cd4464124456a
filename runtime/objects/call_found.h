// Calling what a lookup in a type found, without making a bound method.
#pragma once

#include "runtime/call.h"
#include "runtime/objects/type.h"

namespace krait::core {

Result<Value> call_with_self_py(Thread& thread, Value function, Value self, const CallArguments& arguments);
Result<Value> call_found_py(Thread& thread, Value found, Value object, Type* type, std::span<const Value> arguments);

}  // namespace krait::core

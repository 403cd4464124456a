// The built-in error handlers of codecs as functions, for lookup_error().
#pragma once

#include "runtime/errors.h"

namespace krait::core {

// The handler that was registered under the name, or the built-in one.
Result<Value> find_error_handler_py(Thread& thread, std::string_view name);

}  // namespace krait::core

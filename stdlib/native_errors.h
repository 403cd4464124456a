// Raising a native module's own exception type.
#pragma once

#include "runtime/objects/format_text.h"
#include "runtime/objects/type.h"

namespace krait::core {

// raise, for the type of a table: raise_native(thread, kStructErrorSpec, "bad char in struct format").
template <typename... Args>
Failure raise_native(Thread& thread, const TypeSpec& type, std::string_view format, const Args&... args) {
    Value message = TRY(format_str(thread, format, args...));
    return raise_instance(thread, TRY(call_py(thread, Value(native_type(thread, type)), message)));
}

}  // namespace krait::core

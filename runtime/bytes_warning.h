// BytesWarning, where bytes meet str (-b, -bb).
#pragma once

#include "runtime/call.h"

namespace krait::core {

// bytes or bytearray compared with something else by == or !=: of str and int one is warned. `kind` is "bytes" or "bytearray".
Result<void> warn_bytes_compared_py(Thread& thread, const char* kind, Value other);
// str() of one.
Result<void> warn_bytes_shown_py(Thread& thread, const char* kind);

}  // namespace krait::core

// The native module `_io`; stdlib/python/io.py is the io module over it.
#pragma once

#include "runtime/native.h"

namespace krait::core {

extern const ModuleSpec kIoModule;

// io.open() from C++.
Result<Value> open_file_py(Thread& thread, Value file, std::string_view mode);

}  // namespace krait::core

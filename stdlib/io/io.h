// The native module `_io`; stdlib/python/io.py is the io module over it.
#pragma once

#include "runtime/native.h"

namespace krait::core {

extern const ModuleSpec kIoModule;

// At exit: what was written to streams that nobody closed goes to their files, text before the buffers below.
void flush_open_streams_py(Thread& thread);

// io.open() from C++.
Result<Value> open_file_py(Thread& thread, Value file, std::string_view mode);

}  // namespace krait::core

// Memory that operator new gives, asked for in sizes that the program chooses.
#pragma once

#include "runtime/threads/thread.h"

namespace krait::core {

// MemoryError when `bytes` more cannot be had from operator new, instead of the std::bad_alloc of the container that wants them.
Result<void> check_native_room(Thread& thread, size_t bytes);

}  // namespace krait::core

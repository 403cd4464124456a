// What Config::allow refuses.
#pragma once

#include "runtime/threads/thread.h"

namespace krait::core {

class Module;

// A native module was made: functions for which the host gave no leave are replaced by ones that raise PermissionError.
void restrict_module(Thread& thread, Module* module);
// The same for the modules that are there.
void restrict_loaded_modules(Thread& thread);

}  // namespace krait::core

// One lock for each module that is being imported, so that no thread sees what another is still making (Library Reference,
// importlib: "the import system's locks").
//
//  1. A lock belongs to a name and exists while somebody holds it or waits for it. Its owner may take it again.
//  2. Two threads that import each other's modules would wait for ever. A thread that would close such a circle does not wait: it gets
//     the module half made, as in a circle within one thread.
//  3. An owner that is gone (fork) holds nothing.
#pragma once

#include "base/result.h"

#include <string>

namespace krait::core {

class Thread;

enum class ModuleLockOutcome { Acquired, Deadlock };

// Event point. Deadlock: it is not acquired.
Result<ModuleLockOutcome> acquire_module_lock(Thread& thread, const std::string& name);
void release_module_lock(Thread& thread, const std::string& name);
// Is another thread importing the module now?
bool is_locked_by_another(Thread& thread, const std::string& name);

// Is anybody importing anything?
bool is_any_module_locked(Thread& thread);

}  // namespace krait::core

// builtins.__build_class__: the class statement (Language Reference 3.3.3).
#pragma once

#include "runtime/native.h"

namespace krait::core {

// For the builtins module. The body runs through VmHooks::eval_code_py.
extern const NativeSpec kBuildClassSpec;
// PEP 560: bases that are no classes replaced by what their __mro_entries__ gives; the same tuple when there are none.
Result<Tuple*> resolve_bases_py(Thread& thread, Tuple* bases);

}  // namespace krait::core

#include "stdlib/_functools/functools.h"

namespace krait::core {

static Result<void> execute_functools(Thread& thread, Module* module) {
    return module_add(thread, module, "Placeholder", functools::placeholder(thread));
}

extern const ModuleSpec kFunctoolsModule;
const ModuleSpec kFunctoolsModule = {
    .name = "_functools",
    .doc = "Tools that operate on functions.",
    .functions = {&functools::kCmpToKey, &functools::kReduce},
    .types = {&functools::kPartial, &functools::kPlaceholder, &functools::kLruCacheWrapper},
    .execute = execute_functools,
};

}  // namespace krait::core

#include "runtime/allow.h"

#include "runtime/errors.h"

namespace krait::core {

Failure raise_not_allowed(Thread& thread, uint32_t capability) {
    const char* name = capability == allow::kFiles         ? "files"
                       : capability == allow::kNetwork     ? "network"
                       : capability == allow::kProcesses   ? "processes"
                       : capability == allow::kEnvironment ? "environment"
                                                           : "foreign";
    return raise(thread, Exc::PermissionError, "the host does not allow this interpreter to use: {}", name);
}

}  // namespace krait::core

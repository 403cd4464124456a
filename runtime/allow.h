// Capabilities: what the host lets the programs of an interpreter reach. Checked where the system is asked (a file opened, a
// socket made); whole functions of native modules are replaced when the module is made (embed/allow.cpp).
#pragma once

#include "base/result.h"
#include "runtime/interpreter.h"

namespace krait::core {

namespace allow {  // as krait::Allow (include/krait/config.hpp)
inline constexpr uint32_t kFiles = 1;
inline constexpr uint32_t kNetwork = 2;
inline constexpr uint32_t kProcesses = 4;
inline constexpr uint32_t kEnvironment = 8;
inline constexpr uint32_t kForeign = 16;
inline constexpr uint32_t kAll = ~uint32_t{0};
}  // namespace allow

inline bool is_allowed(Thread& thread, uint32_t capability) {
    return (thread.interpreter->options.allow & capability) == capability;
}
// PermissionError "this interpreter may not use files", and so on.
Failure raise_not_allowed(Thread& thread, uint32_t capability);
inline Result<void> require_allowed(Thread& thread, uint32_t capability) {
    if (is_allowed(thread, capability)) [[likely]]
        return {};
    return raise_not_allowed(thread, capability);
}

}  // namespace krait::core

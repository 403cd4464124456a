#include "runtime/bytes_warning.h"

#include <string>

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/str.h"
#include "runtime/operations.h"

namespace krait::core {

// sys.flags.bytes_warning. Asked where types do not match, so rarely.
static bool is_wanted(Thread& thread) {
    constexpr size_t kBytesWarning = 9;
    Module* sys = thread.interpreter->sys_module.get();
    Value flags = sys ? dict_get_str(thread, sys->dict.get(), intern(thread, "flags")) : Value::nothing();
    if (!flags.is_cell() || !is_instance(thread, flags, BuiltinType::Tuple)) return false;
    auto* tuple = flags.to<Tuple>();
    return tuple->size() > kBytesWarning && (*tuple)[kBytesWarning].is_small() &&
           (*tuple)[kBytesWarning].as_small() != 0;
}

Result<void> warn_bytes_compared_py(Thread& thread, const char* kind, Value other) {
    bool text = as_kind<Str>(thread, other) != nullptr;
    if ((!text && !is_instance(thread, other, BuiltinType::Int)) || !is_wanted(thread)) return {};
    return warn_py(thread, Exc::BytesWarning,
                   "Comparison between " + std::string(kind) + (text ? " and string" : " and int"));
}

Result<void> warn_bytes_shown_py(Thread& thread, const char* kind) {
    if (!is_wanted(thread)) return {};
    return warn_py(thread, Exc::BytesWarning, "str() on a " + std::string(kind) + " instance");
}

}  // namespace krait::core

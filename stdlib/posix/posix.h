// The native module `posix`: the system calls behind os. What its files share.
#pragma once

#include "stdlib/int_constants.h"
#include "stdlib/native_helpers.h"
#include "stdlib/posix/descriptor.h"
#include "stdlib/posix/path.h"

namespace krait::core {

extern const ModuleSpec kPosixModule;
extern const TypeSpec kDirEntrySpec, kScandirIteratorSpec;

// What the module keeps for each interpreter, in one tuple.
enum class PosixState : size_t {
    StatResult,
    StatvfsResult,
    TerminalSize,
    TimesResult,
    UnameResult,
    SchedParam,
    WaitidResult,
    ForkBefore,
    ForkParent,
    ForkChild,
    Count
};
Value posix_state(Thread& thread, PosixState which);
inline Type* posix_type(Thread& thread, PosixState which) { return posix_state(thread, which).to<Type>(); }

using FunctionTable = std::initializer_list<const NativeSpec*>;
extern const FunctionTable kDescriptorFunctions, kFileSystemFunctions, kStatFunctions, kProcessFunctions,
    kSystemFunctions, kPathFunctions, kScandirFunctions, kLinuxFunctions;
const std::span<const IntConstant> linux_constants();

Result<void> add_posix_constants(Thread& thread, Module* module);

// dir_fd: None is the current directory.
Result<int> directory_argument_py(Thread& thread, Value value);
// A str, or bytes when the path that it belongs to was bytes.
Result<Value> path_result(Thread& thread, std::string_view text, bool as_bytes);
inline Failure raise_path_error(Thread& thread, int error, const PathArgument& path) {
    return raise_errno(thread, error, path.object);
}

Result<Value> make_stat_result(Thread& thread, const void* status);  // struct stat

// {name: a dict's keys as bytes} of environ.
Result<Dict*> make_environ(Thread& thread);

}  // namespace krait::core

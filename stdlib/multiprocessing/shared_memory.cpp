// The native module _posixshmem: memory that processes share by a name, for multiprocessing.shared_memory.
#include <cerrno>
#include <sys/mman.h>

#include "stdlib/native_helpers.h"
#include "stdlib/posix/path.h"

namespace krait::core {

namespace {

Result<std::string> shared_name_py(Thread& thread, Value value, const char* function) {
    if (!as_kind<Str>(thread, value))
        return raise(thread, Exc::TypeError, "{}() argument 'path' must be str, not {}", function,
                     type_name(thread, value));
    return system_text_py(thread, value);
}

FUNCTION(posixshmem, shm_open, "shm_open(path, flags, mode=511)",
         "Open a shared memory object.  Returns a file descriptor (integer).") {
    std::string name = TRY(shared_name_py(thread, args[0], "shm_open"));
    int flags = TRY(int_argument_py(thread, args[1]))
    , mode = TRY(int_argument_py(thread, args[2]));
    int fd = ::shm_open(name.c_str(), flags, static_cast<mode_t>(mode));
    if (fd < 0) return raise_errno(thread, errno, args[0]);
    return Value::small(fd);
}
FUNCTION(posixshmem, shm_unlink, "shm_unlink(path)",
         "Remove a shared memory object's name; its memory goes with its last user.") {
    std::string name = TRY(shared_name_py(thread, args[0], "shm_unlink"));
    if (::shm_unlink(name.c_str()) < 0) return raise_errno(thread, errno, args[0]);
    return none();
}

}  // namespace

extern const ModuleSpec kPosixshmemModule;
const ModuleSpec kPosixshmemModule = {
    .name = "_posixshmem",
    .doc = "POSIX shared memory module",
    .functions = {&posixshmem_shm_open, &posixshmem_shm_unlink},
};

}  // namespace krait::core

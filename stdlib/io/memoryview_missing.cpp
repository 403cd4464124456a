// Until memoryview is linked in: the weak definition gives way to runtime/objects/memoryview*.cpp.
#include "runtime/objects/bytes.h"

namespace krait::core {

[[gnu::weak]] Result<Memoryview*> make_memoryview_py(Thread& thread, Value) {
    return raise(thread, Exc::NotImplementedError, "memoryview is not linked into this build");
}

}  // namespace krait::core

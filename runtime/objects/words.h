// Moving runs of values inside of cells. With the GIL off other threads may be reading them, so each word is moved whole.
#pragma once

#include <cstring>

#include "runtime/bulk.h"
#include "runtime/object.h"
#include "runtime/threads/thread.h"

namespace krait::core {

// From `source` to `target`, which may overlap. The caller does the barrier of the target's cell. Each word is released: a reader
// may come upon it by a length that it has read before.
inline void move_values(const Thread& thread, Field<Value>* target, const Field<Value>* source, size_t count) {
    if (thread.gil_on) [[likely]] {
        memmove(static_cast<void*>(target), source, count * sizeof(Value));
    } else if (target <= source) {
        for (size_t i = 0; i < count; ++i) target[i].set_immediate(source[i].get());
    } else {
        for (size_t i = count; i-- > 0;) target[i].set_immediate(source[i].get());
    }
}
// As move_values to a fresh place, which may be long. False: the thread is to stop (bulk.h).
[[nodiscard]] inline bool copy_values(const Thread& thread, Field<Value>* target, const Field<Value>* source,
                                      size_t count) {
    return in_slices(
        thread, count,
        [&](size_t begin, size_t end) { move_values(thread, target + begin, source + begin, end - begin); },
        kBulkSlice / sizeof(Value));
}
inline void clear_values(Field<Value>* target, size_t count) {
    for (size_t i = 0; i < count; ++i) target[i].set_immediate(Value::nothing());
}

}  // namespace krait::core

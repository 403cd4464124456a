// What tuple, list and range share: indices, repetition, comparison, pickling of iterators.
#pragma once

#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/type.h"
#include "runtime/operations.h"

namespace krait::core {

// An int subscript that is no slice; `name` is the type's. IndexError when it fits no index.
Result<int64_t> sequence_index_py(Thread& thread, Value key, const char* name);
// The bounds of index(x, start, stop): negative ones count from the end, and both are clamped. Not given: the length.
Result<int64_t> search_bound_py(Thread& thread, Value bound, int64_t length);
// The count of a repetition; below 0 is 0. MemoryError when count * size is no size.
Result<size_t> repeat_count_py(Thread& thread, Value count, size_t size);
// A slice's parts as ints, by way of __index__, which may change the sequence: so its length is asked for afterwards.
struct SliceParts {
    int64_t start, stop, step;
};
Result<SliceParts> slice_parts_py(Thread& thread, Slice* slice);
SliceBounds slice_bounds(SliceParts parts, int64_t length);
// The answer to `order(left, right) op 0`.
bool compare_lengths(CompareOp op, size_t left, size_t right);

Value builtin_function(Thread& thread, const char* name);  // builtins.name, for __reduce__
// (iter, (argument,), state) and (iter, (argument,)).
Value reduce_as_call(Thread& thread, const char* function, Value argument, Value state = Value::nothing());
// The argument of __setstate__.
Result<int64_t> state_index_py(Thread& thread, Value state);

}  // namespace krait::core

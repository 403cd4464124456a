// What list.cpp, list_methods.cpp and list_sort.cpp share.
#pragma once

#include "runtime/objects/containers.h"
#include "runtime/objects/type.h"
#include "runtime/operations.h"
#include "runtime/threads/byte_lock.h"

namespace krait::core {

Result<ListItems*> make_list_items(Thread& thread, size_t capacity);
Result<void> list_reserve(Thread& thread, List* list, size_t size);
// A copy of what lies there now, at most `count` items from `start` on.
Result<ListItems*> list_snapshot(Thread& thread, List* list, size_t start, size_t count, size_t* copied);
Result<List*> list_slice(Thread& thread, List* list, size_t start, size_t count);
Result<void> list_extend_values(Thread& thread, List* list, const Cell* owner, const Field<Value>* values,
                                size_t count);

// The elements of an exact dict or set or of a dict's view as they are at one moment; false for other iterables.
// list(d.items()) is one operation: no other thread changes the dict between two items.
struct Snapshot {
    ValueArray* items = nullptr;
    size_t count = 0;
};
Result<bool> snapshot_elements(Thread& thread, Value iterable, Snapshot* snapshot);

}  // namespace krait::core

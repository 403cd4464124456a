// What C++ code does with lists. Methods: list_methods.cpp; sort: list_sort.cpp.
//
// Slots from `size` on hold nothing, so a reader that raced with a shortening finds nothing, not a stale item.
#include <algorithm>

#include "runtime/objects/list_parts.h"
#include "runtime/objects/words.h"

namespace krait::core {

List* make_list(Thread& thread, size_t capacity) {
    List* list = allocate_builtin<List>(thread, BuiltinType::List);
    if (capacity == 0 || capacity > 1000) return list;  // larger ones grow as they go, and may fail then
    auto* items = allocate<ListItems>(thread, internal_shape::kInternal, capacity * sizeof(Value));
    items->capacity_ = capacity;
    list->items_.set(list, items);
    return list;
}

Result<ListItems*> make_list_items(Thread& thread, size_t capacity) {
    if (capacity > SIZE_MAX / 32) return raise(thread, Exc::MemoryError, "");
    size_t bytes = sizeof(ListItems) + capacity * sizeof(Value);
    if (bytes <= kLargestSmall) bytes = class_size(size_class(bytes));
    auto* items = TRY(allocate_sized<ListItems>(thread, internal_shape::kInternal, bytes - sizeof(ListItems)));
    items->capacity_ = (bytes - sizeof(ListItems)) / sizeof(Value);
    return items;
}

// Half as much again: a table that is outgrown is garbage, so growing is dearer than with realloc().
static size_t grown(size_t size) { return size + size / 2 + 3; }

Result<void> list_reserve(Thread& thread, List* list, size_t size) {
    for (;;) {
        ListItems* items = list->items_.get();
        if (items && items->capacity_ >= size) return {};
        ListItems* bigger = TRY(make_list_items(thread, size));
        ByteLockGuard lock(thread, list);
        if (list->items_.get() != items || list->size_ > bigger->capacity_) continue;
        bool whole = !items || copy_values(thread, bigger->items_, items->items_, list->size_);
        if (!whole) break;
        write_barrier(bigger);
        list->items_.set(list, bigger);
        return {};
    }
    return raise_stopped(thread);
}

// Under the lock. False: no room.
static bool append_in_place(List* list, Value value) {
    ListItems* items = list->items_.get_relaxed();
    size_t size = list->size_;
    if (!items || size >= items->capacity_) return false;
    items->items_[size].set(items, value);
    __atomic_store_n(&list->size_, size + 1, __ATOMIC_RELEASE);
    return true;
}

Result<void> list_append(Thread& thread, List* list, Value value) {
    for (;;) {
        {
            ByteLockGuard lock(thread, list);
            if (append_in_place(list, value)) [[likely]]
                return {};
        }
        TRY(list_reserve(thread, list, grown(list->size())));
    }
}

Result<List*> make_list_from(Thread& thread, std::span<const Value> items) {
    List* list = allocate_builtin<List>(thread, BuiltinType::List);
    if (items.empty()) return list;
    ListItems* storage = TRY(make_list_items(thread, items.size()));
    for (size_t i = 0; i < items.size(); ++i) storage->items_[i].init(items[i]);
    write_barrier(storage);
    list->size_ = items.size();
    list->items_.set(list, storage);
    return list;
}

Result<ListItems*> list_snapshot(Thread& thread, List* list, size_t start, size_t count, size_t* copied) {
    ListItems* copy = TRY(make_list_items(thread, count));
    bool whole = true;
    {
        ByteLockGuard lock(thread, list);
        size_t size = list->size_;
        *copied = start >= size ? 0 : std::min(count, size - start);
        if (*copied) whole = copy_values(thread, copy->items_, list->items_.get()->items_ + start, *copied);
        write_barrier(copy);
    }
    if (!whole) return raise_stopped(thread);
    return copy;
}

Result<List*> list_slice(Thread& thread, List* list, size_t start, size_t count) {
    List* made = allocate_builtin<List>(thread, BuiltinType::List);
    if (count == 0) return made;
    size_t copied = 0;
    ListItems* items = TRY(list_snapshot(thread, list, start, count, &copied));
    made->size_ = copied;
    made->items_.set(made, items);
    return made;
}

Result<void> list_extend_values(Thread& thread, List* list, const Cell* owner, const Field<Value>* values,
                                size_t count) {
    (void)owner;  // keeps the values alive
    for (;;) {
        size_t size = list->size();
        ListItems* items = list->items_.get();
        if (!items || items->capacity_ < size + count) {
            TRY(list_reserve(thread, list, std::max(size + count, items ? grown(size) : 0)));
            continue;
        }
        ByteLockGuard lock(thread, list);
        if (list->items_.get() != items || items->capacity_ - list->size_ < count) continue;
        bool whole = copy_values(thread, items->items_ + list->size_, values, count);
        write_barrier(items);
        if (!whole) {
            clear_values(items->items_ + list->size_, count);
            break;
        }
        __atomic_store_n(&list->size_, list->size_ + count, __ATOMIC_RELEASE);
        return {};
    }
    return raise_stopped(thread);
}

Result<void> list_extend_py(Thread& thread, List* list, Value iterable) {
    if (iterable.is<List>()) {
        List* other = iterable.to<List>();
        size_t count = other->size(), copied = 0;
        if (count == 0) return {};
        ListItems* items = other->items_.get();
        if (!thread.gil_on || other == list || !items) items = TRY(list_snapshot(thread, other, 0, count, &copied));
        else copied = count;
        // Growing may let another thread in: `items` is then what the other list was.
        size_t whole = 0;
        while (whole < copied && !items->items_[whole].get_relaxed().is_nothing()) {
            if (++whole % kBulkSlice == 0 && stop_asked(thread)) return raise_stopped(thread);
        }
        return list_extend_values(thread, list, items, items->items_, whole);
    }
    if (iterable.is<Tuple>()) {
        Tuple* other = iterable.to<Tuple>();
        return list_extend_values(thread, list, other, other->items_, other->size());
    }
    Snapshot snapshot;
    if (TRY(snapshot_elements(thread, iterable, &snapshot)))
        return list_extend_values(thread, list, snapshot.items, snapshot.items->items_, snapshot.count);
    Value iterator = TRY(iterate_py(thread, iterable));
    int64_t hint = TRY(length_hint_py(thread, iterable, 0));
    // A hint beyond memory is a MemoryError at once, not after minutes of growing.
    if (hint > 0) TRY(list_reserve(thread, list, list->size() + static_cast<size_t>(hint)));
    for (;;) {
        Value item = TRY(next_py(thread, iterator));
        if (item.is_unbound()) return {};
        TRY(list_append(thread, list, item));
        TRY(thread.poll());
    }
}

Result<List*> make_list_from_py(Thread& thread, Value iterable) {
    List* list = allocate_builtin<List>(thread, BuiltinType::List);
    TRY(list_extend_py(thread, list, iterable));
    return list;
}

}  // namespace krait::core

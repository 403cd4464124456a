// What C++ code does with tuples. Methods: tuple_methods.cpp.
#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/type.h"
#include "runtime/objects/words.h"
#include "runtime/operations.h"

namespace krait::core {

static_assert(sizeof(Tuple) + 1000 * sizeof(Value) <= kLargestSmall);

Result<ValueArray*> make_value_array(Thread& thread, size_t capacity) { return ValueArray::make(thread, capacity); }

Tuple* make_tuple(Thread& thread, std::span<const Value> items) {
    if (items.empty()) return thread.interpreter->empty_tuple.get_relaxed();
    auto* tuple = allocate<Tuple>(thread, shape_of(BuiltinType::Tuple), items.size() * sizeof(Value));
    tuple->size_ = items.size();
    for (size_t i = 0; i < items.size(); ++i) tuple->items_[i].init(items[i]);
    return tuple;
}

Tuple* make_tuple(Thread& thread, std::initializer_list<Value> items) {
    return make_tuple(thread, std::span<const Value>(items.begin(), items.size()));
}

Result<Tuple*> make_tuple_sized(Thread& thread, size_t size) {
    if (size == 0) return thread.interpreter->empty_tuple.get_relaxed();
    if (size > SIZE_MAX / 32) return raise(thread, Exc::MemoryError, "");
    auto* tuple = TRY(allocate_sized<Tuple>(thread, shape_of(BuiltinType::Tuple), size * sizeof(Value)));
    tuple->size_ = size;
    bool whole = in_slices(
        thread, size,
        [&](size_t begin, size_t end) {
            for (; begin < end; ++begin) tuple->items_[begin].init(Value::none());
        },
        kBulkSlice / sizeof(Value));
    if (!whole) return raise_stopped(thread);
    return tuple;
}

Result<Tuple*> list_to_tuple(Thread& thread, List* list) {
    for (;;) {
        size_t size = list->size();
        Tuple* tuple = TRY(make_tuple_sized(thread, size));
        ListItems* items = list->items_.get();
        if (list->size() != size || (size && (!items || items->capacity_ < size))) continue;
        size_t count = 0;
        for (; count < size; ++count) {
            Value item = items->items_[count].get();
            if (item.is_nothing()) break;  // shortened just now by another thread
            tuple->items_[count].init(item);
            if (count % 0x10000 == 0xffff && stop_asked(thread)) return raise_stopped(thread);
        }
        if (size) write_barrier(tuple);
        if (count == size) return tuple;
    }
}

Result<Tuple*> make_tuple_from_py(Thread& thread, Value iterable) {
    if (iterable.is<Tuple>()) return iterable.to<Tuple>();
    if (iterable.is<List>()) return list_to_tuple(thread, iterable.to<List>());
    List* list = TRY(make_list_from_py(thread, iterable));
    return list_to_tuple(thread, list);
}

}  // namespace krait::core

// class list. Library Reference: Lists; Mutable Sequence Types.
//
// What calls Python code (comparisons) reads the list anew at each step: it may be changed by then.
#include <algorithm>

#include "runtime/names.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/list_parts.h"
#include "runtime/objects/native_arguments.h"
#include "runtime/objects/sequence_parts.h"
#include "runtime/objects/str.h"
#include "runtime/objects/words.h"

namespace krait::core {

namespace {

Result<List*> fresh_list(Thread& thread, size_t size) {
    List* list = allocate_builtin<List>(thread, BuiltinType::List);
    if (size) TRY(list_reserve(thread, list, size));
    return list;
}

Result<Value> construct_list(Thread& thread, Type* type, const CallArguments&) {
    return Value(allocate_instance(thread, type));
}

void clear_list(Thread& thread, List* list) {
    ByteLockGuard lock(thread, list);
    __atomic_store_n(&list->size_, size_t{0}, __ATOMIC_RELEASE);
    list->items_.set(list, nullptr);
}

Result<void> initialize_list(Thread& thread, Value self, const CallArguments& arguments) {
    List* list = self.to<List>();
    if (type_of(thread, self) == thread.interpreter->type(BuiltinType::List) ||
        type_of(thread, self)->slots.construct == construct_list)
        TRY(no_keywords(thread, "list", arguments));
    TRY(between(thread, "list", arguments, 0, 1));
    if (list->size() > 0) clear_list(thread, list);
    if (arguments.positional == 0) return {};
    return list_extend_py(thread, list, arguments[0]);
}

Result<Value> repr_list(Thread& thread, Value self) {
    List* list = self.to<List>();
    if (list->size() == 0) return Value(TRY(make_str(thread, "[]")));
    ReprGuard guard(thread, self);
    if (guard.recursive()) return Value(TRY(make_str(thread, "[...]")));
    StrBuilder text(thread);
    text.add_ascii("[");
    for (size_t i = 0; i < list->size(); ++i) {
        Value item = list->get(i);
        if (item.is_nothing()) break;
        if (i > 0) text.add_ascii(", ");
        TRY(text.add(TRY(repr_py(thread, item))));
        TRY(thread.poll());
    }
    text.add_ascii("]");
    return Value(TRY(text.finish()));
}

Result<int64_t> length_list(Thread&, Value self) { return static_cast<int64_t>(self.to<List>()->size()); }

Result<bool> contains_list(Thread& thread, Value self, Value item) {
    List* list = self.to<List>();
    for (size_t i = 0;; ++i) {
        Value each = list->get(i);
        if (each.is_nothing()) return false;
        if (each == item) return true;
        if (!both_small(each, item) && TRY(equal_py(thread, each, item))) return true;
        TRY(thread.poll());
    }
}

// ---- slices ----

Result<Value> get_slice(Thread& thread, List* list, Slice* slice) {
    SliceParts parts = TRY(slice_parts_py(thread, slice));
    SliceBounds bounds = slice_bounds(parts, static_cast<int64_t>(list->size()));
    if (bounds.step == 1)
        return Value(
            TRY(list_slice(thread, list, static_cast<size_t>(bounds.start), static_cast<size_t>(bounds.length))));
    List* result = TRY(fresh_list(thread, static_cast<size_t>(bounds.length)));
    ListItems* items = result->items_.get();
    int64_t count = 0;
    for (int64_t at = bounds.start; count < bounds.length; ++count, at += bounds.step) {
        Value item = list->get(static_cast<size_t>(at));
        if (item.is_nothing()) break;  // shortened by another thread
        items->items_[count].set(items, item);
        if (count % 0x4000 == 0x3fff && stop_asked(thread)) return raise_stopped(thread);
    }
    result->size_ = static_cast<size_t>(count);
    return Value(result);
}

// list[start:end] = values. The list may have another length by the time the lock is held: clamped then.
Result<void> splice(Thread& thread, List* list, size_t start, size_t end, const Cell* owner, const Field<Value>* values,
                    size_t count) {
    (void)owner;
    for (;;) {
        size_t size = list->size();
        size_t new_size = size - (std::min(end, size) - std::min(start, size)) + count;
        ListItems* items = list->items_.get();
        if (!items || items->capacity_ < new_size) {
            if (new_size == 0) return {};
            TRY(list_reserve(thread, list, new_size > size ? new_size + new_size / 2 : new_size));
            continue;
        }
        ByteLockGuard lock(thread, list);
        if (list->items_.get() != items || list->size_ != size) continue;
        start = std::min(start, size);
        end = std::max(start, std::min(end, size));
        Field<Value>* base = items->items_;
        if (end - start != count) move_values(thread, base + start + count, base + end, size - end);
        move_values(thread, base + start, values, count);
        if (new_size < size) clear_values(base + new_size, size - new_size);
        write_barrier(items);
        __atomic_store_n(&list->size_, new_size, __ATOMIC_RELEASE);
        return {};
    }
}

Result<void> delete_stepped(Thread& thread, List* list, SliceBounds bounds) {
    if (bounds.length == 0) return {};
    if (bounds.step < 0) {
        bounds.start += bounds.step * (bounds.length - 1);
        bounds.step = -bounds.step;
    }
    ByteLockGuard lock(thread, list);
    ListItems* items = list->items_.get();
    auto size = static_cast<int64_t>(list->size_);
    int64_t to = bounds.start, deleted = 0;
    for (int64_t from = bounds.start; from < size; ++from) {
        if (deleted < bounds.length && from == bounds.start + deleted * bounds.step) {
            ++deleted;
            continue;
        }
        items->items_[to++].set(items, items->items_[from].get_relaxed());
    }
    if (to >= size) return {};
    clear_values(items->items_ + to, static_cast<size_t>(size - to));
    __atomic_store_n(&list->size_, static_cast<size_t>(to), __ATOMIC_RELEASE);
    return {};
}

// The new items of a slice assignment, as a cell that nobody else changes.
Result<Tuple*> items_to_assign(Thread& thread, Value value, const char* message) {
    if (value.is<Tuple>()) return value.to<Tuple>();
    if (!value.is<List>() && !type_of(thread, value)->slots.iterate && !type_of(thread, value)->slots.get_item)
        return raise(thread, Exc::TypeError, "{}", message);
    return make_tuple_from_py(thread, value);
}

Result<void> set_slice(Thread& thread, List* list, Slice* slice, Value value) {
    Tuple* items = value.is_nothing() ? thread.interpreter->empty_tuple.get_relaxed()
                                      : TRY(items_to_assign(thread, value, "must assign iterable to extended slice"));
    SliceParts parts = TRY(slice_parts_py(thread, slice));
    SliceBounds bounds = slice_bounds(parts, static_cast<int64_t>(list->size()));
    if (bounds.step == 1) {
        auto start = static_cast<size_t>(bounds.start);
        return splice(thread, list, start, start + static_cast<size_t>(bounds.length), items, items->items_,
                      items->size());
    }
    if (value.is_nothing()) return delete_stepped(thread, list, bounds);
    if (static_cast<int64_t>(items->size()) != bounds.length)
        return raise(thread, Exc::ValueError, "attempt to assign sequence of size {} to extended slice of size {}",
                     items->size(), bounds.length);
    ByteLockGuard lock(thread, list);
    ListItems* storage = list->items_.get();
    for (int64_t i = 0, at = bounds.start; i < bounds.length; ++i, at += bounds.step) {
        if (static_cast<size_t>(at) < list->size_) storage->items_[at].set(storage, (*items)[static_cast<size_t>(i)]);
    }
    return {};
}

// ---- items ----

Result<Value> get_item_list(Thread& thread, Value self, Value key) {
    List* list = self.to<List>();
    if (key.is<Slice>()) return get_slice(thread, list, key.to<Slice>());
    int64_t index = TRY(sequence_index_py(thread, key, "list"));
    if (index < 0) index += static_cast<int64_t>(list->size());
    Value item = list->get(static_cast<size_t>(index));
    if (item.is_nothing()) return raise(thread, Exc::IndexError, "list index out of range");
    return item;
}

// Takes one item out. Under the lock.
Value remove_at(const Thread& thread, List* list, size_t index) {
    ListItems* items = list->items_.get();
    Value item = items->items_[index].get_relaxed();
    size_t last = list->size_ - 1;
    if (index != last) {
        move_values(thread, items->items_ + index, items->items_ + index + 1, last - index);
        write_barrier(items);
    }
    items->items_[last].set_immediate(Value::nothing());
    __atomic_store_n(&list->size_, last, __ATOMIC_RELEASE);
    return item;
}

Result<void> set_item_list(Thread& thread, Value self, Value key, Value value) {
    List* list = self.to<List>();
    if (key.is<Slice>()) return set_slice(thread, list, key.to<Slice>(), value);
    int64_t index = TRY(sequence_index_py(thread, key, "list"));
    {
        ByteLockGuard lock(thread, list);
        if (index < 0) index += static_cast<int64_t>(list->size_);
        if (static_cast<uint64_t>(index) < list->size_) {
            ListItems* items = list->items_.get();
            if (value.is_nothing()) remove_at(thread, list, static_cast<size_t>(index));
            else items->items_[index].set(items, value);
            return {};
        }
    }
    return raise(thread, Exc::IndexError, "list assignment index out of range");
}

// ---- operators ----

Result<Value> concat_list(Thread& thread, Value left, Value right) {
    List *first = left.to<List>(), *second = as_kind<List>(thread, right);
    if (!second)
        return raise(thread, Exc::TypeError, "can only concatenate list (not \"{}\") to list", type_of(thread, right));
    constexpr size_t kCopiedUnderLock = 4096;
    size_t most = first->size() + second->size();
    List* result;
    if (most <= kCopiedUnderLock) {
        result = allocate_builtin<List>(thread, BuiltinType::List);
        if (most == 0) return Value(result);
        ListItems* items = TRY(make_list_items(thread, most));
        size_t size = 0;
        for (List* each : {first, second}) {
            ByteLockGuard lock(thread, each);
            size_t count = std::min(each->size_, most - size);
            if (count) move_values(thread, items->items_ + size, each->items_.get()->items_, count);
            size += count;
        }
        write_barrier(items);
        result->size_ = size;
        result->items_.set(result, items);
        return Value(result);
    }
    result = TRY(fresh_list(thread, most));
    // An instance of a subclass need not iterate as a list does.
    if (!left.is<List>()) first = TRY(list_slice(thread, first, 0, first->size()));
    TRY(list_extend_py(thread, result, Value(first)));
    if (!right.is<List>()) second = TRY(list_slice(thread, second, 0, second->size()));
    TRY(list_extend_py(thread, result, Value(second)));
    return Value(result);
}

// Doubles what is there, until it is enough.
Result<void> fill_by_doubling(Thread& thread, ListItems* items, size_t filled, size_t total) {
    while (filled < total) {
        size_t count = std::min({filled, total - filled, size_t{1} << 16});
        move_values(thread, items->items_ + filled, items->items_, count);
        write_barrier(items);
        filled += count;
        TRY(thread.poll());
    }
    return {};
}

Result<ListItems*> repeated_items(Thread& thread, List* list, size_t times, size_t* total) {
    size_t size = list->size(), copied = 0;
    ListItems* items = TRY(make_list_items(thread, size * times));
    bool whole = true;
    {
        ByteLockGuard lock(thread, list);
        copied = std::min(size, list->size_);
        if (copied) whole = copy_values(thread, items->items_, list->items_.get()->items_, copied);
        write_barrier(items);
    }
    if (!whole) return raise_stopped(thread);
    *total = copied * times;
    if (copied) TRY(fill_by_doubling(thread, items, copied, *total));
    return items;
}

Result<Value> repeat_list(Thread& thread, Value self, Value count) {
    List* list = self.to<List>();
    size_t times = TRY(repeat_count_py(thread, count, list->size()));
    List* result = allocate_builtin<List>(thread, BuiltinType::List);
    if (times == 0) return Value(result);
    size_t total = 0;
    ListItems* items = TRY(repeated_items(thread, list, times, &total));
    result->size_ = total;
    result->items_.set(result, items);
    return Value(result);
}

Result<Value> inplace_concat_list(Thread& thread, Value self, Value other) {
    TRY(list_extend_py(thread, self.to<List>(), other));
    return self;
}

Result<Value> inplace_repeat_list(Thread& thread, Value self, Value count) {
    List* list = self.to<List>();
    size_t times = TRY(repeat_count_py(thread, count, list->size()));
    if (times == 0) {
        clear_list(thread, list);
    } else if (times > 1) {
        size_t total = 0;
        ListItems* items = TRY(repeated_items(thread, list, times, &total));
        ByteLockGuard lock(thread, list);
        list->items_.set(list, items);
        __atomic_store_n(&list->size_, total, __ATOMIC_RELEASE);
    }
    return self;
}

Result<Value> compare_list(Thread& thread, Value left, Value right, CompareOp op) {
    List *first = as_kind<List>(thread, left), *second = as_kind<List>(thread, right);
    if (!first || !second) return Value::not_implemented();
    bool equality = op == CompareOp::Eq || op == CompareOp::Ne;
    if (equality && first->size() != second->size()) return Value::boolean(op == CompareOp::Ne);
    for (size_t i = 0;; ++i) {
        Value a = first->get(i), b = second->get(i);
        if (a.is_nothing() || b.is_nothing()) break;
        if (a == b) {
            if (i % 0x4000 == 0x3fff) TRY(thread.poll());
            continue;
        }
        if (both_small(a, b) || !TRY(equal_py(thread, a, b))) {
            // The comparison may have changed the lists: then their lengths decide.
            if (i >= first->size() || i >= second->size()) break;
            if (equality) return Value::boolean(op == CompareOp::Ne);
            return compare_py(thread, op, a, b);
        }
        TRY(thread.poll());
    }
    return Value::boolean(compare_lengths(op, first->size(), second->size()));
}

Result<Value> iterate_list(Thread& thread, Value self) {
    auto* iterator = allocate_builtin<ListIterator>(thread, BuiltinType::ListIterator);
    iterator->list.init(self);
    return Value(iterator);
}

// ---- methods ----

METHOD(List, append, "append(self, object, /)", "Append object to the end of the list.") {
    TRY(list_append(thread, self, args[0]));
    return none();
}

METHOD(List, extend, "extend(self, iterable, /)", "Extend list by appending elements from the iterable.") {
    TRY(list_extend_py(thread, self, args[0]));
    return none();
}

// insert() clamps the index; it never raises IndexError.
METHOD(List, insert, "insert(self, index, object, /)", "Insert object before index.") {
    int64_t index = TRY(index_int64_py(thread, args[0]));
    for (;;) {
        size_t size = self->size();
        ListItems* items = self->items_.get();
        if (!items || items->capacity_ <= size) {
            TRY(list_reserve(thread, self, size + size / 2 + 3));
            continue;
        }
        ByteLockGuard lock(thread, self);
        if (self->items_.get() != items || self->size_ >= items->capacity_) continue;
        auto length = static_cast<int64_t>(self->size_);
        int64_t at = index < 0 ? std::max<int64_t>(index + length, 0) : std::min(index, length);
        move_values(thread, items->items_ + at + 1, items->items_ + at, static_cast<size_t>(length - at));
        items->items_[at].set(items, args[1]);
        __atomic_store_n(&self->size_, static_cast<size_t>(length + 1), __ATOMIC_RELEASE);
        return none();
    }
}

METHOD(
    List, pop, "pop(self, index=-1, /)",
    "Remove and return item at index (default last).\n\nRaises IndexError if list is empty or index is out of range.") {
    int64_t index = args[0].is_small() ? args[0].as_small() : TRY(index_int64_py(thread, args[0]));
    bool empty;
    {
        ByteLockGuard lock(thread, self);
        if (index < 0) index += static_cast<int64_t>(self->size_);
        if (static_cast<uint64_t>(index) < self->size_) return remove_at(thread, self, static_cast<size_t>(index));
        empty = self->size_ == 0;
    }
    return raise(thread, Exc::IndexError, "{}", empty ? "pop from empty list" : "pop index out of range");
}

METHOD(List, remove, "remove(self, value, /)",
       "Remove first occurrence of value.\n\nRaises ValueError if the value is not present.") {
    for (size_t i = 0;; ++i) {
        Value item = self->get(i);
        if (item.is_nothing()) return raise(thread, Exc::ValueError, "list.remove(x): x not in list");
        if (TRY(equal_py(thread, item, args[0]))) {
            ByteLockGuard lock(thread, self);
            if (i < self->size_) remove_at(thread, self, i);
            return none();
        }
        TRY(thread.poll());
    }
}

METHOD(List, clear, "clear(self, /)", "Remove all items from list.") {
    clear_list(thread, self);
    return none();
}

METHOD(List, copy, "copy(self, /)", "Return a shallow copy of the list.") {
    return Value(TRY(list_slice(thread, self, 0, self->size())));
}

METHOD(List, index, "index(self, value, start=0, stop=?, /)",
       "Return first index of value.\n\nRaises ValueError if the value is not present.") {
    auto length = static_cast<int64_t>(self->size());
    int64_t start = TRY(search_bound_py(thread, args[1], length))
    , stop = TRY(search_bound_py(thread, args[2], length));
    for (int64_t i = start; i < stop; ++i) {
        Value item = self->get(static_cast<size_t>(i));
        if (item.is_nothing()) break;
        if (TRY(equal_py(thread, item, args[0]))) return Value::small(i);
        TRY(thread.poll());
    }
    return raise(thread, Exc::ValueError, "list.index(x): x not in list");
}

METHOD(List, count, "count(self, value, /)", "Return number of occurrences of value.") {
    int64_t count = 0;
    for (size_t i = 0;; ++i) {
        Value item = self->get(i);
        if (item.is_nothing()) return Value::small(count);
        if (TRY(equal_py(thread, item, args[0]))) ++count;
        TRY(thread.poll());
    }
}

METHOD(List, sort, "sort(self, /, *, key=None, reverse=False)",
       "Sort the list in ascending order and return None.\n\nThe sort is in-place (i.e. the list itself is modified) "
       "and stable (i.e. "
       "the\norder of two equal elements is maintained).\n\nIf a key function is given, apply it once to each list "
       "item and sort "
       "them,\nascending or descending, according to their function values.\n\nThe reverse flag can be set to sort in "
       "descending order.") {
    TRY(list_sort_py(thread, self, args[0], TRY(truth_py(thread, args[1]))));
    return none();
}

METHOD(List, reverse, "reverse(self, /)", "Reverse *IN PLACE*.") {
    ByteLockGuard lock(thread, self);
    ListItems* items = self->items_.get();
    for (size_t i = 0, j = self->size_; i + 1 < j; ++i) {
        --j;
        Value first = items->items_[i].get_relaxed();
        items->items_[i].set_immediate(items->items_[j].get_relaxed());
        items->items_[j].set_immediate(first);
    }
    if (items) write_barrier(items);
    return none();
}

METHOD(List, __reversed__, "__reversed__(self, /)", "Return a reverse iterator over the list.") {
    auto* iterator = static_cast<ListReverseIterator*>(
        allocate_instance(thread, thread.interpreter->type(BuiltinType::ListReverseIterator)));
    iterator->list.set(iterator, Value(self));
    iterator->index = static_cast<int64_t>(self->size()) - 1;
    return Value(iterator);
}

METHOD(List, __sizeof__, "__sizeof__(self, /)", "Return the size of the list in memory, in bytes.") {
    ListItems* items = self->items_.get();
    return Value::small(
        static_cast<int64_t>(sizeof(List) + (items ? sizeof(ListItems) + items->capacity_ * sizeof(Value) : 0)));
}

CLASS_METHOD(List, __class_getitem__, "__class_getitem__(cls, object, /)", "See PEP 585") {
    return make_generic_alias(thread, Value(self), args[0]);
}

constexpr Slots list_slots() {
    Slots slots;
    slots.repr = repr_list;
    slots.length = length_list;
    slots.get_item = get_item_list;
    slots.set_item = set_item_list;
    slots.contains = contains_list;
    slots.iterate = iterate_list;
    slots.concat = concat_list;
    slots.repeat = repeat_list;
    slots.inplace_concat = inplace_concat_list;
    slots.inplace_repeat = inplace_repeat_list;
    slots.compare = compare_list;
    slots.construct = construct_list;
    slots.initialize = initialize_list;
    return slots;
}

}  // namespace

const TypeSpec List::spec = {
    .name = "list",
    .doc = "Built-in mutable sequence.\n\nIf no argument is given, the constructor creates a new empty list.\n"
           "The argument must be an iterable if specified.",
    .size = sizeof(List),
    .layout = Layout::List,
    .flags = type_flag::kSubclassable | type_flag::kSequencePattern | type_flag::kMatchSelf,
    .slots = list_slots(),
    .methods = {&List_append, &List_extend, &List_insert, &List_pop, &List_remove, &List_clear, &List_copy, &List_index,
                &List_count, &List_sort, &List_reverse, &List___reversed__, &List___sizeof__, &List___class_getitem__},
    .signature = "list(iterable=(), /)",
};

// ---- iterators ----

namespace {

Result<Value> self_iterator(Thread&, Value self) { return self; }

Result<Value> next_of_list(Thread& thread, Value self) {
    auto* iterator = self.to<ListIterator>();
    ByteLockGuard guard(thread, iterator);
    Value list = iterator->list.get();
    if (list.is_none()) return Value::unbound();
    uint64_t index = load_relaxed(iterator->index);
    Value item = list.to<List>()->get(index);
    if (item.is_nothing()) {
        iterator->list.set_immediate(Value::none());
        return Value::unbound();
    }
    store_relaxed(iterator->index, index + 1);
    return item;
}

METHOD(ListIterator, __length_hint__, "__length_hint__(self, /)",
       "Private method returning an estimate of len(list(it)).") {
    Value list = self->list.get();
    if (list.is_none()) return Value::small(0);
    auto left = static_cast<int64_t>(list.to<List>()->size()) - static_cast<int64_t>(load_relaxed(self->index));
    return Value::small(std::max<int64_t>(left, 0));
}

METHOD(ListIterator, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    Value list = self->list.get();
    if (list.is_none()) return reduce_as_call(thread, "iter", Value(make_list(thread)));
    return reduce_as_call(thread, "iter", list, Value::small(static_cast<int64_t>(load_relaxed(self->index))));
}

METHOD(ListIterator, __setstate__, "__setstate__(self, state, /)", "Set state information for unpickling.") {
    int64_t index = TRY(state_index_py(thread, args[0]));
    ByteLockGuard guard(thread, self);
    if (!self->list.get().is_none()) store_relaxed(self->index, static_cast<uint64_t>(std::max<int64_t>(index, 0)));
    return none();
}

Result<Value> next_of_list_reverse(Thread& thread, Value self) {
    auto* iterator = self.to<ListReverseIterator>();
    ByteLockGuard guard(thread, iterator);
    Value list = iterator->list.get();
    if (list.is_none()) return Value::unbound();
    int64_t index = iterator->index;
    Value item = index >= 0 ? list.to<List>()->get(static_cast<size_t>(index)) : Value::nothing();
    if (item.is_nothing()) {
        iterator->list.set_immediate(Value::none());
        iterator->index = -1;
        return Value::unbound();
    }
    iterator->index = index - 1;
    return item;
}

METHOD(ListReverseIterator, __length_hint__, "__length_hint__(self, /)",
       "Private method returning an estimate of len(list(it)).") {
    Value list = self->list.get();
    int64_t left = self->index + 1;
    if (list.is_none() || static_cast<int64_t>(list.to<List>()->size()) < left) left = 0;
    return Value::small(left);
}

METHOD(ListReverseIterator, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    Value list = self->list.get();
    if (list.is_none()) return reduce_as_call(thread, "iter", Value(make_list(thread)));
    return reduce_as_call(thread, "reversed", list, Value::small(self->index));
}

METHOD(ListReverseIterator, __setstate__, "__setstate__(self, state, /)", "Set state information for unpickling.") {
    int64_t index = TRY(state_index_py(thread, args[0]));
    Value list = self->list.get();
    if (list.is_none()) return none();
    self->index = std::clamp<int64_t>(index, -1, static_cast<int64_t>(list.to<List>()->size()) - 1);
    return none();
}

void trace_list_reverse(Cell* cell, Tracer& tracer) { tracer.visit(static_cast<ListReverseIterator*>(cell)->list); }

}  // namespace

const TypeSpec ListIterator::spec = {
    .name = "list_iterator",
    .size = sizeof(ListIterator),
    .layout = Layout::ListIterator,
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = self_iterator, .next = next_of_list},
    .methods = {&ListIterator___length_hint__, &ListIterator___reduce__, &ListIterator___setstate__},
};

const TypeSpec ListReverseIterator::spec = {
    .name = "list_reverseiterator",
    .size = sizeof(ListReverseIterator),
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = self_iterator, .next = next_of_list_reverse},
    .methods = {&ListReverseIterator___length_hint__, &ListReverseIterator___reduce__,
                &ListReverseIterator___setstate__},
    .trace = trace_list_reverse,
};

}  // namespace krait::core

// The layouts of the built-in containers, and what C++ code does with them. Behaviour is in list.cpp, tuple.cpp, dict.cpp, set.cpp.
//
// With the GIL off readers take no lock: a table (items, entries) carries its own capacity, and a reader checks against that,
// never against the container's length; writers hold the object's byte lock. See design section 5.
#pragma once

#include <span>

#include "runtime/heap/roots.h"
#include "runtime/native.h"

namespace krait::core {

class Str;

// ---- tuple: values inline ----
class Tuple : public Object {
public:
    size_t size() const { return size_; }
    Value operator[](size_t i) const { return items_[i].get_relaxed(); }
    const Value* data() const { return reinterpret_cast<const Value*>(items_); }
    std::span<const Value> span() const { return {data(), size_}; }
    void init(size_t i, Value v) { items_[i].init(v); }  // only while building
    size_t size_;
    Field<Value> items_[0];
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Tuple, Tuple);

Tuple* make_tuple(Thread& thread, std::span<const Value> items);  // at most 1000 items: cannot fail
Tuple* make_tuple(Thread& thread, std::initializer_list<Value> items);
Result<Tuple*>
make_tuple_sized(Thread& thread,
                 size_t size);  // items None; fill with init() at once, before any collection point, or set
Result<Tuple*> make_tuple_from_py(Thread& thread, Value iterable);  // tuple(x)

// ---- internal array of values: roots.h ----
Result<ValueArray*> make_value_array(Thread& thread, size_t capacity);

// ---- list ----
class ListItems : public Cell {
public:
    uint64_t capacity_;
    Field<Value> items_[0];
};
KRAIT_LAYOUT(ListItems, ListItems);

class List : public Object {
public:
    size_t size() const { return __atomic_load_n(&size_, __ATOMIC_ACQUIRE); }
    // The item, or nothing when index is out of range (races included).
    Value get(size_t index) const {
        if (index >= size()) return Value::nothing();
        ListItems* items = items_.get();
        if (!items || index >= items->capacity_) return Value::nothing();  // null: emptied just now
        return items->items_[index].get();
    }
    size_t size_;
    Field<ListItems*> items_;  // null when empty and never grown
    static const TypeSpec spec;
};
KRAIT_LAYOUT(List, List);

List* make_list(Thread& thread, size_t capacity = 0);
Result<List*> make_list_from(Thread& thread, std::span<const Value> items);
Result<List*> make_list_from_py(Thread& thread, Value iterable);
Result<void> list_append(Thread& thread, List* list, Value value);
Result<void> list_extend_py(Thread& thread, List* list, Value iterable);
Result<void> list_sort_py(Thread& thread, List* list, Value key, bool reverse);
Result<Tuple*> list_to_tuple(Thread& thread, List* list);

// ---- dict: compact and ordered. Entries are append-only while a table lives; deleting clears the value ----
struct DictEntry {
    uint64_t hash;
    Field<Value> key;    // never changes once published
    Field<Value> value;  // nothing: deleted
};
class DictTable : public Cell {
public:
    uint8_t log2_size;    // of the index
    uint8_t index_bytes;  // 1, 2 or 4 bytes per index slot
    bool only_str_keys;   // all keys are exact str: lookups compare identity, hash, then text and run no Python code
    uint32_t capacity;    // entries that fit
    std::atomic<uint32_t> used;  // entries appended so far, deleted ones included
    std::atomic<uint32_t> live;  // entries with a value
    // No entry before `first` and none from `end` on has a value: so emptying a dict from either side is linear.
    std::atomic<uint32_t> first, end;
    // then: capacity entries, then 2^log2_size index slots (0 empty, i+1 entry i)
    DictEntry* entries() { return reinterpret_cast<DictEntry*>(this + 1); }
    uint8_t* index() { return reinterpret_cast<uint8_t*>(entries() + capacity); }
};
KRAIT_LAYOUT(DictTable, DictTable);

class Dict : public Object {
public:
    size_t size() const {
        DictTable* table = table_.get();
        return table ? table->live.load(std::memory_order_relaxed) : 0;
    }
    Field<DictTable*> table_;  // null: empty
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Dict, Dict);

Dict* make_dict(Thread& thread);
// Keys that are exact str: no Python code runs.
Value dict_get_str(Thread& thread, Dict* dict, Str* key);  // nothing if absent; key interned or hashed
Result<void> dict_set_str(Thread& thread, Dict* dict, Str* key, Value value);
Result<void> dict_set_str(Thread& thread, Dict* dict, std::string_view key, Value value);
bool dict_delete_str(Thread& thread, Dict* dict, Str* key);
// Any keys.
Result<Value> dict_get_py(Thread& thread, Dict* dict, Value key);  // Unbound if absent
Result<Value> dict_get_hashed_py(Thread& thread, Dict* dict, Value key, uint64_t hash);
Result<void> dict_set_py(Thread& thread, Dict* dict, Value key, Value value);
Result<bool> dict_delete_py(Thread& thread, Dict* dict, Value key);  // false if absent
Result<Value> dict_setdefault_py(Thread& thread, Dict* dict, Value key, Value value);
Result<Value> dict_pop_py(Thread& thread, Dict* dict, Value key);  // Unbound if absent
Result<Dict*> dict_copy(Thread& thread, Dict* dict);
Result<void> dict_update_py(Thread& thread, Dict* dict, Value mapping_or_pairs);
enum class OnDuplicate { Replace, Keep, Raise };
Result<void> dict_merge_py(Thread& thread, Dict* dict, Value mapping, OnDuplicate on_duplicate);
void dict_clear(Thread& thread, Dict* dict);
// The next live entry at or after *position; false at the end. Tolerates mutation (each entry is read whole).
bool dict_next(Dict* dict, size_t* position, Value* key, Value* value);
Result<List*> dict_keys_list(Thread& thread, Dict* dict);

// ---- set and frozenset: CPython's probe sequence, so that iteration order under hash seed 0 is the same ----
struct SetEntry {
    Field<Value> key;  // nothing: empty; Unbound: deleted
    uint64_t hash;
};
class SetTable : public Cell {
public:
    uint64_t mask;
    std::atomic<uint64_t> fill, used;  // slots that are not empty; those with a key
    std::atomic<uint64_t> adds;        // so far: tells whether a place that was looked up is still the right one
    SetEntry entries_[0];
};
KRAIT_LAYOUT(SetTable, SetTable);

class Set : public Object {  // frozenset too
public:
    size_t size() const {
        SetTable* table = table_.get();
        return table ? table->used.load(std::memory_order_relaxed) : 0;
    }
    Field<SetTable*> table_;  // null: as an empty one of eight entries
    uint64_t hash_;           // frozenset: 0 not computed
    uint64_t finger_;         // where pop() goes on
    static const TypeSpec spec;
    static const TypeSpec frozenset_spec;
};
KRAIT_LAYOUT(Set, Set);
inline bool is_any_set(Value v) {
    return v.is_cell() && (v.cell()->layout() == Layout::Set || v.cell()->layout() == Layout::Frozenset);
}

Set* make_set(Thread& thread);
Result<Set*> make_frozenset_from_py(Thread& thread, Value iterable);
Result<bool> set_add_py(Thread& thread, Set* set, Value value);  // true if it was new
Result<bool> set_contains_py(Thread& thread, Set* set, Value value);
Result<bool> set_discard_py(Thread& thread, Set* set, Value value);
Result<void> set_update_py(Thread& thread, Set* set, Value iterable);
bool set_next(Set* set, size_t* position, Value* value);

// ---- slice, range, cell variable ----
class Slice : public Object {
public:
    Field<Value> start, stop, step;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Slice, Slice);
Slice* make_slice(Thread& thread, Value start, Value stop, Value step);
struct SliceBounds {
    int64_t start, stop, step, length;
};
Result<SliceBounds> slice_bounds_py(Thread& thread, Slice* slice, int64_t length);  // slice.indices + the length

class Range : public Object {
public:
    Field<Value> start, stop, step, length;  // ints of any size
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Range, Range);

class CellVariable : public Object {
public:
    Field<Value> value;  // nothing: unbound
    static const TypeSpec spec;
};
KRAIT_LAYOUT(CellVariable, CellVariable);

// A list/tuple/range iterator's state, so that the VM's for-loop can step it in place. With the GIL off stepping takes the
// iterator's byte lock, unless `owned`: made by a for-loop of its own, in whose register nobody else finds it.
class ListIterator : public Object {
public:
    Field<Value> list;  // None when exhausted
    uint64_t index;
    bool owned;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(ListIterator, ListIterator);
class TupleIterator : public Object {
public:
    Field<Value> tuple;
    uint64_t index;
    bool owned;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(TupleIterator, TupleIterator);
class RangeIterator : public Object {  // small ints only; others use LongRangeIterator
public:
    int64_t next, step;
    uint64_t remaining;
    bool owned;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(RangeIterator, RangeIterator);

}  // namespace krait::core

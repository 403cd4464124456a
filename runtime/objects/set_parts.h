// The table of sets, shared by set.cpp, set_operations.cpp and set_methods.cpp.
//
//  1. Open addressing with CPython's sequence of probes: nine neighbours after the home slot where they fit, then the next by
//     perturbation. Growth, and what each operation does in which order, are CPython's too: iteration order is part of what
//     programs see, and equal under equal hashes.
//  2. A slot holds nothing, a key, or Unbound (deleted). It never becomes nothing again, and a deleted one may be taken over by a
//     key whose probes pass it. Readers take no lock: who needs key and hash together reads the key twice.
//  3. Writers hold the set's lock and check in it that the table is the same and nothing was added since they looked.
#pragma once

#include "runtime/objects/container_keys.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/dict_table.h"
#include "runtime/objects/type.h"
#include "runtime/threads/byte_lock.h"

namespace krait::core {

inline constexpr uint64_t kSetSmallestMask = 7;

// A set, frozenset, or instance of a subclass; else null.
inline Set* any_set(Thread& thread, Value value) {
    if (!value.is_cell()) return nullptr;
    Layout layout = value.cell()->layout();
    if (layout == Layout::NativeInstance) layout = type_of(thread, value)->native_base;
    return layout == Layout::Set || layout == Layout::Frozenset ? value.to<Set>() : nullptr;
}

inline bool is_live_key(Value key) { return !key.is_nothing() && !key.is_unbound(); }

Result<bool> set_add_hashed_py(Thread& thread, Set* set, Value key, uint64_t hash);
Result<bool> set_contains_hashed_py(Thread& thread, Set* set, Value key, uint64_t hash);
Result<bool> set_discard_hashed_py(Thread& thread, Set* set, Value key, uint64_t hash);
bool set_next_hashed(Set* set, size_t* position, Value* key, uint64_t* hash);
Result<void> resize_set(Thread& thread, Set* set, uint64_t least_used);

// An empty set or frozenset, exact.
Set* make_empty_set(Thread& thread, BuiltinType type);
BuiltinType base_set_type(Thread& thread, Value set);  // Set or Frozenset
Result<Set*> make_set_from_py(Thread& thread, BuiltinType type, Value iterable);
Result<Set*> copy_set(Thread& thread, Set* set);
void clear_set(Thread& thread, Set* set);
void swap_sets(Thread& thread, Set* set, Set* other);

Result<Set*> set_intersection_py(Thread& thread, Set* set, Value other);
Result<Set*> set_difference_py(Thread& thread, Set* set, Value other);
Result<Set*> set_symmetric_difference_py(Thread& thread, Set* set, Value other);
Result<void> set_difference_update_py(Thread& thread, Set* set, Value other);
Result<void> set_symmetric_difference_update_py(Thread& thread, Set* set, Value other);
Result<bool> set_is_disjoint_py(Thread& thread, Set* set, Value other);
Result<bool> set_is_subset_py(Thread& thread, Set* set, Set* other);
Result<int64_t> frozenset_hash_py(Thread& thread, Value self);

// As dict_next, with the hash that the dict keeps of the key.
bool dict_next_hashed(Dict* dict, size_t* position, Value* key, uint64_t* hash);

// body(key, hash) -> Result<bool> (false: stop) for each element of a set, key of an exact dict, item of any iterable.
template <typename Body>
Result<void> for_each_element_py(Thread& thread, Value iterable, Body&& body) {
    Value key;
    if (Set* set = any_set(thread, iterable)) {
        size_t position = 0;
        uint64_t hash;
        while (set_next_hashed(set, &position, &key, &hash)) {
            if (!TRY(body(key, hash))) return {};
            if (position % 1024 == 0) TRY(thread.poll());
        }
        return {};
    }
    if (iterable.is<Dict>()) {
        Dict* dict = iterable.to<Dict>();
        size_t position = 0;
        uint64_t hash;
        while (dict_next_hashed(dict, &position, &key, &hash)) {
            if (!TRY(body(key, hash))) return {};
            if (position % 1024 == 0) TRY(thread.poll());
        }
        return {};
    }
    return for_each_py(thread, iterable, [&](Value item) -> Result<bool> {
        return body(item, TRY(key_hash_py(thread, item, KeyUse::SetElement)));
    });
}

}  // namespace krait::core

// Set algebra (Library Reference, "Set Types").
#include "runtime/objects/set_parts.h"
#include "runtime/primitives/hash/combine.h"

namespace krait::core {

static Set* make_like(Thread& thread, Set* set) { return make_empty_set(thread, base_set_type(thread, Value(set))); }

// Elements come from the smaller set, or from the iterable in its order.
Result<Set*> set_intersection_py(Thread& thread, Set* set, Value other) {
    if (other == Value(set)) return copy_set(thread, set);
    Set* result = make_like(thread, set);
    Value source = other;
    Set* filter = set;
    if (Set* other_set = any_set(thread, other); other_set && other_set->size() > set->size()) {
        source = Value(set);
        filter = other_set;
    }
    TRY(for_each_element_py(thread, source, [&](Value key, uint64_t hash) -> Result<bool> {
        if (TRY(set_contains_hashed_py(thread, filter, key, hash))) TRY(set_add_hashed_py(thread, result, key, hash));
        return true;
    }));
    return result;
}

Result<void> set_difference_update_py(Thread& thread, Set* set, Value other) {
    if (other == Value(set)) {
        clear_set(thread, set);
        return {};
    }
    if (Set* other_set = any_set(thread, other); other_set && other_set->size() / 8 > set->size())
        other = Value(TRY(set_intersection_py(thread, set, other)));
    TRY(for_each_element_py(thread, other, [&](Value key, uint64_t hash) -> Result<bool> {
        TRY(set_discard_hashed_py(thread, set, key, hash));
        return true;
    }));
    // Once a quarter of the slots is used up by deleted elements, they go.
    SetTable* table = set->table_.get();
    if (!table) return {};
    uint64_t used = table->used.load(std::memory_order_relaxed);
    if (table->fill.load(std::memory_order_relaxed) - used <= table->mask / 4) return {};
    return resize_set(thread, set, used > 50000 ? used * 2 : used * 4);
}

Result<Set*> set_difference_py(Thread& thread, Set* set, Value other) {
    Set* other_set = any_set(thread, other);
    Dict* other_dict = other.as_if<Dict>();
    size_t other_size = other_set ? other_set->size() : other_dict ? other_dict->size() : 0;
    if ((!other_set && !other_dict) || set->size() / 4 > other_size) {
        Set* result = TRY(copy_set(thread, set));
        TRY(set_difference_update_py(thread, result, other));
        return result;
    }
    Set* result = make_like(thread, set);
    TRY(for_each_element_py(thread, Value(set), [&](Value key, uint64_t hash) -> Result<bool> {
        bool there = other_set ? TRY(set_contains_hashed_py(thread, other_set, key, hash))
                               : !TRY(dict_get_hashed_py(thread, other_dict, key, hash))
                               .is_unbound();
                               if (!there) TRY(set_add_hashed_py(thread, result, key, hash));
                               return true;
    }));
    return result;
}

Result<void> set_symmetric_difference_update_py(Thread& thread, Set* set, Value other) {
    if (other == Value(set)) {
        clear_set(thread, set);
        return {};
    }
    if (!any_set(thread, other) && !other.is<Dict>())
        other = Value(TRY(make_set_from_py(thread, base_set_type(thread, Value(set)), other)));
    return for_each_element_py(thread, other, [&](Value key, uint64_t hash) -> Result<bool> {
        if (!TRY(set_discard_hashed_py(thread, set, key, hash))) TRY(set_add_hashed_py(thread, set, key, hash));
        return true;
    });
}

Result<Set*> set_symmetric_difference_py(Thread& thread, Set* set, Value other) {
    Set* result = TRY(make_set_from_py(thread, base_set_type(thread, Value(set)), other));
    TRY(set_symmetric_difference_update_py(thread, result, Value(set)));
    return result;
}

Result<bool> set_is_disjoint_py(Thread& thread, Set* set, Value other) {
    if (other == Value(set)) return set->size() == 0;
    Value source = other;
    Set* filter = set;
    if (Set* other_set = any_set(thread, other); other_set && other_set->size() > set->size()) {
        source = Value(set);
        filter = other_set;
    }
    bool disjoint = true;
    TRY(for_each_element_py(thread, source, [&](Value key, uint64_t hash) -> Result<bool> {
        disjoint = !TRY(set_contains_hashed_py(thread, filter, key, hash));
        return disjoint;
    }));
    return disjoint;
}

Result<bool> set_is_subset_py(Thread& thread, Set* set, Set* other) {
    if (set->size() > other->size()) return false;
    bool subset = true;
    TRY(for_each_element_py(thread, Value(set), [&](Value key, uint64_t hash) -> Result<bool> {
        subset = TRY(set_contains_hashed_py(thread, other, key, hash));
        return subset;
    }));
    return subset;
}

Result<int64_t> frozenset_hash_py(Thread& thread, Value self) {
    Set* set = self.to<Set>();
    uint64_t known = __atomic_load_n(&set->hash_, __ATOMIC_RELAXED);
    if (known != 0) return static_cast<int64_t>(known);
    FrozensetHash combined;
    size_t position = 0;
    Value key;
    uint64_t hash;
    while (set_next_hashed(set, &position, &key, &hash)) {
        combined.add(static_cast<int64_t>(hash));
        if (position % 0x10000 == 0xffff) TRY(thread.poll());
    }
    int64_t result = combined.finish();
    __atomic_store_n(&set->hash_, static_cast<uint64_t>(result), __ATOMIC_RELAXED);
    return result;
}

}  // namespace krait::core

// What C++ code does with dicts. The rules of the table are in dict_table.h.
#include "runtime/bulk.h"
#include "runtime/names.h"
#include "runtime/objects/dict_table.h"
#include "runtime/objects/type.h"

namespace krait::core {

Dict* make_dict(Thread& thread) { return allocate_builtin<Dict>(thread, BuiltinType::Dict); }

// ---- exact str keys ----

// The hash of a flat str, or of one that can be flattened. Nothing is raised: keys that C++ code uses are no ropes.
static bool hash_of(Thread& thread, Str* key, uint64_t* hash) {
    *hash = __atomic_load_n(&key->hash_, __ATOMIC_RELAXED);
    if (*hash != 0 && key->flat()) [[likely]]
        return true;
    Result<uint64_t> slow = key_hash_slow_py(thread, Value(key), KeyUse::DictKey);
    if (slow.failed()) return false;
    *hash = slow.value();
    return true;
}

Value dict_get_str(Thread& thread, Dict* dict, Str* key) {
    DictTable* table = dict->table_.get();
    uint64_t hash;
    if (!table || !hash_of(thread, key, &hash)) return Value::nothing();
    DictEntry* entry = find_str_entry(table, key, hash);
    return entry ? entry->value.get() : Value::nothing();
}

// The whole of it under the lock, as no Python code runs.
static Result<void> set_str(Thread& thread, Dict* dict, Str* key, uint64_t hash, Value value) {
    for (;;) {
        DictTable* table = dict->table_.get();
        {
            ByteLockGuard lock(thread, dict);
            table = dict->table_.get();
            if (table) {
                if (DictEntry* entry = find_str_entry(table, key, hash)) {
                    entry->value.set(table, value);
                    return {};
                }
                if (table->used.load(std::memory_order_relaxed) < table->capacity) {
                    append_dict_entry(table, Value(key), hash, value);
                    return {};
                }
            }
        }
        TRY(grow_dict(thread, dict, table));
    }
}

Result<void> dict_set_str(Thread& thread, Dict* dict, Str* key, Value value) {
    uint64_t hash;
    if (!hash_of(thread, key, &hash)) return kFailure;
    return set_str(thread, dict, key, hash, value);
}

Result<void> dict_set_str(Thread& thread, Dict* dict, std::string_view key, Value value) {
    return dict_set_str(thread, dict, intern(thread, key), value);
}

bool dict_delete_str(Thread& thread, Dict* dict, Str* key) {
    uint64_t hash;
    if (!hash_of(thread, key, &hash)) return false;
    ByteLockGuard lock(thread, dict);
    DictTable* table = dict->table_.get();
    DictEntry* entry = table ? find_str_entry(table, key, hash) : nullptr;
    if (entry) remove_dict_entry(table, entry);
    return entry != nullptr;
}

// ---- any keys ----

Result<Value> dict_get_hashed_py(Thread& thread, Dict* dict, Value key, uint64_t hash) {
    for (;;) {
        DictLookup found = TRY(look_up_dict_py(thread, dict, key, hash));
        if (!found.entry) return Value::unbound();
        Value value = found.entry->value.get();
        if (!value.is_nothing()) [[likely]]
            return value;  // else: deleted just now by another thread
    }
}

Result<Value> dict_get_py(Thread& thread, Dict* dict, Value key) {
    uint64_t hash = 0;
    bool quick = true;
    if (key.is_small()) hash = static_cast<uint64_t>(hash_int64(key.as_small()));
    else if (key.is<Str>() && key.to<Str>()->flat()) hash = __atomic_load_n(&key.to<Str>()->hash_, __ATOMIC_RELAXED);
    else quick = false;
    if (quick && (hash || key.is_small())) [[likely]] {
        DictTable* table = dict->table_.get();
        if (!table) return Value::unbound();
        DictEntry* entry;
        Quick answer = find_quickly(table, key, hash, &entry);
        if (answer == Quick::Absent) return Value::unbound();
        if (answer == Quick::Found) {
            Value value = entry->value.get();
            if (!value.is_nothing()) [[likely]]
                return value;
        }
    }
    return dict_get_hashed_py(thread, dict, key, TRY(key_hash_py(thread, key, KeyUse::DictKey)));
}

// May a found place be written to? Under the lock.
static bool still_there(Dict* dict, const DictLookup& found) {
    if (dict->table_.get() != found.table || !found.table) return false;
    if (found.entry) return !found.entry->value.get_relaxed().is_nothing();
    return found.table->used.load(std::memory_order_relaxed) == found.used;
}

enum class IfPresent { Replace, Keep };

// The value that is there afterwards.
static Result<Value> put_py(Thread& thread, Dict* dict, Value key, uint64_t hash, Value value, IfPresent if_present) {
    for (;;) {
        DictLookup found = TRY(look_up_dict_py(thread, dict, key, hash));
        {
            ByteLockGuard lock(thread, dict);
            if (still_there(dict, found)) {
                if (found.entry) {
                    if (if_present == IfPresent::Keep) return found.entry->value.get();
                    found.entry->value.set(found.table, value);
                    return value;
                }
                if (found.used < found.table->capacity) {
                    append_dict_entry(found.table, key, hash, value);
                    return value;
                }
            }
        }
        if (found.entry || (found.table && found.used < found.table->capacity)) continue;
        DictTable* grown;
        TRY(grow_dict(thread, dict, found.table, &grown));
        if (!grown || !found.table) continue;
        // It holds what was looked through, unless somebody added to the old table before or to the new one since.
        ByteLockGuard lock(thread, dict);
        bool unchanged =
            dict->table_.get() == grown && found.table->used.load(std::memory_order_relaxed) == found.used &&
            grown->used.load(std::memory_order_relaxed) == found.table->live.load(std::memory_order_relaxed);
        if (!unchanged || grown->used.load(std::memory_order_relaxed) >= grown->capacity) continue;
        append_dict_entry(grown, key, hash, value);
        return value;
    }
}

Result<void> dict_set_hashed_py(Thread& thread, Dict* dict, Value key, uint64_t hash, Value value) {
    if (key.is<Str>()) {
        DictTable* table = dict->table_.get();
        if (!table || __atomic_load_n(&table->only_str_keys, __ATOMIC_RELAXED))
            return set_str(thread, dict, key.to<Str>(), hash, value);
    }
    TRY(put_py(thread, dict, key, hash, value, IfPresent::Replace));
    return {};
}

Result<void> dict_set_py(Thread& thread, Dict* dict, Value key, Value value) {
    return dict_set_hashed_py(thread, dict, key, TRY(key_hash_py(thread, key, KeyUse::DictKey)), value);
}

Result<Value> dict_setdefault_py(Thread& thread, Dict* dict, Value key, Value value) {
    return put_py(thread, dict, key, TRY(key_hash_py(thread, key, KeyUse::DictKey)), value, IfPresent::Keep);
}

Result<Value> dict_pop_py(Thread& thread, Dict* dict, Value key) {
    uint64_t hash = TRY(key_hash_py(thread, key, KeyUse::DictKey));
    for (;;) {
        DictLookup found = TRY(look_up_dict_py(thread, dict, key, hash));
        if (!found.entry) return Value::unbound();
        ByteLockGuard lock(thread, dict);
        if (still_there(dict, found)) return remove_dict_entry(found.table, found.entry);
    }
}

Result<bool> dict_delete_py(Thread& thread, Dict* dict, Value key) {
    return !TRY(dict_pop_py(thread, dict, key))
    .is_unbound();
}

bool dict_pop_last(Thread& thread, Dict* dict, Value* key, Value* value) {
    ByteLockGuard lock(thread, dict);
    DictTable* table = dict->table_.get();
    if (!table || table->live.load(std::memory_order_relaxed) == 0) return false;
    DictEntry* entry = table->entries() + (table->end.load(std::memory_order_relaxed) - 1);
    *key = entry->key.get_relaxed();
    *value = remove_dict_entry(table, entry);
    return true;
}

bool dict_pop_first(Thread& thread, Dict* dict, Value* key, Value* value) {
    ByteLockGuard lock(thread, dict);
    DictTable* table = dict->table_.get();
    if (!table || table->live.load(std::memory_order_relaxed) == 0) return false;
    DictEntry* entry = table->entries() + table->first.load(std::memory_order_relaxed);
    *key = entry->key.get_relaxed();
    *value = remove_dict_entry(table, entry);
    return true;
}

// Appends the entry again and removes the old one. The append counts in `used`, so that a writer that looked up before sees it.
Result<bool> dict_move_to_end_py(Thread& thread, Dict* dict, Value key, uint64_t hash) {
    for (;;) {
        DictLookup found = TRY(look_up_dict_py(thread, dict, key, hash));
        if (!found.entry) return false;
        DictTable* table = found.table;
        {
            ByteLockGuard lock(thread, dict);
            if (dict->table_.get() != table || found.entry->value.get_relaxed().is_nothing()) continue;
            if (found.entry + 1 == table->entries() + table->end.load(std::memory_order_relaxed)) return true;
            if (table->used.load(std::memory_order_relaxed) < table->capacity) {
                append_dict_entry(table, found.entry->key.get_relaxed(), hash, found.entry->value.get_relaxed());
                remove_dict_entry(table, found.entry);
                return true;
            }
        }
        TRY(grow_dict(thread, dict, table));
    }
}

void dict_clear(Thread& thread, Dict* dict) {
    ByteLockGuard lock(thread, dict);
    dict->table_.set(dict, nullptr);
}

bool dict_next_hashed(Dict* dict, size_t* position, Value* key, uint64_t* hash) {
    DictTable* table = dict->table_.get();
    Value value;
    if (!dict_next(dict, position, key, &value)) return false;
    *hash = table->entries()[*position - 1].hash;
    return true;
}

bool dict_next(Dict* dict, size_t* position, Value* key, Value* value) {
    DictTable* table = dict->table_.get();
    if (!table) return false;
    uint32_t used = table->used.load(std::memory_order_acquire);
    size_t at = *position;
    if (uint32_t first = table->first.load(std::memory_order_relaxed); at < first) at = first;
    for (; at < used; ++at) {
        DictEntry* entry = table->entries() + at;
        Value found = entry->value.get();
        if (found.is_nothing()) continue;
        *key = entry->key.get_relaxed();
        *value = found;
        *position = at + 1;
        return true;
    }
    *position = at;
    return false;
}

// ---- copies and merges ----

Result<Dict*> dict_copy(Thread& thread, Dict* dict) {
    Dict* copy = make_dict(thread);
    for (;;) {
        DictTable* table = dict->table_.get();
        uint32_t live = table ? table->live.load(std::memory_order_relaxed) : 0;
        if (live == 0) return copy;
        DictTable* fresh = TRY(make_dict_table(thread, live));
        ByteLockGuard lock(thread, dict);
        if (dict->table_.get() != table || table->live.load(std::memory_order_relaxed) > fresh->capacity) continue;
        if (!copy_dict_entries(thread, fresh, table)) break;
        copy->table_.set(copy, fresh);
        return copy;
    }
    return raise_stopped(thread);
}

// Dict to dict: the hashes are known. The source may not change meanwhile, as what is new in it might be missed. That is an error
// of the program when its own __eq__ did it; what other threads do is kept out by a copy.
static Result<void> merge_dict_py(Thread& thread, Dict* dict, Dict* source, OnDuplicate on_duplicate) {
    if (!thread.gil_on) source = TRY(dict_copy(thread, source));
    DictTable* table = source->table_.get();
    if (source == dict || !table) return {};
    uint32_t live = table->live.load(std::memory_order_relaxed);
    if (dict->size() == 0 && live > 5) TRY(reserve_dict(thread, dict, live));
    uint32_t used = table->used.load(std::memory_order_acquire);
    for (uint32_t i = 0; i < used; ++i) {
        DictEntry* entry = table->entries() + i;
        Value value = entry->value.get();
        if (value.is_nothing()) continue;
        Value key = entry->key.get_relaxed();
        if (on_duplicate != OnDuplicate::Replace) {
            DictLookup found = TRY(look_up_dict_py(thread, dict, key, entry->hash));
            if (found.entry && on_duplicate == OnDuplicate::Raise) return raise_value(thread, Exc::KeyError, key);
            if (found.entry) continue;
        }
        TRY(dict_set_hashed_py(thread, dict, key, entry->hash, value));
        if (source->table_.get() != table || table->live.load(std::memory_order_relaxed) != live) {
            // The GIL went off since: another thread may have been let in.
            if (!thread.gil_on && on_duplicate == OnDuplicate::Replace)
                return merge_dict_py(thread, dict, source, on_duplicate);
            return raise(thread, Exc::RuntimeError, "dict mutated during update");
        }
        if (i % 1024 == 0) TRY(thread.poll());
    }
    return {};
}

static Result<void> merge_one_py(Thread& thread, Dict* dict, Value key, Value value, OnDuplicate on_duplicate) {
    if (on_duplicate != OnDuplicate::Replace) {
        if (!TRY(dict_get_py(thread, dict, key)).is_unbound()) {
            if (on_duplicate == OnDuplicate::Raise) return raise_value(thread, Exc::KeyError, key);
            return {};
        }
    }
    return dict_set_py(thread, dict, key, value);
}

// A dict, or a subclass that iterates as dict does; else keys() and [].
Result<void> dict_merge_py(Thread& thread, Dict* dict, Value mapping, OnDuplicate on_duplicate) {
    if (Dict* source = as_kind<Dict>(thread, mapping)) {
        auto* dict_type = thread.interpreter->type(BuiltinType::Dict);
        if (mapping.is<Dict>() || type_of(thread, mapping)->slots.iterate == dict_type->slots.iterate)
            return merge_dict_py(thread, dict, source, on_duplicate);
    }
    Value keys = TRY(call_method_py(thread, mapping, KRAIT_NAME(keys)));
    return for_each_py(thread, keys, [&](Value key) -> Result<bool> {
        Value value = TRY(get_item_py(thread, mapping, key));
        TRY(merge_one_py(thread, dict, key, value, on_duplicate));
        return true;
    });
}

// dict([(k, v), ...]): each element is any iterable of two.
static Result<void> merge_pairs_py(Thread& thread, Dict* dict, Value pairs) {
    int64_t index = 0;
    return for_each_py(thread, pairs, [&](Value element) -> Result<bool> {
        const Tuple* pair = element.as_if<Tuple>();
        if (!pair) {
            Result<Tuple*> made = make_tuple_from_py(thread, element);
            if (made.failed()) {
                if (type_of(thread, element)->slots.iterate || !clear_pending_if(thread, Exc::TypeError))
                    return kFailure;
                return raise(thread, Exc::TypeError, "object is not iterable");
            }
            pair = made.value();
        }
        if (pair->size() != 2)
            return raise(thread, Exc::ValueError, "dictionary update sequence element #{} has length {}; 2 is required",
                         index, pair->size());
        ++index;
        TRY(dict_set_py(thread, dict, (*pair)[0], (*pair)[1]));
        return true;
    });
}

Result<void> dict_update_py(Thread& thread, Dict* dict, Value mapping_or_pairs) {
    if (mapping_or_pairs.is<Dict>()) return dict_merge_py(thread, dict, mapping_or_pairs, OnDuplicate::Replace);
    Value keys = TRY(find_attribute_py(thread, mapping_or_pairs, KRAIT_NAME(keys)));
    if (!keys.is_unbound()) return dict_merge_py(thread, dict, mapping_or_pairs, OnDuplicate::Replace);
    return merge_pairs_py(thread, dict, mapping_or_pairs);
}

Result<List*> dict_keys_list(Thread& thread, Dict* dict) {
    List* list = make_list(thread, dict->size());
    size_t position = 0;
    Value key, value;
    while (dict_next(dict, &position, &key, &value)) TRY(list_append(thread, list, key));
    return list;
}

}  // namespace krait::core

#include "runtime/objects/dict_table.h"
#include "runtime/bulk.h"

namespace krait::core {

void append_dict_entry(DictTable* table, Value key, uint64_t hash, Value value) {
    uint32_t at = table->used.load(std::memory_order_relaxed);
    DictEntry* entries = table->entries();
    DictEntry* entry = entries + at;
    entry->hash = hash;
    entry->key.set(table, key);
    entry->value.set(table, value);
    if (!key.is<Str>()) __atomic_store_n(&table->only_str_keys, false, __ATOMIC_RELAXED);  // readers take no lock
    DictProbe probe(table, hash);
    for (;; probe.next()) {
        uint32_t slot = load_dict_slot(table, probe.at());
        if (slot == 0 || entries[slot - 1].value.get_relaxed().is_nothing()) break;
    }
    store_dict_slot(table, probe.at(), at + 1);
    uint32_t live = table->live.load(std::memory_order_relaxed);
    if (live == 0) table->first.store(at, std::memory_order_relaxed);
    table->live.store(live + 1, std::memory_order_relaxed);
    table->end.store(at + 1, std::memory_order_relaxed);
    table->used.store(at + 1, std::memory_order_release);
}

Value remove_dict_entry(DictTable* table, DictEntry* entry) {
    Value value = entry->value.get_relaxed();
    entry->value.set_immediate(Value::nothing());
    uint32_t live = table->live.load(std::memory_order_relaxed) - 1;
    table->live.store(live, std::memory_order_relaxed);
    DictEntry* entries = table->entries();
    auto at = static_cast<uint32_t>(entry - entries);
    uint32_t first = table->first.load(std::memory_order_relaxed), end = table->end.load(std::memory_order_relaxed);
    if (at == first) {
        while (first < end && entries[first].value.get_relaxed().is_nothing()) ++first;
        table->first.store(first, std::memory_order_relaxed);
    }
    if (at + 1 == end) {
        while (end > first && entries[end - 1].value.get_relaxed().is_nothing()) --end;
        table->end.store(end, std::memory_order_relaxed);
    }
    return value;
}

Result<DictTable*> make_dict_table(Thread& thread, size_t entries) {
    uint32_t log2 = kDictSmallestLog2;
    while ((size_t{2} << log2) / 3 < entries) ++log2;
    if (log2 > 31) return raise(thread, Exc::MemoryError, "");
    size_t slots = size_t{1} << log2;
    size_t capacity = (slots * 2) / 3;
    size_t index_bytes = capacity < 255 ? 1 : capacity < 65535 ? 2 : 4;
    auto* table = TRY(allocate_sized<DictTable>(thread, internal_shape::kInternal,
                                                capacity * sizeof(DictEntry) + slots * index_bytes));
    table->log2_size = static_cast<uint8_t>(log2);
    table->index_bytes = static_cast<uint8_t>(index_bytes);
    table->only_str_keys = true;
    table->capacity = static_cast<uint32_t>(capacity);
    return table;
}

bool copy_dict_entries(const Thread& thread, DictTable* to, DictTable* from, uint32_t gap) {
    uint32_t used = from->used.load(std::memory_order_relaxed), count = gap;
    DictEntry *source = from->entries(), *target = to->entries();
    to->only_str_keys = from->only_str_keys;
    for (uint32_t i = from->first.load(std::memory_order_relaxed); i < used; ++i) {
        if (i % 0x4000 == 0x3fff && stop_asked(thread)) return false;
        Value value = source[i].value.get_relaxed();
        if (value.is_nothing()) continue;
        target[count].hash = source[i].hash;
        target[count].key.init(source[i].key.get_relaxed());
        target[count].value.init(value);
        DictProbe probe(to, source[i].hash);
        while (load_dict_slot(to, probe.at()) != 0) probe.next();
        store_dict_slot(to, probe.at(), ++count);
    }
    write_barrier(to);
    to->first.store(gap, std::memory_order_relaxed);
    to->live.store(count - gap, std::memory_order_relaxed);
    to->end.store(count, std::memory_order_relaxed);
    to->used.store(count, std::memory_order_release);
    return true;
}

// `made`, if given: the new table, or null when another thread was first (a null Result would be a failure).
static Result<void> replace_table(Thread& thread, Dict* dict, DictTable* seen, size_t room, DictTable** made) {
    if (made) *made = nullptr;
    DictTable* table = TRY(make_dict_table(thread, room));
    {
        ByteLockGuard lock(thread, dict);
        if (dict->table_.get() != seen) return {};
        if (seen && seen->live.load(std::memory_order_relaxed) > table->capacity) return {};
        if (!seen || copy_dict_entries(thread, table, seen)) {
            dict->table_.set(dict, table);
            if (made) *made = table;
            return {};
        }
    }
    return raise_stopped(thread);
}

Result<void> grow_dict(Thread& thread, Dict* dict, DictTable* seen, DictTable** made) {
    size_t live = seen ? seen->live.load(std::memory_order_relaxed) : 0;
    return replace_table(thread, dict, seen, live ? live * 2 : 1, made);
}

Result<void> reserve_dict(Thread& thread, Dict* dict, size_t entries) {
    DictTable* table = dict->table_.get();
    if (entries == 0 || (table && table->capacity >= entries)) return {};
    TRY(replace_table(thread, dict, table, entries, nullptr));
    return {};
}

Result<DictLookup> look_up_dict_py(Thread& thread, Dict* dict, Value key, uint64_t hash) {
    for (;;) {
        DictLookup found;
        found.table = dict->table_.get();
        if (!found.table) return found;
        found.used = found.table->used.load(std::memory_order_acquire);
        if (__atomic_load_n(&found.table->only_str_keys, __ATOMIC_RELAXED) && key.is<Str>()) {
            found.entry = find_str_entry(found.table, key.to<Str>(), hash);
            return found;
        }
        DictEntry* entries = found.table->entries();
        bool replaced = false;
        for (DictProbe probe(found.table, hash); !replaced; probe.next()) {
            uint32_t slot = load_dict_slot(found.table, probe.at());
            if (slot == 0) return found;
            DictEntry* entry = entries + (slot - 1);
            if (entry->hash != hash || entry->value.get().is_nothing()) continue;
            Value candidate = entry->key.get_relaxed();
            if (candidate != key) {
                bool equal = TRY(keys_equal_py(thread, candidate, key));
                replaced = dict->table_.get() != found.table;
                if (!equal || replaced || entry->value.get().is_nothing()) continue;
            }
            found.entry = entry;
            return found;
        }
    }
}

}  // namespace krait::core

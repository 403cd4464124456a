// The table behind a dict: an index of slots, and the entries in insertion order.
//
//  1. Entries are append-only, and a published key never changes: an index in one table means one key for ever (the
//     interpreter's caches hold (table, index)). Deleting clears the value. The key of such an entry is dead: the collector does
//     not trace it, so nobody looks at what it refers to without having seen a value beside it.
//  2. A slot holds 0 or the number of an entry plus one. Slots never become 0 again; the slot of a dead entry may be taken over.
//  3. What does not fit makes a new table, which has the live entries only.
//  4. Readers take no lock: they load a slot (acquire), then the entry. Writers hold the dict's lock and check in it that the
//     table is still the one that they looked into, and that nothing was appended since.
//  5. `only_str_keys`: looking up a str runs no Python code, so it can be done under the lock.
#pragma once

#include "runtime/objects/container_keys.h"
#include "runtime/objects/containers.h"
#include "runtime/threads/byte_lock.h"

namespace krait::core {

inline constexpr uint32_t kDictSmallestLog2 = 3;
inline size_t dict_slots(const DictTable* table) { return size_t{1} << table->log2_size; }

inline uint32_t load_dict_slot(DictTable* table, size_t i) {
    switch (table->index_bytes) {
    case 1: return __atomic_load_n(table->index() + i, __ATOMIC_ACQUIRE);
    case 2: return __atomic_load_n(reinterpret_cast<uint16_t*>(table->index()) + i, __ATOMIC_ACQUIRE);
    default: return __atomic_load_n(reinterpret_cast<uint32_t*>(table->index()) + i, __ATOMIC_ACQUIRE);
    }
}
inline void store_dict_slot(DictTable* table, size_t i, uint32_t content) {
    switch (table->index_bytes) {
    case 1: __atomic_store_n(table->index() + i, static_cast<uint8_t>(content), __ATOMIC_RELEASE); break;
    case 2:
        __atomic_store_n(reinterpret_cast<uint16_t*>(table->index()) + i, static_cast<uint16_t>(content),
                         __ATOMIC_RELEASE);
        break;
    default: __atomic_store_n(reinterpret_cast<uint32_t*>(table->index()) + i, content, __ATOMIC_RELEASE);
    }
}

// The order in which slots are tried for a hash.
class DictProbe {
public:
    DictProbe(const DictTable* table, uint64_t hash)
        : mask_(dict_slots(table) - 1), perturb_(hash), at_(hash & mask_) {}
    size_t at() const { return at_; }
    void next() {
        perturb_ >>= 5;
        at_ = (at_ * 5 + perturb_ + 1) & mask_;
    }

private:
    size_t mask_;
    uint64_t perturb_;
    size_t at_;
};

// The live entry of an exact str (flat, hashed), or null. Runs no Python code: keys that are no exact str are passed over.
inline DictEntry* find_str_entry(DictTable* table, Str* key, uint64_t hash) {
    DictEntry* entries = table->entries();
    for (DictProbe probe(table, hash);; probe.next()) {
        uint32_t slot = load_dict_slot(table, probe.at());
        if (slot == 0) return nullptr;
        DictEntry* entry = entries + (slot - 1);
        if (entry->hash != hash) continue;
        if (entry->value.get().is_nothing()) continue;
        Value found = entry->key.get_relaxed();
        if (found == Value(key) || (found.is<Str>() && str_equal(found.to<Str>(), key))) return entry;
    }
}

// The live entry of an exact str (flat) or a small int, found without Python code. Unsure: a key with the same hash has to be asked.
enum class Quick : uint8_t { Found, Absent, Unsure };
inline Quick find_quickly(DictTable* table, Value key, uint64_t hash, DictEntry** found) {
    DictEntry* entries = table->entries();
    for (DictProbe probe(table, hash);; probe.next()) {
        uint32_t slot = load_dict_slot(table, probe.at());
        if (slot == 0) return Quick::Absent;
        DictEntry* entry = entries + (slot - 1);
        if (entry->hash != hash || entry->value.get().is_nothing()) continue;
        Value candidate = entry->key.get_relaxed();
        if (candidate != key) {
            if (both_small(candidate, key)) continue;
            if (!candidate.is<Str>() || !key.is<Str>()) return Quick::Unsure;
            if (!str_equal(candidate.to<Str>(), key.to<Str>())) continue;
        }
        *found = entry;
        return Quick::Found;
    }
}

// Appends; under the dict's lock, or to a table that nobody else knows. Requires used < capacity and that the key is not there.
void append_dict_entry(DictTable* table, Value key, uint64_t hash, Value value);
// Clears the value of a live entry; under the lock.
Value remove_dict_entry(DictTable* table, DictEntry* entry);

// Room for `entries` of them. Collection point.
Result<DictTable*> make_dict_table(Thread& thread, size_t entries);
// The live entries of `from` to an empty table that nobody else knows and that has room for them, behind `gap` entries that
// stay free: entries without a key are nobody's yet, so that OrderedDict can put some before the first. False: the thread is to
// stop (runtime/bulk.h).
[[nodiscard]] bool copy_dict_entries(const Thread& thread, DictTable* to, DictTable* from, uint32_t gap = 0);
// Replaces the table `seen` by a larger one with the live entries, if it is still the dict's. Collection point.
// `made`: the new table, or null when another thread was first.
Result<void> grow_dict(Thread& thread, Dict* dict, DictTable* seen, DictTable** made = nullptr);
Result<void> reserve_dict(Thread& thread, Dict* dict, size_t entries);

// Where a key is. `used` was read before: that many entries were looked at, at least.
struct DictLookup {
    DictTable* table = nullptr;
    uint32_t used = 0;
    DictEntry* entry = nullptr;
};
Result<DictLookup> look_up_dict_py(Thread& thread, Dict* dict, Value key, uint64_t hash);
Result<void> dict_set_hashed_py(Thread& thread, Dict* dict, Value key, uint64_t hash, Value value);
// Takes the last or the first live entry out; false if the dict is empty.
bool dict_pop_last(Thread& thread, Dict* dict, Value* key, Value* value);
bool dict_pop_first(Thread& thread, Dict* dict, Value* key, Value* value);
// Makes an entry the last one: false if there is none. In one step, for readers: it is there all the time.
Result<bool> dict_move_to_end_py(Thread& thread, Dict* dict, Value key, uint64_t hash);

}  // namespace krait::core

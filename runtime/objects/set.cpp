// What C++ code does with sets, and their table (set_parts.h).
#include <algorithm>

#include "runtime/bulk.h"
#include "runtime/objects/relaxed.h"
#include "runtime/objects/set_parts.h"

namespace krait::core {

namespace {

constexpr uint64_t kLinearProbes = 9;

// The slots that are tried for a hash.
class SetProbe {
public:
    SetProbe(uint64_t mask, uint64_t hash)
        : mask_(mask), perturb_(hash), home_(hash & mask), at_(home_), left_(neighbours()) {}
    uint64_t at() const { return at_; }
    void next() {
        if (left_ > 0) {
            --left_;
            ++at_;
            return;
        }
        perturb_ >>= 5;
        home_ = (home_ * 5 + 1 + perturb_) & mask_;
        at_ = home_;
        left_ = neighbours();
    }

private:
    uint64_t neighbours() const { return home_ + kLinearProbes <= mask_ ? kLinearProbes : 0; }
    uint64_t mask_, perturb_, home_, at_, left_;
};

struct SetLookup {
    SetTable* table = nullptr;
    uint64_t adds = 0;
    SetEntry* entry =
        nullptr;  // where it is, or where it would go: the last deleted slot on the way, else the empty one
    Value key;    // the one that was found
    bool found = false;
    bool reuse = false;  // a deleted one
};

Result<SetLookup> look_up_set_py(Thread& thread, Set* set, Value key, uint64_t hash) {
    for (;;) {
        SetLookup result;
        result.table = set->table_.get();
        if (!result.table) return result;
        result.adds = result.table->adds.load(std::memory_order_acquire);
        bool again = false;
        for (SetProbe probe(result.table->mask, hash); !again; probe.next()) {
            SetEntry* entry = result.table->entries_ + probe.at();
            Value candidate = entry->key.get();
            if (candidate.is_nothing()) {
                if (!result.reuse) result.entry = entry;
                return result;
            }
            if (candidate.is_unbound()) {
                result.entry = entry;
                result.reuse = true;
                continue;
            }
            if (load_relaxed(entry->hash) != hash) continue;
            if (candidate != key) {
                bool equal = TRY(keys_equal_py(thread, candidate, key));
                again = set->table_.get() != result.table || entry->key.get() != candidate;
                if (!equal || again) continue;
            }
            result.entry = entry;
            result.key = candidate;
            result.found = true;
            return result;
        }
    }
}

Result<SetTable*> make_set_table(Thread& thread, uint64_t mask) {
    if (mask > (uint64_t{1} << 40)) return raise(thread, Exc::MemoryError, "");
    auto* table = TRY(allocate_sized<SetTable>(thread, internal_shape::kInternal, (mask + 1) * sizeof(SetEntry)));
    table->mask = mask;
    return table;
}

// To a table that nobody else knows, of a key that is not there.
void insert_clean(SetTable* table, Value key, uint64_t hash) {
    SetProbe probe(table->mask, hash);
    while (!table->entries_[probe.at()].key.get_relaxed().is_nothing()) probe.next();
    table->entries_[probe.at()].hash = hash;
    table->entries_[probe.at()].key.init(key);
}

// False: the thread is to stop.
bool insert_all_clean(const Thread& thread, SetTable* to, SetTable* from) {
    uint64_t count = 0;
    for (uint64_t i = 0; i <= from->mask; ++i) {
        if (i % 0x4000 == 0x3fff && stop_asked(thread)) return false;
        Value key = from->entries_[i].key.get_relaxed();
        if (!is_live_key(key)) continue;
        insert_clean(to, key, from->entries_[i].hash);
        ++count;
    }
    write_barrier(to);
    to->used.store(count, std::memory_order_relaxed);
    to->fill.store(count, std::memory_order_release);
    return true;
}

uint64_t mask_of(SetTable* table) { return table ? table->mask : kSetSmallestMask; }
uint64_t fill_of(SetTable* table) { return table ? table->fill.load(std::memory_order_relaxed) : 0; }
uint64_t used_of(SetTable* table) { return table ? table->used.load(std::memory_order_relaxed) : 0; }

uint64_t mask_for(uint64_t least_used) {
    uint64_t size = kSetSmallestMask + 1;
    while (size <= least_used) size *= 2;
    return size - 1;
}

// Under the lock, so that it needs no instruction that locks the bus.
void add_to(std::atomic<uint64_t>& count, int64_t by) {
    count.store(count.load(std::memory_order_relaxed) + static_cast<uint64_t>(by), std::memory_order_relaxed);
}

// Is the key's place still the right one? Under the lock.
bool still_free(Set* set, const SetLookup& place) {
    return set->table_.get() == place.table && place.table->adds.load(std::memory_order_relaxed) == place.adds;
}

uint64_t growth(uint64_t used) { return used > 50000 ? used * 2 : used * 4; }

}  // namespace

Result<void> resize_set(Thread& thread, Set* set, uint64_t least_used) {
    for (;;) {
        SetTable* seen = set->table_.get();
        uint64_t mask = mask_for(std::max(least_used, used_of(seen)));
        SetTable* table = TRY(make_set_table(thread, mask));
        ByteLockGuard lock(thread, set);
        if (set->table_.get() != seen || used_of(seen) > mask) continue;
        if (seen && !insert_all_clean(thread, table, seen)) break;
        set->table_.set(set, table);
        return {};
    }
    return raise_stopped(thread);
}

// What needs no Python code to be found: ints, texts and the very key.
static Quick find_in_set_quickly(SetTable* table, Value key, uint64_t hash) {
    for (SetProbe probe(table->mask, hash);; probe.next()) {
        SetEntry* entry = table->entries_ + probe.at();
        Value candidate = entry->key.get();
        if (candidate == key) return Quick::Found;
        if (candidate.is_nothing()) return Quick::Absent;
        if (candidate.is_unbound() || load_relaxed(entry->hash) != hash || both_small(candidate, key)) continue;
        if (!candidate.is<Str>() || !key.is<Str>() || !candidate.to<Str>()->flat() || !key.to<Str>()->flat())
            return Quick::Unsure;
        if (str_equal(candidate.to<Str>(), key.to<Str>())) return Quick::Found;
    }
}

Result<bool> set_add_hashed_py(Thread& thread, Set* set, Value key, uint64_t hash) {
    for (;;) {
        SetLookup place = TRY(look_up_set_py(thread, set, key, hash));
        if (place.found) return false;
        uint64_t fill = fill_of(place.table);
        bool done = false, grow = !place.table || (!place.reuse && fill >= place.table->mask);
        if (!grow) {
            ByteLockGuard lock(thread, set);
            if (still_free(set, place)) {
                store_relaxed(place.entry->hash, hash);
                place.entry->key.set(place.table, key);
                add_to(place.table->used, 1);
                place.table->adds.store(place.adds + 1, std::memory_order_release);
                done = true;
                if (!place.reuse) {
                    add_to(place.table->fill, 1);
                    fill = fill_of(place.table);
                    grow = fill * 5 >= place.table->mask * 3;
                }
            }
        }
        if (grow) TRY(resize_set(thread, set, place.table ? growth(used_of(place.table)) : 0));
        if (done) return true;
    }
}

Result<bool> set_contains_hashed_py(Thread& thread, Set* set, Value key, uint64_t hash) {
    SetTable* table = set->table_.get();
    if (!table) return false;
    if (Quick quick = find_in_set_quickly(table, key, hash); quick != Quick::Unsure) return quick == Quick::Found;
    return TRY(look_up_set_py(thread, set, key, hash))
    .found;
}

Result<bool> set_discard_hashed_py(Thread& thread, Set* set, Value key, uint64_t hash) {
    for (;;) {
        SetLookup place = TRY(look_up_set_py(thread, set, key, hash));
        if (!place.found) return false;
        ByteLockGuard lock(thread, set);
        if (set->table_.get() != place.table || place.entry->key.get_relaxed() != place.key) continue;
        place.entry->key.set_immediate(Value::unbound());
        add_to(place.table->used, -1);
        return true;
    }
}

bool set_next_hashed(Set* set, size_t* position, Value* key, uint64_t* hash) {
    SetTable* table = set->table_.get();
    if (!table) return false;
    for (size_t at = *position; at <= table->mask; ++at) {
        Value found = table->entries_[at].key.get();
        if (!is_live_key(found)) continue;
        *key = found;
        *hash = __atomic_load_n(&table->entries_[at].hash, __ATOMIC_ACQUIRE);
        if (table->entries_[at].key.get() != found) continue;  // changed just now by another thread
        *position = at + 1;
        return true;
    }
    *position = table->mask + 1;
    return false;
}

bool set_next(Set* set, size_t* position, Value* value) {
    SetTable* table = set->table_.get();
    if (!table) return false;
    for (size_t at = *position, mask = table->mask; at <= mask; ++at) {
        Value found = table->entries_[at].key.get();
        if (!is_live_key(found)) continue;
        *value = found;
        *position = at + 1;
        return true;
    }
    *position = table->mask + 1;
    return false;
}

// ---- making ----

Set* make_empty_set(Thread& thread, BuiltinType type) {
    Layout layout = type == BuiltinType::Set ? Layout::Set : Layout::Frozenset;
    return static_cast<Set*>(allocate_cell(thread, sizeof(Set), shape_of(type), layout));
}
Set* make_set(Thread& thread) { return make_empty_set(thread, BuiltinType::Set); }

BuiltinType base_set_type(Thread& thread, Value set) {
    Layout layout = set.cell()->layout();
    if (layout == Layout::NativeInstance) layout = type_of(thread, set)->native_base;
    return layout == Layout::Set ? BuiltinType::Set : BuiltinType::Frozenset;
}

Result<Set*> make_set_from_py(Thread& thread, BuiltinType type, Value iterable) {
    Set* set = make_empty_set(thread, type);
    TRY(set_update_py(thread, set, iterable));
    return set;
}

Result<Set*> make_frozenset_from_py(Thread& thread, Value iterable) {
    if (iterable.is_cell() && iterable.cell()->layout() == Layout::Frozenset) return iterable.to<Set>();
    return make_set_from_py(thread, BuiltinType::Frozenset, iterable);
}

Result<Set*> copy_set(Thread& thread, Set* set) {
    return make_set_from_py(thread, base_set_type(thread, Value(set)), Value(set));
}

void clear_set(Thread& thread, Set* set) {
    ByteLockGuard lock(thread, set);
    set->table_.set(set, nullptr);
}

void swap_sets(Thread& thread, Set* set, Set* other) {
    ByteLockPairGuard lock(thread, set, other);
    SetTable* table = set->table_.get();
    set->table_.set(set, other->table_.get());
    other->table_.set(other, table);
}

// ---- elements ----

Result<bool> set_add_py(Thread& thread, Set* set, Value value) {
    return set_add_hashed_py(thread, set, value, TRY(key_hash_py(thread, value, KeyUse::SetElement)));
}
Result<bool> set_contains_py(Thread& thread, Set* set, Value value) {
    return set_contains_hashed_py(thread, set, value, TRY(key_hash_py(thread, value, KeyUse::SetElement)));
}
Result<bool> set_discard_py(Thread& thread, Set* set, Value value) {
    return set_discard_hashed_py(thread, set, value, TRY(key_hash_py(thread, value, KeyUse::SetElement)));
}

// From a set into an empty one: no comparisons. A table of the same size with nothing deleted is taken over as it is.
static Result<bool> fill_empty_set(Thread& thread, Set* set, SetTable* from) {
    SetTable* table = TRY(make_set_table(thread, mask_of(set->table_.get())));
    bool whole = true;
    {
        ByteLockGuard lock(thread, set);
        if (fill_of(set->table_.get()) != 0 || mask_of(set->table_.get()) != table->mask) return false;
        if (table->mask == from->mask && fill_of(from) == used_of(from)) {
            uint64_t count = 0;
            for (uint64_t i = 0; i <= from->mask; ++i) {
                if (i % 0x10000 == 0xffff && stop_asked(thread)) {
                    whole = false;
                    break;
                }
                Value key = from->entries_[i].key.get();
                if (!is_live_key(key)) continue;
                table->entries_[i].hash = from->entries_[i].hash;
                table->entries_[i].key.init(key);
                ++count;
            }
            write_barrier(table);
            table->used.store(count, std::memory_order_relaxed);
            table->fill.store(count, std::memory_order_release);
        } else {
            if (used_of(from) > table->mask) return false;
            whole = insert_all_clean(thread, table, from);
        }
        if (whole) {
            set->table_.set(set, table);
            return true;
        }
    }
    return raise_stopped(thread);
}

Result<void> set_update_py(Thread& thread, Set* set, Value iterable) {
    Set* other = any_set(thread, iterable);
    if (other || iterable.is<Dict>()) {
        uint64_t more = other ? other->size() : iterable.to<Dict>()->size();
        if (more == 0 || other == set) return {};
        SetTable* table = set->table_.get();
        if ((fill_of(table) + more) * 5 >= mask_of(table) * 3)
            TRY(resize_set(thread, set, (used_of(table) + more) * 2));
        SetTable* from = other ? other->table_.get() : nullptr;
        // The other set is not locked: with the GIL off it is read element by element.
        if (from && thread.gil_on && fill_of(set->table_.get()) == 0 && TRY(fill_empty_set(thread, set, from)))
            return {};
    }
    return for_each_element_py(thread, iterable, [&](Value key, uint64_t hash) -> Result<bool> {
        TRY(set_add_hashed_py(thread, set, key, hash));
        return true;
    });
}

}  // namespace krait::core

// snapshot_elements: see list_parts.h.
#include "runtime/bulk.h"
#include "runtime/interpreter.h"
#include "runtime/objects/dict_table.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/list_parts.h"
#include "runtime/objects/set_parts.h"
#include "runtime/objects/small_types.h"

namespace krait::core {

namespace {

// Keys, values, or keys and values in turn. Room is made before the lock is taken, and more if that was too little.
Result<bool> snapshot_dict(Thread& thread, Dict* dict, DictPart part, Snapshot* snapshot) {
    size_t room = dict->size() + 8;
    for (;;) {
        ValueArray* items = TRY(make_value_array(thread, part == DictPart::Item ? room * 2 : room));
        size_t found = 0;
        bool stopped = false;
        {
            ByteLockGuard guard(thread, dict);
            DictTable* table = dict->table_.get();
            uint32_t used = table ? table->used.load(std::memory_order_acquire) : 0;
            if (table && table->live.load(std::memory_order_relaxed) > room) {
                room = table->live.load(std::memory_order_relaxed) + 8;
                continue;
            }
            for (uint32_t i = table ? table->first.load(std::memory_order_relaxed) : 0; i < used; ++i) {
                const DictEntry& entry = table->entries()[i];
                Value value = entry.value.get();
                if (value.is_nothing()) continue;
                if (part != DictPart::Value) items->items_[found++].set(items, entry.key.get_relaxed());
                if (part != DictPart::Key) items->items_[found++].set(items, value);
                if (i % 0x4000 == 0x3fff && stop_asked(thread)) {
                    stopped = true;
                    break;
                }
            }
        }
        if (stopped) return raise_stopped(thread);
        if (part == DictPart::Item) {
            found /= 2;
            for (size_t i = 0; i < found; ++i) {
                Tuple* pair = make_tuple(thread, {items->items_[2 * i].get(), items->items_[2 * i + 1].get()});
                items->items_[i].set(items, Value(pair));
                if (i % 0x4000 == 0x3fff && stop_asked(thread)) return raise_stopped(thread);
            }
        }
        *snapshot = {items, found};
        return true;
    }
}

Result<bool> snapshot_set(Thread& thread, Set* set, Snapshot* snapshot) {
    size_t room = set->size() + 8;
    for (;;) {
        ValueArray* items = TRY(make_value_array(thread, room));
        size_t found = 0;
        bool stopped = false;
        {
            ByteLockGuard guard(thread, set);
            SetTable* table = set->table_.get();
            size_t used = table ? table->used.load(std::memory_order_relaxed) : 0;
            if (used > room) {
                room = used + 8;
                continue;
            }
            for (size_t i = 0; table && i <= table->mask && found < room && !stopped; ++i) {
                Value key = table->entries_[i].key.get();
                if (is_live_key(key)) items->items_[found++].set(items, key);
                stopped = i % 0x4000 == 0x3fff && stop_asked(thread);
            }
        }
        if (stopped) return raise_stopped(thread);
        *snapshot = {items, found};
        return true;
    }
}

}  // namespace

Result<bool> snapshot_elements(Thread& thread, Value iterable, Snapshot* snapshot) {
    if (!iterable.is_cell()) return false;
    if (iterable.is<MappingProxy>()) {
        iterable = iterable.to<MappingProxy>()->mapping.get();
        if (!iterable.is_cell()) return false;
    }
    Interpreter& interpreter = *thread.interpreter;
    switch (iterable.cell()->layout()) {
    case Layout::Dict: return snapshot_dict(thread, iterable.to<Dict>(), DictPart::Key, snapshot);
    case Layout::Set:
    case Layout::Frozenset: return snapshot_set(thread, iterable.to<Set>(), snapshot);
    case Layout::NativeInstance: {
        Type* type = type_of(thread, iterable);
        for (DictPart part : {DictPart::Key, DictPart::Value, DictPart::Item}) {
            constexpr BuiltinType kViews[] = {BuiltinType::DictKeys, BuiltinType::DictValues, BuiltinType::DictItems};
            if (type != interpreter.type(kViews[static_cast<int>(part)])) continue;
            Value dict = iterable.to<DictViewObject>()->dict.get();
            if (dict.is<Dict>()) return snapshot_dict(thread, dict.to<Dict>(), part, snapshot);
        }
        return false;
    }
    default: return false;
    }
}

}  // namespace krait::core

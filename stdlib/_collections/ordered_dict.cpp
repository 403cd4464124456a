// class OrderedDict(dict). Library Reference: collections.OrderedDict.
//
// A dict keeps the order of insertion already, so an OrderedDict is a dict: the same table and the same look-up. What is added
// is that entries move, that comparison minds the order, and that what goes over it notices every change:
//
//  1. Moving to the end appends the entry again and removes the old one. Moving to the beginning takes an entry before the
//     first: a table made for it has a gap there of entries that never had a key (dict_table.h, rule 1). Both are O(1), as a new
//     table with as much room again comes only after as many moves.
//  2. Each move counts as an append in `used`, so that a writer that looked up meanwhile sees that it has to look again.
#include "stdlib/_collections/ordered_dict.h"

#include "runtime/bulk.h"
#include "runtime/objects/dict_table.h"

namespace krait::core::collections {

namespace {

bool is_ordered(Thread& thread, Value value) { return native_cast<OrderedDict>(thread, value, kOrderedDict); }
bool is_exact(Thread& thread, Value value) { return type_of(thread, value) == native_type(thread, kOrderedDict); }

DictTable* table_of(Dict* dict) { return dict->table_.get(); }

// Puts a known entry's key before the first; false: there is no room. Under the lock.
bool prepend_entry(DictTable* table, DictEntry* from) {
    uint32_t first = table->first.load(std::memory_order_relaxed), used = table->used.load(std::memory_order_relaxed);
    DictEntry* entries = table->entries();
    if (first == 0 || used >= table->capacity || !entries[first - 1].key.get_relaxed().is_nothing()) return false;
    DictEntry* entry = entries + first - 1;
    entry->hash = from->hash;
    entry->key.set(table, from->key.get_relaxed());
    entry->value.set(table, from->value.get_relaxed());
    DictProbe probe(table, from->hash);
    for (;; probe.next()) {
        uint32_t slot = load_dict_slot(table, probe.at());
        if (slot == 0 || entries[slot - 1].value.get_relaxed().is_nothing()) break;
    }
    store_dict_slot(table, probe.at(), first);
    table->live.fetch_add(1, std::memory_order_relaxed);
    table->first.store(first - 1, std::memory_order_relaxed);
    table->used.store(used + 1, std::memory_order_release);
    return true;
}

// A table with as many free entries before the first as it has live ones, and as much room behind.
Result<void> make_gap(Thread& thread, Dict* dict, DictTable* seen) {
    uint32_t gap = seen->live.load(std::memory_order_relaxed) + 4;
    DictTable* table = TRY(make_dict_table(thread, size_t{gap} * 3));
    {
        ByteLockGuard lock(thread, dict);
        if (table_of(dict) != seen || seen->live.load(std::memory_order_relaxed) > gap) return {};
        if (copy_dict_entries(thread, table, seen, gap)) {
            dict->table_.set(dict, table);
            return {};
        }
    }
    return raise_stopped(thread);
}

Result<void> move_to_front_py(Thread& thread, Dict* dict, Value key, uint64_t hash) {
    for (;;) {
        DictLookup found = TRY(look_up_dict_py(thread, dict, key, hash));
        if (!found.entry) return raise_value(thread, Exc::KeyError, key);
        DictTable* table = found.table;
        {
            ByteLockGuard lock(thread, dict);
            if (table_of(dict) != table || found.entry->value.get_relaxed().is_nothing()) continue;
            if (found.entry == table->entries() + table->first.load(std::memory_order_relaxed)) return {};
            if (prepend_entry(table, found.entry)) {
                remove_dict_entry(table, found.entry);
                return {};
            }
        }
        TRY(make_gap(thread, dict, table));
    }
}

// ---- update: as MutableMapping's, each pair by self[key] = value ----

Result<void> set_pair_py(Thread& thread, Value self, Value pair) {
    Tuple* two = pair.as_if<Tuple>();
    if (!two) two = TRY(make_tuple_from_py(thread, pair));
    if (two->size() < 2)
        return raise(thread, Exc::ValueError, "need more than {} value{} to unpack", two->size(),
                     two->size() == 1 ? "" : "s");
    if (two->size() > 2) return raise(thread, Exc::ValueError, "too many values to unpack (expected 2)");
    return set_item_py(thread, self, (*two)[0], (*two)[1]);
}
Result<void> set_pairs_py(Thread& thread, Value self, Value pairs) {
    return for_each_py(thread, pairs, [&](Value pair) -> Result<bool> {
        TRY(set_pair_py(thread, self, pair));
        return true;
    });
}
Result<void> update_from_py(Thread& thread, Value self, Value other) {
    if (Dict* dict = other.as_if<Dict>()) {
        Value items = TRY(call_method_py(thread, Value(dict), KRAIT_NAME(items)));
        return set_pairs_py(thread, self, Value(TRY(make_list_from_py(thread, items))));
    }
    if (!TRY(find_attribute_py(thread, other, KRAIT_NAME(keys))).is_unbound()) {
        Value keys = TRY(call_method_py(thread, other, KRAIT_NAME(keys)));
        return for_each_py(thread, keys, [&](Value key) -> Result<bool> {
            TRY(set_item_py(thread, self, key, TRY(get_item_py(thread, other, key))));
            return true;
        });
    }
    if (!TRY(find_attribute_py(thread, other, KRAIT_NAME(items))).is_unbound())
        return set_pairs_py(thread, self, TRY(call_method_py(thread, other, KRAIT_NAME(items))));
    return set_pairs_py(thread, self, other);
}
Result<void> update_py(Thread& thread, Value self, const CallArguments& arguments) {
    if (arguments.positional) TRY(update_from_py(thread, self, arguments[0]));
    for (size_t i = 0; arguments.names && i < arguments.keyword_count(); ++i)
        TRY(set_item_py(thread, self, (*arguments.names)[i], arguments[arguments.positional + i]));
    return {};
}

Result<void> initialize_ordered_dict(Thread& thread, Value self, const CallArguments& arguments) {
    if (arguments.positional > 1)
        return raise(thread, Exc::TypeError, "expected at most 1 argument, got {}", arguments.positional);
    return update_py(thread, self, arguments);
}

// ---- methods ----

RAW_METHOD(OrderedDict, update, "update(self, other=(), /, **kwargs)",
           "D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F.") {
    if (arguments.positional > 1)
        return raise(thread, Exc::TypeError, "update() takes at most 1 positional argument ({} given)",
                     arguments.positional);
    TRY(update_py(thread, self, arguments));
    return none();
}

METHOD(
    OrderedDict, popitem, "popitem(self, last=True)",
    "Remove and return a (key, value) pair from the dictionary.\n\nPairs are returned in LIFO order if last is true or "
    "FIFO order if false.") {
    Value key, value;
    bool last = TRY(truth_py(thread, args[0]));
    if (!(last ? dict_pop_last(thread, self, &key, &value) : dict_pop_first(thread, self, &key, &value)))
        return raise(thread, Exc::KeyError, "dictionary is empty");
    return Value(make_tuple(thread, {key, value}));
}

METHOD(OrderedDict, move_to_end, "move_to_end(self, key, last=True)",
       "Move an existing element to the end (or beginning if last is false).\n\nRaise KeyError if the element does not "
       "exist.") {
    bool last = TRY(truth_py(thread, args[1]));
    uint64_t hash = TRY(key_hash_py(thread, args[0], KeyUse::DictKey));
    if (!last) TRY(move_to_front_py(thread, self, args[0], hash));
    else if (!TRY(dict_move_to_end_py(thread, self, args[0], hash))) return raise_value(thread, Exc::KeyError, args[0]);
    return none();
}

METHOD(
    OrderedDict, pop, "pop(self, key, default=?)",
    "od.pop(key[,default]) -> v, remove specified key and return the corresponding value.\n\nIf the key is not found, "
    "return the default if given; otherwise,\nraise a KeyError.") {
    Value value = TRY(dict_pop_py(thread, self, args[0]));
    if (!value.is_unbound()) return value;
    if (!args[1].is_nothing()) return args[1];
    return raise_value(thread, Exc::KeyError, args[0]);
}

METHOD(
    OrderedDict, setdefault, "setdefault(self, key, default=None)",
    "Insert key with a value of default if key is not in the dictionary.\n\nReturn the value for key if key is in the "
    "dictionary, else default.") {
    if (is_exact(thread, Value(self))) return dict_setdefault_py(thread, self, args[0], args[1]);
    if (TRY(contains_py(thread, Value(self), args[0]))) return get_item_py(thread, Value(self), args[0]);
    TRY(set_item_py(thread, Value(self), args[0], args[1]));
    return args[1];
}

METHOD(OrderedDict, keys, "keys(self, /)", nullptr) { return make_ordered_view(thread, Value(self), DictPart::Key); }
METHOD(OrderedDict, values, "values(self, /)", nullptr) {
    return make_ordered_view(thread, Value(self), DictPart::Value);
}
METHOD(OrderedDict, items, "items(self, /)", nullptr) { return make_ordered_view(thread, Value(self), DictPart::Item); }
METHOD(OrderedDict, __reversed__, "__reversed__(self, /)", "od.__reversed__() <==> reversed(od)") {
    return make_ordered_iterator(thread, Value(self), DictPart::Key, Direction::Backwards);
}

METHOD(OrderedDict, clear, "clear(self, /)", "Remove all items from ordered dict.") {
    dict_clear(thread, self);
    return none();
}

METHOD(OrderedDict, copy, "copy(self, /)", "A shallow copy of ordered dict.") {
    Value copy = TRY(call_py(thread, Value(type_of(thread, Value(self)))));
    bool plain = is_exact(thread, copy);
    Value keys = make_ordered_iterator(thread, Value(self), DictPart::Key, Direction::Forwards);
    TRY(for_each_py(thread, keys, [&](Value key) -> Result<bool> {
        Value value = TRY(get_item_py(thread, Value(self), key));
        if (plain) TRY(dict_set_py(thread, copy.to<Dict>(), key, value));
        else TRY(set_item_py(thread, copy, key, value));
        return true;
    }));
    return copy;
}

CLASS_METHOD(OrderedDict, fromkeys, "fromkeys(cls, iterable, value=None)",
             "Create a new ordered dictionary with keys from iterable and values set to value.") {
    Value made = TRY(call_py(thread, Value(self)));
    TRY(for_each_py(thread, args[0], [&](Value key) -> Result<bool> {
        TRY(set_item_py(thread, made, key, args[1]));
        return true;
    }));
    return made;
}

METHOD(OrderedDict, __reduce__, "__reduce__(self, /)", "Return state information for pickling") {
    Value state = TRY(call_method_py(thread, Value(self), intern(thread, "__getstate__")));
    if (!TRY(truth_py(thread, state))) state = none();
    Value items = TRY(call_method_py(thread, Value(self), KRAIT_NAME(items)));
    return Value(make_tuple(thread, {
        Value(type_of(thread, Value(self))), Value(thread.interpreter->empty_tuple.get()), state, none(),
            TRY(iterate_py(thread, items))
    }));
}

Result<Value> repr_ordered_dict(Thread& thread, Value self) {
    Type* type = type_of(thread, self);
    StrBuilder text(thread);
    TRY(text.add(type->name.get()));
    text.add_ascii("(");
    if (self.to<Dict>()->size() != 0) {
        ReprGuard guard(thread, self);
        if (guard.recursive()) return Value(make_ascii(thread, "..."));
        Dict* shown = make_dict(thread);
        Value items = TRY(call_method_py(thread, self, KRAIT_NAME(items)));
        TRY(dict_update_py(thread, shown, items));
        TRY(text.add(TRY(repr_py(thread, Value(shown)))));
    }
    text.add_ascii(")");
    return Value(TRY(text.finish()));
}

// The same pairs; between two OrderedDicts in the same order, too.
Result<Value> compare_ordered_dict(Thread& thread, Value left, Value right, CompareOp op) {
    if (op != CompareOp::Eq && op != CompareOp::Ne) return Value::not_implemented();
    Type* dict_type = thread.interpreter->type(BuiltinType::Dict);
    Value equal = TRY(dict_type->slots.compare(thread, left, right, CompareOp::Eq));
    if (equal.is_not_implemented()) return equal;
    bool same = equal.is_true();
    if (same && is_ordered(thread, left) && is_ordered(thread, right)) {
        Value mine = make_ordered_iterator(thread, left, DictPart::Key, Direction::Forwards);
        Value other = make_ordered_iterator(thread, right, DictPart::Key, Direction::Forwards);
        while (same) {
            Value first = TRY(next_py(thread, mine))
            , second = TRY(next_py(thread, other));
            if (first.is_unbound() || second.is_unbound()) break;
            same = TRY(equal_py(thread, first, second));
            TRY(thread.poll());
        }
    }
    return Value::boolean(same == (op == CompareOp::Eq));
}

// The class is that of the operand that is an OrderedDict.
Result<Value> or_ordered_dict(Thread& thread, Value left, Value right) {
    Value self = is_ordered(thread, left) ? left : right;
    if (!as_kind<Dict>(thread, left) || !as_kind<Dict>(thread, right)) return Value::not_implemented();
    Value made = TRY(call_py(thread, Value(type_of(thread, self)), left));
    TRY(update_from_py(thread, made, right));
    return made;
}
Result<Value> inplace_or_ordered_dict(Thread& thread, Value self, Value other) {
    TRY(update_from_py(thread, self, other));
    return self;
}
Result<Value> iterate_ordered_dict(Thread& thread, Value self) {
    return make_ordered_iterator(thread, self, DictPart::Key, Direction::Forwards);
}

constexpr Slots ordered_dict_slots() {
    Slots slots;
    slots.repr = repr_ordered_dict;
    slots.compare = compare_ordered_dict;
    slots.iterate = iterate_ordered_dict;
    slots.binary[static_cast<int>(BinaryOp::Or)] = or_ordered_dict;
    slots.inplace[static_cast<int>(BinaryOp::Or)] = inplace_or_ordered_dict;
    slots.initialize = initialize_ordered_dict;
    return slots;
}

}  // namespace

const TypeSpec kOrderedDict = {
    .name = "collections.OrderedDict",
    .doc = "Dictionary that remembers insertion order",
    .base = BuiltinType::Dict,
    .size = sizeof(OrderedDict),
    .flags = type_flag::kSubclassable | type_flag::kHasDict | type_flag::kHasWeakref,
    .slots = ordered_dict_slots(),
    .methods = {&OrderedDict_fromkeys, &OrderedDict___reduce__, &OrderedDict_setdefault, &OrderedDict_pop,
                &OrderedDict_popitem, &OrderedDict_keys, &OrderedDict_values, &OrderedDict_items, &OrderedDict_update,
                &OrderedDict_clear, &OrderedDict_copy, &OrderedDict___reversed__, &OrderedDict_move_to_end},
};

}  // namespace krait::core::collections

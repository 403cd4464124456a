// class dict. Library Reference: Mapping Types; Language Reference 3.3.7 for __missing__.
#include "runtime/names.h"
#include "runtime/objects/dict_table.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/native_arguments.h"
#include "runtime/objects/set_parts.h"
#include "runtime/objects/small_types.h"

namespace krait::core {

Result<Value> iterate_dict(Thread& thread, Value self) {
    return make_dict_iterator(thread, self, DictPart::Key, Direction::Forwards);
}

namespace {

Result<Value> construct_dict(Thread& thread, Type* type, const CallArguments&) {
    return Value(allocate_instance(thread, type));
}

Result<void> update_from_arguments(Thread& thread, Dict* dict, const char* name, const CallArguments& arguments) {
    TRY(between(thread, name, arguments, 0, 1));
    if (arguments.positional) TRY(dict_update_py(thread, dict, arguments[0]));
    if (!arguments.names) return {};
    for (size_t i = 0; i < arguments.names->size(); ++i)
        TRY(dict_set_py(thread, dict, (*arguments.names)[i], arguments[arguments.positional + i]));
    return {};
}

Result<void> initialize_dict(Thread& thread, Value self, const CallArguments& arguments) {
    return update_from_arguments(thread, self.to<Dict>(), "dict", arguments);
}

Result<Value> repr_dict(Thread& thread, Value self) {
    auto* dict = self.to<Dict>();
    if (dict->size() == 0) return Value(TRY(make_str(thread, "{}")));
    ReprGuard guard(thread, self);
    if (guard.recursive()) return Value(TRY(make_str(thread, "{...}")));
    StrBuilder text(thread);
    text.add_ascii("{");
    size_t position = 0;
    Value key, value;
    for (bool first = true; dict_next(dict, &position, &key, &value); first = false) {
        if (!first) text.add_ascii(", ");
        TRY(text.add(TRY(repr_py(thread, key))));
        text.add_ascii(": ");
        TRY(text.add(TRY(repr_py(thread, value))));
        TRY(thread.poll());
    }
    text.add_ascii("}");
    return Value(TRY(text.finish()));
}

Result<int64_t> length_dict(Thread&, Value self) { return static_cast<int64_t>(self.to<Dict>()->size()); }

Result<bool> contains_dict(Thread& thread, Value self, Value key) {
    return !TRY(dict_get_py(thread, self.to<Dict>(), key))
    .is_unbound();
}

// A subclass may say what a missing key stands for.
Result<Value> missing_key(Thread& thread, Value self, Value key) {
    if (!self.is<Dict>()) {
        bool found = false;
        Result<Value> value = call_special_py(thread, self, KRAIT_NAME(dunder_missing), {&key, 1}, &found);
        if (found) return value;
    }
    return raise_value(thread, Exc::KeyError, key);
}

Result<Value> get_item_dict(Thread& thread, Value self, Value key) {
    Value value = TRY(dict_get_py(thread, self.to<Dict>(), key));
    if (value.is_unbound()) return missing_key(thread, self, key);
    return value;
}

Result<void> set_item_dict(Thread& thread, Value self, Value key, Value value) {
    if (!value.is_nothing()) return dict_set_py(thread, self.to<Dict>(), key, value);
    if (!TRY(dict_delete_py(thread, self.to<Dict>(), key))) return raise_value(thread, Exc::KeyError, key);
    return {};
}

Result<bool> equal_dicts(Thread& thread, Dict* left, Dict* right) {
    if (left->size() != right->size()) return false;
    DictTable* table = left->table_.get();
    if (!table) return true;
    TRY(thread.check_stack());
    for (uint32_t i = 0; i < table->used.load(std::memory_order_acquire); ++i) {
        DictEntry* entry = table->entries() + i;
        Value value = entry->value.get();
        if (value.is_nothing()) continue;
        Value other = TRY(dict_get_hashed_py(thread, right, entry->key.get_relaxed(), entry->hash));
        if (other.is_unbound() || !TRY(equal_py(thread, value, other))) return false;
        TRY(thread.poll());
    }
    return true;
}

Result<Value> compare_dict(Thread& thread, Value left, Value right, CompareOp op) {
    Dict *first = as_kind<Dict>(thread, left), *second = as_kind<Dict>(thread, right);
    if (!first || !second || (op != CompareOp::Eq && op != CompareOp::Ne)) return Value::not_implemented();
    return Value::boolean(TRY(equal_dicts(thread, first, second)) == (op == CompareOp::Eq));
}

// PEP 584
Result<Value> or_dict(Thread& thread, Value left, Value right) {
    Dict* first = as_kind<Dict>(thread, left);
    if (!first || !as_kind<Dict>(thread, right)) return Value::not_implemented();
    Dict* result = TRY(dict_copy(thread, first));
    TRY(dict_update_py(thread, result, right));
    return Value(result);
}
Result<Value> inplace_or_dict(Thread& thread, Value self, Value other) {
    TRY(dict_update_py(thread, self.to<Dict>(), other));
    return self;
}

// ---- methods ----

METHOD(Dict, get, "get(self, key, default=None, /)",
       "Return the value for key if key is in the dictionary, else default.") {
    Value value = TRY(dict_get_py(thread, self, args[0]));
    return value.is_unbound() ? args[1] : value;
}

METHOD(
    Dict, setdefault, "setdefault(self, key, default=None, /)",
    "Insert key with a value of default if key is not in the dictionary.\n\nReturn the value for key if key is in the "
    "dictionary, else default.") {
    return dict_setdefault_py(thread, self, args[0], args[1]);
}

METHOD(Dict, pop, "pop(self, key, default=?, /)",
       "D.pop(k[,d]) -> v, remove specified key and return the corresponding value.\n\nIf the key is not found, return "
       "the default "
       "if given; otherwise,\nraise a KeyError.") {
    // An empty dict does not ask for the hash.
    Value value = self->size() ? TRY(dict_pop_py(thread, self, args[0])) : Value::unbound();
    if (!value.is_unbound()) return value;
    if (!args[1].is_nothing()) return args[1];
    return raise_value(thread, Exc::KeyError, args[0]);
}

METHOD(Dict, popitem, "popitem(self, /)",
       "Remove and return a (key, value) pair as a 2-tuple.\n\nPairs are returned in LIFO (last-in, first-out) "
       "order.\nRaises KeyError "
       "if the dict is empty.") {
    Value key, value;
    if (!dict_pop_last(thread, self, &key, &value))
        return raise(thread, Exc::KeyError, "popitem(): dictionary is empty");
    return Value(make_tuple(thread, {key, value}));
}

METHOD(Dict, keys, "keys(self, /)", "Return a set-like object providing a view on the dict's keys.") {
    return make_dict_view(thread, Value(self), DictPart::Key);
}
METHOD(Dict, values, "values(self, /)", "Return an object providing a view on the dict's values.") {
    return make_dict_view(thread, Value(self), DictPart::Value);
}
METHOD(Dict, items, "items(self, /)", "Return a set-like object providing a view on the dict's items.") {
    return make_dict_view(thread, Value(self), DictPart::Item);
}

RAW_METHOD(Dict, update, "update(self, other=(), /, **kwargs)",
           "D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F.\nIf E is present and has a .keys() "
           "method, then does:  "
           "for k in E.keys(): D[k] = E[k]\nIf E is present and lacks a .keys() method, then does:  for k, v in E: "
           "D[k] = v\nIn either "
           "case, this is followed by: for k in F:  D[k] = F[k]") {
    TRY(update_from_arguments(thread, self.to<Dict>(), "update", arguments));
    return none();
}

METHOD(Dict, clear, "clear(self, /)", "Remove all items from the dict.") {
    dict_clear(thread, self);
    return none();
}

METHOD(Dict, copy, "copy(self, /)", "Return a shallow copy of the dict.") {
    return Value(TRY(dict_copy(thread, self)));
}

CLASS_METHOD(Dict, fromkeys, "fromkeys(cls, iterable, value=None, /)",
             "Create a new dictionary with keys from iterable and values set to value.") {
    Value made = TRY(call_py(thread, Value(self)));
    Dict* dict = made.as_if<Dict>();
    Type* source = type_of(thread, args[0]);
    bool knows_hashes = source == thread.interpreter->type(BuiltinType::Set) || args[0].is<Dict>() ||
                        source == thread.interpreter->type(BuiltinType::Frozenset);
    if (dict && knows_hashes) {
        TRY(for_each_element_py(thread, args[0], [&](Value key, uint64_t hash) -> Result<bool> {
            TRY(dict_set_hashed_py(thread, dict, key, hash, args[1]));
            return true;
        }));
        return made;
    }
    TRY(for_each_py(thread, args[0], [&](Value key) -> Result<bool> {
        if (dict) TRY(dict_set_py(thread, dict, key, args[1]));
        else TRY(set_item_py(thread, made, key, args[1]));
        return true;
    }));
    return made;
}

METHOD(Dict, __reversed__, "__reversed__(self, /)", "Return a reverse iterator over the dict keys.") {
    return make_dict_iterator(thread, Value(self), DictPart::Key, Direction::Backwards);
}

METHOD(Dict, __sizeof__, "__sizeof__(self, /)", "Return the size of the dict in memory.") {
    DictTable* table = self->table_.get();
    Type* type = type_of(thread, Value(self));
    size_t bytes = type->basic_size + load_relaxed(type->inline_capacity) * sizeof(Value) +
                   (type->attributes_offset ? sizeof(Value) : 0);
    if (table)
        bytes += sizeof(DictTable) + table->capacity * sizeof(DictEntry) + dict_slots(table) * table->index_bytes;
    return Value::small(static_cast<int64_t>(bytes));
}

CLASS_METHOD(Dict, __class_getitem__, "__class_getitem__(cls, object, /)", "See PEP 585") {
    return make_generic_alias(thread, Value(self), args[0]);
}

constexpr Slots dict_slots_table() {
    Slots slots;
    slots.repr = repr_dict;
    slots.length = length_dict;
    slots.contains = contains_dict;
    slots.get_item = get_item_dict;
    slots.set_item = set_item_dict;
    slots.compare = compare_dict;
    slots.iterate = iterate_dict;
    slots.binary[static_cast<int>(BinaryOp::Or)] = or_dict;
    slots.inplace[static_cast<int>(BinaryOp::Or)] = inplace_or_dict;
    slots.construct = construct_dict;
    slots.initialize = initialize_dict;
    return slots;
}

}  // namespace

const TypeSpec Dict::spec = {
    .name = "dict",
    .doc = "dict() -> new empty dictionary\ndict(mapping) -> new dictionary initialized from a mapping object's\n    "
           "(key, value) "
           "pairs\ndict(iterable) -> new dictionary initialized as if via:\n    d = {}\n    for k, v in iterable:\n    "
           "    d[k] = "
           "v\ndict(**kwargs) -> new dictionary initialized with the name=value pairs\n    in the keyword argument "
           "list.  For example:  "
           "dict(one=1, two=2)",
    .size = sizeof(Dict),
    .layout = Layout::Dict,
    .flags = type_flag::kSubclassable | type_flag::kMappingPattern | type_flag::kMatchSelf,
    .slots = dict_slots_table(),
    .methods = {&Dict_get, &Dict_setdefault, &Dict_pop, &Dict_popitem, &Dict_keys, &Dict_values, &Dict_items,
                &Dict_update, &Dict_clear, &Dict_copy, &Dict_fromkeys, &Dict___reversed__, &Dict___sizeof__,
                &Dict___class_getitem__},
};

}  // namespace krait::core

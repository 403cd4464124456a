// dict_keys, dict_values, dict_items and the iterators over dicts. Library Reference: Dictionary view objects.
//
// An iterator remembers the table that it was in. When the dict has got another one meanwhile (with as many entries, else it is
// an error), the live entries before its position in the old table are as many as there are before it in the new one.
#include <algorithm>

#include "runtime/objects/dict_table.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/sequence_parts.h"
#include "runtime/objects/set_parts.h"

namespace krait::core {

namespace {

Dict* dict_of(Value view) { return view.to<DictViewObject>()->dict.get().to<Dict>(); }

BuiltinType iterator_type(DictPart part, Direction direction) {
    bool forwards = direction == Direction::Forwards;
    switch (part) {
    case DictPart::Key: return forwards ? BuiltinType::DictKeyIterator : BuiltinType::DictReverseKeyIterator;
    case DictPart::Value: return forwards ? BuiltinType::DictValueIterator : BuiltinType::DictReverseValueIterator;
    case DictPart::Item: break;
    }
    return forwards ? BuiltinType::DictItemIterator : BuiltinType::DictReverseItemIterator;
}

}  // namespace

Value make_dict_view(Thread& thread, Value dict, DictPart part) {
    BuiltinType types[] = {BuiltinType::DictKeys, BuiltinType::DictValues, BuiltinType::DictItems};
    auto* view = static_cast<DictViewObject*>(
        allocate_cell(thread, sizeof(DictViewObject), shape_of(types[static_cast<int>(part)]), Layout::NativeInstance));
    view->dict.init(dict);
    return Value(view);
}

Value make_dict_iterator(Thread& thread, Value dict, DictPart part, Direction direction) {
    auto* iterator = static_cast<DictIterator*>(
        allocate_cell(thread, sizeof(DictIterator), shape_of(iterator_type(part, direction)), Layout::DictIterator));
    DictTable* table = dict.to<Dict>()->table_.get();
    iterator->dict.init(dict);
    iterator->table.init(table);
    iterator->size = table ? table->live.load(std::memory_order_relaxed) : 0;
    iterator->remaining = iterator->size;
    iterator->position = table && direction == Direction::Backwards ? table->used.load(std::memory_order_acquire) : 0;
    return Value(iterator);
}

// ---- iterators ----

namespace {

void follow(DictIterator* iterator, DictTable* table) {
    DictTable* old = iterator->table.get();
    uint64_t position = 0, seen = iterator->position;
    for (uint64_t i = 0; old && i < seen && i < old->capacity; ++i)
        position += !old->entries()[i].value.get().is_nothing();
    iterator->position = position;
    iterator->table.set(iterator, table);
}

// The next live entry, or null.
template <Direction direction>
DictEntry* step(DictIterator* iterator, DictTable* table) {
    DictEntry* entries = table->entries();
    uint64_t used = table->used.load(std::memory_order_acquire), at = iterator->position;
    if constexpr (direction == Direction::Forwards) {
        for (at = std::max<uint64_t>(at, table->first.load(std::memory_order_relaxed)); at < used; ++at) {
            if (entries[at].value.get().is_nothing()) continue;
            iterator->position = at + 1;
            return entries + at;
        }
    } else {
        for (at = std::min(at, used); at > 0; --at) {
            if (entries[at - 1].value.get().is_nothing()) continue;
            iterator->position = at - 1;
            return entries + at - 1;
        }
    }
    return nullptr;
}

template <DictPart part, Direction direction>
Result<Value> next_of_dict(Thread& thread, Value self) {
    auto* iterator = self.to<DictIterator>();
    Value owner = iterator->dict.get();
    if (owner.is_none()) return Value::unbound();
    DictTable* table = owner.to<Dict>()->table_.get();
    if ((table ? table->live.load(std::memory_order_relaxed) : 0) != iterator->size) {
        iterator->size = UINT64_MAX;  // it stays an error
        return raise(thread, Exc::RuntimeError, "dictionary changed size during iteration");
    }
    if (iterator->table.get_relaxed() != table) follow(iterator, table);
    for (;;) {
        DictEntry* entry = table ? step<direction>(iterator, table) : nullptr;
        if (!entry) {
            iterator->dict.set_immediate(Value::none());
            iterator->table.set_immediate(nullptr);
            return Value::unbound();
        }
        Value key = entry->key.get_relaxed(), value = entry->value.get();
        if (value.is_nothing()) continue;  // deleted just now by another thread
        uint64_t remaining = iterator->remaining;
        if (remaining == 0) {
            iterator->dict.set_immediate(Value::none());
            return raise(thread, Exc::RuntimeError, "dictionary keys changed during iteration");
        }
        iterator->remaining = remaining - 1;
        if constexpr (part == DictPart::Key) return key;
        if constexpr (part == DictPart::Value) return value;
        return make_pair(thread, key, value);
    }
}

Result<Value> self_iterator(Thread&, Value self) { return self; }

METHOD(DictIterator, __length_hint__, "__length_hint__(self, /)",
       "Private method returning an estimate of len(list(it)).") {
    Value owner = self->dict.get();
    if (owner.is_none() || owner.to<Dict>()->size() != self->size) return Value::small(0);
    return Value::small(static_cast<int64_t>(self->remaining.load()));
}

METHOD(DictIterator, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    auto* copy =
        static_cast<DictIterator*>(allocate_cell(thread, sizeof(DictIterator), self->shape_id(), Layout::DictIterator));
    copy->dict.init(self->dict.get());
    copy->table.init(self->table.get());
    copy->position = self->position;
    copy->size = self->size;
    copy->remaining = self->remaining;
    return reduce_as_call(thread, "iter", Value(TRY(make_list_from_py(thread, Value(copy)))));
}

void trace_iterator(Cell* cell, Tracer& tracer) {
    tracer.visit(static_cast<DictIterator*>(cell)->dict);
    tracer.visit(static_cast<DictIterator*>(cell)->table);
}

}  // namespace

#define KRAIT_DICT_ITERATOR(FIELD, PART, DIRECTION, NAME)                                                                  \
    const TypeSpec DictIterator::FIELD = {                                                                                 \
        .name = NAME,                                                                                                      \
        .size = sizeof(DictIterator),                                                                                      \
        .layout = Layout::DictIterator,                                                                                    \
        .flags = type_flag::kNoInstantiate,                                                                                \
        .slots = {.iterate = self_iterator, .next = next_of_dict<DictPart::PART, Direction::DIRECTION>},                   \
        .methods = {&DictIterator___length_hint__, &DictIterator___reduce__},                                              \
        .trace = trace_iterator,                                                                                           \
    }
KRAIT_DICT_ITERATOR(key_spec, Key, Forwards, "dict_keyiterator");
KRAIT_DICT_ITERATOR(value_spec, Value, Forwards, "dict_valueiterator");
KRAIT_DICT_ITERATOR(item_spec, Item, Forwards, "dict_itemiterator");
KRAIT_DICT_ITERATOR(reverse_key_spec, Key, Backwards, "dict_reversekeyiterator");
KRAIT_DICT_ITERATOR(reverse_value_spec, Value, Backwards, "dict_reversevalueiterator");
KRAIT_DICT_ITERATOR(reverse_item_spec, Item, Backwards, "dict_reverseitemiterator");
#undef KRAIT_DICT_ITERATOR

// ---- views ----

namespace {

template <DictPart part>
Result<Value> iterate_view(Thread& thread, Value self) {
    return make_dict_iterator(thread, self.to<DictViewObject>()->dict.get(), part, Direction::Forwards);
}

Result<int64_t> length_view(Thread&, Value self) { return static_cast<int64_t>(dict_of(self)->size()); }

Result<Value> repr_view(Thread& thread, Value self) {
    ReprGuard guard(thread, self);
    if (guard.recursive()) return Value(TRY(make_str(thread, "...")));
    StrBuilder text(thread);
    text.add_ascii(type_of(thread, self)->name_view());
    text.add_ascii("(");
    TRY(text.add(TRY(repr_py(thread, Value(TRY(make_list_from_py(thread, self)))))));
    text.add_ascii(")");
    return Value(TRY(text.finish()));
}

Result<bool> contains_key(Thread& thread, Value self, Value key) {
    return !TRY(dict_get_py(thread, dict_of(self), key))
    .is_unbound();
}

Result<bool> contains_item(Thread& thread, Value self, Value item) {
    Tuple* pair = as_kind<Tuple>(thread, item);
    if (!pair || pair->size() != 2) return false;
    Value value = TRY(dict_get_py(thread, dict_of(self), (*pair)[0]));
    return !value.is_unbound() && TRY(equal_py(thread, value, (*pair)[1]));
}

bool is_set_view(Thread& thread, Value value) {
    uint32_t id = shape_id_of(value);
    if (id == shape_of(BuiltinType::DictKeys) || id == shape_of(BuiltinType::DictItems)) return true;
    // OrderedDict's views are subclasses.
    return is_instance(thread, value, BuiltinType::DictKeys) || is_instance(thread, value, BuiltinType::DictItems);
}

Result<bool> all_in(Thread& thread, Value items, Value container) {
    bool all = true;
    TRY(for_each_py(thread, items,
                    [&](Value item) -> Result<bool> { return all = TRY(contains_py(thread, container, item)); }));
    return all;
}

// As sets compare.
Result<Value> compare_view(Thread& thread, Value left, Value right, CompareOp op) {
    if (!is_set_view(thread, left) || !(any_set(thread, right) || is_set_view(thread, right)))
        return Value::not_implemented();
    int64_t first = TRY(length_py(thread, left))
    , second = TRY(length_py(thread, right));
    switch (op) {
    case CompareOp::Eq: return Value::boolean(first == second && TRY(all_in(thread, left, right)));
    case CompareOp::Ne: return Value::boolean(first != second || !TRY(all_in(thread, left, right)));
    case CompareOp::Lt: return Value::boolean(first < second && TRY(all_in(thread, left, right)));
    case CompareOp::Le: return Value::boolean(first <= second && TRY(all_in(thread, left, right)));
    case CompareOp::Gt: return Value::boolean(first > second && TRY(all_in(thread, right, left)));
    case CompareOp::Ge: return Value::boolean(first >= second && TRY(all_in(thread, right, left)));
    }
    return Value::not_implemented();
}

Result<Set*> to_set(Thread& thread, Value iterable) { return make_set_from_py(thread, BuiltinType::Set, iterable); }

Result<Value> subtract_views(Thread& thread, Value left, Value right) {
    Set* result = TRY(to_set(thread, left));
    TRY(set_difference_update_py(thread, result, right));
    return Value(result);
}

Result<Value> or_views(Thread& thread, Value left, Value right) {
    Set* result = TRY(to_set(thread, left));
    TRY(set_update_py(thread, result, right));
    return Value(result);
}

Result<Value> xor_views(Thread& thread, Value left, Value right) {
    Set* result = TRY(to_set(thread, left));
    TRY(set_symmetric_difference_update_py(thread, result, right));
    return Value(result);
}

Result<Value> and_views(Thread& thread, Value left, Value right) {
    if (!is_set_view(thread, left)) std::swap(left, right);
    bool sized = any_set(thread, right) || is_set_view(thread, right);
    if (sized && is_set_view(thread, right) && TRY(length_py(thread, right)) > TRY(length_py(thread, left)))
        std::swap(left, right);
    Set* result = make_set(thread);
    TRY(for_each_py(thread, right, [&](Value item) -> Result<bool> {
        if (TRY(contains_py(thread, left, item))) TRY(set_add_py(thread, result, item));
        return true;
    }));
    return Value(result);
}

METHOD(DictViewObject, isdisjoint, "isdisjoint(self, other, /)",
       "Return True if the view and the given iterable have a null intersection.") {
    Value view(self), other = args[0];
    if (other == view) return Value::boolean(dict_of(view)->size() == 0);
    if ((any_set(thread, other) || is_set_view(thread, other)) &&
        TRY(length_py(thread, other)) > TRY(length_py(thread, view)))
        std::swap(view, other);
    bool disjoint = true;
    TRY(for_each_py(thread, other, [&](Value item) -> Result<bool> {
        disjoint = !TRY(contains_py(thread, view, item));
        return disjoint;
    }));
    return Value::boolean(disjoint);
}

METHOD(DictViewObject, __reversed__, "__reversed__(self, /)", "Return a reverse iterator over the dict's part.") {
    uint32_t id = self->shape_id();
    DictPart part = id == shape_of(BuiltinType::DictKeys)     ? DictPart::Key
                    : id == shape_of(BuiltinType::DictValues) ? DictPart::Value
                                                              : DictPart::Item;
    return make_dict_iterator(thread, self->dict.get(), part, Direction::Backwards);
}

GETTER(DictViewObject, mapping, "dictionary that this view refers to") {
    return make_mapping_proxy(thread, self.to<DictViewObject>()->dict.get());
}

void trace_view(Cell* cell, Tracer& tracer) { tracer.visit(static_cast<DictViewObject*>(cell)->dict); }

template <DictPart part>
constexpr Slots view_slots() {
    Slots slots;
    slots.repr = repr_view;
    slots.length = length_view;
    slots.iterate = iterate_view<part>;
    if (part == DictPart::Value) return slots;
    slots.contains = part == DictPart::Key ? contains_key : contains_item;
    slots.compare = compare_view;
    slots.binary[static_cast<int>(BinaryOp::Sub)] = subtract_views;
    slots.binary[static_cast<int>(BinaryOp::And)] = and_views;
    slots.binary[static_cast<int>(BinaryOp::Or)] = or_views;
    slots.binary[static_cast<int>(BinaryOp::Xor)] = xor_views;
    return slots;
}

}  // namespace

const TypeSpec DictViewObject::keys_spec = {
    .name = "dict_keys",
    .size = sizeof(DictViewObject),
    .flags = type_flag::kNoInstantiate,
    .slots = view_slots<DictPart::Key>(),
    .methods = {&DictViewObject_isdisjoint, &DictViewObject___reversed__},
    .properties = {&DictViewObject_get_mapping},
    .trace = trace_view,
};
const TypeSpec DictViewObject::values_spec = {
    .name = "dict_values",
    .size = sizeof(DictViewObject),
    .flags = type_flag::kNoInstantiate,
    .slots = view_slots<DictPart::Value>(),
    .methods = {&DictViewObject___reversed__},
    .properties = {&DictViewObject_get_mapping},
    .trace = trace_view,
};
const TypeSpec DictViewObject::items_spec = {
    .name = "dict_items",
    .size = sizeof(DictViewObject),
    .flags = type_flag::kNoInstantiate,
    .slots = view_slots<DictPart::Item>(),
    .methods = {&DictViewObject_isdisjoint, &DictViewObject___reversed__},
    .properties = {&DictViewObject_get_mapping},
    .trace = trace_view,
};

}  // namespace krait::core

// odict_keys, odict_values, odict_items and odict_iterator.
//
// An iterator remembers the table and its counts at the start: appending, removing and moving entries all change one of them
// (an entry that moves counts as an append), so each change of the order is noticed, and replacing a value is none.
#include "runtime/objects/dict_table.h"
#include "runtime/objects/sequence_parts.h"
#include "stdlib/_collections/ordered_dict.h"

namespace krait::core::collections {

namespace {

class OrderedIterator : public Object {
public:
    Field<Value> dict;  // None when exhausted
    Field<DictTable*> table;
    Relaxed<uint64_t> position;  // forwards: the next entry; backwards: one behind it
    Relaxed<uint32_t> used, live;
    DictPart part;
    Direction direction;
};

uint32_t live_entries(DictTable* table) { return table ? table->live.load(std::memory_order_relaxed) : 0; }
uint32_t used_entries(DictTable* table) { return table ? table->used.load(std::memory_order_acquire) : 0; }

Value exhaust(OrderedIterator* self) {
    self->dict.set_immediate(Value::none());
    self->table.set_immediate(nullptr);
    return Value::unbound();
}

Result<Value> next_ordered(Thread& thread, Value object) {
    auto* self = object.to<OrderedIterator>();
    Value owner = self->dict.get();
    if (owner.is_none()) return Value::unbound();
    DictTable* table = owner.to<Dict>()->table_.get();
    if (table != self->table.get() || used_entries(table) != self->used || live_entries(table) != self->live) {
        bool resized =
            live_entries(table) != self->live && table == self->table.get() && used_entries(table) == self->used;
        exhaust(self);
        return raise(thread, Exc::RuntimeError,
                     resized ? "OrderedDict changed size during iteration" : "OrderedDict mutated during iteration");
    }
    bool forwards = self->direction == Direction::Forwards;
    for (;;) {
        uint64_t position = self->position;
        if (!table || (forwards ? position >= used_entries(table) : position == 0)) return exhaust(self);
        self->position = forwards ? position + 1 : position - 1;
        DictEntry* entry = table->entries() + (forwards ? position : position - 1);
        Value value = entry->value.get();
        if (value.is_nothing()) continue;
        Value key = entry->key.get_relaxed();
        if (self->part == DictPart::Key) return key;
        if (self->part == DictPart::Value) return value;
        return Value(make_tuple(thread, {key, value}));
    }
}

METHOD(OrderedIterator, __reduce__, "__reduce__(self, /)", "Return state information for pickling") {
    auto* copy = allocate_native<OrderedIterator>(thread, kOrderedIterator);
    copy->dict.set(copy, self->dict.get());
    copy->table.set(copy, self->table.get());
    copy->position = self->position;
    copy->used = self->used;
    copy->live = self->live;
    copy->part = self->part;
    copy->direction = self->direction;
    return reduce_as_call(thread, "iter", Value(TRY(make_list_from_py(thread, Value(copy)))));
}

template <DictPart part>
Result<Value> iterate_view(Thread& thread, Value self) {
    return make_ordered_iterator(thread, self.to<DictViewObject>()->dict.get(), part, Direction::Forwards);
}
METHOD(DictViewObject, __reversed__, "__reversed__(self, /)", nullptr) {
    Type* type = type_of(thread, Value(self));
    DictPart part = type == native_type(thread, kOrderedKeys)     ? DictPart::Key
                    : type == native_type(thread, kOrderedValues) ? DictPart::Value
                                                                  : DictPart::Item;
    return make_ordered_iterator(thread, self->dict.get(), part, Direction::Backwards);
}

}  // namespace

const TypeSpec kOrderedIterator = {
    .name = "odict_iterator",
    .size = sizeof(OrderedIterator),
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = iterator_self, .next = next_ordered},
    .methods = {&OrderedIterator___reduce__},
    .trace = trace_members<OrderedIterator, &OrderedIterator::dict, &OrderedIterator::table>,
};
const TypeSpec kOrderedKeys = {
    .name = "odict_keys",
    .base = BuiltinType::DictKeys,
    .size = sizeof(DictViewObject),
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = iterate_view<DictPart::Key>},
    .methods = {&DictViewObject___reversed__},
};
const TypeSpec kOrderedValues = {
    .name = "odict_values",
    .base = BuiltinType::DictValues,
    .size = sizeof(DictViewObject),
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = iterate_view<DictPart::Value>},
    .methods = {&DictViewObject___reversed__},
};
const TypeSpec kOrderedItems = {
    .name = "odict_items",
    .base = BuiltinType::DictItems,
    .size = sizeof(DictViewObject),
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = iterate_view<DictPart::Item>},
    .methods = {&DictViewObject___reversed__},
};

Value make_ordered_iterator(Thread& thread, Value dict, DictPart part, Direction direction) {
    auto* iterator = allocate_native<OrderedIterator>(thread, kOrderedIterator);
    DictTable* table = dict.to<Dict>()->table_.get();
    iterator->dict.set(iterator, dict);
    iterator->table.set(iterator, table);
    iterator->used = used_entries(table);
    iterator->live = live_entries(table);
    iterator->position = direction == Direction::Backwards ? iterator->used.load()
                         : table                           ? table->first.load(std::memory_order_relaxed)
                                                           : 0;
    iterator->part = part;
    iterator->direction = direction;
    return Value(iterator);
}

Value make_ordered_view(Thread& thread, Value dict, DictPart part) {
    const TypeSpec& spec = part == DictPart::Key     ? kOrderedKeys
                           : part == DictPart::Value ? kOrderedValues
                                                     : kOrderedItems;
    auto* view = allocate_native<DictViewObject>(thread, spec);
    view->dict.set(view, dict);
    return Value(view);
}

}  // namespace krait::core::collections

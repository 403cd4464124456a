// Layouts of iterators and views over containers that containers.h does not have, with their tables. Rules:
//  1. `next` answers Unbound when there is no more; it makes no StopIteration.
//  2. Two threads that step one iterator may both get a value, or miss one between them; they never leave what it goes over.
//  3. An exhausted iterator stays exhausted: it lets go of what it went over.
#pragma once

#include "runtime/objects/containers.h"
#include "runtime/objects/relaxed.h"
#include "runtime/objects/type.h"

namespace krait::core {

// What enumerate(), zip() and items() make at each step.
inline Value make_pair(Thread& thread, Value first, Value second) {
    auto* pair = allocate<Tuple>(thread, shape_of(BuiltinType::Tuple), 2 * sizeof(Value));
    pair->size_ = 2;
    pair->init(0, first);
    pair->init(1, second);
    return Value(pair);
}

class ListReverseIterator : public Object {  // reversed(list)
public:
    Field<Value> list;       // None when exhausted
    Relaxed<int64_t> index;  // the next one, counted from the front
    static const TypeSpec spec;
};
KRAIT_LAYOUT(ListReverseIterator, NativeInstance);

class LongRangeIterator : public Object {
public:
    Field<Value> next, step, remaining;  // ints of any size
    static const TypeSpec spec;
};
KRAIT_LAYOUT(LongRangeIterator, NativeInstance);

// ---- dict.keys(), values(), items() and what goes over them ----
class DictViewObject : public Object {
public:
    Field<Value> dict;  // a dict or an instance of a subclass
    static const TypeSpec keys_spec, values_spec, items_spec;
};
KRAIT_LAYOUT(DictViewObject, NativeInstance);

class DictIterator : public Object {  // all six kinds
public:
    Field<Value> dict;  // None when exhausted
    Field<DictTable*> table;
    Relaxed<uint64_t> position;  // forwards: the next entry; backwards: one behind it
    Relaxed<uint64_t> size;      // of the dict at the start
    Relaxed<uint64_t> remaining;
    static const TypeSpec key_spec, value_spec, item_spec;
    static const TypeSpec reverse_key_spec, reverse_value_spec, reverse_item_spec;
};
KRAIT_LAYOUT(DictIterator, DictIterator);
enum class DictPart : uint8_t { Key, Value, Item };
enum class Direction : uint8_t { Forwards, Backwards };
Value make_dict_iterator(Thread& thread, Value dict, DictPart part, Direction direction);
Value make_dict_view(Thread& thread, Value dict, DictPart part);
// What a dict answers to iter(): also says whether a subclass iterates as dict does.
Result<Value> iterate_dict(Thread& thread, Value self);

class SetIterator : public Object {
public:
    Field<Value> set;  // None when exhausted
    Relaxed<uint64_t> position;
    Relaxed<uint64_t> size;
    Relaxed<uint64_t> remaining;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(SetIterator, SetIterator);

// ---- enumerate, zip, map, filter, reversed ----
class Enumerate : public Object {
public:
    Field<Value> iterator;
    Field<Value> count;  // an int of any size
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Enumerate, NativeInstance);

class Zip : public Object {
public:
    Field<Tuple*> iterators;
    Relaxed<bool> strict;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Zip, NativeInstance);

class Map : public Object {
public:
    Field<Value> function;
    Field<Tuple*> iterators;
    Relaxed<bool> strict;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Map, NativeInstance);

class Filter : public Object {
public:
    Field<Value> function;
    Field<Value> iterator;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Filter, NativeInstance);

class Reversed : public Object {
public:
    Field<Value> sequence;  // None when exhausted
    Relaxed<int64_t> index;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Reversed, NativeInstance);

}  // namespace krait::core

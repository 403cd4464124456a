// class tuple. Library Reference: Tuples; Common Sequence Operations.
#include <algorithm>

#include "runtime/objects/iterators.h"
#include "runtime/objects/native_arguments.h"
#include "runtime/objects/sequence_parts.h"
#include "runtime/objects/str.h"
#include "runtime/objects/words.h"
#include "runtime/primitives/hash/combine.h"
#include "runtime/primitives/hash/numeric_hash.h"
#include "runtime/threads/byte_lock.h"

namespace krait::core {

namespace {

Result<Value> construct_tuple(Thread& thread, Type* type, const CallArguments& arguments) {
    Type* tuple_type = thread.interpreter->type(BuiltinType::Tuple);
    if (type == tuple_type || type->slots.initialize == tuple_type->slots.initialize)
        TRY(no_keywords(thread, "tuple", arguments));
    TRY(between(thread, "tuple", arguments, 0, 1));
    Tuple* items = arguments.positional ? TRY(make_tuple_from_py(thread, arguments[0]))
                                        : thread.interpreter->empty_tuple.get_relaxed();
                                        if (type == tuple_type) return Value(items);
                                        auto* tuple = static_cast<Tuple*>(
                                            TRY(allocate_instance_sized(thread, type, items->size() * sizeof(Value))));
                                        tuple->size_ = items->size();
                                        for (size_t i = 0; i < items->size(); ++i) tuple->items_[i].init((*items)[i]);
                                        write_barrier(tuple);
                                        return Value(tuple);
}

Result<Value> repr_tuple(Thread& thread, Value self) {
    auto* tuple = self.to<Tuple>();
    if (tuple->size() == 0) return Value(TRY(make_str(thread, "()")));
    ReprGuard guard(thread, self);
    if (guard.recursive()) return Value(TRY(make_str(thread, "(...)")));
    StrBuilder text(thread);
    text.add_ascii("(");
    for (size_t i = 0; i < tuple->size(); ++i) {
        if (i > 0) text.add_ascii(", ");
        TRY(text.add(TRY(repr_py(thread, (*tuple)[i]))));
        TRY(thread.poll());
    }
    text.add_ascii(tuple->size() == 1 ? ",)" : ")");
    return Value(TRY(text.finish()));
}

Result<int64_t> item_hash_py(Thread& thread, Value item) {
    if (item.is_small()) return hash_int64(item.as_small());
    if (item.is<Str>()) return str_hash(thread, item.to<Str>());
    return hash_py(thread, item);
}
Result<int64_t> hash_tuple(Thread& thread, Value self) {
    TRY(thread.check_stack());
    TupleHash combined;
    size_t done = 0;
    for (Value item : self.to<Tuple>()->span()) {
        combined.add(TRY(item_hash_py(thread, item)));
        if (++done % 0x4000 == 0x3fff) TRY(thread.poll());
    }
    return combined.finish();
}

Result<int64_t> length_tuple(Thread&, Value self) { return static_cast<int64_t>(self.to<Tuple>()->size()); }

Result<bool> contains_tuple(Thread& thread, Value self, Value item) {
    for (Value each : self.to<Tuple>()->span()) {
        if (TRY(equal_py(thread, each, item))) return true;
        TRY(thread.poll());
    }
    return false;
}

Result<Value> get_item_tuple(Thread& thread, Value self, Value key) {
    auto* tuple = self.to<Tuple>();
    auto size = static_cast<int64_t>(tuple->size());
    if (key.is<Slice>()) {
        SliceBounds bounds = TRY(slice_bounds_py(thread, key.to<Slice>(), size));
        if (bounds.step == 1 && bounds.length == size && self.is<Tuple>()) return self;
        Tuple* result = TRY(make_tuple_sized(thread, static_cast<size_t>(bounds.length)));
        for (int64_t i = 0, at = bounds.start; i < bounds.length; ++i, at += bounds.step) {
            result->items_[i].init((*tuple)[static_cast<size_t>(at)]);
            if (i % 0x10000 == 0xffff && stop_asked(thread)) return raise_stopped(thread);
        }
        if (bounds.length) write_barrier(result);
        return Value(result);
    }
    int64_t index = TRY(sequence_index_py(thread, key, "tuple"));
    if (index < 0) index += size;
    if (index < 0 || index >= size) return raise(thread, Exc::IndexError, "tuple index out of range");
    return (*tuple)[static_cast<size_t>(index)];
}

Result<Value> concat_tuple(Thread& thread, Value left, Value right) {
    auto *first = left.to<Tuple>(), *second = as_kind<Tuple>(thread, right);
    if (!second)
        return raise(thread, Exc::TypeError, "can only concatenate tuple (not \"{}\") to tuple",
                     type_of(thread, right));
    if (first->size() == 0 && right.is<Tuple>()) return right;
    if (second->size() == 0 && left.is<Tuple>()) return left;
    Tuple* result = TRY(make_tuple_sized(thread, first->size() + second->size()));
    if (result->size() == 0) return Value(result);
    if (!copy_in_slices(thread, result->items_, first->items_, first->size() * sizeof(Value)) ||
        !copy_in_slices(thread, result->items_ + first->size(), second->items_, second->size() * sizeof(Value)))
        return raise_stopped(thread);
    write_barrier(result);
    return Value(result);
}

Result<Value> repeat_tuple(Thread& thread, Value self, Value count) {
    auto* tuple = self.to<Tuple>();
    size_t size = tuple->size(), times = TRY(repeat_count_py(thread, count, size));
    if (times == 1 && self.is<Tuple>()) return self;
    Tuple* result = TRY(make_tuple_sized(thread, size * times));
    if (times == 0) return Value(result);
    if (size == 0) return Value(result);
    auto* bytes = reinterpret_cast<char*>(result->items_);
    if (!copy_in_slices(thread, bytes, tuple->items_, size * sizeof(Value)) ||
        !repeat_in_slices(thread, bytes, size * sizeof(Value), size * times * sizeof(Value)))
        return raise_stopped(thread);
    write_barrier(result);
    return Value(result);
}

Result<Value> compare_tuple(Thread& thread, Value left, Value right, CompareOp op) {
    auto *first = as_kind<Tuple>(thread, left), *second = as_kind<Tuple>(thread, right);
    if (!first || !second) return Value::not_implemented();
    size_t shorter = std::min(first->size(), second->size());
    for (size_t i = 0; i < shorter; ++i) {
        Value a = (*first)[i], b = (*second)[i];
        if (a == b) {
            if (i % 0x4000 == 0x3fff) TRY(thread.poll());
            continue;
        }
        if (both_small(a, b) || !TRY(equal_py(thread, a, b))) {
            if (op == CompareOp::Eq || op == CompareOp::Ne) return Value::boolean(op == CompareOp::Ne);
            return compare_py(thread, op, a, b);
        }
        TRY(thread.poll());
    }
    return Value::boolean(compare_lengths(op, first->size(), second->size()));
}

Result<Value> iterate_tuple(Thread& thread, Value self) {
    auto* iterator = allocate_builtin<TupleIterator>(thread, BuiltinType::TupleIterator);
    iterator->tuple.init(self);
    return Value(iterator);
}

METHOD(Tuple, index, "index(self, value, start=0, stop=?, /)",
       "Return first index of value.\n\nRaises ValueError if the value is not present.") {
    auto length = static_cast<int64_t>(self->size());
    int64_t start = TRY(search_bound_py(thread, args[1], length))
    , stop = TRY(search_bound_py(thread, args[2], length));
    for (int64_t i = start; i < std::min(stop, length); ++i) {
        if (TRY(equal_py(thread, (*self)[static_cast<size_t>(i)], args[0]))) return Value::small(i);
        TRY(thread.poll());
    }
    return raise(thread, Exc::ValueError, "tuple.index(x): x not in tuple");
}

METHOD(Tuple, count, "count(self, value, /)", "Return number of occurrences of value.") {
    int64_t count = 0;
    for (Value item : self->span()) {
        if (TRY(equal_py(thread, item, args[0]))) ++count;
        TRY(thread.poll());
    }
    return Value::small(count);
}

METHOD(Tuple, __getnewargs__, "__getnewargs__(self, /)", "") {
    Tuple* copy = TRY(make_tuple_sized(thread, self->size()));
    for (size_t i = 0; i < self->size(); ++i) copy->items_[i].set(copy, (*self)[i]);
    return Value(make_tuple(thread, {Value(copy)}));
}

CLASS_METHOD(Tuple, __class_getitem__, "__class_getitem__(cls, object, /)", "See PEP 585") {
    return make_generic_alias(thread, Value(self), args[0]);
}

constexpr Slots tuple_slots() {
    Slots slots;
    slots.repr = repr_tuple;
    slots.hash = hash_tuple;
    slots.length = length_tuple;
    slots.get_item = get_item_tuple;
    slots.contains = contains_tuple;
    slots.iterate = iterate_tuple;
    slots.concat = concat_tuple;
    slots.repeat = repeat_tuple;
    slots.compare = compare_tuple;
    slots.construct = construct_tuple;
    return slots;
}

}  // namespace

const TypeSpec Tuple::spec = {
    .name = "tuple",
    .doc = "Built-in immutable sequence.\n\nIf no argument is given, the constructor returns an empty tuple.\n"
           "If iterable is specified the tuple is initialized from iterable's items.\n\n"
           "If the argument is a tuple, the return value is the same object.",
    .size = sizeof(Tuple),
    .layout = Layout::Tuple,
    .flags = type_flag::kSubclassable | type_flag::kSequencePattern | type_flag::kMatchSelf,
    .slots = tuple_slots(),
    .methods = {&Tuple_index, &Tuple_count, &Tuple___getnewargs__, &Tuple___class_getitem__},
    .signature = "tuple(iterable=(), /)",
};

// ---- its iterator ----

namespace {

Result<Value> self_iterator(Thread&, Value self) { return self; }

Result<Value> next_of_tuple(Thread& thread, Value self) {
    auto* iterator = self.to<TupleIterator>();
    ByteLockGuard guard(thread, iterator);
    Value tuple = iterator->tuple.get();
    if (tuple.is_none()) return Value::unbound();
    uint64_t index = load_relaxed(iterator->index);
    if (index >= tuple.to<Tuple>()->size()) {
        iterator->tuple.set_immediate(Value::none());
        return Value::unbound();
    }
    store_relaxed(iterator->index, index + 1);
    return (*tuple.to<Tuple>())[index];
}

METHOD(TupleIterator, __length_hint__, "__length_hint__(self, /)",
       "Private method returning an estimate of len(list(it)).") {
    Value tuple = self->tuple.get();
    return Value::small(tuple.is_none() ? 0
                                        : static_cast<int64_t>(tuple.to<Tuple>()->size() - load_relaxed(self->index)));
}

METHOD(TupleIterator, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    Value tuple = self->tuple.get();
    if (tuple.is_none()) return reduce_as_call(thread, "iter", Value(thread.interpreter->empty_tuple.get_relaxed()));
    return reduce_as_call(thread, "iter", tuple, Value::small(static_cast<int64_t>(load_relaxed(self->index))));
}

METHOD(TupleIterator, __setstate__, "__setstate__(self, state, /)", "Set state information for unpickling.") {
    int64_t index = TRY(state_index_py(thread, args[0]));
    ByteLockGuard guard(thread, self);
    Value tuple = self->tuple.get();
    if (!tuple.is_none())
        store_relaxed(self->index, static_cast<uint64_t>(
                                       std::clamp<int64_t>(index, 0, static_cast<int64_t>(tuple.to<Tuple>()->size()))));
    return none();
}

}  // namespace

const TypeSpec TupleIterator::spec = {
    .name = "tuple_iterator",
    .size = sizeof(TupleIterator),
    .layout = Layout::TupleIterator,
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = self_iterator, .next = next_of_tuple},
    .methods = {&TupleIterator___length_hint__, &TupleIterator___reduce__, &TupleIterator___setstate__},
};

}  // namespace krait::core

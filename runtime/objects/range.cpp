// class range: ints of any size. Library Reference: Ranges.
#include <algorithm>

#include "runtime/objects/iterators.h"
#include "runtime/objects/native_arguments.h"
#include "runtime/objects/sequence_parts.h"
#include "runtime/objects/str.h"
#include "runtime/threads/byte_lock.h"

namespace krait::core {

namespace {

Result<Value> add(Thread& thread, Value a, Value b) { return int_binary(thread, BinaryOp::Add, a, b); }
Result<Value> subtract(Thread& thread, Value a, Value b) { return int_binary(thread, BinaryOp::Sub, a, b); }
Result<Value> multiply(Thread& thread, Value a, Value b) { return int_binary(thread, BinaryOp::Mul, a, b); }
Result<Value> floor_divide(Thread& thread, Value a, Value b) { return int_binary(thread, BinaryOp::FloorDiv, a, b); }

constexpr Value kZero = Value::small(0), kOne = Value::small(1);

Result<Value> length_of(Thread& thread, Value start, Value stop, Value step) {
    bool forwards = int_sign(step) > 0;
    Value low = forwards ? start : stop, high = forwards ? stop : start;
    if (int_compare(low, high) >= 0) return kZero;
    Value stride = forwards ? step : TRY(subtract(thread, kZero, step));
    Value span = TRY(subtract(thread, TRY(subtract(thread, high, low)), kOne));
    return add(thread, TRY(floor_divide(thread, span, stride)), kOne);
}

Result<Range*> make_range(Thread& thread, Value start, Value stop, Value step) {
    Value length = TRY(length_of(thread, start, stop, step));
    auto* range = allocate_builtin<Range>(thread, BuiltinType::Range);
    range->start.init(start);
    range->stop.init(stop);
    range->step.init(step);
    range->length.init(length);
    return range;
}

Result<Value> construct_range(Thread& thread, Type*, const CallArguments& arguments) {
    TRY(no_keywords(thread, "range", arguments));
    TRY(between(thread, "range", arguments, 1, 3));
    Value start = kZero, stop, step = kOne;
    if (arguments.positional == 1) {
        stop = TRY(index_py(thread, arguments[0]));
    } else {
        start = TRY(index_py(thread, arguments[0]));
        stop = TRY(index_py(thread, arguments[1]));
        if (arguments.positional == 3) step = TRY(index_py(thread, arguments[2]));
        if (int_sign(step) == 0) return raise(thread, Exc::ValueError, "range() arg 3 must not be zero");
    }
    return Value(TRY(make_range(thread, start, stop, step)));
}

Result<Value> repr_range(Thread& thread, Value self) {
    auto* range = self.to<Range>();
    StrBuilder text(thread);
    text.add_ascii("range(");
    TRY(text.add(TRY(repr_py(thread, range->start.get()))));
    text.add_ascii(", ");
    TRY(text.add(TRY(repr_py(thread, range->stop.get()))));
    if (range->step.get() != kOne) {
        text.add_ascii(", ");
        TRY(text.add(TRY(repr_py(thread, range->step.get()))));
    }
    text.add_ascii(")");
    return Value(TRY(text.finish()));
}

Result<int64_t> length_range(Thread& thread, Value self) {
    int overflow = 0;
    int64_t length = int_to_int64(self.to<Range>()->length.get(), &overflow);
    if (overflow) return raise(thread, Exc::OverflowError, "Python int too large to convert to C ssize_t");
    return length;
}

Result<bool> truth_range(Thread&, Value self) { return int_sign(self.to<Range>()->length.get()) != 0; }

// start + index * step, whether it is in the range or not.
Result<Value> item_at(Thread& thread, Range* range, Value index) {
    return add(thread, range->start.get(), TRY(multiply(thread, index, range->step.get())));
}

// An int: by arithmetic. Anything else is compared with each item.
bool is_exact_int(Value value) { return value.is_small() || value.is_bool() || value.is<Int>(); }

Result<bool> contains_int(Thread& thread, Range* range, Value item) {
    if (item.is_bool()) item = Value::small(item.is_true());
    Value start = range->start.get(), stop = range->stop.get(), step = range->step.get();
    bool forwards = int_sign(step) > 0;
    if (int_compare(item, start) * (forwards ? 1 : -1) < 0) return false;
    if (int_compare(item, stop) * (forwards ? 1 : -1) >= 0) return false;
    Value distance = TRY(subtract(thread, item, start));
    return int_sign(TRY(int_binary(thread, BinaryOp::Mod, distance, step))) == 0;
}

Result<bool> contains_range(Thread& thread, Value self, Value item) {
    if (is_exact_int(item)) return contains_int(thread, self.to<Range>(), item);
    bool found = false;
    TRY(for_each_py(thread, self, [&](Value each) -> Result<bool> {
        found = TRY(equal_py(thread, each, item));
        return !found;
    }));
    return found;
}

Result<Value> slice_of_range(Thread& thread, Range* range, Slice* slice) {
    Value indices_name(intern(thread, "indices"));
    Value length = range->length.get();
    Value triple = TRY(call_method_py(thread, Value(slice), indices_name.to<Str>(), {&length, 1}));
    auto* parts = triple.to<Tuple>();
    Value step = TRY(multiply(thread, range->step.get(), (*parts)[2]));
    Value start = TRY(item_at(thread, range, (*parts)[0]))
    , stop = TRY(item_at(thread, range, (*parts)[1]));
    return Value(TRY(make_range(thread, start, stop, step)));
}

Result<Value> get_item_range(Thread& thread, Value self, Value key) {
    auto* range = self.to<Range>();
    if (key.is<Slice>()) return slice_of_range(thread, range, key.to<Slice>());
    if (!key.is_small() && !type_of(thread, key)->slots.index)
        return raise(thread, Exc::TypeError, "range indices must be integers or slices, not {}", type_of(thread, key));
    Value index = TRY(index_py(thread, key));
    if (int_sign(index) < 0) index = TRY(add(thread, index, range->length.get()));
    if (int_sign(index) < 0 || int_compare(index, range->length.get()) >= 0)
        return raise(thread, Exc::IndexError, "range object index out of range");
    return item_at(thread, range, index);
}

// Two ranges are equal if they are the same sequence.
bool same_sequence(Range* a, Range* b) {
    if (int_compare(a->length.get(), b->length.get()) != 0) return false;
    if (int_sign(a->length.get()) == 0) return true;
    if (int_compare(a->start.get(), b->start.get()) != 0) return false;
    return a->length.get() == kOne || int_compare(a->step.get(), b->step.get()) == 0;
}

Result<Value> compare_range(Thread&, Value left, Value right, CompareOp op) {
    if (!left.is<Range>() || !right.is<Range>() || (op != CompareOp::Eq && op != CompareOp::Ne))
        return Value::not_implemented();
    return Value::boolean((left == right || same_sequence(left.to<Range>(), right.to<Range>())) ==
                          (op == CompareOp::Eq));
}

// hash((length, start, step)), with None for what does not matter.
Result<int64_t> hash_range(Thread& thread, Value self) {
    auto* range = self.to<Range>();
    Value length = range->length.get();
    bool empty = int_sign(length) == 0;
    Value start = empty ? Value::none() : range->start.get();
    Value step = empty || length == kOne ? Value::none() : range->step.get();
    return hash_py(thread, Value(make_tuple(thread, {length, start, step})));
}

Value make_long_iterator(Thread& thread, Value next, Value step, Value remaining) {
    auto* iterator = static_cast<LongRangeIterator*>(
        allocate_instance(thread, thread.interpreter->type(BuiltinType::LongRangeIterator)));
    iterator->next.set(iterator, next);
    iterator->step.set(iterator, step);
    iterator->remaining.set(iterator, remaining);
    return Value(iterator);
}

Value make_iterator(Thread& thread, Value next, Value step, Value remaining) {
    if (!next.is_small() || !step.is_small() || !remaining.is_small())
        return make_long_iterator(thread, next, step, remaining);
    auto* iterator = allocate_builtin<RangeIterator>(thread, BuiltinType::RangeIterator);
    iterator->next = next.as_small();
    iterator->step = step.as_small();
    iterator->remaining = static_cast<uint64_t>(remaining.as_small());
    return Value(iterator);
}

Result<Value> iterate_range(Thread& thread, Value self) {
    auto* range = self.to<Range>();
    // All items small, not just the first: the last is less than one step from `stop`.
    if (!range->stop.get().is_small())
        return make_long_iterator(thread, range->start.get(), range->step.get(), range->length.get());
    return make_iterator(thread, range->start.get(), range->step.get(), range->length.get());
}

METHOD(Range, __reversed__, "__reversed__(self, /)", "Return a reverse iterator.") {
    Value last = TRY(item_at(thread, self, TRY(subtract(thread, self->length.get(), kOne))));
    Value step = TRY(subtract(thread, kZero, self->step.get()));
    if (int_sign(self->length.get()) == 0) last = self->start.get();
    if (!self->start.get().is_small()) return make_long_iterator(thread, last, step, self->length.get());
    return make_iterator(thread, last, step, self->length.get());
}

METHOD(Range, count, "count(self, value, /)",
       "rangeobject.count(value) -> integer -- return number of occurrences of value") {
    if (is_exact_int(args[0])) return Value::small(TRY(contains_int(thread, self, args[0])));
    int64_t count = 0;
    TRY(for_each_py(thread, Value(self), [&](Value each) -> Result<bool> {
        if (TRY(equal_py(thread, each, args[0]))) ++count;
        return true;
    }));
    return Value::small(count);
}

METHOD(Range, index, "index(self, value, /)",
       "rangeobject.index(value) -> integer -- return index of value.\nRaise ValueError if the value is not present.") {
    if (is_exact_int(args[0])) {
        Value item = args[0].is_bool() ? Value::small(args[0].is_true()) : args[0];
        if (!TRY(contains_int(thread, self, item)))
            return raise(thread, Exc::ValueError, "range.index(x): x not in range");
        return floor_divide(thread, TRY(subtract(thread, item, self->start.get())), self->step.get());
    }
    int64_t index = 0;
    bool found = false;
    TRY(for_each_py(thread, Value(self), [&](Value each) -> Result<bool> {
        found = TRY(equal_py(thread, each, args[0]));
        index += !found;
        return !found;
    }));
    if (!found) return raise(thread, Exc::ValueError, "sequence.index(x): x not in sequence");
    return Value::small(index);
}

METHOD(Range, __reduce__, "__reduce__(self, /)", "") {
    Value parts(make_tuple(thread, {self->start.get(), self->stop.get(), self->step.get()}));
    return Value(make_tuple(thread, {Value(type_of(thread, Value(self))), parts}));
}

GETTER(Range, start, "") { return self.to<Range>()->start.get(); }
GETTER(Range, stop, "") { return self.to<Range>()->stop.get(); }
GETTER(Range, step, "") { return self.to<Range>()->step.get(); }

constexpr Slots range_slots() {
    Slots slots;
    slots.repr = repr_range;
    slots.hash = hash_range;
    slots.compare = compare_range;
    slots.truth = truth_range;
    slots.length = length_range;
    slots.get_item = get_item_range;
    slots.contains = contains_range;
    slots.iterate = iterate_range;
    slots.construct = construct_range;
    return slots;
}

}  // namespace

const TypeSpec Range::spec = {
    .name = "range",
    .doc = "range(stop) -> range object\nrange(start, stop[, step]) -> range object\n\nReturn an object that produces "
           "a sequence of "
           "integers from start (inclusive)\nto stop (exclusive) by step.  range(i, j) produces i, i+1, i+2, ..., "
           "j-1.\nstart defaults "
           "to 0, and stop is omitted!  range(4) produces 0, 1, 2, 3.\nThese are exactly the valid indices for a list "
           "of 4 elements.\n"
           "When step is given, it specifies the increment (or decrement).",
    .size = sizeof(Range),
    .layout = Layout::Range,
    .flags = type_flag::kSequencePattern,
    .slots = range_slots(),
    .methods = {&Range___reversed__, &Range_count, &Range_index, &Range___reduce__},
    .properties = {&Range_get_start, &Range_get_stop, &Range_get_step},
};

// ---- iterators ----

namespace {

Result<Value> self_iterator(Thread&, Value self) { return self; }

Result<Value> next_of_range(Thread& thread, Value self) {
    auto* iterator = self.to<RangeIterator>();
    ByteLockGuard guard(thread, iterator);
    if (iterator->remaining == 0) return Value::unbound();
    --iterator->remaining;
    Value item = Value::small(iterator->next);
    iterator->next =
        static_cast<int64_t>(static_cast<uint64_t>(iterator->next) + static_cast<uint64_t>(iterator->step));
    return item;
}

struct RangeRest {
    int64_t next;
    uint64_t remaining;
};
RangeRest rest_of(Thread& thread, RangeIterator* iterator) {
    ByteLockGuard guard(thread, iterator);
    return {iterator->next, iterator->remaining};
}

METHOD(RangeIterator, __length_hint__, "__length_hint__(self, /)",
       "Private method returning an estimate of len(list(it)).") {
    return make_int_unsigned(thread, rest_of(thread, self).remaining);
}

// A range of what is left.
Result<Value> reduce_rest(Thread& thread, Value next, Value step, Value remaining) {
    Value stop = TRY(add(thread, next, TRY(multiply(thread, step, remaining))));
    return reduce_as_call(thread, "iter", Value(TRY(make_range(thread, next, stop, step))), Value::none());
}
METHOD(RangeIterator, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    RangeRest rest = rest_of(thread, self);
    return reduce_rest(thread, make_int(thread, rest.next), make_int(thread, self->step),
                       make_int_unsigned(thread, rest.remaining));
}
METHOD(RangeIterator, __setstate__, "__setstate__(self, state, /)", "Set state information for unpickling.") {
    int64_t index = TRY(state_index_py(thread, args[0]));
    ByteLockGuard guard(thread, self);
    uint64_t taken = std::min(static_cast<uint64_t>(std::max<int64_t>(index, 0)), self->remaining);
    self->next = static_cast<int64_t>(static_cast<uint64_t>(self->next) + taken * static_cast<uint64_t>(self->step));
    self->remaining -= taken;
    return none();
}

Result<Value> next_of_long_range(Thread& thread, Value self) {
    auto* iterator = self.to<LongRangeIterator>();
    for (;;) {
        Value item = iterator->next.get(), remaining = iterator->remaining.get();
        if (int_sign(remaining) == 0) return Value::unbound();
        Value next = TRY(add(thread, item, iterator->step.get()));
        Value left = TRY(subtract(thread, remaining, kOne));
        ByteLockGuard guard(thread, iterator);
        if (!(iterator->next.get() == item)) continue;  // another thread took it
        iterator->remaining.set(iterator, left);
        iterator->next.set(iterator, next);
        return item;
    }
}
METHOD(LongRangeIterator, __length_hint__, "__length_hint__(self, /)",
       "Private method returning an estimate of len(list(it)).") {
    return self->remaining.get();
}
METHOD(LongRangeIterator, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    return reduce_rest(thread, self->next.get(), self->step.get(), self->remaining.get());
}
METHOD(LongRangeIterator, __setstate__, "__setstate__(self, state, /)", "Set state information for unpickling.") {
    if (!is_int(thread, args[0]))
        return raise(thread, Exc::TypeError, "state must be an int, not {}", type_of(thread, args[0]));
    Value wanted = TRY(index_py(thread, args[0]));
    if (int_sign(wanted) < 0) wanted = kZero;
    for (;;) {
        Value item = self->next.get(), remaining = self->remaining.get();
        Value taken = int_compare(wanted, remaining) > 0 ? remaining : wanted;
        Value next = TRY(add(thread, item, TRY(multiply(thread, taken, self->step.get()))));
        Value left = TRY(subtract(thread, remaining, taken));
        ByteLockGuard guard(thread, self);
        if (!(self->next.get() == item && self->remaining.get() == remaining)) continue;  // stepped by another thread
        self->remaining.set(self, left);
        self->next.set(self, next);
        return none();
    }
}
void trace_long_range(Cell* cell, Tracer& tracer) {
    auto* iterator = static_cast<LongRangeIterator*>(cell);
    tracer.visit(iterator->next);
    tracer.visit(iterator->step);
    tracer.visit(iterator->remaining);
}

}  // namespace

const TypeSpec RangeIterator::spec = {
    .name = "range_iterator",
    .size = sizeof(RangeIterator),
    .layout = Layout::RangeIterator,
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = self_iterator, .next = next_of_range},
    .methods = {&RangeIterator___length_hint__, &RangeIterator___reduce__, &RangeIterator___setstate__},
};

const TypeSpec LongRangeIterator::spec = {
    .name = "longrange_iterator",
    .size = sizeof(LongRangeIterator),
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = self_iterator, .next = next_of_long_range},
    .methods = {&LongRangeIterator___length_hint__, &LongRangeIterator___reduce__, &LongRangeIterator___setstate__},
    .trace = trace_long_range,
};

}  // namespace krait::core

// class deque. Library Reference: collections.deque.
#include "runtime/objects/order.h"
#include "stdlib/_collections/collections.h"

namespace krait::core::collections {

namespace {

Deque* as_deque(Thread& thread, Value value) { return native_cast<Deque>(thread, value, kDeque); }

Result<Value> construct_deque(Thread& thread, Type* type, const CallArguments&) {
    return Value(make_deque(thread, type, -1));
}

Result<void> initialize_deque(Thread& thread, Value object, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "deque(iterable=?, maxlen=None)", arguments, bound));
    int64_t maximum = -1;
    if (!bound[1].is_none()) {
        if (!is_int(thread, bound[1])) return raise(thread, Exc::TypeError, "an integer is required");
        maximum = TRY(index_int64_py(thread, bound[1]));
        if (maximum < 0) return raise(thread, Exc::ValueError, "maxlen must be non-negative");
    }
    auto* self = object.to<Deque>();
    self->maximum = maximum;
    if (self->size) deque_clear(thread, self);
    if (bound[0].is_nothing()) return {};
    return deque_extend_py(thread, self, bound[0], Side::Right);
}

METHOD(Deque, append, "append(self, item, /)", "Add an element to the right side of the deque.") {
    TRY(deque_push(thread, self, args[0], Side::Right));
    return none();
}
METHOD(Deque, appendleft, "appendleft(self, item, /)", "Add an element to the left side of the deque.") {
    TRY(deque_push(thread, self, args[0], Side::Left));
    return none();
}
Result<Value> take_or_raise(Thread& thread, Deque* self, Side side) {
    Value value = deque_take(thread, self, side);
    if (value.is_nothing()) return raise(thread, Exc::IndexError, "pop from an empty deque");
    return value;
}
METHOD(Deque, pop, "pop(self, /)", "Remove and return the rightmost element.") {
    return take_or_raise(thread, self, Side::Right);
}
METHOD(Deque, popleft, "popleft(self, /)", "Remove and return the leftmost element.") {
    return take_or_raise(thread, self, Side::Left);
}
METHOD(Deque, clear, "clear(self, /)", "Remove all elements from the deque.") {
    deque_clear(thread, self);
    return none();
}
METHOD(Deque, extend, "extend(self, iterable, /)",
       "Extend the right side of the deque with elements from the iterable.") {
    TRY(deque_extend_py(thread, self, args[0], Side::Right));
    return none();
}
METHOD(Deque, extendleft, "extendleft(self, iterable, /)",
       "Extend the left side of the deque with elements from the iterable.") {
    TRY(deque_extend_py(thread, self, args[0], Side::Left));
    return none();
}
Result<Value> copy_deque(Thread& thread, Deque* self) {
    Type* type = type_of(thread, Value(self));
    if (type == native_type(thread, kDeque)) {
        Deque* copy = make_deque(thread, type, self->maximum);
        for (uint64_t i = 0, size = self->size; i < size; ++i) {
            Value item = deque_get(thread, self, i);
            if (item.is_nothing()) break;
            TRY(deque_push(thread, copy, item, Side::Right));
        }
        return Value(copy);
    }
    if (self->maximum < 0) return call_py(thread, Value(type), Value(self));
    return call_py(thread, Value(type), Value(self), make_int(thread, self->maximum));
}
METHOD(Deque, copy, "copy(self, /)", "Return a shallow copy of a deque.") { return copy_deque(thread, self); }
METHOD(Deque, __copy__, "__copy__(self, /)", "Return a shallow copy of a deque.") { return copy_deque(thread, self); }

// Goes over the items from `start` to `stop`; body answers whether to go on. The deque must not change meanwhile.
template <typename Body>
Result<void> walk(Thread& thread, Deque* self, uint64_t start, uint64_t stop, Exc error, const char* message,
                  Body&& body) {
    uint64_t version = self->version;
    for (uint64_t i = start; i < stop; ++i) {
        Value item = deque_get(thread, self, i);
        if (item.is_nothing() || self->version != version) return raise(thread, error, "{}", message);
        bool more = TRY(body(item, i));
        if (self->version != version) return raise(thread, error, "{}", message);
        if (!more) return {};
        TRY(thread.poll());
    }
    return {};
}
constexpr const char* kMutated = "deque mutated during iteration";

METHOD(Deque, count, "count(self, value, /)", "Return number of occurrences of value.") {
    int64_t count = 0;
    TRY(walk(thread, self, 0, self->size, Exc::RuntimeError, kMutated, [&](Value item, uint64_t) -> Result<bool> {
        count += TRY(equal_py(thread, item, args[0]));
        return true;
    }));
    return make_int(thread, count);
}
METHOD(Deque, index, "index(self, value, start=?, stop=?, /)",
       "Return first index of value.\n\nRaises ValueError if the value is not present.") {
    int64_t size = static_cast<int64_t>(self->size.load()), start = 0, stop = size;
    if (!args[1].is_nothing()) start = TRY(index_int64_py(thread, args[1], OutOfRange::Clamp));
    if (!args[2].is_nothing()) stop = TRY(index_int64_py(thread, args[2], OutOfRange::Clamp));
    if (start < 0) start = std::max<int64_t>(0, start + size);
    if (stop < 0) stop = std::max<int64_t>(0, stop + size);
    stop = std::min(stop, size);
    int64_t found = -1;
    if (start < stop) {
        TRY(walk(thread, self, static_cast<uint64_t>(start), static_cast<uint64_t>(stop), Exc::RuntimeError, kMutated,
                 [&](Value item, uint64_t i) -> Result<bool> {
                     if (TRY(equal_py(thread, item, args[0]))) found = static_cast<int64_t>(i);
                     return found < 0;
                 }));
    }
    if (found < 0) return raise(thread, Exc::ValueError, "deque.index(x): x not in deque");
    return make_int(thread, found);
}
METHOD(Deque, remove, "remove(self, value, /)", "Remove first occurrence of value.") {
    int64_t found = -1;
    uint64_t version = self->version;
    TRY(walk(thread, self, 0, self->size, Exc::IndexError, "deque mutated during remove().",
             [&](Value item, uint64_t i) -> Result<bool> {
                 if (TRY(equal_py(thread, item, args[0]))) found = static_cast<int64_t>(i);
                 return found < 0;
             }));
    if (found < 0) return raise(thread, Exc::ValueError, "deque.remove(x): x not in deque");
    if (!deque_delete(thread, self, static_cast<uint64_t>(found), version))
        return raise(thread, Exc::IndexError, "deque mutated during remove().");
    return none();
}
METHOD(Deque, insert, "insert(self, index, value, /)", "Insert value before index.") {
    int64_t index = TRY(index_int64_py(thread, args[0]));
    if (!TRY(deque_insert(thread, self, index, args[1])))
        return raise(thread, Exc::IndexError, "deque already at its maximum size");
    return none();
}
METHOD(Deque, rotate, "rotate(self, n=1, /)",
       "Rotate the deque n steps to the right.  If n is negative, rotates left.") {
    deque_rotate(thread, self, TRY(index_int64_py(thread, args[0])));
    return none();
}
METHOD(Deque, reverse, "reverse(self, /)", "Reverse *IN PLACE*.") {
    ByteLockGuard lock(thread, self);
    for (uint64_t i = 0; i < self->size / 2; ++i) {
        Field<Value>&low = self->slot(i), &high = self->slot(self->size - 1 - i);
        Value first = low.get();
        low.set(self->items.get_relaxed(), high.get());
        high.set(self->items.get_relaxed(), first);
    }
    return none();
}
METHOD(Deque, __reversed__, "__reversed__(self, /)", "Return a reverse iterator over the deque.") {
    return deque_iterator(thread, self, kDequeReverseIterator);
}
METHOD(Deque, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    Value state = TRY(call_method_py(thread, Value(self), KRAIT_NAME(dunder_getstate)));
    Value iterator = TRY(iterate_py(thread, Value(self)));
    Value empty(thread.interpreter->empty_tuple.get());
    Value arguments = self->maximum < 0 ? empty : Value(make_tuple(thread, {empty, make_int(thread, self->maximum)}));
    return Value(make_tuple(thread, {Value(type_of(thread, Value(self))), arguments, state, iterator}));
}
METHOD(Deque, __sizeof__, "__sizeof__(self, /)", "Return the size of the deque in memory, in bytes.") {
    ValueArray* items = self->items.get();
    return make_int_unsigned(thread,
                             sizeof(Deque) + (items ? sizeof(ValueArray) + items->capacity_ * sizeof(Value) : 0));
}
CLASS_GETITEM(Deque)
GETTER(Deque, maxlen, "maximum size of a deque or None if unbounded") {
    auto* deque = self.to<Deque>();
    return deque->maximum < 0 ? none() : make_int(thread, deque->maximum);
}

// ---- slots ----
Result<Value> repr_deque(Thread& thread, Value object) {
    auto* self = object.to<Deque>();
    ReprGuard guard(thread, object);
    if (guard.recursive()) return Value(make_ascii(thread, "[...]"));
    List* list = TRY(make_list_from_py(thread, object));
    Str* items = TRY(repr_py(thread, Value(list)));
    StrBuilder text(thread);
    TRY(text.add(type_of(thread, object)->name.get()));
    text.add_ascii("(");
    TRY(text.add(items));
    if (self->maximum >= 0) text.add_ascii(format_text(", maxlen={}", self->maximum.load()));
    text.add_ascii(")");
    return Value(TRY(text.finish()));
}
Result<Value> compare_deques(Thread& thread, Value left, Value right, CompareOp op) {
    Deque *a = as_deque(thread, left), *b = as_deque(thread, right);
    if (!a || !b) return Value::not_implemented();
    if (op == CompareOp::Eq || op == CompareOp::Ne) {
        if (left == right) return Value::boolean(op == CompareOp::Eq);
        if (a->size != b->size) return Value::boolean(op == CompareOp::Ne);
    }
    Value x = TRY(iterate_py(thread, left))
    , y = TRY(iterate_py(thread, right));
    for (;;) {
        Value first = TRY(next_py(thread, x))
        , second = TRY(next_py(thread, y));
        if (first.is_unbound() || second.is_unbound()) {
            int order = static_cast<int>(!first.is_unbound()) - static_cast<int>(!second.is_unbound());
            return Value::boolean(holds(op, order));
        }
        if (TRY(equal_py(thread, first, second))) continue;
        if (op == CompareOp::Eq || op == CompareOp::Ne) return Value::boolean(op == CompareOp::Ne);
        return compare_py(thread, op, first, second);
    }
}
Result<bool> truth_deque(Thread&, Value self) { return self.to<Deque>()->size != 0; }
Result<int64_t> length_deque(Thread& thread, Value self) {
    return static_cast<int64_t>(deque_size(thread, self.to<Deque>()));
}
Result<int64_t> position_py(Thread& thread, Deque* self, Value key) {
    if (!type_of(thread, key)->slots.index)
        return raise(thread, Exc::TypeError, "sequence index must be integer, not '{}'", type_of(thread, key));
    int64_t index = TRY(index_int64_py(thread, key, OutOfRange::RaiseIndexError));
    auto size = static_cast<int64_t>(self->size.load());
    if (index < 0) index += size;
    if (index < 0 || index >= size) return raise(thread, Exc::IndexError, "deque index out of range");
    return index;
}
Result<Value> get_item_deque(Thread& thread, Value object, Value key) {
    auto* self = object.to<Deque>();
    Value item = deque_get(thread, self, static_cast<uint64_t>(TRY(position_py(thread, self, key))));
    if (item.is_nothing()) return raise(thread, Exc::IndexError, "deque index out of range");
    return item;
}
Result<void> set_item_deque(Thread& thread, Value object, Value key, Value value) {
    auto* self = object.to<Deque>();
    uint64_t index = static_cast<uint64_t>(TRY(position_py(thread, self, key)));
    if (value.is_nothing()) {
        deque_delete(thread, self, index, self->version);
        return {};
    }
    ByteLockGuard lock(thread, self);
    if (index < self->size) self->slot(index).set(self->items.get_relaxed(), value);
    return {};
}
Result<bool> contains_deque(Thread& thread, Value object, Value wanted) {
    auto* self = object.to<Deque>();
    bool found = false;
    TRY(walk(thread, self, 0, self->size, Exc::RuntimeError, kMutated, [&](Value item, uint64_t) -> Result<bool> {
        found = TRY(equal_py(thread, item, wanted));
        return !found;
    }));
    return found;
}
Result<Value> iterate_deque(Thread& thread, Value self) {
    return deque_iterator(thread, self.to<Deque>(), kDequeIterator);
}
Result<Value> concat_deque(Thread& thread, Value left, Value right) {
    if (!as_deque(thread, right))
        return raise(thread, Exc::TypeError, "can only concatenate deque (not \"{}\") to deque",
                     type_of(thread, right));
    Value copy = TRY(copy_deque(thread, left.to<Deque>()));
    auto* sum = as_deque(thread, copy);
    if (!sum)
        return raise(thread, Exc::TypeError, "{}() must return a deque, not {}", type_of(thread, left),
                     type_of(thread, copy));
    TRY(deque_extend_py(thread, sum, right, Side::Right));
    return copy;
}
Result<Value> inplace_concat_deque(Thread& thread, Value left, Value right) {
    TRY(deque_extend_py(thread, left.to<Deque>(), right, Side::Right));
    return left;
}
Result<Value> inplace_repeat_deque(Thread& thread, Value object, Value count) {
    auto* self = object.to<Deque>();
    if (!type_of(thread, count)->slots.index)
        return raise(thread, Exc::TypeError, "can't multiply sequence by non-int of type '{}'", type_of(thread, count));
    int64_t times = TRY(index_int64_py(thread, count));
    if (times <= 0) {
        deque_clear(thread, self);
        return object;
    }
    uint64_t size = self->size;
    if (size == 0) return object;
    if (static_cast<uint64_t>(times) > (uint64_t{1} << 40) / size) return raise(thread, Exc::MemoryError, "");
    List* once = TRY(make_list_from_py(thread, object));
    // With a bound only the last items count.
    if (self->maximum >= 0) times = std::min<int64_t>(times, self->maximum.load() / static_cast<int64_t>(size) + 2);
    for (int64_t i = 1; i < times; ++i) {
        TRY(deque_extend_py(thread, self, Value(once), Side::Right));
        TRY(thread.poll());
    }
    return object;
}
Result<Value> repeat_deque(Thread& thread, Value object, Value count) {
    if (!type_of(thread, count)->slots.index)
        return raise(thread, Exc::TypeError, "can't multiply sequence by non-int of type '{}'", type_of(thread, count));
    return inplace_repeat_deque(thread, TRY(copy_deque(thread, object.to<Deque>())), count);
}

}  // namespace

const TypeSpec kDeque = {
    .name = "collections.deque",
    .doc = "A list-like sequence optimized for data accesses near its endpoints.",
    .size = sizeof(Deque),
    .flags = type_flag::kSubclassable | type_flag::kHasWeakref | type_flag::kSequencePattern,
    .slots = {.repr = repr_deque,
              .compare = compare_deques,
              .truth = truth_deque,
              .length = length_deque,
              .get_item = get_item_deque,
              .set_item = set_item_deque,
              .contains = contains_deque,
              .iterate = iterate_deque,
              .concat = concat_deque,
              .repeat = repeat_deque,
              .inplace_concat = inplace_concat_deque,
              .inplace_repeat = inplace_repeat_deque,
              .construct = construct_deque,
              .initialize = initialize_deque},
    .methods = {&Deque_append, &Deque_appendleft, &Deque_pop, &Deque_popleft, &Deque_clear, &Deque_extend,
                &Deque_extendleft, &Deque_copy, &Deque___copy__, &Deque_count, &Deque_index, &Deque_remove,
                &Deque_insert, &Deque_rotate, &Deque_reverse, &Deque___reversed__, &Deque___reduce__, &Deque___sizeof__,
                &Deque___class_getitem__},
    .properties = {&Deque_get_maxlen},
    .trace = trace_members<Deque, &Deque::items>,
    .signature = "deque(iterable=(), maxlen=None)",
};

}  // namespace krait::core::collections

// The ring behind deque.
#include "stdlib/_collections/collections.h"

namespace krait::core::collections {

Deque* make_deque(Thread& thread, Type* type, int64_t maximum) {
    auto* deque = allocate_as<Deque>(thread, type);
    deque->maximum = maximum;
    return deque;
}

uint64_t deque_size(Thread&, Deque* deque) { return deque->size; }

static uint64_t capacity_of(const Deque* deque) {
    ValueArray* items = deque->items.get();
    return items ? items->capacity_ : 0;
}

// Room for one more. Collection point.
static Result<void> grow(Thread& thread, Deque* deque) {
    ValueArray* seen = deque->items.get();
    uint64_t capacity = seen ? seen->capacity_ * 2 : 8;
    ValueArray* made = TRY(make_value_array(thread, capacity));
    made->capacity_ = capacity;
    ByteLockGuard lock(thread, deque);
    if (deque->items.get() != seen) return {};
    for (uint64_t i = 0; i < deque->size; ++i) made->items_[i].set(made, deque->slot(i).get());
    deque->head = 0;
    deque->items.set(deque, made);
    return {};
}

// Under the lock.
static Value take_locked(Deque* deque, Side side) {
    if (deque->size == 0) return Value::nothing();
    Field<Value>& slot = deque->slot(side == Side::Left ? 0 : deque->size - 1);
    Value value = slot.get();
    slot.set_immediate(Value::nothing());
    if (side == Side::Left) ++deque->head;
    --deque->size;
    deque->version.fetch_add(1, std::memory_order_relaxed);
    return value;
}
static void put_locked(Deque* deque, Value value, Side side) {
    if (side == Side::Left) --deque->head;
    ++deque->size;
    deque->slot(side == Side::Left ? 0 : deque->size - 1).set(deque->items.get_relaxed(), value);
    deque->version.fetch_add(1, std::memory_order_relaxed);
}

Result<void> deque_push(Thread& thread, Deque* deque, Value value, Side side) {
    for (;;) {
        {
            ByteLockGuard lock(thread, deque);
            if (deque->maximum == 0) return {};
            if (deque->maximum > 0 && deque->size >= static_cast<uint64_t>(deque->maximum))
                take_locked(deque, side == Side::Left ? Side::Right : Side::Left);
            if (deque->size < capacity_of(deque)) {
                put_locked(deque, value, side);
                return {};
            }
        }
        TRY(grow(thread, deque));
    }
}

Value deque_take(Thread& thread, Deque* deque, Side side) {
    ByteLockGuard lock(thread, deque);
    return take_locked(deque, side);
}

Value deque_get(Thread& thread, Deque* deque, uint64_t index) {
    ByteLockGuard lock(thread, deque);
    return index < deque->size ? deque->slot(index).get() : Value::nothing();
}

void deque_clear(Thread& thread, Deque* deque) {
    ByteLockGuard lock(thread, deque);
    deque->items.set_immediate(nullptr);
    deque->head = 0;
    deque->size = 0;
    deque->version.fetch_add(1, std::memory_order_relaxed);
}

Result<bool> deque_insert(Thread& thread, Deque* deque, int64_t index, Value value) {
    for (;;) {
        {
            ByteLockGuard lock(thread, deque);
            int64_t size = static_cast<int64_t>(deque->size.load()), at = index;
            if (deque->maximum >= 0 && size >= deque->maximum) return false;
            if (deque->size < capacity_of(deque)) {
                if (at < 0) at = std::max<int64_t>(0, at + size);
                at = std::min(at, size);
                ValueArray* items = deque->items.get();
                if (at < size / 2) {
                    put_locked(deque, value, Side::Left);
                    for (int64_t i = 0; i < at; ++i)
                        deque->slot(static_cast<uint64_t>(i))
                            .set(items, deque->slot(static_cast<uint64_t>(i + 1)).get());
                } else {
                    put_locked(deque, value, Side::Right);
                    for (int64_t i = size; i > at; --i)
                        deque->slot(static_cast<uint64_t>(i))
                            .set(items, deque->slot(static_cast<uint64_t>(i - 1)).get());
                }
                deque->slot(static_cast<uint64_t>(at)).set(items, value);
                return true;
            }
        }
        TRY(grow(thread, deque));
    }
}

bool deque_delete(Thread& thread, Deque* deque, uint64_t index, uint64_t expected_version) {
    ByteLockGuard lock(thread, deque);
    if (index >= deque->size || deque->version.load(std::memory_order_relaxed) != expected_version) return false;
    ValueArray* items = deque->items.get();
    if (index < deque->size / 2) {
        for (uint64_t i = index; i > 0; --i) deque->slot(i).set(items, deque->slot(i - 1).get());
        take_locked(deque, Side::Left);
    } else {
        for (uint64_t i = index; i + 1 < deque->size; ++i) deque->slot(i).set(items, deque->slot(i + 1).get());
        take_locked(deque, Side::Right);
    }
    return true;
}

void deque_rotate(Thread& thread, Deque* deque, int64_t steps) {
    ByteLockGuard lock(thread, deque);
    int64_t size = static_cast<int64_t>(deque->size.load());
    if (size <= 1) return;
    steps %= size;
    if (steps > size / 2) steps -= size;
    else if (steps < -(size / 2)) steps += size;
    for (; steps > 0; --steps) put_locked(deque, take_locked(deque, Side::Right), Side::Left);
    for (; steps < 0; ++steps) put_locked(deque, take_locked(deque, Side::Left), Side::Right);
}

Result<void> deque_extend_py(Thread& thread, Deque* deque, Value iterable, Side side) {
    if (iterable == Value(deque)) iterable = Value(TRY(make_list_from_py(thread, iterable)));
    return for_each_py(thread, iterable, [&](Value item) -> Result<bool> {
        TRY(deque_push(thread, deque, item, side));
        return true;
    });
}

// ---- iterators ----

namespace {

class DequeIterator : public Object {
public:
    Field<Deque*> deque;
    Relaxed<uint64_t> index, remaining;  // changed under the deque's lock
    uint64_t version;
};

Result<Value> next_of(Thread& thread, Value object, Side from) {
    auto* self = object.to<DequeIterator>();
    Deque* deque = self->deque.get();
    Value item;
    {
        ByteLockGuard lock(thread, deque);
        bool same = deque->version.load(std::memory_order_relaxed) == self->version;
        if (same && self->remaining == 0) return Value::unbound();
        uint64_t index = self->index;
        if (same && index < deque->size) {
            item = deque->slot(from == Side::Left ? index : deque->size - 1 - index).get();
            --self->remaining;
            self->index = index + 1;
        }
    }
    if (item.is_nothing()) {
        self->remaining = 0;
        return raise(thread, Exc::RuntimeError, "deque mutated during iteration");
    }
    return item;
}
Result<Value> next_forwards(Thread& thread, Value self) { return next_of(thread, self, Side::Left); }
Result<Value> next_backwards(Thread& thread, Value self) { return next_of(thread, self, Side::Right); }

Result<Value> construct_of(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "_deque_iterator(deque, index=0, /)", arguments, bound));
    auto* deque = native_cast<Deque>(thread, bound[0], kDeque);
    if (!deque)
        return raise(thread, Exc::TypeError, "argument 1 must be collections.deque, not {}", type_of(thread, bound[0]));
    int64_t index = TRY(index_int64_py(thread, bound[1]));
    auto* self = allocate_as<DequeIterator>(thread, type);
    self->deque.set(self, deque);
    ByteLockGuard lock(thread, deque);
    self->version = deque->version;
    self->index = std::min<uint64_t>(static_cast<uint64_t>(std::max<int64_t>(index, 0)), deque->size);
    self->remaining = deque->size - self->index;
    return Value(self);
}
METHOD(DequeIterator, __length_hint__, "__length_hint__(self, /)",
       "Private method returning an estimate of len(list(it)).") {
    return make_int_unsigned(thread, self->remaining);
}
METHOD(DequeIterator, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    Deque* deque = self->deque.get();
    uint64_t size = deque->size, remaining = self->remaining, index = size >= remaining ? size - remaining : 0;
    return Value(make_tuple(thread, {Value(type_of(thread, Value(self))),
                                     Value(make_tuple(thread, {Value(deque), make_int_unsigned(thread, index)}))}));
}

}  // namespace

Value deque_iterator(Thread& thread, Deque* deque, const TypeSpec& spec) {
    auto* self = allocate_native<DequeIterator>(thread, spec);
    self->deque.set(self, deque);
    ByteLockGuard lock(thread, deque);
    self->version = deque->version;
    self->remaining = deque->size;
    return Value(self);
}

const TypeSpec kDequeIterator = {
    .name = "collections._deque_iterator",
    .size = sizeof(DequeIterator),
    .slots = {.iterate = iterator_self, .next = next_forwards, .construct = construct_of},
    .methods = {&DequeIterator___length_hint__, &DequeIterator___reduce__},
    .trace = trace_members<DequeIterator, &DequeIterator::deque>,
};
const TypeSpec kDequeReverseIterator = {
    .name = "collections._deque_reverse_iterator",
    .size = sizeof(DequeIterator),
    .slots = {.iterate = iterator_self, .next = next_backwards, .construct = construct_of},
    .methods = {&DequeIterator___length_hint__, &DequeIterator___reduce__},
    .trace = trace_members<DequeIterator, &DequeIterator::deque>,
};

}  // namespace krait::core::collections

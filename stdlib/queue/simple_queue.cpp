// The native module _queue: SimpleQueue, an unbounded first-in first-out queue between threads.
//
// A ring of values under the object's byte lock. Who finds it empty sleeps on `puts_`, a word that goes up with every put:
// it was read before the ring was looked at, so no put is missed. put() takes no lock that a signal handler or finalizer of
// the same thread could hold, so it is reentrant.
#include "runtime/heap/roots.h"
#include "runtime/threads/wait.h"
#include "stdlib/_thread/thread_module.h"
#include "stdlib/native_errors.h"
#include "stdlib/native_helpers.h"

namespace krait::core {

namespace {

const TypeSpec kEmptySpec = {
    .name = "_queue.Empty",
    .doc = "Exception raised by Queue.get(block=0)/get_nowait().",
    .base = BuiltinType::Exception,
    .flags = type_flag::kSubclassable | type_flag::kHasDict,
};

class SimpleQueue : public Object {
public:
    Field<ValueArray*> ring;  // null: never used
    uint64_t first, count;
    std::atomic<uint32_t> puts;
    static const TypeSpec spec;
};

Result<Value> construct_queue(Thread& thread, Type* type, const CallArguments& arguments) {
    TRY(bind_arguments(thread, "SimpleQueue()", arguments, nullptr));
    return Value(allocate_as<SimpleQueue>(thread, type));
}

// False: the ring is full.
bool try_put(Thread& thread, SimpleQueue* self, Value item) {
    ByteLockGuard guard(thread, self);
    ValueArray* ring = self->ring.get();
    if (!ring || self->count == ring->capacity_) return false;
    ring->items_[(self->first + self->count) % ring->capacity_].set(ring, item);
    ++self->count;
    return true;
}
Result<void> grow(Thread& thread, SimpleQueue* self) {
    ValueArray* old = self->ring.get();
    ValueArray* made = TRY(ValueArray::make(thread, old ? old->capacity_ * 2 : 8));
    ByteLockGuard guard(thread, self);
    ValueArray* now = self->ring.get();
    if (now != old) return {};  // another thread was quicker
    for (uint64_t i = 0; i < self->count; ++i)
        made->items_[i].set(made, now->items_[(self->first + i) % now->capacity_].get());
    self->first = 0;
    self->ring.set(self, made);
    return {};
}
Result<void> put(Thread& thread, SimpleQueue* self, Value item) {
    while (!try_put(thread, self, item)) TRY(grow(thread, self));
    self->puts.fetch_add(1, std::memory_order_release);
    wake_address(*thread.interpreter, &self->puts, 1);
    return {};
}
// Nothing: empty.
Value try_get(Thread& thread, SimpleQueue* self) {
    ByteLockGuard guard(thread, self);
    if (self->count == 0) return Value::nothing();
    ValueArray* ring = self->ring.get();
    Value item = ring->items_[self->first].get();
    ring->items_[self->first].set_immediate(Value::none());
    self->first = (self->first + 1) % ring->capacity_;
    --self->count;
    return item;
}
Result<Value> get(Thread& thread, SimpleQueue* self, Deadline deadline) {
    for (;;) {
        uint32_t seen = self->puts.load(std::memory_order_acquire);
        Value item = try_get(thread, self);
        if (!item.is_nothing()) return item;
        if (deadline == 0 ||
            TRY(wait(thread, WaitTarget::address(&self->puts, seen), deadline)) == WaitOutcome::TimedOut)
            return raise_instance(thread, TRY(call_py(thread, Value(native_type(thread, kEmptySpec)))));
    }
}

METHOD(SimpleQueue, put, "put(self, item, block=True, timeout=None)",
       "Put the item on the queue.\n\nThe optional 'block' and 'timeout' arguments are ignored, as this method never "
       "blocks.  They are provided for compatibility with the Queue class.") {
    TRY(put(thread, self, args[0]));
    return none();
}
METHOD(SimpleQueue, put_nowait, "put_nowait(self, item)", "Put an item into the queue without blocking.") {
    TRY(put(thread, self, args[0]));
    return none();
}
METHOD(
    SimpleQueue, get, "get(self, block=True, timeout=None)",
    "Remove and return an item from the queue.\n\nIf 'block' is true and 'timeout' is None (the default), block "
    "until an item is available. With a timeout, wait at most that many seconds and raise the Empty exception then.") {
    if (!TRY(truth_py(thread, args[0]))) return get(thread, self, 0);
    if (!args[1].is_none() && TRY(to_double_py(thread, args[1])) < 0)
        return raise(thread, Exc::ValueError, "'timeout' must be a non-negative number");
    return get(thread, self, TRY(threading::deadline_of_py(thread, args[1])));
}
METHOD(SimpleQueue, get_nowait, "get_nowait(self)",
       "Remove and return an item from the queue without blocking; raise the Empty exception if there is none.") {
    return get(thread, self, 0);
}
METHOD(SimpleQueue, empty, "empty(self)", "Return True if the queue is empty, False otherwise (not reliable!).") {
    ByteLockGuard guard(thread, self);
    return Value::boolean(self->count == 0);
}
METHOD(SimpleQueue, qsize, "qsize(self)", "Return the approximate size of the queue (not reliable!).") {
    ByteLockGuard guard(thread, self);
    return Value::small(static_cast<int64_t>(self->count));
}
CLASS_GETITEM(SimpleQueue)

const TypeSpec SimpleQueue::spec = {
    .name = "_queue.SimpleQueue",
    .doc = "Simple, unbounded, reentrant FIFO queue.",
    .size = sizeof(SimpleQueue),
    .flags = type_flag::kSubclassable | type_flag::kHasWeakref,
    .slots = {.construct = construct_queue},
    .methods = {&SimpleQueue_put, &SimpleQueue_put_nowait, &SimpleQueue_get, &SimpleQueue_get_nowait,
                &SimpleQueue_empty, &SimpleQueue_qsize, &SimpleQueue___class_getitem__},
    .trace = trace_members<SimpleQueue, &SimpleQueue::ring>,
    .signature = "SimpleQueue()",
};

}  // namespace

extern const ModuleSpec kQueueModule;
const ModuleSpec kQueueModule = {
    .name = "_queue",
    .doc =
        "C implementation of the Python queue module.\nThis module is an implementation detail, please do not use it "
        "directly.",
    .types = {&kEmptySpec, &SimpleQueue::spec},
};

}  // namespace krait::core

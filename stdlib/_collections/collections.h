// The module _collections. Library Reference: collections.
#pragma once

#include "runtime/objects/relaxed.h"
#include "stdlib/native_helpers.h"

namespace krait::core::collections {

// A ring of values. Every operation that CPython has as one step is one here: it runs under the deque's lock, with the room
// it needs made before. `version` counts changes of the number of items, for iterators.
class Deque : public Object {
public:
    Field<ValueArray*> items;  // capacity a power of two; null: empty and never grown
    Relaxed<uint64_t> head, size;
    Relaxed<int64_t> maximum;  // -1: no bound
    std::atomic<uint64_t> version;

    Field<Value>& slot(uint64_t index) const {
        ValueArray* array = items.get_relaxed();
        return array->items_[(head + index) & (array->capacity_ - 1)];
    }
};
enum class Side : uint8_t { Left, Right };

extern const TypeSpec kDeque, kDequeIterator, kDequeReverseIterator;  // deque.cpp, deque_methods.cpp
extern const TypeSpec kDefaultDict;                                   // defaultdict.cpp
extern const TypeSpec kOrderedDict;                                   // ordered_dict.cpp
extern const TypeSpec kTupleGetter;                                   // helpers.cpp
extern const NativeSpec kCountElements;

uint64_t deque_size(Thread& thread, Deque* deque);
Result<void> deque_push(Thread& thread, Deque* deque, Value value, Side side);
Value deque_take(Thread& thread, Deque* deque, Side side);      // nothing when empty
Value deque_get(Thread& thread, Deque* deque, uint64_t index);  // nothing when out of range
Result<void> deque_extend_py(Thread& thread, Deque* deque, Value iterable, Side side);
void deque_clear(Thread& thread, Deque* deque);
Deque* make_deque(Thread& thread, Type* type, int64_t maximum);
Result<bool> deque_insert(Thread& thread, Deque* deque, int64_t index, Value value);  // false: it is full
bool deque_delete(Thread& thread, Deque* deque, uint64_t index, uint64_t expected_version);
void deque_rotate(Thread& thread, Deque* deque, int64_t steps);
Value deque_iterator(Thread& thread, Deque* deque, const TypeSpec& spec);

}  // namespace krait::core::collections

// Arrays of values whose size the program does not choose.
#pragma once

#include "runtime/objects/containers.h"

namespace krait::core {

// All nothing. At most 1,000 values: cannot fail.
inline ValueArray* make_small_array(Thread& thread, size_t capacity) {
    auto* array = allocate<ValueArray>(thread, internal_shape::kInternal, capacity * sizeof(Value));
    array->capacity_ = capacity;
    return array;
}

inline Result<Tuple*> make_tuple_of_any_size(Thread& thread, std::span<const Value> items) {
    Tuple* tuple = TRY(make_tuple_sized(thread, items.size()));
    for (size_t i = 0; i < items.size(); ++i) tuple->items_[i].set(tuple, items[i]);
    return tuple;
}

// `count` values on the native stack, or in the heap when there are many: for building a call's arguments.
class ArgumentBuffer {
public:
    Result<Value*> reserve(Thread& thread, size_t count) {
        if (count <= kInline) return inline_;
        array_ = TRY(allocate_sized<ValueArray>(thread, internal_shape::kInternal, count * sizeof(Value)));
        array_->capacity_ = count;
        return reinterpret_cast<Value*>(array_->items_);
    }
    // What was written since the last collection point is seen by the next one.
    void written() {
        if (array_) write_barrier(array_);
    }

private:
    static constexpr size_t kInline = 12;
    Value inline_[kInline];
    ValueArray* array_ = nullptr;
};

}  // namespace krait::core

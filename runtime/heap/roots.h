// Roots that C++ code holds.
//
//  Root          a handle: keeps one value alive from anywhere (host objects, libraries' data pointers). An atomic count on a
//                slot of the heap's RootTable, which outlives the heap: a handle is released on any thread, without a lock.
//  ValueVector   a growing array of values for a C++ function, on its stack. Its storage is a heap cell that the conservative
//                scan finds through the pointer here, so it must live on a native stack and nowhere else.
#pragma once

#include <atomic>
#include <mutex>
#include <vector>

#include "base/result.h"
#include "runtime/heap/heap.h"
#include "runtime/threads/thread.h"

namespace krait::core {

// The storage behind variable arrays of values.
class ValueArray : public Cell {
public:
    uint64_t capacity_;
    Field<Value> items_[0];

    static Result<ValueArray*> make(Thread& thread, uint64_t capacity);
};
KRAIT_LAYOUT(ValueArray, ValueArray);

class RootTable;
struct RootSlot {
    std::atomic<uint32_t> count{0};
    std::atomic<uint64_t> bits{0};
    RootTable* table = nullptr;
};

// The slots of one heap. Lives until the heap and the last handle are gone.
class RootTable {
public:
    RootTable() = default;
    RootSlot* acquire(Value value);
    static void release(RootSlot* slot);
    void drop_heap();  // the heap is gone: values become nothing
    void visit(Tracer& tracer);
    size_t live_count();

private:
    static constexpr size_t kChunkSlots = 64;
    ~RootTable();
    void unreference();

    std::mutex mutex_;
    std::vector<RootSlot*> chunks_;
    std::vector<RootSlot*> free_;
    std::atomic<uint64_t> references_{1};  // the heap, and every handle
};

class Root {
public:
    Root() = default;
    Root(Thread& thread, Value value) : slot_(thread.heap().root_table().acquire(value)) {}
    Root(const Root& other) : slot_(other.slot_) {
        if (slot_) slot_->count.fetch_add(1, std::memory_order_relaxed);
    }
    Root(Root&& other) noexcept : slot_(other.slot_) { other.slot_ = nullptr; }
    Root& operator=(Root other) noexcept {
        std::swap(slot_, other.slot_);
        return *this;
    }
    ~Root() {
        if (slot_) RootTable::release(slot_);
    }
    // Attached threads only. Nothing when empty, or when the interpreter is gone.
    Value get() const {
        return slot_ ? Value::from_bits(slot_->bits.load(std::memory_order_acquire)) : Value::nothing();
    }

private:
    RootSlot* slot_ = nullptr;
};

class ValueVector {
public:
    ValueVector() = default;
    ValueVector(const ValueVector&) = delete;
    ValueVector& operator=(const ValueVector&) = delete;

    // Collection point; fails with MemoryError.
    Result<void> push(Thread& thread, Value value);
    Result<void> reserve(Thread& thread, size_t capacity);
    Value pop() { return array_->items_[--size_].get_relaxed(); }
    size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    Value operator[](size_t index) const { return array_->items_[index].get_relaxed(); }
    Value back() const { return (*this)[size_ - 1]; }
    void set(size_t index, Value value) { array_->items_[index].set(array_, value); }
    void clear() { size_ = 0; }
    void resize_down(size_t size) { size_ = size; }
    // Contiguous, for call arguments. Valid until the next push.
    const Value* data() const { return array_ ? reinterpret_cast<const Value*>(array_->items_) : nullptr; }

private:
    ValueArray* array_ = nullptr;
    size_t size_ = 0;
};

}  // namespace krait::core

#include "runtime/heap/roots.h"

#include "runtime/builtin_types.h"

namespace krait::core {

Result<ValueArray*> ValueArray::make(Thread& thread, uint64_t capacity) {
    ValueArray* array = TRY(allocate_sized<ValueArray>(thread, internal_shape::kInternal, capacity * sizeof(Value)));
    array->capacity_ = capacity;
    return array;
}

RootSlot* RootTable::acquire(Value value) {
    std::lock_guard lock(mutex_);
    if (free_.empty()) {
        // Released slots first: a release only counts down.
        for (RootSlot* chunk : chunks_)
            for (size_t i = 0; i < kChunkSlots; ++i)
                if (chunk[i].count.load(std::memory_order_acquire) == 0) free_.push_back(&chunk[i]);
        if (free_.size() < chunks_.size() * kChunkSlots / 4 || free_.empty()) {
            auto* chunk = new RootSlot[kChunkSlots];
            chunks_.push_back(chunk);
            for (size_t i = 0; i < kChunkSlots; ++i) free_.push_back(&chunk[i]);
        }
    }
    RootSlot* slot = free_.back();
    free_.pop_back();
    slot->table = this;
    slot->bits.store(value.bits(), std::memory_order_release);
    slot->count.store(1, std::memory_order_release);
    references_.fetch_add(1, std::memory_order_relaxed);
    return slot;
}

void RootTable::release(RootSlot* slot) {
    RootTable* table = slot->table;  // read first: once the count is zero the slot may be another's
    if (slot->count.fetch_sub(1, std::memory_order_acq_rel) == 1) table->unreference();
}

void RootTable::unreference() {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
}

void RootTable::drop_heap() {
    {
        std::lock_guard lock(mutex_);
        for (RootSlot* chunk : chunks_)
            for (size_t i = 0; i < kChunkSlots; ++i) chunk[i].bits.store(0, std::memory_order_release);
    }
    unreference();
}

void RootTable::visit(Tracer& tracer) {
    std::lock_guard lock(mutex_);
    for (RootSlot* chunk : chunks_)
        for (size_t i = 0; i < kChunkSlots; ++i)
            if (chunk[i].count.load(std::memory_order_acquire) != 0)
                tracer.visit(Value::from_bits(chunk[i].bits.load(std::memory_order_relaxed)));
}

size_t RootTable::live_count() {
    std::lock_guard lock(mutex_);
    size_t live = 0;
    for (RootSlot* chunk : chunks_)
        for (size_t i = 0; i < kChunkSlots; ++i) live += chunk[i].count.load(std::memory_order_relaxed) != 0;
    return live;
}

RootTable::~RootTable() {
    for (RootSlot* chunk : chunks_) delete[] chunk;
}

Result<void> ValueVector::reserve(Thread& thread, size_t capacity) {
    if (array_ && capacity <= array_->capacity_) return {};
    ValueArray* bigger = TRY(ValueArray::make(thread, capacity));
    for (size_t i = 0; i < size_; ++i) bigger->items_[i].init(array_->items_[i].get_relaxed());
    array_ = bigger;
    return {};
}

Result<void> ValueVector::push(Thread& thread, Value value) {
    if (!array_ || size_ == array_->capacity_) TRY(reserve(thread, array_ ? size_ * 2 : 15));
    array_->items_[size_++].set(array_, value);
    return {};
}

}  // namespace krait::core

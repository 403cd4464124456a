#include "runtime/objects/shape.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "runtime/objects/containers.h"
#include "runtime/objects/small_array.h"
#include "runtime/objects/str.h"
#include "runtime/objects/type.h"

namespace krait::core {

namespace {

constexpr uint32_t kWalkedNames = 8;  // up to here a search walks the chain of parents
constexpr uint32_t kMaxShapes = 1024;
constexpr uint32_t kMaxNames = 128;       // so that a name table is a small array
constexpr size_t kMaxTransitions = 1000;  // the same for these

size_t name_hash(const Str* name) { return (reinterpret_cast<uintptr_t>(name) >> 4) * 0x9e3779b97f4a7c15 >> 20; }

// Pairs of name and slot, open addressing, at most half full.
ValueArray* make_name_table(Thread& thread, const Shape* shape) {
    size_t size = 16;
    while (size < shape->slot_count() * 2) size *= 2;
    ValueArray* table = make_small_array(thread, size * 2);
    for (const Shape* at = shape; at->name_.get_relaxed(); at = at->parent_.get_relaxed()) {
        Str* name = at->name_.get_relaxed();
        size_t i = name_hash(name) & (size - 1);
        while (!table->items_[i * 2].get_relaxed().is_nothing()) i = (i + 1) & (size - 1);
        table->items_[i * 2].set(table, Value(name));
        table->items_[i * 2 + 1].set_immediate(Value::small(at->slot_count() - 1));
    }
    return table;
}

Shape* allocate_shape(Thread& thread, Type* type, uint16_t inline_capacity) {
    Shape* shape = allocate<Shape>(thread, internal_shape::kInternal);
    shape->type_.init(type);
    shape->inline_capacity_ = inline_capacity;
    shape->variable_ = type->attributes_offset == Type::kBehindItems;
    return shape;
}

Shape* find_transition(ValueArray* transitions, const Str* name) {
    if (!transitions) return nullptr;
    for (size_t i = 0; i < transitions->capacity_; ++i) {
        Value item = transitions->items_[i].get();
        if (item.is_nothing()) return nullptr;
        if (item.to<Shape>()->name_.get_relaxed() == name) return item.to<Shape>();
    }
    return nullptr;
}

class SpinLock {
public:
    explicit SpinLock(std::atomic<uint8_t>& word) : word_(word) {
        while (word_.exchange(1, std::memory_order_acquire)) __builtin_ia32_pause();
    }
    ~SpinLock() { word_.store(0, std::memory_order_release); }

private:
    std::atomic<uint8_t>& word_;
};

}  // namespace

uint32_t Shape::find(Str* name) const {
    if (auto* table = static_cast<ValueArray*>(table_.get())) {
        size_t mask = table->capacity_ / 2 - 1;
        for (size_t i = name_hash(name) & mask;; i = (i + 1) & mask) {
            Value key = table->items_[i * 2].get_relaxed();
            if (key.is_nothing()) return kNoSlot;
            if (key.to<Str>() == name) return static_cast<uint32_t>(table->items_[i * 2 + 1].get_relaxed().as_small());
        }
    }
    for (const Shape* at = this; at; at = at->parent_.get_relaxed()) {
        if (at->name_.get_relaxed() == name && name) return at->slot_count_ - 1;
    }
    return kNoSlot;
}

Str* Shape::name_at(uint32_t slot) const {
    const Shape* at = this;
    while (at->slot_count_ != slot + 1) at = at->parent_.get_relaxed();
    return at->name_.get_relaxed();
}

// Two threads may add the same name at once: the one that loses the race at the end takes the winner's shape.
Shape* Shape::with(Thread& thread, Str* name) {
    if (Shape* known = find_transition(static_cast<ValueArray*>(transitions_.get()), name)) return known;
    auto* old = static_cast<ValueArray*>(transitions_.get());
    if (old && old->capacity_ == kMaxTransitions && !old->items_[kMaxTransitions - 1].get().is_nothing())
        return nullptr;
    Type* type = this->type();
    if (slot_count_ >= kMaxNames || __atomic_load_n(&type->shape_count, __ATOMIC_RELAXED) >= kMaxShapes) return nullptr;

    Shape* shape = allocate_shape(thread, type, inline_capacity_);
    shape->parent_.set(shape, this);
    shape->name_.set(shape, name);
    shape->slot_count_ = slot_count_ + 1;
    if (shape->slot_count_ > kWalkedNames) shape->table_.set(shape, make_name_table(thread, shape));
    thread.interpreter->shapes->add(thread, shape);

    for (;;) {
        size_t used = 0;
        while (old && used < old->capacity_ && !old->items_[used].get().is_nothing()) {
            if (old->items_[used].get_relaxed().to<Shape>()->name_.get_relaxed() == name)
                return old->items_[used].get_relaxed().to<Shape>();
            ++used;
        }
        if (old && used < old->capacity_) {
            Value empty = Value::nothing();
            if (old->items_[used].compare_exchange(old, empty, Value(shape))) break;
            continue;
        }
        // Full: a reader of the old array may add nothing more to it, since no place in it is empty.
        if (used >= kMaxTransitions) return nullptr;
        ValueArray* bigger = make_small_array(thread, old ? std::min(used * 2, kMaxTransitions) : 2);
        for (size_t i = 0; i < used; ++i) bigger->items_[i].set(bigger, old->items_[i].get_relaxed());
        bigger->items_[used].set(bigger, Value(shape));
        Cell* expected = old;
        if (transitions_.compare_exchange(this, expected, bigger)) break;
        old = static_cast<ValueArray*>(expected);
    }
    __atomic_fetch_add(&type->shape_count, 1, __ATOMIC_RELAXED);
    return shape;
}

Shape* make_root_shape(Thread& thread, Type* type, uint16_t inline_capacity, ShapeKind kind, uint32_t id) {
    Shape* shape = allocate_shape(thread, type, kind == ShapeKind::Dictionary ? 0 : inline_capacity);
    shape->dict_mode_ = kind == ShapeKind::Dictionary;
    if (id) {
        shape->id_ = id;
        thread.interpreter->shapes->set_builtin(id, shape);
    } else {
        thread.interpreter->shapes->add(thread, shape);
    }
    return shape;
}

// ---- the registry ----

ShapeRegistry::ShapeRegistry() : next_id_(kFirstDynamicShape) {
    void* memory = mmap(nullptr, kChunks * sizeof(*chunks_), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) abort();
    chunks_ = static_cast<std::atomic<std::atomic<Shape*>*>*>(memory);
}

ShapeRegistry::~ShapeRegistry() {
    uint32_t used = next_id_.load() >> kChunkBits;
    for (uint32_t i = 0; i <= used; ++i) std::free(chunks_[i].load());
    munmap(chunks_, kChunks * sizeof(*chunks_));
}

// Id 0 belongs to nobody and the table has room for 64 Mi shapes: a program makes 1,024 for each class at most.
uint32_t ShapeRegistry::add(Thread&, Shape* shape) {
    SpinLock guard(lock_);
    uint32_t id = next_id_.load(std::memory_order_relaxed);
    if (id >> kChunkBits >= kChunks) abort();
    next_id_.store(id + 1, std::memory_order_relaxed);
    set_builtin(id, shape);
    shape->id_ = id;
    return id;
}

void ShapeRegistry::set_builtin(uint32_t id, Shape* shape) {
    auto& chunk = chunks_[id >> kChunkBits];
    auto* entries = chunk.load(std::memory_order_relaxed);
    if (!entries) {
        entries = static_cast<std::atomic<Shape*>*>(std::calloc(size_t{1} << kChunkBits, sizeof(*entries)));
        if (!entries) abort();
        chunk.store(entries, std::memory_order_release);
    }
    entries[id & ((1u << kChunkBits) - 1)].store(shape, std::memory_order_release);
}

void ShapeRegistry::clear_dead(const Heap& heap) {
    uint32_t end = next_id_.load(std::memory_order_relaxed);
    for (uint32_t id = kFirstDynamicShape; id < end; ++id) {
        auto* chunk = chunks_[id >> kChunkBits].load(std::memory_order_relaxed);
        auto& entry = chunk[id & ((1u << kChunkBits) - 1)];
        Shape* shape = entry.load(std::memory_order_relaxed);
        if (shape && !heap.is_marked(shape)) entry.store(nullptr, std::memory_order_relaxed);
    }
}

}  // namespace krait::core

// Shapes (hidden classes): the type of an object and the place of each of its attributes, in one 32-bit id.
//
//  1. A plain built-in's shape id is fixed (builtin_types.h). Other ids come from the interpreter's ShapeRegistry.
//  2. An object with attributes has, at type->attributes_offset, one word `extra` (null or InstanceExtra) and behind it
//     shape->inline_capacity slots. Slot i is inline if i < inline_capacity, else in the extra's overflow chunks, which
//     are never copied. A name keeps its slot in an object for ever: deleting stores Unbound.
//  3. Shapes form a tree by transitions (name added), from the type's root shape. They live as long as their class. When the
//     class learns that its objects have more attributes than inline room, it gets a new root with a larger capacity.
//  4. Dictionary mode: one shape for each class; the attributes live in the extra's dict, an ordinary Dict. An object goes there,
//     for ever, when somebody asks for its __dict__, when a deleted attribute comes back (its place in the order is new), on
//     `__class__` assignment, and when the class has too many shapes. The slots keep their last values but are dead.
//  5. A shape's names and slot numbers never change once published. So a cache of (shape id -> slot) stays true for ever, and
//     a racing reader, who checked the shape before the object went to dictionary mode, sees an older value at worst.
#pragma once

#include "base/result.h"
#include "runtime/interpreter.h"
#include "runtime/object.h"

namespace krait::core {

class Str;
class Type;
class Dict;

class Shape : public Cell {
public:
    static constexpr uint32_t kNoSlot = ~0u;
    static constexpr uint16_t kMaxInline = 32;

    Type* type() const { return type_.get_relaxed(); }
    uint32_t id() const { return id_; }
    // A cache may hold (shape id -> slot). Not in dictionary mode, nor when the slots lie behind items (Type::kBehindItems).
    bool cacheable() const { return !dict_mode_ && !variable_; }
    bool dict_mode() const { return dict_mode_; }
    uint32_t slot_count() const { return slot_count_; }
    uint16_t inline_capacity() const { return inline_capacity_; }

    // The slot of an interned name, or kNoSlot. Lock-free.
    uint32_t find(Str* name) const;
    // The i-th name in slot order.
    Str* name_at(uint32_t slot) const;
    // The shape with `name` added (its slot is slot_count()). Null when the class has too many shapes: go to dictionary mode.
    Shape* with(Thread& thread, Str* name);

    Field<Type*> type_;
    Field<Shape*> parent_;
    Field<Str*> name_;          // added by this shape to its parent; null in roots
    Field<Cell*> table_;        // ValueArray, a hash table name -> slot; null in shapes with few names
    Field<Cell*> transitions_;  // ValueArray: shapes with one name more, then nothings
    uint32_t id_;
    uint32_t slot_count_;
    uint16_t inline_capacity_;
    bool dict_mode_;
    bool variable_;
};
KRAIT_LAYOUT(Shape, Shape);

// A shape of `type` with no names, published in the registry (id 0: a new one).
enum class ShapeKind { Slots, Dictionary };
Shape* make_root_shape(Thread& thread, Type* type, uint16_t inline_capacity, ShapeKind kind, uint32_t id = 0);

// The interpreter's table of shapes, by id. Chunked: lookups take no lock.
class ShapeRegistry {
public:
    static constexpr uint32_t kChunkBits = 10;
    Shape* get(uint32_t id) const {
        return chunks_[id >> kChunkBits].load(std::memory_order_acquire)[id & ((1u << kChunkBits) - 1)].load(
            std::memory_order_acquire);
    }
    Shape* get_if_made(uint32_t id) const {
        return chunks_[id >> kChunkBits].load(std::memory_order_acquire) ? get(id) : nullptr;
    }
    // A new id for `shape`, published.
    uint32_t add(Thread& thread, Shape* shape);
    void set_builtin(uint32_t id, Shape* shape);
    // Clears entries of dead shapes; ids are not used again yet (docs/architecture.md).
    void clear_dead(const Heap& heap);
    ShapeRegistry();
    ~ShapeRegistry();

private:
    static constexpr uint32_t kChunks = 1u << 16;
    std::atomic<std::atomic<Shape*>*>* chunks_;  // mmap'd, zero pages until touched
    std::atomic<uint32_t> next_id_;
    std::atomic<uint8_t> lock_{0};
};

// The word before an object's slots, when it is not null.
class InstanceExtra : public Cell {
public:
    static constexpr uint32_t kChunkSlots = 16;
    Field<Dict*> dict;       // dictionary mode: the attributes
    Field<Cell*> directory;  // ValueArray of OverflowChunk pointers; replaced when it grows, chunks never move
};
KRAIT_LAYOUT(InstanceExtra, InstanceExtra);
class OverflowChunk : public Cell {
public:
    Field<Value> slots[InstanceExtra::kChunkSlots];
};
KRAIT_LAYOUT(OverflowChunk, OverflowChunk);

// type_of: the class of any value. Lock-free.
inline uint32_t shape_id_of(Value value) {
    if (value.is_cell()) return value.cell()->shape_id_acquire();
    if (value.is_small()) return shape_of(BuiltinType::Int);
    if (value.is_immediate_double()) return shape_of(BuiltinType::Float);
    if (value.is_bool()) return shape_of(BuiltinType::Bool);
    if (value.is_none()) return shape_of(BuiltinType::NoneType);
    if (value == Value::ellipsis()) return shape_of(BuiltinType::EllipsisType);
    return shape_of(BuiltinType::NotImplementedType);
}
inline Shape* shape_of(Thread& thread, Value value) { return thread.interpreter->shapes->get(shape_id_of(value)); }
inline Type* type_of(Thread& thread, Value value) {
    uint32_t id = shape_id_of(value);
    if (id < kFirstDynamicShape) return thread.interpreter->types[id - kFirstBuiltinShape].get_relaxed();
    return thread.interpreter->shapes->get(id)->type();
}

}  // namespace krait::core

// Cells: everything in the heap. Header, layouts, and Field, through which every reference between cells goes.
//
// Header (8 bytes):
//   shape   32 bits  type and place of each attribute (shape.h). Ids below 256 are the built-in types' and fixed:
//                    the plain shape of the built-in with BuiltinType t is exactly t. Changes only under the object's lock.
//   layout   8 bits  the memory layout: the fast test for exact built-ins, and what the tracer switches on. Never changes.
//   flags    8 bits  per-layout meaning (Str: kind and ASCII; see each type), set at birth or under the lock
//   lock     8 bits  byte lock (threads/byte_lock.h)
//   dirty    8 bits  written since the last collection (the write barrier's first store)
//
// Heap access protocol:
//  1. References from one cell to another are `Field<T>` members. `field.get()` is an acquire load, `field.set(owner, v)` a
//     release store followed by the barrier. `field.init(v)` is for a cell that no other thread can see and that was
//     allocated since the last collection point.
//  2. The barrier is two idempotent byte stores: owner's `dirty`, owner block's `dirty`. Any thread, no lock, no buffer.
//  3. Cells never move. Variable-size parts (list items, dict tables) are cells too; a reader that holds the old table
//     keeps it alive by holding it.
#pragma once

#include <atomic>
#include <type_traits>

#include "runtime/value.h"

namespace krait::core {

class Thread;
class Interpreter;
class Type;
class Tracer;

// The memory layouts. The first group is Python-visible exact built-ins (X(cpp class, enum name)); an instance of a Python
// subclass of a built-in has a layout of the second group (base layout + attributes).
enum class Layout : uint8_t {
    Free = 0,  // never allocated, or swept: a candidate pointer to it does not count
    // Internal cells: no Python object ever refers to them as a value.
    Bytes_,      // raw bytes, nothing to trace (string buffers, native tables)
    ValueArray,  // u64 capacity, then Values
    ListItems,
    DictTable,
    SetTable,
    Shape,
    ShapeTable,
    InstanceExtra,
    OverflowChunk,
    NativeCell,  // traced through its TraceFunction in the second word (native internals)
    RootBlock,
    LastInternal_ = RootBlock,
    // Python objects. Exact built-ins with a layout of their own:
    Int,  // big; small ones are immediate
    Float,
    Complex,
    Str,
    Bytes,
    Bytearray,
    Memoryview,
    List,
    Tuple,
    Dict,
    DictView,  // the __dict__ of an instance
    Set,
    Frozenset,
    Range,
    Slice,
    Type,
    Function,
    BoundMethod,
    NativeFunction,
    MethodDescriptor,
    Property,
    ClassMethod,
    StaticMethod,
    MemberDescriptor,
    GetSetDescriptor,
    WrapperDescriptor,
    Super,
    Module,
    Code,
    Frame,
    Generator,
    Coroutine,
    AsyncGenerator,
    CellVariable,  // a closure's cell
    Traceback,
    ListIterator,
    TupleIterator,
    RangeIterator,
    StrIterator,
    DictIterator,
    SetIterator,
    MappingProxy,
    WeakReference,
    Instance,        // a plain Python object: attributes only
    NativeInstance,  // any other native type: traced by its type's trace function
};

struct Cell {
    std::atomic<uint32_t> shape_;
    Layout layout_;
    uint8_t flags_;
    std::atomic<uint8_t> lock_;
    std::atomic<uint8_t> dirty_;

    uint32_t shape_id() const { return shape_.load(std::memory_order_relaxed); }
    uint32_t shape_id_acquire() const { return shape_.load(std::memory_order_acquire); }
    Layout layout() const { return layout_; }
    uint8_t flags() const { return __atomic_load_n(&flags_, __ATOMIC_RELAXED); }
};
static_assert(sizeof(Cell) == 8);

// A flag of cells that are registered for finalization (generators): what the finalizer would do has been done.
inline constexpr uint8_t kNothingToFinalize = 0x80;

// What Python code can hold a reference to.
class Object : public Cell {};

template <typename T>
struct LayoutOf;  // specialised beside each built-in type by KRAIT_LAYOUT
#define KRAIT_LAYOUT(CLASS, LAYOUT)                     \
    template <>                                         \
    struct LayoutOf<CLASS> {                            \
        static constexpr Layout value = Layout::LAYOUT; \
    }

template <typename T>
inline bool Value::is() const {
    return is_cell() && cell()->layout() == LayoutOf<T>::value;
}

// ---- blocks, as much as the barrier needs to know ----
inline constexpr size_t kBlockSize = 64 * 1024;
struct BlockHead {
    std::atomic<uint8_t> dirty;  // some cell in this block is dirty; of a large object: its first 64 KiB
};
inline BlockHead* block_of(const void* cell) {
    return reinterpret_cast<BlockHead*>(reinterpret_cast<uintptr_t>(cell) & ~(kBlockSize - 1));
}

// The write barrier. Large cells begin in the first 64 KiB of their mapping, so block_of(owner) is right for them too.
inline void write_barrier(Cell* owner) {
    owner->dirty_.store(1, std::memory_order_relaxed);
    block_of(owner)->dirty.store(1, std::memory_order_relaxed);
}

// A reference from a cell to a Value or to another cell. T is Value or a pointer to a cell class.
template <typename T = Value>
class Field {
public:
    T get() const { return from_word(__atomic_load_n(&bits_, __ATOMIC_ACQUIRE)); }
    T get_relaxed() const { return from_word(__atomic_load_n(&bits_, __ATOMIC_RELAXED)); }
    void set(Cell* owner, T value) {
        __atomic_store_n(&bits_, word(value), __ATOMIC_RELEASE);
        write_barrier(owner);
    }
    void init(T value) { __atomic_store_n(&bits_, word(value), __ATOMIC_RELAXED); }
    // Without barrier: only for values that are no cells (None, ints), or to clear.
    void set_immediate(T value) { __atomic_store_n(&bits_, word(value), __ATOMIC_RELEASE); }
    T exchange(Cell* owner, T value) {
        uint64_t old = __atomic_exchange_n(&bits_, word(value), __ATOMIC_ACQ_REL);
        write_barrier(owner);
        return from_word(old);
    }
    // On failure `expected` is what stands there.
    bool compare_exchange(Cell* owner, T& expected, T value) {
        uint64_t old = word(expected);
        bool done = __atomic_compare_exchange_n(&bits_, &old, word(value), false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
        expected = from_word(old);
        if (done) write_barrier(owner);
        return done;
    }

private:
    static uint64_t word(T value) {
        if constexpr (std::is_pointer_v<T>) return reinterpret_cast<uint64_t>(value);
        else return value.bits();
    }
    static T from_word(uint64_t bits) {
        if constexpr (std::is_pointer_v<T>) return reinterpret_cast<T>(bits);
        else return Value::from_bits(bits);
    }
    uint64_t bits_ = 0;
};

}  // namespace krait::core

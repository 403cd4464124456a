// A toy object model for the tests of heap and threads: pairs and boxes, a table of values, raw bytes.
#pragma once

#include "runtime/heap/heap.h"
#include "runtime/heap/roots.h"
#include "runtime/interpreter.h"
#include "runtime/threads/events.h"
#include "runtime/threads/registry.h"

namespace krait::core {

// Two references, a number, and the check that it is still itself.
struct Pair : Cell {
    static constexpr uint64_t kMagic = 0x5041495250414952;
    Field<Value> left, right;
    uint64_t number;
    uint64_t magic;
};
KRAIT_LAYOUT(Pair, Instance);

struct RawBytes : Cell {
    uint64_t size;
    char bytes[];
};
KRAIT_LAYOUT(RawBytes, Bytes_);

// A weak reference of the toys: its target is not traced.
struct WeakBox : Cell {
    Field<Value> target;
};
KRAIT_LAYOUT(WeakBox, WeakReference);

inline Pair* make_pair(Thread& thread, Value left, Value right, uint64_t number = 0) {
    Pair* pair = allocate<Pair>(thread, internal_shape::kInternal);
    pair->left.init(left);
    pair->right.init(right);
    pair->number = number;
    pair->magic = Pair::kMagic;
    return pair;
}

inline RawBytes* make_bytes(Thread& thread, size_t size) {
    auto made = allocate_sized<RawBytes>(thread, internal_shape::kInternal, size);
    if (made.failed()) return nullptr;
    made.value()->size = size;
    return made.value();
}

// An interpreter for one test, its thread attached.
struct World {
    Thread* thread = nullptr;
    Interpreter* interpreter;
    explicit World(InterpreterOptions options = {}) : interpreter(Interpreter::create(options, &thread)) {}
    ~World() { Interpreter::destroy(*thread); }
    Thread& t() { return *thread; }
    Heap& heap() { return *interpreter->heap; }
};

// Overwrites dead stack below the caller, so that no stale pointer keeps a cell alive.
__attribute__((noinline)) inline void clear_dead_stack() {
    volatile char junk[8192];
    for (char volatile& byte : junk) byte = 0;
}

}  // namespace krait::core

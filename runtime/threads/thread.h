// A thread as an interpreter sees it.
//
// States: *attached* (may touch the heap), *detached* (blocked in a system call or in host code; its stack pointer and
// registers saved), *parked* (attached, stopped at a safepoint while the world stands still). With the GIL on at most one
// thread is attached.
//
// poll_word: zero means go on. Every reason to stop sets a bit; the VM polls it at back-edges and calls, native loops
// through poll(), allocation through its empty run.
//   collection point: may park for stop-the-world. Nothing else.
//   event point:      may also hand over the GIL, run finalizers and signal handlers, raise, or terminate.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/result.h"
#include "runtime/heap/annotations.h"
#include "runtime/heap/heap.h"
#include "runtime/object.h"

namespace krait::core {

class Heap;
class Interpreter;
class Frame;
struct StackSegment;

namespace poll {
inline constexpr uint32_t kStopTheWorld = 1;      // park at the next safepoint
inline constexpr uint32_t kGilRequest = 2;        // another thread waits for the GIL: hand over at an event point
inline constexpr uint32_t kInterrupt = 4;         // raise KeyboardInterrupt
inline constexpr uint32_t kTerminate = 8;         // unwind with Terminated
inline constexpr uint32_t kFinalizers = 16;       // finalizers or pending calls are queued
inline constexpr uint32_t kSignals = 32;          // signal handlers to run (main thread)
inline constexpr uint32_t kMemoryError = 64;      // over the memory limit
inline constexpr uint32_t kAsyncException = 128;  // PyThreadState_SetAsyncExc's counterpart
inline constexpr uint32_t kCollect = 256;         // a collection is due: run it with no native frame if possible
inline constexpr uint32_t kBudget = 512;          // count a step
}  // namespace poll

class Thread {
public:
    // ---- hot: read by the VM and by inline allocation ----
    std::atomic<uint32_t> poll_word{0};
    bool gil_on = true;  // copy of the interpreter's mode, changed only while the world is stopped
    bool trace_on = false;
    uint16_t native_depth = 0;
    Interpreter* interpreter = nullptr;
    Run runs[kSizeClasses];
    Frame* frame = nullptr;        // the running VM frame, or null
    char* loop_stack = nullptr;    // native stack pointer of the innermost interpreter loop
    char* stack_limit = nullptr;   // native stack: below this RecursionError
    uint32_t recursion_depth = 0;  // Python frames
    uint32_t recursion_limit = 1000;
    char* vm_top = nullptr;  // VM stack: where the next frame goes
    char* vm_end = nullptr;
    char* vm_stack = nullptr;
    bool reraising = false;  // the pending exception goes on where it was caught: no new traceback entry
    Value exit_value;        // what the loop returns to C++ with

    // ---- the pending exception: set iff a Result has failed ----
    Value pending;             // a BaseException instance, or nothing; Terminated is kTerminated
    bool terminating = false;  // the pending failure is a termination: no except or finally of the program runs
    Value handled;             // top of the exception state of native re-entry (see vm/): what a bare raise sees

    Value async_first_iteration, async_finalizer;  // sys.set_asyncgen_hooks; nothing: none
    Value
        context;  // the current contextvars.Context (stdlib/_contextvars), or nothing: an empty one that nobody has asked for

    void* repr_guards = nullptr;  // operations.h: what this thread is making the repr of, innermost first

    Heap& heap() const { return *heap_; }

    // Polls, as native loops do. Event point. Cheap when nothing is asked.
    Result<void> poll() {
        if (poll_word.load(std::memory_order_relaxed) == 0) [[likely]]
            return {};
        return poll_slow();
    }
    // Collection point only.
    void safepoint() {
        if (poll_word.load(std::memory_order_relaxed) & poll::kStopTheWorld) [[unlikely]]
            park();
    }
    Result<void> poll_slow();
    void park();

    // Room on the native stack? Else RecursionError is raised.
    Result<void> check_stack() {
        if (static_cast<char*>(__builtin_frame_address(0)) < stack_limit) [[unlikely]]
            return stack_overflow();
        return {};
    }
    Result<void> stack_overflow();

    // Implementation: threads/attach.h.
    Heap* heap_ = nullptr;
    struct State;
    State* state = nullptr;  // attach state, wake event, stack segments, list links
};

// Allocation of a small cell: bump, or the slow path. Collection point. Never fails.
inline Cell* allocate_cell(Thread& thread, size_t size, uint32_t shape, Layout layout) {
#ifndef KRAIT_GC_STRESS
    int index = size_class(size);
    Run& run = thread.runs[index];
    char* cell = run.cursor;
    size_t rounded = class_size(index);
    if (static_cast<size_t>(run.end - cell) >= rounded) [[likely]] {
        run.cursor = cell + rounded;
        unpoison(cell, rounded);
        Cell* result = reinterpret_cast<Cell*>(cell);
        // One 8-byte store publishes the header: shape, layout, flags 0, lock 0, dirty 0.
        __atomic_store_n(reinterpret_cast<uint64_t*>(cell), shape | static_cast<uint64_t>(layout) << 32,
                         __ATOMIC_RELAXED);
        return result;
    }
#endif
    Cell* result = allocate_cell_slow(thread, size);
    __atomic_store_n(reinterpret_cast<uint64_t*>(result), shape | static_cast<uint64_t>(layout) << 32,
                     __ATOMIC_RELAXED);
    return result;
}

// allocate<T>(thread, shape, extra): a T with `extra` more bytes behind it, total at most kLargestSmall.
template <typename T>
T* allocate(Thread& thread, uint32_t shape, size_t extra = 0) {
    return static_cast<T*>(allocate_cell(thread, sizeof(T) + extra, shape, LayoutOf<T>::value));
}
// For sizes that the program chooses: small when it fits, else large, which may fail with MemoryError.
template <typename T>
Result<T*> allocate_sized(Thread& thread, uint32_t shape, size_t extra) {
    if (sizeof(T) + extra <= kLargestSmall) return allocate<T>(thread, shape, extra);
    Cell* cell = TRY(allocate_large(thread, sizeof(T) + extra, shape, LayoutOf<T>::value));
    return static_cast<T*>(cell);
}

}  // namespace krait::core

// What a thread keeps for the collector and for those who want to stop or wake it.
//
//  1. Detached and parked threads have saved their callee-saved registers and stack pointer. The macro does it in the frame
//     of the function that detaches: what a register holds there is either live in that frame or belongs to a caller.
//  2. The native stack is a list of segments. A thread made by the interpreter has one, up to its stack's base. On a host's
//     thread each entry from the API begins one, which ends where host code is called back: host frames are not scanned.
//  3. Detach before anything that may block. `Detached` is the scope for it; no heap access inside.
#pragma once

#include <condition_variable>
#include <cstdint>

#include "runtime/threads/thread.h"
#include "runtime/threads/wake_event.h"

namespace krait::core {

struct Block;

struct StackSegment {
    StackSegment* previous;
    char* top;               // the higher address
    char* bottom;            // where host code was called from; null in the running segment
    uintptr_t registers[8];  // as they were there
};

enum class AttachState : uint32_t {
    Detached,
    Attached,
    Parked,   // attached, but waiting for the world to go on
    Stopped,  // detached, and may not attach: the world stands still
};

struct Thread::State {
    std::atomic<AttachState> attach{AttachState::Detached};
    uintptr_t registers[8] = {};
    char* stack_pointer = nullptr;
    StackSegment* segment = nullptr;
    StackSegment whole{};             // of a thread of ours: its whole stack
    Block* owned[kSizeClasses] = {};  // the blocks behind its runs

    WakeEvent wake;                // ends a wait early
    std::condition_variable turn;  // waiting for the GIL
    bool queued = false;           // in the registry's queue
    bool short_turn = false;       // its last turn with the GIL ended soon, in a block
    Thread* queue_next = nullptr;

    Thread* next = nullptr;  // the registry's list
    Thread* previous = nullptr;
    uint64_t ident = 0;      // threading.get_ident()
    uint64_t native_id = 0;  // gettid
    pthread_t handle{};
    bool spawned = false;  // made by spawn_thread: joined at shutdown
    bool daemon = false;
    bool is_main = false;
    int guards = 0;             // byte lock guards held, in builds with assertions
    bool in_finalizer = false;  // finalizers do not nest

    // vm/interpreter/tracing.h. Thread::trace_on says whether any of it is at work.
    Value trace_function, profile_function;  // sys.settrace, sys.setprofile; nothing: none
    uint32_t trace_epoch = 1;                // goes up with each change: which frames have been seen since
    bool in_trace_function = false;          // which is not traced itself
};

#if defined(__x86_64__)
#define KRAIT_SAVE_STACK_POINTER(STACK_POINTER) asm volatile("movq %%rsp, %0" : "=r"(STACK_POINTER)::"memory")
#define KRAIT_SAVE_CONTEXT(REGISTERS, STACK_POINTER)                                                            \
    do {                                                                                                        \
        asm volatile("movq %%rbx, 0(%0)\n movq %%rbp, 8(%0)\n movq %%r12, 16(%0)\n movq %%r13, 24(%0)\n"        \
                     "movq %%r14, 32(%0)\n movq %%r15, 40(%0)"                                                  \
                     :                                                                                          \
                     : "r"(REGISTERS)                                                                           \
                     : "memory");                                                                               \
        KRAIT_SAVE_STACK_POINTER(STACK_POINTER);                                                                \
    } while (0)
inline constexpr int kSavedRegisters = 6;
#elif defined(__aarch64__)
#define KRAIT_SAVE_STACK_POINTER(STACK_POINTER) asm volatile("mov %0, sp" : "=r"(STACK_POINTER)::"memory")
// The float registers d8 to d15 hold no pointers.
#define KRAIT_SAVE_CONTEXT(REGISTERS, STACK_POINTER)                                                            \
    do {                                                                                                        \
        __builtin_unwind_init();                                                                                \
        KRAIT_SAVE_STACK_POINTER(STACK_POINTER);                                                                \
        (void)(REGISTERS);                                                                                      \
    } while (0)
inline constexpr int kSavedRegisters = 0;
#else
#error "krait: the collector knows the registers of x86-64 and AArch64 only"
#endif

// Detach and attach. A thread holds no byte lock when it calls these.
void detach_saved(Thread& thread);
[[gnu::always_inline]] inline void detach(Thread& thread) {
    KRAIT_SAVE_CONTEXT(thread.state->registers, thread.state->stack_pointer);
    detach_saved(thread);
}
// Collection point.
void attach(Thread& thread);
bool is_attached(const Thread& thread);

// The scope of a blocking library call.
class Detached {
public:
    [[gnu::always_inline]] explicit Detached(Thread& thread) : thread_(thread) { detach(thread); }
    ~Detached() { attach(thread_); }
    Detached(const Detached&) = delete;
    Detached& operator=(const Detached&) = delete;

private:
    Thread& thread_;
};

// An entry from host code on a host's thread: only the stack below this object is scanned. Attaches.
class HostEntry {
public:
    [[gnu::always_inline]] explicit HostEntry(Thread& thread)
        : thread_(thread),
          segment_{thread.state->segment, static_cast<char*>(__builtin_frame_address(0)), nullptr, {}} {
        attach(thread);  // first: a collector reads the list while we are detached
        thread.state->segment = &segment_;
    }
    ~HostEntry();
    HostEntry(const HostEntry&) = delete;
    HostEntry& operator=(const HostEntry&) = delete;

private:
    Thread& thread_;
    StackSegment segment_;
};

// A call of host code by the interpreter: ends the running segment. Detaches; the host comes back through HostEntry.
class HostCall {
public:
    [[gnu::always_inline]] explicit HostCall(Thread& thread) : thread_(thread) {
        StackSegment* segment = thread.state->segment;
        KRAIT_SAVE_CONTEXT(segment->registers, segment->bottom);
        detach(thread);
    }
    ~HostCall() {
        attach(thread_);
        thread_.state->segment->bottom = nullptr;
    }
    HostCall(const HostCall&) = delete;
    HostCall& operator=(const HostCall&) = delete;

private:
    Thread& thread_;
};

}  // namespace krait::core

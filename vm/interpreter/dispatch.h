// Dispatch: how handlers are written, once, for two ways of going from op to op.
//
// With clang each handler is a function that ends in a tail call of the next (musttail, preserve_none): the interpreter's state
// stays in argument registers. With g++ the handlers are labels of one function and `goto *`.
//
// Rules of the room:
//  1. Handlers hold no object with a destructor, and call no inline function that does (it would forbid the tail call).
//  2. A handler that may run Python code, raise or allocate stores frame->pc first (SAVE). `pc` points behind the main word.
//  3. A register is written only on success. Slow paths are noinline functions in slow.h; they return Result.
//  4. Python calls push a frame and go on (ENTER); they never recurse in C++. What a frame's result is for says its ReturnAction.
//  5. Event points: jump_back and the entry of a frame. Elsewhere nothing is polled.
//  6. A handler with a quick case calls nothing in it: the rest of it is a handler of its own (REST), which it goes on to by a jump, so
//     that the quick case needs no native frame. The rest begins with the op's registers, operands and pc as they were.
//  7. A specialised op checks its guard and falls back to its generic op (RETRY_AS), which may specialise anew.
#pragma once

#include "vm/bytecode/ops.h"
#include "vm/interpreter/specialized.h"
#include "vm/objects/frame.h"

namespace krait::core {

#if defined(__clang__) && !defined(KRAIT_COMPUTED_GOTO)
#define KRAIT_TAIL_CALLS 1
#endif

#if defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && __has_attribute(preserve_none)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define KRAIT_PRESERVE_NONE
#else
#define KRAIT_PRESERVE_NONE __attribute__((preserve_none))
#endif
#else
#define KRAIT_PRESERVE_NONE
#endif

#define HANDLER_PARAMETERS                                                                                          \
    [[maybe_unused]] const uint32_t *pc, [[maybe_unused]] Value *r, [[maybe_unused]] const Value *k,                \
        [[maybe_unused]] Thread *t, [[maybe_unused]] Frame *frame, [[maybe_unused]] const Handler *table,           \
        [[maybe_unused]] uint64_t word
#define HANDLER_STATE pc, r, k, t, frame, table, word

struct Handler;
#if KRAIT_TAIL_CALLS
using HandlerFunction = KRAIT_PRESERVE_NONE uint64_t (*)(const uint32_t*, Value*, const Value*, Thread*, Frame*,
                                                         const Handler*, uint64_t);
struct Handler {
    HandlerFunction code;
};
// noinline: a handler that goes on to another one jumps there, and stays without a native frame.
#define HANDLE(NAME) static __attribute__((noinline)) KRAIT_PRESERVE_NONE uint64_t op_##NAME(HANDLER_PARAMETERS)
#define PLAIN_LOOP _Pragma("clang loop vectorize(disable) unroll(disable)")
#define DISPATCH()                                                          \
    do {                                                                    \
        word = __atomic_load_n(pc, __ATOMIC_RELAXED);                       \
        ++pc;                                                               \
        [[clang::musttail]] return table[word & 255].code(HANDLER_STATE);   \
    } while (0)
#define GOTO_HANDLER(NAME) [[clang::musttail]] return op_##NAME(HANDLER_STATE)
#else
#define HANDLE(NAME) op_##NAME:
#define PLAIN_LOOP
#define DISPATCH()                                    \
    do {                                              \
        word = __atomic_load_n(pc, __ATOMIC_RELAXED); \
        ++pc;                                         \
        goto* table[word & 255];                      \
    } while (0)
#define GOTO_HANDLER(NAME) goto op_##NAME
#endif

#define REST(NAME) HANDLE(NAME##_rest_)
#define GOTO_REST(NAME) GOTO_HANDLER(NAME##_rest_)

#define A (static_cast<uint8_t>(word >> 8))
#define B (static_cast<uint8_t>(word >> 16))
#define C (static_cast<uint8_t>(word >> 24))
#define IMM16 (static_cast<int16_t>(word >> 16))
#define K16 (static_cast<uint16_t>(word >> 16))
#define RA r[A]
#define RB r[B]
#define RC r[C]
#define AUX(i) (pc[i])

// On to the next instruction, behind `aux` aux words.
#define NEXT(aux) \
    do {          \
        pc += aux; \
        DISPATCH(); \
    } while (0)
#define SAVE(aux) (frame->pc = pc + (aux))
#define FAIL() GOTO_HANDLER(unwind_)
// The table to go on with after what may have switched tracing on or off.
#define RELOAD_TABLE() (table = t->trace_on ? TRACING_TABLE : PLAIN_TABLE)
// Event point: the poll word is not zero.
#define POLL_EVENT()                      \
    do {                                  \
        TRY_VOID(poll_in_loop(*t));       \
        RELOAD_TABLE();                   \
    } while (0)
// dst = the Result, or unwind; then the next instruction.
#define STORE_RESULT(register_, result, aux)                \
    do {                                                    \
        Value krait_value = (result).take();                \
        if (krait_value.is_nothing()) [[unlikely]] FAIL();  \
        r[register_] = krait_value;                         \
        NEXT(aux);                                          \
    } while (0)
// The frame's caller or callee becomes the running one: reload what depends on it.
#define LOAD_FRAME(new_frame)                        \
    do {                                             \
        frame = (new_frame);                         \
        t->frame = frame;                            \
        pc = frame->pc;                              \
        r = frame->registers();                      \
        k = frame->code->constants.get_relaxed()->data(); \
    } while (0)
// Answers of slow paths that may have pushed a frame.
#define RETRY_AS(NAME) \
    do {               \
        GOTO_HANDLER(NAME); \
    } while (0)

// What a slow path that may push a frame did.
enum class Outcome : uint8_t { Failed, Stored, Pushed, Jump, Next, Exit };

}  // namespace krait::core

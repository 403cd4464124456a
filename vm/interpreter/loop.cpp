// The interpreter's loop. Read dispatch.h first. Handlers are in handlers/*.inc, by topic.
#include <bit>

#include "vm/interpreter/caches.h"
#include "vm/interpreter/frames.h"
#include "vm/interpreter/slow.h"
#include "vm/interpreter/tracing.h"

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/type.h"
#include "runtime/operations.h"
#include "runtime/threads/attach.h"
#include "runtime/threads/byte_lock.h"
#include "runtime/threads/events.h"

namespace krait::core {

// What handlers do inline, in a form that needs no call.
static inline void copy_register(Value* to, const Value* from) {
    __atomic_store_n(reinterpret_cast<uint64_t*>(to), from->bits(), __ATOMIC_RELAXED);
}
static inline void clear_register(Value* to) { __atomic_store_n(reinterpret_cast<uint64_t*>(to), 0, __ATOMIC_RELAXED); }

// Value::fits_immediate and Value::immediate in one: after the turn the exponent's two top bits lie at the bottom and its third at the top,
// which in what fits are 01 and 1, or 10 and 0.
static inline bool encode_double(double number, Value* value) {
    uint64_t word = std::bit_cast<uint64_t>(number);
    uint64_t turned = std::rotl(word, 3);
    Value encoded = Value::from_bits((turned & ~uint64_t{3}) | 2);
    if ((turned & 3) + (turned >> 63) == 2 && !(encoded == Value::immediate(0.0))) [[likely]] {
        *value = encoded;
        return true;
    }
    *value = Value::immediate(0.0);
    return word == 0;
}
// A float in a cell where it must be: allocation is a bump mostly.
static inline Value box_double(Thread& thread, double number) {
    Value encoded;
    if (encode_double(number, &encoded)) return encoded;
    return make_float_slow(thread, number);
}
// At least one float, the other one a float or a small int: as doubles.
static inline bool float_operands(Value left, Value right, double* x, double* y) {
    if (!is_float(left) && !is_float(right)) return false;
    if (left.is_small()) *x = static_cast<double>(left.as_small());
    else if (is_float(left)) *x = float_of(left);
    else return false;
    if (right.is_small()) *y = static_cast<double>(right.as_small());
    else if (is_float(right)) *y = float_of(right);
    else return false;
    return true;
}

// ByteLockGuard's two steps (threads/byte_lock.h), for handlers, which hold no guard: nothing between them is a safepoint.
static inline bool try_lock_byte(Cell* cell) {
    uint8_t free = 0;
    return cell->lock_.compare_exchange_strong(free, 1, std::memory_order_acquire, std::memory_order_relaxed);
}
static inline bool try_unlock_byte(Cell* cell) {
    if (cell->lock_.load(std::memory_order_relaxed) != 1) [[unlikely]]
        return false;
    cell->lock_.store(0, std::memory_order_release);  // byte_lock.h, rule 5
    return true;
}
static SLOW void unlock_contended(Thread& thread, Cell* cell) { unlock_byte_slow(thread, cell->lock_); }

// Results of slow paths that answer Outcome: go on where they say.
#define FINISH(outcome, aux)                             \
    do {                                                 \
        Outcome krait_outcome = (outcome);               \
        if (krait_outcome == Outcome::Stored) {          \
            RELOAD_TABLE();                              \
            NEXT(aux);                                   \
        }                                                \
        GOTO_OUTCOME(krait_outcome, aux);                \
    } while (0)
#define GOTO_OUTCOME(value, aux)                   \
    do {                                           \
        if ((value) == Outcome::Failed) FAIL();    \
        if ((value) == Outcome::Exit) EXIT_LOOP(); \
        RELOAD_TABLE();                            \
        LOAD_FRAME(t->frame);                      \
        DISPATCH();                                \
    } while (0)
// Comparisons and truth under a jump (the jump is the last aux word).
// The loop goes on with the iterator's next item, or behind its end.
#define FOR_NEXT_SLOW()                                                        \
    do {                                                                       \
        SAVE(1);                                                               \
        Outcome krait_next = slow_for_next(*t, frame, iterator, A);            \
        if (krait_next == Outcome::Jump) {                                     \
            pc += 1 + static_cast<int32_t>(AUX(0));                            \
            DISPATCH();                                                        \
        }                                                                      \
        FINISH(krait_next, 1);                                                 \
    } while (0)
#define FINISH_JUMP(outcome)                                            \
    do {                                                                \
        Outcome krait_outcome = (outcome);                              \
        if (krait_outcome == Outcome::Next) NEXT(1);                    \
        if (krait_outcome == Outcome::Jump) {                           \
            pc += 1 + static_cast<int32_t>(AUX(0));                     \
            DISPATCH();                                                 \
        }                                                               \
        GOTO_OUTCOME(krait_outcome, 1);                                 \
    } while (0)
#define CONTINUE(how)                                          \
    do {                                                       \
        Continue krait_how = (how);                            \
        if (krait_how == Continue::Unwind) FAIL();             \
        if (krait_how == Continue::Exit) EXIT_LOOP();          \
        RELOAD_TABLE();                                        \
        LOAD_FRAME(t->frame);                                  \
        DISPATCH();                                            \
    } while (0)
#define TRY_VOID(result)                             \
    do {                                             \
        if ((result).failed()) [[unlikely]] FAIL();  \
    } while (0)

// Every entry of the second table: the events of the op that comes, then its own handler (vm/interpreter/tracing.h). The word is read
// again: a collection in the trace function may have taken back what its op byte relied on.
#define TRACED()                                              \
    do {                                                      \
        SAVE(0);                                              \
        if (!t->trace_on) RELOAD_TABLE();                     \
        else if (!trace_op(*t, frame, word)) FAIL();          \
        word = __atomic_load_n(pc - 1, __ATOMIC_RELAXED);     \
    } while (0)

#if KRAIT_TAIL_CALLS
#define EXIT_LOOP() return t->exit_value.bits()
#define PLAIN_TABLE kTable
#define TRACING_TABLE kTracingTable
static __attribute__((noinline)) KRAIT_PRESERVE_NONE uint64_t op_unwind_(HANDLER_PARAMETERS);
extern const Handler kTable[256], kTracingTable[256];
#include "vm/interpreter/handlers/attributes.inc"
#include "vm/interpreter/handlers/basic.inc"
#include "vm/interpreter/handlers/calls.inc"
#include "vm/interpreter/handlers/exceptions.inc"
#include "vm/interpreter/handlers/generators.inc"
#include "vm/interpreter/handlers/operators.inc"

const Handler kTable[256] = {
#define OP(NAME, OPERANDS, EFFECTS, MEANING) {op_##NAME},
#include "vm/bytecode/ops.def"
#define SPECIALIZED(NAME, GENERIC, MEANING) {op_##NAME},
#include "vm/interpreter/specialized.def"
};

HANDLE(traced_) {
    TRACED();
    [[clang::musttail]] return kTable[word & 255].code(HANDLER_STATE);
}
const Handler kTracingTable[256] = {
#define OP(NAME, OPERANDS, EFFECTS, MEANING) {op_traced_},
#include "vm/bytecode/ops.def"
#define SPECIALIZED(NAME, GENERIC, MEANING) {op_traced_},
#include "vm/interpreter/specialized.def"
};

static __attribute__((noinline)) uint64_t run_loop(Thread& thread) {
    KRAIT_SAVE_STACK_POINTER(thread.loop_stack);
    Frame* frame = thread.frame;
    const uint32_t* pc = frame->pc;
    uint64_t word = __atomic_load_n(pc++, __ATOMIC_RELAXED);  // another thread may specialise it
    const Handler* table = thread.trace_on ? kTracingTable : kTable;
    return table[word & 255].code(pc, frame->registers(), frame->code->constants.get_relaxed()->data(), &thread, frame,
                                  table, word);
}
#else
#define EXIT_LOOP() return t->exit_value.bits()
#define PLAIN_TABLE kLabels
#define TRACING_TABLE kTracedLabels
static __attribute__((noinline)) uint64_t run_loop(Thread& thread) {
    static const void* const kLabels[256] = {
#define OP(NAME, OPERANDS, EFFECTS, MEANING) &&op_##NAME,
#include "vm/bytecode/ops.def"
#define SPECIALIZED(NAME, GENERIC, MEANING) &&op_##NAME,
#include "vm/interpreter/specialized.def"
    };
    static const void* const kTracedLabels[256] = {
#define OP(NAME, OPERANDS, EFFECTS, MEANING) &&op_traced_,
#include "vm/bytecode/ops.def"
#define SPECIALIZED(NAME, GENERIC, MEANING) &&op_traced_,
#include "vm/interpreter/specialized.def"
    };
    KRAIT_SAVE_STACK_POINTER(thread.loop_stack);
    const void* const* table = thread.trace_on ? kTracedLabels : kLabels;
    Thread* t = &thread;
    Frame* frame = thread.frame;
    const uint32_t* pc = frame->pc;
    Value* r = frame->registers();
    const Value* k = frame->code->constants.get_relaxed()->data();
    uint64_t word;
    DISPATCH();
    HANDLE(traced_) {
        TRACED();
        goto* kLabels[word & 255];
    }
#include "vm/interpreter/handlers/attributes.inc"
#include "vm/interpreter/handlers/basic.inc"
#include "vm/interpreter/handlers/calls.inc"
#include "vm/interpreter/handlers/exceptions.inc"
#include "vm/interpreter/handlers/generators.inc"
#include "vm/interpreter/handlers/operators.inc"
}
#endif

// False: a container of C++ found no memory in an operation of the running frame. Sizes that the program chooses are checked
// where they are used (runtime/native_room.h); this is for the sum of many small ones.
static bool run_guarded(Thread& thread, uint64_t* result) {
    try {
        *result = run_loop(thread);
        return true;
    } catch (const std::bad_alloc&) {
    } catch (const std::length_error&) {}
    return false;
}

Value run(Thread& thread) {
    if (thread.check_stack().failed()) {
        // Undo the push: the frame never ran.
        Frame* frame = thread.frame;
        pop_frame(thread, frame);
        thread.frame = frame->caller;
        return Value::nothing();
    }
    char* outer = thread.loop_stack;
    uint64_t result;
    while (!run_guarded(thread, &result)) {
        (void)raise_memory_error(thread);
        Continue how = Continue::Unwind;
        while (how == Continue::Unwind) how = unwind(thread);
        if (how != Continue::Exit) continue;
        result = thread.exit_value.bits();
        break;
    }
    thread.loop_stack = outer;
    return Value::from_bits(result);
}

}  // namespace krait::core

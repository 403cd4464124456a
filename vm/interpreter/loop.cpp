// The interpreter's loop. Read dispatch.h first. Handlers are in handlers/*.inc, by topic.
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
#include "runtime/operations.h"
#include "runtime/threads/attach.h"
#include "runtime/threads/events.h"

namespace krait::core {

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

// Every entry of the second table: the events of the op that comes, then its own handler (vm/interpreter/tracing.h).
#define TRACED(word_)                                      \
    do {                                                   \
        SAVE(0);                                           \
        if (!t->trace_on) RELOAD_TABLE();                  \
        else if (!trace_op(*t, frame, word_)) FAIL();      \
    } while (0)

#if KRAIT_TAIL_CALLS
#define EXIT_LOOP() return t->exit_value.bits()
#define PLAIN_TABLE kTable
#define TRACING_TABLE kTracingTable
static KRAIT_PRESERVE_NONE uint64_t op_unwind_(HANDLER_PARAMETERS);
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
    TRACED(word);
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
        TRACED(word);
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

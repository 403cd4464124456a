// What the frames of a thread, or a generator's, keep alive.
//
//  1. A named local is a root until it is deleted. A temporary is one while something later reads it: the code's liveness map says
//     so, made when a collection first meets the code in a frame, and freed with the code.
//  2. A frame that called a frame of Python's has handed its operands over: they are the callee's own. What the return action
//     reads again (operators that answer NotImplemented) stays. Native code reads its arguments in the caller's registers.
//  3. Temporaries are candidates, not plain references: the map errs to the side of more, and a stale register may name a cell
//     that is gone.
#include "runtime/heap/block.h"
#include "runtime/heap/heap.h"
#include "vm/bytecode/liveness.h"
#include "vm/interpreter/frames.h"
#include "vm/interpreter/specialized.h"

namespace krait::core {

namespace {

void forget_liveness(Cell* cell) { delete static_cast<Code*>(cell)->liveness.exchange(nullptr); }

// Also from gc.get_referents, by several threads at once: one map wins.
const Liveness& liveness_of(Code* code) {
    if (const Liveness* known = code->liveness.load(std::memory_order_acquire)) return *known;
    CodeShape shape;
    shape.words = {code->words, code->word_count};
    shape.exceptions = {code->exceptions, code->exception_count};
    shape.register_count = code->register_count;
    auto* made = new Liveness(shape, generic_op);
    const Liveness* expected = nullptr;
    if (!code->liveness.compare_exchange_strong(expected, made, std::memory_order_acq_rel)) {
        delete made;
        return *expected;
    }
    Block::of(code)->heap->register_native(code, forget_liveness);
    return *made;
}

enum class Moment : uint8_t {
    NotBegun,  // before the instruction at pc
    UnderWay,  // in the instruction that ends at pc
    Waiting,   // the same, but it has no more use for its operands
};

void visit_registers(Frame& frame, Moment moment, Tracer& tracer) {
    Code* code = frame.code;
    const Value* registers = frame.registers();
    // Generators' registers are fields: another thread may write one.
    auto word_of = [&](uint32_t i) {
        return __atomic_load_n(reinterpret_cast<const uint64_t*>(registers + i), __ATOMIC_RELAXED);
    };
    for (uint32_t i = 0; i < code->local_count; ++i) tracer.visit(Value::from_bits(word_of(i)));
    for (uint32_t i = 0; i < code->far_count; ++i) tracer.visit(Value::from_bits(word_of(code->register_count + i)));
    if (code->local_count == code->register_count) return;
    auto at = static_cast<uint32_t>(frame.pc - code->words);
    const Liveness& liveness = liveness_of(code);
    const uint64_t* live = moment == Moment::NotBegun || at == 0 ? liveness.before(at)
                           : moment == Moment::UnderWay          ? liveness.under_way(at)
                                                                 : liveness.waiting(at);
    for (uint32_t i = code->local_count; i < code->register_count; ++i)
        if (!live || liveness.has(live, i)) tracer.visit_candidate(word_of(i));
}

// `callee`: the frame that this one called, or null.
Moment moment_of(Frame& frame, const Frame* callee) {
    // A generator that waits for a foreign iterator executes its `send` again.
    if (frame.flags & frame_flag::kGenerator && frame.generator()->resume == GeneratorBase::Resume::Send)
        return Moment::NotBegun;
    if (!callee) return Moment::UnderWay;
    if (callee->flags & frame_flag::kEntry) return Moment::UnderWay;
    if (callee->pc == callee->code->words) return Moment::UnderWay;  // its arguments are being bound
    switch (callee->action) {
    case ReturnAction::Store:
    case ReturnAction::Discard:
    case ReturnAction::Instance: return Moment::Waiting;
    default: return Moment::UnderWay;
    }
}

}  // namespace

void trace_frames(Thread& thread, Tracer& tracer) {
    const Frame* callee = nullptr;
    for (Frame* frame = thread.frame; frame; callee = frame, frame = frame->caller) {
        tracer.visit(static_cast<Cell*>(frame->code));
        if (frame->function) tracer.visit(static_cast<Cell*>(frame->function));
        tracer.visit(frame->handled);
        if (frame->object) tracer.visit(static_cast<Cell*>(frame->object));
        if (frame->flags & frame_flag::kNamespace) tracer.visit(frame->namespace_);
        if (frame->flags & frame_flag::kGenerator) {
            tracer.visit(static_cast<Cell*>(frame->generator()));
        } else if (frame->action == ReturnAction::Instance) {
            tracer.visit(frame->action_value);
        }
        visit_registers(*frame, moment_of(*frame, callee), tracer);
    }
}

void trace_frame_of(GeneratorBase* generator, Tracer& tracer) {
    Frame& frame = generator->frame;
    tracer.visit(static_cast<Cell*>(frame.code));
    tracer.visit(static_cast<Cell*>(frame.function));
    GeneratorBase::State state = generator->state.load(std::memory_order_relaxed);
    if (state == GeneratorBase::State::Finished) return;  // its variables are dead
    tracer.visit(frame.handled);
    tracer.visit(frame.action_value);
    if (frame.object) tracer.visit(static_cast<Cell*>(frame.object));
    if (frame.flags & frame_flag::kNamespace) tracer.visit(frame.namespace_);
    Moment moment = moment_of(frame, nullptr);
    if (moment == Moment::UnderWay && state != GeneratorBase::State::Running) moment = Moment::Waiting;
    visit_registers(frame, moment, tracer);
}

}  // namespace krait::core

// Pushing and leaving frames; what a frame's result is for.
#include "vm/interpreter/frames.h"

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/objects/exceptions.h"
#include "runtime/operations.h"
#include "runtime/threads/events.h"
#include "vm/interpreter/slow.h"

namespace krait::core {

void Code::settle() {
    constexpr uint32_t kSpecial = code_flag::kVarArgs | code_flag::kVarKeywords | code_flag::kFarParameters;
    exact_arguments = keyword_only_count == 0 && !(flags & kSpecial) ? argument_count : kNeverExact;
    size_t bytes = sizeof(Frame) + (size_t{register_count} + far_count) * sizeof(Value);
    frame_bytes = static_cast<uint32_t>((bytes + 15) & ~size_t{15});
}

Frame* allocate_frame(Thread& thread, Code* code) {
    char* top = thread.vm_top;
    size_t bytes = code->frame_bytes;
    if (bytes > static_cast<size_t>(thread.vm_end - top) || thread.recursion_depth >= thread.recursion_limit) {
        (void)raise_recursion(thread);
        return nullptr;
    }
    ++thread.recursion_depth;
    thread.vm_top = top + bytes;
    Frame* frame = reinterpret_cast<Frame*>(top);
    frame->code = code;
    frame->handled = Value::nothing();
    frame->object = nullptr;
    frame->flags = 0;
    frame->namespace_ = Value::nothing();
    frame->action_value = Value::nothing();
    frame->pc = code->words;
    // All registers: a native callee may collect before the frame runs.
    size_t count = code->register_count + code->far_count;
    for (size_t i = 0; i < count; ++i) frame->registers()[i] = Value::nothing();
    return frame;
}

void pop_frame(Thread& thread, Frame* frame) {
    if (frame->object) {
        detach_frame_object(thread, frame);
        frame->object = nullptr;
    }
    if (!(frame->flags & frame_flag::kGenerator)) {
        thread.vm_top = reinterpret_cast<char*>(frame);
    } else {
        write_barrier(frame->generator());
    }
    --thread.recursion_depth;
}

Value handled_exception(Frame* frame) {
    for (; frame; frame = frame->caller) {
        if (!frame->handled.is_nothing()) return frame->handled;
    }
    return Value::none();
}

// The jump of the instruction that ends at frame->pc, whose last aux word is its target.
static void take_jump(Frame* frame) { frame->pc += static_cast<int32_t>(frame->pc[-1]); }

Continue deliver(Thread& thread, Frame* caller, ReturnAction action, uint8_t destination, uint32_t aux,
                 Value action_value, Value value) {
    Value* r = caller->registers();
    switch (action) {
    case ReturnAction::Store:
    case ReturnAction::ForNext:  // a yield
        r[destination] = value;
        return Continue::Run;
    case ReturnAction::Discard: return Continue::Run;
    case ReturnAction::Instance:
        if (!value.is_none()) {
            (void)raise(thread, Exc::TypeError, "__init__() should return None, not '{}'", type_name(thread, value));
            return Continue::Unwind;
        }
        r[destination] = action_value;
        return Continue::Run;
    case ReturnAction::Truth:
    case ReturnAction::NotTruth:
        if (!value.is_bool()) {
            (void)raise(thread, Exc::TypeError, "__bool__ should return bool, returned {}", type_name(thread, value));
            return Continue::Unwind;
        }
        r[destination] = Value::boolean(value.is_true() == (action == ReturnAction::Truth));
        return Continue::Run;
    case ReturnAction::Contains:
    case ReturnAction::NotContains: {
        Result<bool> truth = truth_py(thread, value);
        if (truth.failed()) return Continue::Unwind;
        r[destination] = Value::boolean(truth.value() == (action == ReturnAction::Contains));
        return Continue::Run;
    }
    case ReturnAction::TruthJump: {
        if (!value.is_bool()) {
            (void)raise(thread, Exc::TypeError, "__bool__ should return bool, returned {}", type_name(thread, value));
            return Continue::Unwind;
        }
        if (value.is_true() == static_cast<bool>(aux & 1)) take_jump(caller);
        return Continue::Run;
    }
    case ReturnAction::CompareJump: {
        // aux: sense, then the CompareOp; the operands are read again from the instruction when NotImplemented.
        if (value.is_not_implemented()) {
            uint32_t word = __atomic_load_n(caller->pc - 2, __ATOMIC_RELAXED);
            Value left = r[operand_a(word)];
            Value right = aux & 2 ? (*caller->code->constants.get_relaxed())[operand_b(word)] : r[operand_b(word)];
            value = compare_rest_py(thread, static_cast<CompareOp>(aux >> 2), left, right).take();
            if (value.is_nothing()) return Continue::Unwind;
        }
        Result<bool> truth = truth_py(thread, value);
        if (truth.failed()) return Continue::Unwind;
        if (truth.value() == static_cast<bool>(aux & 1)) take_jump(caller);
        return Continue::Run;
    }
    case ReturnAction::Binary:
    case ReturnAction::Compare: {
        if (value.is_not_implemented()) {
            value = action == ReturnAction::Binary ? binary_rest_py(thread, caller, aux).take()
                                                   : compare_rest_op_py(thread, caller, aux).take();
            if (value.is_nothing()) return Continue::Unwind;
        }
        r[destination] = value;
        return Continue::Run;
    }
    case ReturnAction::Send: {
        // The native delegate returned: the delegation is over, its value is the value of `await` or `yield from`.
        GeneratorBase* self = caller->generator();
        self->delegate.set(self, Value::nothing());
        r[destination] = value;
        return Continue::Run;
    }
    case ReturnAction::Exit: thread.exit_value = value; return Continue::Exit;
    }
    __builtin_unreachable();
}

Continue finish_frame(Thread& thread, Frame* frame, Value value) {
    Frame* caller = frame->caller;
    uint8_t flags = frame->flags;
    ReturnAction action = frame->action;
    uint8_t destination = frame->destination;
    uint32_t aux = frame->aux;
    Value action_value = frame->action_value;
    bool exits = flags & frame_flag::kEntry;
    // A frame with make_generator under way is on the stack still: it only hands over the generator.
    if (flags & frame_flag::kGenerator) {
        GeneratorBase* generator = frame->generator();
        generator->finish();
        GeneratorBase* root = generator->root.get_relaxed();
        generator->root.set(generator, nullptr);
        generator->awaited_by.set(generator, nullptr);
        if (action == ReturnAction::Send) {
            // The outer member of the chain runs on, as its innermost.
            GeneratorBase* outer = caller->generator();
            outer->root.set(outer, root);
            outer->state.store(GeneratorBase::State::Running, std::memory_order_release);
            action_value = Value::nothing();
        }
    }
    pop_frame(thread, frame);
    thread.frame = caller;
    if (exits) {
        thread.exit_value = value;
        return Continue::Exit;
    }
    if (action == ReturnAction::ForNext && (flags & frame_flag::kGenerator)) {
        take_jump(caller);  // a generator's return ends the for loop
        return Continue::Run;
    }
    return deliver(thread, caller, action, destination, aux, action_value, value);
}

// ---- entering from native code ----

static Result<Value> run_entry(Thread& thread, Frame* frame) {
    frame->flags |= frame_flag::kEntry;
    frame->action = ReturnAction::Exit;
    Value value = run(thread);
    if (value.is_nothing()) return kFailure;
    return value;
}

Result<Value> call_function_py(Thread& thread, Value callee, const CallArguments& arguments) {
    TRY(thread.check_stack());
    if (thread.poll_word.load(std::memory_order_relaxed)) TRY(poll_event_py(thread));
    Frame* frame = push_call(thread, callee.to<Function>(), arguments, ReturnAction::Exit, 0);
    if (!frame) return kFailure;
    return run_entry(thread, frame);
}

Result<Value> run_code_py(Thread& thread, Function* function, Value namespace_) {
    TRY(thread.check_stack());
    if (thread.poll_word.load(std::memory_order_relaxed)) TRY(poll_event_py(thread));
    // Code with parameters is a function's: called without arguments, it says what is missing.
    bool parameters = function->code.get_relaxed()->parameter_registers();
    Frame* caller = thread.frame;
    Frame* frame = parameters ? push_call(thread, function, {}, ReturnAction::Exit, 0)
                              : allocate_frame(thread, function->code.get_relaxed());
    if (!frame) return kFailure;
    frame->function = function;
    if (!namespace_.is_nothing()) {
        frame->namespace_ = namespace_;
        frame->flags |= frame_flag::kNamespace;
    }
    frame->destination = 0;
    frame->aux = 0;
    frame->caller = caller;
    thread.frame = frame;
    return run_entry(thread, frame);
}

}  // namespace krait::core

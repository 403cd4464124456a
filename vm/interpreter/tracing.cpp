// The events of tracing.h: when they happen, and who is told.
#include "vm/interpreter/tracing.h"

#include <mutex>
#include <utility>
#include <vector>

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/functions.h"
#include "runtime/operations.h"
#include "runtime/threads/attach.h"
#include "runtime/threads/events.h"
#include "runtime/threads/registry.h"
#include "vm/bytecode/ops.h"
#include "vm/interpreter/slow.h"
#include "vm/interpreter/specialized.h"
#include "vm/vm.h"
#include "vm/vm_state.h"

namespace krait::core {

namespace {

std::shared_ptr<TraceHook> hook_of(Thread& thread) {
    VmState& state = vm_state(*thread.interpreter);
    std::lock_guard lock(state.mutex);
    return state.trace_hook;
}

void update(Thread& thread) {
    Thread::State& state = *thread.state;
    thread.trace_on = !state.in_trace_function && (!state.trace_function.is_nothing() ||
                                                   !state.profile_function.is_nothing() || hook_of(thread) != nullptr);
}

// While a trace function runs.
class Untraced {
public:
    explicit Untraced(Thread& thread) : thread_(thread) {
        thread.state->in_trace_function = true;
        thread.trace_on = false;
    }
    ~Untraced() {
        thread_.state->in_trace_function = false;
        update(thread_);
    }

private:
    Thread& thread_;
};

bool entered(Thread& thread, Frame* frame) {
    return frame->object && frame->object->trace_epoch == thread.state->trace_epoch;
}

uint32_t word_under_way(const Frame* frame) {
    return frame->pc == frame->code->words ? 0 : static_cast<uint32_t>(frame->pc - 1 - frame->code->words);
}

// The frames that run already are not reported as called.
void mark_running(Thread& thread, Thread& traced) {
    uint32_t epoch = ++traced.state->trace_epoch;
    for (Frame* frame = traced.frame; frame; frame = frame->caller) {
        FrameObject* object = frame_object(thread, frame);
        object->trace_epoch = epoch;
        object->traced_word = word_under_way(frame);
        object->traced_line = line_of_word(frame->code, object->traced_word);
        object->native_call.set(object, Value::nothing());
    }
}

Value or_nothing(Value function) { return function.is_none() ? Value::nothing() : function; }

using Slot = Value Thread::State::*;

void set_function(Thread& thread, Slot slot, Value function) {
    thread.state->*slot = or_nothing(function);
    if (!function.is_none() && !function.is_nothing()) mark_running(thread, thread);
    update(thread);
}

void change_everywhere(Thread& thread, auto&& change) {
    ThreadRegistry& threads = *thread.interpreter->threads;
    KRAIT_SAVE_CONTEXT(thread.state->registers, thread.state->stack_pointer);
    threads.stop_world(thread);
    threads.for_each([&](Thread& each) {
        change(each);
        mark_running(thread, each);
        update(each);
        if (&each != &thread) ThreadRegistry::request(each, poll::kTrace);
    });
    threads.resume_world(thread);
}

const char* name_of(TraceEvent event) {
    switch (event) {
    case TraceEvent::Call: return "call";
    case TraceEvent::Line: return "line";
    case TraceEvent::Return: return "return";
    case TraceEvent::Exception: return "exception";
    case TraceEvent::Opcode: return "opcode";
    case TraceEvent::NativeCall: return "c_call";
    case TraceEvent::NativeReturn: return "c_return";
    case TraceEvent::NativeException: return "c_exception";
    }
    __builtin_unreachable();
}

// sys.settrace's part: a call goes to the thread's function, what it answers is told the rest of the frame's events.
Result<void> tell_tracer(Thread& thread, FrameObject* object, TraceEvent event, Value argument) {
    Thread::State& state = *thread.state;
    if (state.trace_function.is_nothing()) return {};
    Value function = event == TraceEvent::Call ? state.trace_function : object->trace.get();
    if (function.is_none()) return {};
    Result<Value> answer = call_py(thread, function, Value(object), Value(intern(thread, name_of(event))), argument);
    if (answer.failed()) {
        state.trace_function = Value::nothing();
        object->trace.set(object, Value::none());
        return kFailure;
    }
    if (event == TraceEvent::Call || !answer.value().is_none()) object->trace.set(object, answer.value());
    return {};
}

Result<void> tell_profiler(Thread& thread, FrameObject* object, TraceEvent event, Value argument) {
    Thread::State& state = *thread.state;
    if (state.profile_function.is_nothing()) return {};
    Result<Value> answer =
        call_py(thread, state.profile_function, Value(object), Value(intern(thread, name_of(event))), argument);
    if (!answer.failed()) return {};
    state.profile_function = Value::nothing();
    return kFailure;
}

Result<void> report(Thread& thread, Frame* frame, TraceEvent event, Value argument) {
    FrameObject* object = frame_object(thread, frame);
    Untraced guard(thread);
    bool native = event >= TraceEvent::NativeCall;
    if (!native && event != TraceEvent::Opcode) {
        if (std::shared_ptr<TraceHook> hook = hook_of(thread)) {
            int32_t shown = object->shown_line;
            int line = shown ? shown : line_of_word(frame->code, word_under_way(frame));
            TRY(hook->event(thread, event, object, line, argument));
        }
    }
    if (!native) TRY(tell_tracer(thread, object, event, argument));
    if (native || event == TraceEvent::Call || event == TraceEvent::Return)
        TRY(tell_profiler(thread, object, event, argument));
    return {};
}

Result<void> report_call(Thread& thread, Frame* frame) {
    FrameObject* object = frame_object(thread, frame);
    object->trace_epoch = thread.state->trace_epoch;
    bool resumed = frame->flags & frame_flag::kGenerator && object->traced_line;
    if (!resumed) {
        object->traced_line = 0;
        object->traced_word = 0;
    }
    object->shown_line = resumed ? object->traced_line : frame->code->first_line;
    Result<void> result = report(thread, frame, TraceEvent::Call, Value::none());
    object->shown_line = 0;
    return result;
}

// The frame, and those that delegate to it: a resumption goes straight to the innermost of a chain.
Result<void> enter(Thread& thread, Frame* frame) {
    std::vector<Frame*> chain;
    for (;; frame = frame->caller) {
        if (!entered(thread, frame)) chain.push_back(frame);
        if (!(frame->flags & frame_flag::kGenerator) || frame->action != ReturnAction::Send || !frame->caller) break;
    }
    for (auto each = chain.rbegin(); each != chain.rend(); ++each) TRY(report_call(thread, *each));
    return {};
}

// What the compiler added shows the line that came before it.
class ShownLine {
public:
    explicit ShownLine(Frame* frame) : object_(frame->object) {
        const CodePosition* position = frame->code->position_of(word_under_way(frame));
        if (!position || !position->line) object_->shown_line = object_->traced_line;
    }
    ~ShownLine() { object_->shown_line = 0; }

private:
    FrameObject* object_;
};

Result<void> report_line(Thread& thread, Frame* frame, Op op) {
    FrameObject* object = frame->object;
    uint32_t word = word_under_way(frame);
    bool back = word < object->traced_word;
    object->traced_word = word;
    const CodePosition* position = frame->code->position_of(word);
    bool shown = position && position->line && op != Op::jump_back && op != Op::reraise;
    if (shown && (position->line != object->traced_line || back)) {
        object->traced_line = position->line;
        if (object->trace_lines) TRY(report(thread, frame, TraceEvent::Line, Value::none()));
    }
    if (object->trace_opcodes && !thread.state->trace_function.is_nothing())
        TRY(report(thread, frame, TraceEvent::Opcode, Value::none()));
    return {};
}

Result<void> report_native_end(Thread& thread, Frame* frame, TraceEvent event) {
    if (!frame->object) return {};
    Value native = frame->object->native_call.get();
    if (native.is_nothing()) return {};
    frame->object->native_call.set(frame->object, Value::nothing());
    return report(thread, frame, event, native);
}

// A call of a native function, which a profiler hears of: the function, bound if it is a method; or nothing.
Value native_callee(Thread& thread, Frame* frame, Op op, uint64_t word) {
    const Value* window = frame->registers() + static_cast<uint8_t>(word >> 16);
    switch (op) {
    case Op::call:
    case Op::call_kw:
    case Op::call_ex: return window[0].is<NativeFunction>() ? window[0] : Value::nothing();
    case Op::call_method:
    case Op::call_method_kw:
        if (window[0].is<NativeFunction>()) return window[0];
        if (!window[0].is<MethodDescriptor>() || window[1].is_nothing()) return Value::nothing();
        return make_bound_method(thread, window[0], window[1]);
    default: return Value::nothing();
    }
}

Result<void> trace(Thread& thread, Frame* frame, uint64_t word) {
    constexpr uint32_t kGeneratorCode = code_flag::kGenerator | code_flag::kCoroutine | code_flag::kAsyncGenerator;
    // The call that makes a generator runs none of it.
    if (frame->code->flags & kGeneratorCode && !(frame->flags & frame_flag::kGenerator)) return {};
    TRY(report_native_end(thread, frame, TraceEvent::NativeReturn));
    if (!entered(thread, frame)) TRY(enter(thread, frame));
    Op op = generic_op(static_cast<uint8_t>(word));
    TRY(report_line(thread, frame, op));
    if (op == Op::return_value) {
        ShownLine shown(frame);
        return report(thread, frame, TraceEvent::Return, frame->registers()[static_cast<uint8_t>(word >> 8)]);
    }
    if (op == Op::yield_value || op == Op::async_yield) {
        Value yielded = frame->registers()[static_cast<uint8_t>(word >> 16)];
        return trace_suspend(thread, frame, yielded) ? Result<void>() : kFailure;
    }
    if (thread.state->profile_function.is_nothing()) return {};
    Value callee = native_callee(thread, frame, op, word);
    if (callee.is_nothing()) return {};
    TRY(report(thread, frame, TraceEvent::NativeCall, callee));
    frame->object->native_call.set(frame->object, callee);
    return {};
}

// Runs `tell` with the pending exception put aside. An exception of its own takes that one's place.
void beside_pending(Thread& thread, auto&& tell) {
    Value pending = std::exchange(thread.pending, Value::nothing());
    if (!tell(pending).failed()) thread.pending = pending;
}

}  // namespace

void set_trace_function(Thread& thread, Value function) {
    set_function(thread, &Thread::State::trace_function, function);
}
void set_profile_function(Thread& thread, Value function) {
    set_function(thread, &Thread::State::profile_function, function);
}
void set_trace_function_everywhere(Thread& thread, Value function) {
    change_everywhere(thread, [&](Thread& each) { each.state->trace_function = or_nothing(function); });
}
void set_profile_function_everywhere(Thread& thread, Value function) {
    change_everywhere(thread, [&](Thread& each) { each.state->profile_function = or_nothing(function); });
}
Value trace_function_of(Thread& thread) {
    Value function = thread.state->trace_function;
    return function.is_nothing() ? Value::none() : function;
}
Value profile_function_of(Thread& thread) {
    Value function = thread.state->profile_function;
    return function.is_nothing() ? Value::none() : function;
}

void set_trace_hook(Thread& thread, std::shared_ptr<TraceHook> hook) {
    VmState& state = vm_state(*thread.interpreter);
    {
        std::lock_guard lock(state.mutex);
        std::swap(state.trace_hook, hook);
    }
    change_everywhere(thread, [](Thread&) {});
}

void begin_tracing(Thread& thread) { update(thread); }

Result<Value> call_traced_py(Thread& thread, Value callee, Tuple* arguments) {
    bool inside = std::exchange(thread.state->in_trace_function, false);
    update(thread);
    Result<Value> result = call_with_py(thread, callee, arguments, nullptr);
    thread.state->in_trace_function = inside;
    update(thread);
    return result;
}

bool trace_op(Thread& thread, Frame* frame, uint64_t word) { return !trace(thread, frame, word).failed(); }

bool trace_suspend(Thread& thread, Frame* frame, Value value) {
    for (;; frame = frame->caller) {
        if (report(thread, frame, TraceEvent::Return, value).failed()) return false;
        frame->object->trace_epoch = 0;
        if (!(frame->flags & frame_flag::kGenerator) || frame->action != ReturnAction::Send || !frame->caller)
            return true;
    }
}

void trace_exception(Thread& thread, Frame* frame) {
    beside_pending(thread, [&](Value pending) -> Result<void> {
        if (!entered(thread, frame)) TRY(enter(thread, frame));
        TRY(report_native_end(thread, frame, TraceEvent::NativeException));
        Value parts[] = {Value(type_of(thread, pending)), pending, exception_traceback(pending)};
        return report(thread, frame, TraceEvent::Exception, Value(make_tuple(thread, parts)));
    });
}

void trace_unwind(Thread& thread, Frame* frame) {
    beside_pending(thread, [&](Value) -> Result<void> {
        if (!entered(thread, frame)) return {};
        ShownLine shown(frame);
        return report(thread, frame, TraceEvent::Return, Value::none());
    });
}

Result<void> poll_in_loop(Thread& thread) {
    TRY(poll_event_py(thread));
    thread.poll_word.fetch_and(~poll::kTrace, std::memory_order_relaxed);
    return {};
}

}  // namespace krait::core

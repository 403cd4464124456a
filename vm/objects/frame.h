// A frame: one activation of a Code. Lives on the thread's VM stack, or inside a generator's cell; its registers follow it.
//
//  1. `pc` is the address of the *next* instruction word to execute whenever the frame is not the running one, and at event
//     points: an instruction that may call stores it first. The instruction that is under way is the one that ends there.
//  2. `caller` is Python's f_back while running. It gets the result, unless kEntry is set: then this frame was entered from
//     native code and the loop returns to C++ when it ends.
//  3. `action` says what the caller does with the result (return_actions.def), `destination` the caller's register.
//  4. Exception state: `handled` is the exception being handled in this frame, or nothing: then the caller's counts.
//  5. The Frame object that Python sees is made on demand and outlives the activation: on exit the frame's values are copied into it.
//  6. An activation is its thread's. With the GIL off, who looks at another's through its Frame object lets the others stand still:
//     then it is at a safepoint, and whole (class Activation in frame.cpp).
#pragma once

#include "runtime/objects/relaxed.h"
#include "vm/objects/function.h"

namespace krait::core {

class FrameObject;
class GeneratorBase;

namespace frame_flag {
inline constexpr uint8_t kEntry = 1;      // entered from C++
inline constexpr uint8_t kGenerator = 2;  // lies in a generator's cell
inline constexpr uint8_t kNamespace = 4;  // namespace_ is valid
inline constexpr uint8_t kClosing = 8;    // a generator being closed
}  // namespace frame_flag

enum class ReturnAction : uint8_t {
#define ACTION(NAME, MEANING) NAME,
#include "vm/bytecode/return_actions.def"
};

class Frame {
public:
    Frame* caller;  // the frame below on this thread (f_back), also across native code
    const uint32_t* pc;
    Code* code;          // function->code may be rebound while this runs
    Function* function;  // never null: modules, class bodies and exec run in a function of their own
    Value handled;
    FrameObject* object;  // or null
    ReturnAction action;
    uint8_t destination;
    uint8_t flags;
    uint8_t unused_;
    uint32_t aux;        // the return action's extra number
    Value namespace_;    // valid with kNamespace: the mapping of class bodies and exec
    Value action_value;  // valid with action Instance: the new object

    Value* registers() { return reinterpret_cast<Value*>(this + 1); }
    GeneratorBase* generator();  // the generator this frame lies in (flag kGenerator)
    Dict* globals() const { return function->globals.get_relaxed(); }
};
static_assert(sizeof(Frame) % 8 == 0);

// What sys._getframe and tracebacks show.
class FrameObject : public Object {
public:
    std::atomic<Frame*> frame;  // null when the activation has ended: then what is below is valid
    Field<FrameObject*> back;   // filled in when the activation ends
    Field<Code*> code;
    Field<Function*> function;
    Field<Dict*> globals, builtins;
    Field<Value> namespace_;
    Field<Tuple*> values;  // registers at the end of the activation (nothing where unbound)
    Field<Tuple*> closure;
    Field<Value> extra_locals;  // dict of names set through f_locals that the code does not have
    Field<Value> trace, generator;
    Relaxed<uint32_t> last_word;
    Relaxed<bool> trace_lines, trace_opcodes;
    // What tracing knows of the activation (vm/interpreter/tracing.h).
    Field<Value> native_call;  // the native function whose call has been reported, until it returns
    uint32_t trace_epoch;      // Thread::State's when its call was reported, 0 while a generator is suspended
    uint32_t traced_word;      // the instruction that was reported last
    int32_t traced_line;
    Relaxed<int32_t> shown_line;  // f_lineno while a call is reported: the function's first line; else 0
    static const TypeSpec spec;
};
KRAIT_LAYOUT(FrameObject, Frame);

FrameObject* frame_object(Thread& thread, Frame* frame);

}  // namespace krait::core

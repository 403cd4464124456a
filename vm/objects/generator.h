// Generators, coroutines and async generators: a frame in a heap cell, resumed in the same loop.
// Reference: Language Reference 6.2.9 (yield expressions), 3.4 (coroutines); PEP 255, 342, 380, 479, 492, 525.
//
// A chain of native generators that delegate to each other (await, yield from) is resumed and suspended at its innermost end
// in constant time:
//  1. `send` to a native generator links it: outer.delegate = inner, inner.frame.caller = &outer.frame. The link stays while
//     the chain is suspended. Nobody else may resume `inner` meanwhile.
//  2. While a chain runs, the generator at work knows the chain's root: what it yields goes to the root's caller.
//  3. While it is suspended, the root knows the innermost: what is sent in goes straight there.
//  4. Outer members of a chain are State::Suspended in both cases; whether they run is found by walking (generator_running).
//  5. Who resumes, throws into or closes a generator first claims the chain that it is a member of, by `claimed` of the chain's
//     root, and holds the claim until the chain is suspended again: what is not atomic here, and the frames, are the holder's. Two
//     threads at one generator: the second one gets ValueError. A root that has finished stays claimed; other members are not.
#pragma once

#include "runtime/objects/relaxed.h"
#include "vm/objects/frame.h"

namespace krait::core {

class GeneratorBase : public Object {
public:
    enum class State : uint8_t { Created, Suspended, Running, Finished };
    Field<Value> names;               // a Tuple (name, qualname) where they are not the code's
    Field<Value> delegate;            // what it awaits or yields from now (gi_yieldfrom, cr_await), or nothing
    Field<GeneratorBase*> root;       // of a running chain's innermost: the generator that was resumed
    Field<GeneratorBase*> innermost;  // of a suspended chain's root: the generator that yielded; null: itself
    Field<Cell*> awaited_by;          // the generator that is suspended in `send` on this one, or null
    Field<Value> origin_or_hook;      // coroutines: cr_origin; async generators: the finalizer hook
    std::atomic<State> state;
    std::atomic<bool> claimed;    // rule 5
    Relaxed<bool> closed;         // async generators: aclose() was called
    Relaxed<bool> running_async;  // async generators: an asend/athrow is under way
    Relaxed<bool> hooks_done;     // async generators: the firstiter hook has been called
    Relaxed<bool> yielded;        // async generators: what comes out next is an item, not what an await passes on
    enum class Resume : uint8_t { Start, StoreSent, Send };
    Resume resume;  // what to do with the value sent in (Send: the `send` op is executed again with it)
    uint32_t register_count;
    uint32_t chain_length;  // frames from this one to its innermost, while it is a suspended root (recursion depth)
    Frame frame;            // its registers follow

    void finish() {
        state.store(State::Finished, std::memory_order_release);
        __atomic_fetch_or(&flags_, kNothingToFinalize, __ATOMIC_RELAXED);
    }
    Field<Value>* registers() { return reinterpret_cast<Field<Value>*>(frame.registers()); }
};
class Generator : public GeneratorBase {
public:
    static const TypeSpec spec;
};
class Coroutine : public GeneratorBase {
public:
    static const TypeSpec spec;
};
class AsyncGenerator : public GeneratorBase {
public:
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Generator, Generator);
KRAIT_LAYOUT(Coroutine, Coroutine);
KRAIT_LAYOUT(AsyncGenerator, AsyncGenerator);

inline GeneratorBase* Frame::generator() {
    return reinterpret_cast<GeneratorBase*>(reinterpret_cast<char*>(this) - offsetof(GeneratorBase, frame));
}

}  // namespace krait::core

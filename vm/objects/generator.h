// Generators, coroutines and async generators: a frame in a heap cell, resumed in the same loop.
// Reference: Language Reference 6.2.9 (yield expressions), 3.4 (coroutines); PEP 255, 342, 380, 479, 492, 525.
#pragma once

#include "vm/objects/frame.h"

namespace krait::core {

class GeneratorBase : public Object {
public:
    enum class State : uint8_t { Created, Suspended, Running, Finished };
    Field<Str*> name, qualname;
    Field<Value> delegate;    // what it awaits or yields from now (gi_yieldfrom, cr_await), or nothing
    Field<Cell*> awaited_by;  // the generator that is suspended in `send` on this one, or null
    Field<Value> origin;      // cr_origin
    Field<Value> hooks;       // async generators: the finalizer hook
    std::atomic<State> state;
    bool closed;         // async generators: aclose() was called
    bool running_async;  // async generators: an asend/athrow is under way
    bool hooks_done;
    uint32_t register_count;
    alignas(16) Frame frame;  // its registers follow

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

// What generators, coroutines and async generators show in the same way.
#pragma once

#include "vm/objects/generator.h"

namespace krait::core {

extern const GetSetSpec kGeneratorName, kGeneratorQualname;  // __name__, __qualname__
Result<Value> generator_get_frame(Thread& thread, Value self);
Result<Value> generator_get_suspended(Thread& thread, Value self);
Result<Value> generator_get_code(Thread& thread, Value self);
Result<Value> generator_get_delegate(Thread& thread, Value self);
// "<kind object qualname at 0x...>"
Result<Value> generator_repr_as(Thread& thread, Value self, const char* kind);
// The instance that throw(type[, value[, traceback]]) means; absent arguments are nothing.
Result<Value> thrown_exception(Thread& thread, Value type, Value value, Value traceback);
// A warning when throw() or athrow() has more than one argument.
Result<void> warn_old_throw(Thread& thread, const Value* args, const char* method);
Str* generator_name(GeneratorBase* generator);
Str* generator_qualname(GeneratorBase* generator);
// What happens to one that goes away unfinished: it is closed, or reported as never awaited.
Result<void> finalize_generator(Thread& thread, Value self);

// sys.set_coroutine_origin_tracking_depth: the interpreter's state slot that holds the depth (stdlib/state_slots.h counts up
// from 0), and what cr_origin shows: (file, line, function) of the frames at work, the innermost first.
inline constexpr int kOriginDepthSlot = 61;
Result<Value> coroutine_origin(Thread& thread, int64_t depth);

// __anext__() of an async generator for `async for`, which sends into it at once: no warning that it was never awaited is due.
Result<Value> async_generator_step(Thread& thread, AsyncGenerator* generator);
// anext(iterator, default): drives `awaitable`; StopAsyncIteration becomes `fallback`.
Value make_anext_awaitable(Thread& thread, Value awaitable, Value fallback);

}  // namespace krait::core

// The call protocol: how anything calls anything.
//
// Arguments lie in one contiguous array: `positional` values, then one value for each name in `names`.
// The array belongs to the caller and may be the VM's registers; a callee that keeps a value copies it.
#pragma once

#include <span>

#include "base/result.h"
#include "runtime/object.h"
#include "runtime/threads/thread.h"

namespace krait::core {

class Dict;
class Str;
class Tuple;

struct CallArguments {
    const Value* values = nullptr;
    uint32_t positional = 0;
    Tuple* names = nullptr;  // of interned strings, or null
    uint32_t keyword_count() const;
    uint32_t total() const { return positional + (names ? keyword_count() : 0); }
    Value operator[](size_t index) const { return values[index]; }
};

// Any call. `_py`: runs Python code.
Result<Value> call_py(Thread& thread, Value callee, const CallArguments& arguments);
Result<Value> call_py(Thread& thread, Value callee);
Result<Value> call_py(Thread& thread, Value callee, Value a);
Result<Value> call_py(Thread& thread, Value callee, Value a, Value b);
Result<Value> call_py(Thread& thread, Value callee, Value a, Value b, Value c);
Result<Value> call_py(Thread& thread, Value callee, std::span<const Value> positional);
// callee(*args, **kwargs); args a tuple, kwargs a dict or null.
Result<Value> call_with_py(Thread& thread, Value callee, Tuple* args, Dict* kwargs);
// object.name(...), without making the bound method when the attribute is a plain function of the type.
Result<Value> call_method_py(Thread& thread, Value object, Str* name, std::span<const Value> arguments = {});
// type(object).name(object, ...): special method lookup. Without one `found` is false and the result Unbound, without an exception.
Result<Value> call_special_py(Thread& thread, Value object, Str* name, std::span<const Value> arguments, bool* found);

}  // namespace krait::core

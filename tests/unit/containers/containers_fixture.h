// Short ways to make and call things in the tests of the containers.
#pragma once

#include "tests/unit/objects/fixture.h"

#include <string>

#include "runtime/call.h"
#include "runtime/errors.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/str.h"
#include "runtime/objects/type.h"
#include "runtime/operations.h"

namespace krait::core {

class Containers {
public:
    Thread& thread() { return interpreter_.thread(); }
    Value str(std::string_view text) { return Value(make_str(thread(), text).value()); }
    Value list(std::initializer_list<int> numbers) {
        List* made = make_list(thread());
        for (int number : numbers) CHECK(!list_append(thread(), made, Value::small(number)).failed());
        return Value(made);
    }
    // repr(), or "Type: message" of the error.
    std::string shown(Result<Value> result) {
        if (result.failed()) return error();
        return text_of(result.value());
    }
    std::string text_of(Value value) {
        Result<Str*> text = repr_py(thread(), value);
        return text.failed() ? error() : str_utf8_lossy(text.value());
    }
    std::string error() {
        Value exception = take_pending(thread());
        std::string name(type_of(thread(), exception)->name_view());
        Result<Str*> text = str_py(thread(), exception);
        return name + ": " + str_utf8_lossy(text.value());
    }
    // object.name(arguments...)
    std::string call(Value object, std::string_view name, std::initializer_list<Value> arguments = {}) {
        return shown(call_method_py(thread(), object, intern(thread(), name), {arguments.begin(), arguments.size()}));
    }
    Value type(BuiltinType which) { return Value(thread().interpreter->type(which)); }
    Result<Value> make(BuiltinType which, std::initializer_list<Value> arguments = {}) {
        return call_py(thread(), type(which), std::span<const Value>(arguments.begin(), arguments.size()));
    }

private:
    TestInterpreter interpreter_;
};

// The generator of the recorded histories.
class Lcg {
public:
    explicit Lcg(uint32_t seed) : state_(seed) {}
    uint32_t next() {
        state_ = (state_ * 1103515245u + 12345u) & 0x7fffffff;
        return state_ >> 8;
    }

private:
    uint32_t state_;
};

}  // namespace krait::core

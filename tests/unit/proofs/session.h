// An interpreter on the calling thread, for tests.
#pragma once

#include <string>
#include <string_view>

#include "embed/start.h"
#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/str.h"
#include "runtime/objects/type.h"
#include "runtime/operations.h"
#include "runtime/threads/events.h"
#include "vm/compiler/compile.h"
#include "vm/import/import.h"
#include "vm/vm.h"

namespace krait::core {

class Session {
public:
    explicit Session(StartOptions options = {}) {
        static const HostStreamFunctions kOut = {nullptr, [](void*, std::string_view) {}, nullptr, nullptr, -1};
        static const HostStreamFunctions kIn = {nullptr, nullptr, nullptr, [](void*, std::string*) { return false; },
                                                -1};
        options.in = &kIn;
        options.out = options.err = &kOut;
        std::string problem;
        thread_ = start_interpreter(options, &problem);
    }
    ~Session() {
        if (thread_) Interpreter::destroy(*thread_);
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    Thread& thread() { return *thread_; }
    Interpreter& interpreter() { return *thread_->interpreter; }

    // Runs a program in a new namespace. "": it ended well; "Terminated"; else the exception's type name and text.
    std::string run(std::string_view source) {
        Dict* globals = make_dict(*thread_);
        Value kept(globals);
        (void)dict_set_str(*thread_, globals, "__builtins__", Value(interpreter().builtins_module.get())).failed();
        (void)dict_set_str(*thread_, globals, "__name__", Value(make_ascii(*thread_, "test"))).failed();
        Result<Code*> code = load_source_code(*thread_, source, "<test>");
        Result<Value> result =
            code.failed() ? Result<Value>(kFailure) : eval_code_py(*thread_, code.value(), globals, Value::nothing());
        if (!result.failed()) return "";
        if (thread_->terminating) {
            clear_termination(*thread_);
            return "Terminated";
        }
        Value exception = take_pending(*thread_);
        std::string text(type_of(*thread_, exception)->name_view());
        Result<Str*> message = str_py(*thread_, exception);
        if (!message.failed() && message.value()->length()) text += ": " + str_utf8_lossy(message.value());
        thread_->pending = Value::nothing();
        return text;
    }

private:
    Thread* thread_ = nullptr;
};

}  // namespace krait::core

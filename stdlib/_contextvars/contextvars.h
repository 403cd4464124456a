// Context variables (PEP 567). Library Reference: contextvars.
//
//  1. A context holds a dict of its variables. A copy shares it; who sets a variable while it is shared takes a copy first. So
//     copying costs nothing, and a task that sets no variable never pays for its context.
//  2. The current context of a thread is Thread::context, made when somebody asks for it.
//  3. A context is entered by one thread at a time, and once.
//  4. Only the thread whose current context it is may share the dict: its owner may be between asking whether it is shared and
//     writing. All others, and those who go over it, take a copy of the dict.
#pragma once

#include "stdlib/native_helpers.h"

namespace krait::core {

class Context : public Object {
public:
    Field<Dict*> variables;
    Field<Value> previous;  // what was current before it was entered; nothing: none
    std::atomic<bool> shared;
    std::atomic<bool> entered;
};
class ContextVariable : public Object {
public:
    Field<Str*> name;
    Field<Value> default_;  // nothing: none
};

Context* current_context(Thread& thread);
Context* copy_current_context(Thread& thread);
Result<void> enter_context(Thread& thread, Context* context);  // RuntimeError if it is entered already
void exit_context(Thread& thread, Context* context);
Context* as_context(Thread& thread, Value value);
// context.run(callee, *args, **kwargs)
Result<Value> run_in_context_py(Thread& thread, Context* context, Value callee, const CallArguments& arguments);

// From C++: the value, or nothing when it is not set and has no default.
Result<Value> context_variable_get(Thread& thread, ContextVariable* variable);
Result<Value> context_variable_set(Thread& thread, ContextVariable* variable, Value value);  // the Token
Result<void> context_variable_reset(Thread& thread, ContextVariable* variable, Value token);
ContextVariable* make_context_variable(Thread& thread, std::string_view name, Value default_value);

}  // namespace krait::core

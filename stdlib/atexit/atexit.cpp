// The native module atexit. The callbacks are a list of (function, args, kwargs) in the interpreter's state.
#include "stdlib/native_helpers.h"
#include "stdlib/state_slots.h"

namespace krait::core {

extern const ModuleSpec kAtexitModule;

namespace {

List* callbacks(Thread& thread) {
    return thread.interpreter->state_slot(state_slot::kAtexitCallbacks).get().to<List>();
}

FUNCTION(atexit, register_, "register(func, /, *args, **kwargs)",
         "Register a function to be executed upon normal program termination.") {
    if (!is_callable(thread, args[0])) return raise(thread, Exc::TypeError, "the first argument must be callable");
    TRY(list_append(thread, callbacks(thread),
                    Value(make_tuple(thread, {args[0], args[1], args[2].is_nothing() ? none() : args[2]}))));
    return args[0];
}
FUNCTION(atexit, unregister, "unregister(func, /)",
         "Unregister an exit function which was previously registered using atexit.register.") {
    List* list = callbacks(thread);
    for (size_t i = 0; i < list->size();) {
        Value entry = list->get(i);
        if (entry.is_nothing()) break;
        if (TRY(equal_py(thread, (*entry.to<Tuple>())[0], args[0])))
            TRY(call_method_py(thread, Value(list), KRAIT_NAME(pop),
                               std::initializer_list<Value>{Value::small(static_cast<int64_t>(i))}));
        else ++i;
    }
    return none();
}
FUNCTION(atexit, clear, "_clear()", "Clear the list of previously registered exit functions.") {
    return call_method_py(thread, Value(callbacks(thread)), KRAIT_NAME(clear));
}
FUNCTION(atexit, count, "_ncallbacks()", "Return the number of registered exit functions.") {
    return Value::small(static_cast<int64_t>(callbacks(thread)->size()));
}
// The last registered first; one that registers another has it run too.
FUNCTION(atexit, run, "_run_exitfuncs()", "Run all registered exit functions.") {
    List* list = callbacks(thread);
    while (list->size()) {
        Value entry = TRY(call_method_py(thread, Value(list), KRAIT_NAME(pop)));
        auto* parts = entry.to<Tuple>();
        Value kwargs = (*parts)[2];
        if (!call_with_py(thread, (*parts)[0], (*parts)[1].to<Tuple>(), kwargs.is_none() ? nullptr : kwargs.to<Dict>())
                 .failed())
            continue;
        if (thread.terminating) return kFailure;
        Value pending = thread.pending;
        thread.pending = Value::nothing();
        Result<Str*> shown = repr_py(thread, (*parts)[0]);
        thread.pending = pending;
        report_unraisable_py(thread, Value::nothing(),
                             "Exception ignored in atexit callback " +
                                 (shown.failed() ? std::string("?") : str_utf8_lossy(shown.value())));
    }
    return none();
}

Result<void> execute_atexit(Thread& thread, Module*) {
    thread.interpreter->state_slot(state_slot::kAtexitCallbacks).set_immediate(Value(make_list(thread)));
    return {};
}

}  // namespace

const ModuleSpec kAtexitModule = {
    .name = "atexit",
    .doc = "allow programmer to define multiple exit functions to be executed upon normal program termination.",
    .functions = {&atexit_register_, &atexit_unregister, &atexit_clear, &atexit_count, &atexit_run},
    .execute = execute_atexit,
};

}  // namespace krait::core

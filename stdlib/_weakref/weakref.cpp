// The module _weakref. Library Reference: weakref.
#include "stdlib/native_helpers.h"

namespace krait::core {

namespace {

FUNCTION(weakref, getweakrefcount, "getweakrefcount(object, /)", "Return the number of weak references to 'object'.") {
    return make_int(thread, weak_reference_count(thread, args[0]));
}
FUNCTION(weakref, getweakrefs, "getweakrefs(object, /)",
         "Return a list of all weak reference objects pointing to 'object'.") {
    return weak_references_of(thread, args[0]);
}
FUNCTION(weakref, proxy, "proxy(object, callback=None, /)",
         "Create a proxy object that weakly references 'object'.\n\n'callback', if given, is called with a reference "
         "to the\nproxy "
         "when 'object' is about to be finalized.") {
    return make_weak_proxy(thread, args[0], args[1]);
}
// In one look-up: another thread may have put a live value there meanwhile.
FUNCTION(weakref, _remove_dead_weakref, "_remove_dead_weakref(dct, key, /)",
         "Atomically remove key from dict if it points to a dead weakref.") {
    Dict* dict = as_kind<Dict>(thread, args[0]);
    if (!dict)
        return raise(thread, Exc::TypeError, "_remove_dead_weakref() argument 1 must be dict, not {}",
                     type_of(thread, args[0]));
    Value value = TRY(dict_get_py(thread, dict, args[1]));
    if (value.is_unbound()) return none();
    if (!is_instance(thread, value, BuiltinType::WeakReference) && !value.is<WeakReference>())
        return raise(thread, Exc::TypeError, "not a weakref");
    if (value.to<WeakReference>()->target().is_nothing()) TRY(dict_delete_py(thread, dict, args[1]));
    return none();
}

Result<void> execute_weakref(Thread& thread, Module* module) {
    Interpreter& interpreter = *thread.interpreter;
    Value reference(interpreter.type(BuiltinType::WeakReference));
    TRY(module_add(thread, module, "ref", reference));
    TRY(module_add(thread, module, "ReferenceType", reference));
    TRY(module_add(thread, module, "ProxyType", Value(interpreter.type(BuiltinType::WeakProxy))));
    return module_add(thread, module, "CallableProxyType", Value(interpreter.type(BuiltinType::WeakCallableProxy)));
}

}  // namespace

extern const ModuleSpec kWeakrefModule;
const ModuleSpec kWeakrefModule = {
    .name = "_weakref",
    .doc = "Weak-reference support module.",
    .functions = {&weakref_getweakrefcount, &weakref_getweakrefs, &weakref_proxy, &weakref__remove_dead_weakref},
    .execute = execute_weakref,
};

}  // namespace krait::core

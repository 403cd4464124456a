#include "stdlib/sys/sys.h"

#include "runtime/interpreter.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/str.h"
#include "runtime/operations.h"
#include "stdlib/modules.h"

namespace krait::core {

Value sys_get(Thread& thread, std::string_view name) {
    Module* sys = thread.interpreter->sys_module.get();
    return sys ? dict_get_str(thread, sys->dict.get(), intern(thread, name)) : Value::nothing();
}
Result<void> sys_set(Thread& thread, std::string_view name, Value value) {
    return dict_set_str(thread, thread.interpreter->sys_module.get()->dict.get(), name, value);
}

Result<Str*> str_from_os(Thread& thread, std::string_view bytes) {
    return decode_utf8(thread, bytes, "surrogateescape");
}

Result<void> init_sys(Thread& thread, const SysOptions& options) {
    Interpreter& interpreter = *thread.interpreter;
    Module* module = make_module(thread, "sys");
    interpreter.sys_module.init(module);
    Value name(intern(thread, "sys"));
    TRY(module_add(thread, module, "__doc__",
                   Value(make_ascii(thread, "What the interpreter knows of itself, and can be told."))));
    for (const NativeSpec* spec : sys_functions()) {
        std::string_view signature(spec->signature);
        std::string_view function(signature.substr(0, signature.find('(')));
        TRY(module_add(thread, module, function, make_native_function(thread, *spec, Value(module), name)));
        // The hooks' originals (__excepthook__, ...) stay there for who replaced them.
        if (function == "excepthook" || function == "displayhook" || function == "unraisablehook" ||
            function == "breakpointhook") {
            std::string original = "__" + std::string(function) + "__";
            TRY(module_add(thread, module, original,
                           dict_get_str(thread, module->dict.get(), intern(thread, function))));
        }
    }
    TRY(add_sys_constants(thread, module, options));
    if (!interpreter.modules.get()) interpreter.modules.init(make_dict(thread));
    TRY(module_add(thread, module, "modules", Value(interpreter.modules.get())));
    TRY(module_add(thread, module, "meta_path", Value(make_list(thread))));
    TRY(module_add(thread, module, "path_hooks", Value(make_list(thread))));
    TRY(module_add(thread, module, "path_importer_cache", Value(make_dict(thread))));
    List* names = make_list(thread);
    for (const ModuleSpec* spec : native_modules()) TRY(list_append(thread, names, Value(intern(thread, spec->name))));
    for (const char* always : {"builtins", "sys"}) TRY(list_append(thread, names, Value(intern(thread, always))));
    TRY(list_sort_py(thread, names, Value::none(), false));
    TRY(module_add(thread, module, "builtin_module_names", Value(TRY(list_to_tuple(thread, names)))));
    // sys.stdlib_module_names: top-level names, native and embedded.
    Set* known = make_set(thread);
    Value kept(known);
    TRY(set_update_py(thread, known, dict_get_str(thread, module->dict.get(), intern(thread, "builtin_module_names"))));
    for (const EmbeddedEntry& entry : embedded_modules()) {
        std::string_view each(entry.name);
        if (each.find('.') == each.npos) TRY(set_add_py(thread, known, Value(intern(thread, each))));
    }
    TRY(module_add(thread, module, "stdlib_module_names", Value(TRY(make_frozenset_from_py(thread, kept)))));
    return dict_set_str(thread, interpreter.modules.get(), "sys", Value(module));
}

}  // namespace krait::core

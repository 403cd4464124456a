#include "stdlib/sys/sys.h"

#include "runtime/interpreter.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/str.h"
#include "runtime/operations.h"

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
    for (const NativeSpec* spec : lazy_sys_functions()) {
        std::string_view signature(spec->signature);
        TRY(module_add(thread, module, signature.substr(0, signature.find('(')),
                       make_native_function(thread, *spec, Value(module), name)));
    }
    TRY(add_sys_constants(thread, module, options));
    if (!interpreter.modules.get()) interpreter.modules.init(make_dict(thread));
    TRY(module_add(thread, module, "modules", Value(interpreter.modules.get())));
    TRY(module_add(thread, module, "meta_path", Value(make_list(thread))));
    TRY(module_add(thread, module, "path_hooks", Value(make_list(thread))));
    TRY(module_add(thread, module, "path_importer_cache", Value(make_dict(thread))));
    return dict_set_str(thread, interpreter.modules.get(), "sys", Value(module));
}

}  // namespace krait::core

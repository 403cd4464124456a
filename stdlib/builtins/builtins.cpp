#include "stdlib/builtins/builtins.h"

#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/type.h"

namespace krait::core {

static Result<void> add_functions(Thread& thread, Module* module, std::initializer_list<const NativeSpec*> functions) {
    Value name(intern(thread, "builtins"));
    for (const NativeSpec* spec : functions) {
        std::string_view signature(spec->signature);
        TRY(module_add(thread, module, signature.substr(0, signature.find('(')),
                       make_native_function(thread, *spec, Value(module), name)));
    }
    return {};
}

Result<void> init_builtins(Thread& thread) {
    Interpreter& interpreter = *thread.interpreter;
    Module* module = make_module(thread, "builtins");
    interpreter.builtins_module.init(module);
    interpreter.builtins.init(module->dict.get());
    TRY(module_add(thread, module, "__doc__",
                   Value(make_ascii(thread, "Built-in functions, types, exceptions, and other objects."))));
    TRY(add_functions(thread, module, iteration_functions()));
    TRY(add_functions(thread, module, evaluation_functions()));
    TRY(add_functions(thread, module, output_functions()));
    TRY(add_functions(thread, module, {&kBuildClass}));
    static constexpr BuiltinType kTypes[] = {
        BuiltinType::Object,    BuiltinType::Type,       BuiltinType::Int,         BuiltinType::Bool,
        BuiltinType::Float,     BuiltinType::Complex,    BuiltinType::Str,         BuiltinType::Bytes,
        BuiltinType::Bytearray, BuiltinType::Memoryview, BuiltinType::List,        BuiltinType::Tuple,
        BuiltinType::Dict,      BuiltinType::Set,        BuiltinType::Frozenset,   BuiltinType::Range,
        BuiltinType::Slice,     BuiltinType::Property,   BuiltinType::ClassMethod, BuiltinType::StaticMethod,
        BuiltinType::Super,     BuiltinType::Enumerate,  BuiltinType::Zip,         BuiltinType::Map,
        BuiltinType::Filter,    BuiltinType::Reversed};
    for (BuiltinType which : kTypes) {
        Type* type = interpreter.type(which);
        TRY(dict_set_str(thread, module->dict.get(), type->name.get(), Value(type)));
    }
#define TYPE(NAME, PYTHON)
#define EXCEPTION(NAME, BASE) \
    TRY(dict_set_str(thread, module->dict.get(), interpreter.type(Exc::NAME)->name.get(), Value(interpreter.type(Exc::NAME))));
#include "runtime/builtin_types.def"
    TRY(module_add(thread, module, "EnvironmentError", Value(interpreter.type(Exc::OSError))));
    TRY(module_add(thread, module, "IOError", Value(interpreter.type(Exc::OSError))));
    TRY(module_add(thread, module, "None", Value::none()));
    TRY(module_add(thread, module, "True", Value::true_()));
    TRY(module_add(thread, module, "False", Value::false_()));
    TRY(module_add(thread, module, "Ellipsis", Value::ellipsis()));
    TRY(module_add(thread, module, "NotImplemented", Value::not_implemented()));
    TRY(module_add(thread, module, "__debug__", Value::boolean(interpreter.optimize_level == 0)));
    if (!interpreter.modules.get()) interpreter.modules.init(make_dict(thread));
    return dict_set_str(thread, interpreter.modules.get(), "builtins", Value(module));
}

}  // namespace krait::core

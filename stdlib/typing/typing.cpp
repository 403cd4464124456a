// The module _typing: the natives that typing builds on. Their types belong to the VM, whose ops make them too.
#include "runtime/interpreter.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/type.h"
#include "vm/objects/type_parameters.h"

namespace krait::core {

FUNCTION(typing, _idfunc, "_idfunc(x, /)", nullptr) { return args[0]; }

static Result<void> add_types(Thread& thread, Module* module) {
    constexpr struct {
        const char* name;
        BuiltinType type;
    } kTypes[] = {
        {"Generic", BuiltinType::Generic},
        {"ParamSpec", BuiltinType::ParamSpec},
        {"ParamSpecArgs", BuiltinType::ParamSpecArgs},
        {"ParamSpecKwargs", BuiltinType::ParamSpecKwargs},
        {"TypeAliasType", BuiltinType::TypeAliasType},
        {"TypeVar", BuiltinType::TypeVar},
        {"TypeVarTuple", BuiltinType::TypeVarTuple},
        {"Union", BuiltinType::Union},
    };
    for (const auto& each : kTypes)
        TRY(module_add(thread, module, each.name, Value(thread.interpreter->type(each.type))));
    return module_add(thread, module, "NoDefault", no_default(thread));
}

extern const ModuleSpec kTypingModule;
const ModuleSpec kTypingModule = {
    .name = "_typing",
    .doc = "Primitives and accelerators for the typing module.",
    .functions = {&typing__idfunc},
    .execute = add_types,
};

}  // namespace krait::core

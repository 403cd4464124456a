// class ModuleSpec: how a module was found. Library Reference importlib.machinery.ModuleSpec; PEP 451.
#include <string>

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/operations.h"
#include "vm/import/bytecode_cache.h"
#include "vm/import/import.h"

namespace krait::core {

namespace {

constexpr const char* kSignature = "ModuleSpec(name, loader, *, origin=None, loader_state=None, is_package=None)";

Result<void> fill(Thread& thread, Value spec, Value name, Value loader, Value origin, Value state, Value locations,
                  Value has_location) {
    TRY(set_attribute_py(thread, spec, "name", name));
    if (!loader.is_nothing()) TRY(set_attribute_py(thread, spec, "_loader", loader));
    TRY(set_attribute_py(thread, spec, "origin", origin));
    TRY(set_attribute_py(thread, spec, "loader_state", state));
    TRY(set_attribute_py(thread, spec, "submodule_search_locations", locations));
    TRY(set_attribute_py(thread, spec, "has_location", has_location));
    TRY(set_attribute_py(thread, spec, "_cached", Value::none()));
    return set_attribute_py(thread, spec, "_initializing", Value::false_());
}

Result<void> initialize(Thread& thread, Value self, const CallArguments& arguments) {
    Value bound[kMaxParameters];
    TRY(bind_arguments(thread, kSignature, arguments, bound));
    Value locations = Value::none();
    if (!bound[4].is_none() && TRY(truth_py(thread, bound[4]))) locations = Value(make_list(thread));
    return fill(thread, self, bound[0], bound[1], bound[2], bound[3], locations, Value::false_());
}

Result<Value> get_parent(Thread& thread, Value self) {
    Value name = TRY(get_attribute_py(thread, self, "name"));
    Value locations = TRY(get_attribute_py(thread, self, "submodule_search_locations"));
    if (!locations.is_none() || !name.is<Str>()) return name;
    std::string text = str_utf8_lossy(name.to<Str>());
    size_t dot = text.rfind('.');
    return Value(TRY(make_str(thread, dot == text.npos ? std::string() : text.substr(0, dot))));
}
constexpr GetSetSpec kParent = {"parent", "The name of the module's parent package.", get_parent};

// Programs rarely ask for the loader of what the native import system found: it is made then.
Result<Value> get_loader(Thread& thread, Value self) {
    Value loader = TRY(find_attribute_py(thread, self, "_loader"));
    if (!loader.is_unbound()) return loader;
    Value system = TRY(import_module_py(thread, intern(thread, "importlib._bootstrap_python")));
    loader = TRY(call_py(thread, TRY(get_attribute_py(thread, system, "_loader_of")), self));
    TRY(set_attribute_py(thread, self, "_loader", loader));
    return loader;
}
Result<void> set_loader(Thread& thread, Value self, Value value) {
    if (value.is_nothing()) return raise(thread, Exc::AttributeError, "cannot delete the loader of a spec");
    return set_attribute_py(thread, self, "_loader", value);
}
constexpr GetSetSpec kLoader = {"loader", "The loader that loads the module.", get_loader, set_loader};

// Known from the file's name when nobody has said otherwise.
Result<Value> get_cached(Thread& thread, Value self) {
    Value cached = TRY(find_attribute_py(thread, self, "_cached"));
    if (!cached.is_unbound() && !cached.is_none()) return cached;
    Value has_location = TRY(find_attribute_py(thread, self, "has_location"));
    Value origin = TRY(find_attribute_py(thread, self, "origin"));
    if (has_location.is_unbound() || !TRY(truth_py(thread, has_location)) || !origin.is<Str>()) return Value::none();
    std::string path(TRY(str_utf8(thread, origin.to<Str>())));
    if (path.ends_with(".pyc")) cached = origin;
    else if (!path.ends_with(".py")) return Value::none();
    else {
        path = TRY(cached_path(thread, path));
        if (path.empty()) return Value::none();
        cached = Value(TRY(make_str(thread, path)));
    }
    TRY(set_attribute_py(thread, self, "_cached", cached));
    return cached;
}
Result<void> set_cached(Thread& thread, Value self, Value value) {
    return set_attribute_py(thread, self, "_cached", value.is_nothing() ? Value::none() : value);
}
constexpr GetSetSpec kCached = {"cached", "Where the bytecode is cached.", get_cached, set_cached};

Result<Value> repr(Thread& thread, Value self) {
    std::string text =
        "ModuleSpec(name=" + str_utf8_lossy(TRY(repr_py(thread, TRY(get_attribute_py(thread, self, "name")))));
    text += ", loader=" + str_utf8_lossy(TRY(repr_py(thread, TRY(get_attribute_py(thread, self, "loader")))));
    Value origin = TRY(get_attribute_py(thread, self, "origin"));
    if (!origin.is_none()) text += ", origin=" + str_utf8_lossy(TRY(repr_py(thread, origin)));
    Value locations = TRY(get_attribute_py(thread, self, "submodule_search_locations"));
    if (!locations.is_none()) text += ", submodule_search_locations=" + str_utf8_lossy(TRY(str_py(thread, locations)));
    return Value(TRY(make_str(thread, text + ")")));
}

Result<Value> construct(Thread& thread, Type* type, const CallArguments&) {
    return Value(allocate_instance(thread, type));
}

}  // namespace

const TypeSpec kModuleSpecType = {
    .name = "importlib.machinery.ModuleSpec",
    .doc = "The specification for a module, used for loading.",
    .flags = type_flag::kSubclassable | type_flag::kHasDict | type_flag::kHasWeakref,
    .slots = {.repr = repr, .construct = construct, .initialize = initialize},
    .properties = {&kParent, &kLoader, &kCached},
    .signature = kSignature,
};

Result<Value> make_module_spec(Thread& thread, Str* name, Value loader, Value origin, Value locations,
                               Value has_location) {
    Value spec(allocate_instance(thread, thread.interpreter->type(BuiltinType::ModuleSpec)));
    TRY(fill(thread, spec, Value(name), loader.is_none() ? Value::nothing() : loader, origin, Value::none(), locations,
             has_location));
    return spec;
}

}  // namespace krait::core

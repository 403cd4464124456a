// class module (Library Reference, types.ModuleType; Language Reference 3.2.9).
#include "runtime/names.h"
#include "runtime/objects/attributes.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/signature.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/type_parts.h"
#include "runtime/operations.h"

namespace krait::core {

namespace {

Result<void> fill(Thread& thread, Module* module, Value name, Value doc) {
    if (!module->dict.get()) module->dict.set(module, make_dict(thread));
    Dict* dict = module->dict.get();
    TRY(dict_set_str(thread, dict, KRAIT_NAME(dunder_name), name));
    TRY(dict_set_str(thread, dict, KRAIT_NAME(dunder_doc), doc));
    for (Str* key : {KRAIT_NAME(dunder_package), KRAIT_NAME(dunder_loader), KRAIT_NAME(dunder_spec)}) {
        if (dict_get_str(thread, dict, key).is_nothing()) TRY(dict_set_str(thread, dict, key, none()));
    }
    return {};
}

Result<Value> module_construct(Thread& thread, Type* type, const CallArguments&) {
    auto* module = static_cast<Module*>(allocate_instance(thread, type));
    module->dict.set(module, make_dict(thread));
    return Value(module);
}
Result<void> module_initialize(Thread& thread, Value self, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "module(name, doc=None)", arguments, bound));
    if (!as_kind<Str>(thread, bound[0]))
        return raise(thread, Exc::TypeError, "module() argument 'name' must be str, not {}", type_of(thread, bound[0]));
    return fill(thread, self.to<Module>(), bound[0], bound[1]);
}

// The generic lookup, then the module's own __getattr__ (PEP 562).
Result<Value> module_get_attribute(Thread& thread, Value self, Str* name) {
    Value found = TRY(generic_find_attribute_py(thread, self, name));
    if (!found.is_unbound()) return found;
    Dict* dict = self.to<Module>()->dict.get();
    Value hook = dict ? dict_get_str(thread, dict, KRAIT_NAME(dunder_getattr)) : Value::nothing();
    if (!hook.is_nothing()) return call_py(thread, hook, Value(name));
    Value own_name = dict ? dict_get_str(thread, dict, KRAIT_NAME(dunder_name)) : Value::nothing();
    Str* text = own_name.is_nothing() ? nullptr : as_kind<Str>(thread, own_name);
    if (!text) return raise_attribute(thread, self, name, "module has no attribute '{}'", name);
    Value spec = dict_get_str(thread, dict, KRAIT_NAME(dunder_spec));
    if (spec.is_cell()) {
        Value initializing = TRY(find_attribute_py(thread, spec, "_initializing"));
        if (!initializing.is_unbound() && TRY(truth_py(thread, initializing))) {
            return raise_attribute(
                thread, self, name,
                "partially initialized module '{}' has no attribute '{}' (most likely due to a circular import)", text,
                name);
        }
    }
    return raise_attribute(thread, self, name, "module '{}' has no attribute '{}'", text, name);
}

Result<Value> module_repr(Thread& thread, Value self) {
    Dict* dict = self.to<Module>()->dict.get();
    auto text_of = [&](Str* key) -> Value { return dict ? dict_get_str(thread, dict, key) : Value::nothing(); };
    Value name = text_of(KRAIT_NAME(dunder_name)), file = text_of(KRAIT_NAME(dunder_file)),
          spec = text_of(KRAIT_NAME(dunder_spec));
    Str* name_text = name.is_nothing() ? intern(thread, "'?'") : TRY(repr_py(thread, name));
    if (!file.is_nothing() && as_kind<Str>(thread, file))
        return format_str(thread, "<module {} from {}>", name_text, TRY(repr_py(thread, file)));
    if (spec.is_cell()) {
        Value origin = TRY(find_attribute_py(thread, spec, "origin"));
        if (!origin.is_unbound() && !origin.is_none()) {
            Str* place = TRY(str_py(thread, origin));
            if (place->is_ascii() && place->flat() && place->ascii_view() == "built-in")
                return format_str(thread, "<module {} (built-in)>", name_text);
            return format_str(thread, "<module {} ({})>", name_text, place);
        }
    }
    if (self.to<Module>()->spec_) return format_str(thread, "<module {} (built-in)>", name_text);
    return format_str(thread, "<module {}>", name_text);
}

METHOD(Module, __dir__, "__dir__(self, /)", "__dir__() -> list\nspecialized dir() implementation") {
    Value namespace_ = TRY(get_attribute_py(thread, Value(self), KRAIT_NAME(dunder_dict)));
    Dict* dict = as_kind<Dict>(thread, namespace_);
    if (!dict) return raise(thread, Exc::TypeError, "<module>.__dict__ is not a dictionary");
    Value hook = dict_get_str(thread, dict, KRAIT_NAME(dunder_dir));
    if (!hook.is_nothing()) return call_py(thread, hook);
    return Value(TRY(dict_keys_list(thread, dict)));
}
GETTER(Module, __dict__, nullptr) { return Value(instance_dict(thread, static_cast<Object*>(self.cell()))); }

// PEP 649 for modules.
Result<Value> get_annotations(Thread& thread, Value self) {
    Dict* dict = self.to<Module>()->dict.get();
    Value known = dict_get_str(thread, dict, KRAIT_NAME(dunder_annotations));
    if (!known.is_nothing()) return known;
    Value annotate = dict_get_str(thread, dict, KRAIT_NAME(dunder_annotate));
    Value made(make_dict(thread));
    if (!annotate.is_nothing() && is_callable(thread, annotate)) {
        made = TRY(call_py(thread, annotate, Value::small(1)));
        if (!as_kind<Dict>(thread, made))
            return raise(thread, Exc::TypeError, "__annotate__ returned non-dict of type '{}'", type_of(thread, made));
    }
    TRY(dict_set_str(thread, dict, KRAIT_NAME(dunder_annotations), made));
    return made;
}
Result<void> set_annotations(Thread& thread, Value self, Value value) {
    Dict* dict = self.to<Module>()->dict.get();
    if (value.is_nothing()) {
        if (!dict_delete_str(thread, dict, KRAIT_NAME(dunder_annotations)))
            return raise_attribute(thread, self, KRAIT_NAME(dunder_annotations), "__annotations__");
    } else {
        TRY(dict_set_str(thread, dict, KRAIT_NAME(dunder_annotations), value));
    }
    dict_delete_str(thread, dict, KRAIT_NAME(dunder_annotate));
    return {};
}
Result<Value> get_annotate(Thread& thread, Value self) {
    Value annotate = dict_get_str(thread, self.to<Module>()->dict.get(), KRAIT_NAME(dunder_annotate));
    return annotate.is_nothing() ? none() : annotate;
}
Result<void> set_annotate(Thread& thread, Value self, Value value) {
    if (value.is_nothing()) return raise(thread, Exc::TypeError, "cannot delete __annotate__ attribute");
    if (!value.is_none() && !is_callable(thread, value))
        return raise(thread, Exc::TypeError, "__annotate__ must be callable or None");
    Dict* dict = self.to<Module>()->dict.get();
    TRY(dict_set_str(thread, dict, KRAIT_NAME(dunder_annotate), value));
    if (!value.is_none()) dict_delete_str(thread, dict, KRAIT_NAME(dunder_annotations));
    return {};
}
const GetSetSpec kAnnotations = {"__annotations__", nullptr, get_annotations, set_annotations};
const GetSetSpec kAnnotate = {"__annotate__", nullptr, get_annotate, set_annotate};

}  // namespace

Module* make_module(Thread& thread, std::string_view name) {
    auto* module = static_cast<Module*>(allocate_instance(thread, thread.interpreter->type(BuiltinType::Module)));
    module->dict.set(module, make_dict(thread));
    // Five interned keys in a new dict: this does not fail.
    (void)fill(thread, module, Value(intern(thread, name)), none()).failed();
    return module;
}

Result<void> module_add(Thread& thread, Module* module, std::string_view name, Value value) {
    return dict_set_str(thread, module->dict.get(), intern(thread, name), value);
}

Result<Module*> make_native_module(Thread& thread, const ModuleSpec& spec) {
    Module* module = make_module(thread, spec.name);
    module->spec_ = &spec;
    if (spec.doc) TRY(module_add(thread, module, "__doc__", Value(TRY(make_str(thread, spec.doc)))));
    Value name = dict_get_str(thread, module->dict.get(), KRAIT_NAME(dunder_name));
    for (const NativeSpec* function : spec.functions)
        TRY(module_add(thread, module, signature_name(function->signature),
                       make_native_function(thread, *function, Value(module), name)));
    for (const TypeSpec* table : spec.types) {
        Type* type = native_type(thread, *table);
        TRY(module_add(thread, module, type->name_view(), Value(type)));
    }
    if (spec.execute) TRY(spec.execute(thread, module));
    return module;
}

const TypeSpec Module::spec = {
    .name = "module",
    .doc = "Create a module object.\n\nThe name must be a string; the optional docstring can have any type.",
    .size = sizeof(Module),
    .layout = Layout::Module,
    .flags = type_flag::kSubclassable | type_flag::kHasWeakref,
    .slots = {.repr = module_repr,
              .get_attribute = module_get_attribute,
              .construct = module_construct,
              .initialize = module_initialize},
    .methods = {&Module___dir__},
    .properties = {&Module_get___dict__, &kAnnotations, &kAnnotate},
    .signature = "module(name, doc=None)",
};

}  // namespace krait::core

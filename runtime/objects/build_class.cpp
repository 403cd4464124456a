#include "runtime/objects/build_class.h"

#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/small_array.h"
#include "runtime/objects/type_parts.h"
#include "runtime/operations.h"
#include "runtime/vm_hooks.h"

namespace krait::core {

Result<Tuple*> resolve_bases_py(Thread& thread, Tuple* bases) {
    List* resolved = nullptr;
    for (size_t i = 0; i < bases->size(); ++i) {
        Value base = (*bases)[i];
        Value hook = base.is<Type>() ? Value::unbound() : TRY(find_attribute_py(thread, base, KRAIT_NAME(dunder_mro_entries)));
        if (hook.is_unbound()) {
            if (resolved) TRY(list_append(thread, resolved, base));
            continue;
        }
        Value entries = TRY(call_py(thread, hook, Value(bases)));
        if (!as_kind<Tuple>(thread, entries)) return raise(thread, Exc::TypeError, "__mro_entries__ must return a tuple");
        if (!resolved) resolved = TRY(make_list_from(thread, bases->span().first(i)));
        TRY(list_extend_py(thread, resolved, entries));
    }
    return resolved ? list_to_tuple(thread, resolved) : Result<Tuple*>(bases);
}

namespace {

struct Keywords {
    Dict* rest = nullptr;  // null: none
    Value metaclass;
};

Result<Keywords> read_keywords(Thread& thread, const CallArguments& arguments) {
    Keywords keywords;
    for (uint32_t i = 0; arguments.names && i < arguments.keyword_count(); ++i) {
        Str* name = (*arguments.names)[i].to<Str>();
        Value value = arguments.values[arguments.positional + i];
        if (name == KRAIT_NAME(metaclass)) {
            keywords.metaclass = value;
            continue;
        }
        if (!keywords.rest) keywords.rest = make_dict(thread);
        TRY(dict_set_str(thread, keywords.rest, name, value));
    }
    return keywords;
}

Result<Value> prepare_namespace(Thread& thread, Value metaclass, Str* name, Tuple* bases, Dict* keywords) {
    Value hook = TRY(find_attribute_py(thread, metaclass, KRAIT_NAME(dunder_prepare)));
    if (hook.is_unbound()) return Value(make_dict(thread));
    Value made = TRY(call_with_py(thread, hook, make_tuple(thread, {Value(name), Value(bases)}), keywords));
    if (type_of(thread, made)->slots.get_item) return made;
    if (auto* type = metaclass.as_if<Type>())
        return raise(thread, Exc::TypeError, "{}.__prepare__() must return a mapping, not {}", type, type_of(thread, made));
    return raise(thread, Exc::TypeError, "<metaclass>.__prepare__() must return a mapping, not {}", type_of(thread, made));
}

// What zero-argument super() and __class__ see must be the class that came out.
Result<void> check_class_cell(Thread& thread, Value cell, Value cls, Str* name) {
    auto* variable = cell.is_cell() ? cell.as_if<CellVariable>() : nullptr;
    if (!variable || !cls.is<Type>()) return {};
    Value content = variable->value.get();
    if (content == cls) return {};
    Str* name_text = TRY(repr_py(thread, Value(name)));
    Str* class_text = TRY(repr_py(thread, cls));
    if (content.is_nothing())
        return raise(thread, Exc::RuntimeError, "__class__ not set defining {} as {}. Was __classcell__ propagated to type.__new__?", name_text, class_text);
    return raise(thread, Exc::TypeError, "__class__ set to {} defining {} as {}", TRY(repr_py(thread, content)), name_text, class_text);
}

Result<Value> build_class(Thread& thread, Value, const CallArguments& arguments) {
    if (arguments.positional < 2) return raise(thread, Exc::TypeError, "__build_class__: not enough arguments");
    Value function = arguments[0];
    if (type_of(thread, function) != thread.interpreter->type(BuiltinType::Function))
        return raise(thread, Exc::TypeError, "__build_class__: func must be a function");
    Str* name = as_kind<Str>(thread, arguments[1]);
    if (!name) return raise(thread, Exc::TypeError, "__build_class__: name is not a string");
    Tuple* given = TRY(make_tuple_of_any_size(thread, {arguments.values + 2, arguments.positional - 2}));
    Tuple* bases = TRY(resolve_bases_py(thread, given));
    Keywords keywords = TRY(read_keywords(thread, arguments));

    Value metaclass = keywords.metaclass;
    if (metaclass.is_nothing()) {
        Type* type = bases->size() ? type_of(thread, (*bases)[0]) : thread.interpreter->type(BuiltinType::Type);
        metaclass = Value(type);
    }
    if (auto* type = metaclass.as_if<Type>()) metaclass = Value(TRY(best_metaclass(thread, type, bases)));
    Value namespace_ = TRY(prepare_namespace(thread, metaclass, name, bases, keywords.rest));

    const VmHooks* vm = thread.interpreter->vm;
    if (!vm || !vm->eval_code_py) return raise(thread, Exc::NotImplementedError, "a class statement needs the VM");
    Value code = TRY(get_attribute_py(thread, function, KRAIT_NAME(dunder_code)));
    Value globals = TRY(get_attribute_py(thread, function, KRAIT_NAME(dunder_globals)));
    Value closure = TRY(get_attribute_py(thread, function, "__closure__"));
    Value cell = TRY(vm->eval_code_py(thread, code, globals, namespace_, closure));

    if (bases != given) TRY(set_item_py(thread, namespace_, Value(KRAIT_NAME(dunder_orig_bases)), Value(given)));
    Tuple* class_arguments = make_tuple(thread, {Value(name), Value(bases), namespace_});
    Value cls = TRY(call_with_py(thread, metaclass, class_arguments, keywords.rest));
    TRY(check_class_cell(thread, cell, cls, name));
    return cls;
}

}  // namespace

const NativeSpec kBuildClassSpec = {"__build_class__(func, name, /, *bases, metaclass=None, **kwds)",
                                    "Internal helper function used by the class statement.", nullptr, build_class, NativeKind::Function};

}  // namespace krait::core

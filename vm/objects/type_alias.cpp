// TypeAliasType: what a `type` statement makes (PEP 695).
#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/small_types.h"
#include "runtime/operations.h"
#include "runtime/vm_hooks.h"
#include "vm/objects/type_parameters.h"

namespace krait::core {

namespace {

TypeAlias* allocate_alias(Thread& thread, Value name, Value type_params) {
    auto* made =
        static_cast<TypeAlias*>(allocate_instance(thread, thread.interpreter->type(BuiltinType::TypeAliasType)));
    made->name.init(name);
    made->type_params.init(type_params);
    return made;
}

// A parameter without a default may not stand behind one that has one.
Result<void> check_type_params(Thread& thread, Tuple* parameters) {
    bool seen_default = false;
    for (Value each : parameters->span()) {
        if (!is_instance(thread, each, BuiltinType::TypeVar) && !is_instance(thread, each, BuiltinType::ParamSpec) &&
            !is_instance(thread, each, BuiltinType::TypeVarTuple))
            return raise(thread, Exc::TypeError, "Expected a type param, got {}", TRY(repr_py(thread, each)));
        Value has = TRY(call_method_py(thread, each, intern(thread, "has_default")));
        if (has.is_true()) seen_default = true;
        else if (seen_default)
            return raise(thread, Exc::TypeError, "non-default type parameter '{}' follows default type parameter",
                         TRY(repr_py(thread, each)));
    }
    return {};
}

constexpr const char* kSignature = "typealias(name, value, *, type_params=())";
Result<Value> alias_construct(Thread& thread, Type*, const CallArguments& arguments) {
    Value bound[3];
    TRY(bind_arguments(thread, kSignature, arguments, bound));
    if (!as_kind<Str>(thread, bound[0]))
        return raise(thread, Exc::TypeError, "typealias() argument 'name' must be str, not {}",
                     type_name(thread, bound[0]));
    if (!bound[2].is<Tuple>()) return raise(thread, Exc::TypeError, "type_params must be a tuple");
    TRY(check_type_params(thread, bound[2].to<Tuple>()));
    TypeAlias* made = allocate_alias(thread, bound[0], bound[2]);
    made->value.value.init(bound[1]);
    Value module = caller_module(thread);
    made->module.init(module.is_nothing() ? Value::none() : module);
    return Value(made);
}

Result<Value> alias_repr(Thread&, Value self) { return self.to<TypeAlias>()->name.get(); }
Result<Value> alias_get_item(Thread& thread, Value self, Value item) {
    if (self.to<TypeAlias>()->type_params.get().to<Tuple>()->size() == 0)
        return raise(thread, Exc::TypeError, "Only generic type aliases are subscriptable");
    return make_generic_alias(thread, self, item);
}
Result<Value> alias_iterate(Thread& thread, Value self) {
    Value typing = TRY(thread.interpreter->vm->import_module_py(thread, intern(thread, "typing")));
    Value unpack = TRY(get_attribute_py(thread, typing, "Unpack"));
    return iterate_py(thread, Value(make_tuple(thread, { TRY(get_item_py(thread, unpack, self)) })));
}
GETTER(TypeAlias, __name__, nullptr) { return self.to<TypeAlias>()->name.get(); }
GETTER(TypeAlias, __value__, nullptr) { return lazy_value_py(thread, self.cell(), self.to<TypeAlias>()->value); }
GETTER(TypeAlias, evaluate_value, nullptr) { return lazy_evaluator(thread, self.to<TypeAlias>()->value); }
GETTER(TypeAlias, __type_params__, nullptr) { return self.to<TypeAlias>()->type_params.get(); }
GETTER(TypeAlias, __parameters__, nullptr) {
    return unpack_type_var_tuples_py(thread, self.to<TypeAlias>()->type_params.get().to<Tuple>());
}
GETTER(TypeAlias, __module__, nullptr) {
    auto* alias = self.to<TypeAlias>();
    if (!alias->module.get().is_nothing()) return alias->module.get();
    return get_attribute_py(thread, alias->value.evaluate.get(), KRAIT_NAME(dunder_module));
}
VALUE_METHOD(TypeAlias, __reduce__, "__reduce__(self, /)", nullptr) { return self.to<TypeAlias>()->name.get(); }

void trace_alias(Cell* cell, Tracer& tracer) {
    auto* alias = static_cast<TypeAlias*>(cell);
    tracer.visit(alias->name);
    tracer.visit(alias->type_params);
    tracer.visit(alias->module);
    tracer.visit(alias->value.value);
    tracer.visit(alias->value.evaluate);
}

#define ONLY_OR(F) \
    {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, F}

}  // namespace

const TypeSpec TypeAlias::spec = {
    .name = "typing.TypeAliasType",
    .doc = "Type alias.\n\nType aliases are created through the type statement::\n\n    type Alias = int",
    .size = sizeof(TypeAlias),
    .flags = type_flag::kHasWeakref,
    .slots = {.repr = alias_repr,
              .get_item = alias_get_item,
              .iterate = alias_iterate,
              .binary = ONLY_OR(typing_union_py),
              .construct = alias_construct},
    .methods = {&TypeAlias___reduce__},
    .properties = {&TypeAlias_get___name__, &TypeAlias_get___value__, &TypeAlias_get_evaluate_value,
                   &TypeAlias_get___type_params__, &TypeAlias_get___parameters__, &TypeAlias_get___module__},
    .trace = trace_alias,
    .signature = kSignature,
};

Result<Value> make_type_alias(Thread& thread, Value name, Value type_params, Value evaluate) {
    Value parameters = type_params.is<Tuple>() ? type_params : Value(make_tuple(thread, std::span<const Value>()));
    TypeAlias* made = allocate_alias(thread, name, parameters);
    made->value.evaluate.init(evaluate);
    return Value(made);
}

}  // namespace krait::core

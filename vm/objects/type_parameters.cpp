#include "vm/objects/type_parameters.h"

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/spec_table.h"
#include "runtime/operations.h"
#include "runtime/vm_hooks.h"

namespace krait::core {

// ---- shared ----

Result<Value> call_typing_py(Thread& thread, const char* name, std::span<const Value> arguments) {
    Value module = TRY(thread.interpreter->vm->import_module_py(thread, intern(thread, "typing")));
    return call_method_py(thread, module, intern(thread, name), arguments);
}

Result<Value> typing_union_py(Thread& thread, Value left, Value right) {
    Value operands[] = {left, right};
    for (Value& operand : operands) {
        if (as_kind<Str>(thread, operand)) operand = TRY(call_typing_py(thread, "_type_convert", {&operand, 1}));
    }
    return get_item_py(thread, Value(thread.interpreter->type(BuiltinType::Union)),
                       Value(make_tuple(thread, operands)));
}

Result<Value> unpack_type_var_tuples_py(Thread& thread, Tuple* parameters) {
    List* list = make_list(thread);
    for (Value each : parameters->span()) {
        if (is_instance(thread, each, BuiltinType::TypeVarTuple)) TRY(list_extend_py(thread, list, each));
        else TRY(list_append(thread, list, each));
    }
    return Value(TRY(list_to_tuple(thread, list)));
}

Value caller_module(Thread& thread) {
    Value globals = thread.interpreter->vm->current_globals(thread);
    return globals.is<Dict>() ? dict_get_str(thread, globals.to<Dict>(), KRAIT_NAME(dunder_name)) : Value::nothing();
}

namespace {

// ---- NoDefault ----

Result<Value> no_default_repr(Thread& thread, Value) { return Value(intern(thread, "typing.NoDefault")); }
Result<Value> no_default_construct(Thread& thread, Type*, const CallArguments& arguments) {
    if (arguments.total()) return raise(thread, Exc::TypeError, "NoDefaultType takes no arguments");
    return no_default(thread);
}
class NoDefaultType : public Object {};
METHOD(NoDefaultType, __reduce__, "__reduce__(self, /)", nullptr) { return Value(intern(thread, "NoDefault")); }
const TypeSpec kNoDefaultSpec = {
    .name = "NoDefaultType",
    .doc = "The type of the NoDefault singleton.",
    .size = sizeof(NoDefaultType),
    .slots = {.repr = no_default_repr, .construct = no_default_construct},
    .methods = {&NoDefaultType___reduce__},
};

// ---- _ConstEvaluator: the evaluating function of what is known already ----

class ConstEvaluator : public Object {
public:
    Field<Value> value;
};

Result<Value> evaluator_call(Thread& thread, Value self, const CallArguments& arguments) {
    Value bound[1];
    TRY(bind_arguments(thread, "_ConstEvaluator(format, /)", arguments, bound));
    constexpr int64_t kString = 4;  // annotationlib.Format.STRING
    Value value = self.to<ConstEvaluator>()->value.get();
    if (TRY(index_int64_py(thread, bound[0])) != kString) return value;
    if (!value.is<Tuple>()) return call_typing_py(thread, "_type_repr", {&value, 1});
    StrBuilder builder(thread);
    builder.add_ascii("(");
    Tuple* items = value.to<Tuple>();
    for (size_t i = 0; i < items->size(); ++i) {
        if (i) builder.add_ascii(", ");
        Value item = (*items)[i];
        Value text = TRY(call_typing_py(thread, "_type_repr", {&item, 1}));
        TRY(builder.add(TRY(str_py(thread, text))));
    }
    builder.add_ascii(")");
    return Value(TRY(builder.finish()));
}
Result<Value> evaluator_repr(Thread& thread, Value self) {
    return format_str(thread, "<constevaluator {}>", TRY(repr_py(thread, self.to<ConstEvaluator>()->value.get())));
}
void trace_evaluator(Cell* cell, Tracer& tracer) { tracer.visit(static_cast<ConstEvaluator*>(cell)->value); }
const TypeSpec kConstEvaluatorSpec = {
    .name = "_typing._ConstEvaluator",
    .size = sizeof(ConstEvaluator),
    .flags = type_flag::kNoInstantiate,
    .slots = {.repr = evaluator_repr, .call = evaluator_call},
    .trace = trace_evaluator,
};

}  // namespace

Value no_default(Thread& thread) {
    Type* type = native_type(thread, kNoDefaultSpec);
    Cell* known = type->native_extra.get();
    if (known) return Value(known);
    Cell* made = allocate_instance(thread, type);
    // With the GIL off two threads may come here at once: one wins.
    Cell* expected = nullptr;
    return Value(type->native_extra.compare_exchange(type, expected, made) ? made : expected);
}

Result<Value> lazy_value_py(Thread& thread, Cell* owner, LazyValue& lazy) {
    Value value = lazy.value.get();
    if (!value.is_nothing()) return value;
    if (lazy.evaluate.get().is_nothing()) return Value::unbound();
    value = TRY(call_py(thread, lazy.evaluate.get(), Value::small(1)));
    lazy.value.set(owner, value);
    return value;
}

Value lazy_evaluator(Thread& thread, LazyValue& lazy) {
    if (!lazy.evaluate.get().is_nothing()) return lazy.evaluate.get();
    if (lazy.value.get().is_nothing()) return Value::none();
    auto* made = allocate_native<ConstEvaluator>(thread, kConstEvaluatorSpec);
    made->value.init(lazy.value.get());
    return Value(made);
}

namespace {

void trace_lazy(LazyValue& lazy, Tracer& tracer) {
    tracer.visit(lazy.value);
    tracer.visit(lazy.evaluate);
}

// ---- TypeVar, ParamSpec, TypeVarTuple ----

TypeParameter* parameter_of(Value self) { return self.to<TypeParameter>(); }

TypeParameter* allocate_parameter(Thread& thread, BuiltinType type, Value name) {
    auto* made = static_cast<TypeParameter*>(allocate_instance(thread, thread.interpreter->type(type)));
    made->name.init(name);
    return made;
}

Result<void> set_variance(Thread& thread, TypeParameter* parameter, const Value* flags) {
    bool covariant = TRY(truth_py(thread, flags[0]))
    , contravariant = TRY(truth_py(thread, flags[1]));
    bool infer = TRY(truth_py(thread, flags[2]));
    if (covariant && contravariant) return raise(thread, Exc::ValueError, "Bivariant types are not supported.");
    if (infer && (covariant || contravariant))
        return raise(thread, Exc::ValueError, "Variance cannot be specified with infer_variance.");
    parameter->covariant = covariant;
    parameter->contravariant = contravariant;
    parameter->infer_variance = infer;
    return {};
}

Result<void> set_bound(Thread& thread, TypeParameter* parameter, Value bound) {
    if (bound.is_none()) return {};
    Value arguments[] = {bound, Value(intern(thread, "Bound must be a type."))};
    parameter->bound.value.set(parameter, TRY(call_typing_py(thread, "_type_check", arguments)));
    return {};
}

Result<Value> finish_parameter(Thread& thread, TypeParameter* parameter, Value fallback) {
    parameter->fallback.value.set(parameter, fallback.is_nothing() ? no_default(thread) : fallback);
    Value module = caller_module(thread);
    if (!module.is_nothing()) TRY(set_instance_attribute(thread, parameter, KRAIT_NAME(dunder_module), module));
    return Value(parameter);
}

Result<void> require_str(Thread& thread, const char* function, Value name) {
    if (as_kind<Str>(thread, name)) return {};
    return raise(thread, Exc::TypeError, "{}() argument 'name' must be str, not {}", function, type_name(thread, name));
}

constexpr const char* kTypeVarSignature =
    "typevar(name, *constraints, bound=None, default=?, covariant=False, contravariant=False, infer_variance=False)";
Result<Value> type_var_construct(Thread& thread, Type*, const CallArguments& arguments) {
    Value bound[7];
    TRY(bind_arguments(thread, kTypeVarSignature, arguments, bound));
    TRY(require_str(thread, "typevar", bound[0]));
    TypeParameter* made = allocate_parameter(thread, BuiltinType::TypeVar, bound[0]);
    TRY(set_variance(thread, made, bound + 4));
    TRY(set_bound(thread, made, bound[2]));
    size_t count = bound[1].is<Tuple>() ? bound[1].to<Tuple>()->size() : 0;
    if (count == 1) return raise(thread, Exc::TypeError, "A single constraint is not allowed");
    if (count && !bound[2].is_none())
        return raise(thread, Exc::TypeError, "Constraints cannot be combined with bound=...");
    if (count) {
        Value message(intern(thread, "TypeVar(name, constraint, ...): constraints must be types."));
        List* checked = make_list(thread, count);
        for (Value each : bound[1].to<Tuple>()->span()) {
            Value check[] = {each, message};
            TRY(list_append(thread, checked, TRY(call_typing_py(thread, "_type_check", check))));
        }
        made->constraints.value.set(made, Value(TRY(list_to_tuple(thread, checked))));
    }
    return finish_parameter(thread, made, bound[3]);
}

constexpr const char* kParamSpecSignature =
    "paramspec(name, *, bound=None, default=?, covariant=False, contravariant=False, infer_variance=False)";
Result<Value> param_spec_construct(Thread& thread, Type*, const CallArguments& arguments) {
    Value bound[6];
    TRY(bind_arguments(thread, kParamSpecSignature, arguments, bound));
    TRY(require_str(thread, "paramspec", bound[0]));
    TypeParameter* made = allocate_parameter(thread, BuiltinType::ParamSpec, bound[0]);
    TRY(set_variance(thread, made, bound + 3));
    TRY(set_bound(thread, made, bound[1]));
    return finish_parameter(thread, made, bound[2]);
}

constexpr const char* kTypeVarTupleSignature = "typevartuple(name, *, default=?)";
Result<Value> type_var_tuple_construct(Thread& thread, Type*, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, kTypeVarTupleSignature, arguments, bound));
    TRY(require_str(thread, "typevartuple", bound[0]));
    return finish_parameter(thread, allocate_parameter(thread, BuiltinType::TypeVarTuple, bound[0]), bound[1]);
}

Result<Value> varying_repr(Thread& thread, Value self) {
    TypeParameter* parameter = parameter_of(self);
    const char* sign = parameter->infer_variance  ? ""
                       : parameter->covariant     ? "+"
                       : parameter->contravariant ? "-"
                                                  : "~";
    return format_str(thread, "{}{}", sign, TRY(str_py(thread, parameter->name.get())));
}
Result<Value> plain_repr(Thread&, Value self) { return parameter_of(self)->name.get(); }

bool has_default(Thread& thread, TypeParameter* parameter) {
    Value value = parameter->fallback.value.get();
    return !parameter->fallback.evaluate.get().is_nothing() || (!value.is_nothing() && !(value == no_default(thread)));
}

Result<Value> get_name(Thread&, Value self) { return parameter_of(self)->name.get(); }
Result<Value> get_covariant(Thread&, Value self) { return Value::boolean(parameter_of(self)->covariant); }
Result<Value> get_contravariant(Thread&, Value self) { return Value::boolean(parameter_of(self)->contravariant); }
Result<Value> get_infer_variance(Thread&, Value self) { return Value::boolean(parameter_of(self)->infer_variance); }
Result<Value> get_bound(Thread& thread, Value self) {
    Value value = TRY(lazy_value_py(thread, self.cell(), parameter_of(self)->bound));
    return value.is_unbound() ? Value::none() : value;
}
Result<Value> get_constraints(Thread& thread, Value self) {
    Value value = TRY(lazy_value_py(thread, self.cell(), parameter_of(self)->constraints));
    return value.is_unbound() ? Value(make_tuple(thread, std::span<const Value>())) : value;
}
Result<Value> get_default(Thread& thread, Value self) {
    Value value = TRY(lazy_value_py(thread, self.cell(), parameter_of(self)->fallback));
    return value.is_unbound() ? no_default(thread) : value;
}
Result<Value> get_evaluate_bound(Thread& thread, Value self) {
    return lazy_evaluator(thread, parameter_of(self)->bound);
}
Result<Value> get_evaluate_constraints(Thread& thread, Value self) {
    return lazy_evaluator(thread, parameter_of(self)->constraints);
}
Result<Value> get_evaluate_default(Thread& thread, Value self) {
    return lazy_evaluator(thread, parameter_of(self)->fallback);
}

constexpr GetSetSpec kName = {"__name__", nullptr, get_name};
constexpr GetSetSpec kCovariant = {"__covariant__", nullptr, get_covariant};
constexpr GetSetSpec kContravariant = {"__contravariant__", nullptr, get_contravariant};
constexpr GetSetSpec kInferVariance = {"__infer_variance__", nullptr, get_infer_variance};
constexpr GetSetSpec kBound = {"__bound__", nullptr, get_bound};
constexpr GetSetSpec kConstraints = {"__constraints__", nullptr, get_constraints};
constexpr GetSetSpec kDefault = {"__default__", nullptr, get_default};
constexpr GetSetSpec kEvaluateBound = {"evaluate_bound", nullptr, get_evaluate_bound};
constexpr GetSetSpec kEvaluateConstraints = {"evaluate_constraints", nullptr, get_evaluate_constraints};
constexpr GetSetSpec kEvaluateDefault = {"evaluate_default", nullptr, get_evaluate_default};

VALUE_METHOD(TypeParameter, has_default, "has_default(self, /)", nullptr) {
    return Value::boolean(has_default(thread, parameter_of(self)));
}
VALUE_METHOD(TypeParameter, reduce, "__reduce__(self, /)", nullptr) { return parameter_of(self)->name.get(); }
VALUE_METHOD(TypeParameter, mro_entries, "__mro_entries__(self, bases, /)", nullptr) {
    return raise(thread, Exc::TypeError, "Cannot subclass an instance of {}", type_name(thread, self));
}
VALUE_METHOD(TypeVar, typing_subst, "__typing_subst__(self, arg, /)", nullptr) {
    Value arguments[] = {self, args[0]};
    return call_typing_py(thread, "_typevar_subst", arguments);
}
VALUE_METHOD(TypeVar, typing_prepare_subst, "__typing_prepare_subst__(self, alias, args, /)", nullptr) {
    Value parameters = TRY(get_attribute_py(thread, args[0], KRAIT_NAME(dunder_parameters)));
    Tuple* wanted = TRY(make_tuple_from_py(thread, parameters));
    size_t index = 0;
    while (index < wanted->size() && !((*wanted)[index] == self)) ++index;
    Tuple* given = TRY(make_tuple_from_py(thread, args[1]));
    if (index < given->size()) return args[1];
    if (index == given->size() && has_default(thread, parameter_of(self))) {
        List* list = TRY(make_list_from(thread, given->span()));
        TRY(list_append(thread, list, TRY(get_default(thread, self))));
        return Value(TRY(list_to_tuple(thread, list)));
    }
    return raise(thread, Exc::TypeError, "Too few arguments for {}; actual {}, expected {}",
                 TRY(str_py(thread, args[0])), given->size(), wanted->size());
}
VALUE_METHOD(ParamSpec, typing_subst, "__typing_subst__(self, arg, /)", nullptr) {
    Value arguments[] = {self, args[0]};
    return call_typing_py(thread, "_paramspec_subst", arguments);
}
VALUE_METHOD(ParamSpec, typing_prepare_subst, "__typing_prepare_subst__(self, alias, args, /)", nullptr) {
    Value arguments[] = {self, args[0], args[1]};
    return call_typing_py(thread, "_paramspec_prepare_subst", arguments);
}
VALUE_METHOD(TypeVarTuple, typing_subst, "__typing_subst__(self, arg, /)", nullptr) {
    return raise(thread, Exc::TypeError, "Substitution of bare TypeVarTuple is not supported");
}
VALUE_METHOD(TypeVarTuple, typing_prepare_subst, "__typing_prepare_subst__(self, alias, args, /)", nullptr) {
    Value arguments[] = {self, args[0], args[1]};
    return call_typing_py(thread, "_typevartuple_prepare_subst", arguments);
}

// *Ts is Unpack[Ts].
Result<Value> unpacked_once(Thread& thread, Value self) {
    Value typing = TRY(thread.interpreter->vm->import_module_py(thread, intern(thread, "typing")));
    Value unpack = TRY(get_attribute_py(thread, typing, "Unpack"));
    return iterate_py(thread, Value(make_tuple(thread, { TRY(get_item_py(thread, unpack, self)) })));
}

void trace_parameter(Cell* cell, Tracer& tracer) {
    auto* parameter = static_cast<TypeParameter*>(cell);
    tracer.visit(parameter->name);
    trace_lazy(parameter->bound, tracer);
    trace_lazy(parameter->constraints, tracer);
    trace_lazy(parameter->fallback, tracer);
}

#define ONLY_OR(F) \
    {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, F}

// ---- P.args and P.kwargs ----

Result<Value> make_part(Thread& thread, BuiltinType type, Value origin) {
    auto* part = static_cast<ParamSpecPart*>(allocate_instance(thread, thread.interpreter->type(type)));
    part->origin.init(origin);
    return Value(part);
}
Result<Value> get_args(Thread& thread, Value self) { return make_part(thread, BuiltinType::ParamSpecArgs, self); }
Result<Value> get_kwargs(Thread& thread, Value self) { return make_part(thread, BuiltinType::ParamSpecKwargs, self); }
constexpr GetSetSpec kArgs = {"args", "Represents positional arguments.", get_args};
constexpr GetSetSpec kKwargs = {"kwargs", "Represents keyword arguments.", get_kwargs};

Result<Value> args_construct(Thread& thread, Type*, const CallArguments& arguments) {
    Value bound[1];
    TRY(bind_arguments(thread, "paramspecargs(origin)", arguments, bound));
    return make_part(thread, BuiltinType::ParamSpecArgs, bound[0]);
}
Result<Value> kwargs_construct(Thread& thread, Type*, const CallArguments& arguments) {
    Value bound[1];
    TRY(bind_arguments(thread, "paramspeckwargs(origin)", arguments, bound));
    return make_part(thread, BuiltinType::ParamSpecKwargs, bound[0]);
}
Result<Value> part_repr(Thread& thread, Value self) {
    Value origin = self.to<ParamSpecPart>()->origin.get();
    const char* which = is_instance(thread, self, BuiltinType::ParamSpecArgs) ? "args" : "kwargs";
    bool plain = is_instance(thread, origin, BuiltinType::ParamSpec);
    Str* text = plain ? TRY(str_py(thread, parameter_of(origin)->name.get())) : TRY(repr_py(thread, origin));
    return format_str(thread, "{}.{}", text, which);
}
Result<Value> part_compare(Thread& thread, Value left, Value right, CompareOp op) {
    if ((op != CompareOp::Eq && op != CompareOp::Ne) || type_of(thread, left) != type_of(thread, right))
        return Value::not_implemented();
    bool same = TRY(equal_py(thread, left.to<ParamSpecPart>()->origin.get(), right.to<ParamSpecPart>()->origin.get()));
    return Value::boolean(same == (op == CompareOp::Eq));
}
Result<int64_t> part_hash(Thread& thread, Value self) {
    return raise(thread, Exc::TypeError, "unhashable type: '{}'", type_name(thread, self));
}
Result<Value> get_origin(Thread&, Value self) { return self.to<ParamSpecPart>()->origin.get(); }
constexpr GetSetSpec kOrigin = {"__origin__", nullptr, get_origin};
void trace_part(Cell* cell, Tracer& tracer) { tracer.visit(static_cast<ParamSpecPart*>(cell)->origin); }

// ---- Generic ----

class Generic : public Object {};

CLASS_METHOD(Generic, class_getitem, "__class_getitem__(cls, args, /)", "Parameterizes a generic class.") {
    Value arguments[] = {Value(self), args[0]};
    return call_typing_py(thread, "_generic_class_getitem", arguments);
}
KRAIT_RAW_(Generic, init_subclass, "__init_subclass__(cls, *args, **kwargs)", "Function to initialize subclasses.",
           NativeKind::ClassMethod) {
    Value typing = TRY(thread.interpreter->vm->import_module_py(thread, intern(thread, "typing")));
    Value function = TRY(get_attribute_py(thread, typing, "_generic_init_subclass"));
    ValueArray* all = TRY(make_value_array(thread, arguments.total() + 1));
    all->items_[0].set(all, self);
    for (uint32_t i = 0; i < arguments.total(); ++i) all->items_[i + 1].set(all, arguments[i]);
    return call_py(
        thread, function,
        CallArguments{reinterpret_cast<const Value*>(all->items_), arguments.positional + 1, arguments.names});
}

const TypeSpec kGenericSpec = {
    .name = "typing.Generic",
    .doc = "Abstract base class for generic types.\n\n"
           "On Python 3.12 and newer, generic classes implicitly inherit from\n"
           "Generic when they declare a parameter list after the class's name::\n\n"
           "    class Mapping[KT, VT]:\n"
           "        def __getitem__(self, key: KT) -> VT:\n"
           "            ...\n",
    .layout = Layout::Instance,
    .flags = type_flag::kSubclassable,
    .methods = {&Generic_class_getitem, &Generic_init_subclass},
};

}  // namespace

const TypeSpec TypeParameter::type_var_spec = {
    .name = "typing.TypeVar",
    .doc = "Type variable.\n\nThe preferred way to construct a type variable is via the dedicated\nsyntax for generic "
           "functions, "
           "classes, and type aliases.",
    .size = sizeof(TypeParameter),
    .flags = type_flag::kHasDict | type_flag::kHasWeakref,
    .slots = {.repr = varying_repr, .binary = ONLY_OR(typing_union_py), .construct = type_var_construct},
    .methods = {&TypeParameter_has_default, &TypeParameter_reduce, &TypeParameter_mro_entries, &TypeVar_typing_subst,
                &TypeVar_typing_prepare_subst},
    .properties = {&kName, &kCovariant, &kContravariant, &kInferVariance, &kBound, &kConstraints, &kDefault,
                   &kEvaluateBound, &kEvaluateConstraints, &kEvaluateDefault},
    .trace = trace_parameter,
    .signature = kTypeVarSignature,
};
const TypeSpec TypeParameter::param_spec_spec = {
    .name = "typing.ParamSpec",
    .doc = "Parameter specification variable.\n\nThe preferred way to construct a parameter specification is via "
           "the\ndedicated "
           "syntax for generic functions, classes, and type aliases.",
    .size = sizeof(TypeParameter),
    .flags = type_flag::kHasDict | type_flag::kHasWeakref,
    .slots = {.repr = varying_repr, .binary = ONLY_OR(typing_union_py), .construct = param_spec_construct},
    .methods = {&TypeParameter_has_default, &TypeParameter_reduce, &TypeParameter_mro_entries, &ParamSpec_typing_subst,
                &ParamSpec_typing_prepare_subst},
    .properties = {&kName, &kCovariant, &kContravariant, &kInferVariance, &kBound, &kDefault, &kEvaluateDefault, &kArgs,
                   &kKwargs},
    .trace = trace_parameter,
    .signature = kParamSpecSignature,
};
const TypeSpec TypeParameter::type_var_tuple_spec = {
    .name = "typing.TypeVarTuple",
    .doc = "Type variable tuple. A specialized form of type variable that enables\nvariadic generics.",
    .size = sizeof(TypeParameter),
    .flags = type_flag::kHasDict | type_flag::kHasWeakref,
    .slots = {.repr = plain_repr, .iterate = unpacked_once, .construct = type_var_tuple_construct},
    .methods = {&TypeParameter_has_default, &TypeParameter_reduce, &TypeParameter_mro_entries,
                &TypeVarTuple_typing_subst, &TypeVarTuple_typing_prepare_subst},
    .properties = {&kName, &kDefault, &kEvaluateDefault},
    .trace = trace_parameter,
    .signature = kTypeVarTupleSignature,
};
const TypeSpec ParamSpecPart::args_spec = {
    .name = "typing.ParamSpecArgs",
    .doc =
        "The args for a ParamSpec object.\n\nGiven a ParamSpec object P, P.args returns an instance of ParamSpecArgs.",
    .size = sizeof(ParamSpecPart),
    .flags = type_flag::kHasWeakref,
    .slots = {.repr = part_repr, .hash = part_hash, .compare = part_compare, .construct = args_construct},
    .methods = {&TypeParameter_mro_entries},
    .properties = {&kOrigin},
    .trace = trace_part,
    .signature = "ParamSpecArgs(origin)",
};
const TypeSpec ParamSpecPart::kwargs_spec = {
    .name = "typing.ParamSpecKwargs",
    .doc = "The kwargs for a ParamSpec object.\n\nGiven a ParamSpec object P, P.kwargs returns an instance of "
           "ParamSpecKwargs.",
    .size = sizeof(ParamSpecPart),
    .flags = type_flag::kHasWeakref,
    .slots = {.repr = part_repr, .hash = part_hash, .compare = part_compare, .construct = kwargs_construct},
    .methods = {&TypeParameter_mro_entries},
    .properties = {&kOrigin},
    .trace = trace_part,
    .signature = "ParamSpecKwargs(origin)",
};

void complete_typing_types(Thread& thread) {
    complete_builtin_type(thread, BuiltinType::TypeVar, TypeParameter::type_var_spec);
    complete_builtin_type(thread, BuiltinType::ParamSpec, TypeParameter::param_spec_spec);
    complete_builtin_type(thread, BuiltinType::TypeVarTuple, TypeParameter::type_var_tuple_spec);
    complete_builtin_type(thread, BuiltinType::ParamSpecArgs, ParamSpecPart::args_spec);
    complete_builtin_type(thread, BuiltinType::ParamSpecKwargs, ParamSpecPart::kwargs_spec);
    complete_builtin_type(thread, BuiltinType::TypeAliasType, TypeAlias::spec);
    complete_builtin_type(thread, BuiltinType::Generic, kGenericSpec);
}

// ---- what the ops make ----

Result<Value> make_type_var(Thread& thread, Value name, Value evaluate_bound, Value evaluate_constraints) {
    TypeParameter* made = allocate_parameter(thread, BuiltinType::TypeVar, name);
    made->infer_variance = true;
    made->bound.evaluate.init(evaluate_bound);
    made->constraints.evaluate.init(evaluate_constraints);
    return Value(made);
}
Result<Value> make_param_spec(Thread& thread, Value name) {
    TypeParameter* made = allocate_parameter(thread, BuiltinType::ParamSpec, name);
    made->infer_variance = true;
    return Value(made);
}
Result<Value> make_type_var_tuple(Thread& thread, Value name) {
    return Value(allocate_parameter(thread, BuiltinType::TypeVarTuple, name));
}
bool is_type_parameter(Thread& thread, Value value) {
    return is_instance(thread, value, BuiltinType::TypeVar) || is_instance(thread, value, BuiltinType::ParamSpec) ||
           is_instance(thread, value, BuiltinType::TypeVarTuple);
}
void set_type_parameter_default(Value parameter, Value evaluate) {
    parameter_of(parameter)->fallback.evaluate.set(parameter.cell(), evaluate);
}
Result<Value> subscript_generic_py(Thread& thread, Value type_params) {
    Value unpacked = TRY(unpack_type_var_tuples_py(thread, type_params.to<Tuple>()));
    Value arguments[] = {Value(thread.interpreter->type(BuiltinType::Generic)), unpacked};
    return call_typing_py(thread, "_generic_class_getitem", arguments);
}

}  // namespace krait::core

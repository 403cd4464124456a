// Type parameters, type aliases and Generic: the natives under typing (PEP 484, 612, 646, 695, 696).
//
// Bounds, constraints, defaults and the value of a `type` statement are computed when they are first asked for, by a function of
// one argument, an annotationlib format (PEP 649). What is substituted for what is said in Python, by the module typing; the
// natives here call it: _type_check, _typevar_subst, _generic_class_getitem, ...
#pragma once

#include "runtime/native.h"
#include "runtime/objects/containers.h"

namespace krait::core {

// A value, a function that computes it, or neither.
struct LazyValue {
    Field<Value> value;     // nothing: not computed
    Field<Value> evaluate;  // nothing: none
};

// TypeVar, ParamSpec and TypeVarTuple: each shows the part that it has.
class TypeParameter : public Object {
public:
    Field<Value> name;
    LazyValue bound, constraints, fallback;  // fallback: __default__
    bool covariant, contravariant, infer_variance;
    static const TypeSpec type_var_spec;
    static const TypeSpec param_spec_spec;
    static const TypeSpec type_var_tuple_spec;
};

class ParamSpecPart : public Object {  // P.args, P.kwargs
public:
    Field<Value> origin;
    static const TypeSpec args_spec;
    static const TypeSpec kwargs_spec;
};

class TypeAlias : public Object {
public:
    Field<Value> name;
    Field<Value> type_params;  // a tuple
    Field<Value> module;       // nothing: the evaluating function's
    LazyValue value;
    static const TypeSpec spec;
};

// What the ops make.
Result<Value> make_type_var(Thread& thread, Value name, Value evaluate_bound, Value evaluate_constraints);
Result<Value> make_param_spec(Thread& thread, Value name);
Result<Value> make_type_var_tuple(Thread& thread, Value name);
bool is_type_parameter(Thread& thread, Value value);
void set_type_parameter_default(Value parameter, Value evaluate);
Result<Value> make_type_alias(Thread& thread, Value name, Value type_params, Value evaluate);
Result<Value> subscript_generic_py(Thread& thread, Value type_params);  // Generic[*type_params]

// typing.NoDefault, the one there is.
Value no_default(Thread& thread);
// typing.<name>(a, b)
Result<Value> call_typing_py(Thread& thread, const char* name, std::span<const Value> arguments);
// `a | b`, where strings are forward references.
Result<Value> typing_union_py(Thread& thread, Value left, Value right);
// The items with each TypeVarTuple unpacked.
Result<Value> unpack_type_var_tuples_py(Thread& thread, Tuple* parameters);
// A LazyValue's value, or Unbound; and what evaluates it, or None.
Result<Value> lazy_value_py(Thread& thread, Cell* owner, LazyValue& lazy);
Value lazy_evaluator(Thread& thread, LazyValue& lazy);
// The __name__ of the module that calls; nothing if unknown.
Value caller_module(Thread& thread);

}  // namespace krait::core

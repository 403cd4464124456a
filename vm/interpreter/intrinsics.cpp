// The rare operations of intrinsics.def.
#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/functions.h"
#include "runtime/operations.h"
#include "vm/interpreter/slow.h"
#include "vm/objects/type_parameters.h"

namespace krait::core {

namespace {

Result<Value> display(Thread& thread, Value value) {
    Module* sys = thread.interpreter->sys_module.get();
    Value hook = sys ? dict_get_str(thread, sys->dict.get(), KRAIT_NAME(displayhook)) : Value::nothing();
    if (hook.is_nothing()) return raise(thread, Exc::RuntimeError, "lost sys.displayhook");
    return call_py(thread, hook, value);
}

// Reference 6.2.9, PEP 479. The new error's cause and context are the one that was to leave.
Value as_leaving_generator(Thread& thread, Frame* frame, Value exception) {
    uint32_t flags = frame->code->flags;
    bool stop = is_instance(thread, exception, BuiltinType::StopIteration);
    bool async = flags & code_flag::kAsyncGenerator;
    if (!stop && !(async && is_instance(thread, exception, BuiltinType::StopAsyncIteration))) return exception;
    const char* kind = async ? "async generator" : flags & code_flag::kCoroutine ? "coroutine" : "generator";
    (void)raise(thread, Exc::RuntimeError, "{} raised {}", kind, stop ? "StopIteration" : "StopAsyncIteration");
    Value error = take_pending(thread);
    auto* made = error.to<BaseException>();
    made->cause.set(made, exception);
    made->context.set(made, exception);
    made->suppress_context = true;
    return error;
}

// PEP 634: **rest takes what the keys of the pattern left.
Result<Value> without_keys(Thread& thread, Value mapping, Tuple* keys) {
    Dict* rest = make_dict(thread);
    TRY(dict_update_py(thread, rest, mapping));
    for (Value key : keys->span()) TRY(dict_delete_py(thread, rest, key));
    return Value(rest);
}

// The operands' kinds are not the verifier's business.
Failure raise_wrong_operand(Thread& thread, Intrinsic which) {
    return raise(thread, Exc::SystemError, "intrinsic {}: an operand is of the wrong type", static_cast<int>(which));
}

}  // namespace

Result<Value> run_intrinsic(Thread& thread, Frame* frame, Intrinsic which, Value operand) {
    switch (which) {
    case Intrinsic::display_hook: return display(thread, operand);
    case Intrinsic::type_var: return make_type_var(thread, operand, Value::nothing(), Value::nothing());
    case Intrinsic::param_spec: return make_param_spec(thread, operand);
    case Intrinsic::type_var_tuple: return make_type_var_tuple(thread, operand);
    case Intrinsic::subscript_generic:
        if (!operand.is<Tuple>()) return raise_wrong_operand(thread, which);
        return subscript_generic_py(thread, operand);
    case Intrinsic::type_alias: {
        if (!operand.is<Tuple>() || operand.to<Tuple>()->size() != 3) return raise_wrong_operand(thread, which);
        Tuple* parts = operand.to<Tuple>();
        return make_type_alias(thread, (*parts)[0], (*parts)[1], (*parts)[2]);
    }
    case Intrinsic::stop_iteration_error: return as_leaving_generator(thread, frame, operand);
    case Intrinsic::not_implemented_error_if: {
        // Compared as `format > 2` is: what is no number says so.
        if (TRY(compare_bool_py(thread, CompareOp::Gt, operand, Value::small(2))))
            return raise_plain(thread, Exc::NotImplementedError, {});
        return Value::none();
    }
    default: return raise(thread, Exc::SystemError, "intrinsic {} takes two operands", static_cast<int>(which));
    }
}

Result<Value> run_intrinsic2(Thread& thread, Frame*, Intrinsic which, Value left, Value right) {
    switch (which) {
    case Intrinsic::type_var_with_bound: return make_type_var(thread, left, right, Value::nothing());
    case Intrinsic::type_var_with_constraints: return make_type_var(thread, left, Value::nothing(), right);
    case Intrinsic::set_type_param_default:
        if (!is_type_parameter(thread, left)) return raise_wrong_operand(thread, which);
        set_type_parameter_default(left, right);
        return left;
    case Intrinsic::set_function_type_params:
        if (!left.is<Function>() || !right.is<Tuple>()) return raise_wrong_operand(thread, which);
        left.to<Function>()->type_params.set(left.cell(), right);
        return left;
    case Intrinsic::dict_without_keys:
        if (!right.is<Tuple>()) return raise_wrong_operand(thread, which);
        return without_keys(thread, left, right.to<Tuple>());
    case Intrinsic::classdict_cell_set:
        if (!right.is<CellVariable>()) return raise_wrong_operand(thread, which);
        right.to<CellVariable>()->value.set(right.cell(), left);
        return left;
    default: return raise(thread, Exc::SystemError, "intrinsic {} takes one operand", static_cast<int>(which));
    }
}

}  // namespace krait::core

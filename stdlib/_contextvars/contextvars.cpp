#include "stdlib/_contextvars/contextvars.h"

#include "runtime/objects/iterators.h"
#include "stdlib/state_slots.h"

namespace krait::core {

namespace {

extern const TypeSpec kContext, kVariable, kToken, kMissing;

class Token : public Object {
public:
    Field<Value> context, variable, old;  // old nothing: was not set
    std::atomic<bool> used;
};

Context* make_context(Thread& thread, Dict* variables) {
    if (!variables) variables = make_dict(thread);
    auto* context = allocate_native<Context>(thread, kContext);
    context->variables.set(context, variables);
    return context;
}

// The dict to read from, so that nobody writes to it while it is gone over: rule 4.
Result<Dict*> frozen_variables(Thread& thread, Context* context) {
    if (!(thread.context == Value(context))) return dict_copy(thread, context->variables.get());
    context->shared = true;
    return context->variables.get();
}
Result<Dict*> writable_variables(Thread& thread, Context* context) {
    if (context->shared) {
        Dict* copy = TRY(dict_copy(thread, context->variables.get()));
        context->variables.set(context, copy);
        context->shared = false;
    }
    return context->variables.get();
}

Value missing(Thread& thread) {
    Field<Value>& slot = thread.interpreter->state_slot(state_slot::kContextVariables);
    Value known = slot.get();
    return known.is_nothing() ? fill_slot(slot, Value(allocate_instance(thread, native_type(thread, kMissing))))
                              : known;
}

}  // namespace

Context* as_context(Thread& thread, Value value) { return native_cast<Context>(thread, value, kContext); }

Context* current_context(Thread& thread) {
    if (thread.context.is_nothing()) {
        Context* made = make_context(thread, nullptr);
        made->entered = true;
        thread.context = Value(made);
    }
    return thread.context.to<Context>();
}

Context* copy_current_context(Thread& thread) {
    Context* context = current_context(thread);
    context->shared = true;
    Context* copy = make_context(thread, context->variables.get());
    copy->shared = true;
    return copy;
}

Result<void> enter_context(Thread& thread, Context* context) {
    if (context->entered.exchange(true)) {
        return raise(thread, Exc::RuntimeError, "cannot enter context: {} is already entered",
                     TRY(repr_py(thread, Value(context))));
    }
    context->previous.set(context, thread.context);
    thread.context = Value(context);
    return {};
}
void exit_context(Thread& thread, Context* context) {
    thread.context = context->previous.get();
    context->previous.set_immediate(Value::nothing());
    context->entered = false;
}

Result<Value> run_in_context_py(Thread& thread, Context* context, Value callee, const CallArguments& arguments) {
    TRY(enter_context(thread, context));
    Result<Value> result = call_py(thread, callee, arguments);
    exit_context(thread, context);
    return result;
}

ContextVariable* make_context_variable(Thread& thread, std::string_view name, Value default_value) {
    Str* text = intern(thread, name);
    auto* variable = allocate_native<ContextVariable>(thread, kVariable);
    variable->name.set(variable, text);
    variable->default_.set(variable, default_value);
    return variable;
}

Result<Value> context_variable_get(Thread& thread, ContextVariable* variable) {
    if (!thread.context.is_nothing()) {
        Value value = TRY(dict_get_py(thread, current_context(thread)->variables.get(), Value(variable)));
        if (!value.is_unbound()) return value;
    }
    Value fallback = variable->default_.get();
    return fallback.is_nothing() ? Value::unbound() : fallback;
}

Result<Value> context_variable_set(Thread& thread, ContextVariable* variable, Value value) {
    Context* context = current_context(thread);
    Value old = TRY(dict_get_py(thread, context->variables.get(), Value(variable)));
    Dict* variables = TRY(writable_variables(thread, context));
    TRY(dict_set_py(thread, variables, Value(variable), value));
    auto* token = allocate_native<Token>(thread, kToken);
    token->context.set(token, Value(context));
    token->variable.set(token, Value(variable));
    token->old.set(token, old.is_unbound() ? Value::nothing() : old);
    return Value(token);
}

Result<void> context_variable_reset(Thread& thread, ContextVariable* variable, Value token_value) {
    auto* token = native_cast<Token>(thread, token_value, kToken);
    if (!token)
        return raise(thread, Exc::TypeError, "expected an instance of Token, got {}",
                     TRY(repr_py(thread, token_value)));
    if (token->used)
        return raise(thread, Exc::RuntimeError, "{} has already been used once", TRY(repr_py(thread, token_value)));
    if (!(token->variable.get() == Value(variable)))
        return raise(thread, Exc::ValueError, "{} was created by a different ContextVar",
                     TRY(repr_py(thread, token_value)));
    Context* context = current_context(thread);
    if (!(token->context.get() == Value(context)))
        return raise(thread, Exc::ValueError, "{} was created in a different Context",
                     TRY(repr_py(thread, token_value)));
    token->used = true;
    Dict* variables = TRY(writable_variables(thread, context));
    Value old = token->old.get();
    if (old.is_nothing()) TRY(dict_delete_py(thread, variables, Value(variable)));
    else TRY(dict_set_py(thread, variables, Value(variable), old));
    return {};
}

namespace {

// ---- Context ----
Result<Value> construct_context(Thread& thread, Type*, const CallArguments& arguments) {
    if (arguments.total()) return raise(thread, Exc::TypeError, "Context() does not accept any arguments");
    return Value(make_context(thread, nullptr));
}
Result<Value> key_py(Thread& thread, Value key) {
    if (native_cast<ContextVariable>(thread, key, kVariable)) return key;
    return raise(thread, Exc::TypeError, "a ContextVar key was expected, got {}", TRY(repr_py(thread, key)));
}
Result<Value> get_item_context(Thread& thread, Value self, Value key) {
    Value value = TRY(dict_get_py(thread, self.to<Context>()->variables.get(), TRY(key_py(thread, key))));
    if (value.is_unbound()) return raise_value(thread, Exc::KeyError, key);
    return value;
}
Result<bool> contains_context(Thread& thread, Value self, Value key) {
    return !TRY(dict_get_py(thread, self.to<Context>()->variables.get(), TRY(key_py(thread, key))))
    .is_unbound();
}
Result<int64_t> length_context(Thread&, Value self) {
    return static_cast<int64_t>(self.to<Context>()->variables.get()->size());
}
Result<Value> iterator_over(Thread& thread, Value self, DictPart part) {
    Dict* variables = TRY(frozen_variables(thread, self.to<Context>()));
    return make_dict_iterator(thread, Value(variables), part, Direction::Forwards);
}
Result<Value> iterate_context(Thread& thread, Value self) { return iterator_over(thread, self, DictPart::Key); }
Result<Value> compare_contexts(Thread& thread, Value left, Value right, CompareOp op) {
    Context *a = as_context(thread, left), *b = as_context(thread, right);
    if (!a || !b || (op != CompareOp::Eq && op != CompareOp::Ne)) return Value::not_implemented();
    Dict* left_variables = TRY(frozen_variables(thread, a));
    Dict* right_variables = TRY(frozen_variables(thread, b));
    bool same = TRY(equal_py(thread, Value(left_variables), Value(right_variables)));
    return Value::boolean(same == (op == CompareOp::Eq));
}
RAW_METHOD(Context, run, "run(self, callable, /, *args, **kwargs)", "Run *callable* in the context object.") {
    if (arguments.positional < 1) return raise(thread, Exc::TypeError, "run() missing 1 required positional argument");
    CallArguments rest{arguments.values + 1, arguments.positional - 1, arguments.names};
    return run_in_context_py(thread, self.to<Context>(), arguments[0], rest);
}
METHOD(Context, copy, "copy(self, /)", "Return a shallow copy of the context object.") {
    if (thread.context == Value(self)) return Value(copy_current_context(thread));
    return Value(make_context(thread, TRY(dict_copy(thread, self->variables.get()))));
}
METHOD(Context, get, "get(self, key, default=None, /)",
       "Return the value for `key` if `key` has the value in the context object.\n\nIf `key` does not exist, return "
       "`default`. If "
       "`default` is not given,\nreturn None.") {
    Value value = TRY(dict_get_py(thread, self->variables.get(), TRY(key_py(thread, args[0]))));
    return value.is_unbound() ? args[1] : value;
}
METHOD(Context, keys, "keys(self, /)", "Return a list of all variables in the context object.") {
    return iterator_over(thread, Value(self), DictPart::Key);
}
METHOD(Context, values, "values(self, /)", "Return a list of all variables' values in the context object.") {
    return iterator_over(thread, Value(self), DictPart::Value);
}
METHOD(Context, items, "items(self, /)",
       "Return all variables and their values in the context object.\n\nThe result is returned as a list of 2-tuples "
       "(variable, value).") {
    return iterator_over(thread, Value(self), DictPart::Item);
}

const TypeSpec kContext = {
    .name = "_contextvars.Context",
    .size = sizeof(Context),
    .flags = type_flag::kHasWeakref | type_flag::kMappingPattern,
    .slots = {.compare = compare_contexts,
              .length = length_context,
              .get_item = get_item_context,
              .contains = contains_context,
              .iterate = iterate_context,
              .construct = construct_context},
    .methods = {&Context_run, &Context_copy, &Context_get, &Context_keys, &Context_values, &Context_items},
    .trace = trace_members<Context, &Context::variables, &Context::previous>,
};

// ---- ContextVar ----
Result<Value> construct_variable(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "ContextVar(name, /, *, default=?)", arguments, bound));
    Str* name = as_kind<Str>(thread, bound[0]);
    if (!name) return raise(thread, Exc::TypeError, "context variable name must be a str");
    auto* self = allocate_as<ContextVariable>(thread, type);
    self->name.set(self, name);
    self->default_.set(self, bound[1]);
    return Value(self);
}
Result<Value> repr_variable(Thread& thread, Value object) {
    auto* self = object.to<ContextVariable>();
    ReprGuard guard(thread, object);
    if (guard.recursive()) return Value(make_ascii(thread, "..."));
    StrBuilder text(thread);
    text.add_ascii("<ContextVar name=");
    TRY(text.add(TRY(repr_py(thread, Value(self->name.get())))));
    if (!self->default_.get().is_nothing()) {
        text.add_ascii(" default=");
        TRY(text.add(TRY(repr_py(thread, self->default_.get()))));
    }
    text.add_ascii(" at " + address_text(object) + ">");
    return Value(TRY(text.finish()));
}
METHOD(ContextVariable, get, "get(self, default=?, /)",
       "Return a value for the context variable for the current context.\n\nIf there is no value for the variable in "
       "the current "
       "context, the method will:\n * return the value of the default argument of the method, if provided; or\n * "
       "return the default "
       "value for the context variable, if it was created\n   with one; or\n * raise a LookupError.") {
    if (!thread.context.is_nothing()) {
        Value value = TRY(dict_get_py(thread, current_context(thread)->variables.get(), Value(self)));
        if (!value.is_unbound()) return value;
    }
    if (!args[0].is_nothing()) return args[0];
    Value fallback = self->default_.get();
    if (fallback.is_nothing()) return raise_value(thread, Exc::LookupError, Value(self));
    return fallback;
}
METHOD(ContextVariable, set, "set(self, value, /)",
       "Call to set a new value for the context variable in the current context.\n\nThe required *value* argument is "
       "the new value for "
       "the context variable.\n\nReturns a Token object that can be used to restore the variable to its "
       "previous\nvalue via the "
       "`ContextVar.reset()` method.") {
    return context_variable_set(thread, self, args[0]);
}
METHOD(ContextVariable, reset, "reset(self, token, /)",
       "Reset the context variable.\n\nThe variable is reset to the value it had before the `ContextVar.set()` "
       "that\ncreated the token "
       "was used.") {
    TRY(context_variable_reset(thread, self, args[0]));
    return none();
}
CLASS_GETITEM(ContextVariable)
GETTER(ContextVariable, name, nullptr) { return Value(self.to<ContextVariable>()->name.get()); }

const TypeSpec kVariable = {
    .name = "_contextvars.ContextVar",
    .size = sizeof(ContextVariable),
    .slots = {.repr = repr_variable, .construct = construct_variable},
    .methods = {&ContextVariable_get, &ContextVariable_set, &ContextVariable_reset, &ContextVariable___class_getitem__},
    .properties = {&ContextVariable_get_name},
    .trace = trace_members<ContextVariable, &ContextVariable::name, &ContextVariable::default_>,
};

// ---- Token ----
Result<Value> construct_token(Thread& thread, Type*, const CallArguments&) {
    return raise(thread, Exc::RuntimeError, "Tokens can only be created by ContextVars");
}
Result<Value> repr_token(Thread& thread, Value object) {
    auto* self = object.to<Token>();
    StrBuilder text(thread);
    text.add_ascii(self->used ? "<Token used var=" : "<Token var=");
    TRY(text.add(TRY(repr_py(thread, self->variable.get()))));
    text.add_ascii(" at " + address_text(object) + ">");
    return Value(TRY(text.finish()));
}
METHOD(Token, __enter__, "__enter__(self, /)", "Enter into Token context manager.") { return Value(self); }
METHOD(Token, __exit__, "__exit__(self, type, val, tb, /)",
       "Exit from Token context manager, restore the linked ContextVar.") {
    TRY(context_variable_reset(thread, self->variable.get().to<ContextVariable>(), Value(self)));
    return none();
}
CLASS_GETITEM(Token)
GETTER(Token, var, nullptr) { return self.to<Token>()->variable.get(); }
GETTER(Token, old_value, nullptr) {
    Value old = self.to<Token>()->old.get();
    return old.is_nothing() ? missing(thread) : old;
}
const TypeSpec kToken = {
    .name = "_contextvars.Token",
    .size = sizeof(Token),
    .slots = {.repr = repr_token, .construct = construct_token},
    .methods = {&Token___enter__, &Token___exit__, &Token___class_getitem__},
    .properties = {&Token_get_var, &Token_get_old_value},
    .trace = trace_members<Token, &Token::context, &Token::variable, &Token::old>,
};
Result<Value> repr_missing(Thread& thread, Value) { return Value(make_ascii(thread, "<Token.MISSING>")); }
const TypeSpec kMissing = {
    .name = "Token.MISSING",
    .size = sizeof(Object),
    .flags = type_flag::kNoInstantiate,
    .slots = {.repr = repr_missing},
};

FUNCTION(contextvars, copy_context, "copy_context()", "") { return Value(copy_current_context(thread)); }

Result<void> execute_contextvars(Thread& thread, Module*) {
    Type* token = native_type(thread, kToken);
    TRY(dict_set_str(thread, token->own_dict(thread), "MISSING", missing(thread)));
    token->changed(thread, nullptr);
    return {};
}

}  // namespace

extern const ModuleSpec kContextvarsModule;
const ModuleSpec kContextvarsModule = {
    .name = "_contextvars",
    .doc = "Context Variables",
    .functions = {&contextvars_copy_context},
    .types = {&kContext, &kVariable, &kToken},
    .execute = execute_contextvars,
};

}  // namespace krait::core

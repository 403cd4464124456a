// partial and Placeholder. Library Reference: functools.partial.
#include "runtime/objects/call_found.h"
#include "runtime/objects/relaxed.h"
#include "runtime/objects/small_array.h"
#include "stdlib/_functools/functools.h"
#include "stdlib/state_slots.h"

namespace krait::core::functools {

Value placeholder(Thread& thread) {
    Field<Value>& slot = thread.interpreter->state_slot(state_slot::kPlaceholder);
    Value known = slot.get();
    if (!known.is_nothing()) return known;
    return fill_slot(slot, Value(allocate_instance(thread, native_type(thread, kPlaceholder))));
}

namespace {

class Partial : public Object {
public:
    Field<Value> function;
    Field<Tuple*> args;
    Field<Dict*> keywords;
    Relaxed<bool> has_placeholders;
};

int64_t count_placeholders(Thread& thread, Tuple* args) {
    Value mark = placeholder(thread);
    int64_t count = 0;
    for (Value each : args->span()) count += each == mark;
    return count;
}

// Of its arguments, which are `args`.
size_t placeholders_of(Thread& thread, const Partial* self, Tuple* args) {
    return self->has_placeholders ? static_cast<size_t>(count_placeholders(thread, args)) : 0;
}

// `stored` with its `placeholders` placeholders (0: they are not looked for) replaced by the first of `given`, and the rest behind.
Result<Tuple*> join_arguments(Thread& thread, Tuple* stored, std::span<const Value> given, size_t placeholders) {
    Value mark = placeholder(thread);
    Tuple* all =
        TRY(make_tuple_sized(thread, stored->size() + (given.size() > placeholders ? given.size() - placeholders : 0)));
    size_t next = 0;
    for (size_t i = 0; i < stored->size(); ++i) {
        Value each = (*stored)[i];
        if (placeholders && each == mark && next < given.size()) each = given[next++];
        all->items_[i].set(all, each);
    }
    for (size_t i = stored->size(); next < given.size(); ++i) all->items_[i].set(all, given[next++]);
    return all;
}

bool has_attributes(Thread& thread, Object* object) {
    Dict* attributes = instance_dict(thread, object);
    return attributes && attributes->size();
}

Result<void> add_keywords(Thread& thread, Dict* dict, const CallArguments& arguments) {
    if (!arguments.names) return {};
    for (size_t i = 0; i < arguments.keyword_count(); ++i)
        TRY(dict_set_py(thread, dict, (*arguments.names)[i], arguments[arguments.positional + i]));
    return {};
}

Result<Value> construct_partial(Thread& thread, Type* type, const CallArguments& arguments) {
    if (arguments.positional < 1) return raise(thread, Exc::TypeError, "type 'partial' takes at least one argument");
    Value function = arguments[0];
    if (!is_callable(thread, function)) return raise(thread, Exc::TypeError, "the first argument must be callable");
    std::span<const Value> given(arguments.values + 1, arguments.positional - 1);
    Value mark = placeholder(thread);
    if (!given.empty() && given.back() == mark)
        return raise(thread, Exc::TypeError, "trailing Placeholders are not allowed");
    if (arguments.names) {
        for (size_t i = 0; i < arguments.keyword_count(); ++i) {
            if (arguments[arguments.positional + i] == mark)
                return raise(thread, Exc::TypeError, "Placeholder cannot be passed as a keyword argument");
        }
    }
    Dict* keywords = make_dict(thread);
    Tuple* args = nullptr;
    auto* inner = native_cast<Partial>(thread, function, kPartial);
    // A partial of an exact partial is flattened, unless it has attributes of its own.
    if (inner && type_of(thread, function) == native_type(thread, kPartial) && !has_attributes(thread, inner)) {
        function = inner->function.get();
        Tuple* stored = inner->args.get();
        args = TRY(join_arguments(thread, stored, given, placeholders_of(thread, inner, stored)));
        TRY(dict_merge_py(thread, keywords, Value(inner->keywords.get()), OnDuplicate::Replace));
        if (args->size() && (*args)[args->size() - 1] == mark) {
            size_t kept = args->size();
            while (kept && (*args)[kept - 1] == mark && kept > stored->size()) --kept;
            args = TRY(make_tuple_of_any_size(thread, args->span().first(kept)));
        }
    } else {
        args = TRY(make_tuple_of_any_size(thread, given));
    }
    TRY(add_keywords(thread, keywords, arguments));
    auto* self = allocate_as<Partial>(thread, type);
    self->function.set(self, function);
    self->args.set(self, args);
    self->keywords.set(self, keywords);
    self->has_placeholders = count_placeholders(thread, args) > 0;
    return Value(self);
}

Result<Value> call_partial(Thread& thread, Value object, const CallArguments& arguments) {
    TRY(thread.check_stack());
    auto* self = object.to<Partial>();
    // As with methods of methods: a long chain (or a cycle, by __setstate__) would take quadratic memory.
    int left = 1000;
    for (Value inner = self->function.get(); type_of(thread, inner)->slots.call == call_partial;
         inner = inner.to<Partial>()->function.get())
        if (--left < 0) TRY(thread.stack_overflow());
    Tuple* stored = self->args.get();
    Dict* keywords = self->keywords.get();
    size_t holes = placeholders_of(thread, self, stored);
    if (arguments.positional < holes)
        return raise(thread, Exc::TypeError,
                     "missing positional arguments in 'partial' call; expected at least {}, got {}", holes,
                     arguments.positional);
    size_t own = stored->size(), more = arguments.positional - holes;
    if (keywords->size() == 0) {
        ArgumentBuffer buffer;
        size_t named = arguments.names ? arguments.keyword_count() : 0;
        Value* all = TRY(buffer.reserve(thread, own + more + named));
        Value mark = holes ? placeholder(thread) : Value::nothing();
        size_t next = 0;
        for (size_t i = 0; i < own; ++i) {
            Value each = (*stored)[i];
            all[i] = holes && each == mark ? arguments[next++] : each;
        }
        for (size_t i = 0; i < more + named; ++i) all[own + i] = arguments[next + i];
        buffer.written();
        return call_py(thread, self->function.get(),
                       CallArguments{all, static_cast<uint32_t>(own + more), arguments.names});
    }
    Tuple* all = TRY(join_arguments(thread, stored, {arguments.values, arguments.positional}, holes));
    Dict* merged = TRY(dict_copy(thread, keywords));
    TRY(add_keywords(thread, merged, arguments));
    return call_with_py(thread, self->function.get(), all, merged);
}

Result<Value> get_partial(Thread& thread, Value self, Value instance, Value) {
    if (instance.is_nothing() || instance.is_none()) return self;
    return make_bound_method(thread, self, instance);
}

Result<Value> repr_partial(Thread& thread, Value object) {
    auto* self = object.to<Partial>();
    Type* type = type_of(thread, object);
    ReprGuard guard(thread, object);
    if (guard.recursive()) return Value(make_ascii(thread, "..."));
    StrBuilder text(thread);
    Value module = TRY(get_attribute_py(thread, Value(type), KRAIT_NAME(dunder_module)));
    TRY(text.add(TRY(str_py(thread, module))));
    text.add_ascii(".");
    TRY(text.add(type->qualname.get()));
    text.add_ascii("(");
    TRY(text.add(TRY(repr_py(thread, self->function.get()))));
    Tuple* args = self->args.get();
    Dict* keywords = self->keywords.get();
    for (Value each : args->span()) {
        text.add_ascii(", ");
        TRY(text.add(TRY(repr_py(thread, each))));
    }
    size_t position = 0;
    Value key, value;
    while (dict_next(keywords, &position, &key, &value)) {
        text.add_ascii(", ");
        TRY(text.add(TRY(str_py(thread, key))));
        text.add_ascii("=");
        TRY(text.add(TRY(repr_py(thread, value))));
    }
    text.add_ascii(")");
    return Value(TRY(text.finish()));
}

METHOD(Partial, __reduce__, "__reduce__(self, /)", "") {
    Dict* attributes = instance_dict(thread, self);
    Value state = attributes && attributes->size() ? Value(attributes) : none();
    Value function = self->function.get();
    Tuple* arguments = make_tuple(thread, {function});
    return Value(make_tuple(
        thread, {Value(type_of(thread, Value(self))), Value(arguments),
                 Value(make_tuple(thread, {function, Value(self->args.get()), Value(self->keywords.get()), state}))}));
}
METHOD(Partial, __setstate__, "__setstate__(self, object, /)", "") {
    Tuple* state = as_kind<Tuple>(thread, args[0]);
    if (!state || state->size() != 4 || !is_callable(thread, (*state)[0]) || !as_kind<Tuple>(thread, (*state)[1]) ||
        !((*state)[2].is_none() || as_kind<Dict>(thread, (*state)[2])))
        return raise(thread, Exc::TypeError, "invalid partial state");
    Tuple* arguments = (*state)[1].to<Tuple>();
    if (arguments->size() && (*arguments)[arguments->size() - 1] == placeholder(thread))
        return raise(thread, Exc::TypeError, "trailing Placeholders are not allowed");
    if (!(*state)[1].is<Tuple>()) arguments = TRY(make_tuple_from_py(thread, (*state)[1]));
    Dict* keywords = (*state)[2].is_none()    ? make_dict(thread)
                     : (*state)[2].is<Dict>() ? (*state)[2].to<Dict>()
                                              : TRY(dict_copy(thread, (*state)[2].to<Dict>()));
    if ((*state)[3].is_none()) TRY(set_instance_dict(thread, self, make_dict(thread)));
    else TRY(set_attribute_py(thread, Value(self), KRAIT_NAME(dunder_dict), (*state)[3]));
    self->has_placeholders = count_placeholders(thread, arguments) > 0;
    self->function.set(self, (*state)[0]);
    self->args.set(self, arguments);
    self->keywords.set(self, keywords);
    return none();
}
CLASS_GETITEM(Partial)
GETTER(Partial, func, "function object to use in future partial calls") { return self.to<Partial>()->function.get(); }
GETTER(Partial, args, "tuple of arguments to future partial calls") { return Value(self.to<Partial>()->args.get()); }
GETTER(Partial, keywords, "dictionary of keyword arguments to future partial calls") {
    return Value(self.to<Partial>()->keywords.get());
}
Result<Value> get_dict(Thread& thread, Value self) { return Value(instance_dict(thread, self.to<Object>())); }
Result<void> set_dict(Thread& thread, Value self, Value value) {
    Dict* dict = value.is_nothing() ? nullptr : as_kind<Dict>(thread, value);
    if (!dict)
        return raise(thread, Exc::TypeError, "__dict__ must be set to a dictionary, not a '{}'",
                     type_of(thread, value));
    return set_instance_dict(thread, self.to<Object>(), dict);
}
constexpr GetSetSpec kDict = {"__dict__", nullptr, get_dict, set_dict};

// ---- Placeholder: one object for each interpreter ----
Result<Value> construct_placeholder(Thread& thread, Type*, const CallArguments& arguments) {
    if (arguments.total()) return raise(thread, Exc::TypeError, "_PlaceholderType takes no arguments");
    return placeholder(thread);
}
Result<Value> repr_placeholder(Thread& thread, Value) { return Value(make_ascii(thread, "Placeholder")); }
VALUE_METHOD(Placeholder, __reduce__, "__reduce__(self, /)", "") { return Value(make_ascii(thread, "Placeholder")); }

}  // namespace

const TypeSpec kPartial = {
    .name = "functools.partial",
    .doc = "Create a new function with partial application of the given arguments and keywords.",
    .size = sizeof(Partial),
    .flags = type_flag::kSubclassable | type_flag::kHasDict | type_flag::kHasWeakref,
    .slots = {.repr = repr_partial, .call = call_partial, .get = get_partial, .construct = construct_partial},
    .methods = {&Partial___reduce__, &Partial___setstate__, &Partial___class_getitem__},
    .properties = {&Partial_get_func, &Partial_get_args, &Partial_get_keywords, &kDict},
    .trace = trace_members<Partial, &Partial::function, &Partial::args, &Partial::keywords>,
};
const TypeSpec kPlaceholder = {
    .name = "functools._PlaceholderType",
    .doc = "The type of the Placeholder singleton.\n\nUsed as a placeholder for partial arguments.",
    .size = sizeof(Object),
    .slots = {.repr = repr_placeholder, .construct = construct_placeholder},
    .methods = {&Placeholder___reduce__},
};

}  // namespace krait::core::functools

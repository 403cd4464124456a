// class defaultdict(dict). Library Reference: collections.defaultdict.
#include "stdlib/_collections/collections.h"

namespace krait::core::collections {

namespace {

class DefaultDict : public Dict {
public:
    Field<Value> factory;  // nothing or None: none
};

Value factory_of(DefaultDict* self) {
    Value factory = self->factory.get();
    return factory.is_nothing() ? none() : factory;
}

Result<void> initialize_default_dict(Thread& thread, Value object, const CallArguments& arguments) {
    auto* self = object.to<DefaultDict>();
    Value factory = arguments.positional ? arguments[0] : none();
    if (!factory.is_none() && !is_callable(thread, factory))
        return raise(thread, Exc::TypeError, "first argument must be callable or None");
    self->factory.set(self, factory);
    CallArguments rest = arguments;
    if (rest.positional) {
        ++rest.values;
        --rest.positional;
    }
    return thread.interpreter->type(BuiltinType::Dict)->slots.initialize(thread, object, rest);
}

METHOD(
    DefaultDict, __missing__, "__missing__(self, key, /)",
    "__missing__(key) # Called by __getitem__ for missing key; pseudo-code:\n  if self.default_factory is None: raise "
    "KeyError((key,))\n  self[key] = value = self.default_factory()\n  return value") {
    Value factory = factory_of(self);
    if (factory.is_none()) return raise_value(thread, Exc::KeyError, args[0]);
    Value value = TRY(call_py(thread, factory));
    if (type_of(thread, Value(self)) == native_type(thread, kDefaultDict))
        // Another thread may have been quicker: what both get is what is in the dict.
        return dict_setdefault_py(thread, self, args[0], value);
    else TRY(set_item_py(thread, Value(self), args[0], value));
    return value;
}
Result<Value> copy_default_dict(Thread& thread, DefaultDict* self) {
    return call_py(thread, Value(type_of(thread, Value(self))), factory_of(self), Value(self));
}
METHOD(DefaultDict, copy, "copy(self, /)", "D.copy() -> a shallow copy of D.") {
    return copy_default_dict(thread, self);
}
METHOD(DefaultDict, __copy__, "__copy__(self, /)", "D.copy() -> a shallow copy of D.") {
    return copy_default_dict(thread, self);
}
METHOD(DefaultDict, __reduce__, "__reduce__(self, /)", "Return state information for pickling.") {
    Value factory = factory_of(self);
    Value arguments =
        factory.is_none() ? Value(thread.interpreter->empty_tuple.get()) : Value(make_tuple(thread, {factory}));
    Value items = TRY(call_method_py(thread, Value(self), KRAIT_NAME(items)));
    return Value(make_tuple(
        thread, { Value(type_of(thread, Value(self))), arguments, none(), none(), TRY(iterate_py(thread, items)) }));
}
CLASS_GETITEM(DefaultDict)

Result<Value> repr_default_dict(Thread& thread, Value object) {
    Str* items = TRY(thread.interpreter->type(BuiltinType::Dict)->slots.repr(thread, object))
    .to<Str>();
    Value factory = factory_of(object.to<DefaultDict>());
    ReprGuard guard(thread, factory.is_cell() ? factory : object);
    Str* text = guard.recursive() ? make_ascii(thread, "...") : TRY(repr_py(thread, factory));
    StrBuilder builder(thread);
    TRY(builder.add(type_of(thread, object)->name.get()));
    builder.add_ascii("(");
    TRY(builder.add(text));
    builder.add_ascii(", ");
    TRY(builder.add(items));
    builder.add_ascii(")");
    return Value(TRY(builder.finish()));
}
// d | e: the class and the factory are those of the operand that is a defaultdict.
Result<Value> or_default_dict(Thread& thread, Value left, Value right) {
    auto* self = native_cast<DefaultDict>(thread, left, kDefaultDict);
    if (!self) self = native_cast<DefaultDict>(thread, right, kDefaultDict);
    if (!as_kind<Dict>(thread, left) || !as_kind<Dict>(thread, right)) return Value::not_implemented();
    Value made = TRY(call_py(thread, Value(type_of(thread, Value(self))), factory_of(self), left));
    Dict* dict = as_kind<Dict>(thread, made);
    if (!dict) return Value::not_implemented();
    TRY(dict_update_py(thread, dict, right));
    return made;
}
Result<Value> get_factory(Thread&, Value self) { return factory_of(self.to<DefaultDict>()); }
Result<void> set_factory(Thread&, Value self, Value value) {
    self.to<DefaultDict>()->factory.set(self.cell(), value.is_nothing() ? none() : value);
    return {};
}
constexpr GetSetSpec kFactory = {"default_factory", "Factory for default value called by __missing__().", get_factory,
                                 set_factory};

constexpr Slots default_dict_slots() {
    Slots slots;
    slots.repr = repr_default_dict;
    slots.binary[static_cast<int>(BinaryOp::Or)] = or_default_dict;
    slots.initialize = initialize_default_dict;
    return slots;
}

}  // namespace

const TypeSpec kDefaultDict = {
    .name = "collections.defaultdict",
    .doc =
        "defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\nThe default factory is called "
        "without "
        "arguments to produce\na new value when a key is not present, in __getitem__ only.\nA defaultdict compares "
        "equal to a "
        "dict with the same items.\nAll remaining arguments are treated the same as if they were\npassed to the dict "
        "constructor, including keyword arguments.",
    .base = BuiltinType::Dict,
    .size = sizeof(DefaultDict),
    .flags = type_flag::kSubclassable | type_flag::kHasWeakref,
    .slots = default_dict_slots(),
    .methods = {&DefaultDict___missing__, &DefaultDict_copy, &DefaultDict___copy__, &DefaultDict___reduce__,
                &DefaultDict___class_getitem__},
    .properties = {&kFactory},
    .trace = trace_members<DefaultDict, &DefaultDict::factory>,
};

}  // namespace krait::core::collections

// class super (Library Reference, Built-in Functions).
#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/type.h"
#include "runtime/operations.h"
#include "runtime/vm_hooks.h"

namespace krait::core {

namespace {

// The class whose order is searched: of the object, or the object itself when it is a class.
Result<Type*> check_super(Thread& thread, Type* type, Value object) {
    if (auto* cls = object.as_if<Type>(); cls && cls->is_subtype_of(type)) return cls;
    Type* actual = type_of(thread, object);
    if (actual->is_subtype_of(type)) return actual;
    Value claimed = TRY(find_attribute_py(thread, object, KRAIT_NAME(dunder_class)));
    auto* claimed_type = claimed.is_unbound() ? nullptr : claimed.as_if<Type>();
    if (claimed_type && claimed_type != actual && claimed_type->is_subtype_of(type)) return claimed_type;
    bool is_class = object.is<Type>();
    return raise(thread, Exc::TypeError, "super(type, obj): obj ({} {}) is not an instance or subtype of type ({}).",
                 is_class ? "type" : "instance of", is_class ? object.to<Type>() : actual, type);
}

Result<Value> lookup_after(Thread& thread, Super* super, Str* name, bool* found) {
    *found = false;
    Value start = super->self_type.get();
    if (!start.is_cell()) return Value::unbound();
    Type* start_type = start.to<Type>();
    Tuple* order = start_type->mro.get();
    size_t i = 0;
    if (!order) return Value::unbound();  // the class's mro() is still being asked
    while (i < order->size() && !((*order)[i] == super->type.get())) ++i;
    for (++i; i < order->size(); ++i) {
        Value value = dict_get_str(thread, (*order)[i].to<Type>()->own_dict(thread), name);
        if (value.is_nothing()) continue;
        *found = true;
        auto* getter = type_of(thread, value)->slots.get;
        if (!getter) return value;
        Value self = super->self.get();
        return getter(thread, value, self == start ? Value::nothing() : self, start);
    }
    return Value::unbound();
}

Result<Value> super_get_attribute(Thread& thread, Value self, Str* name) {
    if (name != KRAIT_NAME(dunder_class)) {
        bool found = false;
        Value value = TRY(lookup_after(thread, self.to<Super>(), name, &found));
        if (found) return value;
    }
    return generic_get_attribute_py(thread, self, name);
}
Result<Value> super_get(Thread& thread, Value self, Value instance, Value) {
    auto* super = self.to<Super>();
    if (instance.is_nothing() || instance.is_none() || !super->self.get().is_none()) return self;
    Type* type = type_of(thread, self);
    if (type != thread.interpreter->type(BuiltinType::Super))
        return call_py(thread, Value(type), super->type.get(), instance);
    Type* start = TRY(check_super(thread, super->type.get().to<Type>(), instance));
    auto* bound = allocate_builtin<Super>(thread, BuiltinType::Super);
    bound->type.init(super->type.get());
    bound->self.init(instance);
    bound->self_type.init(Value(start));
    return Value(bound);
}
Result<Value> super_construct(Thread& thread, Type* type, const CallArguments&) {
    auto* super = static_cast<Super*>(allocate_instance(thread, type));
    super->self.init(none());
    super->self_type.init(none());
    return Value(super);
}
Result<void> super_initialize(Thread& thread, Value self, const CallArguments& arguments) {
    auto* super = self.to<Super>();
    if (arguments.names && arguments.keyword_count())
        return raise(thread, Exc::TypeError, "super() takes no keyword arguments");
    Value type, object;
    if (arguments.positional == 0) {
        const VmHooks* vm = thread.interpreter->vm;
        if (!vm || !vm->super_arguments) return raise(thread, Exc::RuntimeError, "super(): no current frame");
        TRY(vm->super_arguments(thread, &type, &object));
    } else if (arguments.positional > 2) {
        return raise(thread, Exc::TypeError, "super() expected at most 2 arguments, got {}", arguments.positional);
    } else {
        type = arguments[0];
        if (arguments.positional == 2) object = arguments[1];
    }
    if (!type.is<Type>())
        return raise(thread, Exc::TypeError, "super() argument 1 must be a type, not {}", type_of(thread, type));
    Value start = none();
    if (!object.is_nothing() && !object.is_none()) start = Value(TRY(check_super(thread, type.to<Type>(), object)));
    super->type.set(super, type);
    super->self.set(super, object.is_nothing() ? none() : object);
    super->self_type.set(super, start);
    return {};
}
Result<Value> super_repr(Thread& thread, Value self) {
    auto* super = self.to<Super>();
    Value type = super->type.get();
    std::string name = type.is_cell() ? str_utf8_lossy(type.to<Type>()->name.get()) : "NULL";
    Value start = super->self_type.get();
    if (!start.is_cell()) return format_str(thread, "<super: <class '{}'>, NULL>", name);
    return format_str(thread, "<super: <class '{}'>, <{} object>>", name, start.to<Type>());
}
GETTER(Super, __thisclass__, "the class invoking super()") {
    Value type = self.to<Super>()->type.get();
    return type.is_nothing() ? none() : type;
}
GETTER(Super, __self__, "the instance invoking super(); may be None") { return self.to<Super>()->self.get(); }
GETTER(Super, __self_class__, "the type of the instance invoking super(); may be None") {
    return self.to<Super>()->self_type.get();
}

}  // namespace

const TypeSpec Super::spec = {
    .name = "super",
    .doc = "super() -> same as super(__class__, <first argument>)\nsuper(type) -> unbound super object\n"
           "super(type, obj) -> bound super object; requires isinstance(obj, type)\n"
           "super(type, type2) -> bound super object; requires issubclass(type2, type)\n",
    .size = sizeof(Super),
    .layout = Layout::Super,
    .flags = type_flag::kSubclassable,
    .slots = {.repr = super_repr,
              .get_attribute = super_get_attribute,
              .get = super_get,
              .construct = super_construct,
              .initialize = super_initialize},
    .properties = {&Super_get___thisclass__, &Super_get___self__, &Super_get___self_class__},
};

}  // namespace krait::core

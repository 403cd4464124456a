// getset_descriptor, member_descriptor, property, classmethod, staticmethod (Descriptor Guide; Library Reference, Built-in Functions).
#include "runtime/names.h"
#include "runtime/objects/attributes.h"
#include "runtime/objects/call_found.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/signature.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/type_parts.h"
#include "runtime/operations.h"

namespace krait::core {

namespace {

Failure does_not_apply(Thread& thread, std::string_view name, Type* owner, Value object) {
    return raise(thread, Exc::TypeError, "descriptor '{}' for '{}' objects doesn't apply to a '{}' object", name, owner,
                 type_of(thread, object));
}

// ---- getset_descriptor ----

Result<Value> getset_get(Thread& thread, Value self, Value instance, Value) {
    if (instance.is_nothing()) return self;
    auto* descriptor = self.to<GetSetDescriptor>();
    if (!is_instance(thread, instance, descriptor->owner.get()))
        return does_not_apply(thread, descriptor->spec_->name, descriptor->owner.get(), instance);
    TRY(thread.check_stack());  // a getter may ask another object, which is `instance` again after some of them
    return descriptor->spec_->get(thread, instance);
}
Result<void> getset_set(Thread& thread, Value self, Value instance, Value value) {
    auto* descriptor = self.to<GetSetDescriptor>();
    if (!is_instance(thread, instance, descriptor->owner.get()))
        return does_not_apply(thread, descriptor->spec_->name, descriptor->owner.get(), instance);
    if (!descriptor->spec_->set && type_of(thread, self) == thread.interpreter->type(BuiltinType::MemberDescriptor))
        return raise(thread, Exc::AttributeError, "readonly attribute");
    if (!descriptor->spec_->set)
        return raise(thread, Exc::AttributeError, "attribute '{}' of '{}' objects is not writable",
                     descriptor->spec_->name, descriptor->owner.get());
    TRY(thread.check_stack());
    return descriptor->spec_->set(thread, instance, value);
}
Result<Value> getset_repr(Thread& thread, Value self) {
    auto* descriptor = self.to<GetSetDescriptor>();
    return format_str(thread, "<attribute '{}' of '{}' objects>", descriptor->spec_->name, descriptor->owner.get());
}
GETTER(GetSetDescriptor, __name__, nullptr) { return Value(intern(thread, self.to<GetSetDescriptor>()->spec_->name)); }
GETTER(GetSetDescriptor, __qualname__, nullptr) {
    auto* descriptor = self.to<GetSetDescriptor>();
    return format_str(thread, "{}.{}", descriptor->owner.get()->qualname.get(), descriptor->spec_->name);
}
GETTER(GetSetDescriptor, __objclass__, nullptr) { return Value(self.to<GetSetDescriptor>()->owner.get()); }
GETTER(GetSetDescriptor, __doc__, nullptr) {
    const char* doc = self.to<GetSetDescriptor>()->spec_->doc;
    if (!doc) return none();
    return Value(TRY(make_str(thread, doc)));
}

// ---- member_descriptor: one of __slots__, or a native attribute that is a field of a C structure in CPython: its cell is a
// GetSetDescriptor then, of this type ----

bool is_native(Value member) { return member.cell()->layout() == Layout::GetSetDescriptor; }
Field<Value>* member_field(const MemberDescriptor* member, Value instance) {
    return reinterpret_cast<Field<Value>*>(reinterpret_cast<char*>(instance.cell()) + member->offset);
}
Result<Value> member_get(Thread& thread, Value self, Value instance, Value owner) {
    if (is_native(self)) return getset_get(thread, self, instance, owner);
    if (instance.is_nothing()) return self;
    auto* member = self.to<MemberDescriptor>();
    if (!is_instance(thread, instance, member->owner.get()))
        return does_not_apply(thread, str_utf8_lossy(member->name.get()), member->owner.get(), instance);
    Value value = member_field(member, instance)->get();
    if (value.is_nothing()) {
        return raise_attribute(thread, instance, member->name.get(), "'{}' object has no attribute '{}'",
                               type_of(thread, instance), member->name.get());
    }
    return value;
}
Result<void> member_set(Thread& thread, Value self, Value instance, Value value) {
    if (is_native(self)) return getset_set(thread, self, instance, value);
    auto* member = self.to<MemberDescriptor>();
    if (!is_instance(thread, instance, member->owner.get()))
        return does_not_apply(thread, str_utf8_lossy(member->name.get()), member->owner.get(), instance);
    if (member->read_only) return raise(thread, Exc::AttributeError, "readonly attribute");
    Value old = member_field(member, instance)->exchange(instance.cell(), value);
    if (value.is_nothing() && old.is_nothing())
        return raise_attribute(thread, instance, member->name.get(), "{}", member->name.get());
    return {};
}
Str* member_name(Thread& thread, Value self) {
    return is_native(self) ? intern(thread, self.to<GetSetDescriptor>()->spec_->name)
                           : self.to<MemberDescriptor>()->name.get();
}
Type* member_owner(Value self) {
    return is_native(self) ? self.to<GetSetDescriptor>()->owner.get() : self.to<MemberDescriptor>()->owner.get();
}
Result<Value> member_repr(Thread& thread, Value self) {
    return format_str(thread, "<member '{}' of '{}' objects>", member_name(thread, self), member_owner(self));
}
GETTER(MemberDescriptor, __name__, nullptr) { return Value(member_name(thread, self)); }
GETTER(MemberDescriptor, __qualname__, nullptr) {
    return format_str(thread, "{}.{}", member_owner(self)->qualname.get(), member_name(thread, self));
}
GETTER(MemberDescriptor, __objclass__, nullptr) { return Value(member_owner(self)); }
GETTER(MemberDescriptor, __doc__, nullptr) {
    return is_native(self) ? GetSetDescriptor_get___doc___code(thread, self) : Result<Value>(none());
}
VALUE_METHOD(MemberDescriptor, __reduce__, "__reduce__(self, /)", nullptr) {
    Value getattr = TRY(get_attribute_py(thread, Value(thread.interpreter->builtins_module.get()), "getattr"));
    Tuple* pair = make_tuple(thread, {Value(member_owner(self)), Value(member_name(thread, self))});
    return Value(make_tuple(thread, {getattr, Value(pair)}));
}

// ---- property ----

Value or_none(Value value) { return value.is_nothing() ? none() : value; }

Failure property_error(Thread& thread, Property* property, Value instance, const char* what) {
    Value name = property->name.get();
    if (name.is_nothing()) {
        Result<Value> found = property->getter.get().is_nothing()
                                  ? Result<Value>(Value::unbound())
                                  : find_attribute_py(thread, property->getter.get(), KRAIT_NAME(dunder_name));
        if (found.failed()) return kFailure;
        if (!found.value().is_unbound()) name = found.value();
    }
    Type* type = type_of(thread, instance);
    if (name.is_nothing())
        return raise(thread, Exc::AttributeError, "property of '{}' object has no {}", type->qualname.get(), what);
    Result<Str*> text = repr_py(thread, name);
    if (text.failed()) return kFailure;
    return raise(thread, Exc::AttributeError, "property {} of '{}' object has no {}", text.value(),
                 type->qualname.get(), what);
}
Result<Value> property_get(Thread& thread, Value self, Value instance, Value) {
    if (instance.is_nothing() || instance.is_none()) {
        if (instance.is_nothing()) return self;
    }
    auto* property = self.to<Property>();
    Value getter = property->getter.get();
    if (getter.is_nothing()) return property_error(thread, property, instance, "getter");
    return call_py(thread, getter, instance);
}
Result<void> property_set(Thread& thread, Value self, Value instance, Value value) {
    auto* property = self.to<Property>();
    if (value.is_nothing()) {
        if (property->deleter.get().is_nothing()) return property_error(thread, property, instance, "deleter");
        TRY(call_py(thread, property->deleter.get(), instance));
    } else {
        if (property->setter.get().is_nothing()) return property_error(thread, property, instance, "setter");
        TRY(call_py(thread, property->setter.get(), instance, value));
    }
    return {};
}
Result<Value> property_construct(Thread& thread, Type* type, const CallArguments&) {
    return Value(allocate_instance(thread, type));
}
Result<void> property_initialize(Thread& thread, Value self, const CallArguments& arguments) {
    Value bound[4];
    TRY(bind_arguments(thread, "property(fget=None, fset=None, fdel=None, doc=None)", arguments, bound));
    auto* property = self.to<Property>();
    auto given = [](Value value) { return value.is_none() ? Value::nothing() : value; };
    property->getter.set(property, given(bound[0]));
    property->setter.set(property, given(bound[1]));
    property->deleter.set(property, given(bound[2]));
    property->doc.set(property, given(bound[3]));
    property->name.set(property, Value::nothing());
    property->getter_doc = false;
    Value doc = property->doc.get();
    if (doc.is_nothing() && !property->getter.get().is_nothing()) {
        Value found = TRY(find_attribute_py(thread, property->getter.get(), KRAIT_NAME(dunder_doc)));
        if (!found.is_unbound() && !found.is_none()) {
            property->getter_doc = true;
            doc = found;
            property->doc.set(property, doc);
        }
    }
    // A subclass's instances show their own __doc__, not the class's.
    if (type_of(thread, self) != thread.interpreter->type(BuiltinType::Property)) {
        Result<void> done = set_attribute_py(thread, self, KRAIT_NAME(dunder_doc), or_none(doc));
        if (done.failed() && (property->getter_doc || !clear_pending_if(thread, Exc::AttributeError))) return kFailure;
    }
    return {};
}
Result<Value> copy_property(Thread& thread, Property* old, Value getter, Value setter, Value deleter) {
    auto pick = [](Value given, const Field<Value>& kept) {
        return or_none(given.is_nothing() || given.is_none() ? kept.get() : given);
    };
    Value doc = old->getter_doc && !pick(getter, old->getter).is_none() ? none() : or_none(old->doc.get());
    Value values[] = {pick(getter, old->getter), pick(setter, old->setter), pick(deleter, old->deleter), doc};
    Value made = TRY(call_py(thread, Value(type_of(thread, Value(old))), std::span<const Value>(values)));
    if (Property* property = as_kind<Property>(thread, made)) property->name.set(property, old->name.get());
    return made;
}
METHOD(Property, getter, "getter(self, fget, /)",
       "Descriptor to obtain a copy of the property with a different getter.") {
    return copy_property(thread, self, args[0], Value::nothing(), Value::nothing());
}
METHOD(Property, setter, "setter(self, fset, /)",
       "Descriptor to obtain a copy of the property with a different setter.") {
    return copy_property(thread, self, Value::nothing(), args[0], Value::nothing());
}
METHOD(Property, deleter, "deleter(self, fdel, /)",
       "Descriptor to obtain a copy of the property with a different deleter.") {
    return copy_property(thread, self, Value::nothing(), Value::nothing(), args[0]);
}
RAW_METHOD(Property, __set_name__, "__set_name__(self, owner, name, /)", "Method to set name of a property.") {
    if (arguments.positional != 2)
        return raise(thread, Exc::TypeError, "__set_name__() takes 2 positional arguments but {} were given",
                     arguments.positional);
    self.to<Property>()->name.set(self.cell(), arguments[1]);
    return none();
}
GETTER(Property, fget, nullptr) { return or_none(self.to<Property>()->getter.get()); }
GETTER(Property, fset, nullptr) { return or_none(self.to<Property>()->setter.get()); }
GETTER(Property, fdel, nullptr) { return or_none(self.to<Property>()->deleter.get()); }
const GetSetSpec kPropertyDoc = {
    "__doc__", nullptr, [](Thread&, Value self) -> Result<Value> { return or_none(self.to<Property>()->doc.get()); },
    [](Thread&, Value self, Value value) -> Result<void> {
        self.to<Property>()->doc.set(self.cell(), value);
        return {};
    }};
const GetSetSpec kPropertyName = {
    "__name__", nullptr,
    [](Thread& thread, Value self) -> Result<Value> {
        auto* property = self.to<Property>();
        if (!property->name.get().is_nothing()) return property->name.get();
        if (!property->getter.get().is_nothing()) {
            Value name = TRY(find_attribute_py(thread, property->getter.get(), KRAIT_NAME(dunder_name)));
            if (!name.is_unbound()) return name;
        }
        return raise_attribute(thread, self, KRAIT_NAME(dunder_name), "'property' object has no attribute '__name__'");
    },
    [](Thread&, Value self, Value value) -> Result<void> {
        self.to<Property>()->name.set(self.cell(), value);
        return {};
    }};
Result<Value> is_abstract(Thread& thread, Value callable) {
    if (callable.is_nothing()) return Value::false_();
    Value mark = TRY(find_attribute_py(thread, callable, KRAIT_NAME(dunder_isabstractmethod)));
    return Value::boolean(!mark.is_unbound() && TRY(truth_py(thread, mark)));
}
GETTER(Property, __isabstractmethod__, nullptr) {
    auto* property = self.to<Property>();
    for (Value each : {property->getter.get(), property->setter.get(), property->deleter.get()}) {
        if (TRY(is_abstract(thread, each)).is_true()) return Value::true_();
    }
    return Value::false_();
}

// ---- classmethod and staticmethod: both wrap a callable and take over its name and doc ----

Result<void> take_over(Thread& thread, Value self, Value callable) {
    constexpr Field<Str*> Names::* kTaken[] = {&Names::dunder_module, &Names::dunder_name, &Names::dunder_qualname,
                                               &Names::dunder_doc};
    for (auto member : kTaken) {
        Str* name = (thread.interpreter->names->*member).get();
        Value value = TRY(find_attribute_py(thread, callable, name));
        if (!value.is_unbound()) TRY(set_attribute_py(thread, self, name, value));
    }
    return {};
}
template <typename T>
Result<Value> wrapper_construct(Thread& thread, Type* type, const CallArguments&) {
    auto* made = static_cast<T*>(allocate_instance(thread, type));
    made->callable.init(none());
    return Value(made);
}
template <typename T>
Result<void> wrapper_initialize(Thread& thread, Value self, const CallArguments& arguments) {
    bool of_class = std::is_same_v<T, ClassMethod>;
    if (arguments.names && arguments.keyword_count())
        return raise(thread, Exc::TypeError, "{}() takes no keyword arguments",
                     of_class ? "classmethod" : "staticmethod");
    if (arguments.positional != 1)
        return raise(thread, Exc::TypeError, "{} expected 1 argument, got {}",
                     of_class ? "classmethod" : "staticmethod", arguments.positional);
    self.to<T>()->callable.set(self.cell(), arguments[0]);
    return take_over(thread, self, arguments[0]);
}
template <typename T>
Result<Value> get_wrapped(Thread&, Value self) {
    return self.to<T>()->callable.get();
}
template <typename T>
Result<Value> get_abstract(Thread& thread, Value self) {
    return is_abstract(thread, self.to<T>()->callable.get());
}
// __annotations__ and __annotate__ are the wrapped function's, unless set here.
template <typename T, Field<Str*> Names::* kName>
Result<Value> get_forwarded(Thread& thread, Value self) {
    Str* name = (thread.interpreter->names->*kName).get();
    Value own = get_instance_attribute(thread, self, name);
    if (!own.is_nothing()) return own;
    return get_attribute_py(thread, self.to<T>()->callable.get(), name);
}
template <Field<Str*> Names::* kName>
Result<void> set_forwarded(Thread& thread, Value self, Value value) {
    return set_instance_attribute(thread, static_cast<Object*>(self.cell()), (thread.interpreter->names->*kName).get(),
                                  value);
}
template <typename T>
struct WrapperProperties {
    static constexpr GetSetSpec func = {"__func__", nullptr, get_wrapped<T>};
    static constexpr GetSetSpec wrapped = {"__wrapped__", nullptr, get_wrapped<T>};
    static constexpr GetSetSpec abstract = {"__isabstractmethod__", nullptr, get_abstract<T>};
    static constexpr GetSetSpec annotations = {"__annotations__", nullptr, get_forwarded<T, &Names::dunder_annotations>,
                                               set_forwarded<&Names::dunder_annotations>};
    static constexpr GetSetSpec annotate = {"__annotate__", nullptr, get_forwarded<T, &Names::dunder_annotate>,
                                            set_forwarded<&Names::dunder_annotate>};
};
template <typename T>
Result<Value> wrapper_repr(Thread& thread, Value self) {
    Str* inner = TRY(repr_py(thread, self.to<T>()->callable.get()));
    return format_str(thread, "<{}({})>", std::is_same_v<T, ClassMethod> ? "classmethod" : "staticmethod", inner);
}
Result<Value> class_method_get(Thread& thread, Value self, Value instance, Value owner) {
    if (owner.is_nothing()) owner = Value(type_of(thread, instance));
    return make_bound_method(thread, self.to<ClassMethod>()->callable.get(), owner);
}
Result<Value> static_method_get(Thread&, Value self, Value, Value) { return self.to<StaticMethod>()->callable.get(); }
Result<Value> static_method_call(Thread& thread, Value self, const CallArguments& arguments) {
    return call_py(thread, self.to<StaticMethod>()->callable.get(), arguments);
}
CLASS_METHOD(ClassMethod, __class_getitem__, "__class_getitem__(cls, object, /)", "See PEP 585") {
    return make_generic_alias(thread, Value(self), args[0]);
}

}  // namespace

const TypeSpec GetSetDescriptor::spec = {
    .name = "getset_descriptor",
    .size = sizeof(GetSetDescriptor),
    .layout = Layout::GetSetDescriptor,
    .flags = type_flag::kNoInstantiate,
    .slots = {.repr = getset_repr, .get = getset_get, .set = getset_set},
    .properties = {&GetSetDescriptor_get___name__, &GetSetDescriptor_get___qualname__,
                   &GetSetDescriptor_get___objclass__, &GetSetDescriptor_get___doc__},
};

const TypeSpec MemberDescriptor::spec = {
    .name = "member_descriptor",
    .size = sizeof(MemberDescriptor),
    .layout = Layout::MemberDescriptor,
    .flags = type_flag::kNoInstantiate,
    .slots = {.repr = member_repr, .get = member_get, .set = member_set},
    .methods = {&MemberDescriptor___reduce__},
    .properties = {&MemberDescriptor_get___name__, &MemberDescriptor_get___qualname__,
                   &MemberDescriptor_get___objclass__, &MemberDescriptor_get___doc__},
};

const TypeSpec Property::spec = {
    .name = "property",
    .doc = "Property attribute.\n\n  fget\n    function to be used for getting an attribute value\n  fset\n"
           "    function to be used for setting an attribute value\n  fdel\n    function to be used for del'ing an "
           "attribute\n"
           "  doc\n    docstring",
    .size = sizeof(Property),
    .layout = Layout::Property,
    .flags = type_flag::kSubclassable,
    .slots = {.get = property_get,
              .set = property_set,
              .construct = property_construct,
              .initialize = property_initialize},
    .methods = {&Property_getter, &Property_setter, &Property_deleter, &Property___set_name__},
    .properties = {&Property_get_fget, &Property_get_fset, &Property_get_fdel, &kPropertyDoc, &kPropertyName,
                   &Property_get___isabstractmethod__},
    .signature = "property(fget=None, fset=None, fdel=None, doc=None)",
};

const TypeSpec ClassMethod::spec = {
    .name = "classmethod",
    .doc = "Convert a function to be a class method.",
    .size = sizeof(ClassMethod),
    .layout = Layout::ClassMethod,
    .flags = type_flag::kSubclassable | type_flag::kHasDict,
    .slots = {.repr = wrapper_repr<ClassMethod>,
              .get = class_method_get,
              .construct = wrapper_construct<ClassMethod>,
              .initialize = wrapper_initialize<ClassMethod>},
    .methods = {&ClassMethod___class_getitem__},
    .properties = {&WrapperProperties<ClassMethod>::func, &WrapperProperties<ClassMethod>::wrapped,
                   &WrapperProperties<ClassMethod>::abstract, &WrapperProperties<ClassMethod>::annotations,
                   &WrapperProperties<ClassMethod>::annotate},
    .signature = "classmethod(function, /)",
};

const TypeSpec StaticMethod::spec = {
    .name = "staticmethod",
    .doc = "Convert a function to be a static method.",
    .size = sizeof(StaticMethod),
    .layout = Layout::StaticMethod,
    .flags = type_flag::kSubclassable | type_flag::kHasDict,
    .slots = {.repr = wrapper_repr<StaticMethod>,
              .call = static_method_call,
              .get = static_method_get,
              .construct = wrapper_construct<StaticMethod>,
              .initialize = wrapper_initialize<StaticMethod>},
    .methods = {&ClassMethod___class_getitem__},
    .properties = {&WrapperProperties<StaticMethod>::func, &WrapperProperties<StaticMethod>::wrapped,
                   &WrapperProperties<StaticMethod>::abstract, &WrapperProperties<StaticMethod>::annotations,
                   &WrapperProperties<StaticMethod>::annotate},
    .signature = "staticmethod(function, /)",
};

}  // namespace krait::core

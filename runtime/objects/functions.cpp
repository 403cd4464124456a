// builtin_function_or_method, method_descriptor, classmethod_descriptor, and bound methods.
#include "runtime/objects/functions.h"

#include <cstring>

#include "runtime/names.h"
#include "runtime/objects/attributes.h"
#include "runtime/objects/call_found.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/signature.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/type_parts.h"
#include "runtime/objects/wrappers.h"
#include "runtime/operations.h"

namespace krait::core {

Value make_native_function(Thread& thread, const NativeSpec& spec, Value self, Value module) {
    auto* function = allocate_builtin<NativeFunction>(thread, BuiltinType::NativeFunction);
    function->spec_ = &spec;
    function->self.init(self);
    function->module.init(module);
    return Value(function);
}

Value make_bound_method(Thread& thread, Value function, Value self) {
    auto* method = allocate_builtin<BoundMethod>(thread, BuiltinType::BoundMethod);
    method->function.init(function);
    method->self.init(self);
    return Value(method);
}

namespace {

Result<Value> doc_of(Thread& thread, const NativeSpec& spec) {
    if (!spec.doc) return none();
    return Value(TRY(make_str(thread, spec.doc)));
}
Result<Value> text_signature_of(Thread& thread, const NativeSpec& spec) {
    if (!std::strchr(spec.signature, '(')) return none();
    // No signature can say that an argument may be absent and has no value then.
    static constexpr std::string_view kUnsaid[] = {"getattr(", "dir(", "vars(", "iter(",
                                                   "next(",    "min(", "max(",  "__build_class__("};
    for (std::string_view name : kUnsaid)
        if (spec.kind == NativeKind::Function && std::string_view(spec.signature).starts_with(name)) return none();
    return Value(TRY(make_str(thread, signature_of(spec)->text_signature(spec.kind))));
}
Value name_of(Thread& thread, const NativeSpec& spec) { return Value(intern(thread, signature_name(spec.signature))); }
bool of_module(const NativeFunction* function) {
    return function->self.get().is_nothing() || function->self.get().is<Module>();
}
Result<Value> reduce_as_attribute(Thread& thread, Value owner, Value name) {
    Value getattr = TRY(get_attribute_py(thread, Value(thread.interpreter->builtins_module.get()), "getattr"));
    return Value(make_tuple(thread, {getattr, Value(make_tuple(thread, {owner, name}))}));
}

// ---- builtin_function_or_method ----

Result<Value> function_call(Thread& thread, Value self, const CallArguments& arguments) {
    auto* function = self.to<NativeFunction>();
    return call_native_of(thread, *function->spec_, function->owner.get(), function->self.get(), arguments);
}
Result<Value> function_repr(Thread& thread, Value self) {
    auto* function = self.to<NativeFunction>();
    std::string_view name = signature_name(function->spec_->signature);
    if (of_module(function)) return format_str(thread, "<built-in function {}>", name);
    Value bound = function->self.get();
    return format_str(thread, "<built-in method {} of {} object at {}>", name, type_of(thread, bound),
                      address_text(bound));
}
Result<Value> function_compare(Thread&, Value left, Value right, CompareOp op) {
    auto *a = left.as_if<NativeFunction>(), *b = right.as_if<NativeFunction>();
    if (!a || !b || (op != CompareOp::Eq && op != CompareOp::Ne)) return Value::not_implemented();
    bool same = a->self.get() == b->self.get() && a->spec_ == b->spec_;
    return Value::boolean(same == (op == CompareOp::Eq));
}
Result<int64_t> function_hash(Thread&, Value self) {
    auto* function = self.to<NativeFunction>();
    return static_cast<int64_t>((function->self.get().bits() >> 4) ^
                                (reinterpret_cast<uint64_t>(function->spec_) >> 3));
}
GETTER(NativeFunction, __name__, nullptr) { return name_of(thread, *self.to<NativeFunction>()->spec_); }
GETTER(NativeFunction, __qualname__, nullptr) {
    auto* function = self.to<NativeFunction>();
    Value name = name_of(thread, *function->spec_);
    if (of_module(function)) return name;
    Value bound = function->self.get();
    Type* owner = bound.is<Type>() ? bound.to<Type>() : type_of(thread, bound);
    return format_str(thread, "{}.{}", owner->qualname.get(), name.to<Str>());
}
GETTER(NativeFunction, __doc__, nullptr) { return doc_of(thread, *self.to<NativeFunction>()->spec_); }
GETTER(NativeFunction, __self__, nullptr) {
    Value bound = self.to<NativeFunction>()->self.get();
    return bound.is_nothing() ? none() : bound;
}
GETTER(NativeFunction, __text_signature__, nullptr) {
    return text_signature_of(thread, *self.to<NativeFunction>()->spec_);
}
Result<Value> function_module(Thread&, Value self) {
    Value module = self.to<NativeFunction>()->module.get();
    return module.is_nothing() ? none() : module;
}
Result<void> set_function_module(Thread&, Value self, Value value) {
    self.to<NativeFunction>()->module.set(self.cell(), value.is_nothing() ? none() : value);
    return {};
}
const GetSetSpec kFunctionModule = {"__module__", nullptr, function_module, set_function_module};
METHOD(NativeFunction, __reduce__, "__reduce__(self, /)", nullptr) {
    Value name = name_of(thread, *self->spec_);
    if (of_module(self)) return name;
    return reduce_as_attribute(thread, self->self.get(), name);
}

// ---- method_descriptor, classmethod_descriptor ----

Result<Value> method_call(Thread& thread, Value self, const CallArguments& arguments) {
    auto* method = self.to<MethodDescriptor>();
    Type* owner = method->owner.get();
    std::string_view name = signature_name(method->spec_->signature);
    if (arguments.positional == 0)
        return raise(thread, Exc::TypeError, "unbound method {}.{}() needs an argument", owner, name);
    if (!is_instance(thread, arguments[0], owner)) {
        return raise(thread, Exc::TypeError, "descriptor '{}' for '{}' objects doesn't apply to a '{}' object", name,
                     owner, type_of(thread, arguments[0]));
    }
    return call_native_of(
        thread, *method->spec_, owner, arguments[0],
        {.values = arguments.values + 1, .positional = arguments.positional - 1, .names = arguments.names});
}
Result<Value> method_get(Thread& thread, Value self, Value instance, Value) {
    if (instance.is_nothing()) return self;
    auto* method = self.to<MethodDescriptor>();
    if (!is_instance(thread, instance, method->owner.get())) {
        return raise(thread, Exc::TypeError, "descriptor '{}' for '{}' objects doesn't apply to a '{}' object",
                     signature_name(method->spec_->signature), method->owner.get(), type_of(thread, instance));
    }
    Value bound = make_native_function(thread, *method->spec_, instance, none());
    bound.to<NativeFunction>()->owner.init(method->owner.get());
    return bound;
}
Result<Value> method_repr(Thread& thread, Value self) {
    auto* method = self.to<MethodDescriptor>();
    return format_str(thread, "<method '{}' of '{}' objects>", signature_name(method->spec_->signature),
                      method->owner.get());
}
Result<Value> class_method_get(Thread& thread, Value self, Value instance, Value owner) {
    auto* method = self.to<MethodDescriptor>();
    Type* base = method->owner.get();
    std::string_view name = signature_name(method->spec_->signature);
    if (owner.is_nothing()) {
        if (instance.is_nothing())
            return raise(thread, Exc::TypeError, "descriptor '{}' for type '{}' needs either an object or a type", name,
                         base);
        owner = Value(type_of(thread, instance));
    }
    auto* type = owner.as_if<Type>();
    if (!type)
        return raise(thread, Exc::TypeError, "descriptor '{}' for type '{}' needs a type, not a '{}' as arg 2", name,
                     base, type_of(thread, owner));
    if (!type->is_subtype_of(base))
        return raise(thread, Exc::TypeError, "descriptor '{}' requires a subtype of '{}' but received '{}'", name, base,
                     type);
    Value bound = make_native_function(thread, *method->spec_, owner, none());
    bound.to<NativeFunction>()->owner.init(base);
    return bound;
}
Result<Value> class_method_call(Thread& thread, Value self, const CallArguments& arguments) {
    auto* method = self.to<MethodDescriptor>();
    if (arguments.positional == 0)
        return raise(thread, Exc::TypeError, "unbound method {}.{}() needs an argument", method->owner.get(),
                     signature_name(method->spec_->signature));
    Value bound = TRY(class_method_get(thread, self, Value::nothing(), arguments[0]));
    return call_py(thread, bound,
                   CallArguments{.values = arguments.values + 1,
                                 .positional = arguments.positional - 1,
                                 .names = arguments.names});
}
GETTER(MethodDescriptor, __name__, nullptr) { return name_of(thread, *self.to<MethodDescriptor>()->spec_); }
GETTER(MethodDescriptor, __qualname__, nullptr) {
    auto* method = self.to<MethodDescriptor>();
    return format_str(thread, "{}.{}", method->owner.get()->qualname.get(), signature_name(method->spec_->signature));
}
GETTER(MethodDescriptor, __objclass__, nullptr) { return Value(self.to<MethodDescriptor>()->owner.get()); }
GETTER(MethodDescriptor, __doc__, nullptr) { return doc_of(thread, *self.to<MethodDescriptor>()->spec_); }
GETTER(MethodDescriptor, __text_signature__, nullptr) {
    return text_signature_of(thread, *self.to<MethodDescriptor>()->spec_);
}
METHOD(MethodDescriptor, __reduce__, "__reduce__(self, /)", nullptr) {
    return reduce_as_attribute(thread, Value(self->owner.get()), name_of(thread, *self->spec_));
}

// ---- method ----

Result<Value> bound_call(Thread& thread, Value self, const CallArguments& arguments) {
    auto* method = self.to<BoundMethod>();
    // Each method of a method copies the arguments again: a long chain would take quadratic memory before the stack ends.
    int left = 1000;
    for (auto* inner = method; inner; inner = inner->function.get().as_if<BoundMethod>())
        if (--left < 0) TRY(thread.stack_overflow());
    return call_with_self_py(thread, method->function.get(), method->self.get(), arguments);
}
Result<Value> bound_repr(Thread& thread, Value self) {
    auto* method = self.to<BoundMethod>();
    Value name = TRY(find_attribute_py(thread, method->function.get(), KRAIT_NAME(dunder_qualname)));
    if (name.is_unbound()) name = TRY(find_attribute_py(thread, method->function.get(), KRAIT_NAME(dunder_name)));
    Str* text = name.is_unbound() ? nullptr : as_kind<Str>(thread, name);
    Str* bound = TRY(repr_py(thread, method->self.get()));
    StrBuilder builder(thread);
    builder.add_ascii("<bound method ");
    if (text) TRY(builder.add(text));
    else builder.add_ascii("?");
    builder.add_ascii(" of ");
    TRY(builder.add(bound));
    builder.add_ascii(">");
    return Value(TRY(builder.finish()));
}
Result<Value> bound_compare(Thread& thread, Value left, Value right, CompareOp op) {
    auto *a = left.as_if<BoundMethod>(), *b = right.as_if<BoundMethod>();
    if (!a || !b || (op != CompareOp::Eq && op != CompareOp::Ne)) return Value::not_implemented();
    bool same = a->self.get() == b->self.get() && TRY(equal_py(thread, a->function.get(), b->function.get()));
    return Value::boolean(same == (op == CompareOp::Eq));
}
Result<int64_t> bound_hash(Thread& thread, Value self) {
    auto* method = self.to<BoundMethod>();
    uint64_t bits = method->self.get().bits();
    return TRY(hash_py(thread, method->function.get()))
    ^static_cast<int64_t>(bits >> 4 | bits << 60);
}
// Its own attributes first, then the function's.
Result<Value> bound_get_attribute(Thread& thread, Value self, Str* name) {
    Type* type = type_of(thread, self);
    Value descriptor = type->lookup(thread, name);
    if (!descriptor.is_nothing()) {
        auto* getter = type_of(thread, descriptor)->slots.get;
        return getter ? getter(thread, descriptor, self, Value(type)) : Result<Value>(descriptor);
    }
    return get_attribute_py(thread, self.to<BoundMethod>()->function.get(), name);
}
Result<Value> bound_get(Thread&, Value self, Value, Value) { return self; }
Result<Value> bound_construct(Thread& thread, Type*, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "method(function, instance, /)", arguments, bound));
    if (!is_callable(thread, bound[0])) return raise(thread, Exc::TypeError, "first argument must be callable");
    if (bound[1].is_none()) return raise(thread, Exc::TypeError, "instance must not be None");
    return make_bound_method(thread, bound[0], bound[1]);
}
GETTER(BoundMethod, __func__, "the function (or other callable) implementing a method") {
    return self.to<BoundMethod>()->function.get();
}
GETTER(BoundMethod, __self__, "the instance to which a method is bound") { return self.to<BoundMethod>()->self.get(); }
GETTER(BoundMethod, __doc__, nullptr) {
    return get_attribute_py(thread, self.to<BoundMethod>()->function.get(), KRAIT_NAME(dunder_doc));
}
METHOD(BoundMethod, __reduce__, "__reduce__(self, /)", nullptr) {
    return reduce_as_attribute(thread, self->self.get(),
                               TRY(get_attribute_py(thread, self->function.get(), KRAIT_NAME(dunder_name))));
}

}  // namespace

const TypeSpec NativeFunction::spec = {
    .name = "builtin_function_or_method",
    .size = sizeof(NativeFunction),
    .layout = Layout::NativeFunction,
    .flags = type_flag::kNoInstantiate | type_flag::kHasWeakref,
    .slots = {.repr = function_repr, .hash = function_hash, .call = function_call, .compare = function_compare},
    .methods = {&NativeFunction___reduce__},
    .properties = {&NativeFunction_get___name__, &NativeFunction_get___qualname__, &NativeFunction_get___doc__,
                   &NativeFunction_get___self__, &NativeFunction_get___text_signature__, &kFunctionModule},
};

const TypeSpec MethodDescriptor::spec = {
    .name = "method_descriptor",
    .size = sizeof(MethodDescriptor),
    .layout = Layout::MethodDescriptor,
    .flags = type_flag::kNoInstantiate | type_flag::kMethodDescriptor,
    .slots = {.repr = method_repr, .call = method_call, .get = method_get},
    .methods = {&MethodDescriptor___reduce__},
    .properties = {&MethodDescriptor_get___name__, &MethodDescriptor_get___qualname__,
                   &MethodDescriptor_get___objclass__, &MethodDescriptor_get___doc__,
                   &MethodDescriptor_get___text_signature__},
};

const TypeSpec MethodDescriptor::class_method_spec = {
    .name = "classmethod_descriptor",
    .size = sizeof(MethodDescriptor),
    .layout = Layout::MethodDescriptor,
    .flags = type_flag::kNoInstantiate,
    .slots = {.repr = method_repr, .call = class_method_call, .get = class_method_get},
    .properties = {&MethodDescriptor_get___name__, &MethodDescriptor_get___qualname__,
                   &MethodDescriptor_get___objclass__, &MethodDescriptor_get___doc__,
                   &MethodDescriptor_get___text_signature__},
};

const TypeSpec BoundMethod::spec = {
    .name = "method",
    .doc = "Create a bound instance method object.",
    .size = sizeof(BoundMethod),
    .layout = Layout::BoundMethod,
    .flags = type_flag::kHasWeakref,
    .slots = {.repr = bound_repr,
              .hash = bound_hash,
              .call = bound_call,
              .get_attribute = bound_get_attribute,
              .compare = bound_compare,
              .get = bound_get,
              .construct = bound_construct},
    .methods = {&BoundMethod___reduce__},
    .properties = {&BoundMethod_get___func__, &BoundMethod_get___self__, &BoundMethod_get___doc__},
    .signature = "method(function, instance, /)",
};

}  // namespace krait::core

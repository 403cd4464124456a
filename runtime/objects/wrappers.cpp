// wrapper_descriptor (list.__len__) and method-wrapper ([].__len__).
#include "runtime/objects/wrappers.h"

#include "runtime/objects/attributes.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/signature.h"
#include "runtime/objects/str.h"
#include "runtime/operations.h"

namespace krait::core {

namespace {

Str* name_of(Thread& thread, const WrapperDescriptor* wrapper) {
    return (thread.interpreter->names->*wrapper->spec_->name).get_relaxed();
}

bool takes_keywords(const WrapperSpec& spec) {
    return spec.offset == offsetof(Slots, call) || spec.offset == offsetof(Slots, initialize);
}

Result<Value> call_wrapper(Thread& thread, const WrapperDescriptor* wrapper, Value self,
                           const CallArguments& arguments) {
    if (arguments.names && arguments.keyword_count() && !takes_keywords(*wrapper->spec_))
        return raise(thread, Exc::TypeError, "wrapper {}() takes no keyword arguments", name_of(thread, wrapper));
    return wrapper->spec_->call(thread, *wrapper->spec_, wrapper->function, self, arguments);
}

// ---- wrapper_descriptor ----

Result<Value> wrapper_repr(Thread& thread, Value self) {
    auto* wrapper = self.to<WrapperDescriptor>();
    return format_str(thread, "<slot wrapper '{}' of '{}' objects>", name_of(thread, wrapper), wrapper->owner.get());
}

Result<Value> wrapper_call(Thread& thread, Value self, const CallArguments& arguments) {
    auto* wrapper = self.to<WrapperDescriptor>();
    Type* owner = wrapper->owner.get();
    if (arguments.positional == 0)
        return raise(thread, Exc::TypeError, "descriptor '{}' of '{}' object needs an argument",
                     name_of(thread, wrapper), owner);
    if (!is_instance(thread, arguments[0], owner)) {
        return raise(thread, Exc::TypeError, "descriptor '{}' requires a '{}' object but received a '{}'",
                     name_of(thread, wrapper), owner, type_of(thread, arguments[0]));
    }
    return call_wrapper(
        thread, wrapper, arguments[0],
        {.values = arguments.values + 1, .positional = arguments.positional - 1, .names = arguments.names});
}

Result<Value> wrapper_get(Thread& thread, Value self, Value instance, Value) {
    if (instance.is_nothing()) return self;
    auto* wrapper = self.to<WrapperDescriptor>();
    if (!is_instance(thread, instance, wrapper->owner.get())) {
        return raise(thread, Exc::TypeError, "descriptor '{}' for '{}' objects doesn't apply to a '{}' object",
                     name_of(thread, wrapper), wrapper->owner.get(), type_of(thread, instance));
    }
    auto* bound = allocate_builtin<MethodWrapper>(thread, BuiltinType::MethodWrapper);
    bound->descriptor.init(wrapper);
    bound->self.init(instance);
    return Value(bound);
}

GETTER(WrapperDescriptor, __name__, nullptr) { return Value(name_of(thread, self.to<WrapperDescriptor>())); }
GETTER(WrapperDescriptor, __qualname__, nullptr) {
    auto* wrapper = self.to<WrapperDescriptor>();
    return format_str(thread, "{}.{}", wrapper->owner.get()->qualname.get(), name_of(thread, wrapper));
}
GETTER(WrapperDescriptor, __objclass__, nullptr) { return Value(self.to<WrapperDescriptor>()->owner.get()); }
GETTER(WrapperDescriptor, __doc__, nullptr) {
    return Value(TRY(make_str(thread, self.to<WrapperDescriptor>()->spec_->doc)));
}
Result<Value> text_signature(Thread& thread, const WrapperSpec& spec) {
    std::string text = signature_of(spec.signature, NativeKind::Method)->text_signature(NativeKind::Method);
    return Value(TRY(make_str(thread, text)));
}
GETTER(WrapperDescriptor, __text_signature__, nullptr) {
    return text_signature(thread, *self.to<WrapperDescriptor>()->spec_);
}

Result<Value> reduce_as_attribute(Thread& thread, Value owner, Str* name) {
    Value getattr = TRY(get_attribute_py(thread, Value(thread.interpreter->builtins_module.get()), "getattr"));
    Tuple* pair = make_tuple(thread, {owner, Value(name)});
    return Value(make_tuple(thread, {getattr, Value(pair)}));
}
METHOD(WrapperDescriptor, __reduce__, "__reduce__(self, /)", nullptr) {
    return reduce_as_attribute(thread, Value(self->owner.get()), name_of(thread, self));
}

// ---- method-wrapper ----

Result<Value> method_wrapper_call(Thread& thread, Value self, const CallArguments& arguments) {
    auto* bound = self.to<MethodWrapper>();
    return call_wrapper(thread, bound->descriptor.get(), bound->self.get(), arguments);
}
Result<Value> method_wrapper_repr(Thread& thread, Value self) {
    auto* bound = self.to<MethodWrapper>();
    return format_str(thread, "<method-wrapper '{}' of {} object at {}>", name_of(thread, bound->descriptor.get()),
                      type_of(thread, bound->self.get()), address_text(bound->self.get()));
}
Result<Value> method_wrapper_compare(Thread& thread, Value left, Value right, CompareOp op) {
    Type* type = thread.interpreter->type(BuiltinType::MethodWrapper);
    if (op != CompareOp::Eq && op != CompareOp::Ne) return Value::not_implemented();
    if (!is_instance(thread, left, type) || !is_instance(thread, right, type)) return Value::not_implemented();
    auto *a = left.to<MethodWrapper>(), *b = right.to<MethodWrapper>();
    bool same = a->descriptor.get() == b->descriptor.get() && a->self.get() == b->self.get();
    return Value::boolean(same == (op == CompareOp::Eq));
}
Result<int64_t> method_wrapper_hash(Thread&, Value self) {
    auto* bound = self.to<MethodWrapper>();
    return static_cast<int64_t>((bound->self.get().bits() >> 4) ^
                                (reinterpret_cast<uint64_t>(bound->descriptor.get()) >> 4));
}
GETTER(MethodWrapper, __name__, nullptr) { return Value(name_of(thread, self.to<MethodWrapper>()->descriptor.get())); }
GETTER(MethodWrapper, __qualname__, nullptr) {
    return WrapperDescriptor_get___qualname___code(thread, Value(self.to<MethodWrapper>()->descriptor.get()));
}
GETTER(MethodWrapper, __objclass__, nullptr) { return Value(self.to<MethodWrapper>()->descriptor.get()->owner.get()); }
GETTER(MethodWrapper, __self__, nullptr) { return self.to<MethodWrapper>()->self.get(); }
GETTER(MethodWrapper, __doc__, nullptr) {
    return Value(TRY(make_str(thread, self.to<MethodWrapper>()->descriptor.get()->spec_->doc)));
}
GETTER(MethodWrapper, __text_signature__, nullptr) {
    return text_signature(thread, *self.to<MethodWrapper>()->descriptor.get()->spec_);
}
METHOD(MethodWrapper, __reduce__, "__reduce__(self, /)", nullptr) {
    return reduce_as_attribute(thread, self->self.get(), name_of(thread, self->descriptor.get()));
}
void trace_method_wrapper(Cell* cell, Tracer& tracer) {
    auto* bound = static_cast<MethodWrapper*>(cell);
    tracer.visit(bound->descriptor);
    tracer.visit(bound->self);
}

}  // namespace

const TypeSpec WrapperDescriptor::spec = {
    .name = "wrapper_descriptor",
    .size = sizeof(WrapperDescriptor),
    .layout = Layout::WrapperDescriptor,
    .flags = type_flag::kNoInstantiate | type_flag::kMethodDescriptor,
    .slots = {.repr = wrapper_repr, .call = wrapper_call, .get = wrapper_get},
    .methods = {&WrapperDescriptor___reduce__},
    .properties = {&WrapperDescriptor_get___name__, &WrapperDescriptor_get___qualname__,
                   &WrapperDescriptor_get___objclass__, &WrapperDescriptor_get___doc__,
                   &WrapperDescriptor_get___text_signature__},
};

const TypeSpec MethodWrapper::spec = {
    .name = "method-wrapper",
    .size = sizeof(MethodWrapper),
    .flags = type_flag::kNoInstantiate,
    .slots = {.repr = method_wrapper_repr,
              .hash = method_wrapper_hash,
              .call = method_wrapper_call,
              .compare = method_wrapper_compare},
    .methods = {&MethodWrapper___reduce__},
    .properties = {&MethodWrapper_get___name__, &MethodWrapper_get___qualname__, &MethodWrapper_get___objclass__,
                   &MethodWrapper_get___self__, &MethodWrapper_get___doc__, &MethodWrapper_get___text_signature__},
    .trace = trace_method_wrapper,
};

}  // namespace krait::core

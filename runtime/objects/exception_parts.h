// What the files about exceptions share.
#pragma once

#include "runtime/call.h"
#include "runtime/objects/exceptions.h"

namespace krait::core {

// A field as an attribute: None when it was never set; deleting gives None.
template <typename T, Field<Value> T::* kField>
Result<Value> get_exception_field(Thread&, Value self) {
    Value value = (self.to<T>()->*kField).get();
    return value.is_nothing() ? Value::none() : value;
}
template <typename T, Field<Value> T::* kField>
Result<void> set_exception_field(Thread&, Value self, Value value) {
    (self.to<T>()->*kField).set(self.cell(), value.is_nothing() ? Value::none() : value);
    return {};
}
template <typename T, Field<Value> T::* kField>
constexpr GetSetSpec exception_field(const char* name, const char* doc = nullptr) {
    return {name, doc, get_exception_field<T, kField>, set_exception_field<T, kField>};
}

Result<Value> exception_construct(Thread& thread, Type* type, const CallArguments& arguments);
Result<void> exception_initialize(Thread& thread, Value self, const CallArguments& arguments);
Result<void> set_exception_args(Thread& thread, Value self, const CallArguments& arguments);
Result<Value> exception_str(Thread& thread, Value self);
bool has_instance_attributes(Thread& thread, BaseException* exception);
// The keyword arguments of an exception's constructor, by name; others are an error.
struct ExceptionKeyword {
    const char* name;
    Value* value;
};
Result<void> take_keywords(Thread& thread, const Type* type, const CallArguments& arguments,
                           std::initializer_list<ExceptionKeyword> known);

extern const TypeSpec kStopIterationSpec, kSystemExitSpec, kImportErrorSpec, kNameErrorSpec, kAttributeErrorSpec,
    kKeyErrorSpec;
extern const TypeSpec kOSErrorSpec, kSyntaxErrorSpec, kUnicodeEncodeErrorSpec, kUnicodeDecodeErrorSpec,
    kUnicodeTranslateErrorSpec;
extern const TypeSpec kBaseExceptionGroupSpec, kExceptionGroupSpec;

}  // namespace krait::core

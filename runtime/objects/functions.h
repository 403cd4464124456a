// Callables and descriptors that runtime/ knows: native functions, methods, properties, modules.
// Python functions (Function, Code) are the VM's: runtime/ sees them as a type with a call slot (vm_hooks.h).
#pragma once

#include "runtime/native.h"

namespace krait::core {

class Dict;
class Str;
class Type;

// The signature of a native function, parsed once per process from its text (signature.cpp): constant afterwards.
struct Signature;
const Signature* signature_of(const NativeSpec& spec);
const Signature* signature_of(const char* text, NativeKind kind);
// Binds a call's arguments to the parameters of a signature text ("dict_fromkeys(iterable, value=None, /)": no self), one
// Value each into `bound`. For construct and initialize slots; the text must have static storage.
Result<void> bind_arguments(Thread& thread, const char* signature, const CallArguments& arguments, Value* bound);
// For NativeFunction::direct_count.
uint32_t direct_count_of(const NativeSpec& spec);
// How many Values `bound` must have room for, at most.
inline constexpr size_t kMaxParameters = 32;

class NativeFunction : public Object {
public:
    const NativeSpec* spec_;
    Field<Value> self;    // bound object, class, or module; nothing
    Field<Value> module;  // __module__, a str or None
    Field<Type*> owner;   // of a bound method: its class, for messages; else null
    // One more than the arguments that spec_->code takes just as they are given; 0 before the first call, or if it never does.
    std::atomic<uint32_t> direct_count;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(NativeFunction, NativeFunction);

class MethodDescriptor : public Object {  // method_descriptor and classmethod_descriptor
public:
    const NativeSpec* spec_;
    Field<Type*> owner;
    std::atomic<uint32_t> direct_count;  // as NativeFunction's
    std::atomic<uint32_t> self_shape;  // of a receiver that was found to be an instance of owner, plus one; 0: none yet
    static const TypeSpec spec;
    static const TypeSpec class_method_spec;
};
KRAIT_LAYOUT(MethodDescriptor, MethodDescriptor);

class GetSetDescriptor : public Object {
public:
    const GetSetSpec* spec_;
    Field<Type*> owner;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(GetSetDescriptor, GetSetDescriptor);

class MemberDescriptor : public Object {  // a __slots__ entry: a Field<Value> at a fixed offset
public:
    Field<Str*> name;
    Field<Type*> owner;
    uint32_t offset;
    bool read_only;  // a field of a struct sequence
    static const TypeSpec spec;
};
KRAIT_LAYOUT(MemberDescriptor, MemberDescriptor);

class BoundMethod : public Object {
public:
    Field<Value> function;
    Field<Value> self;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(BoundMethod, BoundMethod);

// list.__len__: a native slot seen as a method. wrappers.h has the table of them.
struct WrapperSpec;
class WrapperDescriptor : public Object {
public:
    const WrapperSpec* spec_;
    void* function;  // the slot's function in the owner
    Field<Type*> owner;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(WrapperDescriptor, WrapperDescriptor);
class MethodWrapper : public Object {  // [].__len__
public:
    Field<WrapperDescriptor*> descriptor;
    Field<Value> self;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(MethodWrapper, NativeInstance);

class Super : public Object {
public:
    Field<Value> type;  // nothing before __init__
    Field<Value> self;  // None: unbound
    Field<Value> self_type;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Super, Super);

class Property : public Object {
public:
    Field<Value> getter, setter, deleter, doc, name;  // nothing: not given
    bool getter_doc;                                  // doc was taken from the getter
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Property, Property);

class ClassMethod : public Object {
public:
    Field<Value> callable;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(ClassMethod, ClassMethod);

class StaticMethod : public Object {
public:
    Field<Value> callable;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(StaticMethod, StaticMethod);

class Module : public Object {
public:
    Field<Dict*> dict;        // an exact dict: the module's globals
    const ModuleSpec* spec_;  // of native modules
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Module, Module);

Value make_native_function(Thread& thread, const NativeSpec& spec, Value self, Value module);
Value make_bound_method(Thread& thread, Value function, Value self);
Module* make_module(Thread& thread, std::string_view name);
Result<Module*> make_native_module(Thread& thread, const ModuleSpec& spec);  // runs spec.execute
Result<void> module_add(Thread& thread, Module* module, std::string_view name, Value value);

// Binds a call's arguments to a signature and calls the code (NativeSpec::code or raw). `self` is checked already.
Result<Value> call_native(Thread& thread, const NativeSpec& spec, Value self, const CallArguments& arguments);

}  // namespace krait::core

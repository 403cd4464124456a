// Native functions, methods, properties and types, declared as constant tables.
//
// One declaration gives a native function its Python signature and its doc, as text parsed once on first use: the argument
// binder, inspect.signature, help() and the error messages come from it. The code gets its arguments *bound*: one Value for
// each parameter of the signature in order, defaults filled in, *args as a Tuple, **kwargs as a Dict (or nothing when empty).
// A parameter whose default is written `=?` and was not given is Value::nothing(). Defaults are literals.
//   "insert(self, index, object, /)"   "sorted(iterable, /, *, key=None, reverse=False)"   "print(*args, sep=' ', ...)"
// Methods name `self` (class methods `cls`) first; the code sees it apart from `args`.
#pragma once

#include <initializer_list>

#include "runtime/call.h"
#include "runtime/errors.h"
#include "runtime/object.h"

namespace krait::core {

class Module;
class Type;

using NativeCode = Result<Value> (*)(Thread& thread, Value self, const Value* args);
using RawNativeCode = Result<Value> (*)(Thread& thread, Value self, const CallArguments& arguments);

enum class NativeKind : uint8_t { Function, Method, ClassMethod, StaticMethod };

struct NativeSpec {
    const char* signature;  // "name(parameters)"; text before '(' is the name
    const char* doc;
    NativeCode code = nullptr;
    RawNativeCode raw = nullptr;  // instead of code: takes the call's arguments as they are
    NativeKind kind = NativeKind::Method;
};

struct GetSetSpec {
    const char* name;
    const char* doc;
    Result<Value> (*get)(Thread& thread, Value self);
    Result<void> (*set)(Thread& thread, Value self, Value value) = nullptr;  // value nothing: delete
};

// ---- protocol slots ----
enum class CompareOp : uint8_t { Lt, Le, Eq, Ne, Gt, Ge };
enum class BinaryOp : uint8_t {
    Add,
    Sub,
    Mul,
    MatMul,
    TrueDiv,
    FloorDiv,
    Mod,
    DivMod,
    Pow,
    LShift,
    RShift,
    And,
    Xor,
    Or
};
inline constexpr int kBinaryOps = 14;
enum class UnaryOp : uint8_t { Neg, Pos, Invert, Abs };
inline constexpr int kUnaryOps = 4;

using BinarySlot = Result<Value> (*)(Thread&, Value left, Value right);  // may return NotImplemented
using UnarySlot = Result<Value> (*)(Thread&, Value self);

// Null: the type does not support the operation (after inheritance, which fills in the base's). All may run Python code.
struct Slots {
    UnarySlot repr = nullptr;
    UnarySlot str = nullptr;
    Result<int64_t> (*hash)(Thread&, Value self) = nullptr;
    Result<Value> (*call)(Thread&, Value self, const CallArguments&) = nullptr;
    Result<Value> (*get_attribute)(Thread&, Value self, Str* name) = nullptr;              // null: the generic lookup
    Result<void> (*set_attribute)(Thread&, Value self, Str* name, Value value) = nullptr;  // value nothing: delete
    Result<Value> (*compare)(Thread&, Value left, Value right, CompareOp op) = nullptr;
    Result<bool> (*truth)(Thread&, Value self) = nullptr;
    Result<int64_t> (*length)(Thread&, Value self) = nullptr;
    BinarySlot get_item = nullptr;
    Result<void> (*set_item)(Thread&, Value self, Value key, Value value) = nullptr;  // value nothing: delete
    Result<bool> (*contains)(Thread&, Value self, Value item) = nullptr;
    UnarySlot iterate = nullptr;
    UnarySlot next = nullptr;  // Value::unbound() when exhausted, or a pending StopIteration with a value: use next_py
    // Numbers. A binary slot is tried for the left operand's type, then for the right operand's (with the operands in source
    // order), the subclass first. It must check both types and answer NotImplemented.
    BinarySlot binary[kBinaryOps] = {};
    BinarySlot inplace[kBinaryOps] = {};
    Result<Value> (*power)(Thread&, Value base, Value exponent, Value modulus) = nullptr;  // three-argument pow
    UnarySlot unary[kUnaryOps] = {};
    UnarySlot index = nullptr;
    UnarySlot to_int = nullptr;
    UnarySlot to_float = nullptr;
    // Sequence concatenation and repetition (list, tuple, str, bytes, ...): tried after the numeric slots.
    BinarySlot concat = nullptr;
    Result<Value> (*repeat)(Thread&, Value self, Value count) = nullptr;
    BinarySlot inplace_concat = nullptr;
    Result<Value> (*inplace_repeat)(Thread&, Value self, Value count) = nullptr;
    // Descriptors. instance nothing: got from the class.
    Result<Value> (*get)(Thread&, Value self, Value instance, Value owner) = nullptr;
    Result<void> (*set)(Thread&, Value self, Value instance, Value value) = nullptr;  // value nothing: delete
    // Construction: __new__ and __init__.
    Result<Value> (*construct)(Thread&, Type* type, const CallArguments&) = nullptr;
    Result<void> (*initialize)(Thread&, Value self, const CallArguments&) = nullptr;
    Result<void> (*finalize)(Thread&, Value self) = nullptr;  // __del__
    // Asynchronous iteration.
    UnarySlot await = nullptr;
    UnarySlot async_iterate = nullptr;
    UnarySlot async_next = nullptr;
    // Buffer protocol (buffer.h).
    Result<void> (*get_buffer)(Thread&, Value self, struct BufferView& view) = nullptr;
    void (*release_buffer)(Thread&, Value self, struct BufferView& view) = nullptr;
};

namespace type_flag {
inline constexpr uint32_t kSubclassable = 1;  // a Python class may inherit from it
inline constexpr uint32_t kHasDict = 2;       // instances have attributes of their own
inline constexpr uint32_t kHasWeakref = 4;
inline constexpr uint32_t kHeapType = 8;          // made by a class statement: mutable
inline constexpr uint32_t kAbstract = 16;         // has __abstractmethods__
inline constexpr uint32_t kNoInstantiate = 32;    // "cannot create 'X' instances"
inline constexpr uint32_t kSequencePattern = 64;  // matches [..] in a match statement
inline constexpr uint32_t kMappingPattern = 128;
inline constexpr uint32_t kMatchSelf = 256;             // class pattern with one positional matches the subject itself
inline constexpr uint32_t kMethodDescriptor = 512;      // instances behave as functions: load_method may skip binding
inline constexpr uint32_t kGenericGetAttribute = 1024;  // no __getattribute__/__getattr__: shape caches apply
inline constexpr uint32_t kGenericSetAttribute = 2048;
inline constexpr uint32_t kDataDescriptor = 4096;
inline constexpr uint32_t kFinalizer = 8192;  // instances are registered for finalization at birth
}  // namespace type_flag

struct TypeSpec {
    const char* name;  // "list"; a dotted name sets __module__ ("collections.deque")
    const char* doc = nullptr;
    BuiltinType base = BuiltinType::Object;
    uint32_t size = 0;  // bytes of the fixed part; 0: the base's
    Layout layout = Layout::NativeInstance;
    uint32_t flags = 0;
    Slots slots = {};
    std::initializer_list<const NativeSpec*> methods = {};
    // More methods, of types that are written in several files.
    std::initializer_list<const std::initializer_list<const NativeSpec*>*> method_groups = {};
    std::initializer_list<const GetSetSpec*> properties = {};
    TraceFunction trace = nullptr;  // Layout::NativeInstance only: visits the fixed part's references (not the base's)
    const char* signature = nullptr;      // of the constructor, for inspect: "list(iterable=(), /)"
    const TypeSpec* base_spec = nullptr;  // instead of base: another native type's
};

// METHOD(Class, name, "name(self, ...)", "doc") { ... thread, self, args ... return value; }
// Declares the constant Class_name of type NativeSpec. `self` is checked by the descriptor before the code runs.
#define KRAIT_NATIVE_(CLASS, NAME, SIGNATURE, DOC, KIND, SELF)                                                   \
    static ::krait::Result<::krait::core::Value> CLASS##_##NAME##_code(::krait::core::Thread& thread, SELF self, \
                                                                       const ::krait::core::Value* args);        \
    [[maybe_unused]] static constexpr ::krait::core::NativeSpec CLASS##_##NAME = {                               \
        SIGNATURE, DOC,                                                                                          \
        [](::krait::core::Thread& thread, ::krait::core::Value self,                                             \
           const ::krait::core::Value* args) -> ::krait::Result<::krait::core::Value> {                          \
            return CLASS##_##NAME##_code(thread, ::krait::core::NativeSelf<SELF>::from(self), args);             \
        },                                                                                                       \
        nullptr, KIND};                                                                                          \
    static ::krait::Result<::krait::core::Value> CLASS##_##NAME##_code(                                          \
        [[maybe_unused]] ::krait::core::Thread& thread, [[maybe_unused]] SELF self,                              \
        [[maybe_unused]] const ::krait::core::Value* args)
template <typename T>
struct NativeSelf {  // a pointer to a cell class
    static T from(Value self) { return reinterpret_cast<T>(self.bits()); }
};
template <>
struct NativeSelf<Value> {
    static Value from(Value self) { return self; }
};

#define METHOD(CLASS, NAME, SIGNATURE, DOC) \
    KRAIT_NATIVE_(CLASS, NAME, SIGNATURE, DOC, ::krait::core::NativeKind::Method, CLASS*)
// As METHOD, for types whose values may be immediate (int, float, bool, None): self is a Value.
#define VALUE_METHOD(CLASS, NAME, SIGNATURE, DOC) \
    KRAIT_NATIVE_(CLASS, NAME, SIGNATURE, DOC, ::krait::core::NativeKind::Method, ::krait::core::Value)
#define CLASS_METHOD(CLASS, NAME, SIGNATURE, DOC) \
    KRAIT_NATIVE_(CLASS, NAME, SIGNATURE, DOC, ::krait::core::NativeKind::ClassMethod, ::krait::core::Type*)
#define STATIC_METHOD(CLASS, NAME, SIGNATURE, DOC) \
    KRAIT_NATIVE_(CLASS, NAME, SIGNATURE, DOC, ::krait::core::NativeKind::StaticMethod, ::krait::core::Value)
// A module's function; self is the Module.
#define FUNCTION(MODULE, NAME, SIGNATURE, DOC) \
    KRAIT_NATIVE_(MODULE, NAME, SIGNATURE, DOC, ::krait::core::NativeKind::Function, ::krait::core::Value)
// Raw forms take `const CallArguments& arguments` (the signature text still serves inspect and help).
#define KRAIT_RAW_(CLASS, NAME, SIGNATURE, DOC, KIND)                                                             \
    static ::krait::Result<::krait::core::Value> CLASS##_##NAME##_code(                                           \
        ::krait::core::Thread& thread, ::krait::core::Value self, const ::krait::core::CallArguments& arguments); \
    [[maybe_unused]] static constexpr ::krait::core::NativeSpec CLASS##_##NAME = {SIGNATURE, DOC, nullptr,        \
                                                                                  CLASS##_##NAME##_code, KIND};   \
    static ::krait::Result<::krait::core::Value> CLASS##_##NAME##_code(                                           \
        [[maybe_unused]] ::krait::core::Thread& thread, [[maybe_unused]] ::krait::core::Value self,               \
        [[maybe_unused]] const ::krait::core::CallArguments& arguments)
#define RAW_METHOD(CLASS, NAME, SIGNATURE, DOC) \
    KRAIT_RAW_(CLASS, NAME, SIGNATURE, DOC, ::krait::core::NativeKind::Method)
#define RAW_FUNCTION(MODULE, NAME, SIGNATURE, DOC) \
    KRAIT_RAW_(MODULE, NAME, SIGNATURE, DOC, ::krait::core::NativeKind::Function)
// GETTER(Class, name, "doc") { ... thread, self ... }: read-only property, the constant Class_get_name of type GetSetSpec.
#define GETTER(CLASS, NAME, DOC)                                                                                  \
    static ::krait::Result<::krait::core::Value> CLASS##_get_##NAME##_code(::krait::core::Thread& thread,         \
                                                                           ::krait::core::Value self);            \
    [[maybe_unused]] static constexpr ::krait::core::GetSetSpec CLASS##_get_##NAME = {#NAME, DOC,                 \
                                                                                      CLASS##_get_##NAME##_code}; \
    static ::krait::Result<::krait::core::Value> CLASS##_get_##NAME##_code(                                       \
        [[maybe_unused]] ::krait::core::Thread& thread, [[maybe_unused]] ::krait::core::Value self)

inline Value none() { return Value::none(); }

// ---- modules ----
struct ModuleSpec {
    const char* name;
    const char* doc = nullptr;
    std::initializer_list<const NativeSpec*> functions = {};
    std::initializer_list<const TypeSpec*> types = {};                  // added under their names
    Result<void> (*execute)(Thread& thread, Module* module) = nullptr;  // constants and the rest
};

}  // namespace krait::core

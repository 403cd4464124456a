// The table of slots and dunders, and the functions that call a native slot as the dunder (wrappers.h, rule 1).
#include <cstddef>

#include "runtime/buffer.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/call_found.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/slot_dispatch.h"
#include "runtime/objects/wrappers.h"
#include "runtime/operations.h"

namespace krait::core {

namespace {

Result<void> expect(Thread& thread, const CallArguments& arguments, uint32_t count) {
    if (arguments.positional == count) return {};
    return raise(thread, Exc::TypeError, "expected {} argument{}, got {}", count, count == 1 ? "" : "s",
                 arguments.positional);
}
Result<void> expect_between(Thread& thread, const CallArguments& arguments, uint32_t least, uint32_t most) {
    if (arguments.positional < least)
        return raise(thread, Exc::TypeError, "expected at least {} argument{}, got {}", least, least == 1 ? "" : "s",
                     arguments.positional);
    if (arguments.positional > most)
        return raise(thread, Exc::TypeError, "expected at most {} argument{}, got {}", most, most == 1 ? "" : "s",
                     arguments.positional);
    return {};
}
template <typename F>
F slot(void* function) {
    return reinterpret_cast<F>(function);
}
using LengthSlot = Result<int64_t> (*)(Thread&, Value);
using TruthSlot = Result<bool> (*)(Thread&, Value);

#define ADAPTER(NAME)                                                                                            \
    Result<Value> NAME([[maybe_unused]] Thread& thread, [[maybe_unused]] const WrapperSpec& spec, void* function, \
                       [[maybe_unused]] Value self, [[maybe_unused]] const CallArguments& arguments)

ADAPTER(call_unary) {
    TRY(expect(thread, arguments, 0));
    return slot<UnarySlot>(function)(thread, self);
}
ADAPTER(call_binary) {
    TRY(expect(thread, arguments, 1));
    return slot<BinarySlot>(function)(thread, self, arguments[0]);
}
ADAPTER(call_reflected) {
    TRY(expect(thread, arguments, 1));
    return slot<BinarySlot>(function)(thread, arguments[0], self);
}
ADAPTER(call_power) {
    TRY(expect_between(thread, arguments, 1, 2));
    if (arguments.positional == 1 || arguments[1].is_none())
        return slot<BinarySlot>(function)(thread, self, arguments[0]);
    auto* power = type_of(thread, self)->slots.power;
    if (!power) return Value::not_implemented();
    return power(thread, self, arguments[0], arguments[1]);
}
ADAPTER(call_reflected_power) {
    TRY(expect_between(thread, arguments, 1, 2));
    return slot<BinarySlot>(function)(thread, arguments[0], self);
}
ADAPTER(call_compare) {
    TRY(expect(thread, arguments, 1));
    using F = Result<Value> (*)(Thread&, Value, Value, CompareOp);
    return slot<F>(function)(thread, self, arguments[0], static_cast<CompareOp>(spec.detail));
}
ADAPTER(call_hash) {
    TRY(expect(thread, arguments, 0));
    return make_int(thread, TRY(slot<LengthSlot>(function)(thread, self)));
}
ADAPTER(call_length) {
    TRY(expect(thread, arguments, 0));
    return make_int(thread, TRY(slot<LengthSlot>(function)(thread, self)));
}
ADAPTER(call_truth) {
    TRY(expect(thread, arguments, 0));
    return Value::boolean(TRY(slot<TruthSlot>(function)(thread, self)));
}
ADAPTER(call_contains) {
    TRY(expect(thread, arguments, 1));
    using F = Result<bool> (*)(Thread&, Value, Value);
    return Value::boolean(TRY(slot<F>(function)(thread, self, arguments[0])));
}
using SetItemSlot = Result<void> (*)(Thread&, Value, Value, Value);
ADAPTER(call_set_item) {
    TRY(expect(thread, arguments, 2));
    TRY(slot<SetItemSlot>(function)(thread, self, arguments[0], arguments[1]));
    return none();
}
ADAPTER(call_delete_item) {
    TRY(expect(thread, arguments, 1));
    TRY(slot<SetItemSlot>(function)(thread, self, arguments[0], Value::nothing()));
    return none();
}
ADAPTER(call_repeat) {
    TRY(expect(thread, arguments, 1));
    return slot<BinarySlot>(function)(thread, self, arguments[0]);
}
// The slot's Unbound is the method's StopIteration.
ADAPTER(call_next) {
    TRY(expect(thread, arguments, 0));
    Value item = TRY(slot<UnarySlot>(function)(thread, self));
    if (item.is_unbound()) return raise(thread, Exc::StopIteration, "");
    return item;
}
ADAPTER(call_call) {
    using F = Result<Value> (*)(Thread&, Value, const CallArguments&);
    return slot<F>(function)(thread, self, arguments);
}
Result<Str*> attribute_name(Thread& thread, Value name) {
    Str* text = as_kind<Str>(thread, name);
    if (!text) return raise(thread, Exc::TypeError, "attribute name must be string, not '{}'", type_of(thread, name));
    return intern(thread, text);
}
ADAPTER(call_get_attribute) {
    TRY(expect(thread, arguments, 1));
    using F = Result<Value> (*)(Thread&, Value, Str*);
    return slot<F>(function)(thread, self, TRY(attribute_name(thread, arguments[0])));
}
// Calling object.__setattr__ on a class or another native type would go around the checks of its own slot.
Result<void> check_set_attribute(Thread& thread, const WrapperSpec& spec, void* function, Value self) {
    Type* type = type_of(thread, self);
    while (type && type->has(type_flag::kHeapType)) type = type->base.get();
    void* own = type ? reinterpret_cast<void*>(type->slots.set_attribute) : nullptr;
    if (!own) own = reinterpret_cast<void*>(generic_set_attribute_py);
    if (own == function) return {};
    return raise(thread, Exc::TypeError, "can't apply this {} to '{}' object",
                 (thread.interpreter->names->*spec.name).get(), type_of(thread, self));
}
using SetAttributeSlot = Result<void> (*)(Thread&, Value, Str*, Value);
ADAPTER(call_set_attribute) {
    TRY(expect(thread, arguments, 2));
    TRY(check_set_attribute(thread, spec, function, self));
    TRY(slot<SetAttributeSlot>(function)(thread, self, TRY(attribute_name(thread, arguments[0])), arguments[1]));
    return none();
}
ADAPTER(call_delete_attribute) {
    TRY(expect(thread, arguments, 1));
    TRY(check_set_attribute(thread, spec, function, self));
    TRY(slot<SetAttributeSlot>(function)(thread, self, TRY(attribute_name(thread, arguments[0])), Value::nothing()));
    return none();
}
ADAPTER(call_get) {
    TRY(expect_between(thread, arguments, 1, 2));
    Value instance = arguments[0].is_none() ? Value::nothing() : arguments[0];
    Value owner = arguments.positional > 1 && !arguments[1].is_none() ? arguments[1] : Value::nothing();
    if (instance.is_nothing() && owner.is_nothing())
        return raise(thread, Exc::TypeError, "__get__(None, None) is invalid");
    // None is an instance too: type(None) gives it a class.
    if (instance.is_nothing() && owner == Value(thread.interpreter->type(BuiltinType::NoneType)))
        instance = Value::none();
    using F = Result<Value> (*)(Thread&, Value, Value, Value);
    return slot<F>(function)(thread, self, instance, owner);
}
ADAPTER(call_set) {
    TRY(expect(thread, arguments, 2));
    TRY(slot<SetItemSlot>(function)(thread, self, arguments[0], arguments[1]));
    return none();
}
ADAPTER(call_delete) {
    TRY(expect(thread, arguments, 1));
    TRY(slot<SetItemSlot>(function)(thread, self, arguments[0], Value::nothing()));
    return none();
}
ADAPTER(call_initialize) {
    using F = Result<void> (*)(Thread&, Value, const CallArguments&);
    TRY(slot<F>(function)(thread, self, arguments));
    return none();
}
ADAPTER(call_finalize) {
    TRY(expect(thread, arguments, 0));
    TRY(slot<Result<void> (*)(Thread&, Value)>(function)(thread, self));
    return none();
}

// PEP 688. The flags' lowest bit asks for writable memory.
ADAPTER(call_get_buffer) {
    if (arguments.positional != 1)
        return raise(thread, Exc::TypeError, "__buffer__ expected 1 argument, got {}", arguments.positional);
    int64_t flags = TRY(index_int64_py(thread, arguments[0]));
    using F = Result<void> (*)(Thread&, Value, BufferView&);
    return Value(TRY(make_memoryview_of_py(thread, self, slot<F>(function), flags)));
}
ADAPTER(call_release_buffer) {
    if (arguments.positional != 1)
        return raise(thread, Exc::TypeError, "__release_buffer__ expected 1 argument, got {}", arguments.positional);
    auto* view = arguments[0].as_if<Memoryview>();
    if (!view) return raise(thread, Exc::TypeError, "expected a memoryview object");
    if (!view->managed.get()) return raise(thread, Exc::ValueError, "memoryview's buffer has already been released");
    if (view->view.object.get() != self)
        return raise(thread, Exc::ValueError, "memoryview's buffer is not this object");
    TRY(release_memoryview(thread, view));
    return none();
}

template <typename F>
void* pointer(F* function) {
    return reinterpret_cast<void*>(function);
}

#define SLOT(FIELD) static_cast<uint16_t>(offsetof(Slots, FIELD))
#define BINARY(OP) static_cast<uint16_t>(offsetof(Slots, binary) + static_cast<int>(BinaryOp::OP) * sizeof(void*))
#define INPLACE(OP) static_cast<uint16_t>(offsetof(Slots, inplace) + static_cast<int>(BinaryOp::OP) * sizeof(void*))
#define UNARY(OP) static_cast<uint16_t>(offsetof(Slots, unary) + static_cast<int>(UnaryOp::OP) * sizeof(void*))

#define NUMBER(OP, LOW, TEXT)                                                                                            \
    {&Names::dunder_##LOW, "__" #LOW "__(self, value, /)", "Return self" TEXT "value.", BINARY(OP), call_binary,         \
     pointer(dispatch::binary_slot<BinaryOp::OP>), 0},                                                                   \
        {&Names::dunder_r##LOW, "__r" #LOW "__(self, value, /)", "Return value" TEXT "self.", BINARY(OP), call_reflected, \
         pointer(dispatch::binary_slot<BinaryOp::OP>), 0}
#define IN_PLACE(OP, LOW, TEXT)                                                                              \
    {&Names::dunder_i##LOW, "__i" #LOW "__(self, value, /)", "Return self" TEXT "value.", INPLACE(OP), call_binary, \
     pointer(dispatch::inplace_slot<BinaryOp::OP>), 0}
#define UNARY_NUMBER(OFFSET, LOW, DOC) \
    {&Names::dunder_##LOW, "__" #LOW "__(self, /)", DOC, OFFSET, call_unary, pointer(dispatch::unary_slot<&Names::dunder_##LOW>), 0}
#define COMPARE(OP, LOW, TEXT)                                                                                   \
    {&Names::dunder_##LOW, "__" #LOW "__(self, value, /)", "Return self" TEXT "value.", SLOT(compare), call_compare, \
     pointer(dispatch::compare), static_cast<int>(CompareOp::OP)}

// clang-format off
const WrapperSpec kWrappers[] = {
    {&Names::dunder_repr, "__repr__(self, /)", "Return repr(self).", SLOT(repr), call_unary, pointer(dispatch::unary_slot<&Names::dunder_repr>)},
    {&Names::dunder_hash, "__hash__(self, /)", "Return hash(self).", SLOT(hash), call_hash, pointer(dispatch::hash)},
    {&Names::dunder_call, "__call__(self, /, *args, **kwargs)", "Call self as a function.", SLOT(call), call_call, pointer(dispatch::call)},
    {&Names::dunder_str, "__str__(self, /)", "Return str(self).", SLOT(str), call_unary, pointer(dispatch::unary_slot<&Names::dunder_str>)},
    {&Names::dunder_getattribute, "__getattribute__(self, name, /)", "Return getattr(self, name).", SLOT(get_attribute), call_get_attribute, pointer(dispatch::get_attribute)},
    {&Names::dunder_getattr, "__getattr__(self, name, /)", "", SLOT(get_attribute), nullptr, pointer(dispatch::get_attribute)},
    {&Names::dunder_setattr, "__setattr__(self, name, value, /)", "Implement setattr(self, name, value).", SLOT(set_attribute), call_set_attribute, pointer(dispatch::set_attribute)},
    {&Names::dunder_delattr, "__delattr__(self, name, /)", "Implement delattr(self, name).", SLOT(set_attribute), call_delete_attribute, pointer(dispatch::set_attribute)},
    COMPARE(Lt, lt, "<"), COMPARE(Le, le, "<="), COMPARE(Eq, eq, "=="), COMPARE(Ne, ne, "!="), COMPARE(Gt, gt, ">"), COMPARE(Ge, ge, ">="),
    {&Names::dunder_iter, "__iter__(self, /)", "Implement iter(self).", SLOT(iterate), call_unary, pointer(dispatch::iterate)},
    {&Names::dunder_next, "__next__(self, /)", "Implement next(self).", SLOT(next), call_next, pointer(dispatch::next)},
    {&Names::dunder_get, "__get__(self, instance, owner=None, /)", "Return an attribute of instance, which is of type owner.", SLOT(get), call_get, pointer(dispatch::get)},
    {&Names::dunder_set, "__set__(self, instance, value, /)", "Set an attribute of instance to value.", SLOT(set), call_set, pointer(dispatch::set)},
    {&Names::dunder_delete, "__delete__(self, instance, /)", "Delete an attribute of instance.", SLOT(set), call_delete, pointer(dispatch::set)},
    {&Names::dunder_init, "__init__(self, /, *args, **kwargs)", "Initialize self.  See help(type(self)) for accurate signature.", SLOT(initialize), call_initialize, pointer(dispatch::initialize)},
    {&Names::dunder_new, "__new__(type, /, *args, **kwargs)", "Create and return new object.", SLOT(construct), nullptr, pointer(dispatch::construct)},
    {&Names::dunder_del, "__del__(self, /)", "Called when the instance is about to be destroyed.", SLOT(finalize), call_finalize, pointer(dispatch::finalize)},
    {&Names::dunder_await, "__await__(self, /)", "Return an iterator to be used in await expression.", SLOT(await), call_unary, pointer(dispatch::unary_slot<&Names::dunder_await>)},
    {&Names::dunder_aiter, "__aiter__(self, /)", "Return an awaitable, that resolves in asynchronous iterator.", SLOT(async_iterate), call_unary, pointer(dispatch::unary_slot<&Names::dunder_aiter>)},
    {&Names::dunder_anext, "__anext__(self, /)", "Return a value or raise StopAsyncIteration.", SLOT(async_next), call_unary, pointer(dispatch::unary_slot<&Names::dunder_anext>)},
    NUMBER(Add, add, "+"), NUMBER(Sub, sub, "-"), NUMBER(Mul, mul, "*"), NUMBER(Mod, mod, "%"),
    {&Names::dunder_divmod, "__divmod__(self, value, /)", "Return divmod(self, value).", BINARY(DivMod), call_binary, pointer(dispatch::binary_slot<BinaryOp::DivMod>)},
    {&Names::dunder_rdivmod, "__rdivmod__(self, value, /)", "Return divmod(value, self).", BINARY(DivMod), call_reflected, pointer(dispatch::binary_slot<BinaryOp::DivMod>)},
    {&Names::dunder_pow, "__pow__(self, value, mod=None, /)", "Return pow(self, value, mod).", BINARY(Pow), call_power, pointer(dispatch::binary_slot<BinaryOp::Pow>)},
    {&Names::dunder_rpow, "__rpow__(self, value, mod=None, /)", "Return pow(value, self, mod).", BINARY(Pow), call_reflected_power, pointer(dispatch::binary_slot<BinaryOp::Pow>)},
    {&Names::dunder_pow, "__pow__(self, value, mod=None, /)", "Return pow(self, value, mod).", SLOT(power), nullptr, pointer(dispatch::power)},
    {&Names::dunder_rpow, "__rpow__(self, value, mod=None, /)", "Return pow(value, self, mod).", SLOT(power), nullptr, pointer(dispatch::power)},
    UNARY_NUMBER(UNARY(Neg), neg, "-self"), UNARY_NUMBER(UNARY(Pos), pos, "+self"), UNARY_NUMBER(UNARY(Abs), abs, "abs(self)"),
    {&Names::dunder_bool, "__bool__(self, /)", "True if self else False", SLOT(truth), call_truth, pointer(dispatch::truth)},
    UNARY_NUMBER(UNARY(Invert), invert, "~self"),
    NUMBER(LShift, lshift, "<<"), NUMBER(RShift, rshift, ">>"), NUMBER(And, and, "&"), NUMBER(Xor, xor, "^"), NUMBER(Or, or, "|"),
    UNARY_NUMBER(SLOT(to_int), int, "int(self)"), UNARY_NUMBER(SLOT(to_float), float, "float(self)"),
    IN_PLACE(Add, add, "+="), IN_PLACE(Sub, sub, "-="), IN_PLACE(Mul, mul, "*="), IN_PLACE(Mod, mod, "%="), IN_PLACE(Pow, pow, "**="),
    IN_PLACE(LShift, lshift, "<<="), IN_PLACE(RShift, rshift, ">>="), IN_PLACE(And, and, "&="), IN_PLACE(Xor, xor, "^="), IN_PLACE(Or, or, "|="),
    NUMBER(FloorDiv, floordiv, "//"), NUMBER(TrueDiv, truediv, "/"), IN_PLACE(FloorDiv, floordiv, "//="), IN_PLACE(TrueDiv, truediv, "/="),
    {&Names::dunder_index, "__index__(self, /)", "Return self converted to an integer, if self is suitable for use as an index into a list.", SLOT(index), call_unary, pointer(dispatch::unary_slot<&Names::dunder_index>)},
    NUMBER(MatMul, matmul, "@"), IN_PLACE(MatMul, matmul, "@="),
    {&Names::dunder_len, "__len__(self, /)", "Return len(self).", SLOT(length), call_length, pointer(dispatch::length)},
    {&Names::dunder_getitem, "__getitem__(self, key, /)", "Return self[key].", SLOT(get_item), call_binary, pointer(dispatch::one_argument_slot<&Names::dunder_getitem>)},
    {&Names::dunder_setitem, "__setitem__(self, key, value, /)", "Set self[key] to value.", SLOT(set_item), call_set_item, pointer(dispatch::set_item)},
    {&Names::dunder_delitem, "__delitem__(self, key, /)", "Delete self[key].", SLOT(set_item), call_delete_item, pointer(dispatch::set_item)},
    {&Names::dunder_add, "__add__(self, value, /)", "Return self+value.", SLOT(concat), call_binary, nullptr},
    {&Names::dunder_mul, "__mul__(self, value, /)", "Return self*value.", SLOT(repeat), call_repeat, nullptr},
    {&Names::dunder_rmul, "__rmul__(self, value, /)", "Return value*self.", SLOT(repeat), call_repeat, nullptr},
    {&Names::dunder_contains, "__contains__(self, key, /)", "Return bool(key in self).", SLOT(contains), call_contains, pointer(dispatch::contains)},
    {&Names::dunder_buffer, "__buffer__(self, flags, /)", "Return a buffer object that exposes the underlying memory of the object.", SLOT(get_buffer), call_get_buffer, pointer(dispatch::get_buffer)},
    {&Names::dunder_release_buffer, "__release_buffer__(self, buffer, /)", "Release the buffer object that exposes the underlying memory of the object.", SLOT(release_buffer), call_release_buffer, pointer(dispatch::release_buffer)},
    {&Names::dunder_iadd, "__iadd__(self, value, /)", "Implement self+=value.", SLOT(inplace_concat), call_binary, nullptr},
    {&Names::dunder_imul, "__imul__(self, value, /)", "Implement self*=value.", SLOT(inplace_repeat), call_repeat, nullptr},
};
// clang-format on

}  // namespace

std::span<const WrapperSpec> wrapper_table() { return kWrappers; }

bool is_dispatch(const void* function) {
    for (const WrapperSpec& spec : kWrappers) {
        if (spec.dispatch == function) return function != nullptr;
    }
    return false;
}

// ---- from a lookup to a slot ----

namespace {

// The native function when every name of the slot finds a wrapper of that one function; the dispatcher when something else is
// found; null when nothing is.
void* slot_for(Thread& thread, Type* type, std::span<const WrapperSpec> entries) {
    void* native = nullptr;
    bool python = false;
    for (const WrapperSpec& entry : entries) {
        Value found = type->lookup_uncached(thread, (thread.interpreter->names->*entry.name).get_relaxed());
        if (found.is_nothing()) continue;
        auto* wrapper = found.as_if<WrapperDescriptor>();
        // A wrapper under a name that is not its own, or of a class that is no base, is any callable.
        if (wrapper && (wrapper->spec_->name != entry.name || !type->is_subtype_of(wrapper->owner.get()))) {
            python = true;
            continue;
        }
        if (wrapper) {
            if (wrapper->spec_->offset != entry.offset) {
                // `__str__ = int.__repr__`: a wrapper under another name is called like any function.
                if (wrapper->spec_->name != entry.name) python = true;
                // A number's __pow__ stands for two slots; other wrappers of another slot say nothing about this one.
                else if (entry.offset == offsetof(Slots, power) && !python && wrapper->owner.get()->slots.power)
                    native = reinterpret_cast<void*>(wrapper->owner.get()->slots.power);
                continue;
            }
            if (!native || native == wrapper->function) {
                native = wrapper->function;
                continue;
            }
        } else if (auto* function = found.as_if<NativeFunction>(); function && function->spec_ == &kNewSpec) {
            Type* owner = function->self.get().to<Type>();
            if (type->is_subtype_of(owner)) {
                native = reinterpret_cast<void*>(owner->slots.construct);
                continue;
            }
        } else if (found.is_none() && entry.offset == offsetof(Slots, hash)) {
            native = reinterpret_cast<void*>(hash_not_implemented);
            continue;
        }
        python = true;
    }
    return python ? entries[0].dispatch : native;
}

void update_slot(Thread& thread, Type* type, std::span<const WrapperSpec> entries) {
    uint16_t offset = entries[0].offset;
    void* function = slot_for(thread, type, entries);
    if (offset == offsetof(Slots, get_attribute)) {
        if (function == reinterpret_cast<void*>(generic_get_attribute_py)) function = nullptr;
        uint32_t flag = type_flag::kGenericGetAttribute;
        type->flags = function ? type->flags & ~flag : type->flags | flag;
    } else if (offset == offsetof(Slots, set_attribute)) {
        if (function == reinterpret_cast<void*>(generic_set_attribute_py)) function = nullptr;
        uint32_t flag = type_flag::kGenericSetAttribute;
        type->flags = function ? type->flags & ~flag : type->flags | flag;
    } else if (offset == offsetof(Slots, set)) {
        type->flags = function ? type->flags | type_flag::kDataDescriptor : type->flags & ~type_flag::kDataDescriptor;
    } else if (offset == offsetof(Slots, finalize) && function) {
        type->flags |= type_flag::kFinalizer;
    }
    __atomic_store_n(&slot_at(type->slots, offset), function, __ATOMIC_RELEASE);
}

}  // namespace

void update_slots(Thread& thread, Type* type, Str* name) {
    std::span<const WrapperSpec> table = wrapper_table();
    for (size_t start = 0; start < table.size();) {
        size_t end = start + 1;
        while (end < table.size() && table[end].offset == table[start].offset) ++end;
        bool wanted = name == nullptr;
        for (size_t i = start; i < end && !wanted; ++i)
            wanted = (thread.interpreter->names->*table[i].name).get_relaxed() == name;
        if (wanted) update_slot(thread, type, table.subspan(start, end - start));
        start = end;
    }
}

}  // namespace krait::core

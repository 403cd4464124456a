#include "runtime/call.h"

#include "runtime/names.h"
#include "runtime/objects/call_found.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/signature.h"
#include "runtime/objects/small_array.h"
#include "runtime/objects/type.h"
#include "runtime/operations.h"

namespace krait::core {

uint32_t CallArguments::keyword_count() const { return static_cast<uint32_t>(names->size()); }

Result<Value> call_py(Thread& thread, Value callee, const CallArguments& arguments) {
    if (auto* function = callee.as_if<NativeFunction>()) {
        TRY(thread.check_stack());
        return call_native_of(thread, *function->spec_, function->owner.get(), function->self.get(), arguments);
    }
    Type* type = type_of(thread, callee);
    if (!type->slots.call) [[unlikely]]
        return raise(thread, Exc::TypeError, "'{}' object is not callable", type);
    TRY(thread.check_stack());
    return type->slots.call(thread, callee, arguments);
}

Result<Value> call_py(Thread& thread, Value callee) { return call_py(thread, callee, CallArguments{}); }
Result<Value> call_py(Thread& thread, Value callee, Value a) {
    return call_py(thread, callee, CallArguments{.values = &a, .positional = 1});
}
Result<Value> call_py(Thread& thread, Value callee, Value a, Value b) {
    Value values[] = {a, b};
    return call_py(thread, callee, CallArguments{.values = values, .positional = 2});
}
Result<Value> call_py(Thread& thread, Value callee, Value a, Value b, Value c) {
    Value values[] = {a, b, c};
    return call_py(thread, callee, CallArguments{.values = values, .positional = 3});
}
Result<Value> call_py(Thread& thread, Value callee, std::span<const Value> positional) {
    return call_py(thread, callee,
                   CallArguments{.values = positional.data(), .positional = static_cast<uint32_t>(positional.size())});
}

Result<Value> call_with_py(Thread& thread, Value callee, Tuple* args, Dict* kwargs) {
    size_t positional = args ? args->size() : 0;
    if (!kwargs || kwargs->size() == 0) return call_py(thread, callee, args ? args->span() : std::span<const Value>{});

    size_t count = kwargs->size();
    ArgumentBuffer buffer;
    Value* values = TRY(buffer.reserve(thread, positional + count));
    Tuple* names = TRY(make_tuple_sized(thread, count));
    for (size_t i = 0; i < positional; ++i) values[i] = (*args)[i];
    buffer.written();
    size_t position = 0, filled = 0;
    Value key, value;
    while (filled < count && dict_next(kwargs, &position, &key, &value)) {
        Str* name = as_kind<Str>(thread, key);
        if (!name) return raise(thread, Exc::TypeError, "keywords must be strings");
        values[positional + filled] = value;
        buffer.written();
        names->items_[filled++].set(names, Value(intern(thread, name)));
    }
    if (filled != count) return raise(thread, Exc::RuntimeError, "dictionary changed size during iteration");
    return call_py(thread, callee,
                   CallArguments{.values = values, .positional = static_cast<uint32_t>(positional), .names = names});
}

// [self, *arguments] as one array, for a function that is called without making its bound method.
Result<Value> call_with_self_py(Thread& thread, Value function, Value self, const CallArguments& arguments) {
    ArgumentBuffer buffer;
    uint32_t total = arguments.total();
    Value* values = TRY(buffer.reserve(thread, total + 1));
    values[0] = self;
    for (uint32_t i = 0; i < total; ++i) values[i + 1] = arguments.values[i];
    buffer.written();
    return call_py(thread, function,
                   CallArguments{.values = values, .positional = arguments.positional + 1, .names = arguments.names});
}

// A function found in the type of `object`: called with it in front, or bound by its descriptor first.
Result<Value> call_found_py(Thread& thread, Value found, Value object, Type* type, std::span<const Value> arguments) {
    CallArguments call{.values = arguments.data(), .positional = static_cast<uint32_t>(arguments.size())};
    Type* found_type = type_of(thread, found);
    if (found_type->has(type_flag::kMethodDescriptor)) return call_with_self_py(thread, found, object, call);
    if (found_type->slots.get) found = TRY(found_type->slots.get(thread, found, object, Value(type)));
    return call_py(thread, found, call);
}

Result<Value> call_method_py(Thread& thread, Value object, Str* name, std::span<const Value> arguments) {
    Type* type = type_of(thread, object);
    if (type->has(type_flag::kGenericGetAttribute)) {
        Value found = type->lookup(thread, name);
        if (!found.is_nothing() && type_of(thread, found)->has(type_flag::kMethodDescriptor) &&
            get_instance_attribute(thread, object, name).is_nothing())
            return call_found_py(thread, found, object, type, arguments);
    }
    Value method = TRY(get_attribute_py(thread, object, name));
    return call_py(thread, method, arguments);
}

Result<Value> call_special_py(Thread& thread, Value object, Str* name, std::span<const Value> arguments, bool* found) {
    Type* type = type_of(thread, object);
    Value method = type->lookup(thread, name);
    *found = !method.is_nothing();
    if (!*found) return Value::unbound();
    return call_found_py(thread, method, object, type, arguments);
}

}  // namespace krait::core

// Arguments of the constructors, with CPython's messages.
#include <cstring>

#include "runtime/objects/int_parts.h"
#include "stdlib/_datetime/datetime.h"

namespace krait::core::dates {

Result<void> bind_fields(Thread& thread, const FieldNames& fields, const CallArguments& arguments, Value* bound) {
    uint32_t given = arguments.total();
    std::string function = fields.function ? std::string(fields.function) + "()" : "function";
    if (given > fields.count)
        return raise(thread, Exc::TypeError, "{} takes at most {} argument{} ({} given)", function, fields.count,
                     fields.count == 1 ? "" : "s", given);
    if (arguments.positional > fields.positional)
        return raise(thread, Exc::TypeError, "{} takes at most {} positional arguments ({} given)", function,
                     fields.positional, arguments.positional);
    for (uint32_t i = 0; i < arguments.positional; ++i) bound[i] = arguments[i];
    for (uint32_t i = arguments.positional; i < given; ++i) {
        Str* name = (*arguments.names)[i - arguments.positional].to<Str>();
        uint32_t at = 0;
        while (at < fields.count && !(name->is_ascii() && name->ascii_view() == fields.names[at])) ++at;
        if (at == fields.count)
            return raise(thread, Exc::TypeError, "{} got an unexpected keyword argument '{}'",
                         fields.function ? function : "this function", name);
        if (at < arguments.positional)
            return raise(thread, Exc::TypeError, "argument for {} given by name ('{}') and position ({})", function,
                         name, at + 1);
        bound[at] = arguments[i];
    }
    for (uint32_t i = 0; i < fields.required; ++i) {
        if (bound[i].is_nothing())
            return raise(thread, Exc::TypeError, "{} missing required argument '{}' (pos {})", function,
                         fields.names[i], i + 1);
    }
    return {};
}

Result<int> int_field_py(Thread& thread, Value value) {
    if (value.is_small()) [[likely]] {
        int64_t number = value.as_small();
        if (number > INT32_MAX) return raise(thread, Exc::OverflowError, "signed integer is greater than maximum");
        if (number < INT32_MIN) return raise(thread, Exc::OverflowError, "signed integer is less than minimum");
        return static_cast<int>(number);
    }
    Value index = TRY(index_py(thread, value));
    int overflow = 0;
    int64_t number = int_to_int64(index, &overflow);
    if (overflow) return raise(thread, Exc::OverflowError, "Python int too large to convert to C long");
    if (number > INT32_MAX) return raise(thread, Exc::OverflowError, "signed integer is greater than maximum");
    if (number < INT32_MIN) return raise(thread, Exc::OverflowError, "signed integer is less than minimum");
    return static_cast<int>(number);
}

Result<Str*> text_argument(Thread& thread, const char* function, int position, Value value) {
    if (auto* text = as_kind<Str>(thread, value)) return text;
    return raise(thread, Exc::TypeError, "{}() argument {} must be str, not {}", function, position,
                 type_name(thread, value));
}

Result<bool> pickled_state(Thread& thread, Value value, size_t size, uint8_t* state) {
    if (auto* bytes = as_kind<Bytes>(thread, value)) {
        if (bytes->size() != size) return false;
        std::memcpy(state, bytes->data(), size);
        return true;
    }
    // A pickle of Python 2, read as Latin-1.
    auto* text = as_kind<Str>(thread, value);
    if (!text || text->length() != size) return false;
    const void* data = TRY(text->data(thread));
    for (size_t i = 0; i < size; ++i) {
        uint32_t code = Str::at(data, text->kind(), i);
        if (code > 0xff) return false;
        state[i] = static_cast<uint8_t>(code);
    }
    return true;
}

Result<Value> reduced(Thread& thread, Value self, std::string_view state, Value zone) {
    Value bytes(TRY(make_bytes(thread, state)));
    Tuple* arguments = zone.is_nothing() ? make_tuple(thread, {bytes}) : make_tuple(thread, {bytes, zone});
    return Value(make_tuple(thread, {Value(type_of(thread, self)), Value(arguments)}));
}

}  // namespace krait::core::dates

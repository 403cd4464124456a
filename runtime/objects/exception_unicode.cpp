// UnicodeEncodeError, UnicodeDecodeError, UnicodeTranslateError.
#include <algorithm>

#include "runtime/objects/containers.h"
#include "runtime/objects/exception_parts.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/numbers.h"
#include "runtime/operations.h"

namespace krait::core {

namespace {

enum class Family { Encode, Decode, Translate };

template <Family kFamily>
Result<void> unicode_initialize(Thread& thread, Value self, const CallArguments& arguments) {
    TRY(exception_initialize(thread, self, arguments));
    constexpr uint32_t kCount = kFamily == Family::Translate ? 4 : 5;
    if (arguments.positional != kCount)
        return raise(thread, Exc::TypeError, "function takes exactly {} arguments ({} given)", kCount,
                     arguments.positional);
    auto* error = self.to<UnicodeError>();
    const Value* next = arguments.values;
    auto need_str = [&](int position) -> Result<void> {
        if (as_kind<Str>(thread, *next)) return {};
        return raise(thread, Exc::TypeError, "argument {} must be str, not {}", position, type_of(thread, *next));
    };
    int position = 1;
    if (kFamily != Family::Translate) {
        TRY(need_str(position++));
        error->encoding.set(error, *next++);
    }
    if (kFamily == Family::Decode) {
        Value object = *next++;
        ++position;
        if (!type_of(thread, object)->slots.get_buffer)
            return raise(thread, Exc::TypeError, "a bytes-like object is required, not '{}'", type_of(thread, object));
        Type* bytes = thread.interpreter->type(BuiltinType::Bytes);
        if (!is_instance(thread, object, bytes)) object = TRY(call_py(thread, Value(bytes), object));
        error->object.set(error, object);
    } else {
        TRY(need_str(position++));
        error->object.set(error, *next++);
    }
    for (auto* field : {&error->start, &error->end})
        field->set(error, Value::small(TRY(index_int64_py(thread, *next++))));
    position += 2;
    TRY(need_str(position));
    error->reason.set(error, *next);
    return {};
}

std::string escaped(uint32_t c) {
    char buffer[16];
    snprintf(buffer, sizeof buffer, c <= 0xff ? "\\x%02x" : c <= 0xffff ? "\\u%04x" : "\\U%08x", c);
    return buffer;
}

template <Family kFamily>
Result<Value> unicode_str(Thread& thread, Value self) {
    auto* error = self.to<UnicodeError>();
    if (error->object.get().is_nothing()) return Value(empty_str(thread));
    Str* reason = TRY(str_py(thread, error->reason.get()));
    int64_t start = error->start.get().as_small(), end = error->end.get().as_small();
    int64_t size = TRY(length_py(thread, error->object.get()));
    std::string codec;
    if (kFamily != Family::Translate) codec = format_text("'{}' codec ", TRY(str_py(thread, error->encoding.get())));
    bool one = end == start + 1 && start >= 0 && start < size;
    if (kFamily == Family::Decode) {
        if (!one)
            return format_str(thread, "{}can't decode bytes in position {}-{}: {}", codec, start, end - 1, reason);
        Value byte = TRY(get_item_py(thread, error->object.get(), Value::small(start)));
        char buffer[8];
        snprintf(buffer, sizeof buffer, "0x%02x", static_cast<unsigned>(byte.as_small()));
        return format_str(thread, "{}can't decode byte {} in position {}: {}", codec, buffer, start, reason);
    }
    const char* verb = kFamily == Family::Encode ? "encode" : "translate";
    if (!one)
        return format_str(thread, "{}can't {} characters in position {}-{}: {}", codec, verb, start, end - 1, reason);
    Str* object = as_kind<Str>(thread, error->object.get());
    uint32_t c = object ? Str::at(TRY(object->data(thread)), object->kind(), static_cast<size_t>(start)) : 0;
    return format_str(thread, "{}can't {} character '{}' in position {}: {}", codec, verb, escaped(c), start, reason);
}

constexpr auto kEncoding = exception_field<UnicodeError, &UnicodeError::encoding>("encoding", "exception encoding");
constexpr auto kObject = exception_field<UnicodeError, &UnicodeError::object>("object", "exception object");
constexpr auto kReason = exception_field<UnicodeError, &UnicodeError::reason>("reason", "exception reason");
template <Field<Value> UnicodeError::* kField>
Result<void> set_position(Thread& thread, Value self, Value value) {
    if (value.is_nothing()) return raise(thread, Exc::TypeError, "can't delete numeric/char attribute");
    (self.to<UnicodeError>()->*kField).set(self.cell(), Value::small(TRY(index_int64_py(thread, value))));
    return {};
}
constexpr GetSetSpec kStart = {"start", "exception start", get_exception_field<UnicodeError, &UnicodeError::start>,
                               set_position<&UnicodeError::start>};
constexpr GetSetSpec kEnd = {"end", "exception end", get_exception_field<UnicodeError, &UnicodeError::end>,
                             set_position<&UnicodeError::end>};

void trace_unicode(Cell* cell, Tracer& tracer) {
    auto* error = static_cast<UnicodeError*>(cell);
    for (auto* field : {&error->encoding, &error->object, &error->start, &error->end, &error->reason})
        tracer.visit(*field);
}

}  // namespace

const TypeSpec kUnicodeEncodeErrorSpec = {
    .name = "UnicodeEncodeError",
    .doc = "Unicode encoding error.",
    .base = BuiltinType::UnicodeError,
    .size = sizeof(UnicodeError),
    .flags = type_flag::kSubclassable,
    .slots = {.str = unicode_str<Family::Encode>, .initialize = unicode_initialize<Family::Encode>},
    .properties = {&kEncoding, &kObject, &kStart, &kEnd, &kReason},
    .trace = trace_unicode,
};
const TypeSpec kUnicodeDecodeErrorSpec = {
    .name = "UnicodeDecodeError",
    .doc = "Unicode decoding error.",
    .base = BuiltinType::UnicodeError,
    .size = sizeof(UnicodeError),
    .flags = type_flag::kSubclassable,
    .slots = {.str = unicode_str<Family::Decode>, .initialize = unicode_initialize<Family::Decode>},
    .properties = {&kEncoding, &kObject, &kStart, &kEnd, &kReason},
    .trace = trace_unicode,
};
const TypeSpec kUnicodeTranslateErrorSpec = {
    .name = "UnicodeTranslateError",
    .doc = "Unicode translation error.",
    .base = BuiltinType::UnicodeError,
    .size = sizeof(UnicodeError),
    .flags = type_flag::kSubclassable,
    .slots = {.str = unicode_str<Family::Translate>, .initialize = unicode_initialize<Family::Translate>},
    .properties = {&kEncoding, &kObject, &kStart, &kEnd, &kReason},
    .trace = trace_unicode,
};

}  // namespace krait::core

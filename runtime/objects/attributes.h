// Inside of runtime/objects: where an object's attributes lie. The public face is type.h.
#pragma once

#include "runtime/errors.h"
#include "runtime/objects/type.h"

namespace krait::core {

// Of the `extra` word in this object; the type must have attributes.
uint32_t attributes_offset_in(const Object* object, const Type* type);
// Where the inline items of an int, tuple or bytes end, a multiple of 8 (trace.cpp).
uint32_t item_end(const Object* object, const Type* type);
void set_instance_class(Thread& thread, Object* object, Type* type);
void visit_instance_attributes(const Type* type, const Shape* shape, Object* object, Tracer& tracer);

// AttributeError with `name` and `obj` set, for "Did you mean".
Failure raise_attribute_message(Thread& thread, Value object, Str* name, std::string_view format,
                                std::initializer_list<const MessageArgument*> arguments);
template <typename... Args>
Failure raise_attribute(Thread& thread, Value object, Str* name, std::string_view format, const Args&... args) {
    return [&](const auto&... converted) {
        return raise_attribute_message(thread, object, name, format, {&converted...});
    }(MessageArgument(args)...);
}

}  // namespace krait::core

// Text from parts, for reprs and messages.
#pragma once

#include "runtime/errors.h"
#include "runtime/objects/str.h"

namespace krait::core {

std::string format_arguments(std::string_view format, std::initializer_list<const MessageArgument*> arguments);
// A type is shown by its name alone here; in messages (raise) native ones are with their module.
std::string short_type_name(const Type* type);
template <typename T>
decltype(auto) shown_in_text(const T& argument) {
    if constexpr (std::is_convertible_v<const T&, const Type*>) return short_type_name(argument);
    else return (argument);
}
template <typename... Args>
std::string format_text(std::string_view format, const Args&... args) {
    return [&](const auto&... converted) {
        return format_arguments(format, {&converted...});
    }(MessageArgument(shown_in_text(args))...);
}
// The same as a str.
template <typename... Args>
Result<Value> format_str(Thread& thread, std::string_view format, const Args&... args) {
    return Value(TRY(make_str(thread, format_text(format, args...))));
}
std::string address_text(Value value);  // "0x7f..."

}  // namespace krait::core

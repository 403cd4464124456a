// Text from parts, for reprs and messages.
#pragma once

#include "runtime/errors.h"
#include "runtime/objects/str.h"

namespace krait::core {

std::string format_arguments(std::string_view format, std::initializer_list<const MessageArgument*> arguments);
template <typename... Args>
std::string format_text(std::string_view format, const Args&... args) {
    return
        [&](const auto&... converted) { return format_arguments(format, {&converted...}); }(MessageArgument(args)...);
}
// The same as a str.
template <typename... Args>
Result<Value> format_str(Thread& thread, std::string_view format, const Args&... args) {
    return Value(TRY(make_str(thread, format_text(format, args...))));
}
std::string address_text(Value value);  // "0x7f..."

}  // namespace krait::core

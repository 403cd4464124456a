// Raising from native code. An error is a pending exception on the thread and a failed Result.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "runtime/builtin_types.h"
#include "runtime/object.h"
#include "runtime/threads/thread.h"

namespace krait::core {

class Str;
class Type;

// One argument of a message: text, a number, or a Python value (shown as str() of a Str, else its repr-free type name).
struct MessageArgument {
    MessageArgument(const char* text) : text(text) {}
    MessageArgument(std::string_view text) : text(text) {}
    MessageArgument(const std::string& text) : text(text) {}
    template <typename T>
        requires(std::is_integral_v<T>)
    MessageArgument(T number) : owned(std::to_string(number)), text(owned) {}
    MessageArgument(const Str* string);  // its UTF-8
    MessageArgument(const Type* type);   // its __name__, as in "'int' object"
    MessageArgument(const MessageArgument&) = delete;
    std::string owned;
    std::string_view text;
};

// Sets a new exception of the type with the message: each {} of `format` takes one argument ({{ and }} are literal).
Failure raise_message(Thread& thread, Exc type, std::string_view format,
                      std::initializer_list<const MessageArgument*> arguments);
template <typename... Args>
Failure raise(Thread& thread, Exc type, std::string_view format, const Args&... args) {
    return [&](const auto&... converted) {
        return raise_message(thread, type, format, {&converted...});
    }(MessageArgument(args)...);
}

// Raises `type(*args)` for built-in exceptions.
Failure raise_plain(Thread& thread, Exc type, std::span<const Value> args);
// Raises `type(value)` (KeyError(key), StopIteration(value)) or an existing instance.
Failure raise_value(Thread& thread, Exc type, Value value);
Failure raise_instance(Thread& thread, Value exception);
// errno -> the OSError subclass, with optional file names (nothing: none).
Failure raise_errno(Thread& thread, int error, Value filename = Value::nothing(), Value filename2 = Value::nothing());

// Is the pending exception an instance of `type`?
bool pending_matches(Thread& thread, Exc type);
// Takes the pending exception away and returns it. Not for terminations: see is_terminating().
Value take_pending(Thread& thread);
inline bool is_terminating(const Thread& thread) { return thread.terminating; }
// Clears the pending exception if it matches; true if it did. Never clears a termination.
bool clear_pending_if(Thread& thread, Exc type);
// sys.unraisablehook: for errors in finalizers and callbacks. Takes the pending exception.
void report_unraisable_py(Thread& thread, Value object, std::string_view message = {});
// warnings.warn from native code; fails when the filter makes it an error.
Result<void> warn_py(Thread& thread, Exc category, std::string_view message, int stack_level = 1);

}  // namespace krait::core

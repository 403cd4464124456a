#include "runtime/errors.h"

#include <cstring>

#include "runtime/names.h"
#include "runtime/objects/attributes.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/str.h"
#include "runtime/operations.h"
#include "runtime/vm_hooks.h"

namespace krait::core {

// ---- text ----

MessageArgument::MessageArgument(const Str* string) : owned(str_utf8_lossy(string)), text(owned) {}
std::string short_type_name(const Type* type) { return str_utf8_lossy(type->name.get_relaxed()); }

// Native types of modules show with their module, as CPython's do.
static std::string shown_name(const Type* type) {
    std::string name = short_type_name(type);
    Value module = type->has(type_flag::kHeapType) ? Value::nothing() : type->module.get();
    if (!module.is<Str>()) return name;
    std::string place = str_utf8_lossy(module.to<Str>());
    return place == "builtins" ? name : place + "." + name;
}
MessageArgument::MessageArgument(const Type* type) : owned(shown_name(type)), text(owned) {}

std::string format_arguments(std::string_view format, std::initializer_list<const MessageArgument*> arguments) {
    std::string text;
    auto next = arguments.begin();
    for (size_t i = 0; i < format.size(); ++i) {
        char c = format[i];
        if (c == '{' && i + 1 < format.size() && format[i + 1] == '}') {
            if (next != arguments.end()) text += (*next++)->text;
            ++i;
        } else {
            if ((c == '{' || c == '}') && i + 1 < format.size() && format[i + 1] == c) ++i;
            text += c;
        }
    }
    return text;
}

std::string address_text(Value value) {
    char buffer[32];
    snprintf(buffer, sizeof buffer, "0x%llx", static_cast<unsigned long long>(value.bits()));
    return buffer;
}

// ---- raising ----

namespace {

// What a new exception gets as its __context__: the one being handled.
void add_context(Thread& thread, BaseException* exception) {
    Value handled = thread.handled;
    if (thread.interpreter->vm && thread.interpreter->vm->handled_exception)
        handled = thread.interpreter->vm->handled_exception(thread);
    if (handled.is_cell()) set_context(thread, exception, handled);
}

Failure pend(Thread& thread, BaseException* exception) {
    thread.pending = Value(exception);
    return kFailure;
}

// An exception of a built-in type with args = (value,), made without a call of Python.
BaseException* make_plain(Thread& thread, Exc which, std::span<const Value> args) {
    Type* type = thread.interpreter->type(which);
    auto* exception = static_cast<BaseException*>(allocate_instance(thread, type));
    init_exception(thread, exception, make_tuple(thread, args));
    return exception;
}

}  // namespace

Failure raise_message(Thread& thread, Exc type, std::string_view format,
                      std::initializer_list<const MessageArgument*> arguments) {
    std::string text = format_arguments(format, arguments);
    Value message;
    if (!text.empty()) {
        Result<Str*> string = make_str(thread, text);
        if (string.failed()) return kFailure;
        message = Value(string.value());
    }
    return raise_plain(thread, type, text.empty() ? std::span<const Value>{} : std::span<const Value>{&message, 1});
}

Failure raise_plain(Thread& thread, Exc type, std::span<const Value> args) {
    BaseException* exception = make_plain(thread, type, args);
    if (initialize_exception(thread, exception, args).failed()) return kFailure;
    add_context(thread, exception);
    return pend(thread, exception);
}

Failure raise_value(Thread& thread, Exc type, Value value) { return raise_plain(thread, type, {&value, 1}); }

Failure raise_instance(Thread& thread, Value exception) {
    if (auto* known = as_exception(thread, exception)) {
        add_context(thread, known);
        return pend(thread, known);
    }
    Result<BaseException*> made = normalize_exception_py(thread, exception);
    if (made.failed()) return kFailure;
    add_context(thread, made.value());
    return pend(thread, made.value());
}

Failure raise_attribute_message(Thread& thread, Value object, Str* name, std::string_view format,
                                std::initializer_list<const MessageArgument*> arguments) {
    (void)raise_message(thread, Exc::AttributeError, format, arguments);
    if (pending_matches(thread, Exc::AttributeError)) {
        auto* error = thread.pending.to<AttributeError>();
        error->name.set(error, Value(name));
        error->object.set(error, object);
    }
    return kFailure;
}

Failure raise_errno(Thread& thread, int error, Value filename, Value filename2) {
    Result<Str*> text = make_str(thread, std::strerror(error));
    if (text.failed()) return kFailure;
    Value args[] = {Value::small(error), Value(text.value()), filename, Value::none(), filename2};
    size_t count = !filename2.is_nothing() ? 5 : !filename.is_nothing() ? 3 : 2;
    if (count == 5 && filename.is_nothing()) args[2] = Value::none();
    Result<BaseException*> made =
        make_exception_py(thread, thread.interpreter->type(Exc::OSError), std::span<const Value>{args, count});
    if (made.failed()) return kFailure;
    add_context(thread, made.value());
    return pend(thread, made.value());
}

// ---- the pending exception ----

bool pending_matches(Thread& thread, Exc type) {
    if (thread.terminating || thread.pending.is_nothing()) return false;
    return is_instance(thread, thread.pending, thread.interpreter->type(type));
}

Value take_pending(Thread& thread) {
    Value exception = thread.pending;
    thread.pending = Value::nothing();
    return exception;
}

bool clear_pending_if(Thread& thread, Exc type) {
    if (!pending_matches(thread, type)) return false;
    thread.pending = Value::nothing();
    return true;
}

// sys.unraisablehook(UnraisableHookArgs). Without a sys module, or when the hook itself fails, nothing more can be done.
void report_unraisable_py(Thread& thread, Value object, std::string_view message) {
    if (thread.terminating) return;
    Value exception = take_pending(thread);
    if (exception.is_nothing()) return;
    auto report = [&]() -> Result<void> {
        Module* sys = thread.interpreter->sys_module.get();
        if (!sys) return {};
        Value hook = dict_get_str(thread, sys->dict.get(), KRAIT_NAME(unraisablehook));
        if (hook.is_nothing() || hook.is_none()) return {};
        // With a message of its own the object is part of it, as CPython has it.
        Value text = Value::none();
        if (!message.empty()) {
            std::string told(message);
            if (!object.is_nothing()) {
                if (auto shown = repr_py(thread, object); !shown.failed()) told += " " + str_utf8_lossy(shown.value());
                else if (!clear_pending_if(thread, Exc::Exception)) return kFailure;
            }
            text = Value(TRY(make_str(thread, told)));
            object = Value::nothing();
        }
        auto* error = exception.to<BaseException>();
        auto* arguments = allocate_instance(thread, thread.interpreter->type(BuiltinType::SimpleNamespace));
        TRY(set_instance_attribute(thread, arguments, intern(thread, "exc_type"), Value(type_of(thread, exception))));
        TRY(set_instance_attribute(thread, arguments, intern(thread, "exc_value"), exception));
        Value traceback = error->traceback.get();
        TRY(set_instance_attribute(thread, arguments, intern(thread, "exc_traceback"),
                                   traceback.is_nothing() ? Value::none() : traceback));
        TRY(set_instance_attribute(thread, arguments, intern(thread, "err_msg"), text));
        TRY(set_instance_attribute(thread, arguments, intern(thread, "object"),
                                   object.is_nothing() ? Value::none() : object));
        TRY(call_py(thread, hook, Value(arguments)));
        return {};
    };
    if (report().failed() && !thread.terminating) thread.pending = Value::nothing();
}

Result<void> warn_py(Thread& thread, Exc category, std::string_view message, int stack_level) {
    if (!thread.interpreter->vm) return {};
    Value warnings = TRY(thread.interpreter->vm->import_module_py(thread, intern(thread, "warnings")));
    Value warn = TRY(get_attribute_py(thread, warnings, "warn"));
    Value text(TRY(make_str(thread, message)));
    TRY(call_py(thread, warn, text, Value(thread.interpreter->type(category)), Value::small(stack_level)));
    return {};
}

}  // namespace krait::core

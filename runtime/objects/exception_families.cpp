// StopIteration, SystemExit, ImportError, NameError, AttributeError, KeyError, SyntaxError (Library Reference, Built-in Exceptions).
#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/exception_parts.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/small_array.h"
#include "runtime/operations.h"

namespace krait::core {

Result<void> take_keywords(Thread& thread, const Type* type, const CallArguments& arguments,
                           std::initializer_list<ExceptionKeyword> known) {
    uint32_t count = arguments.names ? arguments.keyword_count() : 0;
    for (uint32_t i = 0; i < count; ++i) {
        Str* name = (*arguments.names)[i].to<Str>();
        bool taken = false;
        for (const ExceptionKeyword& keyword : known) {
            if (!name->is_ascii() || name->ascii_view() != keyword.name) continue;
            *keyword.value = arguments.values[arguments.positional + i];
            taken = true;
        }
        if (!taken) return raise(thread, Exc::TypeError, "{}() got an unexpected keyword argument '{}'", type, name);
    }
    return {};
}

namespace {

template <typename T, Field<Value> T::*... kFields>
void trace_fields(Cell* cell, Tracer& tracer) {
    (tracer.visit(static_cast<T*>(cell)->*kFields), ...);
}

// ---- StopIteration ----

Result<void> stop_iteration_initialize(Thread& thread, Value self, const CallArguments& arguments) {
    TRY(exception_initialize(thread, self, arguments));
    self.to<StopIteration>()->value.set(self.cell(), arguments.positional ? arguments[0] : none());
    return {};
}
constexpr auto kValue = exception_field<StopIteration, &StopIteration::value>("value", "generator return value");

// ---- SystemExit ----

Result<void> system_exit_initialize(Thread& thread, Value self, const CallArguments& arguments) {
    TRY(exception_initialize(thread, self, arguments));
    auto* error = self.to<SystemExit>();
    error->code.set(error, arguments.positional == 0   ? none()
                           : arguments.positional == 1 ? arguments[0]
                                                       : Value(error->args.get()));
    return {};
}
constexpr auto kCode = exception_field<SystemExit, &SystemExit::code>("code", "exception code");

// ---- ImportError ----

Result<void> import_error_initialize(Thread& thread, Value self, const CallArguments& arguments) {
    Value name, path, name_from;
    TRY(take_keywords(thread, thread.interpreter->type(BuiltinType::ImportError), arguments,
                      {{"name", &name}, {"path", &path}, {"name_from", &name_from}}));
    TRY(set_exception_args(thread, self, arguments));
    auto* error = self.to<ImportError>();
    error->name.set(error, name);
    error->path.set(error, path);
    error->name_from.set(error, name_from);
    error->msg.set(error, arguments.positional == 1 ? arguments[0] : none());
    return {};
}
Result<Value> import_error_str(Thread& thread, Value self) {
    Value message = self.to<ImportError>()->msg.get();
    if (message.is_cell() && message.is<Str>()) return message;
    return exception_str(thread, self);
}
// What the arguments do not hold goes into the state, with the instance's own attributes; None: there is nothing.
Result<Value> import_error_state(Thread& thread, ImportError* self) {
    Dict* own = has_instance_attributes(thread, self) ? instance_dict(thread, self) : nullptr;
    const std::pair<const char*, Value> known[] = {
        {"name", self->name.get()}, {"path", self->path.get()}, {"name_from", self->name_from.get()}};
    Dict* state = nullptr;
    for (const auto& [name, value] : known) {
        if (value.is_nothing() || value.is_none()) continue;
        if (!state) state = own ? TRY(dict_copy(thread, own)) : make_dict(thread);
        TRY(dict_set_str(thread, state, name, value));
    }
    if (state) return Value(state);
    return own && own->size() ? Value(own) : none();
}
METHOD(ImportError, __reduce__, "__reduce__(self, /)", nullptr) {
    Value type(type_of(thread, Value(self)));
    Value state = TRY(import_error_state(thread, self));
    if (state.is_none()) return Value(make_tuple(thread, {type, Value(self->args.get())}));
    return Value(make_tuple(thread, {type, Value(self->args.get()), state}));
}
constexpr auto kImportMsg = exception_field<ImportError, &ImportError::msg>("msg", "exception message");
constexpr auto kImportName = exception_field<ImportError, &ImportError::name>("name", "module name");
constexpr auto kImportPath = exception_field<ImportError, &ImportError::path>("path", "module path");
constexpr auto kImportFrom =
    exception_field<ImportError, &ImportError::name_from>("name_from", "name imported from module");

// ---- NameError, AttributeError ----

Result<void> name_error_initialize(Thread& thread, Value self, const CallArguments& arguments) {
    Value name;
    TRY(take_keywords(thread, thread.interpreter->type(BuiltinType::NameError), arguments, {{"name", &name}}));
    TRY(set_exception_args(thread, self, arguments));
    self.to<NameError>()->name.set(self.cell(), name);
    return {};
}
constexpr auto kNameName = exception_field<NameError, &NameError::name>("name", "name");

Result<void> attribute_error_initialize(Thread& thread, Value self, const CallArguments& arguments) {
    Value name, object;
    TRY(take_keywords(thread, thread.interpreter->type(BuiltinType::AttributeError), arguments,
                      {{"name", &name}, {"obj", &object}}));
    TRY(set_exception_args(thread, self, arguments));
    self.to<AttributeError>()->name.set(self.cell(), name);
    self.to<AttributeError>()->object.set(self.cell(), object);
    return {};
}
Result<Value> attribute_error_state(Thread& thread, AttributeError* self) {
    Dict* own = has_instance_attributes(thread, self) ? instance_dict(thread, self) : nullptr;
    Dict* state = own ? TRY(dict_copy(thread, own)) : make_dict(thread);
    Value name = self->name.get();
    if (!name.is_nothing() && !name.is_none()) TRY(dict_set_str(thread, state, "name", name));
    TRY(dict_set_str(thread, state, "args", Value(self->args.get())));
    return Value(state);
}
METHOD(AttributeError, __getstate__, "__getstate__(self, /)", nullptr) { return attribute_error_state(thread, self); }
METHOD(AttributeError, __reduce__, "__reduce__(self, /)", nullptr) {
    Value state = TRY(attribute_error_state(thread, self));
    return Value(make_tuple(thread, {Value(type_of(thread, Value(self))), Value(self->args.get()), state}));
}
constexpr auto kAttributeName = exception_field<AttributeError, &AttributeError::name>("name", "attribute name");
constexpr auto kAttributeObject = exception_field<AttributeError, &AttributeError::object>("obj", "object");

// ---- KeyError: the key's repr, so that a missing empty string can be seen ----

Result<Value> key_error_str(Thread& thread, Value self) {
    Tuple* args = self.to<BaseException>()->args.get();
    if (args->size() == 1) return Value(TRY(repr_py(thread, (*args)[0])));
    return exception_str(thread, self);
}

// ---- SyntaxError(msg, (filename, lineno, offset, text[, end_lineno, end_offset[, metadata]])) ----

Result<void> syntax_error_initialize(Thread& thread, Value self, const CallArguments& arguments) {
    TRY(exception_initialize(thread, self, arguments));
    auto* error = self.to<SyntaxError>();
    Field<Value>* fields[] = {&error->filename,   &error->lineno,     &error->offset,  &error->text,
                              &error->end_lineno, &error->end_offset, &error->metadata};
    if (arguments.positional >= 1) error->msg.set(error, arguments[0]);
    if (arguments.positional != 2) return {};
    Tuple* details = TRY(make_tuple_from_py(thread, arguments[1]));
    size_t count = details->size();
    if (count < 4 || count > 7)
        return raise(thread, Exc::TypeError, "function takes {} {} arguments ({} given)",
                     count < 4 ? "at least" : "at most", count < 4 ? 4 : 7, count);
    if (count == 5) return raise(thread, Exc::TypeError, "end_offset must be provided when end_lineno is provided");
    for (size_t i = 0; i < 7; ++i) fields[i]->set(error, i < count ? (*details)[i] : none());
    return {};
}
Result<Value> syntax_error_str(Thread& thread, Value self) {
    auto* error = self.to<SyntaxError>();
    Value message = error->msg.get();
    Str* text = TRY(str_py(thread, message.is_nothing() ? none() : message));
    Value file = error->filename.get(), line = error->lineno.get();
    bool has_line = !line.is_nothing() && is_int(thread, line) && !line.is_bool();
    std::string place;
    if (Str* name = file.is_cell() ? as_kind<Str>(thread, file) : nullptr) {
        place = str_utf8_lossy(name);
        if (size_t slash = place.rfind('/'); slash != place.npos) place = place.substr(slash + 1);
    }
    if (place.empty() && !has_line) return Value(text);
    std::string where = " (";
    if (!place.empty()) where += place;
    if (has_line) where += format_text("{}line {}", place.empty() ? "" : ", ", TRY(str_py(thread, line)));
    StrBuilder builder(thread);
    TRY(builder.add(text));
    TRY(builder.add_utf8(where + ")"));
    return Value(TRY(builder.finish()));
}
constexpr auto kMsg = exception_field<SyntaxError, &SyntaxError::msg>("msg", "exception msg");
constexpr auto kFile = exception_field<SyntaxError, &SyntaxError::filename>("filename", "exception filename");
constexpr auto kLine = exception_field<SyntaxError, &SyntaxError::lineno>("lineno", "exception lineno");
constexpr auto kOffset = exception_field<SyntaxError, &SyntaxError::offset>("offset", "exception offset");
constexpr auto kText = exception_field<SyntaxError, &SyntaxError::text>("text", "exception text");
constexpr auto kEndLine = exception_field<SyntaxError, &SyntaxError::end_lineno>("end_lineno", "exception end lineno");
constexpr auto kEndOffset =
    exception_field<SyntaxError, &SyntaxError::end_offset>("end_offset", "exception end offset");
constexpr auto kPrint = exception_field<SyntaxError, &SyntaxError::print_file_and_line>(
    "print_file_and_line", "exception print_file_and_line");
constexpr auto kMetadata =
    exception_field<SyntaxError, &SyntaxError::metadata>("_metadata", "exception private metadata");

constexpr uint32_t kFlags = type_flag::kSubclassable;

}  // namespace

const TypeSpec kStopIterationSpec = {
    .name = "StopIteration",
    .doc = "Signal the end from iterator.__next__().",
    .base = BuiltinType::Exception,
    .size = sizeof(StopIteration),
    .flags = kFlags,
    .slots = {.initialize = stop_iteration_initialize},
    .properties = {&kValue},
    .trace = trace_fields<StopIteration, &StopIteration::value>,
};
const TypeSpec kSystemExitSpec = {
    .name = "SystemExit",
    .doc = "Request to exit from the interpreter.",
    .base = BuiltinType::BaseException,
    .size = sizeof(SystemExit),
    .flags = kFlags,
    .slots = {.initialize = system_exit_initialize},
    .properties = {&kCode},
    .trace = trace_fields<SystemExit, &SystemExit::code>,
};
const TypeSpec kImportErrorSpec = {
    .name = "ImportError",
    .doc = "Import can't find module, or can't find name in module.",
    .base = BuiltinType::Exception,
    .size = sizeof(ImportError),
    .flags = kFlags,
    .slots = {.str = import_error_str, .initialize = import_error_initialize},
    .methods = {&ImportError___reduce__},
    .properties = {&kImportMsg, &kImportName, &kImportPath, &kImportFrom},
    .trace =
        trace_fields<ImportError, &ImportError::msg, &ImportError::name, &ImportError::path, &ImportError::name_from>,
};
const TypeSpec kNameErrorSpec = {
    .name = "NameError",
    .doc = "Name not found globally.",
    .base = BuiltinType::Exception,
    .size = sizeof(NameError),
    .flags = kFlags,
    .slots = {.initialize = name_error_initialize},
    .properties = {&kNameName},
    .trace = trace_fields<NameError, &NameError::name>,
};
const TypeSpec kAttributeErrorSpec = {
    .name = "AttributeError",
    .doc = "Attribute not found.",
    .base = BuiltinType::Exception,
    .size = sizeof(AttributeError),
    .flags = kFlags,
    .slots = {.initialize = attribute_error_initialize},
    .methods = {&AttributeError___getstate__, &AttributeError___reduce__},
    .properties = {&kAttributeName, &kAttributeObject},
    .trace = trace_fields<AttributeError, &AttributeError::name, &AttributeError::object>,
};
const TypeSpec kKeyErrorSpec = {
    .name = "KeyError",
    .doc = "Mapping key not found.",
    .base = BuiltinType::LookupError,
    .flags = kFlags,
    .slots = {.str = key_error_str},
};
const TypeSpec kSyntaxErrorSpec = {
    .name = "SyntaxError",
    .doc = "Invalid syntax.",
    .base = BuiltinType::Exception,
    .size = sizeof(SyntaxError),
    .flags = kFlags,
    .slots = {.str = syntax_error_str, .initialize = syntax_error_initialize},
    .properties = {&kMsg, &kFile, &kLine, &kOffset, &kText, &kEndLine, &kEndOffset, &kPrint, &kMetadata},
    .trace = trace_fields<SyntaxError, &SyntaxError::msg, &SyntaxError::filename, &SyntaxError::lineno,
                          &SyntaxError::offset, &SyntaxError::text, &SyntaxError::end_lineno, &SyntaxError::end_offset,
                          &SyntaxError::print_file_and_line, &SyntaxError::metadata>,
};

}  // namespace krait::core

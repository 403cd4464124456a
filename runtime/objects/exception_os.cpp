// OSError: the errno picks the subclass (PEP 3151).
#include <cerrno>

#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/exception_parts.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/small_array.h"
#include "runtime/operations.h"

namespace krait::core {

namespace {

struct ErrnoClass {
    int error;
    Exc type;
};
constexpr ErrnoClass kClasses[] = {
    {EAGAIN, Exc::BlockingIOError},
    {EALREADY, Exc::BlockingIOError},
    {EINPROGRESS, Exc::BlockingIOError},
    {EWOULDBLOCK, Exc::BlockingIOError},
    {EPIPE, Exc::BrokenPipeError},
    {ESHUTDOWN, Exc::BrokenPipeError},
    {ECHILD, Exc::ChildProcessError},
    {ECONNABORTED, Exc::ConnectionAbortedError},
    {ECONNREFUSED, Exc::ConnectionRefusedError},
    {ECONNRESET, Exc::ConnectionResetError},
    {EEXIST, Exc::FileExistsError},
    {ENOENT, Exc::FileNotFoundError},
    {EISDIR, Exc::IsADirectoryError},
    {ENOTDIR, Exc::NotADirectoryError},
    {EINTR, Exc::InterruptedError},
    {EACCES, Exc::PermissionError},
    {EPERM, Exc::PermissionError},
    {ESRCH, Exc::ProcessLookupError},
    {ETIMEDOUT, Exc::TimeoutError},
};

Type* class_for(Thread& thread, Type* type, Value error) {
    if (type != thread.interpreter->type(Exc::OSError) || !error.is_small()) return type;
    for (const ErrnoClass& entry : kClasses) {
        if (entry.error == error.as_small()) return thread.interpreter->type(entry.type);
    }
    return type;
}

Result<void> fill(Thread& thread, OSError* error, const CallArguments& arguments) {
    uint32_t count = arguments.positional;
    if (count < 2 || count > 5) return set_exception_args(thread, Value(error), arguments);
    error->errno_.set(error, arguments[0]);
    error->strerror.set(error, arguments[1]);
    Value filename = count > 2 ? arguments[2] : none();
    Value filename2 = count > 4 ? arguments[4] : none();
    bool blocking = type_of(thread, Value(error)) == thread.interpreter->type(Exc::BlockingIOError);
    if (blocking && is_int(thread, filename)) {
        error->characters_written.set(error, filename);
        return set_exception_args(thread, Value(error), arguments);
    }
    if (!filename.is_none()) error->filename.set(error, filename);
    if (!filename2.is_none()) error->filename2.set(error, filename2);
    // args keep two items only when there is a file name, as they always have.
    CallArguments kept{.values = arguments.values, .positional = filename.is_none() ? count : 2};
    return set_exception_args(thread, Value(error), kept);
}

// A subclass with its own __init__ and no __new__ of its own gets its fields there, else here.
bool filled_by_init(const Type* type, const Type* os_error) {
    return type->slots.initialize != os_error->slots.initialize && type->slots.construct == os_error->slots.construct;
}

Result<Value> os_error_construct(Thread& thread, Type* type, const CallArguments& arguments) {
    Type* os_error = thread.interpreter->type(Exc::OSError);
    if (arguments.names && arguments.keyword_count() && !filled_by_init(type, os_error))
        return raise(thread, Exc::TypeError, "{}() takes no keyword arguments", type);
    if (arguments.positional >= 2 && arguments.positional <= 5) type = class_for(thread, type, arguments[0]);
    auto* error = static_cast<OSError*>(allocate_instance(thread, type));
    init_exception(thread, error, thread.interpreter->empty_tuple.get());
    if (filled_by_init(type, os_error)) return Value(error);
    TRY(fill(thread, error, arguments));
    return Value(error);
}
Result<void> os_error_initialize(Thread& thread, Value self, const CallArguments& arguments) {
    Type* type = type_of(thread, self);
    if (!filled_by_init(type, thread.interpreter->type(Exc::OSError))) return {};
    if (arguments.names && arguments.keyword_count())
        return raise(thread, Exc::TypeError, "{}() takes no keyword arguments", type);
    return fill(thread, self.to<OSError>(), arguments);
}

Result<Value> os_error_str(Thread& thread, Value self) {
    auto* error = self.to<OSError>();
    auto text = [](Value value) { return value.is_nothing() ? none() : value; };
    Value number = text(error->errno_.get()), message = text(error->strerror.get());
    if (!error->filename.get().is_nothing()) {
        Str* file = TRY(repr_py(thread, error->filename.get()));
        if (!error->filename2.get().is_nothing()) {
            return format_str(thread, "[Errno {}] {}: {} -> {}", TRY(str_py(thread, number)),
                              TRY(str_py(thread, message)), file, TRY(repr_py(thread, error->filename2.get())));
        }
        return format_str(thread, "[Errno {}] {}: {}", TRY(str_py(thread, number)), TRY(str_py(thread, message)), file);
    }
    if (!error->errno_.get().is_nothing() && !error->strerror.get().is_nothing())
        return format_str(thread, "[Errno {}] {}", TRY(str_py(thread, number)), TRY(str_py(thread, message)));
    return exception_str(thread, self);
}

METHOD(OSError, __reduce__, "__reduce__(self, /)", nullptr) {
    Tuple* kept = self->args.get();
    Value type(type_of(thread, Value(self)));
    if (kept->size() == 2 && !self->filename.get().is_nothing()) {
        if (self->filename2.get().is_nothing())
            kept = make_tuple(thread, {(*kept)[0], (*kept)[1], self->filename.get()});
        else kept = make_tuple(thread, {(*kept)[0], (*kept)[1], self->filename.get(), none(), self->filename2.get()});
    }
    Dict* dict = has_instance_attributes(thread, self) ? instance_dict(thread, self) : nullptr;
    if (dict && dict->size()) return Value(make_tuple(thread, {type, Value(kept), Value(dict)}));
    return Value(make_tuple(thread, {type, Value(kept)}));
}

Result<Value> get_written(Thread& thread, Value self) {
    Value written = self.to<OSError>()->characters_written.get();
    if (written.is_nothing()) return raise(thread, Exc::AttributeError, "characters_written");
    return written;
}
Result<void> set_written(Thread& thread, Value self, Value value) {
    if (value.is_nothing()) {
        if (self.to<OSError>()->characters_written.get().is_nothing())
            return raise(thread, Exc::AttributeError, "characters_written");
        self.to<OSError>()->characters_written.set_immediate(Value::nothing());
        return {};
    }
    self.to<OSError>()->characters_written.set(self.cell(), TRY(index_py(thread, value)));
    return {};
}
constexpr auto kErrno = exception_field<OSError, &OSError::errno_>("errno", "POSIX exception code");
constexpr auto kStrerror = exception_field<OSError, &OSError::strerror>("strerror", "exception strerror");
constexpr auto kFilename = exception_field<OSError, &OSError::filename>("filename", "exception filename");
constexpr auto kFilename2 = exception_field<OSError, &OSError::filename2>("filename2", "second exception filename");
constexpr GetSetSpec kWritten = {"characters_written", nullptr, get_written, set_written};

void trace_os_error(Cell* cell, Tracer& tracer) {
    auto* error = static_cast<OSError*>(cell);
    for (auto* field :
         {&error->errno_, &error->strerror, &error->filename, &error->filename2, &error->characters_written})
        tracer.visit(*field);
}

}  // namespace

const TypeSpec kOSErrorSpec = {
    .name = "OSError",
    .doc = "Base class for I/O related errors.",
    .base = BuiltinType::Exception,
    .size = sizeof(OSError),
    .flags = type_flag::kSubclassable,
    .slots = {.str = os_error_str, .construct = os_error_construct, .initialize = os_error_initialize},
    .methods = {&OSError___reduce__},
    .properties = {&kErrno, &kStrerror, &kFilename, &kFilename2, &kWritten},
    .trace = trace_os_error,
};

}  // namespace krait::core

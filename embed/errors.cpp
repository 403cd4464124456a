// Python exceptions as krait::Error, and C++ exceptions as Python's.
#include <krait/convert.hpp>

#include <new>
#include <system_error>

#include "embed/host.h"
#include "runtime/errors.h"
#include "runtime/objects/exceptions.h"
#include "runtime/threads/events.h"
#include "stdlib/native_helpers.h"
#include "vm/import/import.h"

namespace krait {

// The list of a host's errors is how they are told of the interpreter's end: what they have not asked for yet is made then.
struct Error::Data {
    std::string type_name, message;
    std::vector<std::string> bases;  // each by its short and its full name
    core::Handle* exception = nullptr;
    std::mutex mutex;
    std::optional<std::string> traceback;
    Data* next = nullptr;
    Data** place = nullptr;

    ~Data() {
        if (!exception) return;
        {
            std::lock_guard lock(exception->host->errors_mutex);
            unlink();
        }
        core::release(exception);
    }
    void unlink() {
        if (!place) return;
        *place = next;
        if (next) next->place = place;
        place = nullptr;
    }
};

namespace core {

namespace {

std::string full_name(Thread& thread, Type* type) {
    std::string name = type->qualname.get() ? str_utf8_lossy(type->qualname.get()) : std::string(type->name_view());
    Result<Value> module = find_attribute_py(thread, Value(type), "__module__");
    if (module.failed()) {
        thread.pending = Value::nothing();
        return name;
    }
    if (!module.value().is<Str>()) return name;
    std::string prefix = str_utf8_lossy(module.value().to<Str>());
    return prefix == "builtins" || prefix == "__main__" ? name : prefix + "." + name;
}

std::string message_of(Thread& thread, Value exception) {
    Result<Str*> text = str_py(thread, exception);
    if (!text.failed()) return str_utf8_lossy(text.value());
    thread.pending = Value::nothing();
    return {};
}

// The source lines of exec()'s programs and of the modules that the host gave, for linecache.
Result<void> tell_linecache(Thread& thread, Host& host) {
    Value linecache = TRY(import_module_py(thread, intern(thread, "linecache")));
    Value cache = TRY(get_attribute_py(thread, linecache, "cache"));
    auto tell = [&](const std::string& file, const std::string& source) -> Result<void> {
        Value name(TRY(decode_utf8(thread, file, "surrogateescape")));
        if (TRY(contains_py(thread, cache, name))) return {};
        Value text(TRY(decode_utf8(thread, source, "replace")));
        Value keep = Value::true_();
        Value lines = TRY(call_method_py(thread, text, intern(thread, "splitlines"), std::span<const Value>(&keep, 1)));
        Value entry(
            make_tuple(thread, {Value::small(static_cast<int64_t>(source.size())), Value::none(), lines, name}));
        return set_item_py(thread, cache, name, entry);
    };
    for (auto& [file, source] : host.sources) TRY(tell(file, source));
    for (auto& [file, source] : host.config.files) TRY(tell(file, source));
    return {};
}

Result<std::string> format_traceback(Thread& thread, Host& host, Value exception) {
    TRY(tell_linecache(thread, host));
    Value module = TRY(import_module_py(thread, intern(thread, "traceback")));
    Value lines = TRY(call_py(thread, TRY(get_attribute_py(thread, module, "format_exception")), exception));
    std::string text;
    TRY(for_each_py(thread, lines, [&](Value line) -> Result<bool> {
        if (line.is<Str>()) text += str_utf8_lossy(line.to<Str>());
        return true;
    }));
    return text;
}

std::string traceback_text(Thread& thread, Host& host, const Error::Data& data, Value exception) {
    Result<std::string> text = format_traceback(thread, host, exception);
    if (!text.failed()) return text.take();
    thread.terminating = false;
    thread.pending = Value::nothing();
    return data.type_name + (data.message.empty() ? "" : ": ") + data.message + "\n";
}

Failure raise_with_message(Thread& thread, const char* type, const std::string& message) {
    Value found = dict_get_str(thread, thread.interpreter->builtins.get(), intern(thread, type));
    if (!found.is<Type>()) return raise(thread, Exc::RuntimeError, "{}", message);
    Value text(TRY(decode_utf8(thread, message, "replace")));
    Value exception = TRY(call_py(thread, found, text));
    return raise_instance(thread, exception);
}

}  // namespace

void throw_pending(Thread& thread) {
    if (thread.terminating) {
        thread.terminating = false;  // the request stays, so that what comes next ends too (clear_budget)
        thread.pending = Value::nothing();
        throw Terminated();
    }
    Value exception = take_pending(thread);
    Host* host = host_of(thread);
    auto data = std::make_shared<Error::Data>();
    Type* type = type_of(thread, exception);
    data->type_name = full_name(thread, type);
    data->message = message_of(thread, exception);
    Tuple* order = type->mro.get();
    for (size_t i = 0; i + 1 < order->size(); ++i) {
        auto* each = (*order)[i].to<Type>();
        std::string name = full_name(thread, each);
        std::string short_name(each->name_view());
        if (name != short_name) data->bases.push_back(short_name);
        data->bases.push_back(std::move(name));
    }
    thread.terminating = false;
    data->exception = host->acquire(exception);
    {
        std::lock_guard lock(host->errors_mutex);
        data->next = host->errors;
        data->place = &host->errors;
        if (data->next) data->next->place = &data->next;
        host->errors = data.get();
    }
    throw Error(std::move(data));
}

void throw_pending(Access& access) { throw_pending(*access.thread); }

void forget_errors(Host& host, Thread& thread) {
    for (;;) {
        Error::Data* data;
        {
            std::lock_guard lock(host.errors_mutex);
            data = host.errors;
            if (!data) return;
            data->unlink();
        }
        // A copy that is destroyed meanwhile waits for nothing: the text is made under the error's own lock.
        std::lock_guard lock(data->mutex);
        if (!data->traceback)
            data->traceback = traceback_text(thread, host, *data, Value::from_bits(data->exception->bits.load()));
    }
}

void throw_type_error(Access& access, const std::string& message) {
    (void)raise(*access.thread, Exc::TypeError, "{}", message);
    throw_pending(access);
}
void throw_value_error(Access& access, const std::string& message) {
    (void)raise(*access.thread, Exc::ValueError, "{}", message);
    throw_pending(access);
}
void throw_mismatch(Access& access, std::string_view expected, Word given) {
    (void)raise(*access.thread, Exc::TypeError, "expected {}, not {}", expected,
                core::type_name(*access.thread, value(given)));
    throw_pending(access);
}
void throw_overflow(Access& access, std::string_view type) {
    (void)raise(*access.thread, Exc::OverflowError, "Python int too large to convert to C++ {}", type);
    throw_pending(access);
}

Failure raise_current_exception(Thread& thread) {
    Host* host = host_of(thread);
    for (size_t i = 0; i < host->exception_classes.size(); ++i) {
        std::string message;
        if (!host->exception_classes[i].matches(message)) continue;
        Value type = Value::from_bits(host->exception_classes[i].type->bits.load());
        Value text(TRY(decode_utf8(thread, message, "replace")));
        return raise_instance(thread, TRY(call_py(thread, type, text)));
    }
    try {
        throw;
    } catch (const Error& error) {
        const std::shared_ptr<Error::Data>& data = error.data();
        if (data->exception && data->exception->host == host)
            return raise_instance(thread, Value::from_bits(data->exception->bits.load()));
        // Of another interpreter: the nearest built-in class, which both have.
        for (const std::string& name : data->bases) {
            if (!dict_get_str(thread, thread.interpreter->builtins.get(), intern(thread, name)).is<Type>()) continue;
            return raise_with_message(thread, name.c_str(),
                                      name == data->type_name ? data->message : data->type_name + ": " + data->message);
        }
        return raise(thread, Exc::RuntimeError, "{}: {}", data->type_name, data->message);
    } catch (const Terminated&) {
        return raise_terminated(thread);
    } catch (const Raise& error) {
        return raise_with_message(thread, error.python_type(), error.what());
    } catch (const std::bad_alloc&) {
        return raise_memory_error(thread);
    } catch (const std::system_error& error) {
        Value arguments[] = {
            Value::small(error.code().value()),
            Value(TRY(decode_utf8(thread, error.what(), "replace")))
        };
        // By a call, which chooses the subclass by errno.
        Value type = dict_get_str(thread, thread.interpreter->builtins.get(), intern(thread, "OSError"));
        return raise_instance(thread, TRY(call_py(thread, type, arguments[0], arguments[1])));
    } catch (const std::out_of_range& error) {
        return raise(thread, Exc::IndexError, "{}", error.what());
    } catch (const std::invalid_argument& error) {
        return raise(thread, Exc::ValueError, "{}", error.what());
    } catch (const std::domain_error& error) {
        return raise(thread, Exc::ValueError, "{}", error.what());
    } catch (const std::length_error& error) {
        return raise(thread, Exc::ValueError, "{}", error.what());
    } catch (const std::range_error& error) {
        return raise(thread, Exc::ValueError, "{}", error.what());
    } catch (const std::overflow_error& error) {
        return raise(thread, Exc::OverflowError, "{}", error.what());
    } catch (const std::exception& error) {
        return raise(thread, Exc::RuntimeError, "{}", error.what());
    } catch (...) {
        return raise(thread, Exc::RuntimeError, "a C++ exception of unknown type");
    }
}

Word make_exception_class(Access& access, Word module, std::string_view name, Word base,
                          std::function<bool(std::string& message)> matches_current) {
    Thread& thread = *access.thread;
    Value base_class = base ? value(base) : Value(thread.interpreter->type(BuiltinType::Exception));
    Dict* names = make_dict(thread);
    Value owner = OR_THROW(access, find_attribute_py(thread, value(module), "__name__"));
    if (owner.is<Str>()) OR_THROW(access, dict_set_str(thread, names, "__module__", owner));
    Str* text = OR_THROW(access, make_str(thread, name));
    Type* type = OR_THROW(access, make_class_py(thread, type_of(thread, base_class), text,
                                                make_tuple(thread, {base_class}), names, nullptr));
    OR_THROW(access, set_attribute_py(thread, value(module), name, Value(type)));
    access.host->exception_classes.push_back({access.host->acquire(Value(type)), std::move(matches_current)});
    return Value(type).bits();
}

}  // namespace core

const char* Error::what() const noexcept { return data_->message.c_str(); }
const std::string& Error::type_name() const { return data_->type_name; }
bool Error::matches(std::string_view name) const {
    for (const std::string& each : data_->bases)
        if (each == name) return true;
    return false;
}
const std::string& Error::traceback() const {
    {
        std::lock_guard lock(data_->mutex);
        if (data_->traceback) return *data_->traceback;
    }
    core::Attach attach(data_->exception->host);
    std::string text = core::traceback_text(*attach.access().thread, *data_->exception->host, *data_,
                                            core::Value::from_bits(data_->exception->bits.load()));
    std::lock_guard lock(data_->mutex);
    if (!data_->traceback) data_->traceback = std::move(text);
    return *data_->traceback;
}
Object Error::value() const {
    core::retain(data_->exception);
    return Object(data_->exception);
}

}  // namespace krait

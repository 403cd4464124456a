// Exceptions, both ways.
//
// Error: what a script raised, caught by the host. The others are for hosts to throw: a function that Python calls and that
// throws KeyError("x") raises KeyError('x') there. So do the standard exceptions: std::out_of_range is IndexError,
// std::invalid_argument, domain_error, length_error and range_error are ValueError, std::overflow_error is OverflowError,
// std::bad_alloc is MemoryError, std::system_error is OSError with its errno, all others are RuntimeError.
#pragma once

#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <krait/bridge.hpp>

namespace krait {

class Object;

// May be stored, copied, and destroyed on any thread, also after its interpreter.
class Error : public std::exception {
public:
    const char* what() const noexcept override;  // the message: str(exception)
    const std::string& type_name() const;        // "ZeroDivisionError", or "module.Name"
    const std::string& traceback() const;        // what Python would print
    bool matches(std::string_view name) const;   // the type or one of its bases: "ArithmeticError"
    Object value() const;                        // the exception itself; throws if the interpreter is gone

    struct Data;
    explicit Error(std::shared_ptr<Data> data) : data_(std::move(data)) {}
    const std::shared_ptr<Data>& data() const { return data_; }

private:
    std::shared_ptr<Data> data_;
};

// A spent budget or terminate(): the script could not catch it. Until clear_budget() all that would run Python throws it.
class Terminated : public std::exception {
public:
    const char* what() const noexcept override { return "krait: the script was terminated"; }
};

// A handle or an Interpreter that was used after the interpreter's end, or an empty one.
class Gone : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

// Base of what hosts throw for Python: raises the built-in exception of that name.
class Raise : public std::runtime_error {
public:
    Raise(const char* python_type, const std::string& message) : std::runtime_error(message), type_(python_type) {}
    const char* python_type() const { return type_; }

private:
    const char* type_;
};

#define KRAIT_RAISE(NAME)                                                   \
    class NAME : public Raise {                                             \
    public:                                                                 \
        explicit NAME(const std::string& message) : Raise(#NAME, message) {} \
    }
KRAIT_RAISE(ArithmeticError);
KRAIT_RAISE(AssertionError);
KRAIT_RAISE(AttributeError);
KRAIT_RAISE(BufferError);
KRAIT_RAISE(EOFError);
KRAIT_RAISE(FileNotFoundError);
KRAIT_RAISE(ImportError);
KRAIT_RAISE(IndexError);
KRAIT_RAISE(KeyError);
KRAIT_RAISE(KeyboardInterrupt);
KRAIT_RAISE(LookupError);
KRAIT_RAISE(MemoryError);
KRAIT_RAISE(NameError);
KRAIT_RAISE(NotImplementedError);
KRAIT_RAISE(OSError);
KRAIT_RAISE(OverflowError);
KRAIT_RAISE(PermissionError);
KRAIT_RAISE(ReferenceError);
KRAIT_RAISE(RuntimeError);
KRAIT_RAISE(StopIteration);
KRAIT_RAISE(TimeoutError);
KRAIT_RAISE(TypeError);
KRAIT_RAISE(ValueError);
KRAIT_RAISE(ZeroDivisionError);
#undef KRAIT_RAISE

}  // namespace krait

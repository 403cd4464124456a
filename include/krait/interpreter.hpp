// Interpreter: one Python, isolated from all others. Any number of them may live in a process.
//
// Every call may come from any thread: it attaches the thread for as long as it needs.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <krait/class.hpp>
#include <krait/config.hpp>

namespace krait {

class Loop;

// What a script may use up until clear_budget(). 0: no bound.
struct Budget {
    std::chrono::nanoseconds time{};  // from set_budget() on
    std::uint64_t steps = 0;          // calls and turns of loops
};

struct TraceEvent {
    enum Kind { call, line, return_, raise } kind;  // raise: in each frame that the exception reaches
    std::string_view file;                          // these two only during the call
    std::string_view function;                      // its __qualname__
    int line_number;
    Object frame;  // Python's frame object
};

class Module : public Object {
public:
    explicit Module(Object object) : Object(std::move(object)) {}
    // A function of the module. The same name again adds an overload.
    template <typename F, typename... E>
    Module& def(std::string_view name, F&& function, const E&... extras) {
        core::Attach attach(host());
        core::define_function(attach.access(), core::value_of(attach.access(), handle()),
                              core::make_callable<E...>(std::forward<F>(function)),
                              {.name = name, .text = core::text_among(extras...)});
        return *this;
    }
    template <typename T, typename Scripted = T>
    Class<T, Scripted> cls(std::string_view name, std::string_view doc = {}) {
        return Class<T, Scripted>(*this, name, doc);
    }
    // A Python exception class that a function of the host's raises by throwing E.
    template <typename E>
    Object exception(std::string_view name, const Object& base = {}) {
        core::Attach attach(host());
        return Object(attach.access(),
                      core::make_exception_class(attach.access(), core::value_of(attach.access(), handle()), name,
                                                 base.empty() ? 0 : core::value_of(attach.access(), base.handle()),
                                                 [](std::string& message) {
                                                     try {
                                                         throw;
                                                     } catch (const E& error) {
                                                         if constexpr (std::is_base_of_v<std::exception, E>)
                                                             message = error.what();
                                                         return true;
                                                     } catch (...) {
                                                         return false;
                                                     }
                                                 }));
    }
};
template <>
struct Converter<Module> : Converter<Object> {};

class Interpreter {
public:
    explicit Interpreter(Config config = {});
    Interpreter(Interpreter&& other) noexcept : host_(std::exchange(other.host_, nullptr)) {}
    Interpreter& operator=(Interpreter&& other) noexcept {
        std::swap(host_, other.host_);
        return *this;
    }
    // Ends its threads, runs atexit functions, flushes streams. Not from inside one of its own calls.
    ~Interpreter();

    // Runs statements, or the value of an expression, in __main__.
    void exec(std::string_view source, std::string_view file = "<string>");
    Object eval(std::string_view source, std::string_view file = "<string>");
    void exec_file(const std::string& path);
    Object import(std::string_view name);
    Object globals();                      // of __main__
    Module module(std::string_view name);  // the module, made if there is none
    Module main();
    template <typename T>
    Object object(T&& value) {  // any C++ value as a Python object
        core::Attach attach(host());
        return Object(attach.access(), core::to_word(attach.access(), std::forward<T>(value)));
    }
    // A function in __main__.
    template <typename F, typename... E>
    void def(std::string_view name, F&& function, const E&... extras) {
        main().def(name, std::forward<F>(function), extras...);
    }
    template <typename T, typename Scripted = T>
    Class<T, Scripted> cls(std::string_view name, std::string_view doc = {}) {
        return main().cls<T, Scripted>(name, doc);
    }

    // ---- from any thread ----
    void interrupt();  // KeyboardInterrupt in what runs; nothing if nothing runs
    void terminate();  // Terminated in all that runs and comes, until clear_budget()
    void set_budget(Budget budget);
    void clear_budget();
    void set_gil(Gil gil);
    Gil gil() const;
    void set_memory_limit(std::uint64_t bytes);
    std::uint64_t memory_used() const;
    void collect();  // gc.collect()

    // Each line, call, return and exception of every thread, on that thread, until trace(nullptr). What the function does in
    // Python is not traced; what it throws is raised in the script.
    void trace(std::function<void(const TraceEvent&)> function);

    Loop loop();  // the calling thread's event loop

    core::Host* host() const {
        if (!host_) throw Gone("krait: this Interpreter was moved away");
        return host_;
    }

private:
    core::Host* host_ = nullptr;
};

// Keeps the calling thread attached over many calls, which makes each of them cheaper. With the GIL on no other thread runs
// Python meanwhile.
class Attached {
public:
    [[gnu::always_inline]] explicit Attached(Interpreter& interpreter) : attach_(interpreter.host()) {}

private:
    core::Attach attach_;
};
// Around host code that blocks or computes for long, inside of a function that Python called.
class Detached {
public:
    explicit Detached(Interpreter& interpreter) : detach_(interpreter.host()) {}

private:
    core::Detach detach_;
};

}  // namespace krait

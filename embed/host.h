// Host: one interpreter as the program that embeds it sees it. It lives as long as the interpreter or any handle does.
//
//  1. A native thread that uses the API is a *guest*: it has a Thread of its own in the interpreter, made at its first call
//     and kept (in a thread-local list) until the native thread or the interpreter ends. Between two calls it is detached and
//     has no stack segment, so nothing of its stack is scanned.
//  2. `entries` of a guest counts its calls under way. Destruction closes the host first: no new call gets in, those under way
//     are terminated and waited for.
//  3. A Handle is a root with a count. It is released by any thread, without being attached.
//  4. C++ objects that their Python instance owned die when the collector says so, but their destructors do not run there:
//     they are queued, and run by the next thread that enters, leaves or makes an instance.
//  5. Locks here are held for a few instructions, with no safepoint in between: the collector takes some of them.
#pragma once

#include <krait/bridge.hpp>
#include <krait/config.hpp>
#include <krait/error.hpp>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <typeindex>
#include <unordered_map>
#include <vector>

#include "embed/start.h"
#include "runtime/heap/roots.h"
#include "runtime/interpreter.h"
#include "runtime/threads/attach.h"
#include "vm/import/module_provider.h"

namespace krait::core {

struct Handle {
    std::atomic<uint32_t> count{0};
    std::atomic<uint64_t> bits{0};
    Host* host = nullptr;
    Handle* next_free = nullptr;
    std::unique_ptr<std::string> text;  // kept_text()
};

struct Guest {
    Thread* thread = nullptr;  // null: the native thread has ended
    std::atomic<int> entries{0};
    std::atomic<uint64_t> since{0};  // the order in which calls under way began
};

// A C++ class that Python knows.
struct ClassRecord {
    Host* host;
    std::string name;
    std::type_index type = typeid(void);
    size_t size = 0;
    Handle* cls = nullptr;
    std::vector<std::pair<ClassRecord*, void* (*)(void*)>> bases;
};

class Host final : public ModuleProvider, public RootProvider {
public:
    explicit Host(Config config);
    // Makes the interpreter. Throws std::runtime_error.
    void start();
    // Ends it. The calling thread must not be inside of one of its calls.
    void stop();
    void retain() { references_.fetch_add(1, std::memory_order_relaxed); }
    void release();

    Interpreter* interpreter = nullptr;
    std::atomic<bool> closing{false};
    Config config;

    // ---- guests ----
    Guest* guest_of_this_thread();  // throws Gone
    void forget_guest(Guest* guest);
    void entered(Guest* guest);
    void left(Guest* guest);
    void interrupt();

    // ---- handles ----
    Handle* acquire(Value value);
    void free_handle(Handle* handle);
    void visit_roots(Tracer& tracer, Collection collection) override;

    // ---- classes ----
    struct Dead {
        std::shared_ptr<void> owner;
        size_t size;
    };
    std::mutex instances_mutex;
    std::unordered_multimap<const void*, Cell*> instances;  // lint: rooted (weak: entries go when the cell does)
    std::vector<Dead> dead;
    std::atomic<bool> has_dead{false};
    void bury(Thread& thread);  // runs the destructors that wait
    std::mutex classes_mutex;
    std::unordered_map<std::type_index, std::unique_ptr<ClassRecord>> classes;
    struct ExceptionClass {
        Handle* type;
        std::function<bool(std::string&)> matches;
    };
    std::vector<ExceptionClass> exception_classes;

    // ---- errors ----
    void add_source(std::string_view file, std::string_view source);
    std::map<std::string, std::string, std::less<>> sources;  // of exec(), for tracebacks
    std::mutex errors_mutex;
    Error::Data* errors = nullptr;  // those alive, which must be told before the interpreter goes

    // ---- loops, by the thread's ident ----
    std::mutex loops_mutex;
    std::map<uint64_t, Handle*> loops;

private:
    ~Host();
    std::atomic<uint64_t> references_{1};
    std::mutex guests_mutex_;
    std::condition_variable idle_;
    std::vector<std::unique_ptr<Guest>> guests_;
    std::atomic<uint64_t> next_entry_{1};

    std::mutex handles_mutex_;
    std::vector<std::unique_ptr<Handle[]>> chunks_;
    Handle* free_handles_ = nullptr;

    HostStreamFunctions out_{}, err_{}, in_{};
};

inline Host* host_of(const Thread& thread) {
    return static_cast<Host*>(const_cast<ModuleProvider*>(thread.interpreter->module_provider));
}
inline Value value(Word word) { return Value::from_bits(word); }

// The calling thread as it stands: which interpreter it is attached to, if any.
struct Standing {
    Host* host = nullptr;
    Thread* thread = nullptr;
    bool attached = false;
};
Standing& standing();

// A function of the interpreter that calls the host, on a thread that may be the interpreter's own.
class HostCallScope {
public:
    explicit HostCallScope(Thread& thread) : before_(standing()) { standing() = {host_of(thread), &thread, true}; }
    ~HostCallScope() { standing() = before_; }
    HostCallScope(const HostCallScope&) = delete;
    HostCallScope& operator=(const HostCallScope&) = delete;

private:
    Standing before_;
};

// The exception that is pending, as an Error; Terminated if that it is. Nothing is pending afterwards.
[[noreturn]] void throw_pending(Thread& thread);
// Inside a catch (...): raises what was thrown as a Python exception.
Failure raise_current_exception(Thread& thread);
void forget_errors(Host& host, Thread& thread);

// The value of a Result, or its error thrown.
#define OR_THROW(ACCESS, ...)                       \
    ({                                              \
        auto&& krait_result = (__VA_ARGS__);        \
        if (krait_result.failed()) [[unlikely]]     \
            throw_pending(*(ACCESS).thread);        \
        krait_result.take();                        \
    })

}  // namespace krait::core

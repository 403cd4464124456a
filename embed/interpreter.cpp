// class Interpreter.
#include <krait/asyncio.hpp>
#include <krait/repl.hpp>

#include "embed/host.h"
#include "embed/tracer.h"
#include "runtime/errors.h"
#include "runtime/threads/events.h"
#include "runtime/threads/registry.h"
#include "stdlib/asyncio/asyncio.h"
#include "stdlib/native_helpers.h"
#include "vm/compiler/compile.h"
#include "vm/import/import.h"
#include "vm/vm.h"

namespace krait {

namespace core {

namespace {

Result<core::Module*> make_main(Thread& thread) {
    core::Module* main = make_module(thread, "__main__");
    TRY(module_add(thread, main, "__builtins__", Value(thread.interpreter->builtins_module.get())));
    for (const char* name : {"__loader__", "__spec__", "__package__"})
        TRY(module_add(thread, main, name, Value::none()));
    TRY(dict_set_str(thread, thread.interpreter->modules.get(), "__main__", Value(main)));
    return main;
}

core::Module* main_module(Access& access) {
    Thread& thread = *access.thread;
    Value main = dict_get_str(thread, thread.interpreter->modules.get(), intern(thread, "__main__"));
    if (auto* module = main.is_nothing() ? nullptr : main.as_if<core::Module>()) return module;
    return OR_THROW(access, make_main(thread));
}

Value run(Access& access, std::string_view source, std::string_view file, CompileMode mode) {
    Thread& thread = *access.thread;
    // A host that comes back into the interpreter for ever is told of its recursion, not of the parser's.
    constexpr size_t kCompilerRoom = 64 * 1024;
    if (static_cast<char*>(__builtin_frame_address(0)) < thread.stack_limit + kCompilerRoom)
        OR_THROW(access, thread.stack_overflow());
    CompileOptions options;
    options.mode = mode;
    options.optimize = thread.interpreter->optimize_level;
    Str* name = OR_THROW(access, decode_utf8(thread, file, "surrogateescape"));
    access.host->add_source(file, source);
    if (mode == CompileMode::Eval) source.remove_prefix(std::min(source.find_first_not_of(" \t"), source.size()));
    Code* code = OR_THROW(access, compile_source(thread, source, name, options));
    Value result = OR_THROW(access, eval_code_py(thread, code, main_module(access)->dict.get(), Value::nothing()));
    // A request that came too late for the program's last event point is for this call all the same.
    OR_THROW(access, thread.poll());
    return result;
}

}  // namespace

}  // namespace core

using core::Access;
using core::Attach;
using core::CompileMode;
using core::Host;
using core::Thread;
using core::Value;

Interpreter::Interpreter(Config config) {
    auto* host = new Host(std::move(config));
    try {
        host->start();
    } catch (...) {
        host->release();
        throw;
    }
    host_ = host;
}

Interpreter::~Interpreter() {
    if (!host_) return;
    host_->stop();
    host_->release();
}

void Interpreter::exec(std::string_view source, std::string_view file) {
    Attach attach(host());
    core::run(attach.access(), source, file, CompileMode::Exec);
}
Object Interpreter::eval(std::string_view source, std::string_view file) {
    Attach attach(host());
    return Object(attach.access(), core::run(attach.access(), source, file, CompileMode::Eval).bits());
}
void Interpreter::exec_file(const std::string& path) {
    Attach attach(host());
    Access& access = attach.access();
    Thread& thread = *access.thread;
    std::string source = OR_THROW(access, core::read_file(thread, path));
    Value name(OR_THROW(access, core::decode_utf8(thread, path, "surrogateescape")));
    OR_THROW(access, core::module_add(thread, core::main_module(access), "__file__", name));
    core::run(access, source, path, CompileMode::Exec);
}
Object Interpreter::import(std::string_view name) {
    Attach attach(host());
    Thread& thread = *attach.access().thread;
    return Object(attach.access(),
                  OR_THROW(attach.access(), core::import_module_py(thread, core::intern(thread, name))).bits());
}
Object Interpreter::globals() {
    Attach attach(host());
    return Object(attach.access(), Value(core::main_module(attach.access())->dict.get()).bits());
}
Module Interpreter::main() {
    Attach attach(host());
    return Module(Object(attach.access(), Value(core::main_module(attach.access())).bits()));
}
Module Interpreter::module(std::string_view name) {
    Attach attach(host());
    Access& access = attach.access();
    Thread& thread = *access.thread;
    core::Str* key = core::intern(thread, name);
    core::Dict* modules = thread.interpreter->modules.get();
    Value found = core::dict_get_str(thread, modules, key);
    if (found.is_nothing()) {
        core::Module* made = core::make_module(thread, name);
        found = Value(made);
        OR_THROW(access, core::dict_set_str(thread, modules, key, found));
        // A submodule is an attribute of its package.
        size_t dot = name.rfind('.');
        if (dot != name.npos) {
            Module package = module(name.substr(0, dot));
            Value parent = core::value(core::value_of(access, package.handle()));
            if (OR_THROW(access, core::find_attribute_py(thread, parent, "__path__")).is_unbound())
                OR_THROW(access, core::set_attribute_py(thread, parent, "__path__", Value(core::make_list(thread))));
            OR_THROW(access, core::set_attribute_py(thread, parent, name.substr(dot + 1), found));
        }
    }
    return Module(Object(access, found.bits()));
}

// ---- from any thread ----

void Interpreter::interrupt() { host()->interrupt(); }
void Interpreter::terminate() { core::terminate_interpreter(*host()->interpreter); }
void Interpreter::set_budget(Budget budget) {
    if (!core::set_budget(*host()->interpreter, budget.time.count(), budget.steps))
        throw std::runtime_error("krait: the system gives no thread to watch the time");
}
void Interpreter::clear_budget() { core::clear_budget(*host()->interpreter); }
void Interpreter::set_gil(Gil gil) {
    Attach attach(host());
    Thread& thread = *attach.access().thread;
    thread.interpreter->threads->set_gil_mode(thread, gil == Gil::on ? core::GilMode::On : core::GilMode::Off);
}
Gil Interpreter::gil() const {
    return host()->interpreter->threads->gil_mode() == core::GilMode::On ? Gil::on : Gil::off;
}
void Interpreter::set_memory_limit(std::uint64_t bytes) {
    Attach attach(host());
    host()->interpreter->heap->set_memory_limit(bytes);
}
std::uint64_t Interpreter::memory_used() const {
    Attach attach(host());
    return host()->interpreter->heap->committed();
}
void Interpreter::trace(std::function<void(const TraceEvent&)> function) {
    Attach attach(host());
    std::shared_ptr<core::TraceHook> hook;
    if (function) hook = std::make_shared<core::HostTracer>(std::move(function));
    core::set_trace_hook(*attach.access().thread, std::move(hook));
}
void Interpreter::collect() { import("gc").call("collect"); }

// ---- asyncio ----

namespace core {

namespace {

asyncio::Loop* own_loop(Access& access, Handle* handle) {
    asyncio::Loop* loop = asyncio::as_loop(*access.thread, value(value_of(access, handle)));
    if (!loop) throw_type_error(access, "the host can drive asyncio's own loops only");
    return loop;
}

// future.set_result(value) or set_exception(value) on the loop's thread, unless it is done by then.
class Delivery final : public Callable {
public:
    Delivery(krait::Object future, std::function<Word(Access&)> result, std::exception_ptr error)
        : future_(std::move(future)), result_(std::move(result)), error_(std::move(error)) {}
    Word call(Call& call) override {
        Access& access = call.access;
        Thread& thread = *access.thread;
        Value future = value(value_of(access, future_.handle()));
        if (OR_THROW(access,
                     truth_py(thread, OR_THROW(access, call_method_py(thread, future, intern(thread, "done"))))))
            return kNone;
        try {
            if (error_) std::rethrow_exception(error_);
            Value given = value(result_(access));
            OR_THROW(access,
                     call_method_py(thread, future, intern(thread, "set_result"), std::span<const Value>(&given, 1)));
            return kNone;
        } catch (const Terminated&) {
            throw;
        } catch (...) {
            (void)raise_current_exception(thread);
        }
        Value exception = take_pending(thread);
        OR_THROW(access, call_method_py(thread, future, intern(thread, "set_exception"),
                                        std::span<const Value>(&exception, 1)));
        return kNone;
    }
    std::string argument_types() const override { return {}; }

private:
    krait::Object future_;
    std::function<Word(Access&)> result_;
    std::exception_ptr error_;
};

void call_on_loop(Handle* loop, std::unique_ptr<Callable> callable) {
    Attach attach(host_of(loop));
    Access& access = attach.access();
    Word callback = make_function(access, std::move(callable), {.name = "callback", .text = {}});
    core::call_method(access, value_of(access, loop), "call_soon_threadsafe", &callback, 1);
}

}  // namespace

Handle* make_future(Handle* loop) {
    Attach attach(host_of(loop));
    Access& access = attach.access();
    return make_handle(access, core::call_method(access, value_of(access, loop), "create_future", nullptr, 0));
}
void finish_future(Handle* loop, Handle* future, std::function<Word(Access&)> result) {
    core::retain(future);
    call_on_loop(loop, std::make_unique<Delivery>(krait::Object(future), std::move(result), nullptr));
}
void fail_future(Handle* loop, Handle* future, std::exception_ptr error) {
    core::retain(future);
    call_on_loop(loop, std::make_unique<Delivery>(krait::Object(future), nullptr, std::move(error)));
}

}  // namespace core

Loop Interpreter::loop() {
    Attach attach(host());
    Access& access = attach.access();
    Thread& thread = *access.thread;
    {
        std::lock_guard lock(host_->loops_mutex);
        auto found = host_->loops.find(thread.state->ident);
        if (found != host_->loops.end()) {
            core::retain(found->second);
            return Loop(Object(found->second));
        }
    }
    Object module = import("asyncio");
    Object loop = module.call("new_event_loop");
    module.call("set_event_loop", loop);
    std::lock_guard lock(host_->loops_mutex);
    core::retain(loop.handle());
    host_->loops.emplace(thread.state->ident, loop.handle());
    return Loop(loop);
}

Task Loop::spawn(const Object& coroutine) {
    Attach attach(loop_.host());
    Access& access = attach.access();
    Object task = loop_.call("create_task", coroutine);
    core::asyncio::arm_loop_descriptor(core::own_loop(access, loop_.handle()));
    return Task(task);
}

std::chrono::nanoseconds Loop::poll(std::chrono::nanoseconds budget) {
    Attach attach(loop_.host());
    Access& access = attach.access();
    core::asyncio::Loop* loop = core::own_loop(access, loop_.handle());
    Result<int64_t> sleep = core::asyncio::poll_loop_py(*access.thread, loop, budget.count());
    core::asyncio::arm_loop_descriptor(loop);
    if (sleep.failed()) core::throw_pending(access);
    return sleep.value() < 0 ? std::chrono::hours(24) : std::chrono::nanoseconds(sleep.value());
}

Object Loop::run(const Object& awaitable) {
    Attach attach(loop_.host());
    Object result = loop_.call("run_until_complete", awaitable);
    core::asyncio::arm_loop_descriptor(core::own_loop(attach.access(), loop_.handle()));
    return result;
}

int Loop::fd() {
    Attach attach(loop_.host());
    Access& access = attach.access();
    return OR_THROW(access, core::asyncio::loop_descriptor(*access.thread, core::own_loop(access, loop_.handle())));
}

void Loop::post(std::function<void()> function) {
    core::call_on_loop(loop_.handle(), core::make_callable<>(std::move(function)));
}

// ---- the console ----

Repl::Repl(Interpreter& interpreter) {
    Attach attach(interpreter.host());
    Object globals = interpreter.globals();
    console_ = interpreter.import("code").call("InteractiveConsole", globals, kw("filename", "<console>"));
    completer_ = interpreter.import("rlcompleter").call("Completer", globals);
}
Repl::State Repl::feed(std::string_view line) {
    state_ = console_.call("push", line).as<bool>() ? more : done;
    return state_;
}
void Repl::reset() {
    console_.call("resetbuffer");
    state_ = done;
}
std::string Repl::prompt() const { return state_ == more ? "... " : ">>> "; }
std::vector<std::string> Repl::complete(std::string_view text) {
    std::vector<std::string> found;
    Attach attach(completer_.host());
    for (int i = 0;; ++i) {
        Object each = completer_.call("complete", text, i);
        if (each.is_none()) return found;
        std::string candidate = each.as<std::string>();
        if (std::find(found.begin(), found.end(), candidate) == found.end()) found.push_back(std::move(candidate));
    }
}

}  // namespace krait

// asyncio, driven by the host.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <krait/interpreter.hpp>

namespace krait {

namespace core {
Handle* make_future(Handle* loop);
void finish_future(Handle* loop, Handle* future, std::function<Word(Access&)> result);  // from any thread
void fail_future(Handle* loop, Handle* future, std::exception_ptr error);               // from any thread
}  // namespace core

// A running coroutine.
class Task {
public:
    explicit Task(Object task) : task_(std::move(task)) {}
    bool done() const { return task_.call("done").template as<bool>(); }
    Object result() const { return task_.call("result"); }  // or throws its Error
    bool cancel() { return task_.call("cancel").template as<bool>(); }
    bool cancelled() const { return task_.call("cancelled").template as<bool>(); }
    const Object& object() const { return task_; }

private:
    Object task_;
};

// A result that C++ delivers later, from any thread; copies stand for the same one. A second result is ignored.
template <typename T>
class Promise {
public:
    Promise(Object loop, Object future) : loop_(std::move(loop)), future_(std::move(future)) {}
    Object awaitable() const { return future_; }
    void set_value(T value) {
        auto shared = std::make_shared<T>(std::move(value));
        core::finish_future(loop_.handle(), future_.handle(),
                            [shared](core::Access& access) { return core::to_word(access, std::move(*shared)); });
    }
    void set_error(std::exception_ptr error) { core::fail_future(loop_.handle(), future_.handle(), std::move(error)); }
    template <typename E>
    void set_error(const E& error) {
        set_error(std::make_exception_ptr(error));
    }

private:
    Object loop_, future_;
};
template <>
class Promise<void> {
public:
    Promise(Object loop, Object future) : loop_(std::move(loop)), future_(std::move(future)) {}
    Object awaitable() const { return future_; }
    void set_value() {
        core::finish_future(loop_.handle(), future_.handle(), [](core::Access&) { return core::kNone; });
    }
    void set_error(std::exception_ptr error) { core::fail_future(loop_.handle(), future_.handle(), std::move(error)); }
    template <typename E>
    void set_error(const E& error) {
        set_error(std::make_exception_ptr(error));
    }

private:
    Object loop_, future_;
};

// An event loop of one thread. Stepped by poll(), or run to the end of one task by run().
class Loop {
public:
    explicit Loop(Object loop) : loop_(std::move(loop)) {}

    Task spawn(const Object& coroutine);
    // Runs what is ready, at most about `budget`. How long it could sleep then: 0 if more is ready; a day if nothing is due.
    std::chrono::nanoseconds poll(std::chrono::nanoseconds budget = std::chrono::milliseconds(2));
    Object run(const Object& awaitable);  // its result
    // Readable when there is work: for epoll, Qt, GLib, asio. Belongs to the loop.
    int fd();
    void post(std::function<void()> function);  // runs on the loop's thread, in poll() or run(). From any thread
    template <typename T>
    Promise<T> promise() {
        return Promise<T>(loop_, Object(core::make_future(loop_.handle())));
    }
    const Object& object() const { return loop_; }

private:
    Object loop_;
};

}  // namespace krait

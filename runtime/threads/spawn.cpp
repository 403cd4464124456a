#include "runtime/threads/spawn.h"

#include <pthread.h>

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/threads/registry.h"
#include "runtime/vm_hooks.h"

namespace krait::core {

namespace {

// Owned by both sides: the new thread still wakes the event when the starter has read it.
struct Handshake {
    WakeEvent registered;
    uint64_t ident = 0;
};
struct Start {
    Interpreter* interpreter;
    SpawnOptions options;
    std::unique_ptr<ThreadBody> body;
    std::shared_ptr<Handshake> handshake;
};

void* run_thread(void* data) {
    auto* start = static_cast<Start*>(data);
    Interpreter& interpreter = *start->interpreter;
    Thread& thread = *interpreter.threads->create_spawned(start->options.daemon ? ThreadRegistry::SpawnKind::Daemon
                                                                                : ThreadRegistry::SpawnKind::Joined);
    start->handshake->ident = thread.state->ident;
    start->handshake->registered.wake();
    attach(thread);
    if (interpreter.vm && interpreter.vm->thread_started) interpreter.vm->thread_started(thread);
    start->body->run(thread);
    thread.pending = Value::nothing();
    delete start;  // its Roots
    if (interpreter.vm && interpreter.vm->thread_ended) interpreter.vm->thread_ended(thread);
    detach(thread);
    interpreter.threads->destroy(thread);
    return nullptr;
}

}  // namespace

Result<uint64_t> spawn_thread(Thread& thread, const SpawnOptions& options, std::unique_ptr<ThreadBody> body) {
    auto handshake = std::make_shared<Handshake>();
    auto* start = new Start{thread.interpreter, options, std::move(body), handshake};
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    if (options.stack_size) pthread_attr_setstacksize(&attributes, options.stack_size);
    thread.interpreter->threads->join_finished();
    pthread_t handle;
    int error = pthread_create(&handle, &attributes, run_thread, start);
    pthread_attr_destroy(&attributes);
    if (error) {
        delete start;
        return raise(thread, Exc::RuntimeError, "can't start new thread");
    }
    Detached scope(thread);
    handshake->registered.sleep(0, kForever);
    return handshake->ident;
}

Result<bool> join_thread(Thread& thread, uint64_t ident, Deadline deadline) {
    ThreadRegistry& threads = *thread.interpreter->threads;
    for (;;) {
        uint32_t seen = threads.departures().load(std::memory_order_acquire);
        if (!threads.find(ident)) return true;
        WaitOutcome outcome = TRY(wait(thread, WaitTarget::address(&threads.departures(), seen), deadline));
        if (outcome == WaitOutcome::TimedOut) return threads.find(ident) == nullptr;
    }
}

Result<void> join_all_threads(Thread& thread) {
    ThreadRegistry& threads = *thread.interpreter->threads;
    for (;;) {
        uint32_t seen = threads.departures().load(std::memory_order_acquire);
        size_t left = 0;
        threads.for_each_locked(
            [&](Thread& other) { left += &other != &thread && other.state->spawned && !other.state->daemon; });
        if (left == 0) return {};
        TRY(wait(thread, WaitTarget::address(&threads.departures(), seen)));
    }
}

}  // namespace krait::core

#include "vm/import/module_lock.h"

#include "runtime/interpreter.h"
#include "runtime/threads/registry.h"
#include "runtime/threads/wait.h"
#include "vm/import/module_locks.h"
#include "vm/vm_state.h"

namespace krait::core {

namespace {

ModuleLocks& locks_of(Thread& thread) { return *vm_state(*thread.interpreter).module_locks; }

// An owner that is gone is none.
bool is_held(Thread& thread, const ModuleLock& lock) {
    return lock.owner && (lock.owner == thread.state->ident || thread.interpreter->threads->find(lock.owner));
}

// Would waiting for `lock` close a circle of threads?
bool would_deadlock(Thread& thread, const ModuleLocks& all, const ModuleLock& lock) {
    const ModuleLock* next = &lock;
    for (size_t steps = 0; steps <= all.waits.size(); ++steps) {
        if (next->owner == thread.state->ident) return true;
        auto found = all.waits.find(next->owner);
        if (found == all.waits.end()) return false;
        next = found->second;
    }
    return false;
}

}  // namespace

Result<ModuleLockOutcome> acquire_module_lock(Thread& thread, const std::string& name) {
    ModuleLocks& all = locks_of(thread);
    uint64_t me = thread.state->ident;
    for (;;) {
        ModuleLock* lock;
        uint32_t turn;
        {
            std::lock_guard guard(all.mutex);
            lock = &all.locks[name];
            all.count.store(static_cast<uint32_t>(all.locks.size()), std::memory_order_relaxed);
            if (!is_held(thread, *lock)) {
                lock->owner = me;
                lock->depth = 0;
            }
            if (lock->owner == me) {
                ++lock->depth;
                return ModuleLockOutcome::Acquired;
            }
            if (would_deadlock(thread, all, *lock)) return ModuleLockOutcome::Deadlock;
            all.waits[me] = lock;
            ++lock->waiting;
            turn = lock->turn.load(std::memory_order_relaxed);
        }
        Result<WaitOutcome> waited = wait(thread, WaitTarget::address(&lock->turn, turn));
        std::lock_guard guard(all.mutex);
        all.waits.erase(me);
        --lock->waiting;
        if (!waited.failed()) continue;
        if (!lock->owner && !lock->waiting) all.locks.erase(name);
        return kFailure;
    }
}

void release_module_lock(Thread& thread, const std::string& name) {
    ModuleLocks& all = locks_of(thread);
    std::lock_guard guard(all.mutex);
    auto found = all.locks.find(name);
    if (found == all.locks.end() || found->second.owner != thread.state->ident || --found->second.depth) return;
    ModuleLock& lock = found->second;
    lock.owner = 0;
    lock.turn.fetch_add(1, std::memory_order_relaxed);
    wake_address(*thread.interpreter, &lock.turn);
    if (!lock.waiting) all.locks.erase(found);
    all.count.store(static_cast<uint32_t>(all.locks.size()), std::memory_order_relaxed);
}

bool is_any_module_locked(Thread& thread) { return locks_of(thread).count.load(std::memory_order_relaxed) != 0; }

bool is_locked_by_another(Thread& thread, const std::string& name) {
    ModuleLocks& all = locks_of(thread);
    if (all.count.load(std::memory_order_relaxed) == 0) return false;
    std::lock_guard guard(all.mutex);
    auto found = all.locks.find(name);
    return found != all.locks.end() && found->second.owner != thread.state->ident && is_held(thread, found->second);
}

}  // namespace krait::core

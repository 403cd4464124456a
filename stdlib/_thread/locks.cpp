// lock and RLock. A blocked acquire ends early for interrupts, terminations and signal handlers that raise (threads/wait.h).
#include "runtime/objects/relaxed.h"
#include "stdlib/_thread/thread_module.h"

namespace krait::core::threading {

namespace {

Result<Deadline> deadline_in_seconds(Thread& thread, Value timeout) {
    double seconds = TRY(to_double_py(thread, timeout));
    if (seconds != seconds) return raise(thread, Exc::ValueError, "Invalid value NaN (not a number)");
    if (seconds > kTimeoutMax) {
        if (seconds > 9.3e18) return raise(thread, Exc::OverflowError, "timestamp out of range for platform time_t");
        return raise(thread, Exc::OverflowError, "timeout value is too large");
    }
    return deadline_in(static_cast<int64_t>(seconds * 1e9));
}

}  // namespace

Result<Deadline> deadline_of_py(Thread& thread, Value timeout) {
    if (timeout.is_none()) return kForever;
    double seconds = TRY(to_double_py(thread, timeout));
    if (seconds < 0) return kForever;
    return deadline_in_seconds(thread, timeout);
}

Result<Deadline> acquire_deadline_py(Thread& thread, Value blocking, Value timeout) {
    bool blocks = TRY(truth_py(thread, blocking));
    double seconds = TRY(to_double_py(thread, timeout));
    if (!blocks) {
        if (seconds != -1) return raise(thread, Exc::ValueError, "can't specify a timeout for a non-blocking call");
        return 0;
    }
    if (seconds == -1) return kForever;
    if (seconds < 0) return raise(thread, Exc::ValueError, "timeout value must be a non-negative number");
    return deadline_in_seconds(thread, timeout);
}

namespace {

// ---- lock ----
class Lock : public Object {
public:
    ParkingMutex mutex;
};

Result<Value> construct_lock(Thread& thread, Type* type, const CallArguments& arguments) {
    TRY(bind_arguments(thread, "lock()", arguments, nullptr));
    return Value(allocate_instance(thread, type));
}
Result<bool> acquire_mutex(Thread& thread, ParkingMutex& mutex, Deadline deadline) {
    if (mutex.try_lock()) return true;
    if (deadline == 0) return false;
    return mutex.lock(thread, deadline);
}
// Takes the mutex however often that is interrupted, and raises then what did: who gave a lock up for a while (Condition.wait)
// holds it again whether he fails or not.
Result<void> acquire_again(Thread& thread, ParkingMutex& mutex) {
    Value interruption = Value::nothing();
    while (acquire_mutex(thread, mutex, kForever).failed()) {
        if (is_terminating(thread)) return kFailure;
        interruption = take_pending(thread);
    }
    if (interruption.is_nothing()) return {};
    return raise_instance(thread, interruption);
}
Result<Value> acquire_lock(Thread& thread, Lock* self, const Value* args) {
    Deadline deadline = TRY(acquire_deadline_py(thread, args[0], args[1]));
    return Value::boolean(TRY(acquire_mutex(thread, self->mutex, deadline)));
}
Result<Value> release_lock(Thread& thread, Lock* self) {
    if (!self->mutex.unlock(*thread.interpreter)) return raise(thread, Exc::RuntimeError, "release unlocked lock");
    return none();
}
constexpr const char* kAcquireDoc =
    "Lock the lock.\n\nWithout argument, this blocks if the lock is already locked (even by the same thread), waiting "
    "for another "
    "thread to release the lock, and return True once the lock is acquired.\nWith an argument, this will only block if "
    "the argument is "
    "true, and the return value reflects whether the lock is acquired.\nThe blocking operation is interruptible.";
METHOD(Lock, acquire, "acquire(self, blocking=True, timeout=-1)", kAcquireDoc) {
    return acquire_lock(thread, self, args);
}
METHOD(Lock, acquire_lock, "acquire_lock(self, blocking=True, timeout=-1)", "An obsolete synonym of acquire().") {
    return acquire_lock(thread, self, args);
}
METHOD(Lock, __enter__, "__enter__(self, /)", "Lock the lock.") {
    TRY(acquire_mutex(thread, self->mutex, kForever));
    return Value::true_();
}
METHOD(Lock, release, "release(self, /)",
       "Release the lock, allowing another thread that is blocked waiting for the lock to acquire the lock.") {
    return release_lock(thread, self);
}
METHOD(Lock, release_lock, "release_lock(self, /)", "An obsolete synonym of release().") {
    return release_lock(thread, self);
}
METHOD(Lock, __exit__, "__exit__(self, type, value, traceback, /)", "Release the lock.") {
    return release_lock(thread, self);
}
METHOD(Lock, locked, "locked(self, /)", "Return whether the lock is in the locked state.") {
    return Value::boolean(self->mutex.is_locked());
}
METHOD(Lock, locked_lock, "locked_lock(self, /)", "An obsolete synonym of locked().") {
    return Value::boolean(self->mutex.is_locked());
}
METHOD(Lock, _acquire_restore, "_acquire_restore(self, state, /)", "For internal use by `threading.Condition`.") {
    TRY(acquire_again(thread, self->mutex));
    return none();
}
METHOD(Lock, _at_fork_reinit, "_at_fork_reinit(self, /)", "") {
    self->mutex.reset();
    return none();
}
Result<Value> repr_lock(Thread& thread, Value object) {
    return format_str(thread, "<{} {} object at {}>", object.to<Lock>()->mutex.is_locked() ? "locked" : "unlocked",
                      "_thread.lock", address_text(object));
}

// ---- RLock ----
class RLock : public Object {
public:
    ParkingMutex mutex;
    std::atomic<uint64_t> owner;  // a thread's ident; 0: free
    Relaxed<uint64_t> count;      // the owner's
};
bool is_owned(Thread& thread, const RLock* self) {
    return self->owner.load(std::memory_order_relaxed) == thread.state->ident;
}

Result<Value> construct_rlock(Thread& thread, Type* type, const CallArguments&) {
    return Value(allocate_instance(thread, type));
}
Result<bool> acquire_rlock(Thread& thread, RLock* self, Deadline deadline) {
    if (is_owned(thread, self)) {
        if (self->count == UINT64_MAX) return raise(thread, Exc::OverflowError, "Internal lock count overflowed");
        ++self->count;
        return true;
    }
    if (!TRY(acquire_mutex(thread, self->mutex, deadline))) return false;
    self->owner = thread.state->ident;
    self->count = 1;
    return true;
}
Result<Value> release_rlock(Thread& thread, RLock* self) {
    if (!is_owned(thread, self)) return raise(thread, Exc::RuntimeError, "cannot release un-acquired lock");
    if (--self->count == 0) {
        self->owner = 0;
        self->mutex.unlock(*thread.interpreter);
    }
    return none();
}
METHOD(RLock, acquire, "acquire(self, blocking=True, timeout=-1)", kAcquireDoc) {
    Deadline deadline = TRY(acquire_deadline_py(thread, args[0], args[1]));
    return Value::boolean(TRY(acquire_rlock(thread, self, deadline)));
}
METHOD(RLock, __enter__, "__enter__(self, /)", "Lock the lock.") {
    TRY(acquire_rlock(thread, self, kForever));
    return Value::true_();
}
METHOD(RLock, release, "release(self, /)", "Release the lock.") { return release_rlock(thread, self); }
METHOD(RLock, __exit__, "__exit__(self, type, value, traceback, /)", "Release the lock.") {
    return release_rlock(thread, self);
}
METHOD(RLock, locked, "locked(self, /)", "Return a boolean indicating whether this object is locked right now.") {
    return Value::boolean(self->mutex.is_locked());
}
METHOD(RLock, _is_owned, "_is_owned(self, /)", "For internal use by `threading.Condition`.") {
    return Value::boolean(is_owned(thread, self));
}
METHOD(RLock, _recursion_count, "_recursion_count(self, /)", "For internal use by reentrancy checks.") {
    return make_int_unsigned(thread, is_owned(thread, self) ? self->count.load() : 0);
}
METHOD(RLock, _release_save, "_release_save(self, /)", "For internal use by `threading.Condition`.") {
    if (!is_owned(thread, self)) return raise(thread, Exc::RuntimeError, "cannot release un-acquired lock");
    Tuple* state = make_tuple(thread, {make_int_unsigned(thread, self->count), make_int_unsigned(thread, self->owner)});
    self->count = 0;
    self->owner = 0;
    self->mutex.unlock(*thread.interpreter);
    return Value(state);
}
METHOD(RLock, _acquire_restore, "_acquire_restore(self, state, /)", "For internal use by `threading.Condition`.") {
    Tuple* state = as_kind<Tuple>(thread, args[0]);
    if (!state || state->size() != 2)
        return raise(thread, Exc::TypeError, "_acquire_restore() argument must be a tuple of two");
    int64_t count = TRY(index_int64_py(thread, (*state)[0]))
    , owner = TRY(index_int64_py(thread, (*state)[1]));
    Result<void> acquired = acquire_again(thread, self->mutex);
    if (is_terminating(thread)) return kFailure;
    self->owner = static_cast<uint64_t>(owner);
    self->count = static_cast<uint64_t>(count);
    TRY(acquired);
    return none();
}
METHOD(RLock, _at_fork_reinit, "_at_fork_reinit(self, /)", "") {
    self->mutex.reset();
    self->owner = 0;
    self->count = 0;
    return none();
}
Result<Value> repr_rlock(Thread& thread, Value object) {
    auto* self = object.to<RLock>();
    return format_str(thread, "<{} {} object owner={} count={} at {}>", self->mutex.is_locked() ? "locked" : "unlocked",
                      "_thread.RLock", self->owner.load(), self->count.load(), address_text(object));
}

}  // namespace

const TypeSpec kLock = {
    .name = "_thread.lock",
    .doc = "A lock object is a synchronization primitive.  To create a lock,\ncall threading.Lock().",
    .size = sizeof(Lock),
    .flags = type_flag::kHasWeakref,
    .slots = {.repr = repr_lock, .construct = construct_lock},
    .methods = {&Lock_acquire, &Lock_acquire_lock, &Lock_release, &Lock_release_lock, &Lock_locked, &Lock_locked_lock,
                &Lock___enter__, &Lock___exit__, &Lock__acquire_restore, &Lock__at_fork_reinit},
};
const TypeSpec kRLock = {
    .name = "_thread.RLock",
    .size = sizeof(RLock),
    .flags = type_flag::kSubclassable | type_flag::kHasWeakref,
    .slots = {.repr = repr_rlock, .construct = construct_rlock},
    .methods = {&RLock_acquire, &RLock_release, &RLock_locked, &RLock___enter__, &RLock___exit__, &RLock__is_owned,
                &RLock__recursion_count, &RLock__release_save, &RLock__acquire_restore, &RLock__at_fork_reinit},
};

}  // namespace krait::core::threading

// The native module _multiprocessing: semaphores that processes share, which multiprocessing's locks and queues stand on.
//
// A POSIX semaphore has no descriptor to wait for and nobody but its holder can be woken: who waits does so in slices, detached,
// and looks after each whether he is interrupted. So a stop takes a slice at most, and a release wakes at once.
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <semaphore.h>

#include "runtime/threads/wait.h"
#include "stdlib/native_helpers.h"
#include "stdlib/posix/path.h"

namespace krait::core {

namespace {

constexpr int kRecursiveMutex = 0, kSemaphore = 1;
constexpr Deadline kSlice = 20'000'000;  // nanoseconds

class SemLock : public Object {
public:
    std::atomic<sem_t*> semaphore;  // null: never opened
    std::atomic<int64_t> count;     // how often this process has acquired it and not released it
    std::atomic<uint64_t> owner;    // the thread that acquired it last
    int kind, most;
    Field<Value> name;
};

bool is_mine(Thread& thread, const SemLock* self) { return self->count > 0 && self->owner == thread.state->ident; }
Result<sem_t*> semaphore_of(Thread& thread, SemLock* self) {
    if (sem_t* semaphore = self->semaphore) return semaphore;
    return raise(thread, Exc::ValueError, "this SemLock was never opened");
}
Value int_of_handle(Thread& thread, sem_t* semaphore) {
    return make_int(thread, static_cast<int64_t>(reinterpret_cast<intptr_t>(semaphore)));
}

SemLock* make_semlock(Thread& thread, Type* type, sem_t* semaphore, int kind, int most, Value name) {
    auto* self = allocate_as<SemLock>(thread, type);
    self->semaphore = semaphore;
    self->kind = kind;
    self->most = most;
    self->name.set(self, name);
    return self;
}

Result<Value> construct_semlock(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[5];
    TRY(bind_arguments(thread, "SemLock(kind, value, maxvalue, name, unlink)", arguments, bound));
    int kind = TRY(int_argument_py(thread, bound[0]));
    int value = TRY(int_argument_py(thread, bound[1]));
    int most = TRY(int_argument_py(thread, bound[2]));
    if (!as_kind<Str>(thread, bound[3]))
        return raise(thread, Exc::TypeError, "SemLock() argument 4 must be str, not {}", type_name(thread, bound[3]));
    std::string name = TRY(system_text_py(thread, bound[3]));
    bool unlink = TRY(truth_py(thread, bound[4]));
    if (kind != kRecursiveMutex && kind != kSemaphore) return raise(thread, Exc::ValueError, "unrecognized kind");
    sem_t* semaphore = sem_open(name.c_str(), O_CREAT | O_EXCL, 0600, static_cast<unsigned>(value));
    if (semaphore == SEM_FAILED) return raise_errno(thread, errno);
    if (unlink && sem_unlink(name.c_str()) < 0) {
        int error = errno;
        sem_close(semaphore);
        return raise_errno(thread, error);
    }
    return Value(make_semlock(thread, type, semaphore, kind, most, unlink ? none() : bound[3]));
}

Result<void> finalize_semlock(Thread&, Value object) {
    if (sem_t* semaphore = object.to<SemLock>()->semaphore.exchange(nullptr)) sem_close(semaphore);
    return {};
}

// False: the deadline has passed.
Result<bool> acquire_py(Thread& thread, sem_t* semaphore, Deadline deadline) {
    for (;;) {
        int error = sem_trywait(semaphore) < 0 ? errno : 0;
        Deadline now = monotonic_now();
        if (error == EAGAIN) {
            if (now >= deadline) return false;
            Deadline until = std::min(deadline, now + kSlice);
            timespec time{.tv_sec = until / 1'000'000'000, .tv_nsec = until % 1'000'000'000};
            Detached detached(thread);
            error = sem_clockwait(semaphore, CLOCK_MONOTONIC, &time) < 0 ? errno : 0;  // lint: blocking: a slice
        }
        if (!error) return true;
        if (error != ETIMEDOUT && error != EINTR) return raise_errno(thread, error);
        TRY(thread.poll());
    }
}

Result<bool> acquire_semlock_py(Thread& thread, SemLock* self, Deadline deadline) {
    if (self->kind == kRecursiveMutex && is_mine(thread, self)) {
        ++self->count;
        return true;
    }
    if (!TRY(acquire_py(thread, TRY(semaphore_of(thread, self)), deadline))) return false;
    ++self->count;
    self->owner = thread.state->ident;
    return true;
}
Result<void> release_semlock(Thread& thread, SemLock* self) {
    sem_t* semaphore = TRY(semaphore_of(thread, self));
    if (self->kind == kRecursiveMutex) {
        if (!is_mine(thread, self))
            return raise(thread, Exc::AssertionError, "attempt to release recursive lock not owned by thread");
        if (self->count > 1) {
            --self->count;
            return {};
        }
    } else {
        int value;
        if (sem_getvalue(semaphore, &value) < 0) return raise_errno(thread, errno);
        if (value >= self->most) return raise(thread, Exc::ValueError, "semaphore or lock released too many times");
    }
    // Counted before it is free: who takes it next in this process counts on from there.
    --self->count;
    if (sem_post(semaphore) < 0) {
        int error = errno;
        ++self->count;
        return raise_errno(thread, error);
    }
    return {};
}

METHOD(SemLock, acquire, "acquire(self, block=True, timeout=None)",
       "Acquire the semaphore/lock. With a timeout, in seconds, return False when it has passed.") {
    Deadline deadline = kForever;
    if (!TRY(truth_py(thread, args[0]))) deadline = 0;
    else if (!args[1].is_none()) {
        double seconds = TRY(to_double_py(thread, args[1]));
        if (seconds != seconds) return raise(thread, Exc::ValueError, "Invalid value NaN (not a number)");
        if (seconds >= static_cast<double>(INT64_MAX) / 1e9)
            return raise(thread, Exc::OverflowError, "timeout value is too large");
        deadline = deadline_in(seconds > 0 ? static_cast<int64_t>(seconds * 1e9) : 0);
    }
    return Value::boolean(TRY(acquire_semlock_py(thread, self, deadline)));
}
METHOD(SemLock, release, "release(self, /)", "Release the semaphore/lock.") {
    TRY(release_semlock(thread, self));
    return none();
}
METHOD(SemLock, __enter__, "__enter__(self, /)", "Enter the semaphore/lock.") {
    return Value::boolean(TRY(acquire_semlock_py(thread, self, kForever)));
}
METHOD(SemLock, __exit__, "__exit__(self, exc_type=None, exc_value=None, exc_tb=None, /)", "Exit the semaphore/lock.") {
    TRY(release_semlock(thread, self));
    return none();
}
METHOD(SemLock, _count, "_count(self, /)", "Num of `acquire()`s minus num of `release()`s for this process.") {
    return make_int(thread, self->count);
}
METHOD(SemLock, _is_mine, "_is_mine(self, /)", "Whether the lock is owned by this thread.") {
    return Value::boolean(is_mine(thread, self));
}
METHOD(SemLock, _get_value, "_get_value(self, /)", "Get the value of the semaphore.") {
    int value;
    if (sem_getvalue(TRY(semaphore_of(thread, self)), &value) < 0) return raise_errno(thread, errno);
    return Value::small(std::max(value, 0));
}
METHOD(SemLock, _is_zero, "_is_zero(self, /)", "Return whether semaphore has value zero.") {
    int value;
    if (sem_getvalue(TRY(semaphore_of(thread, self)), &value) < 0) return raise_errno(thread, errno);
    return Value::boolean(value <= 0);
}
METHOD(SemLock, _after_fork, "_after_fork(self, /)", "Rezero the net acquisition count after fork().") {
    self->count = 0;
    return none();
}
CLASS_METHOD(SemLock, _rebuild, "_rebuild(cls, handle, kind, maxvalue, name, /)",
             "The semaphore of that name in another process; without a name, the one of that handle, which a fork has "
             "brought along.") {
    int64_t handle = TRY(index_int64_py(thread, args[0]));
    int kind = TRY(int_argument_py(thread, args[1]))
    , most = TRY(int_argument_py(thread, args[2]));
    // A handle is an address, which only the process that opened it, or one forked from it, can use: it is not taken on faith.
    if (args[3].is_none())
        return raise(thread, Exc::ValueError, "SemLock {} has no name, so it cannot be rebuilt", handle);
    std::string name = TRY(system_text_py(thread, args[3]));
    sem_t* semaphore = sem_open(name.c_str(), 0);
    if (semaphore == SEM_FAILED) return raise_errno(thread, errno);
    return Value(make_semlock(thread, self, semaphore, kind, most, args[3]));
}

GETTER(SemLock, handle, nullptr) { return int_of_handle(thread, self.to<SemLock>()->semaphore); }
GETTER(SemLock, kind, nullptr) { return Value::small(self.to<SemLock>()->kind); }
GETTER(SemLock, maxvalue, nullptr) { return Value::small(self.to<SemLock>()->most); }
GETTER(SemLock, name, nullptr) { return self.to<SemLock>()->name.get(); }

const TypeSpec kSemLock = {
    .name = "_multiprocessing.SemLock",
    .doc = "Semaphore/Mutex type",
    .size = sizeof(SemLock),
    .flags = type_flag::kSubclassable | type_flag::kFinalizer,
    .slots = {.construct = construct_semlock, .finalize = finalize_semlock},
    .methods = {&SemLock_acquire, &SemLock_release, &SemLock___enter__, &SemLock___exit__, &SemLock__count,
                &SemLock__is_mine, &SemLock__get_value, &SemLock__is_zero, &SemLock__after_fork, &SemLock__rebuild},
    .properties = {&SemLock_get_handle, &SemLock_get_kind, &SemLock_get_maxvalue, &SemLock_get_name},
    .trace = trace_members<SemLock, &SemLock::name>,
    .signature = "SemLock(kind, value, maxvalue, name, unlink)",
};

FUNCTION(multiprocessing, sem_unlink, "sem_unlink(name, /)", "Remove a semaphore's name.") {
    std::string name = TRY(system_text_py(thread, args[0]));
    if (::sem_unlink(name.c_str()) < 0) return raise_errno(thread, errno);
    return none();
}

Result<void> execute_multiprocessing(Thread& thread, Module* module) {
    Type* type = native_type(thread, kSemLock);
    TRY(dict_set_str(thread, type->own_dict(thread), "SEM_VALUE_MAX", Value::small(SEM_VALUE_MAX)));
    type->changed(thread, nullptr);
    auto* flags = make_dict(thread);
    for (const char* name : {"HAVE_SEM_OPEN", "HAVE_SEM_TIMEDWAIT", "HAVE_FD_TRANSFER"})
        TRY(dict_set_str(thread, flags, name, Value::small(1)));
    return module_add(thread, module, "flags", Value(flags));
}

}  // namespace

extern const ModuleSpec kMultiprocessingModule;
const ModuleSpec kMultiprocessingModule = {
    .name = "_multiprocessing",
    .doc = "Semaphores that processes share.",
    .functions = {&multiprocessing_sem_unlink},
    .types = {&kSemLock},
    .execute = execute_multiprocessing,
};

}  // namespace krait::core

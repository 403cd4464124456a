// Waiting: for a wake from another thread, for a timer, and for descriptors, which lie in an epoll set made when the first is
// watched. Without one the loop sleeps on a word in its own cell.
#include <cerrno>
#include <cstdlib>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "runtime/threads/events.h"
#include "runtime/threads/wait.h"
#include "stdlib/asyncio/asyncio.h"

namespace krait::core::asyncio {

void wake_loop(Thread& thread, Loop* loop) {
    loop->wake_word.fetch_add(1, std::memory_order_seq_cst);
    wake_address(*thread.interpreter, &loop->wake_word, 1);
    int descriptor = loop->wake_descriptor.load(std::memory_order_seq_cst);
    if (descriptor >= 0) {
        uint64_t one = 1;
        [[maybe_unused]] ssize_t written = write(descriptor, &one, sizeof one);  // lint: blocking: an eventfd
    }
}

static Result<int> epoll_of(Thread& thread, Loop* loop) {
    int descriptor = loop->epoll;
    if (descriptor >= 0) return descriptor;
    descriptor = epoll_create1(EPOLL_CLOEXEC);
    if (descriptor < 0) return raise_errno(thread, errno);
    int wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    epoll_event event{EPOLLIN, {.fd = wake}};
    if (wake < 0 || epoll_ctl(descriptor, EPOLL_CTL_ADD, wake, &event) < 0) {
        int error = errno;
        close(descriptor);
        if (wake >= 0) close(wake);
        return raise_errno(thread, error);
    }
    int first = -1;
    {
        ByteLockGuard guard(thread, loop);
        first = loop->epoll;
        if (first < 0) {
            loop->wake_descriptor = wake;
            loop->epoll = descriptor;
        }
    }
    if (first < 0) return descriptor;
    close(descriptor);
    close(wake);
    return first;
}

void close_descriptors(Loop* loop) {
    for (auto* held : {&loop->epoll, &loop->wake_descriptor, &loop->timer_descriptor}) {
        int descriptor = held->exchange(-1);
        if (descriptor >= 0) close(descriptor);
    }
}
void destroy_loop(Cell* cell) {
    auto* loop = static_cast<Loop*>(cell);
    close_descriptors(loop);
    free(loop->room.exchange(nullptr));
}

// The loop's own epoll set, with a timer in it.
Result<int> loop_descriptor(Thread& thread, Loop* loop) {
    int epoll = TRY(epoll_of(thread, loop));
    if (loop->timer_descriptor < 0) {
        int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
        epoll_event event{EPOLLIN, {.fd = timer}};
        if (timer < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &event) < 0) {
            int error = errno;
            if (timer >= 0) close(timer);
            return raise_errno(thread, error);
        }
        int none = -1;
        if (!loop->timer_descriptor.compare_exchange_strong(none, timer)) close(timer);
    }
    arm_loop_descriptor(loop);
    return epoll;
}
void arm_loop_descriptor(Loop* loop) {
    int timer = loop->timer_descriptor;
    if (timer < 0) return;
    int64_t sleep = loop_sleep_time(loop);
    itimerspec when{};  // zero: disarmed
    if (sleep == 0) sleep = 1;
    if (sleep > 0) when.it_value = {sleep / 1'000'000'000, sleep % 1'000'000'000};
    timerfd_settime(timer, 0, &when, nullptr);
}

static Result<Handle*> find_watch(Thread& thread, Dict* watches, int descriptor) {
    if (!watches) return kFailure;
    Value found = TRY(dict_get_py(thread, watches, Value::small(descriptor)));
    if (found.is_unbound()) return kFailure;
    return found.to<Handle>();
}
static Handle* watch_of(Thread& thread, Dict* watches, int descriptor) {
    return find_watch(thread, watches, descriptor).take();
}

static Result<void> update(Thread& thread, Loop* loop, int descriptor, bool known) {
    int epoll = TRY(epoll_of(thread, loop));
    uint32_t events = (watch_of(thread, loop->readers.get(), descriptor) ? EPOLLIN : 0u) |
                      (watch_of(thread, loop->writers.get(), descriptor) ? EPOLLOUT : 0u);
    epoll_event event{events, {.fd = descriptor}};
    int done = events ? epoll_ctl(epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, &event)
                      : epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, nullptr);
    // A descriptor that was closed meanwhile has left the set by itself; its number may be another file now.
    if (done < 0 && events && errno == ENOENT) done = epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
    if (done < 0 && events && errno == EEXIST) done = epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event);
    if (done < 0 && events) return raise_errno(thread, errno);
    return {};
}

Result<void> watch_py(Thread& thread, Loop* loop, int descriptor, bool writer, Handle* handle) {
    bool known = watch_of(thread, loop->readers.get(), descriptor) || watch_of(thread, loop->writers.get(), descriptor);
    Field<Dict*>& field = writer ? loop->writers : loop->readers;
    Dict* watches = field.get();
    if (!watches) {
        Dict* made = make_dict(thread);
        if (field.compare_exchange(loop, watches, made)) watches = made;
    }
    if (Handle* before = watch_of(thread, watches, descriptor)) cancel_handle(thread, before);
    TRY(dict_set_py(thread, watches, Value::small(descriptor), Value(handle)));
    Result<void> updated = update(thread, loop, descriptor, known);
    if (updated.failed()) {
        Value error = take_pending(thread);
        TRY(dict_delete_py(thread, watches, Value::small(descriptor)));
        return raise_instance(thread, error);
    }
    return {};
}

Result<bool> unwatch_py(Thread& thread, Loop* loop, int descriptor, bool writer) {
    Dict* watches = writer ? loop->writers.get() : loop->readers.get();
    Handle* handle = watch_of(thread, watches, descriptor);
    if (!handle) return false;
    TRY(dict_delete_py(thread, watches, Value::small(descriptor)));
    cancel_handle(thread, handle);
    TRY(update(thread, loop, descriptor, true));
    return true;
}

Result<void> push_ready_descriptors(Thread& thread, Loop* loop, int64_t timeout_ns) {
    // Finalizers run here: nothing of ours is half done.
    if (thread.poll_word.load(std::memory_order_relaxed)) TRY(poll_event_py(thread));
    Deadline deadline = timeout_ns < 0 ? kForever : deadline_in(timeout_ns);
    if (loop->epoll < 0) {
        if (timeout_ns == 0) return {};
        uint32_t seen = loop->wake_word.load(std::memory_order_seq_cst);
        if (loop->count) return {};  // pushed from another thread before `seen` was read
        TRY(wait(thread, WaitTarget::address(&loop->wake_word, seen), deadline));
        return {};
    }
    if (timeout_ns != 0) TRY(wait(thread, WaitTarget::readable(loop->epoll), deadline));
    epoll_event events[256];
    int count = epoll_wait(loop->epoll, events, 256, 0);  // lint: blocking: a timeout of 0
    for (int i = 0; i < count; ++i) {
        int descriptor = events[i].data.fd;
        if (descriptor == loop->wake_descriptor) {
            uint64_t ignored;
            [[maybe_unused]] ssize_t got =
                read(descriptor, &ignored, sizeof ignored);  // lint: blocking: an eventfd that is ready
            continue;
        }
        if (events[i].events & ~static_cast<uint32_t>(EPOLLOUT)) {
            if (Handle* handle = watch_of(thread, loop->readers.get(), descriptor))
                TRY(push_ready(thread, loop, Value(handle)));
        }
        if (events[i].events & ~static_cast<uint32_t>(EPOLLIN)) {
            if (Handle* handle = watch_of(thread, loop->writers.get(), descriptor))
                TRY(push_ready(thread, loop, Value(handle)));
        }
    }
    return {};
}

}  // namespace krait::core::asyncio

// The native module select: select(), poll objects, epoll objects.
#include <cerrno>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <unistd.h>

#include "runtime/threads/wait.h"
#include "stdlib/int_constants.h"
#include "stdlib/native_helpers.h"
#include "stdlib/posix/descriptor.h"
#include "stdlib/posix/path.h"
#include "stdlib/select/ready.h"

namespace krait::core {

extern const ModuleSpec kSelectModule;

namespace select {

namespace {

// ---- select ----

struct Asked {
    List* objects;
    size_t first;  // in the descriptors watched
    short events, answers;
};

Result<void> ask_py(Thread& thread, Value iterable, Asked* asked, std::vector<pollfd>* watched) {
    asked->first = watched->size();
    asked->objects = make_list(thread);
    return for_each_py(thread, iterable, [&](Value item) -> Result<bool> {
        int fd = TRY(descriptor_argument_py(thread, item));
        if (fd < 0) return raise(thread, Exc::ValueError, "file descriptor cannot be a negative integer ({})", fd);
        if (fd >= FD_SETSIZE) return raise(thread, Exc::ValueError, "filedescriptor out of range in select()");
        TRY(list_append(thread, asked->objects, item));
        watched->push_back({fd, asked->events, 0});
        return true;
    });
}

FUNCTION(select, select, "select(rlist, wlist, xlist, timeout=None, /)",
         "Wait until one or more file descriptors are ready for some kind of I/O; the result is three lists, of those "
         "that are ready.") {
    Asked asked[3] = {{nullptr, 0, POLLIN | POLLRDHUP, POLLIN | POLLHUP | POLLERR | POLLRDHUP},
                      {nullptr, 0, POLLOUT, POLLOUT | POLLERR},
                      {nullptr, 0, POLLPRI, POLLPRI}};
    std::vector<pollfd> watched;
    for (size_t i = 0; i < 3; ++i) TRY(ask_py(thread, args[i], &asked[i], &watched));
    TRY(wait_for_any_py(thread, watched, TRY(deadline_py(thread, args[3], 1e9, Negative::Refuse))));
    Value result[3];
    for (size_t i = 0; i < 3; ++i) {
        List* ready = make_list(thread);
        size_t end = i < 2 ? asked[i + 1].first : watched.size();
        for (size_t j = asked[i].first; j < end; ++j) {
            if (watched[j].revents & POLLNVAL) return raise_errno(thread, EBADF);
            if (watched[j].revents & asked[i].answers)
                TRY(list_append(thread, ready, asked[i].objects->get(j - asked[i].first)));
        }
        result[i] = Value(ready);
    }
    return Value(make_tuple(thread, result));
}

// ---- poll ----

constexpr int64_t kPollDefault = POLLIN | POLLPRI | POLLOUT;

class Poll : public Object {
public:
    Field<Dict*> registered;  // descriptor: events
    static const TypeSpec spec;
};

Result<int64_t> poll_mask_py(Thread& thread, Value value) {
    int64_t mask = TRY(index_int64_py(thread, value));
    if (mask < 0) return raise(thread, Exc::ValueError, "value must be positive");
    if (mask > 0xffff) return raise(thread, Exc::OverflowError, "Python int too large for C unsigned short");
    return mask;
}

FUNCTION(select, poll, "poll()", "An object to which descriptors are registered, to be asked for their events.") {
    auto* poll = allocate_native<Poll>(thread, Poll::spec);
    poll->registered.set(poll, make_dict(thread));
    return Value(poll);
}
METHOD(Poll, register_, "register(self, fd, eventmask=?, /)",
       "Register a file descriptor; eventmask is POLLIN | POLLPRI | POLLOUT if not given.") {
    int fd = TRY(descriptor_argument_py(thread, args[0]));
    int64_t mask = args[1].is_nothing() ? kPollDefault : TRY(poll_mask_py(thread, args[1]));
    TRY(dict_set_py(thread, self->registered.get(), Value::small(fd), Value::small(mask)));
    return none();
}
METHOD(Poll, modify, "modify(self, fd, eventmask, /)", "Modify the event mask of a descriptor that is registered.") {
    int fd = TRY(descriptor_argument_py(thread, args[0]));
    int64_t mask = TRY(poll_mask_py(thread, args[1]));
    Dict* registered = self->registered.get();
    if (TRY(dict_get_py(thread, registered, Value::small(fd))).is_unbound()) return raise_errno(thread, ENOENT);
    TRY(dict_set_py(thread, registered, Value::small(fd), Value::small(mask)));
    return none();
}
METHOD(Poll, unregister, "unregister(self, fd, /)", "Remove a file descriptor.") {
    Value fd = Value::small(TRY(descriptor_argument_py(thread, args[0])));
    if (!TRY(dict_delete_py(thread, self->registered.get(), fd))) return raise_value(thread, Exc::KeyError, fd);
    return none();
}
METHOD(Poll, poll, "poll(self, timeout=None, /)",
       "A list of (fd, events) of the descriptors that are ready, after at most `timeout` milliseconds.") {
    Deadline deadline = TRY(deadline_py(thread, args[0], 1e6, Negative::Forever));
    std::vector<pollfd> watched;
    size_t position = 0;
    for (Value fd, mask; dict_next(self->registered.get(), &position, &fd, &mask);)
        watched.push_back({static_cast<int>(fd.as_small()), static_cast<short>(mask.as_small()), 0});
    TRY(wait_for_any_py(thread, watched, deadline));
    List* ready = make_list(thread);
    for (const pollfd& one : watched) {
        if (one.revents)
            TRY(list_append(
                thread, ready,
                Value(make_tuple(thread, {Value::small(one.fd), Value::small(static_cast<uint16_t>(one.revents))}))));
    }
    return Value(ready);
}

const TypeSpec Poll::spec = {
    .name = "select.poll",
    .size = sizeof(Poll),
    .flags = type_flag::kNoInstantiate,
    .methods = {&Poll_register_, &Poll_modify, &Poll_unregister, &Poll_poll},
    .trace = trace_members<Poll, &Poll::registered>,
};

// ---- epoll ----

constexpr int64_t kEpollDefault = EPOLLIN | EPOLLPRI | EPOLLOUT;

class Epoll : public Object {
public:
    std::atomic<int> fd;  // -1: closed
    static const TypeSpec spec;
};

Result<int> open_epoll(Thread& thread, Epoll* self) {
    int fd = self->fd.load(std::memory_order_relaxed);
    if (fd < 0) return raise(thread, Exc::ValueError, "I/O operation on closed epoll object");
    return fd;
}
void close_epoll(Thread& thread, Epoll* self) {
    if (int fd = self->fd.exchange(-1); fd >= 0) close_descriptor(thread, fd);
}
Value new_epoll(Thread& thread, Type* type, int fd) {
    auto* self = allocate_as<Epoll>(thread, type);
    self->fd.store(fd, std::memory_order_relaxed);
    return Value(self);
}

Result<Value> construct_epoll(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "epoll(sizehint=-1, flags=0)", arguments, bound));
    int hint = TRY(int_argument_py(thread, bound[0]))
    , flags = TRY(int_argument_py(thread, bound[1]));
    if (hint < -1 || hint == 0) return raise(thread, Exc::ValueError, "negative sizehint");
    if (flags & ~EPOLL_CLOEXEC) return raise(thread, Exc::OSError, "invalid flags");
    int fd = epoll_create1(EPOLL_CLOEXEC);
    if (fd < 0) return raise_errno(thread, errno);
    return new_epoll(thread, type, fd);
}
Result<void> finalize_epoll(Thread& thread, Value self) {
    close_epoll(thread, self.to<Epoll>());
    return {};
}
Result<Value> control_py(Thread& thread, Epoll* self, int operation, Value file, Value events) {
    int epoll = TRY(open_epoll(thread, self));
    int fd = TRY(descriptor_argument_py(thread, file));
    int64_t mask = events.is_nothing() ? kEpollDefault : TRY(index_int64_py(thread, events));
    epoll_event event{static_cast<uint32_t>(mask), {.fd = fd}};
    if (epoll_ctl(epoll, operation, fd, &event) < 0) return raise_errno(thread, errno);
    return none();
}

CLASS_METHOD(Epoll, fromfd, "fromfd(cls, fd, /)", "Create an epoll object from a given control fd.") {
    return new_epoll(thread, self, TRY(int_argument_py(thread, args[0])));
}
METHOD(Epoll, close, "close(self, /)", "Close the epoll control file descriptor.") {
    close_epoll(thread, self);
    return none();
}
METHOD(Epoll, fileno, "fileno(self, /)", "Return the epoll control file descriptor.") {
    return Value::small(TRY(open_epoll(thread, self)));
}
METHOD(Epoll, register_, "register(self, fd, eventmask=?)",
       "Register a file descriptor, or raise an OSError if it is registered.") {
    return control_py(thread, self, EPOLL_CTL_ADD, args[0], args[1]);
}
METHOD(Epoll, modify, "modify(self, fd, eventmask)", "Modify the event mask of a registered file descriptor.") {
    return control_py(thread, self, EPOLL_CTL_MOD, args[0], args[1]);
}
METHOD(Epoll, unregister, "unregister(self, fd)", "Remove a registered file descriptor.") {
    return control_py(thread, self, EPOLL_CTL_DEL, args[0], Value::small(0));
}
METHOD(Epoll, poll, "poll(self, timeout=None, maxevents=-1)",
       "A list of (fd, events), after at most `timeout` seconds.") {
    int epoll = TRY(open_epoll(thread, self));
    Deadline deadline = TRY(deadline_py(thread, args[0], 1e9, Negative::Forever));
    int most = TRY(int_argument_py(thread, args[1]));
    if (most == -1) most = FD_SETSIZE - 1;
    if (most < 1) return raise(thread, Exc::ValueError, "maxevents must be greater than 0, got {}", most);
    std::vector<epoll_event> events(static_cast<size_t>(most));
    int count;
    for (;;) {
        count = epoll_wait(epoll, events.data(), most, 0);  // lint: blocking: a timeout of 0
        if (count < 0 && errno != EINTR) return raise_errno(thread, errno);
        if (count > 0 || (deadline != kForever && monotonic_now() >= deadline)) break;
        TRY(wait(thread, WaitTarget::readable(epoll), deadline));
    }
    List* ready = make_list(thread);
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<size_t>(i)];
        TRY(list_append(thread, ready,
                        Value(make_tuple(thread, {Value::small(event.data.fd), Value::small(event.events)}))));
    }
    return Value(ready);
}
METHOD(Epoll, __enter__, "__enter__(self, /)", nullptr) {
    TRY(open_epoll(thread, self));
    return Value(self);
}
METHOD(Epoll, __exit__, "__exit__(self, exc_type=None, exc_value=None, exc_tb=None, /)", nullptr) {
    close_epoll(thread, self);
    return none();
}
GETTER(Epoll, closed, "True if the epoll handler is closed") {
    return Value::boolean(self.to<Epoll>()->fd.load(std::memory_order_relaxed) < 0);
}

const TypeSpec Epoll::spec = {
    .name = "select.epoll",
    .doc = "Returns an epolling object.",
    .size = sizeof(Epoll),
    .slots = {.construct = construct_epoll, .finalize = finalize_epoll},
    .methods = {&Epoll_fromfd, &Epoll_close, &Epoll_fileno, &Epoll_register_, &Epoll_modify, &Epoll_unregister,
                &Epoll_poll, &Epoll___enter__, &Epoll___exit__},
    .properties = {&Epoll_get_closed},
    .trace = [](Cell*, Tracer&) {},
};

#define C(NAME) {#NAME, static_cast<int64_t>(NAME)}
constexpr IntConstant kConstants[] = {
    C(POLLIN),          C(POLLPRI),     C(POLLOUT),      C(POLLERR),        C(POLLHUP),       C(POLLNVAL),
    C(POLLRDNORM),      C(POLLRDBAND),  C(POLLWRNORM),   C(POLLWRBAND),     C(POLLMSG),       C(POLLRDHUP),
    {"PIPE_BUF", 4096}, C(EPOLLIN),     C(EPOLLOUT),     C(EPOLLPRI),       C(EPOLLERR),      C(EPOLLHUP),
    C(EPOLLRDHUP),      C(EPOLLET),     C(EPOLLONESHOT), C(EPOLLEXCLUSIVE), C(EPOLLRDNORM),   C(EPOLLRDBAND),
    C(EPOLLWRNORM),     C(EPOLLWRBAND), C(EPOLLMSG),     C(EPOLLWAKEUP),    C(EPOLL_CLOEXEC),
};
#undef C

Result<void> execute_select(Thread& thread, Module* module) {
    TRY(module_add(thread, module, "error", Value(thread.interpreter->type(Exc::OSError))));
    return add_constants(thread, module, kConstants);
}

}  // namespace

}  // namespace select

const ModuleSpec kSelectModule = {
    .name = "select",
    .doc = "This module supports asynchronous I/O on multiple file descriptors.",
    .functions = {&select::select_select, &select::select_poll},
    .types = {&select::Epoll::spec},
    .execute = select::execute_select,
};

}  // namespace krait::core

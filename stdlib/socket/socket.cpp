// The type _socket.socket: making, closing and naming a socket, its timeout and its modes.
#include "stdlib/socket/socket.h"

#include <cmath>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "runtime/allow.h"
#include "runtime/threads/wait.h"
#include "stdlib/posix/descriptor.h"
#include "stdlib/posix/path.h"
#include "stdlib/state_slots.h"

namespace krait::core::sockets {

// ---- timeouts ----

Result<int64_t> timeout_argument_py(Thread& thread, Value value) {
    if (value.is_none()) return int64_t{-1};
    if (!is_float(value) && !is_int(thread, value) && !type_of(thread, value)->slots.to_float &&
        !type_of(thread, value)->slots.index)
        return raise(thread, Exc::TypeError, "'{}' object cannot be interpreted as an integer",
                     type_name(thread, value));
    double seconds = TRY(to_double_py(thread, value));
    if (std::isnan(seconds)) return raise(thread, Exc::ValueError, "Invalid value NaN (not a number)");
    if (seconds < 0) return raise(thread, Exc::ValueError, "Timeout value out of range");
    double nanoseconds = std::ceil(seconds * 1e9);
    if (nanoseconds >= 9.2233720368547758e18)
        return raise(thread, Exc::OverflowError, "timestamp out of range for platform time_t");
    return static_cast<int64_t>(nanoseconds);
}
Value timeout_value(Thread& thread, int64_t nanoseconds) {
    return nanoseconds < 0 ? none() : make_float(thread, static_cast<double>(nanoseconds) / 1e9);
}
int64_t default_timeout(Thread& thread) {
    Value kept = thread.interpreter->state_slot(state_slot::kSocketTimeout).get();
    return kept.is_small() ? kept.as_small() : -1;
}

Deadline deadline_of(const Socket* socket) {
    int64_t timeout = socket->timeout.load(std::memory_order_relaxed);
    return timeout < 0 ? kForever : deadline_in(timeout);
}
Failure raise_timed_out(Thread& thread) { return raise(thread, Exc::TimeoutError, "timed out"); }

Result<void> wait_ready_py(Thread& thread, const Socket* socket, short events, Deadline deadline) {
    if (TRY(wait(thread, WaitTarget::descriptor(socket->descriptor(), events), deadline)) == WaitOutcome::TimedOut)
        return raise_timed_out(thread);
    return {};
}

Result<void> set_descriptor_mode(Thread& thread, int fd, bool blocking) {
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0) return raise_errno(thread, errno);
    int wanted = blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
    if (wanted != flags && fcntl(fd, F_SETFL, wanted) < 0) return raise_errno(thread, errno);
    return {};
}

namespace {

// ---- making ----

Result<Value> construct_socket(Thread& thread, Type* type, const CallArguments&) {
    auto* self = allocate_as<Socket>(thread, type);
    self->fd.store(-1, std::memory_order_relaxed);
    self->timeout.store(-1, std::memory_order_relaxed);
    return Value(self);
}

// The descriptor of somebody else: what is not given is asked of it.
Result<int> adopt_descriptor_py(Thread& thread, Value value, int* family, int* type, int* protocol) {
    if (is_float(value))
        return raise(thread, Exc::TypeError, "'{}' object cannot be interpreted as an integer",
                     type_name(thread, value));
    int fd = TRY(int_argument_py(thread, value));
    if (fd < 0) return raise(thread, Exc::ValueError, "negative file descriptor");
    Address address;
    socklen_t length = sizeof address;
    if (::getsockname(fd, &address.any, &length) < 0) {
        if (*family == -1 || errno == EBADF || errno == ENOTSOCK) return raise_errno(thread, errno);
    } else if (*family == -1) {
        *family = address.any.sa_family;
    }
    struct {
        int* wanted;
        int option;
    } asked[] = {{type, SO_TYPE}, {protocol, SO_PROTOCOL}};
    for (auto [wanted, option] : asked) {
        if (*wanted != -1) continue;
        length = sizeof *wanted;
        if (::getsockopt(fd, SOL_SOCKET, option, wanted, &length) < 0) return raise_errno(thread, errno);
    }
    return fd;
}

Result<void> initialize_socket(Thread& thread, Value object, const CallArguments& arguments) {
    TRY(require_allowed(thread, allow::kNetwork));
    Value bound[4];
    TRY(bind_arguments(thread, "socket(family=-1, type=-1, proto=-1, fileno=None)", arguments, bound));
    auto* self = object.to<Socket>();
    int family = TRY(int_argument_py(thread, bound[0]))
    , type = TRY(int_argument_py(thread, bound[1]))
    , protocol = TRY(int_argument_py(thread, bound[2]));
    int fd;
    if (!bound[3].is_none()) {
        fd = TRY(adopt_descriptor_py(thread, bound[3], &family, &type, &protocol));
    } else {
        if (family == -1) family = AF_INET;
        if (type == -1) type = SOCK_STREAM;
        if (protocol == -1) protocol = 0;
        fd = ::socket(family, type | SOCK_CLOEXEC, protocol);
        if (fd < 0) return raise_errno(thread, errno);
    }
    self->family = family;
    self->type = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
    self->protocol = protocol;
    int64_t timeout = type & SOCK_NONBLOCK ? 0 : default_timeout(thread);
    self->timeout = timeout;
    self->fd = fd;
    if (!(type & SOCK_NONBLOCK) && timeout >= 0) return set_descriptor_mode(thread, fd, false);
    return {};
}

Result<void> finalize_socket(Thread& thread, Value object) {
    auto* self = object.to<Socket>();
    if (self->descriptor() < 0) return {};
    Result<void> warned;
    if (auto text = repr_py(thread, object); !text.failed())
        warned = warn_py(thread, Exc::ResourceWarning, format_text("unclosed {}", text.value()));
    else warned = kFailure;
    if (int fd = self->fd.exchange(-1); fd >= 0) close_descriptor(thread, fd);
    return warned;
}

Result<Value> repr_socket(Thread& thread, Value object) {
    auto* self = object.to<Socket>();
    return format_str(thread, "<socket object, fd={}, family={}, type={}, proto={}>", self->descriptor(), self->family,
                      self->type, self->protocol);
}

// ---- connections ----

METHOD(Socket, _accept, "_accept(self, /)",
       "Wait for an incoming connection. Return a new socket file descriptor representing the connection, and the "
       "address of the client.") {
    Address address;
    socklen_t length;
    Deadline deadline = deadline_of(self);
    bool blocks = self->timeout.load(std::memory_order_relaxed) < 0;
    int64_t fd = TRY(transfer_py(thread, self, POLLIN, deadline, 0, [&]() -> int {
        // accept4 has no flag that keeps it from blocking: ask first.
        if (blocks) {
            pollfd ready{self->descriptor(), POLLIN, 0};
            if (::poll(&ready, 1, 0) == 0) {  // lint: blocking: a timeout of 0
                errno = EAGAIN;
                return -1;
            }
        }
        length = sizeof address;
        return ::accept4(self->descriptor(), &address.any, &length, SOCK_CLOEXEC);  // lint: blocking: it was ready
    }));
    Result<Value> where = make_address(thread, address, length);
    if (where.failed()) {
        close_descriptor(thread, static_cast<int>(fd));
        return kFailure;
    }
    return Value(make_tuple(thread, {Value::small(fd), where.value()}));
}

METHOD(Socket, bind, "bind(self, address, /)", "Bind the socket to a local address.") {
    Address address;
    socklen_t length = TRY(parse_address_py(thread, self->family, args[0], "bind", &address));
    if (::bind(self->descriptor(), &address.any, length) < 0) return raise_errno(thread, errno);
    return none();
}

// An errno, or 0. Fails for interrupts alone. *timed_out: it was not over at the deadline.
Result<int> connect_py(Thread& thread, Socket* self, const Address& address, socklen_t length, bool* timed_out) {
    int fd = self->descriptor();
    int64_t timeout = self->timeout.load(std::memory_order_relaxed);
    Deadline deadline = deadline_of(self);
    for (;;) {
        int flags = timeout < 0 ? fcntl(fd, F_GETFL) : -1;
        bool change = flags >= 0 && !(flags & O_NONBLOCK);
        if (change) fcntl(fd, F_SETFL, flags | O_NONBLOCK);
        int error = ::connect(fd, &address.any, length) < 0 ? errno : 0;  // lint: blocking: it is non-blocking now
        if (change) fcntl(fd, F_SETFL, flags);
        if (timeout == 0 || (error != EINPROGRESS && error != EINTR && error != EAGAIN)) return error;
        if (error == EAGAIN) {
            // A local socket whose listener has a full queue: nothing says when there is room.
            if (deadline != kForever && monotonic_now() >= deadline) break;
            TRY(wait(thread, WaitTarget::nothing(), std::min(deadline, deadline_in(2'000'000))));
            continue;
        }
        if (TRY(wait(thread, WaitTarget::writable(fd), deadline)) == WaitOutcome::TimedOut) break;
        socklen_t size = sizeof error;
        if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0) return errno;
        return error == EISCONN ? 0 : error;
    }
    *timed_out = true;
    return EAGAIN;
}
METHOD(Socket, connect, "connect(self, address, /)", "Connect the socket to a remote address.") {
    Address address;
    socklen_t length = TRY(parse_address_py(thread, self->family, args[0], "connect", &address));
    bool timed_out = false;
    int error = TRY(connect_py(thread, self, address, length, &timed_out));
    if (timed_out) return raise_timed_out(thread);
    if (error) return raise_errno(thread, error);
    return none();
}
METHOD(Socket, connect_ex, "connect_ex(self, address, /)",
       "This is like connect(address), but returns an error code (the errno value) instead of raising an exception "
       "when an error occurs.") {
    Address address;
    socklen_t length = TRY(parse_address_py(thread, self->family, args[0], "connect_ex", &address));
    bool timed_out = false;
    return Value::small(TRY(connect_py(thread, self, address, length, &timed_out)));
}

METHOD(Socket, listen, "listen(self, backlog=128, /)",
       "Enable a server to accept connections. If backlog is specified, it must be at least 0 (if it is lower, it is "
       "set to 0).") {
    int backlog = std::max(0, TRY(int_argument_py(thread, args[0])));
    if (::listen(self->descriptor(), backlog) < 0) return raise_errno(thread, errno);
    return none();
}
METHOD(Socket, shutdown, "shutdown(self, how, /)",
       "Shut down the reading side of the socket (how == SHUT_RD), the writing side of the socket (how == SHUT_WR), or "
       "both ends (how == SHUT_RDWR).") {
    int how = TRY(int_argument_py(thread, args[0]));
    if (::shutdown(self->descriptor(), how) < 0) return raise_errno(thread, errno);
    return none();
}

// A reset that close() reports is no concern of the closer.
Result<void> close_fd(Thread& thread, int fd) {
    int error = close_descriptor(thread, fd);
    if (error && error != ECONNRESET) return raise_errno(thread, error);
    return {};
}
METHOD(Socket, close, "close(self, /)", "Close the socket. It cannot be used after this call.") {
    int fd = self->fd.exchange(-1);
    if (fd >= 0) TRY(close_fd(thread, fd));
    return none();
}
METHOD(Socket, detach, "detach(self, /)",
       "Close the socket object without closing the underlying file descriptor. The object cannot be used after this "
       "call, but the file descriptor can be reused for other purposes.  The file descriptor is returned.") {
    return Value::small(self->fd.exchange(-1));
}
METHOD(Socket, fileno, "fileno(self, /)", "Return the integer file descriptor of the socket.") {
    return Value::small(self->descriptor());
}

METHOD(Socket, getpeername, "getpeername(self, /)", "Return the address of the remote endpoint.") {
    Address address;
    socklen_t length = sizeof address;
    if (::getpeername(self->descriptor(), &address.any, &length) < 0) return raise_errno(thread, errno);
    return make_address(thread, address, length);
}
METHOD(Socket, getsockname, "getsockname(self, /)", "Return the address of the local endpoint.") {
    Address address;
    socklen_t length = sizeof address;
    if (::getsockname(self->descriptor(), &address.any, &length) < 0) return raise_errno(thread, errno);
    return make_address(thread, address, length);
}

// ---- modes and options ----

Result<Value> set_timeout(Thread& thread, Socket* self, int64_t timeout) {
    self->timeout.store(timeout, std::memory_order_relaxed);
    TRY(set_descriptor_mode(thread, self->descriptor(), timeout < 0));
    return none();
}
METHOD(Socket, setblocking, "setblocking(self, flag, /)",
       "Set the socket to blocking (flag is true) or non-blocking (false).") {
    return set_timeout(thread, self, TRY(truth_py(thread, args[0])) ? -1 : 0);
}
METHOD(Socket, getblocking, "getblocking(self, /)",
       "Returns True if socket is in blocking mode, or False if it is in non-blocking mode.") {
    return Value::boolean(self->timeout.load(std::memory_order_relaxed) != 0);
}
METHOD(Socket, settimeout, "settimeout(self, timeout, /)",
       "Set a timeout on socket operations: a float in seconds, or None.") {
    return set_timeout(thread, self, TRY(timeout_argument_py(thread, args[0])));
}
METHOD(Socket, gettimeout, "gettimeout(self, /)",
       "Returns the timeout in seconds (float) associated with socket operations, or None.") {
    return timeout_value(thread, self->timeout.load(std::memory_order_relaxed));
}

METHOD(Socket, getsockopt, "getsockopt(self, level, option, buffersize=?, /)",
       "Get a socket option: an int without a buffer size, else bytes of at most that length.") {
    int level = TRY(int_argument_py(thread, args[0]))
    , option = TRY(int_argument_py(thread, args[1]));
    int size = args[2].is_nothing() ? 0 : TRY(int_argument_py(thread, args[2]));
    if (size == 0) {
        int number = 0;
        socklen_t length = sizeof number;
        if (::getsockopt(self->descriptor(), level, option, &number, &length) < 0) return raise_errno(thread, errno);
        return Value::small(number);
    }
    char buffer[1024];
    if (size < 0 || size > static_cast<int>(sizeof buffer))
        return raise(thread, Exc::OSError, "getsockopt buflen out of range");
    auto length = static_cast<socklen_t>(size);
    if (::getsockopt(self->descriptor(), level, option, buffer, &length) < 0) return raise_errno(thread, errno);
    return Value(TRY(make_bytes(thread, std::string_view(buffer, length))));
}
METHOD(Socket, setsockopt, "setsockopt(self, level, option, value, optlen=?, /)",
       "Set a socket option: an int, bytes, or None and a length.") {
    int level = TRY(int_argument_py(thread, args[0]))
    , option = TRY(int_argument_py(thread, args[1]))
    , result;
    if (!args[3].is_nothing()) {
        if (!args[2].is_none())
            return raise(thread, Exc::TypeError, "setsockopt() takes no length with a value that is not None");
        auto length = static_cast<socklen_t>(TRY(index_int64_py(thread, args[3])));
        result = ::setsockopt(self->descriptor(), level, option, nullptr, length);
    } else if (is_int(thread, args[2])) {
        int64_t number = TRY(index_int64_py(thread, args[2], OutOfRange::Clamp));
        // Options are bits too: what fits an unsigned int is taken as that.
        if (number > UINT32_MAX || number < INT32_MIN)
            return raise(thread, Exc::OverflowError, "Python int too large to convert to C int");
        int bits = static_cast<int>(number);
        result = ::setsockopt(self->descriptor(), level, option, &bits, sizeof bits);
    } else if (args[2].is_none()) {
        return raise(thread, Exc::TypeError,
                     "socket option should be integer, bytes-like object or None with a length");
    } else {
        ByteView view(thread);
        TRY(view.open_py(args[2]));
        result = ::setsockopt(self->descriptor(), level, option, view.data(), static_cast<socklen_t>(view.size()));
    }
    if (result < 0) return raise_errno(thread, errno);
    return none();
}

GETTER(Socket, family, "the socket family") { return Value::small(self.to<Socket>()->family); }
GETTER(Socket, type, "the socket type") { return Value::small(self.to<Socket>()->type); }
GETTER(Socket, proto, "the socket protocol") { return Value::small(self.to<Socket>()->protocol); }
GETTER(Socket, timeout, "the socket timeout") {
    return timeout_value(thread, self.to<Socket>()->timeout.load(std::memory_order_relaxed));
}

// ---- the module's functions on descriptors ----

FUNCTION(sockets, close, "close(fd, /)", "Close an integer socket file descriptor.") {
    TRY(close_fd(thread, TRY(int_argument_py(thread, args[0]))));
    return none();
}
FUNCTION(sockets, dup, "dup(fd, /)", "Duplicate an integer socket file descriptor.") {
    int copy = fcntl(TRY(int_argument_py(thread, args[0])), F_DUPFD_CLOEXEC, 0);
    if (copy < 0) return raise_errno(thread, errno);
    return Value::small(copy);
}
FUNCTION(sockets, getdefaulttimeout, "getdefaulttimeout()",
         "Returns the default timeout in seconds (float) for new socket objects, or None.") {
    return timeout_value(thread, default_timeout(thread));
}
FUNCTION(sockets, setdefaulttimeout, "setdefaulttimeout(timeout, /)",
         "Set the default timeout in seconds (float) for new socket objects; None: no timeout.") {
    int64_t timeout = TRY(timeout_argument_py(thread, args[0]));
    thread.interpreter->state_slot(state_slot::kSocketTimeout).set_immediate(Value::small(timeout));
    return none();
}

Result<Value> wrap_descriptor(Thread& thread, int fd, int family, int type, int protocol) {
    auto* made = allocate_native<Socket>(thread, Socket::spec);
    made->family = family;
    made->type = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
    made->protocol = protocol;
    made->timeout = type & SOCK_NONBLOCK ? 0 : default_timeout(thread);
    made->fd = fd;
    if (made->timeout > 0) TRY(set_descriptor_mode(thread, fd, false));
    return Value(made);
}
FUNCTION(sockets, socketpair, "socketpair(family=1, type=1, proto=0, /)",
         "Create a pair of socket objects from the sockets returned by the platform's socketpair() function.") {
    int family = args[0].is_none() ? AF_UNIX : TRY(int_argument_py(thread, args[0]));
    int type = TRY(int_argument_py(thread, args[1]))
    , protocol = TRY(int_argument_py(thread, args[2]))
    , pair[2];
    if (::socketpair(family, type | SOCK_CLOEXEC, protocol, pair) < 0) return raise_errno(thread, errno);
    Value first = TRY(wrap_descriptor(thread, pair[0], family, type, protocol));
    Value second = TRY(wrap_descriptor(thread, pair[1], family, type, protocol));
    return Value(make_tuple(thread, {first, second}));
}

Result<void> execute_sockets(Thread& thread, Module* module) {
    for (FunctionTable table : {kResolveFunctions, kNumberFunctions, kInterfaceFunctions}) {
        for (const NativeSpec* function : table) {
            std::string_view signature(function->signature);
            TRY(module_add(thread, module, signature.substr(0, signature.find('(')),
                           make_native_function(thread, *function, Value(module), Value(intern(thread, "_socket")))));
        }
    }
    TRY(module_add(thread, module, "SocketType", Value(native_type(thread, Socket::spec))));
    TRY(module_add(thread, module, "error", Value(thread.interpreter->type(Exc::OSError))));
    TRY(module_add(thread, module, "timeout", Value(thread.interpreter->type(Exc::TimeoutError))));
    TRY(module_add(thread, module, "has_ipv6", Value::true_()));
    return add_socket_constants(thread, module);
}

const FunctionTable kSocketMethods = {
    &Socket__accept,     &Socket_bind,        &Socket_connect,     &Socket_connect_ex, &Socket_listen,
    &Socket_shutdown,    &Socket_close,       &Socket_detach,      &Socket_fileno,     &Socket_getpeername,
    &Socket_getsockname, &Socket_setblocking, &Socket_getblocking, &Socket_settimeout, &Socket_gettimeout,
    &Socket_getsockopt,  &Socket_setsockopt,
};

}  // namespace

const TypeSpec Socket::spec = {
    .name = "_socket.socket",
    .doc = "socket(family=AF_INET, type=SOCK_STREAM, proto=0) -> socket object\nsocket(family=-1, type=-1, proto=-1, "
           "fileno=None) -> socket object\n\nOpen a socket of the given type.",
    .size = sizeof(Socket),
    .flags = type_flag::kSubclassable,
    .slots = {.repr = repr_socket,
              .construct = construct_socket,
              .initialize = initialize_socket,
              .finalize = finalize_socket},
    .method_groups = {&kSocketMethods, &kTransferMethods},
    .properties = {&Socket_get_family, &Socket_get_type, &Socket_get_proto, &Socket_get_timeout},
    .trace = [](Cell*, Tracer&) {},
    .signature = "socket(family=-1, type=-1, proto=-1, fileno=None)",
};

}  // namespace krait::core::sockets

namespace krait::core {

extern const ModuleSpec kSocketModule;
const ModuleSpec kSocketModule = {
    .name = "_socket",
    .doc = "Implementation module for socket operations.\n\nSee the socket module for documentation.",
    .functions = {&sockets::sockets_close, &sockets::sockets_dup, &sockets::sockets_getdefaulttimeout,
                  &sockets::sockets_setdefaulttimeout, &sockets::sockets_socketpair},
    .types = {&sockets::Socket::spec, &sockets::kHostError, &sockets::kAddressInfoError},
    .execute = sockets::execute_sockets,
};

}  // namespace krait::core

// The native module `_socket`: what its files share. Library Reference: socket.
//
//  1. A call on a socket is tried at once, so that it cannot block (MSG_DONTWAIT, or a descriptor that is non-blocking for
//     that moment). Where the system answers EAGAIN the thread goes to wait() until the descriptor is ready or the socket's
//     timeout has passed, and tries again. So Ctrl-C, termination and budgets reach every one of them.
//  2. The mode of the descriptor follows CPython's: blocking without a timeout, non-blocking with one or in non-blocking mode.
//  3. The descriptor is an atomic in the object: another thread may close() while one waits, as with the system's own.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "stdlib/native_helpers.h"

namespace krait::core::sockets {

class Socket : public Object {
public:
    std::atomic<int> fd;  // -1: closed
    int family, type, protocol;
    std::atomic<int64_t> timeout;  // nanoseconds; -1: none, 0: non-blocking
    int descriptor() const { return fd.load(std::memory_order_relaxed); }
    static const TypeSpec spec;
};

union Address {
    sockaddr any;
    sockaddr_storage storage;
    sockaddr_in ip4;
    sockaddr_in6 ip6;
    sockaddr_un local;
};

// ---- address.cpp ----
// A Python address as `function` takes it for sockets of this family.
Result<socklen_t> parse_address_py(Thread& thread, int family, Value value, const char* function, Address* address);
// The Python form of an address; None when there is none.
Result<Value> make_address(Thread& thread, const Address& address, socklen_t length);
// The text of an IPv4 or IPv6 address, without its port.
Result<Value> make_host_text(Thread& thread, const sockaddr* address);
// The numeric address of a host name: looked up, with "" for any address and "<broadcast>".
Result<void> resolve_host_py(Thread& thread, std::string name, int family, Address* address);

// ---- resolve.cpp ----
// A host name argument: ASCII, or by the idna codec.
Result<std::string> host_argument_py(Thread& thread, Value value, const char* what);
Failure raise_lookup(Thread& thread, int code, int system_error);  // gaierror
extern const TypeSpec kHostError, kAddressInfoError;

// ---- the tables of functions ----
using FunctionTable = std::initializer_list<const NativeSpec*>;
extern const FunctionTable kTransferMethods, kConnectionMethods, kOptionMethods;
extern const FunctionTable kResolveFunctions, kNumberFunctions, kInterfaceFunctions;
Result<void> add_socket_constants(Thread& thread, Module* module);

// ---- calls ----
// When a call that begins now has to be over.
Deadline deadline_of(const Socket* socket);
Failure raise_timed_out(Thread& thread);
// Waits until the socket has one of the events. Fails with TimeoutError at the deadline.
Result<void> wait_ready_py(Thread& thread, const Socket* socket, short events, Deadline deadline);

// Repeats call(), which must not block, until it succeeds: what it returned. errno tells why it failed. A caller who gave
// MSG_DONTWAIT in `flags` gets EAGAIN too.
template <typename Call>
Result<int64_t> transfer_py(Thread& thread, const Socket* socket, short events, Deadline deadline, int flags,
                            Call&& call) {
    for (;;) {
        int64_t count = static_cast<int64_t>(call());
        if (count >= 0) return count;
        int error = errno;
        if (error == EINTR) {
            TRY(thread.poll());
            continue;
        }
        if ((error != EAGAIN && error != EWOULDBLOCK) || (flags & MSG_DONTWAIT) ||
            socket->timeout.load(std::memory_order_relaxed) == 0)
            return raise_errno(thread, error);
        TRY(wait_ready_py(thread, socket, events, deadline));
    }
}

// settimeout()'s argument in nanoseconds; -1: None.
Result<int64_t> timeout_argument_py(Thread& thread, Value value);
Value timeout_value(Thread& thread, int64_t nanoseconds);
Result<void> set_descriptor_mode(Thread& thread, int fd, bool blocking);
int64_t default_timeout(Thread& thread);

}  // namespace krait::core::sockets

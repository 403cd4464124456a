// The native part of the transport over a socket: recv() when it is readable, send() when nothing waits to be sent.
// Library Reference: asyncio, "Transports and Protocols".
#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>

#include "stdlib/_collections/collections.h"
#include "stdlib/asyncio/fields.h"
#include "stdlib/asyncio/streams.h"

namespace krait::core::asyncio {

namespace {

using sockets::Socket;

// The socket, if C++ may use it directly: one whose recv() and send() no class and no program has replaced.
Socket* plain_socket(Thread& thread, SocketTransport* self) {
    Value value = self->socket.get();
    if (!value.is_cell() || value.cell()->layout() != Layout::NativeInstance) return nullptr;
    Type* type = type_of(thread, value);
    uint64_t version = type->version.load(std::memory_order_relaxed);
    uint64_t plainness = self->plainness;
    if (plainness >> 1 != version) {
        Type* base = native_type(thread, Socket::spec);
        Str* receive = intern(thread, "recv");
        Str* send = intern(thread, "send");
        bool plain = type->is_subtype_of(base) && type->lookup(thread, receive) == base->lookup(thread, receive) &&
                     type->lookup(thread, send) == base->lookup(thread, send);
        self->plainness = plainness = version << 1 | plain;
    }
    return plainness & 1 ? value.to<Socket>() : nullptr;
}

// The pending error ends the connection.
Result<void> end_with_error_py(Thread& thread, SocketTransport* self, std::string_view message) {
    if (is_terminating(thread)) return kFailure;
    Value error = take_pending(thread);
    if (is_exit_request(thread, error)) return raise_instance(thread, error);
    Value text = Value(TRY(make_str(thread, message)));
    TRY(call_method_py(thread, Value(self), ASYNCIO_NAME(_fatal_error), {{error, text}}));
    return {};
}

// Room to receive into, lent by the loop. Two transports of one loop are never at it at once; if they are (a program calls
// from two threads), the second makes its own.
class LentRoom {
public:
    LentRoom(Loop* loop, size_t size) : loop_(size == SocketTransport::kMostReceived ? loop : nullptr) {
        data_ = loop_ ? loop_->room.exchange(nullptr, std::memory_order_acq_rel) : nullptr;
        if (!data_) data_ = static_cast<char*>(malloc(size));
    }
    ~LentRoom() {
        if (loop_) data_ = loop_->room.exchange(data_, std::memory_order_acq_rel);
        free(data_);
    }
    LentRoom(const LentRoom&) = delete;
    LentRoom& operator=(const LentRoom&) = delete;
    char* data() { return data_; }

private:
    Loop* loop_;
    char* data_;
};

// What has come; unbound: nothing yet, or the connection was ended because of an error.
Result<Value> receive_py(Thread& thread, SocketTransport* self) {
    Value most = self->most.get();
    int64_t size = most.is_nothing() ? SocketTransport::kMostReceived : TRY(index_int64_py(thread, most));
    Result<Value> result = kFailure;
    if (Socket* socket = size > 0 && size <= INT32_MAX ? plain_socket(thread, self) : nullptr) {
        LentRoom room(as_loop(thread, self->loop.get()), static_cast<size_t>(size));
        if (!room.data()) return raise(thread, Exc::MemoryError, "no room to receive into");
        ssize_t count =
            ::recv(socket->descriptor(), room.data(), static_cast<size_t>(size),  // lint: blocking: it may not
                   MSG_DONTWAIT);
        if (count >= 0) {
            Result<Bytes*> data = make_bytes(thread, std::string_view(room.data(), static_cast<size_t>(count)));
            if (!data.failed()) return Value(data.value());
        } else {
            if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return Value::unbound();
            (void)raise_errno(thread, errno);
        }
    } else {
        result = call_method_py(thread, self->socket.get(), intern(thread, "recv"), {{make_int(thread, size)}});
        if (!result.failed()) return result;
        if (clear_pending_if(thread, Exc::BlockingIOError) || clear_pending_if(thread, Exc::InterruptedError))
            return Value::unbound();
    }
    TRY(end_with_error_py(thread, self, "Fatal read error on socket transport"));
    return Value::unbound();
}

METHOD(SocketTransport, _read_data, "_read_data(self)", "The socket is readable: give the protocol what has come.") {
    if (self->lost_writes) return none();
    Value data = TRY(receive_py(thread, self));
    if (data.is_unbound()) return none();
    if (!TRY(truth_py(thread, data))) return call_method_py(thread, Value(self), ASYNCIO_NAME(_read_eof));
    if (call_method_py(thread, self->protocol.get(), ASYNCIO_NAME(data_received), {{data}}).failed())
        TRY(end_with_error_py(thread, self, "Fatal error: protocol.data_received() call failed."));
    return none();
}

bool is_idle(Thread& thread, SocketTransport* self) {
    if (self->eof || self->lost_writes) return false;
    Value waiter = self->empty_waiter.get(), waiting = self->waiting.get();
    if (!waiter.is_none() && !waiter.is_nothing()) return false;
    auto* queue = native_cast<collections::Deque>(thread, waiting, collections::kDeque);
    return queue && queue->size == 0;
}

METHOD(SocketTransport, write, "write(self, data)", "Send the data, now or later: this does not block.") {
    Value data = args[0];
    Socket* socket = nullptr;
    if (type_of(thread, data) == thread.interpreter->type(BuiltinType::Bytes) && is_idle(thread, self))
        socket = plain_socket(thread, self);
    if (!socket) return call_method_py(thread, Value(self), ASYNCIO_NAME(_write_more), {{data, none()}});
    std::string_view view = data.to<Bytes>()->view();
    if (view.empty()) return none();
    ssize_t sent = ::send(socket->descriptor(), view.data(), view.size(),  // lint: blocking: it may not
                          MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent == static_cast<ssize_t>(view.size())) return none();
    if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
        (void)raise_errno(thread, errno);
        TRY(end_with_error_py(thread, self, "Fatal write error on socket transport"));
        return none();
    }
    Value done = Value::small(std::max<ssize_t>(sent, 0));
    return call_method_py(thread, Value(self), ASYNCIO_NAME(_write_more), {{data, done}});
}

Result<void> set_socket(Thread& thread, Value self, Value value) {
    self.to<SocketTransport>()->plainness = 0;
    return set_field<&SocketTransport::socket>(thread, self, value);
}
constexpr GetSetSpec kSocket = {"_sock", nullptr, get_field<&SocketTransport::socket>, set_socket};
constexpr GetSetSpec kProtocol = value_property<&SocketTransport::protocol>("_protocol");
constexpr GetSetSpec kLoop = value_property<&SocketTransport::loop>("_loop");
constexpr GetSetSpec kWaiting = value_property<&SocketTransport::waiting>("_buffer");
constexpr GetSetSpec kEmptyWaiter = value_property<&SocketTransport::empty_waiter>("_empty_waiter");
constexpr GetSetSpec kEof = bool_property<&SocketTransport::eof>("_eof");

Result<Value> get_most(Thread& thread, Value self) {
    Value most = self.to<SocketTransport>()->most.get();
    return most.is_nothing() ? make_int(thread, SocketTransport::kMostReceived) : most;
}
constexpr GetSetSpec kMost = {"max_size", "The most that is received at once.", get_most,
                              set_field<&SocketTransport::most>};
Result<Value> get_lost(Thread& thread, Value self) { return make_int(thread, self.to<SocketTransport>()->lost_writes); }
Result<void> set_lost(Thread& thread, Value self, Value value) {
    if (value.is_nothing()) return raise(thread, Exc::AttributeError, "cannot delete attribute");
    self.to<SocketTransport>()->lost_writes = TRY(index_int64_py(thread, value));
    return {};
}
constexpr GetSetSpec kLost = {"_conn_lost", nullptr, get_lost, set_lost};

Result<Value> construct(Thread& thread, Type* type, const CallArguments&) {
    return Value(allocate_instance(thread, type));
}

}  // namespace

const TypeSpec SocketTransport::spec = {
    .name = "_asyncio._SocketTransport",
    .doc = "The native part of the transport over a socket.",
    .size = sizeof(SocketTransport),
    .flags = type_flag::kSubclassable | type_flag::kHasDict | type_flag::kHasWeakref,
    .slots = {.construct = construct},
    .methods = {&SocketTransport__read_data, &SocketTransport_write},
    .properties = {&kSocket, &kProtocol, &kLoop, &kWaiting, &kEmptyWaiter, &kEof, &kMost, &kLost},
    .trace =
        trace_members<SocketTransport, &SocketTransport::socket, &SocketTransport::protocol, &SocketTransport::loop,
                      &SocketTransport::waiting, &SocketTransport::empty_waiter, &SocketTransport::most>,
};

}  // namespace krait::core::asyncio

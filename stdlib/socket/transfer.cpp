// Sending and receiving: recv, send, their datagram forms, and messages with ancillary data.
#include <climits>
#include <cstring>
#include <memory>
#include <poll.h>
#include <sys/uio.h>
#include <unistd.h>
#include <vector>

#include "stdlib/posix/path.h"
#include "stdlib/socket/socket.h"

namespace krait::core::sockets {

namespace {

// Room for what arrives: small ones on the stack. Becomes bytes of what really came.
class Room {
public:
    explicit Room(size_t size) {
        if (size > sizeof small_) large_ = std::make_unique_for_overwrite<char[]>(size);
    }
    char* data() { return large_ ? large_.get() : small_; }

private:
    char small_[16 * 1024];
    std::unique_ptr<char[]> large_;
};

Result<size_t> size_argument_py(Thread& thread, Value value, const char* function) {
    int64_t size = TRY(index_int64_py(thread, value));
    if (size < 0) return raise(thread, Exc::ValueError, "negative buffersize in {}", function);
    if (size > INT32_MAX) return raise(thread, Exc::MemoryError, "buffersize in {} is too large", function);
    return static_cast<size_t>(size);
}

Result<int64_t> receive_py(Thread& thread, Socket* self, char* data, size_t size, int flags) {
    Deadline deadline = deadline_of(self);
    // Without MSG_DONTWAIT the system would wait for all of it; so we do.
    bool wants_all = (flags & MSG_WAITALL) && self->timeout.load(std::memory_order_relaxed) != 0;
    size_t done = 0;
    for (;;) {
        int64_t count = TRY(transfer_py(thread, self, POLLIN, deadline, flags, [&] {
            int how = flags | MSG_DONTWAIT;
            return ::recv(self->descriptor(), data + done, size - done, how);  // lint: blocking: it may not
        }));
        done += static_cast<size_t>(count);
        if (!wants_all || count == 0 || done >= size || (flags & MSG_PEEK)) return static_cast<int64_t>(done);
    }
}
METHOD(Socket, recv, "recv(self, buffersize, flags=0, /)",
       "Receive up to buffersize bytes from the socket. When no data is available, block until at least one byte is "
       "available or until the remote end is closed.  When the remote end is closed and all data is read, return the "
       "empty bytes.") {
    size_t size = TRY(size_argument_py(thread, args[0], "recv"));
    int flags = TRY(int_argument_py(thread, args[1]));
    Room room(size);
    int64_t count = TRY(receive_py(thread, self, room.data(), size, flags));
    return Value(TRY(make_bytes(thread, std::string_view(room.data(), static_cast<size_t>(count)))));
}

Result<void> open_writable_py(Thread& thread, Value value, ByteView& view, const char* function) {
    if (!view.open_py(value, buffer_flag::kWritable).failed()) return {};
    if (!clear_pending_if(thread, Exc::BufferError) && !clear_pending_if(thread, Exc::TypeError)) return kFailure;
    return raise(thread, Exc::TypeError, "{}() argument 1 must be read-write bytes-like object, not {}", function,
                 type_name(thread, value));
}

// The part of a buffer that recv_into and recvfrom_into fill.
Result<size_t> part_argument_py(Thread& thread, Value value, const ByteView& view, const char* function) {
    int64_t size = TRY(index_int64_py(thread, value));
    if (size < 0) return raise(thread, Exc::ValueError, "negative buffersize in {}", function);
    if (size == 0) return view.size();
    if (static_cast<size_t>(size) > view.size())
        return raise(thread, Exc::ValueError,
                     std::string_view(function) == "recv_into" ? "buffer too small for requested bytes"
                                                               : "nbytes is greater than the length of the buffer");
    return static_cast<size_t>(size);
}
METHOD(Socket, recv_into, "recv_into(self, buffer, nbytes=0, flags=0)",
       "A version of recv() that stores its data into a buffer rather than creating a new string. Returns the number "
       "of bytes received.") {
    ByteView view(thread);
    TRY(open_writable_py(thread, args[0], view, "recv_into"));
    size_t size = TRY(part_argument_py(thread, args[1], view, "recv_into"));
    int flags = TRY(int_argument_py(thread, args[2]));
    if (size == 0 && view.size() == 0) return Value::small(0);
    return Value::small(TRY(receive_py(thread, self, view.data(), size, flags)));
}

Result<int64_t> receive_from_py(Thread& thread, Socket* self, char* data, size_t size, int flags, Address* address,
                                socklen_t* length) {
    return transfer_py(thread, self, POLLIN, deadline_of(self), flags, [&] {
        *length = sizeof *address;
        memset(static_cast<void*>(address), 0, sizeof *address);
        return ::recvfrom(self->descriptor(), data, size, flags | MSG_DONTWAIT,  // lint: blocking: it may not
                          &address->any, length);
    });
}
METHOD(Socket, recvfrom, "recvfrom(self, buffersize, flags=0, /)",
       "Like recv(buffersize, flags) but also return the sender's address info.") {
    size_t size = TRY(size_argument_py(thread, args[0], "recvfrom"));
    int flags = TRY(int_argument_py(thread, args[1]));
    Room room(size);
    Address address;
    socklen_t length;
    int64_t count = TRY(receive_from_py(thread, self, room.data(), size, flags, &address, &length));
    Value data(TRY(make_bytes(thread, std::string_view(room.data(), static_cast<size_t>(count)))));
    return Value(make_tuple(thread, { data, TRY(make_address(thread, address, length)) }));
}
METHOD(Socket, recvfrom_into, "recvfrom_into(self, buffer, nbytes=0, flags=0)",
       "Like recv_into(buffer[, nbytes[, flags]]) but also return the sender's address info.") {
    ByteView view(thread);
    TRY(open_writable_py(thread, args[0], view, "recvfrom_into"));
    size_t size = TRY(part_argument_py(thread, args[1], view, "recvfrom_into"));
    int flags = TRY(int_argument_py(thread, args[2]));
    Address address;
    socklen_t length;
    int64_t count = TRY(receive_from_py(thread, self, view.data(), size, flags, &address, &length));
    return Value(make_tuple(thread, { Value::small(count), TRY(make_address(thread, address, length)) }));
}

// A blocking socket takes everything, as send(2) does; an error after a part is the next call's.
Result<size_t> send_py(Thread& thread, Socket* self, std::string_view data, int flags) {
    Deadline deadline = deadline_of(self);
    bool all = self->timeout.load(std::memory_order_relaxed) < 0 && self->type == SOCK_STREAM;
    size_t done = 0;
    do {
        int64_t count = TRY(transfer_py(thread, self, POLLOUT, deadline, flags, [&]() -> ssize_t {
            ssize_t sent =
                ::send(self->descriptor(), data.data() + done, data.size() - done,  // lint: blocking: it may not
                       flags | MSG_DONTWAIT | MSG_NOSIGNAL);
            return sent < 0 && done && errno != EAGAIN && errno != EINTR ? 0 : sent;
        }));
        if (count == 0) break;
        done += static_cast<size_t>(count);
    } while (all && done < data.size());
    return done;
}
METHOD(Socket, send, "send(self, data, flags=0, /)",
       "Send a data string to the socket. Return the number of bytes sent; this may be less than len(data) if the "
       "network is busy.") {
    ByteView view(thread);
    TRY(view.open_py(args[0]));
    int flags = TRY(int_argument_py(thread, args[1]));
    return Value::small(static_cast<int64_t>(TRY(send_py(thread, self, view.bytes(), flags))));
}
METHOD(Socket, sendall, "sendall(self, data, flags=0, /)",
       "Send a data string to the socket. This calls send() repeatedly until all data is sent.  If an error occurs, "
       "it's impossible to tell how much data has been sent.") {
    ByteView view(thread);
    TRY(view.open_py(args[0]));
    int flags = TRY(int_argument_py(thread, args[1]));
    std::string_view data = view.bytes();
    Deadline deadline = deadline_of(self);
    do {
        if (deadline != kForever && self->timeout.load(std::memory_order_relaxed) > 0 && monotonic_now() >= deadline)
            return raise_timed_out(thread);
        int64_t count = TRY(transfer_py(thread, self, POLLOUT, deadline, flags, [&] {
            return ::send(self->descriptor(), data.data(), data.size(),  // lint: blocking: it may not
                          flags | MSG_DONTWAIT | MSG_NOSIGNAL);
        }));
        data.remove_prefix(static_cast<size_t>(count));
        TRY(thread.poll());
    } while (!data.empty());
    return none();
}
RAW_METHOD(Socket, sendto, "sendto(self, data, flags_or_address, address=?, /)",
           "sendto(data[, flags], address): like send(data, flags) but allows specifying the destination address.") {
    auto* socket = self.to<Socket>();
    if (arguments.names) return raise(thread, Exc::TypeError, "sendto() takes no keyword arguments");
    if (arguments.positional < 2 || arguments.positional > 3)
        return raise(thread, Exc::TypeError, "sendto() takes 2 or 3 arguments ({} given)", arguments.positional);
    ByteView view(thread);
    TRY(view.open_py(arguments[0]));
    int flags = arguments.positional == 3 ? TRY(int_argument_py(thread, arguments[1])) : 0;
    Address address;
    socklen_t length =
        TRY(parse_address_py(thread, socket->family, arguments[arguments.positional - 1], "sendto", &address));
    return Value::small(TRY(transfer_py(thread, socket, POLLOUT, deadline_of(socket), flags, [&] {
        return ::sendto(socket->descriptor(), view.data(), view.size(),  // lint: blocking: it may not
                        flags | MSG_DONTWAIT | MSG_NOSIGNAL, &address.any, length);
    })));
}

// ---- messages ----

// Buffers lent for one call. The views lie in cells-to-be-scanned memory only while on the stack, so there is a bound.
constexpr size_t kMostParts = 256;
class Parts {
public:
    explicit Parts(Thread& thread) : thread_(thread) {}
    ~Parts() {
        while (count_) release_buffer(thread_, views_[--count_]);
    }
    Result<void> add_py(Value object, uint32_t flags) {
        if (count_ == kMostParts) return raise_errno(thread_, EMSGSIZE);
        if (get_buffer_py(thread_, object, views_[count_], flags | buffer_flag::kContiguous).failed()) {
            if (!clear_pending_if(thread_, Exc::BufferError)) return kFailure;
            return raise(thread_, Exc::TypeError,
                         "recvmsg_into() argument 1 must be an iterable of single-segment "
                         "read-write buffers");
        }
        vectors_[count_] = {views_[count_].data, static_cast<size_t>(views_[count_].length)};
        ++count_;
        return {};
    }
    iovec* vectors() { return vectors_; }
    size_t count() const { return count_; }

private:
    Thread& thread_;
    BufferView views_[kMostParts];
    iovec vectors_[kMostParts];
    size_t count_ = 0;
};

Result<size_t> ancillary_size_py(Thread& thread, Value value, const char* function) {
    int64_t size = TRY(index_int64_py(thread, value));
    if (size < 0 || size > INT32_MAX)
        return raise(thread, Exc::ValueError, "invalid ancillary data buffer length in {}", function);
    return static_cast<size_t>(size);
}

Result<List*> ancillary_list(Thread& thread, msghdr* message) {
    List* list = make_list(thread);
    if (message->msg_controllen == 0) return list;
    for (cmsghdr* each = CMSG_FIRSTHDR(message); each; each = CMSG_NXTHDR(message, each)) {
        auto* data = reinterpret_cast<const char*>(CMSG_DATA(each));
        // What was cut short reaches to the end of the buffer.
        auto* end = static_cast<const char*>(message->msg_control) + message->msg_controllen;
        if (each->cmsg_len < CMSG_LEN(0) || data > end) break;
        size_t size = std::min<size_t>(each->cmsg_len - CMSG_LEN(0), static_cast<size_t>(end - data));
        Value bytes(TRY(make_bytes(thread, std::string_view(data, size))));
        TRY(list_append(
            thread, list,
            Value(make_tuple(thread, {Value::small(each->cmsg_level), Value::small(each->cmsg_type), bytes}))));
    }
    return list;
}

void close_passed_descriptors(msghdr* message) {
    if (message->msg_controllen == 0) return;
    for (cmsghdr* each = CMSG_FIRSTHDR(message); each; each = CMSG_NXTHDR(message, each)) {
        if (each->cmsg_level != SOL_SOCKET || each->cmsg_type != SCM_RIGHTS || each->cmsg_len < CMSG_LEN(0)) continue;
        size_t count = (each->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; ++i) {
            int fd;
            memcpy(&fd, CMSG_DATA(each) + i * sizeof fd, sizeof fd);
            ::close(fd);
        }
    }
}

// (ancillary data, flags, address), after what the caller puts first.
Result<Value> receive_message_py(Thread& thread, Socket* self, iovec* vectors, size_t count, size_t ancillary,
                                 int flags, char* bytes_from) {
    Room control(ancillary);
    Address address;
    msghdr message;
    int64_t size = TRY(transfer_py(thread, self, POLLIN, deadline_of(self), flags, [&] {
        memset(&message, 0, sizeof message);
        memset(static_cast<void*>(&address), 0, sizeof address);
        message.msg_name = &address;
        message.msg_namelen = sizeof address;
        message.msg_iov = vectors;
        message.msg_iovlen = count;
        message.msg_control = ancillary ? control.data() : nullptr;
        message.msg_controllen = ancillary;
        return ::recvmsg(self->descriptor(), &message, flags | MSG_DONTWAIT);  // lint: blocking: it may not
    }));
    Result<Value> result = [&]() -> Result<Value> {
        Value list(TRY(ancillary_list(thread, &message)));
        Value where = TRY(make_address(thread, address, std::min<socklen_t>(message.msg_namelen, sizeof address)));
        Value first = bytes_from
                          ? Value(TRY(make_bytes(thread, std::string_view(bytes_from, static_cast<size_t>(size)))))
                          : Value::small(size);
        // MSG_CMSG_CLOEXEC is a flag of the call that the system reports back.
        int seen = message.msg_flags & ~MSG_CMSG_CLOEXEC;
        return Value(make_tuple(thread, {first, list, Value::small(seen), where}));
    }();
    if (result.failed()) close_passed_descriptors(&message);
    return result;
}
METHOD(Socket, recvmsg, "recvmsg(self, bufsize, ancbufsize=0, flags=0, /)",
       "Receive normal data (up to bufsize bytes) and ancillary data from the socket: (data, ancdata, msg_flags, "
       "address).") {
    int64_t size = TRY(index_int64_py(thread, args[0]));
    if (size < 0) return raise(thread, Exc::ValueError, "negative buffer size in recvmsg()");
    size_t ancillary = TRY(ancillary_size_py(thread, args[1], "recvmsg()"));
    int flags = TRY(int_argument_py(thread, args[2]));
    Room room(static_cast<size_t>(size));
    iovec vector{room.data(), static_cast<size_t>(size)};
    return receive_message_py(thread, self, &vector, 1, ancillary, flags, room.data());
}
METHOD(Socket, recvmsg_into, "recvmsg_into(self, buffers, ancbufsize=0, flags=0, /)",
       "Receive normal data and ancillary data from the socket, scattering the non-ancillary data into a series of "
       "buffers: (nbytes, ancdata, msg_flags, address).") {
    Parts parts(thread);
    TRY(for_each_py(thread, args[0], [&](Value item) -> Result<bool> {
        TRY(parts.add_py(item, buffer_flag::kWritable));
        return true;
    }));
    size_t ancillary = TRY(ancillary_size_py(thread, args[1], "recvmsg_into()"));
    int flags = TRY(int_argument_py(thread, args[2]));
    return receive_message_py(thread, self, parts.vectors(), parts.count(), ancillary, flags, nullptr);
}

// The control buffer of a list of (level, type, data).
Result<void> pack_ancillary_py(Thread& thread, Value items, std::vector<char>* control) {
    return for_each_py(thread, items, [&](Value item) -> Result<bool> {
        Tuple* parts = nullptr;
        if (!as_kind<Str>(thread, item) && !as_kind<Bytes>(thread, item) &&
            (as_kind<Tuple>(thread, item) || as_kind<List>(thread, item)))
            parts = TRY(make_tuple_from_py(thread, item));
        if (!parts)
            return raise(thread, Exc::TypeError, "[sendmsg() ancillary data items must be 3-tuples, not {}",
                         type_name(thread, item));
        if (parts->size() != 3)
            return raise(thread, Exc::TypeError, "sendmsg() ancillary data items must be sequences of length 3");
        int level = TRY(int_argument_py(thread, (*parts)[0]))
        , type = TRY(int_argument_py(thread, (*parts)[1]));
        ByteView data(thread);
        TRY(data.open_py((*parts)[2]));
        if (data.size() > INT32_MAX) return raise(thread, Exc::OSError, "ancillary data item too large");
        size_t at = control->size();
        control->resize(at + CMSG_SPACE(data.size()));
        cmsghdr head{};
        head.cmsg_len = CMSG_LEN(data.size());
        head.cmsg_level = level;
        head.cmsg_type = type;
        memcpy(control->data() + at, &head, sizeof head);
        memcpy(control->data() + at + CMSG_LEN(0), data.data(), data.size());
        return true;
    });
}
METHOD(Socket, sendmsg, "sendmsg(self, buffers, ancdata=(), flags=0, address=None, /)",
       "Send normal and ancillary data to the socket, gathering the non-ancillary data from a series of buffers. The "
       "return value is the number of bytes of non-ancillary data sent.") {
    Parts parts(thread);
    TRY(for_each_py(thread, args[0], [&](Value item) -> Result<bool> {
        TRY(parts.add_py(item, buffer_flag::kSimple));
        return true;
    }));
    std::vector<char> control;
    if (!args[1].is_nothing()) TRY(pack_ancillary_py(thread, args[1], &control));
    int flags = TRY(int_argument_py(thread, args[2]));
    Address address;
    socklen_t length = 0;
    if (!args[3].is_none()) length = TRY(parse_address_py(thread, self->family, args[3], "sendmsg", &address));
    return Value::small(TRY(transfer_py(thread, self, POLLOUT, deadline_of(self), flags, [&] {
        msghdr message{};
        message.msg_name = length ? &address : nullptr;
        message.msg_namelen = length;
        message.msg_iov = parts.vectors();
        message.msg_iovlen = parts.count();
        message.msg_control = control.empty() ? nullptr : control.data();
        message.msg_controllen = control.size();
        int how = flags | MSG_DONTWAIT | MSG_NOSIGNAL;
        return ::sendmsg(self->descriptor(), &message, how);  // lint: blocking: it may not
    })));
}

}  // namespace

const FunctionTable kTransferMethods = {
    &Socket_recv,    &Socket_recv_into, &Socket_recvfrom, &Socket_recvfrom_into, &Socket_send,
    &Socket_sendall, &Socket_sendto,    &Socket_recvmsg,  &Socket_recvmsg_into,  &Socket_sendmsg,
};

}  // namespace krait::core::sockets

// What of streams and transports is hot: the buffer of a StreamReader, its protocol's data_received(), reading and writing of a
// transport over a socket. Each is the native base of the Python class that has the rest (stdlib/python/asyncio/streams.py,
// selector_events.py), so that programs may subclass those and look at `_buffer`, `_waiter`, `_protocol` as they do.
#pragma once

#include "stdlib/asyncio/asyncio.h"
#include "stdlib/socket/socket.h"

namespace krait::core::asyncio {

// The bytes that have come and were not read. What comes into an empty buffer is kept as it is, and given as it is to whoever
// reads all of it; only what comes on top of something is gathered in a bytearray. A program that asks for `_buffer` gets the
// bytearray, which stays the buffer from then on.
class StreamBuffer : public Object {
public:
    Field<Value> limit, loop, waiter, exception, transport;
    Field<Value> chunk;  // Bytes: all there is, from `start` on; or nothing
    Field<Value> array;  // a Bytearray, or nothing
    Relaxed<size_t> start;
    Relaxed<int64_t> most;  // `limit` as a number
    Relaxed<bool> eof, paused, shown;
    static const TypeSpec spec;
};

// Feeds a StreamReader that it does not keep alive.
class StreamProtocol : public Object {
public:
    Field<Value> reader;  // a weakref.ref, or None
    static const TypeSpec spec;
};

// A transport over a socket. While nothing waits to be sent, write() is a send() at once.
class SocketTransport : public Object {
public:
    Field<Value> socket, protocol, loop;
    Field<Value> waiting;          // the deque of what is to be sent
    Field<Value> empty_waiter;     // None: no sendfile() is in progress
    Field<Value> most;             // max_size: the most that one recv() takes; nothing: kMostReceived
    Relaxed<int64_t> lost_writes;  // how often write() was called after the connection was lost
    Relaxed<bool> eof;
    // Whether C++ may call recv(2) and send(2) itself (the lowest bit), and the version of the socket's class for which that was
    // found out: in one word, so that they are of one time.
    Relaxed<uint64_t> plainness;
    static constexpr int64_t kMostReceived = 256 * 1024;
    static const TypeSpec spec;
};

}  // namespace krait::core::asyncio

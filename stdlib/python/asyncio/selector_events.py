"""Sockets in the event loop: the sock_*() methods, and the transports over sockets."""

import _asyncio
import collections
import errno
import os
import socket
import weakref

from . import base_events, constants, exceptions, protocols, transports, trsock
from .log import logger

__all__ = ("BaseSelectorEventLoop",)

_BLOCKED = (BlockingIOError, InterruptedError)
_EXITS = (SystemExit, KeyboardInterrupt)
_MOST_PARTS = 256  # of one sendmsg()


# ---- what a loop does with sockets that are not a transport's: its methods of these names ----

def _check_socket(loop, sock):
    if loop.get_debug() and sock.gettimeout() != 0:
        raise ValueError("the socket must be non-blocking")


async def _when_ready(loop, sock, writer, attempt, give_back=None):
    """Repeat attempt() until it does not say that it would block. A result that nobody gets, because the task was cancelled
    at the same moment, goes to give_back()."""
    done = loop.create_future()

    def try_again():
        if done.done():
            return
        try:
            result = attempt()
        except _BLOCKED:
            return
        except _EXITS:
            raise
        except BaseException as error:
            done.set_exception(error)
        else:
            done.set_result(result)

    fd = sock.fileno()
    loop._ensure_fd_no_transport(fd)
    handle = (loop._add_writer if writer else loop._add_reader)(fd, try_again)

    def forget(_):
        if not handle.cancelled():
            (loop.remove_writer if writer else loop.remove_reader)(fd)

    done.add_done_callback(forget)
    try:
        return await done
    except BaseException:
        if give_back is not None and done.done() and not done.cancelled() and done.exception() is None:
            give_back(done.result())
        raise


async def _try_first(loop, sock, writer, attempt, give_back=None):
    _check_socket(loop, sock)
    try:
        return attempt()
    except _BLOCKED:
        return await _when_ready(loop, sock, writer, attempt, give_back)


async def sock_recv(loop, sock, n):
    """Receive up to n bytes."""
    _no_tls(sock)
    return await _try_first(loop, sock, False, lambda: sock.recv(n))


async def sock_recv_into(loop, sock, buf):
    """Receive into the buffer; give the number of bytes."""
    _no_tls(sock)
    return await _try_first(loop, sock, False, lambda: sock.recv_into(buf))


async def sock_recvfrom(loop, sock, bufsize):
    """Receive a datagram: (data, address)."""
    return await _try_first(loop, sock, False, lambda: sock.recvfrom(bufsize))


async def sock_recvfrom_into(loop, sock, buf, nbytes=0):
    """Receive a datagram into the buffer: (number of bytes, address)."""
    return await _try_first(loop, sock, False, lambda: sock.recvfrom_into(buf, nbytes or len(buf)))


async def sock_sendall(loop, sock, data):
    """Send all of the data."""
    _no_tls(sock)
    _check_socket(loop, sock)
    with memoryview(data) as view, view.cast("B") as rest:
        sent = 0

        def send():
            nonlocal sent
            while sent < len(rest):
                sent += sock.send(rest[sent:])

        try:
            send()
        except _BLOCKED:
            await _when_ready(loop, sock, True, send)


async def sock_sendto(loop, sock, data, address):
    """Send a datagram."""
    return await _try_first(loop, sock, True, lambda: sock.sendto(data, address))


async def sock_connect(loop, sock, address):
    """Connect to a remote address."""
    _no_tls(sock)
    _check_socket(loop, sock)
    if sock.family in (socket.AF_INET, socket.AF_INET6):
        from ._connections import resolve
        infos = await resolve(loop, address, family=sock.family, type=sock.type, proto=sock.proto)
        address = infos[0][4]
    try:
        sock.connect(address)
        return
    except _BLOCKED:
        pass

    def check():
        error = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            raise OSError(error, f"Connect call failed {address}")

    await _when_ready(loop, sock, True, check)


async def sock_accept(loop, sock):
    """Accept a connection: (socket, address)."""
    _no_tls(sock)

    def accept():
        connection, address = sock.accept()
        connection.setblocking(False)
        return connection, address

    return await _try_first(loop, sock, False, accept, lambda accepted: accepted[0].close())


async def sock_sendfile(loop, sock, file, offset=0, count=None, *, fallback=True):
    """Send a file through os.sendfile(), or by reading where that cannot be; give the number of bytes."""
    if "b" not in getattr(file, "mode", "b"):
        raise ValueError("file should be opened in binary mode")
    if sock.type != socket.SOCK_STREAM:
        raise ValueError("only SOCK_STREAM type sockets are supported")
    if count is not None:
        if not isinstance(count, int):
            raise TypeError(f"count must be a positive integer (got {count!r})")
        if count <= 0:
            raise ValueError(f"count must be a positive integer (got {count!r})")
    if not isinstance(offset, int):
        raise TypeError(f"offset must be a non-negative integer (got {offset!r})")
    if offset < 0:
        raise ValueError(f"offset must be a non-negative integer (got {offset!r})")
    _check_socket(loop, sock)
    try:
        return await _sendfile_by_system(loop, sock, file, offset, count)
    except exceptions.SendfileNotAvailableError:
        if not fallback:
            raise
    return await _sendfile_by_reading(loop, sock, file, offset, count)


async def _sendfile_by_system(loop, sock, file, offset, count):
    try:
        fd = file.fileno()
        size = os.fstat(fd).st_size
    except (AttributeError, OSError) as error:
        raise exceptions.SendfileNotAvailableError("not a regular file") from error
    total = 0

    def send():
        nonlocal total
        while True:
            left = (size - offset if count is None else count) - total
            if left <= 0:
                return
            try:
                sent = os.sendfile(sock.fileno(), fd, offset + total, left)
            except _BLOCKED:
                raise
            except OSError as error:
                if total == 0 and error.errno not in (errno.EPIPE, errno.ECONNRESET, errno.ENOTCONN):
                    raise exceptions.SendfileNotAvailableError("os.sendfile call failed") from error
                raise
            if sent == 0:
                return
            total += sent

    try:
        try:
            send()
        except _BLOCKED:
            await _when_ready(loop, sock, True, send)
    finally:
        if total:
            os.lseek(fd, offset + total, os.SEEK_SET)
    return total


async def _sendfile_by_reading(loop, sock, file, offset, count):
    if offset:
        file.seek(offset)
    total = 0
    try:
        while count is None or total < count:
            size = 16384 if count is None else min(16384, count - total)
            data = await loop.run_in_executor(None, file.read, size)
            if not data:
                break
            await loop.sock_sendall(sock, data)
            total += len(data)
    finally:
        if total and hasattr(file, "seek"):
            file.seek(offset + total)
    return total


def _no_tls(sock):
    if type(sock).__name__ == "SSLSocket":
        raise TypeError("Socket cannot be of type SSLSocket")


class BaseSelectorEventLoop(base_events.BaseEventLoop):
    """A loop for those who name it; its sockets are every loop's."""

    def __init__(self, selector=None):
        super().__init__()


class _SelectorTransport(transports._FlowControlMixin, transports.Transport):
    """What the transports over sockets share."""

    max_size = 256 * 1024
    _buffer_factory = collections.deque

    def __init__(self, loop, sock, protocol, extra=None, server=None):
        super().__init__(extra, loop)
        self._extra["socket"] = trsock.TransportSocket(sock)
        try:
            self._extra["sockname"] = sock.getsockname()
        except OSError:
            self._extra["sockname"] = None
        if "peername" not in self._extra:
            try:
                self._extra["peername"] = sock.getpeername()
            except OSError:
                self._extra["peername"] = None
        self._sock = sock
        self._sock_fd = sock.fileno()
        self._protocol_connected = False
        self.set_protocol(protocol)
        self._server = server
        self._buffer = self._buffer_factory()
        self._conn_lost = 0  # how often write() was called after the connection was lost
        self._closing = False
        self._paused = False
        if server is not None:
            server._attach(self)
        if loop._transports is None:
            loop._transports = weakref.WeakValueDictionary()
        loop._transports[self._sock_fd] = self

    def __repr__(self):
        info = [type(self).__name__]
        if self._sock is None:
            info.append("closed")
        elif self._closing:
            info.append("closing")
        info.append(f"fd={self._sock_fd}")
        if self._loop is not None and not self._loop.is_closed():
            info.append("read=idle" if self._paused or self._closing else "read=polling")
            info.append(f"write=<{'polling' if self._buffer else 'idle'}, bufsize={self.get_write_buffer_size()}>")
        return f"<{' '.join(info)}>"

    def abort(self):
        self._force_close(None)

    def set_protocol(self, protocol):
        self._protocol = protocol
        self._protocol_connected = True

    def get_protocol(self):
        return self._protocol

    def is_closing(self):
        return self._closing

    def is_reading(self):
        return not self.is_closing() and not self._paused

    def pause_reading(self):
        if not self.is_reading():
            return
        self._paused = True
        self._loop._remove_reader(self._sock_fd)
        if self._loop.get_debug():
            logger.debug("%r pauses reading", self)

    def resume_reading(self):
        if self._closing or not self._paused:
            return
        self._paused = False
        self._add_reader(self._sock_fd, self._read_ready)
        if self._loop.get_debug():
            logger.debug("%r resumes reading", self)

    def _add_reader(self, fd, callback):
        if self.is_reading():
            self._loop._add_reader(fd, callback)

    def close(self):
        if self._closing:
            return
        self._closing = True
        self._loop._remove_reader(self._sock_fd)
        if not self._buffer:
            self._conn_lost += 1
            self._loop._remove_writer(self._sock_fd)
            self._loop.call_soon(self._call_connection_lost, None)

    def __del__(self):
        if getattr(self, "_sock", None) is not None:
            import warnings
            warnings.warn(f"unclosed transport {self!r}", ResourceWarning, source=self)
            self._sock.close()
            if self._server is not None:
                self._server._detach(self)

    def _fatal_error(self, exc, message="Fatal error on transport"):
        if isinstance(exc, OSError):
            if self._loop.get_debug():
                logger.debug("%r: %s", self, message, exc_info=True)
        else:
            self._loop.call_exception_handler({
                "message": message,
                "exception": exc,
                "transport": self,
                "protocol": self._protocol,
            })
        self._force_close(exc)

    def _force_close(self, exc):
        if self._conn_lost:
            return
        if self._buffer:
            self._buffer.clear()
            self._loop._remove_writer(self._sock_fd)
        if not self._closing:
            self._closing = True
            self._loop._remove_reader(self._sock_fd)
        self._conn_lost += 1
        self._loop.call_soon(self._call_connection_lost, exc)

    def _call_connection_lost(self, exc):
        try:
            if self._protocol_connected:
                self._protocol.connection_lost(exc)
        finally:
            self._sock.close()
            self._sock = None
            self._protocol = None
            self._loop = None
            server, self._server = self._server, None
            if server is not None:
                server._detach(self)

    def get_write_buffer_size(self):
        return sum(map(len, self._buffer))

    def _start(self, waiter):
        self._loop.call_soon(self._protocol.connection_made, self)
        # Reading begins once connection_made() was called, which may set another protocol.
        self._loop.call_soon(lambda: self._add_reader(self._sock_fd, self._read_ready))
        if waiter is not None:
            self._loop.call_soon(base_events._set_unless_done, waiter, None)

    def _lost_write(self):
        if self._conn_lost >= constants.LOG_THRESHOLD_FOR_CONNLOST_WRITES:
            logger.warning("socket.send() raised exception.")
        self._conn_lost += 1


class _SelectorSocketTransport(_asyncio._SocketTransport, _SelectorTransport):
    """A stream over a socket: what is hot of it is native."""

    _start_tls_compatible = True

    def __init__(self, loop, sock, protocol, waiter=None, extra=None, server=None):
        self._read_ready = None
        super().__init__(loop, sock, protocol, extra, server)
        self._eof = False
        self._empty_waiter = None
        _set_no_delay(sock)
        self._start(waiter)

    def set_protocol(self, protocol):
        before = self._read_ready
        self._read_ready = (self._read_into_buffer if isinstance(protocol, protocols.BufferedProtocol)
                            else self._read_data)
        super().set_protocol(protocol)
        # The loop calls it with nothing between: where it reads already it is told.
        if before is not None and before != self._read_ready and self._loop._remove_reader(self._sock_fd):
            self._add_reader(self._sock_fd, self._read_ready)

    def _read_into_buffer(self):
        if self._conn_lost:
            return
        try:
            buffer = self._protocol.get_buffer(-1)
            if not len(buffer):
                raise RuntimeError("get_buffer() returned an empty buffer")
        except _EXITS:
            raise
        except BaseException as error:
            self._fatal_error(error, "Fatal error: protocol.get_buffer() call failed.")
            return
        try:
            count = self._sock.recv_into(buffer)
        except _BLOCKED:
            return
        except _EXITS:
            raise
        except BaseException as error:
            self._fatal_error(error, "Fatal read error on socket transport")
            return
        if not count:
            self._read_eof()
            return
        try:
            self._protocol.buffer_updated(count)
        except _EXITS:
            raise
        except BaseException as error:
            self._fatal_error(error, "Fatal error: protocol.buffer_updated() call failed.")

    def _read_eof(self):
        if self._loop.get_debug():
            logger.debug("%r received EOF", self)
        try:
            keep_open = self._protocol.eof_received()
        except _EXITS:
            raise
        except BaseException as error:
            self._fatal_error(error, "Fatal error: protocol.eof_received() call failed.")
            return
        if keep_open:
            # The socket stays readable for ever: it is not to be watched any more.
            self._loop._remove_reader(self._sock_fd)
        else:
            self.close()

    def _check_write(self, data):
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise TypeError(f"data argument must be a bytes-like object, not {type(data).__name__!r}")

    def _check_open(self):
        if self._eof:
            raise RuntimeError("Cannot call write() after write_eof()")
        if self._empty_waiter is not None:
            raise RuntimeError("unable to write; sendfile is in progress")

    def _write_more(self, data, sent):
        """The rest of write(): what of the data is not sent yet waits. `sent` is None if that was not tried."""
        self._check_write(data)
        self._check_open()
        if not data:
            return
        if self._conn_lost:
            self._lost_write()
            return
        if not self._buffer:
            if sent is None:
                try:
                    sent = self._sock.send(data)
                except _BLOCKED:
                    sent = 0
                except _EXITS:
                    raise
                except BaseException as error:
                    self._fatal_error(error, "Fatal write error on socket transport")
                    return
                if sent == memoryview(data).nbytes:
                    return
            # What is left may not change under us.
            self._buffer.append(bytes(data)[sent:])
            self._loop._add_writer(self._sock_fd, self._write_ready)
        else:
            self._buffer.append(bytes(data))
        self._maybe_pause_protocol()

    def writelines(self, list_of_data):
        parts = list(list_of_data)
        for data in parts:
            self._check_write(data)
        self._check_open()
        if self._conn_lost:
            self._lost_write()
            return
        waiting = bool(self._buffer)
        self._buffer.extend(bytes(data) for data in parts if data)
        if self._buffer and not waiting:
            self._write_ready()
            if self._buffer and self._sock is not None and not self._conn_lost:
                self._loop._add_writer(self._sock_fd, self._write_ready)
        if self._buffer:
            self._maybe_pause_protocol()

    def _write_ready(self):
        if self._conn_lost:
            return
        try:
            parts = list(self._buffer) if len(self._buffer) <= _MOST_PARTS else [
                self._buffer[i] for i in range(_MOST_PARTS)]
            sent = self._sock.sendmsg(parts) if len(parts) > 1 else self._sock.send(parts[0])
        except _BLOCKED:
            return
        except _EXITS:
            raise
        except BaseException as error:
            self._loop._remove_writer(self._sock_fd)
            self._buffer.clear()
            self._fatal_error(error, "Fatal write error on socket transport")
            if self._empty_waiter is not None:
                self._empty_waiter.set_exception(error)
            return
        while sent:
            first = self._buffer.popleft()
            if len(first) > sent:
                self._buffer.appendleft(first[sent:])
                break
            sent -= len(first)
        self._maybe_resume_protocol()
        if not self._buffer:
            self._loop._remove_writer(self._sock_fd)
            if self._empty_waiter is not None:
                self._empty_waiter.set_result(None)
            if self._closing:
                self._call_connection_lost(None)
            elif self._eof:
                self._sock.shutdown(socket.SHUT_WR)

    def write_eof(self):
        if self._closing or self._eof:
            return
        self._eof = True
        if not self._buffer:
            self._sock.shutdown(socket.SHUT_WR)

    def can_write_eof(self):
        return True

    def _call_connection_lost(self, exc):
        try:
            super()._call_connection_lost(exc)
        finally:
            self._read_ready = None
            if self._empty_waiter is not None and not self._empty_waiter.done():
                self._empty_waiter.set_exception(ConnectionError("Connection is closed by peer"))

    def _make_empty_waiter(self):
        if self._empty_waiter is not None:
            raise RuntimeError("Empty waiter is already set")
        self._empty_waiter = self._loop.create_future()
        if not self._buffer:
            self._empty_waiter.set_result(None)
        return self._empty_waiter

    def _reset_empty_waiter(self):
        self._empty_waiter = None


def _set_no_delay(sock):
    if sock.family in (socket.AF_INET, socket.AF_INET6) and sock.type == socket.SOCK_STREAM and \
            sock.proto in (0, socket.IPPROTO_TCP):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class _SelectorDatagramTransport(_SelectorTransport, transports.DatagramTransport):
    """Datagrams over a socket."""

    _header_size = 8  # of a datagram in the buffer's accounts

    def __init__(self, loop, sock, protocol, address=None, waiter=None, extra=None):
        super().__init__(loop, sock, protocol, extra)
        self._address = address
        self._buffer_size = 0
        self._start(waiter)

    def get_write_buffer_size(self):
        return self._buffer_size

    def _read_ready(self):
        if self._conn_lost:
            return
        try:
            data, address = self._sock.recvfrom(self.max_size)
        except _BLOCKED:
            return
        except OSError as error:
            self._protocol.error_received(error)
        except _EXITS:
            raise
        except BaseException as error:
            self._fatal_error(error, "Fatal read error on datagram transport")
        else:
            self._protocol.datagram_received(data, address)

    def sendto(self, data, addr=None):
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise TypeError(f"data argument must be a bytes-like object, not {type(data).__name__!r}")
        if self._address:
            if addr not in (None, self._address):
                raise ValueError(f"Invalid address: must be None or {self._address}")
            addr = self._address
        if self._conn_lost and self._address:
            self._lost_write()
            return
        if not self._buffer:
            try:
                self._send(data, addr)
                return
            except _BLOCKED:
                self._loop._add_writer(self._sock_fd, self._sendto_ready)
            except OSError as error:
                self._protocol.error_received(error)
                return
            except _EXITS:
                raise
            except BaseException as error:
                self._fatal_error(error, "Fatal write error on datagram transport")
                return
        self._buffer.append((bytes(data), addr))
        self._buffer_size += len(data) + self._header_size
        self._maybe_pause_protocol()

    def _send(self, data, addr):
        if self._extra["peername"]:
            self._sock.send(data)
        else:
            self._sock.sendto(data, addr)

    def _sendto_ready(self):
        while self._buffer:
            data, addr = self._buffer.popleft()
            self._buffer_size -= len(data) + self._header_size
            try:
                self._send(data, addr)
            except _BLOCKED:
                self._buffer.appendleft((data, addr))
                self._buffer_size += len(data) + self._header_size
                break
            except OSError as error:
                self._protocol.error_received(error)
                return
            except _EXITS:
                raise
            except BaseException as error:
                self._fatal_error(error, "Fatal write error on datagram transport")
                return
        self._maybe_resume_protocol()
        if not self._buffer:
            self._loop._remove_writer(self._sock_fd)
            if self._closing:
                self._call_connection_lost(None)

"""Streams: reading and writing over transports with await."""

__all__ = ("StreamReader", "StreamWriter", "StreamReaderProtocol", "open_connection", "start_server",
           "open_unix_connection", "start_unix_server")

import warnings
import weakref

import _asyncio

from . import coroutines, events, exceptions, protocols, tasks
from .log import logger

_DEFAULT_LIMIT = 64 * 1024


async def open_connection(host=None, port=None, *, limit=_DEFAULT_LIMIT, **kwds):
    """Connect; give (reader, writer). The keywords are those of loop.create_connection()."""
    return await _open(events.get_running_loop().create_connection, limit, host, port, **kwds)


async def open_unix_connection(path=None, *, limit=_DEFAULT_LIMIT, **kwds):
    """Connect to a local socket; give (reader, writer)."""
    return await _open(events.get_running_loop().create_unix_connection, limit, path, **kwds)


async def _open(connect, limit, *args, **kwds):
    loop = events.get_running_loop()
    reader = StreamReader(limit=limit, loop=loop)
    protocol = StreamReaderProtocol(reader, loop=loop)
    transport, _ = await connect(lambda: protocol, *args, **kwds)
    return reader, StreamWriter(transport, protocol, reader, loop)


async def start_server(client_connected_cb, host=None, port=None, *, limit=_DEFAULT_LIMIT, **kwds):
    """Call client_connected_cb(reader, writer) for each connection; a coroutine becomes a task. Give the server."""
    loop = events.get_running_loop()
    return await loop.create_server(_server_protocols(client_connected_cb, limit, loop), host, port, **kwds)


async def start_unix_server(client_connected_cb, path=None, *, limit=_DEFAULT_LIMIT, **kwds):
    """As start_server(), on a local socket."""
    loop = events.get_running_loop()
    return await loop.create_unix_server(_server_protocols(client_connected_cb, limit, loop), path, **kwds)


def _server_protocols(client_connected_cb, limit, loop):
    return lambda: StreamReaderProtocol(StreamReader(limit=limit, loop=loop), client_connected_cb, loop=loop)


class FlowControlMixin(protocols.Protocol):
    """Lets drain() wait while the transport has paused writing."""

    def __init__(self, loop=None):
        self._loop = events.get_event_loop() if loop is None else loop
        self._paused = False
        self._drain_waiters = []
        self._connection_lost = False

    def pause_writing(self):
        self._paused = True
        if self._loop.get_debug():
            logger.debug("%r pauses writing", self)

    def resume_writing(self):
        self._paused = False
        if self._loop.get_debug():
            logger.debug("%r resumes writing", self)
        self._wake_drains(None)

    def connection_lost(self, exc):
        self._connection_lost = True
        if self._paused:
            self._wake_drains(exc)

    def _wake_drains(self, error):
        for waiter in self._drain_waiters:
            if waiter.done():
                continue
            if error is None:
                waiter.set_result(None)
            else:
                waiter.set_exception(error)

    async def _drain_helper(self):
        if self._connection_lost:
            raise ConnectionResetError("Connection lost")
        if not self._paused:
            return
        waiter = self._loop.create_future()
        self._drain_waiters.append(waiter)
        try:
            await waiter
        finally:
            self._drain_waiters.remove(waiter)

    def _get_close_waiter(self, stream):
        raise NotImplementedError


class StreamReaderProtocol(_asyncio._StreamProtocol, FlowControlMixin, protocols.Protocol):
    """Feeds a StreamReader with what comes over a transport: data_received() is native."""

    _source_traceback = None

    def __init__(self, stream_reader, client_connected_cb=None, loop=None):
        super().__init__(loop=loop)
        # A server's protocol keeps its reader until the callback has it; else nobody but the user does.
        self._stream_reader_wr = None if stream_reader is None else weakref.ref(stream_reader)
        if stream_reader is not None:
            self._source_traceback = stream_reader._source_traceback
        self._strong_reader = stream_reader if client_connected_cb is not None else None
        self._reject_connection = False
        self._task = None
        self._transport = None
        self._client_connected_cb = client_connected_cb
        self._over_ssl = False
        self._closed = self._loop.create_future()

    @property
    def _stream_reader(self):
        return None if self._stream_reader_wr is None else self._stream_reader_wr()

    def _replace_transport(self, transport):
        self._transport = transport
        self._over_ssl = transport.get_extra_info("sslcontext") is not None

    def connection_made(self, transport):
        if self._reject_connection:
            context = {"message": "An open stream was garbage collected prior to establishing network connection; "
                                  "call \"stream.close()\" explicitly."}
            if self._source_traceback:
                context["source_traceback"] = self._source_traceback
            self._loop.call_exception_handler(context)
            transport.abort()
            return
        self._replace_transport(transport)
        reader = self._stream_reader
        if reader is not None:
            reader.set_transport(transport)
        if self._client_connected_cb is None:
            return
        writer = StreamWriter(transport, self, reader, self._loop)
        result = self._client_connected_cb(reader, writer)
        if coroutines.iscoroutine(result):
            self._task = self._loop.create_task(result)
            self._task.add_done_callback(lambda task: self._client_done(task, transport))
        self._strong_reader = None

    def _client_done(self, task, transport):
        if task.cancelled():
            transport.close()
            return
        error = task.exception()
        if error is not None:
            self._loop.call_exception_handler({
                "message": "Unhandled exception in client_connected_cb",
                "exception": error,
                "transport": transport,
            })
            transport.close()

    def connection_lost(self, exc):
        reader = self._stream_reader
        if reader is not None:
            if exc is None:
                reader.feed_eof()
            else:
                reader.set_exception(exc)
        if not self._closed.done():
            if exc is None:
                self._closed.set_result(None)
            else:
                self._closed.set_exception(exc)
                self._closed.exception()  # an error that nobody waits for is nobody's business
        super().connection_lost(exc)
        self._stream_reader_wr = None
        self._task = None
        self._transport = None

    def eof_received(self):
        reader = self._stream_reader
        if reader is not None:
            reader.feed_eof()
        # Over TLS a transport cannot stay half open.
        return not self._over_ssl

    def _get_close_waiter(self, stream):
        return self._closed


class StreamWriter:
    """What is written to a transport, with drain() to wait for room."""

    def __init__(self, transport, protocol, reader, loop):
        self._transport = transport
        self._protocol = protocol
        assert reader is None or isinstance(reader, StreamReader)
        self._reader = reader
        self._loop = loop
        self._complete_fut = loop.create_future()
        self._complete_fut.set_result(None)

    def __repr__(self):
        info = [type(self).__name__, f"transport={self._transport!r}"]
        if self._reader is not None:
            info.append(f"reader={self._reader!r}")
        return f"<{' '.join(info)}>"

    @property
    def transport(self):
        return self._transport

    def write(self, data):
        self._transport.write(data)

    def writelines(self, data):
        self._transport.writelines(data)

    def write_eof(self):
        return self._transport.write_eof()

    def can_write_eof(self):
        return self._transport.can_write_eof()

    def close(self):
        return self._transport.close()

    def is_closing(self):
        return self._transport.is_closing()

    async def wait_closed(self):
        """Wait until the connection is lost."""
        await self._protocol._get_close_waiter(self)

    def get_extra_info(self, name, default=None):
        return self._transport.get_extra_info(name, default)

    async def drain(self):
        """Wait until there is room in the transport's buffer."""
        if self._reader is not None:
            error = self._reader.exception()
            if error is not None:
                raise error
        if self._transport.is_closing():
            # connection_lost() comes in the next round: let it.
            await tasks.sleep(0)
        protocol = self._protocol
        if type(protocol) is StreamReaderProtocol and not protocol._paused and not protocol._connection_lost:
            return  # nothing to wait for: the common case
        await protocol._drain_helper()

    async def start_tls(self, sslcontext, *, server_hostname=None, ssl_handshake_timeout=None,
                        ssl_shutdown_timeout=None):
        raise NotImplementedError("StreamWriter.start_tls(): Krait has no TLS (the module ssl) yet")

    def __del__(self):
        transport = getattr(self, "_transport", None)
        if transport is not None and not transport.is_closing():
            if self._loop.is_closed():
                warnings.warn("loop is closed", ResourceWarning)
            else:
                self.close()
                warnings.warn(f"unclosed {self!r}", ResourceWarning)


class StreamReader(_asyncio._StreamBuffer):
    """What comes over a transport, to be read with await. Its buffer is native."""

    _source_traceback = None

    def __init__(self, limit=_DEFAULT_LIMIT, loop=None):
        if limit <= 0:
            raise ValueError("Limit cannot be <= 0")
        self._limit = limit
        self._loop = events.get_event_loop() if loop is None else loop
        if self._loop.get_debug():
            import sys
            from . import format_helpers
            self._source_traceback = format_helpers.extract_stack(sys._getframe(1))

    def __repr__(self):
        info = ["StreamReader"]
        if self._size():
            info.append(f"{self._size()} bytes")
        if self._eof:
            info.append("eof")
        if self._limit != _DEFAULT_LIMIT:
            info.append(f"limit={self._limit}")
        for label, value in (("waiter", self._waiter), ("exception", self._exception),
                             ("transport", self._transport)):
            if value:
                info.append(f"{label}={value!r}")
        if self._paused:
            info.append("paused")
        return f"<{' '.join(info)}>"

    def set_exception(self, exc):
        self._exception = exc
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.cancelled():
            waiter.set_exception(exc)

    def set_transport(self, transport):
        assert self._transport is None, "Transport already set"
        self._transport = transport

    async def _wait_for_data(self, func_name):
        """Wait for feed_data() or feed_eof()."""
        waiter = self._new_waiter(func_name)
        try:
            await waiter
        finally:
            self._forget_waiter()

    async def readline(self):
        """Up to and with the next newline; what there is at the end of the stream."""
        line = self._take_line()
        if line is not None:
            return line
        separator = b"\n"
        try:
            return await self.readuntil(separator)
        except exceptions.IncompleteReadError as error:
            return error.partial
        except exceptions.LimitOverrunError as error:
            at = error.consumed
            self._take(at + 1 if self._find(separator, at) == at else self._size())
            raise ValueError(error.args[0])

    async def readuntil(self, separator=b"\n"):
        """Up to and with the separator, or the first of a tuple of them that is found."""
        if isinstance(separator, tuple):
            separators = sorted(separator, key=len)
        else:
            separators = [separator]
        if not separators:
            raise ValueError("Separator should contain at least one element")
        shortest = len(separators[0])
        longest = len(separators[-1])
        if shortest == 0:
            raise ValueError("Separator should be at least one-byte string")
        if self._exception is not None:
            raise self._exception
        offset = 0  # there is no separator before it
        while True:
            filled = self._size()
            if filled - offset >= shortest:
                # The one that ends first; of those that end together the one that begins first.
                start = end = None
                for one in separators:
                    at = self._find(one, offset)
                    if at != -1 and (end is None or (at + len(one), at) < (end, start)):
                        start, end = at, at + len(one)
                if end is not None:
                    break
                offset = max(0, filled + 1 - longest)
                if offset > self._limit:
                    raise exceptions.LimitOverrunError("Separator is not found, and chunk exceed the limit", offset)
            # A packet may hold both data and the end.
            if self._eof:
                raise exceptions.IncompleteReadError(self._take(filled), None)
            await self._wait_for_data("readuntil")
        if start > self._limit:
            raise exceptions.LimitOverrunError("Separator is found, but chunk is longer than limit", start)
        return self._take(end)

    async def read(self, n=-1):
        """Up to n bytes, at least one if there will be one; -1: all to the end of the stream."""
        if n < 0:
            if self._exception is not None:
                raise self._exception
            parts = []
            while part := await self.read(self._limit):
                parts.append(part)
            return b"".join(parts)
        data = self._read_now(n)
        if data is None:
            waiter = self._new_waiter("read")
            try:
                await waiter
            finally:
                self._forget_waiter()
            data = self._take(n)
        return data

    async def readexactly(self, n):
        """Exactly n bytes, or IncompleteReadError."""
        if n < 0:
            raise ValueError("readexactly size can not be less than zero")
        data = self._read_exactly_now(n)
        while data is None:
            if self._eof:
                raise exceptions.IncompleteReadError(self._take(n), n)
            waiter = self._new_waiter("readexactly")
            try:
                await waiter
            finally:
                self._forget_waiter()
            data = self._take_exactly(n)
        return data

    def __aiter__(self):
        return self

    async def __anext__(self):
        line = await self.readline()
        if line == b"":
            raise StopAsyncIteration
        return line

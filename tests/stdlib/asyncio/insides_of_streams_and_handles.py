# The buffer of a StreamReader and the hot part of transports are native: what programs do with the insides, and with those of handles,
# works all the same.
import asyncio
import socket


def fed(*parts, eof=True, **keywords):
    reader = asyncio.StreamReader(**keywords)
    for part in parts:
        reader.feed_data(part)
    if eof:
        reader.feed_eof()
    return reader


async def kinds():
    # What is read whole is given as it came.
    data = b"abc" * 10
    print(await fed(data).read(100) is data)  # expect: True
    print(await fed(bytearray(b"ab"), memoryview(b"cd"), b"ef").read(5))  # expect: b'abcde'
    reader = fed(b"one\ntwo\nthr", b"ee\n", b"rest")
    print([line async for line in reader])  # expect: [b'one\n', b'two\n', b'three\n', b'rest']
    reader = fed(b"12", b"34", b"5")
    print(await reader.readexactly(3), await reader.read())  # expect: b'123' b'45'
    reader = fed(b"12345")
    print(await reader.readexactly(2), await reader.readexactly(2), reader)  # expect: b'12' b'34' <StreamReader 1 bytes eof>
    try:
        await reader.readexactly(2)
    except asyncio.IncompleteReadError as error:
        print(error.partial, error.expected, reader.at_eof())  # expect: b'5' 2 True
    print(await reader.read(5), await reader.readline(), await reader.read(0), await reader.readexactly(0))  # expect: b'' b'' b'' b''
    try:
        reader.feed_data(b"late")
    except AssertionError as error:
        print(error)  # expect: feed_data after feed_eof
    subclass = type("Data", (bytes,), {})(b"xy")
    print(type(await fed(subclass).read(5)))  # expect: <class 'bytes'>


async def shown():
    reader = fed(b"hello world", eof=False)
    buffer = reader._buffer
    print(buffer)  # expect: bytearray(b'hello world')
    del buffer[:6]
    print(await reader.readexactly(3), buffer)  # expect: b'wor' bytearray(b'ld')
    print(await reader.read(10), buffer, reader._buffer is buffer)  # expect: b'ld' bytearray(b'') True
    reader.feed_data(b"more")
    print(buffer, reader.at_eof(), reader._eof)  # expect: bytearray(b'more') False False
    reader._buffer = bytearray(b"given")
    reader._eof = True
    print(await reader.read(), reader.at_eof())  # expect: b'given' True
    try:
        reader._buffer = "text"
    except TypeError as error:
        print(error)  # expect: the buffer of a stream must be a bytearray, not str


async def limits():
    for text in (b"x" * 20 + b"\nok\n", b"x" * 20):
        reader = fed(text, limit=8)
        try:
            await reader.readline()
        except ValueError as error:
            # expect: Separator is found, but chunk is longer than limit b'ok\n'
            # expect: Separator is not found, and chunk exceed the limit b''
            print(error, await reader.readline())
    reader = fed(b"a,b;c", limit=float("inf"))
    print(await reader.readuntil((b";", b",")), await reader.readuntil((b";", b",")))  # expect: b'a,' b'b;'
    print(reader._limit)  # expect: inf


class Recorder:
    def __init__(self):
        self.events = []

    def pause_reading(self):
        self.events.append("pause")

    def resume_reading(self):
        self.events.append("resume")


async def pausing():
    reader = asyncio.StreamReader(limit=4)
    transport = Recorder()
    reader.set_transport(transport)
    reader.feed_data(b"x" * 8)
    print(transport.events)  # expect: []
    reader.feed_data(b"y")
    print(transport.events, reader._paused)  # expect: ['pause'] True
    await reader.read(4)
    print(transport.events)  # expect: ['pause']
    await reader.read(1)
    print(transport.events, reader._paused)  # expect: ['pause', 'resume'] False
    reader.feed_data(b"z" * 9)
    waiting = asyncio.ensure_future(reader.readexactly(20))
    await asyncio.sleep(0)
    print(transport.events)  # expect: ['pause', 'resume', 'pause', 'resume']
    reader.feed_data(b"!" * 7)
    print(await waiting)  # expect: b'xxxyzzzzzzzzz!!!!!!!'

    class Deaf(Recorder):
        def pause_reading(self):
            raise NotImplementedError

    reader = asyncio.StreamReader(limit=1)
    reader.set_transport(Deaf())
    reader.feed_data(b"abc")
    print(reader._transport, reader._paused)  # expect: None False


async def waiters():
    reader = asyncio.StreamReader()
    first = asyncio.ensure_future(reader.read(5))
    await asyncio.sleep(0)
    print(reader._waiter is not None)  # expect: True
    try:
        await reader.readexactly(1)
    except RuntimeError as error:
        print(error)  # expect: readexactly() called while another coroutine is already waiting for incoming data
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    print(first.cancelled(), reader._waiter)  # expect: True None
    second = asyncio.ensure_future(reader.readline())
    await asyncio.sleep(0)
    reader.set_exception(ValueError("broken"))
    print(repr(await asyncio.gather(second, return_exceptions=True)))  # expect: [ValueError('broken')]
    for read in (reader.read, reader.readline, lambda: reader.readexactly(0), lambda: reader.readuntil(b"x")):
        try:
            await read()
        except ValueError as error:
            print(error, reader.exception())  # expect: broken broken
            # expect: broken broken
            # expect: broken broken
            # expect: broken broken
    # An error that comes after the data is the next reader's.
    reader = asyncio.StreamReader()
    third = asyncio.ensure_future(reader.readexactly(2))
    await asyncio.sleep(0)
    reader.feed_data(b"ok")
    reader._exception = ValueError("later")
    print(await third)  # expect: b'ok'


class Counting(asyncio.StreamReader):
    fed = 0

    def feed_data(self, data):
        self.fed += len(data)
        super().feed_data(data.upper())

    def _wakeup_waiter(self):
        print("wake")
        super()._wakeup_waiter()


async def subclasses():
    loop = asyncio.get_running_loop()
    reader = Counting(loop=loop)
    protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
    ours, theirs = socket.socketpair()
    transport, _ = await loop.create_connection(lambda: protocol, sock=ours)
    waiting = asyncio.ensure_future(reader.read(10))
    await asyncio.sleep(0)
    theirs.send(b"abc")
    print(await waiting, reader.fed)  # expect: wake
    # expect: b'ABC' 3
    # A method that the program puts into the protocol is the one that is called.
    seen = loop.create_future()
    protocol.data_received = seen.set_result
    transport.max_size = 2
    theirs.send(b"def")
    print(await seen)  # expect: b'de'
    protocol.data_received = None
    problems = []
    loop.set_exception_handler(lambda loop, context: problems.append((context["message"], context["exception"])))
    lost = loop.create_future()
    protocol.connection_lost = lost.set_result
    error = await lost
    print(problems[0][0], type(error))  # expect: Fatal error: protocol.data_received() call failed. <class 'TypeError'>
    for times in range(3):
        transport.write(b"ignored")
    print(transport._conn_lost > 3)  # expect: True
    theirs.close()
    # A writer for any transport.
    writer = asyncio.StreamWriter(transport, protocol, None, loop)
    print(writer.is_closing())  # expect: True


class Slow(socket.socket):
    """A socket whose send() takes three bytes at a time."""

    def send(self, data, *flags):
        return super().send(bytes(data)[:3], *flags)


async def sockets():
    loop = asyncio.get_running_loop()
    one, theirs = socket.socketpair()
    ours = Slow(fileno=one.detach())
    theirs.setblocking(False)
    transport, protocol = await loop.create_connection(asyncio.Protocol, sock=ours)
    transport.write(b"0123456789")
    print(transport.get_write_buffer_size())  # expect: 7
    got = b""
    while len(got) < 10:
        got += await loop.sock_recv(theirs, 100)
    print(got, isinstance(transport, asyncio.Transport))  # expect: b'0123456789' True
    for bad in ("text", 5, None):
        try:
            transport.write(bad)
        except TypeError as error:
            print(error)
    # expect: data argument must be a bytes-like object, not 'str'
    # expect: data argument must be a bytes-like object, not 'int'
    # expect: data argument must be a bytes-like object, not 'NoneType'
    transport.write(b"")
    transport.write_eof()
    try:
        transport.write(b"x")
    except RuntimeError as error:
        print(error)  # expect: Cannot call write() after write_eof()
    transport.abort()
    theirs.close()


async def cancelled_handles():
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    handle = loop.call_later(100, print, 1)
    handle.cancel()
    print(repr(handle).split(" when=")[0], "print(1)" in repr(handle))  # expect: <TimerHandle cancelled True
    # One that a program makes knows where, too.
    made = asyncio.Handle(print, (1,), loop)
    print(made._source_traceback[-1].name, "created at" in repr(made))  # expect: cancelled_handles True
    loop.set_debug(False)
    print(asyncio.Handle(print, (1,), loop)._source_traceback)  # expect: None


async def main():
    for part in (kinds, shown, limits, pausing, waiters, subclasses, sockets, cancelled_handles):
        await part()


asyncio.run(main())

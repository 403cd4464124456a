# Streams over TCP and local sockets, transports and protocols, datagrams, sock_*().
import asyncio
import os
import socket
import tempfile


async def echo(reader, writer):
    async for line in reader:
        writer.write(line.upper())
        await writer.drain()
    writer.close()


async def streams():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    print(server.is_serving(), len(server.sockets))  # expect: True 1
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.writelines([b"one\n", b"two\n", b"three"])
    writer.write_eof()
    print(await reader.readline(), await reader.readuntil(b"\n"), await reader.read())  # expect: b'ONE\n' b'TWO\n' b'THREE'
    print(reader.at_eof(), writer.get_extra_info("peername")[0])  # expect: True 127.0.0.1
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()
    print(server.is_serving(), server.sockets)  # expect: False ()


async def limits():
    reader = asyncio.StreamReader(limit=4)
    reader.feed_data(b"abcdefgh\nij,k;")
    try:
        await reader.readline()
    except ValueError as error:
        print(error)  # expect: Separator is found, but chunk is longer than limit
    print(await reader.readuntil((b";", b",")))  # expect: b'ij,'
    reader.feed_eof()
    try:
        await reader.readexactly(5)
    except asyncio.IncompleteReadError as error:
        print(error.partial, error.expected)  # expect: b'k;' 5


async def local():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "socket")
        async with await asyncio.start_unix_server(echo, path):
            reader, writer = await asyncio.open_unix_connection(path)
            writer.write(b"local\n")
            print(await reader.readline())  # expect: b'LOCAL\n'
            writer.close()
            await writer.wait_closed()
        print(os.path.exists(path))  # expect: False


class Collector(asyncio.Protocol):
    def __init__(self):
        self.events = []
        self.lost = asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        self.transport = transport
        transport.set_write_buffer_limits(high=10, low=2)

    def pause_writing(self):
        self.events.append("pause")

    def resume_writing(self):
        self.events.append("resume")

    def data_received(self, data):
        self.events.append(len(data))

    def eof_received(self):
        self.events.append("eof")

    def connection_lost(self, exc):
        self.lost.set_result(exc)


async def flow():
    loop = asyncio.get_running_loop()
    left, right = socket.socketpair()
    transport, protocol = await loop.create_connection(Collector, sock=left)
    right.setblocking(False)
    print(transport.get_write_buffer_limits())  # expect: (2, 10)
    transport.write(b"x" * 1_000_000)
    print(protocol.events, transport.get_write_buffer_size() > 0)  # expect: ['pause'] True
    total = 0
    while total < 1_000_000:
        total += len(await loop.sock_recv(right, 1 << 20))
    await asyncio.sleep(0)
    print(protocol.events, total)  # expect: ['pause', 'resume'] 1000000
    transport.pause_reading()
    await loop.sock_sendall(right, b"later")
    await asyncio.sleep(0.01)
    print(protocol.events[2:], transport.is_reading())  # expect: [] False
    transport.resume_reading()
    right.shutdown(socket.SHUT_WR)
    print(await protocol.lost, protocol.events[2:])  # expect: None [5, 'eof']
    right.close()
    try:
        loop.add_reader(transport, print)
    except ValueError as error:
        print("not a file")  # expect: not a file


class Datagrams(asyncio.DatagramProtocol):
    def __init__(self):
        self.first = asyncio.get_running_loop().create_future()

    def datagram_received(self, data, address):
        if not self.first.done():
            self.first.set_result(data)


async def datagrams():
    loop = asyncio.get_running_loop()
    receiver, protocol = await loop.create_datagram_endpoint(Datagrams, local_addr=("127.0.0.1", 0))
    sender, _ = await loop.create_datagram_endpoint(Datagrams, remote_addr=receiver.get_extra_info("sockname"))
    sender.sendto(b"datagram")
    print(await protocol.first)  # expect: b'datagram'
    sender.close()
    receiver.close()


async def refused():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    try:
        await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError as error:
        print(str(error) == f"[Errno 111] Connect call failed ('127.0.0.1', {port})")  # expect: True


for part in streams, limits, local, flow, datagrams, refused:
    asyncio.run(part())

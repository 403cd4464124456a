# A TCP echo server and 100 connections to it, 200 messages of 1 KiB over each, all in one loop; protocols on both sides.
# With "uvloop" as its argument it runs in uvloop.
import asyncio
import sys
import time

MESSAGE = b"x" * 1024
CONNECTIONS, ROUNDS = 100, 200


class Server(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)


class Client(asyncio.Protocol):
    def __init__(self, done):
        self.done, self.left, self.missing = done, ROUNDS, len(MESSAGE)

    def connection_made(self, transport):
        self.transport = transport
        transport.write(MESSAGE)

    def data_received(self, data):
        self.missing -= len(data)
        if self.missing:
            return
        self.missing = len(MESSAGE)
        self.left -= 1
        if self.left:
            self.transport.write(MESSAGE)
        else:
            self.transport.close()
            self.done.set_result(ROUNDS)


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Server, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    start = time.perf_counter()
    futures = [loop.create_future() for _ in range(CONNECTIONS)]
    for done in futures:
        await loop.create_connection(lambda: Client(done), "127.0.0.1", port)
    print(sum(await asyncio.gather(*futures)), time.perf_counter() - start)
    server.close()

if sys.argv[1:] == ["uvloop"]:
    import uvloop
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
asyncio.run(main())

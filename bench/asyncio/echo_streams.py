# As echo_protocol.py, with streams on both sides.
import asyncio
import sys
import time

MESSAGE = b"x" * 1024
CONNECTIONS, ROUNDS = 100, 200


async def serve(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def client(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(ROUNDS):
        writer.write(MESSAGE)
        await reader.readexactly(len(MESSAGE))
    writer.close()
    return ROUNDS


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    start = time.perf_counter()
    print(sum(await asyncio.gather(*[client(port) for _ in range(CONNECTIONS)])), time.perf_counter() - start)
    server.close()

if sys.argv[1:] == ["uvloop"]:
    import uvloop
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
asyncio.run(main())

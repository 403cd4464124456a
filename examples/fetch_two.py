# A web server written with asyncio's streams, and a client that fetches two of its pages at once.
import asyncio

PAGES = {"/": "Welcome.\n", "/snakes": "Krait, python, viper.\n"}


async def serve(reader, writer):
    request = await reader.readline()
    while await reader.readline() not in (b"\r\n", b""):
        pass  # the headers
    path = request.split()[1].decode()
    status, body = ("200 OK", PAGES[path]) if path in PAGES else ("404 Not Found", "There is no such page.\n")
    writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode())
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def fetch(host, port, path):
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    status = (await reader.readline()).decode().rstrip()
    length = 0
    async for line in reader:
        if line == b"\r\n":
            break
        name, _, value = line.decode().partition(":")
        if name.lower() == "content-length":
            length = int(value)
    body = (await reader.readexactly(length)).decode()
    writer.close()
    await writer.wait_closed()
    return status, body


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        async with asyncio.TaskGroup() as group:
            found = group.create_task(fetch(host, port, "/snakes"))
            missing = group.create_task(fetch(host, port, "/dragons"))
    print(found.result())  # expect: ('HTTP/1.1 200 OK', 'Krait, python, viper.\n')
    print(missing.result())  # expect: ('HTTP/1.1 404 Not Found', 'There is no such page.\n')


asyncio.run(main())

# Child processes with streams, and pipes as transports.
import asyncio
import os
from asyncio.subprocess import PIPE


async def main():
    child = await asyncio.create_subprocess_exec("/bin/cat", stdin=PIPE, stdout=PIPE)
    print(await child.communicate(b"through cat"), child.returncode)  # expect: (b'through cat', None) 0
    child = await asyncio.create_subprocess_shell("echo out; echo err >&2; exit 3", stdout=PIPE, stderr=PIPE)
    print(await child.communicate(), child.returncode)  # expect: (b'out\n', b'err\n') 3
    child = await asyncio.create_subprocess_exec("/bin/sleep", "60")
    child.terminate()
    print(await child.wait())  # expect: -15

    loop = asyncio.get_running_loop()
    read, write = os.pipe()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), open(read, "rb", 0))
    transport, _ = await loop.connect_write_pipe(asyncio.Protocol, open(write, "wb", 0))
    transport.write(b"x" * 200_000)
    transport.close()
    print(len(await reader.read()))  # expect: 200000


asyncio.run(main())

# A task that waits 1 awaits deep is woken 100,000 times.
import asyncio
import time


async def waits(depth):
    if depth > 1:
        await waits(depth - 1)
        return
    for _ in range(100_000):
        await asyncio.sleep(0)


async def main():
    start = time.perf_counter()
    await waits(1)
    print(100_000, time.perf_counter() - start)

asyncio.run(main())

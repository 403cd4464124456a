# Two tasks give each other their turn by sleep(0), 200,000 times.
import asyncio
import time


async def player(turns):
    for _ in range(turns):
        await asyncio.sleep(0)
    return turns


async def main():
    start = time.perf_counter()
    first, second = asyncio.create_task(player(200_000)), asyncio.create_task(player(200_000))
    print(await first + await second, time.perf_counter() - start)

asyncio.run(main())

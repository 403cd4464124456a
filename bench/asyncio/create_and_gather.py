# 100,000 tasks are made and gathered.
import asyncio
import time


async def one(i):
    return i


async def main():
    start = time.perf_counter()
    results = await asyncio.gather(*[asyncio.create_task(one(i)) for i in range(100_000)])
    print(sum(results), time.perf_counter() - start)

asyncio.run(main())

# 100,000 items go from a producer to a consumer through a queue of one place.
import asyncio
import time


async def produce(queue, count):
    for i in range(count):
        await queue.put(i)
    await queue.put(None)


async def consume(queue):
    total = 0
    while (item := await queue.get()) is not None:
        total += item
    return total


async def main():
    start = time.perf_counter()
    queue = asyncio.Queue(1)
    producer = asyncio.create_task(produce(queue, 100_000))
    total = await consume(queue)
    await producer
    print(total, time.perf_counter() - start)

asyncio.run(main())

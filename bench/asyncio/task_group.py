# A TaskGroup of 10,000 tasks that each wait once, ten times over.
import asyncio
import time


async def one(i):
    await asyncio.sleep(0)
    return i


async def main():
    start = time.perf_counter()
    total = 0
    for _ in range(10):
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(i)) for i in range(10_000)]
        total += sum(task.result() for task in tasks)
    print(total, time.perf_counter() - start)

asyncio.run(main())

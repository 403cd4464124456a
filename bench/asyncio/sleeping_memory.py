# What 100,000 sleeping tasks add to the process's memory, in bytes for each.
import asyncio
import gc


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


async def sleeper():
    await asyncio.sleep(3600)


async def main():
    gc.collect()
    before = resident()
    tasks = [asyncio.create_task(sleeper()) for _ in range(100_000)]
    await asyncio.sleep(0)
    print("100000", (resident() - before) / 100_000)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)

asyncio.run(main())

# A pending task that nobody can reach, and an exception that nobody asked for, go to the exception handler.
import asyncio, gc
async def fails(): raise ValueError(1)
async def waits_forever(): await asyncio.get_running_loop().create_future()
async def main():
    reports = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: reports.append((context["message"], repr(context.get("exception")))))
    for start in fails, waits_forever: asyncio.create_task(start())
    await asyncio.sleep(0); await asyncio.sleep(0)
    for _ in range(100):
        if len(reports) == 2: break
        gc.collect()
        await asyncio.sleep(0)
    print(*sorted(reports), len(asyncio.all_tasks()), sep="\n")
asyncio.run(main())
# expect: ('Task exception was never retrieved', 'ValueError(1)')
# expect: ('Task was destroyed but it is pending!', 'None')
# expect: 1

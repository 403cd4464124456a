# One task of a group fails; its siblings are cancelled, and the group raises what went wrong.
import asyncio


async def worker(name, delay):
    try:
        await asyncio.sleep(delay)
        print(name, "is done")
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise


async def failing():
    await asyncio.sleep(0.03)
    raise ValueError("no more")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(worker("quick", 0.01))
            group.create_task(failing())
            slow = group.create_task(worker("slow", 60))
            group.create_task(worker("slower", 90))
    except* ValueError as errors:
        print([str(error) for error in errors.exceptions])
    print(slow.cancelled())


asyncio.run(main())
# expect: quick is done
# expect: slow is cancelled
# expect: slower is cancelled
# expect: ['no more']
# expect: True

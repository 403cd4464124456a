# A pending task that nobody can reach, and an exception that nobody asked for, go to the exception handler. The collector is
# called outside of the loop, where no native frame that has handled the tasks is left on the stack.
import asyncio, gc
async def fails(): raise ValueError(1)
async def waits_forever(): await asyncio.get_running_loop().create_future()
class Mixin:
    def __init__(self, *args, **keywords): super().__init__(*args, **keywords)
class Mixed(Mixin, asyncio.Task): pass
class Noisy(asyncio.Task):
    def __del__(self):
        super().__del__()
        print("Noisy.__del__")
def lose(*what):
    reports = []
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda loop, context: reports.append((context["message"], repr(context.get("exception")))))
    async def main():
        for kind, start in what: kind(start(), loop=loop)
        for _ in range(3): await asyncio.sleep(0)
    loop.run_until_complete(main())
    for _ in range(3): gc.collect()
    print(*sorted(reports), len(asyncio.all_tasks(loop)), sep="\n")
    loop.close()
lose((asyncio.Task, fails), (asyncio.Task, waits_forever))
# expect: ('Task exception was never retrieved', 'ValueError(1)')
# expect: ('Task was destroyed but it is pending!', 'None')
# expect: 0
lose((Mixed, fails), (Mixed, waits_forever))
# expect: ('Mixed exception was never retrieved', 'ValueError(1)')
# expect: ('Task was destroyed but it is pending!', 'None')
# expect: 0
lose((Noisy, waits_forever))
# expect: Noisy.__del__
# expect: ('Task was destroyed but it is pending!', 'None')
# expect: 0

# Who awaits whom: capture_call_graph() and its like see awaits, gather(), TaskGroup, wait() and shield().
import asyncio, re
async def leaf(): await future
async def middle(): await leaf()
async def waits(awaitable): return await awaitable
def names(graph):
    who = graph.future.get_name() if hasattr(graph.future, "get_name") else "future"
    return who, [entry.frame.f_code.co_name for entry in graph.call_stack], sorted(map(names, graph.awaited_by))
def show(text): print(re.sub(r"id=0x\w+", "id=ID", re.sub(r"File '.*?', line \d+", "File FILE", text)))
async def main():
    global future
    asyncio.current_task().set_name("main")
    future = asyncio.get_running_loop().create_future()
    async with asyncio.TaskGroup() as group:
        first = group.create_task(middle(), name="first")
        for n, awaitable in enumerate((first, asyncio.wait([first]), asyncio.shield(first))):
            group.create_task(waits(awaitable), name=f"waiter {n}")
        asyncio.gather(asyncio.create_task(waits(future), name="gathered"))
        for _ in range(3): await asyncio.sleep(0)
        print(names(asyncio.capture_call_graph(first)))
        print(sorted(task.get_name() for task in future._asyncio_awaited_by))
        show(asyncio.format_call_graph(future, limit=-1))
        def plain(): show(asyncio.format_call_graph(limit=-1)); return asyncio.capture_call_graph()
        print(names(plain()))
        told = asyncio.Future()
        asyncio.future_add_to_awaited_by(told, first); print(told._asyncio_awaited_by == {first})
        asyncio.future_discard_from_awaited_by(told, first); print(told._asyncio_awaited_by)
        try: asyncio.capture_call_graph(5)
        except TypeError as error: print(error)
        future.set_result(None)
    print(asyncio.format_call_graph(first).splitlines()[1:])
asyncio.run(main())
try: asyncio.capture_call_graph()
except RuntimeError as error: print(str(error)[:60])
# expect: ('first', ['leaf', 'middle'], [('main', ['main'], []), ('waiter 0', ['waits'], [('main', ['main'], [])]), ('waiter 1', ['_wait', 'wait', 'waits'], [('main', ['main'], [])])])
# expect: ['first', 'gathered']
# expect: * Future(id=ID)
# expect:   + Awaited by:
# expect:     * Task(name='first', id=ID)
# expect:       + Call stack:
# expect:       |   File FILE, in async leaf()
# expect:       + Awaited by:
# expect:         * Task(name='main', id=ID)
# expect:           + Call stack:
# expect:           |   File FILE, in async main()
# expect:         * Task(name='waiter 0', id=ID)
# expect:           + Call stack:
# expect:           |   File FILE, in async waits()
# expect:           + Awaited by:
# expect:             * Task(name='main', id=ID)
# expect:               + Call stack:
# expect:               |   File FILE, in async main()
# expect:         * Task(name='waiter 1', id=ID)
# expect:           + Call stack:
# expect:           |   File FILE, in async _wait()
# expect:           + Awaited by:
# expect:             * Task(name='main', id=ID)
# expect:               + Call stack:
# expect:               |   File FILE, in async main()
# expect:     * Task(name='gathered', id=ID)
# expect:       + Call stack:
# expect:       |   File FILE, in async waits()
# expect:       + Awaited by:
# expect:         * Task(name='main', id=ID)
# expect:           + Call stack:
# expect:           |   File FILE, in async main()
# expect: * Task(name='main', id=ID)
# expect:   + Call stack:
# expect:   |   File FILE, in main.<locals>.plain()
# expect: ('main', ['plain', 'main'], [])
# expect: True
# expect: None
# expect: 5 object does not appear to be compatible with asyncio.Future
# expect: []
# expect: capture_call_graph() is called outside of a running event lo

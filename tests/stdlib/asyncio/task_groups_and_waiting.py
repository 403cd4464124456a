# A task group ends when all its tasks have; wait() and as_completed() give what is done.
import asyncio
async def ok(x, d=0): await asyncio.sleep(d); return x
async def bad(x, d=0): await asyncio.sleep(d); raise ValueError(x)
async def main():
    async with asyncio.TaskGroup() as g:
        a = g.create_task(ok(1)); b = g.create_task(ok(2, 0.01), name="bee")
    print(a.result(), b.result(), b.get_name(), g)
    log = []
    async def other():
        try: await asyncio.sleep(5)
        except asyncio.CancelledError: log.append("cancelled"); raise
    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(bad(1, 0.01)); g.create_task(other()); 
            await asyncio.sleep(3)
    except* ValueError as e: print(e, e.exceptions, log, asyncio.current_task().cancelling())
    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(bad(1)); g.create_task(bad(2)); raise KeyError("body")
    except BaseExceptionGroup as e: print(repr(e))
    t = asyncio.current_task()
    async def nest():
        async with asyncio.TaskGroup() as g:
            async with asyncio.TaskGroup() as h:
                h.create_task(other())
    t = asyncio.create_task(nest()); await asyncio.sleep(0.01); t.cancel()
    try: await t
    except asyncio.CancelledError: print("outer cancel", log)
    g = asyncio.TaskGroup()
    c = ok(1)
    try: g.create_task(c)
    except RuntimeError as e: print(e)
    done, pending = await asyncio.wait([asyncio.create_task(ok(1)), asyncio.create_task(ok(2, 5))], timeout=0.01)
    print(len(done), len(pending)); [p.cancel() for p in pending]
    done, pending = await asyncio.wait([asyncio.create_task(ok(1, .01)), asyncio.create_task(bad(2))], return_when=asyncio.FIRST_EXCEPTION)
    print(len(done), len(pending), done.pop().exception())
    for f in asyncio.as_completed([ok(1, .03), ok(2, .01), ok(3, .02)]): print(await f, end=" ")
    print()
    async for f in asyncio.as_completed([ok(1, .03), ok(2, .01)]): print(f.result(), end=" ")
    print()
    try:
        for f in asyncio.as_completed([ok(1, .03), ok(2, 1)], timeout=0.05): print(await f, end=" ")
    except TimeoutError as e: print(repr(e))
    # wait() lets the loop make a round even if all are done: the tasks' other callbacks run.
    tasks = {asyncio.create_task(ok(1, 0))}
    for task in tasks: task.add_done_callback(tasks.discard)
    rounds = 0
    while tasks: await asyncio.wait(tasks); rounds += 1
    print(rounds)
    future = asyncio.get_running_loop().create_future(); future.set_result(None)
    asyncio.get_running_loop().call_soon(print, "a round")
    done, pending = await asyncio.wait({future}, return_when=asyncio.FIRST_COMPLETED)
    print(len(done), len(pending), future._callbacks)
    for wrong in (lambda: asyncio.wait([]), lambda: asyncio.wait(asyncio.get_running_loop().create_future()), lambda: asyncio.wait([1], return_when="x")):
        try: await wrong()
        except Exception as e: print(type(e).__name__, e)
asyncio.run(main())
# expect: 1 2 bee <TaskGroup entered>
# expect: unhandled errors in a TaskGroup (1 sub-exception) (ValueError(1),) ['cancelled'] 0
# expect: ExceptionGroup('unhandled errors in a TaskGroup', [KeyError('body')])
# expect: outer cancel ['cancelled', 'cancelled']
# expect: TaskGroup <TaskGroup> has not been entered
# expect: 1 1
# expect: 1 1 2
# expect: 2 3 1 
# expect: 2 1 
# expect: 1 TimeoutError()
# expect: 1
# expect: a round
# expect: 1 0 None
# expect: ValueError Set of Tasks/Futures is empty.
# expect: TypeError expect a list of futures, not Future
# expect: ValueError Invalid return_when value: x

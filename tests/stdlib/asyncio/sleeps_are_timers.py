# The future behind sleep() is a timer itself: cancelled ones leave the heap, and programs that look at the timers see handles.
import asyncio
async def main():
    loop = asyncio.get_running_loop()
    tasks = [asyncio.create_task(asyncio.sleep(1000 - n, n)) for n in range(300)]
    await asyncio.sleep(0)
    for task in tasks[:200]: task.cancel()
    for _ in range(3): await asyncio.sleep(0)
    future = tasks[250]._fut_waiter
    print(type(future).__name__, isinstance(future, asyncio.Future), future, future._result)
    future.set_result("early")
    print(await tasks[250])
    handles = loop._scheduled
    print(len(handles), {type(handle) for handle in handles}, loop._scheduled == handles)
    first = min(handles)
    print(round(max(handles).when() - first.when()), first._callback.__self__ is tasks[299]._fut_waiter)
    first._run()
    print(await tasks[299], tasks[298].done())
    for task in tasks: task.cancel()
    print(sorted({type(each).__name__ for each in await asyncio.gather(*tasks, return_exceptions=True)}))
asyncio.run(main())
# expect: Future True <Future pending cb=[Task.task_wakeup()]> None
# expect: early
# expect: 100 {<class 'asyncio.TimerHandle'>} True
# expect: 99 True
# expect: 299 False
# expect: ['CancelledError', 'int', 'str']

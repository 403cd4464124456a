# Futures, tasks and handles that were made without their __init__, or given another loop by it: errors, and no crash.
import asyncio
import _asyncio


async def main():
    loop = asyncio.get_running_loop()
    sleep = _asyncio._sleep_future(1000, None)
    sleep.__init__(loop=5)
    print(sleep.cancel(), sleep.cancelled())  # expect: True True
    gathered = asyncio.gather(asyncio.sleep(0))
    await gathered
    alone = type(gathered)(loop=loop)
    print(alone.cancel(), alone.done())  # expect: False False
    alone._child_done(gathered)
    loop.set_exception_handler(lambda loop, context: print(type(context["exception"]).__name__, context["exception"]))
    future = loop.create_future()
    task = asyncio.Task.__new__(asyncio.Task)
    future.add_done_callback(task)
    future.add_done_callback(task)
    print(len(future._callbacks))  # expect: 2
    future.set_result(1)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    # expect: TypeError '_asyncio.Task' object is not callable
    # expect: TypeError '_asyncio.Task' object is not callable
    print(task.get_coro(), task.get_context())  # expect: None None


asyncio.run(main())
timer = asyncio.TimerHandle.__new__(asyncio.TimerHandle)
timer._scheduled = True
try:
    timer.cancel()
except AttributeError as error:
    print(error)  # expect: 'NoneType' object has no attribute '_timer_handle_cancelled'
print(timer.get_context())  # expect: None

# Callbacks: in the order in which they were added; removed by equality.
loop = asyncio.new_event_loop()
future = loop.create_future()
called = []
callbacks = [lambda future, i=i: called.append(i) for i in range(10)]
for callback in callbacks * 2:
    future.add_done_callback(callback)
print(future.remove_done_callback(callbacks[3]), future.remove_done_callback(print), len(future._callbacks))  # expect: 2 0 18
future.set_result(None)
loop.call_soon(loop.stop)
loop.run_forever()
print(called == [0, 1, 2, 4, 5, 6, 7, 8, 9] * 2)  # expect: True
loop.close()

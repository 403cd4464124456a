# In debug mode what blocks the loop is reported with the line at which it stands; so is where a callback was made.
import asyncio, logging, re
class Handler(logging.Handler):
    def emit(self, record): print(re.sub(r"at \S*/(\w+\.py)", r"at \1", re.sub(r"took \d+\.\d{3}", "took SECONDS", record.getMessage())))
logging.getLogger("asyncio").addHandler(Handler())
logging.getLogger("asyncio").propagate = False
def blocks(n): pass
async def main():
    loop = asyncio.get_running_loop()
    loop.slow_callback_duration = 3600  # nothing is that slow
    loop.call_soon(blocks, 0)
    await asyncio.sleep(0)
    loop.slow_callback_duration = 0  # everything is slow
    loop.call_soon(blocks, 1)
    future = loop.create_future()
    loop.call_soon(future.set_result, None)
    await future
    loop.slow_callback_duration = 3600
    for wrong in lambda: loop.call_soon(main), lambda: loop.call_soon(3):
        try: wrong()
        except TypeError as error: print(str(error)[:55])
    def elsewhere():
        try: loop.call_soon(print)
        except RuntimeError as error: print(error)
    await asyncio.to_thread(elsewhere)
asyncio.run(main(), debug=True)
# expect: Executing <Task pending name='Task-1' coro=<main() running at debug_mode_names_the_line.py:17> wait_for=<Future pending cb=[Task.task_wakeup()] created at debug_mode_names_the_line.py:15> cb=[_run_until_complete_cb() at base_events.py:25] created at runners.py:70> took SECONDS seconds
# expect: Executing <Handle blocks(1) at debug_mode_names_the_line.py:7 created at debug_mode_names_the_line.py:14> took SECONDS seconds
# expect: Executing <Handle Future.set_result(None) created at debug_mode_names_the_line.py:16> took SECONDS seconds
# expect: coroutines cannot be used with call_soon()
# expect: a callable object was expected by call_soon(), got 3
# expect: Non-thread-safe operation invoked on an event loop other than the current one

import asyncio
loop = asyncio.new_event_loop()
def show(function):
    try: print(function())
    except BaseException as error: print(type(error).__name__, error.args)
f = loop.create_future()
print(f); show(f.result); show(f.exception)
f.add_done_callback(print); print(f, f.remove_done_callback(print))
f.set_result(3); print(f); show(lambda: f.set_result(4)); show(lambda: f.set_exception(ValueError()))
f = loop.create_future(); show(lambda: f.set_exception(4)); f.set_exception(StopIteration); print(f); show(f.result)
f = loop.create_future(); f.cancel("m"); print(f, f.cancel()); show(f.result); show(f.exception)
async def foo(): await asyncio.sleep(0)
show(lambda: loop.create_task(3))
t = loop.create_task(foo(), name="tee")
show(lambda: t.set_result(3)); print(t.get_name(), t.get_coro().__name__, loop)
h = loop.call_soon(print, 1, "x"); print(h); h.cancel(); print(h)
print(loop.run_until_complete(t), t.done())
show(asyncio.get_running_loop); show(asyncio.current_task); show(lambda: asyncio.ensure_future(3)); show(lambda: loop.run_until_complete(3))
loop.set_debug(True); show(lambda: loop.call_soon(3)); show(lambda: loop.call_soon(foo)); loop.set_debug(False)
class Yields:
    def __init__(self, value): self.value = value
    def __await__(self): yield self.value
async def wait_for(value): await Yields(value)
show(lambda: loop.run_until_complete(wait_for(42)))
async def self_wait(): await asyncio.current_task()
try: loop.run_until_complete(self_wait())
except RuntimeError as error: print(str(error)[:29])
other = asyncio.new_event_loop(); g = other.create_future()
async def foreign(): await g
try: loop.run_until_complete(foreign())
except RuntimeError as error: print(str(error)[-41:])
async def plain_yield(f): await Yields(f)
try: loop.run_until_complete(plain_yield(loop.create_future()))
except RuntimeError as error: print(str(error)[:48])
other.close(); show(lambda: other.call_soon(print)); print(other)
async def inside():
    print(asyncio.gather())
    show(loop.close); show(other.run_forever); show(loop.run_forever)
loop.run_until_complete(inside())
loop.call_soon(loop.stop); show(lambda: loop.run_until_complete(loop.create_future()))
loop.close()
# expect: <Future pending>
# expect: InvalidStateError ('Result is not set.',)
# expect: InvalidStateError ('Exception is not set.',)
# expect: <Future pending> 1
# expect: <Future finished result=3>
# expect: InvalidStateError ('invalid state',)
# expect: InvalidStateError ('invalid state',)
# expect: TypeError ('invalid exception object',)
# expect: <Future finished exception=RuntimeError('StopIteration interacts badly with generators and cannot be raised into a Future')>
# expect: RuntimeError ('StopIteration interacts badly with generators and cannot be raised into a Future',)
# expect: <Future cancelled> False
# expect: CancelledError ('m',)
# expect: CancelledError ('m',)
# expect: TypeError ('a coroutine was expected, got 3',)
# expect: RuntimeError ('Task does not support set_result operation',)
# expect: tee foo <_UnixSelectorEventLoop running=False closed=False debug=False>
# expect: <Handle print()>
# expect: <Handle cancelled>
# expect: None True
# expect: RuntimeError ('no running event loop',)
# expect: RuntimeError ('no running event loop',)
# expect: TypeError ('An asyncio.Future, a coroutine or an awaitable is required',)
# expect: TypeError ('An asyncio.Future, a coroutine or an awaitable is required',)
# expect: TypeError ('a callable object was expected by call_soon(), got 3',)
# expect: TypeError ('coroutines cannot be used with call_soon()',)
# expect: RuntimeError ('Task got bad yield: 42',)
# expect: Task cannot await on itself: 
# expect: ure pending> attached to a different loop
# expect: yield was used instead of yield from in task <Ta
# expect: RuntimeError ('Event loop is closed',)
# expect: <_UnixSelectorEventLoop running=False closed=True debug=False>
# expect: <Future finished result=[]>
# expect: RuntimeError ('Cannot close a running event loop',)
# expect: RuntimeError ('Event loop is closed',)
# expect: RuntimeError ('This event loop is already running',)
# expect: RuntimeError ('Event loop stopped before Future completed.',)

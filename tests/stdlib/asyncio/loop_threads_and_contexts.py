# The loop: contexts, timers, descriptors, threads, error handlers, task factories, runners.
import warnings; warnings.simplefilter('ignore')
import asyncio, contextvars, threading, os, time
v = contextvars.ContextVar("v", default=0)
order = []
async def sub(n): 
    v.set(n); await asyncio.sleep(0); order.append((n, v.get())); return threading.get_ident()
async def main():
    v.set(1)
    await asyncio.gather(sub(2), sub(3)); print(order, v.get())
    loop = asyncio.get_running_loop()
    ctx = contextvars.copy_context(); ctx.run(v.set, 9)
    print(await asyncio.create_task(sub(5), context=ctx) == threading.get_ident(), ctx[v], order[-1])
    f = loop.create_future()
    loop.call_soon(lambda: f.set_result(v.get()), context=ctx); print(await f)
    out = []
    loop.call_later(0.02, out.append, "late"); loop.call_later(0.01, out.append, "early"); loop.call_soon(out.append, "soon")
    h = loop.call_later(0.005, out.append, "never"); h.cancel(); print(h.cancelled(), h.when() > 0)
    await asyncio.sleep(0.03); print(out)
    print(await asyncio.to_thread(lambda a, b=1: (a + b, v.get(), threading.get_ident() != loop._thread_id), 4, b=5))
    print(await loop.run_in_executor(None, sum, [1, 2, 3]))
    try: await loop.run_in_executor(None, int, "x")
    except ValueError as e: print(e)
    r, w = os.pipe(); got = loop.create_future()
    loop.add_reader(r, lambda: (got.set_result(os.read(r, 10)), loop.remove_reader(r)))
    loop.call_later(0.01, os.write, w, b"hi"); print(await got, loop.remove_reader(r))
    wr = loop.create_future(); loop.add_writer(w, lambda: (wr.set_result("writable"), loop.remove_writer(w))); print(await wr)
    f = loop.create_future()
    th = threading.Thread(target=lambda: (time.sleep(0.01), loop.call_soon_threadsafe(f.set_result, "from thread"))); th.start()
    print(await f); th.join()
    async def co(x): await asyncio.sleep(0.001); return x * 2
    fut = []
    th = threading.Thread(target=lambda: fut.append(asyncio.run_coroutine_threadsafe(co(21), loop).result())); th.start()
    while not fut: await asyncio.sleep(0.001)
    print(fut); th.join()
    errors = []
    loop.set_exception_handler(lambda l, c: errors.append((c["message"][:24], repr(c["exception"]))))
    loop.call_soon(lambda: 1 / 0); await asyncio.sleep(0); await asyncio.sleep(0); print(errors)
    loop.set_exception_handler(None)
    t = asyncio.eager_task_factory(loop, co2()); print(t.done(), t.result(), t)
    loop.set_task_factory(asyncio.eager_task_factory); t = asyncio.create_task(co2()); print(t.done()); loop.set_task_factory(None)
    async def agen():
        try:
            yield 1; yield 2
        finally: await asyncio.sleep(0); print("agen closed")
    async for x in agen(): print(x); break
    print(asyncio.iscoroutinefunction(main), asyncio.iscoroutine(c := co(1))); c.close()
async def co2(): return asyncio.current_task().get_name()[:5]
print(asyncio.run(main()))
with asyncio.Runner() as r:
    print(r.run(sub(1)) == threading.get_ident(), r.get_loop().is_running())
    async def get(): return v.get()
    print(r.run(get()))
try: asyncio.get_running_loop()
except RuntimeError as e: print(e)
try: asyncio.run(42)
except (TypeError, ValueError) as e: print('refused')
async def exits(): raise SystemExit(3)
try: asyncio.run(exits())
except SystemExit as e: print("exit", e.code)
async def nested():
    try: asyncio.run(main())
    except RuntimeError as e: print(e)
import warnings; warnings.simplefilter("ignore")
asyncio.run(nested())
import asyncio.tasks, asyncio.events, asyncio.base_events, asyncio.locks, asyncio.queues, asyncio.coroutines
print(asyncio.tasks.Task is asyncio.Task, issubclass(asyncio.SelectorEventLoop, asyncio.BaseEventLoop))
class MyLoop(asyncio.SelectorEventLoop):
    def call_soon(self, cb, *args, context=None):
        self.n = getattr(self, "n", 0) + 1
        return super().call_soon(cb, *args, context=context)
l = MyLoop(); print(l.run_until_complete(sub(4)) > 0, l.n); l.close()
# expect: [(2, 2), (3, 3)] 1
# expect: True 5 (5, 5)
# expect: 5
# expect: True True
# expect: ['soon', 'early', 'late']
# expect: (9, 1, True)
# expect: 6
# expect: invalid literal for int() with base 10: 'x'
# expect: b'hi' False
# expect: writable
# expect: from thread
# expect: [42]
# expect: [('Exception in callback ma', "ZeroDivisionError('division by zero')")]
# expect: True Task- <Task finished name='Task-6' result='Task-'>
# expect: True
# expect: 1
# expect: True True
# expect: agen closed
# expect: None
# expect: True False
# expect: 1
# expect: no running event loop
# expect: refused
# expect: exit 3
# expect: asyncio.run() cannot be called from a running event loop
# expect: True True
# expect: True 3

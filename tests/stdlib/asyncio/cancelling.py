# Cancelling reaches what a task waits for; shields, timeouts and gather treat it each in its own way.
import asyncio
async def worker(log):
    try: await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        log.append(repr(e)); raise
async def stubborn():
    try: await asyncio.sleep(10)
    except asyncio.CancelledError: return "survived"
async def deep(n):
    if n: return await deep(n - 1)
    await asyncio.get_running_loop().create_future()
async def main():
    log = []
    t = asyncio.create_task(worker(log))
    await asyncio.sleep(0)
    print(t.cancel("why"), t.cancelling(), t.done())
    try: await t
    except asyncio.CancelledError as e: print(e.args, log)
    print(t.cancelled(), t.cancel())
    t = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    t.cancel(); print(await t, t.cancelled(), t.uncancel())
    t = asyncio.create_task(stubborn())
    t.cancel()
    try: print(await t)
    except asyncio.CancelledError: print("before start")
    t = asyncio.create_task(deep(50)); await asyncio.sleep(0); t.cancel()
    try: await t
    except asyncio.CancelledError: print("deep", t.cancelled())
    t = asyncio.create_task(asyncio.sleep(5)); await asyncio.sleep(0)
    g = asyncio.gather(t, asyncio.sleep(4)); g.cancel("gmsg")
    try: await g
    except asyncio.CancelledError as e: print("gather", e.args, t.cancelled())
    async def bad(): raise KeyError("k")
    try: await asyncio.gather(bad(), asyncio.sleep(0.01, "ok"))
    except KeyError as e: print("first", e)
    print(await asyncio.gather(bad(), asyncio.sleep(0.01, "ok"), return_exceptions=True))
    inner = asyncio.create_task(asyncio.sleep(0.02, "inner"))
    outer = asyncio.shield(inner)
    t = asyncio.ensure_future(outer); 
    asyncio.get_running_loop().call_later(0.005, t.cancel)
    try: await t
    except asyncio.CancelledError: print("shield cancelled", inner.done())
    print(await inner)
    try: await asyncio.wait_for(asyncio.sleep(5), 0.01)
    except TimeoutError as e: print("wait_for", repr(e), repr(e.__cause__))
    print(await asyncio.wait_for(asyncio.sleep(0, 7), 5), await asyncio.wait_for(asyncio.sleep(0, 8), None))
    try: await asyncio.wait_for(asyncio.sleep(5), 0)
    except TimeoutError: print("zero")
    c = asyncio.timeout(None)
    async with c as cm:
        cm.reschedule(asyncio.get_running_loop().time() + 0.01)
        try: await asyncio.sleep(1)
        except asyncio.CancelledError: print("inside", cm.expired()); 
    print(cm.expired(), cm)
asyncio.run(main())
# expect: True 1 False
# expect: ('why',) ["CancelledError('why')"]
# expect: True False
# expect: survived False 0
# expect: before start
# expect: deep True
# expect: gather ('gmsg',) True
# expect: first 'k'
# expect: [KeyError('k'), 'ok']
# expect: shield cancelled False
# expect: inner
# expect: wait_for TimeoutError() CancelledError()
# expect: 7 8
# expect: zero
# expect: inside True
# expect: True <Timeout [expired]>

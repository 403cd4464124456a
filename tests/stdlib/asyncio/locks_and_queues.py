# Those who wait for locks, events, semaphores, conditions, barriers and queues are served in the order of their coming.
import asyncio
async def main():
    lock = asyncio.Lock(); order = []
    async def w(n):
        async with lock:
            order.append(n); await asyncio.sleep(0.001)
    await asyncio.gather(*[w(i) for i in range(5)]); print(order, lock.locked())
    await lock.acquire()
    t1 = asyncio.create_task(w(10)); t2 = asyncio.create_task(w(11)); await asyncio.sleep(0)
    print(repr(lock)[-20:]); t1.cancel(); lock.release(); await t2; print(order[-1], t1.cancelled())
    try: lock.release()
    except RuntimeError as e: print(e)
    ev = asyncio.Event()
    async def we(): return await ev.wait()
    ts = [asyncio.create_task(we()) for _ in range(3)]; await asyncio.sleep(0); ev.set(); print(await asyncio.gather(*ts), ev.is_set())
    sem = asyncio.Semaphore(2); running = peak = 0
    async def s():
        nonlocal running, peak
        async with sem:
            running += 1; peak = max(peak, running); await asyncio.sleep(0.001); running -= 1
    await asyncio.gather(*[s() for _ in range(7)]); print(peak, repr(sem)[-20:])
    b = asyncio.BoundedSemaphore(1)
    try: b.release()
    except ValueError as e: print(e)
    cond = asyncio.Condition(); items = []
    async def consume():
        async with cond:
            await cond.wait_for(lambda: items); return items.pop()
    ts = [asyncio.create_task(consume()) for _ in range(2)]; await asyncio.sleep(0)
    async with cond: items += [1, 2]; cond.notify_all()
    print(sorted(await asyncio.gather(*ts)))
    bar = asyncio.Barrier(3)
    async def p(): return await bar.wait()
    print(sorted(await asyncio.gather(p(), p(), p())), bar.n_waiting, bar.broken)
    t = asyncio.create_task(p()); await asyncio.sleep(0); await bar.abort()
    try: await t
    except asyncio.BrokenBarrierError as e: print(repr(e), bar.broken)
    q = asyncio.Queue(2)
    async def prod():
        for i in range(5): await q.put(i)
        q.shutdown()
    got = []
    async def cons():
        try:
            while True: got.append(await q.get()); q.task_done()
        except asyncio.QueueShutDown: print("shut", got)
    await asyncio.gather(prod(), cons()); await q.join(); print(q)
    pq = asyncio.PriorityQueue(); [pq.put_nowait(x) for x in (3, 1, 2)]; print([pq.get_nowait() for _ in range(3)])
    lq = asyncio.LifoQueue(1); lq.put_nowait(1)
    try: lq.put_nowait(2)
    except asyncio.QueueFull as e: print(repr(e))
    lq.get_nowait()
    try: lq.get_nowait()
    except asyncio.QueueEmpty as e: print(repr(e))
asyncio.run(main())
# expect: [0, 1, 2, 3, 4] False
# expect: [locked, waiters:2]>
# expect: 11 True
# expect: Lock is not acquired.
# expect: [True, True, True] True
# expect: 2 [unlocked, value:2]>
# expect: BoundedSemaphore released too many times
# expect: [1, 2]
# expect: [0, 1, 2] 0 False
# expect: BrokenBarrierError('Abort or reset of barrier') True
# expect: shut [0, 1, 2, 3, 4]
# expect: <Queue maxsize=2 shutdown>
# expect: [1, 2, 3]
# expect: QueueFull()
# expect: QueueEmpty()

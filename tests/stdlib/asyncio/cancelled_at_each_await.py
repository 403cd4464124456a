# time limit: 120
# CancelledError is thrown in at each await of some programs, once for each: into the task that is about to wait, and, in another
# round, into the main task. However a program ends then, no task and no descriptor of it is left, and it does end.
import asyncio, collections.abc, gc, os, socket, sys, warnings

class Injector:
    def __init__(self, chosen, whom): self.chosen, self.whom, self.reached, self.main = chosen, whom, 0, None
    def factory(self, loop, coro, **keywords):
        task = asyncio.Task(Watched(self, coro), loop=loop, **keywords)
        self.main = self.main or task
        return task
    def awaits(self, awaited):
        self.reached += 1
        if self.reached == self.chosen: (asyncio.current_task() if self.whom == "itself" else self.main).cancel()
        return awaited

class Watched(collections.abc.Coroutine):
    """A coroutine that tells of each await at which it is suspended."""
    def __init__(self, injector, coro): self.injector, self.coro = injector, coro
    def send(self, value): return self.injector.awaits(self.coro.send(value))
    def throw(self, *error): return self.injector.awaits(self.coro.throw(*error))
    def close(self): self.coro.close()
    def __await__(self): return self

def descriptors():
    return {(number, os.readlink(f"/proc/self/fd/{number}")) for number in os.listdir("/proc/self/fd")
            if os.path.exists(f"/proc/self/fd/{number}")}

def run(program, chosen, whom):
    """Whether the point was reached; what was left behind, as text."""
    injector, reports, left = Injector(chosen, whom), [], ""
    before = descriptors()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with asyncio.Runner() as runner:
            loop = runner.get_loop()
            loop.set_task_factory(injector.factory)
            loop.set_exception_handler(lambda loop, context: reports.append(str(context)))
            try: runner.run(program())
            except (asyncio.CancelledError, Exception): pass
            loop.set_task_factory(None)
            left = [task.get_coro() for task in asyncio.all_tasks(loop)]
        del loop, runner
        gc.collect()
        after = descriptors()
    complaints = [*map(str, left), *reports, *(str(each.message) for each in warned), *map(str, sorted(after - before))]
    return injector.reached >= chosen, complaints

async def groups():
    async def child(n):
        async with asyncio.TaskGroup() as inner:
            for i in range(n): inner.create_task(asyncio.sleep(0))
            await asyncio.sleep(0)
        return n
    async with asyncio.timeout(60), asyncio.TaskGroup() as outer:
        for n in range(3): outer.create_task(child(n))

async def waiting():
    async def one(n): await asyncio.sleep(n * 0.0001); return n
    tasks = [asyncio.create_task(one(n)) for n in range(3)]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait_for(tasks[1], 60)
        async for task in asyncio.as_completed(tasks): await task
        tasks += [asyncio.create_task(one(n)) for n in range(3)]
        await asyncio.gather(*tasks[3:])
        await asyncio.shield(tasks[2])
    finally:
        for task in tasks: task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

async def locks():
    lock, event, semaphore, condition, barrier = asyncio.Lock(), asyncio.Event(), asyncio.Semaphore(2), asyncio.Condition(), asyncio.Barrier(2)
    async def with_lock():
        async with lock: await asyncio.sleep(0)
        async with semaphore: await asyncio.sleep(0)
        event.set()
    async def with_barrier():
        try: await barrier.wait()
        except asyncio.BrokenBarrierError: pass
        except asyncio.CancelledError: await barrier.abort(); raise
    async def with_condition():
        async with condition: await condition.wait_for(event.is_set)
    async with asyncio.TaskGroup() as group:
        waiter = group.create_task(with_condition())
        for _ in range(2): group.create_task(with_barrier())
        for _ in range(3): group.create_task(with_lock())
        try:
            await event.wait()
            async with condition: condition.notify_all()
        finally: waiter.cancel()
    assert not lock.locked() and semaphore._value == 2 and not condition.locked()

async def queues():
    queue = asyncio.Queue(1)
    async def produce():
        try:
            for i in range(4): await queue.put(i)
        except asyncio.QueueShutDown: pass
        finally: queue.shutdown(immediate=True)
    async def consume():
        try:
            while True: await queue.get(); queue.task_done()
        except asyncio.QueueShutDown: pass
        finally: queue.shutdown(immediate=True)
    async with asyncio.TaskGroup() as group:
        group.create_task(produce())
        group.create_task(consume())

async def generators():
    async def numbers():
        try:
            for i in range(3): await asyncio.sleep(0); yield i
        finally: await asyncio.sleep(0)
    async for i in numbers(): await asyncio.sleep(0)
    async for i in numbers():
        if i: break

async def threads():
    assert await asyncio.to_thread(len, "abc") == 3
    assert await asyncio.get_running_loop().run_in_executor(None, len, "ab") == 2

async def tcp():
    async def serve(reader, writer):
        try:
            while data := await reader.read(100):
                writer.write(data)
                await writer.drain()
        except asyncio.CancelledError: writer.transport.abort()
        except ConnectionError: pass
        finally: writer.close()
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        async def client():
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            try:
                for _ in range(2):
                    writer.write(b"abc")
                    await writer.drain()
                    await reader.readexactly(3)
                writer.write_eof()
                await reader.read()
            finally:
                writer.close()
                await writer.wait_closed()
        await asyncio.gather(client(), client(), return_exceptions=True)

async def sockets():
    loop = asyncio.get_running_loop()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        async def serve():
            connection, _ = await loop.sock_accept(listening)
            with connection: await loop.sock_sendall(connection, await loop.sock_recv(connection, 10))
        async def ask():
            with socket.socket() as own:
                own.setblocking(False)
                await loop.sock_connect(own, listening.getsockname())
                await loop.sock_sendall(own, b"abc")
                await loop.sock_recv(own, 10)
        # One that is cancelled leaves the other without a partner.
        try:
            async with asyncio.TaskGroup() as group:
                both = [group.create_task(each()) for each in (serve, ask)]
                for task in both: task.add_done_callback(lambda done: done.cancelled() and [each.cancel() for each in both])
        except* ConnectionError: pass

async def datagrams():
    loop = asyncio.get_running_loop()
    class Echo(asyncio.DatagramProtocol):
        def connection_made(self, transport): self.transport = transport
        def datagram_received(self, data, address): self.transport.sendto(data, address)
    class Ask(asyncio.DatagramProtocol):
        def __init__(self): self.answer = loop.create_future()
        def connection_made(self, transport): transport.sendto(b"abc")
        def datagram_received(self, data, address): self.answer.done() or self.answer.set_result(data)
    server, _ = await loop.create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 0))
    try:
        client, protocol = await loop.create_datagram_endpoint(Ask, remote_addr=server.get_extra_info("sockname"))
        try: await protocol.answer
        finally: client.close()
    finally: server.close()

async def processes():
    process = await asyncio.create_subprocess_exec("cat", stdin=-1, stdout=-1)
    try: await process.communicate(b"abc")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        process._transport.close()

for program in generators, threads, processes: run(program, 0, "main")  # what is opened once and stays
for gil in True, False:
    sys.set_gil_enabled(gil)
    for program in groups, waiting, locks, queues, generators, threads, tcp, sockets, datagrams, processes:
        bad, points = [], 0
        for whom in "itself", "main":
            for point in range(1, 1000):
                reached, complaints = run(program, point, whom)
                bad += [(whom, point, complaints)] if complaints else []
                if not reached: break
            points += point
        print(program.__name__, points > 5, *bad)
# expect: groups True
# expect: waiting True
# expect: locks True
# expect: queues True
# expect: generators True
# expect: threads True
# expect: tcp True
# expect: sockets True
# expect: datagrams True
# expect: processes True
# expect: groups True
# expect: waiting True
# expect: locks True
# expect: queues True
# expect: generators True
# expect: threads True
# expect: tcp True
# expect: sockets True
# expect: datagrams True
# expect: processes True

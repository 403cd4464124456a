# Futures, tasks and loops of asyncio belong to one thread; what several threads do to one may fail, and breaks nothing. Where
# CPython's are atomic they are here: a future is finished once, and each of its callbacks is called.
import asyncio
import contextvars

from _hammer import THREADS, hammer, ignoring

ROUNDS = 40
odd = ignoring(asyncio.InvalidStateError, asyncio.CancelledError, RuntimeError, ValueError, KeyError)

loop = asyncio.new_event_loop()


# ---- one future ----
def finish_once(futures, won):
    def finish(number):
        for i, future in enumerate(futures):
            try:
                if number % 3 == 0:
                    future.set_result((number, i))
                elif number % 3 == 1:
                    future.set_exception(LookupError(number, i))
                elif not future.cancel(number):
                    continue
            except asyncio.InvalidStateError:
                continue
            won.append(i)
            if not future.done():
                print("not done")
            if number % 3 == 0 and future.result() != (number, i):
                print("another's result", future)
            if number % 3 == 1 and future.exception().args != (number, i):
                print("another's exception", future)
    return finish


for _ in range(2):
    # hammer() runs it twice; the second time all is done already.
    won = []
    futures = [loop.create_future() for _ in range(ROUNDS)]
    hammer(finish_once(futures, won))
    print(sorted(won) == list(range(ROUNDS)))  # expect: True
    # expect: True

# ---- each callback is called once ----
called = []
futures = [loop.create_future() for _ in range(ROUNDS)]


def add_callbacks(number):
    for i, future in enumerate(futures):
        future.add_done_callback(called.append)
        if number == i % THREADS and not future.done():
            future.set_result(i)
        future.add_done_callback(called.append)


hammer(add_callbacks)
for _ in range(3):
    loop.call_soon(loop.stop)
    loop.run_forever()
print(len(called) == ROUNDS * THREADS * 2 * 2, len(set(called)) == ROUNDS)  # expect: True True


# ---- whatever comes in between ----
async def waits(future):
    try:
        return await future
    except asyncio.CancelledError:
        return "cancelled"


shared = [loop.create_future() for _ in range(8)]
tasks = [loop.create_task(waits(future)) for future in shared]


@odd
def poke_future(i):
    future = shared[i % 8]
    future.add_done_callback(print_nothing)
    future.remove_done_callback(print_nothing)
    repr(future), future.done(), future.cancelled(), future._callbacks, future.get_loop(), future._log_traceback
    if i % 5 == 4:
        future.__init__(loop=loop)
    if i % 7 == 3:
        future.cancel("text")
    if i % 7 == 4:
        future.set_result(1)
    if i % 7 == 5:
        future.set_exception(KeyError(i))
    future.exception()
    future.result()


def print_nothing(future):
    pass


@odd
def poke_task(i):
    task = tasks[i % 8]
    task.set_name(str(i))
    task.get_name(), repr(task), task.cancelling(), task.get_stack(), task.get_coro(), task.get_context()
    task.add_done_callback(print_nothing)
    task.cancel(), task.uncancel(), task.done(), task._must_cancel, task._fut_waiter
    task.result()


@odd
def run(i):
    other = asyncio.new_event_loop() if i % 10 == 9 else loop
    other.call_soon(other.stop)
    other.run_forever()
    if other is not loop:
        other.close()


@odd
def schedule(i):
    loop.call_soon_threadsafe(print_nothing, None)
    handle = loop.call_later(0, print_nothing, None)
    handle.cancel(), handle.cancelled(), repr(handle)
    loop.call_at(loop.time() + 0.001 * i, print_nothing, None).when()
    loop.is_running(), loop._ready, loop._scheduled, loop.get_debug(), asyncio.all_tasks(loop)
    made = loop.create_task(waits(shared[i % 8]))
    made.cancel()


def work(number):
    for i in range(ROUNDS):
        poke_future(i)
        poke_task(i)
        schedule(i)
        run(i)


loop.set_exception_handler(lambda loop, context: None)
hammer(work)

gathered = []


@odd
def gather(i):
    async def all_of_them():
        return await asyncio.gather(*[asyncio.sleep(0, n) for n in range(3)], return_exceptions=True)

    runner = asyncio.Runner()
    with runner:
        gathered.append(runner.run(all_of_them()))


def gather_often(number):
    for i in range(5):
        gather(i)


hammer(gather_often)
print(gathered == [[0, 1, 2]] * (5 * THREADS * 2))  # expect: True


# ---- timers, and a loop that is closed under those who use it ----
@odd
def use_loop(own, i):
    own.call_soon(print_nothing, None)
    own.call_later(i % 3, print_nothing, None).cancel()
    own._ready, own._scheduled, own.is_closed(), own.time()
    own.call_soon(own.stop)
    own.run_forever()
    if i % 20 == 19:
        own.close()


for debug in (False, True):
    own = asyncio.new_event_loop()
    own.set_debug(debug)
    own.slow_callback_duration = 1000
    own.set_exception_handler(lambda loop, context: None)

    def use_often(number):
        for i in range(ROUNDS):
            use_loop(own, i)

    hammer(use_often)
    own.close()
print("done")  # expect: done
for task in tasks:
    task.cancel()
loop.call_soon(loop.stop)
loop.run_forever()
loop.close()

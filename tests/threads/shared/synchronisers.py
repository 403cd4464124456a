# Locks and their like used wrongly and at once: what is refused is refused, and what they count stays right.
import contextvars
import queue
import signal
import sys
import threading
import time
import warnings

from _hammer import THREADS, hammer, ignoring

ROUNDS = 60

lock, again = threading.Lock(), threading.RLock()
condition, event = threading.Condition(), threading.Event()
few, exact = threading.Semaphore(2), threading.BoundedSemaphore(2)
local = threading.local()
inside = [0]


@ignoring(RuntimeError, ValueError)
def misuse(i):
    (lock, again, condition, exact)[i % 4].release()


@ignoring(RuntimeError)
def wait_wrongly():
    condition.notify()


def use(number):
    local.number = number
    for i in range(ROUNDS):
        if lock.acquire(timeout=0.001):
            lock.locked(), repr(lock)
            try:
                lock.release()
            except RuntimeError:
                pass
        with again, again:
            inside[0] += 1
            if inside[0] != 1 or not again._is_owned():
                print("inside")
            inside[0] -= 1
        repr(again), again.acquire(blocking=False) and again.release()
        with condition:
            condition.notify_all()
            condition.wait(0)
        event.set(), event.wait(0.001), event.is_set(), event.clear()
        with few:
            pass
        if exact.acquire(blocking=False):
            ignoring(ValueError)(exact.release)()
        misuse(i), wait_wrongly()
        if local.number != number:
            print("local")
        local.__dict__[f"more{i}"] = i
        delattr(local, f"more{i}")


hammer(use)
print(inside[0], hasattr(local, "number"))  # expect: 0 False


# ---- joins of threads that end, from many at once; threads that start threads ----
def end():
    return [n for n in range(50)]


@ignoring(RuntimeError)
def join_each(threads):
    for thread in threads:
        thread.join()
        if thread.is_alive():
            print("alive")
        thread.join(0), repr(thread), thread.ident, thread.name, thread.native_id


def start_and_join(number):
    mine = [threading.Thread(target=end) for _ in range(6)]
    shared_threads.extend(mine)
    for thread in mine:
        thread.start()
        threading.active_count(), threading.enumerate()
    join_each(mine)
    join_each(list(shared_threads))
    ignoring(RuntimeError)(mine[0].start)()
    ignoring(RuntimeError)(threading.current_thread().join)()


shared_threads = []
hammer(start_and_join)
print(len(shared_threads), any(thread.is_alive() for thread in shared_threads))  # expect: 48 False


# ---- one thread started by many: once ----
def start_once(number):
    for thread in ready:
        try:
            thread.start()
        except RuntimeError:
            continue
        started.append(thread)


ready, started = [threading.Thread(target=end) for _ in range(10)], []
hammer(start_once)
for thread in ready:
    thread.join()
print(len(started))  # expect: 10

# ---- a barrier, and queues of three kinds ----
barrier = threading.Barrier(THREADS)
numbers = []


def meet(number):
    for i in range(20):
        numbers.append(barrier.wait())
        if number == 0:
            numbers_seen.append(len(numbers) >= i * THREADS)


numbers_seen = []
hammer(meet)
print(sorted(numbers) == sorted(list(range(THREADS)) * 40), all(numbers_seen))  # expect: True True

for kind in (queue.Queue, queue.LifoQueue, queue.PriorityQueue):
    waiting, got = kind(3), []

    def pass_on(number):
        for i in range(ROUNDS):
            if number % 2:
                waiting.put(i)
            else:
                got.append(waiting.get())
                waiting.task_done()
                waiting.qsize(), waiting.full()

    hammer(pass_on)
    waiting.join()
    print(sorted(got) == sorted(list(range(ROUNDS)) * THREADS))
# expect: True
# expect: True
# expect: True

# ---- shut down while others put and get ----
def until_shut(number):
    for i in range(ROUNDS):
        try:
            if number == 0 and i == ROUNDS - 1:
                closing[0].shutdown(immediate=True)
            elif number % 2:
                closing[0].put(i)
            else:
                closing[0].get()
        except queue.ShutDown:
            return


closing = [queue.Queue()]
hammer(until_shut)
print(closing[0].is_shutdown)  # expect: True

# ---- contexts ----
variable = contextvars.ContextVar("variable", default=-1)
shared = contextvars.copy_context()


@ignoring(RuntimeError)
def in_shared(number):
    shared.run(set_and_reset, number)
    shared.copy().run(set_and_reset, number)


def set_and_reset(number):
    token = variable.set(number)
    if variable.get() != number:
        print("variable")
    list(shared.items()), len(shared), shared.get(variable), variable in shared, repr(token)
    variable.reset(token)


def use_contexts(number):
    for i in range(ROUNDS):
        in_shared(number)
        set_and_reset(number)


hammer(use_contexts)

# ---- warnings' filters ----
def warn(number):
    for i in range(ROUNDS // 4):
        warnings.filterwarnings("ignore", message=f"odd {i}")
        warnings.simplefilter("ignore")
        warnings.warn(f"odd {i}")
        if i % 5 == 4:
            warnings.resetwarnings()
            warnings.simplefilter("ignore")


with warnings.catch_warnings():
    hammer(warn)

# ---- signals that arrive while all work, in handlers that change the mode ----
handled = []


def handler(number, frame):
    handled.append(frame.f_lineno)
    sys.set_gil_enabled(len(handled) % 2 == 0)


def send(number):
    for i in range(10):
        before = len(handled)
        signal.raise_signal(signal.SIGUSR1)
        end()


signal.signal(signal.SIGUSR1, handler)
hammer(send)
print(len(handled) > 0, set(map(type, handled)) == {int})  # expect: True True

# ---- the switch interval at its ends ----
def compute(number):
    for i in range(ROUNDS):
        sys.setswitchinterval((1e-9, 1e-6, 0.001, 1000)[i % 4])
        sys.getswitchinterval(), sum(range(50))


hammer(compute)
sys.setswitchinterval(0.005)
print("done")  # expect: done

# Locks, conditions, barriers and the rest, used by many threads as they should not be: each misuse raises what it should, and the
# synchroniser works on.
import threading
import queue
from _hammer import THREADS, hammer, ignoring

ROUNDS = 200


def refused(kind, function, *arguments):
    try:
        function(*arguments)
    except kind:
        return
    print("not refused", function)


# Releases of what nobody, or another, holds.
def release(number):
    for i in range(ROUNDS):
        own = threading.Lock()
        refused(RuntimeError, own.release)
        refused(RuntimeError, reentrant.release)
        with lock:
            counted[0] += 1
            if not lock.locked():
                print("free")
        if bounded.acquire(timeout=60):
            bounded.release()


lock, reentrant, bounded = threading.Lock(), threading.RLock(), threading.BoundedSemaphore(2)
counted = [0]
reentrant.acquire()  # the main thread's
hammer(release)
reentrant.release()
refused(RuntimeError, reentrant.release)
refused(ValueError, bounded.release)
print(counted[0] == 2 * THREADS * ROUNDS, lock.locked())  # expect: True False


# A plain lock may be released by anybody: as many releases succeed as acquires did.
@ignoring(RuntimeError)
def release_any():
    plain.release()
    tally.append(-1)


def grab(number):
    for i in range(ROUNDS):
        if plain.acquire(blocking=False):
            tally.append(1)
        release_any()


plain, tally = threading.Lock(), []
hammer(grab)
print(sum(tally) == plain.locked())  # expect: True


# A condition without its lock.
def conditions(number):
    for i in range(ROUNDS):
        refused(RuntimeError, condition.notify)
        refused(RuntimeError, condition.notify_all)
        refused(RuntimeError, condition.wait, 0)
        refused(RuntimeError, condition.wait_for, bool, 0)
        with condition:
            turns.append(number)
            condition.notify()
            condition.wait(0)


condition, turns = threading.Condition(), []
hammer(conditions)
print(len(turns) == 2 * THREADS * ROUNDS)  # expect: True


# A barrier that is aborted and reset while others wait at it.
@ignoring(threading.BrokenBarrierError)
def wait_at(barrier):
    at = barrier.wait(60)
    if not 0 <= at < barrier.parties:
        print("place", at)


def pass_barrier(number):
    for i in range(ROUNDS // 4):
        wait_at(barrier)
    with lock:
        left[0] -= 1


def disturb(number):
    turn = 0
    while left[0]:
        turn += 1
        if turn & 1:
            barrier.abort()
        barrier.reset()
        barrier.n_waiting, barrier.broken


barrier = threading.Barrier(2)
for _ in range(3):
    left = [3]
    threads = [threading.Thread(target=pass_barrier, args=(i,)) for i in range(3)]
    threads.append(threading.Thread(target=disturb, args=(3,)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
barrier.reset()
print(barrier.n_waiting, barrier.broken)  # expect: 0 False


# The action of a barrier that fails breaks it, for all.
def fail():
    raise KeyError("action")


def broken(number):
    try:
        failing.wait(60)
    except (KeyError, threading.BrokenBarrierError) as error:
        with lock:
            errors.append(type(error).__name__)


for _ in range(20):
    failing, errors = threading.Barrier(3, fail), []
    threads = [threading.Thread(target=broken, args=(i,)) for i in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if sorted(errors) != ["BrokenBarrierError", "BrokenBarrierError", "KeyError"]:
        print(errors)


# Events that are set and cleared, semaphores that are released too often, timers that are cancelled late.
def events(number):
    for i in range(ROUNDS // 4):
        event.set()
        event.wait(0)
        event.clear()
        semaphore.release(2)
        semaphore.acquire(), semaphore.acquire()
        refused(ValueError, semaphore.release, 0)
        refused(ValueError, semaphore.acquire, False, 1)
        timer = threading.Timer(0, event.set)
        timer.start()
        timer.cancel()
        timer.cancel()
        refused(RuntimeError, timer.start)
        timer.join()
        refused(RuntimeError, threading.Thread().join)
        refused(RuntimeError, threading.current_thread().join)


event, semaphore = threading.Event(), threading.Semaphore(0)
hammer(events)
print(semaphore.acquire(blocking=False))  # expect: False


# Queues: too many task_done(), a shutdown while others put and get.
@ignoring(queue.ShutDown, queue.Full, queue.Empty)
def exchange(number):
    while True:
        shared.put(number, timeout=60)
        shared.get(timeout=60)
        passed[0] = True
        shared.task_done()


def close(number):
    while not passed[0]:
        pass
    shared.shutdown(immediate=True)


for _ in range(10):
    shared, passed = queue.Queue(3), [False]
    threads = [threading.Thread(target=exchange, args=(i,)) for i in range(3)]
    threads.append(threading.Thread(target=close, args=(3,)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused(queue.ShutDown, shared.get)
    refused(queue.ShutDown, shared.put, 1)


# A thread is started once, by whoever is first.
def start(number):
    for i in range(ROUNDS // 4):
        with lock:
            once = starting.setdefault(i, threading.Thread(target=begun.append, args=(i,)))
        start_it(once)


@ignoring(RuntimeError)
def start_it(thread):
    thread.start()


starting, begun = {}, []
hammer(start)
for thread in starting.values():
    thread.join()
print(sorted(begun) == list(range(ROUNDS // 4)))  # expect: True

# Pipes, locks, events, memory, a manager's objects; semaphores as CPython's; a pool of concurrent.futures.
import multiprocessing
import os
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from multiprocessing import shared_memory


def answer(pipe, name, lock, event):
    with lock:
        pipe.send(["hello", 42])
    memory = shared_memory.SharedMemory(name=name)
    memory.buf[:5] = b"howdy"
    memory.close()
    event.wait()
    pipe.send(pipe.recv().upper())


def fail():
    raise ValueError("wrong", 1)


def end_at_once():
    os._exit(3)


def main():
    here, there = multiprocessing.Pipe()
    memory = shared_memory.SharedMemory(create=True, size=64)
    lock, event = multiprocessing.Lock(), multiprocessing.Event()
    worker = multiprocessing.Process(target=answer, args=(there, memory.name, lock, event))
    worker.start()
    print(here.recv())  # expect: ['hello', 42]
    event.set()
    here.send("text")
    print(here.recv())  # expect: TEXT
    worker.join()
    print(worker.exitcode, bytes(memory.buf[:5]))  # expect: 0 b'howdy'
    memory.close()
    memory.unlink()

    with multiprocessing.Manager() as manager:
        shared, items = manager.dict(), manager.list([1])
        shared["key"] = 5
        items.append(2)
        print(dict(shared), list(items))  # expect: {'key': 5} [1, 2]

    semaphore = multiprocessing.BoundedSemaphore(2)
    semaphore.acquire()
    semaphore.acquire()
    print(semaphore.acquire(timeout=0.01), semaphore.acquire(False))  # expect: False False
    semaphore.release()
    semaphore.release()
    lock = multiprocessing.RLock()
    lock.acquire()
    lock.acquire()
    lock.release()
    lock.release()
    for release in semaphore.release, lock.release:
        try:
            release()
        except (ValueError, AssertionError) as error:
            print(error)
    # expect: semaphore or lock released too many times
    # expect: attempt to release recursive lock not owned by thread

    with ProcessPoolExecutor(2) as pool:
        print(list(pool.map(abs, range(-5, 0), chunksize=2)))  # expect: [5, 4, 3, 2, 1]
        try:
            pool.submit(fail).result()
        except ValueError as error:
            print(repr(error), type(error.__cause__).__name__)  # expect: ValueError('wrong', 1) _RemoteTraceback
    with ProcessPoolExecutor(1) as pool:
        try:
            pool.submit(end_at_once).result()
        except BrokenExecutor as error:
            print(type(error).__name__)  # expect: BrokenProcessPool
    try:
        multiprocessing.Value("i")
    except ModuleNotFoundError as error:
        print(error)  # expect: No module named 'ctypes'


if __name__ == "__main__":
    main()

# concurrent.futures with threads: 3.14's map(buffersize=), and what the executor with processes says while there is none.
import concurrent.futures
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed, wait

taken = []


def numbers():
    for i in range(10):
        taken.append(i)
        yield i


with ThreadPoolExecutor(2) as pool:
    results = pool.map(lambda x: x * x, numbers(), buffersize=3)
    print(taken)  # expect: [0, 1, 2]
    print(next(results), taken)  # expect: 0 [0, 1, 2, 3]
    print(list(results))  # expect: [1, 4, 9, 16, 25, 36, 49, 64, 81]
    print(list(pool.map(pow, (2, 3, 4), (5, 2, 1))))  # expect: [32, 9, 4]
    print(list(pool.map(abs, [-1, -2], buffersize=5)))  # expect: [1, 2]
    for wrong in 0, -1, "3":
        try:
            pool.map(abs, [1], buffersize=wrong)
        except (TypeError, ValueError) as error:
            print(type(error).__name__, error)
    # expect: ValueError buffersize must be None or > 0
    # expect: ValueError buffersize must be None or > 0
    # expect: TypeError buffersize must be an integer or None

    stuck = threading.Event()
    results = pool.map(lambda event: event.wait(), [stuck], timeout=0)
    try:
        next(results)
    except TimeoutError as error:
        print("TimeoutError")  # expect: TimeoutError
    stuck.set()
    failing = pool.map(lambda x: 1 // x, [1, 0, 2])
    print(next(failing))  # expect: 1
    try:
        next(failing)
    except ZeroDivisionError as error:
        print(error)  # expect: division by zero

    futures = [pool.submit(divmod, 7, n) for n in range(3)]
    done, waiting = wait(futures)
    print(len(done), len(waiting), sorted(str(f.exception() or f.result()) for f in as_completed(futures)))
    # expect: 3 0 ['(3, 1)', '(7, 0)', 'division by zero']

try:
    pool.submit(abs, 1)
except RuntimeError as error:
    print(error)  # expect: cannot schedule new futures after shutdown

print(concurrent.futures.ProcessPoolExecutor.__module__)  # expect: concurrent.futures.process
print(issubclass(concurrent.futures.process.BrokenProcessPool, concurrent.futures.BrokenExecutor))  # expect: True
print(hasattr(concurrent.futures, "nothing"), "ThreadPoolExecutor" in dir(concurrent.futures))  # expect: False True

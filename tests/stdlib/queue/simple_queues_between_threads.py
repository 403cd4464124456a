# queue.SimpleQueue: order, waiting, and the end of waiting.
import queue
import threading

simple = queue.SimpleQueue()
for number in range(20):
    simple.put(number)
print([simple.get() for _ in range(19)] == list(range(19)), simple.qsize())  # expect: True 1
print(simple.get(), simple.empty())  # expect: 19 True
try:
    simple.get(timeout=0.01)
except queue.Empty as error:
    print(repr(error), queue.Empty.__module__)  # expect: Empty() _queue
try:
    simple.get(timeout=-1)
except ValueError as error:
    print(error)  # expect: 'timeout' must be a non-negative number

# Every item comes out once, whoever takes it.
taken = []


def take():
    while (item := simple.get()) is not None:
        taken.append(item)


threads = [threading.Thread(target=take) for _ in range(4)]
for thread in threads:
    thread.start()
for number in range(1000):
    simple.put(number)
for thread in threads:
    simple.put(None)
for thread in threads:
    thread.join()
print(sorted(taken) == list(range(1000)))  # expect: True

import _thread

lock = _thread.allocate_lock()
print(lock.acquire(), lock.locked(), lock.acquire(False), lock.acquire(True, 0.01))  # expect: True True False False
lock.release()


class Local(_thread._local):
    def __init__(self, v):
        self.v = v


local = Local(5)
local.w = 1
seen = []
handle = _thread.start_joinable_thread(lambda: seen.append(local.__dict__))
handle.join()
print(local.__dict__, seen, handle.is_done())  # expect: {'v': 5, 'w': 1} [{'v': 5}] True
total = []


def add():
    for _ in range(1000):
        with lock:
            total.append(len(total))


handles = [_thread.start_joinable_thread(add) for _ in range(4)]
for handle in handles:
    handle.join()
print(total == list(range(4000)))  # expect: True
_thread.RLock().release()  # expect error: RuntimeError: cannot release un-acquired lock

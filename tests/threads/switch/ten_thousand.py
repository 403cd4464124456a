# sys.set_gil_enabled() 10,000 times while eight threads work: lists, dicts, locks, exceptions, generators, attributes, and
# two that talk through a pipe. Nothing is lost, nobody stands still: now and then the switcher waits until each of them has
# come round in the mode that was just set.
import os
import queue
import sys
import threading
import traceback

SWITCHES = int(os.environ.get("KRAIT_TEST_ROUNDS", "10000"))
EACH = max(1, SWITCHES // 20)

sys.setswitchinterval(0.0002)
finished = threading.Event()
lock = threading.Lock()
shared_list, shared_dict, locked_total = [], {}, [0]
reader, writer = os.pipe()


class Shared:
    count = 0


shared = Shared()


def lists(i):
    shared_list.append(i)
    own = list(range(50))
    own.reverse()
    own.sort()
    assert own == list(range(50)), own


def dicts(i):
    shared_dict[f"key{i}"] = i
    assert shared_dict.setdefault(f"key{i}", None) == i
    if i % 3 == 0:
        assert shared_dict.pop(f"key{i}") == i


def locks(i):
    for _ in range(10):
        with lock:
            locked_total[0] += 1


def exceptions(i):
    def fail(depth):
        if depth:
            fail(depth - 1)
        raise KeyError(i)

    try:
        fail(10)
    except KeyError as error:
        assert error.args == (i,)
        assert len(traceback.extract_tb(error.__traceback__)) == 12
    else:
        assert False


def generators(i):
    def count(limit):
        for j in range(limit):
            got = yield j
            assert got is None

    assert sum(x + y for x, y in zip(count(30), count(40))) == 870


def attributes(i):
    shared.count = shared.count + 1  # the only one who writes it
    mine = Shared()
    mine.first = i
    mine.second = [mine.first]
    del mine.first
    assert mine.second == [i] and not hasattr(mine, "first")


def write_pipe(i):
    assert os.write(writer, b"%6d\n" % (i % 1000)) == 7


def read_pipe(i):
    rest = 7
    text = b""
    while len(text) < 7:
        part = os.read(reader, 7 - len(text))
        if not part:  # the writer is gone: all is read
            return False
        text += part
    assert int(text) == i % 1000, (text, i)


WORK = (lists, dicts, locks, exceptions, generators, attributes, write_pipe, read_pipe)
done = [0] * len(WORK)
asks = [queue.SimpleQueue() for _ in WORK]
answers = queue.SimpleQueue()
failures = []


def run(number):
    work = WORK[number]
    try:
        while work is read_pipe or not finished.is_set():
            if work(done[number]) is False:
                break
            done[number] += 1
            with lock:
                locked_total[0] += 1
            try:
                asks[number].get_nowait()
            except queue.Empty:
                continue
            answers.put(number)
    except BaseException as error:
        failures.append((work.__name__, error))
        traceback.print_exc(file=sys.stdout)
        answers.put(None)
    finally:
        if work is write_pipe:
            os.close(writer)


threads = [threading.Thread(target=run, args=(number,)) for number in range(len(WORK))]
for thread in threads:
    thread.start()
seen = set()
for i in range(SWITCHES):
    sys.set_gil_enabled(i % 2 == 1)
    if i % EACH or failures:
        continue
    sys.set_gil_enabled(i // EACH % 2 == 1)  # both modes are waited in
    seen.add(sys._is_gil_enabled())
    for ask in asks:
        ask.put(None)
    answered = {answers.get() for _ in asks}
    assert failures or answered == set(range(len(WORK))), answered
finished.set()
for thread in threads:
    thread.join()
os.close(reader)

by_name = dict(zip((work.__name__ for work in WORK), done))
print(failures)  # expect: []
print(sorted(seen))  # expect: [False, True]
print(min(done) > 0, by_name["read_pipe"] == by_name["write_pipe"])  # expect: True True
print(shared_list == list(range(by_name["lists"])))  # expect: True
print(len(shared_dict) == by_name["dicts"] - (by_name["dicts"] + 2) // 3)  # expect: True
print(all(shared_dict[f"key{i}"] == i for i in range(by_name["dicts"]) if i % 3))  # expect: True
print(shared.count == by_name["attributes"])  # expect: True
print(locked_total[0] == sum(done) + 10 * by_name["locks"])  # expect: True

"""The kinds of work that bench/threads measures: each a function of the number of rounds, and how many rounds one turn takes.

What two threads share here is what programs share: functions, classes, modules, constants, a dict that is read. What they
write is their own. A turn takes some 8 ms on one thread.
"""

import asyncio
import collections

SCALE = 3
OFFSET = 7
TABLE = {f"key{i}": i for i in range(64)}
KEYS = tuple(TABLE)


def add(a, b):
    return a + b


def calls(rounds):
    total = 0
    for i in range(rounds):
        total = add(total, i)
    return total


def floats(rounds):
    x, y = 0.5, 1.5
    for i in range(rounds):
        x = x * 0.999 + y * 0.25
        y = 1.5 - x / 3.0
    return x


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def shift(self, by):
        self.x += by
        return self

    def norm(self):
        return self.x * self.x + self.y * self.y


def attributes(rounds):
    point = Point(1, 2)
    for i in range(rounds):
        point.x = point.y + i
        point.y = point.x - i
    return point.x


def methods(rounds):
    point = Point(1, 2)
    total = 0
    for i in range(rounds):
        total += point.shift(1).norm() & 15
    return total


def dict_reads(rounds):
    total = 0
    for i in range(rounds // 64):
        for key in KEYS:
            total += TABLE[key]
    return total


def global_reads(rounds):
    total = 0
    for i in range(rounds):
        total += SCALE * i + OFFSET + len(KEYS)
    return total


def count_to(limit):
    i = 0
    while i < limit:
        yield i
        i += 1


def generators(rounds):
    total = 0
    for i in range(rounds // 100):
        for value in count_to(100):
            total += value
    return total


def exceptions(rounds):
    caught = 0
    for i in range(rounds):
        try:
            if i & 1:
                raise ValueError("odd")
            KEYS[100]
        except (ValueError, IndexError):
            caught += 1
    return caught


def strings(rounds):
    length = 0
    for i in range(rounds):
        text = f"item {i} of {rounds}"
        length += len(text.replace("item", "thing").upper().split(" "))
    return length


def sorting(rounds):
    state, total = 12345, 0
    for i in range(rounds // 500):
        values = []
        for j in range(500):
            state = (state * 1103515245 + 12345) & 0x7FFFFFFF
            values.append(state)
        values.sort()
        total += values[250]
    return total


def make_tree(depth):
    return (make_tree(depth - 1), make_tree(depth - 1), [depth]) if depth else None


def allocation(rounds):
    count = 0
    for i in range(rounds // 256):
        tree = make_tree(8)
        count += len(tree)
    return count


async def pass_on(inbox, outbox, rounds):
    for i in range(rounds):
        while not inbox:
            await asyncio.sleep(0)
        outbox.append(inbox.popleft() + 1)
    return rounds


async def awaited(loop, value):
    future = loop.create_future()
    loop.call_soon(future.set_result, value)
    return await future


async def pairs(rounds):
    """Two tasks that pass an item to and fro; then futures, and tasks that do no more than begin."""
    there, back = collections.deque([0]), collections.deque()
    done = sum(await asyncio.gather(pass_on(there, back, rounds), pass_on(back, there, rounds)))
    loop = asyncio.get_running_loop()
    for i in range(rounds):
        done += await awaited(loop, 1)
    for i in range(rounds // 100):
        async with asyncio.TaskGroup() as group:
            for j in range(50):
                group.create_task(asyncio.sleep(0))
    return done


def event_loops(rounds):
    return asyncio.run(pairs(rounds))


# Name: function, rounds in a turn, the control it is compared with, its target.
KERNELS = {
    "calls": (calls, 400_000, "compute", 0.9),
    "floats": (floats, 250_000, "compute", 0.9),
    "attributes": (attributes, 300_000, "compute", 0.9),
    "methods": (methods, 120_000, "compute", 0.9),
    "dict_reads": (dict_reads, 400_000, "compute", 0.9),
    "global_reads": (global_reads, 300_000, "compute", 0.9),
    "generators": (generators, 300_000, "compute", 0.9),
    "exceptions": (exceptions, 40_000, "compute", 0.9),
    "strings": (strings, 9_000, "compute", 0.9),
    "sorting": (sorting, 100_000, "compute", 0.9),
    "event_loops": (event_loops, 2_000, "compute", 0.9),
    "allocation": (allocation, 100_000, "allocate", 0.8),
}

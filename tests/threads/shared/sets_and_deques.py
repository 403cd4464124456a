from array import array
from collections import deque

from _hammer import THREADS, hammer, ignoring

ROUNDS = 150
TIMES = 2

members = set()


def add(number):
    for i in range(ROUNDS):
        members.add((number, i))


hammer(add)
print(len(members) == ROUNDS * THREADS)  # expect: True

shared = set(range(20))


def churn(number):
    for i in range(ROUNDS):
        shared.add(i % 31)
        shared.discard(i % 7)
        shared.update((i % 5, str(i % 5)))
        shared.symmetric_difference_update({1, 2, i % 9})
        try:
            shared.remove(i % 3)
            shared.pop()
        except KeyError:
            pass
        if i % 50 == 49:
            shared.clear()


@ignoring(RuntimeError)
def look():
    3 in shared, len(shared), set(shared), frozenset(shared), shared | {1}, shared & {1, 2}, shared - {3}, shared ^ {4}
    shared <= {1}, shared == {2}, sorted(map(str, shared)), repr(shared), shared.copy(), shared.isdisjoint({99})
    for item in shared:
        pass


def read(number):
    for _ in range(ROUNDS // 3):
        look()


hammer(churn, read, threads=2)
print(len(shared) == len(list(shared)))  # expect: True

line = deque()
taken = deque()


def put(number):
    for i in range(ROUNDS):
        (line.append if i & 1 else line.appendleft)((number, i))


def take(number):
    for i in range(ROUNDS):
        try:
            taken.append(line.popleft() if i & 1 else line.pop())
        except IndexError:
            pass


hammer(put, take)
print(len(line) + len(taken) == ROUNDS * THREADS * TIMES)  # expect: True

ring = deque(range(10), maxlen=16)


def turn(number):
    for i in range(ROUNDS):
        ring.rotate(i % 5 - 2)
        ring.extend((i, i))
        ring.extendleft((i,))
        ring.reverse()
        try:
            ring[i % 3] = number
            ring.remove(number)
            ring.insert(1, i)
            del ring[0]
        except (IndexError, ValueError):
            pass


@ignoring(RuntimeError, IndexError)
def look_at_ring():
    len(ring), list(ring), ring.copy(), ring.count(1), 3 in ring, repr(ring), list(reversed(ring)), ring == deque()
    return ring[0], ring[-1]


def read_ring(number):
    for _ in range(ROUNDS // 3):
        look_at_ring()


hammer(turn, read_ring, threads=2)
print(len(ring) <= 16, len(ring) == len(list(ring)))  # expect: True True

numbers = array("i", range(16))


def fill(number):
    for i in range(ROUNDS):
        numbers.append(i)
        numbers.extend(array("i", [1, 2, 3]))
        numbers[i % 8] = number
        try:
            numbers.pop()
            numbers.insert(2, i)
            numbers.remove(number)
            numbers[1:3] = array("i", [5])
            del numbers[4]
        except (IndexError, ValueError):
            pass
        if len(numbers) > 64:
            del numbers[16:]
        numbers.reverse()


@ignoring(IndexError, ValueError)
def look_at_numbers():
    len(numbers), list(numbers), numbers.tobytes(), numbers.count(1), 3 in numbers, numbers[2:5], sum(numbers)
    numbers == numbers, repr(numbers), numbers + numbers, numbers.buffer_info()
    return numbers[0], numbers.index(1)


def read_numbers(number):
    for _ in range(ROUNDS // 3):
        look_at_numbers()


hammer(fill, read_numbers, threads=2)
print(len(numbers) == len(list(numbers)))  # expect: True

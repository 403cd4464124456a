import io
import re
from functools import cache, cached_property, lru_cache, partial
import weakref

from _hammer import THREADS, hammer, ignoring

ROUNDS = 120
TIMES = 2

# One rope that several threads flatten at once.
ropes = []


def build(number):
    for i in range(ROUNDS):
        text = "a" * (i % 50) + str(number)
        text += "\u20ac" * (i % 7)
        for _ in range(5):
            text += "tail" + str(i)
        ropes.append(text)


def flatten(number):
    for i in range(ROUNDS):
        for text in ropes[-3:]:
            hash(text), text[-1], text.encode(), text.find("tail"), len(text), text.upper(), text == text + ""


hammer(build, flatten, threads=2)
print(len(ropes) == ROUNDS * 2 * TIMES)  # expect: True

octets = bytearray(b"start" * 4)


@ignoring(IndexError, ValueError, BufferError)
def change(i):
    global octets
    octets.append(i % 256)
    octets.extend(b"xyz")
    octets[i % 5] = 7
    octets[1:4] = b"ab"
    octets.insert(2, 9)
    octets.pop()
    octets.remove(7)
    del octets[3]
    if len(octets) > 100:
        del octets[20:]
    octets += b"+"
    octets.reverse()


@ignoring(IndexError, ValueError)
def look():
    bytes(octets), len(octets), octets.find(b"x"), octets[0], octets[1:5], octets == b"x", octets.hex(), octets.upper()
    for octet in octets:
        pass
    with memoryview(octets) as view:
        view[:2].tobytes()
    return octets.decode("latin-1")


def change_octets(number):
    for i in range(ROUNDS):
        change(i)


def look_at_octets(number):
    for _ in range(ROUNDS):
        look()


hammer(change_octets, look_at_octets, threads=2)
print(type(octets))  # expect: <class 'bytearray'>

for stream, text in ((io.StringIO(), "line\n"), (io.BytesIO(), b"line\n")):
    @ignoring(ValueError, BufferError)
    def use(i):
        stream.write(text * (i % 3))
        stream.seek(i % 20)
        stream.read(5), stream.readline(), stream.getvalue(), stream.tell()
        if i % 30 == 29:
            stream.truncate(0)
        for line in stream:
            break

    def write(number):
        for i in range(ROUNDS):
            use(i)

    hammer(write)
    print(type(stream.getvalue()).__name__)
# expect: str
# expect: bytes

calls = []


@lru_cache(maxsize=16)
def squared(value):
    calls.append(value)
    return value * value


@cache
def doubled(value):
    return value * 2


class Lazy:
    @cached_property
    def value(self):
        return object()


lazy = [Lazy() for _ in range(ROUNDS)]


def use_caches(number):
    for i in range(ROUNDS):
        if squared(i % 24) != (i % 24) ** 2 or doubled(i) != i * 2:
            print("wrong")
        lazy[i].value
        if i % 50 == 49:
            squared.cache_clear()
            squared.cache_info(), doubled.cache_info()


hammer(use_caches)
print(squared.cache_info().maxsize, all(one.value is one.value for one in lazy))  # expect: 16 True

pattern = re.compile(r"(\w+)-(\d+)")


def match(number):
    for i in range(ROUNDS):
        found = pattern.search(f"  name-{i} rest")
        if found.groups() != ("name", str(i)) or pattern.sub(r"\2", f"a-{i}") != str(i):
            print("wrong")
        if re.match(f"x{i % 40}y", f"x{i % 40}y") is None or re.split(",", "a,b") != ["a", "b"]:
            print("wrong")


hammer(match)


class Target:
    pass


weak_values = weakref.WeakValueDictionary()
weak_keys = weakref.WeakKeyDictionary()
weak_set = weakref.WeakSet()


def use_weak(number):
    for i in range(ROUNDS // 2):
        target = Target()
        weak_values[i % 9] = target
        weak_keys[target] = i
        weak_set.add(target)
        if weakref.ref(target)() is not target:
            print("wrong")
        list(weak_values.items()), list(weak_keys.items()), len(weak_set), weak_values.get(3)


hammer(use_weak)
print("done")  # expect: done

# Objects of the library with a state of their own that several threads use at once: nothing breaks, whatever comes in between.
import array
import collections
import contextvars
import csv
import functools
import hashlib
import io
import itertools
import json
import operator
import os
import queue
import random
import re
import struct
import tempfile
import zlib

from _hammer import THREADS, hammer, ignoring

ROUNDS = 40

dice = random.Random(5)


def roll(number):
    for i in range(ROUNDS):
        if not 0 <= dice.random() < 1 or dice.getrandbits(70) >> 70 or not 0 <= dice.randrange(9) < 9:
            print("random")
        if i % 20 == 19:
            dice.setstate(dice.getstate())
            dice.seed(i)


hammer(roll)

scanned = re.compile(r"\w+").finditer("word " * 500)
scanner = re.compile(r"\d").scanner("0123456789" * 50)


def scan(number):
    for _ in range(ROUNDS):
        found = next(scanned, None)
        if found is not None and found.group() != "word":
            print("finditer")
        found = scanner.search()
        if found is not None and not found.group().isdigit():
            print("scanner")


hammer(scan)

counted = collections.Counter()
ordered = collections.OrderedDict()
groups = collections.defaultdict(list)


@ignoring(RuntimeError, KeyError)
def order(i):
    ordered[i % 7] = i
    ordered.move_to_end(i % 5, last=bool(i & 1))
    list(ordered), list(reversed(ordered)), list(ordered.items()), ordered == {1: 2}, repr(ordered)
    ordered.popitem(last=bool(i & 2))


def collect(number):
    for i in range(ROUNDS):
        counted.update("abracadabra")
        counted.most_common(2), counted["a"]
        groups[i % 5].append(i)
        order(i)


hammer(collect)
print(sorted(counted), sum(map(len, groups.values())) == ROUNDS * THREADS * 2)
# expect: ['a', 'b', 'c', 'd', 'r'] True


@functools.lru_cache(maxsize=3)
def squared(value):
    return value * value


add = functools.partial(operator.add, 1)
get_first = operator.itemgetter(0, 1)
unpacked = struct.iter_unpack("<i", bytes(range(256)) * 8)
layout = struct.Struct("<ihb")
token = contextvars.ContextVar("token", default=0)
shared_context = contextvars.copy_context()


@ignoring(RuntimeError)  # one thread at a time may be in a context
def enter(i):
    shared_context.run(token.set, i)


def small_things(number):
    for i in range(ROUNDS):
        if squared(i % 5) != (i % 5) ** 2 or add(i) != i + 1 or get_first((i, 2)) != (i, 2):
            print("functools")
        next(unpacked, None)
        if layout.unpack(layout.pack(i, 2, 3)) != (i, 2, 3):
            print("struct")
        enter(i)
        token.set(i)
        if token.get() != i or list(shared_context.items()) == [1]:
            print("context")
        if json.loads(json.dumps({"a": [i, "x", None]})) != {"a": [i, "x", None]}:
            print("json")


hammer(small_things)

simple = queue.SimpleQueue()
taken = []


def pass_on(number):
    for i in range(ROUNDS):
        simple.put(i)
        taken.append(simple.get())


hammer(pass_on)
print(len(taken) == ROUNDS * THREADS * 2, simple.empty())  # expect: True True

folder = tempfile.mkdtemp()
path = os.path.join(folder, "file")
with open(path, "w") as file:
    file.write("some line\n" * 200)


def streams():
    yield open(path, "r+")
    yield open(path, "r+b")
    yield io.BufferedReader(io.FileIO(path))
    yield io.StringIO("text\n" * 50)
    yield io.BytesIO(b"text\n" * 50)
    yield io.TextIOWrapper(io.BytesIO(b"text\n" * 50))


@ignoring(ValueError, OSError)
def use_stream(stream, i):
    stream.readline(), stream.read(7), stream.tell()
    stream.seek(i % 30)
    if stream.writable():
        stream.write(stream.read(3))
        stream.flush()
    next(stream, None)


for stream in streams():
    def work(number):
        for i in range(ROUNDS // 2):
            try:
                use_stream(stream, i)
            except UnicodeDecodeError:
                pass

    hammer(work)
    stream.close()
print("streams")  # expect: streams

out = io.StringIO()
writer = csv.writer(out)
reader = csv.reader(iter(["a,b\n"] * 400))
digest = hashlib.sha256()
packer = zlib.compressobj()
checks = []


def feed(number):
    for i in range(ROUNDS):
        writer.writerow([i, "x y"])
        row = next(reader, None)
        if row not in (["a", "b"], None):
            print(row)
        digest.update(b"12345")
        digest.hexdigest(), digest.copy().digest()
        packer.compress(b"some bytes to press")


hammer(feed)
print(len(out.getvalue().splitlines()) == ROUNDS * THREADS * 2)  # expect: True
print(digest.hexdigest() == hashlib.sha256(b"12345" * ROUNDS * THREADS * 2).hexdigest())  # expect: True

octets = bytearray(64)
view = memoryview(octets)
numbers = array.array("i", range(16))
ints = memoryview(numbers)


def write_views(number):
    for i in range(ROUNDS):
        view[i % 64] = i
        view[4:8] = b"abcd"
        octets[i % 64] = 1
        ints[i % 16] = i
        view.tobytes(), bytes(octets), octets.find(b"ab"), view[3], view == octets, list(view[:4]), view.hex()
        numbers.tobytes(), ints.tolist(), numbers[3], list(numbers), octets[2:9], octets + b"x"


hammer(write_views)
print(len(octets), len(numbers))  # expect: 64 16

sevens = itertools.tee(itertools.count(), 2)
longest = itertools.zip_longest(range(300), range(500))


@ignoring(RuntimeError)  # tee: two threads at the end of what was read
def step(i):
    next(sevens[i & 1])
    next(longest, None)


def walk(number):
    for i in range(ROUNDS):
        step(i)


hammer(walk)
print(sum(1 for _ in longest) > 0)  # expect: True
os.unlink(path)
os.rmdir(folder)
print("done")  # expect: done

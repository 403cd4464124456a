# Objects of the library whose state is replaced, cleared, copied and pickled while others use them.
import _thread
import collections
import copy
import decimal
import enum
import functools
import heapq
import io
import itertools
import json
import os
import pickle
import random
import re
import struct
import tempfile

from _hammer import THREADS, hammer, ignoring

ROUNDS = 40


@functools.lru_cache(maxsize=8)
def bounded(value):
    return [value]


@functools.cache
def unbounded(value):
    return [value]


class Cached:
    def __init__(self, value):
        self.value = value

    @functools.cached_property
    def double(self):
        return self.value * 2

    @functools.singledispatchmethod
    def kind(self, value):
        return "object"

    @kind.register
    def _(self, value: int):
        return "int"


shared = [Cached(n) for n in range(5)]
part = functools.partial(max, 1, key=abs)


@functools.singledispatch
def dispatch(value):
    return "object"


def use_functools(number):
    for i in range(ROUNDS):
        if bounded(i % 11) != [i % 11] or unbounded(i % 11) != [i % 11]:
            print("cache")
        bounded.cache_info().hits, bounded.cache_parameters()
        if i % 9 == 8:
            bounded.cache_clear(), unbounded.cache_clear()
        each = shared[i % 5]
        if each.double != each.value * 2 or each.kind(1) != "int" or each.kind("") != "object":
            print("property")
        each.__dict__.pop("double", None)
        part.__setstate__((max, (1,), {"key": abs}, {"note": i}))
        if part(-i) not in (1, -i) or part.args != (1,) or repr(part) == "":
            print("partial")
        kind = type(f"Kind{i % 4}", (), {})
        dispatch.register(kind, lambda value: "made")
        if dispatch(kind()) != "made" or dispatch([]) != "object":
            print("dispatch")


hammer(use_functools)


def use_re(number):
    for i in range(ROUNDS):
        pattern = re.compile(rf"(\w+)-{i % 13}")
        if pattern.sub(r"\1", "ab-%d" % (i % 13)) != "ab" or re.match(f"x{i % 7}y*", f"x{i % 7}yy").end() < 4:
            print("re")
        if i % 10 == 9:
            re.purge()
        copy.copy(pattern), re.escape("a.b"), re.split(",", "a,b"), pattern.groupindex, hash(pattern)


hammer(use_re)

layout = struct.Struct("<i")
dice = random.Random(1)
chooser = random.SystemRandom()


@ignoring(struct.error)
def use_struct(i):
    layout.__init__("<i" if i & 1 else "<q")
    packed = layout.pack(i)
    if len(packed) not in (4, 8) or layout.size not in (4, 8) or layout.format not in ("<i", "<q"):
        print("struct")
    layout.unpack(packed)
    struct.pack(f"<{i % 9}s", b"abc"), struct.calcsize(f"{i % 5}i")
    if i % 10 == 9:
        struct._clearcache()


def use_numbers(number):
    for i in range(ROUNDS):
        use_struct(i)
        dice.shuffle(items := list(range(10))), dice.sample(items, 3), dice.gauss(0, 1), dice.choices(items, k=2)
        if sorted(items) != list(range(10)):
            print("shuffle")
        copy.copy(dice), dice.setstate(dice.getstate()), chooser.random()
        with decimal.localcontext() as context:
            context.prec = 5 + number
            if len(str(decimal.Decimal(1) / 3)) != 7 + number:
                print("decimal")


hammer(use_numbers)

encoder = json.JSONEncoder(indent=1, sort_keys=True, default=str)
decoder = json.JSONDecoder()
document = {"list": [1, 2, {"deep": None}], "text": "ä\n", "number": 1.5}


@ignoring(RuntimeError)  # the dict changes its size
def encode(i):
    growing[f"key{i}"] = [growing_list]
    growing_list.append(i)
    json.dumps(growing, default=str, check_circular=bool(i & 1)), pickle.dumps(growing), copy.deepcopy(growing)
    growing.pop(f"key{i - 2}", None)
    del growing_list[3:]


growing, growing_list = {}, []


def use_encoders(number):
    for i in range(ROUNDS):
        if decoder.decode(encoder.encode(document)) != document or "".join(encoder.iterencode([1, {}])) != "[\n 1,\n {}\n]":
            print("json")
        if pickle.loads(pickle.dumps(document)) != document or copy.deepcopy(document) != document:
            print("pickle")
        encode(i)


hammer(use_encoders)

# ---- streams that are closed, detached, truncated under those who write ----
folder = tempfile.mkdtemp()
path = os.path.join(folder, "file")


def streams():
    yield open(path, "w+"), "text"
    yield open(path, "w+b"), b"bytes"
    yield open(path, "wb", buffering=0), b"bytes"  # a descriptor that is closed while another thread uses it is the program's fault
    yield io.BufferedRandom(io.BytesIO()), b"bytes"
    yield io.BufferedWriter(io.FileIO(path, "w"), 16), b"bytes"
    yield io.BufferedRWPair(io.BytesIO(b"abc" * 30), io.BytesIO()), b"bytes"
    yield io.TextIOWrapper(io.BytesIO(), write_through=True, newline="\r\n"), "text\n"
    yield io.TextIOWrapper(io.BufferedRandom(io.BytesIO()), encoding="utf-16"), "text\n"
    yield io.StringIO(newline=None), "te\r\nxt"
    yield io.BytesIO(), b"bytes"


odd = (ValueError, OSError, BufferError, RuntimeError, AttributeError, TypeError, LookupError)


@ignoring(*odd)
def write(stream, text, i):
    stream.write(text), stream.flush(), stream.tell(), stream.seek(0), stream.writelines([text, text])
    stream.truncate(i), repr(stream), stream.closed


@ignoring(*odd)
def read(stream):
    stream.seek(0), stream.read(3), stream.readline(), stream.readlines(), list(stream)


@ignoring(*odd)
def read_bytes(stream):
    stream.peek(2), stream.read1(2), stream.readinto(bytearray(4)), stream.raw, stream.getvalue()


@ignoring(*odd)
def rearrange(stream, i):
    if i % 8 == 7:
        stream.reconfigure(line_buffering=bool(i & 8), errors="replace")
    with stream.getbuffer() as view:
        view[0:1] = b"x"
    stream.newlines, stream.encoding, stream.buffer.tell(), stream.__getstate__()


@ignoring(*odd)
def end(stream, number):
    if not isinstance(stream, io.RawIOBase):
        if number == 0:
            stream.detach()
        stream.close()


for stream, text in streams():
    def work(number):
        for i in range(ROUNDS // 2):
            write(stream, text, i), read(stream), read_bytes(stream), rearrange(stream, i)
        end(stream, number)

    hammer(work)
    ignoring(ValueError)(stream.close)()
print("streams")  # expect: streams


# ---- iterators that are copied and pickled, deques and heaps that change while they are walked ----
@ignoring(StopIteration, RuntimeError, ValueError, IndexError, TypeError)  # a count is not to be copied
def use_iterators(i):
    for each in iterators:
        next(each)
        copy.copy(each)
    left, right = itertools.tee(iterators[0])
    next(left), next(right), copy.copy(left)
    for key, group in itertools.groupby(iterators[1]):
        next(group)
        break
    next(groups[0])[1]
    for _, group in groups[:1]:
        next(group), next(group)
        break
    next(cycle), next(chain), next(islice), next(batches)


def fresh():
    iterators[:] = [itertools.count(), iter([1, 1, 2] * 30), enumerate("abc" * 20), zip("abc" * 9, range(30)), iter({1: 2})]
    groups[:] = [itertools.groupby("aabbcc" * 20)]


iterators, groups = [], []
fresh()
cycle, chain = itertools.cycle("abc"), itertools.chain.from_iterable([i] for i in range(500))
islice, batches = itertools.islice(itertools.count(), 300), itertools.batched(range(500), 3)
moving, heap = collections.deque(range(20), maxlen=30), []
layers = collections.ChainMap({}, {"base": 1})


@ignoring(RuntimeError, IndexError, ValueError, KeyError)
def use_moving(i):
    moving.append(i), moving.appendleft(i), moving.rotate(3), moving.pop(), moving.insert(2, i), moving.remove(i)
    moving.extend([1, 2]), moving.extendleft([3]), moving.count(1), moving[0], moving.copy(), moving.reverse()
    moving[i % 5] = i
    del moving[0]
    for each in moving:
        moving.append(each) if i % 5 == 0 else None
    list(reversed(moving)), moving == collections.deque(moving), repr(moving), moving.index(1), moving * 2
    heapq.heappush(heap, i), heapq.heappop(heap), heapq.heapify(heap), heapq.nsmallest(2, heap), heapq.heappushpop(heap, 1)
    layers[f"k{i % 5}"] = i
    list(layers), layers["base"], layers.new_child(), layers.pop(f"k{i % 5}")


def walk(number):
    for i in range(ROUNDS):
        use_iterators(i)
        use_moving(i)
        if i % 10 == 9:
            fresh()


hammer(walk)
print(len(moving) <= 30)  # expect: True


class Colour(enum.Flag):
    RED = 1
    GREEN = 2
    BLUE = 4


Row = collections.namedtuple("Row", "a b")


def use_enums(number):
    for i in range(ROUNDS):
        mixed = Colour(i % 8)
        if (mixed | Colour.RED).value != i % 8 | 1 or Colour["GREEN"] is not Colour.GREEN or Colour(i % 8) is not mixed:
            print("enum")
        Row(1, i)._replace(a=2), Row._make([1, 2]), _thread.get_ident()


hammer(use_enums)
for name in os.listdir(folder):
    os.unlink(os.path.join(folder, name))
os.rmdir(folder)
print("done")  # expect: done

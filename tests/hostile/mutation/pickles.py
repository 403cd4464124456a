# Pickles with bytes changed, cut off and put in the wrong order; objects that change while they are pickled.
import io
import pickle
import sys

sys.path.append("..")
from _outcome import outcome, survives


class Point:
    def __init__(self):
        self.x, self.name = 1, "p"

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1


class Bag(list):
    pass


class Safe(pickle.Unpickler):
    def find_class(self, module, name):
        if name in ("Point", "Bag", "int", "getattr", "bytearray", "set"):
            return {"Point": Point, "Bag": Bag, "int": int, "getattr": len, "bytearray": bytearray, "set": set}[name]
        raise pickle.UnpicklingError(name)

    def persistent_load(self, pid):
        return pid


loop = []
loop.append((loop, {"loop": loop}))
bag = Bag([1, 2])
bag.extra = bag
value = [1, -5, 70000, 2**80, 1.5, None, True, "text", "\xe9\u20ac", b"bytes", bytearray(b"array"), (1,), (1, 2), (1, 2, 3, 4),
         {"a": 1, "b": [2]}, {3, 4}, frozenset([5]), Point(), bag, loop, int, "x" * 300]  # fmt: skip


def load(data, kind=io.BytesIO):
    return Safe(kind(data)).load()


class Short(io.RawIOBase):
    """Gives a byte more or less than it is asked for, and has no peek()."""

    def __init__(self, data):
        self.data = io.BytesIO(data)

    def read(self, size=-1):
        return self.data.read(size + self.data.tell() % 3 - 1)

    def readline(self, size=-1):
        return self.data.readline()[: self.data.tell() % 9 + 3]


seed = 12345


def random(limit):
    global seed
    seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
    return (seed >> 33) % limit


tried = 0
for protocol in range(6):
    whole = pickle.dumps(value, protocol)
    for cut in range(0, len(whole), 5):
        outcome(load, whole[:cut])
        tried += 1
    for _ in range(700):
        data = bytearray(whole)
        for _ in range(random(4) + 1):
            data[random(len(data))] = random(256) if random(2) else whole[random(len(whole))]
        outcome(load, bytes(data))
        outcome(load, bytes(data), lambda data: io.BufferedReader(io.BytesIO(data), 16))
        tried += 1
    outcome(load, whole, Short)
print(tried > 4000)  # expect: True

codes = b"(.012FIJKLMNPQRSTUVXabcd}eghijl]oprqstu)GBC\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95\x96\x97\x98"
for _ in range(6000):
    outcome(load, b"]}(N" + bytes(codes[random(len(codes))] for _ in range(random(20))) + b".")

# Lengths and indices that are far more than there is.
for code in b"XBT\x8b":
    print(outcome(load, bytes([code]) + b"\xff\xff\xff\x7f" + b"abc"))
    # expect: UnpicklingError
    # expect: UnpicklingError
    # expect: UnpicklingError
    # expect: UnpicklingError
for code in b"\x8d\x8e\x96\x95":
    print(outcome(load, bytes([code]) + b"\xff\xff\xff\xff\xff\xff\xff\x7f" + b"abc"))
    # expect: UnpicklingError
    # expect: UnpicklingError
    # expect: UnpicklingError
    # expect: UnpicklingError
print(outcome(load, b"\x8d" + b"\xff" * 8))  # expect: OverflowError
print(load(b"Nr\xff\xff\xff\xff]j\xff\xff\xff\xff."))  # expect: None
print(load(b"Nr\xff\xff\xff\xff0K\x05p4000000000\n0j\xff\xff\xff\xff."))  # expect: None
print(load(b"K\x07p70000000000\n0g70000000000\n."))  # expect: 7
print(outcome(load, b"Np99999999999999999999\n."))  # expect: OverflowError
print(outcome(load, b"j\xff\xff\xff\xff."))  # expect: UnpicklingError

# Depth.
deep = []
for _ in range(300000):
    deep = [deep]
print(outcome(pickle.dumps, deep))  # expect: RecursionError
deep = {}
for _ in range(300000):
    deep = {1: deep}
print(outcome(pickle.dumps, deep, 0))  # expect: RecursionError
print(type(load(b"(" * 300000 + b"l" * 300000 + b".")).__name__)  # expect: list
print(outcome(load, b"]" * 300000 + b"a" * 299999 + b"."))  # expect: finished


# What is pickled changes meanwhile.
class Changes:
    def __init__(self, act):
        self.act = act

    def __reduce_ex__(self, protocol):
        self.act()
        return int, ()


class Many:
    def __reduce_ex__(self, protocol):
        return Bag, (), None, iter(self.items())

    def items(self):
        for i in range(5):
            pickler.clear_memo()
            yield i


items = []
items.extend([Changes(items.clear), 1, 2])
print(pickle.loads(pickle.dumps(items)))  # expect: [0]
items = [1, 2]
items.insert(1, Changes(lambda: items.append(3)))
print(pickle.loads(pickle.dumps(items)))  # expect: [1, 0, 2, 3]
table = {1: 1, 2: None, 3: 3}
table[2] = Changes(lambda: table.pop(3))
print(outcome(pickle.dumps, table))  # expect: RuntimeError
table = {1: 1}
table[2] = Changes(lambda: table.update({len(table) + 1: 1}))
print(outcome(pickle.dumps, table))  # expect: RuntimeError
group = set()
group.update([Changes(lambda: group.add(len(group))), 1])
print(outcome(pickle.dumps, group))  # expect: RuntimeError
array = bytearray(b"abc")
print(pickle.loads(pickle.dumps([array, Changes(array.clear), array])))  # expect: [bytearray(b'abc'), 0, bytearray(b'abc')]

out = io.BytesIO()
pickler = pickle.Pickler(out)
survives(pickler.dump, [Many(), Many()])


class Reentrant(pickle.Pickler):
    def persistent_id(self, obj):
        if obj == 3:
            self.memo = {1: (70000, obj)}
            self.clear_memo()
        elif obj == 4:
            self.dump([1, 3])
        elif obj == 5:
            self.__init__(io.BytesIO(), 0)
        return None


for protocol in range(6):
    survives(Reentrant(io.BytesIO(), protocol).dump, [[1, 2], 3, [4], "a", 5, "a", (6, 7, 8, 9), Point()])


class Resets(pickle.Unpickler):
    def find_class(self, module, name):
        self.memo = {}
        self.__init__(io.BytesIO(b"N."))
        return Bag

    def persistent_load(self, pid):
        return self.load()


data = pickle.dumps([bag, Point(), bag])
survives(Resets(io.BytesIO(data)).load)
survives(Resets(io.BytesIO(b"Pa\nPb\nNQ" * 10 + data)).load)


# Files that answer nonsense.
class Nonsense:
    def __init__(self, answer):
        self.answer = answer

    def read(self, size):
        return self.answer

    def readline(self):
        return self.answer

    def peek(self, size):
        return self.answer


print(outcome(pickle.load, Nonsense(5)))  # expect: TypeError
print(outcome(pickle.load, Nonsense(b"")))  # expect: EOFError
print(outcome(pickle.load, Nonsense("N.")))  # expect: TypeError
print(outcome(pickle.load, Nonsense(bytearray(b"I"))))  # expect: UnpicklingError
print(outcome(pickle.Pickler.__new__(pickle.Pickler).dump, 1))  # expect: PicklingError
print(outcome(pickle.Unpickler.__new__(pickle.Unpickler).load))  # expect: UnpicklingError

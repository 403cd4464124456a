# __index__, __iter__ and __buffer__ that resize, release or close the memory that is being read or written.
import array
import io
import mmap
import struct
import sys
import warnings

warnings.simplefilter("ignore")
sys.unraisablehook = lambda unraisable: None
sys.path.append("..")
from _outcome import outcome

target = None


class Act:
    """Changes the target whenever it is asked for a number, a length, its items or its bytes."""

    def __init__(self, act, value=1):
        self.act, self.value = act, value

    def __index__(self):
        self.act()
        return self.value

    __int__ = __len__ = __index__

    def __float__(self):
        self.act()
        return 1.5

    def __iter__(self):
        self.act()
        for value in (1, 2, 3):
            yield value
            self.act()

    def __buffer__(self, flags):
        self.act()
        return memoryview(bytes(8))

    def __bytes__(self):
        self.act()
        return b"ab"

    def __eq__(self, other):
        self.act()
        return False

    def __length_hint__(self):
        self.act()
        return 1000


def act_on_target(act):
    global acted
    acted += 1
    if acted < 5:
        outcome(act, target)


acted = 0


def attempt(make, acts, uses):
    """Every use with every act and some values: all end."""
    global target, acted
    endings = set()
    for act in acts:
        for value in (0, 1, -1, 5, 1 << 70):
            for use in uses:
                target = make()
                acted = 0
                endings.add(outcome(use, target, Act(lambda: act_on_target(act), value)))
                outcome(bytes, target)
    return sorted(endings - {"finished", "IndexError", "ValueError", "TypeError", "BufferError", "OverflowError", "MemoryError", "KeyError", "AttributeError", "NotImplementedError", "OSError", "error"})


INDEXED = [
    lambda t, a: t[a],
    lambda t, a: t[a:],
    lambda t, a: t[:a],
    lambda t, a: t[::a],
    lambda t, a: t[a:a:a],
    lambda t, a: t.__setitem__(a, 1),
    lambda t, a: t.__setitem__(0, a),
    lambda t, a: t.__setitem__(3, a),
    lambda t, a: t.__setitem__(a, a),
    lambda t, a: t.__setitem__(slice(a, None), t),
    lambda t, a: t.__setitem__(slice(None, a), b"xyz"),
    lambda t, a: t.__setitem__(slice(0, 8), a),
    lambda t, a: t.__setitem__(slice(a, 8, a), a),
    lambda t, a: t.__setitem__(slice(0, 8, 2), a),
    lambda t, a: t.__delitem__(a),
    lambda t, a: t.__delitem__(slice(a, None)),
    lambda t, a: t.__delitem__(slice(None, None, a)),
    lambda t, a: a in t,
    lambda t, a: t == a,
    lambda t, a: t < a,
    lambda t, a: t + a,
    lambda t, a: t * a,
    lambda t, a: t.__iadd__(a),
    lambda t, a: t.__imul__(a),
    lambda t, a: t.append(a),
    lambda t, a: t.extend(a),
    lambda t, a: t.insert(a, 1),
    lambda t, a: t.insert(0, a),
    lambda t, a: t.insert(a, a),
    lambda t, a: t.pop(a),
    lambda t, a: t.remove(a),
    lambda t, a: t.index(a),
    lambda t, a: t.index(1, a, a),
    lambda t, a: t.count(a),
    lambda t, a: t.find(a),
    lambda t, a: t.find(b"a", a, a),
    lambda t, a: t.rfind(a, a),
    lambda t, a: t.replace(a, a, a),
    lambda t, a: t.replace(b"a", b"b", a),
    lambda t, a: t.join([b"a", a, b"b"]),
    lambda t, a: t.join(a),
    lambda t, a: t.split(a, a),
    lambda t, a: t.split(b"a", a),
    lambda t, a: t.rsplit(None, a),
    lambda t, a: t.partition(a),
    lambda t, a: t.strip(a),
    lambda t, a: t.startswith(a),
    lambda t, a: t.startswith(b"a", a, a),
    lambda t, a: t.endswith((b"b", b"a"), a),
    lambda t, a: t.center(a, b"x"),
    lambda t, a: t.ljust(20, a),
    lambda t, a: t.zfill(a),
    lambda t, a: t.expandtabs(a),
    lambda t, a: t.translate(a),
    lambda t, a: t.translate(None, a),
    lambda t, a: t.hex(":", a),
    lambda t, a: t.splitlines(a),
    lambda t, a: t.removeprefix(a),
    lambda t, a: t.resize(a),
    lambda t, a: t % a,
    lambda t, a: t.__init__(a),
    lambda t, a: t.__init__([a, 1, a]),
    lambda t, a: t.fromlist([a, 1, a]),
    lambda t, a: t.frombytes(a),
    lambda t, a: t.fromfile(io.BytesIO(bytes(100)), a),
    lambda t, a: t.read(a),
    lambda t, a: t.read_byte(),
    lambda t, a: t.write(a),
    lambda t, a: t.write_byte(a),
    lambda t, a: t.seek(a),
    lambda t, a: t.seek(0, a),
    lambda t, a: t.move(a, a, a),
    lambda t, a: t.move(0, 1, a),
    lambda t, a: t.flush(a, a),
    lambda t, a: t.madvise(a, a, a),
    lambda t, a: t.madvise(4, 0, a),
    lambda t, a: t.cast("b", [a, a]),
    lambda t, a: t.cast("b", shape=[a]),
    lambda t, a: struct.pack_into("<bhq", t, a, 1, 2, 3),
    lambda t, a: struct.pack_into("<bbb", t, 0, a, a, a),
    lambda t, a: struct.pack_into("<bdb", t, 0, 1, a, 2),
    lambda t, a: struct.unpack_from("<bh", t, a),
    lambda t, a: list(struct.iter_unpack("<b", t)) and a.act(),
    lambda t, a: [a.act() for _ in struct.iter_unpack("<b", t)],
    lambda t, a: [a.act() for _ in t],
    lambda t, a: [a.act() for _ in reversed(t)],
    lambda t, a: zip(t, a),
    lambda t, a: bytes(t[: a.value]).join([t, a]),
    lambda t, a: io.BytesIO(bytes(50)).readinto(t) + a.__index__(),
    lambda t, a: int.from_bytes(t, "big") + a,
    lambda t, a: bytearray(a).extend(t),
    lambda t, a: memoryview(t).__setitem__(a, 1),
    lambda t, a: memoryview(t).__setitem__(slice(a, None), a),
    lambda t, a: memoryview(t).cast("B").__setitem__(0, a),
    lambda t, a: memoryview(t)[a],
    lambda t, a: memoryview(t)[::a].tolist(),
    lambda t, a: memoryview(t) == a,
    lambda t, a: memoryview(t).tobytes(a),
]
resize = [lambda t: t.clear(), lambda t: t.__delitem__(slice(1, None)), lambda t: t.extend(bytes(10_000)), lambda t: t.__init__(b""), lambda t: t.__iadd__(t), lambda t: t.pop()]
print(attempt(lambda: bytearray(b"abcdefghij" * 3), resize, INDEXED))  # expect: []
for code in "bqd":
    for use in attempt(lambda: array.array(code, range(40)), resize, INDEXED):
        print(code, use)
print(attempt(lambda: array.array("u", "abcdefgh"), resize, INDEXED))  # expect: []


def view():
    return memoryview(bytearray(range(48)))


print(attempt(view, [lambda t: t.release()], INDEXED))  # expect: []
print(attempt(lambda: view().cast("q"), [lambda t: t.release()], INDEXED))  # expect: []
print(attempt(lambda: view().cast("B", [4, 12]), [lambda t: t.release()], INDEXED + [lambda t, a: t[a, a], lambda t, a: t.__setitem__((a, 1), a)]))  # expect: []
print(attempt(lambda: view()[::-1], [lambda t: t.release()], INDEXED))  # expect: []
private = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
print(attempt(lambda: mmap.mmap(-1, 8192, flags=private), [lambda t: t.close(), lambda t: t.resize(1), lambda t: t.resize(1 << 16)], INDEXED))  # expect: []
closed = mmap.mmap(-1, 10)
closed.close()
print([outcome(use, closed, 1) for use in INDEXED[:4]])  # expect: ['ValueError', 'ValueError', 'ValueError', 'ValueError']
shared = mmap.mmap(-1, 10)
print(outcome(shared.resize, 100_000), len(shared), outcome(mmap.mmap, -1, 10, mmap.MAP_SHARED, 0))  # expect: ValueError 10 ValueError


STREAM = [
    lambda t, a: t.read(a),
    lambda t, a: t.read1(a),
    lambda t, a: t.readline(a),
    lambda t, a: t.readlines(a),
    lambda t, a: t.readinto(a),
    lambda t, a: t.write(a),
    lambda t, a: t.writelines([a, b"x", a]),
    lambda t, a: t.writelines(a),
    lambda t, a: t.seek(a),
    lambda t, a: t.seek(0, a),
    lambda t, a: t.truncate(a),
    lambda t, a: t.__init__(a),
    lambda t, a: t.__setstate__((b"abc", a, None)),
    lambda t, a: t.__setstate__((a, 1, {})),
    lambda t, a: [a.act() for _ in t],
    lambda t, a: t.getbuffer().__setitem__(a, 1),
    lambda t, a: t.getbuffer().__setitem__(slice(a, None), a),
]


def held(t):
    global buffer
    buffer = t.getbuffer()


changes = [lambda t: t.close(), lambda t: t.truncate(0), lambda t: t.write(bytes(10_000)), lambda t: t.__init__(b""), lambda t: t.seek(1 << 40), held, lambda t: t.__setstate__((b"a", 1 << 40, None))]
print(attempt(lambda: io.BytesIO(b"abc\ndef\n" * 10), changes, STREAM))  # expect: []
print(attempt(lambda: io.StringIO("abc\ndef\n" * 10), [lambda t: t.close(), lambda t: t.truncate(0), lambda t: t.write("a" * 10_000), lambda t: t.__init__("")], STREAM))  # expect: []

# Exports hold the size of what they show, and let go of it.
owners = [bytearray(b"abcdef"), array.array("b", b"abcdef"), mmap.mmap(-1, 6, flags=private)]
for owner in owners:
    shown = memoryview(owner)
    for use in (lambda o: o.clear(), lambda o: o.extend(b"abc"), lambda o: o.append(1), lambda o: o.pop(), lambda o: o.__delitem__(0), lambda o: o.__delitem__(slice(2)), lambda o: o.__iadd__(array.array("b", b"ab")),
                lambda o: o.__imul__(3), lambda o: o.__imul__(0), lambda o: o.insert(0, 1), lambda o: o.remove(97), lambda o: o.__init__(b"x"), lambda o: o.frombytes(b"a"), lambda o: o.resize(100), lambda o: o.close(), lambda o: o.__setitem__(slice(2), b"abcdef"),
                lambda o: o.__setitem__(slice(None, None, 2), b""), lambda o: o.byteswap(), lambda o: o.reverse()):
        outcome(use, owner)
    print(len(shown), shown.tobytes()[:6] in (b"abcdef", b"fedcba", bytes(6)), outcome(shown.release), len(owner))
    # expect: 6 True finished 6
    # expect: 6 True finished 6
    # expect: 6 True finished 6


class Buffer:
    def __init__(self, answer):
        self.answer = answer

    def __buffer__(self, flags):
        return self.answer(self, flags)


released = memoryview(b"abc")
released.release()
for answer in (lambda s, f: memoryview(s), lambda s, f: memoryview(memoryview(s)), lambda s, f: s, lambda s, f: None, lambda s, f: b"abc", lambda s, f: released, lambda s, f: 1 / 0, lambda s, f: bytes(s)):
    print(*[outcome(use, Buffer(answer)) for use in (memoryview, bytes, bytearray, b"".join, b"abc".find, io.BytesIO, lambda b: b"" + b)])
    # expect: RecursionError RecursionError RecursionError TypeError RecursionError RecursionError RecursionError
    # expect: RecursionError RecursionError RecursionError TypeError RecursionError RecursionError RecursionError
    # expect: TypeError TypeError TypeError TypeError TypeError TypeError TypeError
    # expect: TypeError TypeError TypeError TypeError TypeError TypeError TypeError
    # expect: TypeError TypeError TypeError TypeError TypeError TypeError TypeError
    # expect: ValueError ValueError ValueError TypeError ValueError ValueError ValueError
    # expect: ZeroDivisionError ZeroDivisionError ZeroDivisionError TypeError ZeroDivisionError ZeroDivisionError ZeroDivisionError
    # expect: RecursionError RecursionError RecursionError TypeError RecursionError RecursionError RecursionError
big = 1 << 62
print([outcome(lambda: memoryview(bytes(8)).cast("B", shape)) for shape in ([big, big], [big, 4], [-1], [0], [2, 2, 2, 1] * 20, [1 << 32, 1 << 32])])
# expect: ['ValueError', 'ValueError', 'ValueError', 'ValueError', 'ValueError', 'ValueError']
print([outcome(struct.calcsize, format) for format in (f"{big}q", f"{big}s{big}s", "9" * 30 + "x", f"{big}x" * 4, "0q" * 1000, f"{(1 << 63) - 1}c", f"{(1 << 63) - 1}xq")])
# expect: ['error', 'error', 'error', 'error', 'finished', 'finished', 'error']
print(outcome(bytearray, big), outcome(array.array("q", [1]).__mul__, big), outcome(lambda: bytearray(b"a") * big * big), outcome(bytes(3).zfill, big), outcome(bytes(3).center, big))
# expect: MemoryError MemoryError MemoryError MemoryError MemoryError
print([x[:: (1 << 63) - 1] for x in ([1, 2], (1, 2), "ab", b"ab", bytearray(b"ab"), array.array("b", b"ab"))])  # expect: [[1], (1,), 'a', b'a', bytearray(b'a'), array('b', [97])]
print([x[:: -(1 << 63)] for x in ([1, 2], (1, 2), "ab", b"ab", bytearray(b"ab"), array.array("b", b"ab"))])  # expect: [[2], (2,), 'b', b'b', bytearray(b'b'), array('b', [98])]
print(memoryview(b"ab")[:: (1 << 63) - 1].tolist(), mmap.mmap(-1, 2)[:: (1 << 63) - 1])  # expect: [97] b'\x00'
print("done")  # expect: done

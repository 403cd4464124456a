# The native Pickler writes what the Python one writes, and each reads the other's, in memory and in files.
import io
import pickle


class Point:
    def __init__(self):
        self.x, self.y = 1, "two"


class Slots:
    __slots__ = ("a", "b")

    def __init__(self):
        self.a = 1


class Items(list):
    pass


class Outer:
    class Inner:
        def method(self):
            pass


class Ex:
    def __new__(cls, *args, **kwargs):
        self = object.__new__(cls)
        self.given = args, kwargs
        return self

    def __getstate__(self):
        return None

    def __getnewargs_ex__(self):
        return (1,), {"k": 2}


class Setter:
    def __reduce__(self):
        return Point, (), {"x": 5}, None, None, set_state


def set_state(obj, state):
    obj.state = state


loop = []
loop.append((loop,))
values = [0, 255, 256, 65535, 65536, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 2**62, 2**64, -(2**63), -(2**64), -(2**127), 2**2100,
          -(2**2039), None, True, False, 0.0, -0.0, 1e300, float("inf"), "", "a", "\xe9", "\u20ac", "\U0001f600", "\ud800", "a\\\n\r\0\x1a",
          "x" * 256, "y" * 70000, "\xe9" * 40000, b"", b"ab", b"c" * 256, b"d" * 70000, bytearray(), bytearray(b"e"), (), (1,), (1, 2),
          (1, 2, 3), (1, 2, 3, 4), [], [1], [1, 2], list(range(2500)), {}, {1: 2}, {i: i for i in range(2500)}, set(), {1}, frozenset([1]),
          int, len, Point, Outer.Inner, Outer.Inner.method, ..., NotImplemented, type(None), type(...), 1j, range(3), slice(1, 2), Point(),
          [Point(), Point()], Slots(), Items([1, 2]), Ex(), Setter(), loop, KeyError("k"), OSError(2, "x", "y"), "abc".upper]  # fmt: skip
different = []
for value in values:
    for protocol in range(6):
        try:
            expected = pickle._dumps(value, protocol)
        except Exception as error:
            expected = repr(error)
        try:
            data = pickle.dumps(value, protocol)
        except Exception as error:
            data = repr(error)
        if data != expected:
            different.append((protocol, type(value).__name__))
        if isinstance(data, str):
            continue
        first, second = pickle.loads(data), pickle._loads(data)
        if pickle._dumps(first, protocol) != pickle._dumps(second, protocol):
            different.append(("loads", protocol, type(value).__name__))
        file = io.BytesIO()
        pickle.dump(value, file, protocol)
        file.write(b"rest")
        if file.getvalue() != data + b"rest":
            different.append(("dump", protocol, type(value).__name__))
        file.seek(0)
        buffered = io.BufferedReader(file, 16)
        pickle.load(buffered)
        if buffered.read() != b"rest":
            different.append(("load", protocol, type(value).__name__))
print(different)  # expect: []
print(pickle.Pickler is not pickle._Pickler, pickle.Pickler.__module__)  # expect: True _pickle
back = pickle.loads(pickle.dumps(Ex()))
print(back.given)  # expect: ((1,), {'k': 2})
back = pickle.loads(pickle.dumps(Setter()))
print(back.state)  # expect: {'x': 5}
back = pickle.loads(pickle.dumps(loop))
print(back[0][0] is back)  # expect: True

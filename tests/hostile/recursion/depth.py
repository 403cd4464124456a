# time limit: 60
# Structures that are deep without being cyclic: made, used and given up.
import copy
import functools
import gc
import itertools
import json
import operator
import pickle
import sys
import traceback
import types
import weakref

sys.path.append("..")
from _outcome import outcome, survives

N = 100_000


def deep(make, value, count=N):
    for _ in range(count):
        value = make(value)
    return value


nested = {
    "list": deep(lambda inner: [inner], []),
    "tuple": deep(lambda inner: (inner,), ()),
    "dict": deep(lambda inner: {1: inner}, {}),
    "set": deep(lambda inner: frozenset([inner]), frozenset(), 2_000),
    "namespace": deep(lambda inner: types.SimpleNamespace(a=inner), 1),
    "proxy": deep(lambda inner: types.MappingProxyType({1: inner}), {}),
    "partial": deep(lambda inner: functools.partial(inner), max),
    "method": deep(lambda inner: types.MethodType(inner, 1), max),
    "alias": deep(lambda inner: list[inner], int, 10_000),
    "iterator": deep(lambda inner: iter(map(abs, inner)), iter([1])),
    "chain": deep(lambda inner: itertools.chain(inner), iter([1])),
    "islice": deep(lambda inner: itertools.islice(inner, 5), iter([1])),
    "enumerate": deep(lambda inner: enumerate(inner), iter([1])),
    "zip": deep(lambda inner: zip(inner), iter([1])),
    "generator": deep(lambda inner: (x for x in inner), iter([1])),
    "property": deep(lambda inner: property(inner), None),
    "slice": deep(lambda inner: slice(inner), None),
    "exception": deep(lambda inner: ValueError(inner), None),
    "reversed": deep(lambda inner: reversed([inner]), None),
    "cell": deep(lambda inner: types.CellType(inner), None),
    "classmethod": deep(lambda inner: classmethod(inner), None),
    "memoryview": deep(lambda inner: memoryview(inner), b"abc", 10_000),
}
again = {"list": deep(lambda inner: [inner], []), "tuple": deep(lambda inner: (inner,), ()), "dict": deep(lambda inner: {1: inner}, {})}
USES = [repr, str, hash, copy.copy, copy.deepcopy, json.dumps, pickle.dumps, list, bool, sorted, dir, callable, iter, next, len, format, ascii, type, sys.getsizeof,
        operator.index, lambda x: x == x, lambda x: x < x, lambda x: x(), lambda x: x[0], lambda x: x.a, lambda x: [x] == [x], lambda x: isinstance(1, x), lambda x: "%r" % (x,),
        lambda x: x.__reduce_ex__(4), lambda x: x.__get__(1, int), lambda x: str(x), lambda x: x.__parameters__, lambda x: x | None, lambda x: type("T", (), {"x": x})().x]
for name, value in nested.items():
    for number, use in enumerate(USES):
        survives(use, value)
    if name in again:
        print(name, outcome(lambda: value == again[name]), outcome(lambda: value < again[name]), outcome(repr, value))
        # expect: list RecursionError RecursionError RecursionError
        # expect: tuple RecursionError RecursionError RecursionError
        # expect: dict RecursionError TypeError RecursionError
print(outcome(copy.deepcopy, nested["list"]), outcome(pickle.dumps, nested["list"]), outcome(json.dumps, nested["list"]))
# expect: RecursionError RecursionError RecursionError
nested.clear()
again.clear()
gc.collect()
ten_million = deep(lambda inner: [inner], [], 3_000_000)
del ten_million
gc.collect()
print(outcome(pickle.loads, b"]" * N + b"a" * (N - 1) + b"."))  # expect: finished


class Finalized:
    def __init__(self, inner):
        self.inner = inner

    def __del__(self):
        global dead
        dead += 1


dead = 0
value = deep(Finalized, None, 50_000)
del value
gc.collect()
gc.collect()
print(dead > 49_990)  # expect: True
value = None
for _ in range(20_000):
    value = weakref.ref(types.SimpleNamespace(a=value)) if False else [value, weakref.ref(deep)]
del value

# Chains of exceptions, printed and given up.
error = None
for number in range(10_000):
    new = ValueError(number)
    new.__context__ = error
    error = new
print(survives(traceback.format_exception, error), survives(lambda: traceback.TracebackException.from_exception(error)))  # expect: True True
print(survives(copy.deepcopy, error), survives(pickle.dumps, error))  # expect: True True
try:
    try:
        raise error
    except ValueError:
        raise KeyError
except KeyError as caught:
    print(caught.__context__ is error)  # expect: True
for number in range(10_000):
    new = ValueError(number)
    new.__cause__ = error
    error = new
print(survives(traceback.format_exception, error))  # expect: True
for number in range(1_000_000):
    new = ValueError(number)
    new.__context__ = error
    error = new
try:
    raise error
except ValueError:
    pass
del error, new
group = ValueError(1)
for number in range(N):
    group = ExceptionGroup("g", [group])
print(outcome(repr, group) in ("RecursionError", "finished"), outcome(str, group))  # expect: True finished
print(outcome(group.split, ValueError), outcome(group.subgroup, ValueError), outcome(group.derive, [ValueError()]))
# expect: RecursionError RecursionError finished
print(survives(traceback.format_exception, group))  # expect: True


def catch():
    try:
        raise group
    except* ValueError:
        pass


print(outcome(catch))  # expect: RecursionError
del group

# Frames, tracebacks, generators and coroutines.


def chain(n):
    if n:
        yield from chain(n - 1)
    yield n


sys.setrecursionlimit(100_000_000)
print(survives(lambda: list(chain(1_000_000))))  # expect: True
print(survives(lambda: sum(chain(20_000))))  # expect: True
sys.setrecursionlimit(1000)


def nest(inner):
    yield from inner


print(survives(next, deep(nest, iter([1]))))  # expect: True


async def wait(inner):
    return await inner


async def one():
    return 1


coroutine = deep(wait, one())
print(survives(coroutine.send, None))  # expect: True
coroutine.close()
del coroutine
generator = deep(nest, iter([1]), 5_000)
survives(next, generator)
print(survives(generator.throw, ValueError), survives(generator.close))  # expect: True True


def frames(n):
    frame = sys._getframe()
    return frame if n == 0 else frames(n - 1)


frame = frames(900)
print(outcome(lambda: [frame.f_locals, frame.f_lineno, frame.f_back, frame.f_code, frame.clear()]))  # expect: finished


def closure(inner):
    return lambda: inner()


print(outcome(deep(closure, int)))  # expect: RecursionError
function = deep(lambda inner: functools.wraps(inner)(lambda: inner()), int)
print(outcome(function))  # expect: RecursionError
text = "x"
for _ in range(N):
    text = "a" + text + "b"
print(len(text), hash(text) == hash("a" * N + "x" + "b" * N))  # expect: 200001 True
rope = ""
for _ in range(300_000):
    rope = rope + "ab" * 20
print(len(rope), rope.count("ab"), rope[-1])  # expect: 12000000 6000000 b
union = int
for number in range(200):
    union = union | list[type(f"T{number}", (), {})]
print(survives(repr, union), survives(hash, union), outcome(isinstance, 1, union))  # expect: True True finished
tail = deep(lambda inner: type("T", (inner,), {}), object, 2_000)
print(outcome(lambda: tail().missing), outcome(issubclass, tail, int), len(tail.__mro__))  # expect: AttributeError finished 2001

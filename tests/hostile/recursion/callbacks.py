# Python functions that reach themselves through a native function, and so through the native stack.
import builtins
import codecs
import contextlib
import copy
import functools
import io
import itertools
import json
import operator
import pickle
import re
import string
import sys
import types
import weakref

sys.path.append("..")
from _outcome import outcome


def through(call):
    """A function that calls itself with the help of `call`, which gets a function of any arguments."""

    def again(*arguments, **keywords):
        return call(again)

    return again


class Reduce:
    def __reduce__(self):
        return pickle.dumps(self)


class State:
    def __getstate__(self):
        return pickle.dumps(self)


class Context:
    def __enter__(self):
        stack = contextlib.ExitStack()
        stack.enter_context(self)

    def __exit__(self, *arguments):
        return None


class Exit:
    def __enter__(self):
        return self

    def __exit__(self, *arguments):
        with self:
            pass


class Raw(io.RawIOBase):
    def readable(self):
        return True

    def readinto(self, buffer):
        return io.BufferedReader(self).read(1)


class Stream(io.TextIOBase):
    def write(self, text):
        print(text, file=self)


class Formatter(string.Formatter):
    def get_field(self, name, arguments, keywords):
        return self.format("{}", 1), 0


class Number:
    def __init__(self, call):
        self.call = call

    def __index__(self):
        return self.call(self)


CALLS = [
    lambda f: list(map(f, [1])),
    lambda f: list(filter(f, [1])),
    lambda f: sorted([1, 2], key=f),
    lambda f: [1, 2].sort(key=f),
    lambda f: max([1, 2], key=f),
    lambda f: min(1, 2, key=f),
    lambda f: functools.reduce(f, [1, 2]),
    lambda f: functools.partial(f, 1)(),
    lambda f: functools.partial(functools.partial(f, a=1), b=2)(c=3),
    lambda f: sorted([1, 2], key=functools.cmp_to_key(f)),
    lambda f: functools.lru_cache(f)(1),
    lambda f: functools.cached_property(f),
    lambda f: functools.singledispatch(f)(1),
    lambda f: re.sub("a", f, "a"),
    lambda f: re.sub("a", lambda m: re.sub("b", f, "b"), "a"),
    lambda f: json.dumps(object(), default=f),
    lambda f: json.loads("{}", object_hook=f),
    lambda f: json.loads("[1.5]", parse_float=f),
    lambda f: json.loads("{}", object_pairs_hook=f),
    lambda f: iter(f, 1).__next__(),
    lambda f: next(iter(f, 1)),
    lambda f: list(itertools.starmap(f, [(1,)])),
    lambda f: list(itertools.accumulate([1, 2], f)),
    lambda f: list(itertools.groupby([1], f)),
    lambda f: list(itertools.takewhile(f, [1])),
    lambda f: list(itertools.dropwhile(f, [1])),
    lambda f: list(itertools.filterfalse(f, [1])),
    lambda f: operator.methodcaller("__call__")(f),
    lambda f: f.__call__(),
    lambda f: types.MethodType(f, 1)(),
    lambda f: type("T", (), {"__call__": f})()(),
    lambda f: type("T", (), {"__init__": f})(),
    lambda f: type("T", (), {"__new__": f})(),
    lambda f: type("T", (), {"__getattr__": f})().a,
    lambda f: type("T", (), {"a": property(f)})().a,
    lambda f: type("T", (), {"__iter__": f})().__iter__(),
    lambda f: list(type("T", (), {"__iter__": f})()),
    lambda f: [*type("T", (), {"__iter__": f})()],
    lambda f: type("T", (), {"__enter__": f, "__exit__": f})().__enter__(),
    lambda f: hash(type("T", (), {"__hash__": f})()),
    lambda f: {type("T", (), {"__hash__": f})(): 1},
    lambda f: [type("T", (), {"__eq__": f})()].index(1),
    lambda f: 1 in [type("T", (), {"__eq__": f})()],
    lambda f: str(type("T", (), {"__str__": f})()),
    lambda f: f"{type('T', (), {'__format__': f})()}",
    lambda f: "{:a}".format(type("T", (), {"__format__": f})()),
    lambda f: "{0.a}".format(type("T", (), {"__getattr__": f})()),
    lambda f: "%s" % type("T", (), {"__str__": f})(),
    lambda f: "%(a)s" % type("T", (dict,), {"__missing__": f})(),
    lambda f: type("T", (dict,), {"__missing__": f})()[1],
    lambda f: "a".translate(type("T", (), {"__getitem__": f})()),
    lambda f: isinstance(1, type("M", (type,), {"__instancecheck__": f})("T", (), {})),
    lambda f: issubclass(int, type("M", (type,), {"__subclasscheck__": f})("T", (), {})),
    lambda f: exec("f()", {"f": f}),
    lambda f: eval("f()", {"f": f}),
    lambda f: eval(compile("f()", "", "eval"), {"f": f}),
    lambda f: eval("a", {"__builtins__": {}}, type("T", (dict,), {"__missing__": f})()),
    lambda f: copy.copy(type("T", (), {"__copy__": f})()),
    lambda f: copy.deepcopy(type("T", (), {"__deepcopy__": f})()),
    lambda f: copy.deepcopy([type("T", (), {"__deepcopy__": f})()]),
    lambda f: next(x for x in [1] if f()),
    lambda f: [f() for _ in range(1)],
    lambda f: sum([type("T", (), {"__radd__": f})()]),
    lambda f: type("T", (), {"__add__": f})() + 1,
    lambda f: operator.add(type("T", (), {"__add__": f})(), 1),
    lambda f: type("T", (), {"__getitem__": f})()[0],
    lambda f: type("T", (), {"__class_getitem__": f})[0],
    lambda f: getattr(type("M", (type,), {"__getattr__": f})("T", (), {}), "x"),
    lambda f: type("M", (type,), {"__call__": f})("T", (), {})(),
    lambda f: type("T", (), {"__init_subclass__": f}) and type("S", (type("T", (), {"__init_subclass__": f}),), {}),
    lambda f: type("T", (), {"a": type("D", (), {"__set_name__": f})()}),
    lambda f: type("T", (), {"a": type("D", (), {"__get__": f})()})().a,
    lambda f: setattr(type("T", (), {"__setattr__": f})(), "a", 1),
    lambda f: print("a", file=type("T", (), {"write": f})()),
    lambda f: builtins.__build_class__(f, "T"),
    lambda f: contextlib.contextmanager(f)().__enter__(),
    lambda f: contextlib.ExitStack().callback(f) and f(),
    lambda f: open("x", opener=f),
    lambda f: io.BufferedReader(type("R", (io.RawIOBase,), {"readable": lambda s: True, "readinto": f})()).read(1),
    lambda f: io.TextIOWrapper(type("R", (io.BytesIO,), {"read1": f, "read": f})(b"a")).read(),
    lambda f: weakref.WeakKeyDictionary().setdefault(f, f()),
    lambda f: types.DynamicClassAttribute(f).__get__(1, int),
    lambda f: (lambda g: next(g))(x() for x in [f]),
    lambda f: (lambda g: g.send(None))((lambda: (yield f()))()),
    lambda f: (lambda c: c.send(None))(awaits(f)),
    lambda f: bytes(type("T", (), {"__bytes__": f})()),
    lambda f: int(type("T", (), {"__int__": f})()),
    lambda f: range(type("T", (), {"__index__": f})()),
    lambda f: round(type("T", (), {"__round__": f})()),
    lambda f: dir(type("T", (), {"__dir__": f})()),
    lambda f: reversed(type("T", (), {"__reversed__": f})()),
    lambda f: memoryview(type("T", (), {"__buffer__": f})()),
    lambda f: pickle.dumps(type("T", (), {"__reduce__": f, "__reduce_ex__": f})()),
]


async def awaits(f):
    return f()


for number, call in enumerate(CALLS):
    found = outcome(through(call))
    if found != "RecursionError" and number not in (11, 91):
        print(number, found)
print("done")  # expect: done
print(outcome(pickle.dumps, Reduce()), outcome(pickle.dumps, State()))  # expect: RecursionError RecursionError
print(outcome(Context().__enter__), outcome(Exit().__exit__))  # expect: RecursionError RecursionError
print(outcome(io.BufferedReader(Raw()).read, 1), outcome(Stream().write, "a"))  # expect: RecursionError RecursionError
print(outcome(Formatter().format, "{}"))  # expect: RecursionError


class Import:
    def find_spec(self, name, path=None, target=None):
        __import__(name + "x")


sys.meta_path.insert(0, Import())
print(outcome(__import__, "nothing"))  # expect: RecursionError
del sys.meta_path[0]
saved = builtins.__import__
builtins.__import__ = lambda name, *rest: exec("import " + name)
print(outcome(exec, "import nothing"))  # expect: RecursionError
builtins.__import__ = saved


def handler(error):
    return b"\xff".decode("utf-8", "again"), error.end


codecs.register_error("again", handler)
print(outcome(lambda: b"\xff".decode("utf-8", "again")))  # expect: RecursionError
shown = sys.displayhook
sys.setrecursionlimit(1_000_000)


def plain(n):
    return plain(n + 1)


def through_native(n):
    return list(map(through_native, [n + 1]))


print(outcome(plain, 0), outcome(through_native, 0))  # expect: RecursionError RecursionError

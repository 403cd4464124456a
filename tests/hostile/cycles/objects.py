# Objects that refer to themselves: classes, exceptions, functions, generators, generic aliases, weak references.
import ast
import functools
import gc
import inspect
import itertools
import sys
import traceback
import typing
import weakref

sys.path.append("..")
from _outcome import outcome

error = ValueError("a")
error.__cause__ = error
error.__context__ = error
print(len("".join(traceback.format_exception(error))) > 0)  # expect: True
one, two = ValueError("one"), ValueError("two")
one.__context__, two.__context__ = two, one
print(len("".join(traceback.format_exception(one))) > 0)  # expect: True
try:
    try:
        raise one
    except ValueError:
        raise two
except ValueError as caught:
    print(caught.__context__)  # expect: one
error = ValueError()
error.args = (error,)
print(outcome(repr, error), outcome(str, error))  # expect: RecursionError RecursionError
group = ExceptionGroup("g", [error])
error.__context__ = group
print(len("".join(traceback.format_exception(group))) > 0)  # expect: True

partial = functools.partial(print)
partial.__setstate__((partial, (partial,), {"a": partial}, {}))
print(outcome(partial), outcome(repr, partial))  # expect: RecursionError finished
alias = list[int]
parts = []
alias = list[parts]
parts.append(alias)
print(outcome(repr, alias), outcome(hash, alias), outcome(lambda: alias == list[[alias]]))  # expect: RecursionError TypeError finished


class C:
    pass


C.self = C
C.__doc__ = C
print(outcome(repr, C), outcome(lambda: setattr(C, "__bases__", (C,))))  # expect: finished TypeError


class D(C):
    pass


print(outcome(lambda: setattr(C, "__bases__", (D,))))  # expect: TypeError


def f():
    pass


f.__wrapped__ = f
print(outcome(inspect.unwrap, f), outcome(inspect.signature, f))  # expect: ValueError ValueError
f.__dict__["f"] = f
f.__defaults__ = (f,)
f.__annotations__["f"] = f


def g():
    yield from generator


generator = g()
print(outcome(next, generator))  # expect: ValueError


async def c():
    await coroutine


coroutine = c()
print(outcome(coroutine.send, None))  # expect: ValueError
iterator = itertools.chain()
iterator = itertools.chain.from_iterable(iterator for _ in "a")
print(outcome(list, iterator) in ("finished", "RecursionError", "ValueError", "RuntimeError", "TypeError"))  # expect: True
source = []
looped = map(lambda x: next(looped), [1])
print(outcome(next, looped))  # expect: StopIteration
looped = filter(lambda x: next(looped), [1])
print(outcome(next, looped))  # expect: StopIteration


class Me:
    def __getattr__(self, name):
        return getattr(self, name + "_")


print(outcome(getattr, Me(), "a"))  # expect: RecursionError


class Property:
    @property
    def a(self):
        return self.a


print(outcome(getattr, Property(), "a"))  # expect: RecursionError


class Call:
    pass


Call.__call__ = Call()
print(outcome(Call()))  # expect: RecursionError


class Get:
    pass


Get.__get__ = Get()
Get.a = Get()
print(outcome(getattr, Get(), "a"))  # expect: RecursionError


class Iterate:
    def __iter__(self):
        return self

    __next__ = None


print(outcome(list, Iterate()))  # expect: TypeError
Iterate.__next__ = Iterate()
print(outcome(list, Iterate()))  # expect: TypeError


class Hash:
    def __hash__(self):
        return hash(self)

    def __eq__(self, other):
        return self == other

    def __repr__(self):
        return repr(self)

    def __len__(self):
        return len(self)

    def __index__(self):
        return [1][self]

    def __bool__(self):
        return not self

    def __lt__(self, other):
        return self < other

    def __contains__(self, other):
        return other in self

    def __getitem__(self, key):
        return self[key]

    def __add__(self, other):
        return self + other

    def __neg__(self):
        return -self

    def __format__(self, spec):
        return format(self, spec)

    def __iter__(self):
        return iter(self)

    def __setattr__(self, name, value):
        setattr(self, name, value)

    def __delattr__(self, name):
        delattr(self, name)

    def __dir__(self):
        return dir(self)

    def __enter__(self):
        with self:
            pass

    def __exit__(self, *arguments):
        pass

    def __int__(self):
        return int(self)

    def __float__(self):
        return float(self)

    def __complex__(self):
        return complex(self)

    def __bytes__(self):
        return bytes(self)

    def __round__(self):
        return round(self)

    def __reversed__(self):
        return reversed(self)

    def __length_hint__(self):
        return 1

    def __call__(self):
        return self()

    def __reduce_ex__(self, protocol):
        import copy

        return copy.copy(self)


me = Hash()
for function in (hash, repr, str, len, bool, int, float, complex, bytes, round, reversed, iter, dir, list, ascii, format, lambda x: x == Hash(), lambda x: x < x,
                 lambda x: 1 in x, lambda x: x[1], lambda x: x + 1, lambda x: -x, lambda x: {x: x}, lambda x: setattr(x, "a", 1), lambda x: delattr(x, "a"),
                 lambda x: x.__enter__(), lambda x: x(), lambda x: x.__reduce_ex__(2), lambda x: [x, Hash()].index(Hash()), lambda x: sorted([x, x]),
                 lambda x: f"{x}", lambda x: "%s" % x, lambda x: "{}".format(x), lambda x: print(x, file=None), lambda x: max(x, x), lambda x: {x}, lambda x: frozenset([x]),
                 lambda x: [1][x], lambda x: range(x), lambda x: "a" * x, lambda x: bytearray(x), lambda x: chr(x), lambda x: any([x]), lambda x: all([x])):
    found = outcome(function, me)
    if found != "RecursionError":
        print(function, found)
print("done")  # expect: done

reference = weakref.ref(me, lambda r: r())
del me
gc.collect()


class Final:
    def __del__(self):
        Final()


made = 0


class Chain:
    def __del__(self):
        global made
        made += 1
        if made < 100:
            Chain()


Chain()
for _ in range(101):
    gc.collect()
print(made)  # expect: 100

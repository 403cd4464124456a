"""A tour of the language: every part of Python 3.14 once, each with a line that shows what came out."""
from __future__ import annotations as _unused_feature   # noqa: F401  (names of features may be bound)

import sys
from collections import ChainMap, Counter, OrderedDict, defaultdict, deque, namedtuple
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, Flag, auto
from functools import cached_property, lru_cache, partial, reduce, singledispatch, wraps
from itertools import accumulate, batched, chain, groupby, islice, pairwise, product


def show(title, *values):
    print(f"{title:<22}", *values)


# ---- numbers and text ----
show("integers", 2**100, 7 // -2, 7 % -2, divmod(-7, 2), 0b1010 | 0o17, 0xFF ^ 1, 1_000_000)
show("floats", 0.1 + 0.2, 1e100, -0.0, float("inf"), round(2.5), round(2.675, 2), 3.0.is_integer())
show("complex", (1 + 2j) * (3 - 1j), abs(3 + 4j))
show("strings", "héllo".upper(), "a,b,,c".split(","), "x".join("abc"), "tab\tnew".expandtabs(4), "ß".casefold())
name, width, value = "krait", 12, 3.14159
show("f-strings", f"{name!r:>{width}}|{value:.2f}|{width:#06x}|{value=:.1f}|{'nested ' + f'{name[0]}'}")
show("formatting", "{0[1]} {k.real:+d}".format([1, 2], k=5), "%-5s|%05.1f|%x" % ("ab", 2.25, 255), format(1234567.891, ",.2f"))
template = t"{name} is {value:.1f} long"
show("t-strings", template.strings, [(part.value, part.expression, part.format_spec) for part in template.interpolations])
show("bytes", b"abc"[1], bytes([65, 66]), bytearray(b"x") * 3, b"\xff".hex(), "é".encode(), memoryview(b"abcd")[1:3].tobytes())

# ---- containers ----
numbers = [5, 3, 8, 1]
first, *middle, last = numbers
show("unpacking", first, middle, last, [*numbers, *"ab"], {**{"a": 1}, "b": 2})
numbers[1:3] = [9, 9, 9]
del numbers[::2]
show("slices", numbers, "abcdef"[::-1], "abcdef"[-3:-1], list(range(10))[::3])
show("sets", sorted({1, 2, 3} & {2, 3, 4}), sorted({1, 2} ^ {2, 3}), frozenset("aab") == {"a", "b"})
table = {"one": 1, "two": 2} | {"three": 3}
show("dicts", table, table.get("four", 4), list(table.items())[-1], {v: k for k, v in table.items()})
show("comprehensions", [x * y for x in range(3) for y in range(3) if x != y], {c for c in "abca"} == set("abc"))
show("sorting", sorted("banana"), sorted([3, 1, 2], reverse=True), sorted(["bb", "a", "ccc"], key=len), max([1, 5, 2], key=lambda n: -n))
show("collections", Counter("abracadabra").most_common(2), deque([1, 2, 3], maxlen=2), OrderedDict(a=1), ChainMap({"a": 1}, {"b": 2})["b"])
groups = defaultdict(list)
for word in ["apple", "avocado", "banana"]:
    groups[word[0]].append(word)
Point = namedtuple("Point", "x y", defaults=[0])
show("more of them", dict(groups), Point(1), Point(1, 2)._replace(y=5), Point(3, 4).x)
show("itertools", list(accumulate([1, 2, 3])), list(pairwise("abc")), list(batched("abcde", 2)), list(islice(chain("ab", "cd"), 3)),
     [(k, len(list(g))) for k, g in groupby("aabbb")], len(list(product([0, 1], repeat=3))))


# ---- control flow ----
def classify(n):
    for divisor in range(2, n):
        if n % divisor == 0:
            break
    else:
        return "prime"
    return f"divisible by {divisor}"


show("for and else", [classify(n) for n in (7, 9, 12)])
count = 0
while (count := count + 1) < 5:
    if count == 2:
        continue
    if count == 4:
        break
show("while and walrus", count, [y for x in range(5) if (y := x * x) > 5])


def describe(thing):
    match thing:
        case None | True | False:
            return "a constant"
        case int(n) if n > 100:
            return f"a big number {n}"
        case int() | float():
            return "a number"
        case str(text):
            return f"text of {len(text)}"
        case [] | [_]:
            return "a short list"
        case [first, *rest]:
            return f"a list from {first} and {len(rest)} more"
        case {"kind": kind, **others}:
            return f"a mapping of {kind} with {sorted(others)}"
        case Point(x=0, y=y):
            return f"a point on the axis at {y}"
        case complex(real=r, imag=i):
            return f"complex {r} {i}"
    return "something else"


show("match", *[describe(t) for t in (None, 500, 2.5, "abc", [1], [1, 2, 3], {"kind": "x", "b": 1}, 1j, object)])


# ---- functions ----
def parameters(a, /, b, c=3, *args, d, e=5, **kwargs):
    return a, b, c, args, d, e, kwargs


show("parameters", parameters(1, 2, d=4), parameters(1, 2, 3, 4, 5, d=6, f=7), parameters(*[1, 2], **{"d": 0}))
with suppress(TypeError):
    parameters(a=1, b=2, d=3)
    print("not reached")


def counter():
    total = 0

    def add(n=1):
        nonlocal total
        total += n
        return total
    return add


add = counter()
add(); add(5)
show("closures", add(), [f() for f in [lambda i=i: i * i for i in range(4)]], (lambda *a, **k: (a, k))(1, x=2))


def traced(function):
    @wraps(function)
    def wrapper(*args):
        return f"<{function.__name__}{args} = {function(*args)}>"
    return wrapper


@traced
def power(base, exponent=2):
    "Raise base."
    return base ** exponent


show("decorators", power(3), power.__name__, power.__doc__)


@lru_cache(maxsize=None)
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


@singledispatch
def kind_of(x):
    return "object"


@kind_of.register
def _(x: int):
    return "int"


show("functools", fibonacci(80), partial(power, 2)(5), reduce(lambda a, b: a * b, range(1, 6)), kind_of(1), kind_of("x"))


# ---- generators ----
def tree(depth):
    if depth:
        yield from tree(depth - 1)
        yield depth
        yield from tree(depth - 1)


def averager():
    total = n = 0
    average = None
    while True:
        try:
            value = yield average
        except ZeroDivisionError:
            value = 0
        total, n = total + value, n + 1
        average = total / n


show("generators", list(tree(3)), sum(x * x for x in range(10)))
average = averager()
next(average)
show("send and throw", average.send(10), average.send(20), average.throw(ZeroDivisionError), average.close())


# ---- classes ----
class Vector:
    __slots__ = ("x", "y")
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __repr__(self):
        return f"Vector({self.x}, {self.y})"

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y) if isinstance(other, Vector) else NotImplemented

    def __rmul__(self, factor):
        return Vector(self.x * factor, self.y * factor)

    def __eq__(self, other):
        return isinstance(other, Vector) and (self.x, self.y) == (other.x, other.y)

    def __hash__(self):
        return hash((self.x, self.y))

    def __iter__(self):
        yield self.x
        yield self.y

    def __bool__(self):
        return any(self)

    def __getitem__(self, i):
        return (self.x, self.y)[i]


v = Vector(1, 2)
show("operators", v + v, 3 * v, v == Vector(1, 2), {v: "key"}[Vector(1, 2)], list(v), bool(Vector(0, 0)), v[-1])


class Temperature:
    registry = []

    def __init_subclass__(cls, /, scale, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.scale = scale
        Temperature.registry.append(cls.__name__)

    def __init__(self, degrees):
        self._degrees = degrees

    @property
    def degrees(self):
        return self._degrees

    @degrees.setter
    def degrees(self, value):
        if value < -300:
            raise ValueError("too cold")
        self._degrees = value

    @classmethod
    def freezing(cls):
        return cls(0)

    @staticmethod
    def convert(celsius):
        return celsius * 9 / 5 + 32

    @cached_property
    def expensive(self):
        return f"computed for {self._degrees}"


class Celsius(Temperature, scale="C"):
    def __str__(self):
        return f"{self.degrees}°{self.scale}"


c = Celsius.freezing()
c.degrees += 20
show("properties", c, Temperature.registry, Celsius.convert(100), c.expensive, "expensive" in vars(c))


class Positive:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.name)

    def __set__(self, instance, value):
        if value <= 0:
            raise ValueError(f"{self.name[1:]} must be positive")
        setattr(instance, self.name, value)


class Meta(type):
    def __new__(mcls, name, bases, namespace, **options):
        cls = super().__new__(mcls, name, bases, namespace)
        cls.options = options
        return cls

    def __call__(cls, *args):
        instance = super().__call__(*args)
        instance.born = True
        return instance


class Box(metaclass=Meta, color="red"):
    side = Positive()

    def __init__(self, side):
        self.side = side

    def __getattr__(self, name):
        return f"no {name}"


class A:
    def who(self): return ["A"]


class B(A):
    def who(self): return ["B"] + super().who()


class C(A):
    def who(self): return ["C"] + super().who()


class D(B, C):
    def who(self): return ["D"] + super().who()


show("metaclasses", Box(2).side, Box.options, Box(1).born, Box(1).lid)
show("inheritance", D().who(), [k.__name__ for k in D.__mro__], issubclass(D, A), isinstance(D(), C))


@dataclass(order=True)
class Item:
    price: float
    name: str = field(compare=False)
    tags: list[str] = field(default_factory=list, repr=False)


class Color(Enum):
    RED = auto()
    GREEN = auto()


class Access(Flag):
    READ = auto()
    WRITE = auto()


show("dataclasses", Item(2.5, "tea"), min(Item(3, "a"), Item(1, "b")).name, Item(1, "x") == Item(1, "y"))
show("enums", Color.RED, Color["GREEN"].value, list(Color), Access.READ | Access.WRITE, Access.READ in ~Access.WRITE)


# ---- generics and annotations (PEP 695, 649) ----
class Stack[T]:
    def __init__(self) -> None:
        self.items: list[T] = []

    def push(self, item: T) -> Stack[T]:
        self.items.append(item)
        return self


type Pair[K, V = int] = tuple[K, V]


def largest[N: (int, float)](values: list[N], *, default: Later | None = None) -> N:
    return max(values, default=default)


show("type parameters", Stack[int]().push(1).items, Stack.__type_params__, Pair.__name__, largest([2, 3]), int | None)


# ---- exceptions ----
def risky(n):
    try:
        if n == 0:
            raise ValueError("zero")
        return 10 // (n - 1)
    except ValueError as error:
        raise KeyError("wrapped") from error
    except ZeroDivisionError:
        return "division"
    else:
        return "unreached"
    finally:
        order.append(n)


order = []
results = [risky(1), risky(3)]
try:
    risky(0)
except KeyError as error:
    results.append((type(error.__cause__).__name__, error.args))
show("exceptions", results, order)
try:
    raise ExceptionGroup("several", [ValueError(1), TypeError(2), ExceptionGroup("inner", [ValueError(3)])])
except* ValueError as group:
    show("except*", group.exceptions[0], len(group.exceptions))
except* TypeError as group:
    show("except* again", group.exceptions)
try:
    error = RuntimeError("with a note")
    error.add_note("seen in the tour")
    raise error
except LookupError, RuntimeError:
    show("notes", sys.exception().__notes__)


@contextmanager
def step(name):
    log.append("enter " + name)
    try:
        yield name
    except LookupError:
        log.append("swallowed")
    finally:
        log.append("exit " + name)


log = []
with (step("a") as a, step("b") as b):
    raise LookupError(a + b)
with ExitStack() as stack:
    stack.callback(log.append, "callback")
show("with", log)


# ---- coroutines, driven by hand ----
class Pause:
    def __await__(self):
        return (yield "paused")


async def ticks(n):
    for i in range(n):
        yield i


async def work():
    got = await Pause()
    evens = [i async for i in ticks(6) if i % 2 == 0]
    async for last in ticks(3):
        pass
    return got, evens, last


task = work()
show("coroutines", task.send(None), end := None)
try:
    task.send("resumed")
except StopIteration as done:
    show("awaited", done.value)

# ---- the dynamic side ----
namespace = {}
exec("def f(x):\n    return x + y", {"y": 10}, namespace)
show("exec and eval", namespace["f"](5), eval("a * 2", {"a": 21}), compile("1 + 1", "<tour>", "eval").co_filename)
Made = type("Made", (Vector,), {"__slots__": (), "norm": lambda self: (self.x**2 + self.y**2) ** 0.5})
show("made classes", Made(3, 4).norm(), getattr(Made(1, 2), "x"), hasattr(Made, "nothing"), callable(Made))
global_before = "x" in globals()
x = 1
del x
show("names", global_before, "x" in globals(), [n for n in dir(Vector) if n.startswith("__m")])
assert __debug__, "assertions are on"
print("end of the tour")

# A special method that asks for itself, of every kind, through every native function that calls it.
import copy
import operator
import sys

sys.path.append("..")
from _outcome import outcome


class Me:
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

    def __setitem__(self, key, value):
        self[key] = value

    def __delitem__(self, key):
        del self[key]

    def __add__(self, other):
        return self + other

    def __radd__(self, other):
        return other + self

    def __iadd__(self, other):
        self += other

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

    def __call__(self):
        return self()

    def __copy__(self):
        return copy.copy(self)

    def __deepcopy__(self, memo):
        return copy.deepcopy(self, memo)

    def __instancecheck__(self, other):
        return isinstance(other, self)

    def __subclasscheck__(self, other):
        return issubclass(other, self)

    def __fspath__(self):
        return open(self)

    def __matmul__(self, other):
        return self @ other


def with_me(me):
    with me:
        pass


def delete_item(me):
    del me[1]


USES = [
    hash, repr, str, len, bool, int, float, complex, bytes, round, reversed, iter, dir, list, ascii, format, tuple, set, frozenset, dict, sorted, min, max,
    sum, any, all, enumerate, open, range, chr, bytearray, copy.copy, copy.deepcopy, operator.index, operator.neg, operator.length_hint, with_me, delete_item,
    lambda x: x == Me(), lambda x: x != Me(), lambda x: x < x, lambda x: 1 in x, lambda x: x[1], lambda x: x + 1, lambda x: 1 + x, lambda x: operator.iadd(x, 1),
    lambda x: {x: x}, lambda x: {x}, lambda x: setattr(x, "a", 1), lambda x: delattr(x, "a"), lambda x: x.__setitem__(1, 1), lambda x: x(), lambda x: x @ x,
    lambda x: [x, Me()].index(Me()), lambda x: [Me()].count(x), lambda x: sorted([x, x]), lambda x: [x, x].sort(), lambda x: f"{x}", lambda x: f"{x!r}",
    lambda x: "%s" % x, lambda x: "%r" % (x,), lambda x: "%d" % x, lambda x: "{}".format(x), lambda x: "{0[a]}".format(x), lambda x: max(x, x), lambda x: [1][x],
    lambda x: "a" * x, lambda x: [1] * x, lambda x: isinstance(1, x), lambda x: issubclass(int, x), lambda x: [*x], lambda x: (lambda *a: 1)(*x),
    lambda x: repr([x]), lambda x: repr((x,)), lambda x: repr({1: x}), lambda x: repr({2: x}.values()), lambda x: str(ValueError(x)), lambda x: (x,) == (Me(),),
    lambda x: [x] < [Me()], lambda x: {1: x} == {1: Me()}, lambda x: hash((x,)), lambda x: "abc"[x:], lambda x: slice(x, x).indices(3), lambda x: x if x else x,
    lambda x: [y for y in x], lambda x: dict(x), lambda x: "".join(x), lambda x: print(x), lambda x: divmod(1, x), lambda x: pow(x, 2), lambda x: bin(x),
    lambda x: isinstance(x, (int, (str, (x,)))), lambda x: x is x and not x, lambda x: memoryview(b"abc")[x], lambda x: "a".center(x), lambda x: zip(x), lambda x: map(len, x),
]
me = Me()
ended = 0
for number, use in enumerate(USES):
    found = outcome(use, me)
    if found not in ("RecursionError", "TypeError"):
        print(number, found)
    ended += found == "RecursionError"
print(ended > 80)  # expect: True


class Attribute:
    def __getattribute__(self, name):
        return getattr(self, name)


class Missing:
    def __getattr__(self, name):
        return getattr(self, name + "_")


class Property:
    @property
    def a(self):
        return self.a

    @a.setter
    def a(self, value):
        self.a = value


class Called:
    pass


Called.__call__ = Called()


class Got:
    pass


Got.__get__ = Got()
Got.a = Got()


class Set:
    def __set__(self, instance, value):
        instance.a = value


Set.a = Set()


class Meta(type):
    def __call__(cls):
        return cls()

    def __instancecheck__(cls, other):
        return isinstance(other, cls)

    def __getattr__(cls, name):
        return getattr(cls, name)

    def __prepare__(*arguments):
        return Meta("a", (), {}) and type("T", (), {}, metaclass=Meta)


class Base(type):
    def __new__(cls, name, bases, namespace):
        return Base(name, bases, namespace)


class Item:
    def __class_getitem__(cls, item):
        return cls[item]


class Init:
    def __init_subclass__(cls):
        class Again(cls):
            pass


class Named:
    def __set_name__(self, owner, name):
        type("T", (), {"a": Named()})


class New:
    def __new__(cls):
        return cls()


class Start:
    def __init__(self):
        Start()


class Cls:
    @property
    def __class__(self):
        return self.__class__


class Slot:
    @property
    def __dict__(self):
        return vars(self)


metaclass = type.__call__(Meta, "M", (), {})
for use in (lambda: Attribute().a, lambda: Missing().a, lambda: Property().a, lambda: setattr(Property(), "a", 1), lambda: Called()(), lambda: Got().a,
            lambda: setattr(Set(), "a", 1), metaclass, lambda: isinstance(1, metaclass), lambda: metaclass.a, lambda: Base("B", (), {}), lambda: Item[1],
            lambda: type("T", (Init,), {}), lambda: type("T", (), {"a": Named()}), New, Start, lambda: isinstance(Cls(), int), lambda: vars(Slot())):
    print(outcome(use))
    # expect: RecursionError
    # expect: RecursionError
    # expect: RecursionError
    # expect: RecursionError
    # expect: RecursionError
    # expect: RecursionError
    # expect: RecursionError
    # expect: RecursionError
    # expect: RecursionError
    # expect: RecursionError
    # expect: RecursionError
    # expect: RecursionError
    # expect: RecursionError
    # expect: RecursionError
    # expect: RecursionError
    # expect: RecursionError
    # expect: RecursionError
    # expect: RecursionError

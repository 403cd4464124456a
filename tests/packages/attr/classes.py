"""Classes made by attrs: slots, validators, converters, evolve, frozen, order, hash."""
# env: PYTHONPATH=/usr/lib/python3/dist-packages
import copy
import pickle
from typing import ClassVar, List, Optional

import attr
import attrs
from attrs import asdict, astuple, cmp_using, converters, define, evolve, field, fields, filters, frozen, make_class, mutable, setters, validators


def attempt(function, *arguments, **more):
    try:
        print(function(*arguments, **more))
    except Exception as error:
        print(type(error).__name__, "|", error.args[0] if error.args else "")       # the others show addresses


@define
class Point:
    x: int = field(validator=validators.instance_of(int))
    y: int = field(default=0, converter=int)
    tags: List[str] = attrs.Factory(list)

    @x.validator
    def positive(self, attribute, value):
        if value < 0:
            raise ValueError(f"{attribute.name} is negative")


print(Point(1), Point(1, "2"), Point(1) == Point(1, 0), Point(1) != Point(2), hasattr(Point(1), "__dict__"))
attempt(Point, "1")
attempt(Point, -1)
attempt(Point)
attempt(Point, 1, 2, [], 4)
attempt(Point, 1, z=3)
attempt(setattr, Point(1), "z", 1)
attempt(setattr, Point(1), "x", "text")
attempt(hash, Point(1))
p = Point(3, 4, ["a"])
p.y = "7"
print(p, evolve(p, x=9), asdict(p), astuple(p), Point.__slots__, Point.__match_args__)
match p:
    case Point(3, y, [tag]):
        print("matched", y, tag)
print(copy.copy(p), copy.deepcopy(p) == p, pickle.loads(pickle.dumps(p)) == p)


@frozen(order=True)
class Version:
    major: int
    minor: int = 0
    note: str = field(default="", eq=False, repr=False)
    parts: tuple = field(init=False, repr=lambda value: f"<{len(value)}>")
    kind: ClassVar[str] = "v"

    def __attrs_post_init__(self):
        object.__setattr__(self, "parts", (self.major, self.minor))


v = Version(1, 2, "x")
print(v, v < Version(1, 3), sorted([Version(2), Version(1, 9), Version(1)]), hash(v) == hash(Version(1, 2, "y")), {v: 1}[Version(1, 2)])
attempt(setattr, v, "major", 3)
attempt(delattr, v, "major")
attempt(lambda: v < 3)
try:
    v.minor = 1
except attrs.exceptions.FrozenInstanceError as error:
    print("frozen", error.args, isinstance(error, AttributeError))


@define(slots=False, kw_only=True)
class Base:
    name: str = "base"
    size: Optional[int] = field(default=None, validator=validators.optional(validators.in_([1, 2, 3])))


@define(slots=False)
class Derived(Base):
    extra: float = field(default=0.5, metadata={"unit": "m"}, alias="extra") if "alias" in field.__kwdefaults__ else field(default=0.5, metadata={"unit": "m"})


d = Derived(1.5, name="d", size=2)
print(d, fields(Derived).extra.metadata["unit"], [a.name for a in fields(Derived)], vars(d))
attempt(Derived, size=9)
attempt(Derived, 1, 2, 3)


@define
class Many:
    a: str = field(converter=converters.optional(str.upper), default=None)
    b: int = field(converter=converters.default_if_none(5), default=None)
    c: bool = field(converter=converters.to_bool, default="yes")
    d: str = field(default="abc", validator=[validators.matches_re(r"[a-z]+"), validators.max_len(4)])
    e: dict = field(factory=dict, validator=validators.deep_mapping(validators.instance_of(str), validators.instance_of(int)))
    f: int = field(default=5, validator=validators.and_(validators.gt(1), validators.le(10)))
    g: object = field(default=len, validator=validators.is_callable(), repr=False)
    h: int = field(default=1, on_setattr=setters.frozen)
    i: int = field()

    @i.default
    def _i(self):
        return self.f * 2


m = Many("x")
print(m)
for change in [{"d": "A1"}, {"d": "abcdefg"}, {"e": {"k": "v"}}, {"f": 0}, {"f": 11}, {"g": 3}, {"c": "maybe"}]:
    attempt(Many, **change)
attempt(setattr, m, "h", 2)
with validators.disabled():
    print(Many(f=100).f)


@define
class Line:
    start: Point
    end: Point
    points: list = field(factory=list)


line = Line(Point(1), Point(2, 3), [Point(4)])
print(asdict(line), astuple(line, recurse=False), asdict(line, filter=filters.exclude(fields(Line).points)))
print(asdict(line, value_serializer=lambda inst, f, v: v * 2 if isinstance(v, int) else v))

Made = make_class("Made", {"x": field(default=1), "y": field(factory=list)}, bases=(Base,), slots=False)
print(Made(), Made.__mro__[1].__name__)


@attr.s(auto_attribs=True, cmp=False, hash=True, str=False, cache_hash=True)
class Old:
    a: int = attr.ib(default=1)
    b: int = attr.ib(default=attr.Factory(lambda self: self.a + 1, takes_self=True))


print(Old(), Old() == Old(), attr.has(Old), attr.fields_dict(Old)["b"].type)
print(attr.validate(Old(2)), Old.__attrs_attrs__[0])


@define(eq=False, weakref_slot=False)
class Node:
    value: int
    next: "Node" = None


n = Node(1)
n.next = n
print(n)


@define
class Compared:
    values: list = field(eq=sorted)
    text: str = field(eq=str.lower, order=False)
    approx: float = field(default=1.0, eq=cmp_using(eq=lambda a, b: abs(a - b) < 0.1, require_same_type=False))


print(Compared([2, 1], "A") == Compared([1, 2], "a", 1.05), Compared([1], "a") == Compared([2], "a"))
attrs.resolve_types(Line)
print(fields(Line).start.type is Point)


def hook(cls, found):
    return [f.evolve(converter=float) if f.type in (int, "int") else f for f in found]


@frozen(field_transformer=hook)
class Floats:
    a: int
    b: str


print(Floats(1, "x"))


@define
class WithSuper(Point):
    __slots__ = ()

    def __init_subclass__(cls, **more):
        super().__init_subclass__(**more)

    def describe(self):
        return super().__repr__()

    @property
    def klass(self):
        return __class__


print(WithSuper(1).klass.__name__, WithSuper(2))
attempt(define, 5)

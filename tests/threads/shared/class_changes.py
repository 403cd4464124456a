# Classes whose bases, attributes and slots change, and objects whose class changes, while others use them.
from _hammer import THREADS, hammer, ignoring

ROUNDS = 60


class Left:
    side = "left"

    def name(self):
        return "left"


class Right:
    side = "right"

    def name(self):
        return "right"


class Child(Left):
    pass


class Grandchild(Child):
    def name(self):
        return super().name()


one = Grandchild()


def change_bases(number):
    for i in range(ROUNDS // 4):
        Child.__bases__ = (Right,) if i & 1 else (Left,)


def use_bases(number):
    for _ in range(ROUNDS):
        if one.name() not in ("left", "right") or one.side not in ("left", "right"):
            print("name")
        order = [cls.__name__ for cls in type(one).__mro__]
        if order not in (["Grandchild", "Child", "Left", "object"], ["Grandchild", "Child", "Right", "object"]):
            print(order)
        isinstance(one, Left), issubclass(Grandchild, Right), Left.__subclasses__(), Child.__base__
        Grandchild()


hammer(change_bases, use_bases, threads=2)
print(Child.__bases__[0] in (Left, Right))  # expect: True


# One of two assignments that would make a circle of classes together is refused.
def try_circle():
    class Base:
        pass

    class A(Base):
        pass

    class B(Base):
        pass

    @ignoring(TypeError)
    def assign(cls, base):
        cls.__bases__ = (base,)

    def work(number):
        assign(*((A, B), (B, A))[number])

    hammer(work, threads=2)
    return A in B.__mro__ and B in A.__mro__


print(any(try_circle() for _ in range(10)))  # expect: False


class Warm:
    def kind(self):
        return "warm"


class Cold:
    def kind(self):
        return "cold"


things = [Warm() for _ in range(4)]
for thing in things:
    thing.a, thing.b = 1, 2


def change_class(number):
    for i in range(ROUNDS * 2):
        things[i % 4].__class__ = Cold if (i + number) & 1 else Warm


# The descriptor of the one class may meet an object that is the other's by then.
@ignoring(TypeError)
def look_inside(thing):
    thing.__dict__, repr(thing), type(thing)


def use_class(number):
    for i in range(ROUNDS * 2):
        thing = things[i % 4]
        if thing.kind() not in ("warm", "cold") or (thing.a, thing.b) != (1, 2):
            print("kind")
        look_inside(thing)
        setattr(thing, f"more{number}", i)


hammer(change_class, use_class, threads=2)
print({thing.kind() for thing in things} <= {"warm", "cold"})  # expect: True


class Shifting:
    value = 0


shifting = Shifting()


# Of two threads that delete what both have set, one may come too late.
@ignoring(AttributeError)
def take_back():
    del Shifting.prop


def define(number):
    for i in range(ROUNDS // 4):
        Shifting.value = i
        Shifting.__len__ = lambda self: 3
        Shifting.__getitem__ = lambda self, index: index
        Shifting.__eq__ = lambda self, other: True
        Shifting.__call__ = lambda self: number
        Shifting.__hash__ = lambda self: 5
        Shifting.prop = property(lambda self: 7)
        take_back()


@ignoring(TypeError, AttributeError)
def lean_on_it():
    len(shifting), shifting[2], shifting == 3, shifting(), hash(shifting), bool(shifting)


def rely(number):
    for _ in range(ROUNDS):
        lean_on_it()
        shifting.value
        if getattr(shifting, "prop", 7) != 7:
            print("prop")


hammer(define, rely, threads=2)
print(len(shifting), shifting[4])  # expect: 3 4


# Objects that outgrow the room their class gave them.
class Growing:
    pass


def grow(number):
    for _ in range(ROUNDS // 4):
        grown = Growing()
        for i in range(30):
            setattr(grown, f"name{i}", i)
        if [getattr(grown, f"name{i}") for i in range(30)] != list(range(30)):
            print("slots")


hammer(grow)
print(sorted(vars(Growing())))  # expect: []


def make_classes(number):
    for i in range(ROUNDS // 6):
        class Made(Left):
            own = i

            def name(self):
                return super().name()

        if Made().name() != "left" or Made.own != i:
            print("made")


hammer(make_classes)
print("done")  # expect: done

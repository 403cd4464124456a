# A metaclass whose mro() is Python code, and runs while other threads use the class: bases and order are for a moment not of the
# same time, and whatever comes of it is a value of one of them or an error.
from _hammer import hammer, ignoring

ROUNDS = 40


class Ordered(type):
    half_made = []

    def mro(cls):
        Ordered.half_made.append(cls)
        del Ordered.half_made[:-4]
        order = super().mro()
        for _ in range(5):
            cls.__name__, len(order)
        return order


class Left(metaclass=Ordered):
    side = "left"
    left = 1

    def name(self):
        return "left"

    def __len__(self):
        return 1


class Right(metaclass=Ordered):
    side = "right"

    def name(self):
        return "right"

    def __len__(self):
        return 2


class Child(Left):
    pass


class Grandchild(Child):
    def name(self):
        return super().name()


one = Grandchild()


@ignoring(TypeError)
def change_bases(i):
    Child.__bases__ = ((Left,), (Right,), (Left, Right), (Right, Left))[i % 4]


@ignoring(TypeError)
def make_class(i):
    class Made(Grandchild, metaclass=Ordered):
        __slots__ = ("slot",) if i & 1 else ()

    made = Made()
    made.name(), made.side, len(made)


def use(i):
    if one.name() not in ("left", "right") or one.side not in ("left", "right") or len(one) not in (1, 2):
        print("name")
    names = {cls.__name__ for cls in type(one).__mro__}
    if not {"Grandchild", "Child", "object"} <= names <= {"Grandchild", "Child", "Left", "Right", "object"}:
        print(names)
    isinstance(one, Left), issubclass(Grandchild, Right), Left.__subclasses__(), Child.__base__, Child.__bases__
    Grandchild()


# A class that mro() is still asked for.
@ignoring(TypeError, AttributeError, IndexError)
def use_half_made(i):
    cls = Ordered.half_made[-1]
    cls.__mro__, cls.__dict__, cls.__bases__, cls.__base__, repr(cls), dir(cls), cls.__doc__
    issubclass(cls, Left), isinstance(one, cls)
    cls.attribute = i
    cls.attribute
    cls().anything
    type("Derived", (cls,), {})


def work(number):
    for i in range(ROUNDS):
        if number == 0:
            change_bases(i)
        elif number == 1:
            make_class(i)
        use(i)
        use_half_made(i)


hammer(work)
print(Child.__bases__[0] in (Left, Right), one.side == Child.side)  # expect: True True


# mro() that answers something else each time.
class Changing(type):
    count = 0

    def mro(cls):
        order = super().mro()
        Changing.count += 1
        return order[:1] + order[1:][::-1] if Changing.count % 3 == 0 and len(order) > 2 else order


class Base(metaclass=Changing):
    value = 1


class Other(metaclass=Changing):
    value = 2


class Sub(Base):
    pass


@ignoring(TypeError)
def assign(i):
    Sub.__bases__ = (Base, Other) if i & 1 else (Base,)


def race(number):
    for i in range(ROUNDS):
        if number < 2:
            assign(i)
        if Sub.value not in (1, 2) or Sub().value not in (1, 2):
            print("value")


hammer(race)
print("done")  # expect: done

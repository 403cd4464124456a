from _hammer import THREADS, hammer, ignoring

ROUNDS = 120


class Base:
    value = 0

    def method(self):
        return 1

    @property
    def prop(self):
        return self.value


class Child(Base):
    def method(self):
        return super().method()


class Left:
    def where(self):
        return "left"


class Right:
    def where(self):
        return "right"


class Moving(Left):
    pass


instance = Child()


def set_attributes(number):
    for i in range(ROUNDS):
        Base.value = i
        setattr(Base, f"attribute{number}_{i % 10}", i)
        if getattr(Child, f"attribute{number}_{i % 10}") != i:
            print("lost")
        if i % 10 == 9:
            delattr(Base, f"attribute{number}_0")
            setattr(Base, f"attribute{number}_0", 0)


def replace_methods(number):
    for i in range(ROUNDS):
        Base.method = (lambda self: 1) if i & 1 else (lambda self: 2)
        if i % 5 == 0:
            Child.__len__ = lambda self: 3
            Child.__eq__ = lambda self, other: True
            Child.__hash__ = lambda self: 5


def call(number):
    for _ in range(ROUNDS):
        if instance.method() not in (1, 2):
            print("what?")
        if not 0 <= instance.prop < ROUNDS:
            print("out of range")
        if hasattr(Child, "__len__") and len(instance) != 3:
            print("length")
        instance == 1
        isinstance(instance, Base), issubclass(Child, Base), dir(Base), vars(Base).copy()


hammer(set_attributes, replace_methods, call, threads=2)
print(sum(name.startswith("attribute") for name in vars(Base)) == 20)  # expect: True

moving = Moving()


def move(number):
    for i in range(ROUNDS // 2):
        Moving.__bases__ = (Right,) if i & 1 else (Left,)


def ask(number):
    for _ in range(ROUNDS):
        if moving.where() not in ("left", "right"):
            print("nowhere")
        Moving.__mro__, Moving.mro(), isinstance(moving, Left), Left.__subclasses__()


hammer(move, ask, threads=2)
print(Moving.__bases__[0] in (Left, Right))  # expect: True


def make_classes(number):
    for i in range(ROUNDS // 4):
        made = type(f"Made{number}", (Base,), {"x": i, "__slots__": ("y",)})
        one = made()
        one.y = one.x
        if one.y != i or made not in Base.__subclasses__():
            print("wrong")


hammer(make_classes, call, threads=2)


class Meta(type):
    count = 0

    def __call__(cls, *arguments):
        return super().__call__(*arguments)


class WithMeta(metaclass=Meta):
    def __init__(self, value=0):
        self.value = value

    def __init_subclass__(cls):
        cls.made = True


def use_meta(number):
    for i in range(ROUNDS):
        if WithMeta(i).value != i:
            print("wrong")

        class Sub(WithMeta):
            pass

        if not Sub.made:
            print("not made")


hammer(use_meta)

# Data descriptors that appear on a class while its instances have the attribute.
class Shadow:
    pass


shadowed = Shadow()
shadowed.x = "instance"


@ignoring(AttributeError)
def shadow(i):
    if i & 1:
        Shadow.x = property(lambda self: "class")
    else:
        del Shadow.x


def toggle(number):
    for i in range(ROUNDS):
        shadow(i)


def look(number):
    for _ in range(ROUNDS * 3):
        if shadowed.x not in ("instance", "class"):
            print("neither")


hammer(toggle, look, threads=2)
print("done")  # expect: done

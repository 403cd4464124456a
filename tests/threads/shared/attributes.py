from _hammer import THREADS, hammer, ignoring

ROUNDS = 150


class Plain:
    pass


class Slotted:
    __slots__ = ("a", "b", "c")


class Other:
    def method(self):
        return "other"


own = Plain()


def set_own(number):
    for i in range(ROUNDS):
        setattr(own, f"name{number}_{i % 20}", (number, i))
        if getattr(own, f"name{number}_{i % 20}") != (number, i):
            print("lost")


hammer(set_own)
print(len(vars(own)) == 20 * THREADS)  # expect: True


def churn_of(target):
    @ignoring(AttributeError)
    def step(i, number):
        target.a = i
        target.b = number
        target.c = "c"
        target.a, target.b, target.c
        if i % 3 == 0:
            del target.b
        if i % 7 == 0:
            del target.a

    def churn(number):
        for i in range(ROUNDS):
            step(i, number)
    return churn


def reading_of(target):
    @ignoring(AttributeError)
    def step():
        value = target.a
        if not isinstance(value, int):
            print("another attribute's value", value)
        value = target.c
        if value != "c":
            print("another attribute's value", value)

    def read(number):
        for _ in range(ROUNDS):
            step()
    return read


for target in (Plain(), Slotted()):
    hammer(churn_of(target), reading_of(target), threads=2)
print("done")  # expect: done

mixed = Plain()


@ignoring(AttributeError, KeyError, RuntimeError)
def through_the_dict(i):
    namespace = mixed.__dict__
    namespace["a"] = i
    namespace["c"] = "c"
    namespace[f"extra{i % 9}"] = i
    namespace.pop("b", None)
    list(namespace.items())
    del namespace[f"extra{i % 5}"]
    mixed.__dict__.update(a=1, c="c")


def use_dict(number):
    for i in range(ROUNDS):
        through_the_dict(i)
        if i % 30 == 29:
            mixed.__dict__ = {"a": 3, "c": "c"}


hammer(use_dict, churn_of(mixed), reading_of(mixed), threads=2)
print(type(mixed.__dict__))  # expect: <class 'dict'>

changing = [Plain() for _ in range(8)]


def change_class(number):
    for i in range(ROUNDS):
        one = changing[i % 8]
        one.__class__ = Other if i & 1 else Plain
        one.a = i
        if not isinstance(one.a, int):
            print("not an int")


@ignoring(AttributeError)
def call_method(one):
    return one.method()


def call_methods(number):
    for i in range(ROUNDS):
        if call_method(changing[i % 8]) not in ("other", None):
            print("what?")


hammer(change_class, call_methods, threads=2)
print({type(one) for one in changing} <= {Plain, Other})  # expect: True

# Many shapes at one site.
kinds = [type(f"Kind{i}", (), {"x": i}) for i in range(6)]


def many_shapes(number):
    for i in range(ROUNDS):
        one = kinds[i % 6]()
        setattr(one, f"n{i % 5}", i)
        one.y = one.x
        if one.y != i % 6:
            print("wrong", one.y)


hammer(many_shapes)

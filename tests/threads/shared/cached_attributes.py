# Sites that know an attribute, shared by threads that change the class behind it and the shape of the object.
from _hammer import hammer, ignoring

ROUNDS = 150


class Behind:
    value = "class"
    other = "other class"

    def __init__(self):
        self.value = "own"

    @staticmethod
    def static():
        return "static"

    @classmethod
    def named(cls):
        return cls


def check(value, *allowed):
    if value not in allowed:
        print("not one of", allowed, value)


things = [Behind() for _ in range(8)]


def read(number):
    for _ in range(ROUNDS):
        for thing in things:
            check(thing.value, "own", "class", "property", 1)
            check(thing.other, "other class", "second", 0, 1, 2)
            check(thing.static(), "static")
            check(thing.named(), Behind)
            check(Behind.other, "other class", "second")


@ignoring(AttributeError)
def step(i, number, thing):
    thing.value = 1
    thing.other = number
    if i % 5 == 0:
        del thing.value
    if i % 50 == 49:
        thing.__dict__["value"] = "own"
    if i % 7 == 0:
        thing.value = 1
        setattr(thing, f"more{i}", i)


def write(number):
    for i in range(ROUNDS):
        for thing in things:
            step(i, number, thing)


def change_class(number):
    if number:
        return
    for i in range(ROUNDS // 5):
        Behind.other = "second" if i % 2 else "other class"
        if i % 10 == 3:
            Behind.value = property(lambda self: "property", lambda self, value: None)
        if i % 10 == 5:
            Behind.value = "class"
    Behind.other = "other class"


def renew(number):
    for i in range(ROUNDS // 10):
        things[number] = Behind()


hammer(read, write, change_class, renew, threads=3)
Behind.value = "class"
for thing in things:
    thing.value, thing.other = "kept", "kept too"
print({(thing.value, thing.other) for thing in things})  # expect: {('kept', 'kept too')}

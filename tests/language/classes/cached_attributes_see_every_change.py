# What a site has learned about an attribute stays true when the class, its bases, the object or its dict change behind it.
def read(thing):
    return thing.x


def write(thing, value):
    thing.x = value


def call(thing):
    return thing.x()


def again(function, *arguments):
    for _ in range(20):
        try:
            result = function(*arguments)
        except AttributeError as error:
            result = str(error)
    return result


class Default:
    x = "class"

    def __init__(self):
        self.x = "own"


# A class attribute stands behind the instance's: it is seen when that is deleted, and changes.
thing = Default()
print(again(read, thing))                       # expect: own
del thing.x
print(again(read, thing))                       # expect: class
Default.x = "changed"
print(again(read, thing))                       # expect: changed
again(write, thing, "back")
print(again(read, thing))                       # expect: back
del Default.x
print(again(read, thing))                       # expect: back
del thing.x
print(again(read, thing))                       # expect: 'Default' object has no attribute 'x'
Default.x = "anew"
print(again(read, thing), again(read, Default)) # expect: anew anew

# It becomes a data descriptor, and is deleted again.
thing = Default()
again(read, thing), again(write, thing, 1)
Default.x = property(lambda self: "property", lambda self, value: print("set", value) if value else None)
print(again(read, thing))                       # expect: property
write(thing, 5)                                 # expect: set 5
del Default.x
print(again(read, thing))                       # expect: 1


# Its class gets a __set__ only later.
class Later:
    def __get__(self, instance, owner):
        return "through __get__"


class Holder:
    x = Later()


holder = Holder()
print(again(read, holder))                      # expect: through __get__
again(write, holder, "own")
print(again(read, holder))                      # expect: own
Later.__set__ = lambda self, instance, value: print("__set__", value) if value else None
print(again(read, holder))                      # expect: through __get__
write(holder, 6)                                # expect: __set__ 6
del Later.__set__
print(again(read, holder))                      # expect: own


# The attribute's own __class__ is assigned.
class Inert:
    pass


class Active:
    def __get__(self, instance, owner):
        return "active"

    def __set__(self, instance, value):
        pass


class Carrier:
    x = Inert()
    y = Inert()


carrier = Carrier()
again(write, carrier, "own")
print(again(read, carrier))                     # expect: own
Carrier.__dict__["x"].__class__ = Active
print(again(read, carrier))                     # expect: active
Carrier.__dict__["x"].__class__ = Inert
print(again(read, carrier))                     # expect: own
read_y = lambda thing: thing.y
print(type(again(read_y, carrier)).__name__)    # expect: Inert
Carrier.__dict__["y"].__class__ = Active
print(again(read_y, carrier))                   # expect: active


# A base's data descriptor comes to light when what hid it is deleted; the same from the side of another base.
class Above:
    x = property(lambda self: "above", lambda self, value: None)


class Below(Above):
    x = 0


below = Below()
again(write, below, "slot")
print(again(read, below))                       # expect: slot
del Below.x
print(again(read, below))                       # expect: above


class Left:
    x = 0


class Both(Left, Above):
    pass


both = Both()
again(write, both, "slot")
print(again(read, both))                        # expect: slot
del Left.x
print(again(read, both))                        # expect: above


# Dictionary mode: by asking for the dict, by replacing it, by another class.
class Mode:
    x = "class"

    def method(self):
        return "method"


mode = Mode()
mode.x = 1
again(read, mode), again(write, mode, 2)
namespace = mode.__dict__
print(again(read, mode))                        # expect: 2
namespace["x"] = 3
print(again(read, mode))                        # expect: 3
again(write, mode, 4)
print(namespace)                                # expect: {'x': 4}
del namespace["x"]
print(again(read, mode))                        # expect: class
call_method = lambda thing: thing.method()
print(again(call_method, mode))                 # expect: method
namespace["method"] = lambda: "own method"
print(again(call_method, mode))                 # expect: own method
mode.__dict__ = {"x": "given"}
print(again(read, mode), again(call_method, mode))  # expect: given method
Mode.x = property(lambda self: "late property")
print(again(read, mode))                        # expect: late property


class Elsewhere:
    x = "elsewhere"


moved = Mode()
print(again(read, moved))                       # expect: late property
moved.__class__ = Elsewhere
print(again(read, moved))                       # expect: elsewhere
again(write, moved, "own")
print(again(read, moved))                       # expect: own
moved.__class__ = Mode
print(again(read, moved))                       # expect: late property


# More attributes than the class had learned of, and more than it ever has room for.
class Many:
    n20 = n70 = "class"

    def __init__(self, count):
        for i in range(count):
            setattr(self, f"n{i}", i)


class Grown:
    def __init__(self):
        self.a = self.b = self.c = self.d = self.e = self.f = self.g = 1
        self.h = self.i = self.j = self.k = self.l = self.m = self.n = 2
        self.x = 3


for many in [Grown() for _ in range(4)]:
    print(again(read, many), again(write, many, 4), again(read, many))
# expect: 3 None 4
# expect: 3 None 4
# expect: 3 None 4
# expect: 3 None 4
many = Many(60)
read_20, read_59, read_70 = lambda o: o.n20, lambda o: o.n59, lambda o: o.n70
print(again(read_20, many), again(read_59, many), again(read_70, many))  # expect: 20 59 class
del many.n59, many.n20
print(again(read_20, many), again(read_59, many))  # expect: class 'Many' object has no attribute 'n59'
many.n59 = "new"
print(again(read_59, many), list(vars(many))[-1])  # expect: new n59


# Attributes of class objects, static and class methods, and a function that is an instance's.
class Meta(type):
    def of_meta(cls):
        return "meta " + cls.__name__


class Made(metaclass=Meta):
    x = 1

    @staticmethod
    def static():
        return "static"

    @classmethod
    def named(cls):
        return cls.__name__

    def plain(self):
        return "plain"


class Derived(Made):
    pass


calls = [lambda thing: thing.static(), lambda thing: thing.named(), lambda thing: thing.plain]
for thing in Made, Derived, Made(), Derived():
    print([again(each, thing) for each in calls[:2]])
# expect: ['static', 'Made']
# expect: ['static', 'Derived']
# expect: ['static', 'Made']
# expect: ['static', 'Derived']
print(again(calls[2], Made) is Made.plain, again(calls[2], Made())())   # expect: True plain
print([again(read, each) for each in (Made, Derived, Made)])            # expect: [1, 1, 1]
Derived.x = 2
print([again(read, each) for each in (Made, Derived, Made)])            # expect: [1, 2, 1]
Meta.x = 3
print([again(read, each) for each in (Made, Derived, Made)])            # expect: [1, 2, 1]
del Made.x
print([again(read, each) for each in (Made, Derived, Made)])            # expect: [3, 2, 3]
Meta.x = property(lambda cls: "meta's")
print([again(read, each) for each in (Made, Derived, Made)])            # expect: ["meta's", "meta's", "meta's"]
of_meta = lambda cls: cls.of_meta()
print(again(of_meta, Made), again(of_meta, Derived))                    # expect: meta Made meta Derived
Made.static = classmethod(lambda cls: "now " + cls.__name__)
print([again(calls[0], each) for each in (Made, Derived, Made())])      # expect: ['now Made', 'now Derived', 'now Made']


class Callback:
    def x(self):
        return "method"


callback = Callback()
print(again(call, callback))                    # expect: method
callback.x = lambda: "own"
print(again(call, callback))                    # expect: own
del callback.x
print(again(call, callback))                    # expect: method


# A class attribute that changes all the time, under sites that read and write it.
class Counter:
    x = 0

    def __init__(self):
        Counter.x += 1
        self.number = Counter.x


print([Counter().number for _ in range(100)][-1], Counter.x)    # expect: 100 100


# A property's setter may raise, or be without a getter or a setter.
class Guarded:
    def __init__(self):
        self.kept = 0

    @property
    def x(self):
        return self.kept

    @x.setter
    def x(self, value):
        if value > 3:
            raise ValueError(value)
        self.kept = value
        return "ignored"


guarded = Guarded()
for value in range(6):
    try:
        write(guarded, value)
    except ValueError as error:
        print("refused", error, read(guarded))
# expect: refused 4 3
# expect: refused 5 3
Guarded.x = property(lambda self: 1)
print(again(write, guarded, 1))                 # expect: property '<lambda>' of 'Guarded' object has no setter


class Number(int):
    x = "class"


number = Number(10 ** 30)
print(again(read, number))                      # expect: class
again(write, number, "own")
print(again(read, number), again(read, Number(5)), number + 1)  # expect: own class 1000000000000000000000000000001
print(again(lambda f: f.x, again) )             # expect: 'function' object has no attribute 'x'
again.x = 1
print(again(read, again), again(read, number))  # expect: 1 own

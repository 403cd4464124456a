class P:
    __slots__ = ("x", "__hidden")

    def __init__(self):
        self.x = 1
        self.__hidden = 2


p = P()
print(p.x, p._P__hidden, P.x)  # expect: 1 2 <member 'x' of 'P' objects>
del p.x
try:
    p.x
except AttributeError as error:
    print(error, error.name, error.obj is p)  # expect: 'P' object has no attribute 'x' x True
try:
    p.y = 1
except AttributeError as error:
    print(error)  # expect: 'P' object has no attribute 'y' and no __dict__ for setting new attributes


class Q(P):
    pass


q = Q()
q.y = 3
print(q.__dict__, q.x)  # expect: {'y': 3} 1


class T(tuple):
    pass


t = T((1, 2))
t.name = "t"
print(t, t.name, len(t))  # expect: (1, 2) t 2
try:
    type("X", (int, str), {})
except TypeError as error:
    print(error)  # expect: multiple bases have instance lay-out conflict
try:
    type("X", (int,), {"__slots__": ("a",)})
except TypeError as error:
    print(error)  # expect: nonempty __slots__ not supported for subtype of 'int'


class One:
    pass


class Two:
    pass


one = One()
one.v = 5
one.__class__ = Two
print(type(one).__name__, one.v)  # expect: Two 5
one.__class__ = int  # expect error: TypeError: __class__ assignment only supported for mutable types or ModuleType subclasses

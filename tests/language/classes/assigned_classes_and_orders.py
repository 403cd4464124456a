class A:
    __slots__ = ["a", "b"]
class B:
    __slots__ = ["b", "a"]
class C(A): __slots__ = ["e"]
class D(B): __slots__ = ["e"]
x = A()
x.__class__ = B
for cls, other in ((C, D), (A, C)):
    try: cls().__class__ = other
    except TypeError as error: print(error)
# expect: __class__ assignment: 'D' object layout differs from 'C'
# expect: __class__ assignment: 'C' object layout differs from 'A'
class Weak(A): __slots__ = ["__weakref__"]
try: Weak().__class__ = A
except TypeError as error: print(error)     # expect: __class__ assignment: 'A' object layout differs from 'Weak'
class Other: pass
class M(type):
    def mro(cls): return (Other,)
try:
    class Lost(metaclass=M): pass
except TypeError as error: print("no place in its own order")   # expect: no place in its own order
class E:
    @property
    def __eq__(self): raise AttributeError("no")
e = E()
print(e == e, e == E())                     # expect: True False
try: E.__name__ = "\udcdc"
except UnicodeEncodeError: print("refused")  # expect: refused

class X(dict):
    __setattr__ = dict.__setitem__
    __neg__ = dict.copy
x = X()
x.y = 42
print(x["y"], -x)                               # expect: 42 {'y': 42}
class A(int):
    __add__ = str.__add__
try: A() + A()
except TypeError as error: print(error)         # expect: descriptor '__add__' requires a 'str' object but received a 'A'
class Foo: pass
Foo.__repr__ = Foo.__str__
try: repr(Foo())
except RecursionError as error: print("recursion")  # expect: recursion
class C(type):
    def __new__(cls, name, bases, namespace): return super().__new__(cls, name, bases, namespace)
class D(metaclass=C):
    __slots__ = ["__classcell__"]
    def f(self): return __class__
print(type(D.__dict__["__classcell__"]).__name__, D().f() is D)     # expect: member_descriptor True
class Meta(type):
    def mro(cls):
        cls.__dict__["early"]()
        return super().mro()
class E(metaclass=Meta):
    def early(): print(__class__.__name__)      # expect: E
class Base: pass
class M(Base, type): pass
class G(metaclass=M): pass
print(type(G.__dict__).__name__)                # expect: mappingproxy
for text in ("a\udcdcb",):
    try: type(text, (), {})
    except UnicodeEncodeError: print("no lone surrogates")      # expect: no lone surrogates

# Stands in for the suite's module of this name, which fills the module's __annotations__ by hand: since Python 3.14 a module
# has none while it runs. Written from what test_grammar, test_typing and test_opcodes ask of it.
import functools
import typing


class C:
    y: typing.Optional["C"] = None


class D:
    j: "str" = "j"
    k: "str" = "k"
    y: typing.Optional["C"] = None


class Y:
    z: int = 0


class M(type):
    o: type = object


M.__annotations__["123"] = 123


class S(M):
    x: str = "x"
    y: str = "y"


def foo(x: int = 1):
    return x


h_class = C
j_class = D

x: int = 5
y: str = "y"
u: int | float
f: typing.Tuple[int, int] = (1, 2)


def dec(function):
    @functools.wraps(function)
    def wrapper(*args, **named):
        return function(*args, **named)
    return wrapper


__annotations__ = {1: 2, "x": int, "y": str, "u": int | float, "f": typing.Tuple[int, int]}

# Odd values for every parameter, made anew for each call.
import collections
import sys


class Raises:
    """Raises in whatever it is asked."""


def _raise(self, *arguments, **keywords):
    raise ZeroDivisionError("hostile")


for _name in (
    "__eq__ __lt__ __hash__ __repr__ __str__ __len__ __iter__ __next__ __contains__ __index__ __int__ __float__ __complex__ __bool__ __bytes__ __call__ __getitem__ "
    "__setitem__ __delitem__ __add__ __radd__ __mul__ __rmul__ __mod__ __rmod__ __enter__ __exit__ __format__ __reduce_ex__ __fspath__ __length_hint__ __get__ __set__ "
    "__getattr__ __round__ __trunc__ __reversed__ __dir__ __await__ __anext__ __aiter__ __copy__ __deepcopy__ __instancecheck__ __subclasscheck__ __missing__ __neg__"
).split():
    setattr(Raises, _name, _raise)


class Lies:
    """Answers with what nobody expects."""

    def __len__(self):
        return sys.maxsize

    def __index__(self):
        return 1 << 70

    def __iter__(self):
        return iter([Raises(), None, self])

    def __getitem__(self, key):
        if key == 3:
            raise IndexError
        return self

    def __eq__(self, other):
        return None

    def __hash__(self):
        return -1

    def __bool__(self):
        return True

    def __str__(self):
        return "\udc80\0" * 3

    def __float__(self):
        return float("nan")

    def __call__(self, *arguments, **keywords):
        return self

    def keys(self):
        return self


class Text(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


def odd():
    cyclic = []
    cyclic.append(cyclic)
    table = {}
    table[1] = table
    buffer = bytearray(b"abcdef")
    view = memoryview(buffer)
    released = memoryview(b"abc")
    released.release()

    def generator():
        yield generator_object

    generator_object = generator()
    next(generator_object)
    return [
        None, True, -1, 0, 1, 1 << 40, 1 << 62, -(1 << 63), 1 << 70, -(1 << 700), 0.0, -0.0, float("nan"), float("inf"), 1e308, 1j, "", "a", "\0", "\udc80", "\U0001f600" * 3, "a" * 1000,
        b"", b"\xff" * 10, buffer, view, released, view[::-1], cyclic, (cyclic,), table, {None: 1}, {1, "a"}, frozenset(), slice(None), slice(1 << 70, -1, -3), slice(None, None, 0), range(0), range(1 << 70, (1 << 70) + 3),
        int, type, object, Raises, Raises(), Lies(), Text("a"), lambda *a, **k: a, lambda: None, len, [].append, generator_object, iter([1]), zip(), collections.deque([1]), collections.OrderedDict(a=1),
        ValueError, ValueError("a"), sys, NotImplemented, ..., print.__class__, property(), classmethod(len), staticmethod(1), super, sys._getframe(), (lambda: 0).__code__, list[int], int | str,
    ]

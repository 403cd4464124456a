# What a call of a built-in class makes may be of a subclass with an __init__ of its own, which only a call of that class runs.
class Loud(int):
    def __init__(self, *args):
        print("init", args)


class Quiet:
    def __int__(self):
        return 7

    def __str__(self):
        return text

    def __float__(self):
        return 2.5


class Sub(str):
    def __init__(self, *args):
        print("Sub.__init__", args)


text = Sub("text")                  # expect: Sub.__init__ ('text',)
print(Loud(3))                      # expect: init (3,)
# expect: 3
print(int(Quiet()), float(Quiet()))                 # expect: 7 2.5
print(type(str(Quiet())).__name__)                  # expect: Sub
for wrong in (lambda: int(1, 2, 3), lambda: tuple(1, 2), lambda: float("x"), lambda: bool(1, 2), lambda: type(None)(1)):
    try:
        wrong()
    except (TypeError, ValueError) as error:
        print(type(error).__name__)
# expect: TypeError
# expect: TypeError
# expect: ValueError
# expect: TypeError
# expect: TypeError
print(type(5), type("")(), type(())([1]), list.append, str.upper("a"), list.copy([1]), dict.fromkeys("ab"))
# expect: <class 'int'>  (1,) <method 'append' of 'list' objects> A [1] {'a': None, 'b': None}
for _ in range(5):
    got = [str.upper("a"), list.index([1, 2], 2), dict.fromkeys("a"), int.from_bytes(b"\1", "big"), object.__repr__ is int.__repr__]
print(got)                                          # expect: ['A', 1, {'a': None}, 1, False]
try:
    for _ in range(5):
        str.upper(5)
except TypeError as error:
    print(error)        # expect: descriptor 'upper' for 'str' objects doesn't apply to a 'int' object

import builtins

from _hammer import THREADS, hammer, ignoring

ROUNDS = 150
counter = 0


def helper(value, extra=1):
    return value + extra


def set_globals(number):
    for i in range(ROUNDS):
        globals()[f"made{number}_{i}"] = i
        if globals()[f"made{number}_{i}"] != i:
            print("lost")


def rebind(number):
    global counter
    for i in range(ROUNDS):
        counter = i
        if not 0 <= counter < ROUNDS:
            print("what?")
        if helper(i) not in (i + 1, i + 2):
            print("helper")
        if i % 10 == 0:
            helper.__defaults__ = (1,) if i % 20 else (2,)


@ignoring(NameError)
def use_temporary():
    return temporary


def come_and_go(number):
    for i in range(ROUNDS):
        globals()["temporary"] = 5
        if use_temporary() not in (5, None):
            print("temporary")
        globals().pop("temporary", None)


def shadow_builtin(number):
    for i in range(ROUNDS):
        globals()["len"] = lambda value: 99
        if len("abc") not in (3, 99):
            print("len")
        globals().pop("len", None)


def new_builtin(number):
    for i in range(ROUNDS):
        builtins.extra_builtin = i
        if not 0 <= extra_builtin < ROUNDS:
            print("builtin")


hammer(set_globals, rebind, come_and_go, shadow_builtin, new_builtin, threads=2)
print(len([name for name in list(globals()) if name.startswith("made")]) == ROUNDS * 2)  # expect: True


def run_code(number):
    namespace = {"number": number}
    for i in range(ROUNDS // 5):
        exec(f"def f{i}(a, *b, c=3, **d): return a + {i} + c + number", namespace)
        if namespace[f"f{i}"](1) != 4 + i + number:
            print("wrong")
        if eval(f"[x * {i} for x in range(3)]") != [0, i, 2 * i]:
            print("wrong")


hammer(run_code)


def closure():
    value = 0

    def get():
        return value

    def put(new):
        nonlocal value
        value = new
    return get, put


get, put = closure()


def use_closure(number):
    for i in range(ROUNDS):
        put(i)
        if not 0 <= get() < ROUNDS:
            print("closure")


hammer(use_closure)


class Tree:
    def __init__(self, depth):
        self.children = [Tree(depth - 1) for _ in range(2)] if depth else []

    def size(self):
        return 1 + sum(child.size() for child in self.children)


def trees(number):
    for _ in range(4):
        if Tree(5).size() != 63:
            print("size")


hammer(trees)


def raising(number):
    for i in range(ROUNDS):
        try:
            try:
                raise ValueError(i)
            finally:
                helper(i)
        except ValueError as error:
            if error.args != (i,):
                print("args")


shared_error = KeyError("shared")


def raise_shared(number):
    for i in range(ROUNDS):
        try:
            raise shared_error
        except KeyError as error:
            error.__traceback__, error.__context__
            error.note = i


hammer(raising, raise_shared, threads=2)
print("done")  # expect: done

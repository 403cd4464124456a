import marshal


def of_all_kinds(a, /, b=1, *args, c, d=2, **kwargs):
    """With a docstring."""
    total = 0
    for item in args:
        try:
            total += item
        except* TypeError as group:
            print("not added:", len(group.exceptions))
        finally:
            total += 1

    def inner():
        nonlocal total
        total += a
        return [x + total for x in range(3)], {k: v for k, v in kwargs.items()}, f"{b!r:>4}|{c}|{d}"
    return inner()


def generate(n):
    while n:
        n -= (yield n) or 1


async def wait(x):
    async with x as y:
        return [z async for z in y]

source = """
import os.path as path
from sys import *
class C[T: int]:
    '''doc'''
    x: T = 1
    type Alias[U] = list[U]
    def m(self): return super().__repr__(), __class__
lam = lambda *a, k=3: (a, k, {1, 2} == {x for x in (1, 2)}, 10**30, -0.0, 1j, ..., b"b", "\\ud800")
match [1, {"k": 2}]:
    case [int(n), {"k": v, **rest}]: found = n, v, rest
"""
module = compile(source, "file name.py", "exec")


def codes(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, type(code)):
            yield from codes(constant)


fields = [name for name in dir(module) if name.startswith("co_") and not callable(getattr(module, name))]
print(len(fields) >= 15)                                # expect: True
for original in (of_all_kinds.__code__, generate.__code__, wait.__code__, module):
    copy = marshal.loads(marshal.dumps(original))
    print(copy == original, copy is original, copy.co_name)
    for left, right in zip(codes(original), codes(copy), strict=True):
        for field in fields:
            if getattr(left, field) != getattr(right, field) and field != "co_consts":
                print(field, getattr(left, field), getattr(right, field))
        assert list(left.co_lines()) == list(right.co_lines())
        assert list(left.co_positions()) == list(right.co_positions())
# expect: True False of_all_kinds
# expect: True False generate
# expect: True False wait
# expect: True False <module>

of_all_kinds.__code__ = marshal.loads(marshal.dumps(of_all_kinds.__code__))
print(of_all_kinds(1, 2, 3, "x", c=4, e=5))
# expect: not added: 1
# expect: ([6, 7, 8], {'e': 5}, '   2|4|2')
generate.__code__ = marshal.loads(marshal.dumps(generate.__code__))
print(list(generate(3)))                                # expect: [3, 2, 1]
namespace = {"__name__": "m"}
exec(marshal.loads(marshal.dumps(module)), namespace)
print(namespace["found"], namespace["lam"](1))          # expect: (1, 2, {}) ((1,), 3, True, 1000000000000000000000000000000, -0.0, 1j, Ellipsis, b'b', '\ud800')
print(namespace["C"]().m()[1], namespace["C"].__type_params__, namespace["C"].Alias[str])   # expect: <class 'm.C'> (T,) Alias[str]

names = marshal.loads(marshal.dumps(compile("attribute.name", "f", "eval"))).co_names
print([name is other for name, other in zip(names, ("attribute", "name"))])     # expect: [True, True]
both = marshal.loads(marshal.dumps([module, module]))
print(both[0] == both[1])                               # expect: True


def attempt(function, *arguments, **keywords):
    try:
        print(function(*arguments, **keywords))
    except Exception as error:
        print(type(error).__name__, error)


data = marshal.dumps(module)
attempt(marshal.dumps, [module], allow_code=False)      # expect: ValueError marshalling code objects is disallowed
attempt(marshal.loads, data, allow_code=False)          # expect: ValueError unmarshalling code objects is disallowed
other = bytearray(data)
other[1] ^= 1                                           # the stamp of the bytecode
attempt(marshal.loads, other)                           # expect: ValueError bad marshal data (the bytecode is of another Python)

# A function's code has parameters: as a program it lacks them.
attempt(exec, marshal.loads(marshal.dumps(of_all_kinds.__code__)))  # expect: TypeError of_all_kinds() missing 2 required positional arguments: 'a' and 'b'

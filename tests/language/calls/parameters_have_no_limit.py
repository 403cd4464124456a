count = 700
names = ", ".join(f"a{i}" for i in range(count))
space = {}
exec(f"def f({names}, *rest, key=5, **more):\n    inner = lambda: a3 + a699\n    a1 = a0 + 1\n    del a2\n"
     "    return a1, a698, inner(), rest, key, more, len(locals())", space)
f = space["f"]
print(f(*range(count)))                                 # expect: (1, 698, 702, (), 5, {}, 703)
print(f(*range(count), 1, 2, key=3, z=4))               # expect: (1, 698, 702, (1, 2), 3, {'z': 4}, 703)
print(f(**{f"a{i}": i for i in range(count)})[1])       # expect: 698
try: f(1)
except TypeError as error: print(str(error)[:60])       # expect: f() missing 699 required positional arguments: 'a1', 'a2', '
code = f.__code__
print(code.co_argcount, len(code.co_varnames), code.co_varnames[699:703])  # expect: 700 704 ('a699', 'key', 'rest', 'more')
print(code.co_cellvars)                                 # expect: ('a3', 'a699')

exec("class A:\n    def __init__(self, " + names + "):\n        super().__init__()\n        self.sum = a0 + a699\n", space)
print(space["A"](*range(count)).sum)                    # expect: 699
exec("def g(" + names + "):\n    yield a5\n    yield a699\n", space)
print(list(space["g"](*range(count))))                  # expect: [5, 699]

# Locals beyond the registers are seen by name like the others.
body = "\n".join(f"    v{i} = {i}" for i in range(400))
exec(f"def h():\n{body}\n    return locals()", space)
print(len(space["h"]()), space["h"]()["v399"], len(space["h"].__code__.co_varnames))  # expect: 400 399 400

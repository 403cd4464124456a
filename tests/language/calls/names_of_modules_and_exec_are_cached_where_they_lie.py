# Module code, and code of exec with or without a namespace of its own, learns where its names lie, and forgets in time.
import builtins
import sys

source = compile("""
for i in range(30):
    x = i
    total = total + x
    y = len
""", "<source>", "exec")

one, two = {"total": 0}, {"total": 100}
for namespace in one, two, one:
    exec(source, namespace)
print(one["total"], two["total"], one["x"])             # expect: 870 535 29
own = {}
exec(source, {"total": 5}, own)
print(own["total"], own["x"], sorted(own))              # expect: 440 29 ['i', 'total', 'x', 'y']


# A mapping as the namespace, then plain globals again, by the same code.
class Upper(dict):
    def __getitem__(self, key):
        return super().__getitem__(key) if key in self else 1000 if key == "total" else self.missing(key)

    def missing(self, key):
        raise KeyError(key)


mapping = Upper()
exec(source, {}, mapping)
print(mapping["total"])                                 # expect: 1435
exec(source, one)
print(one["total"])                                     # expect: 1305

# Deleted between rounds: a NameError, a builtin of the same name, and a new place at the end of the order.
for i in range(40):
    counted = i
    if i == 20:
        del counted
        try:
            counted
        except NameError as error:
            print(error)                                # expect: name 'counted' is not defined
        order_mark = 0
        counted = "back"
print(counted, list(globals()).index("counted") > list(globals()).index("order_mark"))  # expect: 39 True
for i in range(40):
    seen = max
    if i == 10:
        max = "global"
    if i == 30:
        del max
    if i in (10, 11, 30, 31):
        print(i, seen is builtins.max, seen == "global")
# expect: 10 True False
# expect: 11 False True
# expect: 30 False True
# expect: 31 True False


# A builtin that is replaced, and one that comes later.
def use():
    return later()


for i in range(20):
    try:
        print(use()) if i == 19 else use()              # expect: 2
    except NameError:
        builtins.later = lambda: 2
del builtins.later

# Stores by `global` in functions, with names that come and go, and the table growing behind them.
count = 0


def bump(by):
    global count
    count += by


for i in range(200):
    bump(1)
    globals()[f"filler{i}"] = i
    if i == 100:
        del count
        count = 1000
print(count)                                            # expect: 1099


def many_stores():
    global fresh
    for i in range(10):
        fresh = i
        if i == 5:
            del fresh
    return fresh


print(many_stores(), many_stores())                     # expect: 9 9


# The same in a class body, whose names are its own.
for i in range(5):
    class Body:
        count = count + 1
        own = count
print(Body.own, Body.count, count)                      # expect: 1100 1100 1099

sys.set_gil_enabled(False)
for i in range(30):
    bump(1)
    unlocked = i
    if i == 10:
        del unlocked
print(count, unlocked)                                  # expect: 1129 29
sys.set_gil_enabled(True)

# What works on a dict calls Python code that changes that dict.
import sys
from collections import ChainMap, Counter, OrderedDict, defaultdict

sys.path.append("..")
from _outcome import outcome

table = {}
armed = False


class Key:
    def __init__(self, value=1):
        self.value = value

    def act(self):
        if armed:
            table.clear()
            for i in range(50):
                dict.__setitem__(table, i, i)
            table.clear()

    def __hash__(self):
        self.act()
        return 1

    def __eq__(self, other):
        self.act()
        return False

    def __repr__(self):
        self.act()
        return "K"

    def __index__(self):
        self.act()
        return 1

    def __bool__(self):
        self.act()
        return False

    def __lt__(self, other):
        self.act()
        return True

    def __add__(self, other):
        self.act()
        return self


class Update:
    def keys(self):
        for i in range(5):
            table.clear()
            yield i

    def __getitem__(self, key):
        table.clear()
        return key

    def __iter__(self):
        for i in range(5):
            table.clear()
            yield (i, Key())

    def items(self):
        return iter(self)

    def __len__(self):
        table.clear()
        return 5


other = {}
OPERATIONS = [
    lambda t: t[Key()],
    lambda t: t.get(Key()),
    lambda t: t.pop(Key(), None),
    lambda t: t.setdefault(Key(), 1),
    lambda t: t.__setitem__(Key(), 1),
    lambda t: t.__delitem__(Key()),
    lambda t: Key() in t,
    lambda t: t == other,
    lambda t: other == t,
    lambda t: t != t.copy(),
    lambda t: t.update(other),
    lambda t: other.copy().update(t),
    lambda t: t | other,
    lambda t: t.__ior__(other),
    lambda t: {**t, **other},
    lambda t: dict(t),
    lambda t: dict(**{"a": Key()}, **{str(i): i for i in range(10)}),
    lambda t: t.update(Update()),
    lambda t: t.update([(Key(), Key())] * 10),
    lambda t: repr(t),
    lambda t: list(t.items()),
    lambda t: t.items() == other.items(),
    lambda t: t.keys() & other.keys(),
    lambda t: t.keys() | other.keys(),
    lambda t: t.keys() - other.keys(),
    lambda t: t.keys() ^ other.keys(),
    lambda t: t.items() & other.items(),
    lambda t: t.items() ^ other.items(),
    lambda t: t.keys().isdisjoint(other.keys()),
    lambda t: (Key(), Key()) in t.items(),
    lambda t: Key() in t.values(),
    lambda t: t.keys() <= other.keys(),
    lambda t: sorted(t),
    lambda t: [t.popitem() for _ in range(20)],
    lambda t: [t.__setitem__(Key(k), 1) for k in t],
    lambda t: [t.clear() for k in t.items()],
    lambda t: [t.pop(k) for k in t.values()],
    lambda t: [t.pop(k, None) for k in reversed(t)],
    lambda t: dict.fromkeys(t, 1),
    lambda t: dict.fromkeys(Update(), 1),
    lambda t: set(t),
    lambda t: frozenset(t),
    lambda t: {k: t.clear() for k in t},
    lambda t: (lambda **k: k)(**t),
    lambda t: "{a}".format_map(t),
    lambda t: "%(a)s" % t,
    lambda t: eval("a", t),
    lambda t: exec("a = b", {}, t),
    lambda t: type("T", (), t),
    lambda t: max(t),
    lambda t: sum(t.values(), Key()),
    lambda t: hash(frozenset(t.items())),
    lambda t: __import__("json").dumps(t, default=lambda o: t.clear() or "x", skipkeys=True),
    lambda t: __import__("pickle").dumps(t),
    lambda t: __import__("copy").deepcopy(t),
    lambda t: next(iter(t), table.clear()),
    lambda t: t.__reversed__().__next__(),
    lambda t: t.move_to_end(Key()),
    lambda t: t.popitem(last=False),
    lambda t: t.subtract(other),
    lambda t: t.most_common(),
    lambda t: t + other,
]


def default():
    table.clear()
    return 1


expected = {"finished", "KeyError", "RuntimeError", "TypeError", "AttributeError", "NameError", "ValueError", "StopIteration", "PicklingError"}
for kind in (dict, OrderedDict, Counter, lambda: defaultdict(default), ChainMap):
    for number, operation in enumerate(OPERATIONS):
        armed = False
        table = kind()
        for i in range(8):
            table[Key(i)] = Key(i)
        table["a"] = Key()
        other = {Key(i): Key(i) for i in range(8)}
        other["a"] = 5
        armed = True
        found = outcome(operation, table)
        armed = False
        if found not in expected:
            print(kind, number, found)
        len(table), list(table), table.clear()


class Missing(dict):
    def __missing__(self, key):
        self.clear()
        return self[key - 1] if key else 0


print(outcome(lambda: Missing()[10]), outcome(lambda: Missing()[100_000]))  # expect: finished RecursionError

names = {"a": 1}


class Global:
    def __eq__(self, other):
        names.clear()
        return False

    def __hash__(self):
        return hash("b")


names[Global()] = 1
print(outcome(eval, "b", names))  # expect: NameError


class Attribute:
    pass


holder = Attribute()


class Name(str):
    def __eq__(self, other):
        holder.__dict__.clear()
        return False

    __hash__ = str.__hash__


holder.__dict__[Name("abc")] = 1
print(outcome(getattr, holder, "abc"))  # expect: AttributeError
setattr(holder, "abc", 2)
print(outcome(delattr, holder, "abc"))  # expect: finished
it = iter({1: 1, 2: 2, 3: 3})
print(it.__length_hint__(), outcome(it.__reduce__))  # expect: 3 finished
d = {i: i for i in range(1000)}
it = iter(d.items())
next(it)
d.clear()
print(outcome(next, it), outcome(next, it))  # expect: RuntimeError RuntimeError
d = {1: 1}
for key in d:
    d[key] = key + 1
    del d[key]
    d[key] = 1
    break
print(d)  # expect: {1: 1}
print("done")  # expect: done

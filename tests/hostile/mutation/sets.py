# What works on a set, a deque or an iterator calls Python code that changes it.
import functools
import itertools
import sys
from collections import deque

sys.path.append("..")
from _outcome import outcome

held = None
armed = False


class Item:
    def act(self):
        if armed:
            held.clear()
            for i in range(40):
                getattr(held, "add", getattr(held, "append", None))(i)
            held.clear()

    def __init__(self, value=1):
        self.value = value

    def __hash__(self):
        self.act()
        return 1

    def __eq__(self, other):
        self.act()
        return False

    def __lt__(self, other):
        self.act()
        return True

    def __repr__(self):
        self.act()
        return "I"

    def __index__(self):
        self.act()
        return 2

    def __iter__(self):
        self.act()
        for i in range(5):
            held.clear()
            yield Item(i)


SETS = [
    lambda s: Item() in s,
    lambda s: s.add(Item()),
    lambda s: s.remove(Item()),
    lambda s: s.discard(Item()),
    lambda s: s.update(Item()),
    lambda s: s.update(other, Item()),
    lambda s: s | other,
    lambda s: s & other,
    lambda s: s - other,
    lambda s: s ^ other,
    lambda s: other - s,
    lambda s: other & s,
    lambda s: s.__ior__(other),
    lambda s: s.__iand__(other),
    lambda s: s.__isub__(other),
    lambda s: s.__ixor__(other),
    lambda s: s.intersection(Item()),
    lambda s: s.difference(Item(), other),
    lambda s: s.symmetric_difference(Item()),
    lambda s: s.intersection_update(Item(), Item()),
    lambda s: s.difference_update(Item()),
    lambda s: s.symmetric_difference_update(Item()),
    lambda s: s.issubset(Item()),
    lambda s: s.issuperset(Item()),
    lambda s: s.isdisjoint(Item()),
    lambda s: s.isdisjoint(other),
    lambda s: s == other,
    lambda s: s < other,
    lambda s: s <= other,
    lambda s: other >= s,
    lambda s: repr(s),
    lambda s: sorted(s),
    lambda s: s.copy(),
    lambda s: [s.pop() for _ in range(20)],
    lambda s: [s.add(Item()) for _ in s],
    lambda s: [s.clear() for _ in s],
    lambda s: set(s),
    lambda s: frozenset(s),
    lambda s: dict.fromkeys(s),
    lambda s: hash(frozenset(s)),
    lambda s: {*s, *other},
    lambda s: s in {frozenset(other)},
    lambda s: s.add(s),
    lambda s: s.update(s),
    lambda s: s.difference_update(s),
    lambda s: s.symmetric_difference_update(s),
]
DEQUES = [
    lambda d: Item() in d,
    lambda d: d.index(Item()),
    lambda d: d.index(Item(), Item(), Item()),
    lambda d: d.remove(Item()),
    lambda d: d.count(Item()),
    lambda d: d.insert(Item(), 1),
    lambda d: d.rotate(Item()),
    lambda d: d[Item()],
    lambda d: d.__setitem__(Item(), 1),
    lambda d: d.__delitem__(Item()),
    lambda d: d * Item(),
    lambda d: d.__imul__(Item()),
    lambda d: d.extend(Item()),
    lambda d: d.extendleft(Item()),
    lambda d: d.extend(d),
    lambda d: d.extendleft(d),
    lambda d: d + d,
    lambda d: d == deque(other),
    lambda d: d < deque(other),
    lambda d: repr(d),
    lambda d: d.copy(),
    lambda d: [d.append(1) for _ in d],
    lambda d: [d.popleft() for _ in reversed(d)],
    lambda d: sorted(d),
    lambda d: deque(d, Item()),
    lambda d: d.__init__(d),
    lambda d: d.__init__(Item(), 3),
    lambda d: list(itertools.islice(d, Item(), None)),
    lambda d: d.reverse(),
    lambda d: d.__reduce__(),
]
expected = {"finished", "KeyError", "RuntimeError", "TypeError", "IndexError", "ValueError"}
for make, operations in ((set, SETS), (deque, DEQUES)):
    for number, operation in enumerate(operations):
        armed = False
        held = make(Item(i) for i in range(8))
        other = {Item(i) for i in range(8)}
        armed = True
        found = outcome(operation, held)
        armed = False
        if found not in expected:
            print(make, number, found)
        len(held), list(held), held.clear()


class Again:
    """An iterator that asks the iterator above it while that one asks it."""

    above = None

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.above)


MAKERS = [
    lambda a: map(bool, a),
    lambda a: filter(None, a),
    lambda a: zip(a, a),
    lambda a: enumerate(a),
    lambda a: iter(a.__next__, None),
    lambda a: itertools.chain(a, a),
    lambda a: itertools.chain.from_iterable(a),
    lambda a: itertools.cycle(a),
    lambda a: itertools.islice(a, 5),
    lambda a: itertools.takewhile(bool, a),
    lambda a: itertools.dropwhile(bool, a),
    lambda a: itertools.accumulate(a),
    lambda a: itertools.starmap(bool, a),
    lambda a: itertools.filterfalse(None, a),
    lambda a: itertools.compress(a, a),
    lambda a: itertools.zip_longest(a, a),
    lambda a: itertools.pairwise(a),
    lambda a: itertools.batched(a, 2),
    lambda a: itertools.groupby(a),
    lambda a: itertools.tee(a)[0],
    lambda a: itertools.tee(a)[1],
    lambda a: (x for x in a),
    lambda a: reversed([a]),
]
for number, make in enumerate(MAKERS):
    again = Again()
    try:
        again.above = make(again)
    except Exception as error:
        print(number, "cannot be made", type(error).__name__)
        continue
    found = outcome(next, again.above)
    if found not in ("RecursionError", "RuntimeError", "ValueError", "StopIteration", "finished"):
        print(number, found)

group = None


class Grouped:
    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        if group is not None:
            outcome(next, group)
        return self.value == other.value


group = itertools.groupby([Grouped(1), Grouped(1), Grouped(2), Grouped(3)])
print(outcome(lambda: [list(inner) for _, inner in group]) in ("finished", "RecursionError"))  # expect: True
one, two = itertools.tee([1, 2, 3])
deep = one
for _ in range(100_000):
    (deep,) = itertools.tee(deep, 1)
print(outcome(next, deep))  # expect: finished
print(outcome(itertools.tee, [], -1), outcome(itertools.tee, [], 1 << 62) in ("MemoryError", "OverflowError"))  # expect: ValueError True


@functools.lru_cache(maxsize=3)
def cached(n):
    cached.cache_clear()
    return cached(n - 1) if n else 0


print(cached(50), outcome(cached, 100_000))  # expect: 0 RecursionError


class CacheKey:
    def __hash__(self):
        return 1

    def __eq__(self, other):
        small.cache_clear()
        small(1)
        small(2)
        return False


@functools.lru_cache(maxsize=2)
def small(key):
    return key


for _ in range(20):
    small(CacheKey())
print(small.cache_info().currsize <= 2)  # expect: True
print(outcome(functools.reduce, lambda a, b: functools.reduce(lambda c, d: a, [1, 2]), iter([1, 2])))  # expect: finished
print("done")  # expect: done

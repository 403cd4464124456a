"""All three containers of sortedcontainers."""
# env: PYTHONPATH=/usr/lib/python3/dist-packages
import copy
import operator
import pickle
import random

from sortedcontainers import SortedDict, SortedKeyList, SortedList, SortedSet


def attempt(function, *arguments):
    try:
        print(function(*arguments))
    except Exception as error:
        print(type(error).__name__, "|", error)


random.seed(5)
numbers = [random.randrange(1000) for _ in range(5000)]
s = SortedList(numbers)
s._reset(50)                                # many sub-lists
s._check()
print(len(s), s[0], s[-1], s[10:20:3], s[::-1][:5], list(s) == sorted(numbers), s.count(500) == numbers.count(500))
print(s.bisect_left(500), s.bisect(500) - s.bisect_left(500) == s.count(500), s.index(s[123]) <= 123)
print(list(s.irange(100, 103)), list(s.irange(100, 103, (False, False), reverse=True)), list(s.islice(5, 9)))
for value in numbers[:2500]:
    s.remove(value)
s.update(range(0, 5000, 7))
s.add(3)
s._check()
print(len(s), s.pop(), s.pop(0), s.pop(7), 3 in s, 3.5 in s)
del s[100:200]
del s[5]
s.discard(-1)
s._check()
print(len(s), SortedList("hello"), SortedList([1, 2]) + [0], SortedList([1, 2]) * 2, SortedList([1, 2]) < [1, 3])
t = SortedList([3, 1, 2])
t += [9, 0]
t *= 2
print(t, copy.copy(t) == t, pickle.loads(pickle.dumps(t)) == t, t == sorted(t), repr(t), list(reversed(t)))
attempt(t.remove, 77)
attempt(t.append, 5)
attempt(t.__setitem__, 0, 5)
attempt(t.insert, 0, 5)
attempt(t.index, 77)
attempt(SortedList().pop)
attempt(SortedList, [1, "a"])
attempt(lambda: t[99])
t.clear()
print(t, len(t), bool(t))

k = SortedKeyList(["banana", "fig", "apple", "kiwi"], key=len)
k.add("pea")
print(k, k.bisect_key(4), list(k.irange_key(3, 4)), k.key("abc"), type(SortedList(key=operator.neg)).__name__)
n = SortedList(numbers, key=operator.neg)
n._check()
print(n[:5], n[-3:], n.count(500) == numbers.count(500), 500 in n)

d = SortedDict({"b": 2, "a": 1, "c": 3})
d["aa"] = 11
print(d, list(d), d.keys()[1], d.values()[0], d.items()[-1], d.peekitem(), d.peekitem(0), d.index("b") if hasattr(d, "index") else None)
print(d.popitem(), d.popitem(0), d.pop("b"), d.pop("zz", None), d.setdefault("q", 5), d.setdefault("q", 6), d)
d.update(z=1, y=2)
print(list(d.irange("b", "y")), d.bisect("m"), d.keys() & {"z", "x"}, list(reversed(d)), d | {"e": 1}, {"e": 1} | d)
print(SortedDict.fromkeys("cab", 0), copy.deepcopy(d) == d, pickle.loads(pickle.dumps(d)), d == dict(d))
attempt(lambda: d["absent"])
attempt(SortedDict().popitem)
attempt(d.keys()[0:2].__len__)
r = SortedDict(operator.neg, {1: "a", 3: "c", 2: "b"})
print(r, r.peekitem(0), r.key is operator.neg)
del r[3]
big = SortedDict((i % 1009, i) for i in range(5000))
big._check()
print(len(big), big.peekitem(500), sum(big.values()), list(big.islice(3, 6)))


class Default(SortedDict):
    def __missing__(self, key):
        return key * 2


print(Default(a=1)["zz"])

a, b = SortedSet([5, 1, 4, 1]), SortedSet(range(3, 7))
print(a, a | b, a & b, a - b, a ^ b, a[0], a[-2:], a < b, SortedSet([4, 5]) <= a, a.isdisjoint([9]), a == {1, 4, 5})
a.add(2), a.discard(9), a.update([7, 8], [9]), a.intersection_update([1, 2, 7, 9])
print(a, a.pop(), a.pop(0), a.index(7), a.count(7), list(a.irange(2, 7)), list(reversed(a)), a.bisect(5))
a |= [0, 3]
a -= [7]
a ^= {3, 12}
print(a, SortedSet("banana"), SortedSet([1, 2, 3], key=operator.neg), pickle.loads(pickle.dumps(b)) == b)
del b[0]
attempt(b.remove, 99)
attempt(b.__getitem__, 99)
attempt(hash, b)
print(b, len(b), b.difference([5]), b.symmetric_difference([5, 50]), b.union([0]))
many = SortedSet(numbers)
many._check()
print(len(many), many[100], many.isdisjoint(range(1000, 2000)))

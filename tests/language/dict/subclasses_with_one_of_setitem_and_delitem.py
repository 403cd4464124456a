from collections import Counter


class Deletes(dict):
    def __delitem__(self, key):
        print("delete", key)
        super().__delitem__(key)


class Sets(dict):
    def __setitem__(self, key, value):
        super().__setitem__(key, value * 2)


class Doubled(Counter):
    def __setitem__(self, key, value):
        super().__setitem__(key, value * 2)


class Elsewhere(Deletes, Sets):
    pass


d = Deletes()
d["a"] = 1
d["b"] = 2
del d["a"]                      # expect: delete a
print(d)                        # expect: {'b': 2}
e = Elsewhere()
e["a"] = 1
print(e)                        # expect: {'a': 2}
s = Sets()
s["x"] = 5
del s["x"]
print(s)                        # expect: {}
c = Counter("abca")
c["z"] += 3
del c["nothing"]
print(c, Doubled("aab"))        # expect: Counter({'z': 3, 'a': 2, 'b': 1, 'c': 1}) Doubled({'a': 6, 'b': 2})
Deletes.__setitem__ = lambda self, key, value: dict.__setitem__(self, key, "late")
d["c"] = 1
print(d["c"])                   # expect: late
del Deletes.__setitem__
d["c"] = 1
print(d["c"])                   # expect: 1


class L(list):
    def __delitem__(self, index):
        print("delete", index)


l = L([1, 2])
l[0] = 5
del l[1]                        # expect: delete 1
print(l)                        # expect: [5, 2]
try:
    l[9] = 1
except IndexError as error:
    print(error)                # expect: list assignment index out of range

class Doubling(dict):
    def __missing__(self, key): return key * 2
print(Doubling()["ab"])                 # expect: abab
d = {"a": 1, "b": 2}
print(d.keys() & ["a", "z"])            # expect: {'a'}
print(d.items() - {("a", 1)})           # expect: {('b', 2)}
print(list(reversed(d.items())))        # expect: [('b', 2), ('a', 1)]
print(d.keys() == {"a", "b"})           # expect: True
d |= [("c", 3)]
print(d, dict(x=1), {**d, "a": 0})      # expect: {'a': 1, 'b': 2, 'c': 3} {'x': 1} {'a': 0, 'b': 2, 'c': 3}
print(dict.fromkeys("ab", 0))           # expect: {'a': 0, 'b': 0}

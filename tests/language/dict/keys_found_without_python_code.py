# A str or a small int is found without asking; a key of another type with the same hash is asked.
class Like:
    def __init__(self, value): self.value = value
    def __hash__(self): return hash(self.value)
    def __eq__(self, other): return other == self.value
d = {Like(5): "five", Like("a"): "letter", 2.0: "two", True: "one"}
print(d[5], d["a"], d[2], d[1], d.get(7), 5 in d, "b" in d)  # expect: five letter two one None True False
class Text(str): pass
e = {Text("k"): 1, "l": 2}
print(e["k"], e[Text("l")], "k" in e, Text("m") in e)  # expect: 1 2 True False
del e["l"]
print("l" in e, e.get("l"))             # expect: False None
e["l"] = 3
print(e["l"])                           # expect: 3
print({(1, "a"): 1}[1, "a"], {(1, (2, "b")): 2}[1.0, (True + 1, "b")], (1, 2) in {(1, 2, 3), (1,)})  # expect: 1 2 False
n = 2 ** 61 - 1
print({0: "zero", n: "prime"}[n], {0: "zero"}.get(n), {-1: 1, -2: 2}[-2])  # expect: prime None 2
for container in {}, set(), frozenset():
    try:
        [] in container
    except TypeError as error:
        print(error)
# expect: cannot use 'list' as a dict key (unhashable type: 'list')
# expect: cannot use 'list' as a set element (unhashable type: 'list')
# expect: cannot use 'list' as a set element (unhashable type: 'list')
print({1} in {frozenset({1})}, 1 not in {1}, "x" not in {"y": 1})  # expect: True False True

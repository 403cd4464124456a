class Key:
    hashes = equals = 0
    def __hash__(self): Key.hashes += 1; return 42
    def __eq__(self, other): Key.equals += 1; return self is other
one, two = Key(), Key()
d = {one: 5, 0: 0, 1: 1, 2: 2, 3: 3}
d[two] = []                             # grows, and looks through the keys once
print(Key.hashes, Key.equals)           # expect: 2 1
Key.hashes = 0
s = set(d); f = frozenset(d); dict.fromkeys(s); dict.fromkeys(f, 1); s.difference(d); dict.fromkeys(d)
print(Key.hashes)                       # expect: 0

class Key:
    def __init__(self, name): self.name = name
    def __hash__(self): return 1
    def __eq__(self, other):
        table.clear()
        return self.name == other.name
table = {}
table[Key("a")] = 1
table[Key("b")] = 2
print(len(table))         # expect: 1
for key in {1: 2, 3: 4} | {5: 6}:
    print(key)            # expect: 1
                          # expect: 3
                          # expect: 5
d = {1: 2}
for key in d:
    d[2] = 3              # expect error: RuntimeError: dictionary changed size during iteration

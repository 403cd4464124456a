class Number(int): pass
for value in (0, 5, -2**200):
    n = Number(value)
    n.note = "kept"
    print(n == value, n.note, type(n + 1).__name__, type(+n).__name__, hash(n) == hash(value))
# expect: True kept int int True
# expect: True kept int int True
# expect: True kept int int True
print(Number("12", base=5))  # expect: 7
print(True & False, True & 1, True + True, -True)   # expect: False 1 2 -1

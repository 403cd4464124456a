a, b = {1, 2, 3}, frozenset({2, 3, 4})
print(a | b, a & b, a - b, a ^ b)       # expect: {1, 2, 3, 4} {2, 3} {1} {1, 4}
print(type(b | a).__name__)             # expect: frozenset
print({1} < a <= a, {1, 2} in {frozenset({1, 2})})  # expect: True True
a -= {1}
print(a)                                # expect: {2, 3}
a | [1]                                 # expect error: TypeError: unsupported operand type(s) for |: 'set' and 'list'

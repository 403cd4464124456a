t = (1, 2, 3)
print(t[::-1], t + (4,), t * 2)         # expect: (3, 2, 1) (1, 2, 3, 4) (1, 2, 3, 1, 2, 3)
print(t < (1, 2, 4), t == (1, 2, 3))    # expect: True True
print(t.index(3), t.count(2), hash(()) == hash(tuple([])))  # expect: 2 1 True
class Point(tuple):
    pass
print(Point([1, 2]), type(Point([1])[:]).__name__)  # expect: (1, 2) tuple
t[0] = 1                                # expect error: TypeError: 'tuple' object does not support item assignment

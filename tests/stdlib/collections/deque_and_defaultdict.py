from collections import Counter, defaultdict, deque

d = deque([1, 2, 3], maxlen=5)
d.append(4)
d.appendleft(0)
d.append(9)
print(d, d[1], d[-1], 3 in d)  # expect: deque([1, 2, 3, 4, 9], maxlen=5) 2 9 True
d.rotate(2)
print(d)  # expect: deque([4, 9, 1, 2, 3], maxlen=5)
e = deque(range(8))
e.remove(7)
del e[3]
e.insert(4, "x")
print(e, e.index("x"))  # expect: deque([0, 1, 2, 4, 'x', 5, 6]) 4
print(deque([1]) * 3 + deque([2]), deque([1, 2]) < deque([1, 3]))  # expect: deque([1, 1, 1, 2]) True
try:
    for x in e:
        e.append(1)
except RuntimeError as error:
    print(error)  # expect: deque mutated during iteration
dd = defaultdict(list)
dd[3].append(2)
print(dd, dd | {1: 2})  # expect: defaultdict(<class 'list'>, {3: [2]}) defaultdict(<class 'list'>, {3: [2], 1: 2})
print(Counter("abca"))  # expect: Counter({'a': 2, 'b': 1, 'c': 1})
deque().pop()  # expect error: IndexError: pop from an empty deque

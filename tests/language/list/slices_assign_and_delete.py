items = list(range(8))
items[1:3] = "abc"
print(items)              # expect: [0, 'a', 'b', 'c', 3, 4, 5, 6, 7]
del items[::2]
print(items)              # expect: ['a', 'c', 4, 6]
items[::-1] = items
print(items)              # expect: [6, 4, 'c', 'a']
items[5:2] = [1]
print(items)              # expect: [6, 4, 'c', 'a', 1]
items[::2] = [0]          # expect error: ValueError: attempt to assign sequence of size 1 to extended slice of size 3

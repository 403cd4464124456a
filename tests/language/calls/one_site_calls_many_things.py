# The op at one call site, subscript or loop is specialised for what it saw first, and must do without that for what comes later.
def item(container, key):
    return container[key]
for container, key in [([1, 2], 1), ((3, 4), 0), ("xyz", -1), ({0: 5}, 0), (b"ab", 1), ("é€", 1), (range(9), 4), ([6], -1), ((7,), -1)] * 3:
    last = item(container, key)
print([item(c, k) for c, k in [([1, 2], 1), ((3, 4), 0), ("xyz", -1), ({0: 5}, 0), (b"ab", 1), ("é€", 1), ("é€", 0)]])  # expect: [2, 3, 'z', 5, 98, '€', 'é']
for container in [], (), "":
    try:
        item(container, 0)
    except IndexError as error:
        print(error)
# expect: list index out of range
# expect: tuple index out of range
# expect: string index out of range
try:
    item((1,), 1 << 80)
except IndexError as error:
    print(error)                        # expect: cannot fit 'int' into an index-sized integer

def total(items):
    result = 0
    for item in items:
        result += item
    return result
class Steps:
    def __init__(self): self.left = 3
    def __iter__(self): return self
    def __next__(self):
        if not self.left: raise StopIteration
        self.left -= 1
        return 10
class Inherits(enumerate):
    def __next__(self): return super().__next__()[1]
sources = [[1, 2], (3,), {4: 0}, {5}, range(6), map(int, "78"), (n for n in [9]), Steps(), b"\1\2", filter(None, [1, 0]), Inherits([20, 30])]
print([total(source) for source in sources])  # expect: [3, 3, 4, 5, 15, 15, 9, 30, 3, 1, 50]
def stops(n):
    if n == 2: raise StopIteration
    return n
print(total(map(stops, [1, 1, 2, 5])))  # expect: 2
changing = {1: 1}
try:
    for key in changing: changing[key + 1] = 1
except RuntimeError as error:
    print(error)                        # expect: dictionary changed size during iteration

def depth(n):
    return n if n == 0 else depth(n - 1)
depth(50)
try:
    depth(10 ** 6)
except RecursionError as error:
    print(error)                        # expect: maximum recursion depth exceeded
print(depth(50))                        # expect: 0

# Generators, yield from, send, generator expressions, comprehensions and itertools-like pipelines.
def count_to(n):
    i = 0
    while i < n:
        yield i
        i += 1


def only_odd(source):
    for item in source:
        if item & 1:
            yield item


def squares(source):
    for item in source:
        yield item * item


class Tree:
    def __init__(self, low, high):
        middle = (low + high) // 2
        self.value = middle
        self.left = Tree(low, middle) if low < middle else None
        self.right = Tree(middle + 1, high) if middle + 1 < high else None

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


def averager():
    total = number = 0
    while True:
        total += yield total // number if number else 0
        number += 1


def permutations(items):
    if len(items) <= 1:
        yield items
        return
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield (item,) + rest


print(sum(squares(only_odd(count_to(700_000)))))
print(sum(Tree(0, 25_000)), sum(x * (i % 3) for i, x in enumerate(Tree(0, 25_000))))
average = averager()
next(average)
last = 0
for i in range(400_000):
    last = average.send(i)
print(last, sum(1 for p in permutations((1, 2, 3, 4, 5, 6, 7, 8)) if p[0] < p[-1]))
print(sum(x * y for x in range(600) for y in range(600) if x != y), len([x for x in range(400_000) if x % 3 == 0]))
print(len({x % 1009: x for x in range(300_000)}), len({x * x % 4001 for x in range(300_000)}))

# Allocation: binary trees that live and die, a linked list, and many small short-lived objects.
class Node:
    def __init__(self, left, right):
        self.left = left
        self.right = right


def make(depth):
    if depth == 0:
        return Node(None, None)
    return Node(make(depth - 1), make(depth - 1))


def check(node):
    if node.left is None:
        return 1
    return 1 + check(node.left) + check(node.right)


def pairs(depth):
    return (pairs(depth - 1), pairs(depth - 1)) if depth else ()


def count(pair):
    return 1 + sum(count(part) for part in pair)


def chain(length):
    head = None
    for i in range(length):
        head = [i, head]
    total = 0
    while head:
        total += head[0]
        head = head[1]
    return total


def short_lived(rounds):
    total = 0
    for i in range(rounds):
        point = {"x": i, "y": -i, "tags": [i, i + 1]}
        total += point["tags"][1] + point["y"]
    return total


long_lived = make(16)
checks = 0
for depth in range(4, 16, 2):
    for _ in range(1 << (15 - depth)):
        checks += check(make(depth))
print(checks, check(long_lived), count(pairs(16)), chain(400_000), short_lived(600_000))

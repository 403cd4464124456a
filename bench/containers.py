# dict, list, set and tuple work: an inverted index, grouping, a grid walked breadth first, matrices as lists.
from collections import deque


def numbers(count, seed=42):
    result = []
    for _ in range(count):
        seed = (seed * 69069 + 1) & 0xFFFFFFFF
        result.append(seed >> 8)
    return result


def index_words(count):
    words = ["w%d" % (n % 997) for n in numbers(count)]
    index = {}
    for place, word in enumerate(words):
        index.setdefault(word, []).append(place)
    frequency = {}
    for word in words:
        frequency[word] = frequency.get(word, 0) + 1
    longest = max(index.values(), key=len)
    return len(index), len(longest), sum(frequency.values()), sum(p[0] for p in index.values())


def group(count):
    groups = {}
    for n in numbers(count):
        key = (n % 7, n % 11)
        if key in groups:
            groups[key].add(n % 1000)
        else:
            groups[key] = {n % 1000}
    common = set.intersection(*groups.values()) if groups else set()
    return len(groups), sum(len(g) for g in groups.values()), len(common)


def shortest_path(size):
    walls = {(n % size, n // size % size) for n in numbers(size * size // 4)}
    start, goal = (0, 0), (size - 1, size - 1)
    walls -= {start, goal}
    seen, queue = {start: 0}, deque([start])
    while queue:
        x, y = queue.popleft()
        for there in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            if 0 <= there[0] < size and 0 <= there[1] < size and there not in walls and there not in seen:
                seen[there] = seen[x, y] + 1
                queue.append(there)
    return seen.get(goal), len(seen)


def multiply(size):
    a = [[(i * j) % 10 for j in range(size)] for i in range(size)]
    b = [[(i + j) % 10 for j in range(size)] for i in range(size)]
    columns = list(zip(*b))
    product = [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in a]
    return sum(map(sum, product))


def churn(count):
    table = {i: i for i in range(1000)}
    stack = []
    for n in numbers(count):
        table[n % 2000] = n
        table.pop((n + 1) % 2000, None)
        stack.append(n)
        if n % 3 == 0 and stack:
            stack.pop()
    return len(table), len(stack), sum(stack[-10:]), len(stack[::2] + stack[:5])


print(index_words(120_000), group(120_000), shortest_path(180), multiply(60), churn(150_000))

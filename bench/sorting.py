# sort with and without a key on ints, floats, strings, tuples and objects, and two sorts written in Python.
class Card:
    def __init__(self, suit, rank):
        self.suit = suit
        self.rank = rank

    def __lt__(self, other):
        return (self.rank, self.suit) < (other.rank, other.suit)


def numbers(count, seed=2024):
    result = []
    for _ in range(count):
        seed = (seed * 1664525 + 1013904223) & 0xFFFFFFFF
        result.append(seed >> 4)
    return result


def quicksort(items, low, high):
    while low < high:
        pivot = items[(low + high) // 2]
        i, j = low, high
        while i <= j:
            while items[i] < pivot:
                i += 1
            while items[j] > pivot:
                j -= 1
            if i <= j:
                items[i], items[j] = items[j], items[i]
                i += 1
                j -= 1
        if j - low < high - i:
            quicksort(items, low, j)
            low = i
        else:
            quicksort(items, i, high)
            high = j


def merge_sort(items):
    if len(items) < 2:
        return items
    middle = len(items) // 2
    left, right = merge_sort(items[:middle]), merge_sort(items[middle:])
    merged, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if right[j] < left[i]:
            merged.append(right[j])
            j += 1
        else:
            merged.append(left[i])
            i += 1
    return merged + left[i:] + right[j:]


def weigh(items):
    total = 0
    for i, item in enumerate(items):
        total = (total * 7 + item * (i % 13)) % 1_000_000_007
    return total


data = numbers(100_000)
by_value = sorted(data)
floats = sorted(n / 7.0 for n in data)
strings = sorted(str(n) for n in data[:50_000])
tuples = sorted(((n % 100, n) for n in data[:50_000]), reverse=True)
by_key = sorted(data, key=lambda n: (n % 1000, -n))
nearly = by_value[:50_000] + data[:100] + by_value[50_000:]
nearly.sort()
cards = sorted(Card(n % 4, n % 1009) for n in data[:8_000])
quick = data[:40_000]
quicksort(quick, 0, len(quick) - 1)
merged = merge_sort(data[:20_000])
print(weigh(by_value), f"{floats[777]:.6f}", strings[123], tuples[55], weigh(by_key), weigh(nearly))
print(sum(c.rank * i for i, c in enumerate(cards)), weigh(quick), weigh(merged))

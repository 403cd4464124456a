# What works on a list calls Python code that changes that list.
import bisect
import heapq
import sys

sys.path.append("..")
from _outcome import outcome

items = []


class Clear:
    """Empties the list whenever it is asked anything."""

    def __init__(self, value=0):
        self.value = value

    def clear(self):
        items.clear()
        items.extend([None] * 3)
        items.clear()

    def __eq__(self, other):
        self.clear()
        return False

    def __lt__(self, other):
        self.clear()
        return self.value < other.value

    def __hash__(self):
        self.clear()
        return 1

    def __index__(self):
        self.clear()
        return 1

    def __len__(self):
        self.clear()
        return 5

    def __length_hint__(self):
        self.clear()
        return 5

    def __repr__(self):
        self.clear()
        return "C"

    def __iter__(self):
        self.clear()
        return iter([1, 2, 3])

    def __bool__(self):
        self.clear()
        return True


def fresh(count=10):
    items[:] = [Clear(i) for i in range(count)]
    return items


print(outcome(fresh().sort))  # expect: finished
print(outcome(lambda: fresh().sort(key=lambda item: items.append(1) or item.value)))  # expect: ValueError
print(outcome(lambda: fresh().sort(key=lambda item: items.clear() or item.value)))  # expect: finished
print(len(items))  # expect: 10
print(outcome(lambda: fresh().sort(reverse=Clear())))  # expect: finished
print(outcome(fresh().index, 1), len(items))  # expect: ValueError 0
print(outcome(fresh().index, 1, Clear(), Clear()))  # expect: ValueError
print(outcome(fresh().remove, 1), len(items))  # expect: ValueError 0
print(outcome(fresh().count, 1), len(items))  # expect: finished 0
print(outcome(lambda: 1 in fresh()), len(items))  # expect: finished 0
print(outcome(lambda: fresh() == fresh()), outcome(lambda: list(fresh()) == items))  # expect: finished finished
print(outcome(lambda: list(fresh()) < items), outcome(lambda: items < [Clear()] * 10))  # expect: finished finished
print(outcome(repr, fresh()), len(items))  # expect: finished 0
print(outcome(hash, tuple(fresh())), len(items))  # expect: finished 0
print(outcome(lambda: fresh()[Clear()]))  # expect: IndexError
print(outcome(lambda: fresh().pop(Clear())))  # expect: IndexError
print(outcome(lambda: fresh().insert(Clear(), 1)), items)  # expect: finished [1]
print(outcome(lambda: fresh()[Clear() : 5]), items)  # expect: finished []
print(outcome(lambda: fresh().__setitem__(Clear(), 1)))  # expect: IndexError
print(outcome(lambda: fresh().__delitem__(Clear())))  # expect: IndexError
print(outcome(lambda: fresh().__setitem__(slice(Clear(), 8), [1, 2])), items)  # expect: finished [1, 2]
print(outcome(lambda: fresh().__delitem__(slice(Clear(), 8))), items)  # expect: finished []
print(outcome(lambda: fresh().__delitem__(slice(0, 8, Clear()))), items)  # expect: finished []
print(outcome(lambda: fresh().__setitem__(slice(0, 8, Clear()), [1])))  # expect: finished
print(outcome(lambda: fresh().__mul__(Clear())), items)  # expect: finished []
print(outcome(lambda: fresh().__imul__(Clear())), items)  # expect: finished []
print(outcome(lambda: fresh().extend(Clear())), items)  # expect: finished [1, 2, 3]
print(outcome(lambda: fresh().__setitem__(slice(2, 4), Clear())), items)  # expect: finished [1, 2, 3]
print(outcome(lambda: fresh().__iadd__(Clear())), items)  # expect: finished [1, 2, 3]
print(outcome(min, fresh()), outcome(max, fresh()), outcome(sorted, fresh()))  # expect: finished finished finished
print(outcome(any, fresh()), outcome(all, fresh()), outcome(sum, fresh(), []))  # expect: finished finished TypeError
print(outcome(lambda: [*fresh(), *items]))  # expect: finished
print(outcome(bisect.bisect_left, fresh(), Clear()), outcome(bisect.insort, fresh(), Clear(5)))  # expect: IndexError IndexError
print(outcome(bisect.bisect, fresh(), Clear(5), 0, 10))  # expect: IndexError
for function in (heapq.heapify, heapq.heappop, lambda heap: heapq.heappush(heap, Clear(-1)), lambda heap: heapq.heapreplace(heap, Clear(100)),
                 lambda heap: heapq.heappushpop(heap, Clear(100)), lambda heap: heapq.nsmallest(3, heap), lambda heap: heapq.nlargest(3, heap),
                 lambda heap: list(heapq.merge(heap, heap)), lambda heap: "".join(heap),
                 lambda heap: list(map(bool, heap)), lambda heap: list(filter(None, heap)), lambda heap: list(zip(heap, Clear())), lambda heap: dict.fromkeys(heap),
                 lambda heap: set(heap), lambda heap: bytes(heap), lambda heap: bytearray(heap), lambda heap: "%s %s %s" % tuple(heap), lambda heap: f"{heap}",
                 lambda heap: range(*heap[:3]), lambda heap: slice(*heap[:3]).indices(10), lambda heap: memoryview(b"abc")[heap[0]], lambda heap: max(heap, key=hash)):
    found = outcome(function, fresh())
    if found not in ("finished", "IndexError", "RuntimeError", "ValueError", "TypeError"):
        print(function, found)


def grow():
    for item in items:
        items.append(item)
        if len(items) > 100_000:
            break


items[:] = [1]
print(outcome(grow), len(items))  # expect: finished 100001


def endless():
    for item in items:
        yield item


items[:] = [1, 2, 3]
items.extend(iter(items[:2]))
print(items)  # expect: [1, 2, 3, 1, 2]
items.extend(items)
print(len(items))  # expect: 10
items[2:2] = items
print(len(items))  # expect: 20
items[::2] = items[::2]
items += items
print(len(items))  # expect: 40
iterator = iter(items)
next(iterator)
items.clear()
print(list(iterator), iterator.__length_hint__(), outcome(iterator.__setstate__, -5), iterator.__reduce__()[1])  # expect: [] 0 finished ([],)
items[:] = range(10)
backward = reversed(items)
next(backward)
del items[3:]
print(list(backward), backward.__length_hint__())  # expect: [] 0
items[:] = range(10)
print([(items.pop(), item)[1] for item in items])  # expect: [0, 1, 2, 3, 4]


class Extender:
    def __iter__(self):
        return self

    def __next__(self):
        items.clear()
        if self.left == 0:
            raise StopIteration
        self.left -= 1
        return self.left


extender = Extender()
extender.left = 1000
items[:] = range(100)
print(outcome(items.extend, extender), items)  # expect: finished []
extender.left = 1000
items[:] = range(100)
print(outcome(items.__setitem__, slice(50, 60), extender), len(items))  # expect: finished 1000
print("done")  # expect: done

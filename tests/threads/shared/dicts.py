from collections import Counter, OrderedDict, defaultdict

from _hammer import THREADS, hammer, ignoring

ROUNDS = 150
TIMES = 2

owned = {}


def fill(number):
    for i in range(ROUNDS):
        owned[number, i] = i
        owned[f"{number}-{i}"] = i


hammer(fill)
print(len(owned) == ROUNDS * THREADS * 2)  # expect: True
print(all(owned[n, i] == i == owned[f"{n}-{i}"] for n in range(THREADS) for i in range(ROUNDS)))  # expect: True

winners = {}
answers = []


def race(number):
    for i in range(ROUNDS):
        answers.append((i, winners.setdefault(i, object())))


hammer(race)
print(all(winners[i] is winner for i, winner in answers), len(winners) == ROUNDS)  # expect: True True

popped = []
stock = dict.fromkeys(range(ROUNDS))


def pop(number):
    for i in range(ROUNDS):
        if stock.pop(i, "gone") is None:
            popped.append(i)


def pop_any(number):
    while True:
        try:
            popped.append(stock.popitem()[0])
        except KeyError:
            break


hammer(pop, pop_any, threads=2)
print(sorted(popped) == list(range(ROUNDS)), stock)  # expect: True {}


def churn_of(shared):
    def churn(number):
        for i in range(ROUNDS):
            try:
                shared[i % 13] = i
                shared[str(i % 11)] = number
                shared.pop(i % 5, None)
                shared.update({i % 3: 1, "x": 2}, y=3)
                shared.setdefault(i % 17, []) 
                if i % 10 == 0:
                    del shared["x"]
                if i % 40 == 39:
                    shared.clear()
            except KeyError:
                pass
    return churn


def reading_of(shared):
    @ignoring(RuntimeError, KeyError)
    def look():
        shared.get(1), shared.get("1"), 4 in shared, "y" in shared, len(shared)
        list(shared), list(shared.items()), list(shared.values()), dict(shared), shared.copy()
        shared == {}, shared | {1: 2}, repr(shared)
        for key in shared:
            pass
        for key, value in shared.items():
            pass
        list(reversed(shared))
        return shared["x"]

    def read(number):
        for _ in range(ROUNDS // 3):
            look()
    return read


for kind in (dict, OrderedDict, type("Sub", (dict,), {}), lambda: defaultdict(list)):
    shared = kind()
    hammer(churn_of(shared), reading_of(shared), threads=2)
    print(len(shared) == len(list(shared)) == len(dict(shared)))
# expect: True
# expect: True
# expect: True
# expect: True

made = []
lists = defaultdict(lambda: made.append(1) or [])


def grow(number):
    for i in range(ROUNDS):
        lists[i % 7].append(number)


hammer(grow)
print(sorted(lists) == list(range(7)))  # expect: True

order = OrderedDict.fromkeys(range(8))


def move(number):
    for i in range(ROUNDS):
        try:
            order.move_to_end(i % 8, last=bool(i & 1))
            order.popitem(last=bool(i & 2))
        except KeyError:
            pass
        order[i % 8] = number


hammer(move)
print(set(order) <= set(range(8)), len(order) == len(list(order)))  # expect: True True

counts = Counter()
# Its loop over the items may meet a key that another thread adds.
most_common = ignoring(RuntimeError)(counts.most_common)


def count(number):
    for i in range(ROUNDS):
        counts[i % 5] += 1
        most_common(2)


hammer(count)
print(sorted(counts))  # expect: [0, 1, 2, 3, 4]

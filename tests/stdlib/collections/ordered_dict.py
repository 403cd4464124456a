from collections import OrderedDict

d = OrderedDict(a=1, b=2, c=3)
d.move_to_end("a")
d.move_to_end("c", last=False)
print(d, list(reversed(d)))  # expect: OrderedDict({'c': 3, 'b': 2, 'a': 1}) ['a', 'b', 'c']
print(d.popitem(last=False), d.popitem(), d)  # expect: ('c', 3) ('a', 1) OrderedDict({'b': 2})
print(OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), OrderedDict(a=1, b=2) == dict(b=2, a=1))  # expect: False True
print(d.keys(), d.items(), d | {"z": 1}, {"y": 0} | d)
# expect: odict_keys(['b']) odict_items([('b', 2)]) OrderedDict({'b': 2, 'z': 1}) OrderedDict({'y': 0, 'b': 2})

# Moving to the front again and again keeps every entry.
numbers = OrderedDict.fromkeys(range(1000))
for n in range(1000):
    numbers.move_to_end(n, last=False)
    numbers.move_to_end((n * 7) % 1000, last=n % 2)
print(len(numbers), sorted(numbers) == list(range(1000)), numbers == OrderedDict.fromkeys(list(numbers)))
# expect: 1000 True True
for n in range(100000):
    numbers.move_to_end(n % 3, last=False)
print(list(numbers)[:3], len(numbers))  # expect: [0, 2, 1] 1000


def change(action):
    mapping = OrderedDict(a=1, b=2)
    try:
        for key in mapping:
            action(mapping)
    except RuntimeError as error:
        print(error)


change(lambda m: m.move_to_end("a"))  # expect: OrderedDict mutated during iteration
change(lambda m: m.__setitem__("z", 1))  # expect: OrderedDict mutated during iteration
change(lambda m: m.popitem())  # expect: OrderedDict changed size during iteration
change(lambda m: m.__setitem__("a", 5))


class Loud(OrderedDict):
    def __setitem__(self, key, value):
        print("set", key)
        super().__setitem__(key, value)


loud = Loud([("a", 1)], b=2)
# expect: set a
# expect: set b
loud.extra = 1
print(loud.copy(), vars(loud), loud.pop("q", None))
# expect: set a
# expect: set b
# expect: Loud({'a': 1, 'b': 2}) {'extra': 1} None
d.move_to_end("missing")  # expect error: KeyError: 'missing'

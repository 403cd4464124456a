from itertools import *

print(list(islice(count(3, 2), 4)))  # expect: [3, 5, 7, 9]
print(count(1), count(1.5, 2), repeat(1, 3))  # expect: count(1) count(1.5, 2) repeat(1, 3)
print(list(islice(cycle("ab"), 5)))  # expect: ['a', 'b', 'a', 'b', 'a']
print([(k, list(g)) for k, g in groupby([1, 1, 2, 3, 3])])  # expect: [(1, [1, 1]), (2, [2]), (3, [3, 3])]
print(list(permutations("abc", 2))[:3])  # expect: [('a', 'b'), ('a', 'c'), ('b', 'a')]
print(list(product([1, 2], "ab")))  # expect: [(1, 'a'), (1, 'b'), (2, 'a'), (2, 'b')]
print(list(combinations(range(4), 2)))  # expect: [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
print(list(combinations_with_replacement("ab", 2)))  # expect: [('a', 'a'), ('a', 'b'), ('b', 'b')]
a, b = tee([1, 2, 3])
print(next(a), list(b), list(a))  # expect: 1 [1, 2, 3] [2, 3]
print(list(batched("abcde", 2)), list(pairwise([1, 2, 3])))  # expect: [('a', 'b'), ('c', 'd'), ('e',)] [(1, 2), (2, 3)]
print(list(zip_longest([1], [2, 3], fillvalue=0)))  # expect: [(1, 2), (0, 3)]
print(list(accumulate([1, 2, 3], initial=5)), list(compress("abc", [1, 0, 1])))  # expect: [5, 6, 8, 11] ['a', 'c']
print(list(dropwhile(bool, [1, 0, 2])), list(takewhile(bool, [1, 0, 2])))  # expect: [0, 2] [1]
print(list(filterfalse(None, [1, 0])), list(starmap(pow, [(2, 3)])))  # expect: [0] [8]
list(batched("abc", 2, strict=True))  # expect error: ValueError: batched(): incomplete batch

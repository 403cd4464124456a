import functools
from functools import Placeholder, partial

print(functools.reduce(lambda a, b: a + b, [1, 2, 3]), partial(int, base=2)("11"))  # expect: 6 3
print(partial(pow, Placeholder, 2)(3), partial(partial(print, 1), 2))  # expect: 9 functools.partial(<built-in function print>, 1, 2)
print(sorted([3, 1, 2], key=functools.cmp_to_key(lambda a, b: b - a)))  # expect: [3, 2, 1]


@functools.lru_cache(2)
def f(x):
    return x


for x in (1, 2, 1, 3, 2):
    f(x)
print(f.cache_info())  # expect: CacheInfo(hits=1, misses=4, maxsize=2, currsize=2)
partial(int, Placeholder)  # expect error: TypeError: trailing Placeholders are not allowed

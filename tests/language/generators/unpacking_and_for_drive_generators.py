def pair():
    yield 1
    yield 2
    return 3

a, b = pair()
print(a, b, [*pair()], {*pair()}, sum(pair()), max(pair()), tuple(pair()), dict(zip(pair(), "ab")))
# expect: 1 2 [1, 2] {1, 2} 3 2 (1, 2) {1: 'a', 2: 'b'}
a, b, c = pair()  # expect error: ValueError: not enough values to unpack (expected 3, got 2)

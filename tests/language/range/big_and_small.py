r = range(0, 2**70, 2**68)
print(list(r)[1:])                      # expect: [295147905179352825856, 590295810358705651712, 885443715538058477568]
print(r[-1] in r, len(r), range(10)[2:8:3])  # expect: True 4 range(2, 8, 3)
print(range(0, 5, 2) == range(0, 6, 2), list(reversed(range(4))))  # expect: True [3, 2, 1, 0]
print([a + b for a, b in zip(range(3), range(3, 6), strict=True)], list(map(abs, range(-2, 1))))  # expect: [3, 5, 7] [2, 1, 0]
range(1, 2, 0)                          # expect error: ValueError: range() arg 3 must not be zero

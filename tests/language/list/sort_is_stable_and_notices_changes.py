pairs = [(1, "b"), (0, "x"), (1, "a"), (0, "y")]
print(sorted(pairs, key=lambda pair: pair[0]))                # expect: [(0, 'x'), (0, 'y'), (1, 'b'), (1, 'a')]
print(sorted(pairs, key=lambda pair: pair[0], reverse=True))  # expect: [(1, 'b'), (1, 'a'), (0, 'x'), (0, 'y')]
numbers = [3, 2, 1]
try:
    numbers.sort(key=lambda number: numbers.append(number) or number)
except ValueError as error:
    print(error)                                              # expect: list modified during sort
print(numbers)                                                # expect: [1, 2, 3]

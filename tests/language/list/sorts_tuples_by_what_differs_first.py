# Tuples are compared item by item, by identity and equality first, and by < where they differ.
nan = float("nan")
print(sorted([(2, "b"), (1, "z"), (2, "a"), (1,), ()]))         # expect: [(), (1,), (1, 'z'), (2, 'a'), (2, 'b')]
print(sorted([(1, 2.5), (1, 2), (1, 2.0), (0.5, 9), (True, 0)]))  # expect: [(0.5, 9), (True, 0), (1, 2), (1, 2.0), (1, 2.5)]
print(sorted([("b", 1), ("ab", 1), ("a\u0142", 1), ("a\U0001f600", 0), ("a", 2)]))
# expect: [('a', 2), ('ab', 1), ('ał', 1), ('a😀', 0), ('b', 1)]
print(sorted([(10 ** 20, 1), (3, 1), (-10 ** 20, 1)]))          # expect: [(-100000000000000000000, 1), (3, 1), (100000000000000000000, 1)]
print(sorted([(nan, 2), (nan, 1)]))                             # expect: [(nan, 1), (nan, 2)]
print(sorted([(0.0, 2), (-0.0, 1), (0, 0)]))                    # expect: [(0, 0), (-0.0, 1), (0.0, 2)]
print(sorted([((1, 2), 1), ((1, 1), 2)]))                       # expect: [((1, 1), 2), ((1, 2), 1)]
long = ["x" * 100 + str(i) for i in (3, 1, 2)]
print([key[-1] for key, _ in sorted((text + "y" * 300 + text[-1], 0) for text in long)])  # expect: ['1', '2', '3']
try:
    sorted([(1, 2), (1, "a")])
except TypeError as error:
    print(error)                        # expect: '<' not supported between instances of 'str' and 'int'


class Sub(tuple):
    def __lt__(self, other):
        return len(self) > len(other)


print(sorted([Sub((1,)), Sub((1, 2))]))     # expect: [(1, 2), (1,)]
print(sorted([(1,), (0, 5)] + [Sub((9, 9, 9))], key=lambda item: item))  # expect: [(9, 9, 9), (0, 5), (1,)]


class Odd:
    def __init__(self, number):
        self.number = number

    def __eq__(self, other):
        return False

    def __lt__(self, other):
        return self.number < other.number


odd = Odd(1)
print(sorted([(odd, 2), (odd, 1)])[0][1], sorted([(Odd(2), 0), (Odd(1), 1)])[0][1])     # expect: 1 1
items = [(i * 7919 % 101, str(i % 7)) for i in range(500)]
print(sorted(items) == sorted(items, key=lambda item: [item[0], item[1]]))              # expect: True

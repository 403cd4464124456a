nan = float("nan")
keys = {1, "1", nan, 2 ** 70, (1, 2), None, "é", -1, -2}
print([key in keys for key in (1, 1.0, True, "1", nan, float("nan"), 2 ** 70, 2.0 ** 70, (1, 2), (1, 3), None, "é", "e", -1, -2, -3)])
# expect: [True, True, True, True, True, False, True, True, True, False, True, True, False, True, True, False]


class Same:
    def __init__(self, number):
        self.number = number

    def __hash__(self):
        return 5

    def __eq__(self, other):
        return isinstance(other, int) and other == 5 or isinstance(other, Same) and self.number == other.number


print(5 in {Same(1)}, Same(1) in {5}, Same(1) in {Same(1)}, Same(1) in {Same(2)}, "5" in {Same(1)})  # expect: True True True False False
long = "x" * 300 + str(len(keys))
rope = ("x" * 200) + ("x" * 100 + "9")
print(long in {rope}, rope in {long}, long[:-1] in {rope})      # expect: True True False
s = set(range(50))
s -= set(range(10, 45))
print(sorted(s), 12 in s, 45 in s, len(s))      # expect: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 45, 46, 47, 48, 49] False True 15
for i in range(1000):
    s.add(i)
    s.discard(i - 5)
print(len(s), sorted(s)[0])                     # expect: 5 995

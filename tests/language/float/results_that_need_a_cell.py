# Doubles of common size are no cells; what leaves that range and comes back keeps its value.
def compute(x, y):
    return x + y, x - y, x * y, x / y
for x, y in [(1.5, 2), (1e300, 1e10), (3, 0.5), (1e-200, 1e-200), (2.0, 2.0), (-1e-300, 1.0), (1e308, 10.0)]:
    print(*compute(x, y))
# expect: 3.5 -0.5 3.0 0.75
# expect: 1e+300 1e+300 inf 1e+290
# expect: 3.5 2.5 1.5 6.0
# expect: 2e-200 0.0 0.0 1.0
# expect: 4.0 0.0 4.0 1.0
# expect: 1.0 -1.0 -1e-300 -1e-300
# expect: 1e+308 1e+308 inf 1e+307
print(0.0 + -0.0, -0.0 + -0.0, -1.0 * 0.0, 0.0 - 0.0)  # expect: 0.0 -0.0 -0.0 0.0
tiny = 1.7272337110188893e-77           # the one whose immediate form would be that of 0.0
print(tiny + 0.0, tiny * 1, tiny / 1, tiny - tiny, tiny + tiny == 2 * tiny)  # expect: 1.7272337110188893e-77 1.7272337110188893e-77 1.7272337110188893e-77 0.0 True
print(True + 1.5, 2 ** 70 + 0.5, 2 ** 61 * 1.0, -(2 ** 61) * 1.0)  # expect: 2.5 1.1805916207174113e+21 2.305843009213694e+18 -2.305843009213694e+18
nan = float("nan")
print(nan + 1, 1 - nan, nan * 0.0, nan == nan, float("inf") - float("inf"))  # expect: nan nan nan False nan
try:
    1e300 / 0
except ZeroDivisionError as error:
    print(error)                        # expect: division by zero

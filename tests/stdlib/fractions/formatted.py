# The format specification of 3.12 to 3.14: as a float, and plainly.
from fractions import Fraction

third, big = Fraction(1, 3), Fraction(-123456789, 8)
print(f"{third:.2f}|{big:,.3f}|{third:.3e}|{third:g}|{third:%}")  # expect: 0.33|-15,432,098.625|3.333e-01|0.333333|33.333333%
print(f"{big:>+20_}|{third:*^9}|{Fraction(4):#}|{Fraction(5):=+6}")  # expect:       -123_456_789/8|***1/3***|4/1|+    5
print(f"{big:020,.1f}|{third:.7_f}|{Fraction(-1, 1000):z.1f}|{Fraction(10**20, 7):.4g}")  # expect: -0,000,015,432,098.6|0.333_333_3|0.0|1.429e+19
for spec in ("d", "=010f", "x", ".f"):
    try:
        format(third, spec)
    except ValueError as error:
        print(error)
        # expect: Invalid format specifier 'd' for object of type 'Fraction'
        # expect: Invalid format specifier '=010f' for object of type 'Fraction'
        # expect: Invalid format specifier 'x' for object of type 'Fraction'
        # expect: Invalid format specifier '.f' for object of type 'Fraction'

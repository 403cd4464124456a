import math
print(math.comb(100, 50), math.perm(10, 3), math.factorial(20))     # expect: 100891344545564193334812497256 720 2432902008176640000
print(math.gcd(12, 18), math.lcm(4, 6), math.isqrt(10**40))         # expect: 6 12 100000000000000000000
print(math.fsum([0.1] * 10), math.sumprod([0.1] * 10, [1] * 10))    # expect: 1.0 1.0
print(math.hypot(3, 4), math.hypot(1e200, 1e200), math.dist((1, 2), (4, 6)))     # expect: 5.0 1.414213562373095e+200 5.0
print(math.log(10**400), math.nextafter(1, 2, steps=5), math.ulp(1))    # expect: 921.0340371976182 1.000000000000001 2.220446049250313e-16
for text in ("sqrt(-1)", "acos(2)", "log(0)", "exp(1000)", "fsum([inf, -inf])", "factorial(-1)", "comb(-1, 2)"):
    try: eval("math." + text, {"math": math, "inf": math.inf})
    except (ValueError, OverflowError) as e: print(type(e).__name__, e)
# expect: ValueError expected a nonnegative input, got -1.0
# expect: ValueError expected a number in range from -1 up to 1, got 2.0
# expect: ValueError expected a positive input
# expect: OverflowError math range error
# expect: ValueError -inf + inf in fsum
# expect: ValueError factorial() not defined for negative values
# expect: ValueError n must be a non-negative integer

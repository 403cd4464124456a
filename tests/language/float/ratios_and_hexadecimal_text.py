print((0.1).as_integer_ratio(), (1e20).as_integer_ratio())  # expect: (3602879701896397, 36028797018963968) (100000000000000000000, 1)
print((0.1).hex(), float.fromhex(" 0x1.8p1 "))              # expect: 0x1.999999999999ap-4 3.0
print(float.from_number(2), float("1_0.5"), float("٣.٥"))   # expect: 2.0 10.5 3.5
for f in (lambda: float("abc"), lambda: float.fromhex("x"), lambda: float([]), lambda: float.from_number("1")):
    try: f()
    except (ValueError, TypeError) as e: print(e)
# expect: could not convert string to float: 'abc'
# expect: invalid hexadecimal floating-point string
# expect: float() argument must be a string or a real number, not 'list'
# expect: must be real number, not str

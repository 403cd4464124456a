print(int(" 1_0 "), int("z", 36), int("0x1f", 0), int("٣"))     # expect: 10 35 31 3
for args in (("",), ("1__0",), ("010", 0), ("12", 1), (12, 10), (None,)):
    try: int(*args)
    except (ValueError, TypeError) as e: print(e)
# expect: invalid literal for int() with base 10: ''
# expect: invalid literal for int() with base 10: '1__0'
# expect: invalid literal for int() with base 0: '010'
# expect: int() base must be >= 2 and <= 36, or 0
# expect: int() can't convert non-string with explicit base
# expect: int() argument must be a string, a bytes-like object or a real number, not 'NoneType'

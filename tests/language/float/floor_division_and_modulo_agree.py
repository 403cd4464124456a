print(-7.5 // 2, -7.5 % 2, divmod(7.5, -2))     # expect: -4.0 0.5 (-4.0, -0.5)
print(-0.0 % 5, 0.0 % -5)                       # expect: 0.0 -0.0
print(1.0 // 0.1, 1.0 % 0.1)                    # expect: 9.0 0.09999999999999995
for text in ("1.0 / 0", "1.0 % 0", "0.0 ** -1", "2.0 ** 5000"):
    try: eval(text)
    except ArithmeticError as e: print(type(e).__name__, e.args)
# expect: ZeroDivisionError ('division by zero',)
# expect: ZeroDivisionError ('division by zero',)
# expect: ZeroDivisionError ('zero to a negative power',)
# expect: OverflowError (34, 'Numerical result out of range')

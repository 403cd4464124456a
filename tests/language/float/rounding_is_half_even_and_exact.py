print(round(2.5), round(-0.5), round(2.675, 2), round(15.0, -1), round(25.0, -1))   # expect: 2 0 2.67 20.0 20.0
print(round(5e15, -16), round(5.000001e15, -16), round(1e16, -16))                  # expect: 0.0 1e+16 1e+16
print(round(1.5, 400), round(1.5, -400))                                            # expect: 1.5 0.0
try: round(1.7e308, -308)
except OverflowError as e: print(e)     # expect: rounded value too large to represent
try: round(float("nan"))
except ValueError as e: print(e)        # expect: cannot convert float NaN to integer

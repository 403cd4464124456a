print(pow(3, 5, 7), pow(3, -5, 7), pow(-3, 5, -7))  # expect: 5 3 -5
print(2 ** -1)                                      # expect: 0.5
print((-8) ** 0.5 == (-8.0) ** 0.5)                 # expect: True
for args in ((2, -1, 4), (2, 1, 0)):
    try: pow(*args)
    except ValueError as e: print(e)
# expect: base is not invertible for the given modulus
# expect: pow() 3rd argument cannot be 0
try: pow(2, 1.0, 3)
except TypeError as e: print(e)     # expect: pow() 3rd argument not allowed unless all arguments are integers
try: 0 ** -1
except ZeroDivisionError as e: print(e)     # expect: zero to a negative power

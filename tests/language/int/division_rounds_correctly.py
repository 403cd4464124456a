print(-7 // 2, -7 % 2, 7 // -2, 7 % -2)     # expect: -4 1 -4 -1
print(10**400 / 10**399)                    # expect: 10.0
print((2**53 + 1) / 1)                      # expect: 9007199254740992.0
try: 1 / 0
except ZeroDivisionError as e: print(e)     # expect: division by zero
try: 10**5000 / 3
except OverflowError as e: print(e)         # expect: integer division result too large for a float

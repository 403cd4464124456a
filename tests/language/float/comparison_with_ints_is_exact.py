print(2**53 + 1 == float(2**53), 2**53 + 1 > float(2**53))      # expect: False True
print(2**1024 > 1e308, 2**1024 < float("inf"))                  # expect: True True
print(10**22 == 1e22, 10**23 == 1e23)                           # expect: True False
nan = float("nan")
print(nan == nan, nan != nan, nan in [nan], 5 < nan)            # expect: False True True False
print(hash(2.0**100) == hash(2**100), hash(1.5))                # expect: True 1152921504606846977

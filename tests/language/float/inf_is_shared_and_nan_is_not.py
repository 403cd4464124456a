print(float("inf") is float("inf"), -0.0 is -0.0)   # expect: True True
a, b = float("nan"), float("nan")
print(a is b, len({a, b}), float(a) is a, +a is a)  # expect: False 2 True True

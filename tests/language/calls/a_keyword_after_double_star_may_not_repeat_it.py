def f(**named): return named
print(f(**{"a": 1}, b=2))                   # expect: {'a': 1, 'b': 2}
try: f(**{"a": 1}, a=2)
except TypeError as error: print(error)     # expect: __main__.f() got multiple values for keyword argument 'a'
class Twice:
    def keys(self): return ["x", "x"]
    def __getitem__(self, key): return 1
try: f(**Twice())
except TypeError as error: print(error)     # expect: __main__.f() got multiple values for keyword argument 'x'
try: None(*1)
except TypeError as error: print(error)     # expect: None argument after * must be an iterable, not int

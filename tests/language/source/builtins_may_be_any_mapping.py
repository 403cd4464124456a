class Names(dict):
    def __missing__(self, name): return name.upper()
print(eval("superglobal", {"__builtins__": Names()}))               # expect: SUPERGLOBAL
try: eval("print", {"__builtins__": {}})
except NameError as error: print(error)                             # expect: name 'print' is not defined
try: exec("class A: pass", {"__builtins__": {}})
except NameError as error: print(error)                             # expect: __build_class__ not found
print(eval("1 + 1", {"__builtins__": None}))                        # expect: 2
try: eval("print", {"__builtins__": None})
except TypeError as error: print(error)                             # expect: 'NoneType' object is not subscriptable
# A cache entry made over an empty dict says nothing about an empty subclass.
def f(): return len
print(type(f).__name__, [eval(f.__code__, {}) is len for _ in range(3)])    # expect: function [True, True, True]
print([eval(f.__code__, Names()) for _ in range(3)])                # expect: ['LEN', 'LEN', 'LEN']
print(type(__builtins__).__name__, callable(__builtins__))          # expect: module False

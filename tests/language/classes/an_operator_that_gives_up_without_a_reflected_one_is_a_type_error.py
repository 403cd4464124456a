class A:
    def __add__(self, other): return NotImplemented
    def __matmul__(self, other): return NotImplemented
try: A() + object()
except TypeError as error: print(error)     # expect: unsupported operand type(s) for +: 'A' and 'object'
try: A() @ 1
except TypeError as error: print(error)     # expect: unsupported operand type(s) for @: 'A' and 'int'

class Text(str):
    def __float__(self): return float(str(self)) + 1
print(float(Text("8")))                 # expect: 9.0
class Own(float):
    def __init__(self, number, more=None): self.more = more
x = Own(2.5, more=3)
print(x, x.more)                        # expect: 2.5 3
class Plain(float): pass
try: Plain(x=0)
except TypeError as error: print(error) # expect: float() takes no keyword arguments
try: float.fromhex("0x1p\uff10")
except ValueError as error: print(error)    # expect: invalid hexadecimal floating-point string

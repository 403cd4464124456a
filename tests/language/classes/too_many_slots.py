# An instance's slots have room in a small cell, or the class is refused.
class Many:
    __slots__ = [f"s{number}" for number in range(900)]


many = Many()
for name in Many.__slots__:
    setattr(many, name, name)
print(many.s0, many.s899)  # expect: s0 s899
try:
    type("TooMany", (), {"__slots__": [f"s{number}" for number in range(5000)]})
except TypeError as error:
    print(str(error)[:24])  # expect: too many __slots__: 5000
try:
    type("TooManyInAll", (Many,), {"__slots__": [f"t{number}" for number in range(900)]})
except TypeError as error:
    print(str(error)[:23])  # expect: too many __slots__: 900

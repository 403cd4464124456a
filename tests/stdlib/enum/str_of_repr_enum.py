import enum


class Number(enum.IntEnum):
    THREE = 3


class Half(float, enum.ReprEnum):
    ONE = 0.5


# A __str__ that is another type's __repr__ is called as such.
print(str(Number.THREE), f"{Number.THREE}", repr(Number.THREE), str(Half.ONE))  # expect: 3 3 <Number.THREE: 3> 0.5


class Loud(int):
    __str__ = int.__repr__
    __lt__ = int.__gt__

    def __repr__(self):
        return "Loud"


print(str(Loud(4)), repr(Loud(4)), Loud(1) < Loud(2))  # expect: 4 Loud False

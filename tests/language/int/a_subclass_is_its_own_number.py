# As an index or a count an int of a subclass is the number it is, whatever its __index__ says.
class Odd(int):
    def __index__(self):
        return 7


odd = Odd(3)
print("a" * odd, [1] * odd, list(range(10))[odd], "abcdef"[:odd], bytes(odd))  # expect: aaa [1, 1, 1] 3 abc b'\x00\x00\x00'
print("a".zfill(odd), b"a".center(odd), hex(odd), round(1.23456, odd))  # expect: 00a b' a ' 0x3 1.235
print(odd.__index__(), [*range(odd, 5)])  # expect: 7 [3, 4]

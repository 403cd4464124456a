import copy, struct


class NoCount(bytes):
    def __index__(self):
        raise TypeError


print(bytes(NoCount(b"ab")), bytearray(NoCount(b"ab")))  # expect: b'ab' bytearray(b'ab')
b = bytearray(range(10)); b[1:-1:2] = b""; print(list(b))  # expect: [0, 2, 4, 6, 8, 9]
view = memoryview(b)
try:
    b[1:-1:2] = b""
except BufferError as e:
    print(e)  # expect: Existing exports of data: object cannot be re-sized


class Slotted(bytearray):
    __slots__ = ("x", "__dict__")


s = Slotted(b"abc"); s.x = 1; s.z = 3
t = copy.copy(s); print(t, t.x, t.z)  # expect: Slotted(b'abc') 1 3
grown = bytearray()


def numbers():
    for i in range(3):
        yield i
        print(len(grown), end=" ")


grown.__init__(numbers()); print(list(grown))  # expect: 1 2 3 [0, 1, 2]
print(struct.pack("<3e", 0.0, -0.0, 1.0))  # expect: b'\x00\x00\x00\x80\x00<'
for data in b"a", "a", memoryview(b"a"), bytearray(b"a"):
    try:
        data[1 << 64]
    except IndexError as e:
        print(e)  # expect: cannot fit 'int' into an index-sized integer
# expect: cannot fit 'int' into an index-sized integer
# expect: cannot fit 'int' into an index-sized integer
# expect: cannot fit 'int' into an index-sized integer
"{0:{1:{2}}}".format("abc", "s", "")  # expect error: ValueError: Max string recursion exceeded

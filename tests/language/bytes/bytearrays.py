a = bytearray(b"abc")
a.append(100); a.extend(b"ef"); a.extend([103]); a += b"h"
print(a, len(a), a.pop(), a.pop(0), a)  # expect: bytearray(b'bcdefg') 8 104 97 bytearray(b'bcdefg')
a[0] = 66; a[1:3] = b"XYZ"; a.insert(0, 33)
print(a)  # expect: bytearray(b'!BXYZefg')
del a[0]; del a[::2]
print(a)  # expect: bytearray(b'XZf')
a[::2] = b"12" if len(a[::2]) == 2 else b"123"[:len(a[::2])]
print(a)  # expect: bytearray(b'1Z2')
a *= 2
a.reverse(); print(a); a.remove(a[0]); print(a); a.clear(); print(a, bool(a))
# expect: bytearray(b'2Z12Z1')
# expect: bytearray(b'Z12Z1')
# expect: bytearray(b'') False
a = bytearray(10); a[2:4] = b""; print(len(a), a == bytes(8))  # expect: 8 True
m = memoryview(a)
try:
    a.append(1)
except BufferError as e:
    print(e)  # expect: Existing exports of data: object cannot be re-sized
m.release()
a.append(1)
print(len(a), bytearray(b"x").copy(), bytearray("é", "utf8"), bytearray(b"%d") % 5)
# expect: 9 bytearray(b'x') bytearray(b'\xc3\xa9') bytearray(b'5')
for wrong in (lambda: a.append(256), lambda: a.append("a"), lambda: a[100], lambda: bytearray("a"), lambda: a.remove(99), lambda: bytearray().pop(), lambda: hash(a)):
    try:
        print(wrong())
    except Exception as e:
        print(type(e).__name__, e)
        # expect: ValueError byte must be in range(0, 256)
        # expect: TypeError 'str' object cannot be interpreted as an integer
        # expect: IndexError bytearray index out of range
        # expect: TypeError string argument without an encoding
        # expect: ValueError value not found in bytearray
        # expect: IndexError pop from empty bytearray
        # expect: TypeError unhashable type: 'bytearray'
big = bytearray()
for i in range(1000):
    big += b"0123456789"
while len(big) > 5:
    del big[:7]
print(big)  # expect: bytearray(b'6789')

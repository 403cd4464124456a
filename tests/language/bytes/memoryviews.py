m = memoryview(b"abcdef")
print(m[0], m[-1], bytes(m[1:4]), m.tolist(), len(m), m.nbytes, m.format, m.itemsize, m.ndim, m.shape, m.strides, m.readonly)
# expect: 97 102 b'bcd' [97, 98, 99, 100, 101, 102] 6 6 B 1 1 (6,) (1,) True
print(m[::2].tobytes(), m[::-1].tobytes(), m == b"abcdef", m[1:3] == b"bc", hash(m) == hash(b"abcdef"), m.contiguous, m[::2].contiguous)
# expect: b'ace' b'fedcba' True True True True False
a = bytearray(b"\x01\x00\x02\x00\x03\x00\x04\x00")
h = memoryview(a).cast("H")
print(h.tolist(), h[1], h.shape)  # expect: [1, 2, 3, 4] 2 (4,)
h[1] = 500
print(a, h.tolist())  # expect: bytearray(b'\x01\x00\xf4\x01\x03\x00\x04\x00') [1, 500, 3, 4]
t = memoryview(bytes(range(6))).cast("B", [2, 3])
print(t.tolist(), t[1, 2], t.shape, t.strides, t.ndim, t.tobytes("F"))
# expect: [[0, 1, 2], [3, 4, 5]] 5 (2, 3) (3, 1) 2 b'\x00\x03\x01\x04\x02\x05'
w = memoryview(a)
w[0:2] = b"zz"
print(a, [x for x in w[:3]], 122 in w, w.hex(), w.toreadonly().readonly)
# expect: bytearray(b'zz\xf4\x01\x03\x00\x04\x00') [122, 122, 244] True 7a7af40103000400 True
with memoryview(a) as v:
    print(v[0])  # expect: 122
def show(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
show(lambda: v[0])  # expect: ValueError operation forbidden on released memoryview object
show(lambda: m[10])  # expect: IndexError index out of bounds on dimension 1
show(lambda: m["a"])  # expect: TypeError memoryview: invalid slice key
show(lambda: m.__setitem__(0, 1))  # expect: TypeError cannot modify read-only memory
show(lambda: w.__setitem__(0, 300))  # expect: ValueError memoryview: invalid value for format 'B'
show(lambda: w.__setitem__(slice(0, 2), b"abc"))
# expect: ValueError memoryview assignment: lvalue and rvalue have different structures
show(lambda: hash(w))  # expect: ValueError cannot hash writable memoryview object
show(lambda: memoryview(1))  # expect: TypeError memoryview: a bytes-like object is required, not 'int'
show(lambda: memoryview(b"abc").cast("H"))
# expect: TypeError memoryview: length is not a multiple of itemsize
print(memoryview(b"\x00\x00\x80\x3f").cast("f").tolist(), memoryview(b"\x00\x3c").cast("e").tolist(), memoryview(b"\x01\x00").cast("?").tolist(), memoryview(b"ab").cast("c").tolist())
# expect: [1.0] [1.0] [True, False] [b'a', b'b']

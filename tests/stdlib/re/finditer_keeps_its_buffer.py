import re
data = bytearray(b"xax")
matches = re.finditer(b"a", data)
try:
    data.extend(b"y")
except BufferError as e:
    print(e)  # expect: Existing exports of data: object cannot be re-sized
print([m.span() for m in matches])  # expect: [(1, 2)]
data.extend(b"y"); print(data)  # expect: bytearray(b'xaxy')

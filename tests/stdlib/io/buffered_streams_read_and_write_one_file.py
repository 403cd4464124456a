import io
f = io.BufferedRandom(io.BytesIO(b"0123456789"), 4)
print(f.read(3), f.tell())      # expect: b'012' 3
print(f.write(b"XY"), f.tell()) # expect: 2 5
print(f.read(2), f.seek(0))     # expect: b'56' 0
print(f.readline())             # expect: b'012XY56789'
try:
    io.BufferedReader(io.BytesIO(), 0)
except ValueError as error:
    print(error)                # expect: buffer size must be strictly positive
try:
    io.BytesIO().fileno()
except io.UnsupportedOperation as error:
    print(error, isinstance(error, OSError))  # expect: fileno True

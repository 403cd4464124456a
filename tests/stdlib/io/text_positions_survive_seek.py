import io
raw = io.BytesIO("aé\r\nb€\nc".encode())
f = io.TextIOWrapper(raw, encoding="utf-8")
print(repr(f.readline()))       # expect: 'aé\n'
place = f.tell()
print(place)                    # expect: 5
print(repr(f.read()))           # expect: 'b€\nc'
print(f.seek(place), repr(f.readline()))  # expect: 5 'b€\n'
print(f.newlines)               # expect: ('\n', '\r\n')

import io
import marshal

values = [None, True, False, ..., StopIteration, 0, -1, 2**31, -2**31, 2**31 - 1, 10**40, -10**40, 1.5, float("inf"), 2 - 3j, "", "ascii", "é\u20ac\U0001f600\udc80",
          "x" * 300, b"", b"bytes\0", (), (1, (2, [3])), [], [1, "a", None], {}, {"a": [1], 2: {}}, {1, 2}, frozenset("ab"), tuple(range(300))]
for version in range(6):
    same = [marshal.loads(marshal.dumps(value, version)) == value for value in values]
    print(version, all(same))
# expect: 0 True
# expect: 1 True
# expect: 2 True
# expect: 3 True
# expect: 4 True
# expect: 5 True
print([type(marshal.loads(marshal.dumps(value))).__name__ for value in (True, 1, (1,), {1}, frozenset())])    # expect: ['bool', 'int', 'tuple', 'set', 'frozenset']
print(marshal.dumps((1, "a", 2**40)))                   # expect: b')\x03i\x01\x00\x00\x00Z\x01al\x03\x00\x00\x00\x00\x00\x00\x00\x00\x04'
print(marshal.loads(marshal.dumps(slice(1, None, 2))))  # expect: slice(1, None, 2)
print(marshal.loads(bytearray(b"i\5\0\0\0rest")))       # expect: 5
print(marshal.loads(b"\xdb\1\0\0\0r\0\0\0\0"))           # expect: [[...]]
file = io.BytesIO()
marshal.dump([1], file)
marshal.dump("next", file)
file.seek(0)
print(marshal.load(file), marshal.load(file))           # expect: [1] next


def attempt(function, *arguments):
    try:
        print(function(*arguments))
    except Exception as error:
        print(type(error).__name__, error)


attempt(marshal.loads, b"")                             # expect: EOFError marshal data too short
attempt(marshal.loads, b"i\0")                          # expect: EOFError marshal data too short
attempt(marshal.loads, b"?")                            # expect: ValueError bad marshal data (unknown type code)
attempt(marshal.loads, b"0")                            # expect: TypeError NULL object in marshal data for object
attempt(marshal.loads, b"r\0\0\0\0")                    # expect: ValueError bad marshal data (invalid reference)
attempt(marshal.dumps, object())                        # expect: ValueError unmarshallable object
attempt(marshal.loads, b"[\1\0\0\0" * 5000)              # expect: ValueError recursion limit exceeded
deep = []
for _ in range(5000):
    deep = [deep]
attempt(marshal.dumps, deep)                            # expect: ValueError object too deeply nested to marshal
attempt(marshal.load, file)                             # expect: EOFError EOF read where object expected

# What was shared is shared again, and may hold itself.
part = [1.5, "text".upper()]
back = marshal.loads(marshal.dumps((part, part, {"k": part})))
print(back[0] is back[1] is back[2]["k"])               # expect: True
itself = [()]
itself.append(itself)
back = marshal.loads(marshal.dumps(itself))
print(back, back[1] is back)                            # expect: [(), [...]] True
print(marshal.loads(marshal.dumps((part, part), 2))[0] is part)         # expect: False
sets = [marshal.dumps(kind(items)) for kind in (set, frozenset) for items in (["a", 1, ("b",)], [("b",), "a", 1])]
print(sets[0] == sets[1], sets[2] == sets[3])           # expect: True True

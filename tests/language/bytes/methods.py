b = b"hello world"
print(b.split(), b.find(b"o"), b.find(111), b.rfind(b"o"), b.count(b"o"), b.index(b"w"), b"lo" in b, 104 in b)
# expect: [b'hello', b'world'] 4 4 7 2 6 True True
print(b.replace(b"l", b"L"), b.upper(), b.title(), b.capitalize(), b.partition(b" "), b.startswith((b"x", b"he")))
# expect: b'heLLo worLd' b'HELLO WORLD' b'Hello World' b'Hello world' (b'hello', b' ', b'world') True
print(b[0], b[-1], b[1:4], b[::-1], b * 2, b + b"!", b"ab" < b"b", b"a" == bytearray(b"a"), b"a" == "a")
# expect: 104 100 b'ell' b'dlrow olleh' b'hello worldhello world' b'hello world!' True True False
print(bytes(3), bytes([1, 2, 255]), bytes("é", "utf8"), bytes(bytearray(b"x")), bytes(memoryview(b"yz")), bytes(range(3)))
# expect: b'\x00\x00\x00' b'\x01\x02\xff' b'\xc3\xa9' b'x' b'yz' b'\x00\x01\x02'
print(b"\x00\xff'".hex(), b"abcd".hex(":"), b"abcde".hex("-", 2), bytes.fromhex("61 62 ff"), b"a\tb".expandtabs(4))
# expect: 00ff27 61:62:63:64 61-6263-6465 b'ab\xff' b'a   b'
print(b" x ".strip(), b"xax".strip(b"x"), b"a,b".rsplit(b","), b"a\nb\r\n".splitlines(), b"a".center(5, b"*"), b"-1".zfill(4))
# expect: b'x' b'a' [b'a', b'b'] [b'a', b'b'] b'**a**' b'-001'
print(b"abc".translate(bytes.maketrans(b"ab", b"xy")), b"abc".translate(None, b"b"), b",".join([b"a", bytearray(b"b")]))
# expect: b'xyc' b'ac' b'a,b'
print(b"%d %s %b %r %c %05.1f %x" % (1, b"a", b"b", "c", 100, 2.5, 255), b"%(a)s" % {b"a": b"x"})
# expect: b"1 a b 'c' d 002.5 ff" b'x'
print(repr(b"'"), repr(b"\"'"), repr(b"\n\t\\\x7f"), list(b"abc"), hash(b"a") == hash(bytes(b"a")))
# expect: b"'" b'"\'' b'\n\t\\\x7f' [97, 98, 99] True

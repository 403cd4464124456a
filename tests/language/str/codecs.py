print("é€\U0001f600".encode(), "é".encode("latin-1"), "a€".encode("utf-16-le"), "a".encode("utf-16"), "€".encode("utf-32-be"))
# expect: b'\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80' b'\xe9' b'a\x00\xac ' b'\xff\xfea\x00' b'\x00\x00 \xac'
print(b"\xc3\xa9".decode(), b"\xe9".decode("latin1"), b"a\x00".decode("UTF-16LE"), b"\xfe\xff\x00a".decode("utf16"))
# expect: é é a a
print(b"a\xffb".decode("utf-8", "replace"), b"a\xffb".decode("ascii", "ignore"), b"a\xff".decode("utf8", "backslashreplace"))
# expect: a�b ab a\xff
print("aé€".encode("ascii", "xmlcharrefreplace"), "aé".encode("ascii", "backslashreplace"), "aé".encode("ascii", "namereplace"), "aé".encode("ascii", "replace"))
# expect: b'a&#233;&#8364;' b'a\\xe9' b'a\\N{LATIN SMALL LETTER E WITH ACUTE}' b'a?'
print(b"\xff".decode("utf-8", "surrogateescape").encode("utf-8", "surrogateescape"), "\ud800".encode("utf-8", "surrogatepass"))
# expect: b'\xff' b'\xed\xa0\x80'
print(str(b"abc", "ascii"), str(bytearray(b"\xc3\xa9"), "utf-8"), "+AGE-".encode("utf-7"))
# expect: abc é b'+-AGE-'
try:
    b"abc\xff\xfe".decode()
except UnicodeDecodeError as e:
    print(e.encoding, e.object, e.start, e.end, e.reason)
    # expect: utf-8 b'abc\xff\xfe' 3 4 invalid start byte
    print(e)  # expect: 'utf-8' codec can't decode byte 0xff in position 3: invalid start byte
try:
    "ab€c".encode("latin-1")
except UnicodeEncodeError as e:
    print(e.encoding, e.object, e.start, e.end, e.reason)  # expect: latin-1 ab€c 2 3 ordinal not in range(256)
    print(e)
    # expect: 'latin-1' codec can't encode character '\u20ac' in position 2: ordinal not in range(256)

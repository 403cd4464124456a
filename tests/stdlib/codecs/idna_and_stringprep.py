# The codec idna (RFC 3490) and the tables of stringprep (RFC 3454) that it prepares names with.
import stringprep

print("Bücher.example".encode("idna"), b"xn--bcher-kva.example".decode("idna"))
# expect: b'xn--bcher-kva.example' bücher.example
print("Straße.de".encode("idna"), "\u212bngstr\xf6m".encode("idna"))  # expect: b'strasse.de' b'xn--ngstrm-hua5l'
print("例え。テスト".encode("idna"))  # expect: b'xn--r8jz45g.xn--zckzah'
for wrong in ("a" * 64, "a..b", "a\u06dd.de", "\u05d0a.de"):
    try:
        print(wrong.encode("idna"))
    except UnicodeError:
        print("refused", ascii(wrong[:4]))
# expect: refused 'aaaa'
# expect: refused 'a..b'
# expect: refused 'a\u06dd.d'
# expect: refused '\u05d0a.d'

tests = [name for name in dir(stringprep) if name.startswith("in_table")]
for char in ("\u0221", "\xad", " ", "\xa0", "\x07", "\u2028", "\ue000", "\ufdd0", "\ud800", "\ufffc", "\u2ff0", "\u200e",
             "\U000e0001", "\u05d0", "a"):
    print(ascii(char), *(name[9:] for name in tests if getattr(stringprep, name)(char)))
# expect: '\u0221' a1
# expect: '\xad' b1
# expect: ' ' c11 c11_c12
# expect: '\xa0' c11_c12 c12
# expect: '\x07' c21 c21_c22
# expect: '\u2028' c21_c22 c22
# expect: '\ue000' c3 d2
# expect: '\ufdd0' c4
# expect: '\ud800' c5 d2
# expect: '\ufffc' c21_c22 c22 c6
# expect: '\u2ff0' c7
# expect: '\u200e' c8 d2
# expect: '\U000e0001' c9
# expect: '\u05d0' d1
# expect: 'a' d2
print(*map(ascii, map(stringprep.map_table_b2, "A\xdf\u037a\u2102\u04c0")))
# expect: 'a' 'ss' ' \u03b9' 'c' '\u04c0'

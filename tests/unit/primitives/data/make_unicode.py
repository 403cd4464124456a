# Prints unicode.txt with a CPython 3.12 (Unicode 15.0). Rows: property, block of 4096 code points, CRC-32 of the
# values written one a line; then single cases.
import random, unicodedata as u, zlib
assert u.unidata_version == "15.0.0"
def flags(c):
    return "".join("01"[f] for f in (c.isalpha(), c.isdecimal(), c.isdigit(), c.isnumeric(), c.isspace(), c.isprintable(), c.islower(), c.isupper(), u.category(c) == 'Lt', c.isidentifier(), ("a" + c).isidentifier(), len(("a" + c + "b").splitlines()) > 1, u.mirrored(c)))
def codes(s): return " ".join(f"{ord(c):x}" for c in s)
properties = {
    "flags": flags, "category": u.category, "bidi": u.bidirectional, "combining": lambda c: str(u.combining(c)), "width": u.east_asian_width,
    "decimal": lambda c: str(u.decimal(c, -1)), "digit": lambda c: str(u.digit(c, -1)), "numeric": lambda c: repr(float(u.numeric(c, -1))),
    "decomposition": u.decomposition, "upper": lambda c: codes(c.upper()), "lower": lambda c: codes(c.lower()), "title": lambda c: codes(c.title()), "fold": lambda c: codes(c.casefold()),
    "name": lambda c: u.name(c, ""),
    "NFC": lambda c: codes(u.normalize("NFC", c)), "NFD": lambda c: codes(u.normalize("NFD", c)), "NFKC": lambda c: codes(u.normalize("NFKC", c)), "NFKD": lambda c: codes(u.normalize("NFKD", c)),
}
for name, function in properties.items():
    for block in range(0, 0x110000, 4096):
        print(name, f"{block:x}", zlib.crc32("".join(function(chr(c)) + "\n" for c in range(block, block + 4096)).encode()), sep="\t")
rng = random.Random(5)
pool = [c for c in range(0x300, 0x3a0)] + list(range(0x1100, 0x1113)) + list(range(0x1161, 0x1176)) + list(range(0x11a7, 0x11c3)) + list(range(0xac00, 0xac20)) + [ord(c) for c in "aeiouAEIOUcsz\u212b\u0344\u1e9b\ufb01\u01c4\u0958\u2126\u0dd9\u0dcf\u0dca"] + [0x5d0, 0x5b8, 0x5bc, 0x5c1, 0x5c2, 0xfb2c]
for _ in range(400):
    s = "".join(chr(rng.choice(pool)) for _ in range(rng.randrange(1, 8)))
    if rng.random() < .05: s += "".join(chr(rng.choice(pool[:100])) for _ in range(60))
    print("normalize", codes(s), "|".join(codes(u.normalize(f, s)) for f in ("NFC", "NFD", "NFKC", "NFKD")), sep="\t")
for s in ["\u03a3", "A\u03a3", "A\u03a3B", "A\u03a3 B", "A.\u03a3", "A\u03a3.B", "A\u03a3.", " \u03a3", "\u03a3\u03a3", "A\u00ad\u03a3\u00ad", "1\u03a3"]:
    print("sigma", codes(s), codes(s.lower()), sep="\t")
for n in ["TANGUT IDEOGRAPH-17000", "CJK UNIFIED IDEOGRAPH-4E00", "cjk unified ideograph-4e00", "CJK UNIFIED IDEOGRAPH-04E00", "CJK UNIFIED IDEOGRAPH-0", "CJK UNIFIED IDEOGRAPH-0041", "NULL", "line feed", "HANGUL SYLLABLE GAGG", "HANGUL SYLLABLE A", "HANGUL SYLLABLE", "HANGUL SYLLABLE Q", "hangul syllable ga", "latin small letter a",
          "LATIN SMALL LETTER R WITH TILDE", "BELL", "ALERT", "KEYCAP DIGIT ONE", "", "X", "LATIN SMALL LETTER", "SPACE", "EURO SIGN", "LATIN CAPITAL LETTER GHA", "VS1", "x" * 300]:
    try: r = codes(u.lookup(n))
    except KeyError: r = ""
    print("lookup", n, r, sep="\t")

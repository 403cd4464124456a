# Prints codecs.txt with CPython 3.13 or newer. Rows: direction, codec, input in hex (bytes, or code points), result,
# errors as start-end:reason with the handler going on after each; then what an incremental decoder leaves over.
import codecs, random
rng = random.Random(9)
errors = []
def collect(e):
    errors.append(f"{e.start}-{e.end}:{e.reason}")
    return ("" if isinstance(e, UnicodeDecodeError) else b"", e.end)
codecs.register_error("collect", collect)
def codes(s): return " ".join(f"{ord(c):x}" for c in s)
def decode(codec, data):
    errors.clear()
    text = data.decode(codec, "collect")
    shown = ";".join(errors)
    kept = ""
    if codec != "ascii":
        errors.clear()
        function = {"utf-7": codecs.utf_7_decode, "utf-8": codecs.utf_8_decode, "utf-16-le": codecs.utf_16_le_decode, "utf-16-be": codecs.utf_16_be_decode, "utf-32-le": codecs.utf_32_le_decode, "utf-32-be": codecs.utf_32_be_decode}[codec]
        kept = str(function(data, "collect", False)[1])
    print("decode", codec, data.hex(), codes(text), shown, kept, sep="\t")
def encode(codec, text):
    errors.clear()
    data = text.encode(codec, "collect") if codec != "utf-7" else text.encode(codec)
    print("encode", codec, codes(text), data.hex(), ";".join(errors), sep="\t")
interesting = [0, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff]
for a in interesting:
    decode("utf-8", bytes([a]))
    for b in interesting:
        decode("utf-8", bytes([a, b]))
for _ in range(1200):
    decode("utf-8", bytes(rng.choice(interesting) for _ in range(rng.randrange(3, 9))))
characters = [0x41, 0x7f, 0x80, 0xe9, 0x7ff, 0x800, 0x20ac, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000, 0xffff, 0x10000, 0x10ffff, 0x1f600, 0x2b, 0x2d, 0x7e, 0x5c, 0x0a]
for _ in range(250):
    s = "".join(chr(rng.choice(characters)) for _ in range(rng.randrange(0, 9)))
    for codec in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "ascii", "latin-1", "utf-7"): encode(codec, s)
    for codec in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        data = bytearray(s.encode(codec, "surrogatepass"))
        if rng.random() < .4 and data: data = data[:rng.randrange(len(data))]
        if rng.random() < .2 and data: data[rng.randrange(len(data))] = rng.randrange(256)
        decode(codec, bytes(data))
    decode("ascii", bytes(rng.choice([0x41, 0x80, 0xff, 0]) for _ in range(rng.randrange(6))))
for s in ["a" * 100, "a" * 70 + "\xe9" + "b" * 40, "\u20ac" * 33]: decode("utf-8", s.encode())
for _ in range(1200):
    data = "".join(rng.choice(["+", "-", "A", "D", "/", "9", "+AOk-", "+2D3eAA", "+IKw", "~", "\\", " ", "\xe9", "+2D0", "+3gA", "b"]) for _ in range(rng.randrange(1, 8))).encode("latin-1")
    decode("utf-7", data)

# Prints format.txt with CPython 3.14. Rows: kind, inputs, expected text; an error as !Type: message.
import random, struct
import _string
rng = random.Random(3)
def escape(s):
    return s.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r").replace("\0", "\\0")
def row(kind, *fields):
    print(kind, *(escape(str(f)) for f in fields), sep="\t")
def attempt(function, *args):
    try: return function(*args)
    except Exception as e: return f"!{type(e).__name__}: {e}"
def bits(f): return struct.pack(">d", f).hex()
doubles = [0.0, -0.0, 1.0, -1.0, 0.5, 1.5, 2.5, 0.1, 1/3, 2/3, 1e15, 1e16, 1e17, 123456789012345678.0, 1e-4, 1e-5, 0.00012345, 9.999999, 99999.95, 999999.5, 1e22, 1e23, 1e100, 1.7976931348623157e308, 5e-324,
    2.2250738585072014e-308, float("inf"), -float("inf"), float("nan"), 1234567.891, -1234567.891, 0.004, -0.004, 123.456, 1e6, 1e5, 100.0, 12345.678]
doubles += [struct.unpack(">d", struct.pack(">Q", rng.getrandbits(64)))[0] for _ in range(150)]
doubles += [round(rng.uniform(-1000, 1000), rng.randrange(8)) for _ in range(100)]
for d in doubles:
    row("repr", bits(d), repr(d)); row("hex", bits(d), d.hex())
    row("complex", bits(d), bits(doubles[rng.randrange(len(doubles))]) if 0 else bits(-d), repr(complex(d, -d)))
for c in [complex(0, 1), complex(-0.0, 1), complex(0, -0.0), complex(1, -2.5), complex(float("nan"), float("inf")), complex(1e20, -1e-7)]:
    row("complex", bits(c.real), bits(c.imag), repr(c))
def random_spec(types):
    s = ""
    if rng.random() < .4: s += rng.choice(["<", ">", "=", "^", "*<", "0>", "x=", "\xe9^", "0=", "\xe9="])
    if rng.random() < .3: s += rng.choice("+- ")
    if rng.random() < .1: s += "z"
    if rng.random() < .2: s += "#"
    if rng.random() < .2: s += "0"
    if rng.random() < .5: s += str(rng.randrange(30))
    if rng.random() < .3: s += rng.choice(",_")
    if rng.random() < .3: s += "." + (str(rng.randrange(20)) if rng.random() < .9 else "") + rng.choice(["", "", ",", "_"])
    if rng.random() < .8: s += rng.choice(types)
    return s
fixed = ['.', '.,', '._', '.,_f', '._,f', '.6,_f', ',_', '_,', ',,', '.3,,f', ',.3,x', '.3,n', ',n', '_n', ',s', '_s', '.3_s', 'xx', '10\xe9', '\xe9', '\x01', ',\x01', ',\xe9', '.3,\xe9', ',b', '_b', ',c', '_c', '.,d',
    '.3,d', '._x', '.,x', '99999999999999999999', '.99999999999999999999f', 'z', '#c', '+c', 'c', '0c', '=5c', '05', '=5', '^05', '<05', 'x<05', '.2', '.2_', '._f', '.,f', '.,e', '.10,g', '.10_%', '020,.10_f',
    '020.10,f', 'z.1f', 'zd', '+', ' ', '#', '10', '010,', '010_x', '#010_x', '#_b', 'j', '', '01', '02,', '03,', '04,', '05,', '06,', '08,', '09,', '0=12,', '0>12,', '.0f', '#.0f', '.0e', '#.0e', '.0g', '#.0g', '#.3g', '.50f', '.400e', '.1200f', '.900g', '%', '.1%', 'n', '.3n', '.1', '.17', '.0', '#.1', '-', '\u20ac>20', '\U0001f600^20', '<', '>>5', '==9', '{<7', '}>7']
ints = [0, 1, -1, 5, -5, 12, 123, -123, 1234, 12345, -1234567, 999999999, 10**15, -10**18, 255, 65535]
complexes = [0j, 1j, 1+2j, -1-2j, complex(-0.0, 1), 1234.5+6789.25j, complex(float("nan"), float("inf")), 1e20-1e-9j, 0.5j]
strings = ["", "a", "abc", "h\xe9llo w\xf6rld", "x" * 25]
for s in fixed + [random_spec("bcdoxXneEfFgG%s") for _ in range(500)]:
    for v in rng.sample(ints, 4):
        result = attempt(format, v, s)
        if "C long" not in result: row("int", v, s, result)  # a 32-bit CPython's limit
    for v in rng.sample(doubles, 4): row("float", bits(v), s, attempt(format, v, s))
    for v in rng.sample(complexes, 2): row("cplx", bits(v.real), bits(v.imag), s, attempt(format, v, s))
    v = rng.choice(strings); row("str", v, s, attempt(format, v, s))
for v in doubles[:60]:
    for s in (random_spec("eEfFgGn%") for _ in range(12)): row("float", bits(v), s, attempt(format, v, s))
texts = ["1", "1.", ".5", ".", "", " 1 ", "1e5", "1e", "1e+", "1e-5", "1E5", "+1", "-1", "--1", "1_0", "1__0", "_1", "1_", "1_.0", "1._0", "1.0_1", "1e1_0", "1e_1", "1_e1", "inf", "-inf", "+Infinity", "INFINITY", "infi", "nan", "-nan", "NaN", "nan(1)", "in_f",
    "0x10", "1e400", "-1e400", "1e-400", "1e99999999999999999999", "1e-99999999999999999999", "0e99999999999999999999", "0." + "0" * 400 + "1e400", "1" + "0" * 400 + "e-400", "4.9e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "1.7976931348623158e308", "1.7976931348623159e308",
    "9007199254740993", "9007199254740992.99999999999999999999999", "0.1", "123456789012345678901234567890", "1 2", "\t\n1\x0b\x0c\r", "1j", "1.5e3x", "2.2250738585072011e-308", "1.e5", ".e5", "5e-324", "3e-324", "2e-324", "\x1c1"]
for t in texts + [repr(d) for d in doubles]:
    try: r = bits(float(t))
    except ValueError: r = "bad"
    row("parse", t, "nan" if r != "bad" and float(t) != float(t) else r)
for t in texts + ["j", "-j", "+j", "J", "1+j", "1-J", "1+2j", "1 + 2j", "(1+2j)", " ( 1+2j ) ", "((1))", "(1", "1)", "()", "1+2", "1j+2", "1jj", "jj", "1e5+2e-3j", "1e5j", "inf+infj", "nanj", "-inf-nanj", "infj", "1+infj", "1_0+2_0j", "1++2j", "1+-2j", "1j ", "1 j", ".5j", "+.5-.5J", "1e1+", "1+1", "1e+j", "(1j", "( )", "+", "1+j2"]:
    try:
        c = complex(t); r = " ".join("nan" if p != p else bits(p) for p in (c.real, c.imag))
    except ValueError: r = "bad"
    row("parsec", t, r)
for t in [d.hex() for d in doubles] + ["1", "0x1", "0x1p", "0x1p+", "1p0", "0x.8", "0x8.", "0x.", "0x", "", " 0x1p3 ", "-0x1p-1074", "0x1p-1075", "0x1.8p-1075", "0x1.00000001p-1075", "0x1p1023", "0x1p1024", "0x1.fffffffffffff8p1023", "0x1.fffffffffffff7p1023", "0x1.00000000000008p0", "0x1.000000000000080001p0", "0x1.00000000000018p0",
    "inf", "-inf", "nan", "infinity", "0x1_0", "1.8P1", "abc", "xyz", "0x1p99999999999999999999", "0x1p-99999999999999999999", "0x0p99999999999999999999", "0x" + "0" * 50 + "1", "0x" + "1" * 300, "0x0." + "0" * 300 + "1p1200", "0x1.fp-1070", "0x1.7p-1073", "0x1.8p-1074", "0x2.8p-1074", "0x3p-1075", "0x1 p1", "0x1..8", "+0x1"]:
    try: f = float.fromhex(t); r = "nan" if f != f else bits(f)
    except (ValueError, OverflowError) as e: r = "bad" if isinstance(e, ValueError) else "large"
    row("fromhex", t, r)
for _ in range(600):
    flags = "".join(rng.sample("-+ #0", rng.randrange(4)))
    width = str(rng.randrange(1, 25)) if rng.random() < .6 else ""
    precision = "." + (str(rng.randrange(12)) if rng.random() < .8 else "") if rng.random() < .5 else ""
    modifier = rng.choice(["", "", "", "h", "l", "L"])
    v = rng.choice(ints); f = "%" + flags + width + precision + modifier + rng.choice("diuoxX"); row("%int", v, f, f % v)
    v = rng.choice(doubles); f = "%" + flags + width + precision + modifier + rng.choice("eEfFgG"); row("%float", bits(v), f, f % v)
for t in ["%", "%5", "%(a", "%.", "%l", "%(a)(", "abc%", "%.3", "%-"]:
    row("%bad", t, attempt(lambda: t % {"a": 1}))
for t in ['{', '}', '{{', '}}', '{0', '{0!', '{0!r', '{0!r:', '{0!rx}', '{0!x}', '{0:', '{0:{', '{0:{}', '{0:{1}}', '{a{b}}', '{0[}', '{0[a}', '{0[]}', '{0.}', '{0..a}', '{0[a]b}', '{0[a].}', '{}{0}', '{0}{}', '{:{}}', '{0!}', '{0!r:{{}', '{0!}}', '{{}', '{}}', '{0:}}',
    '{0:{1:{2}}}', '{0:{{}}}', '{ 0}', '{.real}', '{[0]}', '{0[0]]}', '{0!\xe9}', '{0![}', '{0[x}y]}', '{a.b[c]d}', '{:}', 'a{{b}}c{0}d}}', '{!}', '{!:}', '{0:a{}b{}c}', '', 'abc', 'a{b!r:c}d{e}f', '\u20ac{\u20ac:\u20ac}', '{{{0}}}', '{{{{', 'x}}y']:
    def pieces():
        shown = ""
        for literal, name, spec, conversion in _string.formatter_parser(t):
            shown += f"<{literal}|" + ("-" if name is None else f"{name}|{spec}|{conversion or ''}") + ">"
        return shown
    row("fields", t, attempt(pieces))
for t in ["0", "", "a", "0.a", "a[0]", "a[b].c", "a.", "a[", "a[]", "a[0]b", "a[0][1].x[y z]", ".a", "[1]", "99999999999999999999", "a[99999999999999999999]", "01", "a[01]", "a[-1]", "0a", "a..b", "a]b", "a[b]]"]:
    def parts():
        first, rest = _string.formatter_field_name_split(t)
        return f"{type(first).__name__}:{first}" + "".join(f" {'.' if attribute else '['}{type(name).__name__}:{name}" for attribute, name in rest)
    row("name", t, attempt(parts))

# Writes big_int.txt with CPython 3.13 or newer. Rows: operation, operands, result; numbers in signed hexadecimal.
import math, os, random, struct, sys
sys.set_int_max_str_digits(0)
rng = random.Random(7)
out = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "big_int.txt"), "w")
def row(*fields):
    print(*(hex(f) if isinstance(f, int) and not isinstance(f, bool) else f for f in fields), sep="\t", file=out)
def number(bits, sign=True):
    kind = rng.randrange(4)
    n = rng.getrandbits(bits) if kind else (1 << bits) - rng.choice([0, 1, 1 << bits // 2])
    return -n if sign and rng.random() < 0.4 else n
small = [0, 1, -1, 2, -2, 3, 10, 2**32, 2**63 - 1, 2**63, -2**63, 2**64 - 1, 2**64, -2**64, 2**64 + 1, 2**128 - 1, 2**128, -2**128]
pairs = [(a, b) for a in small for b in small]
pairs += [(number(rng.randrange(1, 700)), number(rng.randrange(1, 700))) for _ in range(80)]
pairs += [(number(rng.randrange(500, 9000)), number(rng.randrange(500, 6000))) for _ in range(14)]
for _ in range(4):  # quotient digits at their limit
    b = (1 << rng.randrange(1500, 3000)) - rng.getrandbits(20)
    pairs.append(((b << 1400) - rng.choice([1, 2, b]), b))
b = (rng.getrandbits(1200) | 1 << 1199) << 700
pairs.append((b * (1 << 1300) - 1, b))
def as_double(f):
    return struct.pack(">d", f).hex()
for a, b in pairs:
    row("add", a, b, a + b); row("sub", a, b, a - b); row("mul", a, b, a * b)
    row("and", a, b, a & b); row("or", a, b, a | b); row("xor", a, b, a ^ b)
    row("cmp", a, b, (a > b) - (a < b)); row("gcd", a, b, math.gcd(a, b))
    if b:
        row("div", a, b, a // b); row("mod", a, b, a % b)
        try: quotient = as_double(a / b)
        except OverflowError: quotient = "overflow"
        row("truediv", a, b, quotient)
        try: inverse = pow(a, -1, abs(b))
        except ValueError: inverse = "none"
        row("inv", a, b, inverse)
    row("mul", a, a, a * a)
for a, b in [(1, 3), (2**53 + 1, 1), (2**53 + 3, 1), (1, 2**1074), (1, 2**1075), (3, 2**1075), (2**1024 - 2**970, 1), (2**1024 - 2**970 - 1, 1), (2**1030, 3 * 2**6), (7, 2**1073 * 3), (10**400, 10**395 + 1), (10**308, 10**631), (123456789, 10**330)]:
    try: quotient = as_double(a / b)
    except OverflowError: quotient = "overflow"
    row("truediv", a, b, quotient)
g = rng.getrandbits(3000)
for _ in range(3):
    a, b = g * rng.getrandbits(4000), g * rng.getrandbits(3500)
    row("gcd", a, b, math.gcd(a, b))
ones = list({a for a, _ in pairs})
ones.sort(); ones = [a for i, a in enumerate(ones) if a.bit_length() < 300 or i % 6 == 0]
for a in ones:
    row("invert", a, ~a); row("bits", a, a.bit_length()); row("count", a, a.bit_count())
    try: row("double", a, as_double(float(a)))
    except OverflowError: row("double", a, "overflow")
    if a >= 0: row("isqrt", a, math.isqrt(a))
    for shift in (0, 1, 31, 63, 64, 65, 128, 1000):
        row("shl", a, shift, a << shift); row("shr", a, shift, a >> shift)
    for base in (10, 16, 3, 2, 8, 32, 36, 7):
        n, digits = abs(a), ""
        while n: n, d = divmod(n, base); digits = "0123456789abcdefghijklmnopqrstuvwxyz"[d] + digits
        if a.bit_length() < 3000 or base == 10: row("text", a, base, ("-" if a < 0 else "") + (digits or "0"))
    for digits in (1, 2, 19, 40, 3000):
        row("round", a, digits, round(a, -digits))
    for signed in (False, True):
        for length in (0, 1, 7, 8, 9, 16, 17, 100):
            if a == -1 and length == 0: continue  # fits up to 3.13, is too big in 3.14
            try: row("bytes", a, length, "s" if signed else "u", a.to_bytes(length, "big", signed=signed).hex())
            except OverflowError as e: row("bytes", a, length, "s" if signed else "u", "negative" if "negative" in str(e) else "big")
for n in (5, 15, 25, 35, 50, 150, 250, -5, -15, -25, 4999, 5000, 5001, 10**30 * 5, 10**30 * 15, 10**30 * 15 + 1):
    for digits in (1, 2, 3, 4, 31): row("round", n, digits, round(n, -digits))
for a in small + [10, -10, 12, 7**30, -5 << 70, 6 << 64]:
    for e in (0, 1, 2, 3, 10, 37): row("pow", a, e, a ** e)
row("pow", 10, 5000, 10 ** 5000); row("pow", -3, 3001, (-3) ** 3001); row("pow", 2**70, 99, 2 ** 6930)
for _ in range(60):
    a, e, m = number(rng.randrange(1, 1500)), abs(number(rng.randrange(1, 600))), number(rng.randrange(1, 1500))
    if m: row("powmod", a, e, m, pow(a, e, m))
for a in (0, 1, -1, 5, -7):
    for e in (0, 1, 2, 5):
        for m in (1, -1, 2, -2, 7, 8, -9, 2**64, 2**64 - 1): row("powmod", a, e, m, pow(a, e, m))
for f in [0.0, 0.9, -0.9, 1.5, -1.5, 2.0**53, 2.0**64, -2.0**64, 1e300, 1.7976931348623157e308, 123456789.75]:
    row("trunc", as_double(f), int(f))
for a in (0, 1, -1, 2**53, 2**53 + 1, 2**64, -2**64, 2**1023, 2**1024, -2**1024):
    for f in (0.0, 0.5, -0.5, 1.0, 1.5, -1.5, 2.0**53, 2.0**64, 2.0**1023, float("inf"), -float("inf")):
        row("cmpd", a, as_double(f), (a > f) - (a < f))
texts = ["0", "00", "-0", "+7", " 12 ", "1_000", "1__0", "_1", "1_", "", " ", "-", "+-1", "0x10", "0X_1f", "0x", "0x_", "0x__1", "0b101", "0o17", "017", "0_7", "0_0", "12a", "zZ", "0b12", "1 2",
         "\t\n5\x0b\x0c\r", "\x1c6", "- 1", "0x-1", "_0x1", "0_x1", "9" * 300, "f" * 200, "1_2" * 150, "0" * 300 + "5"]
for t in texts:
    for base in (0, 2, 8, 10, 16, 36):
        try: value = hex(int(t, base))
        except ValueError: value = "bad"
        row("scan", t.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r"), base, value)
for n in (number(20000, False), 10**6000, 10**5999 + 1):
    row("scan", str(n), 10, n); row("text", n, 10, str(n))

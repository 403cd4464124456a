# Writes hash.txt: run with python3.11 or newer. Rows: kind, input..., expected hash.
import os, random, struct, subprocess, sys
if os.environ.get("PYTHONHASHSEED") is None:
    open(os.path.join(os.path.dirname(__file__), "hash.txt"), "wb").write(b"# made by make_hash.py\n" + b"".join(
        subprocess.run([sys.executable, __file__], env={"PYTHONHASHSEED": str(seed)}, capture_output=True, check=True).stdout
        for seed in (0, 1, 42, 4294967295)))
    sys.exit()
seed = os.environ["PYTHONHASHSEED"]
rng = random.Random(1)
for n in list(range(0, 20)) + [63, 64, 65, 1000]:
    data = bytes(rng.randrange(256) for _ in range(n))
    print("bytes", seed, data.hex(), hash(data), sep="\t")
print("bytes", seed, "abc".encode().hex(), hash("abc"), sep="\t")
print("bytes", seed, "\u20acbc".encode("utf-16-le").hex(), hash("\u20acbc"), sep="\t")
print("bytes", seed, "\U0001f600bc".encode("utf-32-le").hex(), hash("\U0001f600bc"), sep="\t")
if seed == "0":
    ints = [0, 1, -1, -2, 2**61 - 1, 2**61 - 2, 2**61, -(2**61 - 1), 2**63 - 1, -2**63, 2**64, -2**64, 10**100, -10**100]
    ints += [rng.randrange(-2**bits, 2**bits) for bits in (8, 60, 61, 62, 63, 64, 65, 127, 128, 129, 500) for _ in range(5)]
    for n in ints:
        print("int", hex(abs(n))[2:], int(n < 0), hash(n), sep="\t")
    doubles = [0.0, -0.0, 1.0, -1.0, 0.5, 1.5, -2.0, 1e300, 5e-324, 2.2250738585072014e-308, float("inf"), -float("inf"), 2.0**61 - 2.0**8]
    doubles += [struct.unpack("d", struct.pack("Q", rng.getrandbits(64)))[0] for _ in range(100)]
    for d in doubles:
        if d == d:
            print("double", struct.pack(">d", d).hex(), hash(d), sep="\t")
    for parts in [(), (0,), (1, 2), (1, 2, 3), (-1, 5), tuple(range(50)), (2**61,)]:
        print("tuple", " ".join(str(hash(p)) for p in parts), hash(parts), sep="\t")
        print("frozenset", " ".join(str(hash(p)) for p in parts), hash(frozenset(parts)), sep="\t")
    for c in [1j, 1 + 2j, -1 - 1j, 0.5 + 1e300j]:
        print("complex", hash(c.real), hash(c.imag), hash(c), sep="\t")

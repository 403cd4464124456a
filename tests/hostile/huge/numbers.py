# Numbers and counts far beyond memory: an error, or the result, within seconds.
import math
import sys

sys.path.append("..")
from _outcome import outcome

HUGE = 1 << 62
print(outcome(lambda: 1 << (1 << 40)) in ("MemoryError", "OverflowError"))  # expect: True
print(outcome(lambda: 1 << (1 << 100)))  # expect: OverflowError
print(outcome(lambda: 0 << (1 << 100)))  # expect: finished
print(outcome(lambda: 1 >> (1 << 100)))  # expect: finished
print(outcome(lambda: 2 ** (1 << 45)) in ("MemoryError", "OverflowError"))  # expect: True
print(outcome(lambda: 2 ** (1 << 100)) in ("MemoryError", "OverflowError"))  # expect: True
print(outcome(lambda: (1 << 100) ** (1 << 45)) in ("MemoryError", "OverflowError"))  # expect: True
print(outcome(lambda: (-1) ** (1 << 100)))  # expect: finished
print(outcome(lambda: pow(3, 1 << 2000, 1000)))  # expect: finished
print(outcome(lambda: 1.5 ** (1 << 2000)))  # expect: OverflowError
print(outcome(lambda: float(1 << 2000)))  # expect: OverflowError
print(outcome(lambda: (1 << 2000) / 3))  # expect: OverflowError
print(outcome(lambda: (1 << 2000) / (1 << 1999)))  # expect: finished
print(outcome(int, "9" * 5000))  # expect: ValueError
print(outcome(int, "9" * 5000, 10))  # expect: ValueError
print(outcome(int, "f" * 5000, 16))  # expect: finished
big = 1 << 33_000_000
print(big.bit_length())  # expect: 33000001
print(outcome(str, big), outcome(repr, big), outcome(format, big, "d"), outcome(lambda: "%d" % big), outcome(lambda: f"{big}"))
# expect: ValueError ValueError ValueError ValueError ValueError
print(outcome(lambda: big.__format__(",")), outcome(lambda: f"{[big]}"), outcome(lambda: print(big)))  # expect: ValueError ValueError ValueError
print(outcome(hex, big), outcome(hash, big), outcome(float, big), outcome(math.log2, big))  # expect: finished finished OverflowError finished
print(outcome(lambda: big + big - big == big), outcome(lambda: big >> 1), outcome(lambda: big & (big - 1)))  # expect: finished finished finished
print(outcome(lambda: big.to_bytes(5_000_000)), outcome(lambda: big.to_bytes(1)))  # expect: finished OverflowError
print(outcome(lambda: (1).to_bytes(HUGE)), outcome(lambda: (1).to_bytes(-1)))  # expect: MemoryError ValueError
print(outcome(lambda: int.from_bytes(bytes(10_000_000))))  # expect: finished
print(outcome(lambda: round(big, -(1 << 70))), outcome(lambda: round(1, -(1 << 70))))  # expect: finished finished
print(outcome(lambda: round(1.5, 1 << 70)), outcome(lambda: round(1.5, -(1 << 70))))  # expect: finished finished
print(outcome(lambda: round(1.5, 1 << 30)), outcome(lambda: round(12345, -(1 << 40))))  # expect: finished finished
print(outcome(math.factorial, 1 << 70), outcome(math.factorial, -1))  # expect: OverflowError ValueError
print(outcome(math.comb, 1 << 70, 1 << 69), outcome(math.perm, 1 << 70, 1 << 69))  # expect: OverflowError OverflowError
print(outcome(math.isqrt, big), outcome(math.gcd, big, big + 1), outcome(math.lcm, big, 3))  # expect: finished finished finished
print(outcome(math.ldexp, 1.0, 1 << 70), outcome(math.ldexp, 1.0, -(1 << 70)))  # expect: OverflowError finished
print(outcome(divmod, big, 3), outcome(divmod, 3, big), outcome(lambda: big % (big - 1)))  # expect: finished finished finished
print(outcome(lambda: "x" * HUGE), outcome(lambda: "xy" * HUGE), outcome(lambda: "x" * (1 << 70)))  # expect: MemoryError OverflowError OverflowError
print(outcome(lambda: "\u1234" * HUGE), outcome(lambda: "" * HUGE), outcome(lambda: "x" * -HUGE))  # expect: MemoryError finished finished
print(outcome(lambda: b"x" * HUGE), outcome(lambda: bytearray(b"x") * HUGE))  # expect: MemoryError MemoryError
print(outcome(lambda: [0] * (1 << 60)), outcome(lambda: [0, 1] * HUGE), outcome(lambda: (0,) * HUGE))  # expect: MemoryError MemoryError MemoryError
print(outcome(bytes, 1 << 60), outcome(bytearray, 1 << 60), outcome(bytes, 1 << 70))  # expect: MemoryError MemoryError OverflowError
print(outcome(lambda: bytearray(b"x").__imul__(HUGE)), outcome(lambda: [1].__imul__(HUGE)))  # expect: MemoryError MemoryError
print(outcome(list, range(1 << 60)), outcome(len, range(1 << 70)), outcome(list, range(1 << 70)))  # expect: MemoryError OverflowError OverflowError
print((1 << 69) in range(1 << 70), range(1 << 70)[1 << 69] == 1 << 69, range(0, 1 << 100, 1 << 99)[::-1])
# expect: True True range(633825300114114700748351602688, -633825300114114700748351602688, -633825300114114700748351602688)

print(outcome(lambda: "%*d" % (HUGE, 1)), outcome(lambda: "%.*d" % (HUGE, 1)))  # expect: MemoryError OverflowError
print(outcome(lambda: "%*d" % (1 << 70, 1)), outcome(lambda: "%1000000000000d" % 1))  # expect: OverflowError MemoryError
print(outcome(lambda: "%99999999999999999999d" % 1), outcome(lambda: "%.99999999999999999999f" % 1))  # expect: ValueError ValueError
print(outcome(format, 1, "1000000000000d"), outcome(format, 1, "99999999999999999999d"))  # expect: MemoryError ValueError
print(outcome(format, "a", "1000000000000"), outcome(format, 1.5, ".1000000000000f"))  # expect: MemoryError ValueError
print(outcome(format, 1.5, ".99999999999999999999f"), outcome(format, 1.5, "1000000000000.3f"))  # expect: ValueError MemoryError
print(outcome(format, 1.5, ".1000000f"), outcome(format, 5e-324, ".2000f"), outcome(lambda: "%.1000000f" % 1.5))  # expect: finished finished finished
print(outcome("a".center, HUGE), outcome("a".ljust, HUGE), outcome("a".zfill, HUGE), outcome("a".rjust, 1 << 70))
# expect: MemoryError MemoryError MemoryError OverflowError
print(outcome("\t".expandtabs, 1 << 40), outcome("\t".expandtabs, -(1 << 40)), outcome("\t".expandtabs, 1 << 20))  # expect: OverflowError OverflowError finished
print(outcome(b"a".center, HUGE), outcome(b"\t".expandtabs, 1 << 40), outcome(b"a".zfill, HUGE))  # expect: MemoryError OverflowError MemoryError
print(outcome(lambda: ("a" * 10_000_000).replace("a", "b" * 10_000_000)) in ("MemoryError", "OverflowError"))  # expect: True
print(outcome(lambda: ("x" * (1 << 24)).join(["x" * (1 << 24)] * (1 << 20))))  # expect: MemoryError
print(outcome(lambda: "a".translate({97: "x" * 1_000_000})))  # expect: finished
print(outcome(lambda: sum([[0] * 1000] * 100, [])))  # expect: finished
print(outcome(chr, 1 << 70), outcome(chr, 0x110000), outcome(ord, "ab"))  # expect: ValueError ValueError TypeError
print(outcome(lambda: [1, 2, 3][1 << 70]), outcome(lambda: [1, 2, 3][-(1 << 70) : 1 << 70]))  # expect: IndexError finished
print(outcome(lambda: "abc"[1 << 70]) in ("IndexError", "OverflowError"), outcome(lambda: b"abc"[:: 1 << 70]), outcome(lambda: (1,)[:: -(1 << 70)]))  # expect: True finished finished
print(outcome([].insert, 1 << 70, 1), outcome([1].pop, 1 << 70), outcome([1].index, 1, -(1 << 70), 1 << 70))  # expect: OverflowError OverflowError finished
print(outcome("a".find, "a", -(1 << 70), 1 << 70), outcome("aaa".replace, "a", "b", 1 << 70))  # expect: finished OverflowError
print(outcome("a b".split, None, 1 << 70), outcome("a".encode().hex, ":", 1 << 70))  # expect: OverflowError OverflowError
print(outcome(slice(1 << 70, None, -1).indices, 1 << 70), outcome(slice(0).indices, -1))  # expect: finished ValueError
print("a".zfill(-(1 << 63)), "a".center(-(1 << 63)), b"a".ljust(-(1 << 63)), b"a".zfill(-(1 << 63)))  # expect: a a b'a' b'a'
print("done")  # expect: done

# Numbers from text: what repr() writes of them reads as the same number.
import marshal
import math
from fractions import Fraction

EXPECTED = (ValueError, OverflowError, ZeroDivisionError, TypeError)


def same(a, b):
    return a == b or a != a and b != b


def run(data):
    data = bytes(data[:6000])
    for text in (data, data.decode("utf-8", "replace")):
        try:
            value = float(text)
            assert same(float(repr(value)), value)
            if math.isfinite(value):
                assert float.fromhex(value.hex()) == value
                assert Fraction(value) == value
                format(value, ".17g"), format(value, ".3e"), value.as_integer_ratio()
        except EXPECTED:
            pass
        try:
            value = complex(text)
            assert same(complex(repr(value)), value)
        except EXPECTED:
            pass
        for base in (0, 10, 2, 16, 36, 7):
            try:
                value = int(text, base)
            except EXPECTED:
                continue
            if abs(value) < 10**4000:
                assert int(str(value)) == value
            assert int(hex(value), 16) == value
            assert int.from_bytes(value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True), "big", signed=True) == value
    try:
        float.fromhex(data.decode("latin-1"))
    except EXPECTED:
        pass
    number = int.from_bytes(data[:2000], "little")
    other = int.from_bytes(data[2:900:3], "big") + 1
    quotient, rest = divmod(number, other)
    assert quotient * other + rest == number and 0 <= rest < other
    root = math.isqrt(number)
    assert root * root <= number < (root + 1) * (root + 1)
    try:
        marshal.loads(data)
    except (ValueError, EOFError, TypeError, MemoryError, RecursionError, ImportError):
        pass

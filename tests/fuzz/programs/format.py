# One line is a template for str.format, for % and a specification of each type's __format__.
import datetime

VALUES = [0, -1, 12345678901234567890, True, 1.5, -0.0, 1e300, float("nan"), 1j, "a\u1234b", b"ab", None, [1, 2], {"a": 1, 1: 2}, (1, 2), datetime.date(2000, 1, 2)]
EXPECTED = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, MemoryError, RecursionError)


def too_wide(text):
    digits = 0
    for character in text:
        digits = digits + 1 if character.isdigit() else 0
        if digits > 5:
            return True
    return False


def run(data):
    data = bytes(data[:300])
    text = data.decode("utf-8", "replace")
    if too_wide(text):
        return
    for values in (VALUES, VALUES[4:]):
        try:
            text.format(*values, a=values[0], b=values)
        except EXPECTED:
            pass
        for template in (text, data):
            try:
                template % tuple(values)
            except EXPECTED:
                pass
            try:
                template % {"a": values[0], b"a": values[0]}
            except EXPECTED:
                pass
    for value in VALUES:
        for spec in (text, text[:5]):
            try:
                format(value, spec)
            except EXPECTED:
                pass

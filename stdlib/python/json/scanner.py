"""The JSON value scanner: tells what kind of value begins at an index, and reads it. `_json` has a native one."""

__all__ = ["make_scanner"]

try:
    from _json import make_scanner as c_make_scanner
except ImportError:
    c_make_scanner = None

_DIGITS = frozenset("0123456789")
_CONSTANTS = (("null", None), ("true", True), ("false", False))


def _skip_digits(string, end, size):
    while end < size and string[end] in _DIGITS:
        end += 1
    return end


def _scan_number(string, idx):
    """The end of the number at idx and whether it is a float; the end is idx if there is none."""
    size = len(string)
    end = idx + 1 if string[idx] == "-" else idx
    if end >= size or string[end] not in _DIGITS:
        return idx, False
    # No leading zeros: 01 is the number 0, and then extra data.
    end = end + 1 if string[end] == "0" else _skip_digits(string, end, size)
    is_float = False
    if end + 1 < size and string[end] == "." and string[end + 1] in _DIGITS:
        is_float = True
        end = _skip_digits(string, end + 1, size)
    if end < size and string[end] in "eE":
        start = end + 2 if end + 1 < size and string[end + 1] in "+-" else end + 1
        if start < size and string[start] in _DIGITS:
            is_float = True
            end = _skip_digits(string, start, size)
    return end, is_float


def py_make_scanner(context):
    parse_object = context.parse_object
    parse_array = context.parse_array
    parse_string = context.parse_string
    strict = context.strict
    parse_float = context.parse_float
    parse_int = context.parse_int
    parse_constant = context.parse_constant
    object_hook = context.object_hook
    object_pairs_hook = context.object_pairs_hook
    memo = context.memo

    def scan(string, idx):
        try:
            first = string[idx]
        except IndexError:
            raise StopIteration(idx) from None
        if first == '"':
            return parse_string(string, idx + 1, strict)
        if first == "{":
            return parse_object((string, idx + 1), strict, scan, object_hook, object_pairs_hook, memo)
        if first == "[":
            return parse_array((string, idx + 1), scan)
        for text, value in _CONSTANTS:
            if string.startswith(text, idx):
                return value, idx + len(text)
        end, is_float = _scan_number(string, idx)
        if end != idx:
            return (parse_float if is_float else parse_int)(string[idx:end]), end
        for text in ("NaN", "Infinity", "-Infinity"):
            if string.startswith(text, idx):
                return parse_constant(text), idx + len(text)
        raise StopIteration(idx)

    def scan_once(string, idx):
        if idx < 0:
            raise ValueError("idx cannot be negative")
        try:
            return scan(string, idx)
        finally:
            memo.clear()

    return scan_once


make_scanner = c_make_scanner or py_make_scanner

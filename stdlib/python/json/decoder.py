"""The JSON decoder."""

import sys
from json import scanner

try:
    from _json import scanstring as c_scanstring
except ImportError:
    c_scanstring = None
try:
    from _json import skip_whitespace as c_skip_whitespace
except ImportError:
    c_skip_whitespace = None

__all__ = ["JSONDecoder", "JSONDecodeError"]

NaN = float("nan")
PosInf = float("inf")
NegInf = float("-inf")
_CONSTANTS = {"-Infinity": NegInf, "Infinity": PosInf, "NaN": NaN}

BACKSLASH = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
WHITESPACE_STR = " \t\n\r"
_HEX = frozenset("0123456789abcdefABCDEF")


class JSONDecodeError(ValueError):
    """Subclass of ValueError with the following additional properties:

    msg: The unformatted error message
    doc: The JSON document being parsed
    pos: The start index of doc where parsing failed
    lineno: The line corresponding to pos
    colno: The column corresponding to pos
    """

    def __init__(self, msg, doc, pos):
        lineno = doc.count("\n", 0, pos) + 1
        colno = pos - doc.rfind("\n", 0, pos)
        super().__init__(f"{msg}: line {lineno} column {colno} (char {pos})")
        self.msg = msg
        self.doc = doc
        self.pos = pos
        self.lineno = lineno
        self.colno = colno

    def __reduce__(self):
        return self.__class__, (self.msg, self.doc, self.pos)


def py_skip_blanks(s, end):
    size = len(s)
    while end < size and s[end] in WHITESPACE_STR:
        end += 1
    return end


_skip_blanks = c_skip_whitespace or py_skip_blanks


def _four_digits(s, pos):
    """The number of the \\uXXXX whose u is at pos."""
    digits = s[pos + 1 : pos + 5]
    # Not int() alone: it takes signs, blanks and underscores.
    if len(digits) == 4 and _HEX.issuperset(digits):
        return int(digits, 16)
    raise JSONDecodeError("Invalid \\uXXXX escape", s, pos)


def py_scanstring(s, end, strict=True):
    """Scan the string s for a JSON string. End is the index of the
    character in s after the quote that started the JSON string.
    Unescapes all valid JSON string escape sequences and raises ValueError
    on attempt to decode an invalid string. If strict is False then literal
    control characters are allowed in the string.

    Returns a tuple of the decoded string and the index of the character in s
    after the end quote."""
    size = len(s)
    if end > sys.maxsize:
        raise OverflowError("Python int too large to convert to C ssize_t")
    if not 0 <= end <= size:
        raise ValueError("end is out of bounds")
    begin = end - 1
    chunks = []
    quote = s.find('"', end)
    backslash = s.find("\\", end)
    while True:
        if backslash != -1 and backslash < end:
            backslash = s.find("\\", end)
        if quote != -1 and quote < end:
            quote = s.find('"', end)
        is_escape = backslash != -1 and (quote == -1 or backslash < quote)
        stop = backslash if is_escape else size if quote == -1 else quote
        chunk = s[end:stop]
        if strict and chunk and min(chunk) < " ":
            position = next(i for i in range(end, stop) if s[i] < " ")
            raise JSONDecodeError("Invalid control character at", s, position)
        chunks.append(chunk)
        if not is_escape:
            if quote == -1:
                raise JSONDecodeError("Unterminated string starting at", s, begin)
            return "".join(chunks), quote + 1
        end = stop + 1
        if end >= size:
            raise JSONDecodeError("Unterminated string starting at", s, begin)
        escape = s[end]
        if escape != "u":
            try:
                chunks.append(BACKSLASH[escape])
            except KeyError:
                raise JSONDecodeError("Invalid \\escape", s, stop) from None
            end += 1
            continue
        code = _four_digits(s, end)
        end += 5
        if 0xD800 <= code <= 0xDBFF and s.startswith("\\u", end):
            low = _four_digits(s, end + 1)
            if 0xDC00 <= low <= 0xDFFF:
                code = 0x10000 + ((code - 0xD800) << 10 | (low - 0xDC00))
                end += 6
        chunks.append(chr(code))


scanstring = c_scanstring or py_scanstring


def JSONObject(s_and_end, strict, scan_once, object_hook, object_pairs_hook, memo=None):
    """Read an object; the index is behind its brace."""
    s, end = s_and_end
    pairs = []
    if memo is None:
        memo = {}
    end = _skip_blanks(s, end)
    if not s.startswith("}", end):
        while True:
            if not s.startswith('"', end):
                raise JSONDecodeError("Expecting property name enclosed in double quotes", s, end)
            key, end = scanstring(s, end + 1, strict)
            # One object per name in the document.
            key = memo.setdefault(key, key)
            end = _skip_blanks(s, end)
            if not s.startswith(":", end):
                raise JSONDecodeError("Expecting ':' delimiter", s, end)
            end = _skip_blanks(s, end + 1)
            try:
                value, end = scan_once(s, end)
            except StopIteration as stop:
                raise JSONDecodeError("Expecting value", s, stop.value) from None
            pairs.append((key, value))
            end = _skip_blanks(s, end)
            if s.startswith("}", end):
                break
            if not s.startswith(",", end):
                raise JSONDecodeError("Expecting ',' delimiter", s, end)
            comma = end
            end = _skip_blanks(s, end + 1)
            if s.startswith("}", end):
                raise JSONDecodeError("Illegal trailing comma before end of object", s, comma)
    end += 1
    if object_pairs_hook is not None:
        return object_pairs_hook(pairs), end
    result = dict(pairs)
    if object_hook is not None:
        result = object_hook(result)
    return result, end


def JSONArray(s_and_end, scan_once):
    """Read an array; the index is behind its bracket."""
    s, end = s_and_end
    values = []
    end = _skip_blanks(s, end)
    if s.startswith("]", end):
        return values, end + 1
    while True:
        try:
            value, end = scan_once(s, end)
        except StopIteration as stop:
            raise JSONDecodeError("Expecting value", s, stop.value) from None
        values.append(value)
        end = _skip_blanks(s, end)
        if s.startswith("]", end):
            return values, end + 1
        if not s.startswith(",", end):
            raise JSONDecodeError("Expecting ',' delimiter", s, end)
        comma = end
        end = _skip_blanks(s, end + 1)
        if s.startswith("]", end):
            raise JSONDecodeError("Illegal trailing comma before end of array", s, comma)


class JSONDecoder:
    """Simple JSON <https://json.org> decoder

    Performs the following translations in decoding by default:

    +---------------+-------------------+
    | JSON          | Python            |
    +===============+===================+
    | object        | dict              |
    +---------------+-------------------+
    | array         | list              |
    +---------------+-------------------+
    | string        | str               |
    +---------------+-------------------+
    | number (int)  | int               |
    +---------------+-------------------+
    | number (real) | float             |
    +---------------+-------------------+
    | true          | True              |
    +---------------+-------------------+
    | false         | False             |
    +---------------+-------------------+
    | null          | None              |
    +---------------+-------------------+

    It also understands ``NaN``, ``Infinity``, and ``-Infinity`` as
    their corresponding ``float`` values, which is outside the JSON spec.
    """

    def __init__(
        self, *, object_hook=None, parse_float=None, parse_int=None, parse_constant=None, strict=True,
        object_pairs_hook=None,
    ):  # fmt: skip
        self.object_hook = object_hook
        self.parse_float = parse_float or float
        self.parse_int = parse_int or int
        self.parse_constant = parse_constant or _CONSTANTS.__getitem__
        self.strict = strict
        self.object_pairs_hook = object_pairs_hook
        self.parse_object = JSONObject
        self.parse_array = JSONArray
        self.parse_string = scanstring
        self.memo = {}
        self.scan_once = scanner.make_scanner(self)

    def decode(self, s):
        """Return the Python representation of ``s`` (a ``str`` instance containing a JSON document)."""
        obj, end = self.raw_decode(s, _skip_blanks(s, 0))
        end = _skip_blanks(s, end)
        if end != len(s):
            raise JSONDecodeError("Extra data", s, end)
        return obj

    def raw_decode(self, s, idx=0):
        """Decode a JSON document from ``s`` (a ``str`` beginning with
        a JSON document) and return a 2-tuple of the Python
        representation and the index in ``s`` where the document ended.

        This can be used to decode a JSON document from a string that may
        have extraneous data at the end.
        """
        try:
            return self.scan_once(s, idx)
        except StopIteration as stop:
            raise JSONDecodeError("Expecting value", s, stop.value) from None
